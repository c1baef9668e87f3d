"""The market of one draw written out as plain functions of home prices, for a root finder (M9-M13).

Without the solver's code: the equations again, origins down and users across, no limits on flows.
"""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast.market import Market, Shock


@dataclass(frozen=True)
class Problem:
    """One draw of a market under a shock, as plain arrays: origins down, users across."""

    share: Floats
    tariff: Floats
    wedge: Floats
    start: Floats
    output: Floats
    use: Floats
    theta: float
    eta: float
    backstop: float
    up: float
    down: float
    floor: float
    room: float


def problem(base: Market, shock: Shock) -> Problem:
    """The numbers of a market of one draw and a shock of tariffs, freight, bans, cuts and demand."""
    tariff = base.tariff if shock.tariff is None else shock.tariff
    freight = base.freight if shock.freight is None else shock.freight
    cost0 = 1 + base.tariff + base.freight
    share = base.share.reshape(base.share.shape[-2:])
    return Problem(
        share=share * (base.access if shock.access is None else shock.access),
        tariff=tariff,
        wedge=(1 + tariff + freight - cost0).reshape(share.shape),
        start=(share * base.access * cost0).reshape(share.shape).sum(axis=0),
        output=(base.supply * (1.0 if shock.supply_scale is None else shock.supply_scale)).reshape(-1),
        use=(base.use * (1.0 if shock.demand_scale is None else shock.demand_scale)).reshape(-1),
        theta=base.share_sensitivity.item(),
        eta=base.demand_elasticity.item(),
        backstop=base.backstop_price.item(),
        up=base.supply_elasticity_up.item(),
        down=base.supply_elasticity_down.item(),
        floor=base.floor_price.item(),
        room=base.capacity_ratio.item() - 1,
    )


def index(p: Problem, price: Floats) -> tuple[Floats, Floats]:
    """V of each user and the shares of origins (M9)."""
    weight = np.exp(-p.theta * (p.backstop - p.start))
    pull = p.share * np.exp(-p.theta * ((1 + p.tariff) * (price[:, None] - 1) + p.wedge))
    total = pull.sum(axis=0) + weight
    return p.start - np.log(total / (1 + weight)) / p.theta, pull / total


def use(p: Problem, level: Floats) -> Floats:
    """Use at V, the backstop's included, along the tangent where V is below a quarter of its base (M10)."""
    weight, ratio = np.exp(-p.theta * (p.backstop - p.start)), level / p.start
    edge = np.maximum(ratio, 0.25)
    bought: Floats = p.use * (1 + weight) * edge**-p.eta * (1 + p.eta * (edge - ratio) / 0.25)
    return bought


def supply(p: Problem, price: Floats) -> Floats:
    """Tonnes offered (M12)."""
    depth = np.clip((price - p.floor) / (1 - p.floor), 0, 1)
    bend = p.down * (1 - p.floor)
    below = (3 - bend) * depth**2 + (bend - 2) * depth**3
    above = 1 + p.room * (1 - np.exp(-p.up * np.maximum(price - 1, 0) / p.room))
    return p.output * np.where(price < 1, below, above)


def excess(p: Problem, price: Floats) -> Floats:
    """Supply less sales (M13)."""
    level, share = index(p, price)
    found: Floats = supply(p, price) - (share * use(p, level)).sum(axis=1)
    return found


def excess_slope(p: Problem, price: Floats) -> Floats:
    """Derivative of `excess` by the prices. [I, I]."""
    level, share = index(p, price)
    bought = use(p, level)
    edge = np.maximum(level / p.start, 0.25)
    slope_of_use = -p.eta * p.use * (1 + np.exp(-p.theta * (p.backstop - p.start))) * edge ** (-p.eta - 1) / p.start
    pull = p.theta * bought + slope_of_use
    depth = np.clip((price - p.floor) / (1 - p.floor), 0, 1)
    bend = p.down * (1 - p.floor)
    below = (2 * (3 - bend) * depth + 3 * (bend - 2) * depth**2) / (1 - p.floor)
    above = p.up * np.exp(-p.up * np.maximum(price - 1, 0) / p.room)
    own = p.theta * (share * bought * (1 + p.tariff)).sum(axis=1)
    slope: Floats = -(share * pull) @ (share * (1 + p.tariff)).T
    slope[np.diag_indices_from(slope)] += p.output * np.where(price < 1, below, above) + own
    return slope
