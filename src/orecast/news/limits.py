"""Measures and grants read from the parse: bans and their end, nationalisations, licences given and taken away."""

import re

from orecast.news.clauses import View, arguments, assets_of, has_noun, is_denied, is_supposed, is_uncertain, kind_of
from orecast.news.framing import Frame
from orecast.news.holdings import is_property, is_share
from orecast.news.lexicon import words
from orecast.news.parsing import Token
from orecast.news.product import Party
from orecast.news.roles import consideration_in, owner_of
from orecast.news.sides import country_party, different, firm_country, is_state, objects, sides_in, span_of

PARTLY = re.compile(r"\b(?:some|partly|partially|temporar\w+|certain|several|replac\w+)\b", re.IGNORECASE)
DECIDED = re.compile(r"\b(?:will|would)\b")  # 'will suspend' is announced
UNDER = re.compile(
    r"\bunder (?:an?|the|that|this|its) (?:[\w-]+ ){0,3}?"
    r"(?:plan|draft|deal|proposal|agreement|accord|pact|terms|contract)\b",
    re.IGNORECASE,
)
SHORT_OBJECT = 3  # words: 'banned uranium', not 'banned the trader who sold uranium'


def award(view: View, verb: Token) -> Frame | None:
    """A licence, stake or concession that goes from a country to a firm or another country."""
    actor, thing, dative = arguments(verb)
    taking = verb.lemma_.lower() in words("taking_verb")
    is_swap = taking and _source(verb, thing) is not None and consideration_in(view.sentence.text) is not None
    is_right = has_noun(thing, "right_noun") or is_property(view, thing) or (is_share(thing) and not taking)
    if is_denied(verb) or is_supposed(verb) or not (is_right or is_swap):
        return None
    auxiliaries = {one.lower_ for one in verb.children if one.dep_ == "aux"}
    is_due = verb.dep_ == "xcomp" and verb.head.lemma_ == "be" and is_share(thing)  # 'is to take 70 percent'
    if verb.tag_ == "VB" and not is_swap and not is_due and not auxiliaries & _decided(view):
        return None
    taker, is_own = _taker(view, verb, actor if taking else dative, None if taking else thing)
    if taking and taker is not None and taker.name.lower().split()[-1].removesuffix("s") in words("armed_noun"):
        return None
    giver = _giver(view, verb, arguments(verb), taker, is_own)
    assets = assets_of(view, verb) or (view.last_asset() if is_property(view, thing) else ())
    if (
        actor is not None and words("deal_nominal").get(actor.lemma_.lower()) == "pact"
    ):  # 'the deal gives B access to A's'
        owner = country_party(owner_of(view.sentence, view.cast, None)) or view.host()
        giver = owner if owner is not None and taker is not None and owner.country != taker.country else None
    if giver is None or taker is None or not assets or (giver.country == taker.country and not is_own):
        return None
    if not taker.country and not taker.name[:1].isupper():
        return None
    is_sure = verb.lemma_ in ("get", "receive", "promise") and "would" not in auxiliaries
    is_sure = is_sure or ("will" in auxiliaries and is_share(thing))
    status = "negotiating" if (is_uncertain(verb) or _is_unsigned(verb)) and not is_sure else "agreed"
    status = "in_force" if _is_ratified(verb) else status
    return view.frame("award", giver, taker, status, assets)


def _is_ratified(verb: Token) -> bool:
    """'ratified the agreement that grants B access to …'."""
    is_under = verb.dep_ in ("acl", "relcl") and words("deal_nominal").get(verb.head.lemma_.lower()) == "pact"
    return is_under and verb.head.head.lemma_.lower() == "ratify" and not is_uncertain(verb.head.head)


def _is_unsigned(verb: Token) -> bool:
    """'had been due to sign a pact giving B a share of …'."""
    is_under = verb.dep_ == "acl" and words("deal_nominal").get(verb.head.lemma_.lower()) == "pact"
    above = next((one for one in verb.head.ancestors if one.pos_ == "VERB"), None) if is_under else None
    return above is not None and (is_uncertain(above) or is_denied(above))


def _decided(view: View) -> frozenset[str]:
    """'will get', and 'would get' where it is said under which plan or deal."""
    return frozenset(["will", "would"] if UNDER.search(view.sentence.text) else ["will"])


def _taker(view: View, verb: Token, said: Token | None, given: Token | None) -> tuple[Party | None, bool]:
    """Who gets what is given, and whether it may be a firm of the giver's own country: who is said; who stands after
    'to'; else the firm named before or after what is given ('granted a US company rights')."""
    end = said if said is not None else next(objects(verb, "to"), None) if given is not None else None
    taker = view.side(end)
    if given is None or (taker is not None and (taker.country or taker.name[:1].isupper())):
        return taker, False
    before = [one for one in given.children if one.dep_ == "compound" and one.lemma_.lower() in words("company_noun")]
    named = next((one for one in map(view.side, before) if one is not None and one.country), None)
    if end is not None and named is None:
        inside = sides_in(view.sentence, view.cast, span_of(view.sentence, end))
        named = next((one for _, one in inside if one.country), None)
    own = _own_firm(view, given) if named is None and taker is None else None
    return named or own or taker, own is not None


