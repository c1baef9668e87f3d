"""Stakes on the real statistics: accounts add up, the deal that touches nothing changes nothing, pairs are paired."""

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from orecast._ground.errors import LabelError
from orecast.deals import Ensemble, run
from orecast.market import accounts
from orecast.stakes import Stakes, stakes
from orecast.stakes.basis import basis_of
from orecast.stakes.discounting import HEADLINE_RATE, present_value
from orecast.stakes.parties import REST_OF_WORLD, parties_of, weights_of
from orecast.stakes.settle import real_price
from orecast.world import World

DEALS = ["ru-us-rare-earths-2025", "ru-us-krasnoyarsk-aluminium-2025"]
CUT = "china-rare-earth-cut"
DRAWS = 64


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


@pytest.fixture(scope="module")
def ensemble(world: World) -> Ensemble:
    return run(world, DEALS, [CUT], draws=DRAWS, years=(1, 5, 10))


@pytest.fixture(scope="module")
def settled(world: World, ensemble: Ensemble) -> Stakes:
    return stakes(world, ensemble)


def test_parties_share_out_every_origin_and_user(ensemble: Ensemble, settled: Stakes) -> None:
    for mineral, item in ensemble.minerals.items():
        market, _, _ = ensemble.equilibria(mineral, "no-deal", "none", 5)
        weights = weights_of(settled.parties, market, item.balance)
        assert np.all(weights.origins >= -1e-12)
        assert np.all(weights.users >= -1e-12)
        assert weights.origins.sum(axis=0) == pytest.approx(np.ones(len(market.origins)))


def test_a_member_of_a_shown_group_is_not_taken_from_the_rest_of_the_world_twice(ensemble: Ensemble) -> None:
    market, _, _ = ensemble.equilibria("aluminium", "no-deal", "none", 5)
    balance = ensemble.minerals["aluminium"].balance
    parties = parties_of(["USA", "DEU"])
    assert list(parties) == ["USA", "DEU", "chn", "eu", "UKR-occupied"]
    weights, without = weights_of(parties, market, balance), weights_of(parties_of(["USA"]), market, balance)
    assert weights.users[-1] == pytest.approx(without.users[-1])
    assert weights.users[-1].min() >= -1e-12
    assert weights.users[1, market.users.index("DEU")] == 1


def test_the_gains_of_all_parties_add_up_to_the_worlds(world: World, ensemble: Ensemble, settled: Stakes) -> None:
    total = np.zeros(DRAWS)
    for mineral in ensemble.minerals:
        worth = {}
        for scenario in ("no-deal", "all-deals"):
            books = accounts(*ensemble.equilibria(mineral, scenario, "none", 10))
            users = books.user_surplus + books.tariff_revenue - books.commitment_cost
            worth[scenario] = users.sum(axis=-1) + books.quasi_rent.sum(axis=-1)
        total += (worth["all-deals"] - worth["no-deal"]) * real_price(world, mineral)
    parties = [*settled.parties, REST_OF_WORLD]
    means = [float(settled.figure("net_gain", party, "all-deals", year=10)["mean"]) for party in parties]
    assert sum(means) == pytest.approx(total.mean(), rel=1e-6)


def test_a_deal_does_not_touch_the_minerals_it_does_not_name(settled: Stakes) -> None:
    row = settled.figure("net_gain", "chn", "ru-us-krasnoyarsk-aluminium-2025", mineral="rare-earths", year=5)
    assert row[["q05", "q50", "q95", "mean"]].tolist() == [0, 0, 0, 0]


def test_the_parts_of_a_users_loss_add_up_to_it(settled: Stakes) -> None:
    def mean(measure: str) -> float:
        return float(settled.figure(measure, "usa", "all-deals", mineral="aluminium", year=5)["mean"])

    parts = [mean(measure) for measure in ("dearer_tonnes", "tonnes_forgone", "switching_cost")]
    assert sum(parts) == pytest.approx(mean("user_surplus"), rel=1e-9)


