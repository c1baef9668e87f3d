"""What a brief shows, picked out of the Stakes' long tables into one plain dictionary.

Every number keeps its place in that dictionary: the dotted path to it is its `data-key` on the page. Nothing is
computed here; a number that the Stakes do not hold is absent.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from orecast.desk import prose
from orecast.desk.inputs import Question, RunInfo, StakesTables, WorldInfo
from orecast.desk.offers import offers
from orecast.desk.sentences import QUANTILES, Part, look_up, plain

SCHEMA = 1
HORIZON = 5  # result year that the head, the bars and the map show (PRODUCT: USD a year at year 5)
EARLY = 3  # result year of the sentence on how soon tonnes come
NO_DEAL, ALL_DEALS, NO_EVENT, ALL_MINERALS = "no-deal", "all-deals", "none", "all"
LEADING_MINERALS = 2
LEADING_ORIGINS = 4
MOST_WORDS = 60


def brief_data(stakes: StakesTables, run: RunInfo, question: Question, world: WorldInfo) -> dict[str, Any]:
    """The whole brief as a dictionary that JSON can hold.

    A spread is {q05, q50, q95, unit},
    with `share_positive` where the Stakes give it; None stands for a number that is not covered.
    """
    deals = question.deals
    scenario = ALL_DEALS if len(deals) > 1 else deals[0].name
    figures = stakes.figures
    focus = question.party or _most_named(deals)
    parties = list(dict.fromkeys([focus, *_labels(figures, "party")]))
    touched = [m for m in dict.fromkeys(m for d in deals for m in d.minerals) if m in set(figures["mineral"])]
    known = _labels(figures, "event")
    event = next((event for event in question.events if event.name in known), None)
    cut = [m for m in touched if event and m in event.minerals]
    leading = _leading(figures, scenario, focus, touched, cut)
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "title": question.title or _title(deals, [world.mineral(m).name for m in touched]),
        "question": question.text,
        "edition": run.edition,
        "run": {"draws": run.draws, "seed": run.seed, "manifest": run.manifest, "solves": run.solves},
        "years": {
            "base": list(world.years),
            "result": sorted(int(year) for year in figures["year"].unique() if year > 0),
            "horizon": HORIZON,
            "horizon_calendar": run.first_year + HORIZON,
        },
        "focus": focus,
        "scenario": scenario,
        "event": {"name": event.name, "title": event.title, "text": event.text, "minerals": cut} if event else None,
        "parties": {p: {"name": world.party(p)} for p in parties},
        "minerals": {
            m: {
                "name": world.mineral(m).name,
                "full_name": world.mineral(m).full_name,
                "unit": world.mineral(m).unit,
                "stage": world.mineral(m).stage,
                "limits": world.mineral(m).limits,
            }
            for m in touched
        },
        "leading": leading,
        "offers": offers(deals, world),
        "gains": {s: gains(figures, s, parties) for s in _labels(figures, "scenario") if s != NO_DEAL},
        "prices": {m: prices(figures, scenario, event.name if event else None, m, parties) for m in touched},
        "map": {m: price_map(stakes.map, scenario, NO_EVENT, m, world) for m in leading},
        "cut_map": {m: price_map(stakes.map, NO_DEAL, event.name, m, world) for m in cut} if event else {},
        "suppliers": {m: suppliers(stakes.suppliers, scenario, m, parties, world) for m in leading},
        "timeline": timeline(stakes.timeline, deals, world, run.first_year),
        "insurance": insurance(figures, scenario, event.name if event else None, parties),
        "basis": basis(stakes.basis, touched),
        "sources": [dict(source) for source in world.sources],
    }
    data["timing"] = timing(data["timeline"])
    data["headline"] = headline(data)
    data["answer"] = answer(data, run.first_year, len(deals))
    return data


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
    """Rows whose columns equal `wanted`."""
    chosen = pd.Series(True, index=figures.index)
    for column, value in wanted.items():
        chosen &= figures[column] == value
    return [{str(key): value for key, value in row.items()} for row in figures[chosen].to_dict("records")]


def _labels(table: pd.DataFrame, column: str) -> list[str]:
    return [str(label) for label in table[column].unique()]


def _most_named(deals: Sequence[Any]) -> str:
    """The party that most deals name; among equals, the one named later in a deal, who is offered something."""
    named = [party.party for deal in deals for party in deal.parties[:2]]
    return str(max(reversed(named), key=named.count)) if named else ""


def _leading(
    figures: pd.DataFrame, scenario: str, party: str, minerals: Sequence[str], cut: Sequence[str]
) -> list[str]:
    """The minerals shown in map and bars: first that with the largest median change in net gain for `party`, then
    those of the event, then by size."""
    wanted = {"scenario": scenario, "event": NO_EVENT, "party": party, "year": HORIZON, "measure": "net_gain"}
    sizes = {row["mineral"]: abs(row["q50"]) for row in pick(figures, kind="change", **wanted)}
    ranked = sorted(minerals, key=lambda mineral: -sizes.get(mineral, 0.0))
    return list(dict.fromkeys([*ranked[:1], *cut, *ranked]))[:LEADING_MINERALS]


def _title(deals: Sequence[Any], minerals: Sequence[str]) -> str:
    if len(deals) == 1:
        return str(deals[0].title)
    shown = [*minerals[:4], *(["more"] if len(minerals) > 4 else [])]
    return prose.capital(f"{prose.counted(len(deals), 'deal')} on {prose.listed(shown)}")


def gains(figures: pd.DataFrame, scenario: str, parties: Iterable[str]) -> dict[str, Any]:
    """Net gain at the horizon (USD a year) and net present value at 5 % (USD) of each party, against no deal."""
    found: dict[str, Any] = {}
    wanted = {"scenario": scenario, "event": NO_EVENT, "mineral": ALL_MINERALS, "kind": "change"}
    for party in parties:
        yearly = pick(figures, party=party, year=HORIZON, measure="net_gain", **wanted)
        present = pick(figures, party=party, year=0, measure="npv_5", **wanted)
        if yearly:
            found[party] = {"net_gain": spread(yearly[0]), "verdict": prose.verdict(spread(yearly[0]))}
        if yearly and present:
            found[party]["npv_5"] = spread(present[0])
    return found


def prices(
    figures: pd.DataFrame, scenario: str, event: str | None, mineral: str, parties: Iterable[str]
) -> dict[str, Any]:
    """Mean delivered price of each party at the horizon: without and with the deals, and during the event."""
    found: dict[str, Any] = {}
    cases = {"without": (NO_DEAL, NO_EVENT, "level"), "with": (scenario, NO_EVENT, "level")}
    cases["change"] = (scenario, NO_EVENT, "change")
    if event:
        cases |= {"without_cut": (NO_DEAL, event, "level"), "with_cut": (scenario, event, "level")}
    for party in parties:
        row = {}
        for case, (where, happening, kind) in cases.items():
            wanted = {"scenario": where, "event": happening, "kind": kind, "party": party, "mineral": mineral}
            rows = pick(figures, year=HORIZON, measure="price_paid", **wanted)
            if rows:
                row[case] = spread(rows[0])
        if row:
            found[party] = row
    return found


def price_map(table: pd.DataFrame, scenario: str, event: str, mineral: str, world: WorldInfo) -> dict[str, Any]:
    """Change of the delivered price by place at the horizon; a merged place names the rest it is part of."""
    rows = pick(table, scenario=scenario, event=event, mineral=mineral, year=HORIZON, measure="price_change")
    found = {}
    for row in rows:
        place, merged = str(row["place"]), row.get("merged_into")
        label = prose.capital(merged) if isinstance(merged, str) and merged else ""
        found[place] = {"name": world.place(place), "merged_into": label, **spread(row)}
    return found


def suppliers(
    table: pd.DataFrame, scenario: str, mineral: str, parties: Iterable[str], world: WorldInfo
) -> dict[str, Any]:
    """Tonnes a year that each party takes from its largest origins at the horizon, without and with the deals."""
    found: dict[str, Any] = {}
    for party in parties:
        wanted = {"event": NO_EVENT, "party": party, "mineral": mineral, "year": HORIZON}
        after = {r["origin"]: r for r in pick(table, scenario=scenario, **wanted)}
        before = {r["origin"]: r for r in pick(table, scenario=NO_DEAL, **wanted)}
        ranked = sorted(after, key=lambda origin: -max(_size(after, origin), _size(before, origin)))
        ranked = [o for o in ranked if _size(after, o) > 0 or _size(before, o) > 0]
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


def _size(rows: Mapping[Any, Mapping[str, Any]], origin: Any) -> float:
    return number(rows.get(origin, {}).get("q50")) or 0.0


def timeline(table: pd.DataFrame, deals: Sequence[Any], world: WorldInfo, first_year: int) -> list[dict[str, Any]]:
    """Tonnes a year of each lever by result year, with its chance of success."""
    levers = {(deal.name, lever.name): lever for deal in deals for lever in deal.levers}
    found = []
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
        return f"Sales to {prose.called(world.place(buyer))}" + (f" from {prose.capital(of)}" if of else "")
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


def headline(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The three numbers that carry the answer: pointers into the data, each with its words."""
    focus, scenario, year = data["focus"], data["scenario"], data["years"]["horizon_calendar"]
    who = prose.called(data["parties"][focus]["name"])
    found = []
    if focus in data["gains"].get(scenario, {}):
        label = f"Net gain of {who} in {year}, against no deal"
        found.append({"label": label, "key": f"gains.{scenario}.{focus}.net_gain", "against": ""})
    for mineral in data["leading"][:1]:
        if "change" in data["prices"][mineral].get(focus, {}):
            label = f"Change of what {who} pays for {data['minerals'][mineral]['full_name']} in {year}"
            key = f"prices.{mineral}.{focus}"
            found.append({"label": label, "key": f"{key}.change", "against": f"{key}.without"})
    if focus in data["insurance"]:
        label = f"Insurance value for {who} if the dominant supplier cuts off, present value"
        found.append({"label": label, "key": f"insurance.{focus}.insurance_value", "against": ""})
    for item in found:
        item["verdict"] = prose.verdict(look_up(data, item["key"]))
    return found


