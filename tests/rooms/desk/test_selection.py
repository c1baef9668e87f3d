"""Rows are found by their labels as a search through the whole table finds them."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orecast.desk.selection import pick, sorted_out

LABEL = st.none() | st.sampled_from(["usa", "ukr", "chn"])
ROWS = st.lists(st.tuples(LABEL, LABEL, st.integers(0, 3), st.floats(allow_nan=False)), max_size=30)


def table(rows: list[tuple[str | None, str | None, int, float]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["party", "mineral", "year", "q50"])
    return made.astype({"party": "str", "mineral": "str", "year": "int64", "q50": "float64"})


@pytest.mark.parametrize("as_categories", [False, True])
@given(rows=ROWS, party=st.sampled_from(["usa", "ukr", "rus"]), year=st.integers(0, 4))
def test_the_rows_found_are_those_of_a_search_row_by_row_in_the_same_order(
    rows: list[tuple[str | None, str | None, int, float]], party: str, year: int, as_categories: bool
) -> None:
    figures = sorted_out(table(rows)) if as_categories else table(rows)
    expected = [(row[1], row[3]) for row in rows if row[0] == party and row[2] == year]
    found = pick(figures, year=year, party=party)
    assert [(row["mineral"] if isinstance(row["mineral"], str) else None, row["q50"]) for row in found] == expected
    assert all(type(row["year"]) is int and type(row["q50"]) is float for row in found)


def test_without_a_wish_every_row_is_given() -> None:
    assert [row["year"] for row in pick(table([("usa", "tin", 1, 0.5), (None, None, 2, 0.5)]))] == [1, 2]
