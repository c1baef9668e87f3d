"""Deals read from the parse: what a verb of offering, asking, signing, granting, refusing or talking says of its arguments.

`frames` reads whole sentences by their cues; here each verb is read with its own subject and objects, so that two deals
in one sentence stay two. The verbs and nouns are rows of `news_words` (groups deal_verb, pact_noun, right_noun,
resource_noun, bid_noun).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from orecast.news.framing import Frame, framed
from orecast.news.lexicon import words
from orecast.news.mentions import Found, minerals_in
from orecast.news.parsing import Sentence, Token
from orecast.news.product import Party
from orecast.news.roles import grant, owner_of
from orecast.news.sides import (
    Setting, country_party, different, joined, objects, side, sides_in, span_of,
)  # fmt: skip
from orecast.news.speakers import Cast, Memory, subject_of

FUTURE = frozenset(["will", "would", "could", "may", "might", "should", "must", "can", "shall"])
UNSURE = frozenset(
    ["ready", "due", "about", "hope", "want", "expect", "plan", "aim", "seek", "prepare", "set", "decline", "refuse",
     "intend", "wish", "like", "need", "close", "try"]
)  # fmt: skip
PARTLY = re.compile(r"\b(?:some|partly|partially|temporar\w+|certain|several|replac\w+)\b", re.IGNORECASE)
IN_FORCE = re.compile(r"\b(?:(?:is|are|came|entered|went) (?:now )?in(?:to)? force|took effect)\b", re.IGNORECASE)


@dataclass(frozen=True)
class View:
    """One sentence with what is needed to read it."""

    sentence: Sentence
    cast: Cast
    memory: Memory
    setting: Setting
    minerals: list[Found]

    def side(self, token: Token | None) -> Party | None:
        """The party of a token."""
        return None if token is None else side(self.sentence, token, self.cast, self.memory, self.setting)

    def named(self, token: Token | None) -> Party | None:
        """The party of a token that can be one: a name, a pronoun, an office, a firm or a people."""
        if token is None:
            return None
        noun = token.lemma_.lower()
        kinds = ("state_noun", "company_noun", "source_noun", "title", "people_noun")
        can = token.pos_ in ("PROPN", "PRON") or token.ent_type_ in ("GPE", "NORP", "ORG", "PERSON")
        return self.side(token) if can or any(noun in words(kind) for kind in kinds) else None

    def last_asset(self) -> tuple[str, ...]:
        """The mineral named last before the sentence."""
        asset = self.setting.asset(self.sentence)
        return (asset,) if asset else ()

    def host(self) -> Party | None:
        """The host country as a party."""
        return country_party(self.setting.host(self.sentence))


def predicate_frames(
    sentence: Sentence, cast: Cast, memory: Memory, setting: Setting
) -> list[Frame]:
    """Frames of the verbs of one sentence, in order."""
    view = View(sentence, cast, memory, setting, minerals_in(cast.text, sentence.span, sentence.headline))
    found: list[Frame] = []
    for token in sentence.doc:
        kind = _kind(token)
        if kind is None or token.dep_ == "amod":
            continue
        for reader in READERS[kind]:
            frame = reader(view, token)
            if frame is not None:
                found.append(frame)
                break
    return found


def _kind(token: Token) -> str | None:
    """The kind of a deal verb; 'in talks' counts as one."""
    if token.lemma_.lower() == "talk" and token.pos_ == "NOUN" and token.dep_ == "pobj" and token.head.lower_ == "in":
        return "talk"
    if not token.tag_.startswith("VB"):
        return None
    kind = words("deal_verb").get(token.lemma_.lower())
    particle = next((child.lower_ for child in token.children if child.dep_ == "prt"), None)
    return words("deal_verb").get(f"{token.lemma_.lower()} {particle}", kind) if particle else kind


def _arguments(verb: Token) -> tuple[Token | None, Token | None, Token | None]:
    """Who acts, what is acted on, and to whom, active or passive."""
    children = list(verb.children)
    passive = next((one for one in children if one.dep_ == "nsubjpass"), None)
    dative = next((one for one in children if one.dep_ == "dative" and one.pos_ != "ADP"), None)
    if passive is None:
        thing = next((one for one in children if one.dep_ in ("dobj", "oprd")), None)
        actor = subject_of(verb)
        if verb.dep_ in ("acl", "relcl") and actor is not None and verb.tag_ == "VBN":
            return next(objects(verb, "by"), None), actor, dative
        return actor, thing, dative
    thing = next((one for one in children if one.dep_ == "dobj"), None)
    actor = next(objects(verb, "by"), None)
    return (actor, thing, passive) if thing is not None else (actor, passive, dative)


def _clause(view: View, verb: Token) -> list[Token]:
    """The tokens of a verb's own clause: without a joined clause that has a subject of its own, and asides."""
    found, stack = [], [verb]
    while stack:
        token = stack.pop()
        found.append(token)
        for child in token.children:
            own = child.pos_ in ("VERB", "AUX") and any(one.dep_ in ("nsubj", "nsubjpass") for one in child.children)
            if not (child.dep_ in ("conj", "parataxis", "advcl", "relcl") and own):
                stack.append(child)
    return found


