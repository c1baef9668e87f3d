"""Laws of limits on flows (M15): quotas and licences with a rent, firm purchases, released stocks."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.markets import TIGHT, market, markets, reordered, shocked, stacked

from orecast.market import Limit, Market, Shock, accounts, at_least, at_most, potential, residual, route, solve

EXAMPLES = settings(max_examples=60)
SLACK = 1e-9


@st.composite
def limited(draw: st.DrawFn) -> tuple[Market, Shock]:
    """A shocked market with one or two quotas on any routes, and perhaps a least flow that leaves them room."""
    base, shock = draw(shocked(tariffs=True))
    size = base.share.shape
    free = base.share * base.use
    limits = []
    for _ in range(draw(st.integers(1, 2))):
        counts = draw(arrays(np.float64, size, elements=st.sampled_from([0.0, 0.4, 1.0])))
        counts[0, -1] = 1.0
        limits.append(at_most(counts, np.array(draw(st.floats(0.02, 2.0)) * (counts * free).sum())))
    nothing_firm = np.zeros(len(base.origins))  # firm tonnes and a quota on every route may leave no way to a buyer
    return base, replace(shock, released=nothing_firm, limits=tuple(limits))


@given(limited())
@settings(max_examples=150)
def test_a_quota_is_kept_and_earns_a_rent_only_where_it_binds(case: tuple[Market, Shock]) -> None:
    base, shock = case
    after = solve(base, shock)
    assert after.status == 0
    world = base.supply.sum()
    for limit, rent in zip(shock.limits, after.multiplier, strict=True):
        room = float(limit.tonnes - (limit.counts * after.flows).sum())
        assert room >= -SLACK * world
        assert rent >= -SLACK
        assert min(room, rent * world) <= SLACK * world
    assert residual(base, shock, after.home_price, after.multiplier) == pytest.approx(after.residual, abs=1e-12)


@given(markets(tariffs=True), st.floats(1.0, 3.0))
@EXAMPLES
def test_a_quota_above_the_free_flow_changes_nothing(base: Market, wide: float) -> None:
    counts = np.zeros(base.share.shape)
    counts[0] = 1.0
    after = solve(base, Shock(limits=(at_most(counts, np.array(wide * base.supply[0])),)))
    assert np.all(after.home_price == 1.0)
    assert np.all(after.multiplier == 0.0)


def export_quota(base: Market, kept: float) -> Limit:
    """A quota on all that the first origin sells to the others."""
    counts = np.zeros(base.share.shape)
    counts[0, 1:] = 1.0
    return at_most(counts, np.array(kept * (counts * base.share * base.use).sum()))


@given(markets(), st.floats(0.05, 0.95))
@EXAMPLES
def test_an_export_quota_is_the_export_charge_that_leaves_the_same_tonnes(base: Market, kept: float) -> None:
    """Bhagwati's equivalence under competition: a specific charge of the rent gives the same market."""
    limit = export_quota(base, kept)
    quota = solve(base, Shock(limits=(limit,)), TIGHT)
    charge = solve(base, Shock(freight=base.freight + quota.multiplier[0] * limit.counts), TIGHT)
    assert charge.home_price == pytest.approx(quota.home_price, rel=1e-6)
    assert charge.flows == pytest.approx(quota.flows, abs=1e-8 * base.supply.sum())


@given(markets(), st.floats(0.05, 0.9))
@EXAMPLES
def test_an_export_quota_is_cheaper_at_home_and_no_cheaper_in_rent_and_price_abroad(base: Market, kept: float) -> None:
    after = solve(base, Shock(limits=(export_quota(base, kept),)), TIGHT)
    assert after.home_price[0] <= 1 + SLACK
    assert np.all(after.home_price[0] + after.multiplier[0] >= 1 - SLACK)


@given(limited())
@EXAMPLES
def test_what_users_pay_goes_to_mines_treasuries_carriers_and_holders_of_licences(case: tuple[Market, Shock]) -> None:
    base, shock = case
    found = solve(base, shock)
    money = accounts(base, shock, found)
    rents = sum(float(m * (x.counts * found.flows).sum()) for m, x in zip(found.multiplier, shock.limits, strict=True))
    assert shock.freight is not None
    carried = float((shock.freight * found.flows).sum())
    assert (money.rent_of_origins.sum() + money.rent_of_users.sum()) == pytest.approx(rents, rel=1e-9, abs=1e-12)
    received = float(money.sales.sum() + money.tariff_revenue.sum()) + carried + rents
    assert money.payments.sum() == pytest.approx(received, rel=1e-12)


