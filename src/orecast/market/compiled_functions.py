"""Exponentials and logarithms of whole rows as machine code: without a branch, so that several are worked out at once.

The library's functions take one number at a time. These part it as usual, x = n log 2 + r or x = 2**n (1 + f), and sum
the series of the rest far enough for the last place; tests hold them to two units of it. Zeros, infinities and NaN are
as NumPy has them, but that an exponential below the smallest normal number is 0 and one above e**709 infinite.
"""

import math

import numpy as np

from orecast._ground.arrays import Floats
from orecast.market.compiled_algebra import compiled, ordered

LOG_2_UPPER = 2977044471 / 2**32
LOG_2_LOWER = 1.9082149292705877e-10
"""log 2 in two parts, the first of 32 places, so that whole multiples of it are exact."""
INVERSE_LOG_2 = 1 / math.log(2)
SHIFT = 1.5 * 2**52
"""A number this large has no places behind the point: added and taken away it rounds, and its last bits count."""
SHIFT_BITS = int(np.float64(SHIFT).view(np.int64))
PLACES, BIAS = 52, 1023
"""Of a number's bits: those of its fraction, and what is added to its power of two."""
LOWEST, HIGHEST = -708.0, 709.0
"""Between them an exponential is a normal number."""
TINY, LIFT = float(np.finfo(np.float64).tiny), 54
"""Numbers below the first are not normal; they are lifted by so many powers of two."""
HALF_ROOT_BITS = int(np.float64(math.sqrt(0.5)).view(np.int64))
_, _, E2, E3, E4, E5, E6, E7, E8, E9, E10, E11, E12, E13 = (1 / math.factorial(k) for k in range(14))
"""exp(r) = 1 + r + E2 r**2 + …, for |r| <= log(2) / 2."""
_, L1, L2, L3, L4, L5, L6, L7, L8, L9, L10 = (2 / (2 * k + 1) for k in range(11))
"""log((1 + s) / (1 - s)) = 2 s + s (L1 s**2 + L2 s**4 + …), for |s| <= 0.172."""


@ordered
def exponential(x: float) -> float:
    """exp(x): 0 below -708, infinite above 709."""
    within = min(max(x, LOWEST), HIGHEST)
    shifted = within * INVERSE_LOG_2 + SHIFT
    n = shifted - SHIFT
    r = (within - n * LOG_2_UPPER) - n * LOG_2_LOWER
    s = r * r
    low = (E2 + E3 * r) + s * (E4 + E5 * r)
    middle = (E6 + E7 * r) + s * (E8 + E9 * r)
    high = (E10 + E11 * r) + s * (E12 + E13 * r)
    whole = 1.0 + (r + s * (low + s * s * (middle + s * s * high)))
    power = np.int64((np.float64(shifted).view(np.int64) - SHIFT_BITS + BIAS) << PLACES).view(np.float64)
    value = 0.0 if x < LOWEST else whole * power
    return np.inf if x > HIGHEST else value


@ordered
def logarithm(x: float) -> float:
    """log(x): -inf at 0, NaN below."""
    is_small = x < TINY
    normal = x * 2.0**LIFT if is_small else x
    bits = np.float64(normal).view(np.int64)
    n = (bits - HALF_ROOT_BITS) >> PLACES
    power = np.int64(n + SHIFT_BITS).view(np.float64) - (SHIFT + LIFT if is_small else SHIFT)
    f = np.int64(bits - (n << PLACES)).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    y = z * z
    low = (L1 + L2 * z) + y * (L3 + L4 * z)
    high = (L5 + L6 * z) + y * ((L7 + L8 * z) + y * (L9 + L10 * z))
    half = 0.5 * f * f
    value = power * LOG_2_UPPER + (f - (half - (s * (half + z * (low + y * y * high)) + power * LOG_2_LOWER)))
    at_most_0 = -np.inf if x == 0 else np.nan
    return at_most_0 if x <= 0 else value if x < np.inf else x


@compiled
def exponentials(values: Floats) -> None:
    """`exponential` of each, in place."""
    for i in range(values.size):
        values[i] = exponential(values[i])


@compiled
def logarithms(values: Floats) -> None:
    """`logarithm` of each, in place."""
    for i in range(values.size):
        values[i] = logarithm(values[i])
