"""Frames: one sentence's word of an offer, a demand, talks, a signature, an award or a one-sided measure."""

import re
from collections.abc import Iterable, Iterator

from orecast.news.clauses import are_unnamed, is_let
from orecast.news.framing import DEFINITE, Frame, framed
from orecast.news.lexicon import word_pattern, words
from orecast.news.mentions import Found, minerals_in
from orecast.news.parsing import Sentence, Token
from orecast.news.product import Party, Span
from orecast.news.roles import consideration_in, grant, parties_in
from orecast.news.sides import firm_country
from orecast.news.speakers import Cast, Memory, subject_of, who

REACH = 60  # characters after 'rejected' in which what is rejected stands
OBJECT = re.compile(r"\s(?:it|them|that|this|both|to sign)\b", re.IGNORECASE)
OFFER_VERBS = frozenset(["offer", "propose", "pitch", "float", "dangle", "invite"])
READY = re.compile(
    r"\b(?:ready|willing|willingness|prepared|readiness|keen|eager|open) (?:to|for)\b|"
    r"\b(?:would|could|can|will) (?:let|supply|provide|allow|give|sell|deliver|offer|open|share|work together|cooperate)\b|"
    r"\bopen(?:s|ed|ing)? (?:the |a |up |its |their )?(?:door|sector|market|deposits|mines|mining|minerals)",
    re.IGNORECASE,
)
JOINT = re.compile(
    r"\b(?:joint|collaborat\w+|cooperat\w+|co-operat\w+|partnerships?|work(?:ing)? together|work with)\b", re.IGNORECASE
)
IDEA = re.compile(r"\b(?:suggest|propose|float|raise|discuss|pitch|welcome)\w*\b", re.IGNORECASE)
DEMAND_VERBS = frozenset(
    [
        "press",
        "pressure",
        "push",
        "urge",
        "demand",
        "want",
        "seek",
        "require",
        "ask",
        "request",
        "call",
        "covet",
        "insist",
    ]
)
DEMAND_NOUN = re.compile(r"\b(?:pressure|demands?|push|requests?|calls?) (?:from|by|on)\b", re.IGNORECASE)
RESOURCE = re.compile(
    r"\b(?:access|resources?|deposits?|ownership|rights|stake|minerals?|revenues?|supply|supplies)\b", re.IGNORECASE
)
TALKS = re.compile(
    r"\b(?:negotiat\w+|talks|close to|near(?:s|ing)?|final stages?|finish line|framework|discuss\w*|draft|proposed|"
    r"in the works|pending|yet to be|would like to sign|(?:ready|expected|due|set|about|plans?|hopes?|aims?|wants?|close) to "
    r"(?:sign|agree|conclude|finali[sz]e|reach)|will sign|may sign|could sign|progress|seeking)\b",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"\b(?:sign(?:ed|s|ing)?|inked?|inks|sealed?|seals|conclud(?:ed|es)|struck|strikes?|reach(?:ed|es)|clinch(?:ed|es)|finali[sz]ed)\b",
    re.IGNORECASE,
)
AGREED = re.compile(r"\b(?:agree[ds]?|agreed to|committed to|pledged to)\b", re.IGNORECASE)
TO_TALK = re.compile(
    r" (?:on|upon|to) (?:an? |the |further |more |new |next |hold |begin |start |open |continue |resume )*"
    r"(?:way|path|road ?map|steps?|timetable|talks?|negotiat\w+|discuss\w*|meet\w*|work|need|principles?)\b",
    re.IGNORECASE,
)
ASKED_THAT = re.compile(r"\s(?:an?|any|the) (?:\w+ ){0,2}(?:demand|request|call|suggestion|claim|charge)s? that\b")
EXPIRING = re.compile(r"\b(?:about|due|set) to (?:run out|expire|lapse)\b|\bexpir(?:es|ing)\b", re.IGNORECASE)
NOT_YET = re.compile(
    r"\b(?:would|could|may|might|will|to|declin\w+|refus\w+|fail\w+|before|if|once|until|expected|hop\w+|not|ready|likes?|must)\b[\w\s,]{0,14}$",
    re.IGNORECASE,
)
REFUSED = re.compile(r"\b(?:reject(?:ed|s)?|rebuff(?:ed|s)?|turned down|refused|ruled out)\b", re.IGNORECASE)
WITHDRAWN = re.compile(
    r"\b(?:withdr(?:ew|awn|aws)|scrap(?:ped|s)?|lift(?:ed|s)|revoke[ds]?|cancel(?:led|ed|s)|abandon(?:ed|s)|"
    r"rescind(?:ed|s)|repeal(?:ed|s)|terminat(?:ed|es)|suspend(?:ed|s) (?:the|its|a|an)?\s?(?:\w+\s){0,3}(?:ban|controls?|curbs?|restrictions?)|"
    r"pull(?:ed|s) out|called off|ended)\b",
    re.IGNORECASE,
)
PARTLY = re.compile(r"\b(?:some|partly|partially|temporar\w+|certain|several|replac\w+)\b", re.IGNORECASE)
LIMIT_VERB = re.compile(
    r"\b(?:ban(?:s|ned|ning)?|bar(?:s|red)?|prohibit(?:s|ed)?|halt(?:s|ed)?|suspend(?:s|ed)?|restrict(?:s|ed)?|curb(?:s|ed)?|"
    r"block(?:s|ed)?|freez(?:e|es|ing)|froze|stop(?:s|ped)?|limit(?:s|ed)?|cap(?:s|ped)?|nationali[sz](?:e|es|ed))\b",
    re.IGNORECASE,
)
EXPORTS = re.compile(r"\b(?:export\w*|shipments?|sales|overseas|abroad|deposits?|mines?|industry)\b", re.IGNORECASE)
PLANNED = re.compile(
    r"\b(?:consider\w*|weigh\w*|mull\w*|may|might|could|threat\w*|plans?|planning|propos\w+|eye\w*|study\w*|prepar(?:es?|ing)|draft(?:s|ing)|intend\w*|wants? to|hop(?:es?|ing) to)\b",
    re.IGNORECASE,
)
AWARD = re.compile(
    r"\b(?:award(?:ed|s)?|grant(?:ed|s)?|hand(?:ed|s)? (?:over )?|sold|transfer(?:red|s)?|won|wins?|approved|acquired?|acquires|bought|buys)\b",
    re.IGNORECASE,
)
PRIZE = re.compile(
    r"\b(?:licen[cs]es?|concessions?|tender|permits?|rights|stake|contract|deposit|mine)\b", re.IGNORECASE
)
BID = re.compile(r"\b(?:proposals?|offers?|bids?|overtures?|requests?)\s(?:from|by|of)\s", re.IGNORECASE)
BARGAIN = re.compile(r"\b(?:negotiat(?:es?|ing|ed)|in talks|bargain\w*) (?:with|on|over|about)\b", re.IGNORECASE)
NOT_TO = re.compile(r"\bnot to $", re.IGNORECASE)
NO_DEAL = re.compile(r"\b(?:no|neither an?) (?:\w+ ){0,2}$", re.IGNORECASE)
NOTHING = re.compile(r"\b(?:no|nothing|not|never|nobody|neither|none)\b[\w\s]{0,25}$", re.IGNORECASE)


