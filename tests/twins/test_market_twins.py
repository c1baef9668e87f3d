"""Other solvers, given the equations and none of the code, find the same equilibria (M9-M13)."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import minimize, root
from tests.markets import TIGHT, market

from orecast._ground.arrays import Floats
from orecast.market import Market, Shock, solve


@dataclass(frozen=True)
class Problem:
    """One draw of a market under a shock, as plain arrays: origins down, users across."""

    share: Floats
    tariff: Floats
    wedge: Floats
    start: Floats
    output: Floats
    use: Floats
    theta: float
    eta: float
    backstop: float
    up: float
    down: float
    floor: float
    room: float


def problem(base: Market, shock: Shock) -> Problem:
    """The numbers of a market whose routes are all open and a shock of tariffs, freight, bans, cuts and demand."""
    tariff = base.tariff if shock.tariff is None else shock.tariff
    freight = base.freight if shock.freight is None else shock.freight
    cost0 = 1 + base.tariff + base.freight
    return Problem(
        share=base.share * (1.0 if shock.access is None else shock.access),
        tariff=tariff,
        wedge=1 + tariff + freight - cost0,
        start=(base.share * cost0).sum(axis=0),
        output=base.supply * (1.0 if shock.supply_scale is None else shock.supply_scale),
        use=base.use * (1.0 if shock.demand_scale is None else shock.demand_scale),
        theta=float(base.share_sensitivity[0]),
        eta=float(base.demand_elasticity[0]),
        backstop=float(base.backstop_price[0]),
        up=float(base.supply_elasticity_up[0]),
        down=float(base.supply_elasticity_down[0]),
        floor=float(base.floor_price[0]),
        room=float(base.capacity_ratio[0] - 1),
    )


def index(p: Problem, price: Floats) -> tuple[Floats, Floats]:
    """V of each user and the shares of origins (M9)."""
    weight = np.exp(-p.theta * (p.backstop - p.start))
    pull = p.share * np.exp(-p.theta * ((1 + p.tariff) * (price[:, None] - 1) + p.wedge))
    total = pull.sum(axis=0) + weight
    return p.start - np.log(total / (1 + weight)) / p.theta, pull / total


def use(p: Problem, level: Floats) -> Floats:
    """Use at V, the backstop's included (M10); V stays above a quarter of its base here."""
    weight = np.exp(-p.theta * (p.backstop - p.start))
    assert np.all(level > p.start / 4)
    bought: Floats = p.use * (1 + weight) * (level / p.start) ** -p.eta
    return bought


def supply(p: Problem, price: Floats) -> Floats:
    """Tonnes offered (M12)."""
    depth = np.clip((price - p.floor) / (1 - p.floor), 0, 1)
    bend = p.down * (1 - p.floor)
    below = (3 - bend) * depth**2 + (bend - 2) * depth**3
    above = 1 + p.room * (1 - np.exp(-p.up * np.maximum(price - 1, 0) / p.room))
    return p.output * np.where(price < 1, below, above)


def excess(p: Problem, price: Floats) -> Floats:
    """Supply less sales (M13)."""
    level, share = index(p, price)
    found: Floats = supply(p, price) - (share * use(p, level)).sum(axis=1)
    return found


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
