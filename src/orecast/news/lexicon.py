"""The words of the news: places, minerals and cues, from data tables, as patterns that match in linear time."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from orecast.sources import load

APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "\u00a0": " ", "\u202f": " "})


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
    """Spellings of places as written, with their case."""
    rows = load("news_places").frame.itertuples(index=False)
    return {plain(str(row.spelling)): Place(str(row.spelling), str(row.code), str(row.kind)) for row in rows}


@cache
def minerals() -> dict[str, Mineral]:
    """Spellings of minerals in lower case."""
    rows = load("news_minerals").frame.itertuples(index=False)
    return {str(row.spelling).lower(): Mineral(str(row.spelling), str(row.name), str(row.mineral)) for row in rows}


@cache
def mineral_ids() -> dict[str, str]:
    """The mineral id of each name in a dossier; a class such as critical minerals has none."""
    return {row.name: row.mineral for row in minerals().values() if row.mineral}


@cache
def words(group: str) -> dict[str, str]:
    """Words of one group in lower case, with the value each stands for."""
    frame = load("news_words").frame
    rows = frame[frame["group"].eq(group)]
    return {plain(str(word)).lower(): str(value) for word, value in zip(rows["word"], rows["value"], strict=True)}


@cache
def as_written(group: str) -> dict[str, str]:
    """Words of one group with their case, and the value each stands for."""
    frame = load("news_words").frame
    rows = frame[frame["group"].eq(group)]
    return {plain(str(word)): str(value) for word, value in zip(rows["word"], rows["value"], strict=True)}


@cache
def country_names() -> dict[str, str]:
    """The name by which a country code is shown."""
    table = load("places").frame
    names = {str(code): str(name) for code, name in zip(table["iso2"], table["name"], strict=True) if code}
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


def alternatives(spellings: Iterable[str]) -> str:
    """A pattern for any of the spellings, the longest first; a space stands for one space."""
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))
