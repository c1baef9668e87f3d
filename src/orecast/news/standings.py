"""How a deal spoken of before stands: 'the contract was initialled', 'it was turned down', 'Washington said no'."""

import re

from orecast.news.clauses import View, arguments, is_denied, is_supposed, is_uncertain
from orecast.news.framing import Frame, framed
from orecast.news.lexicon import words
from orecast.news.parsing import Token
from orecast.news.product import Party
from orecast.news.sides import objects

IN_FORCE = re.compile(
    r"\b(?:(?:is|are|was|were|be|been|came|entered|went|remain(?:s|ed)?|stay(?:s|ed)?|still) (?:now |still )?"
    r"in(?:to)? (?:force|effect|operation|place)|took effect|(?:has|have) stood|still stands?|still appl(?:y|ies)|"
    r"(?:is|are) (?:still |already |now )?being (?:carried out|implemented)|(?:been|is|are|become|became) operational|"
    r"until now|to this day|ratified|(?:resumed|resumes|shipped|delivered)\b.{0,80}\bunder (?:an?|the|its|their))\b",
    re.IGNORECASE,
)
NOT_FOR_SALE = re.compile(r"\b(?:not|never|n't) (?:up )?for sale\b", re.IGNORECASE)
LAND = re.compile(
    r"\b(?:the|our|their|its|his|her) (?:territory|island|country|nation|land|homeland|kingdom) "
    r"(?:is|was|would|will|are|were)\b",
    re.IGNORECASE,
)  # whose sale is no mineral's
KNOWN = frozenset(["the", "that", "this", "its", "their", "both", "our", "his", "her"])


def is_known_deal(token: Token | None) -> bool:
    """'the contract', 'its offer': a deal that was spoken of before."""
    if token is None:
        return False
    lemma = token.lemma_.lower()
    is_deal = lemma in words("deal_nominal") or lemma in words("bid_noun") or lemma in words("pact_noun")
    is_limit = lemma in words("measure_noun") or words("deal_nominal").get(lemma) == "limit"
    return is_deal and not is_limit and any(one.lower_ in KNOWN for one in token.children)


def stand(view: View, verb: Token) -> Frame | None:
    """'The contract was initialled in November', 'it was signed', 'the accord was ratified': no new side is named."""
    actor, thing, _ = arguments(verb)
    is_passive = any(one.dep_ in ("nsubjpass", "auxpass") for one in verb.children)
    if thing is None or not is_passive or is_denied(verb) or is_supposed(verb) or is_uncertain(verb):
        return None
    if actor is not None or any(objects(verb, "with", "by", "between")) or any(objects(thing, "with", "between")):
        return None
    if not (is_known_deal(thing) or thing.lower_ == "it") or view.inside(verb):
        return None
    status = "in_force" if IN_FORCE.search(view.sentence.text) else "signed"
    return known(view, status)


def known(view: View, status: str) -> Frame:
    """A further word on the deal spoken of last: how it stands."""
    return framed("detail", view.sentence, view.cast, [], None, None, status, 0, None, ())


def shut(view: View, verb: Token) -> Frame | None:
    """'Manara was turned down', 'were rebuffed': the open offer or demand of who is refused, by nobody named."""
    passive = next((one for one in verb.children if one.dep_ == "nsubjpass"), None)
    is_passive = any(one.dep_ == "auxpass" for one in verb.children)
    if not is_passive or is_denied(verb) or is_uncertain(verb):
        return None
    first = verb
    while passive is None and first.dep_ == "conj":
        first = first.head
        passive = next((one for one in first.children if one.dep_ in ("nsubj", "nsubjpass")), None)
    bidder = view.named(passive)
    return refusal(view, None, bidder) if bidder is not None else None


def say_no(view: View, verb: Token) -> Frame | None:
    """'Washington said no', 'Dushanbe answered with a refusal'."""
    actor, _, _ = arguments(verb)
    refuser = view.side(actor)
    is_idiom = words("deal_verb").get(verb.lemma_.lower()) != "refuse"
    if not is_idiom or refuser is None or is_denied(verb) or is_uncertain(verb) or not refuser.country:
        return None
    return refusal(view, refuser, None)


def accept(view: View, verb: Token) -> Frame | None:
    """'Nuuk accepted in May', 'the ministry agreed to the offer': the open offer made to who accepts."""
    actor, thing, _ = arguments(verb)
    thing = thing if thing is not None else next(objects(verb, "to"), None)
    taker = view.side(actor)
    is_known = thing is None or thing.pos_ == "PRON" or is_known_deal(thing)
    if taker is None or not taker.country or not is_known or is_denied(verb) or is_supposed(verb) or is_uncertain(verb):
        return None
    return framed("refusal", view.sentence, view.cast, [], taker, None, "agreed", 0, None, ())


def refusal(view: View, refuser: Party | None, bidder: Party | None) -> Frame:
    """The refusal of an open offer: by whom, or of whose offer."""
    return framed("refusal", view.sentence, view.cast, [], refuser, bidder, "rejected", 0, None, ())


def ended(view: View) -> Frame | None:
    """'That was the end of that request', 'the volumes were not for sale': the open offer is refused."""
    ends = [one for one in view.sentence.tokens if one.lower_ == "end" and one.dep_ in ("attr", "dobj")]
    is_end = any(is_known_deal(one) for end in ends for one in objects(end, "of"))
    is_end = is_end or NOT_FOR_SALE.search(view.sentence.text) is not None and LAND.search(view.sentence.text) is None
    return framed("refusal", view.sentence, view.cast, [], None, None, "rejected", 0, None, ()) if is_end else None


def lasting(view: View) -> Frame | None:
    """'The Partnership, operational since 2022, …', 'the ban is still in force': what was spoken of last stands."""
    if not IN_FORCE.search(view.sentence.text):
        return None
    subjects = [one for one in view.sentence.tokens if one.dep_ in ("nsubj", "nsubjpass")]
    limit = next((one for one in subjects if one.lemma_.lower() in words("measure_noun")), None)
    assets = view.inside(limit) if limit is not None else ()
    if limit is not None and assets and view.host() is not None:
        ruler = view.side(next((one for one in limit.children if one.dep_ == "poss"), None))
        ruler = ruler if ruler is not None and ruler.country else view.host()
        return framed("measure", view.sentence, view.cast, [], ruler, None, "in_force", 4, limit.lemma_.lower(), assets)
    if limit is not None and any(one.lower_ in KNOWN for one in limit.children):
        measure = limit.lemma_.lower()
        return framed("measure", view.sentence, view.cast, [], None, None, "in_force", 0, measure, view.inside(limit))
    return known(view, "in_force") if any(is_known_deal(one) for one in subjects) else None
