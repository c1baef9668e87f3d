"""Laws of clearing: what holds for the equilibrium of every market under every shock (M9-M13)."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.markets import TIGHT, market, markets, reordered, shocked, shocks, stacked, stacked_shocks

from orecast.market import Market, Shock, residual, solve

EXAMPLES = settings(max_examples=60)


@given(markets(tariffs=True))
@EXAMPLES
def test_no_shock_returns_the_base_exactly(base: Market) -> None:
    cleared = solve(base)
    assert np.all(cleared.home_price == 1.0)
    assert cleared.iterations == 0
    assert cleared.flows == pytest.approx(base.share * base.use, rel=1e-12)


@given(shocked(tariffs=True))
@settings(max_examples=200)
def test_every_market_clears_within_a_billionth_of_world_output(case: tuple[Market, Shock]) -> None:
    base, shock = case
    cleared = solve(base, shock)
    assert cleared.status == 0
    assert cleared.residual <= 1e-9


@given(shocked(tariffs=True))
@EXAMPLES
def test_the_independent_certificate_agrees_with_the_solver(case: tuple[Market, Shock]) -> None:
    base, shock = case
    cleared = solve(base, shock)
    assert residual(base, shock, cleared.home_price) == pytest.approx(cleared.residual, abs=1e-12)
    elsewhere = cleared.home_price * 1.01
    assert residual(base, shock, elsewhere) > 1e-6


@given(shocked(tariffs=True))
@EXAMPLES
def test_tonnes_in_are_tonnes_out(case: tuple[Market, Shock]) -> None:
    base, shock = case
    cleared = solve(base, shock)
    world = base.supply.sum()
    assert np.all(cleared.flows >= 0)
    assert np.all(cleared.substituted >= -1e-12 * world)
    for user, demand in enumerate(_demand(base, shock, cleared.index)):
        taken = cleared.flows[:, user].sum() + cleared.substituted[user]
        assert taken == pytest.approx(demand, rel=1e-9), base.users[user]


def _demand(base: Market, shock: Shock, index: object) -> list[float]:
    """Use of each user at its index, the backstop's tonnes included (M10), written out."""
    found = []
    for user, level in enumerate(np.atleast_1d(np.asarray(index))):
        start = float((base.share[:, user] * (1 + base.tariff[:, user] + base.freight[:, user])).sum())
        backstop = np.exp(-base.share_sensitivity[0] * (base.backstop_price[0] - start))
        scale = 1.0 if shock.demand_scale is None else shock.demand_scale[user]
        ratio, eta = level / start, base.demand_elasticity[0]
        curve = ratio**-eta if ratio >= 0.25 else 0.25**-eta * (1 + eta * (1 - 4 * ratio))
        found.append(float(base.use[user] * (1 + backstop) * scale * curve))
    return found


@given(shocked(tariffs=True), st.integers(0, 99))
@EXAMPLES
def test_the_order_of_labels_does_not_matter(case: tuple[Market, Shock], seed: int) -> None:
    base, shock = case
    shuffle = np.random.default_rng(seed)
    rows, columns = shuffle.permutation(len(base.origins)), shuffle.permutation(len(base.users))
    moved: dict[str, Any] = {name: getattr(shock, name)[rows][:, columns] for name in ("freight", "access", "tariff")}
    moved |= {name: getattr(shock, name)[rows] for name in ("supply_scale", "added_supply", "released")}
    assert shock.demand_scale is not None
    turned = replace(shock, demand_scale=shock.demand_scale[columns], **moved)
    one = solve(base, shock, TIGHT)
    other = solve(reordered(base, rows, columns), turned, TIGHT)
    assert other.home_price == pytest.approx(one.home_price[rows], rel=1e-6)
    assert other.flows == pytest.approx(one.flows[rows][:, columns], abs=1e-9 * base.supply.sum())


@given(st.lists(markets(tariffs=True, size=(3, 3)), min_size=2, max_size=3), st.data())
@settings(max_examples=15)
def test_a_batch_is_the_loop_over_its_draws(several: list[Market], data: st.DataObject) -> None:
    hits = [data.draw(shocks(one, tariffs=True)) for one in several]
    batch = solve(stacked(several), stacked_shocks(hits))
    for n, (one, shock) in enumerate(zip(several, hits, strict=True)):
        alone = solve(one, shock)
        assert batch.iterations[n] == alone.iterations
        assert batch.home_price[n] == pytest.approx(alone.home_price, rel=1e-12)
        assert batch.flows[n] == pytest.approx(alone.flows, rel=1e-12)


@given(shocked(tariffs=True))
@EXAMPLES
def test_counting_in_kilotonnes_scales_flows_and_leaves_prices(case: tuple[Market, Shock]) -> None:
    base, shock = case
    kilo = replace(base, supply=base.supply / 1000, use=base.use / 1000, planned=base.planned / 1000)
    tonnes: dict[str, Any] = {name: getattr(shock, name) / 1000 for name in ("added_supply", "released")}
    one, other = solve(base, shock, TIGHT), solve(kilo, replace(shock, **tonnes), TIGHT)
    assert other.home_price == pytest.approx(one.home_price, rel=1e-6)
    assert other.flows * 1000 == pytest.approx(one.flows, abs=1e-9 * base.supply.sum())


def test_a_draw_that_is_given_no_steps_comes_back_unsolved_with_its_residual() -> None:
    base = market()
    cut = Shock(supply_scale=np.array([0.2, 1.0, 1.0]))
    cleared = solve(base, cut, steps=0)
    assert cleared.status == 1
    assert cleared.residual == pytest.approx(0.8 * 9 / 25)  # Northland's 9 of 25 tonnes fall by four fifths


def test_a_trial_step_far_below_zero_leaves_a_closed_route_closed() -> None:
    """Found by search: a Newton trial so low that its attraction overflowed, times the 0 of a closed route."""
    even = ((1.0, 1.0), (1.0, 1.0))
    steep = market(even, theta=14.0, eta=1.0, up=1.0, down=1.0, floor=0.5, capacity=2.0, backstop=2.0)
    shock = Shock(tariff=np.array([[2.0, 0.0], [2.0, 2.0]]), access=np.array([[1.0, 1.0], [0.0, 1.0]]))
    cleared = solve(steep, replace(shock, freight=np.array([[0.0, 0.0], [0.0, 1.0]]), released=np.array([0.0, 0.2])))
    assert np.all(cleared.status == 0)
    assert cleared.flows[..., 1, 0] == 0


@pytest.mark.parametrize("theta", [4.0, 12.0, 14.0, 20.0])
def test_a_seller_priced_out_by_far_is_brought_back(theta: float) -> None:
    """Nearly all routes under 200 %, firm tonnes to sell, a supplier cut to a hundredth: sales of 1e-19 on the way."""
    flows = np.ones((4, 3))
    flows[1, 2] = 100.0
    base = market(flows, theta=theta, eta=0.5, up=1.0, down=1.0, floor=0.5, capacity=2.0, backstop=5.0)
    tariff, access = np.full((4, 3), 2.0), np.ones((4, 3))
    tariff[0, 0] = tariff[2, 2] = access[3, 0] = 0.0
    cut, firm = np.array([0.01, 1.0, 1.0, 1.0]), np.array([0.0, 0.0, 0.0, 5.55])
    cleared = solve(base, Shock(tariff=tariff, access=access, supply_scale=cut, released=firm))
    assert cleared.status == 0
