"""Customs tonnes screened by what a tonne costs (M1).

Customs declarations hold gross errors of quantity; their values are better. A row whose unit value lies outside a
robust band of its code and year, or that carries no tonnes, is re-estimated from its value.
Source: docs/theory/world.md (M1).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orecast.world.settings import Settings

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KEPT, MISSING, OUTSIDE = 0, 1, 2
NORMAL_CONSISTENCY = 1.482602218505602  # a normal's standard deviation per median absolute deviation: 1 / Φ⁻¹(3/4)


@dataclass(frozen=True)
class ScreenedQuantities:
    """Tonnes after screening [row], the verdict on each row (KEPT, MISSING, OUTSIDE) and the band used [group]."""

    tonnes: Floats
    verdict: Ints
    median_log_unit_value: Floats
    half_width: Floats


def weighted_median(values: Floats, weights: Floats, group: Ints, groups: int) -> Floats:
    """Weighted median of `values` in each group, NaN for a group without rows.

    Shapes  values, weights, group: [row]; returns [group]. Weights are positive, group labels lie in 0…groups−1.
    """
    order = np.lexsort((values, group))
    ordered, weight = group[order], weights[order]
    total = np.bincount(ordered, weight, minlength=groups)
    before = np.concatenate([[0.0], np.cumsum(total)[:-1]])
    reached = np.cumsum(weight) - before[ordered] >= 0.5 * total[ordered] * (1 - 1e-12)
    median = np.full(groups, np.nan)
    rows = order[reached][::-1]  # the first row that reaches half the weight is written last
    median[group[rows]] = values[rows]
    return median


def capped_weights(value: Floats, group: Ints, groups: int, share: float) -> Floats:
    """Values with none above `share` of its group's total, so that no single row is its group's median [row]."""
    total = np.bincount(group, value, minlength=groups)
    return np.asarray(np.minimum(value, share * total[group]))


def screened_quantities(
    value: Floats, tonnes: Floats, group: Ints, exporter: Ints, mixed: NDArray[np.bool_], settings: Settings
) -> ScreenedQuantities:
    """Re-estimate tonnes that are missing or whose unit value is out of band.

    The band of a group (one product in one year) is centred on the value-weighted median of ln(value / tonnes), in
    which no row weighs more than `band_row_share` (in 2023 one wrong row is 60 % of the value of the bauxite trade).
    Its half width is a multiple of the weighted median absolute deviation, kept between two factors; for a code whose
    products differ in price it is one wide factor downwards and none upwards, as lutetium is no error among lanthanum.
    Tonnes are re-estimated with the exporter's own median where it has enough rows inside the band, else with the
    group's.

    Shapes  value, tonnes (NaN = missing), group, exporter: [row]; mixed: [group].
    Units   value kUSD/yr, tonnes t/yr gross.
    Source  docs/theory/world.md (M1); the band is a choice of ours, in world_settings.csv.
    """
    groups = int(group.max(initial=-1)) + 1
    stated = (tonnes > 0) & (value > 0)
    log_unit_value = np.full(value.shape, np.nan)
    log_unit_value[stated] = np.log(value[stated] / tonnes[stated])
    weight = capped_weights(value, group, groups, settings["band_row_share"])
    median = weighted_median(log_unit_value[stated], weight[stated], group[stated], groups)
    distance = np.abs(log_unit_value - median[group])
    spread = weighted_median(distance[stated], weight[stated], group[stated], groups)
    half_width = np.clip(
        settings["band_multiplier"] * NORMAL_CONSISTENCY * spread,
        np.log(settings["band_least_factor"]),
        np.log(settings["band_most_factor"]),
    )
    half_width = np.where(mixed, np.log(settings["band_mixed_factor"]), half_width)
    dear = mixed[group] & (log_unit_value > median[group])
    inside = stated & ((distance <= half_width[group]) | dear)
    reference = _reference(log_unit_value, value, group, exporter, inside, median, int(settings["band_own_rows"]))
    verdict = np.where(inside, KEPT, np.where(stated, OUTSIDE, MISSING))
    with np.errstate(over="ignore"):
        estimate = np.where(np.isfinite(reference), value / np.exp(reference), 0.0)
    return ScreenedQuantities(np.where(inside, tonnes, estimate), verdict, median, half_width)


def _reference(
    log_unit_value: Floats,
    value: Floats,
    group: Ints,
    exporter: Ints,
    inside: NDArray[np.bool_],
    median: Floats,
    rows: int,
) -> Floats:
    """Log unit value that re-estimates each row: the exporter's own median in the group, else the group's [row]."""
    exporters = int(exporter.max(initial=-1)) + 1
    own = group * exporters + exporter
    cells, label = np.unique(own, return_inverse=True)
    own_median = weighted_median(log_unit_value[inside], value[inside], label[inside], cells.size)
    enough = np.bincount(label[inside], minlength=cells.size) >= rows
    return np.where(enough[label], own_median[label], median[group])
