"""How excess supply and the limits' tonnes change with prices and multipliers: the Jacobian of a market (M13, M15)."""

import numpy as np

from orecast._ground.arrays import Floats
from orecast.market.point import Point, parted
from orecast.market.state import Batch


def jacobian(batch: Batch, point: Point, supply_slope: Floats | None = None) -> Floats:
    """Derivative of the residual by prices and multipliers (M13, M15). [D, I + R, I + R].

    With w the shares and g_j = U_j (theta + U'_j / U_j), the effect of cost c_kj on flow q_ij is
    w_ij w_kj g_j, less theta q_ij on its own route; a tariff multiplies it by 1 + t_kj, and a multiplier is a cost
    of its counted routes, with its sign turned for a least flow. `supply_slope` stands in for the curves' own.
    """
    weight, factor = batch.attraction(*parted(batch, point.unknowns))
    share = weight * batch.user_factor(point.total)[:, None, :]  # the true share is this times its origin's factor
    pull = batch.theta * point.use + point.use_slope
    taxed = batch.with_tariff(share)
    spread = share * factor[:, :, None]  # true on one side: without their factors, two shares may overflow
    spread *= -pull[:, None, :]
    matrix: Floats = np.matmul(spread, taxed.swapaxes(-1, -2))
    matrix *= factor[:, None, :]
    diagonal = np.arange(matrix.shape[-1])
    slope = point.supply_slope if supply_slope is None else supply_slope
    own = point.sold if taxed is share else factor * np.matmul(taxed, point.use[..., None])[..., 0]
    matrix[:, diagonal, diagonal] += slope + batch.theta * own
    if not batch.sense.size:
        return matrix
    by_multiplier, by_price, cross = _of_limits(batch, point, pull, (share, factor), taxed)
    lower = np.where(point.binding[..., None], (batch.sense * by_price).swapaxes(-1, -2), 0.0)
    top = np.concatenate([matrix, batch.sense * by_multiplier], axis=-1)
    return np.concatenate([top, np.concatenate([lower, cross], axis=-1)], axis=-2)


def _of_limits(
    batch: Batch, point: Point, pull: Floats, shares: tuple[Floats, Floats], taxed: Floats
) -> tuple[Floats, Floats, Floats]:
    """What multipliers move at origins, what prices move at limits [D, I, R], and limits at each other [D, R, R].

    With A_rj the counted share of user j's purchases, limit r moves flow q_ij by w_ij g_j A_rj, less theta q_ij on
    the routes that it counts.
    """
    (share, factor), sense, routes = shares, batch.sense, batch.counting
    reach = routes.by_user(point.limited)
    weighed = (reach * pull[:, None, :]).swapaxes(-1, -2)
    held = batch.theta * point.limited * point.use[:, routes.users]
    by_multiplier = factor[..., None] * (share @ weighed) - routes.by_origin(held)
    by_price = factor[..., None] * (taxed @ weighed) - routes.by_origin(held * (1 + batch.tariff_of_limited))
    cross = sense[:, None] * sense * (routes.by_pair(held) - reach @ weighed)
    free = np.eye(sense.size) * batch.scale[..., None]
    return by_multiplier, by_price, np.where(point.binding[..., None], cross, free)