def _giver(
    view: View, verb: Token, said: tuple[Token | None, Token | None, Token | None], taker: Party | None, is_own: bool
) -> Party | None:
    """Who gives: the subject; where the taker is that, who it is taken from, who is named with it, or the host."""
    actor, thing, _ = said
    taking = verb.lemma_.lower() in words("taking_verb")
    source = _source(verb, thing) if taking else None
    giver = view.ruler(source if taking else actor)
    if taking and source is None and thing is not None:
        held = [one for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, thing))]
        giver = different(held, taker) or giver
    is_same = taker is not None and giver is not None and giver.country == taker.country
    return view.host() if is_same and not is_own else giver


def _own_firm(view: View, thing: Token | None) -> Party | None:
    """'the bauxite … to a company of its own, Nimba Mining': the firm named after 'to' under what is given."""
    ends = [one for token in thing.subtree for one in objects(token, "to")] if thing is not None else []
    inside = [one for end in ends for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, end))]
    placed = next((one for one in [*map(view.named, ends), *inside] if one is not None and one.country), None)
    if placed is not None:
        return placed
    firms = [view.cast.named_in(span_of(view.sentence, one)) for one in ends]
    first = next((one for found in firms for one in found if one.kind == "organisation"), None)
    return Party(first.name, first.country or firm_country(first.name)) if first is not None else None


def _source(verb: Token, thing: Token | None) -> Token | None:
    """From whom it is taken: 'bought a stake from X'."""
    return next(iter([*objects(verb, "from"), *(objects(thing, "from") if thing is not None else ())]), None)


def revoke(view: View, verb: Token) -> Frame | None:
    """A licence taken away: from the country to the holder, withdrawn."""
    actor, thing, _ = arguments(verb)
    if verb.lemma_ == "lapse":
        actor, thing = None, actor
    if thing is not None and thing.lower_ in ("it", "them") and not is_denied(verb) and not is_uncertain(verb):
        return view.retraction(None, noun="contract")
    holder, lost = (actor, thing) if verb.lemma_ == "lose" else (thing, next(objects(verb, "of"), None))
    is_stripped = lost is not None and lost.lemma_.lower() in words("permit_noun")
    if is_stripped:
        actor, thing = actor if verb.lemma_ != "lose" else None, lost
    if thing is None or is_denied(verb) or is_uncertain(verb) or thing.lemma_.lower() not in words("permit_noun"):
        return None
    tokens = [holder] if is_stripped else _holders(verb, thing)
    holders = [view.side(one) for one in tokens if one is not None and one.pos_ != "PRON"]
    firm = next((one for one in holders if one is not None), None)
    if firm is not None and firm.country is None and view.sentence.headline:
        return None
    giver, assets = view.ruler(actor), assets_of(view, verb) or view.last_asset()
    if giver is None or firm is None or not assets or firm.country == giver.country:
        return None
    return view.frame("award", giver, firm, "withdrawn", assets)


def _holders(verb: Token, thing: Token) -> list[Token]:
    """Whose licence it is: 'the licence of X', 'X's licence', 'took it from X', 'a licence held by X'."""
    tokens = [*objects(thing, "of", "from", "with"), *objects(verb, "from", "with")]
    tokens += [one for one in thing.children if one.dep_ == "poss"]
    return tokens + [inner for one in thing.children if one.dep_ == "acl" for inner in objects(one, "by", "to")]


def withdraw(view: View, verb: Token) -> Frame | None:
    """The end of a ban, quota, duty or plan for one: 'has shelved a plan to cap exports'."""
    actor, thing, _ = arguments(verb)
    if thing is None or is_denied(verb) or is_supposed(verb) or PARTLY.search(view.sentence.text):
        return None
    if verb.dep_ in ("xcomp", "ccomp") and kind_of(verb.head) == "demand":
        return None
    is_plan = thing.lemma_.lower() in words("plan_noun")
    nouns = [one for one in (thing.subtree if is_plan else [thing]) if one.lemma_.lower() in words("measure_noun")]
    noun = next(iter(nouns), None)
    is_of_one = noun is not None and noun.lemma_.lower() in words("permit_noun") and not has_noun(thing, "trade_noun")
    if noun is None or (is_of_one and not view.inside(thing)):
        return None  # 'more permits would be withdrawn'
    is_of_other = any(one.pos_ == "NOUN" and not has_noun(one, "resource_noun") for one in objects(noun, "on", "of"))
    is_bare = noun.pos_ != "VERB" or has_noun(thing, "resource_noun") or has_noun(thing, "trade_noun")
    context = view.last_asset() if is_bare and not is_of_other else ()
    ruler, assets = view.ruler(actor), assets_of(view, verb) or context
    if ruler is None or not assets:
        return None
    is_open = is_uncertain(verb) and not DECIDED.search(view.sentence.text)
    status = "negotiating" if is_open else "withdrawn"
    return view.frame("measure", ruler, None, status, assets, measure=noun.lemma_.lower())


