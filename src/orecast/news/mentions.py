"""Places and minerals named in a text, with every place they stand."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from orecast.news import lexicon
from orecast.news.parsing import Sentence
from orecast.news.product import Mention, Span

NEWSPAPERS = frozenset(
    [
        "Post",
        "Times",
        "Independent",
        "Daily",
        "Herald",
        "Journal",
        "Telegraph",
        "Morning",
        "Tribune",
        "Observer",
        "Examiner",
    ]
)
NOT_BEFORE_AMERICAN = frozenset(["Latin", "North", "Central", "South", "Native", "African", "Pan"])
PROPER_BUT_SAID = frozenset(
    [
        "Act",
        "Agreement",
        "Partnership",
        "Framework",
        "Strategy",
        "Deal",
        "Summit",
        "Security",
        "Fund",
        "Ministry",
        "Minister",
        "Ministers",
        "Pact",
        "Dialogue",
        "Alliance",
        "List",
        "Elements",
        "Earth",
        "Earths",
        "Minerals",
        "Forum",
        "Council",
        "Commission",
        "Committee",
        "Resources",
        "And",
        "Export",
        "Investment",
        "Trade",
        "Cooperation",
        "Mineral",
        "Raw",
        "Materials",
        "Exports",
        "Mining",
        "Access",
        "Collaboration",
        "Supply",
        "Processing",
        "Production",
    ]
)
HELD = re.compile(
    r"\b(?:parts?|areas?|regions?|territor(?:y|ies)|lands?|deposits|eastern|southern)\b[^.]{0,60}"
    r"\b(?:Ukraine|Ukrainian)\b[^.]{0,60}"
    r"\b(?:under (?:current )?Russian? control|occup\w+|(?:his|its|Russia(?:'s|n)?|Moscow(?:'s)?) (?:army|troops|forces|"
    r"military|soldiers)[\w ]{0,20}hold|held by|controlled by|seized|captured|Russian control|annexed|annexation)",
)
JOINED = re.compile(r"[\w.]+(?: [A-Z][\w.]*){0,3}")  # a name after a hyphen
WORD = re.compile(r"[\w'’&.-]+")
ADDRESS = re.compile(r"\b(?:in|at|near) [A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,2}, $")
LONGEST_ADDRESS = 60  # characters of a city before its country
LATELY = 1024  # passages whose places or minerals are kept: an article is asked for the same ones by every rule


@dataclass(frozen=True)
class Found:
    """One place or mineral where it stands: `code` for a place, `name` for a mineral, and the kind of spelling."""

    name: str
    kind: str
    text: str
    span: Span


def places_in(text: str, span: Span) -> list[Found]:
    """Places named in text[span]: code, kind and words of each."""
    return list(_places(text, span))


@lru_cache(maxsize=LATELY)
def _places(text: str, span: Span) -> tuple[Found, ...]:
    plain = lexicon.plain(text)
    known = lexicon.places()
    found = []
    for match in lexicon.place_pattern().finditer(plain, *span):
        if _is_other_name(plain, match.start(), match.end()):
            continue
        place = known.get(match[0]) or lexicon.contested()[match[0].lower()]
        found.append(Found(place.code, place.kind, text[match.start() : match.end()], match.span()))
    found += [one for place in found if (one := _joined_on(text, plain, place.span[1], span[1])) is not None]
    for match in HELD.finditer(plain, *span):
        found.append(Found("UA-occupied", "contested", text[match.start() : match.end()], match.span()))
    return tuple(sorted(found, key=lambda one: one.span))


def _joined_on(text: str, plain: str, end: int, last: int) -> Found | None:
    """The second place of 'US-Vietnam', which no word boundary precedes."""
    if plain[end : end + 1] != "-":
        return None
    match, known = JOINED.match(plain, end + 1, last), lexicon.places()
    parts = match[0].split(" ") if match else []
    names = [" ".join(parts[:count]) for count in range(len(parts), 0, -1)]
    name = next((kept for one in names for kept in (one, one.rstrip(".")) if kept in known), None)
    if name is None:
        return None
    span = (end + 1, end + 1 + len(name))
    return Found(known[name].code, known[name].kind, text[slice(*span)], span)


def _is_other_name(text: str, start: int, end: int) -> bool:
    """A newspaper, Latin American, the South China Sea and the like."""
    following = WORD.match(text, end + 1)
    before = text[max(0, start - 12) : start].split()[-1:] or [""]
    name = text[start:end]
    if following and following[0].strip(".,") in NEWSPAPERS:
        return True
    if name in ("American", "America", "African") and before[0] in NOT_BEFORE_AMERICAN:
        return True
    return name == "China" and before[0] == "South"


def is_address(text: str, place: Found) -> bool:
    """Whether a country only tells where a city lies: 'at a fair in Hanover, Germany'."""
    start = place.span[0]
    is_after = text[start - 2 : start] == ", " and place.kind == "name"
    return is_after and ADDRESS.search(text, max(0, start - LONGEST_ADDRESS), start) is not None


def minerals_in(text: str, span: Span, headline: bool = False) -> list[Found]:
    """Minerals named in text[span]; those that are part of a company's name are left out."""
    return list(_minerals(text, span, headline))


