"""Where the parties of a played game could meet: the compromise, both bargains, Shapley shares, the cheapest payment.

All on the worths of the parties in US dollars of present value, against today. A game in which some party only ranks
the states has no such answer: a lottery or a payment means nothing to a ranking.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from orecast._ground.arrays import Floats
from orecast.games.agreements import Agreements, agreements
from orecast.games.outcome import Outcome
from orecast.games.paths import NOT_REACHED, distances
from orecast.games.payments import SidePayment, floors_of, side_payment
from orecast.games.values import coalition_worths, shapley_shares

Row = dict[str, Any]
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
SURE = 0.9  # share of draws in which a payment fixed beforehand is to be enough for a party


@dataclass(frozen=True, eq=False)
class Meeting:
    """Answers on one outcome.

    agreed   compromise and bargains among the states that moves can reach from today, today as disagreement
    middle   the state that is nearest to the compromise in most draws
    payment  the least that must change hands for everyone to stay in `middle`
    shapley  mean addition of each party over all orders of joining. [draw, party], USD
    """

    outcome: Outcome
    agreed: Agreements
    middle: int
    payment: SidePayment
    shapley: Floats

    def tables(self) -> dict[str, list[Row]]:
        """Agreements by state, gains by party, payments by party."""
        return {"agreements": list(self._states()), "gains": list(self._gains()), "payments": list(self._payments())}

    def _states(self) -> Iterator[Row]:
        """States that some answer names, the nearest to the compromise first."""
        table = self.agreed.states()
        names = {"nearest to the weighted mean": "compromise", "Nash": "nash", "Kalai–Smorodinsky": "kalai_smorodinsky"}
        named = table.rename(columns={**names, "better than disagreement": "better"})
        kept = named[named.fillna(0.0).max(axis=1) > 0].sort_values(
            ["compromise", "better"], ascending=False, kind="stable"
        )
        form = self.outcome.game.form
        for vector, row in kept.iterrows():
            words = self.outcome.game.change(form.state(str(vector)))
            yield {"state": str(vector), "change": words, **{str(name): _known(value) for name, value in row.items()}}

    def _gains(self) -> Iterator[Row]:
        """Each party's gain over today, by answer."""
        for name, bargain in (("Nash", self.agreed.nash), ("Kalai–Smorodinsky", self.agreed.kalai_smorodinsky)):
            found = bargain.gain[np.isfinite(bargain.gain).all(axis=1)]
            yield from self._rows(name, found, len(found) / self.outcome.draws)
        yield from self._rows("Shapley", self.shapley, 1.0)

    def _rows(self, answer: str, gains: Floats, share: float) -> Iterator[Row]:
        for n, party in enumerate(self.outcome.game.parties):
            spread = np.quantile(gains[:, n], (LOW, MIDDLE, HIGH)).tolist() if len(gains) else [None] * 3
            found = dict(zip(("q05", "q50", "q95"), spread, strict=True))
            yield {"answer": answer, "party": party, "share": share, "unit": "USD", **found}

    def _payments(self) -> Iterator[Row]:
        """What each party receives (pays, where negative) for everyone to stay in the state of the compromise."""
        needed, state = self.payment.needed(SURE), self.outcome.game.form.vector(self.middle)
        affordable = float(self.payment.affordable.mean())
        for n, party in enumerate(self.outcome.game.parties):
            spread = np.quantile(self.payment.payment[:, n], (LOW, MIDDLE, HIGH)).tolist()
            found = dict(zip(("q05", "q50", "q95"), spread, strict=True))
            told = {"needed": float(needed[n]), "affordable": affordable, "unit": "USD"}
            yield {"party": party, "state": state, **found, **told}


def meeting_of(outcome: Outcome) -> Meeting | None:
    """Where the parties could meet; None where a party weighs no dollars, or the game has no today."""
    game = outcome.game
    if game.today is None or not all(aim.parts for aim in game.aims):
        return None
    allowed = distances(game.form, game.today)[0] != NOT_REACHED
    agreed = agreements(game.form, outcome.payoffs, game.today, allowed=allowed)
    places = np.flatnonzero(allowed)
    middle = int(places[np.argmax(agreed.compromise.state_shares())])
    dollars = np.ascontiguousarray(np.moveaxis(outcome.payoffs, 1, 2))
    floors = floors_of(game.form, dollars, middle, dollars[:, game.today])
    strategies = np.stack([game.form.own_strategy(n) for n in range(len(game.parties))], axis=1)
    today = int(np.flatnonzero(places == game.today)[0])
    worths = coalition_worths(dollars[:, places], strategies[places], today)
    return Meeting(outcome, agreed, middle, side_payment(dollars[:, middle], floors), shapley_shares(worths))


def _known(value: object) -> float | None:
    number = float(str(value))
    return number if np.isfinite(number) else None