def retract(view: View, verb: Token) -> Frame | None:
    """The end of a deal spoken of before: 'the proposal was shelved', 'it dropped the bid', 'the talks collapsed'."""
    actor, thing, _ = arguments(verb)
    if thing is None and verb.lemma_.lower() in words("failing_verb"):
        actor, thing = None, actor
    if thing is None or is_denied(verb) or is_supposed(verb) or is_uncertain(verb) or verb.dep_ == "advcl":
        return None
    is_deal = thing.lemma_.lower() in words("bid_noun") or thing.lemma_.lower() in words("deal_nominal")
    is_known = any(one.lower_ in ("the", "that", "this", "its", "their", "both") for one in thing.children)
    start, end = span_of(view.sentence, verb)
    is_other = any(one.dep_ == "prep" and one.lower_ == "for" for one in thing.children)
    if is_other or not (is_deal and is_known) or any(start <= one.span[0] < end for one in view.minerals):
        return None
    is_own = actor is not None and any(one.lower_ in ("its", "their", "his", "her") for one in thing.children)
    return view.retraction(view.side(actor), is_own, thing.lemma_.lower())


def seize(view: View, verb: Token) -> Frame | None:
    """A nationalisation: of the host's government, to nobody."""
    actor, thing, _ = arguments(verb)
    if thing is not None and thing.lemma_.lower() == "control":  # 'has taken control of the mine'
        thing = next(objects(thing, "of"), None)
    ruler, assets = view.ruler(actor), assets_of(view, verb) or view.last_asset()
    if thing is None or is_denied(verb) or is_supposed(verb) or ruler is None or not assets:
        return None
    kinds = ("resource_noun", "right_noun", "plant_noun", "company_noun")
    is_taken = bool(view.inside(thing)) or thing.pos_ == "PROPN" or any(has_noun(thing, kind) for kind in kinds)
    party = view.side(actor)
    can_rule = (
        any(actor.lemma_.lower() in words(one) for one in ("state_noun", "plan_noun", "rule_noun")) if actor else True
    )
    is_state = can_rule or (party is not None and party.country)
    if not is_taken or not is_state:
        return None
    will = any(one.dep_ == "aux" and one.lower_ in ("will", "would") for one in verb.children)
    if is_uncertain(verb) and not will:
        return None
    status = "negotiating" if is_uncertain(verb) else "in_force"
    return view.frame("measure", ruler, None, status, assets, measure="nationalisation")


def take_over(view: View, verb: Token) -> Frame | None:
    """'the government would take over the uranium mine run by Orano': a nationalisation where a state takes it."""
    actor, _, _ = arguments(verb)
    party = view.side(actor)
    is_firm = actor is not None and actor.lemma_.lower() in words("company_noun")
    return seize(view, verb) if party is not None and is_state(party) and not is_firm else None


def take_from(view: View, verb: Token) -> Frame | None:
    """'has taken two gold mines from the company': a state that takes from a firm buys nothing."""
    _, thing, _ = arguments(verb)
    source = _source(verb, thing) if verb.lemma_ == "take" else None
    owner = view.side(source)
    is_firm = source is not None and source.lemma_.lower() in words("company_noun")
    is_firm = is_firm or owner is not None and firm_country(owner.name) is not None
    return take_over(view, verb) if is_firm else None


def forbid(view: View, verb: Token) -> Frame | None:
    """A ban of mining or of a mineral as such: 'banned uranium', 'bars the mining of copper'."""
    actor, thing, _ = arguments(verb)
    if thing is None or is_denied(verb) or is_uncertain(verb):
        return None
    start, end = span_of(view.sentence, thing)
    inside = [one.name for one in view.minerals if start <= one.span[0] < end]
    is_general = thing.lemma_.lower() in ("mining", "extraction", "exploration", "export") or thing.pos_ == "PROPN"
    ruler = view.ruler(actor)
    if not inside or ruler is None or not (is_general or len(list(thing.subtree)) <= SHORT_OBJECT):
        return None
    assets = tuple(dict.fromkeys(inside))
    return view.frame("measure", ruler, None, "in_force", assets, measure="ban")
