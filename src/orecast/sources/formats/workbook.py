"""Open a workbook that came from outside: no macro, no entity, values only, bounded in size."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from orecast._ground.errors import DataError
from orecast.sources.formats.archive import AGAIN, open_archive

MOST_BYTES = 512 * 2**20
MOST_ROWS, MOST_COLUMNS = 200_000, 400
HEAD = 4096
MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/activex/", "xl/embeddings/")
Row = tuple[str, ...]


@contextmanager
def open_workbook(path: Path, most_bytes: int = MOST_BYTES, formulas: bool = False) -> Iterator[Any]:
    """The workbook at `path`, to be read sheet by sheet; with `formulas` a formula's text, else its stored value.

    Errors  DataError for a workbook with macros (.xlsm, or hidden in an .xlsx), with a DTD or entities, larger than
            `most_bytes` (512 MiB) unpacked, cut short, or not a workbook at all.
    """
    if path.suffix.lower() != ".xlsx":
        raise DataError(
            f"{path.name}: a workbook that may carry macros or is of an old format is not opened; only .xlsx is. "
            "Take the .xlsx of the publisher, or save the file as .xlsx without macros."
        )
    with open_archive(path, most_bytes) as archive:
        _check(path.name, archive)
    try:
        with path.open("rb") as content:
            book = load_workbook(content, read_only=True, data_only=not formulas, keep_links=False)
            with closing(book):
                yield book
    except (DefusedXmlException, ParseError, InvalidFileException, KeyError, ValueError) as fault:
        raise DataError(f"{path.name} cannot be read as a workbook ({type(fault).__name__}). {AGAIN}") from fault


def _check(name: str, archive: ZipFile) -> None:
    members = archive.namelist()
    if "xl/workbook.xml" not in members:
        raise DataError(f"{name} is a zip archive, but no workbook (it lacks xl/workbook.xml). {AGAIN}")
    if found := [member for member in members if any(part in member.lower() for part in MACROS)]:
        raise DataError(
            f"{name} carries macros or embedded objects ({found[0]}), and a table has none. "
            "Save it as .xlsx without macros, or take the publisher's own file."
        )
    for member in members:
        with archive.open(member) as content:
            head = content.read(HEAD).replace(b"\0", b"")  # UTF-16 too
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise DataError(f"{name}, member '{member}': declares a DTD or entities, and no workbook does. {AGAIN}")


def rows_of(book: Any, sheet: str, most: int = MOST_ROWS) -> Iterator[Row]:
    """Rows of one sheet as text; an empty cell is ''."""
    for row in book[sheet].iter_rows(max_row=most, max_col=MOST_COLUMNS, values_only=True):
        yield tuple(_text(cell) for cell in row)


def _text(cell: object) -> str:
    """A cell as a csv would carry it: whole numbers without a point, others with all their digits."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()
