"""What is known of a market at one set of prices and multipliers: who buys and sells what, and what is amiss (M13)."""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast.market.state import Batch

TRACE = 1e-12
"""Share of world output that stands for nothing where sales or supply are compared in logarithms."""
MANY_TRACES = 1e3
"""An origin with this many traces of output can shrink to a trace on its own curve."""


@dataclass(frozen=True)
class Point:
    """Everything known at one set of prices, but for the routes: they follow from the prices. [D, ...].

    residual: excess supply of each origin, then of each limit the tonnes on its right side where it binds, or its
    multiplier where not [D, I + R]; error: the largest, as a share of world output; imbalance: the same conditions
    as logarithms, sales over supply and bound over flow; distance: the largest of them; total: `Batch.total` [D, J];
    limited: shares of the routes that a limit counts [D, T]; counted: tonnes of each limit [D, R].
    """

    unknowns: Floats
    residual: Floats
    imbalance: Floats
    distance: Floats
    error: Floats
    supplied: Floats
    supply_slope: Floats
    sold: Floats
    index: Floats
    use: Floats
    use_slope: Floats
    total: Floats
    limited: Floats
    counted: Floats
    binding: Booleans

    def replace(self, draws: Integers, other: "Point") -> "Point":
        """This point with some draws taken from another."""
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine[draws] = theirs
        return self

    def take(self, draws: Integers | Booleans) -> "Point":
        """Some of the draws."""
        return Point(*(value[draws] for value in vars(self).values()))


def evaluate(batch: Batch, unknowns: Floats) -> Point:
    """Excess supply of every origin and slack of every limit at the given prices."""
    price, multiplier = parted(batch, unknowns)
    weight, origin_factor = batch.attraction(price, multiplier)
    total = batch.total(weight, origin_factor)
    (index, use, use_slope), user_factor = batch.bought(total), batch.user_factor(total)
    offered, supply_slope = batch.supplied(price)
    sold = origin_factor * np.matmul(weight, (use * user_factor)[..., None])[..., 0]
    limited = batch.limited(weight, origin_factor, user_factor)
    counted, trace = batch.counting.tonnes(limited * use[:, batch.counting.users]), TRACE * batch.scale
    short = batch.sense * np.log((batch.bound + trace) / (counted + trace))
    binding = batch.theta * multiplier + short > 0
    cleared = np.log((sold + sales_trace(batch, price, sold)) / (offered + supply_trace(batch)))
    imbalance = np.concatenate([cleared, np.where(binding, short, -multiplier)], axis=-1)
    excess, slack, paid = offered - sold, batch.sense * (counted - batch.bound), multiplier * batch.scale
    error = np.abs(np.concatenate([excess, np.minimum(slack, paid)], axis=-1)).max(axis=-1) / batch.scale[..., 0]
    residual = np.concatenate([excess, np.where(binding, slack, paid)], axis=-1)
    distance = np.abs(imbalance).max(axis=-1)
    return Point(
        unknowns, residual, imbalance, distance, error, offered, supply_slope, sold, index, use, use_slope, total,
        limited, counted, binding,
    )  # fmt: skip


def parted(batch: Batch, unknowns: Floats) -> tuple[Floats, Floats]:
    """Home prices and multipliers. [D, I], [D, R]."""
    origins = batch.weight.shape[-2]
    return unknowns[:, :origins], unknowns[:, origins:]


def sales_trace(batch: Batch, price: Floats, sold: Floats) -> Floats:
    """What stands for nothing sold: a trace below base price, where supply can shrink to it, next to 0 above."""
    return np.where((price < 1) | (sold <= 0), TRACE * batch.scale, 0)


def supply_trace(batch: Batch) -> Floats:
    """What stands for nothing supplied: 0 for an origin that can shrink to a trace on its own curve. [D, I]."""
    trace = TRACE * batch.scale
    return np.where((batch.output > MANY_TRACES * trace) & (batch.released <= 0), 0.0, trace)
