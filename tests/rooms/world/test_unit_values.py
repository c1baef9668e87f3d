"""Customs tonnes screened by what a tonne costs (M1)."""

import numpy as np
import pytest

from orecast.world.statistics import embedded
from orecast.world.unit_values import KEPT, MISSING, OUTSIDE, capped_weights, screened_quantities, weighted_median

SETTINGS = embedded().settings


def screened(value, tonnes, exporter=None, mixed=False):
    size = len(value)
    exporters = np.zeros(size, np.int64) if exporter is None else np.asarray(exporter, np.int64)
    group = np.zeros(size, np.int64)
    return screened_quantities(
        np.asarray(value, float), np.asarray(tonnes, float), group, exporters, np.array([mixed]), SETTINGS
    )


def test_weighted_median_is_where_half_the_weight_is_reached():
    values, weights = np.array([3.0, 1.0, 2.0, 9.0]), np.array([1.0, 1.0, 3.0, 1.0])
    assert weighted_median(values, weights, np.array([0, 0, 0, 1]), 3)[:2] == pytest.approx([2, 9])
    assert np.isnan(weighted_median(values, weights, np.array([0, 0, 0, 1]), 3)[2])


def test_plausible_tonnes_are_kept_to_the_last_digit():
    found = screened([100, 110, 95], [10, 11, 9])
    assert found.tonnes.tolist() == [10, 11, 9]
    assert (found.verdict == KEPT).all()


def test_missing_tonnes_are_estimated_from_value():
    found = screened([100, 100, 100, 50], [10, 10, 10, np.nan])
    assert found.verdict.tolist() == [KEPT, KEPT, KEPT, MISSING]
    assert found.tonnes[3] == pytest.approx(5)  # by hand: 50 at 10 thousand USD a tonne


def test_a_tonne_too_cheap_by_a_thousand_is_estimated_from_value():
    found = screened([100, 100, 100, 50], [10, 10, 10, 5000])
    assert found.verdict[3] == OUTSIDE
    assert found.tonnes[3] == pytest.approx(5)


def test_an_exporter_with_enough_rows_is_measured_by_its_own_median():
    # Exporter 1 sells a cheaper grade, inside the band; its missing row follows its own price of 5, not 10.
    found = screened([100, 100, 100, 100, 50, 50, 50, 50], [10, 10, 10, 10, 10, 10, 10, np.nan], [0] * 4 + [1] * 4)
    assert found.tonnes[7] == pytest.approx(10)


def test_one_wrong_giant_is_not_its_own_median():
    # As Guinea's bauxite to China in 2023: 60 % of the value, tonnes short by seven times.
    value = np.array([6000.0, 1500, 700, 300, 200])
    found = screened(value, [13000, 23000, 10700, 4700, 3200])
    assert found.verdict.tolist() == [OUTSIDE, KEPT, KEPT, KEPT, KEPT]
    assert found.tonnes[0] > 80_000


def test_a_code_of_mixed_products_gets_the_wide_band():
    value, tonnes = [100, 100, 100, 100], [10, 10, 10, 300]
    assert screened(value, tonnes).verdict[3] == OUTSIDE
    assert screened(value, tonnes, mixed=True).verdict[3] == KEPT


def test_no_row_weighs_more_than_its_share():
    assert capped_weights(np.array([80.0, 10.0, 10.0]), np.zeros(3, np.int64), 1, 0.2).tolist() == [20, 10, 10]


def test_a_dear_shipment_of_a_mixed_code_is_no_error():
    # Lutetium at a thousand times the price of lanthanum: its tonnes stay, a thousandfold cheap row does not.
    found = screened([100, 100, 100, 1000, 1], [10, 10, 10, 0.1, 100], mixed=True)
    assert found.verdict.tolist() == [KEPT, KEPT, KEPT, KEPT, OUTSIDE]
    assert found.tonnes[3] == pytest.approx(0.1)
