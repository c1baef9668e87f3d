"""The game of 2025 over the real markets: its payoffs are those of the Stakes, and it hangs together."""

from pathlib import Path

import numpy as np
import pytest

from orecast._ground.errors import GameError
from orecast.deals import Ensemble, load_deal, moves, run
from orecast.games import Game, Outcome
from orecast.games.replies import replies
from orecast.games.shelf import cited, copied, library
from orecast.games.wider import wider
from orecast.games.worth import combinations_of
from orecast.stakes import stakes
from orecast.world import World

DRAWS = 40


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return Game.load("minerals-2025").run(draws=DRAWS)


@pytest.fixture(scope="module")
def outcome(ensemble: Ensemble) -> Outcome:
    return Game.load("minerals-2025").play(ensemble)


@pytest.mark.parametrize(
    ("state", "scenario"),
    [
        ("usa.agreement+ukr.sign+rus.rare_earths+rus.aluminium", "ua-us-minerals-2025"),
        ("usa.agreement+usa.reopen+rus.rare_earths+rus.aluminium", "ru-us-krasnoyarsk-aluminium-2025"),
        ("usa.agreement+usa.reopen+usa.invest+ukr.sign+rus.rare_earths+rus.aluminium", "all-deals"),
    ],
)
def test_money_in_a_state_is_the_net_present_value_of_its_deals(
    ensemble: Ensemble, outcome: Outcome, state: str, scenario: str
) -> None:
    headlines = stakes(ensemble.world, ensemble).headlines
    table = headlines.table
    for party in outcome.game.parties:
        wanted = (table["scenario"] == scenario) & (table["party"] == party) & (table["measure"] == "npv_5")
        (row,) = np.flatnonzero(wanted.to_numpy())
        money = next(one for one in outcome.weighed[party] if one.part.term.figure == "npv_5")
        found = money.value[:, outcome.game.state(state)]
        assert found == pytest.approx(headlines.draws[row], rel=1e-9, abs=1e-3)


def test_every_claim_of_the_game_is_borne_out_by_definition(outcome: Outcome) -> None:
    found = outcome.verify()
    assert found.claims == DRAWS * 3 * 4 * int((outcome.shares["GMR"] > 0).sum())
    assert not found.failed


def test_shares_are_shares_and_the_leading_state_leads(outcome: Outcome) -> None:
    assert all(np.all((share >= 0) & (share <= 1)) for share in outcome.shares.values())
    assert np.all(outcome.settles <= outcome.shares["R"])
    assert outcome.settles[outcome.leading] == outcome.settles.max()
    assert 0 <= outcome.nowhere <= 1 - outcome.settles.max()


def test_signing_cannot_be_undone_and_nothing_is_taken_that_is_not_offered() -> None:
    game = Game.load("minerals-2025")
    signed = game.state("usa.agreement+ukr.sign+rus.rare_earths+rus.aluminium")
    ukraine, america = game.position("ukr"), game.position("usa")
    assert game.form.moves(ukraine, signed).tolist() == []
    assert all("usa.agreement" in game.taken(int(to)) for to in game.form.moves(america, signed))
    with pytest.raises(GameError, match=r"'NNYNNNN' is no state of this game"):
        game.state("usa.invest")


def test_no_combination_is_missing_from_the_usual_scenarios() -> None:
    """Every mineral of the game is touched by two deals at most, so that the brief's own run holds all it needs."""
    assert combinations_of(Game.load("minerals-2025")) == ()
    assert combinations_of(Game.load("minerals-2025", include=["chn"])) == ()


def test_a_combination_is_solved_as_the_scenario_of_the_same_deals_is() -> None:
    game = Game.load("minerals-2025")
    names = tuple(deal.name for deal in game.deals)
    found = run(World.load(), game.deals, draws=3, years=(5,), reuse_identical=False, combinations=[names])
    for mineral, cases in found.cases.items():
        one, other = cases.case("all-deals", "none"), cases.case("+".join(names), "none")
        assert one != other
        prices = [found.solutions[mineral, case, 5].home_price for case in (one, other)]
        assert np.array_equal(prices[0], prices[1])
    assert found.scenarios == ("no-deal", *names, "all-deals")  # the usual tables do not change