CONTRACTED = re.compile(
    r"\bunder (?:an?|the|that|this) (?:[\w-]+ ){0,3}?(?:contract|deal|agreement|pact|accord|memorandum)\b.*\bwill\b|"
    r"\bwill\b.*\bunder (?:an?|the|that|this) (?:(?!proposed|draft)[\w-]+ ){0,3}?(?:contract|deal|agreement|pact|accord)\b|"
    r"\bwill\b.*\b(?:the two|both) (?:governments|countries|sides|capitals|leaders) (?:announced|said|confirmed|agreed)\b",
    re.IGNORECASE,
)


def frames_in(sentence: Sentence, cast: Cast, memory: Memory) -> Iterator[Frame]:
    """Frames of one sentence: a one-sided measure, else at most one demand and one other."""
    text = sentence.text
    minerals = minerals_in(cast.text, sentence.span, sentence.headline)
    measure = _measure(sentence, cast, memory, minerals)
    if measure is not None:
        yield measure
        return
    demand = _demand(sentence, cast, memory, minerals)
    if demand is not None:
        yield demand
        if not _offers(sentence):
            return
    found = (
        _turned_down(sentence, cast, memory, minerals)
        or _award(sentence, cast, memory, minerals)
        or _offer(sentence, cast, memory, minerals)
    )
    found = found or _agreement(sentence, cast, memory, minerals)
    if found is not None and not (demand is not None and found.kind != "offer"):
        yield found
    elif demand is None and (DEFINITE.search(text) or consideration_in(text)):
        yield framed("detail", sentence, cast, minerals, None, None, None, 0)


