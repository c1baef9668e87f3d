"""The frame: one sentence's word of an offer, a demand, talks, a signature, an award or a one-sided measure."""

import re
from dataclasses import dataclass

from orecast.news.mentions import Found, places_in
from orecast.news.parsing import Sentence
from orecast.news.product import Party
from orecast.news.roles import consideration_in, owner_of, parties_in
from orecast.news.speakers import Cast

DEFINITE = re.compile(
    r"\b(?:the|that|this|such|these|any|under the|his|its|their)\s(?:[\w.-]+\s){0,3}?"
    r"(?:deal|agreement|accord|pact|proposal|offer|framework|document|partnership|plan|idea|notion|fund)\b",
    re.IGNORECASE,
)
INDEFINITE = re.compile(
    r"\b(?:a|an|new|another)\s(?:[\w.-]+\s){0,4}?(?:deal|agreement|accord|pact|memorandum|partnership|framework)\b",
    re.IGNORECASE,
)
BARTER = re.compile(r"\b(?:minerals?|resources|metals)-for-([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Frame:
    """What one sentence says of a deal. `strength` tells how sure who offers and who receives is (1 to 4)."""

    kind: str  # offer | demand | talks | signed | award | measure | detail
    offeror: Party | None
    recipient: Party | None
    assets: tuple[str, ...]
    places: tuple[str, ...]
    owner: str | None
    consideration: str | None
    status: str | None
    strength: int
    definite: bool
    indefinite: bool
    measure: str | None
    sentence: Sentence
    pair: tuple[str, ...]


def framed(
    kind: str, sentence: Sentence, cast: Cast, minerals: list[Found], offeror: Party | None, recipient: Party | None,
    status: str | None, strength: int, measure: str | None = None, assets: tuple[str, ...] | None = None,
) -> Frame:  # fmt: skip
    """A frame of one sentence: its places, owner, consideration and parties are read here."""
    text = sentence.text
    given = consideration_in(text)
    hidden = sentence.span[0] + text.find(given) if given and given in text else -1
    places = [
        one for one in places_in(cast.text, sentence.span)
        if hidden < 0 or not hidden <= one.span[0] < hidden + len(given or "")
    ]  # fmt: skip
    pair = tuple(dict.fromkeys(party.country for party in parties_in(sentence, cast) if party.country))
    own = offeror.country if offeror else None
    barter = BARTER.search(text)
    return Frame(
        kind,
        offeror,
        recipient,
        assets if assets is not None else _assets(minerals, text, sentence.span[0]),
        tuple(dict.fromkeys(one.name for one in places if one.kind in ("region", "contested"))),
        owner_of(sentence, cast, memory_country(offeror, recipient), own if kind in ("offer", "award") else None),
        given or (barter[1] if barter else None),
        status,
        strength,
        bool(DEFINITE.search(text)),
        bool(INDEFINITE.search(text)),
        measure,
        sentence,
        pair,
    )


def memory_country(offeror: Party | None, recipient: Party | None) -> str | None:
    """The country that 'the country's minerals' means: the one to whom something is offered or of whom it is asked."""
    return recipient.country if recipient else (offeror.country if offeror else None)


def _assets(minerals: list[Found], text: str, start: int) -> tuple[str, ...]:
    """Names of the minerals, without those of what is given in return."""
    given = consideration_in(text)
    hidden = text.find(given) if given else -1
    kept = [one for one in minerals if hidden < 0 or not hidden <= one.span[0] - start < hidden + len(given or "")]
    return tuple(dict.fromkeys(one.name for one in kept or minerals))
