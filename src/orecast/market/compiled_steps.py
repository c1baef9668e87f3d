"""Newton's steps as machine code: what `newton.advance` does, for one draw (M13, M15)."""

from typing import NamedTuple

import numpy as np

from orecast._ground.arrays import Floats, Integers
from orecast.market.compiled_algebra import LANES, compiled, eliminate, factored, less_products, substitute
from orecast.market.compiled_state import (
    BINDING,
    CEILING,
    COUNTED,
    FLOOR,
    OFFERED,
    OUTPUT,
    PULL,
    RELEASED,
    SCALE,
    SLOPE,
    SOLD,
    THETA,
    USE,
    Draw,
    Routes,
    State,
    evaluate,
    sales_trace,
    supply_trace,
)
from orecast.market.newton import SMALLEST_STEP
from orecast.market.point import TRACE
from orecast.market.stretching import DEEPEST_FALL, LONGEST_RISE, SHALLOWEST

GAP, STRETCH, CURVE, START, STEP = range(5)
"""Rows of a step's vectors: imbalance in tonnes, change of prices with stretched ones, slope of supply as the step
sees it, stretched start, direction."""


class Room(NamedTuple):
    """Work space: weighed shares and taxed ones [I padded, J padded], matrix [I padded, I padded], whole
    [I + R, I + R], vectors [5, I padded or I + R], reach [R, J]."""

    weighed: Floats
    taxed: Floats
    matrix: Floats
    whole: Floats
    vectors: Floats
    reach: Floats


@compiled
def advance(
    draw: Draw, routes: Routes, weight: Floats, here: State, there: State, room: Room, distance: float
) -> tuple[float, float]:
    """One damped step from `here`, into `there` (`newton.advance`): its distance and error."""
    direct(draw, routes, here, room)
    vectors, floor, released = room.vectors, draw.numbers[FLOOR], draw.origins[RELEASED]
    stretch(vectors[START], here.unknowns, released, floor)
    length, first = 1.0, True
    while first or length >= SMALLEST_STEP:
        unstretch(there.unknowns, vectors, length, released, floor)
        moved, wrong = evaluate(draw, routes, weight, there)
        if moved < distance:
            return moved, wrong
        length, first = length / 2, False
    unstretch(there.unknowns, vectors, 1.0, released, floor)
    return evaluate(draw, routes, weight, there)


@compiled
def depth(price: float, floor: float) -> float:
    """Way of a price from its floor (0) to base (1)."""
    return max((price - floor) / (1 - floor), SHALLOWEST)


@compiled
def stretch(stretched: Floats, unknowns: Floats, released: Floats, floor: float) -> None:
    """As `stretching.stretched`."""
    for i in range(unknowns.size):
        value = unknowns[i]
        if i >= released.size:
            stretched[i] = value
        elif value < 1 and released[i] <= 0:
            stretched[i] = (1 - floor) * np.log(depth(value, floor))
        else:
            stretched[i] = value - 1


@compiled
def unstretch(unknowns: Floats, vectors: Floats, length: float, released: Floats, floor: float) -> None:
    """Some way along the step, as `stretching.unstretched`."""
    for i in range(unknowns.size):
        moved = vectors[START, i] + length * vectors[STEP, i]
        if i >= released.size:
            unknowns[i] = moved
        elif moved < 0 and released[i] <= 0:
            unknowns[i] = floor + (1 - floor) * max(np.exp(moved / (1 - floor)), SHALLOWEST)
        else:
            unknowns[i] = 1 + moved


@compiled
def direct(draw: Draw, routes: Routes, s: State, room: Room) -> None:
    """Newton direction in stretched values, shortened so that no unknown leaps, into the vectors' STEP."""
    aim(room.vectors, s.unknowns, s.by_origin, s.imbalance, draw.origins, draw.numbers)
    weigh(room.weighed, s.share, s.by_user[PULL])
    is_plain = routes.sense.size + routes.taxed.size == 0
    if not is_plain or not halved(room.matrix, room.weighed, s.share, room.vectors, s.by_origin[SOLD], draw.numbers):
        tax(room.taxed, s.share, draw.tariff, routes.taxed)
        mirror(room, s.by_user[USE], s.by_origin[SOLD].size, s.share, draw.numbers[THETA])
        if routes.sense.size:
            border(draw, routes, s, room)
        solve_whole(room.whole, room.vectors, s.by_origin.shape[1], draw.numbers[SCALE])
    shorten(room.vectors[STEP], s.unknowns, draw.numbers[CEILING])


