"""Bargains read from the parse: offers, demands, refusals, talks and signatures, each from its own verb's arguments."""

from collections.abc import Iterable
from dataclasses import replace

from orecast.news.clauses import (
    View,
    are_unnamed,
    arguments,
    assets_of,
    by_owner,
    has_noun,
    is_denied,
    is_expiring,
    is_let,
    is_supposed,
    is_uncertain,
    joined_after,
    kind_of,
    named_inside,
    or_host,
)  # fmt: skip
from orecast.news.framing import Frame
from orecast.news.lexicon import words
from orecast.news.parsing import Token
from orecast.news.product import Party
from orecast.news.roles import AFTER_CUE, grant, owner_of
from orecast.news.sides import (
    country_party,
    different,
    firm_country,
    is_state,
    joined,
    objects,
    other_side,
    sides_in,
    span_of,
)
from orecast.news.speakers import subject_of
from orecast.news.standings import IN_FORCE, KNOWN

FURTHER = frozenset(["second", "third", "another", "separate", "similar", "further", "parallel"])
PURPOSE = 12  # words after a pact that say what it is for
MANY = 2  # other countries named: 'he dismissed the U.S.-Ukraine deal' refuses no offer made to him


def offer(view: View, verb: Token) -> Frame | None:
    """'X has offered Y a stake in …': from who offers to whom it is offered, else to the host."""
    actor, thing, dative = arguments(verb)
    if _is_of_deal(view, actor):
        return view.known()
    lemma = verb.lemma_.lower()
    is_bid = lemma in words("bid_verb") and kind_of(verb) == words("deal_verb").get(lemma)
    is_nothing = thing is not None and (thing.lower_ == "nothing" or any(one.lower_ == "no" for one in thing.children))
    is_nothing = is_nothing or (kind_of(verb.head) == "allow" and verb.dep_ in ("ccomp", "xcomp"))
    if is_nothing or is_denied(verb) or is_supposed(verb) or (is_bid and not has_noun(thing, "bid_noun")):
        return None
    is_mining = any(one.lemma_.lower() in words("mining_verb") for one in verb.children)
    is_renewal = any(one.lemma_.lower() in words("renewing_verb") for one in verb.subtree if one.i > verb.i)
    is_open = lemma in ("bid", "approach") or is_mining or is_renewal or has_noun(thing, "right_noun")
    assets = assets_of(view, verb) or (view.last_asset() if is_open else ())
    offeror = view.ruler(actor) if actor is not None and actor.lower_ == "it" else view.side(actor)
    if not assets or offeror is None or offeror.country is None:
        return None
    named = [view.named(one) for one in [dative, *objects(verb, "to", "for"), *(joined(thing) if thing else ())]]
    is_open = lemma in words("to_whom") and not any(objects(verb, "for"))
    inside = [] if is_open else named_inside(view, verb)
    recipient = different(_placed(named), offeror) or different(inside, offeror)
    if recipient is None and verb.dep_ in ("advcl", "xcomp"):
        recipient = different(_placed(view.named(one) for one in arguments(verb.head)[1:]), offeror)
    if recipient is None and lemma in words("to_whom"):
        return None
    recipient = or_host(view, offeror, recipient)
    return view.frame("offer", offeror, recipient, "offered", assets)


def _is_of_deal(view: View, actor: Token | None) -> bool:
    """'It would open mines to …' after 'The proposal …', 'the draft would open …': a word on a deal known before."""
    if actor is None:
        return False
    is_it = actor.lower_ == "it" and view.setting.is_of_deal(view.sentence)
    known = any(one.lower_ in ("the", "that", "this", "such") for one in actor.children)
    kind = words("deal_nominal").get(actor.lemma_.lower())
    return is_it or known and (kind in ("pact", "offer") or actor.lemma_.lower() in words("plan_noun"))


