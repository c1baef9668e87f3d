"""Sentences and quotations of a paragraph, by rules that know abbreviations and quotation marks."""

import re
from dataclasses import dataclass

from orecast.news.lexicon import words
from orecast.news.product import Span

END = re.compile(r"[.!?…]{1,4}[\"'”’)\]»]{0,3}\s{1,8}(?=[\"'“‘(\[«]{0,3}[A-Z0-9ÀÖÉŠ])")
LAST_WORD = re.compile(r"(?:^|[\s(\"'“‘])([\w.&'’-]+?)[.!?…]{1,4}[\"'”’)\]»]{0,3}\s*$")
STARTERS = frozenset(
    [
        "The",
        "A",
        "An",
        "He",
        "She",
        "It",
        "They",
        "We",
        "I",
        "You",
        "In",
        "On",
        "At",
        "But",
        "And",
        "This",
        "That",
        "These",
        "Those",
        "There",
        "If",
        "When",
        "While",
        "As",
        "For",
        "After",
        "Before",
        "Under",
        "Its",
        "His",
        "Her",
        "Their",
        "Our",
        "However",
        "Meanwhile",
    ]
)
DATELINE = re.compile(
    r"(?:[A-ZÀ-Þ][A-ZÀ-Þ' .-]{2,30}|[A-Z][\w'’ .-]{2,30}(?=,[^.]{0,30}\d[^.]{0,20}\s(?:–|—|--?)\s))"
    r"(?:,\s[\w .]{2,30}){0,3}(?:\s\([^)\n]{2,40}\))?\s{1,2}(?:–|—|--?)\s{1,2}(?=[\"“'A-Z])"
)  # 'ASTANA, March 12 (Steppe Wire) - ', 'BISHKEK — '
LONGEST = 1500  # characters; a longer run without a full stop is cut at a space, which keeps parsing linear
LONGEST_DATELINE = 120  # characters
OPENING, CLOSING = {"“": "”", "«": "»", "„": "“"}, {"”", "»"}


@dataclass(frozen=True)
class Quote:
    """A quotation: `span` with its marks, `inner` without them."""

    span: Span
    inner: Span


def sentence_spans(text: str, start: int, end: int) -> list[Span]:
    """Sentences of text[start:end], as offsets into `text`."""
    dateline = DATELINE.match(text, start, min(end, start + LONGEST_DATELINE))
    begin = dateline.end() if dateline else start
    found = _cut(text, start, begin)
    for match in END.finditer(text, begin, end):
        if _is_abbreviation(text[begin : match.end()], text[match.end() : match.end() + 30]):
            continue
        found += _cut(text, begin, match.end())
        begin = match.end()
    return found + _cut(text, begin, end)


def _is_abbreviation(before: str, after: str) -> bool:
    if before.rstrip()[-1:] in "!?…":
        return False
    word = LAST_WORD.search(before[-40:])
    if not word:
        return False
    name = word[1].lower()
    known = name in words("abbreviation")
    initial = len(word[1]) == 1 and word[1].isupper() and word[1] != "I"
    following = re.match(r"[\"'“‘(\[«]*(\w+)", after)
    return (known or initial) and not ("." in name and following is not None and following[1] in STARTERS)


def _cut(text: str, start: int, end: int) -> list[Span]:
    """The span without blanks at its ends, in pieces of a length that can be parsed."""
    pieces = []
    while start < end:
        stop = end if end - start <= LONGEST else _space_before(text, start, start + LONGEST)
        piece = text[start:stop]
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if right > left:
            pieces.append((start + left, start + right))
        start = stop
    return pieces


def _space_before(text: str, start: int, limit: int) -> int:
    at = text.rfind(" ", start + 1, limit)
    return at if at > start else limit


def quotes(text: str, start: int, end: int) -> list[Quote]:
    """Quotations of a paragraph; one left open runs to the end of the paragraph."""
    found: list[Quote] = []
    opened, closer = -1, ""
    for at in range(start, end):
        mark = text[at]
        if opened < 0 and (mark in OPENING or mark == '"'):
            opened, closer = at, OPENING.get(mark, '"')
        elif opened >= 0 and mark == closer:
            found.append(Quote((opened, at + 1), (opened + 1, at)))
            opened = -1
    if opened >= 0 and end - opened > 1:
        found.append(Quote((opened, end), (opened + 1, end)))
    return found