@compiled
def aim(
    vectors: Floats, unknowns: Floats, by_origin: Floats, imbalance: Floats, origins: Floats, numbers: Floats
) -> None:
    """What the step is to close, how prices stretch, and the slope of supply in logarithms (`newton.advance`)."""
    floor, scale = numbers[FLOOR], numbers[SCALE]
    for i in range(origins.shape[1]):
        price, released = unknowns[i], origins[RELEASED, i]
        sold = by_origin[SOLD, i] + sales_trace(price, by_origin[SOLD, i], scale)
        offered = by_origin[OFFERED, i] + supply_trace(origins[OUTPUT, i], released, scale)
        vectors[GAP, i] = imbalance[i] * sold
        vectors[STRETCH, i] = depth(price, floor) if price < 1 and released <= 0 else 1.0
        vectors[CURVE, i] = by_origin[SLOPE, i] * sold / offered


@compiled
def weigh(weighed: Floats, share: Floats, pull: Floats) -> None:
    """w_ij g_j, what a price moves through all that a user buys."""
    for i in range(len(share)):
        row, moved = share[i], weighed[i]
        for j in range(pull.size):
            moved[j] = row[j] * pull[j]


@compiled
def halved(matrix: Floats, weighed: Floats, share: Floats, vectors: Floats, sold: Floats, numbers: Floats) -> bool:
    """Direction without tariffs and limits, whose matrix is symmetric, by Cholesky; False if it is not positive."""
    empty(matrix)
    for k in range(0, len(matrix), LANES):
        less_products(matrix, weighed, share, k, k, share.shape[1])
    theta, scale = numbers[THETA], numbers[SCALE]
    for i in range(len(matrix)):
        if i < sold.size:
            own = matrix[i, i] + vectors[CURVE, i] + theta * sold[i]
            matrix[i, i] = own * (1 + 1e-13) + 1e-300 * scale / vectors[STRETCH, i]
            vectors[STEP, i] = vectors[GAP, i]
        else:
            matrix[i, i], vectors[STEP, i] = 1.0, 0.0
    if not factored(matrix):
        return False
    substitute(matrix, vectors[STEP])
    for i in range(sold.size):
        vectors[STEP, i] /= vectors[STRETCH, i]
    return True


@compiled
def empty(matrix: Floats) -> None:
    """Zeros everywhere."""
    for i in range(len(matrix)):
        row = matrix[i]
        for k in range(row.size):
            row[k] = 0.0


@compiled
def tax(taxed: Floats, share: Floats, tariff: Floats, users: Integers) -> None:
    """Shares times 1 + tariff: what a dearer home price adds to cost (`Batch.with_tariff`)."""
    for i in range(len(share)):
        row, base = taxed[i], share[i]
        for j in range(row.size):
            row[j] = base[j]
    for i in range(len(tariff)):
        for t in range(users.size):
            taxed[i, users[t]] *= 1 + tariff[i, t]


@compiled
def mirror(room: Room, use: Floats, origins: int, share: Floats, theta: float) -> None:
    """The whole matrix of the prices, tariffs counted."""
    matrix, taxed, whole = room.matrix, room.taxed, room.whole
    empty(matrix)
    for k in range(0, len(matrix), LANES):
        less_products(matrix, room.weighed, taxed, k, 0, share.shape[1])
    for i in range(origins):
        row, own = taxed[i], 0.0
        for j in range(use.size):
            own += row[j] * use[j]
        for k in range(origins):
            whole[i, k] = matrix[i, k]
        whole[i, i] += room.vectors[CURVE, i] + theta * own


