"""Comparisons: 'Russia has significantly more mineral resources than Ukraine'."""

import re

from orecast.news import lexicon
from orecast.news.mentions import Found, places_in
from orecast.news.parsing import Sentence
from orecast.news.product import Comparison, Party, Span
from orecast.news.speakers import Cast, Memory, party_of_place, remember, who

COMPARATIVE = re.compile(
    r"\b(more|less|fewer|larger|bigger|greater|smaller|higher|lower|richer|stronger|cheaper|longer|better|as much|as many|"
    r"(?:an )?orders? of magnitude(?: more)?|times(?: more| as much| as many| larger)?|twice(?: as much| as many)?|"
    r"exceeds?|dwarfs?|surpass(?:es)?|outstrips?|outproduces?)\b",
    re.IGNORECASE,
)
THAN = re.compile(
    r"\b(?:than|exceeds?|dwarfs?|surpass(?:es)?|outstrips?|outproduces?|as much as|as many as|compared (?:to|with)|as)\b",
    re.IGNORECASE,
)
REACH = 160  # characters between the comparative and what it is compared with
NEAR = 400  # characters before a sentence in which 'the country' is named
THE_COUNTRY = re.compile(r"\bthe (?:country|nation|kingdom|republic)\b(?!['’]s)", re.IGNORECASE)
STOP = frozenset(
    ["than", "in", "of", "at", "the", "a", "an", "as", "to", "it", "for", "that", "from", "and", "with", "by", "on"]
)


def comparisons_in(sentences: list[Sentence], cast: Cast) -> list[Comparison]:
    """Comparisons of two countries or actors, in the order of the text."""
    memory, found = Memory(), []
    for sentence in sentences:
        found += _in_sentence(sentence, cast, memory)
        remember(memory, cast, sentence)
    return found


def compared_in(sentence: Sentence, cast: Cast, memory: Memory) -> list[frozenset[str | None]]:
    """Pairs of countries that a sentence only compares: nothing is offered between them."""
    return [frozenset({one.left.country, one.right.country}) for one in _in_sentence(sentence, cast, memory)]


def _in_sentence(sentence: Sentence, cast: Cast, memory: Memory) -> list[Comparison]:
    text, start = sentence.text, sentence.span[0]
    found = []
    for match in COMPARATIVE.finditer(text):
        than = THAN.search(text, match.start() if _is_verb(match[0]) else match.end(), match.end() + REACH)
        if than is None:
            continue
        right = _first_party((start + than.end(), min(sentence.span[1], start + than.end() + 70)), cast)
        left = _left(sentence, (start + match.start(), start + than.start()), cast, memory)
        if left is None or right is None or left == right or left.country == right.country is not None:
            continue
        span = (start + match.start(), start + than.end())
        found.append(
            Comparison(
                left,
                match[0].lower(),
                _attribute(text, match.end(), than.start()),
                right,
                cast.text[slice(*span)],
                span,
            )
        )
        break
    return found


def _is_verb(word: str) -> bool:
    return word.lower().rstrip("s").rstrip("e") in ("exceed", "dwarf", "surpass", "outstrip", "outproduc")


def _first_party(span: Span, cast: Cast) -> Party | None:
    places = [one for one in places_in(cast.text, span) if one.kind != "region"]
    return party_of_place(_as_country(places[0]), cast.text) if places else None


def _as_country(place: Found) -> Found:
    return Found(place.name, "name", place.text, place.span) if place.kind == "leader" else place


def _left(sentence: Sentence, span: Span, cast: Cast, memory: Memory) -> Party | None:
    """The party between comparative and 'than' ('more lithium in Russia than'), else the subject before it."""
    between = _first_party((span[0], span[1]), cast)
    if between is not None:
        return between
    token = sentence.token_at(span[0])
    while token is not None:
        for child in token.children:
            if child.dep_ in ("nsubj", "nsubjpass") and sentence.at(child) < span[0]:
                party = _subject_party(sentence, child, cast, memory)
                if party is not None and party.country is not None:
                    return Party(lexicon.country_names().get(party.country, party.name), party.country)
        token = token.head if token.head.i != token.i else None  # spaCy makes a new Token at each look
    before = [one for one in places_in(cast.text, (sentence.span[0], span[0])) if one.kind != "region"]
    if not before and THE_COUNTRY.search(sentence.text, 0, span[0] - sentence.span[0]):
        named = places_in(cast.text, (max(0, sentence.span[0] - NEAR), sentence.span[0]))
        code = lexicon.country_of(named[-1].name) if named else None
        return Party(lexicon.country_names().get(code, code), code) if code else None
    if before:
        return party_of_place(_as_country(before[-1]), cast.text)
    return None


def _subject_party(sentence: Sentence, child: object, cast: Cast, memory: Memory) -> Party | None:
    return who(sentence, child, cast, memory)


def _attribute(text: str, start: int, end: int) -> str | None:
    words = [word for word in re.findall(r"[\w-]+", text[start:end]) if word.lower() not in STOP]
    return " ".join(words[:6]) or None
