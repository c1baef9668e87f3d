"""What one side binds itself to do for another, and on what condition a deal is made to depend.

'has agreed with X to suspend its controls', 'pledged that it would not limit exports to X', 'will finance a refinery in
X', 'any deal must be tied to guarantees'. The verbs are rows of `news_words` (undertaking_verb, financing_verb).
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from orecast.news import lexicon
from orecast.news.clauses import (
    View,
    arguments,
    by_owner,
    has_noun,
    is_denied,
    is_supposed,
    is_uncertain,
    joined_after,
    kind_of,
    named_inside,
)
from orecast.news.framing import Frame
from orecast.news.lexicon import words
from orecast.news.mentions import places_in
from orecast.news.parsing import Token
from orecast.news.product import Party
from orecast.news.roles import consideration_in
from orecast.news.sides import country_party, different, is_state, joined, objects, other_side, sides_in, span_of
from orecast.news.speakers import subject_of

LIMITS = frozenset(["ban", "limit", "restrict", "halt", "block", "curb", "suspend", "end", "pause", "freeze",
                    "impose", "introduce", "levy", "cap"])  # fmt: skip
MUST = frozenset(["must", "should", "has", "have", "needs", "need", "would", "will", "shall"])
CONDITION = frozenset(["tie", "link", "depend", "hinge", "include", "contain", "come", "couple", "pair", "rest"])
TIED = frozenset(["to", "on", "with", "upon"])
GOING_ON = re.compile(r"\b(?:on|over|about|for)\b")


def undertake(view: View, verb: Token) -> Frame | None:
    """'A agreed with B to suspend its controls on tin', 'A pledged B not to limit exports': agreed, from A to B."""
    actor, thing, dative = arguments(verb)
    inner = next((one for one in verb.children if one.dep_ in ("xcomp", "ccomp") and one.i > verb.i), None)
    if inner is None or is_denied(verb) or is_supposed(verb) or is_uncertain(verb):
        return None
    acts = _acts(inner)
    if not acts or any(one.lower_ in ("sign", "negotiate", "talk", "discuss", "meet") for one in acts):
        return None
    giver, assets = view.side(actor), view.inside(inner)
    tokens = [thing, dative, *objects(verb, "with", "to"), *(end for act in acts for end in _ends(act))]
    taker = other_side([view.named(one) for one in tokens if one is not None], giver)
    taker = taker or other_side([*_reached(view, acts), *named_inside(view, verb)], giver)
    if giver is None or not giver.country or taker is None or not assets:
        return None
    buys = any(act.lemma_.lower() in words("buying_verb") for act in acts)
    giver, taker = (taker, giver) if buys else (giver, taker)
    return view.frame("offer", giver, taker, "agreed", assets, 4)


def _acts(inner: Token) -> list[Token]:
    """The verbs of what is undertaken that concern a mineral, a limit on one or a right to one."""
    joined = [inner, *(one for one in inner.subtree if one.dep_ in ("conj", "pcomp") and one.pos_ == "VERB")]
    return [one for one in joined if one.lemma_.lower() in words("undertaken_verb") and not _is_threat(one)]


def _is_threat(act: Token) -> bool:
    """'vowed to halt exports' binds nobody for another; 'not to halt exports' and 'to suspend the ban' do."""
    chain = [act, *([act.head] if act.dep_ == "conj" else [])]
    is_kept = any(one.dep_ == "neg" for token in chain for one in token.children)
    things = [one for one in act.children if one.dep_ in ("dobj", "nsubjpass")]
    return act.lemma_.lower() in LIMITS and not is_kept and not any(has_noun(one, "measure_noun") for one in things)


def _ends(act: Token) -> Iterable[Token]:
    """To whom something is done: the dative, and what stands after 'to' and 'for'."""
    yield from (one for one in act.children if one.dep_ == "dative" and one.pos_ != "ADP")
    yield from objects(act, "to", "for", "with")


def _reached(view: View, acts: list[Token]) -> list[Party]:
    """Parties named under 'to' anywhere in what is undertaken: 'exports of rare earths to American buyers'."""
    ends = [end for act in acts for one in act.subtree for end in objects(one, "to", "with")]
    return [one for end in ends for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, end))]


def trade_off(view: View, verb: Token) -> Frame | None:
    """'A will lift its curbs on shipments to B in exchange for a lower tariff': agreed, from A to B."""
    actor, _, _ = arguments(verb)
    is_decided = any(one.dep_ == "aux" and one.lower_ in ("will", "has", "have") for one in verb.children)
    if not is_decided or is_denied(verb) or is_supposed(verb) or consideration_in(view.sentence.text) is None:
        return None
    giver, assets = view.side(actor), view.inside(verb)
    taker = other_side([*_reached(view, [verb]), *(view.named(one) for one in _ends(verb))], giver)
    if giver is None or not giver.country or taker is None or not assets:
        return None
    return view.frame("offer", giver, taker, "agreed", assets)


def could_be(view: View, verb: Token) -> Frame | None:
    """'two million tonnes could be sold to the United States, Putin suggested': offered by who says so."""
    is_open = any(one.dep_ == "aux" and one.lower_ in ("could", "can", "may", "might") for one in verb.children)
    is_passive = any(one.dep_ == "auxpass" for one in verb.children) and not any(objects(verb, "by"))
    if not is_open or not is_passive or is_denied(verb) or is_supposed(verb):
        return None
    named = tuple(dict.fromkeys(one.name for one in view.minerals))
    giver, assets = _speaker(view, verb), view.inside(verb) or named or view.last_asset()
    ends = [*map(view.named, _ends(verb))]
    ends += [
        one
        for end in objects(verb, "with")
        for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, end))
    ]
    taker = different([one for one in ends if one is not None and one.country], giver)
    if giver is None or not giver.country or taker is None or not assets:
        return None
    return view.frame("offer", giver, taker, "offered", assets)


def pass_on(view: View, verb: Token) -> Frame | None:
    """'a draft of the minerals agreement was handed to B by A': A's terms, which are talked about."""
    actor, thing, dative = arguments(verb)
    if thing is None or thing.lemma_.lower() not in words("text_noun") or is_denied(verb) or is_supposed(verb):
        return None
    giver, assets = view.side(actor), view.inside(thing) or view.last_asset()
    taker = different([view.named(one) for one in [dative, *objects(verb, "to")] if one is not None], giver)
    is_deal = has_noun(thing, "pact_noun") or view.setting.is_of_deal(view.sentence)
    if giver is None or not giver.country or taker is None or not taker.country or not assets or not is_deal:
        return None
    return view.frame("talks", giver, taker, "negotiating", assets, 4)


