"""Many small linear programmes at once: the best guarantee a lottery over states can give, one programme a draw.

The programme has few rows (parties) and many columns (states), so its dual lives in as many dimensions as there are
parties. The dual simplex walks its corners for all draws together; a corner is exact up to rounding, and it hands back
the prices of the rows, which prove the answer without trust in the walk.
"""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Booleans, Floats, Integers

TOLERANCE = 1e-11
MOST_PIVOTS = 500  # and four for each column: on a smooth frontier the walk passes neighbour by neighbour
BLAND_AFTER = 8  # pivots in a row that gained nothing: from here on the lowest index is taken, which cannot cycle


@dataclass(frozen=True, eq=False)
class Guarantee:
    """The largest t, the lottery that reaches it and the prices of the rows that prove it.

    Shapes  value, solved [draw]; lottery [draw, state] sums to 1; prices, slack [draw, row] are >= 0: slack is what a
            row has beyond its guarantee, and prices @ share = 1. No lottery does better, because max over states of
            (gains - floors) @ prices = value.
    """

    value: Floats
    lottery: Floats
    prices: Floats
    slack: Floats
    solved: Booleans


def best_guarantee(gains: Floats, floors: Floats, share: Floats) -> Guarantee:
    """Maximise t over lotteries p such that p @ gains >= floors + t * share, in each draw.

    Shapes  gains [draw, state, row]; floors, share [draw, row]; share >= 0, one row of it > 0; all are finite.
    Errors  none: a draw without any lottery above its floors, or with too many pivots, comes back unsolved. One
            whose walk meets a corner that it cannot tell, since two states are all but the same, goes to HiGHS alone.
    Source  Dantzig (1963); Bland (1977) against cycling; docs/theory/games.md, B2.
    """
    net = gains - floors[:, None, :]
    basis, open_ = _first_corner(net, share), np.arange(len(net))
    solved, idle = np.zeros(len(net), dtype=bool), np.zeros(len(net), dtype=np.int64)
    lost: list[int] = []
    for _ in range(MOST_PIVOTS + 4 * net.shape[1]):
        if not open_.size:
            break
        part, length, done = _pivot(net[open_], share[open_], basis[open_], idle[open_] >= BLAND_AFTER)
        basis[open_] = part
        solved[open_[done]] = True
        idle[open_] = np.where(length > TOLERANCE, 0, idle[open_] + 1)
        lost += open_[np.isnan(length)].tolist()
        open_ = open_[~done & np.isfinite(length)]
    found = _read(net, share, basis, solved)
    for draw in lost:
        _put_alone(found, draw, net[draw], share[draw])
    return found


def _first_corner(net: Floats, share: Floats) -> Integers:
    """All weight on one row with a share: the other rows' weights are 0, and its best state binds. [draw, row]."""
    draws, states, rows = net.shape
    first = np.argmax(share > 0, axis=1)
    at = np.arange(draws)
    basis = np.tile(np.arange(rows) + states, (draws, 1))
    basis[at, first] = np.argmax(net[at, :, first], axis=1)
    return basis


def _corner(net: Floats, share: Floats, basis: Integers) -> Floats:
    """Rows that bind at a corner, each as coefficients of (weights, bound); the last says weights @ share = 1."""
    draws, states, rows = net.shape
    bind = np.zeros((draws, rows + 1, rows + 1))
    is_state = basis < states
    picked = np.take_along_axis(net, np.where(is_state, basis, 0)[:, :, None], axis=1)
    weight = basis[:, :, None] == np.arange(rows) + states
    bind[:, :rows, :rows] = np.where(is_state[:, :, None], -picked, weight)
    bind[:, :rows, rows] = is_state
    bind[:, rows, :rows] = share
    return bind


