"""The market at one set of unknowns, as machine code: what `point.evaluate` does, for one draw (M9-M12, M15)."""

from typing import NamedTuple

import numpy as np

from orecast._ground.arrays import Floats, Integers
from orecast.market.compiled_algebra import compiled
from orecast.market.compiled_functions import exponential, exponentials, logarithms
from orecast.market.curves import CONTINUATION
from orecast.market.point import MANY_TRACES, TRACE
from orecast.market.state import LARGEST_EXPONENT

THETA, ETA, CEILING, FLOOR, DOWN, UP, ROOM, SCALE = range(8)
"""Places of a draw's numbers; CEILING: highest price that a step may reach, ROOM: capacity above base output."""
OUTPUT, RELEASED, REACH = range(3)
BASE_USE, BASE_INDEX, BACKSTOP, FIRM = range(4)
"""Rows of what is given by origin and by user."""
OFFERED, SLOPE, SOLD, DEARER, LURE = range(5)
TOTAL, INDEX, USE, PULL, KEPT, LEVEL = range(6)
COUNTED, BINDING = range(2)
"""Rows of what is found by origin, by user and by limit; LURE is e to the power DEARER, PULL theta U + U', KEPT 1 over
TOTAL, BINDING 0 or 1."""


class Draw(NamedTuple):
    """One draw: share, access, base_access, wedge and tariff of its routes, all [I, J] but tariff [taxed, I]; origins
    [3, I], users [4, J], bound [R] and numbers [8]. Of all draws together each array has one more axis in front."""

    share: Floats
    access: Floats
    base_access: Floats
    wedge: Floats
    tariff: Floats
    origins: Floats
    users: Floats
    bound: Floats
    numbers: Floats


class Routes(NamedTuple):
    """What all draws share: counts [R, I, J], sense [R], touched [2, n] routes of any limit, taxed users."""

    counts: Floats
    sense: Floats
    touched: Integers
    taxed: Integers


class State(NamedTuple):
    """All found at `unknowns` [I + R]: share [J, I padded], by_origin [5, I], by_user [6, J], by_limit
    [2, R]."""

    unknowns: Floats
    share: Floats
    by_origin: Floats
    by_user: Floats
    by_limit: Floats
    imbalance: Floats


@compiled
def weights(weight: Floats, draw: Draw, open_share: Floats) -> None:
    """Attraction of the routes at p = 1, into `weight` [J, I padded] (`Terms.batch`)."""
    for j in range(open_share.size):
        open_share[j] = 0.0
    for i in range(len(draw.share)):
        share, access, reach = draw.share[i], draw.base_access[i], draw.origins[REACH, i]
        for j in range(open_share.size):
            open_share[j] += share[j] * reach * access[j]
    for j in range(open_share.size):
        open_share[j] = 1 / open_share[j] if open_share[j] > 0 else 1.0
    for i in range(len(draw.share)):
        share, access, reach = draw.share[i], draw.access[i], draw.origins[REACH, i]
        for j in range(open_share.size):
            weight[j, i] = share[j] * reach * open_share[j] * access[j]
    if draw.wedge.size:
        for i in range(len(draw.share)):
            for j in range(open_share.size):
                weight[j, i] *= exponential(-draw.numbers[THETA] * draw.wedge[i, j])


@compiled
def evaluate(draw: Draw, routes: Routes, weight: Floats, s: State) -> tuple[float, float]:
    """Everything at `s.unknowns`, written into `s`; the largest imbalance, and error as a share of world output."""
    theta, eta = draw.numbers[THETA], draw.numbers[ETA]
    lure(s.by_origin[DEARER], s.by_origin[LURE], s.unknowns, theta)
    attract(s.by_user[TOTAL], s.share, s.by_origin[LURE], weight, draw.users[BACKSTOP])
    if routes.taxed.size:
        deter(s.share, s.by_origin[DEARER], draw.tariff, routes.taxed)
    if routes.sense.size:
        lift(s.share, s.unknowns, routes.counts, routes.sense, routes.touched, theta)
    if routes.taxed.size + routes.sense.size:
        add_up(s.by_user[TOTAL], s.share, draw.users[BACKSTOP])
    buy(s.by_user, draw.users, theta, eta)
    sell(s.by_origin[SOLD], s.share, s.by_user[KEPT], s.by_user[USE])
    offer(s.by_origin, s.unknowns, draw.origins, draw.numbers)
    distance, wrong = compare(s.imbalance, s.unknowns, s.by_origin, draw.origins, draw.numbers[SCALE])
    if routes.sense.size:
        count(s.by_limit[COUNTED], s.share, s.by_user[USE], routes.counts, routes.touched)
        further, worse = bind(s.imbalance, s.by_limit, s.unknowns, draw.bound, routes.sense, draw.numbers)
        distance, wrong = larger(further, distance), larger(worse, wrong)
    return distance, wrong / draw.numbers[SCALE]


