"""From a dossier to deals: a proposal is one of the library, or a draft from the World's own numbers, or neither."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np

from orecast._ground.errors import DataError, OrecastError
from orecast.deals.labels import Labels, labels
from orecast.deals.matching import Reading, match_of, reading_of
from orecast.deals.schema import Deal, Quota, Tariff
from orecast.deals.shelf import library_deals
from orecast.news import Dossier, Proposal
from orecast.sources import load
from orecast.world import World

FIRST_YEAR = 2026
"""First year of a draft: the year after the reference year of an ensemble."""
STANDING = {"offered": "offered", "demanded": "offered", "negotiating": "negotiated", "agreed": "negotiated"}
STANDING |= {"signed": "signed", "in_force": "in force"}
MOST_MINERALS = 3
LONGEST_QUOTE = 300
MINE_LIVES = (100, 30, 15)
"""Years that a new mine takes to empty the place's reserves: small, likely and large mine."""
EXPANSION = (0.02, 0.1, 0.3)
"""New output as shares of what a producing place makes."""
NEW_MINE = (0.001, 0.005, 0.02)
"""New output as shares of world output, where neither output nor reserves of the place are known."""


@dataclass(frozen=True)
class Drafted:
    """What became of one proposal: `deal` is None where `how` is 'not drafted', and `why` says it in words."""

    proposal: Proposal
    how: Literal["library", "draft", "not drafted"]
    deal: Deal | None
    why: str


def from_dossier(dossier: Dossier, world: World, on: dt.date | None = None) -> tuple[Drafted, ...]:
    """Deals and events of an article's proposals, in the order of the text.

    A draft's numbers come from the World (output, reserves, deposits of the place; usual lead times), are wide ranges
    and marked as guesses. `on`: date of the drafts; left out, the last full date in the article, else today.
    """
    known, shelf = labels(), library_deals()
    date = on or _date(dossier)
    return tuple(_drafted(proposal, dossier, world, known, shelf, date) for proposal in dossier.proposals)


def distinct_deals(drafted: Iterable[Drafted]) -> tuple[Deal, ...]:
    """The deals and events that some proposals became, each once."""
    found = {item.deal.name: item.deal for item in drafted if item.deal is not None}
    return tuple(found.values())


def _date(dossier: Dossier) -> dt.date:
    full = [event.date for event in dossier.events if re.fullmatch(r"\d{4}-\d{2}-\d{2}", event.date)]
    return dt.date.fromisoformat(max(full)) if full else dt.datetime.now(tz=dt.UTC).date()


def _drafted(
    proposal: Proposal, dossier: Dossier, world: World, known: Labels, shelf: Sequence[Deal], date: dt.date
) -> Drafted:
    reading = reading_of(proposal, known)
    same = match_of(reading, shelf, known)
    if same is not None:
        return Drafted(proposal, "library", same, f"it is '{same.name}' of the library: same sides, mineral and place")
    fault = _fault(reading) or _compared(reading, dossier)
    if fault:
        return Drafted(proposal, "not drafted", None, fault)
    try:
        deal = (_measure_deal if reading.is_measure else _project_deal)(reading, dossier, world, known, date)
    except OrecastError as error:
        return Drafted(proposal, "not drafted", None, str(error))
    return Drafted(proposal, "draft", deal, "drafted from the statistics of the place; its numbers are guesses")


def _fault(reading: Reading) -> str:
    """Why a proposal cannot become a deal, or nothing."""
    if reading.proposal.status not in STANDING:
        return f"it is {reading.proposal.status.replace('_', ' ')}"
    if reading.offeror is None:
        return "the article does not say which country offers it"
    if not reading.minerals and not reading.is_broad:
        return f"'{reading.proposal.asset or 'its asset'}' is no mineral that the statistics hold"
    if reading.is_measure:
        return "" if reading.levers and reading.minerals else "the article does not say what the measure limits"
    if _host(reading) is None:
        return "the article does not say where the goods are"
    return ""


def _compared(reading: Reading, dossier: Dossier) -> str:
    """Why a sentence that only compares the two sides is no proposal between them, or nothing."""
    sides = {party.country for party in (reading.proposal.offeror, reading.proposal.recipient) if party}
    start, end = reading.proposal.span
    for comparison in dossier.comparisons:
        if start <= comparison.span[0] < end and {comparison.left.country, comparison.right.country} == sides:
            return "its sentence compares the two sides and offers nothing between them"
    return ""


