"""Rows of the raw inputs that are in no table, counted: nothing is dropped in silence."""

from pathlib import Path

import pandas as pd

from orecast.sources.formats import customs, downloads
from orecast.sources.readers import baci, complete, eu, prices, usgs, wmd
from orecast.sources.readers.raw import raw_csv, raw_parquet

COLUMNS = ["publisher", "file", "what", "rows", "reason"]


def left_out(
    folder: Path,
    series: pd.DataFrame,
    later: frozenset[str] = frozenset(),
    materials: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """publisher, file, what, rows, reason: one row for each kind of raw row that no table holds.

    `later`: codes of trade_codes.csv, read from the file of one year; `materials`: rows of eu_materials.csv.
    """
    rows = _usgs(folder, series)
    if downloads.has(folder, wmd.FILE):
        rows = [*_production(folder), *rows]
    if downloads.has(folder, baci.EXTRACT):
        rows += _flows(folder)
    if (folder / complete.FILE).is_file():
        rows += _complete(folder, later)
    if downloads.has(folder, prices.PINK_FILE):
        rows += _prices(folder)
    if materials is not None and (folder / eu.SUPPLIERS_FILE).is_file():
        rows += _suppliers(folder, materials)
    return pd.DataFrame(rows, columns=COLUMNS)


Row = tuple[str, str, str, int, str]


def _production(folder: Path) -> list[Row]:
    name = wmd.FILE
    totals = int(raw_csv(folder, name, "Country")["Country"].eq(wmd.TOTAL).sum())
    reason = "a sum, not a place; kept in world_totals as a check"
    return [("World Mining Data", downloads.origin(folder, name), "rows named Total (ISO code DELETE)", totals, reason)]


def _usgs(folder: Path, series: pd.DataFrame) -> list[Row]:
    found: list[Row] = []
    for name, raw in usgs.editions(folder).items():
        keys = [*usgs.SERIES_KEYS]
        matched = raw.merge(series[series["mineral"].ne("")][keys], on=keys, how="left", indicator=True)
        known = matched["_merge"].eq("both")
        nowhere = usgs.is_nowhere(matched["country"])
        publisher = str(raw["publisher"].iloc[0])
        file = downloads.origin(folder, name)
        total = "no place; kept in world_totals as a check"
        unmatched, nowhere_rows = int((~known).sum()), int((known & nowhere).sum())
        found += [
            (publisher, file, "series not matched to a mineral", unmatched, "see the reasons in series.csv"),
            (publisher, file, "world totals and 'other countries'", nowhere_rows, total),
        ]
    return found


def _flows(folder: Path) -> list[Row]:
    name = baci.EXTRACT
    if release := downloads.found(folder).files.get(downloads.BACI):
        early = sum(file.year < baci.FIRST_YEAR for file in customs.year_files(release))
        reason = "kept for history: orecast.sources.history reads them"
        return [("CEPII BACI", release[0].name, f"yearly files before {baci.FIRST_YEAR}", early, reason)]
    years = raw_parquet(folder, name, "year")["year"]
    early = int(years.lt(baci.FIRST_YEAR).sum())
    return [
        ("CEPII BACI", name, f"flows before {baci.FIRST_YEAR}", early, "used by no base year and no restored route")
    ]


def _complete(folder: Path, later: frozenset[str]) -> list[Row]:
    codes = raw_parquet(folder, complete.FILE, "hs6")["hs6"].astype(str)
    reason = "codes that the HS92 extract carries, or that no mineral and no trade table here names"
    return [("CEPII BACI", complete.FILE, "rows of other codes", int((~codes.isin(later)).sum()), reason)]


def _prices(folder: Path) -> list[Row]:
    name = prices.PINK_FILE
    raw = raw_csv(folder, name, "year", "months_averaged")
    months = raw["months_averaged"].astype("int64")
    partial = int((months.lt(prices.FULL_YEAR) & raw["year"].astype("int64").ge(prices.YEARS.start)).sum())
    reason = f"fewer than {prices.FULL_YEAR} months make no annual average"
    return [
        (
            prices.PINK_SHEET,
            downloads.origin(folder, name),
            f"partial years since {prices.YEARS.start}",
            partial,
            reason,
        )
    ]


def _suppliers(folder: Path, materials: pd.DataFrame) -> list[Row]:
    raw = raw_csv(folder, eu.SUPPLIERS_FILE, "material", *eu.SUPPLIER.values())
    nowhere = int((~eu.suppliers_known(raw, materials)).sum())
    reason = "no supplier is named, or a product such as magnets that the study does not score"
    return [(eu.PUBLISHER, eu.SUPPLIERS_FILE, "rows without a material or a supplier", nowhere, reason)]
