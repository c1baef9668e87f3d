"""Change over time: 'nickel output has doubled since 2020', 'cobalt prices fell by a third in 2023'."""

import re
from collections.abc import Iterator

from orecast.news import lexicon
from orecast.news.mentions import Found
from orecast.news.verdicts import wording
from orecast.news.verdicts.bounds import Bounds, around, words
from orecast.news.verdicts.judging import Answer, answered, unanswered
from orecast.news.verdicts.ledgers import PRODUCTION, PUBLISHERS, ledgers
from orecast.news.verdicts.product import Figure
from orecast.news.verdicts.scene import FIRM, FORECAST, NEGATED, WORLD, YEAR, Scene, name_of, place_ids, shares_pattern
from orecast.news.verdicts.shares import subjects
from orecast.world import World

KIND = "change"
UP = re.compile(
    r"\b(?:r[io]se[sn]?|rising|grew|grown|increas\w+|jump\w*|climb\w*|soar\w*|surg\w+|expand\w*|gain\w*|(?<!made )(?<!make )(?<!makes )up|leap\w*|swell\w*|"
    r"growth|higher)\b",
    re.IGNORECASE,
)
DOWN = re.compile(
    r"\b(?:fell|fall(?:en|s)?|drop\w*|slip\w*|eas(?:ed|es)|edged down|dip(?:ped|s)?|declin\w+|slid|slump\w*|plung\w+|shr[aiu]nk\w*|tumbl\w+|decreas\w+|down|collaps\w+|"
    r"crash\w*|lost|lower)\b",
    re.IGNORECASE,
)
MULTIPLE = re.compile(
    r"\b(?P<word>halved|doubled|tripled|trebled|quadrupled|(?P<fold>\d+|two|three|four|five|ten)[- ]?fold)\b", re.I
)
FACTORS = {"halved": 0.5, "doubled": 2.0, "tripled": 3.0, "trebled": 3.0, "quadrupled": 4.0}
COUNTS = {"two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "ten": 10.0}
MULTIPLE_HEDGE = re.compile(r"\b(?P<hedge>more than|nearly|almost|about|roughly|over|at least)\s+$", re.IGNORECASE)
OUTPUT = re.compile(r"\b(?:output|production|supply|mining|mined|produc\w+)\b", re.IGNORECASE)
PRICE = re.compile(r"\bprices?\b", re.IGNORECASE)
PRONOUN = re.compile(r"\b(?:they|it)\b", re.IGNORECASE)
BETWEEN = re.compile(r"\b(?:between|from)\s+((?:19|20)\d\d)\s+(?:and|to|until)\s+((?:19|20)\d\d)")
SINCE = re.compile(r"\b(?:since|from)\s+((?:19|20)\d\d)")
OF = re.compile(r"\s(?:of|in)\s(?!20|19|output|production|prices?)")
BY_TO = re.compile(r"\b(?:to|of|is|at|accounts? for)\s+$", re.IGNORECASE)


def changes(scene: Scene, world: World) -> Iterator[Answer]:
    """Every change of output or price that a sentence measures, answered."""
    for span, bounds in _sizes(scene):
        clause = scene.clause(span[0])
        text = scene.words(clause)
        what = PRICE.search(text) or OUTPUT.search(text)
        if what is None and PRONOUN.search(text):
            clause = scene.span[0], clause[1]
            text = scene.words(clause)
            what = PRICE.search(text) or OUTPUT.search(text)
            text = scene.words((scene.clause(span[0])[0], clause[1]))
        mineral = scene.mineral_near(clause[0])
        if what is None or mineral is None or mineral.kind == "class":
            continue
        is_price = PRICE.fullmatch(what[0]) is not None
        places = [] if is_price or WORLD.search(text) else subjects(scene, clause, span)
        ends = [span, mineral.span, (clause[0] + what.start(), clause[0] + what.end()), *(one.span for one in places)]
        inside = [one for one in ends if scene.span[0] <= one[0] < scene.span[1]]
        whole = min(a for a, _ in inside), max(b for _, b in inside)
        whole = _with_year(scene, whole, clause)
        reason = _reason(text, scene.words((clause[0], span[0])))
        years = _years(text)
        if reason is None and years is None:
            reason = "no year is named from which it is counted"
        if reason is not None or years is None:
            yield unanswered(KIND, str(reason), whole)
            continue
        figures = (
            _prices(world, mineral, years, bounds) if is_price else _outputs(world, mineral, places, years, bounds)
        )
        yield answered(KIND, figures, _careful(figures), whole)


def _reason(text: str, before: str) -> str | None:
    if FORECAST.search(text) or NEGATED.search(before):
        return "a forecast, a condition or a denial: the tables hold what was"
    return "a firm's or a site's own figure: the tables hold countries" if FIRM.search(before) else None


def _with_year(scene: Scene, span: tuple[int, int], clause: tuple[int, int]) -> tuple[int, int]:
    named = [match.end() for match in YEAR.finditer(scene.even, *clause)]
    return span[0], max([span[1], *named])


def _sizes(scene: Scene) -> Iterator[tuple[tuple[int, int], Bounds]]:
    """Ratios of after to before that a sentence states, with their place."""
    for match in MULTIPLE.finditer(scene.even, *scene.span):
        fold = (match["fold"] or "").lower()
        factor = FACTORS.get(match["word"].lower()) or COUNTS.get(fold) or float(fold)
        before = MULTIPLE_HEDGE.search(scene.even[max(scene.span[0], match.start() - 12) : match.start()])
        yield match.span(), around(factor, before["hedge"].lower() if before else "around", match[0])
    for match in shares_pattern().finditer(scene.even, *scene.span):
        clause = scene.clause(match.start())
        near = scene.words((max(clause[0], match.start() - 45), min(clause[1], match.end() + 30)))
        up, down = UP.search(near), DOWN.search(near)
        share_of = OF.match(scene.even, match.end()) or BY_TO.search(scene.even[clause[0] : match.start()])
        if share_of or (up is None) == (down is None) and up is None:
            continue
        sign = 1 if up and (not down or up.start() < down.start()) else -1
        yield match.span(), _as_ratio(match, sign)


def _as_ratio(match: re.Match[str], sign: int) -> Bounds:
    """'rose by about 20 %' as a range of ratios."""
    if match["words"]:
        low, high = words("share")[match["words"].lower()]
        found = Bounds(low, high, match[0])
    else:
        found = around(float(match["value"]) / 100, (match["hedge"] or "plain").lower(), match[0])
        points = 2 * words("points")["share"][0]
        middle = float(match["value"]) / 100
        found = Bounds(min(found.low, middle - points), max(found.high, middle + points), match[0])
    ends = sorted([1 + sign * found.low, 1 + sign * found.high])
    return Bounds(ends[0], ends[1], match[0])


def _years(text: str) -> tuple[int, int | None] | None:
    """First and last year; a single year is compared with the one before; None for the last means the newest."""
    if match := BETWEEN.search(text):
        return int(match[1]), int(match[2])
    if match := SINCE.search(text):
        return int(match[1]), None
    named = YEAR.findall(text)
    return (int(named[-1]) - 1, int(named[-1])) if named else None


def _outputs(
    world: World, mineral: Found, places: list[Found], years: tuple[int, int | None], bounds: Bounds
) -> list[Figure]:
    identifier = lexicon.mineral_ids().get(mineral.name)
    ids = tuple(place for one in places[:1] for place in place_ids(one.name))
    who = name_of(places[0].name) if places else "the world"
    figures = []
    for name in PUBLISHERS.values() if identifier else ():
        ends = [_of(world, str(identifier), year, name, ids) for year in years]
        if ends[0] is None or ends[1] is None or not ends[0][0] > 0:
            continue
        ratio, span = ends[1][0] / ends[0][0], f"{years[0]} to {ends[1][1]}"
        label = f"output of {mineral.name} in {who}, ratio of the last year to the first"
        figures.append(Figure(label, ratio, "times", span, name, PRODUCTION, bounds.stands(ratio)))
    return figures


def _of(world: World, mineral: str, year: int | None, source: str, places: tuple[str, ...]) -> tuple[float, int] | None:
    """Output and year in one publisher's ledger."""
    for ledger in ledgers(world, mineral, PRODUCTION, year):
        amount = ledger.amount(places) if places else ledger.total
        if ledger.source == source and amount is not None:
            return amount, ledger.year
    return None


def _prices(world: World, mineral: Found, years: tuple[int, int | None], bounds: Bounds) -> list[Figure]:
    identifier = lexicon.mineral_ids().get(mineral.name)
    table = world.statistics.rows("prices", "mineral", str(identifier))
    table = table[table["usd_per_unit"].notna()]
    if table.empty:
        return []
    last = int(table["year"].max()) if years[1] is None else years[1]
    ends = [table[table["year"].eq(year)] for year in (years[0], last)]
    if ends[0].empty or ends[1].empty:
        return []
    ratio = float(ends[1]["usd_per_unit"].iloc[0]) / float(ends[0]["usd_per_unit"].iloc[0])
    label, span = f"price of {mineral.name}, ratio of the last year to the first", f"{years[0]} to {last}"
    source = str(ends[1]["series"].iloc[0])
    return [Figure(label, ratio, "times", span, source, "prices", bounds.stands(ratio))]


def _careful(figures: list[Figure]) -> str | None:
    if not figures:
        return None
    said = []
    for one in figures:
        change = 100 * (one.value - 1)
        verb = "rose" if change >= 0 else "fell"
        said.append(f"{verb} by {abs(change):.0f} % from {one.year} ({one.source})")
    return wording.capital(f"{figures[0].measure.partition(', ratio')[0]} {wording.listed(said)}.")
