"""Levers to a Shock: what a scenario's deals and events change in one mineral's market in one year (M11, M15)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.errors import DealError
from orecast.deals.axes import Axes
from orecast.deals.drawn import DrawnLever, committed, in_force, tonnes
from orecast.deals.labels import Labels
from orecast.deals.schema import (
    ALL_PLACES,
    Capacity,
    ControlOfPlace,
    Embargo,
    Lever,
    LiftedSanction,
    Offtake,
    Project,
    Tariff,
)
from orecast.market import Market, Shock, at_least, route
from orecast.world import Balance

TINY = 1e-300  # stands in for no output at all, where a commitment above it is refused


@dataclass(frozen=True)
class Setting:
    """What a lever is compiled against: one mineral, one year, some draws."""

    market: Market
    balance: Balance
    axes: Axes
    labels: Labels
    year: int  # calendar year

    @property
    def theta(self) -> Floats:
        """Share sensitivity, ready for routes. [draw or 1, 1, 1]."""
        return np.asarray(self.market.share_sensitivity)[..., None]


@dataclass(frozen=True)
class Changes:
    """Levels that levers change, gathered lever by lever; None is 'as in the base'. Shapes as in Shock."""

    tariff: Floats | None = None
    access: Floats | None = None
    detour: Floats | None = None
    supply_scale: Floats | None = None
    added_supply: Floats | None = None
    minima: Mapping[tuple[int, int], Floats] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True where nothing differs from the base in any draw."""
        return not self.minima and all(value is None for value in (self.tariff, self.access, *self._supply))

    @property
    def _supply(self) -> tuple[Floats | None, Floats | None]:
        return self.supply_scale, self.added_supply


def compile_shock(drawn: Sequence[DrawnLever], setting: Setting) -> Shock | None:
    """The Shock of some levers in one year, or None where none of them is in force in any draw.

    Shapes  draws on the leading axis. Errors: DealError naming a lever that asks the impossible of this market.
    """
    changes = Changes()
    projects = {f"{item.deal}/{item.lever.name}": item for item in drawn if isinstance(item.lever, Project)}
    for item in drawn:
        own = {name.removeprefix(f"{item.deal}/"): project for name, project in projects.items()}
        changes = _COMPILERS[type(item.lever)](item, changes, setting, own)
    if changes.is_empty:
        return None
    _require_feasible(changes, setting)
    return _shock(changes, setting)


def leak(leakage: Floats, detour_cost: Floats, theta: Floats) -> Floats:
    """Factor on a controlled route's share: λ e^{−θκ(1−λ)}, that is e^{−θτ} with τ = κ(1−λ) − ln(λ)/θ (M15).

    λ = 1 is no change, λ = 0 a ban. Units: detour_cost in base prices, theta per base price.
    """
    return leakage * np.exp(-theta * detour_cost * (1 - leakage))


AnyOf = TypeVar("AnyOf", bound=Lever)
Compiler = Callable[[DrawnLever, Changes, Setting, Mapping[str, DrawnLever]], Changes]


