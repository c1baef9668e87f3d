"""An article in a brief: what it offers, what it claims and with what verdict, and its text with both marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orecast._ground.errors import DataError

if TYPE_CHECKING:
    from orecast.deals import Drafted
    from orecast.deals.labels import Labels
    from orecast.news import Check, Dossier, Figure, Proposal, Span, Verdict
    from orecast.news.product import Party
    from orecast.news.reader import Reader
    from orecast.world import World

SUFFIXES = (".txt", ".html", ".htm", ".md")
MOST_FIGURES = 8
STANDING = {"in_force": "in force"}


@dataclass(frozen=True)
class Told:
    """An article read and checked, with the deals that its proposals became."""

    check: "Check"
    drafted: "tuple[Drafted, ...]"

    @property
    def deals(self) -> tuple[Any, ...]:
        """Deals and events of the proposals, each once; an article that tells of events only is weighed on them."""
        from orecast.deals.drafting import distinct_deals

        found = distinct_deals(self.drafted)
        if any(deal.kind == "deal" for deal in found):
            return found
        return tuple(deal.model_copy(update={"kind": "deal"}) for deal in found)


class NoProposalError(DataError):
    """An article without a proposal that could become a deal; `told` holds what was found."""

    def __init__(self, found: Told) -> None:
        self.told = found
        why = "; ".join(dict.fromkeys(item.why for item in found.drafted)) or "no mineral proposal found"
        super().__init__(
            f"{found.check.dossier.source}: {why}. A brief weighs a deal. Read it with 'orecast check', or write the "
            "deal with 'orecast deal new'."
        )


def is_article(given: object) -> bool:
    """Whether an argument of a brief is an article: a text or web page, an address, or '-' for standard input."""
    if not isinstance(given, str | Path):
        return False
    name = str(given)
    return name == "-" or name.startswith(("http://", "https://")) or Path(name).suffix.casefold() in SUFFIXES


def told(article: str, world: "World", reader: "Reader | None" = None) -> Told:
    """Read (by rules, or as `reader` does) and check an article and draft its deals.

    Errors  DataError for what cannot be read.
    """
    from orecast.deals import from_dossier
    from orecast.news import article_at, check_article, dossier_of, read_article

    dossier = dossier_of(article_at(article), reader or read_article)
    return Told(check_article(dossier, world), from_dossier(dossier, world))


def article_data(found: Told, world: "World") -> dict[str, Any]:
    """The article's part of the brief's dictionary: proposals, verdicts, and the text in marked pieces."""
    dossier = found.check.dossier
    return {
        "title": dossier.title or "",
        "source": _short(dossier.source),
        "read": dossier.summary(),
        "checked": found.check.summary(),
        "notes": list(dossier.notes),
        "proposals": [_proposal(item, dossier, world) for item in found.drafted],
        "verdicts": [_verdict(item) for item in found.check.verdicts if item.kind != "other"],
        "unchecked": [item.text for item in found.check.verdicts if item.kind == "other"],
        "pieces": list(_pieces(found)),
    }


def _short(source: str) -> str:
    """An address as it is; of a path only the file's name."""
    return source if "://" in source else source.replace("\\", "/").rsplit("/", 1)[-1]


def _proposal(item: "Drafted", dossier: "Dossier", world: "World") -> dict[str, Any]:
    from orecast.deals.labels import labels
    from orecast.deals.matching import reading_of

    proposal, known = item.proposal, labels()
    reading = reading_of(proposal, known)
    return {
        "from": _side(proposal.offeror, reading.offeror, world, known),
        "to": _side(proposal.recipient, reading.recipient, world, known),
        "is_asked": proposal.status == "demanded",
        "asset": proposal.asset or "",
        "place": _place(proposal, reading.place, dossier, world, known),
        "for": proposal.consideration or "",
        "standing": STANDING.get(proposal.status, proposal.status),
        "measure": proposal.measure or "",
        "became": item.how,
        "deal": item.deal.title if item.deal else "",
        "why": item.why,
    }


def _side(party: "Party | None", label: str | None, world: "World", known: "Labels") -> str:
    """A side as the article names it, with its country where the name is another: 'Vladimir Putin (Russia)'."""
    if party is None:
        return ""
    country = world.place_name(label) if label in known.places else ""
    return party.name if not country or country in party.name else f"{party.name} ({country})"


def _place(proposal: "Proposal", label: str | None, dossier: "Dossier", world: "World", known: "Labels") -> str:
    """The place of the goods by its name; a region in the article's own word, with its country."""
    from orecast.news.naming import place_words

    if proposal.place is None:
        return ""
    is_region = "-" in proposal.place and label == label_of_country(label)
    if label in known.places and not is_region:
        return world.place_name(label)
    return place_words(proposal.place, dossier.places)


def label_of_country(label: str | None) -> str:
    """The country of a place: the label without its part."""
    return (label or "").split("-")[0]


def _verdict(verdict: "Verdict") -> dict[str, Any]:
    """A verdict with its figures; shares as fractions, as everywhere in the brief."""
    return {
        "kind": verdict.kind,
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "careful": verdict.careful or "",
        "speaker": verdict.speaker or "",
        "text": verdict.text,
        "figures": [_figure(figure) for figure in verdict.figures[:MOST_FIGURES]],
        "more": max(0, len(verdict.figures) - MOST_FIGURES),
    }


def _figure(figure: "Figure") -> dict[str, Any]:
    is_share = figure.unit == "%"
    return {
        "measure": figure.measure,
        "value": figure.value / 100 if is_share else figure.value,
        "unit": "share" if is_share else figure.unit,
        "year": figure.year,
        "source": figure.source,
        "table": figure.table,
        "stands": figure.stands or "",
    }


def _pieces(found: Told) -> Iterator[dict[str, Any]]:
    """The text cut into pieces: plain, a checked claim (`verdict`, its number), an offer (`proposal`, its number), or
    a repeat that is left out (`fold`)."""
    text, end = found.check.dossier.text, 0
    for span, mark, number in _marks(found):
        if span[0] < end:  # inside a passage that is marked already: its place is kept, its words are not repeated
            yield {"text": "", "mark": mark, "number": number}
            continue
        yield {"text": text[end : span[0]], "mark": "", "number": 0}
        yield {"text": "" if mark == "fold" else text[slice(*span)], "mark": mark, "number": number}
        end = span[1]
    yield {"text": text[end:], "mark": "", "number": 0}


def _marks(found: Told) -> "Sequence[tuple[Span, str, int]]":
    """Spans to mark, in the order of the text: claims, offers, and repeats that are left out."""
    checked = [verdict for verdict in found.check.verdicts if verdict.kind != "other"]
    claims = [(verdict.span, "verdict", number) for number, verdict in enumerate(checked)]
    offers = [(item.proposal.span, "proposal", number) for number, item in enumerate(found.drafted)]
    folds = [(fold.span, "fold", 0) for fold in found.check.dossier.folds]
    return sorted([*claims, *offers, *folds], key=lambda mark: (mark[0], mark[1] != "verdict"))
