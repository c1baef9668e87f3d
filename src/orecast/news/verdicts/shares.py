"""Shares of the world: 'Congo mines about 70 % of the world's cobalt', 'around 5 % of the critical raw materials'."""

import re
from collections.abc import Iterator
from dataclasses import replace

from orecast.news import lexicon
from orecast.news.mentions import Found
from orecast.news.product import Span
from orecast.news.verdicts import baskets, wording
from orecast.news.verdicts.bounds import Bounds
from orecast.news.verdicts.earlier import of_earlier, year_before
from orecast.news.verdicts.judging import Answer, answered, unanswered
from orecast.news.verdicts.ledgers import EXPORTS, IMPORTS, PRODUCTION, REFINED, RESERVES, Ledger, ledgers
from orecast.news.verdicts.product import Figure
from orecast.news.verdicts.scene import (
    FIRM,
    FORECAST,
    JOINED,
    NEGATED,
    ONCE,
    WORLD,
    Scene,
    basis_of,
    bounds_of,
    grown,
    is_rate,
    name_of,
    own_part,
    place_ids,
    shares_pattern,
    stated_basis,
    whose,
)
from orecast.news.verdicts.trading import TRADED, left_out, trade_bases
from orecast.world import World

KIND = "share"
AFTER = re.compile(r"\b(?:in|from|by|within|inside)\s+(?:the\s+|just\s+)?$", re.IGNORECASE)
RESOURCES = re.compile(r"\bresources?\b", re.IGNORECASE)
OF_ITS_OWN = re.compile(r"\s(?:of|in)\s(?:its|their|the country's|the nation's)\b")
MINED = re.compile(r"\b(?:produc\w+|output|min(?:e[sd]?|ing|ers?)|extract\w+|dug|digs)\b", re.IGNORECASE)
LINKED = re.compile(r"^[\s,]*(?:and|,)\s*(?:the\s+)?$")


def shares(scene: Scene, world: World) -> Iterator[Answer]:
    """Every share of the world that a sentence states, answered."""
    for match in shares_pattern().finditer(scene.even, *scene.span):
        clause = scene.clause(match.start())
        if is_rate(scene, match) or not (WORLD.search(scene.words(clause)) or TRADED.search(scene.words(clause))):
            continue
        if OF_ITS_OWN.match(scene.even, match.end()):
            continue
        mineral, places = (
            scene.mineral_near(match.end()),
            subjects(scene, clause, match.span(), own_part(scene, clause, match.span())[1]),
        )
        if mineral is None or not places:
            continue
        ends = [match.span(), mineral.span, *(one.span for one in places)]
        inside = [span for span in ends if scene.span[0] <= span[0] < scene.span[1]]
        span = min(a for a, _ in inside), max(b for _, b in inside)
        text = scene.words(clause)
        if WORLD.search(scene.even, span[1], clause[1]) and not WORLD.search(scene.even, *span):
            span = span[0], clause[1]
        span = grown(scene, span)
        if (reason := not_stated(scene, clause, match.start())) is not None:
            yield unanswered(KIND, reason, span)
            continue
        part = own_part(scene, clause, match.span())
        local = scene.words((part[0], match.start())), scene.words((match.end(), part[1]))
        bases = trade_bases(local[0], text) or bases_of(*local, text)
        yield _answer(world, mineral, places, bases, bounds_of(match), scene.year(clause), text, span)


def bases_of(*texts: str) -> tuple[str, ...]:
    """What is measured by the first text that says so; 'supply' may be mined or refined, silence may be anything."""
    supplied = False
    for text in texts:
        basis = basis_of(text)
        supplied = supplied or (basis == PRODUCTION and not MINED.search(text))
        if basis and basis != IMPORTS and (basis != PRODUCTION or MINED.search(text)):
            return (basis,)
    return (PRODUCTION, REFINED) if supplied else (PRODUCTION, REFINED, RESERVES)


def not_stated(scene: Scene, clause: Span, at: int) -> str | None:
    """Why a clause states nothing that figures of the past can check."""
    if FORECAST.search(scene.words(clause)):
        return "a forecast, a plan or a condition: the tables hold what was"
    if ONCE.search(scene.words(clause)) and scene.year(clause) is None and year_before(scene.words(clause)) is None:
        return "a share of an earlier time that is not named"
    if NEGATED.search(scene.words((clause[0], at))):
        return "a denial: only what is stated is checked"
    if FIRM.search(scene.words((clause[0], at))) and not scene.countries((clause[0], at)):
        return "a firm's or a site's own figure: the tables hold countries"
    return None