def _inside(view: View, verb: Token) -> list[Party]:
    """Countries and firms named in a verb's own clause, in order."""
    places = {view.sentence.at(token) for token in _clause(view, verb)}
    return [one for at, one in sides_in(view.sentence, view.cast, view.sentence.span) if at in places]


def _has(token: Token | None, group: str) -> bool:
    """Whether a noun phrase is of, or holds, a noun of a group."""
    return token is not None and any(one.lemma_.lower() in words(group) for one in token.subtree)


def _assets(view: View, token: Token, is_loose: bool = True) -> tuple[str, ...]:
    """Minerals under a token, else of its sentence, else the last named where a resource is spoken of."""
    start, end = span_of(view.sentence, token)
    inside = [one for one in view.minerals if start <= one.span[0] < end]
    chosen = inside or (view.minerals if is_loose else [])
    if chosen:
        return tuple(dict.fromkeys(one.name for one in chosen))
    context = view.setting.asset(view.sentence)
    return (context,) if context and _has(token, "resource_noun") else ()


def _is_uncertain(verb: Token) -> bool:
    """'may sign', 'is ready to sign', 'hopes to sign': not yet."""
    if any(child.dep_ == "aux" and child.lower_ in FUTURE for child in verb.children):
        return True
    return verb.dep_ in ("xcomp", "ccomp", "advcl") and verb.tag_ == "VB" and verb.head.lemma_.lower() in UNSURE


def _is_denied(verb: Token) -> bool:
    return any(child.dep_ == "neg" or child.lower_ == "neither" for child in verb.children)


def _is_supposed(verb: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ in ("if", "unless", "whether") for child in verb.children)


def _state_or(view: View, party: Party | None, other: Party | None) -> Party | None:
    """A party of another country than the first, else the host where that is another country."""
    if other is not None:
        return other
    host = view.host()
    return host if host is not None and party is not None and party.country not in (None, host.country) else None


def _offer(view: View, verb: Token) -> Frame | None:
    actor, thing, dative = _arguments(verb)
    lemma = verb.lemma_.lower()
    is_bid = lemma in words("bid_verb")
    if _is_denied(verb) or _is_supposed(verb) or (is_bid and not _has(thing, "bid_noun")):
        return None
    assets = _assets(view, verb) or (view.last_asset() if lemma in ("bid", "approach") else ())
    offeror = view.side(actor)
    if not assets or offeror is None or offeror.country is None:
        return None
    named = [view.named(one) for one in [dative, *objects(verb, "to", "for"), *(joined(thing) if thing else ())]]
    placed = [one for one in named if one is not None and one.country]
    inside = _inside(view, verb)
    recipient = _state_or(view, offeror, different(placed, offeror) or different(inside, offeror))
    return framed("offer", view.sentence, view.cast, view.minerals, offeror, recipient, "offered", 4, assets=assets)


def _tell(view: View, verb: Token) -> Frame | None:
    """'We have told the Americans that they can have offtake': offered to whom it is told."""
    actor, thing, dative = _arguments(verb)
    offeror = view.side(actor)
    recipient = different([one for one in (view.named(thing), view.named(dative)) if one and one.country], offeror)
    may = any(one.tag_ == "MD" and one.lower_ in ("can", "could", "may") for one in verb.subtree)
    if not may or not _has(verb, "resource_noun") or offeror is None or offeror.country is None or recipient is None:
        return None
    assets = _assets(view, verb)
    return framed("offer", view.sentence, view.cast, view.minerals, offeror, recipient, "offered", 4, assets=assets)


