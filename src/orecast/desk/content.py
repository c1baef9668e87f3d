"""The whole brief as one plain dictionary: what is shown, what is said, and the address of every number.

The dotted path to a number in this dictionary is its `data-key` on the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from orecast._ground.labels import require_known
from orecast.desk import prose, reasons, selection
from orecast.desk.inputs import Question, RunInfo, StakesTables, WorldInfo
from orecast.desk.offers import offers
from orecast.desk.selection import ALL_DEALS, ALL_MINERALS, EARLY, HORIZON, NO_DEAL, NO_EVENT
from orecast.desk.sentences import Part, look_up, plain

SCHEMA = 1
LEADING_MINERALS = 2
MOST_WORDS = 60


@dataclass(frozen=True)
class Frame:
    """What is looked at: scenario, result year, whose adviser reads, parties, minerals, the event and what it cuts."""

    scenario: str
    year: int
    focus: str
    parties: tuple[str, ...]
    minerals: tuple[str, ...]
    leading: tuple[str, ...]
    event: Any | None
    cut: tuple[str, ...]

    @property
    def event_name(self) -> str | None:
        """Label of the event in the Stakes' tables."""
        return str(self.event.name) if self.event else None


@dataclass(frozen=True)
class Picture:
    """What the charts of a brief show, known before its reasons are: the frame, and that part of the dictionary."""

    frame: Frame
    data: Mapping[str, Any]


def picture(
    stakes: StakesTables, run: RunInfo, question: Question, world: WorldInfo, year: int | None = None
) -> Picture:
    """Head and tables of a brief, without what the numbers hang on. `year` and errors: as `brief_data`."""
    frame = _frame(stakes.figures, question, year)
    head, tables = _head(run, question, world, frame), _tables(stakes, question, world, frame, run.first_year)
    head["years"] |= {"money": getattr(stakes, "money_year", None), "result": result_years(stakes.figures)}
    return Picture(frame, {**head, **tables})


def brief_data(
    stakes: StakesTables,
    run: RunInfo,
    question: Question,
    world: WorldInfo,
    game: Mapping[str, Any] | None = None,
    year: int | None = None,
    seen: Picture | None = None,
) -> dict[str, Any]:
    """The whole brief as a dictionary that JSON can hold.

    A spread is {q05, q50, q95, unit}, with `mean` and `share_positive` where the Stakes give them; None stands for a
    number that is not covered. `game`: where the deals can settle (`desk.settling.settling`). `year`: the result year
    of head, bars and maps, else the one of `year_shown`. `seen`: the picture, where it is there already.

    Errors  LabelError where the party asked for is not in the Stakes.
    """
    seen = seen or picture(stakes, run, question, world, year)
    data = {**seen.data, **_reasons(stakes, question, world, seen.frame)}
    data["timing"] = selection.timing(data["timeline"])
    data["headline"] = headline(data)
    data["counted"] = _counted(data, question.deals)
    data["lopsided"] = _lopsided(data)
    data["article"] = dict(question.article) if question.article else None
    data["game"] = dict(game) if game else None
    data["trial"] = prose.few_draws_sentence(run.draws)
    data["why"] = _why(data)
    data["timed"] = _timed(data, run.first_year)
    data["answer"] = answer(data, run.first_year, len(question.deals))
    return data


def result_years(figures: pd.DataFrame) -> list[int]:
    """Result years of the Stakes, ascending."""
    return sorted(int(year) for year in figures["year"].unique() if year > 0)


def year_shown(figures: pd.DataFrame, scenario: str) -> int:
    """The first result year from HORIZON on in which some party's net gain changes, else the last before it.

    Where it changes in no year that is the last year. A change is one that less than 90 % of draws lack: some quantile
    of the band is not zero.
    """
    wanted = {"scenario": scenario, "event": NO_EVENT, "mineral": ALL_MINERALS, "kind": "change"}
    years = result_years(figures)
    later, earlier = (year for year in years if year >= HORIZON), (year for year in years[::-1] if year < HORIZON)
    for year in (*later, *earlier):
        rows = selection.pick(figures, year=year, measure="net_gain", **wanted)
        if any(prose.verdict(selection.spread(row)) != "unchanged" for row in rows):
            return year
    return years[-1]


def _frame(figures: pd.DataFrame, question: Question, year: int | None) -> Frame:
    deals, known = question.deals, selection.labels(figures, "party")
    focus = question.party or _most_named(deals)
    require_known(focus, known, "party", "the brief", f"Parties of these deals: {', '.join(known)}.")
    scenario = ALL_DEALS if len(deals) > 1 else deals[0].name
    weighed = set(figures["mineral"])
    minerals = [m for m in dict.fromkeys(m for deal in deals for m in deal.minerals) if m in weighed]
    happening = selection.labels(figures, "event")
    event = next((event for event in question.events if event.name in happening), None)
    cut = [mineral for mineral in minerals if event and mineral in event.minerals]
    year = year or year_shown(figures, scenario)
    leading = _leading(figures, (scenario, year), focus, minerals, cut)
    parties = tuple(dict.fromkeys([focus, *known]))
    return Frame(scenario, year, focus, parties, tuple(minerals), tuple(leading), event, tuple(cut))


