"""The cheapest side payment: what must change hands so that nobody wants to leave a chosen state.

Dollars only. Payments are made while the state holds, so a party that leaves gets what leaving gives, and no payment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from orecast._ground.arrays import Booleans, Floats
from orecast._ground.errors import GameError
from orecast.games.form import Form

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False)
class SidePayment:
    """What each party lacks or can spare in a state, and the least that must be moved, draw by draw.

    Shapes  lacks, spare [draw, party] >= 0, one of them 0; payment [draw, party]: received, or paid where negative,
            summing to the subsidy; total [draw]: dollars received; subsidy [draw]: what outsiders must add, because
            those who gain cannot spare enough.
    """

    lacks: Floats
    spare: Floats
    payment: Floats
    total: Floats
    subsidy: Floats

    @property
    def affordable(self) -> Booleans:
        """Draws in which the parties can pay it among themselves. [draw]."""
        return np.asarray(self.subsidy == 0)

    def needed(self, confidence: float) -> Floats:
        """One fixed payment a party that is enough for it in this share of draws, negative where it can pay. [party].

        Errors  GameError for a confidence outside 0 to 1.
        """
        if not 0 <= confidence <= 1:
            raise GameError(f"the confidence {confidence} is no share of draws. It lies between 0 and 1, as 0.9 does.")
        found: Floats = np.quantile(self.lacks - self.spare, confidence, axis=0, method="higher")
        return found

    def accepted(self, fixed: Floats) -> float:
        """Share of draws in which every party stays when the payments [party] are the same in all draws."""
        return float((fixed >= self.lacks - self.spare).all(axis=1).mean())

    def table(self, parties: Sequence[str], quantiles: Sequence[float] = QUANTILES) -> pd.DataFrame:
        """Quantiles of each party's payment, and of the subsidy."""
        values = np.column_stack([self.payment, self.subsidy])
        columns = {f"{q:.0%}": np.quantile(values, q, axis=0) for q in quantiles}
        return pd.DataFrame(columns, index=pd.Index([*parties, "subsidy"], name="receives"))

    def _repr_html_(self) -> str:
        """The payments in a notebook, under the share of draws in which the parties can afford them."""
        title = f"the parties can pay it among themselves in {self.affordable.sum()} of {self.affordable.size} draws"
        names = [f"party {p + 1}" for p in range(self.lacks.shape[1])]
        return f"<p>{escape(title)}</p>{self.table(names).to_html(float_format='{:,.3g}'.format)}"


def side_payment(dollars: Floats, floors: Floats) -> SidePayment:
    """The least that must change hands in a state so that every party has at least its floor.

    Each party receives exactly what it lacks, so no scheme moves less. Those who can spare pay in proportion to what
    they can spare; any other split among them that leaves each its floor moves the same total.

    Shapes  dollars [draw, party], what the state gives; floors [draw, party] or [party], what leaving gives, as from
            `floors_of`.
    Errors  GameError for numbers that are not finite, or shapes that do not fit.
    Source  docs/theory/games.md, B7.
    """
    try:
        over = dollars - np.broadcast_to(floors, dollars.shape)
    except ValueError:
        raise GameError(
            f"the floors have the shape {np.shape(floors)} beside dollars of {dollars.shape}. Both are [draw, party]. "
            "Give each party one floor a draw."
        ) from None
    if not np.isfinite(over).all():
        draw, party = np.argwhere(~np.isfinite(over))[0]
        raise GameError(f"what party {party} gains over its floor in draw {draw} is not finite. Check both numbers.")
    lacks, spare = np.maximum(-over, 0.0), np.maximum(over, 0.0)
    total, most = lacks.sum(axis=1), spare.sum(axis=1)
    subsidy = np.maximum(total - most, 0.0)
    rate = np.divide(total - subsidy, most, out=np.zeros_like(most), where=most > 0)
    return SidePayment(lacks, spare, lacks - spare * rate[:, None], total, subsidy)


def floors_of(form: Form, dollars: Floats, state: int, disagreement: Floats) -> Floats:
    """What each party can be sure of by leaving a state: its best single move, or disagreement. -> [draw, party].

    Shapes  dollars [draw, state, party]; disagreement [draw, party] or [party].
    Errors  GameError for a state that is none.
    """
    if not 0 <= state < dollars.shape[1]:
        raise GameError(f"state {state} is none. The game has states 0 to {dollars.shape[1] - 1}. Pick one.")
    floors = np.array(np.broadcast_to(disagreement, (len(dollars), dollars.shape[2])))
    for party in range(dollars.shape[2]):
        moves = form.moves(party, state)
        if moves.size:
            floors[:, party] = np.maximum(floors[:, party], dollars[:, moves, party].max(axis=1))
    return floors
