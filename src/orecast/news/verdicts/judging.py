"""From figures to a verdict: one rule for every kind of statement."""

from collections.abc import Iterable
from dataclasses import dataclass

from orecast.news.product import Span
from orecast.news.verdicts.bounds import ABOVE, AGREES, BELOW
from orecast.news.verdicts.product import CONTRADICTED, DEPENDS, NOT_CHECKABLE, SUPPORTED, Figure
from orecast.news.verdicts.wording import listed


@dataclass(frozen=True)
class Answer:
    """What one kind's module says of a statement: its verdict before speaker and claim are known."""

    kind: str
    verdict: str
    reason: str
    figures: tuple[Figure, ...]
    careful: str | None
    span: Span


SIDES = {BELOW: "lie below", ABOVE: "lie above"}
PLACES = {BELOW: "give a higher place", ABOVE: "give a lower place"}
"""A rank counts downwards: number 2 is a lower place than the number 1 that is said."""


def verdict_of(figures: Iterable[Figure]) -> tuple[str, str]:
    """The verdict and its reason.

    All deciding figures agree: supported. None agrees and all lie on one side: contradicted. Otherwise the answer
    depends on the measure. Without a deciding figure there is nothing to check against.
    """
    deciding = [figure for figure in figures if figure.stands is not None]
    stands, ranked = [figure.stands for figure in deciding], all(figure.unit == "rank" for figure in deciding)
    sides = PLACES if ranked else SIDES
    agree, below, above = (stands.count(name) for name in (AGREES, BELOW, ABOVE))
    if not stands:
        return NOT_CHECKABLE, "no table here holds a figure for it"
    if agree == len(stands):
        return SUPPORTED, f"{_count(agree)} agree" if agree > 1 else "the figure agrees"
    if not agree and not (below and above):
        lie = _agreed(sides[BELOW if below else ABOVE], len(stands))
        who = _count(len(stands)) if len(stands) > 1 else "the figure"
        return CONTRADICTED, f"{who} {lie} {'than' if ranked else 'what'} is said"
    counted = [(agree, "agree"), (below, sides[BELOW]), (above, sides[ABOVE])]
    said = [f"{number} {_agreed(verb, number)}" for number, verb in counted if number]
    return DEPENDS, f"of {len(stands)} figures {listed(said)}"


def _agreed(verb: str, number: int) -> str:
    """'1 agrees', '2 agree', '1 lies below'."""
    first, _, rest = verb.partition(" ")
    return f"{first}s {rest}".strip() if number == 1 else verb


def _count(number: int) -> str:
    return "both figures" if number == 2 else f"all {number} figures"


def answered(kind: str, figures: Iterable[Figure], careful: str | None, span: Span) -> Answer:
    """An answer with the verdict that its figures give."""
    kept = tuple(figures)
    verdict, reason = verdict_of(kept)
    return Answer(kind, verdict, reason, kept, careful if kept else None, span)


def unanswered(
    kind: str, reason: str, span: Span, figures: Iterable[Figure] = (), careful: str | None = None
) -> Answer:
    """An answer that nothing here can check, with the reason; figures are context."""
    return Answer(kind, NOT_CHECKABLE, reason, tuple(figures), careful, span)
