"""Products of columns, the Cholesky factor and Gauss's elimination, and their use, as machine code.

Needs numba (extra `fast`), as all `compiled_…` modules do: only `compiled`, which `engine` imports where it is used,
leads here. Arrays are passed one by one and not in records: numba counts references at each call.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from orecast._ground.arrays import Floats, Integers
from orecast.market.compiled_tiles import LANES, less_tile

Function = TypeVar("Function", bound=Callable[..., Any])
NARROW, MIDDLE, WIDE = (less_tile(vectors, across=False) for vectors in (1, 2, 3))
NARROW_ACROSS, MIDDLE_ACROSS, WIDE_ACROSS = (less_tile(vectors, across=True) for vectors in (1, 2, 3))


def compiled(function: Function, keep: bool = False) -> Function:
    """The function as machine code that lets go of the interpreter's lock; `keep` it on disk from run to run."""
    # Sums may be reordered and products fused; infinities and NaN keep their meaning.
    free = {"contract", "reassoc", "nsz"}
    return cast(Function, numba.njit(cache=keep, nogil=True, fastmath=free, error_model="numpy")(function))


def ordered(function: Function) -> Function:
    """As `compiled`, its sums in the order in which they are written."""
    return cast(Function, numba.njit(nogil=True, fastmath={"contract"}, error_model="numpy")(function))


