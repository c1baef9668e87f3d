"""What the parties could agree on: the Nash and the Kalai–Smorodinsky bargain over lotteries of states.

Both ask which agreement is better for every party than the disagreement point. Where there is none, the answer is a
status with the weights that prove it, and no number.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast._ground.errors import GameError
from orecast.games.nash_product import largest_product
from orecast.games.programmes import best_guarantee

STATUSES = ("every party gains", "some parties gain", "nobody gains", "not acceptable", "not solved")
EVERY, SOME, NOBODY, REFUSED, UNSOLVED = range(len(STATUSES))
NO_GAIN = 1e-6  # share of a party's own span of utilities: less is no gain
ROUNDING = 1e-10  # the same unit: how far a guarantee may stand below its floor
PRICED = 1e-9  # a price that is not rounding
LARGEST_GAP = 1e-4  # of the log product
CHUNK = 2_000_000  # utilities at once
QUANTILES = (0.05, 0.5, 0.95)

Solver = Callable[["_Room"], tuple[Floats, Floats]]


@dataclass(frozen=True, eq=False)
class Bargain:
    """One bargaining solution in each draw.

    Shapes  status [draw] is a place in STATUSES; lottery [draw, state] sums to 1; utility, gain [draw, party] in the
            units of the utilities, gain over the disagreement point; gains_at_all [draw, party]: whether any
            acceptable lottery is worth more to the party than disagreement; weights [draw, party]: proof that not all
            can gain: no state has gain @ weights > 0 (NaN where every party gains); gap [draw]: what a better lottery
            could add at most to the log product (Nash), 0 for Kalai–Smorodinsky, which is a corner. Without a bargain
            (statuses 'nobody gains', 'not acceptable', 'not solved') lottery, utility and gain are NaN.
    """

    name: str
    status: Integers
    lottery: Floats
    utility: Floats
    gain: Floats
    gains_at_all: Booleans
    weights: Floats
    gap: Floats

    def shares(self) -> dict[str, float]:
        """Share of draws with each status."""
        return {name: float(np.mean(self.status == code)) for code, name in enumerate(STATUSES)}

    def table(self, parties: Sequence[str], quantiles: Sequence[float] = QUANTILES) -> pd.DataFrame:
        """Each party's gain over the draws that have a bargain, and the share of draws in which it gains at all."""
        found = self.gain[self.status <= SOME]
        columns: dict[str, Floats] = {"share of draws": self.gains_at_all.mean(axis=0)}
        for q in quantiles:
            columns[f"gain, {q:.0%}"] = np.quantile(found, q, axis=0) if len(found) else np.full(len(parties), np.nan)
        return pd.DataFrame(columns, index=pd.Index(parties, name="party"))

    def summary(self) -> str:
        """One line: how many draws have which status, those with none left out."""
        counts = [(int(np.sum(self.status == code)), name) for code, name in enumerate(STATUSES)]
        return f"{self.name}: " + ", ".join(f"{name} in {n} of {self.status.size} draws" for n, name in counts if n)

    def _repr_html_(self) -> str:
        """The gains in a notebook, under the line on the draws."""
        names = [f"party {p + 1}" for p in range(self.gain.shape[1])]
        return f"<p>{escape(self.summary())}</p>{self.table(names).to_html(float_format='{:,.3g}'.format)}"


@dataclass(frozen=True, eq=False)
class _Room:
    """Gains over disagreement, 1 = the most a party can get in an acceptable lottery; only draws that have some."""

    gains: Floats
    floors: Floats
    counted: Booleans


def nash_bargain(utilities: Floats, disagreement: Floats) -> Bargain:
    """The lottery over states with the largest product of gains over the disagreement point.

    Parties that no acceptable lottery can better are held at their disagreement point; the product runs over the rest.

    Shapes  utilities [draw, state, party], cardinal, any unit; disagreement [draw, party] or [party].
    Errors  GameError names a number that is not finite, or shapes that do not fit.
    Source  Nash (1950); docs/theory/games.md, B3.
    """
    return _bargain("Nash", utilities, disagreement, _nash)


