"""Which states hold: Nash (R), GMR, SMR and SEQ stability of every state for every party, whole draws at once.

A party that considers an improvement looks at the worst the others can then do to it. That worst case spreads along
moves like a shortest path, so it is found by repeated sweeps over whole tables instead of a search from every state.
Source  Fang, Hipel and Kilgour (1993); docs/theory/games.md, G3 to G6.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from orecast._ground.arrays import Booleans, Floats
from orecast.games.form import Form

CONCEPTS = ("R", "GMR", "SMR", "SEQ")
CHUNK = 4_000_000  # numbers in one table


def stabilities(form: Form, payoffs: Floats) -> dict[str, Booleans]:
    """Stability of each state for each party under each concept.

    Shapes  payoffs [draw, party, S], higher is better, only their order counts -> each [draw, party, S].
    """
    size = max(1, CHUNK // (form.feasible.size * len(form.parties)))
    parts = [_stable(form, payoffs[start : start + size]) for start in range(0, len(payoffs), size)]
    return {name: np.concatenate([part[name] for part in parts]) for name in CONCEPTS}


def equilibria(stable: dict[str, Booleans]) -> dict[str, Booleans]:
    """States that are stable for every party. Each [draw, S]."""
    return {name: np.asarray(found.all(axis=1)) for name, found in stable.items()}


def improvements(form: Form, payoffs: Floats, party: int) -> Floats:
    """Best payoff that a party reaches by one move, -inf without a move. payoffs [..., S] of that party -> [..., S]."""
    found: Floats = form.listed(_best_move(form, party, form.table(payoffs, -np.inf)))
    return found


def _stable(form: Form, payoffs: Floats) -> dict[str, Booleans]:
    tables = [form.table(payoffs[:, p], -np.inf) for p in range(len(form.parties))]
    found: dict[str, list[Booleans]] = {name: [] for name in CONCEPTS}
    for party, own in enumerate(tables):
        for name, table in _of_party(form, party, own, tables).items():
            found[name].append(form.listed(table))
    return {name: np.stack(tables_, axis=1) for name, tables_ in found.items()}


def _of_party(form: Form, party: int, own: Floats, tables: list[Floats]) -> dict[str, Booleans]:
    """Tables of one party: no improvement at all, or none that some answer of the others does not undo."""
    others = [other for other in range(len(tables)) if other != party]
    best = _best_move(form, party, own)
    escape = np.maximum(own, best)  # where the party can still go after the others' answer
    feasible = np.isfinite(own)
    answers = {
        "GMR": _worst(form, np.where(feasible, own, np.inf), others),
        "SMR": _worst(form, np.where(feasible, escape, np.inf), others),
        "SEQ": _worst(form, np.where(feasible, own, np.inf), others, tables),
    }
    held = {name: _after(form, party, own, answer) <= own for name, answer in answers.items()}
    return {"R": best <= own, **held}


def _worst(form: Form, value: Floats, movers: Iterable[int], better: list[Floats] | None = None) -> Floats:
    """Least value on any path of the movers, staying included; with `better` each step improves its mover.

    `arrived[m]` is the least value on paths that m begins; after m another mover goes on, so that no party moves twice
    in succession. A state that cannot be has the value inf and keeps it: no path leads through it.
    """
    movers, cannot_be = list(movers), np.isinf(value)
    arrived = {mover: np.full_like(value, np.inf) for mover in movers}
    moved = bool(movers)
    while moved:
        moved = False
        for mover in movers:
            onward = np.minimum.reduce([value, *(found for other, found in arrived.items() if other != mover)])
            payoff = None if better is None else better[mover]
            reached = np.where(cannot_be, np.inf, _over_moves(form, mover, onward, payoff, np.minimum, np.inf))
            moved |= not np.array_equal(reached, arrived[mover])
            arrived[mover] = reached
        moved &= len(movers) > 1
    least: Floats = np.minimum.reduce([value, *arrived.values()])
    return least


def _best_move(form: Form, party: int, own: Floats) -> Floats:
    return _over_moves(form, party, own, None, np.maximum, -np.inf)


def _after(form: Form, party: int, own: Floats, answer: Floats) -> Floats:
    """The best that an improvement of a party is worth once it is answered; -inf without an improvement."""
    return _over_moves(form, party, answer, own, np.maximum, -np.inf)


def _over_moves(form: Form, party: int, value: Floats, payoff: Floats | None, pick: Any, start: float) -> Floats:
    """Pick (minimum or maximum) of `value` over one move of a party, of its improvements where `payoff` is given."""
    axis = form.axis(party)
    found = np.full_like(value, start)
    line = [1] * len(form.parties)
    line[axis] = -1
    for to in range(value.shape[axis]):
        may = form.allowed[party][:, to].reshape(line)
        there = value.take([to], axis=axis)
        if payoff is not None:
            may = may & (payoff.take([to], axis=axis) > payoff)
        pick(found, np.where(may, there, start), out=found)
    return found