def tell(view: View, verb: Token) -> Frame | None:
    """'We have told the Americans that they can have offtake': offered to whom it is told."""
    actor, thing, dative = arguments(verb)
    offeror = view.side(actor)
    if offeror is not None and offeror.country and any(one.lower_ == "no" for one in verb.children):
        return view.frame("refusal", offeror, None, "rejected", (), 0)
    recipient = different(_placed(view.named(one) for one in (thing, dative)), offeror)
    may = any(one.tag_ == "MD" and one.lower_ in ("can", "could", "may") for one in verb.subtree)
    if not may or not has_noun(verb, "resource_noun") or recipient is None:
        return None
    if offeror is None or offeror.country is None:
        return None
    return view.frame("offer", offeror, recipient, "offered", assets_of(view, verb))


def _placed(parties: Iterable[Party | None]) -> list[Party]:
    """The parties whose country is known."""
    return [one for one in parties if one is not None and one.country]


def _wants_resource(view: View, verb: Token, thing: Token | None) -> bool:
    """Whether what is asked for is a mineral, a right to one, or the end of a limit on one."""
    wanted = [
        thing,
        *objects(verb, "for", "on"),
        *(one for one in verb.children if one.dep_ == "xcomp" and one.lemma_ == "mine"),
    ]
    places = [span_of(view.sentence, one) for one in wanted if one is not None]
    is_named = any(start <= one.span[0] < end for start, end in places for one in view.minerals)
    return is_named or any(has_noun(one, "claim_noun") or has_noun(one, "resource_noun") for one in wanted)


def demand(view: View, verb: Token) -> Frame | None:
    """'X has urged Y to open …', 'X wants access to Y's …': of whom it is asked, else of the owner."""
    actor, thing, dative = arguments(verb)
    inner = next((one for one in verb.children if one.dep_ in ("xcomp", "ccomp")), None)
    gives = inner is not None and _gives(view, inner)
    gives = gives or _wants_an_end(verb)
    if not is_denied(verb) and (paid := _swap(view, verb, actor)) is not None:
        return paid
    if not is_denied(verb) and inner is not None and (invited := _invites(view, actor, inner)) is not None:
        return invited
    if is_denied(verb) or not (gives or _wants_resource(view, verb, thing)):
        return None if is_denied(verb) else _swap(view, verb, actor)
    offeror, assets = view.side(actor), assets_of(view, verb, is_loose=False)
    if offeror is None or offeror.country is None or not assets:
        return None
    asked = [thing, dative, *objects(verb, "from", "of", "to", "on")]
    told = [child for child in inner.children if child.dep_ == "nsubj"] if inner is not None else []
    asked += [*told, *(end for one in (thing.subtree if thing is not None else ()) for end in objects(one, "from"))]
    recipient = different(_placed(view.named(one) for one in asked), offeror)
    if recipient is None and told and told[0].pos_ == "NOUN":
        recipient = or_host(view, offeror, None)  # 'wants the group to supply rare earths'
    recipient = recipient or _owner(view, verb, [thing, *objects(verb, "for", "on")], offeror)
    together = {view.side(one) for one in joined_after(actor)}
    recipient = None if recipient in together else recipient
    is_loose = not view.inside(verb) and thing is not None and thing.lemma_.lower() in words("permit_noun")
    if is_loose and not any(one is not None and view.named(one) == recipient for one in asked):
        return None  # 'wants general licences that cover several shipments'
    return view.frame("demand", offeror, recipient, "demanded", assets) if recipient is not None else None


def _gives(view: View, inner: Token) -> bool:
    """'to supply rare earths', 'go on supplying lithium'."""
    chain = [inner, *(one for one in inner.subtree if one.dep_ in ("xcomp", "pcomp", "conj") and one.pos_ == "VERB")]
    gives = any(one.lemma_.lower() in words("giving_verb") for one in chain)
    return gives and (has_noun(inner, "resource_noun") or bool(view.inside(inner)))


def _invites(view: View, actor: Token | None, inner: Token) -> Frame | None:
    """'wants Washington to invest in its nickel': what is asked is an offer of the mineral."""
    is_own = any(one.lower_ in ("its", "their", "his", "her") and one.dep_ == "poss" for one in inner.subtree)
    guest = next((one for one in inner.children if one.dep_ == "nsubj"), None)
    offeror, recipient = view.side(actor), view.named(guest)
    if inner.lemma_.lower() not in words("investing_verb") or not is_own or offeror is None or recipient is None:
        return None
    assets = view.inside(inner)
    is_other = offeror.country is not None and recipient.country not in (None, offeror.country)
    return view.frame("offer", offeror, recipient, "offered", assets) if is_other and assets else None


