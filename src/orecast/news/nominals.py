"""Deals told by a noun: 'the US-Vietnam pact on rare earths', 'talks with Riyadh on nickel', 'a Chinese offer to buy'.

The noun's own arguments (possessor, names before it, between, with, from, by, to) give the sides, the verb over it the
standing. The nouns are rows of `news_words`, group deal_nominal: pact, talk, offer, demand or sale.
"""

from collections.abc import Callable, Iterable

from orecast.news.clauses import (
    View,
    are_unnamed,
    assets_of,
    by_owner,
    has_noun,
    is_denied,
    is_expiring,
    is_uncertain,
    kind_of,
    or_host,
)
from orecast.news.framing import Frame
from orecast.news.lexicon import words
from orecast.news.parsing import Token
from orecast.news.product import Party
from orecast.news.roles import AFTER_CUE
from orecast.news.sides import different, firm_country, joined, objects, sides_in, span_of
from orecast.news.speakers import subject_of
from orecast.news.standings import IN_FORCE

SIGNED = frozenset(["sign", "conclude", "strike", "ink", "seal", "reach", "finalise", "finalize"])
GOVERNORS = 4  # steps up from a noun to the verb that governs it
PLACED = ("compound", "amod", "nmod", "poss", "npadvmod", "punct")


def nominal_frames(view: View, read: Iterable[Token], told: Iterable[int] = ()) -> list[Frame]:
    """Frames of the deal nouns of a sentence, without those under a verb that has been read, and those told."""
    verbs, found = {token.i for token in read}, list[Frame]()
    known, skipped = words("deal_nominal"), set(told)
    for noun in view.sentence.tokens:
        if noun.i in skipped:
            continue
        kind = known.get(noun.lemma_.lower())
        is_noun = noun.pos_ in ("NOUN", "PROPN") or kind and any(one.lower_ == "between" for one in noun.children)
        if kind is None or not is_noun or noun.dep_ == "compound" or any(one.i in verbs for one in _governors(noun)):
            continue
        frame = READERS[kind](view, noun)
        is_none = kind != "sale" and any(one.lower_ in ("no", "neither") for one in noun.children)
        is_aside = is_none or kind == "talk" and bool(verbs) and not view.inside(noun)
        if frame is not None and not is_aside:
            found.append(frame)
    return found


def _above(noun: Token) -> list[Token]:
    """The tokens that govern a noun, nearest first, up to its own verb."""
    found: list[Token] = []
    token = noun
    while token.head is not token and len(found) < GOVERNORS:
        token = token.head
        found.append(token)
        if token.pos_ == "VERB" or token.dep_ == "ROOT":
            break
    return found


def _governors(noun: Token) -> list[Token]:
    """Those above a noun, and the verb that its own verb completes: 'has offered to renew a memorandum'."""
    above = _above(noun)
    last = above[-1] if above else noun
    return [*above, last.head] if last.dep_ == "xcomp" else above


def _verb(noun: Token) -> Token | None:
    """The verb that governs a noun."""
    return next((one for one in _above(noun) if one.pos_ in ("VERB", "AUX")), None)


def _before(view: View, noun: Token) -> list[Party]:
    """Countries and firms named before a noun in its own phrase: 'Denmark's', 'US-Vietnam', 'Chinese'."""
    inside = [one for one in noun.children if one.i < noun.i and one.dep_ in PLACED]
    if not inside:
        return []
    start = view.sentence.at(min(inside, key=lambda one: one.i).left_edge)
    named = [one for _, one in sides_in(view.sentence, view.cast, (start, view.sentence.at(noun)))]
    owner = next((view.side(one) for one in inside if one.dep_ == "poss" and one.pos_ != "PRON"), None)
    if not named and any(one.lower_ in ("its", "their") for one in inside):
        return _actors(view, noun)
    return named or ([owner] if owner is not None and owner.country else [])


def _actors(view: View, noun: Token) -> list[Party]:
    """Who acts by the verb over a noun; not where the noun itself is its subject."""
    verb = _verb(noun)
    actor = subject_of(verb) if verb is not None else None
    if actor is None or actor.i == noun.i:
        return []
    found = [view.named(one) for one in joined(actor)]
    return view.both(actor) or [one for one in found if one is not None and one.country]


