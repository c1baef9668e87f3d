"""Other solvers, given the equations and none of the code, find the same equilibria (M9-M13)."""

import numpy as np
import pytest
from scipy.optimize import minimize, root
from tests.markets import TIGHT, market
from tests.twins.written_out import Problem, excess, excess_slope, index, problem, supply, use

from orecast._ground.arrays import Floats
from orecast.market import Shock, solve

CASES = {
    "the largest mine loses a third": Shock(supply_scale=np.array([0.65, 1.0, 1.0])),
    "demand booms in Midport": Shock(demand_scale=np.array([1.0, 1.0, 1.6])),
    "freight doubles the cost of one route": Shock(freight=np.array([[0, 0, 1.0], [0, 0, 0], [0, 0, 0]])),
    "Northland closes its border": Shock(access=np.array([[1.0, 0, 0], [1, 1, 1], [1, 1, 1]])),
    "Midport taxes Northland": Shock(tariff=np.array([[0, 0, 0.5], [0, 0, 0], [0, 0, 0]])),
    "all at once": Shock(
        supply_scale=np.array([0.8, 1.1, 0.5]),
        access=np.array([[1.0, 0.4, 1], [1, 1, 0.2], [0, 1, 1]]),
        freight=np.array([[0, 0.1, 0.2], [0.1, 0, 0.1], [0.2, 0.1, 0]]),
        tariff=np.array([[0, 0, 0.1], [0.3, 0, 0.1], [0, 0, 0.1]]),
    ),
}
MARKETS = {
    "smooth": market(),
    "sharp": market(theta=15.0, eta=0.2, up=0.1, down=0.3, capacity=1.2, floor=0.6),
    "taxed": market(theta=3.0, tariff=[[0, 0, 0.1], [0, 0, 0.1], [0, 0, 0]], freight=[[0, 0.1, 0.1]] * 3),
}


@pytest.mark.parametrize("name", MARKETS)
@pytest.mark.parametrize("case", CASES)
def test_a_root_finder_agrees(name: str, case: str) -> None:
    base, shock = MARKETS[name], CASES[case]
    twin = problem(base, shock)
    ours = solve(base, shock, 1e-13)
    found = root(lambda p: excess(twin, p) / base.supply.sum(), np.ones(3), method="hybr", tol=1e-14)
    slope = [(excess(twin, found.x + e) - excess(twin, found.x - e)) / 2e-6 for e in 1e-6 * np.eye(3)]
    assert pytest.approx(np.array(slope), abs=1e-5 * base.supply.sum()) == excess_slope(twin, found.x).T
    assert np.abs(excess(twin, found.x)).max() < 1e-10 * base.supply.sum()
    assert ours.home_price == pytest.approx(found.x, abs=1e-8)
    level, share = index(twin, found.x)
    assert ours.index == pytest.approx(level, abs=1e-8)
    assert ours.flows == pytest.approx(share * use(twin, level), abs=1e-8 * base.supply.sum())


def rent(p: Problem, price: Floats) -> float:
    """Integral of supply from 0, by Gauss quadrature on each side of the base price."""
    nodes, weights = np.polynomial.legendre.leggauss(20)
    ends = [(p.floor * np.ones_like(price), np.clip(price, p.floor, 1)), (np.ones_like(price), np.maximum(price, 1))]
    total = 0.0
    for low, high in ends:
        for node, weight in zip(nodes, weights, strict=True):
            total += float((weight * (high - low) / 2 * supply(p, (high + low) / 2 + node * (high - low) / 2)).sum())
    return total


def surplus(p: Problem, level: Floats) -> float:
    """Integral of use from V up to twenty times the base, up to a constant, in closed form for η ≠ 1."""
    weight = np.exp(-p.theta * (p.backstop - p.start))
    power = 1 - p.eta
    area = p.use * (1 + weight) * p.start * (20**power - (level / p.start) ** power) / power
    return float(area.sum())


@pytest.mark.parametrize("name", ["smooth", "sharp"])
@pytest.mark.parametrize("case", ["the largest mine loses a third", "freight doubles the cost of one route"])
def test_the_least_potential_is_at_our_prices(name: str, case: str) -> None:
    """Φ of (M13) written out and minimised without a derivative of ours."""
    base, shock = MARKETS[name], CASES[case]
    twin = problem(base, shock)
    ours = solve(base, shock, TIGHT)
    least = minimize(
        lambda p: (surplus(twin, index(twin, p)[0]) + rent(twin, p)) / base.supply.sum(),
        np.ones(3),
        jac=lambda p: excess(twin, p) / base.supply.sum(),
        method="BFGS",
        options={"gtol": 1e-11},
    )
    # At its bottom Φ is flat to rounding within 1e-7 of the minimum, so a minimiser knows prices no better than that.
    assert ours.home_price == pytest.approx(least.x, abs=1e-6)
