"""Import shares: 'China supplies 72 % of US rare-earth imports', 'the EU buys a fifth of its uranium from Niger'."""

import re
from collections.abc import Iterator
from dataclasses import replace

from orecast.news import lexicon
from orecast.news.mentions import Found
from orecast.news.verdicts import wording
from orecast.news.verdicts.bounds import Bounds
from orecast.news.verdicts.earlier import of_earlier, year_before
from orecast.news.verdicts.judging import Answer, answered, unanswered
from orecast.news.verdicts.ledgers import BACI, flows_of, information
from orecast.news.verdicts.product import Figure
from orecast.news.verdicts.scene import (
    FORECAST,
    NEGATED,
    ONCE,
    WORLD,
    Scene,
    bounds_of,
    grown,
    is_rate,
    name_of,
    own_part,
    place_ids,
    shares_pattern,
    whose,
)
from orecast.world import World
from orecast.world.coverage import INCOMPLETE

KIND = "import share"
IMPORTED = re.compile(
    r"\bimport\w*|\b(?:buys?|bought|gets?|got|sources?d?|purchase[sd]?|obtains?|receives?)\b(?=.{0,80}\bfrom\b)"
    r"|\b(?:relie[sd]|rely|depend(?:s|ed)?|reliant|dependent)\s+on\b",
    re.IGNORECASE,
)
FROM = re.compile(r"\b(?:from|on|by|in)\s+(?:the\s+|neighbou?ring\s+)?$", re.IGNORECASE)
AT = re.compile(r"\bin (?:19|20)\d\d\b(?!.*\bonce\b)|\bin (?:19|20)\d\d$")
THEIRS = re.compile(r"^(?:'s|')?\s(?:[\w-]+\s){0,4}?imports?\b")


def imports(scene: Scene, world: World) -> Iterator[Answer]:
    """Every share of a country's imports that a sentence states, answered."""
    for match in shares_pattern().finditer(scene.even, *scene.span):
        clause = scene.clause(match.start())
        text = scene.words(own_part(scene, clause, match.span()))
        if not IMPORTED.search(text) or WORLD.search(text) or is_rate(scene, match):
            continue
        mineral, sides = scene.mineral_near(match.end()), _sides(scene, clause, match.end())
        if mineral is None or mineral.kind == "class" or sides is None:
            continue
        origin, buyer = sides
        span = _span(scene, match.span(), mineral.span, origin.span, buyer.span)
        text = scene.words(clause)
        if FORECAST.search(text) or NEGATED.search(scene.words((clause[0], span[1]))):
            yield unanswered(KIND, "a forecast, a condition or a denial: the tables hold what was", span)
            continue
        last = year_before(text)
        if last is None and ONCE.search(text) and not AT.search(text):
            yield unanswered(KIND, "a share of an earlier time that is not named", span)
            continue
        if last is not None and not _missing(world, mineral):
            said = bounds_of(match)
            yield _earlier(world, mineral, origin, buyer, said, last, span)
            continue
        figures = _figures(world, mineral, origin, buyer, bounds_of(match), last or scene.year(clause))
        careful = _careful(figures, origin, buyer)
        if figures and (missing := _missing(world, mineral)):
            context = [replace(one, stands=None) for one in figures]
            yield unanswered(KIND, f"the customs flows here leave out {missing}", span, context, careful)
            continue
        yield answered(KIND, figures, careful, span)


def _span(scene: Scene, *ends: tuple[int, int]) -> tuple[int, int]:
    """From the first to the last of the parts of a statement that stand in its sentence."""
    inside = [span for span in ends if scene.span[0] <= span[0] < scene.span[1]]
    return grown(scene, (min(a for a, _ in inside), max(b for _, b in inside)))


def _earlier(
    world: World, mineral: Found, origin: Found, buyer: Found, bounds: Bounds, last: int, span: tuple[int, int]
) -> Answer:
    """The answer for some year up to `last`."""
    return of_earlier(
        KIND,
        lambda year: _figures(world, mineral, origin, buyer, bounds, year),
        lambda found: _careful(found, origin, buyer),
        last,
        span,
    )


def _missing(world: World, mineral: Found) -> str:
    """What the flows of a mineral leave out, where that is so much that its balance is incomplete; else nothing."""
    balance = world.balance(lexicon.mineral_ids()[mineral.name], allow_incomplete=True)
    return balance.codes_missing or balance.status_reason if balance.status == INCOMPLETE else ""


def _sides(scene: Scene, clause: tuple[int, int], end: int) -> tuple[Found, Found] | None:
    """Origin and buyer: the origin stands after 'from', or is the subject that supplies; the buyer is the other."""
    places = scene.countries(clause)
    buyers = [one for one in places if THEIRS.match(scene.even[one.span[1] : clause[1]])]
    if buyers:
        others = [one for one in places if one.name != buyers[-1].name] or [
            one for one in scene.countries((scene.span[0], clause[0])) if one.name != buyers[-1].name
        ]
        first = next(iter(others[::-1]), scene.last)
        return (first, buyers[-1]) if first is not None and first.name != buyers[-1].name else None
    named = [one for one in places if FROM.search(scene.even[max(0, one.span[0] - 30) : one.span[0]])]
    origin = named[-1] if named else (places[0] if places else None)
    if origin is None:
        return None
    others = [one for one in places if one.name != origin.name]
    if not others and scene.last is not None and scene.last.name != origin.name and named:
        others = [scene.last]
    if not others:
        before = [one for one in scene.countries((scene.span[0], clause[0])) if one.name != origin.name]
        others = before[-1:]
    if not others:
        return None
    after = [one for one in others if one.span[0] >= end]
    return origin, (others[0] if named else (after or others)[0])


def _figures(
    world: World, mineral: Found, origin: Found, buyer: Found, bounds: Bounds, year: int | None
) -> list[Figure]:
    """The share by value and by weight in customs statistics; trade inside a group is left out."""
    identifier = lexicon.mineral_ids().get(mineral.name)
    if not identifier or identifier not in world.minerals:
        return []
    rows = flows_of(world, identifier, year)
    inside, sellers = place_ids(buyer.name), place_ids(origin.name)
    rows = rows[rows["importer"].astype(str).isin(inside) & ~rows["exporter"].astype(str).isin(inside)]
    figures = []
    for column, how in (("value_kusd", "by value"), ("gross_tonnes", "by weight")):
        total = float(rows[column].sum())
        if not total > 0:
            continue
        value = float(rows.loc[rows["exporter"].astype(str).isin(sellers), column].sum()) / total
        stage = information(world, identifier)["stage_label"]
        label = f"share of {whose(name_of(buyer.name))} imports of {mineral.name} ({stage}), {how}"
        at = str(int(rows["year"].iloc[0]))
        figures.append(Figure(label, 100 * value, "%", at, BACI, "flows", bounds.stands(value)))
    return figures


def _careful(figures: list[Figure], origin: Found, buyer: Found) -> str | None:
    if not figures:
        return None
    said = [f"{wording.percent(one.value / 100)} {one.measure.rpartition(', ')[2]}" for one in figures]
    what = figures[0].measure.partition(" imports of ")[2].rpartition(", ")[0]
    return (
        f"In {figures[0].year} {name_of(origin.name)} supplied {wording.listed(said)} of "
        f"{whose(name_of(buyer.name))} imports of {what} ({BACI})."
    )