def _capacity(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = _as(Capacity, drawn)
    origin = setting.axes.origin(lever.place)
    base = _base_output(setting, origin)
    moved = tonnes(drawn, setting.year, 1.0) * (1 if "volume" in drawn.values else base)
    if lever.direction == "new":
        return _added(changes, setting, origin, moved)
    if np.any(moved > base):
        raise DealError(
            f"'{lever.name}' of {drawn.deal}: {lever.place} loses up to {np.max(moved):.4g} a year of {lever.mineral}, "
            f"and produces {float(np.mean(base)):.4g}. A place cannot lose more than it makes. Lower 'volume' or use "
            "'share'."
        )
    return _scaled(changes, setting, origin, 1 - moved / np.where(base > 0, base, 1))


def _project(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = _as(Project, drawn)
    return _added(changes, setting, setting.axes.origin(lever.place), tonnes(drawn, setting.year))


def _embargo(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = _as(Embargo, drawn)
    hit = setting.axes.exposure(_hit(lever, setting))
    struck = (drawn.values["share"] * in_force(drawn, setting.year))[:, None, None] * hit
    if not np.any(struck):
        return changes
    leakage, cost = _routes(drawn, "leakage"), _routes(drawn, "detour_cost")
    arriving = struck * leak(leakage, cost, setting.theta)
    factor = 1 - struck + arriving
    detour = cost * (1 - leakage) * arriving / np.where(factor > 0, factor, 1)
    return replace(
        changes,
        access=_level(changes.access, setting.market.access) * factor,
        detour=detour + (0 if changes.detour is None else changes.detour),
    )


def _tariff(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = _as(Tariff, drawn)
    origins, importers = _members(lever.origins, setting), _members([lever.importer], setting)
    return _taxed(changes, setting, setting.axes.exposure(_pairs(origins, importers, setting)), drawn, "rate")


def _lifted(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = _as(LiftedSanction, drawn)
    route = _pairs(_members([lever.origin], setting), _members([lever.importer], setting), setting)
    reopened = setting.axes.exposure(route)
    active = in_force(drawn, setting.year)[:, None, None]
    if not np.any(active * reopened):
        return changes
    taxed = _taxed(changes, setting, reopened, drawn, "tariff")
    access = _level(changes.access, setting.market.access)
    return replace(taxed, access=access + (1 - access) * reopened * active)


def _offtake(drawn: DrawnLever, changes: Changes, setting: Setting, own: Mapping[str, DrawnLever]) -> Changes:
    lever = _as(Offtake, drawn)
    minimum = committed(drawn, own, setting.year)
    route = (setting.axes.origin(lever.origin), setting.axes.user(lever.buyer))
    total = changes.minima.get(route, np.zeros_like(minimum)) + minimum
    return replace(changes, minima={**changes.minima, route: total})


def _control(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = _as(ControlOfPlace, drawn)
    origin, to = setting.axes.origin(lever.place), setting.axes.origin(lever.to)
    share = drawn.values["share"] * in_force(drawn, setting.year)
    moved = _added(changes, setting, to, share * _base_output(setting, origin))
    return _scaled(moved, setting, origin, 1 - share)


_COMPILERS: dict[type[Lever], Compiler] = {
    Capacity: _capacity,
    Project: _project,
    Embargo: _embargo,
    Tariff: _tariff,
    LiftedSanction: _lifted,
    Offtake: _offtake,
    ControlOfPlace: _control,
}


def _as(kind: type[AnyOf], drawn: DrawnLever) -> AnyOf:
    """The lever, as the kind its compiler is for."""
    assert isinstance(drawn.lever, kind)
    return drawn.lever


def _routes(drawn: DrawnLever, name: str) -> Floats:
    """A number of a lever, ready for routes. [draw, 1, 1]."""
    return drawn.values[name][:, None, None]


def _base_output(setting: Setting, origin: int) -> Floats:
    """Output of an origin at base in the year. [draw or 1]."""
    return np.atleast_1d(np.asarray(setting.market.supply)[..., origin])


def _members(names: Iterable[str], setting: Setting) -> frozenset[str]:
    """Places behind labels, groups and 'all'."""
    named = list(names)
    if ALL_PLACES in named:
        return frozenset(setting.balance.places)
    return frozenset(place for name in named for place in setting.labels.members(name))


def _pairs(origins: frozenset[str], users: frozenset[str], setting: Setting) -> Floats:
    """1 on the routes from one set of places to the other. [place, place]."""
    return np.outer(setting.axes.mask(origins), setting.axes.mask(users))


def _hit(lever: Embargo, setting: Setting) -> Floats:
    """Share of each pair's flow that an embargo can reach: own goods, or (processor) all that crossed the border.

    Nobody's control reaches the goods it uses itself.
    """
    imposers = _members([lever.place], setting)
    targets = _members(lever.targets, setting)
    if lever.by == "importer":
        return _pairs(targets - imposers, imposers, setting)
    if lever.by == "exporter":
        return _pairs(imposers, targets - imposers, setting)
    passed = np.zeros((len(setting.balance.places),) * 2)
    for place in sorted(imposers & set(setting.balance.places)):
        passed = 1 - (1 - passed) * (1 - setting.balance.passage(place))
    return passed * setting.axes.mask(targets - imposers)


def _level(changed: Floats | None, base: Floats) -> Floats:
    return np.asarray(base) if changed is None else changed


def _added(changes: Changes, setting: Setting, origin: int, moved: Floats) -> Changes:
    """More tonnes of one origin."""
    if not np.any(moved):
        return changes
    total = np.zeros((len(moved), len(setting.axes.origins)))
    total[:, origin] = moved
    return replace(changes, added_supply=total + (0 if changes.added_supply is None else changes.added_supply))


def _scaled(changes: Changes, setting: Setting, origin: int, factor: Floats) -> Changes:
    """A share of one origin's base output is left."""
    if np.all(factor == 1):
        return changes
    scale = np.ones((len(factor), len(setting.axes.origins)))
    scale[:, origin] = factor
    return replace(changes, supply_scale=scale * (1 if changes.supply_scale is None else changes.supply_scale))


def _taxed(changes: Changes, setting: Setting, covered: Floats, drawn: DrawnLever, name: str) -> Changes:
    """A tariff level on the covered share of each route."""
    weight = covered * in_force(drawn, setting.year)[:, None, None]
    if not np.any(weight):
        return changes
    before = _level(changes.tariff, setting.market.tariff)
    return replace(changes, tariff=before + (_routes(drawn, name) - before) * weight)


def _require_feasible(changes: Changes, setting: Setting) -> None:
    """A commitment needs an open route, and an origin that can make so much."""
    access = _level(changes.access, setting.market.access)
    makes = np.asarray(setting.market.supply) * _level(changes.supply_scale, np.ones(1))
    ceiling = (makes + _level(changes.added_supply, np.zeros(1))) * setting.market.capacity_ratio
    for (i, j), minimum in changes.minima.items():
        route = f"{setting.axes.origins[i]} to {setting.axes.users[j]} in {setting.year}"
        shut = int(np.sum((access[..., i, j] <= 0) & (minimum > 0)))
        if shut:
            raise DealError(
                f"an offtake of {setting.balance.mineral} requires the flow from {route}, which is banned in {shut} of "
                f"{minimum.size} draws. A flow cannot be both. Add a 'lifted_sanction', or give the ban a 'leakage'."
            )
        most = float(np.max(minimum / np.maximum(ceiling[..., i], TINY), where=minimum > 0, initial=0))
        if most >= 1:
            raise DealError(
                f"offtakes of {setting.balance.mineral} require up to {np.max(minimum):.4g} a year from {route}, "
                f"{most:.3g} times what the origin can make. A place cannot commit more than its capacity. Lower "
                "'volume', or take a 'share' of a project."
            )


def _shock(changes: Changes, setting: Setting) -> Shock:
    """The gathered changes as a Shock."""
    shape = (len(setting.axes.origins), len(setting.axes.users))
    return Shock(
        tariff=changes.tariff,
        access=changes.access,
        detour=changes.detour,
        supply_scale=changes.supply_scale,
        added_supply=changes.added_supply,
        limits=tuple(at_least(route(*where, shape), changes.minima[where]) for where in sorted(changes.minima)),
    )