@compiled
def lure(dearer: Floats, lured: Floats, unknowns: Floats, theta: float) -> None:
    """What the prices at home do to the routes' weights, before tariffs (`Batch.attraction`)."""
    for i in range(dearer.size):
        dearer[i] = min(-theta * (unknowns[i] - 1), LARGEST_EXPONENT)
        lured[i] = dearer[i]
    exponentials(lured)


@compiled
def attract(total: Floats, share: Floats, lured: Floats, weight: Floats, backstop: Floats) -> None:
    """Weights of the routes at these prices, into `share`, and of each user in all, its backstop's with them."""
    for j in range(len(share)):
        row, base, added = share[j], weight[j], backstop[j]
        for i in range(lured.size):
            row[i] = base[i] * lured[i]
            added += row[i]
        total[j] = added


@compiled
def deter(share: Floats, dearer: Floats, tariff: Floats, taxed: Integers) -> None:
    """What tariffs add to the prices at home."""
    for t in range(taxed.size):
        row, rate = share[taxed[t]], tariff[t]
        for i in range(dearer.size):
            row[i] *= exponential(min(dearer[i] * rate[i], LARGEST_EXPONENT))


@compiled
def lift(share: Floats, unknowns: Floats, counts: Floats, sense: Floats, touched: Integers, theta: float) -> None:
    """A limit pulls its routes, or pushes."""
    origins = unknowns.size - sense.size
    for n in range(touched.shape[1]):
        i, j, raised = touched[0, n], touched[1, n], 0.0
        for r in range(sense.size):
            raised += sense[r] * unknowns[origins + r] * counts[r, i, j]
        share[j, i] *= exponential(min(max(theta * raised, -LARGEST_EXPONENT), LARGEST_EXPONENT))


@compiled
def add_up(total: Floats, share: Floats, backstop: Floats) -> None:
    """Weights of each user in all, its backstop's with them."""
    for j in range(total.size):
        row, added = share[j], backstop[j]
        for i in range(row.size):
            added += row[i]
        total[j] = added


@compiled
def buy(by_user: Floats, users: Floats, theta: float, eta: float) -> None:
    """Index, use and pull of each user from the weights of its routes (M9, M10; `Batch.bought`)."""
    weight, index, level = by_user[TOTAL], by_user[INDEX], by_user[LEVEL]
    for j in range(index.size):
        index[j] = weight[j] / (1 + users[BACKSTOP, j])
    logarithms(index)
    for j in range(index.size):
        index[j] = users[BASE_INDEX, j] - index[j] / theta
        level[j] = max(index[j] / users[BASE_INDEX, j], CONTINUATION)
    logarithms(level)
    for j in range(level.size):
        level[j] *= -eta
    exponentials(level)
    for j in range(index.size):
        base = users[BASE_INDEX, j]
        ratio = index[j] / base
        along = level[j] * (1 + eta * max(CONTINUATION - ratio, 0.0) / CONTINUATION)
        use = users[BASE_USE, j] * along + users[FIRM, j]
        by_user[USE, j], by_user[KEPT, j] = use, 1 / weight[j]
        by_user[PULL, j] = theta * use - users[BASE_USE, j] * eta * level[j] / (max(ratio, CONTINUATION) * base)


