"""World Mining Data: the workbook '6.4. Production … of individual Countries by Minerals', one sheet a mineral.

Each sheet has a title, a line 'Country, unit, 2020, …, data source', a line for each country and one named Total.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats.archive import AGAIN
from orecast.sources.formats.workbook import Row, open_workbook, rows_of

COLUMNS = ["mineral", "Country", "unit", "data_source", "year", "production"]
HEAD_ROWS = 8
YEAR = re.compile(r"(19|20)\d\d")


def is_header(row: Row) -> bool:
    """True for the line that names the columns of a sheet."""
    cells = {cell.casefold() for cell in row}
    return {"country", "unit"} <= cells and any(YEAR.fullmatch(cell) for cell in row)


def read_world_mining(path: Path) -> pd.DataFrame:
    """mineral, Country, unit, data_source, year, production, as text; a country without a figure has none.

    Errors  DataError naming a sheet without a header of this format, or without its line 'Total'.
    """
    with open_workbook(path) as book:
        found = [row for sheet in book.sheetnames for row in _sheet(path.name, sheet, rows_of(book, sheet))]
    return pd.DataFrame(found, columns=COLUMNS)


def _sheet(name: str, sheet: str, rows: Iterator[Row]) -> Iterator[Row]:
    header = next((row for _, row in zip(range(HEAD_ROWS), rows, strict=False) if is_header(row)), None)
    if header is None:
        raise DataError(f"{name}, sheet '{sheet}': no line with Country, unit and years among the first 8. {AGAIN}")
    at = {cell.casefold(): n for n, cell in enumerate(header) if cell}
    country, unit, source = at["country"], at["unit"], at.get("data source", at.get("data_source"))
    years = {n: cell for n, cell in enumerate(header) if YEAR.fullmatch(cell)}
    complete = False
    for row in rows:
        if not row[country]:
            continue
        complete = complete or row[country] == "Total"
        quality = row[source] if source is not None else ""
        for n, year in years.items():
            if row[n]:
                yield sheet.strip(), row[country], row[unit], quality or "nan", year, row[n].replace(",", "")
    if not complete:
        raise DataError(f"{name}, sheet '{sheet}': it ends without its line 'Total', as if cut short. {AGAIN}")
