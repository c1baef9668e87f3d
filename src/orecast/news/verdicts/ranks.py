"""Ranks: 'the world's second-largest lithium producer', 'Africa's biggest copper exporter'."""

import re
from collections.abc import Iterator
from functools import cache

from orecast.news import lexicon
from orecast.news.mentions import Found
from orecast.news.product import Span
from orecast.news.verdicts import wording
from orecast.news.verdicts.bounds import Bounds, words
from orecast.news.verdicts.judging import Answer, answered, unanswered
from orecast.news.verdicts.ledgers import IMPORTS, PRODUCTION, REFINED, RESERVES, Ledger, basis_sum, ledgers
from orecast.news.verdicts.product import Figure
from orecast.news.verdicts.scene import FORECAST, NEGATED, Scene, basis_of, name_of, place_ids
from orecast.sources import load
from orecast.world import World

KIND = "rank"
ORDER = {
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
ORDER |= {"2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "no. 2": 2, "number two": 2, "number three": 3}
TOP = r"(?:largest|biggest|top|leading|main|dominant|foremost|number[- ]one|no\. ?1|chief|most important|major)"
ORD = r"(?:(?P<order>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|2nd|3rd|4th|5th)[- ])?"
AREA = r"(?P<area>world|globe|planet|africa|asia|europe|latin america|south america)'s"
ROLE = (
    r"(?P<role>producers?|miners?|suppliers?|sources?|exporters?|importers?|refiners?|processors?|reserves?|resources|deposits|"
    r"holders?|output|consumers?|users?|buyers?|smelters?(?= of)|extractors?)"
)
BEFORE = re.compile(
    rf"(?P<among>one of |among )?(?:the )?{AREA}\s+{ORD}{TOP}\s+(?P<rest>(?:[\w-]+\s){{0,5}}?){ROLE}\b", re.IGNORECASE
)
AFTER = re.compile(
    rf"(?P<among>one of the |among the |a |the )?{ORD}{TOP}\s+(?:global\s+)?(?P<rest>(?:[\w-]+\s){{0,5}}?){ROLE}\b"
    r"(?P<tail>(?:\s[\w-]+){0,4}?\s(?:in the world|globally|worldwide|on the planet|in (?P<area>africa|asia|europe|latin america)))",
    re.IGNORECASE,
)
IMPLIED = re.compile(
    rf"(?P<among>one of )?the (?:(?P<order>second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|2nd|3rd|4th|5th)[- ])?"
    rf"(?P<top>largest|biggest|top|leading)(?: global)?\s(?P<rest>){ROLE} of (?:[\w-]+\s){{0,2}}?(?P<area>(?=[a-z]))",
    re.IGNORECASE,
)
LOCAL = re.compile(
    r"^[\w -]{0,30}?\b(?:in|of|from) (?:the (?:country|region|province|area|state|bloc|continent)|[A-Z])"
)
COMPANY = re.compile(r"^[\s,]*$")
BASIS = {"miner": PRODUCTION, "reserve": RESERVES, "deposit": RESERVES, "holder": RESERVES, "refiner": REFINED}
AREAS = {
    "africa": ("Sub-Saharan Africa",),
    "latin america": ("Latin America and Caribbean",),
    "south america": ("Latin America and Caribbean",),
    "asia": ("East Asia", "South-East Asia", "South Asia"),
}


def ranks(scene: Scene, world: World) -> Iterator[Answer]:
    """Every rank that a sentence gives a country, answered."""
    text = scene.words()
    for match in _matches(text):
        start = scene.span[0] + match.start()
        end = scene.span[0] + match.end()
        place = _subject(scene, start, end)
        mineral = _mineral(scene, start, end)
        if place is None or mineral is None or mineral.kind == "class":
            continue
        span = _span(scene, (start, end), mineral.span, place.span)
        clause = scene.clause(start)
        before = scene.words((clause[0], start))
        if FORECAST.search(before) or NEGATED.search(before):
            yield unanswered(KIND, "a forecast, a condition or a denial: the tables hold what was", span)
        elif _of_a_firm(scene, start, end):
            yield unanswered(KIND, "a firm's rank: the tables hold countries", span)
        else:
            yield _answer(scene, world, match, place, mineral, span)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Ranks in a text: of the world or a continent as said, else of the world where no other area is named."""
    stated = [*BEFORE.finditer(text), *AFTER.finditer(text)]
    yield from stated
    for match in IMPLIED.finditer(text):
        is_known = any(one.start() < match.end() and match.start() < one.end() for one in stated)
        if not is_known and not LOCAL.match(text[match.end() :]):
            yield match


def _span(scene: Scene, said: Span, *others: Span) -> Span:
    inside = [said, *(one for one in others if scene.span[0] <= one[0] < scene.span[1])]
    return min(a for a, _ in inside), max(b for _, b in inside)


def _subject(scene: Scene, start: int, end: int) -> Found | None:
    """The country ranked: in apposition right before or after, else the subject before, else last spoken of."""
    after = [one for one in scene.countries((end, scene.span[1])) if COMPANY.match(scene.even[end : one.span[0]])]
    before = scene.countries((scene.span[0], start))
    if after:
        return after[0]
    if before:
        return before[-1]
    later = scene.countries((end, scene.span[1]))
    opens = not scene.words((scene.span[0], start)).strip(" \"'“,").lower().removeprefix("as").strip()
    if later and opens:
        return later[0]
    return scene.last or (later[0] if later else None)


def _of_a_firm(scene: Scene, start: int, end: int) -> bool:
    """An organisation stands right before ('Glencore, the world's largest …') or right after the rank."""
    for actor in scene.dossier.actors:
        if actor.kind != "organisation" or actor.country is not None:
            continue
        name = re.escape(lexicon.plain(actor.name))
        near = scene.even[max(scene.span[0], start - len(actor.name) - 12) : start]
        if re.search(rf"{name}(?:,| is| was| -|, which is)\s(?:the\s)?$", near):
            return True
        if re.match(rf"[\s,]*(?:the\s)?{name}", scene.even[end : end + len(actor.name) + 8]):
            return True
    return False


def _mineral(scene: Scene, start: int, end: int) -> Found | None:
    inside = scene.substances((start, end)) or scene.substances((end, min(end + 40, scene.span[1])))
    return inside[0] if inside else scene.mineral_near(end)


def _range(match: re.Match[str]) -> Bounds:
    order = (match["order"] or "").lower()
    if order:
        return Bounds(ORDER[order], ORDER[order], match[0])
    among = (match["among"] or "").strip().lower()
    known = words("first")
    for word, (low, high) in known.items():
        if among.startswith(word) or (among == "a" and word.startswith("a ") and word[2:] in match[0].lower()):
            return Bounds(low, high, match[0])
    return Bounds(1, 1, match[0])


@cache
def places_of(area: str) -> frozenset[str] | None:
    """Places of a continent; None for the world."""
    table = load("places").frame
    if area == "europe":
        rows = table["region"].astype(str).str.contains("Europe")
    elif area in AREAS:
        rows = table["region"].astype(str).isin(AREAS[area])
        if area == "africa":
            rows |= table["place"].astype(str).isin(NORTH_AFRICA)
    else:
        return None
    return frozenset(table.loc[rows, "place"].astype(str))


NORTH_AFRICA = frozenset({"MAR", "DZA", "TUN", "LBY", "EGY", "SDN", "ESH"})


def _answer(scene: Scene, world: World, match: re.Match[str], place: Found, mineral: Found, span: Span) -> Answer:
    identifier, ids = lexicon.mineral_ids().get(mineral.name), place_ids(place.name)
    role = match["role"].lower().rstrip("s")
    if not identifier:
        return unanswered(KIND, f"no statistics of {mineral.name} here", span)
    if role == "resource":
        return unanswered(KIND, "the tables hold reserves, not resources", span)
    if role in ("consumer", "user"):
        return unanswered(KIND, "the tables hold output, reserves and trade, not use by country as published", span)
    basis = BASIS.get(role) or (IMPORTS if role in ("importer", "buyer") else basis_of(match[0]))
    area = (match["area"] or "world").lower()
    among = places_of(area)
    found = [one for name in ((basis,) if basis else (PRODUCTION,)) for one in ledgers(world, identifier, name)]
    bounds, figures = _range(match), []
    for ledger in (basis_sum(one, ids) for one in found):
        if (rank := ledger.rank(ids[0], among)) is not None:
            where = "in the world" if among is None else f"in {area.title()}"
            label = f"rank {where} by {ledger.measure}"
            stands = bounds.stands(rank)
            figures.append(Figure(label, rank, "rank", wording.when(ledger), ledger.source, ledger.table, stands))
    if not figures and found:
        return _unlisted(found, ids, place, span)
    return answered(KIND, figures, _careful(world, found, figures, place, among), span)


def _unlisted(found: list[Ledger], ids: tuple[str, ...], place: Found, span: Span) -> Answer:
    """A country with no output in a whole ledger has no rank: that contradicts one."""
    whole = [one for one in found if one.whole]
    figures = [
        Figure(one.measure, one.amount(ids) or 0.0, one.unit, wording.when(one), one.source, one.table, "below")
        for one in whole
    ]
    said = [f"{one.source} lists no {one.measure} in {name_of(place.name)} ({wording.when(one)})." for one in whole]
    return answered(KIND, figures, " ".join(said) or None, span)


def _careful(
    world: World, found: list[Ledger], figures: list[Figure], place: Found, among: frozenset[str] | None
) -> str | None:
    said = []
    for ledger, figure in zip(found, figures, strict=False):
        order = [world.place_name(one) for one in ledger.first(3, among)]
        said.append(
            f"by {ledger.measure} {name_of(place.name)} was number {figure.value:.0f} ({wording.by(figure)}; first: "
            f"{wording.listed(order)})"
        )
    return wording.capital("; ".join(said)) + "." if said else None
