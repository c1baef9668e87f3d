"""Laws of money on real minerals: surplus adds up to ΔΦ, and what users pay is what others receive (M13, M15)."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.markets import TIGHT
from tests.real_markets import MINERALS, abroad, ban, cut, offtake, real_market

from orecast._ground.arrays import Floats
from orecast.market import Market, Shock, accounts, potential, solve


def dearer_freight(market: Market) -> Shock:
    """Three tenths of the base price more on every tonne that leaves the largest exporter."""
    return Shock(freight=market.freight + 0.3 * abroad(market))


def tariff(market: Market) -> Shock:
    """A duty of 40 % on the largest exporter's goods everywhere else."""
    return Shock(tariff=market.tariff + 0.4 * abroad(market))


def total_surplus(market: Market, shock: Shock) -> tuple[float, Floats]:
    """Users' and producers' surplus together, and the home prices."""
    found = solve(market, shock, TIGHT)
    money = accounts(market, shock, found)
    return float(money.user_surplus.sum() + money.quasi_rent.sum()), found.home_price


@pytest.mark.parametrize("change", [cut, ban, dearer_freight])
@pytest.mark.parametrize("mineral", MINERALS)
def test_surplus_adds_up_to_the_change_of_the_potential(mineral: str, change: Callable[[Market], Shock]) -> None:
    """Duties in force are charged as freight here: the potential of (M13) knows specific wedges only."""
    base = real_market(mineral)
    market = replace(base, freight=base.freight + base.tariff, tariff=np.zeros_like(base.tariff))
    shock = change(market)
    before, after = total_surplus(market, Shock()), total_surplus(market, shock)
    change_of_potential = potential(market, shock, after[1]) - potential(market, Shock(), before[1])
    moved = abs(after[0] - before[0])
    assert after[0] - before[0] == pytest.approx(float(change_of_potential.sum()), rel=1e-9)
    assert moved > 1e-4 * float(market.supply.sum()), "the shock costs something"


@pytest.mark.parametrize("change", [cut, ban, dearer_freight, tariff, offtake])
@pytest.mark.parametrize("mineral", MINERALS)
def test_payments_go_to_mines_treasuries_and_carriers(mineral: str, change: Callable[[Market], Shock]) -> None:
    market = real_market(mineral)
    shock = change(market)
    found = solve(market, shock)
    money = accounts(market, shock, found)
    freight = market.freight if shock.freight is None else shock.freight
    duty = market.tariff if shock.tariff is None else shock.tariff
    received = found.home_price[..., None] * found.flows
    assert money.sales == pytest.approx(received.sum(axis=-1), rel=1e-12)
    assert money.tariff_revenue == pytest.approx((duty * received).sum(axis=-2), rel=1e-12)
    parts = received.sum() + (duty * received).sum() + (freight * found.flows).sum()
    assert money.payments.sum() == pytest.approx(float(parts), rel=1e-12)


@pytest.mark.parametrize("mineral", MINERALS)
def test_a_commitment_never_adds_to_the_sum_of_surplus_once_its_cost_is_counted(mineral: str) -> None:
    base = real_market(mineral)
    market = replace(base, freight=base.freight + base.tariff, tariff=np.zeros_like(base.tariff))
    shock = offtake(market)
    free, bound = solve(market, Shock(), TIGHT), solve(market, shock, TIGHT)
    before, after = accounts(market, Shock(), free), accounts(market, shock, bound)
    gained = (after.user_surplus - before.user_surplus).sum() + (after.quasi_rent - before.quasi_rent).sum()
    assert after.commitment_cost.sum() > 0
    assert gained - after.commitment_cost.sum() < 0
