"""The tables a World is built from, read once and indexed."""

from collections import ChainMap, defaultdict, namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from orecast.sources.stages import Stage, stage_markets
from orecast.world.declarations import Declarations, numbered_declarations
from orecast.world.settings import Settings

BASE_PUBLISHER = "WMD"  # World Mining Data


@dataclass(frozen=True, eq=False)
class Statistics:
    """Frames by table name, as `orecast.sources.load` gives them, and the choices of this room.

    `frames` holds the tables that WORLD_TABLES names.
    """

    frames: Mapping[str, pd.DataFrame]
    settings: Settings
    edition: str = ""
    _cache: dict[object, object] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """One table's rows."""
        return self.frames[name]

    def replaced(self, **frames: pd.DataFrame) -> "Statistics":
        """The same statistics with some tables changed."""
        return replace(self, frames=ChainMap(frames, self.frames), _cache={})  # type: ignore[arg-type]

    @cached_property
    def production_years(self) -> tuple[int, ...]:
        """Years with output of the base publisher."""
        table = self["production"]
        return tuple(sorted({int(year) for year in table.loc[table["publisher"] == BASE_PUBLISHER, "year"]}))

    @cached_property
    def place_names(self) -> dict[str, str]:
        """The name of each place."""
        table = self["places"]
        return dict(zip(table["place"].astype(str), table["name"].astype(str), strict=True))

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """Markets of a later stage than their mineral's own (antimony-metal), by mineral id."""
        return stage_markets(self["stages"])

    def covered_years(self, mineral: str) -> tuple[int, ...]:
        """Years for which a mineral's balance can be built: of a stage, those with its output and its flows."""
        if mineral not in self.stages:
            return self.production_years
        traded = {year for code in self.codes(mineral) for year in self.declarations.years(code)}
        made = self.output_years(mineral)
        fed = bool(self.stages[mineral].recovery > 0)
        return tuple(year for year in self.production_years if year in traded and (fed or year in made))

    def output_years(self, mineral: str) -> tuple[int, ...]:
        """Years for which a publisher prints output of the mineral."""
        made = {row.year for row in self.records("production", "mineral", mineral) if not np.isnan(row.quantity)}
        return tuple(year for year in self.production_years if year in made)

    @cached_property
    def declarations(self) -> Declarations:
        """The flows table as arrays in the order of its codes."""
        return numbered_declarations(self["flows"])

    @cached_property
    def held_parts(self) -> tuple[tuple[str, str], ...]:
        """Parts of a country that are under another control and hold a named deposit, each with its country."""
        holding = {row.place for row in records(self["deposits"])}
        parts = [row for row in records(self["places"]) if row.kind == "part" and row.place in holding]
        return tuple((row.place, row.parent) for row in parts)

    def codes(self, mineral: str) -> tuple[str, ...]:
        """Customs codes of a mineral, in the order of the table."""
        return tuple(dict.fromkeys(row.code for row in self.records("mineral_codes", "mineral", mineral)))

    def roles(self, mineral: str, *roles: str) -> frozenset[str]:
        """Places with one of some roles (transit, processor, user) in `known_roles.csv`."""
        return frozenset(row.place for row in self.records("known_roles", "mineral", mineral) if row.role in roles)

    def records(self, name: str, column: str, label: str) -> Sequence[Any]:
        """Rows of table `name` whose `column` is `label`, as `records` gives them; the split is made once."""
        key = ("records", name, column)
        if key not in self._cache:
            found = defaultdict(list)
            for row in records(self[name]):
                found[getattr(row, column)].append(row)
            self._cache[key] = dict(found)
        split: dict[str, list[Any]] = self._cache[key]  # type: ignore[assignment]
        return split.get(label, ())

    def rows(self, name: str, column: str, label: str) -> pd.DataFrame:
        """Rows of table `name` whose `column` is `label`; the split is made once."""
        key = (name, column)
        if key not in self._cache:
            self._cache[key] = dict(tuple(self[name].groupby(column, sort=False, observed=True)))
        split: dict[str, pd.DataFrame] = self._cache[key]  # type: ignore[assignment]
        return split.get(label, self[name].iloc[:0])


def records(table: pd.DataFrame) -> list[Any]:
    """Rows as named tuples of plain text and numbers, which loops read many times faster than labelled rows."""
    kind = namedtuple("kind", list(map(str, table.columns)), rename=True)  # type: ignore[misc]
    return list(map(kind._make, zip(*(table[name].to_numpy().tolist() for name in table.columns), strict=True)))


WORLD_TABLES = (
    "places",
    "minerals",
    "production",
    "flows",
    "reserves",
    "prices",
    "world_totals",
    "deposits",
    "mineral_codes",
    "known_flows",
    "known_roles",
    "missing_forms",
    "excluded",
    "stages",
    "trade_codes",
)


def settings_from(table: pd.DataFrame) -> Settings:
    """Choices from the rows of `world_settings.csv`."""
    values = table.set_index("parameter")["value"].astype(np.float64)
    return Settings(MappingProxyType({str(name): float(value) for name, value in values.items()}))


class Tables(Mapping[str, pd.DataFrame]):
    """The tables of this room by name, each read when first asked for: a kept balance needs no flows."""

    def __init__(self, load: Callable[[str], pd.DataFrame]) -> None:
        """Tables read through `load`, each once."""
        self._load = cache(load)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """One table's rows. Errors: KeyError for one that this room has no use for; as `load`."""
        if name not in WORLD_TABLES:
            raise KeyError(name)
        return self._load(name)

    def __iter__(self) -> Iterator[str]:
        """Names of the tables."""
        return iter(WORLD_TABLES)

    def __len__(self) -> int:
        """How many tables there are."""
        return len(WORLD_TABLES)


def loaded(load: Callable[[str], pd.DataFrame], edition: str) -> Statistics:
    """Statistics whose tables are read through `load` when first asked for."""
    return Statistics(Tables(load), settings_from(load("world_settings")), edition)


@cache
def embedded() -> Statistics:
    """Statistics of the embedded data edition, read once."""
    from orecast.sources import edition, load

    return loaded(lambda name: load(name).frame, edition())
