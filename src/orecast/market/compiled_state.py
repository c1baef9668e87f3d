"""The market at one set of unknowns, as machine code: what `point.evaluate` does, for one draw (M9-M12, M15)."""

from typing import NamedTuple

import numpy as np

from orecast._ground.arrays import Floats, Integers
from orecast.market.compiled_algebra import compiled
from orecast.market.curves import CONTINUATION
from orecast.market.point import MANY_TRACES, TRACE
from orecast.market.state import LARGEST_EXPONENT

THETA, ETA, CEILING, FLOOR, DOWN, UP, ROOM, SCALE = range(8)
"""Places of a draw's numbers; CEILING: highest price that a step may reach, ROOM: capacity above base output."""
OUTPUT, RELEASED, REACH = range(3)
BASE_USE, BASE_INDEX, BACKSTOP, FIRM = range(4)
"""Rows of what is given by origin and by user."""
OFFERED, SLOPE, SOLD = range(3)
TOTAL, INDEX, USE, PULL, KEPT = range(5)
COUNTED, BINDING = range(2)
"""Rows of what is found by origin, by user and by limit; PULL is theta U + U', KEPT 1 over TOTAL,
BINDING 0 or 1."""


class Draw(NamedTuple):
    """One draw: share, access, base_access, wedge and tariff of its routes, all [I, J] but tariff [I, taxed]; origins
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
    """All found at `unknowns` [I + R]: share [I padded, J padded], by_origin [3, I], by_user [5, J padded], by_limit
    [2, R]."""

    unknowns: Floats
    share: Floats
    by_origin: Floats
    by_user: Floats
    by_limit: Floats
    imbalance: Floats


@compiled
def weights(weight: Floats, draw: Draw, open_share: Floats) -> None:
    """Attraction of the routes at p = 1, into `weight` (`Terms.batch`)."""
    for j in range(open_share.size):
        open_share[j] = 0.0
    for i in range(len(weight)):
        row, share, access, reach = weight[i], draw.share[i], draw.base_access[i], draw.origins[REACH, i]
        for j in range(open_share.size):
            row[j] = share[j] * reach
            open_share[j] += row[j] * access[j]
    for j in range(open_share.size):
        open_share[j] = 1 / open_share[j] if open_share[j] > 0 else 1.0
    for i in range(len(weight)):
        row, access = weight[i], draw.access[i]
        for j in range(open_share.size):
            row[j] *= open_share[j] * access[j]
    if draw.wedge.size:
        for i in range(len(weight)):
            for j in range(open_share.size):
                weight[i, j] *= np.exp(-draw.numbers[THETA] * draw.wedge[i, j])


@compiled
def evaluate(draw: Draw, routes: Routes, weight: Floats, s: State) -> tuple[float, float]:
    """Everything at `s.unknowns`, written into `s`; the largest imbalance, and error as a share of world output."""
    theta, eta = draw.numbers[THETA], draw.numbers[ETA]
    attract(s.share, s.unknowns, weight, draw.tariff, routes.taxed, theta)
    if routes.sense.size:
        lift(s.share, s.unknowns, routes.counts, routes.sense, routes.touched, theta)
    buy(s.by_user, s.share, draw.users, theta, eta)
    sell(s.by_origin[SOLD], s.share, s.by_user)
    offer(s.by_origin, s.unknowns, draw.origins, draw.numbers)
    distance, wrong = compare(s.imbalance, s.unknowns, s.by_origin, draw.origins, draw.numbers[SCALE])
    if routes.sense.size:
        count(s.by_limit[COUNTED], s.share, s.by_user[USE], routes.counts, routes.touched)
        further, worse = bind(s.imbalance, s.by_limit, s.unknowns, draw.bound, routes.sense, draw.numbers)
        distance, wrong = larger(further, distance), larger(worse, wrong)
    return distance, wrong / draw.numbers[SCALE]


@compiled
def attract(share: Floats, unknowns: Floats, weight: Floats, tariff: Floats, taxed: Integers, theta: float) -> None:
    """Weights of the routes at these prices, into `share` (`Batch.attraction`)."""
    origins, users = weight.shape
    for i in range(origins):
        dearer = min(-theta * (unknowns[i] - 1), LARGEST_EXPONENT)
        pull, row, base = np.exp(dearer), share[i], weight[i]
        for j in range(users):
            row[j] = base[j] * pull
        for t in range(taxed.size):
            row[taxed[t]] *= np.exp(min(dearer * tariff[i, t], LARGEST_EXPONENT))


@compiled
def lift(share: Floats, unknowns: Floats, counts: Floats, sense: Floats, touched: Integers, theta: float) -> None:
    """A limit pulls its routes, or pushes."""
    origins = unknowns.size - sense.size
    for n in range(touched.shape[1]):
        i, j, raised = touched[0, n], touched[1, n], 0.0
        for r in range(sense.size):
            raised += sense[r] * unknowns[origins + r] * counts[r, i, j]
        share[i, j] *= np.exp(min(max(theta * raised, -LARGEST_EXPONENT), LARGEST_EXPONENT))


@compiled
def buy(by_user: Floats, share: Floats, users: Floats, theta: float, eta: float) -> None:
    """Index, use and pull of each user from the weights of its routes (M9, M10; `Batch.bought`)."""
    total, count = by_user[TOTAL], users.shape[1]
    for j in range(count):
        total[j] = users[BACKSTOP, j]
    for i in range(len(share)):
        row = share[i]
        for j in range(total.size):
            total[j] += row[j]
    for j in range(count):
        base = users[BASE_INDEX, j]
        index = base - np.log(total[j] / (1 + users[BACKSTOP, j])) / theta
        ratio = index / base
        edge = max(ratio, CONTINUATION)
        level = np.exp(-eta * np.log(edge))
        along = level * (1 + eta * max(CONTINUATION - ratio, 0.0) / CONTINUATION)
        use = users[BASE_USE, j] * along + users[FIRM, j]
        by_user[INDEX, j], by_user[USE, j] = index, use
        by_user[PULL, j] = theta * use - users[BASE_USE, j] * eta * level / (edge * base)
        by_user[KEPT, j] = 1 / total[j]


@compiled
def sell(sold: Floats, share: Floats, by_user: Floats) -> None:
    """Shares of the routes from their weights, and sales of the origins (M11)."""
    kept, use = by_user[KEPT], by_user[USE]
    for i in range(sold.size):
        row, tonnes = share[i], 0.0
        for j in range(kept.size):
            row[j] *= kept[j]
            tonnes += row[j] * use[j]
        sold[i] = tonnes


@compiled
def offer(by_origin: Floats, unknowns: Floats, origins: Floats, numbers: Floats) -> None:
    """Tonnes offered and their slope (M12; `SupplyCurve`)."""
    floor, up, room = numbers[FLOOR], numbers[UP], numbers[ROOM]
    span = 1 - floor
    bend = numbers[DOWN] * span
    for i in range(origins.shape[1]):
        price, output = unknowns[i], origins[OUTPUT, i]
        if price < 1:
            depth = max((price - floor) / span, 0.0)
            level = depth * depth * (3 - bend + depth * (bend - 2))
            slope = depth * (2 * (3 - bend) + 3 * depth * (bend - 2)) / span
        else:
            left = np.exp(-up * (price - 1) / room)
            level = 1 + room * (1 - left)
            slope = up * left
        by_origin[OFFERED, i] = output * level + origins[RELEASED, i]
        by_origin[SLOPE, i] = output * slope


@compiled
def compare(
    imbalance: Floats, unknowns: Floats, by_origin: Floats, origins: Floats, scale: float
) -> tuple[float, float]:
    """Sales over supply as logarithms; the largest, and the largest excess in tonnes."""
    distance, wrong = 0.0, 0.0
    for i in range(origins.shape[1]):
        sold, offered = by_origin[SOLD, i], by_origin[OFFERED, i]
        traced = sold + sales_trace(unknowns[i], sold, scale)
        gap = np.log(traced / (offered + supply_trace(origins[OUTPUT, i], origins[RELEASED, i], scale)))
        imbalance[i] = gap
        distance, wrong = larger(abs(gap), distance), larger(abs(offered - sold), wrong)
    return distance, wrong


@compiled
def count(counted: Floats, share: Floats, use: Floats, counts: Floats, touched: Integers) -> None:
    """Counted tonnes of each limit."""
    for r in range(counted.size):
        counted[r] = 0.0
    for n in range(touched.shape[1]):
        i, j = touched[0, n], touched[1, n]
        for r in range(counted.size):
            counted[r] += counts[r, i, j] * share[i, j] * use[j]


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
