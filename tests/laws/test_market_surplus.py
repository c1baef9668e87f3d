"""Laws of surplus: the potential of (M13), its slope and curvature, and the money that changes hands."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.markets import TIGHT, markets, shocked

from orecast._ground.arrays import Floats
from orecast.market import Market, Shock, accounts, at_least, at_most, potential, route, solve
from orecast.market.point import evaluate
from orecast.market.slopes import jacobian
from orecast.market.state import batch_of

EXAMPLES = settings(max_examples=60)


def prices(count: int, seed: int) -> Floats:
    """Prices off the base, where supply may have a kink."""
    return np.random.default_rng(seed).choice([0.86, 0.93, 1.07, 1.2, 1.6], count)


def without_floor(base: Market) -> Market:
    """The base with its floor at 0.3, below every price of `prices`."""
    return replace(base, floor_price=np.full(1, 0.3), supply_elasticity_down=np.minimum(base.supply_elasticity_down, 2))


@given(shocked(), st.integers(0, 99))
@EXAMPLES
def test_the_slope_of_the_potential_is_excess_supply(case: tuple[Market, Shock], seed: int) -> None:
    base, shock = without_floor(case[0]), case[1]
    price, step = prices(len(base.origins), seed), 1e-5
    batch, _ = batch_of(base, shock)
    excess = evaluate(batch, price[None]).residual[0]
    for n in range(len(price)):
        nudge = step * np.eye(len(price))[n]
        rise = potential(base, shock, price + nudge) - potential(base, shock, price - nudge)
        assert rise / (2 * step) == pytest.approx(excess[n], abs=1e-6 * base.supply.sum())


@given(shocked(tariffs=True), st.integers(0, 99), st.floats(0.0, 0.5))
@EXAMPLES
def test_the_jacobian_is_the_slope_of_the_residual(case: tuple[Market, Shock], seed: int, paid: float) -> None:
    base = without_floor(case[0])
    minimum = np.array([0.9 * base.supply[0], 1e-9])
    size = base.share.shape
    limits = (
        at_least(route(0, 1, size), minimum[0]),
        at_least(route(1, 1, size), minimum[1]),
        at_most(np.outer([1.0, 0.5, *[0.0] * (size[0] - 2)], np.ones(size[1])), 0.7 * minimum[0]),
    )
    shock = replace(case[1], limits=limits)
    batch, _ = batch_of(base, shock)
    here = np.append(prices(len(base.origins), seed), [paid, paid / 2, paid / 3])[None]
    point = evaluate(batch, here)
    slopes = np.empty((here.size, here.size))
    for n, nudge in enumerate(1e-6 * np.eye(here.size)):
        above, below = evaluate(batch, here + nudge), evaluate(batch, here - nudge)
        assume(np.array_equal(above.binding, below.binding))
        slopes[:, n] = (above.residual - below.residual)[0] / 2e-6
    # Tonnes per unit of price: up to θ times the largest flow.
    scale = base.share_sensitivity[0] * 3 * (point.sold.max() + base.supply.sum())
    assert jacobian(batch, point)[0] == pytest.approx(slopes, abs=1e-6 * scale)


@given(shocked())
@EXAMPLES
def test_without_tariffs_the_jacobian_is_a_symmetric_positive_hessian(case: tuple[Market, Shock]) -> None:
    base, shock = case
    batch, _ = batch_of(base, shock)
    hessian = jacobian(batch, evaluate(batch, np.full((1, len(base.origins)), 1.1)))[0]
    assert hessian == pytest.approx(hessian.T, abs=1e-12 * np.abs(hessian).max())
    assert np.linalg.eigvalsh(hessian).min() >= -1e-9 * np.abs(hessian).max()


@given(shocked(), st.integers(0, 99))
@EXAMPLES
def test_the_equilibrium_is_the_least_potential(case: tuple[Market, Shock], seed: int) -> None:
    base, shock = case
    price = solve(base, shock, TIGHT).home_price
    least = potential(base, shock, price)
    for size in (1e-3, 0.1, 1.0):
        elsewhere = price + size * np.random.default_rng(seed).normal(size=price.shape)
        assert potential(base, shock, elsewhere) >= least - 1e-9 * base.supply.sum()


@given(shocked())
@EXAMPLES
def test_surplus_of_users_and_producers_adds_up_to_the_change_of_the_potential(case: tuple[Market, Shock]) -> None:
    base, shock = case
    start, end = solve(base), solve(base, shock, TIGHT)
    before, after = accounts(base, Shock(), start), accounts(base, shock, end)
    gained = (after.user_surplus - before.user_surplus).sum() + (after.quasi_rent - before.quasi_rent).sum()
    change = potential(base, shock, end.home_price) - potential(base, Shock(), start.home_price)
    assert gained == pytest.approx(float(change), abs=1e-9 * base.supply.sum())


@given(markets())
@EXAMPLES
def test_what_a_wedge_takes_from_all_is_the_tonnes_that_bear_it(base: Market) -> None:
    """Along freight k from 0 to 0.4, the potential falls by the integral of the flow that pays it (envelope)."""
    nodes, weights = np.polynomial.legendre.leggauss(12)

    def at(freight: float) -> tuple[float, float]:
        level = base.freight.copy()
        level[0, -1] += freight
        shock = Shock(freight=level)
        found = solve(base, shock, TIGHT)
        return float(potential(base, shock, found.home_price)), float(found.flows[0, -1])

    borne = sum(0.2 * weight * at(0.2 + 0.2 * node)[1] for node, weight in zip(nodes, weights, strict=True))
    assert at(0.0)[0] - at(0.4)[0] == pytest.approx(borne, rel=1e-4, abs=1e-6 * base.supply.sum())


@given(shocked(tariffs=True))
@EXAMPLES
def test_what_users_pay_goes_to_mines_treasuries_and_carriers(case: tuple[Market, Shock]) -> None:
    base, shock = case
    found = solve(base, shock)
    money = accounts(base, shock, found)
    assert shock.freight is not None
    carried = (shock.freight * found.flows).sum()
    received = money.sales.sum() + money.tariff_revenue.sum() + carried
    assert money.payments.sum() == pytest.approx(float(received), rel=1e-12)
    bought = found.flows.sum(axis=0)
    assert (money.delivered_price * bought)[bought > 0] == pytest.approx(money.payments[bought > 0], rel=1e-12)


@given(markets())
@EXAMPLES
def test_a_commitment_costs_its_taker_what_it_adds_to_the_price(base: Market) -> None:
    minimum = min(0.4 * base.supply[0], 0.8 * base.use[1])
    shock = Shock(limits=(at_least(route(0, 1, base.share.shape), np.array(minimum)),))
    found = solve(base, shock, TIGHT)
    money = accounts(base, shock, found)
    assert money.commitment_cost[1] == pytest.approx(found.multiplier[0] * found.flows[0, 1])
    assert money.commitment_cost[0] == 0


@given(shocked())
@EXAMPLES
def test_freight_alone_never_raises_the_sum_of_surplus(case: tuple[Market, Shock]) -> None:
    base, shock = case
    assert shock.freight is not None
    start, end = solve(base), solve(base, Shock(freight=shock.freight), TIGHT)
    before, after = (
        potential(base, Shock(), start.home_price),
        potential(base, Shock(freight=shock.freight), end.home_price),
    )
    assert after <= before + 1e-9 * base.supply.sum()
