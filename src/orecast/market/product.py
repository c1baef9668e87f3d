"""What the market room takes and gives: a calibrated `Market`, a `Shock` to it, its `Equilibrium`.

Axes: I origins, J users; leading axes are draws and broadcast. Tonnes are contained tonnes per year,
prices and costs are in units of the mineral's base price p0.
"""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from orecast._ground.arrays import Floats, Integers
from orecast._ground.errors import DataError
from orecast.market.limits import Limit

SOLVED, UNSOLVED = 0, 1


@dataclass(frozen=True)
class Market:
    """One mineral in its base year: sourcing shares, use, supply and the curves through them.

    Shapes  share, tariff, freight, access: [..., I, J]; supply, planned: [..., I]; use: [..., J];
            the curve parameters: [..., 1]. merged: (place, rest of which region) pairs.
    Units   supply, use: t/yr contained; freight, floor_price, backstop_price: units of p0;
            tariff: ad valorem rate; share_sensitivity (theta): per p0; the rest: pure numbers.
    Rules   summed over the origins that produce, share * access is 1 for every user: the open routes carry
            the base flows. A route closed in the base (access 0) or an origin not yet built (supply 0, with
            `planned` tonnes for which its share is meant) keeps a potential share beside them (M14).
    Errors  DataError where a field is impossible.
    Source  docs/theory/market.md, M9-M14.
    """

    mineral: str
    origins: tuple[str, ...]
    users: tuple[str, ...]
    share: Floats
    tariff: Floats
    freight: Floats
    access: Floats
    use: Floats
    supply: Floats
    planned: Floats
    share_sensitivity: Floats
    demand_elasticity: Floats
    backstop_price: Floats
    supply_elasticity_up: Floats
    supply_elasticity_down: Floats
    floor_price: Floats
    capacity_ratio: Floats
    merged: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _refuse_nan(self, f"market of {self.mineral}")
        _require(self.share_sensitivity > 0, self, "share_sensitivity must be above 0")
        _require(self.demand_elasticity >= 0, self, "demand_elasticity must not be negative")
        _require((self.floor_price > 0) & (self.floor_price < 1), self, "floor_price must lie between 0 and 1")
        _require(self.capacity_ratio > 1, self, "capacity_ratio must be above 1")
        _require(self.backstop_weight > 0, self, "share_sensitivity * (backstop_price - base cost) must stay below 700")
        steepest = self.supply_elasticity_down * (1 - self.floor_price)
        _require((steepest > 0) & (steepest < 3), self, "supply_elasticity_down * (1 - floor_price) must lie in 0..3")

    @cached_property
    def base_index(self) -> Floats:
        """V0, the mean delivered cost at base, (1 + t0) p + k0 with p = 1 (M9). [..., J], units of p0."""
        is_carrying = self.access * (self.supply > 0)[..., None]
        carrying = self.share if is_carrying.all() else self.share * is_carrying
        goods: Floats = np.einsum("...ij,...ij->...j", carrying, 1 + self.tariff)
        freight: Floats = np.einsum("...ij,...ij->...j", carrying, self.freight)
        return goods + freight

    @cached_property
    def backstop_weight(self) -> Floats:
        """B, weight of the backstop beside the origins' 1 (M9). [..., J]."""
        return np.exp(-self.share_sensitivity * (self.backstop_price - self.base_index))


@dataclass(frozen=True)
class Shock:
    """What changes; None leaves a field as in the base. Levels, not differences.

    Shapes  tariff, freight, access, detour: [..., I, J]; supply_scale, added_supply, released: [..., I];
            demand_scale, firm_use: [..., J]; limits: R of them, each with its own counts [I, J] and tonnes [...].
    Units   added_supply (new capacity: follows the cost curve, and its origin's shares grow with it),
            released (firm), firm_use (bought at any price, for a stockpile): t/yr contained;
            access: multiplier on a route's share, 1 free, 0 banned (M11, M15);
            detour: resource cost per tonne, in p0, that goods which still pass a control bear. It weighs on
            choice through `access`; here it is told so that it shows in what is paid.
    """

    tariff: Floats | None = None
    freight: Floats | None = None
    access: Floats | None = None
    detour: Floats | None = None
    supply_scale: Floats | None = None
    added_supply: Floats | None = None
    released: Floats | None = None
    demand_scale: Floats | None = None
    firm_use: Floats | None = None
    limits: tuple[Limit, ...] = ()

    def __post_init__(self) -> None:
        _refuse_nan(self, "shock")


@dataclass(frozen=True)
class Equilibrium:
    """Cleared market, with its certificate.

    Shapes  home_price [..., I], index [..., J], flows [..., I, J], substituted [..., J],
            multiplier [..., R] (what each limit on flows adds per counted tonne: a least flow's cost to its taker,
            a largest flow's rent; 0 where it does not bind), residual, iterations, status [...] (0 solved, 1 not).
    Units   prices, index, multiplier: p0; flows, substituted: t/yr; residual: share of world output.
    """

    home_price: Floats
    index: Floats
    flows: Floats
    substituted: Floats
    multiplier: Floats
    residual: Floats
    iterations: Integers
    status: Integers

    @property
    def use(self) -> Floats:
        """Tonnes bought by each user, without the backstop's. [..., J], t/yr."""
        total: Floats = self.flows.sum(axis=-2)
        return total


def _refuse_nan(product: Market | Shock, name: str) -> None:
    for field in fields(product):
        values = getattr(product, field.name)
        if isinstance(values, np.ndarray) and not _is_finite(values):
            raise DataError(
                f"{name}: {field.name} holds a value that is not a finite number. "
                "Every number of the engine is settled before it; look at the table it came from."
            )


def _is_finite(values: Floats) -> bool:
    """Whether every number is finite; of most arrays their sum tells, without another array of their size."""
    with np.errstate(all="ignore"):
        return bool(np.isfinite(values.sum()) or np.isfinite(values).all())


def _require(holds: object, market: Market, rule: str) -> None:
    if not np.all(np.asarray(holds)):
        raise DataError(f"market of {market.mineral}: {rule}. Correct the range in parameters.csv or in the overlay.")
