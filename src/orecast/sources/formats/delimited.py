"""Delimited text from outside: every cell as text, nothing read as a gap, so that Namibia's 'NA' survives."""

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
    """A table of text. Errors: DataError naming the file where it is not csv or a line is cut short."""
    try:
        frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, skipinitialspace=True)
    except (ValueError, pd.errors.ParserError) as fault:
        raise DataError(f"{name} cannot be read as csv ({type(fault).__name__}). {AGAIN}") from fault
    if len(frame) and frame.iloc[-1].isna().any():
        raise DataError(f"{name}, line {len(frame) + 1}: the last line is cut short. {AGAIN}")
    return frame
