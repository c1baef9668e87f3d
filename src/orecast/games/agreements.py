"""Where the parties of a game could meet: the compromise first, then both bargains, from one disagreement state."""

from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from orecast._ground.arrays import Booleans, Floats
from orecast._ground.errors import GameError
from orecast.games.bargains import SOME, Bargain, dominating_states, kalai_smorodinsky_bargain, nash_bargain
from orecast.games.compromise import Compromise, compromise
from orecast.games.form import Form


@dataclass(frozen=True, eq=False)
class Agreements:
    """Three answers on the same payoffs.

    Shapes  disagreement: the state that holds without an agreement; allowed [S]: states that an agreement may use,
            among which the answers are numbered 0, 1, …; better [draw, allowed]: states that nobody likes less than
            disagreement, and somebody more.
    """

    form: Form
    disagreement: int
    allowed: Booleans
    compromise: Compromise
    nash: Bargain
    kalai_smorodinsky: Bargain
    better: Booleans

    def states(self) -> pd.DataFrame:
        """One row a state: share of draws nearest to the compromise, mean weight in each bargain, share better for all.

        The mean weight runs over the draws that have a bargain; NaN where none has.
        """
        columns = {"nearest to the weighted mean": self.compromise.state_shares()}
        for name, bargain in (("Nash", self.nash), ("Kalai–Smorodinsky", self.kalai_smorodinsky)):
            agreed = bargain.lottery[bargain.status <= SOME]
            columns[name] = agreed.mean(axis=0) if len(agreed) else np.full(bargain.lottery.shape[1], np.nan)
        columns["better than disagreement"] = self.better.mean(axis=0)
        names = [self.form.vector(int(state)) for state in np.flatnonzero(self.allowed)]
        return pd.DataFrame(columns, index=pd.Index(names, name="state"))

    def gains(self) -> pd.DataFrame:
        """Each party's gain over disagreement in both bargains, with quantiles over the draws that have one."""
        parts = {one.name: one.table(self.form.parties) for one in (self.nash, self.kalai_smorodinsky)}
        return pd.concat(parts, names=["bargain"])

    def summary(self) -> str:
        """One line for each bargain: how many draws have which status."""
        return f"{self.nash.summary()}. {self.kalai_smorodinsky.summary()}."

    def _repr_html_(self) -> str:
        """States and gains in a notebook, under the line on the draws."""
        tables = (table.to_html(float_format="{:,.3g}".format) for table in (self.states(), self.gains()))
        return f"<p>{escape(self.summary())}</p>{''.join(tables)}"


def agreements(
    form: Form,
    payoffs: Floats,
    disagreement: int,
    capability: Floats | None = None,
    salience: Floats | float = 1.0,
    allowed: Booleans | None = None,
) -> Agreements:
    """Compromise, Nash and Kalai–Smorodinsky bargain of a game, each option an issue from 0 (not taken) to 1 (taken).

    Shapes  payoffs [draw, party, S], cardinal: a party that only ranks its states has none; disagreement: a state;
            capability [party] or [draw, party], equal where it is not given; salience up to [draw, option, party];
            allowed [S]: states that an agreement may use (all), say those that can be reached from today.
    Errors  GameError for a state that is none, no state allowed, payoffs of another game, or weights that are none.
    Source  docs/theory/games.md, B1 to B4.
    """
    states, parties = len(form.codes), len(form.parties)
    may = np.ones(states, dtype=bool) if allowed is None else np.asarray(allowed)
    if payoffs.ndim != 3 or payoffs.shape[1:] != (parties, states) or may.shape != (states,) or not may.any():
        raise GameError(
            f"payoffs of {payoffs.shape} and {int(may.sum())} allowed states do not fit a game of {parties} parties "
            f"and {states} states. Payoffs are [draw, party, state], and one state or more is allowed. Mend their axes."
        )
    if not 0 <= disagreement < states:
        raise GameError(f"the disagreement state {disagreement} is none. States are 0 to {states - 1}. Name one.")
    utilities = np.moveaxis(payoffs, 1, 2)
    open_, point = utilities[:, may], utilities[:, disagreement]
    weights = np.ones(parties) if capability is None else capability
    middle = compromise(open_, form.taken.T[may].astype(np.float64), weights, salience)
    bargains = (nash_bargain(open_, point), kalai_smorodinsky_bargain(open_, point))
    return Agreements(form, disagreement, may, middle, *bargains, dominating_states(open_, point))
