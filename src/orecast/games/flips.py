"""What would flip an answer: the value of one weight at which a party stays, or leaves, in half of the draws.

A party's payoff is a sum of weight times value, so in each draw the weights under which it likes a state at least as
well as the states it compares with form an interval, given all other weights. (G10)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast.games.aims import Part

HALF = 0.5


@dataclass(frozen=True, eq=False)
class Weighed:
    """A part of a party's aims with its draws. weight [draw], value [draw, S]; payoff = sum of weight * value."""

    part: Part
    weight: Floats
    value: Floats


@dataclass(frozen=True)
class Flip:
    """One weight that flips an answer: whether a party likes a state at least as well as others in most draws.

    key, unit        of the weight
    low, mode, high  its range
    flips_at         the value nearest to the mode where the answer turns, all else as drawn; NaN where none does
    keeps            'above' or 'below': on that side the party likes the state in half of the draws or more
    share_now        share of draws in which it does, as drawn
    share_at_mode    the same with the weight held at its mode
    """

    key: str
    unit: str
    source: str
    low: float
    mode: float
    high: float
    flips_at: float
    keeps: str
    share_now: float
    share_at_mode: float

    @property
    def inside(self) -> bool:
        """Whether the value lies in the range of the weight."""
        return self.low <= self.flips_at <= self.high

    @property
    def needed(self) -> float:
        """Value nearest to the mode at which the party likes the state in half of the draws or more; NaN if none."""
        return self.mode if self.share_at_mode >= HALF else self.flips_at

    @property
    def relative(self) -> float:
        """Change from the mode to what is needed, as a share of the larger of the range's width and the mode's size."""
        size = max(self.high - self.low, abs(self.mode))
        return abs(self.needed - self.mode) / size if size > 0 and np.isfinite(self.needed) else float("inf")


def gaps(payoff: Floats, state: int, others: Sequence[int]) -> Floats:
    """How much better each other state is than `state`. payoff [draw, S] -> [draw, others]."""
    found: Floats = payoff[:, list(others)] - payoff[:, [state]]
    return found


def share_preferred(payoff: Floats, state: int, others: Sequence[int]) -> float:
    """Share of draws in which a state is at least as good as all others."""
    return float((gaps(payoff, state, others) <= 0).all(axis=1).mean())


def flip(weighed: Weighed, payoff: Floats, state: int, others: Sequence[int]) -> Flip:
    """The value of one weight, all else as drawn, at which the answer for most draws turns."""
    low, high = interval(weighed, payoff, state, others)
    bounds, now = weighed.part.term.weight, share_preferred(payoff, state, others)
    ends = np.unique(np.concatenate([end[np.isfinite(end)] for end in (low, high)]))
    between = (np.concatenate([ends[:1] - 1, ends]) + np.concatenate([ends, ends[-1:] + 1])) / 2
    likes = share_at(low, high, between) >= HALF
    turns = np.flatnonzero(likes[1:] != likes[:-1])
    at, keeps = float("nan"), ""
    if turns.size:
        nearest = turns[np.argmin(np.abs(ends[turns] - bounds.mode))]
        at, keeps = float(ends[nearest]), "above" if likes[nearest + 1] else "below"
    at_mode = float(share_at(low, high, np.array([bounds.mode]))[0])
    about = weighed.part.key, weighed.part.unit, weighed.part.source, bounds.low, bounds.mode, bounds.high
    return Flip(*about, at, keeps, now, at_mode)


def interval(weighed: Weighed, payoff: Floats, state: int, others: Sequence[int]) -> tuple[Floats, Floats]:
    """Weights at which the state is at least as good as the others, draw by draw: from `low` to `high`. [draw] each.

    gap = rest + weight * slope <= 0 for each other state; an empty interval has low > high.
    """
    slope = gaps(weighed.value, state, others)
    rest = gaps(payoff, state, others) - weighed.weight[:, None] * slope
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = -rest / slope
    low = np.where(slope < 0, bound, -np.inf).max(axis=1, initial=-np.inf)
    high = np.where(slope > 0, bound, np.inf).min(axis=1, initial=np.inf)
    # a gap without slope must close of itself; a rounding of the sum is no gap
    size = np.abs(payoff).max(initial=0.0) * 1e-12
    never = ((slope == 0) & (rest > size)).any(axis=1)
    return np.where(never, np.inf, low), np.where(never, -np.inf, high)


def just_enough(low: Floats, high: Floats, flip: Flip) -> float:
    """The number nearest to what a flip needs where the share is half or more: the end, or the next number."""
    near = np.array([flip.needed, np.nextafter(flip.needed, np.inf), np.nextafter(flip.needed, -np.inf)])
    enough = near[share_at(low, high, near) >= HALF]
    return float(enough[0]) if enough.size else flip.needed


def share_at(low: Floats, high: Floats, values: Floats) -> Floats:
    """Share of draws whose interval holds each value. [values]."""
    whole = low <= high
    starts, ends = np.sort(low[whole]), np.sort(high[whole])
    inside = np.searchsorted(starts, values, side="right") - np.searchsorted(ends, values, side="left")
    share: Floats = inside / len(low)
    return share


def payment(payoff: Floats, state: int, others: Sequence[int], share: float = HALF) -> tuple[float, float]:
    """Least worth that, added to a state, makes it at least as good as the others in `share` of the draws, in USD.

    Given with the share of draws in which it does.
    """
    needed = np.sort(np.maximum(gaps(payoff, state, others).max(axis=1, initial=0.0), 0.0))
    amount = float(needed[int(np.ceil(share * len(needed))) - 1])
    return amount, float((needed <= amount).mean())
