"""Answers worked by hand, or printed, that a market must give (M9-M14)."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from tests.markets import TIGHT, market, one_place

from orecast.market import Market, Shock, accounts, solve
from orecast.market.curves import SupplyCurve, use_area, use_level, use_slope
from orecast.market.rebalance import rebalanced

# --- one place ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", [0.01, 0.1, 0.3, 0.5])
@pytest.mark.parametrize("eta", [0.25, 0.5, 1.0])
def test_with_rigid_supply_one_place_clears_at_one_less_the_loss_to_minus_one_over_eta(lost: float, eta: float) -> None:
    """p = (1-x)^(-1/(ε+η)) with ε → 0: supply that answers price next to not at all, backstop out of reach."""
    base = one_place(eta=eta, theta=20.0, up=1e-9, backstop=30.0)
    price = solve(base, Shock(supply_scale=np.array([1 - lost])), TIGHT).home_price[0]
    assert price == pytest.approx((1 - lost) ** (-1 / eta), rel=1e-6)


@pytest.mark.parametrize(("up", "eta"), [(0.2, 0.3), (0.5, 0.5), (1.0, 0.2)])
def test_near_base_one_place_follows_the_closed_form_of_constant_elasticities(up: float, eta: float) -> None:
    """The supply curve has elasticity ε at base only; p = (1-x)^(-1/(ε+η)) holds to second order in x.

    With twice the loss, the gap to the closed form is four times as wide.
    """
    base = one_place(eta=eta, theta=20.0, up=up, down=up, capacity=4.0, backstop=30.0)

    def gap(lost: float) -> float:
        price = solve(base, Shock(supply_scale=np.array([1 - lost])), 1e-14).home_price[0]
        return float(price - (1 - lost) ** (-1 / (up + eta)))

    assert abs(gap(0.001)) < 1e-5
    assert gap(0.002) / gap(0.001) == pytest.approx(4.0, rel=0.02)


def test_one_place_with_curved_supply_solves_its_own_equation() -> None:
    """(1-x) [1 + 0.5 (1 - e^(-(p-1)))] = p^(-0.4), by bisection."""
    base = one_place(eta=0.4, up=0.5, capacity=1.5, theta=20.0, backstop=30.0)
    price = solve(base, Shock(supply_scale=np.array([0.7])), TIGHT).home_price[0]
    by_hand = brentq(lambda p: 0.7 * (1 + 0.5 * (1 - np.exp(-(p - 1)))) - p**-0.4, 1, 5, xtol=1e-14)
    assert price == pytest.approx(by_hand, rel=1e-9)


def test_a_place_cut_off_from_every_mine_pays_the_backstop() -> None:
    """With no origin left V = V̄ + ln(1+B)/θ, and all use is substituted."""
    base = market(backstop=3.0)
    after = solve(base, Shock(access=np.array([[1.0, 1, 0], [1, 1, 0], [1, 1, 0]])), TIGHT)
    weight = np.exp(-4.0 * (3 - 1))
    assert after.index[2] == pytest.approx(3 + np.log1p(weight) / 4, rel=1e-12)
    assert after.substituted[2] == pytest.approx(8 * (1 + weight) * after.index[2] ** -0.4, rel=1e-12)
    assert after.flows[:, 2].sum() == 0


# --- two countries -----------------------------------------------------------------------------------------------


def two_countries(theta: float = 40.0) -> Market:
    """Northland mines 90 and uses 50, Midport mines 10 and uses 50; both buy from both in the world's proportions."""
    return market([[45.0, 45.0], [5.0, 5.0]], theta=theta, eta=0.5, up=0.5, down=0.5, floor=0.3, backstop=15.0)


def test_two_countries_with_free_trade_share_one_price() -> None:
    """Samuelson (1952): without transport cost the back-to-back diagram has one price, where the sums cross.

    Both lose a fifth of supply alike, so nothing tells the countries apart and one market's equation holds.
    """
    after = solve(two_countries(), Shock(supply_scale=np.array([0.8, 0.8])), TIGHT)
    one = brentq(lambda p: 0.8 * (1 + 0.5 * (1 - np.exp(-(p - 1)))) - p**-0.5, 1, 4, xtol=1e-14)
    assert after.home_price == pytest.approx([one, one], rel=1e-9)
    assert after.index == pytest.approx([one, one], rel=1e-9)


def autarky(supply: float, use: float) -> float:
    """Price at which a country clears alone, from the curves of `two_countries` written out."""

    def excess(p: float) -> float:
        if p >= 1:
            level = 1 + 0.5 * (1 - np.exp(-(p - 1)))
        else:
            depth = (p - 0.3) / 0.7
            level = depth**2 * (3 - 0.35 + depth * (0.35 - 2))
        return float(supply * level - use * p**-0.5)

    return float(brentq(excess, 0.31, 8, xtol=1e-14))