def kalai_smorodinsky_bargain(utilities: Floats, disagreement: Floats) -> Bargain:
    """The lottery at which every party gets the same share of the most that it could get, as large as can be.

    With three parties or more that share can leave something over; it goes to those who can still gain, the least
    served first (the lexicographic extension), so that the bargain is efficient.

    Shapes  utilities [draw, state, party], cardinal, any unit; disagreement [draw, party] or [party].
    Errors  GameError names a number that is not finite, or shapes that do not fit.
    Source  Kalai and Smorodinsky (1975); Imai (1983); docs/theory/games.md, B4.
    """
    return _bargain("Kalai–Smorodinsky", utilities, disagreement, _kalai_smorodinsky)


def dominating_states(utilities: Floats, disagreement: Floats) -> Booleans:
    """States that every party likes at least as well as disagreement and one likes better. [draw, state]."""
    net = utilities - _point(utilities, disagreement)[:, None, :]
    return np.asarray((net >= 0).all(axis=2) & (net > 0).any(axis=2))


def _bargain(name: str, utilities: Floats, disagreement: Floats, solve: Solver) -> Bargain:
    point = _point(utilities, disagreement)
    size = max(1, CHUNK // max(1, utilities[0].size))
    starts = range(0, len(utilities), size)
    parts = [_of_chunk(name, utilities[at : at + size], point[at : at + size], solve) for at in starts]
    fields = ("status", "lottery", "utility", "gain", "gains_at_all", "weights", "gap")
    return Bargain(name, *(np.concatenate([getattr(part, field) for part in parts]) for field in fields))


def _point(utilities: Floats, disagreement: Floats) -> Floats:
    """The disagreement point of each draw, and everything checked. [draw, party]."""
    if utilities.ndim != 3 or 0 in utilities.shape:
        raise GameError(
            f"utilities have the shape {utilities.shape}. They are [draw, state, party], none of them empty. "
            "Move the axes with numpy.moveaxis."
        )
    try:
        point = np.broadcast_to(disagreement, (len(utilities), utilities.shape[2]))
    except ValueError:
        raise GameError(
            f"the disagreement point has the shape {np.shape(disagreement)} beside utilities of {utilities.shape}. "
            "It is [party], or [draw, party]. Give one number a party."
        ) from None
    if not np.isfinite(utilities).all():
        draw, state, party = np.argwhere(~np.isfinite(utilities))[0]
        raise GameError(
            f"the utility of state {state} for party {party} in draw {draw} is {utilities[draw, state, party]}. "
            "Utilities are finite. Leave out states that cannot be."
        )
    if not np.isfinite(point).all():
        draw, party = np.argwhere(~np.isfinite(point))[0]
        raise GameError(
            f"the disagreement point of party {party} in draw {draw} is {point[draw, party]}. It is finite. "
            "Name the state that holds without an agreement."
        )
    return point


def _of_chunk(name: str, utilities: Floats, point: Floats, solve: Solver) -> Bargain:
    net = utilities - point[:, None, :]
    span = np.abs(net).max(axis=1)
    scaled = net / np.where(span > 0, span, 1.0)[:, None, :]
    status, most, prices, usable = _standing(scaled)
    weights = np.where(status[:, None] == EVERY, np.nan, prices / np.where(span > 0, span, 1.0))
    gains_at_all = most > NO_GAIN
    lottery = np.full(utilities.shape[:2], np.nan)
    gap = np.full(len(utilities), np.nan)
    open_ = np.flatnonzero(status <= SOME)
    if open_.size:
        reach = np.where(gains_at_all, most, 1.0)[open_]
        gains = np.where(usable[:, :, None], scaled, 0.0)[open_] / reach[:, None, :]
        room = _Room(gains, np.zeros_like(reach), gains_at_all[open_])
        lottery[open_], gap[open_] = solve(room)
        failed = open_[~(gap[open_] <= LARGEST_GAP)]
        status[failed], lottery[failed] = UNSOLVED, np.nan
    gain = np.einsum("ds,dsp->dp", lottery, net)
    return Bargain(name, status, lottery, point + gain, gain, gains_at_all, weights, gap)


def _standing(scaled: Floats) -> tuple[Integers, Floats, Floats, Booleans]:
    """Whether a lottery is acceptable, the most each party can get in one, the prices that say so, the states in use.

    A state is not usable where a party that cannot gain at all has prices under which the state is worth less than
    nothing: every acceptable lottery is worth 0 under them. Such a state is replaced by disagreement itself.

    Shapes  scaled [draw, state, party] -> status [draw], most [draw, party] (0 where none is acceptable), prices
            [draw, party], usable [draw, state].
    """
    draws, _, parties = scaled.shape
    common = best_guarantee(scaled, np.zeros((draws, parties)), np.ones((draws, parties)))
    accepted = common.value >= -PRICED
    floors = np.minimum(np.nan_to_num(common.value), 0.0)[:, None] * np.ones(parties) - ROUNDING
    most = np.zeros((draws, parties))
    solved, usable = common.solved.copy(), np.ones(scaled.shape[:2], dtype=bool)
    for party in range(parties):
        alone = np.tile(np.arange(parties) == party, (draws, 1)).astype(np.float64)
        best = best_guarantee(scaled[accepted], np.where(alone > 0, 0.0, floors)[accepted], alone[accepted])
        most[accepted, party], solved[accepted] = best.value, solved[accepted] & best.solved
        worth = np.einsum("dsp,dp->ds", scaled[accepted], best.prices / best.prices.max(axis=1, keepdims=True))
        usable[accepted] &= (best.value > NO_GAIN)[:, None] | (worth >= -PRICED)
    able = (most > NO_GAIN).sum(axis=1)
    status = np.select([~solved, ~accepted, able == 0, able < parties], [UNSOLVED, REFUSED, NOBODY, SOME], EVERY)
    return status.astype(np.int64), np.where(solved[:, None], most, 0.0), common.prices, usable


def _nash(room: _Room) -> tuple[Floats, Floats]:
    """The largest product; where a single party can gain it is that party's most, which a corner gives exactly."""
    lottery, gap = np.empty(room.gains.shape[:2]), np.empty(len(room.gains))
    single = room.counted.sum(axis=1) == 1
    for draws, solve in ((single, _kalai_smorodinsky), (~single, _several)):
        if draws.any():
            lottery[draws], gap[draws] = solve(_Room(room.gains[draws], room.floors[draws], room.counted[draws]))
    return lottery, gap


def _several(room: _Room) -> tuple[Floats, Floats]:
    found = largest_product(room.gains, room.counted)
    return found.lottery, found.gap


def _kalai_smorodinsky(room: _Room) -> tuple[Floats, Floats]:
    """Raise all parties together; fix those whose price shows that they can rise no further; raise the rest."""
    floors, rising = room.floors - ROUNDING, room.counted.copy()
    lottery = np.full(room.gains.shape[:2], np.nan)
    gap = np.zeros(len(room.gains))
    open_ = np.arange(len(room.gains))
    while open_.size:
        up = rising[open_]
        found = best_guarantee(room.gains[open_], np.where(up, 0.0, floors[open_]), up.astype(np.float64))
        lottery[open_] = found.lottery
        gap[open_[~found.solved]] = np.inf
        fixed = up & (found.prices > PRICED)
        level = np.where(fixed, found.value[:, None] - ROUNDING, floors[open_])
        floors[open_], rising[open_] = level, up & ~fixed
        open_ = open_[found.solved & rising[open_].any(axis=1)]
    return lottery, gap
