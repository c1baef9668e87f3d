"""A tiny edition of two tables for tests that damage one, and the raw inputs where they are at hand."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from orecast.sources.registry import Registry, checksum, data_folder, read_registry, write_registry

RAW = Path(__file__).parents[4] / "shared" / "data"
BAD = Path(__file__).parents[2] / "bad_data" / "sources"
SMALL = ("places", "minerals", "prices", "groups", "reserves")


@pytest.fixture
def raw() -> Path:
    if not (RAW / "README.md").is_file():
        pytest.skip(f"the publishers' files are not at {RAW}: a rebuild cannot be tried")
    return RAW


@pytest.fixture
def small_edition(tmp_path: Path) -> Path:
    """Five tables of the embedded edition in a folder of their own."""
    registry = read_registry(data_folder())
    for name in SMALL:
        shutil.copy(data_folder() / registry.tables[name].file, tmp_path)
    shutil.copy(data_folder() / "fields.csv", tmp_path)
    write_registry(tmp_path, Registry("test", {name: registry.tables[name] for name in SMALL}))
    return tmp_path


@pytest.fixture
def with_bad_file(small_edition: Path) -> Callable[[str, str], Path]:
    """Put a file of tests/bad_data/sources in the place of a table, registered as if it were right."""

    def swap(table: str, bad: str) -> Path:
        content = (BAD / bad).read_bytes()
        registry = read_registry(small_edition)
        entry = registry.tables[table]
        (small_edition / entry.file).write_bytes(content)
        tables = {**registry.tables, table: replace(entry, sha256=checksum(content))}
        write_registry(small_edition, Registry("test", tables))
        return small_edition

    return swap
