"""Levers become the Shock that a hand calculation gives."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from tests.rooms.deals.conftest import closed, market_of

from orecast._ground.errors import DealError
from orecast.deals.changes import Setting
from orecast.deals.compiling import compile_shock, leak
from orecast.deals.drawn import DrawnLever, drawn_levers, effective, in_force, tonnes
from orecast.deals.schema import Deal
from orecast.market import Shock
from orecast.world import Balance


def drawn(*levers: dict[str, Any], draws: int = 1) -> tuple[DrawnLever, ...]:
    """Levers of a made-up deal on rare earths."""
    common = {"mineral": "rare-earths", "start": 2026, "status": "guess"}
    named = [{"name": f"lever-{n}", **common, **lever} for n, lever in enumerate(levers)]
    deal = Deal.model_validate(
        {
            "orecast": 1,
            "kind": "deal",
            "name": "made-up",
            "title": "Made up",
            "date": dt.date(2026, 1, 1),
            "status": "hypothetical",
            "text": "Made up.",
            "levers": named,
        }
    )
    return drawn_levers(deal, "rare-earths", 1, draws)


def shock_of(setting: Setting, *levers: dict[str, Any]) -> Shock:
    shock = compile_shock(drawn(*levers), setting)
    assert shock is not None
    return shock


BAN = {"lever": "embargo", "place": "CHN", "targets": ["all"]}


def test_no_lever_is_no_shock(balance: Balance) -> None:
    assert compile_shock([], market_of(balance)) is None


def test_a_lever_before_its_start_is_no_shock(balance: Balance) -> None:
    assert compile_shock(drawn({**BAN, "by": "exporter", "start": 2031}), market_of(balance)) is None


def test_a_lever_after_its_end_is_no_shock(balance: Balance) -> None:
    assert compile_shock(drawn({**BAN, "by": "exporter", "end": 2029}), market_of(balance)) is None


def test_an_exporters_ban_stops_its_own_goods_abroad_and_nothing_at_home(balance: Balance) -> None:
    access = shock_of(market_of(balance), {**BAN, "by": "exporter"}).access
    assert access is not None
    assert access[0].tolist() == [[1, 0, 0], [1, 1, 1]]  # origins CHN, USA; users CHN, JPN, USA


def test_a_processors_ban_also_stops_what_only_passed_through(balance: Balance) -> None:
    setting = market_of(balance)
    access = shock_of(setting, {**BAN, "by": "processor"}).access
    assert access is not None
    chn, jpn, usa = 0, 1, 2
    # whatever American ore reaches Japan has crossed China
    assert access[0, 1, jpn] == pytest.approx(0)
    # America sends 30 of its 50 to China, which sends 10 of its 130 back: 0.6 / 13 of what it uses has been round
    assert access[0, 1, usa] == pytest.approx(1 - 0.6 / 13)
    assert access[0, :, chn].tolist() == [1, 1]


def test_an_importers_ban_stops_the_named_origins_only(balance: Balance) -> None:
    lever = {"lever": "embargo", "by": "importer", "place": "USA", "targets": ["CHN"]}
    access = shock_of(market_of(balance), lever).access
    assert access is not None
    assert access[0].tolist() == [[1, 1, 0], [1, 1, 1]]


def test_leakage_of_one_is_a_no_op_and_of_zero_a_ban() -> None:
    assert leak(np.array([1.0, 0.0]), np.array([0.7, 0.7]), np.array([2.0, 2.0])).tolist() == [1, 0]


def test_leakage_is_a_cost_and_a_barrier_on_the_route() -> None:
    theta, leakage, detour = 2.0, 0.3, 0.5
    barrier = detour * (1 - leakage) - np.log(leakage) / theta  # τ of M15
    assert leak(np.array(leakage), np.array(detour), np.array(theta)) == pytest.approx(np.exp(-theta * barrier))


def test_a_ban_on_a_share_leaves_the_rest(balance: Balance) -> None:
    access = shock_of(market_of(balance), {**BAN, "by": "exporter", "share": 0.6, "leakage": 0.5}).access
    assert access is not None
    assert access[0, 0, 1] == pytest.approx(1 - 0.6 * (1 - 0.5))


def test_only_the_tonnes_that_take_the_detour_bear_its_cost(balance: Balance) -> None:
    lever = {**BAN, "by": "exporter", "share": 0.6, "leakage": 0.5, "detour_cost": 0.4}
    shock = shock_of(market_of(balance), lever)
    assert shock.access is not None
    assert shock.detour is not None
    arriving = shock.access[0, 0, 1] - (1 - 0.6)  # of every 100 t, 40 are not hit and some of the 60 take the detour
    assert shock.detour[0, 0, 1] * shock.access[0, 0, 1] == pytest.approx(0.4 * (1 - 0.5) * arriving)


def test_a_merged_place_is_hit_by_its_share_of_the_rests_flow(balance: Balance) -> None:
    setting = market_of(balance, merge_below=0.06)  # Japan, 5 of 140 used, merges into a rest
    assert "JPN" not in setting.market.users
    rest = next(n for n, name in enumerate(setting.market.users) if name.startswith("rest of"))
    access = shock_of(setting, {**BAN, "by": "exporter", "targets": ["JPN"]}).access
    assert access is not None
    assert access[0, 0, rest] == pytest.approx(0, abs=1e-6)


def test_new_capacity_adds_tonnes_and_ramps_up(balance: Balance) -> None:
    lever = {"lever": "capacity", "place": "USA", "direction": "new", "volume": 50, "start": 2028, "ramp_years": 4}
    added = shock_of(market_of(balance), lever).added_supply
    assert added is not None
    assert added[0].tolist() == [0, 25]


def test_lost_capacity_scales_supply(balance: Balance) -> None:
    lever = {"lever": "capacity", "place": "USA", "direction": "lost", "volume": 10}
    scale = shock_of(market_of(balance), lever).supply_scale
    assert scale is not None
    assert scale[0] == pytest.approx([1, 0.75], rel=1e-4)


def test_a_place_cannot_lose_more_than_it_makes(balance: Balance) -> None:
    lever = {"lever": "capacity", "place": "USA", "direction": "lost", "volume": 60}
    with pytest.raises(DealError, match="USA loses up to 60 a year of rare-earths, and produces 40"):
        compile_shock(drawn(lever), market_of(balance))


def test_control_moves_output_to_another_place(balance: Balance) -> None:
    shock = shock_of(market_of(balance), {"lever": "control", "place": "USA", "to": "CHN", "share": 0.5})
    assert shock.supply_scale is not None
    assert shock.added_supply is not None
    assert shock.supply_scale[0] == pytest.approx([1, 0.5])
    assert shock.added_supply[0] == pytest.approx([20, 0], rel=1e-4)


def test_a_tariff_is_a_level(balance: Balance) -> None:
    lever = {"lever": "tariff", "importer": "USA", "origins": ["CHN"], "rate": 0.25}
    tariff = shock_of(market_of(balance), lever).tariff
    assert tariff is not None
    assert tariff[0].tolist() == [[0, 0, 0.25], [0, 0, 0]]


def test_a_lifted_sanction_reopens_the_route_with_the_tariff_that_stays(balance: Balance) -> None:
    setting = closed(market_of(balance), "CHN", "USA")
    lever = {"lever": "lifted_sanction", "importer": "USA", "origin": "CHN", "tariff": 0.1}
    shock = shock_of(setting, lever)
    assert shock.tariff is not None
    assert shock.access is not None
    assert shock.tariff[0, 0, 2] == pytest.approx(0.1)
    assert np.all(shock.access == 1)


def test_an_offtake_of_a_project_binds_its_share_of_what_is_built(balance: Balance) -> None:
    mine = {"lever": "project", "name": "mine", "place": "USA", "volume": 60, "lead_time": 2, "ramp_years": 4}
    take = {"lever": "offtake", "origin": "USA", "buyer": "JPN", "of": "mine", "share": 0.5}
    shock = shock_of(market_of(balance), {**mine, "success": 1}, take)  # in 2030, half of its ramp
    (limit,) = shock.limits
    assert np.argwhere(limit.counts).tolist() == [[1, 1]]
    assert limit.tonnes[0] == pytest.approx(15)


def test_two_offtakes_on_one_route_add_up(balance: Balance) -> None:
    take = {"lever": "offtake", "origin": "USA", "buyer": "JPN", "volume": 2}
    (limit,) = shock_of(market_of(balance), take, {**take, "volume": 3}).limits
    assert limit.tonnes[0] == 5


def test_a_place_that_is_not_in_the_market_is_named_with_those_that_are(balance: Balance) -> None:
    lever = {"lever": "capacity", "place": "BRA", "direction": "new", "volume": 10}
    with pytest.raises(DealError, match=r"no place 'BRA' as an origin.*Places there: CHN, USA"):
        compile_shock(drawn(lever), market_of(balance))


def test_a_project_that_fails_yields_nothing_and_one_that_succeeds_its_ramp() -> None:
    mine = {"lever": "project", "place": "USA", "volume": 100, "lead_time": 4, "ramp_years": 2, "success": 0.25}
    (lever,) = drawn(mine, draws=256)
    assert np.mean(lever.is_on) == pytest.approx(0.25, abs=0.01)
    assert set(tonnes(lever, 2029)) == {0.0}
    assert set(tonnes(lever, 2031)) == {0.0, 50.0}
    assert set(tonnes(lever, 2033)) == {0.0, 100.0}


def test_an_uncertain_lever_is_in_force_in_its_share_of_draws() -> None:
    (lever,) = drawn({**BAN, "by": "exporter", "probability": 0.5}, draws=512)
    assert np.mean(in_force(lever, 2030)) == pytest.approx(0.5, abs=0.01)


def test_a_commitment_on_a_banned_route_is_refused(balance: Balance) -> None:
    take = {"lever": "offtake", "origin": "CHN", "buyer": "USA", "volume": 2}
    with pytest.raises(DealError, match="requires the flow from CHN to USA in 2030, which is banned in 1 of 1 draws"):
        compile_shock(drawn(take), closed(market_of(balance), "CHN", "USA"))


def test_a_commitment_above_capacity_is_refused(balance: Balance) -> None:
    take = {"lever": "offtake", "origin": "USA", "buyer": "JPN", "volume": 100}
    with pytest.raises(DealError, match=r"require up to 100 a year from USA to JPN in 2030, 1\.25 times"):
        compile_shock(drawn(take), market_of(balance))


def test_only_levers_with_an_effect_in_the_year_count() -> None:
    mine = {"lever": "project", "name": "mine", "place": "USA", "volume": 60, "lead_time": 4, "ramp_years": 2}
    take = {"lever": "offtake", "origin": "USA", "buyer": "JPN", "of": "mine", "share": 0.5}
    levers = drawn({**mine, "success": 1}, take, {**BAN, "by": "exporter", "end": 2028})
    assert [item.lever.name for item in effective(levers, 2027)] == ["lever-2"]
    assert [item.lever.name for item in effective(levers, 2030)] == []
    assert [item.lever.name for item in effective(levers, 2031)] == ["mine", "lever-1"]
