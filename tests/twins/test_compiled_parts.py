"""The parts of the machine code beside NumPy: functions to the last places, factors, and a step with an old matrix."""

from collections.abc import Callable

import numpy as np
import pytest
from tests.real_markets import cut, quota, real_market

from orecast._ground.arrays import Floats
from orecast.market import Market, Shock
from orecast.market.state import terms_of

pytest.importorskip("numba", reason="the extra 'fast' is not installed")
from orecast.market import compiled, compiled_algebra, compiled_functions, compiled_state, compiled_steps
from orecast.market.compiled_tiles import LANES

ULPS = 2
"""Units of the last place."""


def numbers(seed: int = 0) -> Floats:
    """Between -700 and 700, near 1, near 0."""
    draw = np.random.default_rng(seed)
    return np.concatenate([draw.uniform(-span, span, 20_001) for span in (700, 200, 1, 1e-3, 1e-9)])


def in_place(function: Callable[[Floats], None], values: Floats) -> Floats:
    found = values.copy()
    function(found)
    return found


def wrong_by(ours: Floats, exact: np.ndarray) -> float:
    """Largest error in units of the last place."""
    return float((np.abs(ours - exact) / np.spacing(np.abs(exact.astype(np.float64)))).max())


def test_exponentials_are_right_to_the_last_places() -> None:
    values = numbers()
    assert wrong_by(in_place(compiled_functions.exponentials, values), np.exp(values.astype(np.longdouble))) <= ULPS


def test_logarithms_are_right_to_the_last_places() -> None:
    values = np.concatenate([np.exp(numbers()), 1 + np.linspace(-0.5, 1, 30_001), np.geomspace(5e-324, 1e-300, 5001)])
    assert wrong_by(in_place(compiled_functions.logarithms, values), np.log(values.astype(np.longdouble))) <= ULPS


def test_exponentials_and_logarithms_have_the_usual_answers_at_the_edges() -> None:
    edges = np.array([0.0, -0.0, 1.0, np.inf, -np.inf, np.nan, -1.0, -200.0, 200.0, 710.0, -1e300, 1e300])
    with np.errstate(all="ignore"):
        powers, logs = np.exp(edges), np.log(edges)
    assert in_place(compiled_functions.exponentials, edges) == pytest.approx(powers, rel=1e-15, abs=0, nan_ok=True)
    assert in_place(compiled_functions.logarithms, edges) == pytest.approx(logs, rel=1e-15, abs=0, nan_ok=True)
    assert in_place(compiled_functions.exponentials, np.array([-708.5, -745.0])).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("size", [4, 8, 12, 16, 52, 60])
def test_the_factor_solves_what_products_of_columns_make(size: int) -> None:
    draw = np.random.default_rng(size)
    columns, values = draw.random((size + 7, size)), draw.random(size)
    matrix = np.diag(np.full(size, float(size)))
    whole = matrix + columns.T @ columns
    for k in range(0, size, LANES):
        compiled_algebra.less_products(matrix, -columns, columns, k, k, len(columns))
    assert np.triu(matrix) == pytest.approx(np.triu(whole), rel=1e-13)
    found = values.copy()
    assert compiled_algebra.factored(matrix)
    compiled_algebra.substitute(matrix, found)
    assert found == pytest.approx(np.linalg.solve(whole, values), rel=1e-10)


def test_a_matrix_that_is_not_positive_has_no_factor() -> None:
    matrix = np.diag([1.0, 2.0, 3.0, 4.0, 5.0, -6.0, 7.0, 8.0])
    assert not compiled_algebra.factored(matrix)
    assert not compiled_algebra.factored(np.full((4, 4), np.nan))


@pytest.mark.parametrize("size", [4, 8, 12, 16, 52, 60])
def test_elimination_solves_twice_with_rows_in_any_order(size: int) -> None:
    draw = np.random.default_rng(size)
    matrix, swaps = draw.normal(size=(size, size)), np.zeros(size, dtype=np.int64)
    matrix[range(size), range(size)] = 0.0
    used = matrix.copy()
    compiled_algebra.eliminate(used, swaps)
    for _ in range(2):
        values = draw.random(size)
        found = values.copy()
        compiled_algebra.substitute_swapped(used, swaps, found)
        assert matrix @ found == pytest.approx(values, abs=1e-9)


def taxed(market: Market) -> Shock:
    return Shock(supply_scale=cut(market).supply_scale, tariff=market.tariff + 0.25)


@pytest.mark.parametrize("change", [cut, taxed, quota])
def test_a_step_with_the_last_matrix_brings_a_near_market_nearer_still(change: Callable[[Market], Shock]) -> None:
    market = real_market("cobalt")
    terms = terms_of(market, change(market))
    origins, users = terms.share.shape[-2:]
    both = origins + len(terms.sense)
    here, there, third = (compiled._state(origins, users, both) for _ in range(3))
    room, weight = compiled._room(origins, users, both), np.zeros((users, compiled_algebra.padded(origins)))
    draw, routes = compiled._drawn(compiled._draws(terms), 0), compiled._routes(terms)
    compiled_state.weights(weight, draw, np.zeros(users))
    here.unknowns[:origins] = 1.0
    distance, _ = compiled_state.evaluate(draw, routes, weight, here)
    for _ in range(20):
        before = distance
        distance, wrong, is_half = compiled_steps.advance(draw, routes, weight, here, there, room, distance)
        if distance < 1e-3:
            break
        here, there = there, here
    assert wrong > 1e-9
    followed = compiled_steps.follow(draw, routes, weight, there, third, room, is_half, 0.0)
    assert followed < 10 * wrong * distance / before
    assert is_half == (change is cut)
    assert compiled_steps.follow(draw, routes, weight, there, third, room, is_half, 1.0) == np.inf