def _demand(view: View, verb: Token) -> Frame | None:
    actor, thing, dative = _arguments(verb)
    if _is_denied(verb) or not (_has(verb, "resource_noun") or _has(verb, "right_noun")):
        return None
    offeror, assets = view.side(actor), _assets(view, verb, is_loose=False)
    asked = [view.named(one) for one in [thing, dative, *objects(verb, "from", "of", "to", "on")]]
    asked += [view.named(child) for inner in verb.children if inner.dep_ in ("xcomp", "ccomp") for child in inner.children if child.dep_ == "nsubj"]
    recipient = different([one for one in asked if one and one.country], offeror)
    is_about_host = _has(thing, "claim_noun") or any(one.lower_ == "there" for one in verb.subtree)
    if recipient is None and offeror is not None:
        owner = owner_of(view.sentence, view.cast, None) or (view.setting.host(view.sentence) if is_about_host else None)
        recipient = country_party(owner) if owner != offeror.country else None
    if offeror is None or offeror.country is None or recipient is None or not assets:
        return None
    return framed("demand", view.sentence, view.cast, view.minerals, offeror, recipient, "demanded", 4, assets=assets)


def _sign(view: View, verb: Token) -> Frame | None:
    actor, thing, _ = _arguments(verb)
    what = thing if thing is not None else next(objects(verb, "on", "to", "into"), None)
    opened = next((one for one in verb.children if one.dep_ == "xcomp"), None) if verb.lemma_ == "agree" else None
    if _is_denied(verb) or _is_supposed(verb) or not (_has(what, "pact_noun") or (opened and _has(opened, "resource_noun")) or _follows_a_signature(verb)):
        return None
    signers = [view.side(one) for one in (joined(actor) if actor is not None else ())]
    if actor is not None:
        signers += [party for _, party in sides_in(view.sentence, view.cast, span_of(view.sentence, actor))]
    signers += [view.side(one) for one in [*objects(verb, "with", "by"), *(objects(what, "with", "between") if what is not None else ())]]
    placed = [one for one in signers if one is not None and one.country]
    inside = _inside(view, verb)
    first = placed[0] if placed else (inside[0] if inside else None)
    second = _state_or(view, first, different(placed[1:], first) or different(inside, first))
    assets = _assets(view, verb) or view.last_asset()
    if first is None or second is None or not assets:
        return None
    status = "negotiating" if _is_uncertain(verb) else "agreed" if verb.lemma_ == "agree" else "signed"
    status = "in_force" if IN_FORCE.search(view.sentence.text) else status
    giver, taker = _by_owner(view, first, second)
    return framed("signed", view.sentence, view.cast, view.minerals, giver, taker, status, 2, assets=assets)


def _follows_a_signature(verb: Token) -> bool:
    """'A signed a contract …, and B agreed to put up two more'."""
    return bool(verb.dep_ == "conj" and verb.lemma_ == "agree" and _kind(verb.head) == "sign")


def _by_owner(view: View, first: Party, second: Party) -> tuple[Party, Party]:
    """The owner of the mineral gives; else the host; else who is named first."""
    given = grant(view.sentence, view.cast)
    owner = owner_of(view.sentence, view.cast, None)
    turned = given == first.country if given else second.country == owner
    return (second, first) if turned else (first, second)


def _award(view: View, verb: Token) -> Frame | None:
    actor, thing, dative = _arguments(verb)
    if _is_denied(verb) or _is_supposed(verb) or not _has(thing, "right_noun"):
        return None
    taking = verb.lemma_.lower() in words("taking_verb")
    if verb.tag_ == "VB" and not any(child.dep_ == "aux" and child.lower_ == "will" for child in verb.children):
        return None
    taker = view.side(actor if taking else dative if dative is not None else next(objects(verb, "to"), None))
    giver = view.side(next(objects(verb, "from"), None) if taking else actor)
    if giver is None or giver.country is None or (taker is not None and giver.country == taker.country):
        giver = view.host()
    assets = _assets(view, verb)
    if giver is None or taker is None or not assets or giver.country == taker.country or not taker.name[:1].isupper() and not taker.country:
        return None
    status = "negotiating" if _is_uncertain(verb) and verb.lemma_ not in ("get", "receive", "promise") else "agreed"
    return framed("award", view.sentence, view.cast, view.minerals, giver, taker, status, 4, assets=assets)


