"""What would have to be true for a party to prefer a state: solved for, the smallest change named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.errors import GameError
from orecast.games import flips
from orecast.games.aims import Aim
from orecast.games.outcome import Outcome
from orecast.games.ranking import prioritised


@dataclass(frozen=True)
class Change:
    """One change, alone enough for the party to like the state at least as well as the others in half of the draws.

    what      what changes, in words; key: address of the weight, 'payment', or the statement
    was, needed  its value now (the mode of a weight) and the value that is enough; unit of both
    size      how far that is: for a weight the share of its range, or of its mode where that is larger; for an order
              the places moved. A payment has none: it is money beside the weights
    inside    whether a weight stays inside its range
    share     share of draws in which the party then likes the state
    """

    what: str
    key: str
    unit: str
    was: float
    needed: float
    size: float
    inside: bool
    share: float

    def plain(self) -> dict[str, Any]:
        """As a row of a table."""
        return dict(vars(self))


@dataclass(frozen=True)
class Wanted:
    """The answer: the state wanted, what it is set against, the share of draws now, and changes, the smallest first."""

    party: str
    state: int
    others: tuple[int, ...]
    share: float
    changes: tuple[Change, ...]

    @property
    def is_so(self) -> bool:
        """Whether the party prefers it in half of the draws or more as things are."""
        return self.share >= flips.HALF


def wanted(outcome: Outcome, party: str, state: int, over: int | None = None) -> Wanted:
    """What would have to be true for `party` to like `state` at least as well as `over`.

    Without `over`: as well as today, and as every state that it could move to from there, so that it would stay.
    Errors  GameError for an unknown party, or where there is nothing to set the state against.
    """
    game, at = outcome.game, outcome.game.position(party)
    others = (
        [over]
        if over is not None
        else [*game.form.moves(at, state).tolist(), *(() if game.today is None else [game.today])]
    )
    others = [other for other in dict.fromkeys(int(other) for other in others) if other != state]
    if not others:
        raise GameError(
            f"{game.name}: there is no other state to set {game.form.vector(state)} against. '{party}' has no move "
            "from it and it is today's. Name another with --over."
        )
    payoff, aim = outcome.payoffs[:, at], game.aims[at]
    found = _weights(outcome, party, payoff, state, others) if aim.parts else _orders(aim, outcome, at, state, others)
    return Wanted(party, state, tuple(others), flips.share_preferred(payoff, state, others), tuple(found))


def _weights(outcome: Outcome, party: str, payoff: Floats, state: int, others: Sequence[int]) -> list[Change]:
    """Weights that, changed alone, are enough, the smallest change first; then the payment that is."""
    found = []
    for one in outcome.weighed[party]:
        flip = flips.flip(one, payoff, state, others)
        if np.isfinite(flip.needed):
            low, high = flips.interval(one, payoff, state, others)
            needed = flips.just_enough(low, high, flip)
            share = float(flips.share_at(low, high, np.array([needed]))[0])
            what = f"the worth of '{one.part.term.label}' to {party}"
            inside = flip.low <= needed <= flip.high
            found.append(Change(what, flip.key, flip.unit, flip.mode, needed, flip.relative, inside, share))
    amount, share = flips.payment(payoff, state, others)
    pay = Change(f"a payment to {party} in that state", "payment", "USD", 0.0, amount, float("nan"), True, share)
    return [*sorted(found, key=lambda change: change.size), pay]


def _orders(aim: Aim, outcome: Outcome, party: int, state: int, others: Sequence[int]) -> list[Change]:
    """Statements of which one, moved alone, is enough, the fewest places first: up, or down where no move up is.

    For a ranking, the places that the state must rise.
    """
    if not aim.statements:
        return _risen(outcome, party, state, others)
    count = len(aim.statements)
    up = [_moved(aim, n, range(n - 1, -1, -1), state, others) for n in range(count)]
    down = [_moved(aim, n, range(n + 1, count), state, others) for n in range(count)] if not any(up) else []
    return sorted((change for change in (*up, *down) if change), key=lambda change: change.size)


def _moved(aim: Aim, n: int, places: Iterable[int], state: int, others: Sequence[int]) -> Change | None:
    """The n-th statement at the first of `places` where the state is as good as the others; None if at none."""
    text = aim.statements[n][0]
    for to in places:
        order = [said for k, said in enumerate(aim.statements) if k != n]
        order.insert(to, aim.statements[n])
        payoff = prioritised([held for _, held in order])
        if np.all(payoff[list(others)] <= payoff[state]):
            what = f"the statement '{text}' {'before' if to < n else 'after'} '{aim.statements[to][0]}'"
            return Change(what, text, "place", n + 1.0, to + 1.0, float(abs(n - to)), True, 1.0)
    return None


def _risen(outcome: Outcome, party: int, state: int, others: Sequence[int]) -> list[Change]:
    payoff = outcome.payoffs[0, party]
    levels = np.unique(payoff)[::-1]
    was, needed = (int(np.flatnonzero(levels == value)[0]) for value in (payoff[state], payoff[list(others)].max()))
    if needed >= was:
        return []
    vector = outcome.game.form.vector(state)
    return [
        Change(
            f"the state {vector} higher in the ranking",
            vector,
            "place",
            was + 1.0,
            needed + 1.0,
            float(was - needed),
            True,
            1.0,
        )
    ]
