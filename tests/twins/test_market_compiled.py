"""The steps as machine code: the same prices, steps and status as the reference's, whatever the market and threads."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from tests.laws.test_market_limits import limited
from tests.laws.test_market_stress import stress
from tests.markets import TIGHT, shocked
from tests.real_markets import abroad, ban, cut, offtake, quota, real_market, world

from orecast._ground.arrays import Floats
from orecast.market import Equilibrium, Market, Shock, residual, solve
from orecast.market.clearing import clear, status_of
from orecast.market.engine import PAYS_FROM, REFERENCE, REFERENCE_SECONDS, Engine, engine_for, machine_code

pytest.importorskip("numba", reason="the extra 'fast' is not installed")
SAME = 1e-8
"""Largest difference of prices and multipliers, in base prices; of tonnes, as a share of the largest."""


def compiled() -> Engine:
    engine = machine_code()
    assert engine is not None
    return engine


def assert_the_same(ours: Equilibrium, theirs: Equilibrium, shock: Shock) -> None:
    """Prices, tonnes, status, and what all limits add to a route: two on the same routes may share it in any way."""
    largest = max(theirs.flows.max(), theirs.substituted.max())
    assert ours.home_price == pytest.approx(theirs.home_price, abs=SAME)
    assert ours.index == pytest.approx(theirs.index, abs=SAME)
    assert ours.flows == pytest.approx(theirs.flows, abs=SAME * largest)
    assert ours.substituted == pytest.approx(theirs.substituted, abs=SAME * largest)
    assert np.all(ours.status == theirs.status)
    assert added(ours, shock) == pytest.approx(added(theirs, shock), abs=SAME)


def added(found: Equilibrium, shock: Shock) -> Floats:
    """Cost that the limits add to each route, in base prices. [..., I, J]."""
    counts = np.array([limit.sense * limit.counts for limit in shock.limits])
    if not len(counts):
        return np.zeros(1)
    lifted: Floats = np.einsum("...r,rij->...ij", found.multiplier, counts)
    return lifted


def tariff(market: Market) -> Shock:
    """Everyone lays half the price on the largest exporter's goods, and freight to them rises too."""
    return Shock(tariff=market.tariff + 0.5 * abroad(market), freight=market.freight + 0.1 * abroad(market))


@pytest.mark.parametrize("change", [lambda _: Shock(), cut, ban, tariff, offtake, quota])
@pytest.mark.parametrize("mineral", ["aluminium", "cobalt", "rare-earths"])
def test_a_real_market_clears_at_the_same_prices_in_as_many_steps(
    mineral: str, change: Callable[[Market], Shock]
) -> None:
    market = real_market(mineral)
    shock = change(market)
    ours, theirs = solve(market, shock, engine=compiled()), solve(market, shock, engine=REFERENCE)
    assert_the_same(ours, theirs, shock)
    assert np.all(ours.iterations == theirs.iterations)
    assert residual(market, shock, ours.home_price, ours.multiplier).max() <= 1e-9


@pytest.mark.parametrize("mineral", ["graphite", "copper"])
def test_the_stress_set_clears_as_it_does_for_the_reference(mineral: str) -> None:
    market = stress.stressed_market(world(), mineral, draws=12)
    for _, shock in stress.shocks(market):
        ours = solve(market, shock, TIGHT, engine=compiled())
        assert ours.status.sum() == 0
        assert_the_same(ours, solve(market, shock, TIGHT, engine=REFERENCE), shock)


def test_prices_agree_at_the_usual_tolerance_where_supply_runs_flat() -> None:
    market = stress.stressed_market(world(), "graphite", draws=40)
    for _, shock in stress.shocks(market):
        ours, theirs = solve(market, shock, engine=compiled()), solve(market, shock, engine=REFERENCE)
        assert ours.home_price == pytest.approx(theirs.home_price, abs=SAME)
        assert np.all(ours.iterations == theirs.iterations)


@given(shocked(tariffs=True))
@settings(max_examples=100)
def test_any_shock_has_the_same_answer(case: tuple[Market, Shock]) -> None:
    assert_the_same(solve(*case, TIGHT, engine=compiled()), solve(*case, TIGHT, engine=REFERENCE), case[1])


@given(limited())
@settings(max_examples=100)
def test_limits_on_flows_have_the_same_answer(case: tuple[Market, Shock]) -> None:
    assert_the_same(solve(*case, TIGHT, engine=compiled()), solve(*case, TIGHT, engine=REFERENCE), case[1])


@pytest.mark.parametrize("name", ["numpy", "numba"])
def test_the_numbers_do_not_hang_on_the_threads(name: str) -> None:
    engine = REFERENCE if name == "numpy" else compiled()
    market = stress.stressed_market(world(), "copper", draws=200)
    shock = cut(real_market("copper"))
    alone, together = solve(market, shock, engine=engine), solve(market, shock, engine=engine, threads=3)
    assert np.array_equal(alone.home_price, together.home_price)
    assert np.array_equal(alone.flows, together.flows)


@pytest.mark.parametrize("name", ["numpy", "numba"])
@pytest.mark.parametrize("change", [lambda _: Shock(), cut, ban, tariff, offtake, quota])
def test_prices_without_flows_tell_the_use_that_flows_add_up_to(name: str, change: Callable[[Market], Shock]) -> None:
    engine, market = REFERENCE if name == "numpy" else compiled(), real_market("cobalt")
    whole, found = solve(market, change(market), engine=engine), clear(market, change(market), engine)
    origins = len(market.origins)
    assert found.flows.size == 0
    assert np.array_equal(found.unknowns[:, :origins], np.atleast_2d(whole.home_price))
    assert found.use == pytest.approx(np.atleast_2d(whole.use), abs=1e-12 * whole.use.max())
    assert np.array_equal(found.substituted, np.atleast_2d(whole.substituted))
    assert np.all(status_of(found) == whole.status)


@pytest.mark.parametrize("name", ["numpy", "numba"])
def test_a_user_whose_routes_are_all_shut_buys_nothing_from_any_origin(name: str) -> None:
    engine, market = REFERENCE if name == "numpy" else compiled(), stress.stressed_market(world(), "copper", draws=50)
    access = np.ones((len(market.origins), len(market.users)))
    access[:, 3] = 0.0
    found = clear(market, Shock(access=access), engine)
    assert np.all(found.use[:, 3] == 0)
    assert np.all(found.use >= 0)
    assert np.all(found.substituted[:, 3] > 0)


def test_machine_code_is_left_to_runs_that_repay_making_it() -> None:
    repaid = PAYS_FROM / REFERENCE_SECONDS
    assert engine_for(repaid / 2) is REFERENCE
    assert engine_for(repaid).name == "numba"


def test_the_reference_stands_in_where_numba_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    machine_code.cache_clear()
    monkeypatch.setattr("orecast.market.engine.find_spec", lambda _: None)
    assert engine_for(PAYS_FROM / REFERENCE_SECONDS) is REFERENCE
    monkeypatch.undo()
    machine_code.cache_clear()
