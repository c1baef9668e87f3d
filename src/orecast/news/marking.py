"""A dossier's text as HTML with everything that was found marked where it stands. All of it is escaped."""

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from orecast._ground.shown import shown
from orecast.news.mentions import minerals_in, places_in
from orecast.news.naming import place_words
from orecast.news.product import Dossier, Party, Span

Mark = tuple[Span, str, str]  # where, what (a class of the page), in words
LEGEND = (
    ("claim", "what somebody is said to have said"),
    ("proposal", "an offer, a demand, talks, a deal or a measure"),
    ("mineral", "a mineral"),
    ("place", "a place"),
    ("fold", "repeats an earlier passage, and is not read twice"),
)


def marks(dossier: Dossier) -> Iterator[Mark]:
    """Every claim, proposal, mineral, place and repeat with its place in the text, in words not escaped yet."""
    for claim in dossier.claims:
        yield claim.span, "claim", f"claim of {claim.speaker.name} ({claim.kind})"
    for offer in dossier.proposals:
        yield offer.span, "proposal", _offer(offer.offeror, offer.recipient, offer.asset, offer.status)
    for fold in dossier.folds:
        yield fold.span, "fold", "repeats an earlier passage"
    named = {one.code: place_words(one.code, dossier.places) if one.code else one.name for one in dossier.places}
    yield from ((one.span, "mineral", one.name) for one in dossier.minerals)
    yield from ((one.span, "place", named[one.code]) for one in dossier.places)
    for sentence in dossier.sentences:
        yield from ((one.span, "mineral", one.name) for one in minerals_in(dossier.text, sentence))
        yield from ((one.span, "place", named.get(one.name, one.name)) for one in places_in(dossier.text, sentence))


def _offer(offeror: Party | None, recipient: Party | None, asset: str | None, status: str) -> str:
    sides = f"{offeror.name if offeror else 'not said who'} → {recipient.name if recipient else 'nobody named'}"
    return f"proposal: {sides}, {asset or 'not said what'}, {status}"


def marked(dossier: Dossier) -> str:
    """The text as HTML: each passage that something was found in is a `mark` with the classes of what it is.

    Control characters and direction marks are shown as signs, and a marked passage cannot turn the text around it.
    """
    text, parts = dossier.text, []
    for start, end, kinds, titles in _pieces(dossier):
        piece = escape(shown(text[start:end])).replace("\n", "<br>")
        if kinds:
            piece = (
                f'<mark dir="auto" class="{" ".join(kinds)}" title="{escape(shown("; ".join(titles)))}">{piece}</mark>'
            )
        parts.append(piece)
    return "".join(parts)


def _pieces(dossier: Dossier) -> Iterator[tuple[int, int, list[str], list[str]]]:
    """The text cut where a mark begins or ends, with the marks over each piece, in the order of the legend."""
    rank = {kind: number for number, (kind, _) in enumerate(LEGEND)}
    opening: dict[int, list[Mark]] = {}
    edges = {0, len(dossier.text)}
    for mark in dict.fromkeys(marks(dossier)):
        opening.setdefault(mark[0][0], []).append(mark)
        edges |= set(mark[0])
    over: list[Mark] = []
    for start, end in pairwise(sorted(edges)):
        over = [mark for mark in [*over, *opening.get(start, ())] if mark[0][1] > start]
        over.sort(key=lambda mark: rank[mark[1]])
        yield start, end, list(dict.fromkeys(mark[1] for mark in over)), list(dict.fromkeys(mark[2] for mark in over))