@compiled
def sell(sold: Floats, share: Floats, kept: Floats, use: Floats) -> None:
    """Shares of the routes from their weights, and sales of the origins, two users at a time (M11)."""
    for i in range(sold.size):
        sold[i] = 0.0
    odd = len(share) % 2
    if odd:
        row, part, tonnes = share[0], kept[0], use[0]
        for i in range(sold.size):
            row[i] *= part
            sold[i] = row[i] * tonnes
    for j in range(odd, len(share), 2):
        row, part, tonnes = share[j], kept[j], use[j]
        other, rest, more = share[j + 1], kept[j + 1], use[j + 1]
        for i in range(sold.size):
            row[i] *= part
            other[i] *= rest
            sold[i] += row[i] * tonnes + other[i] * more


@compiled
def offer(by_origin: Floats, unknowns: Floats, origins: Floats, numbers: Floats) -> None:
    """Tonnes offered and their slope (M12; `SupplyCurve`)."""
    floor, up, room = numbers[FLOOR], numbers[UP], numbers[ROOM]
    span = 1 - floor
    bend, steep = numbers[DOWN] * span, by_origin[SLOPE]
    for i in range(steep.size):
        steep[i] = -up * max(unknowns[i] - 1, 0.0) / room
    exponentials(steep)
    for i in range(steep.size):
        price, output = unknowns[i], origins[OUTPUT, i]
        if price < 1:
            depth = max((price - floor) / span, 0.0)
            level = depth * depth * (3 - bend + depth * (bend - 2))
            slope = depth * (2 * (3 - bend) + 3 * depth * (bend - 2)) / span
        else:
            level = 1 + room * (1 - steep[i])
            slope = up * steep[i]
        by_origin[OFFERED, i] = output * level + origins[RELEASED, i]
        steep[i] = output * slope


@compiled
def compare(
    imbalance: Floats, unknowns: Floats, by_origin: Floats, origins: Floats, scale: float
) -> tuple[float, float]:
    """Sales over supply as logarithms; the largest, and the largest excess in tonnes."""
    distance, wrong, gap = 0.0, 0.0, imbalance[: origins.shape[1]]
    for i in range(gap.size):
        sold = by_origin[SOLD, i] + sales_trace(unknowns[i], by_origin[SOLD, i], scale)
        gap[i] = sold / (by_origin[OFFERED, i] + supply_trace(origins[OUTPUT, i], origins[RELEASED, i], scale))
    logarithms(gap)
    for i in range(gap.size):
        distance = larger(abs(gap[i]), distance)
        wrong = larger(abs(by_origin[OFFERED, i] - by_origin[SOLD, i]), wrong)
    return distance, wrong


@compiled
def count(counted: Floats, share: Floats, use: Floats, counts: Floats, touched: Integers) -> None:
    """Counted tonnes of each limit."""
    for r in range(counted.size):
        counted[r] = 0.0
    for n in range(touched.shape[1]):
        i, j = touched[0, n], touched[1, n]
        for r in range(counted.size):
            counted[r] += counts[r, i, j] * share[j, i] * use[j]


@compiled
def bind(
    imbalance: Floats, by_limit: Floats, unknowns: Floats, bound: Floats, sense: Floats, numbers: Floats
) -> tuple[float, float]:
    """Which limits bind, and their conditions as logarithms; the largest, and the largest slack or rent in tonnes."""
    scale, theta, origins = numbers[SCALE], numbers[THETA], unknowns.size - sense.size
    distance, wrong, trace = 0.0, 0.0, TRACE * scale
    for r in range(sense.size):
        counted, paid = by_limit[COUNTED, r], unknowns[origins + r]
        short = sense[r] * np.log((bound[r] + trace) / (counted + trace))
        binds = theta * paid + short > 0
        by_limit[BINDING, r] = binds
        imbalance[origins + r] = short if binds else -paid
        distance = larger(abs(imbalance[origins + r]), distance)
        wrong = larger(abs(min(sense[r] * (counted - bound[r]), paid * scale)), wrong)
    return distance, wrong


@compiled
def larger(value: float, largest: float) -> float:
    """The larger of two, and NaN where either is."""
    return value if value > largest or value != value else largest


@compiled
def sales_trace(price: float, sold: float, scale: float) -> float:
    """As `point.sales_trace`, of one origin."""
    return TRACE * scale if price < 1 or sold <= 0 else 0.0


@compiled
def supply_trace(output: float, released: float, scale: float) -> float:
    """As `point.supply_trace`, of one origin."""
    trace = TRACE * scale
    return 0.0 if output > MANY_TRACES * trace and released <= 0 else trace