@compiled
def solve_whole(whole: Floats, vectors: Floats, origins: int, scale: float) -> None:
    """Direction by the whole matrix, its columns in stretched values."""
    both = len(whole)
    for i in range(both):
        for k in range(origins):
            whole[i, k] *= vectors[STRETCH, k]
        whole[i, i] = whole[i, i] * (1 + 1e-13) + 1e-300 * scale
        vectors[STEP, i] = vectors[GAP, i]
    eliminate(whole, vectors[STEP])


@compiled
def shorten(step: Floats, unknowns: Floats, ceiling: float) -> None:
    """As `stretching.bounded`: a step shortened as a whole so that no unknown leaps."""
    shortest = 1.0
    for i in range(unknowns.size):
        value, height = unknowns[i], max(1.0, abs(unknowns[i]))
        limit = DEEPEST_FALL * height
        if step[i] > 0:
            left = ceiling - value if value < ceiling else np.inf
            limit = min(LONGEST_RISE * height, max(left, 1e-3))
        shortest = min(shortest, limit / max(abs(step[i]), 1e-300))
    for i in range(unknowns.size):
        step[i] *= shortest


@compiled
def border(draw: Draw, routes: Routes, s: State, room: Room) -> None:
    """Rows and columns of the limits' multipliers, and their gaps (`slopes.jacobian`)."""
    counts, touched, reach = routes.counts, routes.touched, room.reach
    for r in range(len(reach)):
        for j in range(reach.shape[1]):
            reach[r, j] = 0.0
    for n in range(touched.shape[1]):
        i, j = touched[0, n], touched[1, n]
        for r in range(len(reach)):
            reach[r, j] += counts[r, i, j] * s.share[i, j]
    for r in range(len(reach)):
        binds, row = s.by_limit[BINDING, r] > 0, s.by_origin.shape[1] + r
        weight = s.by_limit[COUNTED, r] + TRACE * draw.numbers[SCALE] if binds else draw.numbers[SCALE]
        room.vectors[GAP, row] = s.imbalance[row] * weight
        reach_of(room.whole, s.share, room.taxed, reach, s.by_user[PULL], r)
        along(room.whole, s.share, room.taxed, s.by_user[USE], counts, touched, draw.numbers[THETA], r)
        sign(room.whole, routes.sense, binds, draw.numbers[SCALE], r)


@compiled
def reach_of(whole: Floats, share: Floats, taxed: Floats, reach: Floats, pull: Floats, r: int) -> None:
    """How a limit and the prices move each other through what users buy in all."""
    origins, users = len(whole) - len(reach), reach.shape[1]
    for i in range(origins):
        bought, priced = 0.0, 0.0
        for j in range(users):
            weighed = reach[r, j] * pull[j]
            bought += share[i, j] * weighed
            priced += taxed[i, j] * weighed
        whole[i, origins + r], whole[origins + r, i] = bought, priced
    for q in range(len(reach)):
        crossed = 0.0
        for j in range(users):
            crossed -= reach[r, j] * pull[j] * reach[q, j]
        whole[origins + r, origins + q] = crossed


@compiled
def along(
    whole: Floats, share: Floats, taxed: Floats, use: Floats, counts: Floats, touched: Integers, theta: float, r: int
) -> None:
    """A limit's effect along its own routes, on its origins and on other limits that count the same routes."""
    origins = len(whole) - len(counts)
    for n in range(touched.shape[1]):
        i, j = touched[0, n], touched[1, n]
        held = theta * counts[r, i, j] * use[j]
        whole[i, origins + r] -= held * share[i, j]
        whole[origins + r, i] -= held * taxed[i, j]
        for q in range(len(counts)):
            whole[origins + r, origins + q] += counts[q, i, j] * held * share[i, j]


@compiled
def sign(whole: Floats, sense: Floats, binds: bool, scale: float, r: int) -> None:
    """The signs of a limit's row and column; a limit that does not bind has a multiplier on its own."""
    origins = len(whole) - sense.size
    row = whole[origins + r]
    for i in range(origins):
        whole[i, origins + r] *= sense[r]
        row[i] = sense[r] * row[i] if binds else 0.0
    for q in range(sense.size):
        row[origins + q] = sense[r] * sense[q] * row[origins + q] if binds else 0.0
    if not binds:
        row[origins + r] = scale
