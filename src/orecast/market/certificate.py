"""An independent certificate: the clearing condition written out, one draw at a time, without the solver's code."""

import math

import numpy as np

from orecast._ground.arrays import Floats
from orecast.market.product import Market, Shock


def residual(market: Market, shock: Shock, home_price: Floats, multiplier: Floats | None = None) -> Floats:
    """Largest excess supply at given home prices, as a share of base world output, from (M9)-(M13).

    Written from the equations with plain loops over draws and users; it shares no code with `solve`.
    Shapes  home_price [..., I], multiplier [..., R] -> [...].
    """
    leading = home_price.shape[:-1]
    prices = home_price.reshape(-1, home_price.shape[-1])
    paid = np.zeros((len(prices), len(shock.limits))) if multiplier is None else multiplier.reshape(len(prices), -1)
    draws = [_draw(market, shock, leading, n) for n in range(len(prices))]
    return np.array([_one(d, shock, p, mu) for d, p, mu in zip(draws, prices, paid, strict=True)]).reshape(leading)


def _draw(market: Market, shock: Shock, leading: tuple[int, ...], n: int) -> dict[str, Floats]:
    """All fields of one draw, with the shock's where it sets them."""
    i, j = len(market.origins), len(market.users)
    routes = dict.fromkeys(("share", "tariff", "freight", "access"), (i, j))
    shapes: dict[str, tuple[int, ...]] = {**routes, "supply": (i,), "planned": (i,), "use": (j,)}
    own = {name: _pick(getattr(market, name), leading, n, shapes.get(name)) for name in _MARKET_FIELDS}
    for name, default, shape in (
        ("tariff", own["tariff"], (i, j)), ("freight", own["freight"], (i, j)), ("access", own["access"], (i, j)),
        ("supply_scale", np.ones(i), (i,)), ("added_supply", np.zeros(i), (i,)),
        ("released", np.zeros(i), (i,)), ("demand_scale", np.ones(j), (j,)),
        ("firm_use", np.zeros(j), (j,)),
    ):  # fmt: skip
        changed = getattr(shock, name)
        own["new_" + name] = default if changed is None else _pick(changed, leading, n, shape)
    bounds = [_pick(np.asarray(limit.tonnes)[..., None], leading, n, (1,)) for limit in shock.limits]
    own["bounds"] = np.array(bounds).reshape(-1)
    return own


_MARKET_FIELDS = (
    "share", "tariff", "freight", "access", "use", "supply", "planned", "share_sensitivity", "demand_elasticity",
    "backstop_price", "supply_elasticity_up", "supply_elasticity_down", "floor_price", "capacity_ratio",
)  # fmt: skip


def _pick(values: Floats, leading: tuple[int, ...], n: int, shape: tuple[int, ...] | None) -> Floats:
    core = len(shape) if shape else 1
    tail = shape or values.shape[-1:]
    return np.broadcast_to(values, (*leading, *tail)).reshape(-1, *tail)[n] if core else values


def _one(d: dict[str, Floats], shock: Shock, price: Floats, multiplier: Floats) -> float:
    theta, eta = float(d["share_sensitivity"][0]), float(d["demand_elasticity"][0])
    sold = np.zeros_like(price)
    counted = np.zeros(len(shock.limits))
    for j in range(len(d["use"])):
        flows = _purchases(d, shock, price, multiplier, j, theta, eta)
        sold += flows
        counted += [float((limit.counts[:, j] * flows).sum()) for limit in shock.limits]
    slack = [
        min(limit.sense * (counted[r] - d["bounds"][r]), multiplier[r] * d["supply"].sum())
        for r, limit in enumerate(shock.limits)
    ]
    offered = [_offer(d, i, float(price[i])) for i in range(len(price))]
    gaps = [abs(offer - sale) for offer, sale in zip(offered, sold, strict=True)] + [abs(s) for s in slack]
    return float(max(gaps)) / float(d["supply"].sum())


def _purchases(
    d: dict[str, Floats], shock: Shock, price: Floats, multiplier: Floats, j: int, theta: float, eta: float
) -> Floats:
    """Tonnes user j buys from each origin (M9)-(M11)."""
    base_cost = 1 + d["tariff"][:, j] + d["freight"][:, j]
    cost = (1 + d["new_tariff"][:, j]) * price + d["new_freight"][:, j]
    for r, limit in enumerate(shock.limits):
        cost -= limit.sense * multiplier[r] * limit.counts[:, j]
    base_open = d["share"][:, j] * d["access"][:, j]
    base_index = float((base_open * base_cost)[d["supply"] > 0].sum())
    reach = np.array([_reach(d, i) for i in range(len(price))])
    crowd = float((base_open * reach).sum()) or 1.0
    backstop = math.exp(-theta * (float(d["backstop_price"][0]) - base_index))
    pull = d["share"][:, j] * reach / crowd * d["new_access"][:, j] * np.exp(-theta * (cost - base_cost))
    total = float(pull.sum()) + backstop
    ratio = 1 - math.log(total / (1 + backstop)) / theta / base_index
    level = ratio**-eta if ratio >= 0.25 else 0.25**-eta * (1 + eta * (1 - ratio / 0.25))
    use = d["use"][j] * (1 + backstop) * d["new_demand_scale"][j] * level + d["new_firm_use"][j]
    purchases: Floats = use * pull / total
    return purchases


def _reach(d: dict[str, Floats], i: int) -> float:
    """Capacity of an origin against the one its share is meant for."""
    old, added = float(d["supply"][i]), float(d["new_added_supply"][i])
    if old > 0:
        return 1 + added / old
    firm = float(d["new_released"][i])
    return (added + firm) / float(d["planned"][i]) if d["planned"][i] > 0 else 0.0


def _offer(d: dict[str, Floats], i: int, price: float) -> float:
    """Tonnes origin i offers (M12)."""
    floor, room = float(d["floor_price"][-1]), float(d["capacity_ratio"][-1]) - 1
    up, down = float(d["supply_elasticity_up"][-1]), float(d["supply_elasticity_down"][-1])
    output = float(d["supply"][i] * d["new_supply_scale"][i] + d["new_added_supply"][i])
    if price >= 1:
        level = 1 + room * (1 - math.exp(-up * (price - 1) / room))
    else:
        depth = max(0.0, (price - floor) / (1 - floor))
        bend = down * (1 - floor)
        level = (3 - bend) * depth**2 + (bend - 2) * depth**3
    return output * level + float(d["new_released"][i])
