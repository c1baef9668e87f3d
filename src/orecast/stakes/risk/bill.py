"""A company's list of suppliers from a file that it made itself: rows of text, and which of them are no rows.

csv (comma, semicolon or tab) or xlsx (first sheet, values only). Nothing in the file is run and nothing leaves the
machine.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.errors import DataError
from orecast._ground.labels import suggestion
from orecast.sources.formats.archive import AGAIN
from orecast.sources.formats.delimited import decoded

MOST_BYTES, MOST_ROWS, MOST_CELLS = 64 * 2**20, 200_000, 50
MOST_UNPACKED = 512 * 2**20
COLUMNS = ("mineral", "tonnes", "supplier country")
SPELT = {
    "mineral": "mineral", "material": "mineral", "commodity": "mineral", "raw material": "mineral",
    "tonnes": "tonnes", "tons": "tonnes", "t": "tonnes", "tonnes per year": "tonnes", "t/yr": "tonnes",
    "supplier country": "supplier country", "supplier": "supplier country", "country": "supplier country",
    "origin": "supplier country", "country of origin": "supplier country", "place": "supplier country",
}  # fmt: skip
LINE = re.compile(r"\r\n|\r|\n")
LONGEST = 60  # characters of a cell that an error repeats


@dataclass(frozen=True)
class RowError:
    """One cell of a file that cannot be read: row as a spreadsheet counts, column, text, rule, next step."""

    row: int
    column: str
    value: str
    rule: str
    suggestion: str = ""


@dataclass(frozen=True, eq=False)
class Bill:
    """Rows of text with their numbers, one column each of COLUMNS, and what could not be read.

    Shapes  rows, mineral, tonnes, country: [row], the rows with every cell in its place.
    """

    rows: np.ndarray[Any, np.dtype[np.int64]]
    mineral: "pd.Series[str]"
    tonnes: "pd.Series[str]"
    country: "pd.Series[str]"
    decimal_comma: bool
    errors: tuple[RowError, ...]
    unread_columns: tuple[str, ...]
    blank_rows: int


Line = Sequence[str]
Numbered = tuple[int, Line]


def read_bill(path: Path) -> Bill:
    """The rows of a .csv or .xlsx file with the columns mineral, tonnes and supplier country, in any order.

    A row that has too few cells, too many or an open quotation mark is an error of its own; the others are kept.
    Errors  DataError for another ending, a file that is not there, is larger than 64 MiB or 200,000 rows, lacks one of
            the columns or has it twice; for a workbook with macros, entities or a hostile archive.
    """
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise DataError(f"{path.name}: a list of suppliers is a .csv or an .xlsx file. Save it as one of them.")
    try:
        size = path.stat().st_size
    except OSError as fault:
        raise DataError(f"{path} cannot be read ({fault.strerror}). Give the path of a .csv or .xlsx file.") from fault
    if size > MOST_BYTES:
        raise DataError(f"{path.name} has {size:,} bytes, and {MOST_BYTES:,} are the most read. Split the file.")
    if path.suffix.lower() == ".csv":
        return _from_csv(path)
    return _bill(path.name, _sheet(path), False)


def _from_csv(path: Path) -> Bill:
    content = path.read_bytes()
    if b"\0" in content:
        raise DataError(f"{path.name} holds null bytes, and a csv is text. Save it again as csv in UTF-8.")
    lines = LINE.split(decoded(content))
    delimiter = max(",;\t", key=next((line for line in lines if line.strip()), "").count)
    cells = [(number, _cells(line, delimiter)) for number, line in enumerate(lines, start=1)]
    return _bill(path.name, cells, delimiter == ";")


def _cells(line: str, delimiter: str) -> Line:
    """Cells of one line; a line with an open quotation mark is one cell, so that it harms no other."""
    if '"' not in line:
        return [cell.strip() for cell in line.split(delimiter)]
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True))]
    except csv.Error:
        return [line]


def _sheet(path: Path) -> Sequence[Numbered]:
    """Rows of the first sheet as text.

    Errors  DataError as `first_sheet`, in words for a file of one's own.
    """
    from orecast.sources.formats.sheet import first_sheet

    try:
        return first_sheet(path, MOST_ROWS + 2, MOST_CELLS, MOST_UNPACKED)
    except DataError as fault:
        raise DataError(str(fault).replace(AGAIN, "Save it again as .xlsx or as csv.")) from fault


def _bill(name: str, lines: Sequence[Numbered], decimal_comma: bool) -> Bill:
    """Header and rows."""
    held = [(number, line) for number, line in lines if any(line)]
    if not held:
        raise DataError(f"{name} is empty. Its first row names the columns {', '.join(COLUMNS)}.")
    if len(held) - 1 > MOST_ROWS:
        raise DataError(f"{name} has more than {MOST_ROWS:,} rows, the most that are read. Split the file.")
    at, width, unread = _header(name, held[0][1])
    last = max(at)
    good = [(number, line) for number, line in held[1:] if len(line) > last and not any(line[width:])]
    bad = [(number, line) for number, line in held[1:] if len(line) <= last or any(line[width:])]
    mineral, tonnes, country = (pd.Series([line[column] for _, line in good], dtype=object) for column in at)
    numbers = np.array([number for number, _ in good], dtype=np.int64)
    errors = tuple(_misshapen(number, line, width) for number, line in bad)
    blank = held[-1][0] - held[0][0] + 1 - len(held)
    return Bill(numbers, mineral, tonnes, country, decimal_comma, errors, unread, blank)


def _misshapen(number: int, line: Line, width: int) -> RowError:
    rule = f"{len(line)} cells under {width} columns"
    step = "close the quotation mark" if len(line) == 1 and '"' in line[0] else "give every column one cell"
    return RowError(number, "row", shown(" | ".join(line)), rule, step)


def _header(name: str, cells: Line) -> tuple[list[int], int, tuple[str, ...]]:
    """Position of each of COLUMNS, width of the header, and the columns that are not read.

    Errors  DataError for a column that is missing or there twice.
    """
    width = max(n for n, cell in enumerate(cells) if cell) + 1
    meant = [SPELT.get(cell.casefold().strip(), "") for cell in cells[:width]]
    at = []
    for column in COLUMNS:
        if meant.count(column) != 1:
            there = ", ".join(shown(cell) for cell in cells[:width])
            hint = suggestion(column, [cell for cell in cells[:width] if cell])
            what = "has no column" if column not in meant else "has more than one column"
            raise DataError(
                f"{name}, first row: {what} '{column}'; it has {there}. {hint + ' ' if hint else ''}"
                "'orecast risk company --template FILE' writes one with the right columns."
            )
        at.append(meant.index(column))
    return at, width, tuple(shown(cell) for cell, used in zip(cells, meant, strict=False) if cell and not used)


def shown(text: str) -> str:
    """Text of a cell as an error repeats it: short, and without what a terminal would act on."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in text[: LONGEST + 1])
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


def template_rows() -> list[tuple[str, str, str]]:
    """The header and three rows, as an example of what a list of suppliers looks like."""
    return [COLUMNS, ("cobalt", "120.5", "COD"), ("cobalt", "40", "Finland"), ("neodymium", "3.2", "China")]


def template_workbook(minerals: Iterable[Sequence[str]], places: Iterable[Sequence[str]]) -> Any:
    """A workbook with the template as first sheet, and sheets of the minerals and places that are known."""
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    sheet = book.create_sheet("suppliers")
    for header_or_row in template_rows():
        mineral, tonnes, country = header_or_row
        sheet.append([mineral, tonnes if tonnes == COLUMNS[1] else float(tonnes), country])
    for title, rows in (("minerals", minerals), ("places", places)):
        extra = book.create_sheet(title)
        for row in rows:
            extra.append(list(row))
    return book
