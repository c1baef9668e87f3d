"""The register of tables: who published each, under which licence, where, and the checksum of our file."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from orecast._ground.errors import DataError
from orecast._ground.provenance import Source

REGISTRY = "registry.toml"


def data_folder() -> Path:
    """The folder of the embedded edition inside the installed package."""
    return Path(str(files("orecast") / "data"))


@dataclass(frozen=True)
class Entry:
    """One table of the register. `made_by` is 'build' (from publishers' files) or 'hand' (compiled, with sources)."""

    name: str
    file: str
    title: str
    publisher: str
    edition: str
    licence: str
    address: str
    made_by: str
    sha256: str = ""
    rows: int = 0
    columns: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)

    def source(self) -> Source:
        """The citation that travels with the table."""
        return Source(self.name, self.publisher, self.edition, self.licence, self.address, self.sha256)


@dataclass(frozen=True)
class Registry:
    """The edition of the data and its tables, by name."""

    edition: str
    tables: Mapping[str, Entry]


def checksum(content: bytes) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_registry(folder: Path) -> Registry:
    """The register in `folder`.

    Errors  DataError where it is missing or is not TOML of our schema.
    """
    path = folder / REGISTRY
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        tables = {name: _entry(name, row) for name, row in raw["table"].items()}
        return Registry(str(raw["edition"]), tables)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise DataError(
            f"the register of tables {path} cannot be read ({fault}). Every edition needs one; "
            "reinstall Orecast, or make it again with 'orecast data build --from DIR'."
        ) from fault


def _entry(name: str, row: Mapping[str, object]) -> Entry:
    known = dict(row)
    known["columns"] = tuple(known.get("columns", ()))  # type: ignore[arg-type]
    return Entry(name=name, **known)  # type: ignore[arg-type]


def write_registry(folder: Path, registry: Registry) -> None:
    """Write the register as TOML, tables in the order of their names."""
    lines = ["# The embedded edition. Checksums, rows, columns and units are written by `orecast data build`.", ""]
    lines += [f"edition = {_quoted(registry.edition)}"]
    for name in sorted(registry.tables):
        lines += ["", f"[table.{name}]", *_entry_lines(registry.tables[name])]
    (folder / REGISTRY).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _entry_lines(entry: Entry) -> list[str]:
    texts = ("file", "title", "publisher", "edition", "licence", "address", "made_by", "sha256")
    units = ", ".join(f"{_quoted(key)} = {_quoted(unit)}" for key, unit in entry.units.items())
    columns = ", ".join(_quoted(column) for column in entry.columns)
    return [
        *(f"{key} = {_quoted(getattr(entry, key))}" for key in texts),
        f"rows = {entry.rows}",
        f"columns = [{columns}]",
        f"units = {{ {units} }}" if units else "units = {}",
    ]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
