"""Clearing (M13): the prices at which every origin sells what it offers, for a whole batch of draws.

Safeguarded Newton from the base prices. The unknowns of a draw are its home prices and, where the shock holds
minimum flows, a subsidy per route that is above 0 only where the minimum binds (M15).
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast.market.product import SOLVED, UNSOLVED, Equilibrium, Market, Shock
from orecast.market.state import Batch, batch_of

Scalar = TypeVar("Scalar", bound=np.generic)

TOLERANCE = 1e-9
LONGEST_STEP = 1.0
SMALLEST_STEP = 1 / 1024
CEILING_DECADES = 20.0
"""A price this many e-folds above the backstop sells e**-20 of the use: no equilibrium of interest lies above."""


@dataclass(frozen=True)
class Point:
    """Everything known at one set of prices: the residual and what its Jacobian is made of."""

    unknowns: Floats
    residual: Floats
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


def solve(market: Market, shock: Shock | None = None, tolerance: float = TOLERANCE, steps: int = 60) -> Equilibrium:
    """Clear a market under a shock.

    Shapes  leading axes of market and shock broadcast; each draw is solved on its own.
    Units   tolerance: largest excess supply of any origin, as a share of world output in the base.
    Status  a draw that does not converge in `steps` comes back with status 1 and its residual.
    Source  docs/theory/market.md, M13.
    """
    batch, leading = batch_of(market, shock or Shock())
    count = int(np.prod(leading, dtype=np.int64))
    origins, routes = len(market.origins), batch.route_origin.size
    start = np.zeros((count, origins + routes))
    start[:, :origins] = 1.0
    with np.errstate(under="ignore", over="ignore"):
        point = evaluate(batch, start)
        iterations = np.zeros(count, dtype=np.int64)
        active = np.flatnonzero(point.error > tolerance)
        for _ in range(steps):
            if not active.size:
                break
            moved = _advance(batch.take(active), point.take(active))
            point = point.replace(active, moved)
            iterations[active] += 1
            active = active[moved.error > tolerance]
    return _folded(point, iterations, tolerance, leading, origins, batch)


def evaluate(batch: Batch, unknowns: Floats) -> Point:
    """Excess supply of every origin and slack of every minimum flow at the given prices."""
    origins = batch.weight.shape[-2]
    price, subsidy = unknowns[:, :origins], unknowns[:, origins:]
    index, use, slope, share = batch.bought(batch.attraction(price, subsidy))
    offered, supply_slope = batch.supplied(price)
    flows = share * use[..., None, :]
    excess = offered - flows.sum(axis=-1)
    shortfall = batch.minimum - flows[:, batch.route_origin, batch.route_user]
    binding = subsidy + shortfall / batch.scale > 0
    residual = np.concatenate([excess, np.where(binding, -shortfall, subsidy * batch.scale)], axis=-1)
    error = np.abs(residual).max(axis=-1) / batch.scale[..., 0]
    full = residual.shape[:1]
    return Point(
        unknowns, residual, _own(error, full), _own(offered, full), _own(index, full),
        _own(flows, full), _own(share, full), _own(use, full), _own(slope, full), _own(supply_slope, full),
        _own(binding, full),
    )  # fmt: skip


def _own(values: NDArray[Scalar], full: tuple[int, ...]) -> NDArray[Scalar]:
    """The array over all draws, writable."""
    return values if values.shape[:1] == full else np.broadcast_to(values, (*full, *values.shape[1:])).copy()


def jacobian(batch: Batch, point: Point) -> Floats:
    """Derivative of the residual by prices and subsidies (M13). [D, I + R, I + R].

    With w the shares and g_j = U_j (theta + U'_j / U_j), the effect of cost c_kj on flow q_ij is
    w_ij w_kj g_j, less theta q_ij on its own route; a tariff multiplies it by 1 + t_kj, and a subsidy is a
    cost with its sign turned.
    """
    pull = batch.theta * point.use + point.use_slope
    passed = point.share if batch.ad_valorem is None else point.share * batch.ad_valorem
    own = point.flows if batch.ad_valorem is None else point.flows * batch.ad_valorem
    spread = np.matmul(point.share * pull[..., None, :], passed.swapaxes(-1, -2))
    origins = spread.shape[-1]
    matrix: Floats = -spread
    diagonal = np.arange(origins)
    matrix[:, diagonal, diagonal] += point.supply_slope + batch.theta * own.sum(axis=-1)
    return _with_routes(batch, point, matrix, pull) if batch.route_origin.size else matrix


def _with_routes(batch: Batch, point: Point, matrix: Floats, pull: Floats) -> Floats:
    """The Jacobian bordered by the minimum flows' subsidies."""
    i, j, share = batch.route_origin, batch.route_user, point.share
    tariff = 1.0 if batch.ad_valorem is None else batch.ad_valorem
    on_route = (slice(None), i, j)
    to_user = share[:, :, j] * (share[on_route] * pull[:, j])[:, None, :]
    own = batch.theta * point.flows[on_route]
    by_subsidy = to_user.copy()
    by_subsidy[:, i, np.arange(i.size)] -= own
    by_price = to_user * tariff[:, :, j] if isinstance(tariff, np.ndarray) else to_user.copy()
    own_price = own * tariff[:, i, j] if isinstance(tariff, np.ndarray) else own
    by_price[:, i, np.arange(i.size)] -= own_price
    same_user = (j[:, None] == j[None, :]).astype(float)
    cross = -(share[on_route] * pull[:, j])[:, :, None] * share[on_route][:, None, :] * same_user
    cross[:, np.arange(i.size), np.arange(i.size)] += own
    is_binding = point.binding[..., None]
    free = np.eye(i.size) * batch.scale[..., None]
    lower = np.where(is_binding, by_price.swapaxes(-1, -2), 0.0)
    top = np.concatenate([matrix, by_subsidy], axis=-1)
    return np.concatenate([top, np.concatenate([lower, np.where(is_binding, cross, free)], axis=-1)], axis=-2)


def _advance(batch: Batch, point: Point) -> Point:
    """One damped Newton step: the longest of 1, 1/2, 1/4 … that lowers the residual."""
    step = _direction(batch, point)
    best = evaluate(batch, point.unknowns + step)
    worse = np.flatnonzero(~(best.error < point.error))
    length = 0.5
    while worse.size and length >= SMALLEST_STEP:
        trial = evaluate(batch.take(worse), point.unknowns[worse] + length * step[worse])
        better = (trial.error < point.error[worse]) | (length / 2 < SMALLEST_STEP)
        best = best.replace(worse[better], trial.take(better))
        worse, length = worse[~better], length / 2
    return best


def _direction(batch: Batch, point: Point) -> Floats:
    """Newton direction on excess supply, or on its logarithm for origins far from clearing above base."""
    matrix, target = jacobian(batch, point), point.residual.copy()
    width, origins = np.arange(matrix.shape[-1]), point.supplied.shape[-1]
    ratio, is_far = _far_from_clearing(point)
    sold = point.flows.sum(axis=-1)
    target[:, :origins] = np.where(is_far, -sold * np.log(ratio), target[:, :origins])
    matrix[:, width[:origins], width[:origins]] += point.supply_slope * (ratio - 1)
    diagonal = matrix[:, width, width]
    matrix[:, width, width] = diagonal * (1 + 1e-13) + 1e-30 * batch.scale
    step = np.linalg.solve(matrix, -target[..., None])[..., 0]
    return _shortened(batch, point, step.astype(np.float64, copy=False))


def _far_from_clearing(point: Point) -> tuple[Floats, Booleans]:
    """Sold over supplied (1 where near), and where they differ more than twofold at or above base price.

    There sales fall exponentially with price while supply is nearly flat: a straight line through them
    creeps up from the left and leaps away from the right, but their logarithm is nearly straight.
    """
    price, sold = point.unknowns[:, : point.supplied.shape[-1]], point.flows.sum(axis=-1)
    is_wide = (sold > 2 * point.supplied) | (2 * sold < point.supplied)
    is_above = (price > 1) | ((price == 1) & (sold > point.supplied))
    is_far = is_wide & is_above & (sold > 0) & (point.supplied > 0)
    return np.where(is_far, sold, 1) / np.where(is_far, point.supplied, 1), is_far


def _shortened(batch: Batch, point: Point, step: Floats) -> Floats:
    """The step within bounds: no unknown moves further than LONGEST_STEP or its own height, and no price
    leaps past the ceiling where the backstop leaves next to nothing to buy."""
    limit = LONGEST_STEP * np.maximum(1, np.abs(point.unknowns))
    ceiling = (batch.base_index - np.log(batch.backstop) / batch.theta).max(axis=-1, keepdims=True)
    ceiling = ceiling + CEILING_DECADES / batch.theta
    room = np.where(point.unknowns < ceiling, ceiling - point.unknowns, np.inf)
    limit = np.where(step > 0, np.minimum(limit, np.maximum(room, 1e-3)), limit)
    shortened: Floats = step * np.minimum(1, (limit / np.maximum(np.abs(step), 1e-300)).min(axis=-1, keepdims=True))
    return shortened


def _folded(
    point: Point, iterations: Integers, tolerance: float, leading: tuple[int, ...], origins: int, batch: Batch
) -> Equilibrium:
    """The solution with the leading axes restored."""
    substituted = point.use - point.flows.sum(axis=-2)
    return Equilibrium(
        home_price=point.unknowns[:, :origins].reshape(*leading, -1),
        index=point.index.reshape(*leading, -1),
        flows=point.flows.reshape(*leading, *point.flows.shape[1:]),
        substituted=substituted.reshape(*leading, -1),
        commitment=point.unknowns[:, origins:].reshape(*leading, batch.route_origin.size),
        residual=point.error.reshape(leading),
        iterations=iterations.reshape(leading),
        status=np.where(point.error <= tolerance, SOLVED, UNSOLVED).reshape(leading),
    )