def padded(size: int) -> int:
    """The size rounded up to whole vectors."""
    return -(-size // LANES) * LANES


@compiled
def less_products(target: Floats, left: Floats, right: Floats, i: int, first: int, last: int) -> None:
    """target[i:i+4, k] less left[:last, i:i+4] · right[:last, k], for columns k of right from `first` on.

    Target may be left and right too, where its rows from i on are not below `last`.
    """
    k, size = first, right.shape[1]
    while k + 3 * LANES <= size:
        WIDE(target, i, k, left, right, 0, last)
        k += 3 * LANES
    if k + 2 * LANES <= size:
        MIDDLE(target, i, k, left, right, 0, last)
    elif k < size:
        NARROW(target, i, k, left, right, 0, last)


@compiled
def factored(upper: Floats) -> bool:
    """Cholesky factor U of U'U in place, four rows at a time, its diagonal turned over; False at a pivot not above 0.

    Only the upper half is read and written.
    """
    for k in range(0, len(upper), LANES):
        less_products(upper, upper, upper, k, k, k)
        if not cornered(upper, k):
            return False
        right_of_corner(upper, k)
    return True


@compiled
def cornered(upper: Floats, k: int) -> bool:
    """The factor of four rows and columns on the diagonal."""
    for i in range(k, k + LANES):
        if not upper[i, i] > 0:
            return False
        once = 1 / np.sqrt(upper[i, i])
        upper[i, i] = once
        for j in range(i + 1, k + LANES):
            upper[i, j] *= once
        for m in range(i + 1, k + LANES):
            for j in range(m, k + LANES):
                upper[m, j] -= upper[i, m] * upper[i, j]
    return True


@compiled
def right_of_corner(upper: Floats, k: int) -> None:
    """The columns right of a factored corner, divided by it: times its inverse, so that no row waits for another."""
    first, second, third, fourth = upper[k], upper[k + 1], upper[k + 2], upper[k + 3]
    a, b, c, d = first[k], second[k + 1], third[k + 2], fourth[k + 3]
    ab = -first[k + 1] * a * b
    bc = -second[k + 2] * b * c
    cd = -third[k + 3] * c * d
    ac = -(first[k + 2] * a + second[k + 2] * ab) * c
    bd = -(second[k + 3] * b + third[k + 3] * bc) * d
    ad = -(first[k + 3] * a + second[k + 3] * ab + third[k + 3] * ac) * d
    for j in range(k + LANES, len(upper)):
        w, x, y, z = first[j], second[j], third[j], fourth[j]
        first[j] = w * a
        second[j] = w * ab + x * b
        third[j] = w * ac + x * bc + y * c
        fourth[j] = w * ad + x * bd + y * cd + z * d


@compiled
def substitute(upper: Floats, values: Floats) -> None:
    """Solve with the factor of `factored`, in place."""
    size = len(upper)
    for i in range(0, size, LANES):
        for a in range(i, i + LANES):
            values[a] *= upper[a, a]
            for k in range(a + 1, i + LANES):
                values[k] -= upper[a, k] * values[a]
        w, x, y, z = values[i], values[i + 1], values[i + 2], values[i + 3]
        for k in range(i + LANES, size):
            values[k] -= upper[i, k] * w + upper[i + 1, k] * x + upper[i + 2, k] * y + upper[i + 3, k] * z
    substitute_back(upper, values)


@compiled
def substitute_back(upper: Floats, values: Floats) -> None:
    """Solve with an upper half whose diagonal is turned over, in place, four rows at a time."""
    size = len(upper)
    for i in range(size - LANES, -1, -LANES):
        w = x = y = z = 0.0
        for k in range(i + LANES, size):
            w += upper[i, k] * values[k]
            x += upper[i + 1, k] * values[k]
            y += upper[i + 2, k] * values[k]
            z += upper[i + 3, k] * values[k]
        back_through(upper, values, i, w, x, y, z)


@compiled
def back_through(upper: Floats, values: Floats, i: int, w: float, x: float, y: float, z: float) -> None:
    """Four values from the last to the first, less what later ones take of them."""
    a, b, c, d = values[i] - w, values[i + 1] - x, values[i + 2] - y, values[i + 3] - z
    d *= upper[i + 3, i + 3]
    c = (c - upper[i + 2, i + 3] * d) * upper[i + 2, i + 2]
    b = (b - upper[i + 1, i + 2] * c - upper[i + 1, i + 3] * d) * upper[i + 1, i + 1]
    a = (a - upper[i, i + 1] * b - upper[i, i + 2] * c - upper[i, i + 3] * d) * upper[i, i]
    values[i], values[i + 1], values[i + 2], values[i + 3] = a, b, c, d


@compiled
def eliminate(matrix: Floats, swaps: Integers) -> None:
    """Gauss's elimination with the largest pivot of each column, in place, four columns at a time.

    Below the diagonal stay the factors, the diagonal is turned over; swaps[k] is the row that came up to row k. Size is
    of whole vectors. Cells are named by both indices: a view of a row would cost more than the row's work.
    """
    for first in range(0, len(matrix), LANES):
        for k in range(first, first + LANES):
            pivot(matrix, swaps, k, first + LANES)
        right_of(matrix, first)
        for i in range(first + LANES, len(matrix), LANES):
            less_rank(matrix, i, first)


@compiled
def pivot(matrix: Floats, swaps: Integers, k: int, last: int) -> None:
    """Bring the largest row of column k up, and empty the column below it; columns from `last` on wait."""
    best, largest = k, abs(matrix[k, k])
    for i in range(k + 1, len(matrix)):
        if abs(matrix[i, k]) > largest:
            best, largest = i, abs(matrix[i, k])
    swaps[k] = best
    if best != k:
        for j in range(len(matrix)):
            matrix[k, j], matrix[best, j] = matrix[best, j], matrix[k, j]
    once = 1 / matrix[k, k]
    matrix[k, k] = once
    for i in range(k + 1, len(matrix)):
        factor = matrix[i, k] * once
        matrix[i, k] = factor
        for j in range(k + 1, last):
            matrix[i, j] -= factor * matrix[k, j]


@compiled
def right_of(matrix: Floats, first: int) -> None:
    """The rows of a block of columns, right of it."""
    for k in range(first, first + LANES):
        for i in range(k + 1, first + LANES):
            for j in range(first + LANES, len(matrix)):
                matrix[i, j] -= matrix[i, k] * matrix[k, j]


@compiled
def less_rank(matrix: Floats, i: int, first: int) -> None:
    """Four rows below and right of a block of four columns."""
    k, last, size = first + LANES, first + LANES, len(matrix)
    while k + 3 * LANES <= size:
        WIDE_ACROSS(matrix, i, k, matrix, matrix, first, last)
        k += 3 * LANES
    if k + 2 * LANES <= size:
        MIDDLE_ACROSS(matrix, i, k, matrix, matrix, first, last)
    elif k < size:
        NARROW_ACROSS(matrix, i, k, matrix, matrix, first, last)


@compiled
def substitute_swapped(matrix: Floats, swaps: Integers, values: Floats) -> None:
    """Solve with what `eliminate` left, in place, four rows at a time."""
    for k in range(len(matrix)):
        values[k], values[swaps[k]] = values[swaps[k]], values[k]
    for i in range(0, len(matrix), LANES):
        w = x = y = z = 0.0
        for k in range(i):
            w += matrix[i, k] * values[k]
            x += matrix[i + 1, k] * values[k]
            y += matrix[i + 2, k] * values[k]
            z += matrix[i + 3, k] * values[k]
        a = values[i] - w
        b = values[i + 1] - x - matrix[i + 1, i] * a
        c = values[i + 2] - y - matrix[i + 2, i] * a - matrix[i + 2, i + 1] * b
        d = values[i + 3] - z - matrix[i + 3, i] * a - matrix[i + 3, i + 1] * b - matrix[i + 3, i + 2] * c
        values[i], values[i + 1], values[i + 2], values[i + 3] = a, b, c, d
    substitute_back(matrix, values)
