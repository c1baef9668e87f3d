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
    """The rows below a factored block of four, divided by it."""
    first, second, third, fourth = lower[k], lower[k + 1], lower[k + 2], lower[k + 3]
    a, b, c, d = first[k], second[k + 1], third[k + 2], fourth[k + 3]
    ab, ac, bc = second[k], third[k], third[k + 1]
    ad, bd, cd = fourth[k], fourth[k + 1], fourth[k + 2]
    for i in range(k + LANES, len(lower)):
        row = lower[i]
        w = row[k] * a
        x = (row[k + 1] - w * ab) * b
        y = (row[k + 2] - w * ac - x * bc) * c
        z = (row[k + 3] - w * ad - x * bd - y * cd) * d
        row[k], row[k + 1], row[k + 2], row[k + 3] = w, x, y, z


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
    """Solve by Gauss's elimination with the largest pivot of each column, in place; the matrix is used up."""
    size = len(matrix)
    for k in range(size):
        best = k
        for i in range(k + 1, size):
            if abs(matrix[i, k]) > abs(matrix[best, k]):
                best = i
        for j in range(k, size):
            matrix[k, j], matrix[best, j] = matrix[best, j], matrix[k, j]
        values[k], values[best] = values[best], values[k]
        pivot, above = 1 / matrix[k, k], matrix[k]
        for i in range(k + 1, size):
            row = matrix[i]
            factor = row[k] * pivot
            values[i] -= factor * values[k]
            for j in range(k + 1, size):
                row[j] -= factor * above[j]
    for i in range(size - 1, -1, -1):
        value, row = values[i], matrix[i]
        for j in range(i + 1, size):
            value -= row[j] * values[j]
        values[i] = value / row[i]
