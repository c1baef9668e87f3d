"""Checking: one article in, every measurable statement with its verdict out."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from orecast.news.product import Claim, Dossier, Span
from orecast.news.reader import read_article
from orecast.news.verdicts.changes import changes
from orecast.news.verdicts.comparisons import comparisons
from orecast.news.verdicts.facilities import facilities
from orecast.news.verdicts.imports import imports
from orecast.news.verdicts.judging import Answer, unanswered
from orecast.news.verdicts.product import Check, Verdict
from orecast.news.verdicts.quantities import quantities
from orecast.news.verdicts.ranks import ranks
from orecast.news.verdicts.scene import Scene, scenes
from orecast.news.verdicts.shares import shares
from orecast.world import World

Finder = Callable[[Scene, World], Iterable[Answer]]
FINDERS: tuple[Finder, ...] = (imports, shares, ranks, comparisons, changes, quantities, facilities)
LEADING = re.compile(r"^[\s,;:.–—-]*(?:(?:and|but|while|which|who)\s+)?", re.IGNORECASE)
TRAILING = re.compile(r"[\s,;:–—-]*(?:\s(?:and|but|while))?\s*$", re.IGNORECASE)
SHORTEST = 3  # characters of a statement that is left after those before it
MEASURED = frozenset({"%", "t", "kt", "kg", "oz", "lb", "times"})


def check_article(article: str | Dossier, world: World | None = None) -> Check:
    """Every measurable statement of an article beside what the World holds; text or a dossier read before.

    Statements that repeat (the same words of the same kind, or a headline's) are answered once.
    Errors  DataError where the language model is not installed.
    """
    dossier = read_article(article) if isinstance(article, str) else article
    world = world or World.load()
    return Check(dossier, tuple(_verdicts(dossier, world)), world.edition)


def _verdicts(dossier: Dossier, world: World) -> Iterator[Verdict]:
    seen: set[tuple[str, str]] = set()
    for scene in scenes(dossier):
        taken: list[Span] = []
        for answer in [*(one for find in FINDERS for one in find(scene, world)), *_others(scene, dossier)]:
            text = dossier.text[slice(*answer.span)]
            key = answer.kind, " ".join(text.lower().split())
            if key in seen or (answer.kind == "other" and _overlaps(answer.span, taken)):
                continue
            seen.add(key)
            span = _apart(answer.span, taken, dossier.text)
            if span is None:
                continue
            taken.append(span)
            yield _verdict(replace(answer, span=span), dossier.text[slice(*span)], scene, dossier.claims)


def _apart(span: Span, taken: list[Span], text: str) -> Span | None:
    """The part of a span whose words no verdict has yet; None where nothing is left to say."""
    start, end = span
    for first, last in sorted(taken):
        if first <= start < last:
            start = last
        elif start < first < end:
            end = first
    said = text[start:end]
    start += len(said) - len(LEADING.sub("", said))
    end -= len(text[start:end]) - len(TRAILING.sub("", text[start:end]))
    return (start, end) if end - start >= SHORTEST else None


def _others(scene: Scene, dossier: Dossier) -> Iterator[Answer]:
    """Figures about minerals that no kind can answer: named as such, so that nothing measurable is passed over."""
    first, last = (bisect_left(dossier.numbers, edge, key=lambda number: number.span[0]) for edge in scene.span)
    for number in dossier.numbers[first:last]:
        if number.unit in MEASURED and scene.minerals:
            yield unanswered("other", "what this figure measures is not in the tables", number.span)


def _overlaps(span: Span, taken: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _is_aside(span: Span, claim: Claim) -> bool:
    """'China, which imports most of it, said …': what stands between a speaker and the cue is the writer's own."""
    inside = span[0] - claim.span[0], span[1] - claim.span[0]
    cue = claim.text.find(claim.cue, max(0, inside[1]))
    said = claim.text[max(0, inside[0]) : inside[1]]
    between = claim.text[inside[1] : cue] if cue >= 0 else "…"
    starts = said.startswith((claim.speaker.name, "who", "which")) or claim.speaker.name in said
    return starts and not between.strip(" ,-–—") and claim.text[: max(0, inside[0])].count('"') == 0


def _verdict(answer: Answer, text: str, scene: Scene, claims: tuple[Claim, ...]) -> Verdict:
    first, last = (bisect_left(claims, edge, key=lambda claim: claim.span[0]) for edge in scene.span)
    inside = ((at, claims[at]) for at in range(first, last))
    number, speaker = next(
        (
            (at, one.speaker.name)
            for at, one in inside
            if _overlaps(answer.span, [one.span]) and not _is_aside(answer.span, one)
        ),
        (None, None),
    )
    return Verdict(
        answer.kind,
        answer.verdict,
        answer.reason,
        answer.figures,
        answer.careful,
        speaker,
        number,
        text,
        answer.span,
        scene.span,
    )
