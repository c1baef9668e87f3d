"""A market under a shock, as the flat batch of arrays that the solver works on.

Every array has a leading axis D (draws), of length 1 where all draws agree.
"""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast.market.counting import Counting
from orecast.market.curves import SupplyCurve, use_level_and_slope
from orecast.market.product import Market, Shock

LARGEST_EXPONENT = 200.0
"""No price, tariff or multiplier pulls harder than this: the product of the three stays a finite number."""


@dataclass(frozen=True)
class Batch:
    """Market and shock, flattened. Shapes [D or 1, …] with I origins, J users, R limits on flows.

    weight: attraction of a route at p = 1 under the shock, to be times a factor of its origin, `reach` [D or 1, I], and
    one of its user, `per_user` [D or 1, J]; output: tonnes at p = 1; use: tonnes at V = V0, the
    backstop's included, and base_use before demand is scaled; firm: tonnes bought at any price; bound: tonnes of the
    limits [D or 1, R], counting: their routes, sense [R] 1 for a least flow and -1 for a largest; taxed: users behind a
    tariff in any draw, and tariff: their rates [D or 1, I, taxed], so that the other users cost no second exponential.
    """

    weight: Floats
    reach: Floats
    per_user: Floats
    output: Floats
    released: Floats
    use: Floats
    base_use: Floats
    base_index: Floats
    theta: Floats
    eta: Floats
    backstop: Floats
    backstop_price: Floats
    floor: Floats
    down: Floats
    up: Floats
    capacity: Floats
    scale: Floats
    firm: Floats
    bound: Floats
    counting: Counting
    sense: Floats
    taxed: Integers
    tariff: Floats

    def take(self, draws: Integers | Booleans | slice) -> Self:
        """The same batch for some of the draws."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        is_drawn = {name: name not in _SHARED and len(value) > 1 for name, value in values.items()}
        return type(self)(**{name: value[draws] if is_drawn[name] else value for name, value in values.items()})

    @property
    def curve(self) -> SupplyCurve:
        """Supply curve of the origins."""
        return SupplyCurve(self.floor, self.down, self.up, self.capacity)

    def supplied(self, price: Floats) -> tuple[Floats, Floats]:
        """Tonnes each origin offers at its price and their slope. [D, I]."""
        level, slope = self.curve.level_and_slope(price)
        return self.output * level + self.released, self.output * slope

    def attraction(self, price: Floats, multiplier: Floats) -> tuple[Floats, Floats]:
        """What attracts users to the routes: weights [D or 1, I, J], each to be times its origin's factor [D, I], and
        times its user's, which `total` and `user_factor` hold.

        A limit pulls its routes, or pushes. Kept apart, sums over routes are products of matrices, and without tariffs
        and limits nothing of the size of all draws' routes is made.
        """
        dearer = np.minimum(-self.theta * (price - 1), LARGEST_EXPONENT)
        weight = self.weight
        if self.taxed.size or self.sense.size:
            weight = np.broadcast_to(weight, (len(dearer), *weight.shape[1:])).copy()
        if self.taxed.size:
            weight[:, :, self.taxed] *= np.exp(np.minimum(dearer[..., None] * self.tariff, LARGEST_EXPONENT))
        if self.sense.size:
            lift = self.theta * ((self.sense * multiplier) @ self.counting.shares)
            weight[:, *self.counting.touched] *= np.exp(np.clip(lift, -LARGEST_EXPONENT, LARGEST_EXPONENT))
        return weight, self.reach * np.exp(dearer)

    def limited(self, weight: Floats, origin_factor: Floats, user_factor: Floats) -> Floats:
        """Shares of the routes that a limit counts, by their weights and factors. [D, T]."""
        i, j = self.counting.touched
        return weight[:, i, j] * origin_factor[:, i] * user_factor[:, j]

    def flows(self, price: Floats, multiplier: Floats, use: Floats) -> Floats:
        """Tonnes of the routes at these prices, where users use so much, the backstop's tonnes too. [D, I, J]."""
        weight, origin_factor = self.attraction(price, multiplier)
        flows: Floats = weight * origin_factor[..., None]
        flows *= (use * self.user_factor(self.total(weight, origin_factor)))[..., None, :]
        return flows

    def with_tariff(self, values: Floats) -> Floats:
        """Values of the routes times 1 + tariff. [D, I, J]."""
        if not self.taxed.size:
            return values
        raised = values.copy()
        raised[:, :, self.taxed] *= 1 + self.tariff
        return raised

    @property
    def tariff_of_limited(self) -> Floats:
        """Tariff on the routes that a limit counts. [D or 1, T]."""
        i, j = self.counting.touched
        found = np.zeros((len(self.tariff), j.size))
        at = np.searchsorted(self.taxed, j)
        is_taxed = np.isin(j, self.taxed)
        found[:, is_taxed] = self.tariff[:, i[is_taxed], at[is_taxed]]
        return found

    def total(self, weight: Floats, origin_factor: Floats) -> Floats:
        """Sum of what attracts each user, the backstop too. [D, J]."""
        total: Floats = self.per_user * np.matmul(origin_factor[:, None, :], weight)[:, 0] + self.backstop
        return total

    def user_factor(self, total: Floats) -> Floats:
        """What turns weights times their origins' factors into shares, by the sum of what attracts. [D, J]."""
        return self.per_user / total

    def index(self, total: Floats) -> Floats:
        """Index V of the users, by the sum of what attracts them (M9). [D, J]."""
        return self.base_index - np.log(total / (1 + self.backstop)) / self.theta

    def bought(self, total: Floats) -> tuple[Floats, Floats, Floats]:
        """Index V, use U and its slope (M9, M10). [D, J]."""
        index = self.index(total)
        level, slope = use_level_and_slope(index / self.base_index, self.eta)
        return index, self.use * level + self.firm, self.use * slope / self.base_index


