"""Rows picked out of the Stakes' long tables into plain dictionaries. Nothing is computed: a number that the Stakes
do not hold is absent, one that is not covered is None.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from orecast.desk import prose
from orecast.desk.inputs import WorldInfo
from orecast.desk.sentences import QUANTILES

HORIZON = 5  # result year of the head, the bars and the map, unless nothing changes by then (`content.year_shown`)
EARLY = 3  # result year of the sentence on how soon tonnes come
NO_DEAL, ALL_DEALS, NO_EVENT, ALL_MINERALS = "no-deal", "all-deals", "none", "all"
LEADING_ORIGINS = 4


def number(value: Any) -> float | None:
    """A float that JSON can hold: None for a gap."""
    return None if value is None or pd.isna(value) or not math.isfinite(float(value)) else float(value)


def spread(row: Mapping[str, Any]) -> dict[str, Any]:
    """The band of one row of a Stakes table, with its unit and, where given, the share of draws above zero."""
    found: dict[str, Any] = {name: number(row[name]) for name in QUANTILES}
    found["unit"] = str(row.get("unit", "t/yr"))
    found |= {name: number(row[name]) for name in ("mean", "share_positive") if name in row}
    return found


def pick(figures: pd.DataFrame, **wanted: Any) -> list[dict[str, Any]]:
    """Rows whose columns equal `wanted`, in the order of the table."""
    if not wanted:
        return [{str(key): value for key, value in row.items()} for row in figures.to_dict("records")]
    key, columns = _ByIdentity(figures), tuple(sorted(wanted))
    grouped = _grouped(key, columns)
    values = _values(key)
    return [{name: held[row] for name, held in values.items()} for row in grouped.rows_of(wanted)]


class _ByIdentity:
    """A table as the key of a cache: by identity, since the tables of Stakes do not change."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.table = table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.table is self.table


@lru_cache(maxsize=6)
def _values(key: _ByIdentity) -> dict[str, list[Any]]:
    """Each column as a list of Python's own values."""
    return {
        str(name): [_own(value) for value in column.tolist()] if column.dtype == object else column.tolist()
        for name, column in key.table.items()
    }


