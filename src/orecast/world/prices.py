"""The base price of a mineral: one named series, the newest base year that it covers."""

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
    table = statistics.rows("prices", "mineral", mineral)
    table = table[table["usd_per_unit"].notna() & (table["year"] <= max(years))]
    if table.empty:
        return BasePrice(float("nan"), "no price series", max(years))
    row = table.sort_values("year", kind="stable").iloc[-1]
    return BasePrice(float(row["usd_per_unit"]), str(row["series"]), int(row["year"]))