def _swap(view: View, verb: Token, actor: Token | None) -> Frame | None:
    """'In return for its graphite, X wants a railway from Y': X offers the graphite to Y."""
    paid = AFTER_CUE.search(view.sentence.text)
    offeror = view.side(actor)
    asked = _placed(view.named(one) for one in [arguments(verb)[1], *objects(verb, "from", "of", "to")])
    recipient = different(asked, offeror) or different(named_inside(view, verb), offeror)
    is_known = recipient is None  # the other side of the deal that is spoken of
    recipient = recipient or different(view.setting.pair(view.sentence), offeror)
    if paid is None or not paid[0].lower().startswith(("in exchange", "in return")):
        return None
    if offeror is None or offeror.country is None or recipient is None:
        return None
    start, end = (view.sentence.span[0] + one for one in paid.span("what"))
    assets = tuple(dict.fromkeys(one.name for one in view.minerals if start <= one.span[0] < end))
    if not assets:
        return None
    wanted = next(objects(verb, "for"), None) or arguments(verb)[1]
    if wanted is not None and _named_before(view, wanted, start):
        return None  # 'wants tin in exchange for cobalt'
    price = view.cast.text[slice(*span_of(view.sentence, wanted))] if wanted is not None else None
    status = "negotiating" if is_known else "offered"
    return replace(view.frame("offer", offeror, recipient, status, assets), consideration=price)


def _named_before(view: View, wanted: Token, end: int) -> bool:
    """Whether what is wanted is itself a mineral or a right to one."""
    first = view.sentence.at(wanted.left_edge)
    is_right = wanted.lemma_.lower() in words("claim_noun") or wanted.lemma_.lower() in words("resource_noun")
    return is_right or any(first <= one.span[0] < end for one in view.minerals)


def _owner(view: View, verb: Token, things: Iterable[Token | None], offeror: Party) -> Party | None:
    """Whose minerals are wanted: the owner named, else the host where a right or 'there' is spoken of."""
    asked = [one for one in things if one is not None]
    is_about_host = any(child.lower_ in ("your", "our") for one in asked for child in one.children)
    is_about_host = is_about_host or any(
        child.lower_ == "country" and child.dep_ == "poss" for one in asked for child in one.subtree
    )  # 'asked for half of the country's minerals'
    is_about_host = (
        is_about_host
        or any(has_noun(one, "claim_noun") for one in asked)
        or any(one.lower_ == "there" for one in verb.subtree)
    )
    is_about_host = is_about_host or _wants_an_end(verb)
    owner = owner_of(view.sentence, view.cast, None) or (view.setting.host(view.sentence) if is_about_host else None)
    return country_party(owner) if owner != offeror.country else None


def _wants_an_end(verb: Token) -> bool:
    """'wants the ban on nickel ore lifted'."""
    ends = [one for one in verb.children if one.dep_ in ("ccomp", "xcomp") and kind_of(one) == "withdraw"]
    return any(has_noun(one, "measure_noun") for one in ends)


def sign(view: View, verb: Token) -> Frame | None:
    """'X and Y signed', 'X signed a contract with Y': both signers, or the one signer and the host."""
    actor, thing, _ = arguments(verb)
    what = thing if thing is not None else next(objects(verb, "on", "to", "into"), None)
    what = verb.head if verb.dep_ == "relcl" and (what is None or what.pos_ == "PRON") else what
    if thing is not None and thing.lemma_.lower() in words("signature_noun"):
        what = next(objects(verb, "to", "on"), None)
    is_offer = what is not None and what.lemma_.lower() in ("offer", "proposal", "bid")
    if is_offer or are_unnamed(view.sentence, view.cast, actor) or is_expiring(what if what is not None else actor):
        return None
    if is_denied(verb) or is_supposed(verb) or is_let(verb) or _is_of_something_else(view, verb, what):
        return None
    signers, inside = _signers(view, verb, actor, what), named_inside(view, verb)
    if not signers:
        inside = [one for _, one in sides_in(view.sentence, view.cast, view.sentence.span)]
    if actor is not None and not view.both(actor) and _is_unplaced(view, actor) and any(objects(verb, "with")):
        signers = [*filter(None, [view.host()]), *signers]
    first = next(iter([*signers, *inside]), None)
    second = other_side(signers[1:], first) if first is not None and firm_country(first.name) else None
    other = different(signers[1:], first) or different(inside, first)
    second = second or _counterpart(view, verb, what, signers) or or_host(view, first, other)
    assets = assets_of(view, verb) or view.last_asset()
    if first is None or second is None or not assets:
        return None
    is_step = verb.lemma_ == "agree" and what is not None and what.lemma_.lower() in words("step_noun")
    status = "negotiating" if is_uncertain(verb) or is_step else "agreed" if verb.lemma_ == "agree" else "signed"
    status = "in_force" if IN_FORCE.search(view.sentence.text) else status
    status = "rejected" if verb.dep_ == "xcomp" and kind_of(verb.head) == "refuse" else status
    return view.frame("signed", *by_owner(view, first, second), status, assets, 2)


