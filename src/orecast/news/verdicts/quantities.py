"""Quantities: 'Chile produced 5.3 million tonnes of copper in 2023', 'reserves of 4.6 million tonnes'."""

import re
from collections.abc import Iterator

from orecast.news import lexicon
from orecast.news.mentions import Found
from orecast.news.product import Number
from orecast.news.verdicts import wording
from orecast.news.verdicts.bounds import Bounds, around
from orecast.news.verdicts.judging import Answer, answered, unanswered
from orecast.news.verdicts.ledgers import PRODUCTION, RESERVES, information, ledgers
from orecast.news.verdicts.product import Figure
from orecast.news.verdicts.scene import FIRM, WORLD, Scene, basis_of, name_of, place_ids, whose
from orecast.news.verdicts.shares import not_stated, subjects
from orecast.sources import load
from orecast.world import World

KIND = "quantity"
MASS = {"t": 1.0, "kt": 1e3, "kg": 1e-3, "oz": 3.11034768e-5, "lb": 4.5359237e-4}  # tonnes; definitions, not data
ORE = re.compile(r"\b(?:ore|rock|concentrates?|tailings|waste|brine)\b", re.IGNORECASE)
OTHER = re.compile(
    r"\b(?:capacity|quotas?|stockpil\w+|invest\w+|offtake|contracts?|orders?|export\w*|shipped|shipments?|imports?|bought|"
    r"sold|sells?|cargo|permits?|licen[cs]\w+|cap|ceiling|limit|allocat\w+|delivery|deliver\w*)\b",
    re.IGNORECASE,
)
STATED = re.compile(
    r"\b(?:produc\w+|output|mined|mines|extract\w+|reserves?|holds?|dug|refined|smelted|mine supply|production)\b", re.I
)


def quantities(scene: Scene, world: World) -> Iterator[Answer]:
    """Every tonnage of output or reserves that a sentence states, answered."""
    for number in scene.dossier.numbers:
        if not scene.span[0] <= number.span[0] < scene.span[1] or number.unit not in MASS:
            continue
        clause = scene.clause(number.span[0])
        text = scene.words(clause)
        mineral = scene.mineral_near(number.span[1])
        if mineral is None or not STATED.search(text) or OTHER.search(text) or mineral.kind == "class":
            continue
        places = [] if WORLD.search(text) else subjects(scene, clause, number.span)
        if not places and not WORLD.search(text):
            continue
        ends = [number.span, mineral.span, *(one.span for one in places)]
        inside = [span for span in ends if scene.span[0] <= span[0] < scene.span[1]]
        span = min(a for a, _ in inside), max(b for _, b in inside)
        before = scene.words((clause[0], number.span[0]))
        reason = not_stated(scene, clause, number.span[0])
        if FIRM.search(before):
            reason = "a firm's or a site's own figure: the tables hold countries"
        if ORE.search(text):
            reason = "tonnes of ore or concentrate: the tables count contained mineral"
        if reason is not None:
            yield unanswered(KIND, reason, span)
            continue
        yield _answer(scene, world, number, mineral, places, span)


def _answer(
    scene: Scene, world: World, number: Number, mineral: Found, places: list[Found], span: tuple[int, int]
) -> Answer:
    identifier = lexicon.mineral_ids().get(mineral.name)
    if not identifier:
        return unanswered(KIND, f"no statistics of {mineral.name} here", span)
    clause = scene.clause(number.span[0])
    basis = RESERVES if basis_of(scene.words(clause)) == RESERVES else PRODUCTION
    bounds = _bounds(scene, world, number, identifier, clause)
    ids = tuple(place for one in places[:1] for place in place_ids(one.name))
    figures = []
    for ledger in ledgers(world, identifier, basis, scene.year(clause)):
        amount = ledger.amount(ids) if ids else ledger.total
        if amount is None:
            continue
        stands, year = bounds.stands(amount), wording.when(ledger)
        figures.append(Figure(ledger.measure, amount, ledger.unit, year, ledger.source, ledger.table, stands))
    who = name_of(places[0].name) if places else "the world"
    return answered(KIND, figures, _careful(figures, who), span)


def _bounds(scene: Scene, world: World, number: Number, mineral: str, clause: tuple[int, int]) -> Bounds:
    """The range in the unit of account: hedge, unit of mass, and what a tonne of the compound said counts."""
    unit = str(information(world, mineral)["unit"])
    factor = MASS[str(number.unit)] / MASS.get(unit, 1.0)
    low, high = content(mineral, scene.words(clause).lower())
    hedge = number.hedge if number.hedge else "plain"
    found = around(number.value * factor, hedge, number.text)
    return Bounds(found.low * low, found.high * high, number.text)


def content(mineral: str, text: str) -> tuple[float, float]:
    """Units of account in a tonne said: by the compound named, else by the row of the mineral without words, else 1."""
    frame = load("check_contents").frame
    rows = frame[frame["mineral"].eq(mineral)]
    for words, low, high in zip(rows["words"], rows["low"], rows["high"], strict=True):
        if not words or words in text:
            return float(low), float(high)
    return 1.0, 1.0


def _careful(figures: list[Figure], who: str) -> str | None:
    if not figures:
        return None
    said = [f"{wording.quantity(one.value, one.unit)} ({wording.by(one)})" for one in figures]
    return wording.capital(f"{whose(who)} {figures[0].measure} was {wording.listed(said)}.")