@dataclass(frozen=True)
class Terms:
    """A market under a shock, flattened, before anything is computed of the size of a draw's routes. [D or 1, …].

    places: what a batch holds by origin, by user or by draw; share, tariff and access (under the shock) [., I, J];
    base_access: the market's; reach [., I]: an origin's capacity against the one its share is meant for; wedge: what
    tariffs and freight add to base cost, None where the shock changes neither; leading: the axes to fold back to.
    """

    places: dict[str, Floats]
    share: Floats
    reach: Floats
    tariff: Floats
    access: Floats
    base_access: Floats
    wedge: Floats | None
    counting: Counting
    sense: Floats
    taxed: Integers
    leading: tuple[int, ...]

    @property
    def draws(self) -> int:
        """How many."""
        return int(np.prod(self.leading, dtype=np.int64))

    def take(self, draws: slice) -> "Terms":
        """The same terms for some of the draws."""
        rows = range(self.draws)[draws]
        return replace(
            self,
            places={name: _some(values, draws) for name, values in self.places.items()},
            share=_some(self.share, draws),
            reach=_some(self.reach, draws),
            tariff=_some(self.tariff, draws),
            access=_some(self.access, draws),
            base_access=_some(self.base_access, draws),
            wedge=None if self.wedge is None else _some(self.wedge, draws),
            leading=(len(rows),),
        )

    @property
    def batch(self) -> Batch:
        """The batch of these terms.

        Shares are re-weighted by capacity, so that new tonnes displace old ones without a gain of variety.
        """
        is_open = bool(np.all(self.base_access == 1))
        open_share = np.matmul(self.reach[:, None, :], self.share if is_open else self.share * self.base_access)[:, 0]
        return self._batch(self._weight(), 1 / np.where(open_share > 0, open_share, 1))

    @property
    def books(self) -> Batch:
        """The batch without its routes' weights, for what is told from flows that are known."""
        return self._batch(np.empty((1, 0, 0)), np.ones((1, 1)))

    def _batch(self, weight: Floats, per_user: Floats) -> Batch:
        return Batch(
            weight=weight,
            reach=self.reach,
            per_user=per_user,
            tariff=self.tariff[..., self.taxed],
            counting=self.counting,
            sense=self.sense,
            taxed=self.taxed,
            **self.places,
        )

    def _weight(self) -> Floats:
        """Shares of the routes, less for what the shock closes and for what it adds to cost. [D or 1, I, J]."""
        weight = self.share if np.all(self.access == 1) else self.share * self.access
        return weight if self.wedge is None else self._dearer(weight, self.wedge)

    def _dearer(self, weight: Floats, wedge: Floats) -> Floats:
        """Weights less for what is added to cost, on the routes where something is. [D or 1, I, J]."""
        theta = self.places["theta"]
        i, j = np.nonzero(np.any(wedge, axis=0))
        factor = np.exp(-theta * wedge[:, i, j])
        weight = np.broadcast_to(weight, (max(len(weight), len(factor)), *weight.shape[1:])).copy()
        weight[:, i, j] *= factor
        return weight


