"""Levers to a Shock: what a scenario's deals and events change in one mineral's market in one year (M11, M15)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.errors import DealError
from orecast.deals.changes import (
    Changes,
    Setting,
    as_kind,
    base_output,
    exposed_use,
    level,
    members,
    on_routes,
    pairs,
    reached,
    summed,
    with_added,
    with_scaled,
    with_taxed,
)
from orecast.deals.drawn import DrawnLever, committed, in_force, tonnes
from orecast.deals.schema import (
    Capacity,
    ControlOfPlace,
    Demand,
    Embargo,
    Finance,
    Lever,
    LiftedSanction,
    Offtake,
    Ownership,
    Project,
    Quota,
    Stockpile,
    Tariff,
    Transport,
)
from orecast.market import Limit, Shock, at_least, at_most, route

TINY = 1e-300  # stands in for no output at all, where a commitment above it is refused
WIDE = 1e3  # times world output: a limit that binds nobody
NOTHING = 1e-9  # of world output: a quota under it is a ban


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


Compiler = Callable[[DrawnLever, Changes, Setting, Mapping[str, DrawnLever]], Changes]


def _capacity(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = as_kind(Capacity, drawn)
    origin = setting.axes.origin(lever.place)
    base = base_output(setting, origin)
    moved = tonnes(drawn, setting.year, 1.0) * (1 if "volume" in drawn.values else base)
    if lever.direction == "new":
        return with_added(changes, setting, origin, moved)
    if np.any(moved > base):
        raise DealError(
            f"'{lever.name}' of {drawn.deal}: {lever.place} loses up to {np.max(moved):.4g} a year of {lever.mineral}, "
            f"and produces {float(np.mean(base)):.4g}. A place cannot lose more than it makes. Lower 'volume' or use "
            "'share'."
        )
    return with_scaled(changes, setting, origin, 1 - moved / np.where(base > 0, base, 1))


def _project(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = as_kind(Project, drawn)
    return with_added(changes, setting, setting.axes.origin(lever.place), tonnes(drawn, setting.year))


def _embargo(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = as_kind(Embargo, drawn)
    hit = setting.axes.exposure(reached(lever, setting))
    struck = (drawn.values["share"] * in_force(drawn, setting.year))[:, None, None] * hit
    if not np.any(struck):
        return changes
    leakage, cost = on_routes(drawn, "leakage"), on_routes(drawn, "detour_cost")
    arriving = struck * leak(leakage, cost, setting.theta)
    factor = 1 - struck + arriving
    detour = cost * (1 - leakage) * arriving / np.where(factor > 0, factor, 1)
    return replace(
        changes,
        access=level(changes.access, setting.market.access) * factor,
        detour=detour + (0 if changes.detour is None else changes.detour),
    )


def _tariff(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = as_kind(Tariff, drawn)
    origins, importers = members(lever.origins, setting), members([lever.importer], setting)
    return with_taxed(changes, setting, setting.axes.exposure(pairs(origins, importers, setting)), drawn, "rate")


def _lifted(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = as_kind(LiftedSanction, drawn)
    route = pairs(members([lever.origin], setting), members([lever.importer], setting), setting)
    reopened = setting.axes.exposure(route)
    active = in_force(drawn, setting.year)[:, None, None]
    if not np.any(active * reopened):
        return changes
    taxed = with_taxed(changes, setting, reopened, drawn, "tariff")
    access = level(changes.access, setting.market.access)
    return replace(taxed, access=access + (1 - access) * reopened * active)


def _offtake(drawn: DrawnLever, changes: Changes, setting: Setting, own: Mapping[str, DrawnLever]) -> Changes:
    lever = as_kind(Offtake, drawn)
    minimum = committed(drawn, own, setting.year)
    route = (setting.axes.origin(lever.origin), setting.axes.user(lever.buyer))
    total = changes.minima.get(route, np.zeros_like(minimum)) + minimum
    return replace(changes, minima={**changes.minima, route: total})


def _control(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = as_kind(ControlOfPlace, drawn)
    origin, to = setting.axes.origin(lever.place), setting.axes.origin(lever.to)
    share = drawn.values["share"] * in_force(drawn, setting.year)
    moved = with_added(changes, setting, to, share * base_output(setting, origin))
    return with_scaled(moved, setting, origin, 1 - share)


def _quota(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = as_kind(Quota, drawn)
    counts = setting.axes.exposure(reached(lever, setting))
    market, world = setting.market, np.asarray(setting.market.supply).sum(axis=-1)
    free = (counts * market.share * market.access * np.asarray(market.use)[..., None, :]).sum(axis=(-1, -2))
    granted = drawn.values["volume"] if "volume" in drawn.values else drawn.values["share"] * free
    is_on = in_force(drawn, setting.year) > 0
    if np.any(is_on & (granted <= NOTHING * world)):
        raise DealError(
            f"'{lever.name}' of {drawn.deal}: a quota of nothing on {lever.mineral} in {setting.year}. A quota lets "
            "some tonnes pass. Raise its low end, or write an 'embargo'."
        )
    passing = np.minimum(granted / np.maximum(1 - drawn.values["leakage"], NOTHING), WIDE * world)
    key = (lever.by, members([lever.place], setting), members(lever.targets, setting))
    limit = at_most(counts, np.where(is_on, passing, WIDE * world), _holder(lever, setting))
    return replace(changes, quotas={**changes.quotas, key: _tighter(limit, changes.quotas.get(key))})


def _holder(lever: Quota, setting: Setting) -> Literal["origins", "users"] | int:
    """Who earns the rent: the place that grants the licences."""
    if lever.by == "processor":
        return setting.axes.user(lever.place)
    return "origins" if lever.by == "exporter" else "users"


def _tighter(limit: Limit, other: Limit | None) -> Limit:
    """Of two quotas on the same routes the smaller holds."""
    return limit if other is None else replace(limit, tonnes=np.minimum(limit.tonnes, other.tonnes))


def _transport(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever = as_kind(Transport, drawn)
    routes = pairs(members(lever.origins, setting), members(lever.users, setting), setting)
    return _dearer(drawn, changes, setting, setting.axes.exposure(routes))


def _finance(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    everyone = frozenset(setting.balance.places)
    routes = pairs(members([as_kind(Finance, drawn).place], setting), everyone, setting)
    return _dearer(drawn, changes, setting, setting.axes.exposure(routes))


def _dearer(drawn: DrawnLever, changes: Changes, setting: Setting, covered: Floats) -> Changes:
    """A change of the resource cost on the covered share of each route."""
    moved = on_routes(drawn, "change") * in_force(drawn, setting.year)[:, None, None]
    return replace(changes, freight=level(changes.freight, setting.market.freight) + moved * covered)


def _stockpile(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    lever, moved = as_kind(Stockpile, drawn), tonnes(drawn, setting.year)
    if lever.direction == "build":
        user = setting.axes.user(lever.place)
        return replace(changes, firm_use=summed(changes.firm_use, user, moved, len(setting.axes.users)))
    origin = setting.axes.origin(lever.place)
    return replace(changes, released=summed(changes.released, origin, moved, len(setting.axes.origins)))


def _demand(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    moved = drawn.values["change"] * in_force(drawn, setting.year)
    covered = exposed_use(members(as_kind(Demand, drawn).users, setting), setting)
    scale = 1 + moved[:, None] * covered
    return replace(changes, demand_scale=scale * (1 if changes.demand_scale is None else changes.demand_scale))


def _ownership(drawn: DrawnLever, changes: Changes, setting: Setting, _: Mapping[str, DrawnLever]) -> Changes:
    """Ownership moves money and no tonnes (`transfers`); its place must be one that sells."""
    setting.axes.origin(as_kind(Ownership, drawn).place)
    return changes


_COMPILERS: dict[type[Lever], Compiler] = {
    Capacity: _capacity,
    Project: _project,
    Embargo: _embargo,
    Quota: _quota,
    Tariff: _tariff,
    LiftedSanction: _lifted,
    Offtake: _offtake,
    ControlOfPlace: _control,
    Transport: _transport,
    Finance: _finance,
    Stockpile: _stockpile,
    Demand: _demand,
    Ownership: _ownership,
}


def _require_feasible(changes: Changes, setting: Setting) -> None:
    """A commitment needs an open route, and an origin that can make so much."""
    access = level(changes.access, setting.market.access)
    makes = np.asarray(setting.market.supply) * level(changes.supply_scale, np.ones(1))
    ceiling = (makes + level(changes.added_supply, np.zeros(1))) * setting.market.capacity_ratio
    for (i, j), minimum in changes.minima.items():
        _require_under_quotas((i, j), minimum, changes, setting)
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


def _require_under_quotas(where: tuple[int, int], minimum: Floats, changes: Changes, setting: Setting) -> None:
    """A commitment stays under every quota on its route."""
    for limit in changes.quotas.values():
        if np.any(limit.counts[where] * minimum >= limit.tonnes):
            raise DealError(
                f"an offtake of {setting.balance.mineral} requires {np.max(minimum):.4g} from "
                f"{setting.axes.origins[where[0]]} to {setting.axes.users[where[1]]} in {setting.year}, where a quota "
                f"lets {np.min(limit.tonnes):.4g} pass. A flow cannot be both. Lower the offtake or raise the quota."
            )


def _shock(changes: Changes, setting: Setting) -> Shock:
    """The gathered changes as a Shock."""
    shape = (len(setting.axes.origins), len(setting.axes.users))
    minima = [at_least(route(*where, shape), changes.minima[where]) for where in sorted(changes.minima)]
    return Shock(
        tariff=changes.tariff,
        freight=changes.freight,
        access=changes.access,
        detour=changes.detour,
        supply_scale=changes.supply_scale,
        added_supply=changes.added_supply,
        released=changes.released,
        firm_use=changes.firm_use,
        demand_scale=changes.demand_scale,
        limits=(*minima, *changes.quotas.values()),
    )