def _with(view: View, noun: Token, *prepositions: str) -> list[Party]:
    """Parties of a noun's prepositions, or of its verb's."""
    verb = _verb(noun)
    tokens = [*objects(noun, *prepositions), *(objects(verb, *prepositions) if verb is not None else ())]
    found = [one for one in (view.named(token) for token in tokens) if one is not None and one.country]
    named = [one for token in tokens for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, token))]
    return found or named


def _is_planned(noun: Token) -> bool:
    """'a proposed sale', 'a draft agreement'."""
    return any(one.lemma_.lower() in words("planned") or one.lower_ in words("planned") for one in noun.children)


def _fate(noun: Token) -> str | None:
    """What the verb over a noun does to it: ends it, refuses it, or neither."""
    verb = _verb(noun)
    if verb is None or is_denied(verb) or verb.dep_ == "advcl":
        return None
    kind = kind_of(verb)
    if kind == "withdraw" and any(has_noun(one, "pact_noun") for one in objects(verb, "in", "with")):
        return "signed"  # 'the talks ended in a settlement'
    if kind in ("withdraw", "revoke"):
        return "negotiating" if is_uncertain(verb) else "withdrawn"
    return "rejected" if kind in ("refuse", "halt", "forbid") else None


def pact(view: View, noun: Token) -> Frame | None:
    """'an agreement between A and B on …', 'the A-B pact', 'A has a partnership with B'."""
    if _is_not_one(view, noun):
        return None
    sides = _pact_sides(view, noun)
    first = sides[0] if sides else None
    second = different(sides[1:], first)
    if second is None and any(objects(noun, "with")):
        first, second = or_host(view, first, None), first
    is_had = second is None and first is not None and (_is_had(noun) or _is_held(noun, first))
    second = or_host(view, first, None) if is_had else second
    assets = assets_of(view, noun) or (view.last_asset() if is_had else ())
    verb = _verb(noun)
    is_asked = verb is not None and verb.dep_ in ("xcomp", "ccomp", "advcl") and kind_of(verb.head) == "demand"
    if is_asked or first is None or second is None or not assets:
        return None
    status = _fate(noun) or _standing(view, noun)
    return view.frame(
        "talks" if status == "negotiating" else "signed", *by_owner(view, first, second), status, assets, 1
    )


def _is_not_one(view: View, noun: Token) -> bool:
    """'the contracts with Russia and China', a memorandum that runs out, accords of 'two governments'."""
    over = _verb(noun)
    is_many = noun.tag_ == "NNS" and any(one.lower_ in ("the", "its") for one in noun.children)
    is_many = is_many and len(_with(view, noun, "with")) > 1
    is_aside = noun.dep_ == "pobj" and noun.head.lower_ in ("despite", "notwithstanding") and not view.inside(noun)
    is_unnamed = over is not None and are_unnamed(view.sentence, view.cast, subject_of(over))
    return is_many or is_unnamed or is_aside or is_expiring(noun)


def _pact_sides(view: View, noun: Token) -> list[Party]:
    """Who makes a pact: between whom, with whom, whose it is, and who acts."""
    between, others = _with(view, noun, "between"), _with(view, noun, "with")
    makers = _before(view, noun) or ([] if between else _actors(view, noun))
    if not between and others and not makers:
        makers = [one for one in [or_host(view, others[0], None)] if one is not None]
    sides = [*makers, *between, *others]
    named = sides_in(view.sentence, view.cast, view.sentence.span)
    if not named and view.inside(noun) and any(one.lower_ == "the" for one in noun.children):
        sides = view.setting.pair(view.sentence)  # 'the minerals agreement of April'
    if not between and different(sides, sides[0] if sides else None) is None:
        sides = [*_actors(view, noun), *sides]
    return sides


