"""Laws of games from files: labels do not matter, paths keep their rule, thresholds and wants are what they say."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from tests.laws.test_game_laws import GAMES, random_game

from orecast._ground.arrays import Floats
from orecast.games import CONCEPTS, Form, Game, equilibria, form_of, is_stable, stabilities
from orecast.games.paths import NOT_REACHED, distances, surest_path
from orecast.games.verifying import verified

SOURCE = "judgement: made up for a test"


def test_the_names_and_the_order_of_parties_do_not_matter() -> None:
    for seed in range(200):
        form, payoffs = random_game(seed)
        order = np.random.default_rng(seed).permutation(len(form.parties))
        turned, states = reordered(form, [int(n) for n in order])
        found = stabilities(form, payoffs[None])
        again = stabilities(turned, payoffs[order][:, states][None])
        for concept in CONCEPTS:
            assert np.array_equal(again[concept][0], found[concept][0][order][:, states]), (seed, concept)


def reordered(form: Form, order: list[int]) -> tuple[Form, np.ndarray]:
    """The same game with its parties in another order, and the place of each new state in the old game."""
    firsts = np.cumsum([0, *(len(own) for own in form.options)])
    bits = [int(firsts[party]) + n for party in order for n in range(len(form.options[party]))]
    codes = np.arange(form.feasible.size)
    old = np.zeros_like(codes)
    for new_bit, old_bit in enumerate(bits):
        old |= ((codes >> new_bit) & 1) << old_bit
    options = {form.parties[party]: form.options[party] for party in order}
    made = form_of(options, form.feasible[old])
    turned = Form(made.parties, made.options, made.feasible, tuple(form.allowed[party] for party in order))
    return turned, form.position[old[turned.codes]]


def test_moves_that_do_not_chain_agree_with_the_definition() -> None:
    """A party that may go from a to b and from b to c, but not from a to c, cannot do so in two moves of its own."""
    for seed in range(300):
        form, payoffs = random_game(seed)
        rng = np.random.default_rng(seed + 10_000)
        broken = tuple(allowed & (rng.random(allowed.shape) < 0.6) for allowed in form.allowed)
        odd = Form(form.parties, form.options, form.feasible, broken)
        found = stabilities(odd, payoffs[None])
        for concept in CONCEPTS:
            by_definition = [
                [is_stable(odd, payoffs, party, state, concept) for state in range(len(odd.codes))]
                for party in range(len(odd.parties))
            ]
            assert np.array_equal(found[concept][0], by_definition), (seed, concept)


def walked(form: Form, start: int, payoffs: Floats | None) -> dict[int, int]:
    """Least number of moves to each state, by walking; no party moves twice in succession."""
    found, level, latest = {start: 0}, 0, {(start, -1)}
    seen = set(latest)
    while latest:
        level += 1
        latest = {
            (int(to), party)
            for at, last in latest
            for party in range(len(form.parties))
            if party != last
            for to in form.moves(party, at)
            if payoffs is None or payoffs[party, to] > payoffs[party, at]
        } - seen
        seen |= latest
        for to, _ in latest:
            found.setdefault(to, level)
    return found


def test_distances_are_those_of_a_walk() -> None:
    for seed in range(GAMES // 2):
        form, payoffs = random_game(seed)
        start = seed % len(form.codes)
        for chosen in (None, payoffs):
            got = distances(form, start, None if chosen is None else chosen[None])[0]
            wanted = walked(form, start, chosen)
            assert {s: int(n) for s, n in enumerate(got) if n != NOT_REACHED} == wanted, seed


def test_the_surest_path_improves_each_mover_and_ends_where_all_stay() -> None:
    rng = np.random.default_rng(5)
    for seed in range(100):
        form, payoffs = random_game(seed)
        draws = rng.integers(0, 6, (30, *payoffs.shape)).astype(np.float64)
        holds = equilibria(stabilities(form, draws))["R"]
        start = seed % len(form.codes)
        path = surest_path(form, draws, start, holds)
        reached = distances(form, start, draws) != NOT_REACHED
        possible = (holds & reached).any()
        assert (path is not None) == possible
        if path is None:
            continue
        held, at, last = np.ones(30, dtype=bool), start, -1
        for step in path.steps:
            assert step.party != last
            assert step.before == at
            held &= draws[:, step.party, step.after] > draws[:, step.party, step.before]
            at, last = step.after, step.party
        assert path.share == (held & holds[:, at]).mean()
        assert path.share >= holds[:, start].mean()  # standing still is a path too


def weighed_game(folder: Path, **changes: object) -> Game:
    """Two parties that weigh statements; written to a file and loaded."""
    values: dict[str, object] = {
        "orecast": 1,
        "kind": "game",
        "name": "weighed",
        "title": "Two parties that weigh statements",
        "source": SOURCE,
        "parties": [
            {"party": "usa", "options": [{"option": "lift"}]},
            {"party": "rus", "options": [{"option": "sell"}]},
        ],
        "preferences": [
            {
                "party": "usa",
                "by": "stakes",
                "terms": [
                    {"statement": "usa.lift and rus.sell", "weight": {"low": 0, "mode": 10, "high": 20}},
                    {"statement": "usa.lift", "weight": {"low": -16, "mode": -8, "high": 0}},
                ],
            },
            {"party": "rus", "by": "statements", "statements": ["usa.lift", "rus.sell if usa.lift", "not rus.sell"]},
        ],
        "today": {"taken": []},
    }
    path = folder / "weighed.yaml"
    path.write_text(yaml.safe_dump({**values, **changes}), encoding="utf-8")
    return Game.load(path)


def test_the_share_of_draws_is_that_of_the_drawn_weights(tmp_path: Path) -> None:
    outcome = weighed_game(tmp_path).play(draws=4000)
    both = outcome.game.state("usa.lift+rus.sell")
    sale, cost = (one.weight for one in outcome.weighed["usa"])
    assert outcome.stable["R"][:, 0, both].tolist() == (sale + cost >= 0).tolist()
    assert outcome.shares["R"][both] == pytest.approx(0.5 + 0.5 * 0.22, abs=0.06)  # the sale is worth 2 more on average


def test_a_threshold_is_where_half_of_the_draws_turn(tmp_path: Path) -> None:
    outcome = weighed_game(tmp_path).play(draws=4000)
    both = outcome.game.state("usa.lift+rus.sell")
    first = next(flip for flip in outcome.flips(both) if flip.key == "usa/usa.lift and rus.sell")
    cost = outcome.weighed["usa"][1].weight
    assert first.keeps == "above"
    assert first.flips_at == pytest.approx(float(np.median(-cost)), rel=1e-3)  # worth more than the median cost


def test_what_is_wanted_is_enough_and_nothing_less_is(tmp_path: Path) -> None:
    outcome = weighed_game(tmp_path).play(draws=1001)
    found = outcome.want("usa", "usa.lift", over="none")
    assert found.share == 0  # lifting alone only costs
    payment = next(change for change in found.changes if change.key == "payment")
    cost = -outcome.weighed["usa"][1].weight
    assert payment.needed == pytest.approx(float(np.sort(cost)[500]))  # half of the draws: the middle cost of 1,001
    assert payment.share >= 0.5 > (cost <= payment.needed * (1 - 1e-9)).mean()
    weight = found.changes[0]
    assert (weight.key, weight.needed, weight.share) == ("usa/usa.lift", 0.0, 1.0)


def test_a_statement_moved_up_is_named_when_it_is_enough(tmp_path: Path) -> None:
    game = weighed_game(tmp_path)
    found = game.play(draws=10).want("rus", "none", over="usa.lift+rus.sell")
    assert not found.is_so
    assert found.changes == () or all(change.unit == "place" for change in found.changes)
    kept = game.play(draws=10).want("rus", "usa.lift", over="usa.lift+rus.sell")
    assert [(change.key, change.was, change.needed) for change in kept.changes] == [("not rus.sell", 3.0, 2.0)]


def test_a_statement_moved_down_is_named_where_no_move_up_is_enough(tmp_path: Path) -> None:
    parties = [
        {"party": "usa", "options": [{"option": "lift"}, {"option": "buy"}]},
        {"party": "rus", "options": [{"option": "sell"}]},
    ]
    order = ["one(lift, buy)", "not buy", "not lift"]
    aims = [
        {"party": "usa", "by": "statements", "statements": order},
        {"party": "rus", "by": "statements", "statements": ["sell"]},
    ]
    found = weighed_game(tmp_path, parties=parties, preferences=aims).play(draws=2).want("usa", "none")
    # as good as every move away from it, lifting or buying alone, only once both refusals come first
    assert [(change.key, change.was, change.needed) for change in found.changes] == [("one(lift, buy)", 1.0, 3.0)]
    assert "after 'not lift'" in found.changes[0].what


def test_a_claim_that_fails_in_a_later_draw_of_a_ranking_is_found(tmp_path: Path) -> None:
    outcome = weighed_game(tmp_path).play(draws=50)
    state = outcome.game.state("usa.lift+rus.sell")
    assert verified(outcome, [state]).failed == ()
    outcome.stable["GMR"][41, 1, state] ^= True
    assert verified(outcome, [state]).failed == (("GMR", "rus", outcome.game.form.vector(state), 41),)


def test_the_same_seed_repeats_and_another_does_not(tmp_path: Path) -> None:
    game = weighed_game(tmp_path)
    one, same, other = (game.play(draws=50, seed=seed).payoffs for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_an_optional_party_that_stays_out_stays_as_today(tmp_path: Path) -> None:
    parties = [
        {"party": "usa", "options": [{"option": "lift"}]},
        {"party": "rus", "optional": True, "options": [{"option": "sell"}]},
    ]
    game = weighed_game(tmp_path, parties=parties, today={"taken": ["rus.sell"]})
    assert game.parties == ("usa",)
    assert list(game.form.vectors) == ["N", "Y"]
    lifted = game.state("usa.lift")
    sale = game.aims[0].parts[0]
    assert sale.held is not None
    assert sale.held[lifted] == 1  # Russia sells, as today
    assert Game.load(tmp_path / "weighed.yaml", include=["rus"]).parties == ("usa", "rus")


def test_chicken_has_its_textbook_answer(tmp_path: Path) -> None:
    """Two drivers may swerve: the states in which one does are Nash; both swerving holds for who fears any answer.

    By hand: whoever drives on after both swerved is punished by a crash, which harms the punisher too: GMR and SMR, not
    SEQ.
    """
    parties = [{"party": name, "options": [{"option": "swerve"}]} for name in ("one", "two")]
    preferences = [
        {"party": "one", "by": "ranking", "ranking": ["NY > YY > YN > NN"]},
        {"party": "two", "by": "statements", "statements": ["1 | 2", "1", "-2"]},
    ]
    values = {"parties": parties, "preferences": preferences, "today": None}
    path = tmp_path / "weighed.yaml"
    base = {"orecast": 1, "kind": "game", "name": "weighed", "title": "Chicken", "source": SOURCE}
    path.write_text(yaml.safe_dump({**base, **{k: v for k, v in values.items() if v}}), encoding="utf-8")
    outcome = Game.load(path).play()
    holding = {
        concept: {outcome.game.form.vector(int(state)) for state in np.flatnonzero(held[0])}
        for concept, held in outcome.holds.items()
    }
    assert holding == {
        "R": {"NY", "YN"},
        "GMR": {"NY", "YN", "YY"},
        "SMR": {"NY", "YN", "YY"},
        "SEQ": {"NY", "YN"},
    }
    assert outcome.path is None  # there is no today to start from
