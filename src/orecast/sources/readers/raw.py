"""Open a publisher's file, or say which one is missing."""

from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError


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


def raw_csv(folder: Path, name: str) -> pd.DataFrame:
    """A raw CSV as text: no value is read as a gap, so that Namibia's 'NA' survives."""
    return pd.read_csv(raw_file(folder, name), dtype=str, keep_default_na=False, encoding="utf-8")
