"""The reconciliation (M2) worked by hand on two and three places."""

import numpy as np
import pytest

from orecast.world.reconcile import reconciled, unfounded, without_source

NOTHING = 1e-12


def _reconciled(production, trade, least_use, spread=0.3, tolerance=NOTHING, production_spread=0.1):
    production, trade = np.asarray(production, float), np.asarray(trade, float)
    same = np.ones_like(production)
    return reconciled(
        production, trade, np.full_like(trade, spread), same * tolerance, same * production_spread, least_use
    )


def test_accounts_that_close_are_left_alone():
    trade = np.array([[0.0, 6.0], [0.0, 0.0]])
    assert np.array_equal(_reconciled([10, 0], trade, 0.02).trade, trade)


def test_exports_beyond_what_exists_shrink_to_what_exists():
    # by hand: 12 tonnes leave a place that makes 10 and must use a tenth: 9 may leave.
    answer = _reconciled([10, 0], [[0, 12], [0, 0]], 0.1)
    assert answer.trade[0, 1] == pytest.approx(9.0, abs=1e-6)


def test_every_destination_shrinks_in_the_same_proportion():
    answer = _reconciled([10, 0, 0], [[0, 8, 4], [0, 0, 0], [0, 0, 0]], 0.1)
    assert answer.trade[0, 1:] == pytest.approx([6.0, 3.0], abs=1e-6)


def test_output_gives_way_within_its_tolerance():
    # Lagrange by hand, δ = 0, σ_M = σ_P = 0.1: 10 (1 + a) = 12 (1 − b) with equal a = b, so a = 2 / 22.
    answer = _reconciled([10, 0], [[0, 12], [0, 0]], 0.0, spread=0.1, tolerance=0.5, production_spread=0.1)
    assert answer.production[0] == pytest.approx(10 * (1 + 2 / 22), rel=1e-6)
    assert answer.trade[0, 1] == pytest.approx(12 * (1 - 2 / 22), rel=1e-6)


def test_a_doubtful_cell_gives_way_before_a_sure_one():
    # by hand: z is proportional to σ²; spreads 0.1 and 0.3 share a cut of 2 in the ratio 1 : 9.
    spread = np.array([[1, 0.1, 0.3], [1, 1, 1], [1, 1, 1]])
    trade = np.array([[0.0, 6.0, 6.0], [0, 0, 0], [0, 0, 0]])
    answer = reconciled(np.array([10.0, 0, 0]), trade, spread, np.full(3, NOTHING), np.full(3, 0.1), 0.0)
    assert answer.trade[0, 1:] == pytest.approx([6 - 0.2, 6 - 1.8], abs=1e-5)


def test_exports_out_of_nothing_are_removed_and_named():
    # Bora and Caro only trade with each other and nobody produces there.
    trade = np.array([[0.0, 0, 0], [0, 0, 5.0], [0, 4.0, 0]])
    assert without_source(np.array([10.0, 0, 0]), trade).sum() == 2
    answer = _reconciled([10, 0, 0], trade, 0.02)
    assert answer.trade.sum() == 0
    assert answer.sourceless[1, 2]
    assert answer.sourceless[2, 1]


def test_what_the_accounts_lack_is_counted():
    # by hand: 12 leave a place that holds 10 and must use 1: 3 are lacking; the other place may use what it gets.
    assert unfounded(np.array([10.0, 0.0]), np.array([[0, 12.0], [0, 0]]), 0.1) == pytest.approx(3.0)
