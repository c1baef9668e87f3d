"""The base price of a mineral: one named series, the newest base year that it covers."""

import math
from dataclasses import dataclass

from orecast.world.statistics import Statistics


@dataclass(frozen=True)
class BasePrice:
    """USD of `year` (nominal of that year, hence real USD of that year) per contained unit, and its series."""

    usd_per_unit: float
    series: str
    year: int


def base_price(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> BasePrice:
    """Price of the newest base year with one, else of the newest earlier year; NaN without any."""
    printed = statistics.records("prices", "mineral", mineral)
    known = [row for row in printed if not math.isnan(row.usd_per_unit) and row.year <= max(years)]
    if not known:
        return BasePrice(float("nan"), "no price series", max(years))
    newest = sorted(known, key=lambda row: int(row.year))[-1]
    return BasePrice(newest.usd_per_unit, newest.series, newest.year)