@given(limited(), st.floats(0.0, 1.0))
@EXAMPLES
def test_surplus_and_rents_add_up_to_the_change_of_the_potential(case: tuple[Market, Shock], part: float) -> None:
    base, shock = case
    free = float(base.share[0, 1] * base.use[1])
    limits = (*shock.limits, at_least(route(1, 0, base.share.shape), np.array(0.0)), export_quota(base, 0.5 + part))
    shock = replace(shock, tariff=base.tariff, limits=limits if free else shock.limits)
    base, shock = replace(base, tariff=0 * base.tariff), replace(shock, tariff=0 * base.tariff)
    end = solve(base, shock, TIGHT)
    before, after = accounts(base, Shock(), solve(base)), accounts(base, shock, end)
    gained = (after.user_surplus - before.user_surplus).sum() + (after.quasi_rent - before.quasi_rent).sum()
    gained += after.rent_of_origins.sum() + after.rent_of_users.sum() - after.commitment_cost.sum()
    change = potential(base, shock, end.home_price, end.multiplier) - potential(
        base, Shock(), np.ones(len(base.origins))
    )
    assert gained == pytest.approx(float(change), abs=1e-8 * base.supply.sum())


@given(limited(), st.integers(0, 99))
@EXAMPLES
def test_the_equilibrium_is_the_least_potential_of_prices_and_rents(case: tuple[Market, Shock], seed: int) -> None:
    base, shock = replace(case[0], tariff=0 * case[0].tariff), replace(case[1], tariff=None)
    end = solve(base, shock, TIGHT)
    least = potential(base, shock, end.home_price, end.multiplier)
    chance = np.random.default_rng(seed)
    for size in (1e-3, 0.1, 1.0):
        price = end.home_price + size * chance.normal(size=end.home_price.shape)
        rent = np.abs(end.multiplier + size * chance.normal(size=end.multiplier.shape))
        assert potential(base, shock, price, rent) >= least - 1e-9 * base.supply.sum()


@given(st.lists(markets(tariffs=True, size=(3, 3)), min_size=2, max_size=3), st.data())
@settings(max_examples=20)
def test_limited_draws_in_a_batch_are_the_loop_over_them(bases: list[Market], data: st.DataObject) -> None:
    kept = [data.draw(st.floats(0.05, 1.2)) for _ in bases]
    limits = [export_quota(base, part) for base, part in zip(bases, kept, strict=True)]
    whole = replace(limits[0], tonnes=np.array([float(limit.tonnes) for limit in limits]))
    batch = solve(stacked(bases), Shock(limits=(whole,)))
    for n, (base, limit) in enumerate(zip(bases, limits, strict=True)):
        alone = solve(base, Shock(limits=(limit,)))
        assert batch.iterations[n] == alone.iterations
        assert batch.flows[n] == pytest.approx(alone.flows, rel=1e-12)


@given(limited(), st.integers(0, 99))
@EXAMPLES
def test_the_order_of_labels_does_not_matter_to_limits(case: tuple[Market, Shock], seed: int) -> None:
    base, shock = case
    shuffle = np.random.default_rng(seed)
    rows, columns = shuffle.permutation(len(base.origins)), shuffle.permutation(len(base.users))
    moved: dict[str, Any] = {name: getattr(shock, name)[rows][:, columns] for name in ("freight", "access", "tariff")}
    moved |= {name: getattr(shock, name)[rows] for name in ("supply_scale", "added_supply", "released")}
    assert shock.demand_scale is not None
    limits = tuple(replace(limit, counts=limit.counts[rows][:, columns]) for limit in shock.limits)
    turned = replace(shock, demand_scale=shock.demand_scale[columns], limits=limits, **moved)
    one, other = solve(base, shock, TIGHT), solve(reordered(base, rows, columns), turned, TIGHT)
    assert other.flows == pytest.approx(one.flows[rows][:, columns], abs=1e-8 * base.supply.sum())


def test_a_stock_that_buys_raises_prices_and_pays_for_what_it_takes() -> None:
    base = market()
    shock = Shock(firm_use=np.array([0.0, 0.0, 2.0]))
    after = solve(base, shock, TIGHT)
    money = accounts(base, shock, after)
    assert np.all(after.home_price > 1)
    assert after.use.sum() == pytest.approx(after.flows.sum())
    assert money.stock_cost[2] == pytest.approx(2.0 * money.delivered_price[2])
    assert money.stock_cost[:2].tolist() == [0, 0]


def test_a_stock_released_where_nothing_is_made_is_sold_whole() -> None:
    base = market([[6.0, 2.0, 1.0], [1.0, 5.0, 4.0], [0.0, 0.0, 0.0]])
    share = base.share.copy()
    share[2] = [0.0, 0.1, 0.4]
    base = replace(base, share=share, planned=np.array([0.0, 0.0, 2.0]))
    after = solve(base, Shock(released=np.array([0.0, 0.0, 1.0])), TIGHT)
    assert after.flows[2].sum() == pytest.approx(1.0)
    assert np.all(after.home_price[:2] < 1)