def _pivot(net: Floats, share: Floats, basis: Integers, bland: Booleans) -> tuple[Integers, Floats, Booleans]:
    """The next corner of each draw, how far it is, and whether this one is the optimum.

    The way is inf where the walk never ends, NaN where the corner's rows are too nearly the same to tell it.
    """
    inverse = _inverses(_corner(net, share, basis))
    multipliers = inverse[:, -1, :-1]  # objective (0, ..., 0, 1): the last row
    wrong = ~(multipliers >= -TOLERANCE)
    is_told = np.asarray(np.isfinite(multipliers).all(axis=1))
    done = np.asarray(is_told & ~wrong.any(axis=1))
    order = np.where(bland[:, None], np.where(wrong, basis, np.inf), multipliers)
    leaving, at = np.argmin(order, axis=1), np.arange(len(net))
    room, rate = _rows(net, inverse[:, :, -1]), _rows(net, inverse[at, :, leaving])
    np.put_along_axis(rate, basis, 0.0, axis=1)  # rows that bind keep binding, and the leaving one gains room
    falls = rate < -TOLERANCE
    length = np.where(falls, np.maximum(room, 0.0) / np.where(falls, -rate, 1.0), np.inf)
    entering = np.argmin(length, axis=1)  # the first of equals: the lowest index
    step = np.where(is_told, length.min(axis=1), np.nan)
    moves = ~done & np.isfinite(step)
    moved = basis.copy()
    moved[at[moves], leaving[moves]] = entering[moves]
    return moved, step, done


def _inverses(matrices: Floats) -> Floats:
    """Inverse of each matrix, NaN where it has none. [draw, n, n]."""
    try:
        return np.asarray(np.linalg.inv(matrices), dtype=np.float64)
    except np.linalg.LinAlgError:
        if len(matrices) == 1:
            return np.full(matrices.shape, np.nan)
        half = len(matrices) // 2
        return np.concatenate([_inverses(matrices[:half]), _inverses(matrices[half:])])


def _rows(net: Floats, point: Floats) -> Floats:
    """Left sides of all rows (states, then weights) at a point or along a direction. [draw, state + row]."""
    weights, bound = point[:, :-1], point[:, -1]
    states: Floats = bound[:, None] - np.einsum("dsr,dr->ds", net, weights)
    return np.concatenate([states, weights], axis=1)


def _read(net: Floats, share: Floats, basis: Integers, solved: Booleans) -> Guarantee:
    draws, states, rows = net.shape
    inverse = _inverses(_corner(net, share, basis))
    spread = np.zeros((draws, states + rows))
    np.put_along_axis(spread, basis, np.maximum(inverse[:, -1, :-1], 0.0), axis=1)
    prices, value = np.maximum(inverse[:, :-1, -1], 0.0), inverse[:, -1, -1]
    total = spread[:, :states].sum(axis=1, keepdims=True)
    lottery = spread[:, :states] / np.where(total > 0, total, 1.0)
    return Guarantee(np.where(solved, value, np.nan), lottery, prices, spread[:, states:], solved)


def _put_alone(found: Guarantee, draw: int, net: Floats, share: Floats) -> None:
    """One draw's programme by HiGHS, into what is found; it stays unsolved where HiGHS finds none."""
    from scipy.optimize import linprog

    states, rows = net.shape
    objective, at_most = np.append(np.zeros(states), -1.0), np.column_stack([-net.T, share])
    sums, bounds = np.append(np.ones(states), 0.0)[None], [(0.0, None)] * states + [(None, None)]
    exact = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
    best = linprog(objective, at_most, np.zeros(rows), sums, [1.0], bounds, method="highs-ds", options=exact)
    if best.success:
        lottery, value = np.maximum(best.x[:-1], 0.0), best.x[-1]
        lottery /= lottery.sum()
        found.solved[draw], found.value[draw], found.lottery[draw] = True, value, lottery
        found.prices[draw] = np.maximum(-best.ineqlin.marginals, 0.0)
        found.slack[draw] = np.maximum(lottery @ net - value * share, 0.0)
