"""Rows as a table with one type a column, and that table as CSV or Parquet."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from orecast.desk.cells import safe

Rows = Sequence[Mapping[str, object]]
Tables = Mapping[str, "Rows | pd.DataFrame"]
BETWEEN = "; "


class Sheet(NamedTuple):
    """A table as it is written: its columns, and its text and bytes by the ending of the file."""

    columns: tuple[str, ...]
    content: Mapping[str, bytes]


def sheet_of(rows: "Rows | pd.DataFrame") -> Sheet:
    """Rows as CSV and as Parquet."""
    frame = frame_of(rows)
    return Sheet(tuple(map(str, frame.columns)), {"csv": csv_bytes(frame), "parquet": parquet_bytes(frame)})


def frame_of(rows: "Rows | pd.DataFrame") -> pd.DataFrame:
    """Rows as a table: whole numbers, numbers, yes/no or text by column; a gap stays a gap.

    A list becomes text with semicolons. A column in which text and numbers stand together is text.
    """
    if isinstance(rows, pd.DataFrame):
        return rows.assign(**{str(name): _column(list(rows[name])) for name in rows if rows[name].dtype == object})
    names = dict.fromkeys(name for row in rows for name in row)
    return pd.DataFrame({name: _column([row.get(name) for row in rows]) for name in names})


def _column(values: Sequence[Any]) -> "pd.Series[Any]":
    """Values of one column under the narrowest type that holds all of them."""
    held = [value for value in values if not _is_gap(value)]
    if not held:
        return pd.Series(values, dtype="float64" if any(isinstance(value, float) for value in values) else "str")
    if all(isinstance(value, bool) for value in held):
        return pd.Series(values, dtype="boolean")
    if all(isinstance(value, Integral) and not isinstance(value, bool) for value in held):
        return pd.Series(values, dtype="Int64" if len(held) < len(values) else "int64")
    if all(isinstance(value, Real) and not isinstance(value, bool) for value in held):
        return pd.Series(values, dtype="float64")
    return pd.Series([None if _is_gap(value) else text_of(value) for value in values], dtype="str")


def _is_gap(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def text_of(value: object) -> str:
    """A value in words: a list with semicolons, a group of fields as 'key value', a date by ISO 8601."""
    if isinstance(value, Mapping):
        return BETWEEN.join(f"{key} {text_of(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return BETWEEN.join(map(text_of, value))
    if isinstance(value, float):
        return repr(float(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """CSV in UTF-8: a header, full digits, a gap as nothing, and no text that a spreadsheet would run."""
    made = harmless(frame)
    # The writer quotes a line feed by itself, a lone carriage return only when told: a reader would begin a row there.
    if any("\r" in cell for name in _texts(made) for cell in made[name].unique() if isinstance(cell, str)):
        return made.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).encode()
    if len(made.columns) < 2 or not all(_is_plain(column) for _, column in made.items()):
        return made.to_csv(index=False, lineterminator="\n").encode()
    return _joined(made).encode()


def _is_plain(column: "pd.Series[Any]") -> bool:
    """Whether `_cells` writes the column."""
    return column.dtype in ("float64", "int64") or isinstance(column.dtype, pd.StringDtype)


def _joined(frame: pd.DataFrame) -> str:
    """The same text as `frame.to_csv`, for plain columns, in a third of the time: each text is quoted once."""
    head = ",".join(_quoted(str(name)) for name in frame.columns)
    columns = [_cells(column) for _, column in frame.items()]
    return "\n".join([head, *map(",".join, zip(*columns, strict=True)), ""])


def _cells(column: "pd.Series[Any]") -> list[str]:
    """The values of a plain column as they stand in a CSV."""
    if column.dtype == "float64":
        return ["" if value != value else repr(value) for value in column.tolist()]
    if column.dtype == "int64":
        return list(map(str, column.tolist()))
    codes, texts = column.factorize()  # a gap has the code -1
    told = np.array([*map(_quoted, texts), ""], dtype=object)
    cells: list[str] = told[codes].tolist()
    return cells


def _quoted(text: str) -> str:
    """A text as a cell beside another, in quotes where it needs them."""
    cell = io.StringIO()
    csv.writer(cell, lineterminator="\n").writerow([text, ""])
    return cell.getvalue().removesuffix(",\n")


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with every text cell and heading as it may stand in a spreadsheet; numbers are not touched."""
    made = frame.copy()
    for name in _texts(frame):
        cells = {cell: safe(cell) for cell in frame[name].unique() if isinstance(cell, str)}
        if any(cell != text for text, cell in cells.items()):
            made[name] = frame[name].map(lambda cell, cells=cells: cells.get(cell, cell))
    return made.rename(columns=lambda name: safe(str(name)))


def _texts(frame: pd.DataFrame) -> list[str]:
    """Columns that may hold text."""
    return [str(n) for n in frame.columns if frame[n].dtype == object or isinstance(frame[n].dtype, pd.StringDtype)]


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """Parquet with the types of the columns; text is text there and needs no care."""
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), file, compression="zstd")
    return file.getvalue()
