"""Rules a country makes for its minerals: what it imposes, what it considers, what it halts, whom it lets in."""

from orecast.news.clauses import View, arguments, has_noun, is_denied, is_supposed, is_uncertain, kind_of
from orecast.news.framing import Frame
from orecast.news.lexicon import words
from orecast.news.parsing import Token
from orecast.news.product import Party
from orecast.news.sides import country_party, different, firm_country, objects, span_of
from orecast.news.speakers import subject_of

UNSURE_ABOVE = frozenset(["exclude", "consider", "propose", "study", "threaten", "plan", "intend", "discuss", "debate"])


def impose(view: View, verb: Token) -> Frame | None:
    """'has introduced a quota on tin', 'would put a tax on concentrate', 'adopted the measure'."""
    actor, thing, _ = arguments(verb)
    thing = thing if thing is not None else next((one for one in verb.children if one.dep_ == "attr"), None)
    thing = _antecedent(verb, thing)
    if thing is None or is_denied(verb) or is_supposed(verb) or not is_measure(thing):
        return None
    status = "negotiating" if _is_open(verb) else "in_force"
    return _measure(view, verb, actor, thing, status)


def _antecedent(verb: Token, thing: Token | None) -> Token | None:
    """'controls on gallium, which Beijing imposed': of 'which' the measure that it stands for."""
    if thing is None or thing.lower_ not in ("which", "that") or verb.dep_ != "relcl":
        return thing
    above = [verb.head, *verb.head.ancestors]
    return next((one for one in above[:3] if one.lemma_.lower() in words("measure_noun")), thing)


def mull(view: View, verb: Token) -> Frame | None:
    """'has floated a tax on exports', 'is considering a price floor for rare earths'."""
    actor, thing, _ = arguments(verb)
    thing = thing if thing is not None else next(objects(verb, "at", "about", "on"), None)
    if thing is None or is_denied(verb) or is_supposed(verb) or not is_measure(thing):
        return None
    if thing.lemma_.lower() not in words("measure_noun"):
        return None
    is_renewed = verb.lemma_.lower() in words("renewing_verb")
    return _measure(view, verb, actor, thing, "in_force" if is_renewed and not _is_open(verb) else "negotiating")


def oblige(view: View, verb: Token) -> Frame | None:
    """'exporters must apply for a quota', 'producers must obtain a licence': a rule of the host."""
    must = any(one.dep_ == "aux" and one.lower_ == "must" for one in verb.children)
    wanted = [one for one in verb.subtree if one.lemma_.lower() in words("measure_noun")]
    ruler, assets = view.host(), view.inside(verb) or view.last_asset()
    if not must or is_denied(verb) or not wanted or ruler is None or not assets:
        return None
    return view.frame("measure", ruler, None, "in_force", assets, measure=wanted[0].lemma_.lower())


def is_measure(thing: Token) -> bool:
    """Whether a noun is a quota, tax, ban or the like, or 'the measure', 'the order' spoken of before."""
    lemma = thing.lemma_.lower()
    is_known = any(one.lower_ in ("the", "this", "that") for one in thing.children)
    if lemma in words("permit_noun") and not _is_of_trade(thing.head) and not _is_of_trade(thing):
        return False  # a permit of one holder
    return lemma in words("measure_noun") or lemma in words("rule_noun") and (is_known or _is_of_trade(thing))


def _is_of_trade(thing: Token) -> bool:
    return any(one.lemma_.lower() in words("trade_noun") for one in thing.subtree)


def _is_open(verb: Token) -> bool:
    """Whether a measure is only talked about: 'may introduce', 'do not exclude that a quota will be introduced'."""
    above = {one.lemma_.lower() for one in verb.ancestors}
    if above & UNSURE_ABOVE:
        return True
    is_told = verb.dep_ == "ccomp" and verb.head.lemma_.lower() in words("say")
    decided = ("will", "would") if is_told else ("will",)
    return is_uncertain(verb) and not any(one.dep_ == "aux" and one.lower_ in decided for one in verb.children)


def _measure(view: View, verb: Token, actor: Token | None, thing: Token, status: str) -> Frame | None:
    """A measure of the country that acts, on the minerals of the measure, else of its clause, else named last."""
    ruler = ruling(view, actor)
    is_named = thing.lemma_.lower() in words("measure_noun")
    assets = view.inside(thing) or view.inside(verb)
    alone = {one.name for one in view.minerals}
    assets = assets or (tuple(alone) if len(alone) == 1 else ())
    if not assets and (_is_of_trade(verb) or not is_named or has_noun(thing, "resource_noun")):
        assets = view.last_asset()
    if ruler is None or not assets:
        return None
    return view.frame("measure", ruler, None, status, assets, measure=thing.lemma_.lower() if is_named else None)