def _own(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


@dataclass(frozen=True)
class _Grouped:
    """Rows of a table by the values of some columns: `codes` (rows,) number the combinations, in ascending `order`."""

    labels: dict[str, dict[Any, int]]
    codes: np.ndarray
    order: np.ndarray

    def rows_of(self, wanted: Mapping[str, Any]) -> list[int]:
        """Numbers of the rows that hold `wanted` (a value for each column), ascending."""
        code = 0
        for column, known in self.labels.items():
            if wanted[column] not in known:
                return []
            code = code * len(known) + known[wanted[column]]
        first, last = np.searchsorted(self.codes, (code, code + 1))
        rows: list[int] = self.order[first:last].tolist()
        return rows


@lru_cache(maxsize=32)
def _grouped(key: _ByIdentity, columns: tuple[str, ...]) -> _Grouped:
    """The table is gone through once for each choice of columns, in place of once for each question."""
    found, codes = {}, np.zeros(len(key.table), dtype=np.int64)
    held = np.ones(len(key.table), dtype=bool)
    for column in columns:
        numbers, found[column] = _factorized(key, column)
        codes = codes * len(found[column]) + numbers
        held &= numbers >= 0  # a gap equals nothing
    rows = np.flatnonzero(held)
    order = rows[np.argsort(codes[rows], kind="stable")]
    return _Grouped(found, codes[order], order)


@lru_cache(maxsize=64)
def _factorized(key: _ByIdentity, column: str) -> tuple[np.ndarray, dict[Any, int]]:
    numbers, labels_ = pd.factorize(key.table[column])
    return numbers, {label: code for code, label in enumerate(labels_)}


SOUGHT = ("scenario", "event", "party", "mineral", "measure", "kind")


def sorted_out(table: pd.DataFrame) -> pd.DataFrame:
    """The same rows with their labels as categories, which `pick` numbers at once."""
    return table.astype({column: "category" for column in SOUGHT if column in table})


def labels(table: pd.DataFrame, column: str) -> list[str]:
    """The labels of a column, in order of appearance."""
    return [str(label) for label in table[column].unique()]


def gains(figures: pd.DataFrame, scenario: str, parties: Iterable[str], year: int = HORIZON) -> dict[str, Any]:
    """Net gain in a result year (USD a year) and net present value at 5 % (USD) of each party, against no deal."""
    found: dict[str, Any] = {}
    wanted = {"scenario": scenario, "event": NO_EVENT, "mineral": ALL_MINERALS, "kind": "change"}
    for party in parties:
        yearly = pick(figures, party=party, year=year, measure="net_gain", **wanted)
        present = pick(figures, party=party, year=0, measure="npv_5", **wanted)
        if yearly:
            found[party] = {"net_gain": spread(yearly[0]), "verdict": prose.verdict(spread(yearly[0]))}
        if yearly and present:
            found[party]["npv_5"] = spread(present[0])
    return found


def prices(
    figures: pd.DataFrame, scenario: str, event: str | None, mineral: str, parties: Iterable[str], year: int = HORIZON
) -> dict[str, Any]:
    """Mean delivered price of each party in a result year: without and with the deals, and during the event."""
    found: dict[str, Any] = {}
    cases = {"without": (NO_DEAL, NO_EVENT, "level"), "with": (scenario, NO_EVENT, "level")}
    cases["change"] = (scenario, NO_EVENT, "change")
    if event:
        cases |= {"without_cut": (NO_DEAL, event, "level"), "with_cut": (scenario, event, "level")}
    for party in parties:
        row = {}
        for case, (where, happening, kind) in cases.items():
            wanted = {"scenario": where, "event": happening, "kind": kind, "party": party, "mineral": mineral}
            rows = pick(figures, year=year, measure="price_paid", **wanted)
            if rows:
                row[case] = spread(rows[0])
        if row:
            found[party] = row
    return found


RISKS = ("import_reliance", "top_supplier_share", "import_concentration", "geopolrisk")


def risks(
    figures: pd.DataFrame, scenario: str, mineral: str, parties: Iterable[str], year: int = HORIZON
) -> dict[str, Any]:
    """Measures of supply risk of each party in a result year, without and with the deals, where they are covered."""
    found: dict[str, Any] = {}
    cases = {"without": NO_DEAL, "with": scenario}
    wanted = {"event": NO_EVENT, "kind": "level", "mineral": mineral, "year": year}
    for party in parties:
        rows = {
            measure: {
                case: spread(row)
                for case, label in cases.items()
                for row in pick(figures, scenario=label, party=party, measure=measure, **wanted)
            }
            for measure in RISKS
        }
        covered = {m: row for m, row in rows.items() if row and all(one["q50"] is not None for one in row.values())}
        if covered:
            found[party] = covered
    return found


def price_map(
    table: pd.DataFrame, scenario: str, event: str, mineral: str, world: WorldInfo, year: int = HORIZON
) -> dict[str, Any]:
    """Change of the delivered price by place in a result year; a merged place names the rest it is part of."""
    rows = pick(table, scenario=scenario, event=event, mineral=mineral, year=year, measure="price_change")
    found = {}
    for row in rows:
        place, merged = str(row["place"]), row.get("merged_into")
        label = prose.capital(merged) if isinstance(merged, str) and merged else ""
        found[place] = {"name": world.place(place), "merged_into": label, **spread(row)}
    return found


def suppliers(
    table: pd.DataFrame, scenario: str, mineral: str, parties: Iterable[str], world: WorldInfo, year: int = HORIZON
) -> dict[str, Any]:
    """Tonnes a year that each party takes from its largest origins in a result year, without and with the deals."""
    found: dict[str, Any] = {}
    for party in parties:
        wanted = {"event": NO_EVENT, "party": party, "mineral": mineral, "year": year}
        after = {r["origin"]: r for r in pick(table, scenario=scenario, **wanted)}
        before = {r["origin"]: r for r in pick(table, scenario=NO_DEAL, **wanted)}
        ranked = sorted(after, key=lambda origin: -max(_size(after, origin, "q95"), _size(before, origin)))
        ranked = [o for o in ranked if _size(after, o, "q95") > 0 or _size(before, o) > 0]
        found[party] = {
            str(origin): {
                "name": "own output"
                if str(origin).lower() == party.lower()
                else prose.capital(world.place(str(origin))),
                "without": spread(before.get(origin, dict.fromkeys(QUANTILES))),
                "with": spread(after[origin]),
                "base": {"value": number(after[origin].get("base")), "unit": "t/yr"},
            }
            for origin in ranked[:LEADING_ORIGINS]
        }
    return {party: origins for party, origins in found.items() if origins}


def _size(rows: Mapping[Any, Mapping[str, Any]], origin: Any, quantile: str = "q50") -> float:
    return number(rows.get(origin, {}).get(quantile)) or 0.0


def timeline(table: pd.DataFrame, deals: Sequence[Any], world: WorldInfo, first_year: int) -> list[dict[str, Any]]:
    """Tonnes a year of each lever by result year, with its chance of success."""
    levers = {(deal.name, lever.name): lever for deal in deals for lever in deal.levers}
    found: list[dict[str, Any]] = []
    if table.empty:  # a quota or a ban adds and moves no tonnes of its own
        return found
    for (deal, lever, mineral, place), rows in table.groupby(["deal", "lever", "mineral", "place"], sort=False):
        said = levers.get((deal, lever))
        found.append(
            {
                "deal": str(deal),
                "lever": str(lever),
                "name": lever_name(said, str(lever), world),
                "kind": getattr(said, "lever", "lever"),
                "mineral": str(mineral),
                "place": world.place(str(place)),
                "what": f"{world.mineral(str(mineral)).name}, {prose.called(world.place(str(place)))}",
                "guess": getattr(said, "status", None) == "guess",
                "success": {"value": number(rows["success"].iloc[0]), "unit": "chance"},
                "years": {
                    str(row["year"]): {
                        "calendar": first_year + int(row["year"]),
                        "running": {"value": number(row.get("share_running")), "unit": "chance"},
                        **spread({"unit": "t/yr", **row}),
                    }
                    for row in pick(rows)
                },
            }
        )
    return found


def lever_name(lever: Any, label: str, world: WorldInfo) -> str:
    """What a lever is called on the page: its deposit, its buyer, or its label in words."""
    if buyer := getattr(lever, "buyer", ""):
        of = getattr(lever, "of", None)
        return f"Sales to {prose.called(world.place(buyer))}" + (
            f" from {prose.capital(of.replace('-', ' '))}" if of else ""
        )
    return getattr(lever, "deposit", "") or prose.capital(label.replace("-", " "))


def timing(levers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many levers there are, and how many give nothing in the median draw of the early year."""
    medians = [lever["years"].get(str(EARLY), {}).get("q50") for lever in levers]
    return {"levers": len(medians), "late": sum(median == 0 for median in medians), "year": EARLY}


def insurance(figures: pd.DataFrame, scenario: str, event: str | None, parties: Iterable[str]) -> dict[str, Any]:
    """Insurance value and total value (USD, present value at 5 %) of each party when the event happens."""
    found: dict[str, Any] = {}
    for party in parties if event else ():
        for measure in ("insurance_value", "total_value"):
            wanted = {"scenario": scenario, "event": event, "party": party, "mineral": ALL_MINERALS, "year": 0}
            rows = pick(figures, measure=measure, **wanted)
            if rows:
                found.setdefault(party, {})[measure] = spread(rows[0])
    return found


def basis(table: pd.DataFrame, minerals: Sequence[str]) -> list[dict[str, Any]]:
    """What the answer rests on, row by row, with the mineral it is of: words stay words, numbers stay numbers."""
    found = []
    for row in pick(table):
        value = row["value"]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        shown = number(value) if is_number else str(value)
        told = {name: "" if pd.isna(row[name]) else str(row[name]) for name in ("key", "label", "unit", "note")}
        of = next((mineral for mineral in minerals if f"_{mineral}" in told["key"]), None)
        label = told.pop("label").removesuffix(f", {of}") if of else told.pop("label")
        found.append({"value": shown, "label": label, "mineral": of, **told})
    return found
