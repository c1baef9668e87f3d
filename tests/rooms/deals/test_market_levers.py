"""Quotas, costs, stocks, demand and payments between parties: what their levers become, worked by hand."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from tests.rooms.deals.conftest import market_of
from tests.rooms.deals.test_compiling import drawn, shock_of

from orecast._ground.errors import DealError
from orecast.deals.changes import Setting
from orecast.deals.compiling import compile_shock
from orecast.deals.schema import Deal
from orecast.deals.transfers import Cleared, Transfer, transfers_of
from orecast.market import AT_MOST, Limit, Shock, accounts, solve
from orecast.world import Balance

QUOTA = {"lever": "quota", "by": "exporter", "place": "CHN", "targets": ["all"]}
CHN, JPN, USA = 0, 1, 2


def only_limit(shock: Shock) -> Limit:
    (limit,) = shock.limits
    return limit


def test_an_exporters_quota_counts_its_own_goods_abroad_and_earns_the_rent(balance: Balance) -> None:
    limit = only_limit(shock_of(market_of(balance), {**QUOTA, "volume": 20}))
    assert limit.counts.tolist() == [[0, 1, 1], [0, 0, 0]]  # origins CHN, USA; users CHN, JPN, USA
    assert limit.sense == AT_MOST
    assert limit.tonnes == pytest.approx(20)
    assert limit.holder == "origins"


def test_a_quota_by_share_grants_that_share_of_the_base_flow(balance: Balance) -> None:
    setting = market_of(balance)
    free = setting.market.share * setting.market.use
    limit = only_limit(shock_of(setting, {**QUOTA, "share": 0.25}))
    assert limit.tonnes == pytest.approx(0.25 * free[..., 0, [JPN, USA]].sum())


def test_an_importers_rent_is_its_own_and_a_processors_goes_to_the_processor(balance: Balance) -> None:
    setting = market_of(balance)
    bought = {**QUOTA, "by": "importer", "place": "USA", "targets": ["CHN"], "volume": 3}
    assert only_limit(shock_of(setting, bought)).holder == "users"
    passing = only_limit(shock_of(setting, {**QUOTA, "by": "processor", "volume": 20}))
    assert passing.holder == CHN
    assert passing.counts[1, JPN] == pytest.approx(1)  # whatever American ore reaches Japan has crossed China


def test_leakage_lets_more_pass_than_the_quota_and_full_leakage_lets_all(balance: Balance) -> None:
    setting = market_of(balance)
    assert only_limit(shock_of(setting, {**QUOTA, "volume": 15, "leakage": 0.25})).tonnes == pytest.approx(20)
    open_door = shock_of(setting, {**QUOTA, "volume": 15, "leakage": 1.0})
    assert np.all(solve(setting.market, open_door).home_price == 1.0)


def test_a_quota_that_does_not_happen_binds_nobody(balance: Balance) -> None:
    setting = market_of(balance)
    levers = drawn({**QUOTA, "share": 0.5, "probability": 0.5}, draws=16)
    shock = compile_shock(levers, setting)
    assert shock is not None
    after = solve(setting.market, shock)
    assert np.all((after.multiplier[:, 0] > 0) == (levers[0].is_on > 0))
    assert 0 < levers[0].is_on.mean() < 1


def test_of_two_quotas_on_the_same_goods_the_smaller_holds(balance: Balance) -> None:
    limit = only_limit(shock_of(market_of(balance), {**QUOTA, "volume": 20}, {**QUOTA, "volume": 12}))
    assert limit.tonnes == pytest.approx(12)


def test_a_quota_of_nothing_is_called_an_embargo(balance: Balance) -> None:
    with pytest.raises(
        DealError, match=r"a quota of nothing on rare-earths in 2030\. A quota lets some tonnes pass\. "
    ):
        shock_of(market_of(balance), {**QUOTA, "volume": 0})


def test_an_offtake_above_a_quota_is_refused(balance: Balance) -> None:
    take = {"lever": "offtake", "origin": "CHN", "buyer": "JPN", "volume": 16}
    with pytest.raises(DealError, match=r"requires 16 from CHN to JPN in 2030, where a quota lets 15 pass"):
        shock_of(market_of(balance), {**QUOTA, "volume": 15}, take)


def test_cheaper_carriage_lowers_the_cost_of_its_routes_only(balance: Balance) -> None:
    setting = market_of(balance)
    lever = {"lever": "transport", "origins": ["USA"], "users": ["JPN"], "change": -0.1}
    freight = shock_of(setting, lever).freight
    assert freight is not None
    moved = freight - setting.market.freight
    assert moved[0, 1, JPN] == pytest.approx(-0.1)
    assert np.count_nonzero(moved[0]) == 1


def test_dearer_capital_weighs_on_all_that_a_place_sells_at_home_too(balance: Balance) -> None:
    setting = market_of(balance)
    freight = shock_of(setting, {"lever": "finance", "place": "USA", "change": 0.2}).freight
    assert freight is not None
    assert (freight - setting.market.freight)[0].tolist() == [[0, 0, 0], pytest.approx([0.2, 0.2, 0.2])]


def test_a_stock_buys_where_it_stands_and_sells_from_there(balance: Balance) -> None:
    setting = market_of(balance)
    build = shock_of(setting, {"lever": "stockpile", "place": "JPN", "direction": "build", "volume": 5})
    assert build.firm_use is not None
    assert build.firm_use[0].tolist() == [0, 5, 0]
    sale = {"lever": "stockpile", "place": "USA", "direction": "release", "volume": 2, "stock": 10, "end": 2030}
    release = shock_of(setting, sale)
    assert release.released is not None
    assert release.released[0].tolist() == [0, 2]


def test_a_shift_of_demand_scales_the_users_it_names(balance: Balance) -> None:
    lever = {"lever": "demand", "users": ["JPN"], "change": -0.2, "ramp_years": 8}  # half its ramp in 2030
    scale = shock_of(market_of(balance), lever).demand_scale
    assert scale is not None
    assert scale[0] == pytest.approx([1, 0.9, 1])


def settled(setting: Setting, *levers: dict[str, Any]) -> tuple[Transfer, ...]:
    """Transfers of some levers in a market that they leave as it is or move a little; USD 1000 a unit."""
    items = drawn(*levers)
    shock = compile_shock(items, setting) or Shock()
    found = solve(setting.market, shock)
    return transfers_of(items, Cleared(setting, shock, found, accounts(setting.market, shock, found), 1000.0))


def test_an_owner_earns_its_share_of_the_rent_and_the_host_keeps_royalty_and_tax(balance: Balance) -> None:
    setting = market_of(balance)
    lever = {"lever": "ownership", "place": "USA", "owner": "JPN", "share": 0.5, "royalty": 0.05, "tax": 0.2}
    earned, kept = settled(setting, lever)
    base = accounts(setting.market, Shock(), solve(setting.market))
    rent = 1000 * base.quasi_rent[..., 1]
    assert (earned.payer, earned.payee, kept.payer, kept.payee) == ("USA", "JPN", "JPN", "USA")
    assert earned.amount == pytest.approx(0.5 * rent)
    assert earned.amount - kept.amount == pytest.approx(0.5 * 0.75 * rent)


def test_a_share_of_a_project_is_of_its_part_of_the_places_rent(balance: Balance) -> None:
    mine = {"lever": "project", "name": "mine", "place": "USA", "volume": 60, "lead_time": 1, "ramp_years": 0}
    own = {"lever": "ownership", "place": "USA", "of": "mine", "owner": "JPN", "share": 1.0}
    setting = market_of(balance)
    (earned, _), items = settled(setting, {**mine, "success": 1}, own), drawn({**mine, "success": 1})
    shock = compile_shock(items, setting)
    assert shock is not None
    books = accounts(setting.market, shock, solve(setting.market, shock))
    before = float(np.mean(setting.market.supply[..., 1]))
    assert earned.amount == pytest.approx(1000 * books.quasi_rent[..., 1] * 60 / (60 + before))


TAKE = {"lever": "offtake", "origin": "USA", "buyer": "JPN", "volume": 1e-6}


@pytest.mark.parametrize(
    ("terms", "worth"),
    [
        ({"price_rule": "floor", "price": 1500}, 500),
        ({"price_rule": "floor", "price": 700}, 0),
        ({"price_rule": "fixed", "price": 700}, -300),
        ({"price_rule": "market less discount", "discount": 0.1}, -100),
    ],
)
def test_an_agreed_price_is_paid_on_the_committed_tonnes(balance: Balance, terms: Any, worth: float) -> None:
    """The market stands at USD 1000; a commitment of a gramme moves nothing."""
    (paid,) = settled(market_of(balance), {**TAKE, **terms})
    assert (paid.payer, paid.payee) == ("JPN", "USA")
    assert paid.amount == pytest.approx(1e-6 * worth, rel=1e-5)


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "floor without a price": ({**TAKE, "price_rule": "floor"}, "price_rule 'floor' needs 'price'"),
    "market with a price": ({**TAKE, "price": 3}, "price_rule 'market' has no use for 'price'"),
    "two sizes of a quota": ({**QUOTA, "volume": 1, "share": 0.5}, "gives volume and share"),
    "no size of a quota": (QUOTA, "gives no size"),
    "stock without an end": (
        {"lever": "stockpile", "place": "USA", "direction": "release", "volume": 2},
        "releases a stock without saying what it holds and until when",
    ),
    "stock that sells more than it holds": (
        {"lever": "stockpile", "place": "USA", "direction": "release", "volume": 4, "stock": 10, "end": 2028},
        "sells up to 12 by 2028 from a stock of 10",
    ),
    "royalty and tax above the rent": (
        {"lever": "ownership", "place": "USA", "owner": "JPN", "share": 0.5, "royalty": 0.6, "tax": 0.5},
        "royalty and tax come to 1.1 of the rent",
    ),
    "change below all": ({"lever": "demand", "users": ["JPN"], "change": -1}, "-1 is below what it can be"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_lever_that_asks_the_impossible_is_refused_with_its_rule(name: str) -> None:
    lever, message = BAD[name]
    named = {"name": "one", "mineral": "rare-earths", "start": 2026, "status": "guess", **lever}
    rest = {"title": "Made up", "date": dt.date(2026, 1, 1), "status": "hypothetical", "text": "Made up."}
    with pytest.raises(ValidationError, match=message):
        Deal.model_validate({"orecast": 1, "kind": "deal", "name": "made-up", **rest, "levers": [named]})
