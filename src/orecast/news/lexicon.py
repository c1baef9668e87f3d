"""The words of the news: places, minerals and cues, from data tables, as patterns that match in linear time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from orecast.sources import rows

APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "\u00a0": " ", "\u202f": " "})

SHORTEST_HEADING = 4  # letters of a country's name that is also known in capitals
DEEPEST, FEWEST_SHARED = 9, 3  # letters and spellings of a pattern that share a beginning


@dataclass(frozen=True)
class Place:
    """One spelling of a place, government or leader."""

    spelling: str
    code: str
    kind: str


@dataclass(frozen=True)
class Mineral:
    """One spelling of a mineral or of a class of minerals."""

    spelling: str
    name: str
    mineral: str


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """The same text, letter for letter, with typographic apostrophes, hyphens and spaces made plain."""
    return text.translate(APOSTROPHES)


@cache
def places() -> dict[str, Place]:
    """Spellings of places as written, with their case; names of countries also in capitals, as headings have them."""
    found = {plain(row["spelling"]): Place(row["spelling"], row["code"], row["kind"]) for row in rows("news_places")}
    named = [name for name, place in found.items() if place.kind == "name" and len(name) >= SHORTEST_HEADING]
    return {name.upper(): found[name] for name in named} | found


@cache
def contested() -> dict[str, Place]:
    """Names of contested land in lower case."""
    return {name.lower(): place for name, place in places().items() if place.kind == "contested"}


@cache
def minerals() -> dict[str, Mineral]:
    """Spellings of minerals in lower case."""
    found = rows("news_minerals")
    return {row["spelling"].lower(): Mineral(row["spelling"], row["name"], row["mineral"]) for row in found}


@cache
def mineral_ids() -> dict[str, str]:
    """The mineral id of each name in a dossier; a class such as critical minerals has none."""
    return {row.name: row.mineral for row in minerals().values() if row.mineral}


@cache
def words(group: str) -> dict[str, str]:
    """Words of one group in lower case, with the value each stands for."""
    return {plain(row["word"]).lower(): row["value"] for row in rows("news_words") if row["group"] == group}


@cache
def as_written(group: str) -> dict[str, str]:
    """Words of one group with their case, and the value each stands for."""
    return {plain(row["word"]): row["value"] for row in rows("news_words") if row["group"] == group}


@cache
def country_names() -> dict[str, str]:
    """The name by which a country code is shown."""
    names = {row["iso2"]: row["name"] for row in rows("places") if row["iso2"]}
    return names | {"EU": "European Union", "UA-occupied": "occupied Ukraine"}


def country_of(code: str) -> str:
    """The country of a code of ISO 3166-2; a country is itself."""
    return code.split("-")[0]


@cache
def place_pattern() -> re.Pattern[str]:
    """Any spelling of a place, whole words, with its case; contested names in either case."""
    known = places()
    contested = [name for name, place in known.items() if place.kind == "contested"]
    others = [name for name, place in known.items() if place.kind != "contested"]
    return re.compile(rf"(?<![\w-])(?:(?i:{alternatives(contested)})|{alternatives(others)})(?!\w)")


@cache
def mineral_pattern() -> re.Pattern[str]:
    """Any spelling of a mineral, whole words, in either case."""
    return re.compile(rf"(?<![\w])(?:{alternatives(minerals())})(?![\w])", re.IGNORECASE)


@cache
def word_pattern(group: str) -> re.Pattern[str]:
    """Any word of a group, whole, in either case."""
    return re.compile(rf"(?<!\w)(?:{alternatives(words(group))})(?!\w)", re.IGNORECASE)


def alternatives(spellings: Iterable[str], depth: int = 0) -> str:
    """A pattern for any of the spellings, the longest first; those that begin alike share their beginning.

    Matching takes time by the length of a spelling, not by their number.
    """
    known = sorted(set(spellings), key=len, reverse=True)
    if depth == DEEPEST or len(known) < FEWEST_SHARED:
        return "|".join(map(re.escape, known))
    rests: dict[str, list[str]] = {}
    for spelling in known:
        rests.setdefault(spelling[:1], []).append(spelling[1:])
    whole = rests.pop("", None)
    parts = [
        re.escape(first + rest[0]) if len(rest) == 1 else _branch(first, rest, depth) for first, rest in rests.items()
    ]
    return "|".join(parts if whole is None else [*parts, ""])


def _branch(first: str, rests: list[str], depth: int) -> str:
    return f"{re.escape(first)}(?:{alternatives(rests, depth + 1)})"
