"""The Dossier: what an article says, each item with its place in the text. Unknown is None, never a guess."""

from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any

from orecast._ground.shown import shown

Span = tuple[int, int]


@dataclass(frozen=True)
class Party:
    """Who: a name as the article has it, and the ISO 3166 code of the country where that is known."""

    name: str
    country: str | None = None


@dataclass(frozen=True)
class Actor:
    """A person or an organisation, with role and country as the article gives them."""

    name: str
    kind: str  # person | organisation
    role: str | None
    country: str | None
    span: Span


@dataclass(frozen=True)
class Mention:
    """A mineral or a place: its name or code, the words and where they stand first."""

    name: str
    code: str | None
    text: str
    span: Span
    count: int = 1


@dataclass(frozen=True)
class Number:
    """A number with its unit, hedge and what it is of (`scope`)."""

    value: float
    unit: str | None
    hedge: str | None
    scope: str | None
    text: str
    span: Span


@dataclass(frozen=True)
class Comparison:
    """`left` is said to be more, less, larger … than `right` in `attribute`."""

    left: Party
    relation: str
    attribute: str | None
    right: Party
    text: str
    span: Span


@dataclass(frozen=True)
class Claim:
    """What somebody is said to have said: `text` is one sentence at most, word for word."""

    speaker: Party
    kind: str  # direct | indirect | mixed
    cue: str
    quote: str | None
    hedge: str | None
    text: str
    span: Span


@dataclass(frozen=True)
class Proposal:
    """What is offered, demanded or agreed: by whom, to whom, of what, where, for what, and how it stands."""

    offeror: Party | None
    recipient: Party | None
    asset: str | None
    place: str | None
    consideration: str | None
    status: str
    measure: str | None
    text: str
    span: Span
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Event:
    """Something that happened on a date the article gives (ISO 8601)."""

    date: str
    what: str
    text: str
    span: Span


@dataclass(frozen=True)
class Fold:
    """A passage left out because it repeats an earlier one."""

    span: Span
    repeats: Span
    kind: str  # exact | near


@dataclass(frozen=True)
class Dossier:
    """Everything read from one article. Every span indexes `text`: the article as it was given, or, where `extracted`,
    the text that was taken from its web page. `notes` say how it was read."""

    text: str
    title: str | None
    source: str
    actors: tuple[Actor, ...] = ()
    minerals: tuple[Mention, ...] = ()
    places: tuple[Mention, ...] = ()
    numbers: tuple[Number, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    claims: tuple[Claim, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    events: tuple[Event, ...] = ()
    folds: tuple[Fold, ...] = ()
    sentences: tuple[Span, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    extracted: bool = False

    def to_dict(self, with_text: bool = False) -> dict[str, Any]:
        """The dossier as plain data (JSON-able), with the text when asked for or when it was taken from a page."""
        plain = asdict(self)
        if not (with_text or self.extracted):
            del plain["text"]
        return plain

    def _repr_html_(self) -> str:
        """What was found, and the text with claims, proposals, minerals and places marked where they stand."""
        from orecast.news.marking import marked

        return f'<p>{escape(shown(self.summary()))}</p><div dir="auto">{marked(self)}</div>'

    def summary(self) -> str:
        """One line: how many claims, proposals and numbers were found."""
        found = [(len(self.proposals), "proposal"), (len(self.claims), "claim"), (len(self.numbers), "number")]
        counted = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in found)
        return counted if self.proposals else f"no mineral proposal found; {counted}"