def _standing(view: View, noun: Token) -> str:
    """How an agreement stands: planned, signed, or in force; 'has a partnership' is in force."""
    verb = _verb(noun)
    lemma = verb.lemma_.lower() if verb is not None else ""
    if verb is not None and verb.tag_ == "VBG" and verb.dep_ in ("nsubj", "nsubjpass", "csubj", "csubjpass"):
        verb = verb.head  # 'the signing of an agreement has been put off'
    is_put_off = verb is not None and verb.lemma_ == "put" and any(one.lower_ == "off" for one in verb.children)
    if verb is not None and (is_denied(verb) or is_put_off):
        return "negotiating"  # 'failed to agree on the text'
    above = {one.lemma_.lower() for one in [*_above(noun), *(verb.children if verb is not None else ())]}
    if _is_planned(noun) or above & set(words("towards")) or (verb is not None and is_uncertain(verb)):
        return "negotiating"
    if IN_FORCE.search(view.sentence.text):
        return "in_force"
    if any(one.lemma_.lower() in SIGNED for one in noun.subtree if one.tag_.startswith("VB")):
        return "signed"
    return "in_force" if lemma == "have" and _is_had(noun) else "signed"


def _is_held(noun: Token, first: Party) -> bool:
    """'Rosatom's contract to mine lithium': a firm's own contract, which the host has given."""
    is_own = any(one.dep_ == "poss" for one in noun.children) and noun.tag_ == "NN"
    is_own = is_own and any(one.lemma_.lower() in words("mining_verb") for one in noun.children if one.dep_ == "acl")
    return is_own and firm_country(first.name) is not None and noun.lemma_.lower() in words("given_noun")


def _is_had(noun: Token) -> bool:
    """'has a contract of its own', 'won a contract'."""
    verb = _verb(noun)
    held = verb is not None and verb.lemma_.lower() in ("have", "hold", "win", "secure", "keep") and not is_denied(verb)
    return held and noun.dep_ == "dobj"


def talk(view: View, noun: Token) -> Frame | None:
    """'talks between A and B on …', 'A opened negotiations with B over …'."""
    between = _with(view, noun, "between")
    sides = [*between, *_before(view, noun), *_actors(view, noun), *_with(view, noun, "with")]
    start, end = span_of(view.sentence, noun)
    is_on = any(start <= one.span[0] < end for one in view.minerals)
    sides = sides or (view.setting.pair(view.sentence) if is_on else [])
    first = sides[0] if sides else None
    second = different(sides[1:], first)
    second = or_host(view, first, second) if is_on else second
    assets = assets_of(view, noun)
    verb = _verb(noun)
    if first is None or second is None or not assets or (verb is not None and is_denied(verb)):
        return None
    fate = _fate(noun)
    status = fate if fate in ("withdrawn", "signed") else "negotiating"
    return view.frame("talks", *by_owner(view, first, second), status, assets, 1)


def offer(view: View, noun: Token) -> Frame | None:
    """'China's offer to expand …', 'a bid from Japan for a stake': from the bidder to whom it is made or the host."""
    is_own = any(one.dep_ == "poss" and one.pos_ == "PRON" for one in noun.children)
    is_own = is_own or _is_light(noun)
    named = [*_with_noun(view, noun, "from", "by"), *(_actors(view, noun) if is_own else []), *_before(view, noun)]
    is_left = noun.dep_ == "nsubj" and noun.head.lemma_ in ("be", "remain", "stand", "lie", "sit")
    named += _planner(view, noun)
    named += _agents(view, noun) if noun.dep_ == "nsubjpass" else _possessor(view, noun)
    bidder = next(iter(named), None)
    assets = _wanted(view, noun) or (_after_colon(view, noun) if is_own else ())
    if bidder is None or bidder.country is None or not assets:
        return None
    verb = _verb(noun)
    named_to = [*_with(view, noun, "to", "before"), *_datives(view, noun)] if _is_light(noun) or is_left else []
    is_met = verb is not None and (kind_of(verb) == "refuse" or verb.lemma_ in ("receive", "get", "consider", "weigh"))
    refusers = _actors(view, noun) if is_met else []
    ends = [one for token in noun.subtree for one in objects(token, "to") if token.pos_ in ("NOUN", "PROPN", "VERB")]
    reached = [one for end in ends for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, end))]
    other = different([*refusers, *_with_noun(view, noun, "to"), *named_to, *reached], bidder)
    return view.frame("offer", bidder, or_host(view, bidder, other), _fate(noun) or "offered", assets)