def answer(data: Mapping[str, Any], first_year: int, deals: int) -> list[list[Part]]:
    """Sentences that answer "so what" in at most 60 words: later ones are left out when they do not fit."""
    focus, scenario = data["focus"], data["scenario"]
    table = data["gains"].get(scenario, {})
    who = data["parties"][focus]["name"]
    sentences: list[list[Part]] = []
    if focus in table:
        key = f"gains.{scenario}.{focus}.net_gain"
        sentences.append(prose.gain_sentence(key, table[focus]["verdict"], who, first_year + HORIZON, deals))
    by_verdict = {
        found: [data["parties"][p]["name"] for p, row in table.items() if p != focus and row["verdict"] == found]
        for found in ("gains", "loses", "cannot tell")
    }
    sentences.append(prose.others_sentence(*by_verdict.values()))
    timing = data["timing"]
    sentences.append(prose.timing_sentence(timing["late"], timing["levers"], first_year + EARLY))
    if focus in data["insurance"]:
        band = data["insurance"][focus]["insurance_value"]
        key = f"insurance.{focus}.insurance_value"
        sentences.append(prose.insurance_sentence(key, prose.verdict(band), who, deals))
    return _within(data, [sentence for sentence in sentences if sentence])


def _within(data: Mapping[str, Any], sentences: list[list[Part]]) -> list[list[Part]]:
    kept: list[list[Part]] = []
    words = 0
    for sentence in sentences:
        words += len(plain(data, sentence).split(" "))
        if words <= MOST_WORDS or not kept:
            kept.append(sentence)
    return kept