def ruling(view: View, actor: Token | None) -> Party | None:
    """The state that acts: no firm makes a rule."""
    party = view.ruler(actor)
    is_firm = party is not None and firm_country(party.name) is not None
    is_firm = is_firm or actor is not None and actor.lemma_.lower() in words("company_noun")
    return None if is_firm else party


def halt(view: View, verb: Token) -> Frame | None:
    """'has closed the export of this metal', 'intends to end shipments of raw manganese ore'."""
    actor, thing, _ = arguments(verb)
    thing = thing or next((one for one in verb.children if one.dep_ == "xcomp"), None)
    if thing is None or is_denied(verb) or is_supposed(verb) or not _is_trade(thing):
        return None
    is_told = verb.dep_ in ("xcomp", "ccomp") and kind_of(verb.head) in ("demand", "order", "tell")
    ruler = ruling(view, subject_of(verb.head) if is_told else actor)
    named = view.named(actor) if is_told else None
    if named is not None and ruler is not None and named.country != ruler.country:
        return None
    assets = view.inside(thing) or view.inside(verb) or (view.last_asset() if has_noun(thing, "resource_noun") else ())
    alone = {one.name for one in view.minerals}
    assets = assets or (tuple(alone) if len(alone) == 1 else ())
    if ruler is None or not assets:
        return None
    return view.frame("measure", ruler, None, "negotiating" if _is_open(verb) else "in_force", assets, measure="ban")


def _is_trade(thing: Token) -> bool:
    """'exports of tin', 'the sale of raw ore'; not 'a sale of the mine'."""
    is_one = thing.lemma_.lower() == "sale" and thing.tag_ == "NN" and has_noun(thing, "right_noun")
    return thing.lemma_.lower() in words("trade_noun") and not is_one


def disallow(view: View, verb: Token) -> Frame | None:
    """'will not allow exports of raw rare earths'."""
    actor, thing, _ = arguments(verb)
    acts = [one for one in verb.subtree if one.lemma_.lower() in words("shipping_verb")]
    is_trade = bool(acts) if thing is None else _is_trade(thing)
    if not is_denied(verb) or is_supposed(verb) or not is_trade:
        return None
    thing = verb if thing is None else thing  # 'will no longer let companies ship ore abroad'
    ruler, assets = ruling(view, actor), view.inside(thing) or view.inside(verb)
    return view.frame("measure", ruler, None, "in_force", assets, measure="ban") if ruler and assets else None


def order(view: View, verb: Token) -> Frame | None:
    """'ordered three Chinese investors to sell out of our lithium companies': a rule of who orders."""
    actor, _, _ = arguments(verb)
    told = next((one for one in verb.children if one.dep_ in ("xcomp", "ccomp", "advcl") and one.tag_ == "VB"), None)
    ruler = ruling(view, actor)
    if told is None or is_denied(verb) or ruler is None or told.lemma_.lower() not in words("ordered_verb"):
        return None
    assets = view.inside(verb)
    return view.frame("measure", ruler, None, "in_force", assets, measure="order") if assets else None


def allow(view: View, verb: Token) -> Frame | None:
    """'the decision by Kazakhstan to let American companies bid for two copper blocks': offered to those let in."""
    actor, _, _ = arguments(verb)
    inner = next((one for one in verb.children if one.dep_ in ("ccomp", "xcomp")), None)
    guest = subject_of(inner) if inner is not None else None
    if inner is None or guest is None or is_denied(verb) or is_supposed(verb):
        return None
    deciders = [view.side(one) for one in objects(verb.head, "by", "of")] if verb.dep_ == "acl" else []
    host = next((one for one in [*deciders, view.ruler(actor)] if one is not None and one.country), None)
    taker = different([view.named(guest)], host)
    assets = view.inside(verb)
    is_deal = has_noun(inner, "right_noun") or inner.lemma_.lower() in words("mining_verb")
    if host is None or taker is None or not taker.country or not assets or not is_deal:
        return None
    return view.frame("offer", host, taker, _fate(verb), assets)


def _fate(verb: Token) -> str:
    """'a deal that would have let A buy a stake was called off': how the deal of a relative clause ends."""
    is_deal = verb.dep_ == "relcl" and words("deal_nominal").get(verb.head.lemma_.lower()) in ("pact", "offer")
    over = kind_of(verb.head.head) if is_deal else None
    return {"withdraw": "withdrawn", "revoke": "withdrawn", "refuse": "rejected"}.get(over or "", "offered")


def span_holds(view: View, token: Token, offset: int) -> bool:
    """Whether an offset of the article lies under a token."""
    start, end = span_of(view.sentence, token)
    return start <= offset < end


def as_country(party: Party | None) -> Party | None:
    """The country of a party as a party."""
    return country_party(party.country) if party is not None else None