def _revoke(view: View, verb: Token) -> Frame | None:
    actor, thing, _ = _arguments(verb)
    if verb.lemma_ == "lapse":
        actor, thing = None, actor
    if _is_denied(verb) or _is_uncertain(verb) or not _has(thing, "permit_noun"):
        return None
    holders = [view.side(one) for one in [*objects(thing, "of"), *(one for one in thing.children if one.dep_ == "poss"), *objects(verb, "from")]]
    firm = next((one for one in holders if one is not None), None)
    giver = view.side(actor)
    if giver is None or giver.country is None:
        giver = view.host()
    assets = _assets(view, verb) or view.last_asset()
    if giver is None or firm is None or not assets or firm.country == giver.country:
        return None
    return framed("award", view.sentence, view.cast, view.minerals, giver, firm, "withdrawn", 4, assets=assets)


def _refuse(view: View, verb: Token) -> Frame | None:
    """An offer that is turned down: by name ('a request from X'), or the one spoken of before."""
    actor, thing, _ = _arguments(verb)
    refuser = view.side(actor)
    if thing is None or _is_denied(verb) or _is_uncertain(verb):
        return None
    owners = [verb.head if one.tag_ == "WP$" else one for one in thing.children if one.dep_ == "poss"]
    bidders = [view.side(one) for one in [*objects(thing, "from", "by", "of"), *owners]]
    bidder = next((one for one in bidders if one is not None and one.country), None)
    if thing.lemma_.lower() not in words("bid_noun") and thing.pos_ != "PRON":
        return None
    host = view.host()
    refuser = refuser if refuser is not None and refuser.country else host
    assets = _assets(view, verb) or view.last_asset()
    if bidder is not None and refuser is not None and bidder.country != refuser.country and assets:
        return framed("offer", view.sentence, view.cast, view.minerals, bidder, refuser, "rejected", 4, assets=assets)
    named = {one.country for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, thing))}
    if bidder is None and refuser is not None and refuser.country and len(named - {refuser.country}) < 2:
        return framed("refusal", view.sentence, view.cast, [], refuser, None, "rejected", 0, assets=())
    return None


def _talk(view: View, verb: Token) -> Frame | None:
    actor, _, _ = _arguments(verb)
    if verb.pos_ == "NOUN":
        actor = subject_of(verb.head.head)
    if _is_denied(verb):
        return None
    first = view.side(actor)
    with_whom = [view.side(one) for one in objects(verb, "with", "between")]
    second = different([one for one in with_whom if one and one.country], first)
    assets = _assets(view, verb if verb.pos_ == "VERB" else verb.head.head)
    if first is None or first.country is None or second is None or not assets:
        return None
    giver, taker = _by_owner(view, first, second)
    return framed("talks", view.sentence, view.cast, view.minerals, giver, taker, "negotiating", 2, assets=assets)


def _withdraw(view: View, verb: Token) -> Frame | None:
    """The end of a ban, quota, duty or plan for one: 'has shelved a plan to cap exports'."""
    actor, thing, _ = _arguments(verb)
    if thing is None or _is_denied(verb) or _is_supposed(verb) or PARTLY.search(view.sentence.text):
        return None
    noun = next((one for one in thing.subtree if one.lemma_.lower() in words("measure_noun")), None)
    if noun is None:
        return None
    ruler, assets = view.side(actor), _assets(view, verb) or view.last_asset()
    if ruler is None or ruler.country is None:
        ruler = view.host()
    if ruler is None or not assets:
        return None
    status = "negotiating" if _is_uncertain(verb) and not re.search(r"\b(?:will|would)\b", view.sentence.text) else "withdrawn"
    return framed("measure", view.sentence, view.cast, view.minerals, ruler, None, status, 4, noun.lemma_.lower(), assets)


def _seize(view: View, verb: Token) -> Frame | None:
    """A nationalisation: of the host's government, to nobody."""
    actor, thing, _ = _arguments(verb)
    ruler, assets = view.side(actor), _assets(view, verb) or view.last_asset()
    if thing is None or _is_denied(verb) or _is_uncertain(verb):
        return None
    if ruler is None or ruler.country is None:
        ruler = view.host()
    if ruler is None or not assets:
        return None
    return framed("measure", view.sentence, view.cast, view.minerals, ruler, None, "in_force", 4, "nationalisation", assets)


READERS: dict[str, tuple[Callable[[View, Token], Frame | None], ...]] = {
    "offer": (_offer,),
    "demand": (_demand,),
    "sign": (_sign,),
    "award": (_award,),
    "revoke": (_withdraw, _revoke,),
    "refuse": (_refuse,),
    "talk": (_talk,),
    "tell": (_tell,),
    "withdraw": (_withdraw,),
    "seize": (_seize,),
}
