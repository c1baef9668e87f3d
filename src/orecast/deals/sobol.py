"""Scrambled Sobol points: numbers that fill the unit cube more evenly than chance, and differ with every seed.

The points are those of `scipy.stats.qmc.Sobol`, bit for bit (a test compares them). They are made here since importing
`scipy.stats` takes longer than drawing all the parameters of a brief (docs/decisions/0180).
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orecast._ground.arrays import Floats

Words = NDArray[np.uint32]

DIGITS = 30
"""Binary digits of a point, and so the most points: 2^30."""

POLYNOMIALS: tuple[tuple[int, tuple[int, ...]], ...] = (
    (1, (1,)),
    (3, (1,)),
    (7, (1, 3)),
    (11, (1, 3, 1)),
    (13, (1, 1, 1)),
    (19, (1, 1, 3, 3)),
    (25, (1, 3, 5, 13)),
    (37, (1, 1, 5, 5, 17)),
    (41, (1, 1, 5, 5, 5)),
    (47, (1, 1, 7, 11, 19)),
    (55, (1, 1, 5, 1, 1)),
    (59, (1, 1, 1, 3, 11)),
    (61, (1, 3, 5, 5, 31)),
    (67, (1, 3, 3, 9, 7, 49)),
    (91, (1, 1, 1, 15, 21, 21)),
    (97, (1, 3, 1, 13, 27, 49)),
    (103, (1, 1, 1, 15, 7, 5)),
    (109, (1, 3, 1, 15, 13, 25)),
    (115, (1, 1, 5, 5, 19, 61)),
    (131, (1, 3, 7, 11, 23, 15, 103)),
    (137, (1, 3, 7, 13, 13, 15, 69)),
    (143, (1, 1, 3, 13, 7, 35, 63)),
    (145, (1, 3, 5, 9, 1, 25, 53)),
    (157, (1, 3, 1, 13, 9, 35, 107)),
    (167, (1, 3, 1, 5, 27, 61, 31)),
    (171, (1, 1, 5, 11, 19, 41, 61)),
    (185, (1, 3, 5, 3, 3, 13, 69)),
    (191, (1, 1, 7, 13, 1, 19, 1)),
    (193, (1, 3, 7, 5, 13, 19, 59)),
    (203, (1, 1, 3, 9, 25, 29, 41)),
    (211, (1, 3, 5, 13, 23, 1, 55)),
    (213, (1, 3, 7, 3, 13, 59, 17)),
)
"""Of each dimension its primitive polynomial, as a number in base 2, and the first of its odd direction numbers
(S. Joe and F. Y. Kuo 2008, SIAM J. Sci. Comput. 30(5): 2635-2654, table new-joe-kuo-6)."""


def sobol_points(generator: np.random.Generator, dimensions: int, log2_points: int) -> Floats:
    """The first 2^`log2_points` Sobol points under a linear matrix scramble and a digital shift of the generator's.

    Shapes  result [point, dimension], in [0, 1). Errors: none; `dimensions` is at most 32, `log2_points` at most 30.
    Source  Joe and Kuo 2008; scramble of Matoušek 1998 (J. Complexity 14: 527-556); Gray-code order of Antonov and
            Saleev 1979, in which a point differs from the one before by one direction.
    """
    shape = (dimensions, DIGITS)
    first = generator.integers(2, size=shape, dtype=np.uint32) @ (np.uint32(1) << np.arange(DIGITS, dtype=np.uint32))
    matrix = np.tril(generator.integers(2, size=(*shape, DIGITS), dtype=np.uint32), -1) + np.eye(DIGITS)
    scrambled = _words(matrix @ _digits()[:dimensions] % 2)
    index = np.arange(1, 2**log2_points)
    steps = scrambled[:, _lowest_digit(index)].T
    points = np.bitwise_xor.accumulate(np.concatenate([first[None], steps]), axis=0)
    return points * 2.0**-DIGITS


def _lowest_digit(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Place of the lowest binary digit that is 1."""
    places: NDArray[np.int64] = np.log2(numbers & -numbers).astype(np.int64)
    return places


@cache
def _digits() -> NDArray[np.float64]:
    """Binary digits of the directions, the highest first. [dimension, digit, direction]."""
    places = np.arange(DIGITS - 1, -1, -1)
    directions = np.array([_directions(*row) for row in POLYNOMIALS])
    return (directions[:, None, :] >> places[:, None] & 1).astype(np.float64)


def _words(digits: NDArray[Any]) -> Words:
    """Numbers of these binary digits. [dimension, digit, direction] -> [dimension, direction]."""
    weights = 2.0 ** np.arange(DIGITS - 1, -1, -1)
    words: Words = (weights @ digits).astype(np.uint32)
    return words


def _directions(polynomial: int, first: tuple[int, ...]) -> list[int]:
    """All directions of a dimension by the recurrence of its polynomial, shifted to DIGITS binary digits."""
    degree = polynomial.bit_length() - 1
    numbers = list(first) if degree else [1] * DIGITS
    for at in range(len(numbers), DIGITS):
        new = numbers[at - degree] ^ (numbers[at - degree] << degree)
        for lag in range(1, degree):
            if polynomial >> (degree - lag) & 1:
                new ^= numbers[at - lag] << lag
        numbers.append(new)
    return [number << (DIGITS - 1 - at) for at, number in enumerate(numbers)]