def subjects(scene: Scene, clause: Span, said: Span, until: int | None = None) -> list[Found]:
    """The countries that a share is of: named after 'in', 'from' or 'by', else before it, else last spoken of."""
    after = [
        one for one in scene.countries((said[1], until or clause[1])) if AFTER.search(scene.even[: one.span[0]][-20:])
    ]
    if after:
        return _linked(scene, after[0], scene.countries((after[0].span[0], clause[1])))
    before = scene.countries((clause[0], said[0])) or scene.countries((scene.span[0], said[0]))
    if before and JOINED.search(scene.words(clause)):
        return _linked(scene, before[-1], before[::-1])
    if before:
        return before[-1:]
    rest = scene.countries((said[1], clause[1]))
    return rest[:1] or ([scene.last] if scene.last else [])


def _linked(scene: Scene, first: Found, following: list[Found]) -> list[Found]:
    """Countries joined to the first by commas and 'and'."""
    kept = [first]
    for one in following:
        start, end = sorted([kept[-1].span, one.span])
        if one.span != kept[-1].span and LINKED.match(scene.even[start[1] : end[0]]):
            kept.append(one)
    return kept


def _answer(
    world: World,
    mineral: Found,
    places: list[Found],
    bases: tuple[str, ...],
    bounds: Bounds,
    year: int | None,
    text: str,
    span: Span,
) -> Answer:
    codes = tuple(dict.fromkeys(one.name for one in places))
    if mineral.kind == "class":
        return baskets.share(world, codes, stated_basis(text), bounds, span)
    identifier = lexicon.mineral_ids().get(mineral.name)
    if not identifier:
        return unanswered(KIND, f"no statistics of {mineral.name} here", span)
    ids = tuple(place for code in codes for place in place_ids(code))
    who = wording.listed([name_of(code) for code in codes])
    if (last := year_before(text)) is not None:
        return of_earlier(KIND, lambda at: _figures(world, identifier, bases, ids, bounds, at),
                          lambda found: _careful(found, who), last, span)  # fmt: skip
    figures = _figures(world, identifier, bases, ids, bounds, year)
    careful = _careful(figures, who)
    if IMPORTS in bases or EXPORTS in bases:
        missing = left_out(world, mineral, text)
        if missing:
            loose = [replace(one, stands=None) for one in figures]
            return unanswered(KIND, f"the customs flows here are of {missing}", span, loose, careful)
    if bases == (RESERVES,) and RESOURCES.search(text):
        loose = [Figure(f.measure, f.value, f.unit, f.year, f.source, f.table) for f in figures]
        return unanswered(KIND, "the tables hold reserves, not resources", span, loose, careful)
    return answered(KIND, figures, careful, span)


def _figures(
    world: World, mineral: str, bases: tuple[str, ...], ids: tuple[str, ...], bounds: Bounds, year: int | None
) -> list[Figure]:
    """The share by every ledger of the bases."""
    found = [one for name in bases for one in ledgers(world, mineral, name, year)]
    return [figure for one in dict.fromkeys(found) if (figure := _figure(one, ids, bounds)) is not None]


def _figure(ledger: Ledger, places: tuple[str, ...], bounds: Bounds) -> Figure | None:
    value = ledger.share(places)
    if value is None:
        return None
    label = f"share of the world's {ledger.measure}"
    return Figure(label, value * 100, "%", wording.when(ledger), ledger.source, ledger.table, bounds.stands(value))


def _careful(figures: list[Figure], who: str) -> str | None:
    """One sentence for each measure, with publishers and years."""
    said: dict[str, list[str]] = {}
    for one in figures:
        said.setdefault(one.measure, []).append(f"{wording.percent(one.value / 100)} ({wording.by(one)})")
    sentences = [
        f"{wording.capital(whose(who))} {measure}{',' if ', by ' in measure else ''} was {wording.listed(shown)}."
        for measure, shown in said.items()
    ]
    return " ".join(sentences) or None
