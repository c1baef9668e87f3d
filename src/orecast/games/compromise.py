"""The weighted mean of what the parties want, and the states nearest to it: the forecast to show first.

In published tests on decisions of the European Union this plain mean came closer to what was decided than models of
bargaining did, so every other answer of this room stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from orecast._ground.arrays import Booleans, Floats
from orecast._ground.errors import GameError

SAME = 1e-9  # share of the largest distance that still counts as equally near


@dataclass(frozen=True, eq=False)
class Compromise:
    """Where each party stands on each issue, the weighted mean, and the states nearest to it.

    Shapes  positions [draw, issue, party]; mean [draw, issue]; distance [draw, state] in the unit of the issues;
            nearest [draw, state], more than one where states tie.
    """

    positions: Floats
    mean: Floats
    distance: Floats
    nearest: Booleans

    def table(self, issues: Sequence[str], quantiles: Sequence[float] = (0.05, 0.5, 0.95)) -> pd.DataFrame:
        """Quantiles of the weighted mean over draws, one row an issue."""
        columns = {f"{q:.0%}": np.quantile(self.mean, q, axis=0) for q in quantiles}
        return pd.DataFrame(columns, index=pd.Index(issues, name="issue"))

    def state_shares(self) -> Floats:
        """Share of draws in which each state is the nearest, a tie split evenly. [state], sums to 1."""
        split: Floats = (self.nearest / self.nearest.sum(axis=1, keepdims=True)).mean(axis=0)
        return split

    def _repr_html_(self) -> str:
        """The mean by issue in a notebook."""
        title = f"weighted mean of {self.positions.shape[2]} positions, {len(self.mean)} draws"
        names = [f"issue {number + 1}" for number in range(self.mean.shape[1])]
        return f"<p>{escape(title)}</p>{self.table(names).to_html(float_format='{:,.3g}'.format)}"


def compromise(utilities: Floats, places: Floats, capability: Floats, salience: Floats | float = 1.0) -> Compromise:
    """The weighted mean of the parties' best states and the states nearest to it.

    Shapes  utilities [draw, state, party]; places [state, issue], where each state lies on each issue's scale (the
            options of a game: 0 or 1); capability [draw, party] or [party]; salience up to [draw, issue, party].
    Errors  GameError for weights below 0 or that sum to 0, and for shapes that do not fit.
    Source  docs/theory/games.md, B1.
    """
    positions = ideal_positions(utilities, places)
    mean = weighted_mean(positions, capability, salience)
    distance = np.linalg.norm(places[None] - mean[:, None, :], axis=2)
    least = distance.min(axis=1, keepdims=True)
    nearest: Booleans = distance <= least + SAME * distance.max(axis=1, keepdims=True)
    return Compromise(positions, mean, distance, nearest)


def ideal_positions(utilities: Floats, places: Floats) -> Floats:
    """Where each party's best states lie on each issue, the mean of them where they tie. -> [draw, issue, party].

    Shapes  utilities [draw, state, party]; places [state, issue].
    Errors  GameError where the states do not match.
    """
    if places.ndim != 2 or len(places) != utilities.shape[1]:
        raise GameError(
            f"places have the shape {places.shape} beside utilities of {utilities.shape}. Places are [state, issue] "
            "with one row for each state of the utilities. Give every state its place."
        )
    best = utilities == utilities.max(axis=1, keepdims=True)
    share = best / best.sum(axis=1, keepdims=True)
    found: Floats = np.einsum("dsp,si->dip", share, places)
    return found


def weighted_mean(positions: Floats, capability: Floats, salience: Floats | float = 1.0) -> Floats:
    """Sum of capability * salience * position over the parties, divided by the sum of the weights.

    Shapes  positions [..., issue, party]; capability [..., party]; salience broadcasts to positions -> [..., issue].
    Units   as the positions; capability and salience >= 0, of which only the ratios between parties count.
    Errors  GameError for a weight that is below 0 or not finite, and where no party has weight on an issue.
    Source  Van den Bos (1991), "compromise model"; Achen (2006); docs/theory/games.md, B1.
    """
    weights = np.broadcast_to(np.asarray(capability)[..., None, :] * np.asarray(salience), positions.shape)
    if not (np.isfinite(weights) & (weights >= 0)).all():
        at = tuple(int(i) for i in np.argwhere(~(np.isfinite(weights) & (weights >= 0)))[0])
        raise GameError(
            f"the weight of party {at[-1]} on issue {at[-2]} is {weights[at]}. Capability times salience is finite and "
            "not below 0. Give a party that does not count 0."
        )
    total = weights.sum(axis=-1)
    if not (total > 0).all():
        at = tuple(int(i) for i in np.argwhere(~(total > 0))[0])
        raise GameError(f"no party has weight on issue {at[-1]}. One party or more does. Raise a salience, or drop it.")
    found: Floats = (weights * positions).sum(axis=-1) / total
    return found
