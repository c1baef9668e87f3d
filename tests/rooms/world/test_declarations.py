"""Customs declarations as arrays: the rows of a code stand together, in the order that they had."""

import numpy as np
import pandas as pd
import pytest

from orecast.world.declarations import numbered_declarations
from orecast.world.statistics import embedded

COLUMNS = ["code", "year", "exporter", "importer", "value_kusd", "gross_tonnes"]
FLOWS = pd.DataFrame(
    [
        ("260200", 2024, "BOR", "ALB", 4.0, 2.0),
        ("260000", 2024, "CAR", "ALB", 3.0, np.nan),
        ("260200", 2023, "ALB", "BOR", 2.0, 1.0),
        ("260000", 2023, "ALB", "CAR", 1.0, 5.0),
    ],
    columns=COLUMNS,
)


def test_the_rows_of_a_code_keep_their_order_wherever_they_stood():
    found = numbered_declarations(FLOWS)
    rows = found.rows("260200", (2023, 2024))
    assert found.value[rows].tolist() == [4.0, 2.0]
    assert [found.labels[place] for place in found.exporter[rows]] == ["BOR", "ALB"]
    assert [found.labels[place] for place in found.importer[rows]] == ["ALB", "BOR"]


def test_only_the_years_asked_for_are_found():
    found = numbered_declarations(FLOWS)
    assert found.tonnes[found.rows("260000", (2023,))].tolist() == [5.0]
    assert found.partners("260000", (2023,)) == {"ALB", "CAR"}
    assert found.years("260000") == {2023, 2024}


def test_missing_tonnes_stay_missing():
    found = numbered_declarations(FLOWS)
    assert np.isnan(found.tonnes[found.rows("260000", (2024,))]).all()


def test_a_code_without_flows_has_no_rows_years_or_partners():
    found = numbered_declarations(FLOWS)
    assert (found.rows("999999", (2024,)).size, found.years("999999"), found.partners("999999", (2024,))) == (
        0,
        set(),
        set(),
    )


def test_a_label_outside_the_places_has_no_number():
    assert numbered_declarations(FLOWS).numbered(("BOR", "CAR")).tolist() == [-1, 0, 1]


def test_no_flows_at_all_are_no_fault():
    found = numbered_declarations(FLOWS.iloc[:0])
    assert (found.labels, found.rows("260000", (2024,)).size) == ((), 0)


@pytest.mark.parametrize("code", ["260300", "280530", "260112"])
def test_rows_are_those_of_the_labelled_table(code: str):
    flows, found = embedded()["flows"], embedded().declarations
    rows = flows[(flows["code"] == code) & flows["year"].isin((2020, 2023))]
    ours = found.rows(code, (2020, 2023))
    labels = np.array(found.labels, dtype=object)
    assert len(rows) > 100
    assert np.array_equal(found.value[ours], rows["value_kusd"].to_numpy(np.float64))
    assert np.array_equal(found.tonnes[ours], rows["gross_tonnes"].to_numpy(np.float64), equal_nan=True)
    assert labels[found.exporter[ours]].tolist() == rows["exporter"].tolist()
    assert labels[found.importer[ours]].tolist() == rows["importer"].tolist()
