"""World Bank Pink Sheet: CMO-Historical-Data-Monthly.xlsx, sheet 'Monthly Prices', made into annual means."""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats.archive import AGAIN
from orecast.sources.formats.workbook import Row, open_workbook, rows_of

SHEET = "Monthly Prices"
MONTH = re.compile(r"(\d{4})M(\d{2})")
COLUMNS = ["commodity", "year", "price_nominal", "unit", "months_averaged"]
DECIMALS = 4


def read_pink_sheet(path: Path) -> pd.DataFrame:
    """commodity, year, price_nominal, unit, months_averaged, as text: the mean of the months that have a price.

    Errors  DataError where the sheet is not there or holds no months under commodities and units.
    """
    with open_workbook(path) as book:
        if SHEET not in book.sheetnames:
            raise DataError(f"{path.name} has no sheet '{SHEET}'. Take CMO-Historical-Data-Monthly.xlsx.")
        rows = list(rows_of(book, SHEET))
    first = next((n for n, row in enumerate(rows) if row and MONTH.fullmatch(row[0])), 0)
    if first < 2:
        raise DataError(f"{path.name}, sheet '{SHEET}': no month as 1960M01 under names and units. {AGAIN}")
    prices = pd.DataFrame(_prices(rows[first - 2], rows[first - 1], rows[first:]), columns=["c", "u", "year", "p"])
    yearly = prices.groupby(["c", "u", "year"], sort=True)["p"].agg(["mean", "size"]).reset_index()
    return pd.DataFrame(
        {
            "commodity": yearly["c"],
            "year": yearly["year"],
            "price_nominal": yearly["mean"].round(DECIMALS).map(repr),
            "unit": yearly["u"],
            "months_averaged": yearly["size"].astype(str),
        }
    )[COLUMNS]


def _prices(names: Row, units: Row, months: list[Row]) -> Iterator[tuple[str, str, str, float]]:
    """(commodity, unit, year, price) of every month with a price; '…' and '..' are gaps."""
    for row in months:
        if found := MONTH.fullmatch(row[0]):
            for name, unit, cell in zip(names[1:], units[1:], row[1:], strict=True):
                price = pd.to_numeric(cell, errors="coerce")
                if name and price == price:  # not NaN
                    yield name.rstrip("* "), unit.strip("()"), found[1], float(price)
