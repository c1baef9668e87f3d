"""Trade measures in force: the tariffs of the base costs, and the routes that they closed (M9, M14)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast.sources import load
from orecast.world import Balance, World

EVERYWHERE = "*"
MID_YEAR = "-07-01"
UNRESTRICTED_YEARS = 3


@dataclass(frozen=True)
class Measures:
    """Tariffs and bans in force in one calendar year on the places of a balance. [place, place].

    potential: share of each importer's use that a closed route held in its last unrestricted years; it held it on
    equal terms, so the route's tariff here is the one on every origin, not its own prohibitive one.
    """

    tariff: Floats
    is_closed: Floats
    potential: Floats


def measures_of(world: World, balance: Balance, year: int) -> Measures:
    """Measures in force on 1 July of a calendar year.

    A route under an own ban or tariff (not one on every origin) is closed or penalised: its potential share is
    the mean of its last three unrestricted years of the statistics, or of the base where it was free then.
    """
    return _gathered(balance, _in_force(_on(balance.mineral), year), lambda start: _history(world, balance, start))


def same_measures(mineral: str, years: Iterable[int]) -> dict[int, int]:
    """For each calendar year the first of `years` in which the same measures are in force."""
    first: dict[tuple[int, ...], int] = {}
    table = _on(mineral)
    return {year: first.setdefault(tuple(_in_force(table, year).index), year) for year in years}


@cache
def _on(mineral: str) -> pd.DataFrame:
    """Tariffs and bans on a mineral, whenever."""
    table = load("trade_measures").frame
    return table[(table["mineral"] == mineral) & table["kind"].isin(["tariff", "ban"])]


def _in_force(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Measures that are in force on 1 July of a calendar year."""
    date = f"{year}{MID_YEAR}"
    return table[(table["start"] <= date) & ((table["end"] == "") | table["end"].isna() | (table["end"] >= date))]


def _gathered(balance: Balance, table: pd.DataFrame, history: Callable[[str], Balance]) -> Measures:
    size = (len(balance.places),) * 2
    tariff, general, closed, potential = (np.zeros(size) for _ in range(4))
    since: dict[tuple[int, int], str] = {}
    general_first = table.assign(own=table["origin"] != EVERYWHERE).sort_values("own", kind="stable")
    for row in general_first.to_dict("records"):
        for i, j in _routes(balance, str(row["origin"]), str(row["importer"])):
            if row["kind"] == "tariff":
                tariff[i, j] = float(row["level"])
                general[i, j] = float(row["level"]) if row["origin"] == EVERYWHERE else general[i, j]
            else:
                closed[i, j] = 1.0
            if row["origin"] != EVERYWHERE:
                since[i, j] = min(str(row["start"]), since.get((i, j), "9999"))
    for (i, j), start in since.items():
        potential[i, j] = _share(history(start), balance.places[i], balance.places[j])
    return Measures(np.where(closed > 0, general, tariff), closed, potential)


def _routes(balance: Balance, origin: str, importer: str) -> Iterable[tuple[int, int]]:
    """Index pairs of a measure; nobody's tariff meets his own goods."""
    senders, takers = _members(balance, origin), _members(balance, importer)
    return [(i, j) for i in senders for j in takers if i != j]


def _members(balance: Balance, name: str) -> list[int]:
    if name == EVERYWHERE:
        return list(range(len(balance.places)))
    groups = load("groups").frame
    places = set(groups.loc[groups["group"] == name, "place"]) or {name}
    return [n for n, place in enumerate(balance.places) if place in places]


def _history(world: World, balance: Balance, start: str) -> Balance:
    """Balance of the last unrestricted years before a measure that the statistics hold."""
    first, last = world.statistics.production_years[0], world.statistics.production_years[-1]
    before = min(int(start[:4]) - 1, last)
    known = set(world.statistics.covered_years(balance.mineral))
    free = range(max(before - UNRESTRICTED_YEARS + 1, first), before + 1)
    years = tuple(year for year in free if year in known)
    return world.balance(balance.mineral, years=years, allow_incomplete=True) if years else balance


def _share(history: Balance, origin: str, importer: str) -> float:
    """Share of an importer's use that came from an origin."""
    if origin not in history.places or importer not in history.places:
        return 0.0
    i, j = history.places.index(origin), history.places.index(importer)
    return float(history.flows[i, j] / history.use[j]) if history.use[j] > 0 else 0.0
