"""Read one table of the embedded edition, with the source it came from."""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast._ground.provenance import Source
from orecast.sources.fields import Field, check_columns, typed
from orecast.sources.registry import data_folder, read_registry
from orecast.sources.texts import entry_of, fields_of, intact_content, register_of


@dataclass(frozen=True)
class Table:
    """Rows of one table and where they came from. Do not change `frame` in place: it is shared."""

    name: str
    frame: pd.DataFrame
    source: Source


def edition(folder: Path | None = None) -> str:
    """The edition of the embedded data, such as '2026.11'."""
    return read_registry(folder).edition if folder else register_of(data_folder().resolve()).edition


def load(name: str, folder: Path | None = None) -> Table:
    """One table by name, typed and checked against the data dictionary.

    Tables made by `build` are checked against their checksum too; hand-made ones are checked by `verify`.
    Errors  LabelError for an unknown table; DataError for a missing, damaged or altered file or a missing column.
    """
    return _load(name, (folder or data_folder()).resolve())


@cache
def _load(name: str, folder: Path) -> Table:
    entry = entry_of(name, folder)
    path = folder / entry.file
    frame = read_frame(path, intact_content(path, entry), fields_of(folder).get(name, {}))
    return Table(name, frame, entry.source())


def read_frame(path: Path, content: bytes, fields: dict[str, Field]) -> pd.DataFrame:
    """Rows of one file of ours (parquet or csv), typed by the dictionary.

    Errors  DataError for a truncated or damaged file, a missing column or a cell of the wrong type.
    """
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(io.BytesIO(content))
        else:
            frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8")
    except Exception as fault:
        raise DataError(
            f"{path.name} is damaged or cut short and cannot be read as {path.suffix[1:]} ({type(fault).__name__}). "
            "Reinstall Orecast, or rebuild with 'orecast data build --from DIR'."
        ) from fault
    check_columns(frame, fields, path.name)
    return frame if path.suffix == ".parquet" else typed(frame, fields, path.name)
