"""`Outcome`: which states hold in what share of draws, how one gets there, and what would flip it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast.games import flips
from orecast.games.aims import Aim
from orecast.games.flips import Flip, Weighed
from orecast.games.game import Game
from orecast.games.paths import NOT_REACHED, Path, distances, surest_path
from orecast.games.stability import equilibria, stabilities
from orecast.games.worth import Worth, worth_of

if TYPE_CHECKING:
    from orecast.deals import Ensemble
    from orecast.games.meeting import Meeting
    from orecast.games.verifying import Verified
    from orecast.games.wanted import Wanted
    from orecast.stakes.figures import Grid

MOST_ROWS = 10


@dataclass(frozen=True, eq=False)
class Outcome:
    """A game that was played.

    Shapes  payoffs [draw, party, S], US dollars of present value for parties that weigh stakes, ranks for the others;
            stable[concept] [draw, party, S]; holds[concept] [draw, S]; weighed[party]: the parts behind its payoff.
    """

    game: Game
    payoffs: Floats
    weighed: Mapping[str, tuple[Weighed, ...]]
    stable: Mapping[str, Booleans]
    holds: Mapping[str, Booleans]
    seed: int
    worth: Worth | None = None

    def __repr__(self) -> str:
        """One line: the game, its draws, and where it settles most often."""
        led, share = self.game.form.vector(self.leading), self.settles[self.leading]
        return f"Outcome({self.game.name!r}: {self.draws} draws; settles in {led} in {share:.1%})"

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.payoffs)

    @cached_property
    def shares(self) -> dict[str, Floats]:
        """Share of draws in which each state is an equilibrium of each kind. [S]."""
        return {name: found.mean(axis=0) for name, found in self.holds.items()}

    @cached_property
    def moves_to(self) -> Integers | None:
        """Least number of improving moves from today to each state, -1 where none leads there. [draw, S]."""
        return None if self.game.today is None else distances(self.game.form, self.game.today, self.payoffs)

    @cached_property
    def settled(self) -> Booleans:
        """Where a state is a Nash equilibrium that improving moves reach from today (or that is today's). [draw, S]."""
        if self.moves_to is None:
            return self.holds["R"]
        found: Booleans = self.holds["R"] & (self.moves_to != NOT_REACHED)
        return found

    @cached_property
    def settles(self) -> Floats:
        """Share of draws in which the game settles in each state; in one draw it can settle in several. [S]."""
        found: Floats = self.settled.mean(axis=0)
        return found

    @property
    def nowhere(self) -> float:
        """Share of draws in which the game settles in no state."""
        return float((~self.settled.any(axis=1)).mean())

    @property
    def several(self) -> float:
        """Share of draws in which it settles in more than one state."""
        return float((self.settled.sum(axis=1) > 1).mean())

    @cached_property
    def order(self) -> Integers:
        """States, the likeliest to settle in first; then by the shares of R, SEQ, SMR and GMR, then by number. [S]."""
        keys = [self.shares[name] for name in ("GMR", "SMR", "SEQ", "R")]
        return np.lexsort((np.arange(len(self.settles)), *(-key for key in keys), -self.settles)).astype(np.int64)

    @property
    def leading(self) -> int:
        """The state in which the game settles in the largest share of draws."""
        return int(self.order[0])

    @cached_property
    def path(self) -> Path | None:
        """The most probable path from today to a state that holds; None without today, or where there is none."""
        if self.game.today is None:
            return None
        return surest_path(self.game.form, self.payoffs, self.game.today, self.holds["R"])

    @cached_property
    def meeting(self) -> "Meeting | None":
        """Where the parties could meet; None where some party only ranks the states, or there is no today."""
        from orecast.games.meeting import meeting_of

        return meeting_of(self)

    def improving(self, party: int, before: int, after: int) -> float:
        """Share of draws in which a move makes its mover better off."""
        return float((self.payoffs[:, party, after] > self.payoffs[:, party, before]).mean())

    def flips(self, state: int) -> tuple[Flip, ...]:
        """For each party and weight, where it would leave a state that it keeps in most draws, or begin to keep it.

        A party keeps a state from which no move of its own makes it better off (R).
        """
        found = []
        for n, party in enumerate(self.game.parties):
            others = self.game.form.moves(n, state)
            if len(others):
                found += [flips.flip(one, self.payoffs[:, n], state, others.tolist()) for one in self.weighed[party]]
        return tuple(found)

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """States, parties, moves, path, flips and hinges as rows (columns in `games.telling.COLUMNS`)."""
        return dict(self._tables)

    @cached_property
    def _tables(self) -> dict[str, list[dict[str, Any]]]:
        """The tables, made once: page, files and screen tell the same."""
        from orecast.games.telling import tables

        return tables(self)

    def plain(self) -> dict[str, Any]:
        """The outcome in plain values: what it is of, and every table."""
        game = self.game
        head = {"game": game.name, "title": game.file.title, "parties": list(game.parties)}
        run = None if self.worth is None else self.worth.ensemble.manifest.id
        return {
            **head,
            "options": list(game.form.labels),
            "draws": self.draws,
            "seed": self.seed,
            "run": run,
            **self.tables(),
        }

    def want(self, party: str, state: str, over: str | None = None) -> "Wanted":
        """What would have to be true for a party to prefer a state: the changes that are enough, the smallest first.

        `state`, `over`: letters, 'today', or options taken as in 'usa.sign+ukr.sign'. Errors: GameError.
        """
        from orecast.games.wanted import wanted

        return wanted(self, party, self.game.state(state), None if over is None else self.game.state(over))

    def verify(self, states: Sequence[int] | None = None) -> "Verified":
        """Claimed stabilities again, by definition and by a search that shares no code with them."""
        from orecast.games.verifying import verified

        return verified(self, states)

    def _repr_html_(self) -> str:
        """States that hold, as a table, for a notebook."""
        import pandas as pd

        return str(pd.DataFrame(self.tables()["states"]).head(MOST_ROWS).to_html(index=False))


def outcome_of(game: Game, ensemble: "Ensemble | None", grid: "Grid | None", draws: int, seed: int) -> Outcome:
    """Play a game. Errors: GameError where the ensemble lacks what a state needs."""
    worth = Worth(grid) if grid else worth_of(game, ensemble) if game.needs_stakes and ensemble else None
    if worth is not None:
        draws, seed = worth.ensemble.draws, worth.ensemble.manifest.seed
    elif not any(aim.parts for aim in game.aims):
        draws = 1
    payoffs, weighed = payoffs_of(game, worth, draws, seed)
    stable = stabilities(game.form, payoffs)
    return Outcome(game, payoffs, weighed, stable, equilibria(stable), seed, worth)


def payoffs_of(game: Game, worth: Worth | None, draws: int, seed: int) -> tuple[Floats, dict[str, tuple[Weighed, ...]]]:
    """What each state is worth to each party [draw, party, S], and the weighed parts behind it by party."""
    weighed = {aim.party: _weighed(game, aim, worth, draws, seed) for aim in game.aims}
    return np.stack([_payoff(aim, weighed[aim.party], draws) for aim in game.aims], axis=1), weighed


def _weighed(game: Game, aim: Aim, worth: Worth | None, draws: int, seed: int) -> tuple[Weighed, ...]:
    """The parts of an aim with weights and values in each draw."""
    found = []
    for part in aim.parts:
        if part.held is not None:
            value = np.broadcast_to(part.held, (draws, part.held.size))
        else:
            assert worth is not None
            who = part.term.of or part.party
            kinds = {active: worth.figure(part.term, who, active) for active in dict.fromkeys(game.in_force)}
            value = np.stack([kinds[active] for active in game.in_force], axis=-1)
        found.append(Weighed(part, part.drawn(game.name, seed, draws), value))
    return tuple(found)


def _payoff(aim: Aim, weighed: Sequence[Weighed], draws: int) -> Floats:
    """Payoff of one party. [draw, S]."""
    if aim.order is not None:
        return np.broadcast_to(aim.order, (draws, aim.order.size))
    total: Floats = np.sum([one.weight[:, None] * one.value for one in weighed], axis=0)
    return total