def test_two_countries_without_trade_stand_at_their_autarky_prices() -> None:
    """Samuelson's starting point: the exporter is cheap at home, the importer dear; trade would close the gap."""
    base = market([[50.0, 40.0], [1e-6, 10.0]], theta=40.0, eta=0.5, up=0.5, down=0.5, floor=0.3, backstop=15.0)
    closed = solve(base, Shock(access=np.eye(2)), TIGHT)
    # The shut route's share is gone, so a buyer's index starts higher by ln(1/share)/θ: by 0.04 in Midport.
    missing = np.log(5.0) / 40
    dear = brentq(lambda p: 10 * (1 + 0.5 * (1 - np.exp(-(p - 1)))) - 50 * (p + missing) ** -0.5, 1, 60, xtol=1e-13)
    assert closed.home_price[0] == pytest.approx(autarky(90, 50), rel=1e-4)
    assert closed.home_price[1] == pytest.approx(dear, rel=1e-6)
    assert closed.home_price[0] < 1 < closed.home_price[1]


# --- a tariff ----------------------------------------------------------------------------------------------------


def test_a_tariff_on_a_small_buyer_raises_his_price_by_the_tariff() -> None:
    """A buyer of a millionth of the world moves no home price; V rises by t = 0.25 where all he buys is taxed."""
    base = market([[60.0, 6e-5], [40.0, 4e-5]], theta=5.0, eta=0.5, backstop=30.0)
    taxed = Shock(tariff=np.array([[0.0, 0.25], [0.0, 0.25]]))
    after = solve(base, taxed, 1e-13)
    assert after.home_price == pytest.approx([1, 1], abs=1e-6)
    assert after.index[1] == pytest.approx(1.25, abs=1e-6)
    assert after.flows[:, 1] == pytest.approx(np.array([6e-5, 4e-5]) * 1.25**-0.5, rel=1e-5)
    assert accounts(base, taxed, after).tariff_revenue[1] == pytest.approx(0.25 * 1e-4 * 1.25**-0.5, rel=1e-5)


def test_a_tariff_on_one_origin_shifts_a_small_buyer_by_the_logit() -> None:
    """By hand: w = 0.6 e^(-5·0.2) / (0.6 e^(-1) + 0.4) = 0.355595, V = 1 - ln(0.6 e^(-1) + 0.4)/5."""
    base = market([[60.0, 6e-5], [40.0, 4e-5]], theta=5.0, eta=0.5, backstop=30.0)
    after = solve(base, Shock(tariff=np.array([[0.0, 0.2], [0.0, 0.0]])), 1e-13)
    share = after.flows[0, 1] / after.flows[:, 1].sum()
    assert share == pytest.approx(0.6 * np.exp(-1) / (0.6 * np.exp(-1) + 0.4), rel=1e-6)
    assert share == pytest.approx(0.355595, rel=1e-5)
    assert after.index[1] == pytest.approx(1 - np.log(0.6 * np.exp(-1) + 0.4) / 5, rel=1e-6)


def test_a_tariff_of_one_place_that_only_buys_from_itself_taxes_nobody_else() -> None:
    """An incidence worked by hand: supply 1 + 0.5 (1 - e^(1-p)) or the cubic, use (1.5 p)^(-0.5) at a 50 % tariff."""
    base = one_place(eta=0.5, up=0.5, down=0.5, floor=0.3, theta=20.0, backstop=30.0)
    price = solve(base, Shock(tariff=np.array([[0.5]])), TIGHT).home_price[0]

    def excess(p: float) -> float:
        depth = (p - 0.3) / 0.7
        return float(depth**2 * (2.65 - 1.65 * depth) - (1.5 * p) ** -0.5)

    assert price == pytest.approx(brentq(excess, 0.31, 1, xtol=1e-14), rel=1e-9)
    assert 1 / 1.5 < price < 1  # the tariff is shared between the mine and the user


# --- fitting tables to margins -----------------------------------------------------------------------------------


def test_proportional_fitting_gives_the_table_worked_by_hand() -> None:
    """Seed [[1, 2], [3, 4]], rows 4 and 6, columns 5 and 5: the odds ratio 2/3 stays, so x (x+1) · 3 = 2 (4-x)(5-x)."""
    fitted = rebalanced(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([4.0, 6.0]), np.array([5.0, 5.0]))
    x = brentq(lambda v: 3 * v * (v + 1) - 2 * (4 - v) * (5 - v), 0, 4, xtol=1e-15)
    assert fitted == pytest.approx(np.array([[x, 4 - x], [5 - x, 1 + x]]), rel=1e-9)
    assert fitted[0, 0] * fitted[1, 1] / (fitted[0, 1] * fitted[1, 0]) == pytest.approx(4 / 6, rel=1e-9)


def test_proportional_fitting_keeps_zeros_and_independent_tables() -> None:
    """A product of margins is its own fit (Deming and Stephan 1940), and an empty cell stays empty."""
    supply, use = np.array([3.0, 7.0]), np.array([2.0, 5.0, 3.0])
    assert rebalanced(np.ones((2, 3)), supply, use) == pytest.approx(np.outer(supply, use) / 10, rel=1e-12)
    holed = rebalanced(np.array([[0.0, 1, 1], [1, 1, 1]]), supply, use)
    assert holed[0, 0] == 0
    assert holed[1, 0] == pytest.approx(2.0, rel=1e-9)  # all of the first column must come from the second row


