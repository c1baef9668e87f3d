"""Products of rows, the Cholesky factor and its use, as machine code, in blocks that stay in the registers.

Needs numba (extra `fast`), as all `compiled_…` modules do: only `compiled`, which `engine` imports where it is used,
leads here. Arrays are passed one by one and not in records: numba counts references at each call.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from orecast._ground.arrays import Floats

Function = TypeVar("Function", bound=Callable[..., Any])
LANES = 4
"""Rows and columns are padded to whole vectors, so that no loop has a remainder."""


def compiled(function: Function, keep: bool = False) -> Function:
    """The function as machine code that lets go of the interpreter's lock; `keep` it on disk from run to run."""
    # Sums may be reordered and products fused; infinities and NaN keep their meaning.
    free = {"contract", "reassoc", "nsz"}
    return cast(Function, numba.njit(cache=keep, nogil=True, fastmath=free, error_model="numpy")(function))


def padded(size: int) -> int:
    """The size rounded up to whole vectors."""
    return -(-size // LANES) * LANES


@compiled
def less_products(target: Floats, left: Floats, right: Floats, k: int, first: int, length: int) -> None:
    """target[i, k:k+4] less left[i] · right[k:k+4], over the first `length` columns, for i from `first` on, in twos.

    Target may be left and right too, where k is not below length.
    """
    w, x, y, z = right[k], right[k + 1], right[k + 2], right[k + 3]
    for i in range(first, len(target), 2):
        a, b = left[i], left[i + 1]
        aw = ax = ay = az = bw = bx = by = bz = 0.0
        for j in range(length):
            aw += a[j] * w[j]
            ax += a[j] * x[j]
            ay += a[j] * y[j]
            az += a[j] * z[j]
            bw += b[j] * w[j]
            bx += b[j] * x[j]
            by += b[j] * y[j]
            bz += b[j] * z[j]
        upper, under = target[i], target[i + 1]
        upper[k] -= aw
        upper[k + 1] -= ax
        upper[k + 2] -= ay
        upper[k + 3] -= az
        under[k] -= bw
        under[k + 1] -= bx
        under[k + 2] -= by
        under[k + 3] -= bz


@compiled
def factored(lower: Floats) -> bool:
    """Cholesky factor in place, four columns at a time, its diagonal turned over; False at a pivot not above 0."""
    for k in range(0, len(lower), LANES):
        less_products(lower, lower, lower, k, k, k)
        for i in range(k, k + LANES):
            for j in range(k, i + 1):
                value = lower[i, j]
                for n in range(k, j):
                    value -= lower[i, n] * lower[j, n]
                if i > j:
                    lower[i, j] = value * lower[j, j]
                elif value > 0:
                    lower[i, i] = 1 / np.sqrt(value)
                else:
                    return False
        below(lower, k)
    return True


@compiled
def below(lower: Floats, k: int) -> None:
    """The rows below a factored block of four, divided by it: times its inverse, so that none waits for another."""
    first, second, third, fourth = lower[k], lower[k + 1], lower[k + 2], lower[k + 3]
    a, b, c, d = first[k], second[k + 1], third[k + 2], fourth[k + 3]
    ab = -second[k] * a * b
    bc = -third[k + 1] * b * c
    cd = -fourth[k + 2] * c * d
    ac = -(third[k] * a + third[k + 1] * ab) * c
    bd = -(fourth[k + 1] * b + fourth[k + 2] * bc) * d
    ad = -(fourth[k] * a + fourth[k + 1] * ab + fourth[k + 2] * ac) * d
    for i in range(k + LANES, len(lower)):
        row = lower[i]
        w, x, y, z = row[k], row[k + 1], row[k + 2], row[k + 3]
        row[k] = w * a
        row[k + 1] = w * ab + x * b
        row[k + 2] = w * ac + x * bc + y * c
        row[k + 3] = w * ad + x * bd + y * cd + z * d


@compiled
def substitute(lower: Floats, values: Floats) -> None:
    """Solve with the factor of `factored`, in place."""
    for i in range(len(lower)):
        value = values[i]
        for k in range(i):
            value -= lower[i, k] * values[k]
        values[i] = value * lower[i, i]
    for i in range(len(lower) - 1, -1, -1):
        value = values[i] * lower[i, i]
        values[i] = value
        for k in range(i):
            values[k] -= lower[i, k] * value


@compiled
def eliminate(matrix: Floats, values: Floats) -> None:
    """Solve by Gauss's elimination with the largest pivot of each column, in place, four columns at a time.

    The matrix is used up. Cells are named by both indices: a view of a row would cost more than the row's work.
    """
    size = len(matrix)
    for first in range(0, size, LANES):
        last = min(first + LANES, size)
        for k in range(first, last):
            pivot(matrix, values, k, last)
        right_of(matrix, first, last)
        if last < size:
            below_right_of(matrix, first)
    for i in range(size - 1, -1, -1):
        value = values[i]
        for j in range(i + 1, size):
            value -= matrix[i, j] * values[j]
        values[i] = value / matrix[i, i]


@compiled
def pivot(matrix: Floats, values: Floats, k: int, last: int) -> None:
    """Bring the largest row of column k up, and empty the column below it; columns from `last` on wait."""
    best, largest = k, abs(matrix[k, k])
    for i in range(k + 1, len(matrix)):
        if abs(matrix[i, k]) > largest:
            best, largest = i, abs(matrix[i, k])
    if best != k:
        for j in range(len(matrix)):
            matrix[k, j], matrix[best, j] = matrix[best, j], matrix[k, j]
        values[k], values[best] = values[best], values[k]
    once = 1 / matrix[k, k]
    for i in range(k + 1, len(matrix)):
        factor = matrix[i, k] * once
        matrix[i, k] = factor
        values[i] -= factor * values[k]
        for j in range(k + 1, last):
            matrix[i, j] -= factor * matrix[k, j]


@compiled
def right_of(matrix: Floats, first: int, last: int) -> None:
    """The rows of a block of columns, right of it."""
    for k in range(first, last):
        for i in range(k + 1, last):
            for j in range(last, len(matrix)):
                matrix[i, j] -= matrix[i, k] * matrix[k, j]


@compiled
def below_right_of(matrix: Floats, first: int) -> None:
    """All below and right of a whole block of four columns."""
    a, b, c, d = first, first + 1, first + 2, first + 3
    for i in range(first + LANES, len(matrix)):
        w, x, y, z = matrix[i, a], matrix[i, b], matrix[i, c], matrix[i, d]
        for j in range(first + LANES, len(matrix)):
            matrix[i, j] -= w * matrix[a, j] + x * matrix[b, j] + y * matrix[c, j] + z * matrix[d, j]
