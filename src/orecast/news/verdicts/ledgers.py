"""Ledgers: one measured quantity by place, with its world total, year and source, read from the World's tables."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import pandas as pd

from orecast.world import World

PRODUCTION, RESERVES, REFINED, EXPORTS, IMPORTS = "production", "reserves", "refined", "exports", "imports"
PUBLISHERS = {"WMD": "World Mining Data 2026", "USGS": "USGS Mineral Commodity Summaries"}
BACI = "CEPII BACI"


@dataclass(frozen=True, eq=False)
class Ledger:
    """`by_place` in `unit`, and the world's total. A place that is not listed is unknown where `whole` is False."""

    measure: str
    unit: str
    year: int
    source: str
    table: str
    by_place: pd.Series
    total: float
    whole: bool

    def amount(self, places: tuple[str, ...]) -> float | None:
        """Sum over places; None where one of them is not listed in a ledger that is not whole."""
        listed = self.by_place.reindex(list(places))
        if listed.isna().all() and not self.whole:
            return None
        return float(listed.fillna(0).sum())

    def share(self, places: tuple[str, ...]) -> float | None:
        """Share of the world's total."""
        amount = self.amount(places)
        return None if amount is None or not self.total > 0 else amount / self.total

    def rank(self, place: str, among: frozenset[str] | None = None) -> int | None:
        """1 for the largest; None for a place that is not listed or has nothing."""
        rows = self.by_place if among is None else self.by_place[self.by_place.index.isin(among)]
        if place not in rows.index or not rows[place] > 0:
            return None
        return int((rows > rows[place]).sum()) + 1

    def first(self, count: int, among: frozenset[str] | None = None) -> list[str]:
        """The largest places in order."""
        rows = self.by_place if among is None else self.by_place[self.by_place.index.isin(among)]
        return [str(place) for place in rows[rows > 0].sort_values(ascending=False).index[:count]]


@lru_cache(maxsize=1024)
def ledgers(world: World, mineral: str, basis: str, year: int | None = None) -> tuple[Ledger, ...]:
    """What the tables hold of one mineral on one basis: each publisher's newest year, or the year asked for."""
    made: dict[str, Callable[[World, str, int | None], list[Ledger]]] = {
        PRODUCTION: _production,
        RESERVES: _reserves,
        REFINED: _refined,
        EXPORTS: partial(_trade, side="exporter"),
        IMPORTS: partial(_trade, side="importer"),
    }
    return tuple(one for one in made[basis](world, mineral, year) if one.total > 0)


def basis_sum(ledger: Ledger, places: tuple[str, ...]) -> Ledger:
    """The same ledger with several places summed under the first, for a group that is ranked as one."""
    if len(places) < 2:
        return ledger
    rows = ledger.by_place.drop(labels=[place for place in places if place in ledger.by_place.index])
    rows.loc[places[0]] = ledger.amount(places) or 0.0
    return replace(ledger, by_place=rows)


def information(world: World, mineral: str) -> pd.Series:
    """Unit, account, stage and name of a mineral."""
    return world.statistics.rows("minerals", "mineral", mineral).iloc[0]


def _production(world: World, mineral: str, year: int | None) -> list[Ledger]:
    table = world.statistics.rows("production", "mineral", mineral)
    table = table[table["quantity"].notna()]
    found = []
    for publisher, name in PUBLISHERS.items():
        rows = table[table["publisher"].eq(publisher)]
        covered = rows["year"].eq(rows["year"].max() if year is None else year)
        if not covered.any():
            continue
        rows = rows[covered]
        rows = rows[rows["edition"].eq(rows["edition"].max())]
        at = int(rows["year"].iloc[0])
        by_place = rows.groupby(rows["place"].astype(str))["quantity"].sum()
        whole = publisher == "WMD"
        total = float(by_place.sum()) if whole else _world_total(world, mineral, PRODUCTION, at)
        found.append(_ledger(world, mineral, at, name, PRODUCTION, by_place, total, whole))
    return found


