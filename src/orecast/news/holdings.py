"""Shares and supplies: who will own how much of a mine, and who sells whom a mineral for years."""

import re

from orecast.news.clauses import View, arguments, by_owner, has_noun, is_denied, is_supposed, is_uncertain, or_host
from orecast.news.framing import Frame
from orecast.news.lexicon import words
from orecast.news.parsing import Token
from orecast.news.sides import different, joined, objects, sides_in, span_of

LASTING = re.compile(
    r"\b(?:for (?:at least |up to |the next )?[\w-]+ (?:years|decades)|(?:a|per|each|every) (?:year|annum)|annually|"
    r"(?:from|until|through|starting|beginning) (?:in )?20\d\d|long-term|multi-year|\w+-year|"
    r"under (?:heads of terms|(?:an?|the|its) (?:[\w-]+ ){0,3}?"
    r"(?:contract|agreement|deal|memorandum|offtake|accord)))\b",
    re.IGNORECASE,
)
SHARES = frozenset(["percent", "%", "tenth", "fifth", "quarter", "third", "half", "cent", "minority", "majority"])


def is_share(token: Token | None) -> bool:
    """'49 percent of a refinery', 'a tenth of the project'."""
    return token is not None and any(one.lemma_.lower() in SHARES for one in token.subtree)


def hold(view: View, verb: Token) -> Frame | None:
    """'will own 49 percent of a refinery for rare earths': agreed between the owner's side and the host."""
    actor, thing, _ = arguments(verb)
    is_to_be = any(one.dep_ == "aux" and one.lower_ in ("will", "would", "to") for one in verb.children)
    if thing is None or is_denied(verb) or is_supposed(verb) or not is_to_be or not is_share(thing):
        return None
    taker = view.side(actor)
    assets = view.inside(thing) or view.inside(verb) or view.last_asset()
    sides = [one for _, one in sides_in(view.sentence, view.cast, view.sentence.span)]
    giver = or_host(view, taker, different(sides, taker))
    if taker is None or not taker.country or giver is None or not assets:
        return None
    return view.frame("award", giver, taker, "agreed", assets)


def supply(view: View, verb: Token) -> Frame | None:
    """'buys graphite from the mine for seven years', 'agreed to supply the contractor from 2028': an offtake."""
    actor, thing, dative = arguments(verb)
    is_plan = verb.dep_ in ("xcomp", "pcomp") and is_uncertain(verb) and thing is not None and bool(view.inside(thing))
    if is_denied(verb) or is_supposed(verb) or not (is_plan or _is_lasting(view, verb)):
        return None
    assets = (view.inside(thing) if thing is not None else ()) or view.inside(verb)
    is_bare = thing is None or thing.pos_ == "PRON" or has_noun(thing, "resource_noun") or has_noun(thing, "trade_noun")
    is_supply = words("deal_verb").get(verb.lemma_.lower()) == "supply"
    assets = assets or (view.last_asset() if is_bare or is_supply else ())
    taking = verb.lemma_.lower() in words("taking_verb")
    goods = next(objects(verb, "with"), None)
    if dative is None and thing is not None and goods is not None and view.inside(goods) and not view.inside(thing):
        dative, assets = thing, view.inside(goods)  # 'to supply Germany with lithium'
    tokens = [
        one for one in [dative, *objects(verb, *(("from", "of") if taking else ("to", "for")))] if one is not None
    ]
    near = [view.named(one) for one in tokens]
    near += [one for token in tokens for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, token))]
    owners = sides_in(view.sentence, view.cast, span_of(view.sentence, thing)) if thing is not None else []
    subject = view.side(actor)
    other = next((one for one in near if one is not None and one.country), None)
    other = other or different([one for _, one in owners], subject)
    if subject is None or not subject.country or other is None or subject.name == other.name or not assets:
        return None
    giver, taker = (other, subject) if taking else (subject, other)
    is_agreed = _is_lasting(view, verb)
    return view.frame(
        "signed" if is_agreed else "talks", giver, taker, "agreed" if is_agreed else "negotiating", assets, 4
    )


def join(view: View, verb: Token) -> Frame | None:
    """'A and B plan to build a rare earth refinery', 'A will develop a mine with B': a joint work of two countries."""
    actor, thing, _ = arguments(verb)
    thing = thing if thing is not None else next(objects(verb, "for"), None)
    is_joint = any(one.lower_ in ("jointly", "together") for one in verb.children) or has_noun(thing, "resource_noun")
    if actor is None or thing is None or is_denied(verb) or is_supposed(verb) or not is_joint:
        return None
    sides = [view.named(one) for one in [*joined(actor), *objects(verb, "with"), *objects(thing, "with")]]
    known = [one for one in sides if one is not None and one.country]
    first = next(iter(known), None)
    second, assets = different(known[1:], first), view.inside(thing)
    if first is None or second is None or not assets:
        return None
    is_sure = any(one.dep_ == "aux" and one.lower_ in ("will", "shall", "have", "has") for one in verb.children)
    status = "agreed" if is_sure else "negotiating"
    return view.frame("signed" if is_sure else "talks", *by_owner(view, first, second), status, assets, 2)


