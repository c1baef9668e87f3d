"""Clearing (M13): the prices at which every origin sells what it offers, for a whole batch of draws.

Safeguarded Newton from the base prices, on the logarithm of sales over supply. The unknowns of a draw are its home
prices and, where the shock holds limits on flows, a multiplier for each that is above 0 only where it binds (M15).
"""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats, Integers
from orecast.market.point import TRACE, Point, evaluate, parted, sales_trace, supply_trace
from orecast.market.slopes import jacobian
from orecast.market.state import Batch, Terms
from orecast.market.stretching import bounded, stretch, stretched, unstretched

SMALLEST_STEP = 1 / 64


@dataclass(frozen=True)
class Cleared:
    """What is found of a market.

    Shapes  unknowns [D, I + R], index, use and substituted [D, J], flows [D, I, J], or [D, 0, J] where nobody asks for
            them, error and iterations [D].
    Units   unknowns, index: base prices; use (bought from origins), substituted (of the backstop), flows: t/yr; error:
            largest excess, as a share of world output.
    """

    unknowns: Floats
    index: Floats
    flows: Floats
    use: Floats
    substituted: Floats
    error: Floats
    iterations: Integers

    @classmethod
    def empty(cls, draws: int, origins: int, users: int, limits: int, with_flows: bool) -> "Cleared":
        """Room for what will be found."""
        return cls(
            unknowns=np.empty((draws, origins + limits)),
            index=np.empty((draws, users)),
            flows=np.empty((draws, origins if with_flows else 0, users)),
            use=np.empty((draws, users)),
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
    for name in ("unknowns", "index", "error"):
        getattr(found, name)[:] = getattr(point, name)
    substitute = batch.backstop / point.total  # at most 1 to the last bit, so that no use falls below 0
    found.substituted[:] = point.use * substitute
    found.use[:] = point.use * (1 - substitute)
    if found.flows.size:
        found.flows[:] = batch.flows(*parted(batch, point.unknowns), point.use)


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
    price, _ = parted(batch, point.unknowns)
    origins, sold = price.shape[-1], point.sold + sales_trace(batch, price, point.sold)
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


def _limit_weight(batch: Batch, point: Point) -> Floats:
    """What turns the imbalance of a limit back into tonnes. [D, R]."""
    return np.where(point.binding, point.counted + TRACE * batch.scale, batch.scale)
