"""Output by place in the base years, with its tolerance and what was filled from a second publisher."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast.world.settings import Settings
from orecast.world.statistics import BASE_PUBLISHER, Statistics

Floats = NDArray[np.float64]
Printed = dict[tuple[str, int], float]

SECOND_PUBLISHER = "USGS"
PUBLISHERS = {BASE_PUBLISHER: "World Mining Data", SECOND_PUBLISHER: "USGS", "BGS": "BGS", "IEA": "IEA"}  # first wins
WITHHELD = "withheld"
SAME_FIGURE = 0.005  # relative: two printings of one figure differ by rounding only


@dataclass(frozen=True, eq=False)
class Output:
    """Mean output by place, the share of it that is called estimated, and why a place is filled.

    publisher: who prints most of it, '' where it is estimated; withheld: producers whose output nobody prints.
    """

    tonnes: dict[str, float]
    estimated: dict[str, float]
    reasons: dict[str, str]
    publisher: str = BASE_PUBLISHER
    withheld: tuple[str, ...] = ()

    @property
    def quantity(self) -> pd.Series:
        """Mean output by place."""
        return pd.Series(self.tonnes, dtype=np.float64)

    @property
    def filled(self) -> pd.DataFrame:
        """Places filled from a second publisher or by an estimate: place, quantity, reason."""
        rows = [(place, self.tonnes[place], reason) for place, reason in self.reasons.items()]
        return pd.DataFrame(rows, columns=["place", "quantity", "reason"])

    def at(self, places: tuple[str, ...]) -> Floats:
        """Mean output, 0 where none is known [place]."""
        return np.array([self.tonnes.get(place, 0.0) for place in places], dtype=np.float64)

    def tolerance(self, places: tuple[str, ...], settings: Settings, name: str) -> Floats:
        """`name` or `name_estimated` by place: a place is estimated when most of its tonnes are [place]."""
        mostly = [self.estimated.get(place, 0.0) > 0.5 for place in places]
        return np.where(mostly, settings[f"{name}_estimated"], settings[name])


def mean_output(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> Output:
    """Mean output of the base years, of the first of PUBLISHERS that prints the mineral: World Mining Data, as a rule.

    A place that it does not list in these years takes the next publisher's figure where the two count alike (median
    ratio over shared places within `fill_factor`, which a different unit would break) and the figure is not one that
    the first prints under another place; each filled place is listed in `filled`.
    """
    table = statistics.records("production", "mineral", mineral)
    first, next_one = publishers(row.publisher for row in table)
    asked = [row for row in table if row.year in years]
    rows = [row for row in asked if not math.isnan(row.quantity)]
    base = [row for row in rows if row.publisher == first]
    made = _means(((row.place, row.quantity) for row in base), len(years))
    called = _means(((row.place, row.quantity) for row in base if row.quality.startswith("e")), len(years))
    estimated = {place: share / made[place] for place, share in called.items() if made[place] > 0}
    printed, second = _newest(base), _newest(row for row in rows if row.publisher == next_one)
    twins = _under_another_name(second, printed)
    other = _means(((place, tonnes) for (place, _), tonnes in second.items() if place not in twins), len(years))
    missing = {place: tonnes for place, tonnes in other.items() if place not in made and tonnes > 0}
    if not _alike(made, other, statistics.settings["fill_factor"]):
        missing = {}
    reason = f"not in {PUBLISHERS.get(first, first)}: {next_one}"
    silent = {row.place for row in asked if row.quality == WITHHELD} - {*made, *missing}
    return Output(
        {**made, **missing},
        {**estimated, **dict.fromkeys(missing, 1.0)},
        dict.fromkeys(missing, reason),
        first,
        tuple(sorted(silent)),
    )


def smelted_output(ore: str, places: tuple[str, ...], use: Floats, recovery: float) -> Output:
    """Output of a stage that no publisher prints: the ore that each place uses, times the recovery.

    Shapes  use [place]. Units: contained t/yr.
    """
    made = {place: tonnes for place, tonnes in zip(places, (use * recovery).tolist(), strict=True) if tonnes > 0}
    reason = f"printed by no publisher: use of {ore} ore times a recovery of {recovery:.0%}"
    return Output(made, dict.fromkeys(made, 1.0), dict.fromkeys(made, reason), "")


def publishers(names: Iterable[str]) -> tuple[str, str]:
    """The first publisher of a mineral's output, and the next one, '' where there is none."""
    there = set(names)
    found = [name for name in PUBLISHERS if name in there]
    return (*found, BASE_PUBLISHER, "")[0], (*found[1:], "")[0]


def _means(figures: Iterable[tuple[str, float]], years: int) -> dict[str, float]:
    """Sum of each place's figures over the number of years, places in alphabetical order."""
    found: dict[str, list[float]] = {}
    for place, tonnes in figures:
        found.setdefault(place, []).append(tonnes)
    return {place: math.fsum(found[place]) / years for place in sorted(found)}


def _newest(rows: Iterable[Any]) -> Printed:
    """Quantity by (place, year) of the newest edition that prints one."""
    return {(row.place, row.year): row.quantity for row in sorted(rows, key=lambda row: str(row.edition))}


def _under_another_name(second: Printed, base: Printed) -> set[str]:
    """Places that the first publisher lacks whose figures it prints for a place that the second lacks.

    In 2022 and 2024 the USGS prints for Laos the bismuth that World Mining Data prints for Vietnam: one output. A
    figure that agrees in a single year is taken for chance.
    """
    named, printed = {place for place, _ in second}, {place for place, _ in base}
    spare = [(*key, tonnes) for key, tonnes in base.items() if key[0] not in named and tonnes > 0]
    same = Counter(
        (place, another)
        for (place, year), tonnes in second.items()
        if place not in printed and tonnes > 0
        for another, spare_year, figure in spare
        if spare_year == year and abs(figure / tonnes - 1) < SAME_FIGURE
    )
    return {place for (place, _), years in same.items() if years > 1}


def _alike(base: dict[str, float], other: dict[str, float], factor: float) -> bool:
    """True when the median ratio of the two publishers over shared producers lies within 1/factor and factor."""
    ratio = [other[place] / base[place] for place in base if place in other and base[place] > 0]
    return bool(len(ratio) >= 3 and 1 / factor <= float(np.median(ratio)) <= factor)


def disagreements(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> pd.DataFrame:
    """Output of both publishers side by side: place, year, wmd, usgs, difference as a share of the larger."""
    table = statistics.records("production", "mineral", mineral)
    asked = [row for row in table if row.year in years and not math.isnan(row.quantity)]
    wmd, usgs = (_of(asked, name) for name in (BASE_PUBLISHER, SECOND_PUBLISHER))
    both = sorted(wmd.keys() & usgs.keys())
    wide = pd.DataFrame([(*key, wmd[key], usgs[key]) for key in both], columns=["place", "year", "wmd", "usgs"])
    larger = wide[["wmd", "usgs"]].max(axis=1)
    return wide.assign(difference=((wide["usgs"] - wide["wmd"]) / larger.where(larger > 0)).fillna(0.0))


def _of(rows: Sequence[Any], publisher: str) -> Printed:
    """What one publisher prints, of its newest edition."""
    return _newest(row for row in rows if row.publisher == publisher)
