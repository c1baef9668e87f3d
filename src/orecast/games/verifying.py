"""Claimed stabilities checked again by definition: one state, one draw, one party at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Integers
from orecast.games.definition import is_stable
from orecast.games.outcome import Outcome
from orecast.games.stability import CONCEPTS


@dataclass(frozen=True)
class Verified:
    """How many claims were checked (state, draw, party, concept), in how many different rankings, and which failed.

    failed  (concept, party, state, draw) of each claim that the definition does not bear out; none, one hopes
    """

    claims: int
    rankings: int
    failed: tuple[tuple[str, str, str, int], ...]


def verified(outcome: Outcome, states: Sequence[int] | None = None) -> Verified:
    """Check what is claimed of some states, stable or not; of all that hold in some draw where none are named.

    Each different ranking is checked by definition in one draw; the claims of every draw are held against the answer
    for its ranking.
    """
    form = outcome.game.form
    chosen = [s for s in outcome.order.tolist() if outcome.shares["GMR"][s] > 0] if states is None else list(states)
    _, first, ranking = np.unique(_ranks(outcome), axis=0, return_index=True, return_inverse=True)
    failed: list[tuple[str, str, str, int]] = []
    for concept in CONCEPTS:
        by_definition = np.array([_held(outcome, int(draw), chosen, concept) for draw in first])
        claimed = outcome.stable[concept][:, :, chosen]
        for draw, party, at in np.argwhere(by_definition[ranking.reshape(-1)] != claimed):
            failed.append((concept, outcome.game.parties[party], form.vector(chosen[at]), int(draw)))
    return Verified(len(CONCEPTS) * outcome.draws * len(outcome.game.parties) * len(chosen), len(first), tuple(failed))


def _held(outcome: Outcome, draw: int, states: Sequence[int], concept: str) -> list[list[bool]]:
    """Whether each state is stable for each party, by definition. [party][state]."""
    game = outcome.game
    payoffs = outcome.payoffs[draw]
    return [[is_stable(game.form, payoffs, n, state, concept) for state in states] for n in range(len(game.parties))]


def _ranks(outcome: Outcome) -> Integers:
    """Place of each state in each party's ranking, equal ones alike. [draw, party * S]."""
    flat = outcome.payoffs.reshape(-1, outcome.payoffs.shape[-1])
    ranks = [np.unique(row, return_inverse=True)[1].reshape(-1) for row in flat]
    return np.stack(ranks).reshape(outcome.draws, -1).astype(np.int64)
