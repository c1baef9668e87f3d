"""The same stabilities by definition, one state and one draw at a time: the certificate of a claimed stability.

Slow and literal: paths of coalitions are searched step by step, no party twice in succession, each step of an
improving path better for its mover. Nothing is shared with `stability` but the form of the game.
"""

from collections.abc import Callable, Sequence
from weakref import WeakKeyDictionary

from orecast._ground.arrays import Floats
from orecast.games.form import Form

Step = Callable[[int, int], list[int]]
_KNOWN: "WeakKeyDictionary[Form, dict[tuple[int, int], tuple[int, ...]]]" = WeakKeyDictionary()
"""Moves that were looked up, gone with their form."""


def is_stable(form: Form, payoffs: Floats, party: int, state: int, concept: str) -> bool:
    """Whether a state is stable for a party. payoffs [party, S]. Source docs/theory/games.md, G3 to G6."""
    own = payoffs[party]

    def moves(mover: int, at: int) -> list[int]:
        return list(_moves(form, mover, at))

    def improving(mover: int, at: int) -> list[int]:
        return [to for to in moves(mover, at) if payoffs[mover][to] > payoffs[mover][at]]

    better = improving(party, state)
    if concept == "R":
        return not better
    others = [other for other in range(len(form.parties)) if other != party]
    step = improving if concept == "SEQ" else moves

    def is_sanction(at: int) -> bool:
        no_escape = concept != "SMR" or all(own[to] <= own[state] for to in moves(party, at))
        return bool(own[at] <= own[state]) and no_escape

    return all(any(is_sanction(at) for at in reachable(step, others, to)) for to in better)


def _moves(form: Form, mover: int, at: int) -> tuple[int, ...]:
    known = _KNOWN.setdefault(form, {})
    if (mover, at) not in known:
        known[mover, at] = tuple(int(to) for to in form.moves(mover, at))
    return known[mover, at]


def reachable(step: Step, movers: Sequence[int], start: int) -> set[int]:
    """States on paths of the movers from `start`, no mover twice in succession."""
    found: set[int] = set()
    seen: set[tuple[int, int]] = set()
    waiting = [(start, -1)]
    while waiting:
        at, last = waiting.pop()
        for mover in movers:
            for to in step(mover, at) if mover != last else ():
                if (to, mover) not in seen:
                    seen.add((to, mover))
                    found.add(to)
                    waiting.append((to, mover))
    return found
