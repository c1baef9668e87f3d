"""First-order indices of functions whose indices are known in closed form."""

import numpy as np
import pytest
from scipy.stats import qmc

from orecast._ground.arrays import Floats
from orecast.stakes.sensitivity import ends, first_order, noise_floor, rank_correlation, tails

DRAWS = 4096


def uniforms(inputs: int, seed: int = 3, draws: int = DRAWS) -> Floats:
    points: Floats = qmc.Sobol(inputs, rng=np.random.default_rng(seed)).random(DRAWS)[:draws].T
    return points


def test_ishigami_homma_1990() -> None:
    """y = sin a + 7 sin² b + 0.1 c⁴ sin a on (−π, π): S = 0.3139, 0.4424, 0 (Saltelli et al. 2008, table 4.1)."""
    x = np.pi * (2 * uniforms(3) - 1)
    y = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    assert first_order(x, y[None])[:, 0] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.015)


def test_a_weighted_sum_shares_its_variance_by_squared_weights() -> None:
    x = uniforms(4)
    weights = np.array([1.0, 2.0, 3.0, 0.0])
    y = (weights @ x)[None]
    assert first_order(x, y)[:, 0] == pytest.approx(weights**2 / 14, abs=0.01)  # by hand: 1/14, 4/14, 9/14, 0


def test_the_g_function_of_sobol() -> None:
    """y = Π (|4x − 2| + a)/(1 + a), a = 0, 1, 4.5, 9: V_i = 1/(3(1 + a)²), V = Π(1 + V_i) − 1 (Sobol' 1993)."""
    x = uniforms(4)
    a = np.array([0.0, 1.0, 4.5, 9.0])[:, None]
    y = np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=0)
    parts = 1 / (3 * (1 + a[:, 0]) ** 2)
    assert first_order(x, y[None])[:, 0] == pytest.approx(parts / (np.prod(1 + parts) - 1), abs=0.015)


def test_a_lot_that_is_on_in_a_third_of_draws() -> None:
    """y = 10·on + u: Var = 100 p(1 − p) + 1/12, so the lot holds 99.6 %."""
    x = uniforms(2)
    on = (x[0] < 1 / 3).astype(float)
    y = 10 * on + x[1]
    expected = (200 / 9) / (200 / 9 + 1 / 12)
    assert first_order(np.stack([on, x[1]]), y[None])[:, 0] == pytest.approx([expected, 1 - expected], abs=0.004)
    assert ends(tails(on), y) == pytest.approx((0.5, 10.5), abs=0.05)


def test_no_input_of_two_hundred_passes_the_floor_by_chance_in_nine_runs_of_ten() -> None:
    """Heavy tails too: a Student t of 3 degrees that no input drives."""
    generator = np.random.default_rng(1)
    inputs, outputs = generator.random((200, 1000)), generator.standard_t(3, (100, 1000))
    passed = (first_order(inputs, outputs) > noise_floor(1000, 200)).any(axis=0)
    assert passed.mean() < 0.10
    assert 0.01 < noise_floor(1000, 200) < 0.04


def test_an_input_just_above_the_floor_is_found() -> None:
    x = uniforms(2, draws=1000)
    y = x[0] * np.sqrt(0.06) + x[1] * np.sqrt(0.94)
    assert first_order(x, y[None])[0, 0] > noise_floor(1000, 200)


def test_what_never_varies_has_no_driver() -> None:
    assert first_order(uniforms(2), np.full((1, DRAWS), 3e12)).tolist() == [[0.0], [0.0]]


def test_indices_do_not_hang_on_the_unit_of_the_result() -> None:
    x = uniforms(2)
    y = x[:1] + x[1:] ** 2
    assert first_order(x, 1e12 * y) == pytest.approx(first_order(x, y), rel=1e-12)


def test_the_rank_correlation_says_which_way_an_input_pushes() -> None:
    x = uniforms(2)
    found = rank_correlation(x, np.stack([np.exp(9 * x[0]), -(x[1] ** 3)]))
    assert np.round(found, 2).tolist() == [[1, 0], [0, -1]]
