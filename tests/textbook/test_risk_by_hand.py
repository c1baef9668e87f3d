"""Measures of risk worked by hand or printed in a paper (M5, M6, M8)."""

import numpy as np
import pytest

from orecast.stakes.risk import formulas

NAN = float("nan")


def test_three_suppliers_of_five_three_and_two_tenths_have_an_index_of_38_hundredths() -> None:
    assert formulas.concentration(np.array([50.0, 30.0, 20.0])) == pytest.approx(0.38)  # 0.25 + 0.09 + 0.04


def test_a_risk_of_three_tenths_on_1000_of_2500_tonnes_is_an_import_risk_of_012() -> None:
    """Imports of 1000 t at g = 0.3 beside 1500 t of own output: 0.3 · 1000 / 2500."""
    assert formulas.import_risk(np.array([1000.0]), np.array([0.3]), np.array(1500.0)) == pytest.approx(0.12)


def test_a_score_of_zero_is_the_middle_of_the_governance_scale() -> None:
    assert formulas.governance_risk(np.array([2.5, 0.0, -2.5])) == pytest.approx([0.0, 0.5, 1.0])


def test_an_origin_without_governance_leaves_both_sums_and_its_tonnes_are_told() -> None:
    """100 t at g = 0.4 and 300 t without a score, 100 t of own output: 40 / 200, and three quarters hidden."""
    imports, risk = np.array([100.0, 300.0]), np.array([0.4, NAN])
    assert formulas.import_risk(imports, risk, np.array(100.0)) == pytest.approx(0.2)
    assert formulas.hidden_share(imports, risk) == pytest.approx(0.75)


def test_no_trade_and_no_output_is_a_gap_and_not_zero_risk() -> None:
    assert np.isnan(formulas.import_risk(np.zeros(2), np.array([0.4, 0.5]), np.array(0.0)))
    assert np.isnan(formulas.concentration(np.zeros(3)))


def test_import_reliance_is_undefined_without_use() -> None:
    reliance = formulas.import_reliance(np.array([20.0, 100.0, 0.0]), np.array([90.0, 0, 5]), np.array([10.0, 50, 5]))
    assert reliance[:2] == pytest.approx([0.8, -1.0])
    assert np.isnan(reliance[2])


def test_what_is_left_without_the_largest() -> None:
    """Supply 60, 30, 10; use 40, 40, 20: (100 - 60) / (100 - 40) of the world, and half of the second user's tonnes."""
    assert formulas.world_left(np.array([60.0, 30, 10]), np.array([40.0, 40, 20])) == pytest.approx(40 / 60)
    flows = np.array([[40.0, 20, 0], [0, 20, 10], [0, 0, 10]])
    assert formulas.place_left(flows) == pytest.approx([0.0, 0.5, 0.5])
    assert formulas.group_share(flows, np.array([False, True, True])) == pytest.approx([0.0, 0.5, 1.0])


def test_disruption_potential_and_expected_loss() -> None:
    """Origins of 40 and 60 t that stop once in ten and once in a hundred years: 0.1 · 0.4 + 0.01 · 0.6."""
    flows, chance = np.array([[40.0], [60.0]]), np.array([0.1, 0.01])
    assert formulas.disruption_potential(flows, chance) == pytest.approx([0.046])
    assert formulas.expected_loss(chance, np.array([[1e6], [5e6]])) == pytest.approx([150_000.0])


def test_half_the_supply_lost_doubles_a_price_whose_elasticities_sum_to_one() -> None:
    price = formulas.scarcity_price(np.array([0.5, 0.9]), np.array(0.4), np.array(0.6), np.array(5.0))
    assert price == pytest.approx([2.0, 5.0])  # the second stops at the backstop
    assert formulas.user_loss(np.array(2.0), 10.0, 3.0, np.array(0.5)) == pytest.approx(30 * 2 * (2**0.5 - 1))
    assert formulas.user_loss(np.array(2.0), 10.0, 3.0, np.array(1.0)) == pytest.approx(30 * np.log(2))