def test_doubly_constrained_gravity_has_its_margins_and_its_deterrence() -> None:
    """Wilson (1967): T = a O b D f(c); cross ratios of the fit are those of f, whatever the margins."""
    distance = np.array([[1.0, 4.0, 9.0], [4.0, 1.0, 2.0]])
    supply, use = np.array([30.0, 70.0]), np.array([20.0, 50.0, 30.0])
    flows = rebalanced(distance**-1.5 * np.outer(supply, use), supply, use)
    assert flows.sum(axis=1) == pytest.approx(supply, rel=1e-9)
    assert flows.sum(axis=0) == pytest.approx(use, rel=1e-9)
    cross = flows[0, 0] * flows[1, 1] / (flows[0, 1] * flows[1, 0])
    assert cross == pytest.approx((1 * 1 / (4 * 4)) ** -1.5, rel=1e-9)


# --- the curves --------------------------------------------------------------------------------------------------

CURVES = [(0.3, 0.2, 0.5, 1.2), (0.55, 0.5, 0.5, 2.0), (0.85, 1.6, 0.05, 1.05), (0.5, 4.0, 2.0, 4.0)]


@pytest.mark.parametrize(("floor", "down", "up", "capacity"), CURVES)
@pytest.mark.parametrize("price", [0.2, 0.6, 0.9, 1.0, 1.3, 4.0])
def test_the_area_of_the_supply_curve_is_its_integral(
    floor: float, down: float, up: float, capacity: float, price: float
) -> None:
    curve = SupplyCurve(*(np.full(1, value) for value in (floor, down, up, capacity)))

    def level(p: float) -> float:
        return float(curve.level(np.full(1, p))[0])

    kinks = [point for point in (floor, 1.0) if point < price]
    assert curve.area(np.full(1, price))[0] == pytest.approx(quad(level, 0, price, points=kinks)[0], abs=1e-10)


@pytest.mark.parametrize(("floor", "down", "up", "capacity"), CURVES)
def test_the_supply_curve_passes_through_its_named_points(
    floor: float, down: float, up: float, capacity: float
) -> None:
    curve = SupplyCurve(*(np.full(1, value) for value in (floor, down, up, capacity)))
    assert curve.level(np.array([floor, 1.0, 1e3])) == pytest.approx([0, 1, capacity])
    near = 1e-7
    rise = (curve.level(np.array([1 + near])) - 1)[0] / near
    fall = (1 - curve.level(np.array([1 - near])))[0] / near
    assert (fall, rise) == pytest.approx((down, up), rel=1e-4)
    grid = np.linspace(floor, 3, 500)
    assert np.all(np.diff(curve.level(grid)) >= 0)
    assert curve.slope(np.array([0.9 + 0.1 * floor])) == pytest.approx(
        (curve.level(np.array([0.9 + 0.1 * floor + near])) - curve.level(np.array([0.9 + 0.1 * floor - near]))) / 2e-7,
        rel=1e-5,
    )


@pytest.mark.parametrize("eta", [0.0, 0.3, 0.999999, 1.0, 1.000001, 1.5])
@pytest.mark.parametrize(("low", "high"), [(1.0, 2.0), (0.1, 3.0), (-0.5, 0.2), (0.25, 9.0)])
def test_the_area_under_use_is_its_integral(eta: float, low: float, high: float) -> None:
    elasticity = np.full(1, eta)

    def level(ratio: float) -> float:
        return float(use_level(np.full(1, ratio), elasticity)[0])

    kinks = [0.25] if low < 0.25 < high else None
    by_quadrature = quad(level, low, high, points=kinks, epsabs=1e-12)[0]
    assert use_area(np.full(1, low), np.full(1, high), elasticity)[0] == pytest.approx(by_quadrature, rel=1e-7)


def test_use_goes_on_along_its_tangent_below_a_quarter_of_the_base_index() -> None:
    ratio, eta = np.array([0.25 - 1e-7, 0.25 + 1e-7]), np.full(1, 0.8)
    level, slope = use_level(ratio, eta), use_slope(ratio, eta)
    assert level[0] - level[1] == pytest.approx(-slope[0] * 2e-7, rel=1e-5)
    assert slope[0] == pytest.approx(slope[1], rel=1e-5)
    assert use_level(np.array([-1.0]), eta)[0] == pytest.approx(4**0.8 * (1 + 0.8 * 5))


def test_a_market_of_tariff_and_freight_starts_at_its_mean_delivered_cost() -> None:
    base = replace(market(), tariff=np.full((3, 3), 0.1), freight=np.full((3, 3), 0.05))
    assert base.base_index == pytest.approx([1.15, 1.15, 1.15])
    assert solve(base).index == pytest.approx(base.base_index)
