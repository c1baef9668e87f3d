"""Prices as the solver moves them: stretched below base, so that a mine nears its floor without falling through it."""

import numpy as np

from orecast._ground.arrays import Booleans, Floats
from orecast.market.state import Batch

LONGEST_RISE = 1.0
DEEPEST_FALL = 4.0
CEILING_DECADES = 20.0
"""A price this many e-folds above the backstop sells e**-20 of the use: no equilibrium of interest lies above."""
SHALLOWEST = 1e-9
"""Nearest approach of a price to its floor, as a share of the way from base: supply there is 1e-18 of base."""


def stretched(batch: Batch, unknowns: Floats) -> Floats:
    """Prices as y: p = 1 + y from base up, p = floor + (1 - floor) exp(y / (1 - floor)) below. [D, I + R].

    Supply has a double root at the floor, where a straight line halves the distance at each step; in y its logarithm
    is nearly straight. An origin that must also sell firm tonnes may fall through its floor, so its price stays as it
    is, and so do multipliers.
    """
    origins, room = batch.weight.shape[-2], 1 - batch.floor
    price = unknowns[:, :origins]
    below = room * np.log(_depth(batch, price))
    return np.concatenate([np.where(_is_floored(batch, price), below, price - 1), unknowns[:, origins:]], axis=-1)


def unstretched(batch: Batch, moved: Floats) -> Floats:
    """The inverse of `stretched`. [D, I + R]."""
    origins, room = batch.weight.shape[-2], 1 - batch.floor
    above = 1 + moved[:, :origins]
    below = batch.floor + room * np.maximum(np.exp(np.minimum(above - 1, 0) / room), SHALLOWEST)
    return np.concatenate([np.where(_is_floored(batch, above), below, above), moved[:, origins:]], axis=-1)


def stretch(batch: Batch, unknowns: Floats) -> Floats:
    """Change of the unknowns with their stretched values. [D, I + R]."""
    origins, slope = batch.weight.shape[-2], np.ones_like(unknowns)
    price = unknowns[:, :origins]
    slope[:, :origins] = np.where(_is_floored(batch, price), _depth(batch, price), 1)
    return slope


def bounded(batch: Batch, unknowns: Floats, step: Floats) -> Floats:
    """A step in stretched values, shortened as a whole so that no unknown leaps. [D, I + R].

    None rises further than LONGEST_RISE or its own height, or past the ceiling where the backstop leaves next to
    nothing to buy; none falls further than DEEPEST_FALL or four times its height.
    """
    ceiling = batch.backstop_price + CEILING_DECADES / batch.theta
    room = np.where(unknowns < ceiling, ceiling - unknowns, np.inf)
    height = np.maximum(1, np.abs(unknowns))
    limit = np.where(step > 0, np.minimum(LONGEST_RISE * height, np.maximum(room, 1e-3)), DEEPEST_FALL * height)
    shortened: Floats = step * np.minimum(1, (limit / np.maximum(np.abs(step), 1e-300)).min(axis=-1, keepdims=True))
    return shortened


def _depth(batch: Batch, price: Floats) -> Floats:
    """Way of a price from its floor (0) to base (1)."""
    return np.maximum((price - batch.floor) / (1 - batch.floor), SHALLOWEST)


def _is_floored(batch: Batch, price: Floats) -> Booleans:
    """Origins whose price is below base, and which hold no firm tonnes."""
    return (price < 1) & (batch.released <= 0)