def tender(view: View, verb: Token) -> Frame | None:
    """'Ukraine has opened a tender for the lithium deposit': offered to nobody named."""
    actor, thing, _ = arguments(verb)
    host, assets = view.side(actor) if actor is not None else view.host(), view.inside(verb)
    if thing is None or thing.lemma_.lower() not in words("tender_noun") or is_denied(verb) or is_supposed(verb):
        return None
    if host is None or not host.country or not assets or is_uncertain(verb):
        return None
    return view.frame("offer", host, None, "offered", assets)


def lend(view: View, verb: Token) -> Frame | None:
    """'Australia will lend Arafura $200 million to build a rare earths refinery': from the lender to the firm."""
    actor, thing, dative = arguments(verb)
    purpose = [one for one in verb.subtree if one.dep_ in ("relcl", "advcl", "xcomp", "acl") and one.tag_ == "VB"]
    works = [one for one in purpose if has_noun(one, "plant_noun") or has_noun(one, "resource_noun")]
    ends = [dative, *objects(verb, "to")]
    giver, taker = (
        view.side(actor),
        next((one for one in map(view.named, ends) if one is not None and one.country), None),
    )
    is_money = thing is not None and any(one.tag_ == "$" or one.ent_type_ == "MONEY" for one in thing.subtree)
    assets = view.inside(verb)
    if is_denied(verb) or is_supposed(verb) or not is_money or not (works or assets):
        return None
    if giver is None or not giver.country or taker is None or taker.name == giver.name or not assets:
        return None
    is_sure = verb.tag_ in ("VBD", "VBN") or any(one.lower_ in ("will", "has", "have", "to") for one in verb.children)
    return view.frame("offer", giver, taker, "agreed" if is_sure else "offered", assets)


def finance(view: View, verb: Token) -> Frame | None:
    """'Washington will help to finance a gallium refinery in Australia': from the payer to the plant's country."""
    actor, thing, _ = arguments(verb)
    auxiliaries = {one.lower_ for token in (verb, verb.head) for one in token.children if one.dep_ == "aux"}
    is_sure = bool(auxiliaries & {"will", "has", "have"}) or verb.tag_ == "VBD"
    if thing is None or is_denied(verb) or is_supposed(verb) or not is_sure or not has_noun(thing, "plant_noun"):
        return None
    giver, assets = view.side(actor), view.inside(thing)
    owners = [one for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, thing))]
    places = [_place(view, one) for one in [thing, *objects(verb, "in", "at", "near")]]
    place = next((one for one in places if one is not None), None)
    taker = different([*([place] if place else []), *owners], giver)
    if giver is None or not giver.country or taker is None or not assets:
        return None
    return view.frame("offer", giver, taker, "agreed", assets, 4)


