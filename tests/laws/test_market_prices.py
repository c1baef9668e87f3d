"""Laws of prices: what a cut, a ban, a leak, a commitment and new capacity do in every market (M9-M15)."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.markets import TIGHT, market, markets

from orecast._ground.arrays import Floats
from orecast.deals.compiling import leak
from orecast.market import Equilibrium, Market, Shock, at_least, residual, route, solve

EXAMPLES = settings(max_examples=60)
SLACK = 1e-6
"""A price may move by this where the law says that it does not: solves are compared, not exact numbers."""


def cleared(base: Market, shock: Shock) -> Equilibrium:
    """Equilibrium to a tolerance that makes its prices comparable."""
    found = solve(base, shock, TIGHT)
    assert found.status == 0
    return found


@given(markets(), st.data())
@EXAMPLES
def test_where_theta_v_exceeds_eta_a_supply_cut_lowers_no_price(base: Market, data: st.DataObject) -> None:
    count = len(base.origins)
    first = np.array([data.draw(st.floats(0.01, 1.0)) for _ in range(count)])
    deeper = first * np.array([data.draw(st.floats(0.05, 1.0)) for _ in range(count)])
    once, twice = (cleared(base, Shock(supply_scale=kept)) for kept in (first, deeper))
    assert np.all(once.home_price >= 1 - SLACK)
    assert np.all(twice.home_price >= once.home_price - SLACK)
    assert np.all(twice.index >= once.index - SLACK)


@given(markets(), st.data())
@EXAMPLES
def test_a_ban_by_a_net_exporter_lowers_its_home_price(base: Market, data: st.DataObject) -> None:
    exporters = [n for n in range(_homes(base)) if base.supply[n] > 1.01 * base.use[n]]
    assume(exporters)
    banned = data.draw(st.sampled_from(exporters))
    after = cleared(base, Shock(access=_closed_border(base, banned)))
    assert after.home_price[banned] < 1


@given(markets(size=(3, 4)))
@EXAMPLES
def test_a_ban_by_an_exporter_that_buys_only_at_home_lowers_no_price_abroad(base: Market) -> None:
    share = base.share.copy()
    share[:, 0] = [1.0, 0.0, 0.0]  # Northland takes all its tonnes from its own mines
    supply = (share * base.use).sum(axis=1)
    base = replace(base, share=share, supply=supply)
    assume(supply[0] > 1.01 * base.use[0])
    after = cleared(base, Shock(access=_closed_border(base, 0)))
    assert np.all(after.home_price[1:] >= 1 - SLACK)
    assert after.flows[0, 1:].sum() == 0


def _homes(base: Market) -> int:
    """How many users are also origins."""
    return min(len(base.origins), len(base.users) - 1)


def _closed_border(base: Market, banned: int) -> Floats:
    access = np.ones(base.share.shape)
    access[banned] = 0.0
    access[banned, banned] = 1.0
    return access


@given(markets(), st.floats(0.05, 1.0), st.floats(0.0, 1.0))
@EXAMPLES
def test_full_leakage_is_no_change_and_no_leakage_is_a_ban(base: Market, passage: float, cost: float) -> None:
    theta, through = base.share_sensitivity[:, None], np.full(base.share.shape, passage)
    through[0] = 0.0  # Northland's tonnes do not cross the place that controls

    def under(leakage: float) -> Equilibrium:
        return cleared(base, Shock(access=1 - through + through * leak(np.array(leakage), np.array(cost), theta)))

    assert np.all(under(1.0).home_price == 1.0)
    banned = cleared(base, Shock(access=1 - through))
    assert under(0.0).home_price == pytest.approx(banned.home_price, abs=SLACK)
    assert np.all(under(0.3).index <= banned.index + SLACK)


@given(markets(), st.data())
@EXAMPLES
def test_minimum_flows_are_met_and_cost_nothing_where_they_do_not_bind(base: Market, data: st.DataObject) -> None:
    routes = ((0, 1), (1, 0))
    largest = [min(0.4 * base.supply[i], 0.8 * base.use[j]) for i, j in routes]
    minimum = np.array([data.draw(st.floats(0.0, 1.0)) * tonnes for tonnes in largest])
    limits = [at_least(route(i, j, base.share.shape), tonnes) for (i, j), tonnes in zip(routes, minimum, strict=True)]
    shock = Shock(limits=tuple(limits))
    after = cleared(base, shock)
    world = base.supply.sum()
    for (i, j), tonnes, paid in zip(routes, minimum, after.multiplier, strict=True):
        assert after.flows[i, j] >= tonnes - 1e-9 * world
        assert paid >= -1e-9
        assert min(after.flows[i, j] - tonnes, paid * world) <= 1e-9 * world
    assert residual(base, shock, after.home_price, after.multiplier) == pytest.approx(after.residual, abs=1e-12)


def test_a_minimum_of_a_third_of_supply_is_bought_at_a_commitment() -> None:
    base = market()
    after = cleared(base, Shock(limits=(at_least(route(1, 0, (3, 3)), np.array(4.0)),)))
    assert after.flows[1, 0] == pytest.approx(4.0, rel=1e-9)  # four times the free flow of 1
    assert after.multiplier[0] > 0


@given(markets(), st.floats(0.01, 0.3))
@EXAMPLES
def test_as_theta_grows_the_index_becomes_the_least_cost(base: Market, dearer: float) -> None:
    share = base.share
    freight = np.zeros(share.shape)
    freight[0] = dearer  # Northland's goods now cost more everywhere; the others stay at 1
    for theta in (10.0, 30.0, 90.0):
        sharp = replace(base, share_sensitivity=np.array([theta]), backstop_price=np.array([8.0]), freight=0 * freight)
        after = cleared(sharp, Shock(freight=freight))
        cost = after.home_price[:, None] + freight
        nearest = cost.argmin(axis=0)
        bound = np.log(1 / share[nearest, np.arange(share.shape[1])]) / theta
        assert np.all(np.abs(after.index - cost.min(axis=0)) <= bound + SLACK)


@given(markets(), st.floats(0.1, 3.0))
@EXAMPLES
def test_when_every_mine_and_every_use_grows_alike_no_price_moves(base: Market, growth: float) -> None:
    grown = Shock(added_supply=growth * base.supply, demand_scale=np.full(len(base.users), 1 + growth))
    after = cleared(base, grown)
    assert after.home_price == pytest.approx(np.ones(len(base.origins)), abs=SLACK)
    assert after.flows == pytest.approx((1 + growth) * base.share * base.use, rel=1e-6)


@given(markets())
@EXAMPLES
def test_a_mine_opened_in_two_halves_is_the_same_mine(base: Market) -> None:
    """Shares go with capacity: splitting an origin in two changes nothing, so nor does the label of new tonnes."""
    share = np.concatenate([base.share[:1] * 0.3, base.share[:1] * 0.7, base.share[1:]])
    routes = {name: np.concatenate([getattr(base, name)[:1], getattr(base, name)]) for name in ("tariff", "freight")}
    split = replace(
        base,
        origins=("Northland A", "Northland B", *base.origins[1:]),
        share=share,
        access=np.ones(share.shape),
        supply=np.concatenate([base.supply[:1] * 0.3, base.supply[:1] * 0.7, base.supply[1:]]),
        planned=np.zeros(len(share)),
        tariff=routes["tariff"],
        freight=routes["freight"],
    )
    tonnes = 0.5 * base.supply
    whole = cleared(base, Shock(added_supply=tonnes))
    halves = cleared(split, Shock(added_supply=np.concatenate([tonnes[:1] * 0.3, tonnes[:1] * 0.7, tonnes[1:]])))
    assert halves.home_price[1:] == pytest.approx(whole.home_price, abs=SLACK)
    assert halves.index == pytest.approx(whole.index, abs=SLACK)


def with_closed_and_planned(base: Market) -> Market:
    """The base with Northland's route to Midport closed, and with Farland, planned but not built."""
    i, j = base.share.shape
    closed = base.share.copy()
    closed[0, -1] = 0.0
    closed[:, -1] /= closed[:, -1].sum()
    supply = (closed * base.use).sum(axis=1)
    potential = closed.copy()
    potential[0, -1] = 0.25  # what Northland held before the ban
    access = np.ones((i + 1, j))
    access[0, -1] = 0.0
    planned = 0.1 * base.use.sum()
    return replace(
        base,
        origins=(*base.origins, "Farland"),
        share=np.vstack([potential, np.full(j, 0.1)]),
        access=access,
        supply=np.append(supply, 0.0),
        planned=np.append(np.zeros(i), planned),
        tariff=np.vstack([base.tariff, np.zeros(j)]),
        freight=np.vstack([base.freight, np.full(j, 0.05)]),
    )


