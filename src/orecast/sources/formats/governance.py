"""Worldwide Governance Indicators: wgidataset.xlsx or .csv (one line a country, year and indicator), and the World
Bank's csv of one indicator (one line a country, one column a year)."""

import re
from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats.archive import AGAIN
from orecast.sources.formats.delimited import read_text
from orecast.sources.formats.workbook import open_workbook, rows_of

LONG = ("countryname", "year", "indicator", "estimate")
YEAR = re.compile(r"(\d{4})(?: \[YR\d{4}\])?")
GAPS = ("..", "", "#N/A")


def is_long(columns: "list[str] | tuple[str, ...]") -> bool:
    """True for the columns of wgidataset."""
    return {"year", "indicator", "estimate"} <= {column.casefold() for column in columns}


def is_wide(text: str) -> bool:
    """True for the World Bank's csv of a governance indicator, such as PV.EST."""
    return "Indicator Code" in text and ".EST" in text


def read_governance(path: Path) -> pd.DataFrame:
    """country, year and a column for each indicator that the file holds (va, pv, ge, rq, rl, cc); '' for a gap.

    Errors  DataError where the columns are not those of a release, or political stability is not among them.
    """
    long = _workbook(path) if path.suffix.lower() == ".xlsx" else _csv(path)
    long = long.assign(indicator=long["indicator"].str.casefold(), estimate=long["estimate"].replace(list(GAPS), ""))
    wide = long.pivot_table("estimate", ["country", "year"], "indicator", aggfunc="last", sort=True).reset_index()
    if "pv" not in wide.columns:
        raise DataError(f"{path.name} holds no political stability (indicator pv). {AGAIN}")
    return wide.fillna("").rename_axis(columns=None)


def _workbook(path: Path) -> pd.DataFrame:
    with open_workbook(path) as book:
        for sheet in book.sheetnames:
            rows = rows_of(book, sheet)
            header = next(rows, ())
            if is_long(header):
                return _long(path.name, pd.DataFrame(list(rows), columns=[cell or f"_{n}" for n, cell in _at(header)]))
    raise DataError(f"{path.name} has no sheet with year, indicator and estimate in its first line. {AGAIN}")


def _at(header: tuple[str, ...]) -> list[tuple[int, str]]:
    return list(enumerate(header))


def _long(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    known = frame.rename(columns={str(column): str(column).casefold() for column in frame.columns})
    known = known.rename(columns={"country": "countryname", "economy": "countryname"})
    if missing := [column for column in LONG if column not in known.columns]:
        raise DataError(f"{name} lacks the columns {', '.join(missing)} of the indicators' release. {AGAIN}")
    return known[list(LONG)].set_axis(["country", "year", "indicator", "estimate"], axis=1)


def _csv(path: Path) -> pd.DataFrame:
    text = path.read_text(encoding="utf-8-sig")
    if not is_wide(text[:4000]):
        return _long(path.name, read_text(path.name, text))
    start = next(n for n, line in enumerate(text.splitlines()) if "Indicator Code" in line)
    raw = read_text(path.name, "\n".join(text.splitlines()[start:]))
    years = {str(column): found[1] for column in raw.columns if (found := YEAR.fullmatch(str(column)))}
    long = raw.melt(["Country Name", "Indicator Code"], list(years), "year", "estimate")
    indicator = long["Indicator Code"].str.split(".").str[0]
    known = long.assign(country=long["Country Name"], indicator=indicator, year=long["year"].map(years))
    return known.loc[known["estimate"].ne(""), ["country", "year", "indicator", "estimate"]]
