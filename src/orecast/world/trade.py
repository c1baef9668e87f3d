"""One customs code shown as trade: who ships how much to whom, without a balance."""

from typing import TYPE_CHECKING

import pandas as pd

from orecast._ground.errors import CoverageError, LabelError
from orecast._ground.labels import suggestion
from orecast.world.plain import plain_rows
from orecast.world.statistics import Statistics

if TYPE_CHECKING:
    from orecast.world.world import World

LARGEST_FLOWS = 50


def traded(world: "World", code: str, place: str | None = None) -> dict[str, object]:
    """Declared trade of one code, mean of the base years that it is known for, as plain data (JSON-able).

    `mixture` says where the code holds several products; then no share of any of them can be told. With `place` only
    what it sends or receives. Units  thousand USD and gross tonnes a year; tonnes count only declarations with weight.
    Errors  LabelError for an unknown code or place; CoverageError for a code without flows in the base years.
    """
    statistics = world.statistics
    name, mixture, source = _named(statistics, code)
    years = _covered(world, code, name)
    rows = statistics.rows("flows", "code", code)
    rows = _between(rows[rows["year"].isin(years)])
    if place is not None:
        world.place_name(place)
        rows = rows[(rows["exporter"] == place) | (rows["importer"] == place)]
    unweighed = rows["gross_tonnes"].isna()
    sums = rows.groupby(["exporter", "importer"])[["value_kusd", "gross_tonnes"]].sum() / len(years)
    largest = sums.sort_values("value_kusd", ascending=False, kind="stable").reset_index()
    return {
        "code": code,
        "name": name,
        "mixture": mixture,
        "years": years,
        "edition": world.edition,
        "source": source,
        "value_kusd": float(sums["value_kusd"].sum()),
        "gross_tonnes": float(sums["gross_tonnes"].sum()),
        "value_without_weight": float(rows.loc[unweighed, "value_kusd"].sum() / max(rows["value_kusd"].sum(), 1e-300)),
        "exporters": plain_rows(_totals(largest, "exporter")),
        "importers": plain_rows(_totals(largest, "importer")),
        "flows": plain_rows(largest.head(LARGEST_FLOWS)),
    }


def trade_codes(statistics: Statistics) -> dict[str, str]:
    """What is traded under each code that has flows, by code."""
    later = statistics["trade_codes"]
    named = dict(zip(later["code"].astype(str), later["name"].astype(str), strict=True))
    codes = statistics["mineral_codes"]
    for row in codes[codes["exporter"] == ""].itertuples():
        named.setdefault(str(row.code), f"{row.mineral}: {row.form}")
    live = set(statistics["flows"]["code"].astype(str))
    return {code: named.get(code, "not named here") for code in sorted(live)}


def _named(statistics: Statistics, code: str) -> tuple[str, str, str]:
    """Name, mixture ('' for one product) and source of a code. Errors: LabelError for one without flows."""
    known = trade_codes(statistics)
    if code not in known:
        hint = suggestion(code, known)
        raise LabelError(
            f"unknown customs code '{code}' in the flows. {hint + ' ' if hint else ''}Codes have six digits without "
            f"a point: {', '.join(statistics['trade_codes']['code'].astype(str))} and those of mineral_codes.csv."
        )
    later = statistics.rows("trade_codes", "code", code)
    if later.empty:
        return known[code], "", "CEPII BACI, HS92"
    row = later.iloc[0]
    return known[code], str(row["mixture"]), str(row["source"])


def _covered(world: "World", code: str, name: str) -> list[int]:
    """The base years in which a code has flows. Errors: CoverageError for none."""
    there = {int(year) for year in world.statistics.rows("flows", "code", code)["year"]}
    if not there & set(world.years):
        raise CoverageError(
            f"code {code} ({name}) has no flows in {', '.join(map(str, world.years))}: they are known for "
            f"{', '.join(map(str, sorted(there)))} only. Choose one of these, for example --years {max(there)}."
        )
    return [year for year in world.years if year in there]


def _between(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows between two places, their labels as text."""
    named = rows.assign(exporter=rows["exporter"].astype(str), importer=rows["importer"].astype(str))
    return named[named["exporter"] != named["importer"]].astype({"value_kusd": "float64", "gross_tonnes": "float64"})


def _totals(flows: pd.DataFrame, side: str) -> pd.DataFrame:
    """Value, tonnes and share of value by exporter or importer, largest first."""
    sums = flows.groupby(side)[["value_kusd", "gross_tonnes"]].sum()
    sums = sums.sort_values("value_kusd", ascending=False, kind="stable").reset_index()
    return sums.assign(share_of_value=sums["value_kusd"] / max(float(sums["value_kusd"].sum()), 1e-300))
