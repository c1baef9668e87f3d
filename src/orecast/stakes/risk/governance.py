"""Governance risk of places from political stability (M6), with gaps where a place has no score."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from orecast._ground.arrays import Floats
from orecast.sources import load
from orecast.stakes.risk import formulas

INDICATOR = "political_stability"


def governance_risks(places: Sequence[str], years: Sequence[int]) -> Floats:
    """Governance risk of each place, mean of the years that have a score; NaN for a place without any. [place].

    Beyond 0 to 1 where the score is beyond ±2.5 (Syria): nothing is clipped. A part under another controller, such as
    UKR-occupied, has no score of its own. Source: Worldwide Governance Indicators, later revision.
    """
    rows, columns, scores = _scores()
    kept = scores[:, [columns[year] for year in years if year in columns]]
    covered = ~np.isnan(kept)
    count = covered.sum(axis=1)
    mean = np.where(count > 0, np.where(covered, kept, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)
    return formulas.governance_risk(np.append(mean, np.nan)[[rows.get(place, -1) for place in places]])


@cache
def _scores() -> tuple[dict[str, int], dict[int, int], Floats]:
    """Political stability: row of each place, column of each year, and the scores [place, year]."""
    table = load("governance").frame
    wide = table[table["measure"] == INDICATOR].pivot(index="place", columns="year", values="value")
    rows = {str(place): row for row, place in enumerate(wide.index)}
    return rows, {int(year): column for column, year in enumerate(wide.columns)}, wide.to_numpy(np.float64)