def _planner(view: View, noun: Token) -> list[Party]:
    """'told parliament that his plan contains an offer to …': who speaks of a plan of his own."""
    verb = _verb(noun)
    plan = subject_of(verb) if verb is not None and verb.lemma_ in ("contain", "include") else None
    is_own = plan is not None and any(one.dep_ == "poss" and one.pos_ == "PRON" for one in plan.children)
    if verb is None or not is_own or noun.dep_ != "dobj":
        return []
    speaker = view.named(subject_of(verb.head)) if verb.dep_ == "ccomp" else view.memory.person
    return [speaker] if speaker is not None and speaker.country else []


def _agents(view: View, noun: Token) -> list[Party]:
    """'the offer was put to A by B': B."""
    return [one for token in objects(noun.head, "by") if (one := view.named(token)) is not None and one.country]


def _possessor(view: View, noun: Token) -> list[Party]:
    """'Its offer of an alliance … is still before …': whom the pronoun stands for."""
    is_its = any(one.dep_ == "poss" and one.lower_ in ("its", "their") for one in noun.children)
    thing = view.memory.thing if is_its and noun.dep_ in ("nsubj", "nsubjpass") else None
    return [thing] if thing is not None and thing.country else []


def _datives(view: View, noun: Token) -> list[Party]:
    """'made the Americans an offer': the Americans."""
    ends = [one for one in noun.head.children if one.dep_ == "dative" and one.pos_ != "ADP"]
    return [one for end in ends if (one := view.named(end)) is not None and one.country]


def _after_colon(view: View, noun: Token) -> tuple[str, ...]:
    """'made an offer of his own: their companies could mine rare earths': what is offered follows the colon."""
    colon = next((one.i for one in noun.doc[noun.i :] if one.text == ":"), None)
    if colon is None:
        return ()
    start = view.sentence.at(noun.doc[colon])
    return tuple(dict.fromkeys(one.name for one in view.minerals if one.span[0] > start))


def _is_light(noun: Token) -> bool:
    """'has made an offer', 'addressed a request': who acts by the verb is who offers or asks."""
    verb = _verb(noun)
    if verb is None:
        return False
    comes_with = noun.dep_ == "pobj" and noun.head.lower_ == "with" and verb.lemma_.lower() in words("coming_verb")
    return comes_with or verb.lemma_.lower() in words("light_verb") and noun.dep_ in ("dobj", "nsubjpass")


def _with_noun(view: View, noun: Token, *prepositions: str) -> list[Party]:
    """Parties of a noun's own prepositions."""
    found = [view.named(token) for token in objects(noun, *prepositions)]
    return [one for one in found if one is not None and one.country]


def _wanted(view: View, noun: Token) -> tuple[str, ...]:
    """The mineral that a noun's own phrase names, or means by a resource."""
    start, end = span_of(view.sentence, noun)
    inside = tuple(dict.fromkeys(one.name for one in view.minerals if start <= one.span[0] < end))
    return inside or (assets_of(view, noun) if has_noun(noun, "right_noun") or has_noun(noun, "resource_noun") else ())


def demand(view: View, noun: Token) -> Frame | None:
    """'India's request for access to …'; what is wanted in return for a mineral is an offer of it."""
    asking = _actors(view, noun) if _is_light(noun) else []
    who = next(iter([*_with_noun(view, noun, "from", "by"), *_before(view, noun), *asking]), None)
    assets = _wanted(view, noun)
    if who is None or who.country is None or not assets:
        return None
    if AFTER_CUE.search(view.sentence.text) and not _is_for_a_right(noun) and _told(noun) is None:
        recipient = different([one for _, one in sides_in(view.sentence, view.cast, view.sentence.span)], who)
        return view.frame("offer", who, recipient or or_host(view, who, None), "offered", assets)
    told = _told(noun)
    asked = view.named(told) if told is not None else None
    other = or_host(view, who, different([asked, *_with_noun(view, noun, "to", "on", "of")], who))
    if not (_is_for_a_right(noun) or asked is not None) or other is None:
        return None
    return view.frame("demand", who, other, _fate(noun) or "demanded", assets)


