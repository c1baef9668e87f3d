"""One sentence as the kinds see it: its places, minerals and clauses, and the country last spoken of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from orecast.news import lexicon
from orecast.news.mentions import Found, minerals_in, places_in
from orecast.news.product import Dossier, Span
from orecast.news.verdicts.bounds import Bounds, any_of, share, words
from orecast.news.verdicts.ledgers import EXPORTS, IMPORTS, PRODUCTION, REFINED, RESERVES
from orecast.sources import load

CLAUSE = re.compile(
    r"[;:]|,? (?:while|whereas|although|though|but|compared (?:with|to))\b|, (?:and|which|who|with|according|said|noting|adding|saying|"
    r"stressing|arguing|claiming|recalling|warning)\b| and (?=(?:could|would|will|may|might|should|plans?|aims?|hopes?|expects?)\b)"
    r"| – | — "
)
WORLD = re.compile(
    r"\b(?:world(?:'s|wide)?|global(?:ly)?|planet(?:'s)?|globe(?:'s)?|earth's|international(?= (?:supply|output|production)))\b",
    re.IGNORECASE,
)
FORECAST = re.compile(
    r"\b(?:will|would|could|may|might|should|shall|(?:is|are|was|were)? ?(?:expected|forecast|projected|predicted|set|"
    r"slated|planned|due|likely) to|aims?|plans?|planned|targets?|targeting|hopes? to|wants? to|if|in future|"
    r"by (?:20(?:2[6-9]|[3-9]\d)|the end of the decade|mid-decade))\b",
    re.IGNORECASE,
)
NEGATED = re.compile(r"\b(?:not|no longer|never|neither|nor|denied|denies)\b|n't\b", re.IGNORECASE)
YEAR = re.compile(r"(?<![\d.,$-])(?:19|20)\d\d(?![\d,.%]\d|\d)")
PERCENT = re.compile(
    r"(?P<value>\d{1,3}(?:\.\d{1,3})?)(?:\s?(?:-|–|to)\s?(?P<to>\d{1,3}(?:\.\d{1,3})?))?\s?(?:%|per cent|percent|pct)"
)
WHOLE = 100  # per cent
RATES = r"(?:dut(?:y|ies)|tariffs?|tax(?:es)?|lev(?:y|ies)|royalt(?:y|ies)|interest|rates?)"
RATE_BEFORE = re.compile(rf"\b{RATES}\s(?:rate\s)?(?:of|at|to)\s(?:[\w-]+\s){{0,2}}$", re.IGNORECASE)
RATE_AFTER = re.compile(rf"^\s(?:[\w-]+\s){{0,2}}{RATES}\b", re.IGNORECASE)
TAKES_ARTICLE = ("United ", "Democratic ", "European Union", "Netherlands", "Philippines", "Central African")
ONCE = re.compile(r"\b(?:once|formerly|used to|previously|historically|at one point|before)\b", re.IGNORECASE)
CLASSES = frozenset({"critical minerals", "raw materials"})
TAIL = re.compile(
    r"(?:\s[\w-]+)?\s(?:output|production|supply|reserves|resources|deposits|imports|exports|mining|refining)\b"
)
JOINED = re.compile(r"\b(?:together|combined|between them|jointly|both)\b", re.IGNORECASE)
FIRM = re.compile(
    r"\b(?:company|firm|miner|group|mine(?! (?:output|production|supply))|project|plant|smelter|refinery|deposit|venture|operation)\b",
    re.I,
)
BASES = (
    (IMPORTS, re.compile(r"\b(?:import\w*|buyers?)\b", re.IGNORECASE)),
    (EXPORTS, re.compile(r"\b(?:export\w*|shipments?|shipped|ships|seaborne)\b", re.IGNORECASE)),
    (RESERVES, re.compile(r"\b(?:reserves?|deposits?|resources?|endowment|sits? on|home to|holds?|holding|holder)\b", re.I)),
    (REFINED, re.compile(r"\b(?:refin\w+|process(?:es|ed|ing|or|ors)|smelt\w*|separat\w+)\b", re.IGNORECASE)),
    (PRODUCTION, re.compile(r"\b(?:produc\w+|output|min(?:e[sd]?|ing|ers?)|extract\w+|dug|digs|suppl(?:y|ies|ied|iers?))\b", re.I)),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Scene:
    """A sentence: `even` is the whole article with plain apostrophes and hyphens, so offsets stay those of the text."""

    dossier: Dossier
    even: str
    span: Span
    places: tuple[Found, ...]
    minerals: tuple[Found, ...]
    last: Found | None
    topic: Found | None

    def words(self, span: Span | None = None) -> str:
        """Words of a part of the article, made plain."""
        start, end = span or self.span
        return self.even[start:end]

    def clause(self, at: int) -> Span:
        """The clause around an offset."""
        start, end = self.span
        for cut in CLAUSE.finditer(self.even, *self.span):
            if cut.end() <= at:
                start = cut.end()
            elif cut.start() > at:
                end = cut.start()
                break
        return start, end

    def countries(self, span: Span) -> list[Found]:
        """Places of a part of the sentence that stand for a country, in order."""
        return [one for one in self.places if span[0] <= one.span[0] < span[1] and _is_country(one)]

    def substances(self, span: Span) -> list[Found]:
        """Minerals of a part of the sentence, in order."""
        return [one for one in self.minerals if span[0] <= one.span[0] < span[1]]

    def mineral_near(self, at: int) -> Found | None:
        """The mineral meant at an offset: in its clause the first after it, else the last before it, else the topic."""
        inside = self.substances(self.clause(at)) or self.substances(self.span)
        after = [one for one in inside if one.span[0] >= at]
        return next(iter(after or inside[::-1]), self.topic)

    def year(self, span: Span) -> int | None:
        """The year that a part of the sentence names last."""
        named = YEAR.findall(self.words(span))
        return int(named[-1]) if named else None


def _is_country(place: Found) -> bool:
    return place.kind not in ("region", "contested") or place.name == "UA-occupied"


def scenes(dossier: Dossier) -> Iterator[Scene]:
    """Every sentence of a dossier with what it names."""
    even, last = lexicon.plain(dossier.text), None
    topic = _topic(dossier)
    for span in dossier.sentences:
        places = tuple(places_in(dossier.text, span))
        minerals = tuple(_of_one_kind(one) for one in minerals_in(dossier.text, span))
        yield Scene(dossier, even, span, places, minerals, last, topic)
        spoken = [one for one in places if one.kind in ("name", "capital", "government", "demonym")]
        last = spoken[0] if spoken else last


def _of_one_kind(one: Found) -> Found:
    """A mineral without statistics is a mineral; a class is what stands for many."""
    return replace(one, kind="mineral") if one.name not in CLASSES else one


def grown(scene: Scene, span: Span) -> Span:
    """A span with the word of what is measured that follows it: 'nickel' and its 'output'."""
    match = TAIL.match(scene.even, span[1], scene.span[1])
    return (span[0], match.end()) if match else span


def _topic(dossier: Dossier) -> Found | None:
    """The mineral that an article is about: the one named most, where it leads clearly."""
    named = sorted((one for one in dossier.minerals if one.code), key=lambda one: -one.count)
    if not named or (len(named) > 1 and named[0].count < 2 * named[1].count):
        return None
    return Found(named[0].name, "mineral", named[0].text, named[0].span)


@cache
def shares_pattern() -> re.Pattern[str]:
    """A share said: a percentage with its hedge, or words such as 'two thirds'."""
    hedges = any_of("hedge")
    number = PERCENT.pattern
    said = rf"(?P<words>{any_of('share')})"
    return re.compile(rf"(?<![\w.])(?:{said}|(?:(?P<hedge>{hedges})\s+)?(?:{number}))(?!\w)", re.IGNORECASE)


def own_part(scene: Scene, clause: Span, said: Span) -> Span:
    """The part of its clause that belongs to a share: between the share before and the share after it."""
    others = [match.span() for match in shares_pattern().finditer(scene.even, *clause) if match.span() != said]
    start = max([clause[0], *(end for _, end in others if end <= said[0])])
    end = min([clause[1], *(begin for begin, _ in others if begin >= said[1])])
    return start, end


def is_rate(scene: Scene, match: re.Match[str]) -> bool:
    """A percentage that is no share: of a duty, a tax or an interest, or of more than the whole."""
    if match["value"] and float(match["value"]) > WHOLE:
        return True
    before, after = scene.even[max(scene.span[0], match.start() - 30) : match.start()], scene.even[match.end() :][:30]
    return bool(RATE_BEFORE.search(before) or RATE_AFTER.match(after))


def bounds_of(match: re.Match[str]) -> Bounds:
    """The range that a match of `shares_pattern` allows."""
    if match["words"]:
        low, high = words("share")[match["words"].lower()]
        return Bounds(low, high, match[0])
    first = share(float(match["value"]) / 100, (match["hedge"] or "plain").lower(), match[0])
    if not match["to"]:
        return first
    last = share(float(match["to"]) / 100, (match["hedge"] or "plain").lower(), match[0])
    return Bounds(first.low, last.high, match[0])


def basis_of(text: str) -> str | None:
    """What is measured: imports, exports, reserves, refined output or output; None where nothing is said."""
    return next((basis for basis, pattern in BASES if pattern.search(text)), None)


def stated_basis(text: str) -> str | None:
    """What is measured of many minerals at once, only where a noun says it; 'holds' may mean any of it."""
    if re.search(r"\breserves\b", text, re.IGNORECASE):
        return RESERVES
    return PRODUCTION if re.search(r"\b(?:output|produc\w+)\b", text, re.IGNORECASE) else None


def place_ids(code: str) -> tuple[str, ...]:
    """Place ids of a code of the news: a country, a group such as the EU, or occupied Ukraine."""
    if code == "EU":
        groups = load("groups").frame
        return tuple(groups.loc[groups["group"].eq("eu"), "place"].astype(str))
    table = load("places").frame
    return tuple(table.loc[table["iso2"].eq(lexicon.country_of(code) if code != "UA-occupied" else code), "place"])


def name_of(code: str) -> str:
    """How a careful sentence names a place."""
    name = lexicon.country_names().get(code, code)
    return f"the {name}" if name.startswith(TAKES_ARTICLE) else name


def whose(name: str) -> str:
    """The possessive of a name."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"
