"""Output by place in the base years, with its tolerance and what was filled from a second publisher."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast.world.settings import Settings
from orecast.world.statistics import BASE_PUBLISHER, Statistics

Floats = NDArray[np.float64]

SECOND_PUBLISHER = "USGS"
PUBLISHERS = {BASE_PUBLISHER: "World Mining Data", SECOND_PUBLISHER: "USGS", "BGS": "BGS", "IEA": "IEA"}  # first wins
WITHHELD = "withheld"
SAME_FIGURE = 0.005  # relative: two printings of one figure differ by rounding only


@dataclass(frozen=True, eq=False)
class Output:
    """Mean output by place (Series), the share of it that is called estimated, and the filled places with reasons.

    publisher: who prints most of it, '' where it is estimated; withheld: producers whose output nobody prints.
    """

    quantity: pd.Series
    estimated: pd.Series
    filled: pd.DataFrame
    publisher: str = BASE_PUBLISHER
    withheld: tuple[str, ...] = ()

    def tolerance(self, places: pd.Index, settings: Settings, name: str) -> Floats:
        """`name` or `name_estimated` by place: a place is estimated when most of its tonnes are [place]."""
        mostly = self.estimated.reindex(places).fillna(0).to_numpy() > 0.5
        return np.where(mostly, settings[f"{name}_estimated"], settings[name])


def mean_output(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> Output:
    """Mean output of the base years, of the first of PUBLISHERS that prints the mineral: World Mining Data, as a rule.

    A place that it does not list in these years takes the next publisher's figure where the two count alike (median
    ratio over shared places within `fill_factor`, which a different unit would break) and the figure is not one that
    the first prints under another place; each filled place is listed in `filled`.
    """
    table = statistics.rows("production", "mineral", mineral)
    first, next_one = publishers(table)
    asked = table[table["year"].isin(years)]
    table = asked[asked["quantity"].notna()]
    base = table[table["publisher"] == first]
    count = len(years)
    quantity = base.groupby(base["place"].astype(str))["quantity"].sum() / count
    called = base[base["quality"].astype(str).str.startswith("e")]
    estimated = called.groupby(called["place"].astype(str))["quantity"].sum() / count / quantity
    second = _newest(table[table["publisher"] == next_one])
    other = second[~_under_another_name(second, _newest(base))].groupby(level=0).sum() / count
    missing = other[~other.index.isin(quantity.index) & (other > 0)]
    if missing.empty or not _alike(quantity, other, statistics.settings["fill_factor"]):
        missing = missing.iloc[:0]
    reason = f"not in {PUBLISHERS.get(first, first)}: {next_one}"
    filled = pd.DataFrame({"place": missing.index, "quantity": missing.to_numpy(), "reason": reason})
    made = pd.concat([quantity, missing])
    withheld = asked.loc[asked["quality"].astype(str) == WITHHELD, "place"].astype(str)
    silent = tuple(sorted(set(withheld) - set(made.index)))
    return Output(made, pd.concat([estimated, missing * 0 + 1]), filled, first, silent)


def smelted_output(ore: str, places: tuple[str, ...], use: Floats, recovery: float) -> Output:
    """Output of a stage that no publisher prints: the ore that each place uses, times the recovery.

    Shapes  use [place]. Units: contained t/yr.
    """
    quantity = pd.Series(use * recovery, index=list(places))
    quantity = quantity[quantity > 0]
    reason = f"printed by no publisher: use of {ore} ore times a recovery of {recovery:.0%}"
    filled = pd.DataFrame({"place": quantity.index, "quantity": quantity.to_numpy(), "reason": reason})
    return Output(quantity, quantity * 0 + 1, filled, "")


def publishers(table: pd.DataFrame) -> tuple[str, str]:
    """The first publisher of a mineral's output, and the next one, '' where there is none."""
    there = set(table["publisher"].astype(str))
    found = [name for name in PUBLISHERS if name in there]
    return (*found, BASE_PUBLISHER, "")[0], (*found[1:], "")[0]


def _newest(rows: pd.DataFrame) -> pd.Series:
    """Quantity by (place, year) of the newest edition that prints one."""
    last = rows.sort_values("edition", kind="stable")
    return last.groupby([last["place"].astype(str), "year"])["quantity"].last()


def _under_another_name(second: pd.Series, base: pd.Series) -> pd.Series:
    """Rows of places that the first publisher lacks whose figures it prints for a place that the second lacks.

    In 2022 and 2024 the USGS prints for Laos the bismuth that World Mining Data prints for Vietnam: one output. A
    figure that agrees in a single year is taken for chance.
    """
    named, printed = second.index.get_level_values(0), base.index.get_level_values(0)
    lacked = second[~named.isin(printed) & (second > 0)].rename("second").reset_index()
    spare = base[~printed.isin(named) & (base > 0)].rename("base").reset_index()
    pairs = lacked.merge(spare, on="year", suffixes=("", "_base"))
    same = pairs[(pairs["base"] / pairs["second"] - 1).abs() < SAME_FIGURE]
    years = same.groupby(["place", "place_base"]).size()
    twins = set(years[years > 1].index.get_level_values(0))
    return pd.Series(named.isin(sorted(twins)), index=second.index)


def _alike(base: pd.Series, other: pd.Series, factor: float) -> bool:
    """True when the median ratio of the two publishers over shared producers lies within 1/factor and factor."""
    shared = base.index.intersection(other.index)
    ratio = (other.loc[shared] / base.loc[shared]).replace([np.inf, -np.inf], np.nan).dropna()
    return bool(len(ratio) >= 3 and 1 / factor <= float(ratio.median()) <= factor)


def disagreements(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> pd.DataFrame:
    """Output of both publishers side by side: place, year, wmd, usgs, difference as a share of the larger."""
    table = statistics.rows("production", "mineral", mineral)
    table = table[table["year"].isin(years) & table["quantity"].notna()]
    both = {name: _newest(table[table["publisher"] == name]) for name in (BASE_PUBLISHER, SECOND_PUBLISHER)}
    wide = pd.DataFrame({"wmd": both[BASE_PUBLISHER], "usgs": both[SECOND_PUBLISHER]}).dropna().reset_index()
    larger = wide[["wmd", "usgs"]].max(axis=1)
    return wide.assign(difference=((wide["usgs"] - wide["wmd"]) / larger.where(larger > 0)).fillna(0.0))