def _ledger(
    world: World, mineral: str, year: int, source: str, table: str, by_place: pd.Series, total: float, whole: bool
) -> Ledger:
    about = information(world, mineral)
    what = "mine output" if about["stage"] == "mine" else "output"
    account = "" if about["account"] in ("gross", "volume") else f", {about['account']}"
    label = f"{what} of {world.mineral_name(mineral).lower()}" if table == PRODUCTION else "reserves"
    if table == RESERVES:
        label = f"reserves of {world.mineral_name(mineral).lower()}"
    return Ledger(label, f"{about['unit']}{account}", year, source, table, by_place, total, whole)


def _world_total(world: World, mineral: str, statistic: str, year: int) -> float:
    """The world's total as the USGS prints it; 0 where it prints none or only a lower bound of output."""
    rows = world.statistics.rows("world_totals", "mineral", mineral)
    rows = rows[rows["statistic"].eq(statistic) & rows["row"].eq("world") & rows["year"].eq(year)]
    rows = rows[rows["publisher"].eq("USGS") & rows["quantity"].notna()].sort_values("edition")
    return 0.0 if rows.empty else float(rows["quantity"].iloc[-1])


def _reserves(world: World, mineral: str, year: int | None) -> list[Ledger]:
    rows = world.statistics.rows("reserves", "mineral", mineral)
    rows = rows[rows["quantity"].notna()]
    if rows.empty:
        return []
    at = int(rows["year"].max())
    by_place = rows.groupby(rows["place"].astype(str))["quantity"].sum()
    total = max(_world_total(world, mineral, RESERVES, at), float(by_place.sum()))
    return [_ledger(world, mineral, at, PUBLISHERS["USGS"], RESERVES, by_place, total, whole=False)]


def _refined(world: World, mineral: str, year: int | None) -> list[Ledger]:
    """Refined output: of minerals that are counted refined their output, of others published shares."""
    if information(world, mineral)["stage"] == "refined":
        return [replace(one, measure=one.measure.replace("output", "refined output")) for one in
                _production(world, mineral, year)]  # fmt: skip
    from orecast.sources import load

    frame = load("refined_shares").frame
    rows = frame[frame["mineral"].eq(mineral)]
    if rows.empty or (year is not None and not rows["year"].eq(year).any()):
        return []
    by_place = rows.groupby(rows["place"].astype(str))["share"].sum()
    stated = rows["year"].dropna()
    at = int(stated.iloc[0]) if len(stated) else 0
    name = f"refined output of {world.mineral_name(mineral).lower()}"
    return [Ledger(name, "share", at, str(rows["source"].iloc[0]), "refined_shares", by_place, 1.0, whole=False)]


def codes_of(world: World, mineral: str) -> list[str]:
    """Customs codes that carry a mineral."""
    return sorted(set(world.statistics.rows("mineral_codes", "mineral", mineral)["code"].astype(str)))


@lru_cache(maxsize=128)
def flows_of(world: World, mineral: str, year: int | None) -> pd.DataFrame:
    """Customs flows of a mineral in the newest year with any, or in `year`."""
    flows = world.statistics["flows"]
    rows = flows[flows["code"].astype(str).isin(codes_of(world, mineral))]
    return rows[rows["year"].eq(rows["year"].max() if year is None else year)]


def _trade(world: World, mineral: str, year: int | None, side: str) -> list[Ledger]:
    rows = flows_of(world, mineral, year)
    if rows.empty:
        return []
    what, at = ("exports" if side == "exporter" else "imports"), int(rows["year"].iloc[0])
    name = f"{what} of {world.mineral_name(mineral).lower()} ({information(world, mineral)['stage_label']})"
    found = []
    for column, unit, label in (("value_kusd", "1000 USD", "by value"), ("gross_tonnes", "t gross", "by weight")):
        by_place = rows.groupby(rows[side].astype(str))[column].sum()
        found.append(Ledger(f"{name}, {label}", unit, at, BACI, "flows", by_place, float(by_place.sum()), whole=True))
    return found
