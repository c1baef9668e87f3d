"""A folder of results as a Frictionless Data Package (v2): each file with columns, hash, size, licences and sources."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orecast.sources.registry import Entry, checksum, data_folder, read_registry

PACKAGE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".html": "text/html",
    ".yaml": "application/yaml",
    ".npz": "application/zip",
}
TEXT = (".csv", ".json", ".html", ".yaml")
# How the register words a licence -> its Open Definition identifier where it has one, and where its terms stand.
LICENCES = (
    ("CC BY 4.0", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
    ("Etalab 2.0", "", "https://www.etalab.gouv.fr/licence-ouverte-open-licence"),
    ("free use with citation", "other-at", "https://www.world-mining-data.info"),
    ("public domain", "other-pd", "https://creativecommons.org/publicdomain/mark/1.0/"),
    ("MIT", "MIT", "https://opensource.org/license/mit"),
    ("Apache-2.0", "Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
)


@dataclass(frozen=True)
class Column:
    """One column of a table of results: its type (string, integer, number, boolean), unit and meaning."""

    name: str
    type: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Described:
    """What is said of one file: a title, and the columns where it is a table."""

    title: str
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Package:
    """What is said of a folder of results as a whole. `tables`: those of the data edition that it rests on."""

    name: str
    title: str
    description: str
    files: Mapping[str, Described]
    tables: tuple[str, ...]
    manifest: Mapping[str, Any]


def write_package(folder: Path, package: Package) -> None:
    """Write datapackage.json for every file of `folder`, folders inside it too."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / PACKAGE)
    register = read_registry(data_folder())
    rests = [register.tables[name] for name in package.tables]
    terms = {"licenses": licences(entry.licence for entry in rests), "sources": sources(rests)}
    descriptor = {
        "$schema": PROFILE,
        "name": package.name,
        "title": package.title,
        "description": package.description,
        "version": register.edition,
        **terms,
        "resources": [
            {**_resource(folder, path, package.files.get(path.relative_to(folder).as_posix())), **terms}
            for path in paths
        ],
        "manifest": dict(package.manifest),
    }
    text = json.dumps(descriptor, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / PACKAGE).write_text(text + "\n", encoding="utf-8")


def _resource(folder: Path, path: Path, described: Described | None) -> dict[str, Any]:
    """One file: what it is, its size and its SHA-256."""
    content, inside = path.read_bytes(), path.relative_to(folder).as_posix()
    found: dict[str, Any] = {
        "name": re.sub(r"[^-a-z0-9._/]+", "-", inside.lower()).replace("/", "-"),
        "path": inside,
        "title": described.title if described else inside,
        "format": path.suffix.removeprefix("."),
        "mediatype": MEDIA.get(path.suffix, "application/octet-stream"),
        "bytes": len(content),
        "hash": f"sha256:{checksum(content)}",
    }
    if path.suffix in TEXT:
        found["encoding"] = "utf-8"
    if described and described.columns:
        found |= {"type": "table", "schema": {"fields": [_field(column) for column in described.columns]}}
    return found


def _field(column: Column) -> dict[str, str]:
    """A column; `unit` is our own property, since the standard has none."""
    shown = {"name": column.name, "type": column.type, "description": column.meaning}
    return {**shown, "unit": column.unit} if column.unit else shown


def licences(words: Iterable[str]) -> list[dict[str, str]]:
    """The licences that the register's words name, each once."""
    found: dict[str, dict[str, str]] = {}
    for text in words:
        for word, name, path in LICENCES:
            if word.casefold() in text.casefold():
                found[word] = {**({"name": name} if name else {}), "path": path, "title": word}
    return list(found.values())


def sources(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """Publisher, edition, licence and address of each table."""
    return [
        {
            "title": f"{entry.title}. {entry.publisher}",
            **({"path": entry.address} if entry.address.startswith("https://") else {}),
            "version": entry.edition,
            "table": entry.name,
            "licence": entry.licence,
        }
        for entry in entries
    ]


def changed_files(folder: Path) -> dict[str, str]:
    """File of a package -> what is wrong with it: 'missing', or 'not as it was written'. Files as written stay out.

    Errors  ValueError where datapackage.json is not one of ours.
    """
    try:
        package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        expected = {str(one["path"]): str(one["hash"]) for one in package["resources"]}
    except (OSError, KeyError, TypeError) as fault:
        raise ValueError(f"{folder / PACKAGE} is no package of Orecast ({fault})") from fault
    found = {}
    for inside, mark in expected.items():
        path = folder / inside
        if ".." in Path(inside).parts or Path(inside).is_absolute() or not path.is_file():
            found[inside] = "missing"
        elif f"sha256:{checksum(path.read_bytes())}" != mark:
            found[inside] = "not as it was written"
    return found