def _counterpart(view: View, verb: Token, what: Token | None, signers: list[Party]) -> Party | None:
    """'A second agreement was signed with Rwanda': by the buyer of the deal spoken of before."""
    is_further = what is not None and any(one.lower_ in FURTHER for one in what.children)
    if (
        not is_further
        or len(signers) != 1
        or not is_state(signers[0])
        or not any(one.dep_ == "nsubjpass" for one in verb.children)
    ):
        return None
    buyers = [one for one in view.setting.pair(view.sentence) if (one.country or "").lower() in words("buyer")]
    return different(buyers, signers[0])


def _is_of_something_else(view: View, verb: Token, what: Token | None) -> bool:
    """No pact; a peace; or '…, where B signed a memorandum on health', an aside with a matter of its own."""
    if not _is_pact(verb, what) or _is_of_peace(view, verb, what):
        return True
    is_aside = verb.dep_ == "relcl" and what is not None and what.i != verb.head.i
    return is_aside and not view.inside(verb) and any(objects(what, "on", "about", "in"))


def _is_of_peace(view: View, verb: Token, what: Token | None) -> bool:
    """'signed accords that link peace to American business': what ends a conflict is no deal on a mineral, unless its
    own words name one that stays between the signers."""
    if what is None or any(one.lower_ in KNOWN for one in what.children):
        return False
    if not any(one.lemma_.lower() in words("peace_noun") for one in what.doc[what.i : what.i + PURPOSE]):
        return False
    inside, given = view.inside(verb), [one for one in verb.subtree if one.lemma_.lower() in words("giving_verb")]
    to_others = [one for one in given if view.inside(one) == inside and any(objects(one, "to"))]
    return not inside or bool(to_others)


def renew(view: View, verb: Token) -> Frame | None:
    """'X and Y renewed their agreement': signed again."""
    is_asked = verb.dep_ == "xcomp" and kind_of(verb.head) in ("offer", "demand")  # 'has offered to renew'
    return sign(view, verb) if verb.lemma_.lower() in words("renewing_verb") and not is_asked else None


def _is_unplaced(view: View, actor: Token) -> bool:
    """Whether nobody of a known country signs: 'its predecessor concluded with Uranium One'."""
    known = sides_in(view.sentence, view.cast, span_of(view.sentence, actor))
    return not known and not _placed(view.side(one) for one in joined(actor))


def _is_pact(verb: Token, what: Token | None) -> bool:
    """Whether an agreement is signed, or it is agreed to do something with a resource."""
    opened = next((one for one in verb.children if one.dep_ == "xcomp"), None) if verb.lemma_ == "agree" else None
    is_supply = verb.lemma_ == "agree" and has_noun(what, "buying_noun")
    return is_supply or has_noun(what, "pact_noun") or has_noun(opened, "resource_noun") or _follows_a_signature(verb)


def _signers(view: View, verb: Token, actor: Token | None, what: Token | None) -> list[Party]:
    """The subjects of a signature and those it is signed with."""
    tokens = [*(joined(actor) if actor is not None else ())]
    others = [*objects(verb, "with", "by"), *(objects(what, "with", "between") if what is not None else ())]
    named = sides_in(view.sentence, view.cast, span_of(view.sentence, actor)) if actor is not None else []
    if both := view.both(actor):
        return both
    return _placed(
        [*(view.side(one) for one in tokens), *(one for _, one in named), *(view.side(one) for one in others)]
    )


