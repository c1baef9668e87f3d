"""Delimited text from outside: every cell as text, nothing read as a gap, so that Namibia's 'NA' survives."""

import csv
import io

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats.archive import AGAIN


def decoded(content: bytes) -> str:
    """Text in UTF-8, else in Windows-1252, as the USGS writes it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_text(name: str, text: str) -> pd.DataFrame:
    """A table of text, one row a line that is not blank.

    Errors  DataError naming the file, and the line where one has fewer or more cells than the first.
    """
    try:
        lines = [line for line in csv.reader(io.StringIO(text), skipinitialspace=True, strict=True) if any(line)]
    except csv.Error as fault:
        raise DataError(f"{name} cannot be read as csv ({fault}). {AGAIN}") from fault
    header, rows = (lines[0] if lines else []), lines[1:]
    for number, row in enumerate(rows, start=2):
        if len(row) < len(header) or any(row[len(header) :]):
            raise DataError(
                f"{name}, row {number}: {len(row)} cells under {len(header)} columns, as if cut short. {AGAIN}"
            )
    return pd.DataFrame([row[: len(header)] for row in rows], columns=header, dtype=str)
