"""A world of four places and one ore, small enough to check by hand."""

from collections.abc import Sequence
from types import MappingProxyType

import pandas as pd

from orecast.world.statistics import WORLD_TABLES, Statistics, embedded

YEAR = 2024
COLUMNS = {
    "production": ["mineral", "place", "year", "quantity", "unit", "publisher", "edition", "quality"],
    "flows": ["code", "year", "exporter", "importer", "value_kusd", "gross_tonnes"],
    "known_flows": [
        "mineral", "origin", "destination", "year_from", "year_to", "quantity", "quantity_kind", "unit", "source",
    ],
    "known_roles": ["mineral", "place", "role", "source"],
    "missing_forms": ["mineral", "form", "codes", "producers", "source"],
    "mineral_codes": [
        "mineral", "code", "form", "stage", "exporter", "content_low", "content_mode", "content_high", "unit_values",
        "status", "source",
    ],
}  # fmt: skip
HALF = ("ore", "260000", "concentrate", "mine", "", 0.4, 0.5, 0.6, "", "assumed", "a test")


def tiny(
    output: dict[str, float],
    flows: Sequence[tuple[str, str, float, float]],
    codes: Sequence[tuple[object, ...]] = (HALF,),
    **rows: Sequence[tuple[object, ...]],
) -> Statistics:
    """Statistics of mineral 'ore' in 2024: output in t, flows as (from, to, thousand USD, gross t)."""
    frames = {name: embedded()[name].iloc[:0] for name in WORLD_TABLES}
    places = [("ALB", "Alba"), ("BOR", "Bora"), ("CAR", "Caro"), ("DEL", "Delo")]
    frames["places"] = pd.DataFrame([(code, name, "country", "") for code, name in places]).set_axis(
        ["place", "name", "kind", "parent"], axis=1
    )
    frames["minerals"] = pd.DataFrame(
        [("ore", "Ore", "the ore", "O", "t", "Or", "mine", "ores", "", "")],
        columns=embedded()["minerals"].columns,
    )
    made = [("ore", place, YEAR, quantity, "t", "WMD", "WMD2026", "reported") for place, quantity in output.items()]
    frames["production"] = pd.DataFrame(made, columns=COLUMNS["production"])
    traded = [("260000", YEAR, *flow) for flow in flows]
    frames["flows"] = pd.DataFrame(traded, columns=COLUMNS["flows"])
    frames["mineral_codes"] = pd.DataFrame(list(codes), columns=COLUMNS["mineral_codes"])
    for name, given in rows.items():
        frames[name] = pd.DataFrame(given, columns=COLUMNS[name])
    return Statistics(MappingProxyType(frames), embedded().settings, "test")