@given(markets(tariffs=True))
@EXAMPLES
def test_closed_routes_and_planned_origins_leave_the_base_alone(drawn: Market) -> None:
    base = with_closed_and_planned(drawn)
    idle = solve(base)
    assert np.all(idle.home_price == 1.0)
    assert idle.iterations == 0
    assert np.all(idle.flows[-1] == 0)
    assert idle.flows[0, -1] == 0


@given(markets(tariffs=True), st.floats(0.1, 1.0))
@EXAMPLES
def test_a_planned_origin_sells_in_step_with_the_capacity_built(drawn: Market, built: float) -> None:
    base = with_closed_and_planned(drawn)
    tonnes = np.zeros(len(base.origins))
    tonnes[-1] = built * base.planned[-1]
    shock = Shock(added_supply=tonnes)
    after = cleared(base, shock)
    assert after.home_price[-1] < base.backstop_price
    assert after.flows[-1].sum() == pytest.approx(_supply_of_last(base, tonnes[-1], after), rel=1e-6)
    assert np.all(after.index <= solve(base).index + SLACK)
    assert residual(base, shock, after.home_price) == pytest.approx(after.residual, abs=1e-12)


def _supply_of_last(base: Market, tonnes: float, after: Equilibrium) -> float:
    """What the last origin offers at its price (M12), written out."""
    price, floor, room = after.home_price[-1], base.floor_price[0], base.capacity_ratio[0] - 1
    if price >= 1:
        return float(tonnes * (1 + room * (1 - np.exp(-base.supply_elasticity_up[0] * (price - 1) / room))))
    depth, bend = (price - floor) / (1 - floor), base.supply_elasticity_down[0] * (1 - floor)
    return float(tonnes * ((3 - bend) * depth**2 + (bend - 2) * depth**3))


@given(markets(tariffs=True))
@EXAMPLES
def test_lifting_a_ban_restarts_trade_on_the_route(drawn: Market) -> None:
    base = with_closed_and_planned(drawn)
    after = cleared(base, Shock(access=np.ones(base.share.shape)))
    assert after.flows[0, -1] > 0
    assert after.home_price[0] >= 1 - SLACK