def _told(noun: Token) -> Token | None:
    """Who is to give by 'a demand that Ukraine hand over rare earths'."""
    acts = [one for one in noun.children if one.dep_ in ("acl", "ccomp", "relcl")]
    acts = [one for one in acts if one.lemma_.lower() in words("giving_verb")]
    return next((one for act in acts for one in act.children if one.dep_ == "nsubj"), None)


def _is_for_a_right(noun: Token) -> bool:
    """Whether a right, not a lot of metal on a market, is asked for."""
    kinds = ("claim_noun", "trade_noun", "right_noun", "buying_noun")
    asked = [one.lemma_.lower() for token in objects(noun, "for", "about", "on") for one in token.subtree]
    return any(one in words(kind) for one in asked for kind in kinds)


def limit(view: View, noun: Token) -> Frame | None:
    """'China's curbs on exports of tungsten', 'the ban on nickel ore': a measure that stands."""
    start, end = span_of(view.sentence, noun)
    inside = tuple(dict.fromkeys(one.name for one in view.minerals if start <= one.span[0] < end))
    before = [one for one in noun.children if one.i < noun.i]
    is_known = any(one.lower_ == "the" or one.dep_ == "poss" for one in before) or bool(_before(view, noun))
    verb = _verb(noun)
    is_kept = verb is not None and noun.dep_ in ("dobj", "pobj") and kind_of(verb) not in ("withdraw", "revoke", "tell")
    made = _actors(view, noun) if is_kept and not inside else []
    inside = inside or (view.inside(verb) or view.last_asset() if made and _is_on_trade(noun) else ())
    is_known = is_known or bool(made)
    owner = view.named(_whose(noun))
    owners = [owner] if owner is not None and owner.country else []
    ruler = next(iter([*owners, *_with_noun(view, noun, "by", "in"), *_before(view, noun), *made]), None) or view.host()
    is_ending = verb is not None and kind_of(verb) in ("withdraw", "revoke") and not is_denied(verb)
    is_ended = is_ending and verb is not None and kind_of(verb.head) != "demand"
    if not inside or not is_known or ruler is None or is_ended:
        return None
    is_open = _is_planned(noun) or (bool(made) and verb is not None and is_uncertain(verb))
    status = "negotiating" if is_open else "in_force"
    return view.frame("measure", ruler, None, status, inside, measure=noun.lemma_.lower())


def _whose(noun: Token) -> Token | None:
    """Whom 'whose' stands for: 'China, whose export controls on rare earths hurt carmakers'."""
    is_whose = any(one.tag_ == "WP$" for one in noun.children)
    clause = next((one for one in noun.ancestors if one.dep_ == "relcl"), None) if is_whose else None
    return clause.head if clause is not None else None


def _is_on_trade(noun: Token) -> bool:
    return any(one.lemma_.lower() in words("trade_noun") for one in noun.subtree)


def sale(view: View, noun: Token) -> Frame | None:
    """'the proposed sale of a mine to a Chinese smelter': from the owner, else the host, to the buyer."""
    thing = next(objects(noun, "of"), None)
    buys = noun.lemma_.lower() in words("buying_noun")
    buyer = next(
        iter([*(_before(view, noun) if buys else _with(view, noun, "to")), *_with_noun(view, noun, "by")]), None
    )
    is_none = any(one.lower_ == "no" for one in noun.children)
    is_right = has_noun(thing, "right_noun") or (is_none and bool(view.inside(thing)))
    if not is_right or buyer is None or noun.tag_ == "NNS":
        return None
    seller = different([] if buys else _before(view, noun), buyer) or or_host(view, buyer, None)
    assets = _wanted(view, noun) or view.last_asset()
    if seller is None or not assets:
        return None
    status = _fate(noun) or ("negotiating" if _is_planned(noun) else "agreed")
    verb = _verb(noun)
    is_asked = verb is not None and (is_uncertain(verb) or kind_of(verb.head) == "demand")
    status = "rejected" if is_none else "negotiating" if is_asked else status
    return view.frame("award", seller, buyer, status, assets)


READERS: dict[str, Callable[[View, Token], Frame | None]] = {
    "pact": pact,
    "talk": talk,
    "offer": offer,
    "demand": demand,
    "sale": sale,
    "limit": limit,
}
