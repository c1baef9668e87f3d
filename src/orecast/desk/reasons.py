"""What a result hangs on, and what is assumed: rows of the Stakes put into words, their numbers under a key."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from orecast.desk.inputs import WorldInfo
from orecast.desk.lever_words import lever_words
from orecast.desk.selection import ALL_MINERALS, HORIZON, NO_EVENT, number, pick

AT_FIRST, LATER = " at first", " in the long run"
PARAMETERS = {
    "share_sensitivity": "how readily buyers of {mineral} switch origin",
    "demand_elasticity": "how much less {mineral} is used when its price rises",
    "supply_elasticity_up": "how much more {mineral} is made when its price rises",
    "supply_elasticity_down": "how much less {mineral} is made when its price falls",
    "adjustment_years": "how many years the {mineral} market takes to adjust",
    "floor_price": "the price at which the cheapest {mineral} output stops",
    "capacity_ratio": "how far {mineral} capacity lies above output",
    "backstop_price": "the price at which substitutes replace {mineral}",
    "prior_weight": "the weight of the gravity prior on {mineral} flows",
    "freight_rate": "what {mineral} pays for freight",
    "distance_exponent": "how fast trade in {mineral} fades with distance",
    "growth": "how fast use of {mineral} grows",
    "restart_share": "how much of its former share a reopened {mineral} route takes back",
    "merge_below": "the size below which places of the {mineral} market merge",
}
FIELDS = {
    "probability": "the chance of {lever}",
    "volume": "the tonnes of {lever}",
    "share": "the share of {lever}",
    "lead_time": "the lead time of {lever}",
    "ramp_years": "the years of ramp of {lever}",
    "success": "the chance that {lever} is built",
    "capital_cost": "the cost of {lever}",
    "leakage": "what leaks through {lever}",
    "detour_cost": "the cost of the detour around {lever}",
    "rate": "the rate of {lever}",
    "tariff": "the tariff that stays after {lever}",
}
OF_KIND = {
    ("embargo", "share"): "how much is cut by {lever}",
    ("quota", "share"): "how much is let through by {lever}",
    ("ownership", "share"): "the size of {lever}",
    ("transport", "change"): "how far {lever} changes in cost",
    ("lifted_sanction", "tariff"): "the tariff that stays after {lever}",
}
LOTS = {"project": "whether {lever} is built", "offtake": "whether {lever} is committed"}


def drivers(
    table: pd.DataFrame,
    scenario: str,
    event: str | None,
    deals: Sequence[Any],
    world: WorldInfo,
    year: int = HORIZON,
) -> Any:
    """What the spread of each party's result hangs on, by measure and party: net gain and insurance value."""
    wanted: dict[str, dict[str, Any]] = {
        "net_gain": {"scenario": scenario, "event": NO_EVENT, "mineral": ALL_MINERALS, "year": year},
        "insurance_value": {"scenario": scenario, "event": event, "mineral": ALL_MINERALS, "year": 0},
    }
    named = words_of(deals, world)
    return {m: _by_party(pick(table, measure=m, **where), named) for m, where in wanted.items()}


def restarts(
    table: pd.DataFrame, scenario: str, deals: Sequence[Any], world: WorldInfo, year: int = HORIZON
) -> list[dict[str, Any]]:
    """Trade on reopened routes in a result year, and what the assumed share that comes back makes of it."""
    found = []
    wanted: dict[str, Any] = {"scenario": scenario, "event": NO_EVENT, "year": year, "order": 0}
    named = words_of(deals, world)
    for row in pick(table, measure="restarted", **wanted):
        told = {
            "mineral": str(row["mineral"]),
            "from": world.place(str(row["origin"])),
            "to": world.party(str(row["party"])),
        }
        told["mineral_name"] = world.mineral(told["mineral"]).name
        found.append({"party": str(row["party"]), **told, **_entry(row, named)})
    return found


def _by_party(rows: Iterable[Mapping[str, Any]], named: "Words") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in sorted(rows, key=lambda row: int(row["order"])):
        entry = found.setdefault(str(row["party"]), {"drivers": [], "restart": []})
        entry["floor"] = {"value": number(row["floor"]), "unit": "share"}
        if row["input"]:
            entry["drivers" if row["order"] else "restart"].append(_entry(row, named))
    return found


def _entry(row: Mapping[str, Any], named: "Words") -> dict[str, Any]:
    unit = str(row["unit"])
    return {
        "input": str(row["input"]),
        "what": named.of(str(row["input"])),
        "short": named.of(str(row["input"]), short=True),
        "kind": str(row["kind"]),
        "share": {"value": number(row["share"]), "unit": "share"},
        "floor": {"value": number(row["floor"]), "unit": "share"},
        "low": {"value": number(row["low_end"]), "unit": unit},
        "high": {"value": number(row["high_end"]), "unit": unit},
    }


def assumptions(table: pd.DataFrame, deals: Sequence[Any], world: WorldInfo) -> list[dict[str, Any]]:
    """Every assumed number: its range, who set it and on what ground, its effect; the largest effect first."""
    named = words_of(deals, world)
    ranked = table.sort_values("effect_share", ascending=False, kind="stable", na_position="last")
    return [_assumption(row, named, world) for row in pick(ranked)]


def _assumption(row: Mapping[str, Any], named: "Words", world: WorldInfo) -> dict[str, Any]:
    share, floor = number(row["effect_share"]), number(row["effect_floor"])
    told = {name: str(row[name]) for name in ("key", "mineral", "unit", "status", "source", "set_by")}
    return {
        **told,
        "what": named.of(told["key"]),
        **{name: number(row[name]) for name in ("low", "mode", "high")},
        "effect": {"value": share, "unit": "share"},
        "rank": number(row["effect_rank_correlation"]),
        "is_clear": share is not None and floor is not None and share > floor,
        "on": {"measure": str(row["effect_measure"]), "year": int(row["effect_year"]), "party": _named(row, world)},
    }


def _named(row: Mapping[str, Any], world: WorldInfo) -> str:
    return world.party(str(row["effect_party"])) if row["effect_party"] else ""


class Words:
    """Names of numbers inside a sentence, from their addresses."""

    def __init__(self, deals: Sequence[Any], world: WorldInfo) -> None:
        """Levers of the deals and events by address."""
        self.levers = {f"{deal.name}/{lever.name}": lever for deal in deals for lever in deal.levers}
        self.world = world

    def of(self, key: str, short: bool = False) -> str:
        """'how fast use of copper grows', 'the lead time of Krasnoyarsk potline'; the address where it is not known.

        `short`: as `lever_words`, which a sentence after one that names the deal can bear.
        """
        around, _, name = key.rpartition("/")
        if lever := self.levers.get(around):
            lot = LOTS.get(lever.lever, "whether {lever} comes about")
            field = OF_KIND.get((lever.lever, name)) or FIELDS.get(name, f"the {name.replace('_', ' ')} of {{lever}}")
            template = lot if name == "happens" else field
            return template.format(lever=lever_words(lever, self.world, tuple(self.levers.values()), short))
        root = name.removesuffix("_short").removesuffix("_long")
        when = AT_FIRST if name.endswith("_short") else LATER if name.endswith("_long") else ""
        known = PARAMETERS.get(root)
        return known.format(mineral=self.world.mineral(around).name) + when if known else key


def words_of(deals: Sequence[Any], world: WorldInfo) -> Words:
    """Names of the numbers of some deals and events."""
    return Words(deals, world)
