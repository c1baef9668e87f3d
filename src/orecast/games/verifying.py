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

    Draws that rank the states alike are checked once.
    """
    game, form = outcome.game, outcome.game.form
    chosen = [s for s in outcome.order.tolist() if outcome.shares["GMR"][s] > 0] if states is None else list(states)
    first = np.unique(_ranks(outcome), axis=0, return_index=True)[1]
    failed = [
        (concept, party, form.vector(state), int(draw))
        for draw in first
        for state in chosen
        for n, party in enumerate(game.parties)
        for concept in CONCEPTS
        if is_stable(form, outcome.payoffs[draw], n, state, concept) != outcome.stable[concept][draw, n, state]
    ]
    claims = outcome.draws * len(chosen) * len(game.parties) * len(CONCEPTS)
    return Verified(claims, len(first), tuple(failed))


def _ranks(outcome: Outcome) -> Integers:
    """Place of each state in each party's ranking, equal ones alike. [draw, party * S]."""
    flat = outcome.payoffs.reshape(-1, outcome.payoffs.shape[-1])
    ranks = [np.unique(row, return_inverse=True)[1].reshape(-1) for row in flat]
    return np.stack(ranks).reshape(outcome.draws, -1).astype(np.int64)
