"""Laws of the graph model on random games of up to three parties and sixteen states."""

import numpy as np

from orecast._ground.arrays import Floats
from orecast.games import CONCEPTS, Form, form_of, is_stable, stabilities
from orecast.games.form import MOVES

GAMES = 1000


def random_game(seed: int) -> tuple[Form, Floats]:
    """One to three parties, at most four options in all, some states ruled out, some moves irreversible, some ties."""
    rng = np.random.default_rng(seed)
    sizes = ([1], [2], [1, 1], [2, 1], [2, 2], [1, 1, 1], [2, 1, 1])[rng.integers(7)]
    options = {f"party{p}": [f"option{o}" for o in range(size)] for p, size in enumerate(sizes)}
    feasible = rng.random(2 ** sum(sizes)) < 0.8
    feasible[rng.integers(feasible.size)] = True
    moves = {f"{party}.{own[0]}": str(rng.choice(MOVES)) for party, own in options.items()}
    form = form_of(options, feasible, moves)
    return form, rng.integers(0, 6, (len(sizes), len(form.codes))).astype(np.float64)


def test_a_search_by_definition_agrees_on_a_thousand_random_games() -> None:
    for seed in range(GAMES):
        form, payoffs = random_game(seed)
        found = stabilities(form, payoffs[None])
        for concept in CONCEPTS:
            by_definition = [
                [is_stable(form, payoffs, party, state, concept) for state in range(len(form.codes))]
                for party in range(len(form.parties))
            ]
            assert np.array_equal(found[concept][0], by_definition), (seed, concept)


def test_stronger_concepts_hold_in_fewer_states() -> None:
    for seed in range(GAMES):
        form, payoffs = random_game(seed)
        found = stabilities(form, payoffs[None])
        for strong, weak in (("R", "SMR"), ("SMR", "GMR"), ("R", "SEQ"), ("SEQ", "GMR")):
            assert np.all(found[weak] | ~found[strong]), (seed, strong, weak)


def test_only_the_order_of_payoffs_counts() -> None:
    for seed in range(100):
        form, payoffs = random_game(seed)
        plain, curved = stabilities(form, payoffs[None]), stabilities(form, np.exp(payoffs)[None] - 3)
        assert all(np.array_equal(plain[concept], curved[concept]) for concept in CONCEPTS)


def test_draws_are_judged_one_by_one() -> None:
    form, payoffs = random_game(7)
    rng = np.random.default_rng(0)
    draws = rng.integers(0, 6, (20, *payoffs.shape)).astype(np.float64)
    batch = stabilities(form, draws)
    for n, draw in enumerate(draws):
        alone = stabilities(form, draw[None])
        assert all(np.array_equal(batch[concept][n], alone[concept][0]) for concept in CONCEPTS)