def test_a_run_without_a_combination_is_refused(outcome: Outcome) -> None:
    game = outcome.game
    lacking = run(World.load(), [deal for deal in game.deals if deal.name != "ua-us-minerals-2025"], draws=2)
    with pytest.raises(GameError, match="the run does not hold ua-us-minerals-2025"):
        game.play(lacking)


def test_every_statement_has_a_source_or_says_that_it_is_a_judgement() -> None:
    for entry in library():
        for kind, said, source in cited(Game.load(entry.name)):
            assert source.strip(), (kind, said)
        assert 0 < entry.judgements < entry.statements


def test_a_copy_is_the_same_game_under_another_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(copied("minerals-2025", "mine"), encoding="utf-8")
    assert list(Game.load(path).form.vectors) == list(Game.load("minerals-2025").form.vectors)


def test_there_are_about_twelve_moves_each_with_a_mover_that_statistics_know() -> None:
    found = moves()
    assert len(found) >= 12
    assert {move.parties[0].party for move in found} == {"usa", "ukr", "rus", "chn", "eu"}
    assert all(load_deal(move.name) == move for move in found)


def test_a_counter_move_is_counted_by_what_its_mover_weighs() -> None:
    game = Game.load("minerals-2025")
    state = game.state("usa.agreement+ukr.sign+rus.rare_earths+rus.aluminium")
    found = replies(game, state, ["ukr-licences-titanium", "usa-tariff-chinese-graphite"], draws=DRAWS)
    assert [one.party for one in found] == ["usa", "ukr"]
    licences = found[1]
    assert licences.counted == "own weights"
    assert licences.q05 <= licences.q50 <= licences.q95
    assert licences.q50 > 0  # a large seller that holds back earns more a tonne
    assert licences.others["eu"] < 0  # and its buyers pay for it


def test_an_unknown_move_is_refused_with_its_near_names() -> None:
    game = Game.load("minerals-2025")
    with pytest.raises(GameError, match=r"unknown move 'ukr-licence-titanium'\. Did you mean ukr-licences-titanium"):
        replies(game, 0, ["ukr-licence-titanium"])


def test_optional_parties_join_where_the_run_holds_what_they_bring(outcome: Outcome) -> None:
    found = wider(outcome)
    assert found is not None
    assert found.joined == ("eu",)  # China's cut is no event of this run


def test_the_wider_game_settles_where_the_whole_game_with_those_parties_does(ensemble: Ensemble) -> None:
    found = wider(Game.load("minerals-2025").play(ensemble))
    assert found is not None
    assert found.game.today is not None
    whole = Game.load("minerals-2025", ["eu"]).play(ensemble)
    assert np.array_equal(found.settled, whole.settled)
    assert found.nowhere == whole.nowhere
    backing = dict(found.best_moves("eu", found.game.today))
    assert list(backing.values()) == [1.0]  # its order of statements is the same in every draw


def test_china_joins_with_its_event_and_cuts_in_the_draws_in_which_that_is_best() -> None:
    game = Game.load("minerals-2025", ["eu", "chn"])
    ensemble = game.run(draws=12)
    found = wider(Game.load("minerals-2025").play(ensemble))
    assert found is not None
    assert found.game.today is not None
    assert found.joined == ("eu", "chn")
    assert np.array_equal(found.settled, game.play(ensemble).settled)
    party = found.game.position("chn")
    for after, share in found.best_moves("chn", found.game.today):
        gained = found.payoffs[:, party, after] > found.payoffs[:, party, found.game.today]
        assert share <= gained.mean()
