"""Dividing dollars: what coalitions are worth, Shapley's shares, and whether a division exists that nobody leaves.

Only for gains that can change hands: add up dollars, never tonnes, reliance or votes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import factorial
from typing import Literal

import numpy as np
import pandas as pd

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast._ground.errors import GameError
from orecast.games.programmes import Guarantee, best_guarantee

MOST_PARTIES = 12  # 2^12 coalitions
ROUNDING = 1e-9  # share of the largest worth


def coalition_worths(
    dollars: Floats, strategies: Integers, today: int, others: Literal["stay", "worst"] = "stay"
) -> Floats:
    """The most that each coalition can gain together over today, by its own moves. -> [draw, 2^parties].

    others  'stay': the rest keep today's strategies; 'worst': the rest answer as badly for the coalition as they can
            (von Neumann and Morgenstern's alpha). Coalition c holds party p where bit p of c is set; the empty gets 0.
    Shapes  dollars [draw, state, party]; strategies [state, party], as from `Form.own_strategy`; today a state.
            Give only states that can be reached: what is not among them cannot be chosen, nor threatened.
    Errors  GameError for too many parties, a state that is none, or another word for `others`.
    Source  docs/theory/games.md, B5.
    """
    parties = _checked_parties(dollars.shape[2])
    if not 0 <= today < dollars.shape[1] or others not in ("stay", "worst"):
        raise GameError(
            f"today is state {today} and others '{others}'. Today is one of the {dollars.shape[1]} states, others is "
            "'stay' or 'worst'. Change the one that is not."
        )
    gains = dollars - dollars[:, today, None, :]
    worths = np.zeros((len(dollars), 2**parties))
    for coalition in range(1, 2**parties):
        inside = coalition >> np.arange(parties) & 1 == 1
        together = gains[:, :, inside].sum(axis=2)
        if others == "stay":
            can = (strategies[:, ~inside] == strategies[today, ~inside]).all(axis=1)
            worths[:, coalition] = together[:, can].max(axis=1)
        else:
            worths[:, coalition] = _least_by_choice(together, strategies[:, inside]).max(axis=1)
    return worths


def _least_by_choice(together: Floats, choice: Integers) -> Floats:
    """The least sum over the states of each joint choice. [draw, state] -> [draw, choice]."""
    _, group = np.unique(choice, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    starts = np.flatnonzero(np.diff(group.ravel()[order], prepend=-1))
    least: Floats = np.minimum.reduceat(together[:, order], starts, axis=1)
    return least


def shapley_weights(parties: int) -> Floats:
    """Matrix that turns worths into shares: shares = weights @ worths. [party, 2^parties].

    Party p adds v(S with p) - v(S) to S, which weighs |S|! (n - |S| - 1)! / n!.
    Source  Shapley (1953).
    """
    coalitions = np.arange(2 ** _checked_parties(parties))
    size = (coalitions[:, None] >> np.arange(parties) & 1).sum(axis=1)
    chance = np.array([factorial(s) * factorial(parties - s - 1) / factorial(parties) for s in range(parties)] + [0.0])
    inside = coalitions[None, :] >> np.arange(parties)[:, None] & 1 == 1
    found: Floats = np.where(inside, chance[size - 1], -chance[size])
    return found


def shapley_shares(worths: Floats) -> Floats:
    """Each party's mean addition over all orders of joining. worths [..., 2^parties] -> [..., party], same unit.

    Errors  GameError where the worths are no full list of coalitions, or the empty coalition is worth something.
    Source  Shapley (1953); docs/theory/games.md, B5.
    """
    shares: Floats = worths @ shapley_weights(_parties_of(worths)).T
    return shares


@dataclass(frozen=True, eq=False)
class Core:
    """Whether a division of everything exists that no coalition can better by itself, and the proof.

    Shapes  exists [draw]; division [draw, party] is the one whose worst coalition is off best; excess [draw]: the most
            that some coalition then still lacks (<= 0 where the core exists); both NaN where not even each party can
            be paid what it gets alone; balance [draw, 2^parties]: where no core exists, weights of coalitions that sum
            to 1 over those of each party and whose weighted worth is more than there is to divide; 0 elsewhere;
            solved [draw]: false where the programme ended early and nothing is claimed.
    """

    exists: Booleans
    division: Floats
    excess: Floats
    balance: Floats
    solved: Booleans

    def table(self, parties: Sequence[str], quantiles: Sequence[float] = (0.05, 0.5, 0.95)) -> pd.DataFrame:
        """Quantiles of a division that nobody leaves, over the draws in which there is one."""
        found = self.division[self.exists]
        empty = np.full(len(parties), np.nan)
        columns = {f"{q:.0%}": np.quantile(found, q, axis=0) if len(found) else empty for q in quantiles}
        return pd.DataFrame(columns, index=pd.Index(parties, name="party"))

    def _repr_html_(self) -> str:
        """A division that nobody leaves, under the share of draws that have one."""
        known = int(self.solved.sum())
        title = f"a division that no coalition leaves exists in {int(self.exists.sum())} of {known} draws"
        title += f"; {self.solved.size - known} draws not solved" if known < self.solved.size else ""
        names = [f"party {p + 1}" for p in range(self.division.shape[1])]
        return f"<p>{escape(title)}</p>{self.table(names).to_html(float_format='{:,.3g}'.format)}"


def core(worths: Floats) -> Core:
    """Test the core of each draw by one linear programme over divisions that pay each party what it gets alone.

    Shapes  worths [draw, 2^parties], as from `coalition_worths`.
    Errors  GameError where the worths are no full list of coalitions, or the empty coalition is worth something.
    Source  Bondareva (1963); Shapley (1967); Maschler, Peleg and Shapley (1979); docs/theory/games.md, B6.
    """
    parties = _parties_of(worths)
    coalitions = np.arange(2**parties)
    inside = coalitions[:, None] >> np.arange(parties) & 1 == 1
    alone = worths[:, 1 << np.arange(parties)]
    scale = np.maximum(np.abs(worths).max(axis=1), np.finfo(np.float64).tiny)
    left = (worths[:, -1] - alone.sum(axis=1)) / scale
    beyond = (worths - alone @ inside.T) / scale[:, None]
    proper = coalitions[1:-1] if parties > 1 else coalitions[1:]
    enough, spread = left >= -ROUNDING, np.maximum(left, 0.0)
    lacks = beyond[:, proper, None] - spread[:, None, None] * inside[None, proper]
    found = best_guarantee(lacks, np.zeros_like(alone), np.ones_like(alone))
    shares = found.prices / found.prices.sum(axis=1, keepdims=True)
    exists = enough & (found.value <= ROUNDING)
    division = np.where((enough & found.solved)[:, None], alone + shares * (spread * scale)[:, None], np.nan)
    excess = np.where(enough, found.value * scale, np.nan)
    proof = np.where((left > ROUNDING)[:, None], _balance(beyond, spread, proper, found), _partition(beyond, inside))
    silent = exists | ~found.solved
    return Core(exists, division, excess, np.where(silent[:, None], 0.0, proof), found.solved)


def _partition(beyond: Floats, inside: Booleans) -> Floats:
    """Weight 1 on the coalition that adds most over what its members get alone, and on everybody else alone."""
    draws, most = np.arange(len(beyond)), np.argmax(beyond, axis=1)
    weights = np.zeros(beyond.shape)
    weights[:, 1 << np.arange(inside.shape[1])] = ~inside[most]
    weights[draws, most] = np.where(most > 0, 1.0, 0.0)
    return weights


def _balance(beyond: Floats, left: Floats, proper: Integers, found: Guarantee) -> Floats:
    """The programme's lottery over coalitions, rescaled so that the weights of each party's coalitions sum to 1."""
    parties = found.slack.shape[1]
    whole = (found.lottery * beyond[:, proper]).sum(axis=1) - found.value
    safe = np.where(whole > 0, whole, 1.0)[:, None]
    balance = np.zeros(beyond.shape)
    balance[:, proper] = left[:, None] * found.lottery / safe
    balance[:, 1 << np.arange(parties)] += found.slack / safe
    return balance


def _parties_of(worths: Floats) -> int:
    parties = int(worths.shape[-1]).bit_length() - 1
    if worths.shape[-1] != 2**parties or parties < 1:
        raise GameError(
            f"there are {worths.shape[-1]} worths. Each of 2^n coalitions of n parties has one, the empty one first. "
            "Make them with coalition_worths."
        )
    if not np.isfinite(worths).all() or (worths[..., 0] != 0).any():
        raise GameError("a worth is not finite, or the empty coalition's is not 0. Check the dollars they come from.")
    return _checked_parties(parties)


def _checked_parties(parties: int) -> int:
    if not 1 <= parties <= MOST_PARTIES:
        raise GameError(f"there are {parties} parties. Coalitions are counted for 1 to {MOST_PARTIES}. Join some.")
    return parties