def test_a_cut_by_china_makes_rare_earths_dearer_abroad_in_nine_draws_of_ten(settled: Stakes) -> None:
    cut = settled.map[
        (settled.map["scenario"] == "no-deal") & (settled.map["mineral"] == "rare-earths") & (settled.map["year"] == 1)
    ].set_index("place")
    assert (cut.loc[["DEU", "JPN"], "q05"] > 0).all()


def test_under_an_event_a_deal_is_compared_with_no_deal_under_the_same_event(settled: Stakes) -> None:
    alone = settled.map[(settled.map["scenario"] == DEALS[1]) & (settled.map["mineral"] == "rare-earths")]
    assert set(alone["event"]) == {"none", CUT}  # the aluminium deal moves no rare earths, cut or no cut
    assert np.abs(alone[["q05", "q50", "q95"]].to_numpy()).max() == 0


def test_insurance_value_is_the_loss_avoided(settled: Stakes) -> None:
    total = settled.figure("total_value", "eu", "all-deals", event=CUT)["mean"]
    quiet = settled.figure("npv_5", "eu", "all-deals")["mean"]
    avoided = settled.figure("insurance_value", "eu", "all-deals", event=CUT)["mean"]
    assert avoided == pytest.approx(total - quiet, rel=1e-6)


def test_the_present_value_of_mean_gains_is_the_mean_present_value(settled: Stakes) -> None:
    gains = [float(settled.figure("net_gain", "rus", "all-deals", year=year)["mean"]) for year in (1, 5, 10)]
    worth = present_value(np.array(gains)[:, None], (1, 5, 10), HEADLINE_RATE)[0]
    assert settled.figure("npv_5", "rus", "all-deals")["mean"] == pytest.approx(worth)


def test_no_new_mine_of_the_rare_earth_offer_runs_in_the_first_year(settled: Stakes) -> None:
    first = settled.timeline[(settled.timeline["deal"] == DEALS[0]) & (settled.timeline["year"] == 1)]
    assert len(first) > 3
    assert first["q95"].max() == 0


def test_what_the_numbers_rest_on_is_counted(settled: Stakes, ensemble: Ensemble) -> None:
    basis = settled.basis.set_index("key")["value"]
    assert basis["unsolved_draws"] == 0
    assert basis["solves"] == ensemble.solves
    assert basis["assumed_parameters"] > 10
    assert basis["merged_places_aluminium"] > 50


def test_a_draw_that_does_not_clear_is_counted(world: World, ensemble: Ensemble) -> None:
    key, solution = next(iter(ensemble.solutions.items()))
    status = solution.status.copy()
    status[:3] = 1
    failed = replace(ensemble, solutions={**ensemble.solutions, key: replace(solution, status=status)})
    basis = basis_of(world, failed).set_index("key")["value"]
    assert basis["unsolved_draws"] == 3


def test_the_chance_of_a_lever_is_the_share_of_draws_in_which_it_is_on(settled: Stakes, ensemble: Ensemble) -> None:
    shown = settled.timeline.drop_duplicates(["deal", "lever"]).set_index(["deal", "lever"])["success"]
    drawn = [lever for name in ensemble.minerals for lever in ensemble.levers(name, "all-deals")]
    told = {(lever.deal, lever.lever.name): float(np.mean(lever.is_on)) for lever in drawn}
    assert len(shown) > 5
    assert shown.to_dict() == {key: told[key] for key in shown.index}


def test_a_price_of_2022_is_raised_to_the_dollars_of_2024() -> None:
    quoted = SimpleNamespace(price=lambda mineral: (100.0, "a series", 2022))
    assert real_price(cast(World, quoted), "any") == pytest.approx(100 * 313.689 / 292.655)  # CPI-U, BLS


def test_an_unknown_figure_is_named_with_what_there_is(settled: Stakes) -> None:
    with pytest.raises(LabelError, match=r"no figure with measure 'joy' among .* There is: price_paid, "):
        settled.figure("joy", "usa", "all-deals")