def _follows_a_signature(verb: Token) -> bool:
    """'A signed a contract …, and B agreed to put up two more'."""
    return bool(verb.dep_ == "conj" and verb.lemma_ == "agree" and kind_of(verb.head) == "sign")


def refuse(view: View, verb: Token) -> Frame | None:
    """An offer that is turned down: by name ('a request from X'), or the one spoken of before."""
    actor, thing, _ = arguments(verb)
    if thing is None or is_denied(verb) or is_uncertain(verb):
        return None
    if kind_of(verb) != words("deal_verb").get(verb.lemma_.lower()) and thing.lower_ == "no":
        return None
    if thing.lemma_.lower() not in words("bid_noun") and thing.pos_ != "PRON" and not _is_draft(thing):
        return None
    bidder, refuser = _bidder(view, verb, thing), view.ruler(actor)
    bidder = bidder or country_party(grant(view.sentence, view.cast))
    assets = view.inside(thing) or assets_of(view, verb) or view.last_asset()
    if bidder is not None and refuser is not None and bidder.country != refuser.country and assets:
        return view.frame("offer", bidder, refuser, "rejected", assets)
    if bidder is None and any(one.lower_ in ("a", "an", "any") for one in thing.children):
        return None  # 'has rejected a demand that firms be exempted': not the deal that is spoken of
    named = {one.country for _, one in sides_in(view.sentence, view.cast, span_of(view.sentence, thing))}
    if bidder is None and refuser is not None and len(named - {refuser.country}) < MANY:
        return view.frame("refusal", refuser, None, "rejected", (), 0)
    return None


def _is_draft(thing: Token) -> bool:
    """'a U.S. draft agreement', 'the proposed contract'."""
    is_planned = any(one.lower_ in words("planned") for one in thing.children)
    return is_planned and thing.lemma_.lower() in words("pact_noun")


def _bidder(view: View, verb: Token, thing: Token) -> Party | None:
    """Whose offer it is: 'a request from X', 'X's bid', 'a US demand', 'X, whose offer was thrown out'."""
    owners = [verb.head if one.tag_ == "WP$" else one for one in thing.children if one.dep_ == "poss"]
    owners += [one for one in thing.children if one.dep_ in ("amod", "compound") and one.ent_type_ in ("NORP", "GPE")]
    named = _placed(view.side(one) for one in [*objects(thing, "from", "by", "of"), *owners])
    before = (view.sentence.at(thing.left_edge), view.sentence.at(thing))
    is_bid = words("deal_nominal").get(thing.lemma_.lower()) in ("offer", "demand") or _is_draft(thing)
    backers = sides_in(view.sentence, view.cast, before) if is_bid else []
    return next(iter([*named, *(one for _, one in backers)]), None)


def talk(view: View, verb: Token) -> Frame | None:
    """'X is negotiating with Y', 'X and Y are in talks'."""
    actor, courted, _ = arguments(verb)
    if verb.pos_ == "NOUN":
        actor = subject_of(verb.head.head)
    if is_denied(verb):
        return None
    first = view.side(actor)
    with_whom = [*objects(verb, "with", "between"), *joined_after(actor)]
    both = view.both(actor)
    first = both[0] if both else first
    second = different([*both, *_placed(view.side(one) for one in with_whom)], first)
    if second is None:
        second = different(_placed([view.named(courted)]), first)
    is_seeking = second is None and has_noun(verb, "claim_noun")
    is_seeking = is_seeking and (verb.pos_ != "VERB" or verb.lemma_.lower() not in ("speak", "talk", "confer"))
    second = or_host(view, first, None) if is_seeking else second
    assets = assets_of(view, verb if verb.pos_ == "VERB" else verb.head.head)
    if first is None or first.country is None or second is None or not assets:
        return None
    if is_seeking and firm_country(first.name):  # 'Manara is in talks on a stake': who seeks it offers
        return view.frame("talks", first, second, "negotiating", assets, 4)
    return view.frame("talks", *by_owner(view, first, second), "negotiating", assets, 2)
