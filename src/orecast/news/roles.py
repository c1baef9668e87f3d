"""Roles in a deal: which parties a sentence names, who owns the mineral, who is granted access, what is given for it."""

import re
from dataclasses import dataclass

from orecast.news import lexicon
from orecast.news.mentions import is_address, minerals_in, places_in
from orecast.news.parsing import Sentence
from orecast.news.product import Party
from orecast.news.speakers import Cast, party_of_place

GRANT = re.compile(
    r"\b(?:giv(?:e|es|ing|en)|grant(?:s|ing|ed)?|provid(?:e|es|ing)|allow(?:s|ing|ed)?|let(?:s|ting)?|hand(?:s|ing)?)\b",
    re.IGNORECASE,
)
RIGHT = re.compile(
    r"\b(?:access|rights?|stake|share|half|control|ownership|first (?:choice|refusal|claim)|priority)\b", re.IGNORECASE
)
POSSESSIVE = re.compile(r"['’]s?\s+(?:[\w-]+\s+){0,4}$")
THE_COUNTRY = re.compile(r"\b(?:the country['’]s|its|their)\s+(?:[\w-]+\s+){0,4}$", re.IGNORECASE)
IN_OF = re.compile(r"^(?:\s\w+)?\s(?:in|of|from|inside)\s(?:the\s)?")
REVENUE = re.compile(
    r"\b(?:(?:would|will|to|must|shall)\s(?:\w+\s)?(?:pay|contribute|hand|transfer|cede|give|supply|retain|provide)|"
    r"would have (?:paid|contributed|handed|transferred|ceded|given|supplied|provided)|pays|contributes|cedes)\b",
    re.IGNORECASE,
)
TOLD = r"said|says|told|tells|disclosed|announced|added|confirmed|reported|reports|wrote|according"
STOP = (
    rf"(?=[.;:”\"]|,\s[^,.;]{{0,90}}\b(?:{TOLD})\b|"
    r",\s(?:and|but|while|which|with|as|who|in|a|the|said|according|his|her|he|she|they|it)\b|\s(?:while|said|after|before|when|as)\s|$)"
)
AFTER_CUE = re.compile(
    r"\b(?:in exchange for|in return for|as (?:payment|compensation|repayment|collateral) for|in repayment for|to repay|"
    r"to pay for|conditional on|tied to|swapped for|traded? for)\s(?P<what>.{3,140}?)" + STOP,
    re.IGNORECASE,
)
COMPENSATE = re.compile(r"\bcompensat\w+\s(?:[\w.]+\s){1,4}?for\s(?P<what>.{3,120}?)" + STOP, re.IGNORECASE)
WANTED = re.compile(
    r"\b(?:wants?|wanted|seeks?|sought|demands?|demanded|asks? for|asked for)\s(?P<what>[^.;,]{3,80}?)\s"
    r"(?:in return|in exchange) for\b",
    re.IGNORECASE,
)
IN_RETURN = re.compile(
    r"\b(?:in return|in exchange)(?:,\s|\s(?=(?:receive|get|obtain|take|be given|be entitled)\b))(?P<what>.{3,140}?)(?=[.;]|,\s|$)",
    re.IGNORECASE,
)
PROVIDED = re.compile(
    r"\b(?:if|provided that|once) (?P<what>[\w '’.-]{2,60}? (?:were|was|is|are) (?:lifted|dropped|eased|removed|scrapped|waived)"
    r"|(?:they|it|he|she|[A-Z][\w-]+|the \w+) (?:helps?|pays?|finances?|builds?|lifts?|drops?|opens|opened|lifted|dropped|agree[ds]?)"
    r"\b.{3,90}?)" + STOP
)
INCLUDING = re.compile(
    r"\b(?:including|along with|alongside|with)\s(?:\w+\s){0,2}?(?P<what>security guarantees?|military (?:aid|assistance|support)|investments?)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Standing:
    """One party of a sentence where it stands."""

    at: int
    party: Party
    kind: str  # country | company

    @property
    def country(self) -> str | None:
        """Its country code."""
        return self.party.country


def parties_in(sentence: Sentence, cast: Cast) -> list[Standing]:
    """Countries (with leaders and governments) and companies that a sentence names, in order."""
    known: list[Standing] | None = cast.standing.get(sentence.span)
    if known is None:
        known = cast.standing[sentence.span] = sorted(_parties(sentence, cast), key=lambda one: one.at)
    return known


def _parties(sentence: Sentence, cast: Cast) -> list[Standing]:
    found = []
    for place in places_in(cast.text, sentence.span):
        is_side = place.kind not in ("region", "contested") and not is_address(cast.text, place)
        if is_side and not _inside_region(place.span, sentence, cast):
            found.append(Standing(place.span[0], party_of_place(place, cast.text), "country"))
    for named in cast.named_in(sentence.span):
        if named.kind == "person" and named.country and not any(one.at == named.span[0] for one in found):
            found.append(Standing(named.span[0], Party(named.name, named.country), "country"))
    return found


def _inside_region(span: tuple[int, int], sentence: Sentence, cast: Cast) -> bool:
    """'Ukraine' inside 'occupied Ukraine' is not the party Ukraine; nor is a state before its own region."""
    for other in places_in(cast.text, sentence.span):
        if other.kind == "contested" and other.span[0] <= span[0] < other.span[1]:
            return True
    return False


def owner_of(sentence: Sentence, cast: Cast, the_country: str | None, own: str | None = None) -> str | None:
    """The country whose minerals a sentence speaks of: 'Ukraine's rare earths', 'Congolese cobalt', 'lithium in Mali'."""
    text, start = cast.text, sentence.span[0]
    places = [one for one in places_in(text, sentence.span) if one.kind not in ("region", "contested", "leader")]
    for mineral in minerals_in(text, sentence.span, sentence.headline):
        before = text[start : mineral.span[0]]
        if said := THE_COUNTRY.search(before[-60:]):
            is_its = not said[0].lower().startswith("the")
            its = _whose(sentence, cast, mineral.span[0] - len(said[0])) if is_its and not own else None
            return own if own and is_its else its or the_country
        for place in reversed([one for one in places if one.span[1] <= mineral.span[0]]):
            between = text[place.span[1] : mineral.span[0]]
            near = len(between.split()) <= 4 and not re.search(r"[,.;]", between) and not _names_people(between)
            if near and (POSSESSIVE.search(text[place.span[1] - 1 : mineral.span[0]]) or place.kind == "demonym"):
                return lexicon.country_of(place.name)
        for place in places:
            gap = text[mineral.span[1] : place.span[0]]
            if 0 < len(gap) < 40 and IN_OF.match(gap) and IN_OF.match(gap).end() == len(gap):  # type: ignore[union-attr]
                return lexicon.country_of(place.name)
    return None


def _whose(sentence: Sentence, cast: Cast, at: int) -> str | None:
    """Whose minerals 'its minerals' are: of the countries named before, the one that is least a usual buyer."""
    before = [one.country for one in parties_in(sentence, cast) if one.at < at and one.country]
    order = list(lexicon.words("buyer"))
    return max(reversed(before), key=lambda code: _place_in(order, code.lower()), default=None)


def _place_in(order: list[str], code: str) -> int:
    return order.index(code) if code in order else len(order)


def _names_people(between: str) -> bool:
    """'a South Korean consortium mines tungsten': the tungsten is not South Korea's."""
    said = {word.lower().strip("'’\"") for word in between.split()}
    said |= {word[:-3] + "y" if word.endswith("ies") else word.removesuffix("s") for word in said}
    return any(said & set(lexicon.words(group)) for group in ("company_noun", "people_noun", "title"))


def grant(sentence: Sentence, cast: Cast) -> str | None:
    """The country that is given access, rights or a stake ('giving Washington preferential access to …')."""
    for match in GRANT.finditer(sentence.text):
        at = sentence.span[0] + match.end()
        after = [one for one in parties_in(sentence, cast) if at <= one.at <= at + 12]
        if after and RIGHT.search(sentence.text[match.end() : match.end() + 80]):
            return after[0].country
    return None


def consideration_in(text: str) -> str | None:
    """What is given in return, in the words of the article; None where nothing is said."""
    wanted = WANTED.search(text)
    if wanted and not _is_mineral(wanted["what"]) and not RIGHT.search(wanted["what"]):
        return wanted["what"]
    for pattern in (COMPENSATE, AFTER_CUE, IN_RETURN, PROVIDED):
        match = pattern.search(text)
        if match and not re.search(rf"\b(?:{TOLD})\b", match["what"]):
            what = match["what"].strip(" ,")
            return (_before_cue(text, match.start()) or what) if _is_mineral(what) else what
    return None


def _is_mineral(what: str) -> bool:
    return bool(minerals_in(what, (0, len(what)), True)) and not re.search(
        r"\b(?:aid|support|invest\w+|security|assistance)\b", what
    )


def _before_cue(text: str, end: int) -> str | None:
    """'offered Ukraine continued aid in exchange for minerals': what stands before the cue."""
    before = text[max(0, end - 110) : end].strip(" ,")
    found = list(lexicon.word_pattern("consideration").finditer(before))
    return found[-1][0] if found else None


def also_given(text: str) -> str | None:
    """A consideration named without a cue ('including security guarantees')."""
    match = INCLUDING.search(text)
    return match["what"] if match else None