def team_up(view: View, verb: Token) -> Frame | None:
    """'The company will join the army and the miner Maaden in building a refinery', 'A teams up with B on a mine'."""
    actor, thing, _ = arguments(verb)
    if is_denied(verb) or is_supposed(verb):
        return None
    others = [*(joined(thing) if thing is not None else ()), *objects(verb, "with"), *joined_after(actor)]
    named = [one for one in map(view.named, [actor, *others]) if one is not None and one.country]
    spans = [span_of(view.sentence, one) for one in others]
    named += [one for span in spans for _, one in sides_in(view.sentence, view.cast, span)]
    first, assets = next(iter(named), None), view.inside(verb)
    second = different(named[1:], first)
    host = view.host()
    is_firm = first is not None and not is_state(first)
    if host is not None and second is not None and second.country == host.country and is_firm:
        first, second = second, first  # the host's side gives
    is_work = has_noun(verb, "plant_noun") or has_noun(verb, "resource_noun")
    if first is None or second is None or not assets or not is_work:
        return None
    is_sure = verb.tag_ in ("VBD", "VBN") or any(one.lower_ in ("will", "has", "have") for one in verb.children)
    kind, status = ("award", "agreed") if is_sure else ("talks", "negotiating")
    return view.frame(kind, *by_owner(view, first, second), status, assets, 2)


def _place(view: View, thing: Token) -> Party | None:
    """The country of the first place under a noun, a region too."""
    found = places_in(view.cast.text, span_of(view.sentence, thing))
    return country_party(lexicon.country_of(found[0].name)) if found else None


def condition(view: View, verb: Token) -> Frame | None:
    """'any minerals deal must be tied to guarantees, A said': A's demand on the other side of the deal."""
    actor, thing, _ = arguments(verb)
    deal = thing if any(one.dep_ == "nsubjpass" for one in verb.children) else actor
    is_deal = deal is not None and words("deal_nominal").get(deal.lemma_.lower()) in ("pact", "talk")
    is_bound = any(one.dep_ == "aux" and one.lower_ in MUST for one in verb.children)
    if deal is None or not is_deal or not is_bound or is_denied(verb) or is_supposed(verb):
        return None
    price = next((one for one in objects(verb, *TIED)), None) or (thing if thing is not deal else None)
    asker, assets = _speaker(view, verb), view.inside(deal) or view.last_asset()
    if price is None or asker is None or not asker.country or not assets or view.inside(price):
        return None
    if not has_noun(price, "consideration_noun"):
        return None
    other = different([*view.setting.pair(view.sentence), view.host()], asker)
    if other is None:
        return None
    paid = view.cast.text[slice(*span_of(view.sentence, price))]
    return replace(view.frame("demand", asker, other, "demanded", assets), consideration=paid)


def _speaker(view: View, verb: Token) -> Party | None:
    """Who says so in the sentence, else who spoke last."""
    above = next((one for one in verb.ancestors if one.lemma_.lower() in words("say")), None)
    subject = subject_of(above) if above is not None else None
    said = view.side(subject) if subject is not None and subject.pos_ != "PRON" else None
    return said or view.setting.voices.get(view.sentence.span) or view.memory.person


def begun(view: View, verb: Token) -> Frame | None:
    """'talks had begun with American companies on rare earth projects in Russia'."""
    actor, thing, _ = arguments(verb)
    talk = actor if actor is not None and words("deal_nominal").get(actor.lemma_.lower()) == "talk" else thing
    is_talk = talk is not None and words("deal_nominal").get(talk.lemma_.lower()) == "talk"
    if talk is None or not is_talk or is_denied(verb) or kind_of(verb.head):
        return None
    assets = view.inside(verb)
    with_whom = [view.named(one) for one in [*objects(verb, "with", "between"), *objects(talk, "with", "between")]]
    sides = [one for one in with_whom if one is not None and one.country]
    makers = [view.side(actor)] if talk is not actor and actor is not None else []
    first = different([*makers, *sides, view.host()], None) if not sides else sides[0]
    others = [*makers, *sides[1:], _place(view, verb), view.host(), _speaker(view, verb)]
    second = different([one for one in others if one is not None and one.country], first)
    if first is None or second is None or not assets:
        return None
    return view.frame("talks", *by_owner(view, first, second), "negotiating", assets, 1)  # the host gives