def _host(reading: Reading) -> str | None:
    """Where the goods are: the place named, else the side that gives them away."""
    gives = reading.recipient if reading.proposal.status == "demanded" else reading.offeror
    return reading.place or gives


def _measure_deal(reading: Reading, dossier: Dossier, world: World, known: Labels, date: dt.date) -> Deal:
    """A one-sided deal: a quota, a ban or a tariff by one place on everybody."""
    for mineral in reading.minerals:
        world.balance(mineral)  # refuses what cannot be represented
    start = max(FIRST_YEAR, date.year)
    levers = [
        {
            "name": f"{mineral}-{_slug(reading.proposal.measure)}",
            "mineral": mineral,
            "start": start,
            **_limit(reading, dossier),
        }
        for mineral in reading.minerals
    ]
    name = f"{reading.offeror}-{reading.minerals[0]}-{_word(reading.proposal.measure)}-{date.year}"
    return _deal(name, reading, dossier, date, levers)


def _limit(reading: Reading, dossier: Dossier) -> dict[str, Any]:
    """The lever of a one-sided measure; what the article states of its size, else a wide guess."""
    proposal, kind = reading.proposal, reading.levers[0]
    if kind is Tariff:
        rates = [value / 100 for value in _stated("%", proposal, dossier)]
        rate = _said(rates, dossier) if rates else _guess(0.05, 0.25, 0.5)
        return {"lever": "tariff", "importer": reading.offeror, "origins": ["all"], "rate": rate}
    control = {"by": "exporter", "place": reading.offeror, "targets": ["all"]}
    if kind is Quota:
        tonnes = _stated("t", proposal, dossier)
        size = {"volume": _said(tonnes, dossier)} if tonnes else {"share": _guess(0.3, 0.6, 1.0)}
        return {"lever": "quota", **control, **size}
    hit = {"share": _guess(0.5, 1.0, 1.0), "leakage": _guess(0.0, 0.1, 0.4), "detour_cost": _guess(0.0, 0.2, 0.6)}
    return {"lever": "embargo", **control, **hit}


def _project_deal(reading: Reading, dossier: Dossier, world: World, known: Labels, date: dt.date) -> Deal:
    """A deal: a new mine or plant of each mineral at the host, part of it for the other side."""
    host = str(_host(reading))
    sides = [side for side in (reading.offeror, reading.recipient) if side and side not in (host, host.split("-")[0])]
    minerals = reading.minerals or _minerals_of(host, world, known)
    levers: list[dict[str, Any]] = []
    for mineral in minerals:
        name = f"{mineral}-project"
        common = {"mineral": mineral, "start": max(FIRST_YEAR, date.year + 1)}
        levers.append({"lever": "project", "name": name, "place": host, **common, **_project(mineral, host, world)})
        if sides and sides[0] in known.places:
            took = {"origin": host, "buyer": sides[0], "of": name, "share": _guess(0.0, 0.5, 1.0)}
            levers.append({"lever": "offtake", "name": f"{mineral}-offtake", **common, **took})
    name = "-".join([*(s for s in (reading.offeror, reading.recipient) if s), minerals[0], str(date.year)])
    return _deal(name, reading, dossier, date, levers)


def _deal(name: str, reading: Reading, dossier: Dossier, date: dt.date, levers: list[dict[str, Any]]) -> Deal:
    """The deal, every number of its levers a guess."""
    said = " ".join(reading.proposal.text.split())
    quote = said if len(said) <= LONGEST_QUOTE else f"{said[:LONGEST_QUOTE]}…"
    roles = ((reading.offeror, "offers"), (reading.recipient, "is offered"))
    return Deal.model_validate(
        {
            "orecast": 1,
            "kind": "deal",
            "name": re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-"),
            "title": _title(reading),
            "date": date,
            "status": STANDING[reading.proposal.status],
            "text": "Drafted from an article, which names sides and asset. Volumes, shares and times are guesses.",
            "parties": [{"party": side, "role": role} for side, role in roles if side],
            "sources": [f"{dossier.title or 'article'} ({dossier.source}): “{quote}”"],
            "levers": [{**lever, "status": "guess"} for lever in levers],
        }
    )


def _title(reading: Reading) -> str:
    names = load("places").frame.set_index("place")["name"].to_dict()
    groups = load("groups").frame.drop_duplicates("group").set_index("group")["name"].to_dict()
    who = [str(names.get(side) or groups.get(side, side)) for side in (reading.offeror, reading.recipient) if side]
    what = reading.proposal.asset or "minerals"
    if reading.is_measure:
        return f"{who[0]}: {reading.proposal.measure} on {what}"
    return f"{what.capitalize()}: {' and '.join(who)}"