def _subject(sentence: Sentence, token: Token | None, cast: Cast, memory: Memory) -> Party | None:
    """The subject of a trigger as a party with a country; else the speaker; else the first party named before it."""
    if token is not None:
        subject = subject_of(token)
        party = who(sentence, subject, cast, memory) if subject is not None else None
        if party is not None and (party.country or party.name[:1].isupper()):
            return party
        before = [one for one in parties_in(sentence, cast) if one.at < sentence.at(token)]
        if before:
            return before[0].party
    named = parties_in(sentence, cast)
    if token is not None and sentence.quoted(sentence.at(token)):
        return memory.person
    return named[0].party if named and token is None else memory.person or memory.thing


def _other(sentence: Sentence, cast: Cast, party: Party | None, after: int = 0) -> Party | None:
    """The first party of another country, from an offset on; else anywhere in the sentence."""
    others = [
        one for one in parties_in(sentence, cast)
        if party is None or (one.country != party.country if party.country else one.party.name != party.name)
    ]  # fmt: skip
    later = [one for one in others if one.at >= after]
    found = (later or others)[:1]
    return found[0].party if found else None


def _offers(sentence: Sentence) -> bool:
    verb = any(token.lemma_.lower() in OFFER_VERBS and token.pos_ == "VERB" for token in sentence.tokens)
    return verb or bool(READY.search(sentence.text)) or bool(IDEA.search(sentence.text) and JOINT.search(sentence.text))


def _trigger(sentence: Sentence, lemmas: Iterable[str], pattern: re.Pattern[str] | None) -> Token | None:
    for token in sentence.tokens:
        if token.lemma_.lower() in lemmas and token.tag_.startswith("VB"):
            return token
    match = pattern.search(sentence.text) if pattern else None
    return sentence.token_at(sentence.span[0] + match.start()) if match else None


def _offer(sentence: Sentence, cast: Cast, memory: Memory, minerals: list[Found]) -> Frame | None:
    if not _offers(sentence) or not (minerals or DEFINITE.search(sentence.text) or JOINT.search(sentence.text)):
        return None
    idea = _trigger(sentence, (), IDEA) if JOINT.search(sentence.text) else None
    trigger = _trigger(sentence, OFFER_VERBS, None) or idea or _trigger(sentence, (), READY)
    offeror = _subject(sentence, trigger, cast, memory)
    recipient = _other(sentence, cast, offeror, sentence.at(trigger) if trigger is not None else 0)
    if CONTRACTED.search(sentence.text):
        return framed("signed", sentence, cast, minerals, offeror, recipient, "agreed", 4)
    return framed("offer", sentence, cast, minerals, offeror, recipient, "offered", 4)


def _demand(sentence: Sentence, cast: Cast, memory: Memory, minerals: list[Found]) -> Frame | None:
    if not minerals:
        return None
    noun = DEMAND_NOUN.search(sentence.text)
    trigger = _trigger(sentence, DEMAND_VERBS, None) if not noun else None
    if (not noun and trigger is None) or not (minerals and RESOURCE.search(sentence.text)):
        return None
    at = sentence.span[0] + noun.end() if noun else sentence.at(trigger)
    if noun:
        after = [one for one in parties_in(sentence, cast) if one.at >= at]
        if len(after) < 2:
            return None
        offeror: Party | None = after[0].party
        recipient = next((one.party for one in after if one.country != after[0].country), None)
    else:
        assert trigger is not None
        first, last = sentence.at(trigger.left_edge), sentence.at(trigger.right_edge)
        if not any(first <= one.span[0] <= last for one in minerals):
            return None
        offeror = _subject(sentence, trigger, cast, memory)
        recipient = _other(sentence, cast, offeror, at)
    if offeror is None or recipient is None or offeror.country is None:
        return None
    return framed("demand", sentence, cast, minerals, offeror, recipient, "demanded", 4)


def _agreement(sentence: Sentence, cast: Cast, memory: Memory, minerals: list[Found]) -> Frame | None:
    """Talks about a deal, or a deal signed."""
    deal = word_pattern("deal_noun").search(sentence.text)
    verbs = [one for one in sentence.tokens if one.lemma_ == "sign"]
    if (deal is None and not minerals) or EXPIRING.search(sentence.text):
        return None
    if any(is_let(one) or are_unnamed(sentence, cast, subject_of(one)) for one in verbs):
        return None
    if deal is not None and NO_DEAL.search(sentence.text[: deal.start()]):
        return None
    status = _standing(sentence.text)
    parties = parties_in(sentence, cast)
    bargain = BARGAIN.search(sentence.text) and minerals and len({one.country for one in parties}) > 1
    if not deal and not bargain and not (status in ("signed", "agreed") and minerals and parties):
        return None
    if status is None and not (minerals and len({one.country for one in parties}) > 1):
        return None
    first, second = _pair(sentence, cast, memory, deal.start() if deal else 0)
    given = grant(sentence, cast)
    if given and first and second:
        giver = second if first.country == given else first
        taker = first if giver is second else second
        return framed("signed" if status == "signed" else "talks", sentence, cast, minerals, giver, taker, status, 3)
    if status is None and deal is not None and deal[0].lower() in ("offer", "proposal"):
        return framed("detail", sentence, cast, minerals, None, None, None, 0)
    kind = "signed" if status in ("signed", "agreed") else "talks"
    return framed(kind, sentence, cast, minerals, first, second, status or "negotiating", 1)