def _most_named(deals: Sequence[Any]) -> str:
    """The party that most deals name; among equals, the one named later in a deal, who is offered something."""
    named = [party.party for deal in deals for party in deal.parties[:2]]
    return str(max(reversed(named), key=named.count)) if named else ""


def _leading(
    figures: pd.DataFrame, at: tuple[str, int], party: str, minerals: Sequence[str], cut: Sequence[str]
) -> list[str]:
    """Minerals of maps and bars: that with the largest median gain or loss of `party`, the event's, then by size."""
    scenario, year = at
    wanted = {"scenario": scenario, "event": NO_EVENT, "party": party, "year": year, "measure": "net_gain"}
    sizes = {row["mineral"]: abs(row["q50"]) for row in selection.pick(figures, kind="change", **wanted)}
    ranked = sorted(minerals, key=lambda mineral: -sizes.get(mineral, 0.0))
    return list(dict.fromkeys([*ranked[:1], *cut, *ranked]))[:LEADING_MINERALS]


def _head(run: RunInfo, question: Question, world: WorldInfo, frame: Frame) -> dict[str, Any]:
    """Titles, labels, names and how the run was made."""
    event = frame.event
    names = [world.mineral(mineral).name for mineral in frame.minerals]
    return {
        "schema": SCHEMA,
        "title": question.title or _title(question.deals, names),
        "question": question.text,
        "edition": run.edition,
        "run": {"draws": run.draws, "seed": run.seed, "manifest": run.manifest, "solves": run.solves},
        "overlays": [{"name": one.name, "title": one.title, "changes": len(one.changes)} for one in run.overlays],
        "years": {"base": list(world.years), "horizon": frame.year, "horizon_calendar": run.first_year + frame.year},
        "focus": frame.focus,
        "scenario": frame.scenario,
        "event": {"name": event.name, "title": event.title, "text": event.text, "minerals": list(frame.cut)}
        if event
        else None,
        "other_events": [other.title for other in question.events if event and other.name != event.name],
        "parties": {party: {"name": world.party(party)} for party in frame.parties},
        "minerals": {mineral: world.mineral(mineral).plain() for mineral in frame.minerals},
        "leading": list(frame.leading),
        "sources": [dict(source) for source in world.sources],
    }


def _title(deals: Sequence[Any], minerals: Sequence[str]) -> str:
    if len(deals) == 1:
        return str(deals[0].title)
    shown = [*minerals[:4], *(["more"] if len(minerals) > 4 else [])]
    return prose.capital(f"{prose.counted(len(deals), 'deal')} on {prose.listed(shown)}")


def _tables(
    stakes: StakesTables, question: Question, world: WorldInfo, frame: Frame, first_year: int
) -> dict[str, Any]:
    """The tables of the brief that its charts show, picked out of the Stakes."""
    scenario, parties, event, year = frame.scenario, frame.parties, frame.event_name, frame.year
    figures, changes, bought = (selection.sorted_out(table) for table in (stakes.figures, stakes.map, stakes.suppliers))
    deals = question.deals
    scenarios = [label for label in selection.labels(figures, "scenario") if label != NO_DEAL]
    return {
        "offers": offers(deals, world),
        "gains": {label: selection.gains(figures, label, parties, year) for label in scenarios},
        "prices": {m: selection.prices(figures, scenario, event, m, parties, year) for m in frame.minerals},
        "map": {m: selection.price_map(changes, scenario, NO_EVENT, m, world, year) for m in frame.leading},
        "cut_map": {m: selection.price_map(changes, NO_DEAL, event, m, world, year) for m in frame.cut if event},
        "suppliers": {m: selection.suppliers(bought, scenario, m, parties, world, year) for m in frame.leading},
        "risks": {m: selection.risks(figures, scenario, m, parties, year) for m in frame.leading},
        "timeline": selection.timeline(stakes.timeline, deals, world, first_year),
        "insurance": selection.insurance(figures, scenario, event, parties),
        "basis": selection.basis(stakes.basis, frame.minerals),
    }


def _reasons(stakes: StakesTables, question: Question, world: WorldInfo, frame: Frame) -> dict[str, Any]:
    """What the numbers hang on, and what is assumed."""
    around, scenario, event, year = [*question.deals, *question.events], frame.scenario, frame.event_name, frame.year
    return {
        "drivers": reasons.drivers(stakes.drivers, scenario, event, around, world, year),
        "restarts": reasons.restarts(stakes.drivers, scenario, around, world, year),
        "assumptions": reasons.assumptions(stakes.assumptions, around, world),
    }


