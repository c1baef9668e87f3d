"""The lottery with the largest product of gains, for all draws together: Newton steps on its dual.

The dual has one weight per party: maximise sum(log w) such that no state's weighted gain exceeds the number of
parties. At the optimum w = 1 / gain, and the states that bind carry the lottery.
"""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Booleans, Floats

TOLERANCE = 1e-9
LEAST_CENTRE = 1e-13  # below it the steps are rounding
MOST_STEPS = 100
CENTRING = 0.1
KEPT = 0.99  # share of the way to the boundary that a step may go
RIDGE = 1e-12  # relative; for held parties whose weights the states do not determine


@dataclass(frozen=True, eq=False)
class Product:
    """A lottery, what it is worth and how far it can be from the best.

    Shapes  lottery [draw, state] sums to 1; gain [draw, party] = lottery @ gains; weights [draw, party]; gap [draw]: no
            lottery has a log product of gains that is larger by more than `gap`.
    """

    lottery: Floats
    gain: Floats
    weights: Floats
    gap: Floats


def largest_product(gains: Floats, counted: Booleans) -> Product:
    """Maximise the product of the counted parties' gains, the others' gains held at 0.

    Shapes  gains [draw, state, party], about 1 in size where positive; counted [draw, party]: in each draw some lottery
            gives every counted party more than 0 and the others 0.
    Errors  none: a draw that stops early comes back with its gap.
    Source  Nash (1950); the gap follows from log x* - log x <= (x* - x) / x; docs/theory/games.md, B3.
    """
    weights, room, lottery = _start(gains, counted)
    open_ = np.arange(len(gains))
    for _ in range(MOST_STEPS):
        part = gains[open_]
        state = _step(part, counted[open_], weights[open_], room[open_], lottery[open_])
        weights[open_], room[open_], lottery[open_] = state
        far = _read(part, counted[open_], state[0], state[2]).gap > TOLERANCE
        open_ = open_[far & ((state[1] * state[2]).mean(axis=1) > LEAST_CENTRE)]
        if not open_.size:
            break
    return _read(gains, counted, weights, lottery)


def _start(gains: Floats, counted: Booleans) -> tuple[Floats, Floats, Floats]:
    """Equal weights at half of what the tightest state allows, and multipliers that make every product equal."""
    parties = counted.sum(axis=1)
    total = np.einsum("dsp,dp->ds", gains, counted.astype(np.float64))
    weight = parties / (2 * np.maximum(total.max(axis=1), RIDGE))
    weights = np.where(counted, weight[:, None], 0.0)
    room = parties[:, None] - np.einsum("dsp,dp->ds", gains, weights)
    lottery = 1 / room
    return weights, room, lottery / lottery.sum(axis=1, keepdims=True)


def _step(gains: Floats, counted: Booleans, w: Floats, room: Floats, p: Floats) -> tuple[Floats, Floats, Floats]:
    """One primal-dual step: room * p moves to a tenth of its mean, 1 / w to the gain of the lottery."""
    target = CENTRING * (p * room).mean(axis=1, keepdims=True)
    inverse = np.where(counted, 1 / np.where(counted, w, 1.0), 0.0)
    curve = np.einsum("dsp,ds,dsq->dpq", gains, p / room, gains, optimize=True)
    ridge = RIDGE * (1 + np.trace(curve, axis1=1, axis2=2))[:, None] * ~counted
    curve += np.eye(w.shape[1]) * (inverse**2 + ridge)[:, None, :]
    slope = inverse - np.einsum("dsp,ds->dp", gains, target / room)
    dw = np.linalg.solve(curve, slope[:, :, None])[:, :, 0]
    spent = np.einsum("dsp,dp->ds", gains, dw)
    dp = target / room - p + p / room * spent
    dual = np.minimum(_length(room, -spent), _length(np.where(counted, w, 1.0), np.where(counted, dw, 0.0)))
    return w + dual * dw, room - dual * spent, p + _length(p, dp) * dp


def _length(at: Floats, change: Floats) -> Floats:
    """How far a step may go so that every number stays above 0, at most all the way. [draw, 1]."""
    ratio = np.where(change < 0, at / np.where(change < 0, -change, 1.0), np.inf).min(axis=1, keepdims=True)
    length: Floats = np.minimum(1.0, KEPT * ratio)
    return length


def _read(gains: Floats, counted: Booleans, weights: Floats, lottery: Floats) -> Product:
    """The product of a point: its lottery made to sum to 1, and the bound that proves it."""
    shares = lottery / lottery.sum(axis=1, keepdims=True)
    gain = np.einsum("ds,dsp->dp", shares, gains)
    prices = np.where(counted, 1 / np.where(counted & (gain > 0), gain, np.inf), weights)
    worth = np.einsum("dsp,dp->ds", gains, prices).max(axis=1) - counted.sum(axis=1)
    lost = (counted & ~(gain > 0)).any(axis=1)
    held = np.where(counted, 0.0, np.abs(gain)).max(axis=1)
    return Product(shares, gain, prices, np.where(lost, np.inf, np.maximum(worth, held)))
