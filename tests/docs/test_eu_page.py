"""The page on the European Union's supply risk is what its tool writes now, and its picture names what it should."""

import pandas as pd
import pytest
from tools.eu_supply_risk import PAGE, PICTURE, page, tables


@pytest.fixture(scope="module")
def computed() -> tuple[pd.DataFrame, pd.DataFrame]:
    return tables()


def test_the_page_on_eu_supply_risk_is_fresh(computed: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    found = PAGE.read_text(encoding="utf-8")
    assert found == page(*computed), "docs/theory/eu-supply-risk.md is stale: run 'python tools/eu_supply_risk.py'"


def test_the_picture_names_the_largest_differences(computed: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    drawn = PICTURE.read_text(encoding="utf-8")
    assert all(f">{name}<" in drawn for name in computed[1]["material"])