def _project(mineral: str, place: str, world: World) -> dict[str, Any]:
    """Size, time and chance of a project that an article does not describe."""
    *size, source = _size(mineral, place, world)
    low, mode, high = (float(f"{value:.3g}") for value in size)
    return {
        "volume": {**_guess(low, mode, high), "source": source},
        "lead_time": {
            **_guess(6, 16, 32),
            "source": "discovery to output at 127 mines: 6 to 32 years (S&P Global 2023)",
        },
        "ramp_years": _guess(1, 3, 6),
        "success": _guess(0.1, 0.3, 0.6),
        "note": "Drafted: no deposit, volume or date is taken from the article.",
    }


def _size(mineral: str, place: str, world: World) -> tuple[float, float, float, str]:
    """Low, likely and high output of a new project, and what it is measured by."""
    balance = world.balance(mineral)
    made = float(np.sum(balance.production[[name == place for name in balance.places]]))
    whole = float(balance.production.sum())
    if made > 0:
        low, mode, high = (share * made for share in EXPANSION)
        return low, mode, high, f"2 to 30 % of the place's output of {made:,.0f} {balance.unit} a year"
    rows = load("reserves").frame.query("mineral == @mineral and place == @place").dropna(subset=["quantity"])
    if len(rows):
        held = float(rows["quantity"].iloc[-1])
        low, mode, high = (held / years for years in MINE_LIVES)
        return low, min(mode, whole), min(high, whole), f"reserves of {held:,.0f} {balance.unit} over 15 to 100 years"
    low, mode, high = (share * whole for share in NEW_MINE)
    return low, mode, high, f"0.1 to 2 % of world output of {whole:,.0f} {balance.unit} a year"


def _minerals_of(place: str, world: World, known: Labels) -> tuple[str, ...]:
    """Critical minerals that a place is known for: its listed deposits, then its largest shares of world output.

    Errors  DataError where nothing is known of it.
    """
    deposits = load("deposits").frame
    listed = [name for row in deposits.loc[deposits["place"] == place, "minerals"].dropna() for name in row.split(";")]
    critical = {name for row in load("critical_lists").frame["minerals"].dropna() for name in str(row).split(";")}
    ranked = [name for name in _by_share(place, world) if name in critical & known.coded]
    usable = (name for name in dict.fromkeys([*listed, *ranked]) if _is_usable(name, world))
    found = tuple(islice(usable, MOST_MINERALS))
    if not found:
        raise DataError(f"the statistics hold no deposit and no output of {place}; write the deal by hand")
    return found


def _by_share(place: str, world: World) -> list[str]:
    """Minerals by the place's share of the world's recorded output in the base years, largest first."""
    table = world.statistics["production"]
    table = table[table["year"].isin(world.years)]
    whole = table.groupby("mineral")["quantity"].sum()
    own = table[table["place"] == place].groupby("mineral")["quantity"].sum()
    share = (own / whole).dropna().sort_values(ascending=False)
    return [str(name) for name in share[share > 0].index]


def _is_usable(mineral: str, world: World) -> bool:
    try:
        world.balance(mineral)
    except OrecastError:
        return False
    return True


def _stated(unit: str, proposal: Proposal, dossier: Dossier) -> list[float]:
    """Numbers of one unit in the sentences of a proposal."""
    return [n.value for n in dossier.numbers if n.unit == unit and _is_within(n.span, proposal)]


def _is_within(span: tuple[int, int], proposal: Proposal) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in (proposal.span, *proposal.mentions))


def _said(values: list[float], dossier: Dossier) -> dict[str, Any]:
    """A number of the article, or the range of several."""
    return {**_guess(min(values), max(values), max(values)), "source": f"figures of the article ({dossier.source})"}


def _guess(low: float, mode: float, high: float) -> dict[str, Any]:
    return {"low": float(low), "mode": float(mode), "high": float(high), "status": "guess"}


def _slug(measure: str | None) -> str:
    """The measure's own words as a label: 'export-licences'."""
    return re.sub(r"[^a-z0-9]+", "-", (measure or "measure").casefold()).strip("-") or "measure"


def _word(measure: str | None) -> str:
    return (measure or "measure").split()[-1]