def _pair(sentence: Sentence, cast: Cast, memory: Memory, at: int) -> tuple[Party | None, Party | None]:
    """Who makes a deal with whom: the subject of its verb first, then the other party named."""
    trigger = _trigger(
        sentence, ("sign", "ink", "seal", "conclude", "reach", "strike", "agree", "negotiate", "report"), None
    )
    first = _subject(sentence, trigger, cast, memory) if trigger is not None else None
    parties = parties_in(sentence, cast)
    if first is None or first.country is None:
        first = parties[0].party if parties else first
    return first, _other(sentence, cast, first)


def _is_offer(after: str) -> bool:
    """Whether what is rejected is a deal or an offer, not an accusation."""
    words_after = after.split(",")[0][:REACH]
    if ASKED_THAT.match(after):
        return False
    return bool(
        OBJECT.match(after)
        or word_pattern("deal_noun").search(words_after)
        or word_pattern("bid_noun").search(words_after)
    )


def _standing(text: str) -> str | None:
    signed = SIGNED.search(text)
    refused = REFUSED.search(text)
    if refused and _is_offer(text[refused.end() :]):
        return "rejected"
    if re.search(r"\b(?:called off|pulled out|withdr(?:ew|awn)|scrapped|terminated)\b", text, re.IGNORECASE):
        return "withdrawn"
    before = text[: signed.start()][-40:] if signed else ""
    if signed and not NOT_YET.search(before) and not NOTHING.search(before):
        return "signed"
    if re.search(r"\b(?:entered into force|in force|took effect|takes effect)\b", text, re.IGNORECASE):
        return "in_force"
    agreed = AGREED.search(text)
    if agreed and TO_TALK.match(text, agreed.end()):
        return "negotiating"
    if CONTRACTED.search(text):
        return "agreed"
    if TALKS.search(text) or signed:
        return "negotiating"
    return "agreed" if agreed and not NOT_YET.search(text[: agreed.start()][-40:]) else None


def _turned_down(sentence: Sentence, cast: Cast, memory: Memory, minerals: list[Found]) -> Frame | None:
    """'X has rejected a proposal from Y for …': offered by Y to X, and rejected."""
    if not minerals:
        return None
    refused, bid = REFUSED.search(sentence.text), BID.search(sentence.text)
    if refused is None or bid is None or bid.start() < refused.start() or not minerals:
        return None
    at = sentence.span[0] + bid.end()
    after = [one for one in parties_in(sentence, cast) if at <= one.at <= at + 12]
    before = [one for one in parties_in(sentence, cast) if one.at < sentence.span[0] + refused.start()]
    if not after or not before:
        return None
    return framed("offer", sentence, cast, minerals, after[0].party, before[0].party, "rejected", 4)


def _award(sentence: Sentence, cast: Cast, memory: Memory, minerals: list[Found]) -> Frame | None:
    """A licence, tender or stake that goes to a company: from the country to the company."""
    if not minerals:
        return None
    match, prize = AWARD.search(sentence.text), PRIZE.search(sentence.text)
    if match is None or prize is None or not minerals:
        return None
    firms = [one for one in cast.named_in(sentence.span) if one.kind == "organisation" and not _is_office(one.name)]
    states = [one for one in parties_in(sentence, cast) if one.kind != "company"]
    if not firms or not states or NOT_YET.search(sentence.text[: match.start()][-30:]):
        return None
    home = next((one.country for one in states if _names(one.at, firms[0].span, cast.text)), firms[0].country)
    host = next((one for one in states if one.country != home), states[0])
    firm = Party(firms[0].name, home if home != host.country else None)
    return framed("award", sentence, cast, minerals, host.party, firm, "agreed", 4)


