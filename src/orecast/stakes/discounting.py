"""Present values of yearly money. Pure functions of arrays."""

from collections.abc import Sequence

import numpy as np

from orecast._ground.arrays import Floats

RATES = (0.03, 0.05, 0.07)
"""Discount rates shown (M16)."""
HEADLINE_RATE = 0.05


def present_value(values: Floats, years: Sequence[int], rate: float) -> Floats:
    """Value today of money in years 1 to the last result year, straight lines between result years.

    Shapes  values [year, ...] at `years` (ascending) -> [...]. Years before the first result year take its value.
    Units   as values times years. Errors: none. Source docs/theory/stakes.md, M16.
    """
    every = np.arange(1, years[-1] + 1)
    weights = np.stack([np.interp(every, years, row) for row in np.eye(len(years))])
    discounted = weights @ (1 + rate) ** -every.astype(np.float64)
    total: Floats = np.tensordot(discounted, values, axes=1)
    return total


def annuity(value: Floats, horizon: int, rate: float) -> Floats:
    """Equal yearly amount over `horizon` years with this present value."""
    return value * rate / (1 - (1 + rate) ** -horizon)