@lru_cache(maxsize=LATELY)
def _minerals(text: str, span: Span, headline: bool) -> tuple[Found, ...]:
    known = lexicon.minerals()
    found = []
    for match in lexicon.mineral_pattern().finditer(lexicon.plain(text), *span):
        if not headline and _in_a_proper_name(text, match.start(), match.end(), span[0]):
            continue
        mineral = known[match[0].lower()]
        found.append(Found(mineral.name, "class" if not mineral.mineral else "mineral", match[0], match.span()))
    return tuple(found)


@cache
def _mineral_firms() -> re.Pattern[str]:
    """Known firms whose names hold a mineral's: 'Korea Zinc', 'Chalco Aluminium'."""
    known = lexicon.minerals()
    named = [name for name in lexicon.as_written("firm") if any(part.lower() in known for part in name.split())]
    return re.compile(rf"(?<![\w-])(?:{lexicon.alternatives(named)})(?![\w-])")


def _in_a_proper_name(text: str, start: int, end: int, begin: int) -> bool:
    """'Lynas Rare Earths' and 'Critical Metals Corp' are firms; 'the Critical Minerals Agreement' is not."""
    if not text[start].isupper():
        return False
    if any(one.start() <= start < one.end() for one in _mineral_firms().finditer(text, max(0, start - 40), end + 40)):
        return True
    after = WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    if after and after[0][0].isupper() and after[0].strip(".,") not in PROPER_BUT_SAID:
        return after[0].strip(".,").lower() in lexicon.words("org_suffix") or start > begin
    before = text[max(begin, start - 30) : start].rstrip(" ").split(" ")[-1]
    is_name = before[:1].isupper() and before.isalpha() and before not in lexicon.places() and text[start - 1] == " "
    return start > begin and is_name and before.lower() not in STARTERS and not after_is_said(after)


STARTERS = frozenset(
    ["the", "a", "an", "its", "their", "his", "her", "our", "this", "these", "of", "and", "on", "for", "in"]
)


def after_is_said(after: re.Match[str] | None) -> bool:
    """Whether the next word shows that the mineral is meant: Agreement, Fund, Strategy …"""
    return after is not None and after[0].strip(".,") in PROPER_BUT_SAID


def gathered(found: Iterable[Found], is_place: bool) -> tuple[Mention, ...]:
    """One mention per place or mineral in the order of first appearance, with how often it stands there."""
    first: dict[str, Found] = {}
    count: dict[str, int] = {}
    for one in found:
        first.setdefault(one.name, one)
        count[one.name] = count.get(one.name, 0) + 1
    names = lexicon.country_names()
    return tuple(
        Mention(names.get(key, one.text), key, one.text, one.span, count[key])
        if is_place
        else Mention(key, lexicon.mineral_ids().get(key), one.text, one.span, count[key])
        for key, one in first.items()
    )


def place_mentions(text: str, sentences: Iterable[Sentence]) -> list[Found]:
    """Places of a whole article."""
    return [one for sentence in sentences for one in places_in(text, sentence.span)]


def mineral_mentions(text: str, sentences: Iterable[Sentence]) -> list[Found]:
    """Minerals of a whole article."""
    return [one for sentence in sentences for one in minerals_in(text, sentence.span, sentence.headline)]