def _names(at: int, firm: Span, text: str) -> bool:
    """Whether a demonym stands right before a firm's name: 'US-backed KoBold', 'the Australian miner Lynas'."""
    return 0 <= firm[0] - at < 40 and not re.search(r"[.,;]", text[at : firm[0]].replace("U.S.", "US"))


def _is_office(name: str) -> bool:
    return bool(
        re.search(r"\b(?:Ministry|Department|Government|Commission|Parliament|Congress|Senate|House|News)\b", name)
    )


def _measure(sentence: Sentence, cast: Cast, memory: Memory, minerals: list[Found]) -> Frame | None:
    """A ban, quota, licence or nationalisation: by one country, to nobody."""
    text = sentence.text
    noun, verb = word_pattern("measure_noun").search(text), LIMIT_VERB.search(text)
    said = sentence.token_at(sentence.span[0] + verb.start()) if verb else None
    verb = None if said is not None and said.tag_ == "NNS" else verb  # 'stakes in lithium blocks'
    limits = verb is not None and EXPORTS.search(text) is not None
    exporting = noun is not None and (re.search(r"\bexport", text, re.IGNORECASE) or "quota" in noun[0].lower())
    if not (limits or exporting) or not (minerals or exporting):
        return None
    if verb is not None and NOT_TO.search(text[: verb.start()]):
        return None
    cue = verb or noun
    trigger = sentence.token_at(sentence.span[0] + cue.start()) if cue else None
    offeror = _ruler(sentence, trigger, cast, memory)
    if trigger is not None and trigger.lemma_ in ("stop", "halt") and not _has_object(trigger):
        return None
    if offeror is None or offeror.country is None or _lifts_something(sentence):
        return None
    status = "in_force"
    if WITHDRAWN.search(text) and not PARTLY.search(text) and not verb_is_ban(text):
        status = "withdrawn"
    elif PLANNED.search(text) and not re.search(
        r"\b(?:will|(?:has|have)(?! (?:been )?(?:consider|weigh|mull|threat|plan|propos|eye|stud))|imposed|introduced|announced|took effect)\b",
        text,
    ):
        status = "negotiating"
    named = noun or verb
    name = named[0].lower() if named else None
    limited = _limited(sentence, trigger, minerals)
    return framed("measure", sentence, cast, limited, offeror, None, status, 4, name)


def _lifts_something(sentence: Sentence) -> bool:
    """'The quotas lifted prices': a measure that does something is not ended."""
    match = WITHDRAWN.search(sentence.text)
    verb = sentence.token_at(sentence.span[0] + match.start()) if match else None
    subjects = [one for one in verb.children if one.dep_ == "nsubj"] if verb is not None else []
    return any(one.lemma_.lower() in words("measure_noun") for one in subjects)


def _has_object(verb: Token) -> bool:
    """'stopped exports', 'exports were stopped'; not 'output stopped'."""
    return not verb.tag_.startswith("VB") or any(one.dep_ in ("dobj", "nsubjpass") for one in verb.children)


def _limited(sentence: Sentence, trigger: Token | None, minerals: list[Found]) -> list[Found]:
    """The minerals of what is limited, of its clause, else of the sentence: 'stop exports of tin, as with nickel'."""
    while trigger is not None and trigger.dep_ == "compound":
        trigger = trigger.head
    objects = (
        [one for one in trigger.children if one.dep_ in ("dobj", "nsubjpass", "prep")] if trigger is not None else []
    )
    for token in [*objects, *([trigger] if trigger is not None else [])]:
        first, last = sentence.at(token.left_edge), sentence.at(token.right_edge)
        inside = [one for one in minerals if first <= one.span[0] <= last]
        if inside:
            return inside
    return minerals


def verb_is_ban(text: str) -> bool:
    """'suspended exports' is a measure; 'suspended the ban' is the end of one."""
    return bool(
        re.search(
            r"\b(?:suspend|halt|stop|end)\w*\s(?:all\s|its\s|the\s)?(?:\w+\s){0,2}(?:exports?|shipments?|sales)\b", text
        )
    )


def _ruler(sentence: Sentence, trigger: Token | None, cast: Cast, memory: Memory) -> Party | None:
    """The country that makes a rule: the subject with a country, else the first party of the sentence, else 'it'."""
    states = [one for one in parties_in(sentence, cast) if one.kind != "company"]
    if trigger is not None and trigger.tag_.startswith("VB"):
        subject = subject_of(trigger)
        party = who(sentence, subject, cast, memory) if subject is not None else None
        if party is not None and party.country:
            return None if firm_country(party.name) else party
    if states:
        return states[0].party
    return memory.thing if memory.thing and memory.thing.country else memory.person
