"""Comparisons of two countries: 'Russia has significantly more mineral resources than Ukraine'."""

import re
from collections.abc import Iterator

from orecast.news import lexicon
from orecast.news.mentions import Found
from orecast.news.product import Comparison
from orecast.news.verdicts import baskets, wording
from orecast.news.verdicts.bounds import Bounds, around, words
from orecast.news.verdicts.judging import Answer, answered, unanswered
from orecast.news.verdicts.ledgers import PRODUCTION, REFINED, RESERVES, ledgers
from orecast.news.verdicts.product import Figure
from orecast.news.verdicts.scene import FORECAST, NEGATED, Scene, basis_of, name_of, place_ids, stated_basis
from orecast.world import World

KIND = "comparison"
MANY = 100  # a ratio from here on is written without a decimal
RESOURCES = re.compile(r"\bresources?\b", re.IGNORECASE)
SMALLER = re.compile(r"\b(?:less|fewer|smaller|lower)\b", re.IGNORECASE)
PARTS = re.compile(
    r"\b(?P<part>half|a third|one third|a quarter|one quarter|a fifth|a tenth) (?:as (?:much|many|large|big)|of what)",
    re.I,
)
PART_OF = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
TIMES = re.compile(
    r"\b(?P<count>twice|double|three|four|five|six|seven|eight|nine|ten|\d+(?:\.\d+)?)(?: times)?\b", re.I
)
COUNTS = {
    "twice": 2,
    "double": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
HEDGE = re.compile(r"(?P<hedge>more than|nearly|almost|about|around|roughly|over|at least|up to)\s+$", re.IGNORECASE)
PRICE = re.compile(
    r"\b(?:price|cost|cheap|expensive|wage|grade|tariff|tax|royalt|econom|gdp|population)\w*", re.IGNORECASE
)


def comparisons(scene: Scene, world: World) -> Iterator[Answer]:
    """Every comparison of two countries in a sentence that is of minerals, answered."""
    for one in scene.dossier.comparisons:
        if not scene.span[0] <= one.span[0] < scene.span[1] or not one.left.country or not one.right.country:
            continue
        clause = (scene.clause(one.span[0])[0], scene.span[1])
        named = scene.substances(one.span) or scene.substances(scene.clause(one.span[0]))
        if not named or PRICE.search(scene.words(one.span)):
            continue
        right = [place.span[1] for place in scene.countries((one.span[1], scene.span[1]))][:1]
        left = [place.span[0] for place in scene.countries((scene.span[0], one.span[0]))][-1:]
        span = min([*left, one.span[0]]), max([*right, one.span[1]])
        before = scene.words((clause[0], one.span[1]))
        if FORECAST.search(before) or NEGATED.search(before):
            yield unanswered(KIND, "a forecast, a condition or a denial: the tables hold what was", span)
            continue
        yield _answer(scene, world, one, named[0], span)


def _answer(scene: Scene, world: World, one: Comparison, mineral: Found, span: tuple[int, int]) -> Answer:
    pair = str(one.left.country), str(one.right.country)
    bounds = _bounds(scene, one)
    text = scene.words(span)
    text = text if basis_of(text) else scene.words(scene.clause(one.span[0]))
    if mineral.kind == "class":
        figures = _of_lists(world, pair, stated_basis(text), bounds)
    else:
        year = scene.year((one.span[0], scene.clause(one.span[1])[1]))
        figures = _of_mineral(world, mineral, pair, basis_of(text), bounds, year)
    careful = _careful(figures, pair)
    if careful and RESOURCES.search(scene.words(span)):
        careful += " The tables hold output and reserves, not resources."
    return answered(KIND, figures, careful, span)


def _bounds(scene: Scene, one: Comparison) -> Bounds:
    """The ratio of left to right that is said: a number of times, or more by a margin that its adverb asks for."""
    start = max(scene.span[0], one.span[0] - 25)
    said = scene.words((start, one.span[1]))
    if part := PARTS.search(said):
        return around(PART_OF[part["part"].split()[-1].lower()], "around", said)
    near = TIMES.search(said) if re.search(r"times|twice|double", said) else None
    if near and near["count"].lower() not in ("", "one"):
        word = near["count"].lower()
        hedge = HEDGE.search(scene.even[max(scene.span[0], start + near.start() - 15) : start + near.start()])
        return around(float(COUNTS.get(word, 0) or word), hedge["hedge"].lower() if hedge else "around", said)
    margin = max((low for word, (low, _) in words("margin").items() if re.search(rf"\b{word}\b", said)), default=1.0)
    if SMALLER.search(said):
        return Bounds(0, 1 / margin, said)
    return Bounds(margin * (1 + 1e-9), float("inf"), said)


def _of_mineral(
    world: World, mineral: Found, pair: tuple[str, str], basis: str | None, bounds: Bounds, year: int | None
) -> list[Figure]:
    """The ratio by every ledger of the basis, in the year named or the newest."""
    identifier = lexicon.mineral_ids().get(mineral.name)
    figures = []
    for name in (basis,) if basis else (PRODUCTION, REFINED, RESERVES):
        for ledger in ledgers(world, identifier, name, year) if identifier else ():
            left, right = (ledger.amount(place_ids(code)) for code in pair)
            if left is None or right is None or not max(left, right) > 0:
                continue
            ratio = left / right if right > 0 else float("inf")
            label = f"{ledger.measure}, ratio of {name_of(pair[0])} to {name_of(pair[1])}"
            stands, at = bounds.stands(ratio), wording.when(ledger)
            figures.append(Figure(label, ratio, "times", at, ledger.source, ledger.table, stands))
    return list(dict.fromkeys(figures))


def _of_lists(world: World, pair: tuple[str, str], basis: str | None, bounds: Bounds) -> list[Figure]:
    """Ratios of counts and values over the lists of critical minerals; deposit lists are not of equal depth."""
    sides = [{one.label: one for one in baskets.measures(world, code, basis)} for code in pair]
    figures = []
    for label, left in sides[0].items():
        right = sides[1].get(label)
        if right is None or left.unit == "%" or left.table == "deposits" or not max(left.value, right.value) > 0:
            continue
        ratio = left.value / right.value if right.value > 0 else float("inf")
        shown = f"{label}, ratio of {name_of(pair[0])} to {name_of(pair[1])}"
        figures.append(Figure(shown, ratio, "times", left.year, left.source, left.table, bounds.stands(ratio)))
    return figures


def _phrase(one: Figure) -> str:
    """'5.4 times as many minerals of …', '0.15 times the mine output of nickel'."""
    times = f"{one.value:.2g} times" if one.value < MANY else f"{one.value:.0f} times"
    what = one.measure.partition(", ratio")[0]
    return f"{times} as many {what.removesuffix(' there')}" if what.startswith("minerals ") else f"{times} the {what}"


def _careful(figures: list[Figure], pair: tuple[str, str]) -> str | None:
    if not figures:
        return None
    ends = sorted(figures, key=lambda one: one.value)
    ends = ends if len(ends) < 3 else [ends[0], ends[-1]]
    said = [f"{_phrase(one)} ({wording.by(one)})" for one in ends if one.value < float("inf")]
    between = f": the least and the most of {len(figures)} measures" if len(figures) > len(ends) else ""
    if not said:
        return f"{name_of(pair[1])} has none by the tables here ({wording.by(ends[0])})."
    return f"{wording.capital(name_of(pair[0]))} has, against {name_of(pair[1])}, {wording.listed(said)}{between}."
