"""A game that was played, once more with its optional parties: where it settles then, and what they would do.

Only what settling needs is computed (Nash and improving moves from today), over the same draws and the same markets.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orecast._ground.arrays import Booleans, Floats
from orecast.deals.cases import JOIN, NO_EVENT
from orecast.games.game import Game
from orecast.games.loading import load_game
from orecast.games.outcome import Outcome, payoffs_of
from orecast.games.paths import NOT_REACHED, distances
from orecast.games.stability import improvements
from orecast.games.worth import Worth, combinations_of


@dataclass(frozen=True, eq=False)
class Wider:
    """A game with optional parties in it.

    Shapes  payoffs [draw, party, S]; settled [draw, S]: Nash equilibria that improving moves reach from today.
    """

    game: Game
    joined: tuple[str, ...]
    payoffs: Floats
    settled: Booleans

    @cached_property
    def settles(self) -> Floats:
        """Share of draws in which it settles in each state. [S]."""
        found: Floats = self.settled.mean(axis=0)
        return found

    @property
    def nowhere(self) -> float:
        """Share of draws in which it settles in no state."""
        return float((~self.settled.any(axis=1)).mean())

    def best_moves(self, party: str, state: int) -> Iterator[tuple[int, float]]:
        """Each state that a party can move to, with the share of draws in which that is its best move, and a gain."""
        n = self.game.position(party)
        payoff, moves = self.payoffs[:, n], self.game.form.moves(n, state)
        for after in moves.tolist():
            best = payoff[:, [*moves, state]].max(axis=1)
            yield after, float(((payoff[:, after] >= best) & (payoff[:, after] > payoff[:, state])).mean())


def wider(outcome: Outcome) -> Wider | None:
    """The game of the library that was played, with every optional party whose moves the run can weigh.

    None where there is no such party, where the game has no today, or where no markets were solved.
    """
    game = outcome.game
    optional = [one.party for one in game.file.parties if one.optional and one.party not in game.parties]
    if game.today is None or outcome.worth is None:
        return None
    joined = tuple(party for party in optional if _can_weigh(load_game(game.name, (party,)), outcome.worth))
    if not joined:
        return None
    larger = load_game(game.name, (*game.parties, *joined))
    if not _can_weigh(larger, outcome.worth) or larger.today is None:
        return None
    payoffs, _ = payoffs_of(larger, outcome.worth, outcome.draws, outcome.seed)
    return Wider(larger, joined, payoffs, _settled(larger, larger.today, payoffs))


def _can_weigh(game: Game, worth: Worth) -> bool:
    """Whether the run holds the game's events and every combination of deals and events that some state brings."""
    ensemble = worth.ensemble
    if not {event.name for event in game.events} <= {event.name for event in ensemble.events}:
        return False
    held = next(iter(ensemble.cases.values())).number
    return all((JOIN.join(names), NO_EVENT) in held for names in combinations_of(game, ensemble.deals, ensemble.events))


def _settled(game: Game, today: int, payoffs: Floats) -> Booleans:
    holds = np.all(
        [improvements(game.form, payoffs[:, n], n) <= payoffs[:, n] for n in range(len(game.parties))], axis=0
    )
    found: Booleans = holds & (distances(game.form, today, payoffs) != NOT_REACHED)
    return found
