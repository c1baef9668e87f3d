"""Clearing (M13): the prices at which every origin sells what it offers, for a whole batch of draws.

Safeguarded Newton from the base prices, on the logarithm of sales over supply. The unknowns of a draw are its home
prices and, where the shock holds limits on flows, a multiplier for each that is above 0 only where it binds (M15).
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast.market.state import Batch, Terms
from orecast.market.stretching import bounded, stretch, stretched, unstretched

Scalar = TypeVar("Scalar", bound=np.generic)

SMALLEST_STEP = 1 / 64
TRACE = 1e-12
"""Share of world output that stands for nothing where sales or supply are compared in logarithms."""
MANY_TRACES = 1e3
"""An origin with this many traces of output can shrink to a trace on its own curve."""


@dataclass(frozen=True)
class Point:
    """Everything known at one set of prices.

    residual: excess supply of each origin, then of each limit the tonnes on its right side where it binds, or its
    multiplier where not [D, I + R]; error: the largest, as a share of world output; imbalance: the same conditions
    as logarithms, sales over supply and bound over flow; distance: the largest of them.
    """

    unknowns: Floats
    residual: Floats
    imbalance: Floats
    distance: Floats
    error: Floats
    supplied: Floats
    index: Floats
    flows: Floats
    share: Floats
    use: Floats
    use_slope: Floats
    supply_slope: Floats
    binding: Booleans

    def replace(self, draws: Integers, other: "Point") -> "Point":
        """This point with some draws taken from another."""
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine[draws] = theirs
        return self

    def take(self, draws: Integers | Booleans) -> "Point":
        """Some of the draws."""
        return Point(*(value[draws] for value in vars(self).values()))


@dataclass(frozen=True)
class Cleared:
    """What is found [D, …]; substituted: tonnes of the backstop; error: largest excess, as a share of world output."""

    unknowns: Floats
    index: Floats
    flows: Floats
    substituted: Floats
    error: Floats
    iterations: Integers

    @classmethod
    def empty(cls, draws: int, origins: int, users: int, limits: int) -> "Cleared":
        """Room for what will be found."""
        return cls(
            unknowns=np.empty((draws, origins + limits)),
            index=np.empty((draws, users)),
            flows=np.empty((draws, origins, users)),
            substituted=np.empty((draws, users)),
            error=np.empty(draws),
            iterations=np.zeros(draws, dtype=np.int64),
        )

    def part(self, draws: slice) -> "Cleared":
        """Some of the draws, in the same memory."""
        return Cleared(*(values[draws] for values in vars(self).values()))


def clear(terms: Terms, tolerance: float, steps: int, found: Cleared) -> None:
    """Newton from base prices for each draw until it clears, into `found`; draws that have cleared leave the work."""
    batch, iterations = terms.batch, np.zeros(terms.draws, dtype=np.int64)
    start = np.zeros_like(found.unknowns)
    start[:, : batch.weight.shape[-2]] = 1.0
    point = evaluate(batch, start)
    live = np.flatnonzero(point.error > tolerance)
    few, work = batch.take(live), point.take(live)
    for _ in range(steps):
        if not live.size:
            break
        work = advance(few, work)
        iterations[live] += 1
        is_open = work.error > tolerance
        if not is_open.all():
            point = point.replace(live[~is_open], work.take(~is_open))
            live, few, work = live[is_open], few.take(is_open), work.take(is_open)
    point.replace(live, work)
    found.iterations[:] = iterations
    found.substituted[:] = point.use - point.flows.sum(axis=-2)
    for name in ("unknowns", "index", "flows", "error"):
        getattr(found, name)[:] = getattr(point, name)


def evaluate(batch: Batch, unknowns: Floats) -> Point:
    """Excess supply of every origin and slack of every limit at the given prices."""
    origins = batch.weight.shape[-2]
    price, multiplier = unknowns[:, :origins], unknowns[:, origins:]
    index, use, slope, share = batch.bought(batch.attraction(price, multiplier))
    offered, supply_slope = batch.supplied(price)
    flows = share * use[..., None, :]
    sold, trace = flows.sum(axis=-1), TRACE * batch.scale
    counted = batch.counted(flows).sum(axis=-1)
    short = batch.sense * np.log((batch.bound + trace) / (counted + trace))
    binding = batch.theta * multiplier + short > 0
    cleared = np.log((sold + sales_trace(batch, price, sold)) / (offered + supply_trace(batch)))
    imbalance = np.concatenate([cleared, np.where(binding, short, -multiplier)], axis=-1)
    excess, slack, paid = offered - sold, batch.sense * (counted - batch.bound), multiplier * batch.scale
    error = np.abs(np.concatenate([excess, np.minimum(slack, paid)], axis=-1)).max(axis=-1) / batch.scale[..., 0]
    residual = np.concatenate([excess, np.where(binding, slack, paid)], axis=-1)
    full = unknowns.shape[:1]
    return Point(
        unknowns, residual, imbalance, np.abs(imbalance).max(axis=-1), _own(error, full), _own(offered, full),
        _own(index, full), _own(flows, full), _own(share, full), _own(use, full), _own(slope, full),
        _own(supply_slope, full), _own(binding, full),
    )  # fmt: skip


def _own(values: NDArray[Scalar], full: tuple[int, ...]) -> NDArray[Scalar]:
    """The array over all draws, writable."""
    return values if values.shape[:1] == full else np.broadcast_to(values, (*full, *values.shape[1:])).copy()


def jacobian(batch: Batch, point: Point, supply_slope: Floats | None = None) -> Floats:
    """Derivative of the residual by prices and multipliers (M13, M15). [D, I + R, I + R].

    With w the shares and g_j = U_j (theta + U'_j / U_j), the effect of cost c_kj on flow q_ij is
    w_ij w_kj g_j, less theta q_ij on its own route; a tariff multiplies it by 1 + t_kj, and a multiplier is a cost
    of its counted routes, with its sign turned for a least flow. `supply_slope` stands in for the curves' own.
    """
    pull = batch.theta * point.use + point.use_slope
    passed, own = batch.with_tariff(point.share), batch.with_tariff(point.flows)
    spread = np.matmul(point.share * pull[..., None, :], passed.swapaxes(-1, -2))
    origins = spread.shape[-1]
    matrix: Floats = -spread
    diagonal = np.arange(origins)
    slope = point.supply_slope if supply_slope is None else supply_slope
    matrix[:, diagonal, diagonal] += slope + batch.theta * own.sum(axis=-1)
    return _with_limits(batch, point, matrix, pull) if batch.sense.size else matrix


def _with_limits(batch: Batch, point: Point, matrix: Floats, pull: Floats) -> Floats:
    """The Jacobian bordered by the limits' multipliers. [D, I + R, I + R].

    With A_rj the counted share of user j's purchases, limit r moves flow q_ij by w_ij g_j A_rj, less theta q_ij on
    the routes that it counts.
    """
    reach, sense = batch.counted(point.share), batch.sense
    weighed = reach * pull[:, None, :]
    taxed_share, taxed_flows = batch.with_tariff(point.share), batch.with_tariff(point.flows)
    theta = batch.theta[..., None]
    by_multiplier = point.share @ weighed.swapaxes(-1, -2) - theta * _along(batch, point.flows)
    by_price = taxed_share @ weighed.swapaxes(-1, -2) - theta * _along(batch, taxed_flows)
    own = np.einsum("rij,sij,dij->drs", batch.counts, batch.counts, point.flows, optimize=True)
    cross = sense[:, None] * sense * (theta * own - weighed @ reach.swapaxes(-1, -2))
    free = np.eye(sense.size) * batch.scale[..., None]
    is_binding = point.binding[..., None]
    lower = np.where(is_binding, (sense * by_price).swapaxes(-1, -2), 0.0)
    top = np.concatenate([matrix, sense * by_multiplier], axis=-1)
    return np.concatenate([top, np.concatenate([lower, np.where(is_binding, cross, free)], axis=-1)], axis=-2)


def _along(batch: Batch, values: Floats) -> Floats:
    """Counted part of the routes' values, by origin and limit. [D, I, J] -> [D, I, R]."""
    found: Floats = np.einsum("rij,dij->dir", batch.counts, values)
    return found


def advance(batch: Batch, point: Point) -> Point:
    """One damped Newton step: the longest of 1, 1/2, 1/4 … that brings supply and sales nearer in logarithms.

    Where only a creep would, the whole step is taken: near the backstop and near capacity the logarithm bends
    once, and from beyond the bend Newton comes straight back.
    """
    start, step = stretched(batch, point.unknowns), _direction(batch, point)
    whole = evaluate(batch, unstretched(batch, start + step))
    worse = np.flatnonzero(~(whole.distance < point.distance))
    best, length = whole, 0.5
    while worse.size and length >= SMALLEST_STEP:
        few = batch.take(worse)
        trial = evaluate(few, unstretched(few, start[worse] + length * step[worse]))
        better = trial.distance < point.distance[worse]
        best = best.replace(worse[better], trial.take(better))
        worse, length = worse[~better], length / 2
    return best


def _direction(batch: Batch, point: Point) -> Floats:
    """Newton direction on the logarithm of sales over supply, in stretched prices. [D, I + R].

    Sales fall exponentially with price while supply runs flat near capacity and near the floor: a straight line
    through their difference creeps on one side and leaps on the other, but their logarithms are nearly straight.
    """
    sold = point.flows.sum(axis=-1)
    origins = sold.shape[-1]
    sold += sales_trace(batch, point.unknowns[:, :origins], sold)
    # Of sold * log(sold / supplied); put in whole, since slope less slope would drown the sales of a dear origin.
    matrix = jacobian(batch, point, point.supply_slope * sold / (point.supplied + supply_trace(batch)))
    column = np.arange(matrix.shape[-1])
    gap = point.imbalance.copy()
    gap[:, :origins] *= sold
    gap[:, origins:] *= _limit_weight(batch, point)
    matrix *= stretch(batch, point.unknowns)[:, None, :]
    diagonal = matrix[:, column, column]
    matrix[:, column, column] = diagonal * (1 + 1e-13) + 1e-300 * batch.scale
    step = np.linalg.solve(matrix, gap[..., None])[..., 0]
    return bounded(batch, point.unknowns, step.astype(np.float64, copy=False))


def sales_trace(batch: Batch, price: Floats, sold: Floats) -> Floats:
    """What stands for nothing sold: a trace below base price, where supply can shrink to it, next to 0 above."""
    return np.where((price < 1) | (sold <= 0), TRACE * batch.scale, 0)


def supply_trace(batch: Batch) -> Floats:
    """What stands for nothing supplied: 0 for an origin that can shrink to a trace on its own curve. [D, I]."""
    trace = TRACE * batch.scale
    return np.where((batch.output > MANY_TRACES * trace) & (batch.released <= 0), 0.0, trace)


def _limit_weight(batch: Batch, point: Point) -> Floats:
    """What turns the imbalance of a limit back into tonnes. [D, R]."""
    counted = batch.counted(point.flows).sum(axis=-1)
    return np.where(point.binding, counted + TRACE * batch.scale, batch.scale)
