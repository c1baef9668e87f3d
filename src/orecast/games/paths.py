"""From today on: which states can be reached, in how many moves, and by which path most surely.

A path has no two successive moves by one party. With `payoffs` each step improves its mover in that draw.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import numpy as np

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast.games.form import Form

NOT_REACHED = -1
MOST_PATHS = 20_000  # looked at in a search for the most probable one


@dataclass(frozen=True)
class Step:
    """One move of a path: who moves, from where to where, and the share of draws in which all steps so far improve."""

    party: int
    before: int
    after: int
    share: float


@dataclass(frozen=True)
class Path:
    """Steps from a start; `share`: draws in which every step improves its mover and the end holds for everyone.

    `is_surest` is False where the search was cut off before every path had been looked at.
    """

    start: int
    steps: tuple[Step, ...]
    share: float
    is_surest: bool = True

    @property
    def end(self) -> int:
        """Last state."""
        return self.steps[-1].after if self.steps else self.start


Candidate = tuple[float, int, int, int, int, Booleans, tuple[Step, ...]]
"""A path in the search: share (negative), length, running number, last state and mover, draws, steps."""


def distances(form: Form, start: int, payoffs: Floats | None = None, draws: int = 1) -> Integers:
    """Least number of moves from `start` to each state, NOT_REACHED where no path leads. [draw, S].

    Shapes  payoffs [draw, party, S]: each step improves its mover; without them any move counts, and draws is 1.
    """
    draws = draws if payoffs is None else len(payoffs)
    tables = [None if payoffs is None else form.table(payoffs[:, p], -np.inf) for p in range(len(form.parties))]
    found = np.full((draws, len(form.codes)), NOT_REACHED, dtype=np.int64)
    found[:, start] = 0
    first = form.table(np.where(found == 0, 1.0, 0.0), 0.0) > 0
    latest, known = {-1: first}, {p: np.zeros_like(first) for p in range(len(form.parties))}
    level = 0
    while latest:
        level += 1
        new: dict[int, Booleans] = {}
        for party, payoff in enumerate(tables):
            before = np.logical_or.reduce([np.zeros_like(first), *(at for last, at in latest.items() if last != party)])
            arrived = _moved(form, party, before, payoff) & ~known[party] & _feasible(form, draws)
            if arrived.any():
                new[party], known[party] = arrived, known[party] | arrived
        for arrived in new.values():
            listed = form.listed(arrived)
            found[listed & (found == NOT_REACHED)] = level
        latest = new
    return found


def _feasible(form: Form, draws: int) -> Booleans:
    return np.broadcast_to(form.feasible.reshape(form.shape), (draws, *form.shape))


def _moved(form: Form, party: int, at: Booleans, payoff: Floats | None) -> Booleans:
    """Where a party can be after one move from `at`. [draw, K_last, ..., K_first]."""
    axis = form.axis(party)
    found = np.zeros_like(at)
    line = [1] * len(form.parties)
    line[axis] = -1
    for before in range(at.shape[axis]):
        here = at.take([before], axis=axis)
        if not here.any():
            continue
        may = here & form.allowed[party][before].reshape(line)
        if payoff is not None:
            may = may & (payoff > payoff.take([before], axis=axis))
        found |= may
    return found


def surest_path(form: Form, payoffs: Floats, start: int, holds: Booleans, end: int | None = None) -> Path | None:
    """The path that holds in the largest share of draws; None where none holds in any.

    Every step improves its mover, and its end is stable for everyone (`holds`), in the same draws. Paths are looked
    at from the largest share down, so that the first complete one that no other can beat is the answer.
    Shapes  payoffs [draw, party, S]; holds [draw, S].
    """
    everywhere = np.ones(len(payoffs), dtype=bool)
    order, best, seen = count(), None, 0
    waiting: list[Candidate] = [(-1.0, 0, next(order), start, -1, everywhere, ())]
    kept: dict[tuple[int, int], list[Booleans]] = {}
    while waiting:
        bound, length, _, at, last, where, steps = heapq.heappop(waiting)
        if best is not None and -bound <= best.share:
            return best
        seen += 1
        share = float((where & holds[:, at]).mean()) if end in (None, at) else 0.0
        if share > (best.share if best else 0.0):
            best = Path(start, steps, share)
        if seen > MOST_PATHS:
            return best and Path(best.start, best.steps, best.share, False)
        visited = {start, *(step.after for step in steps)}
        for party, to, improves in _steps(form, payoffs, at, last):
            still = where & improves
            if to not in visited and still.any() and not _is_dominated(kept.setdefault((to, party), []), still):
                share = float(still.mean())
                step = Step(party, at, to, share)
                heapq.heappush(waiting, (-share, length + 1, next(order), to, party, still, (*steps, step)))
    return best


def _steps(form: Form, payoffs: Floats, at: int, last: int) -> Iterator[tuple[int, int, Booleans]]:
    for party in range(len(form.parties)):
        if party != last:
            for to in form.moves(party, at):
                yield party, int(to), payoffs[:, party, to] > payoffs[:, party, at]


def _is_dominated(kept: list[Booleans], still: Booleans) -> bool:
    """Whether an earlier path to the same state by the same mover holds wherever this one does; else it is kept."""
    if any(not (still & ~other).any() for other in kept):
        return True
    kept.append(still)
    return False
