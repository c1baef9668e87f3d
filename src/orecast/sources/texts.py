"""One table of words as plain rows of text, without pandas: what reads the news starts in half the time."""

import csv
import io
from functools import cache
from pathlib import Path

from orecast._ground.errors import DataError, LabelError
from orecast._ground.labels import suggestion
from orecast.sources.fields import Field, read_fields
from orecast.sources.registry import Entry, Registry, checksum, data_folder, read_registry

Row = dict[str, str]


def rows(name: str) -> tuple[Row, ...]:
    """Rows of a CSV table, each cell as text; the same content and checks as `load`, numbers not read.

    Errors  LabelError for an unknown table; DataError for a missing, damaged or altered file or a missing column.
    """
    return _rows(name, data_folder().resolve())


@cache
def _rows(name: str, folder: Path) -> tuple[Row, ...]:
    entry = entry_of(name, folder)
    try:
        text = intact_content(folder / entry.file, entry).decode("utf-8")
    except UnicodeDecodeError as fault:
        raise DataError(f"{entry.file} is damaged: it is not UTF-8 text. Reinstall Orecast.") from fault
    found = tuple(csv.DictReader(io.StringIO(text)))
    wanted = {field.field for field in fields_of(folder).get(name, {}).values() if field.required}
    if missing := sorted(wanted - found[0].keys() if found else wanted):
        raise DataError(f"{entry.file} lacks {', '.join(missing)}, required by fields.csv. Reinstall Orecast.")
    return found


def entry_of(name: str, folder: Path) -> Entry:
    """The register's entry of a table. Errors: LabelError for an unknown one."""
    return register_of(folder).tables.get(name) or _unregistered(name, folder)


@cache
def register_of(folder: Path) -> Registry:
    """The register of a folder, read once; `read_registry` reads it anew."""
    return read_registry(folder)


@cache
def fields_of(folder: Path) -> dict[str, dict[str, Field]]:
    """The data dictionary of a folder, read once; `read_fields` reads it anew."""
    return read_fields(folder)


def _unregistered(name: str, folder: Path) -> Entry:
    """A hand-made table that is not in the register yet; `verify` reports it."""
    if (folder / f"{name}.csv").is_file():
        return Entry(name, f"{name}.csv", "", "not registered", "", "", "", "hand")
    known = read_registry(folder).tables
    hint = suggestion(name, known)
    raise LabelError(
        f"unknown table '{name}' in the data edition. {hint + ' ' if hint else ''}'orecast data list' shows them all."
    )


def intact_content(path: Path, entry: Entry) -> bytes:
    """The bytes of a table's file, of the checksum that the register gives.

    Errors  DataError for a file that cannot be read, or is altered.
    """
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise DataError(
            f"table '{entry.name}': the file {path} cannot be read ({fault.strerror}). "
            "Reinstall Orecast, or rebuild with 'orecast data build --from DIR'."
        ) from fault
    if entry.made_by == "build":
        require_checksum(path, content, entry)
    return content


def require_checksum(path: Path, content: bytes, entry: Entry) -> None:
    """Require the content that the register describes.

    Errors  DataError naming the file, both checksums and the next step.
    """
    if (found := checksum(content)) != entry.sha256:
        raise DataError(
            f"table '{entry.name}': {path} is not the file of this edition: its checksum is {found[:12]}…, "
            f"registry.toml says {entry.sha256[:12] or 'none'}…. Reinstall Orecast, or rebuild with "
            "'orecast data build --from DIR'."
        )
