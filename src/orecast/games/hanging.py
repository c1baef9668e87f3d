"""Which number an outcome hangs on: weights of the game and inputs of the markets, by the share of variance."""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Booleans, Floats
from orecast.games.outcome import Outcome
from orecast.stakes.inputs import inputs_of
from orecast.stakes.sensitivity import TENTH, first_order, is_enough, noise_floor

MOST = 5
HALF = 0.5


@dataclass(frozen=True)
class Hinge:
    """A number that moves the share of draws in which a state settles, beyond chance.

    kind        weight, parameter, lever or chance (the lot that decides whether a lever happens)
    variance    share of the variance of settling (yes or no) that it carries by itself (first-order Sobol index)
    low_end, high_end  share of draws in its lowest and its highest tenth; of a lot: when off, when on
    crosses     value of it where that share passes one half, NaN where it does not
    """

    key: str
    kind: str
    unit: str
    variance: float
    floor: float
    low_end: float
    high_end: float
    crosses: float


def hinges(outcome: Outcome, state: int) -> tuple[Hinge, ...]:
    """The numbers on which the settling of one state hangs most; none where none passes what chance would."""
    known = [(one.part.key, "weight", one.part.unit, one.weight) for own in outcome.weighed.values() for one in own]
    if outcome.worth is not None:
        inputs = inputs_of(outcome.worth.ensemble)
        known += [(one.key, one.kind, one.unit, one.draws) for one in inputs if one.draws is not None]
    known = [item for item in known if np.ptp(item[3]) > 0]
    settles = outcome.settled[:, state]
    if not known or not is_enough(outcome.draws) or settles.all() or not settles.any():
        return ()
    shares = first_order(np.stack([item[3] for item in known]), settles[None].astype(np.float64))[:, 0]
    floor = noise_floor(outcome.draws, len(known))
    ranked = [int(n) for n in np.argsort(-shares, kind="stable")[:MOST] if shares[n] > floor]
    return tuple(
        Hinge(*known[n][:3], float(shares[n]), floor, *_ends(known[n][3], settles), _crossing(known[n][3], settles))
        for n in ranked
    )


def _ends(values: Floats, settles: Booleans) -> tuple[float, float]:
    if np.unique(values).size == 2:
        low, high = values == values.min(), values == values.max()
    else:
        low, high = values <= np.quantile(values, TENTH), values >= np.quantile(values, 1 - TENTH)
    return float(settles[low].mean()), float(settles[high].mean())


def _crossing(values: Floats, settles: Booleans) -> float:
    """Value between the first two neighbouring tenths whose shares lie on both sides of one half."""
    edges = np.quantile(values, np.linspace(0, 1, 11))
    tenth = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, 9)
    share = np.array([settles[tenth == n].mean() if (tenth == n).any() else np.nan for n in range(10)])
    turned = np.flatnonzero((share[1:] >= HALF) != (share[:-1] >= HALF))
    return float(edges[turned[0] + 1]) if turned.size and not np.isnan(share).any() else float("nan")
