"""The first sheet of a user's workbook as text, cell by cell as the file states it, formulas and dates marked.

openpyxl opens the workbook and gives its strings and styles; the sheet itself is read with expat, since openpyxl's
hardened parser takes several times as long.
"""

from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any
from xml.parsers import expat

from orecast._ground.errors import DataError
from orecast.sources.formats.archive import AGAIN
from orecast.sources.formats.workbook import open_workbook

CHUNK = 1 << 16
MOST_TEXT = 32_767  # characters that a cell of a spreadsheet may hold
FORMULA, DATE = "=", "(a date)"
HINT = "rPh"  # how to read the text aloud
READ = ("v", "t", "f", HINT)
Row = tuple[int, list[str]]


class EnoughError(Exception):
    """Raised inside the parser when it has read as many rows as were asked for."""


class SheetReader:
    """Collects the rows of one sheet from the events of its XML.

    A formula reads as '=' and its text, a cell that is shown as a date as '(a date)', a number as its digits.
    """

    def __init__(self, strings: Sequence[str], dates: Container[int], most_rows: int, most_columns: int) -> None:
        """`strings`: shared strings of the workbook; `dates`: style numbers that show a date."""
        self.rows: list[Row] = []
        self.strings, self.dates = strings, dates
        self.most_rows, self.most_columns = most_rows, most_columns
        self.number = self.column = 0
        self.cells: list[str] = []
        self.kind = self.text = self.reading = ""
        self.is_formula = self.is_date = False

    def parser(self) -> Any:
        """An expat parser that feeds this reader, and refuses a DTD."""
        made = expat.ParserCreate()
        made.buffer_text = True
        made.StartElementHandler, made.EndElementHandler = self.start, self.end
        made.CharacterDataHandler = self.characters
        made.StartDoctypeDeclHandler = made.EntityDeclHandler = refuse
        return made

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a row, a cell, or the text of one."""
        name = name.rpartition(":")[2]
        if name == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            self.column = column_number(letters) if letters else self.column + 1
            self.kind, self.text = attributes.get("t", "n"), ""
            self.is_formula, self.is_date = False, int(attributes.get("s", 0)) in self.dates
        elif name in READ and self.reading != HINT:
            self.reading = name
            self.is_formula = self.is_formula or name == "f"
            self.text = FORMULA if name == "f" else self.text
        elif name == "row":
            if len(self.rows) >= self.most_rows:
                raise EnoughError
            self.number = int(attributes.get("r", self.number + 1))
            self.cells, self.column = [], 0

    def characters(self, data: str) -> None:
        """Take the text of a value or a formula; a formula's stored value and phonetic hints stay out."""
        wanted = self.reading == "f" if self.is_formula else self.reading in ("v", "t")
        if wanted and len(self.text) <= MOST_TEXT:
            self.text += data

    def end(self, name: str) -> None:
        """End a cell or a row."""
        name = name.rpartition(":")[2]
        if name == "c" and 0 < self.column <= self.most_columns:
            self.cells.extend([""] * (self.column - len(self.cells)))
            self.cells[self.column - 1] = self.value()
        elif name in READ and self.reading in (name, ""):
            self.reading = ""
        elif name == "row":
            self.rows.append((self.number, self.cells))

    def value(self) -> str:
        """The cell as text."""
        if self.is_formula:
            return self.text
        if self.kind == "s":
            return self.strings[int(self.text)].strip()
        if self.kind == "n" and self.is_date and self.text:
            return DATE
        if self.kind == "b":
            return "TRUE" if self.text.strip() == "1" else "FALSE"
        return self.text.strip()


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def refuse(*_: object) -> None:
    """Refuse a DTD or an entity. Errors: ValueError always."""
    raise ValueError("a sheet with a DTD")


def first_sheet(path: Path, most_rows: int, most_columns: int, most_bytes: int) -> list[Row]:
    """Rows of the first sheet that are there, each with its number: at most `most_rows`, `most_columns` cells each.

    Errors  DataError as `open_workbook`, and for a workbook without a sheet of cells.
    """
    with open_workbook(path, most_bytes, formulas=True) as book:
        if not book.worksheets:
            raise DataError(f"{path.name} has no sheet of cells, and a table needs one. Save it again.")
        sheet: Any = book.worksheets[0]
        strings = [str(text) for text in sheet._shared_strings]  # noqa: SLF001 (openpyxl has no public name for it)
        dates = {*book._date_formats, *book._timedelta_formats}  # noqa: SLF001
        reader = SheetReader(strings, dates, most_rows, most_columns)
        try:
            with sheet._get_source() as source:  # noqa: SLF001
                _feed(reader, source)
        except (expat.ExpatError, ValueError, IndexError, EOFError) as fault:
            raise DataError(f"{path.name} cannot be read as a workbook ({type(fault).__name__}). {AGAIN}") from fault
    return reader.rows


def _feed(reader: SheetReader, source: Any) -> None:
    parser = reader.parser()
    try:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except EnoughError:
        return
