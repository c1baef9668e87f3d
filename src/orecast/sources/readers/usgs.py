"""USGS Mineral Commodity Summaries: production, capacity and reserves by country, two file formats."""

from pathlib import Path

import pandas as pd

from orecast.sources.formats import downloads
from orecast.sources.names import PlaceNames
from orecast.sources.readers.raw import raw_csv

MCS_2026 = "USGS MCS 2026"
MCS_2024 = "USGS MCS 2024"
KEYS_2026 = ("commodity", "detail", "statistic", "year")
KEYS_2024 = ("commodity", "type", "measure", "unit", "year")
FILES = ("usgs_mcs_2026.csv",)  # the newest edition; older ones fill its gaps where they are there
NOT_PLACES = ("world total", "other countries", "united states and canada")
SERIES_KEYS = ("publisher", "commodity", "series", "statistic", "unit_published")
FLAGS = {
    "—": "zero", "W": "withheld", "withheld": "withheld", "XX": "not applicable", "NA": "not available",
    "not_available": "not available", "s": "less than half a unit", "less_than": "upper bound",
    "greater_than": "lower bound", "estimated_marked": "estimated", "large_unquantified": "large, no figure",
}  # fmt: skip


def read_usgs(folder: Path, series: pd.DataFrame, names: PlaceNames) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(rows by place, rows without a place: world totals and 'other countries'), all editions.

    Columns: mineral, place or country, year, statistic, quantity (unit of account; NaN = no figure), unit,
    edition, flag. A year in several editions is taken from the newest one.
    """
    raw = pd.concat(editions(folder).values(), ignore_index=True)
    keyed = raw.merge(series[series["mineral"].ne("")], on=[*SERIES_KEYS], validate="m:1", how="inner")
    keyed["quantity"] = keyed["value"] * keyed["factor"].astype("float64")
    keyed["order"] = range(len(keyed))
    rows = _added(_newest(keyed))
    elsewhere = is_nowhere(rows["country"])
    by_place = rows[~elsewhere]
    return by_place.assign(place=by_place["country"].map(names.place)).drop(columns="country"), rows[elsewhere]


def editions(folder: Path) -> dict[str, pd.DataFrame]:
    """Every cell of the world tables by raw file, in the published unit."""
    readers = {"usgs_mcs_2026.csv": _edition_2026, "usgs_mcs_world.csv": _edition_2024}
    return {name: read(folder) for name, read in readers.items() if downloads.has(folder, name)}


def is_nowhere(country: "pd.Series[str]") -> "pd.Series[bool]":
    """True for rows that name no place: world totals and 'other countries'."""
    return country.str.casefold().str.startswith(NOT_PLACES)


def _edition_2026(folder: Path) -> pd.DataFrame:
    raw = raw_csv(
        folder, "usgs_mcs_2026.csv", "section", *KEYS_2026, "unit", "country", "value", "value_num", "flag", "notes"
    )
    raw = raw[raw["section"].str.contains("World")]
    return pd.DataFrame(
        {
            "publisher": MCS_2026,
            "edition": "MCS2026",
            "commodity": raw["commodity"],
            "series": raw["detail"].str.replace(r"[:,] rounded$", "", regex=True),
            "statistic": raw["statistic"].str.casefold(),
            "unit_published": raw["unit"].str.strip(),
            "country": raw["country"],
            "year": raw["year"].astype("int64"),
            "value": _numbers(raw["value_num"]).mask(raw["flag"].eq("—"), 0.0),
            "flag": [_flag(*cell) for cell in zip(raw["flag"], raw["value"], raw["notes"], strict=True)],
        }
    )


def _edition_2024(folder: Path) -> pd.DataFrame:
    raw = raw_csv(folder, "usgs_mcs_world.csv", "edition", *KEYS_2024, "country", "estimated", "value", "flag")
    estimated = raw["estimated"].eq("1")
    return pd.DataFrame(
        {
            "publisher": MCS_2024,
            "edition": raw["edition"],
            "commodity": raw["commodity"],
            "series": raw["type"],
            "statistic": raw["measure"],
            "unit_published": raw["unit"],
            "country": raw["country"],
            "year": raw["year"].astype("int64"),
            "value": _numbers(raw["value"]),
            "flag": [
                _flag(flag, value, "Estimated." if guess else "")
                for flag, value, guess in zip(raw["flag"], raw["value"], estimated, strict=True)
            ],
        }
    )


def _numbers(column: pd.Series) -> pd.Series:
    return pd.to_numeric(column, errors="coerce").astype("float64")


def _flag(flag: str, value: str, notes: str) -> str:
    """What USGS says about one cell, in our words."""
    if flag.startswith(">"):
        return "lower bound"
    if flag.startswith("<"):
        return "upper bound"
    if flag:
        return FLAGS.get(flag, flag.removeprefix("text:").casefold())
    if not value:
        return "not available"
    return "estimated" if notes.startswith("Estimated") else "reported"


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """The newest edition's rows for each mineral, statistic and year."""
    newest = rows.groupby(["mineral", "statistic", "year"])["edition"].transform("max")
    return rows[rows["edition"].eq(newest)]


def _added(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each mineral, statistic, country and year: rows of parts (ilmenite and rutile) are added."""
    keys = ["mineral", "statistic", "country", "year", "unit", "edition"]
    grouped = rows.sort_values("order").groupby(keys, sort=True)
    total = grouped["quantity"].sum(min_count=1)
    flag = grouped["flag"].agg(lambda flags: "; ".join(dict.fromkeys(flags)))
    return pd.DataFrame({"quantity": total, "flag": flag}).reset_index()
