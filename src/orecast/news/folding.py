"""Paragraphs, and the fold: a headline or paragraph that repeats an earlier one is recorded and not read twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from orecast.news.product import Fold, Span

SIMILAR = 92.0  # token-sort ratio that found 100 of 100 near repeats and no false one (docs/theory/news.md)
NEAR_LENGTH = 60  # shorter passages must repeat exactly
LOOK_BACK = 200  # paragraphs compared with: keeps a hostile text linear
HEADLINE_LENGTH = 200
LINE = re.compile(r"[^\r\n\u2028\u2029]+")
NUMBER = re.compile(r"\d+")
FULL_STOP = re.compile(r"[.!?:;…][\"'”’)\]]*$")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph to be read: where it stands, and whether it is set like a headline."""

    span: Span
    headline: bool


def paragraphs(text: str) -> tuple[tuple[Paragraph, ...], tuple[Fold, ...]]:
    """Paragraphs of a text in order, repeats folded away, and the folds."""
    kept: list[Span] = []
    folds: list[Fold] = []
    exact: dict[str, Span] = {}
    for span in _lines(text):
        words = " ".join(text[span[0] : span[1]].split())
        earlier, kind = exact.get(words), "exact"
        if earlier is None and len(words) >= NEAR_LENGTH:
            earlier, kind = _near(words, text, kept[-LOOK_BACK:]), "near"
        if earlier is not None:
            folds.append(Fold(span, earlier, kind))
            continue
        exact[words] = span
        kept.append(span)
    return tuple(Paragraph(span, _is_headline(text[span[0] : span[1]])) for span in kept), tuple(folds)


def _lines(text: str) -> Iterator[Span]:
    for line in LINE.finditer(text):
        start = line.start() + len(line[0]) - len(line[0].lstrip())
        end = line.end() - len(line[0]) + len(line[0].rstrip())
        if end > start:
            yield start, end


def _near(words: str, text: str, kept: list[Span]) -> Span | None:
    """An earlier passage of similar length with the same numbers and nearly the same words."""
    from rapidfuzz.fuzz import token_sort_ratio

    numbers = sorted(NUMBER.findall(words))
    for span in kept:
        if not 0.85 <= (span[1] - span[0]) / len(words) <= 1.18:
            continue
        other = text[span[0] : span[1]]
        if token_sort_ratio(words, other, score_cutoff=SIMILAR) and sorted(NUMBER.findall(other)) == numbers:
            return span
    return None


def _is_headline(line: str) -> bool:
    """A short line without a full stop."""
    return len(line) <= HEADLINE_LENGTH and not FULL_STOP.search(line)
