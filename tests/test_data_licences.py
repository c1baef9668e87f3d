"""Every publisher in the registry of tables has its terms and citation in DATA_LICENSES.md."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TABLES = tomllib.loads((ROOT / "src/orecast/data/registry.toml").read_text(encoding="utf-8"))["table"]
TERMS = (ROOT / "DATA_LICENSES.md").read_text(encoding="utf-8")
# How the registry abbreviates a publisher, and how DATA_LICENSES.md names it.
NAMES = {
    "CEPII": "CEPII",
    "USGS": "U.S. Geological Survey",
    "World Mining Data": "World Mining Data",
    "World Bank": "World Bank",
    "Natural Earth": "Natural Earth",
    "Global Strategic Minerals": "Global Strategic Minerals",
    "Bureau of Labor Statistics": "U.S. Bureau of Labor Statistics",
    "European Commission": "European Commission",
    "Orecast authors": "Apache-2.0",
}
REFUSED = re.compile(r"\bGPL|non-?commercial|\bNC\b|all rights reserved|unknown", re.IGNORECASE)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_publisher_of_a_table_is_cited(table: str) -> None:
    publisher = TABLES[table]["publisher"]
    named = [label for short, label in NAMES.items() if short in publisher]
    assert named, f"{table}: '{publisher}' has no row in DATA_LICENSES.md"
    assert all(label in TERMS for label in named)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_licence_of_a_table_allows_reuse(table: str) -> None:
    licence = TABLES[table]["licence"]
    assert licence
    assert not REFUSED.search(licence), f"{table}: {licence}"
