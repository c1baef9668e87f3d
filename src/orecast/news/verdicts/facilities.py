"""Facilities: 'Rusal operates major smelters in Krasnoyarsk', 'Zambia is home to two copper smelters'."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from orecast.news import lexicon
from orecast.news.mentions import Found
from orecast.news.product import Span
from orecast.news.verdicts import wording
from orecast.news.verdicts.bounds import AGREES, BELOW
from orecast.news.verdicts.judging import Answer, answered, unanswered
from orecast.news.verdicts.ledgers import PRODUCTION, ledgers
from orecast.news.verdicts.product import Figure
from orecast.news.verdicts.scene import FORECAST, NEGATED, Scene, name_of, place_ids, whose
from orecast.sources import load
from orecast.world import World

KIND = "facility"
NOUN = (
    r"(?P<noun>smelters?|refiner(?:y|ies)|mines?|(?:processing |separation |refining )?plants?|mills?|concentrators?)"
)
RUNS = re.compile(
    rf"\b(?:operates?|runs?|owns?|has|have|hosts?|houses|boasts|is home to|are home to|contains?|there (?:is|are))\s"
    rf"(?P<about>(?:[\w'-]+\s){{0,7}}?){NOUN}\b(?! of origin)",
    re.IGNORECASE,
)
NAME = re.compile(r"((?:[A-Z][\w&.'-]*\s){1,4})$")
IN = re.compile(r"\b(?:in|at|near|outside|of|across)\s(?:the\s|its\s|[\w-]+\s)?(?:[\w-]+'s\s)?$")
WHERE = re.compile(r"\bwhere\b")
TYPES = {"smelter": ("smelter",), "refiner": ("refinery", "plant"), "mine": ("mine",), "mill": ("plant", "mine")}
TYPES |= {"plant": ("plant", "refinery", "smelter"), "concentrator": ("plant", "mine")}


def facilities(scene: Scene, world: World) -> Iterator[Answer]:
    """Every facility that a sentence says to stand in a place, answered."""
    text = scene.words()
    for match in RUNS.finditer(text):
        start, end = scene.span[0] + match.start(), scene.span[0] + match.end()
        place = _place(scene, start, end)
        if place is None:
            continue
        firm = _firm(text[: match.start()])
        name_at = start - (len(firm) + 1) if firm else start
        span = min(name_at, place.span[0]), max(end, place.span[1])
        clause = scene.clause(start)
        where = [one.end() for one in WHERE.finditer(scene.even, clause[0], start)]
        before = scene.words((where[-1] if where else clause[0], end))
        if FORECAST.search(before) or NEGATED.search(before):
            yield unanswered(KIND, "a plan, a condition or a denial: the lists hold what stands", span)
            continue
        minerals = scene.substances((start, end)) or scene.substances((end, min(scene.span[1], end + 30)))
        yield _answer(world, place, firm, match["noun"], minerals[:1], span)


def _place(scene: Scene, start: int, end: int) -> Found | None:
    """Where it stands: after 'in', else before 'where', else the country that has it."""
    after = [one for one in scene.places if end <= one.span[0] < min(scene.span[1], end + 60)]
    near = [one for one in after if IN.search(scene.even[end : one.span[0]])]
    regions = [one for one in near[:2] if one.kind == "region"]
    if near:
        return (regions or near)[0]
    where = [match.start() for match in WHERE.finditer(scene.even, max(scene.span[0], start - 60), start)]
    before = [one for one in scene.places if one.span[1] <= (where[-1] if where else start)]
    if before and where:
        return next((one for one in before[::-1] if one.kind == "region"), before[-1])
    gap = scene.even[before[-1].span[1] : start].strip() if before else "none"
    return before[-1] if before and gap in ("", "already", "also", "now", "currently", "itself") else None


def _firm(before: str) -> str | None:
    """A name in capitals right before the verb that is no place."""
    match = NAME.search(before.removesuffix(" ") + " ")
    name = match[1].strip() if match else ""
    name = re.sub(r"^(?:The|Russian|Chinese|But|And|Its|Where)\s", "", name)
    known = lexicon.places()
    return name if name and name not in known and name not in ("It", "He", "She", "They", "We", "There") else None


def sites(place: Found) -> pd.DataFrame:
    """Sites of both lists in a country or region: name, types, minerals, companies, year, source.

    Where both lists name a site, the region of the list with a source for each row holds.
    """
    country, columns = place_ids(place.name), ["name", "types", "minerals", "companies", "year", "source", "table"]
    listed = load("sites").frame
    listed = listed[listed["place"].astype(str).isin([*country, *(f"{one}-occupied" for one in country)])]
    listed = listed.assign(year=2026, table="sites", region="", source=load("sites").source.publisher)
    spelt = [name for name, known in lexicon.places().items() if known.code == place.name]
    own = load("plants").frame
    own = own[own["place"].astype(str).isin(country)].assign(table="plants")
    if place.kind == "region":
        pattern = lexicon.alternatives(spelt)
        words = listed["province"].astype(str) + " " + listed["name"].astype(str)
        elsewhere = own.loc[~own["region"].astype(str).eq(place.name), "name"].astype(str)
        listed = listed[words.str.contains(pattern, regex=True) & ~listed["name"].astype(str).isin(elsewhere)]
        own = own[own["region"].astype(str).eq(place.name)]
    return pd.concat([listed[columns], own[columns]], ignore_index=True)


def _kept(rows: pd.DataFrame, firm: str | None, noun: str, mineral: str | None) -> pd.DataFrame:
    kinds = next(types for stem, types in TYPES.items() if stem in noun.lower())
    of_kind = [bool(set(joined.split(";")) & set(kinds)) for joined in rows["types"].astype(str)]
    of_mineral = [not mineral or mineral in joined.split(";") for joined in rows["minerals"].astype(str)]
    rows = rows[np.array(of_kind, dtype=bool) & np.array(of_mineral, dtype=bool)]
    if firm:
        rows = rows[rows["companies"].astype(str).str.contains(firm, case=False, regex=False)]
    return rows


def _answer(world: World, place: Found, firm: str | None, noun: str, minerals: list[Found], span: Span) -> Answer:
    mineral = lexicon.mineral_ids().get(minerals[0].name) if minerals else None
    where = place.text if place.kind == "region" else name_of(place.name)
    rows = _kept(sites(place), firm, noun, mineral)
    if not rows.empty:
        return _found(rows, firm, noun, where, span)
    if mineral and firm is None and place.kind != "region" and noun.lower().startswith("mine"):
        return _by_output(world, mineral, place, noun, span)
    who = f" of {firm}" if firm else ""
    return unanswered(KIND, f"no {noun}{who} in {where} is on the lists here, which are not complete", span)


def _found(rows: pd.DataFrame, firm: str | None, noun: str, where: str, span: Span) -> Answer:
    """The sites listed; a plural asks for two."""
    plural = noun.lower().endswith("s")
    names = [str(name) for name in rows["name"]]
    several = len(rows) > 1 or any(noun.lower() in name.lower() for name in names)
    stands = AGREES if several or not plural else BELOW
    label = f"{noun.lower()} of {firm or 'any owner'} listed in {where}: {', '.join(names[:6])}"
    year = str(int(rows["year"].max()))
    source = "; ".join(dict.fromkeys(rows["source"].astype(str)))
    table = "; ".join(dict.fromkeys(rows["table"].astype(str)))
    figure = Figure(label, float(len(rows)), "sites", year, source, table, stands)
    owner = f"{firm} is listed" if firm else "An owner is listed"
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""
    careful = (
        f"{owner} in {where} on {len(rows)} site{'s' if len(rows) > 1 else ''} of this kind: "
        f"{wording.listed(names[:6])}{more} (lists of {year}, not complete; they hold no capacity)."
    )
    found = answered(KIND, [figure], careful, span)
    if stands == AGREES:
        return found
    return unanswered(
        KIND, "one site is listed where several are said, and the lists are not complete", span, [figure], careful
    )


def _by_output(world: World, mineral: str, place: Found, noun: str, span: Span) -> Answer:
    """No list names the mine: output in the country shows that there is one, or that none works."""
    figures = []
    for ledger in ledgers(world, mineral, PRODUCTION):
        amount = ledger.amount(place_ids(place.name))
        if amount is not None and (ledger.whole or amount > 0):
            stands = AGREES if amount > 0 else BELOW
            year = wording.when(ledger)
            figures.append(Figure(ledger.measure, amount, ledger.unit, year, ledger.source, ledger.table, stands))
    said = [f"{wording.quantity(one.value, one.unit)} ({wording.by(one)})" for one in figures]
    careful = (
        wording.capital(f"{whose(name_of(place.name))} {figures[0].measure} was {wording.listed(said)}.")
        if figures
        else None
    )
    return answered(KIND, figures, careful, span)
