"""Draws: one seeded stream for every parameter, so that draw 17 is the same world in every scenario.

Parameters come in groups (all parameters of one mineral; all numbers of one lever). A group has its own scrambled
Sobol points, seeded by its name and the run's seed, in an order shuffled by the same seed; a parameter has a fixed
dimension in its group. So a new mineral, lever or parameter moves no other stream, and groups are independent: without
the shuffle, two scrambles of the same points agree in their first binary digit.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from orecast._ground.arrays import Floats
from orecast.deals.sobol import sobol_points

DIMENSIONS = 32  # of every group; a parameter added later takes the next free one
MINERAL_DIMENSIONS = (
    "share_sensitivity_short",
    "share_sensitivity_long",
    "demand_elasticity_short",
    "demand_elasticity_long",
    "supply_elasticity_up_short",
    "supply_elasticity_up_long",
    "supply_elasticity_down_short",
    "supply_elasticity_down_long",
    "adjustment_years",
    "floor_price",
    "capacity_ratio_short",
    "capacity_ratio_long",
    "backstop_price",
    "prior_weight",
    "freight_rate",
    "distance_exponent",
    "growth",
    "restart_share",
)
LEVER_DIMENSIONS = (
    "probability",
    "volume",
    "share",
    "lead_time",
    "ramp_years",
    "success",
    "capital_cost",
    "leakage",
    "detour_cost",
    "rate",
    "tariff",
    "probability_chance",  # the lot that decides whether an uncertain lever happens
    "success_chance",  # the lot that decides whether a project is built
    "change",
    "royalty",
    "tax",
    "price",
    "discount",
    "stock",
)


def group_seed(group: str, seed: int, block: int = 0) -> np.random.Generator:
    """Random generator of a group: the same on every machine and in every process."""
    digest = hashlib.sha256(f"{seed}/{group}/{block}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))


def uniforms(group: str, seed: int, draws: int, block: int = 0) -> Floats:
    """Uniform numbers in (0, 1) of one group.

    Shapes  result [draw, dimension]; `draws` points of the next power of two, in shuffled order.
    Errors  none; `block` gives further, independent points of the same group.
    Source  Sobol points with linear matrix scramble and digital shift (`sobol_points`, Joe and Kuo 2008).
    """
    generator = group_seed(group, seed, block)
    points = sobol_points(generator.spawn(1)[0], DIMENSIONS, max(int(draws - 1).bit_length(), 1))
    shuffled: Floats = points[generator.permutation(len(points))][:draws]
    return np.clip(shuffled, 2.0**-53, 1 - 2.0**-53)


def column(names: Sequence[str], name: str) -> int:
    """Dimension of a parameter in its group."""
    return list(names).index(name)


def triangular(uniform: Floats, low: float, mode: float, high: float) -> Floats:
    """Inverse distribution of the triangle (low, mode, high); a range of no width gives its value.

    Shapes  result as `uniform`. Units as the range. Errors: none, the schema has put the three in order.
    """
    width = high - low
    if width <= 0:
        return np.full_like(uniform, mode)
    peak = (mode - low) / width
    rising = low + np.sqrt(uniform * width * (mode - low))
    falling = high - np.sqrt((1 - uniform) * width * (high - mode))
    return np.where(uniform < peak, rising, falling)


def happens(chance: Floats, lot: Floats) -> Floats:
    """1 where the lot falls under the chance, else 0 (Bernoulli with an uncertain chance)."""
    return (lot < chance).astype(np.float64)


def at_horizon(short: Floats, long: Floats, adjustment_years: Floats, years: float) -> Floats:
    """A parameter `years` after the shock, on its way from short to long run (M16).

    Shapes  all [draw]. Units: years, and those of the parameter. Source MODEL M16: ε_S + (ε_L − ε_S)(1 − e^{−h/T}).
    """
    return short + (long - short) * -np.expm1(-years / adjustment_years)