def batch_of(market: Market, shock: Shock) -> tuple[Batch, tuple[int, ...]]:
    """Flatten a market under a shock; also the shape of the leading axes, to fold results back."""
    terms = terms_of(market, shock)
    return terms.batch, terms.leading


def terms_of(market: Market, shock: Shock) -> Terms:
    """A market under a shock with its leading axes made one."""
    places = _places(market, shock)
    routes = {
        "share": market.share,
        "tariff": _either(shock.tariff, market.tariff),
        "access": _either(shock.access, market.access),
        "base_access": market.access,
    }
    if shock.tariff is not None or shock.freight is not None:
        routes["wedge"] = (routes["tariff"] - market.tariff) + (_either(shock.freight, market.freight) - market.freight)
    reach = _reach(market, shock)
    shapes = [*(a.shape[:-1] for a in (*places.values(), reach)), *(a.shape[:-2] for a in routes.values())]
    leading = np.broadcast_shapes(*shapes)
    flat = {name: _flat(_routed(a, market), leading, 2) for name, a in routes.items()}
    counts = np.array([limit.counts for limit in shock.limits]).reshape(-1, *market.share.shape[-2:])
    return Terms(
        places={name: _flat(a, leading, 1) for name, a in places.items()},
        reach=_flat(reach, leading, 1),
        wedge=flat.pop("wedge", None),
        counting=Counting(counts),
        sense=np.array([limit.sense for limit in shock.limits], dtype=np.float64),
        taxed=np.flatnonzero(np.any(flat["tariff"], axis=(0, 1))),
        leading=leading,
        **flat,
    )


def _routed(values: Floats, market: Market) -> Floats:
    """A value of each route. [..., I, J]."""
    return np.broadcast_to(values, (*values.shape[:-2], len(market.origins), len(market.users)))


def _some(values: Floats, draws: slice) -> Floats:
    """Some of the draws, or what all share."""
    return values[draws] if len(values) > 1 else values


def _places(market: Market, shock: Shock) -> dict[str, Floats]:
    """What a batch holds by origin, by user or by draw. Each [..., I], [..., J], [..., R] or [..., 1]."""
    backstop = market.backstop_weight
    return {
        "output": market.supply * _either(shock.supply_scale, np.ones(1)) + _either(shock.added_supply, np.zeros(1)),
        "released": _either(shock.released, np.zeros(len(market.origins))),
        "use": market.use * (1 + backstop) * _either(shock.demand_scale, np.ones(1)),
        "base_use": market.use * (1 + backstop),
        "base_index": market.base_index,
        "theta": market.share_sensitivity,
        "eta": market.demand_elasticity,
        "backstop": backstop,
        "backstop_price": market.backstop_price,
        "floor": market.floor_price,
        "down": market.supply_elasticity_down,
        "up": market.supply_elasticity_up,
        "capacity": market.capacity_ratio,
        "scale": market.supply.sum(axis=-1, keepdims=True),
        "firm": _either(shock.firm_use, np.zeros(1)),
        "bound": _bounds(shock),
    }


_SHARED = ("counting", "sense", "taxed")
"""What all draws share."""


def _bounds(shock: Shock) -> Floats:
    """Tonnes of the limits. [..., R]."""
    if not shock.limits:
        return np.zeros(0)
    return np.stack(np.broadcast_arrays(*(np.asarray(limit.tonnes) for limit in shock.limits)), axis=-1)


def _reach(market: Market, shock: Shock) -> Floats:
    """Capacity of the origins against the one that their shares are meant for. [..., I].

    A stock that is released where nothing is made counts as capacity there.
    """
    added, released = _either(shock.added_supply, np.zeros(1)), _either(shock.released, np.zeros(1))
    is_old = market.supply > 0
    capacity = np.where(is_old, market.supply, market.planned)
    new = added + np.where(is_old, 0, released)
    reach: Floats = is_old + new / np.where(capacity > 0, capacity, 1)
    return reach


def _either(changed: Floats | None, base: Floats) -> Floats:
    return base if changed is None else changed


def _flat(array: Floats, leading: tuple[int, ...], core: int) -> Floats:
    """Leading axes as one; length 1 where the array does not vary over draws."""
    tail = array.shape[array.ndim - core :]
    if all(size == 1 for size in array.shape[: array.ndim - core]):
        return array.reshape(1, *tail)
    if array.shape[: array.ndim - core] == leading and len(leading) == 1:
        return array
    return np.broadcast_to(array, (*leading, *tail)).reshape(int(np.prod(leading)), *tail)
