"""Clarabel, given the primal of the market and none of the solver's code, finds the same flows on real minerals."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.markets import TIGHT
from tests.real_markets import MINERALS, abroad, ban, cut, offtake, quota, real_market
from tests.twins.primal import Limit, Point, Programme, optimum, programme

from orecast.market import Equilibrium, Market, Shock, solve

AGREEMENT = 1e-5
"""Largest difference of a flow, as a share of the largest flow."""


def largest_gap(p: Programme, found: Point, ours: Equilibrium) -> float:
    """Largest difference of a flow, as a share of the largest flow."""
    flows = np.zeros_like(ours.flows[0])
    flows[p.origin, p.user] = found.flows
    return float(np.abs(flows - ours.flows[0]).max() / ours.flows.max())


@pytest.mark.parametrize("change", [cut, ban, offtake, quota])
@pytest.mark.parametrize("mineral", MINERALS)
def test_the_primal_has_the_same_flows(mineral: str, change: Callable[[Market], Shock]) -> None:
    market = real_market(mineral)
    shock = change(market)
    ours, twin = solve(market, shock, TIGHT), programme(market, shock)
    found = optimum(twin)
    assert largest_gap(twin, found, ours) <= AGREEMENT
    assert found.worth == pytest.approx(ours.multiplier[0], abs=1e-5)
    assert np.all(ours.multiplier > 0.05), "the limit binds"
    assert np.abs(ours.flows - solve(market).flows).max() > 100 * AGREEMENT * ours.flows.max(), (
        "the shock moves the market"
    )


@pytest.mark.parametrize("mineral", MINERALS)
def test_a_quota_of_the_primal_is_the_wedge_of_its_rent(mineral: str) -> None:
    """Half of the free exports of the largest exporter: its multiplier, as freight, brings the same flows about."""
    market = real_market(mineral)
    twin = programme(market, Shock())
    routes = np.flatnonzero(abroad(market)[twin.origin, twin.user])
    free = solve(market).flows[0][twin.origin, twin.user][routes].sum()
    twin = replace(twin, limits=(Limit(routes, 0.5 * float(free)),))
    found = optimum(twin)
    assert found.flows[routes].sum() == pytest.approx(0.5 * free, rel=1e-6)
    assert found.worth[0] > 0.1
    ours = solve(market, Shock(freight=market.freight + found.worth[0] * abroad(market)), TIGHT)
    assert largest_gap(twin, found, ours) <= AGREEMENT