def _why(data: Mapping[str, Any]) -> dict[str, list[list[Part]]]:
    """Sentences on what the spreads hang on: of the reader's own net gain and cover, and of trade that restarts."""
    focus, who = data["focus"], data["parties"][data["focus"]]["name"]
    still = data["gains"].get(data["scenario"], {}).get(focus, {}).get("verdict") == "unchanged"
    own = {
        m: found[focus] for m, found in data["drivers"].items() if focus in found and not (still and m == "net_gain")
    }
    said: dict[str, list[list[Part]]] = {measure: [] for measure in (*data["drivers"], "restarts")}
    said |= {m: [prose.driver_sentence(f"drivers.{m}.{focus}", found, who)] for m, found in own.items()}
    felt = {one["input"]: n for n, one in enumerate(own.get("net_gain", {"restart": []})["restart"])}
    for n, row in enumerate(data["restarts"]):
        at = felt.get(row["input"])
        gain = None if at is None else (f"drivers.net_gain.{focus}.restart.{at}", own["net_gain"]["restart"][at])
        said["restarts"].append(prose.restart_sentence(f"restarts.{n}", {**row, "who": who}, gain))
    return said


def _lopsided(data: Mapping[str, Any]) -> list[list[Part]]:
    """Sentences on the parties whose mean gain has the other sign than their median gain."""
    table = data["gains"].get(data["scenario"], {})
    key = f"gains.{data['scenario']}.{{}}.net_gain"
    written = [
        prose.lopsided_sentence(key.format(party), row["net_gain"], data["parties"][party]["name"])
        for party, row in table.items()
    ]
    return [sentence for sentence in written if sentence]


def _counted(data: Mapping[str, Any], deals: Sequence[Any]) -> list[str]:
    """What the net gains of these parties and levers count; occupied land only where a lever is in it."""
    touched = {place.lower() for deal in deals for lever in deal.levers for place in lever.places()}
    occupied = [
        row["name"]
        for party, row in data["parties"].items()
        if party.endswith("-occupied") and party.lower() in touched
    ]
    kinds = {getattr(lever, "lever", "") for deal in deals for lever in deal.levers}
    return prose.counted_sentences(kinds, occupied)


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
    who, year = data["parties"][focus]["name"], data["years"]["horizon"]
    if year == data["years"]["result"][-1] and table and all(r["verdict"] == "unchanged" for r in table.values()):
        return _within(data, unmoved(data, first_year, deals))
    sentences = [prose.other_year_sentence(year - HORIZON, first_year + HORIZON)] if year != HORIZON else []
    if focus in table:
        key = f"gains.{scenario}.{focus}.net_gain"
        verdict = table[focus]["verdict"]
        sentences.append(prose.gain_sentence(key, verdict, who, first_year + year, deals))
        if verdict in ("gains", "loses", "cannot tell") and focus in data["drivers"]["net_gain"]:
            found = data["drivers"]["net_gain"][focus]
            sentences.append(prose.driver_sentence(f"drivers.net_gain.{focus}", found, who, short=True))
    by_verdict = {
        found: [data["parties"][p]["name"] for p, row in table.items() if p != focus and row["verdict"] == found]
        for found in ("gains", "loses", "cannot tell")
    }
    sentences.append(prose.others_sentence(*by_verdict.values()))
    sentences.append(_timed(data, first_year))
    if focus in data["insurance"]:
        band = data["insurance"][focus]["insurance_value"]
        key = f"insurance.{focus}.insurance_value"
        sentences.append(prose.insurance_sentence(key, prose.verdict(band), who, deals))
    return _within(data, [sentence for sentence in sentences if sentence])


def unmoved(data: Mapping[str, Any], first_year: int, deals: int) -> list[list[Part]]:
    """The answer where nothing changes for anyone in any year shown: that, and how often a part of it runs at all."""
    last = data["years"]["result"][-1]
    said = [prose.unmoved_sentence(first_year + last, deals)]
    built = [n for n, lever in enumerate(data["timeline"]) if lever["kind"] != "offtake"]
    if built:
        running = {n: data["timeline"][n]["years"][str(last)]["running"]["value"] or 0.0 for n in built}
        most = max(built, key=lambda n: running[n])
        key = f"timeline.{most}.years.{last}.running"
        said.append(prose.running_sentence(key, data["timeline"][most]["name"], first_year + last, len(built)))
    return said


def _timed(data: Mapping[str, Any], first_year: int) -> list[Part]:
    """The sentence on how soon tonnes come."""
    return prose.timing_sentence(data["timing"]["late"], data["timing"]["levers"], first_year + EARLY)


def _within(data: Mapping[str, Any], sentences: list[list[Part]]) -> list[list[Part]]:
    kept: list[list[Part]] = []
    words = 0
    for sentence in sentences:
        own = len(plain(data, sentence).split(" "))
        if words + own <= MOST_WORDS or not kept:
            kept.append(sentence)
            words += own
    return kept
