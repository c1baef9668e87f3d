"""The reader `llm`: the rules read, a language model reads, and of its answer stays what stands in the text.

Behind the interface of the rules (text, title, source → Dossier). Whatever the model answers, and whatever an article
tells it to answer, can only become claims and proposals of this one dossier, in words of this one article.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orecast._ground.errors import DataError
from orecast.news import lexicon
from orecast.news.asking import Endpoint, answer_on
from orecast.news.product import Claim, Dossier, Party, Proposal, Span
from orecast.news.reader import Reader, read_article
from orecast.news.speech import LONGEST_CLAIM

MOST_ITEMS = 300
Form = TypeVar("Form", bound=BaseModel)
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_CLAIM)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Code = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Za-z0-9]{1,12})?$")]


class _Answer(BaseModel):
    """Only the fields named below are looked at."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class AnsweredParty(_Answer):
    """A side of a proposal."""

    name: Name
    country: Code | None = None


class AnsweredClaim(_Answer):
    """A claim as a model answers it."""

    speaker: Name
    country: Code | None = None
    kind: Literal["direct", "indirect", "mixed"]
    hedge: Name | None = None
    quote: Words | None = None
    text: Words


class AnsweredProposal(_Answer):
    """A proposal as a model answers it."""

    offeror: AnsweredParty | None = None
    recipient: AnsweredParty | None = None
    asset: Name | None = None
    place: Code | None = None
    consideration: Words | None = None
    measure: Name | None = None
    status: Literal["offered", "demanded", "negotiating", "agreed", "signed", "in_force", "rejected", "withdrawn"]
    text: Words


def llm_reader(place: Endpoint, send: bool, tell: Callable[[str], object] = str) -> Reader:
    """A reader that asks a language model. Without `send` nothing is sent, and the dossier says what would be.

    A dossier of the rules comes back whatever happens; its notes say what the model added or why it did not. `tell` is
    called with what is sent where, before it is.
    """

    def read(text: str, title: str | None = None, source: str = "text") -> Dossier:
        found = read_article(text, title, source)
        if not send:
            return _noted(found, f"nothing was sent: with --send it would be {place.told(len(text))}")
        try:
            return with_answer(found, answer_on(text, place, tell), place.model)
        except DataError as fault:
            return _noted(found, f"read by the rules only: {fault}")

    return read


def with_answer(found: Dossier, answer: Any, model: str) -> Dossier:
    """The dossier with the claims and proposals of an answer in place of its own, as far as they stand in its text.

    Errors  DataError for an answer without the two lists.
    """
    told = [answer.get(name) if isinstance(answer, dict) else None for name in ("claims", "proposals")]
    if not all(isinstance(one, list) for one in told):
        raise DataError(f"{model} answered without the lists 'claims' and 'proposals'")
    said, offered = (list(one or [])[:MOST_ITEMS] for one in told)
    claims = [claim for one in said if (claim := _claim(found.text, one)) is not None]
    offers = [offer for one in offered if (offer := _proposal(found.text, one)) is not None]
    lost = sum(len(one or []) for one in told) - len(claims) - len(offers)
    note = (
        f"claims and proposals read by {model}: {len(claims)} and {len(offers)}; {lost} more answered, which do not "
        "stand in the text or are not of the form asked for, left out"
    )
    claims.sort(key=lambda one: one.span)
    offers.sort(key=lambda one: one.span)
    return _noted(replace(found, claims=tuple(claims), proposals=tuple(offers)), note)


def _noted(found: Dossier, note: str) -> Dossier:
    return replace(found, notes=(*found.notes, note))


def _claim(text: str, told: Any) -> Claim | None:
    """A claim whose words and speaker stand in the text; None otherwise."""
    said = _valid(AnsweredClaim, told)
    span = _place(text, said.text) if said else None
    if said is None or span is None or not _stands(text, said.speaker) or not _may_stand(said.text, said.quote):
        return None
    hedge = said.hedge if said.hedge and said.hedge.lower() in said.text.lower() else None
    country = _country(said.country)
    return Claim(Party(said.speaker, country), said.kind, "", said.quote, hedge, text[slice(*span)], span)


def _proposal(text: str, told: Any) -> Proposal | None:
    """A proposal whose sentence and sides stand in the text; None otherwise."""
    said = _valid(AnsweredProposal, told)
    span = _place(text, said.text) if said else None
    if said is None or span is None:
        return None
    sides = [Party(one.name, _country(one.country)) if one else None for one in (said.offeror, said.recipient)]
    named = [one for one in sides if one is not None]
    if not named or not all(_stands(text, one.name) for one in named):
        return None
    if not all(_may_stand(text, words) for words in (said.consideration, said.measure)):
        return None
    place = said.place if _country(said.place) else None
    parts = (sides[0], sides[1], _mineral(text, said.asset), place, said.consideration, said.status, said.measure)
    return Proposal(*parts, text[slice(*span)], span, (span,))


def _valid(form: type[Form], told: Any) -> Form | None:
    try:
        return form.model_validate(told)
    except ValidationError:
        return None


def _place(text: str, words: str) -> Span | None:
    at = text.find(words)
    return None if at < 0 or not words.strip() else (at, at + len(words))


def _stands(text: str, name: str) -> bool:
    return bool(name.strip()) and name.casefold() in text.casefold()


def _may_stand(text: str, words: str | None) -> bool:
    return words is None or words in text


def _country(code: str | None) -> str | None:
    """A code whose country is known."""
    return (
        code
        if code and (code in lexicon.country_names() or lexicon.country_of(code) in lexicon.country_names())
        else None
    )


def _mineral(text: str, asset: str | None) -> str | None:
    """The name that a mineral has in every dossier; None for one that the text does not name."""
    if asset is None:
        return None
    known = lexicon.minerals().get(asset.lower())
    spellings: Iterable[str] = (one for one, row in lexicon.minerals().items() if known and row.name == known.name)
    return known.name if known and any(_stands(text, one) for one in spellings) else None
