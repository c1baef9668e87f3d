"""Newton's steps as machine code: what `newton.advance` does, for one draw (M13, M15)."""

from typing import NamedTuple

import numpy as np

from orecast._ground.arrays import Floats, Integers
from orecast.market.compiled_algebra import (
    compiled,
    eliminate,
    factored,
    less_products,
    substitute,
    substitute_swapped,
)
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
    larger,
    sales_trace,
    supply_trace,
)
from orecast.market.compiled_tiles import LANES
from orecast.market.newton import SMALLEST_STEP
from orecast.market.point import TRACE
from orecast.market.stretching import DEEPEST_FALL, LONGEST_RISE, SHALLOWEST

GAP, STRETCH, CURVE, START, STEP, OWN, WEIGHT = range(7)
"""Rows of a step's vectors: imbalance in tonnes, change of prices with stretched ones, slope of supply as the step
sees it, stretched start, direction, use of each origin's goods before its tariffs are paid, tonnes that an imbalance
of 1 stands for."""
FOLLOWED = 1e-2
"""Share of the tolerance that a step with the matrix of the last one must be expected to reach."""
NEAR = 3e-10
"""What such a step may be expected to leave of its own length, in base prices."""


class Room(NamedTuple):
    """Work space: weighed shares and taxed ones [J, I padded], matrix [I padded, I padded], whole [I + R padded,
    I + R padded] and its swaps [I + R padded], vectors [7, I + R padded], reach [R, J]."""

    weighed: Floats
    taxed: Floats
    matrix: Floats
    whole: Floats
    swaps: Integers
    vectors: Floats
    reach: Floats


@compiled
def advance(
    draw: Draw, routes: Routes, weight: Floats, here: State, there: State, room: Room, distance: float
) -> tuple[float, float, bool]:
    """One damped step from `here`, into `there` (`newton.advance`): its distance, its error, is its matrix a half."""
    is_half = direct(draw, routes, here, room)
    vectors, floor, released = room.vectors, draw.numbers[FLOOR], draw.origins[RELEASED]
    stretch(vectors[START], here.unknowns, released, floor)
    length, first = 1.0, True
    while first or length >= SMALLEST_STEP:
        unstretch(there.unknowns, vectors, length, released, floor)
        moved, wrong = evaluate(draw, routes, weight, there)
        if moved < distance:
            return moved, wrong, is_half
        length, first = length / 2, False
    unstretch(there.unknowns, vectors, 1.0, released, floor)
    moved, wrong = evaluate(draw, routes, weight, there)
    return moved, wrong, is_half


@compiled
def follow(
    draw: Draw, routes: Routes, weight: Floats, here: State, there: State, room: Room, is_half: bool, shrunk: float
) -> float:
    """One more step from `here`, into `there`, with the matrix of the step that led here: its error.

    Infinite where, if it shrinks what is amiss as that one did, it would leave prices too far from the answer: where
    supply runs flat, they may be so with next to no error.
    """
    vectors, floor, released = room.vectors, draw.numbers[FLOOR], draw.origins[RELEASED]
    step = vectors[STEP]
    for i in range(step.size):
        step[i] = here.imbalance[i] * vectors[WEIGHT, i] if i < here.unknowns.size else 0.0
    if is_half:
        solve_half(room.matrix, vectors, released.size)
    else:
        substitute_swapped(room.whole, room.swaps, step)
    shorten(step, here.unknowns, draw.numbers[CEILING])
    longest = 0.0
    for i in range(here.unknowns.size):
        longest = larger(abs(step[i]), longest)
    if not longest * shrunk <= NEAR:
        return np.inf
    stretch(vectors[START], here.unknowns, released, floor)
    unstretch(there.unknowns, vectors, 1.0, released, floor)
    return evaluate(draw, routes, weight, there)[1]


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
def direct(draw: Draw, routes: Routes, s: State, room: Room) -> bool:
    """Newton direction in stretched values, shortened so that no unknown leaps, into STEP; is its matrix a half."""
    aim(room.vectors, s.unknowns, s.by_origin, s.imbalance, draw.origins, draw.numbers)
    weigh(room.weighed, s.share, s.by_user[PULL])
    is_half = routes.sense.size + routes.taxed.size == 0
    if is_half:
        is_half = halved(room.matrix, room.weighed, s.share, room.vectors, s.by_origin[SOLD], draw.numbers)
    if not is_half:
        tax(room.taxed, s.share, draw.tariff, routes.taxed)
        mirror(room.whole, room.weighed, room.taxed, s.by_user[USE], room.vectors, draw.numbers[THETA])
        if routes.sense.size:
            border(draw, routes, s, room)
        both, origins = s.unknowns.size, s.by_origin.shape[1]
        solve_whole(room.whole, room.vectors, room.swaps, origins, both, draw.numbers[SCALE])
    shorten(room.vectors[STEP], s.unknowns, draw.numbers[CEILING])
    return is_half


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
        vectors[WEIGHT, i], vectors[GAP, i] = sold, imbalance[i] * sold
        vectors[STRETCH, i] = depth(price, floor) if price < 1 and released <= 0 else 1.0
        vectors[CURVE, i] = by_origin[SLOPE, i] * sold / offered


@compiled
def weigh(weighed: Floats, share: Floats, pull: Floats) -> None:
    """w_ij g_j, what a price moves through all that a user buys."""
    for j in range(len(share)):
        row, moved, once = share[j], weighed[j], pull[j]
        for i in range(row.size):
            moved[i] = row[i] * once


