"""Open a publisher's file, or say which one is missing, damaged or of another format."""

from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats import downloads

NEXT = "Take the file from its publisher again, or adapt its reader in orecast/sources/readers to the new format."


def raw_file(folder: Path, name: str) -> Path:
    """The path of a raw input.

    Errors  DataError where it is not there.
    """
    path = folder / name
    if not path.is_file():
        raise DataError(
            f"the raw input {name} is not in {folder}. The edition is built from all publishers' files named in "
            "docs/reference/data.md; put it there, or give the right folder to 'orecast data build --from DIR'."
        )
    return path


def raw_csv(folder: Path, name: str, *columns: str) -> pd.DataFrame:
    """A raw CSV as text, from a publisher's own file where one lies in `folder`, else from the extract `name`.

    No value is read as a gap, so that Namibia's 'NA' survives.
    Errors  DataError where it is missing, is not CSV, or lacks one of `columns`.
    """
    if (made := downloads.extract(folder, name)) is not None:
        return _with_columns(made, downloads.origin(folder, name), columns)
    path = raw_file(folder, name)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (ValueError, UnicodeError) as fault:
        raise DataError(f"the raw input {name} cannot be read as CSV ({type(fault).__name__}). {NEXT}") from fault
    return _with_columns(frame, name, columns)


def raw_parquet(folder: Path, name: str, *columns: str) -> pd.DataFrame:
    """A raw parquet file.

    Errors  DataError where it is missing, damaged, or lacks one of `columns`.
    """
    path = raw_file(folder, name)
    try:
        frame = pd.read_parquet(path)
    except Exception as fault:
        raise DataError(f"the raw input {name} cannot be read as parquet ({type(fault).__name__}). {NEXT}") from fault
    return _with_columns(frame, name, columns)


def raw_numbers(column: "pd.Series[str]", name: str) -> "pd.Series[float]":
    """Numbers of a column whose every cell must be one.

    Errors  DataError naming the file, the column and the first cell that is not a number.
    """
    values = pd.to_numeric(column, errors="coerce")
    if values.isna().any():
        row = int(values.isna().to_numpy().argmax())
        raise DataError(f"the raw input {name}, column {column.name}: '{column.iloc[row]}' is not a number. {NEXT}")
    return values.astype("float64")


def _with_columns(frame: pd.DataFrame, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    if missing := [column for column in columns if column not in frame.columns]:
        raise DataError(f"the raw input {name} lacks the columns {', '.join(missing)}. {NEXT}")
    return frame
