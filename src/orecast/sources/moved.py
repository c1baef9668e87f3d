"""Production, flows and prices that an edition moved, by mineral, place and year."""

from collections.abc import Collection, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from orecast.sources.registry import read_registry
from orecast.sources.tables import load

KEYS = ["measure", "unit", "mineral", "place", "year"]
WORLD = "world"
COLUMNS = [*KEYS, "before", "after", "relative", "share_of_world"]


def moved(tables: Collection[str], before: Path, after: Path) -> pd.DataFrame:
    """Numbers that differ between two editions (columns in `EditionChange`): first those that both hold, largest
    relative change first, then those that one of them lacks.

    Only `tables` are looked at; flows also change where the codes of a mineral do.
    """
    chosen = {"flows" if name == "mineral_codes" else name for name in tables} & {"production", "flows", "prices"}
    sides = [_numbers(folder, chosen) for folder in (before, after)]
    if not chosen or any(side.empty for side in sides):
        return pd.DataFrame(columns=COLUMNS)
    joined = sides[0].merge(sides[1], on=KEYS, how="outer", suffixes=("_before", "_after"))
    joined = joined.rename(columns={"number_before": "before", "number_after": "after"})
    world = joined.groupby(["measure", "unit", "mineral", "year"])[["before", "after"]].transform("sum").max(axis=1)
    values = joined[["before", "after"]].fillna(0.0)
    change = values["after"] - values["before"]
    size = values.abs().max(axis=1)
    joined["relative"] = np.where(joined["before"].fillna(0) != 0, change / joined["before"], np.nan)
    joined["share_of_world"] = np.where(world > 0, change.abs() / world, np.nan)
    is_both = joined[["before", "after"]].notna().all(axis=1)
    ranked = joined.assign(both=is_both, rank=change.abs() / size.where(size > 0))[(change != 0) & (size > 0)]
    order = ["both", "rank", "share_of_world"]
    return ranked.sort_values(order, ascending=False, kind="stable", ignore_index=True)[COLUMNS]


def _numbers(folder: Path, chosen: Collection[str]) -> pd.DataFrame:
    """measure, unit, mineral, place, year, number of the tables that the edition holds."""
    here = read_registry(folder).tables
    readers = {"production": _production, "flows": _flows, "prices": _prices}
    parts = [part for name in sorted(chosen) if name in here for part in readers[name](folder)]
    if not parts:
        return pd.DataFrame(columns=[*KEYS, "number"])
    return pd.concat(parts, ignore_index=True).groupby(KEYS)["number"].sum(min_count=1).reset_index()


def _production(folder: Path) -> Iterator[pd.DataFrame]:
    frame = load("production", folder).frame
    yield frame.assign(measure="production, " + frame["publisher"].astype(str), number=frame["quantity"])[
        [*KEYS, "number"]
    ]


def _prices(folder: Path) -> Iterator[pd.DataFrame]:
    frame = load("prices", folder).frame
    yield frame.assign(measure="price", place=WORLD, number=frame["usd_per_unit"])[[*KEYS, "number"]]


def _flows(folder: Path) -> Iterator[pd.DataFrame]:
    """Exports and imports of a place, all codes of a mineral together; a code of two minerals counts in both."""
    flows = load("flows", folder).frame.astype({"value_kusd": "float64", "gross_tonnes": "float64"})
    codes = load("mineral_codes", folder).frame[["mineral", "code"]].drop_duplicates()
    named = flows.merge(codes, on="code")
    for side, measure in (("exporter", "exports"), ("importer", "imports")):
        for column, unit in (("value_kusd", "thousand USD"), ("gross_tonnes", "t gross")):
            held = named.rename(columns={side: "place", column: "number"})
            summed = held.groupby(["mineral", "place", "year"])["number"].sum(min_count=1).reset_index()
            yield summed.assign(measure=measure, unit=unit)[[*KEYS, "number"]]
