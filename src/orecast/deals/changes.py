"""What levers gather before it becomes a Shock, and the moves that several of them share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

import numpy as np

from orecast._ground.arrays import Floats
from orecast.deals.axes import Axes
from orecast.deals.drawn import DrawnLever, in_force
from orecast.deals.labels import Labels
from orecast.deals.schema import ALL_PLACES, Embargo, Lever, Quota
from orecast.market import Limit, Market
from orecast.world import Balance

AnyOf = TypeVar("AnyOf", bound=Lever)


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
    freight: Floats | None = None
    access: Floats | None = None
    detour: Floats | None = None
    supply_scale: Floats | None = None
    added_supply: Floats | None = None
    released: Floats | None = None
    firm_use: Floats | None = None
    demand_scale: Floats | None = None
    minima: Mapping[tuple[int, int], Floats] = field(default_factory=dict)
    quotas: Mapping[object, Limit] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True where nothing differs from the base in any draw."""
        values = [getattr(self, item.name) for item in fields(self)]
        return all(value is None or (isinstance(value, dict) and not value) for value in values)


def as_kind(kind: type[AnyOf], drawn: DrawnLever) -> AnyOf:
    """The lever, as the kind its compiler is for."""
    assert isinstance(drawn.lever, kind)
    return drawn.lever


def on_routes(drawn: DrawnLever, name: str) -> Floats:
    """A number of a lever, ready for routes. [draw, 1, 1]."""
    return drawn.values[name][:, None, None]


def base_output(setting: Setting, origin: int) -> Floats:
    """Output of an origin at base in the year. [draw or 1]."""
    return np.atleast_1d(np.asarray(setting.market.supply)[..., origin])


def members(names: Iterable[str], setting: Setting) -> frozenset[str]:
    """Places behind labels, groups and 'all'."""
    named = list(names)
    if ALL_PLACES in named:
        return frozenset(setting.balance.places)
    return frozenset(place for name in named for place in setting.labels.members(name))


def pairs(origins: frozenset[str], users: frozenset[str], setting: Setting) -> Floats:
    """1 on the routes from one set of places to the other. [place, place]."""
    return np.outer(setting.axes.mask(origins), setting.axes.mask(users))


def reached(lever: Embargo | Quota, setting: Setting) -> Floats:
    """Share of each pair's flow that a control can reach: own goods, or (processor) all that crossed the border.

    Nobody's control reaches the goods it uses itself.
    """
    imposers = members([lever.place], setting)
    targets = members(lever.targets, setting)
    if lever.by == "importer":
        return pairs(targets - imposers, imposers, setting)
    if lever.by == "exporter":
        return pairs(imposers, targets - imposers, setting)
    passed = np.zeros((len(setting.balance.places),) * 2)
    for place in sorted(imposers & set(setting.balance.places)):
        passed = 1 - (1 - passed) * (1 - setting.balance.passage(place))
    return passed * setting.axes.mask(targets - imposers)


def level(changed: Floats | None, base: Floats) -> Floats:
    """What a field stands at now: as changed, else as in the base."""
    return np.asarray(base) if changed is None else changed


def with_added(changes: Changes, setting: Setting, origin: int, moved: Floats) -> Changes:
    """More tonnes of one origin."""
    if not np.any(moved):
        return changes
    return replace(changes, added_supply=summed(changes.added_supply, origin, moved, len(setting.axes.origins)))


def with_scaled(changes: Changes, setting: Setting, origin: int, factor: Floats) -> Changes:
    """A share of one origin's base output is left."""
    if np.all(factor == 1):
        return changes
    scale = np.ones((len(factor), len(setting.axes.origins)))
    scale[:, origin] = factor
    return replace(changes, supply_scale=scale * (1 if changes.supply_scale is None else changes.supply_scale))


def with_taxed(changes: Changes, setting: Setting, covered: Floats, drawn: DrawnLever, name: str) -> Changes:
    """A tariff level on the covered share of each route."""
    weight = covered * in_force(drawn, setting.year)[:, None, None]
    if not np.any(weight):
        return changes
    before = level(changes.tariff, setting.market.tariff)
    return replace(changes, tariff=before + (on_routes(drawn, name) - before) * weight)


def summed(before: Floats | None, position: int, moved: Floats, size: int) -> Floats:
    """Tonnes at one label on top of those already there. [draw, label]."""
    total = np.zeros((len(moved), size))
    total[:, position] = moved
    return total + (0 if before is None else before)


def exposed_use(places: frozenset[str], setting: Setting) -> Floats:
    """Share of each user's base purchases that these places make. [user]."""
    everyone = frozenset(setting.balance.places)
    weight = setting.axes.merging.routes(setting.axes.weight)
    share: Floats = (setting.axes.exposure(pairs(everyone, places, setting)) * weight).sum(axis=0) / weight.sum(axis=0)
    return share