@compiled
def halved(matrix: Floats, weighed: Floats, share: Floats, vectors: Floats, sold: Floats, numbers: Floats) -> bool:
    """Direction without tariffs and limits, whose matrix is symmetric, by Cholesky; False if it is not positive."""
    empty(matrix)
    for k in range(0, len(matrix), LANES):
        less_products(matrix, weighed, share, k, k, len(share))
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
    solve_half(matrix, vectors, sold.size)
    return True


@compiled
def solve_half(matrix: Floats, vectors: Floats, origins: int) -> None:
    """Direction by the factor of the symmetric matrix, from the tonnes in STEP."""
    substitute(matrix, vectors[STEP])
    for i in range(origins):
        vectors[STEP, i] /= vectors[STRETCH, i]


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
    for j in range(len(share)):
        row, base = taxed[j], share[j]
        for i in range(row.size):
            row[i] = base[i]
    for t in range(users.size):
        row, rate = taxed[users[t]], tariff[t]
        for i in range(rate.size):
            row[i] *= 1 + rate[i]


@compiled
def mirror(whole: Floats, weighed: Floats, taxed: Floats, use: Floats, vectors: Floats, theta: float) -> None:
    """The whole matrix of the prices, tariffs counted."""
    own = vectors[OWN]
    for i in range(taxed.shape[1]):
        own[i] = 0.0
    for j in range(len(taxed)):
        row, tonnes = taxed[j], use[j]
        for i in range(row.size):
            own[i] += row[i] * tonnes
    empty(whole)
    for i in range(0, taxed.shape[1], LANES):
        less_products(whole, weighed, taxed, i, 0, len(taxed))
    for i in range(taxed.shape[1]):
        whole[i, i] += vectors[CURVE, i] + theta * own[i]


@compiled
def solve_whole(whole: Floats, vectors: Floats, swaps: Integers, origins: int, both: int, scale: float) -> None:
    """Direction by the whole matrix, its columns in stretched values."""
    for i in range(both):
        for k in range(origins):
            whole[i, k] *= vectors[STRETCH, k]
        whole[i, i] = whole[i, i] * (1 + 1e-13) + 1e-300 * scale
        vectors[STEP, i] = vectors[GAP, i]
    for i in range(both, len(whole)):
        for k in range(len(whole)):
            whole[i, k], whole[k, i] = 0.0, 0.0
        whole[i, i], vectors[STEP, i] = 1.0, 0.0
    eliminate(whole, swaps)
    substitute_swapped(whole, swaps, vectors[STEP])


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
            reach[r, j] += counts[r, i, j] * s.share[j, i]
    for r in range(len(reach)):
        binds, row = s.by_limit[BINDING, r] > 0, s.by_origin.shape[1] + r
        weight = s.by_limit[COUNTED, r] + TRACE * draw.numbers[SCALE] if binds else draw.numbers[SCALE]
        room.vectors[WEIGHT, row], room.vectors[GAP, row] = weight, s.imbalance[row] * weight
        reach_of(room.whole, s.share, room.taxed, reach, s.by_user[PULL], row - r, r)
        along(room.whole, s.share, room.taxed, s.by_user[USE], counts, touched, draw.numbers[THETA], row - r, r)
        sign(room.whole, routes.sense, binds, draw.numbers[SCALE], row - r, r)


@compiled
def reach_of(whole: Floats, share: Floats, taxed: Floats, reach: Floats, pull: Floats, origins: int, r: int) -> None:
    """How a limit and the prices move each other through what users buy in all."""
    row = origins + r
    for i in range(origins):
        whole[i, row], whole[row, i] = 0.0, 0.0
    for j in range(pull.size):
        weighed = reach[r, j] * pull[j]
        for i in range(origins):
            whole[i, row] += share[j, i] * weighed
            whole[row, i] += taxed[j, i] * weighed
    for q in range(len(reach)):
        crossed = 0.0
        for j in range(pull.size):
            crossed -= reach[r, j] * pull[j] * reach[q, j]
        whole[row, origins + q] = crossed


@compiled
def along(
    whole: Floats,
    share: Floats,
    taxed: Floats,
    use: Floats,
    counts: Floats,
    touched: Integers,
    theta: float,
    origins: int,
    r: int,
) -> None:
    """A limit's effect along its own routes, on its origins and on other limits that count the same routes."""
    for n in range(touched.shape[1]):
        i, j = touched[0, n], touched[1, n]
        held = theta * counts[r, i, j] * use[j]
        whole[i, origins + r] -= held * share[j, i]
        whole[origins + r, i] -= held * taxed[j, i]
        for q in range(len(counts)):
            whole[origins + r, origins + q] += counts[q, i, j] * held * share[j, i]


@compiled
def sign(whole: Floats, sense: Floats, binds: bool, scale: float, origins: int, r: int) -> None:
    """The signs of a limit's row and column; a limit that does not bind has a multiplier on its own."""
    row = whole[origins + r]
    for i in range(origins):
        whole[i, origins + r] *= sense[r]
        row[i] = sense[r] * row[i] if binds else 0.0
    for q in range(sense.size):
        row[origins + q] = sense[r] * sense[q] * row[origins + q] if binds else 0.0
    if not binds:
        row[origins + r] = scale