def fall(view: View, verb: Token) -> Frame | None:
    """'the majority of the mine went to a venture of Barrick': from the host to who gets it."""
    actor, _, _ = arguments(verb)
    ends = list(objects(verb, "to"))
    named = [view.named(one) for one in ends]
    named += [one for end in ends for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, end))]
    taker = next((one for one in named if one is not None and one.country), None)
    giver = or_host(view, taker, None)
    is_right = actor is not None and (actor.lemma_.lower() in words("right_noun") or is_property(view, actor))
    is_contracted = LASTING.search(view.sentence.text) is not None
    is_right = is_right or is_contracted
    assets = view.inside(actor) or view.inside(verb) or (view.last_asset() if is_contracted else ())
    if not is_right or is_denied(verb) or is_supposed(verb) or taker is None or giver is None or not assets:
        return None
    return view.frame("award", giver, taker, "negotiating" if is_uncertain(verb) else "agreed", assets)


def own(view: View, verb: Token) -> Frame | None:
    """'has first refusal on the deposit': a right that is held, given by the host."""
    actor, thing, _ = arguments(verb)
    if thing is None or thing.lemma_.lower() not in words("held_noun") or is_denied(verb) or is_supposed(verb):
        return None
    holder = view.side(actor)
    giver = or_host(view, holder, None)
    assets = view.inside(thing) or view.inside(verb) or (view.last_asset() if has_noun(thing, "resource_noun") else ())
    if holder is None or not holder.country or giver is None or not assets:
        return None
    return view.frame("award", giver, holder, "in_force", assets)


def pick(view: View, verb: Token) -> Frame | None:
    """'has picked Rio Tinto as its partner for lithium': agreed between who picks and who is picked."""
    actor, thing, _ = arguments(verb)
    role = next(objects(verb, "as", "for"), None)
    giver, taker = view.side(actor), view.named(thing)
    assets = view.inside(verb)
    if is_denied(verb) or is_supposed(verb) or is_uncertain(verb) or role is None or not assets:
        return None
    if giver is None or taker is None or not giver.country or not taker.country or giver.country == taker.country:
        return None
    return view.frame("award", giver, taker, "agreed", assets)


def apply(view: View, verb: Token) -> Frame | None:
    """'applied for an exploration permit at Okondja': asked of the host."""
    actor, _, _ = arguments(verb)
    wanted = next(objects(verb, "for"), None)
    if is_denied(verb) or is_supposed(verb) or not has_noun(wanted, "right_noun"):
        return None
    bidder = view.side(actor)
    asked = [one for one in map(view.named, objects(verb, "to")) if one is not None and one.country]
    host = or_host(view, bidder, different(asked, bidder))
    assets = view.inside(verb) or view.last_asset()
    if bidder is None or not bidder.country or host is None or not assets:
        return None
    return view.frame("demand", bidder, host, "demanded", assets)


def drop(view: View, verb: Token) -> Frame | None:
    """'have abandoned plans for a plant that would have given them lithium': an offer that its maker ends."""
    actor, thing, _ = arguments(verb)
    thing = thing if thing is not None else next(objects(verb, "of", "from"), None)
    if actor is None or thing is None or is_denied(verb) or is_supposed(verb) or is_uncertain(verb):
        return None
    noun = thing.lemma_.lower()
    if noun not in words("plan_noun") and words("deal_nominal").get(noun) != "offer":
        return None
    bidder, assets = view.side(actor), view.inside(verb)
    sources = [view.named(one) for token in verb.subtree for one in objects(token, "from", "with", "to")]
    other = or_host(view, bidder, different([one for one in sources if one is not None and one.country], bidder))
    if bidder is None or not bidder.country or other is None or not assets:
        return None
    return view.frame("offer", bidder, other, "withdrawn", assets)


def is_property(view: View, thing: Token | None) -> bool:
    """Whether a share is one of a firm, a mine or a plant, not of what is traded."""
    return is_share(thing) and (
        not view.inside(thing) or has_noun(thing, "right_noun") or has_noun(thing, "plant_noun")
    )


def _is_lasting(view: View, verb: Token) -> bool:
    """Whether a sale goes on for years or is contracted, and is neither a wish nor a share of trade."""
    if is_share(next((one for one in verb.children if one.dep_ == "dobj"), None)):
        return False
    start, end = span_of(view.sentence, verb)
    text = view.cast.text[start:end]
    if verb.dep_ == "xcomp" and verb.head.lemma_ == "be" and not is_denied(verb.head):  # 'is to supply'
        return True
    is_agreed = verb.dep_ == "xcomp" and verb.head.lemma_.lower() in ("agree", "commit", "pledge", "contract")
    is_wish = is_uncertain(verb) and not any(one.lower_ in ("will", "shall") for one in verb.children)
    return bool(LASTING.search(text)) and (is_agreed or not is_wish) or is_agreed
