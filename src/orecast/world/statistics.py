"""The tables a World is built from, read once and indexed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd

from orecast.sources.stages import Stage, stage_markets
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
        return replace(self, frames=MappingProxyType({**self.frames, **frames}), _cache={})

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
        codes = self.rows("mineral_codes", "mineral", mineral)["code"].unique()
        traded = {int(year) for code in codes for year in self.rows("flows", "code", code)["year"].unique()}
        made = self.output_years(mineral)
        fed = bool(self.stages[mineral].recovery > 0)
        return tuple(year for year in self.production_years if year in traded and (fed or year in made))

    def output_years(self, mineral: str) -> tuple[int, ...]:
        """Years for which a publisher prints output of the mineral."""
        table = self.rows("production", "mineral", mineral)
        made = {int(year) for year in table.loc[table["quantity"].notna(), "year"]}
        return tuple(year for year in self.production_years if year in made)

    def rows(self, name: str, column: str, label: str) -> pd.DataFrame:
        """Rows of table `name` whose `column` is `label`; the split is made once."""
        key = (name, column)
        if key not in self._cache:
            self._cache[key] = dict(tuple(self[name].groupby(column, sort=False, observed=True)))
        split: dict[str, pd.DataFrame] = self._cache[key]  # type: ignore[assignment]
        return split.get(label, self[name].iloc[:0])


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


def loaded(load: Callable[[str], pd.DataFrame], edition: str) -> Statistics:
    """Statistics read table by table through `load`."""
    frames = MappingProxyType({name: load(name) for name in WORLD_TABLES})
    return Statistics(frames, settings_from(load("world_settings")), edition)


@cache
def embedded() -> Statistics:
    """Statistics of the embedded data edition, read once."""
    from orecast.sources import edition, load

    return loaded(lambda name: load(name).frame, edition())
