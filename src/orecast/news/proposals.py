"""Proposals: the frames of an article joined into deals, each with every place that speaks of it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from orecast.news import lexicon
from orecast.news.comparisons import compared_in
from orecast.news.frames import frames_in
from orecast.news.framing import Frame
from orecast.news.lexicon import words
from orecast.news.mentions import Found
from orecast.news.parsing import Sentence
from orecast.news.predicates import predicate_frames
from orecast.news.product import Party, Proposal, Span
from orecast.news.roles import REVENUE, also_given, grant, parties_in
from orecast.news.sides import Setting, is_state, setting_of
from orecast.news.speakers import Cast, Memory, remember

BROAD = frozenset({"critical minerals", "rare earths", "raw materials", "oil", "natural gas"})
RANK = {
    "offered": 1,
    "demanded": 1,
    "negotiating": 2,
    "agreed": 3,
    "signed": 4,
    "in_force": 5,
    "rejected": 6,
    "withdrawn": 7,
}
LOOK_BACK = 100  # deals compared with: keeps a hostile text linear
EARLIER = re.compile(r"\b(?:had|have|has) already\b|\bback in\b|\bin (?:19|20)\d\d\b", re.IGNORECASE)
MOST_ASSETS = 4  # a measure on more minerals than this is named by the first


@dataclass
class Draft:
    """One deal while it is being read."""

    kind: str
    offeror: Party | None
    recipient: Party | None
    asset: str | None
    status: str
    strength: int
    measure: str | None
    span: Span
    text: str
    consideration: str | None = None
    also: str | None = None
    owner: str | None = None
    headline: bool = False
    places: list[str] = field(default_factory=list)
    mentions: list[Span] = field(default_factory=list)

    @property
    def countries(self) -> set[str]:
        """Country codes of both sides."""
        return {party.country for party in (self.offeror, self.recipient) if party and party.country}


def proposals_in(
    sentences: list[Sentence],
    cast: Cast,
    places: Iterable[Found],
    minerals: Iterable[Found],
    voices: dict[Span, Party] | None = None,
) -> list[Proposal]:
    """Deals and measures of an article in the order of the text."""
    memory, drafts = Memory(), list[Draft]()
    setting = setting_of(sentences, cast, voices or {})
    for sentence in sentences:
        for frame in _frames(sentence, cast, memory, setting):
            _take(frame, drafts, cast)
        remember(memory, cast, sentence)
        voice = setting.voices.get(sentence.span)
        memory.person = voice if voice is not None and voice.name in cast.people else memory.person
    first = next((one.name for one in minerals), None)
    owners = _owners(sentences, cast)
    kept = [draft for draft in drafts if _whole(draft, first)]
    return [_proposal(draft, owners, first) for draft in kept]


def _frames(sentence: Sentence, cast: Cast, memory: Memory, setting: Setting) -> list[Frame]:
    """What the verbs of a sentence say; where they say nothing of a deal, what its cues say."""
    by_verb = predicate_frames(sentence, cast, memory, setting)
    is_measured = any(frame.kind == "measure" for frame in by_verb)
    is_said = any(frame.kind != "refusal" for frame in by_verb)
    denies = any(
        one.lemma_.lower() == "deny" and any(c.dep_ == "ccomp" for c in one.children) for one in sentence.tokens
    )
    is_bound = any(frame.kind == "offer" and frame.status == "agreed" for frame in by_verb)
    if (is_said and (is_measured or is_bound)) or denies:
        return by_verb
    by_cue = list(frames_in(sentence, cast, memory))
    compared = compared_in(sentence, cast, memory) if by_cue else []
    by_cue = [frame for frame in by_cue if _countries(frame) not in compared]
    by_cue = [frame for frame in by_cue if not (compared and frame.kind == "talks" and frame.strength <= 1)]
    measures = [frame for frame in by_cue if frame.kind == "measure" and not is_measured]
    return [*by_verb, *(measures if is_said else by_cue)]


def _countries(frame: Frame) -> frozenset[str | None]:
    return frozenset({party.country for party in (frame.offeror, frame.recipient) if party})


def _take(frame: Frame, drafts: list[Draft], cast: Cast) -> None:
    """Add a frame to the deal it speaks of, or begin one."""
    for asset in _assets(frame):
        known = _same(frame, asset, drafts)
        if known is not None:
            _add(frame, asset, known, cast)
        elif _begins(frame, asset):
            drafts.append(_draft(frame, asset, cast))


def _assets(frame: Frame) -> list[str | None]:
    """A measure on three minerals is three; a deal is named by its first mineral."""
    if not frame.assets:
        return [None]
    specific = [asset for asset in frame.assets if asset not in BROAD]
    broad = [asset for asset in frame.assets if asset in BROAD]
    if frame.kind == "measure" and not broad and 1 < len(specific) <= MOST_ASSETS:
        return list(specific)
    if frame.kind == "offer" and len(frame.assets) > 1 and frame.assets[0] == "critical minerals":
        named = [asset for asset in frame.assets[1:] if asset == "rare earths"]
        return [named[0]] if named and "including" not in frame.sentence.text else [frame.assets[0]]
    return [frame.assets[0]]


def _begins(frame: Frame, asset: str | None) -> bool:
    """Whether a frame is enough to begin a deal."""
    if frame.kind in ("detail", "refusal") or frame.offeror is None:
        return False
    if frame.kind == "measure":
        return asset is not None
    if frame.kind in ("offer", "demand", "award") and asset is not None:
        return True
    return (
        asset is not None
        and frame.recipient is not None
        or (frame.kind == "signed" and frame.recipient is not None and not frame.definite)
    )


def _same(frame: Frame, asset: str | None, drafts: list[Draft]) -> Draft | None:
    """The deal that a frame speaks of, the latest first."""
    if frame.kind == "refusal":
        return next((draft for draft in reversed(drafts[-LOOK_BACK:]) if _is_refused(frame, draft)), None)
    latest = drafts[: -LOOK_BACK - 1 : -1]
    for draft in sorted(latest, key=lambda one: asset not in (None, one.asset)):  # of the same mineral first
        if (frame.kind == "measure") != (draft.kind == "measure"):
            continue
        are_same = _levels_agree(frame, asset, draft) and _parties_agree(frame, draft)
        if are_same and _assets_agree(frame, asset, draft) and _sides_agree(frame, draft):
            return draft
    return None


def _levels_agree(frame: Frame, asset: str | None, draft: Draft) -> bool:
    """A deposit given to a firm is no agreement of two states on minerals at large."""
    if _is_beside(frame, asset, draft):
        return False
    if frame.kind not in ("signed", "talks") or draft.kind != "award" or asset in (None, draft.asset):
        return True
    firms = [party for party in (frame.offeror, frame.recipient) if party and not is_state(party)]
    return bool(firms) or all(is_state(party) for party in (draft.offeror, draft.recipient) if party)


def _is_beside(frame: Frame, asset: str | None, draft: Draft) -> bool:
    """A signature of years ago beside an open offer, a refused draft beside what was signed, states beside firms."""
    is_open = draft.kind in ("offer", "demand") and draft.status in ("offered", "demanded")
    is_old = frame.kind == "signed" and frame.indefinite and EARLIER.search(frame.sentence.text) is not None
    is_draft = frame.kind == "offer" and frame.status == "rejected" and draft.status in ("signed", "in_force")
    firms = [party for party in (draft.offeror, draft.recipient) if party and not is_state(party)]
    states = [party for party in (frame.offeror, frame.recipient) if party and is_state(party)]
    is_of_states = frame.kind == "signed" and frame.indefinite and len(states) > 1 and asset not in (None, draft.asset)
    is_lot = draft.kind == "offer" and draft.status == "agreed" and draft.asset not in BROAD
    if is_lot and frame.kind == "award" and asset in BROAD and frame.status == "in_force":
        return True  # a deposit let to a firm beside the ratified agreement of the states
    return is_open and is_old or is_draft or (is_of_states and bool(firms) and draft.kind == "signed")


def _measures_agree(one: str | None, other: str | None) -> bool:
    """A tax is not a quota, and a nationalisation is neither."""
    family = words("measure_noun")
    first, second = (family.get(name, "") if name else "" for name in (one, other))
    return (
        first == second or "" in (first, second) and "tax" not in (first, second) and "seizure" not in (first, second)
    )


def _is_refused(frame: Frame, draft: Draft) -> bool:
    """Whether 'it was turned down' can mean a deal: one that is open, made to the country that refuses."""
    asked = draft.recipient.country if draft.recipient else None
    is_open = RANK[draft.status] <= RANK["negotiating"] and draft.kind != "measure"
    is_open = is_open or (draft.status == "withdrawn" and draft.mentions[-1] == frame.sentence.span)
    if frame.status == "withdrawn" and words("deal_nominal").get(frame.measure or "") == "pact":
        is_open = draft.kind not in ("measure", "offer", "demand") and draft.status != "withdrawn"
        return is_open and set(frame.pair) <= draft.countries
    if frame.recipient is not None:
        bidder, made = frame.recipient, draft.offeror
        return is_open and made is not None and (made.country == bidder.country is not None or made.name == bidder.name)
    if asked is None and frame.offeror is not None and frame.status != "withdrawn":
        return is_open and draft.offeror is not None and draft.offeror.country != frame.offeror.country
    if frame.status == "withdrawn" or frame.offeror is None:
        return is_open and (frame.offeror is None or frame.offeror.country in draft.countries)
    return is_open and asked == frame.offeror.country


def _parties_agree(frame: Frame, draft: Draft) -> bool:
    if frame.kind == "measure":
        ruler, known = frame.offeror or draft.offeror, draft.offeror
        is_same_ruler = ruler is not None and known is not None and ruler.country == known.country
        return bool(is_same_ruler and _measures_agree(frame.measure, draft.measure))
    said = set(frame.pair)
    if frame.kind == "detail":
        is_on = bool((frame.definite or frame.consideration) and said & draft.countries)
        return not said or said <= draft.countries or is_on
    sides = {party.country for party in (frame.offeror, frame.recipient) if party and party.country}
    if frame.recipient is None:
        return frame.offeror is None or not sides or (draft.offeror is not None and sides <= draft.countries)
    return (
        sides == draft.countries
        or (len(sides) == 1 and sides <= draft.countries and frame.definite)
        or (
            draft.recipient is None
            and bool(draft.countries)
            and draft.countries <= sides
            and frame.offeror is not None
            and draft.offeror is not None
            and frame.offeror.country == draft.offeror.country
        )
    )


def _assets_agree(frame: Frame, asset: str | None, draft: Draft) -> bool:
    if asset is None or draft.asset is None or asset == draft.asset:
        return True
    if asset in BROAD and draft.asset in BROAD:
        return True
    if draft.headline and draft.asset in BROAD and frame.kind == draft.kind:
        return True  # the text names the minerals of its headline
    if frame.kind == "measure":
        return asset not in lexicon.mineral_ids() or lexicon.mineral_ids().get(asset) == lexicon.mineral_ids().get(
            draft.asset
        )
    return frame.kind in ("talks", "signed", "detail", "award") and (asset in BROAD or draft.asset in BROAD)


def _sides_agree(frame: Frame, draft: Draft) -> bool:
    """A new deal that the other side speaks of is another deal; 'the deal' is the same one."""
    if frame.kind in ("measure", "detail") or frame.offeror is None or draft.offeror is None:
        return True
    is_answer = frame.kind == "demand" and frame.strength > 3 and frame.offeror.country != draft.offeror.country
    if frame.definite and not (is_answer and draft.kind == "offer"):
        return True
    turned = frame.offeror.country != draft.offeror.country
    is_own = frame.owner is not None and frame.owner == frame.offeror.country != draft.owner
    if turned and draft.kind == "offer" and frame.kind == "talks" and is_own and set(frame.places) != set(draft.places):
        return False
    if turned and (frame.kind == "demand" or {frame.kind, draft.kind} == {"offer", "demand"}):
        return False
    return not (turned and draft.kind == "demand" and frame.indefinite)


def _draft(frame: Frame, asset: str | None, cast: Cast) -> Draft:
    span = frame.sentence.span
    offeror, recipient, strength = _oriented(frame)
    made = Draft(
        frame.kind, offeror, recipient, asset, frame.status or "negotiating", strength, frame.measure, span,
        cast.text[slice(*span)], frame.consideration, also_given(frame.sentence.text), frame.owner,
    )  # fmt: skip
    made.places += frame.places
    made.mentions.append(span)
    made.headline = frame.sentence.headline
    return made


def _oriented(frame: Frame) -> tuple[Party | None, Party | None, int]:
    """Who gives and who receives: where only the order of names tells, the owner of the mineral gives."""
    first, second, owner = frame.offeror, frame.recipient, frame.owner
    if frame.strength > 1 or first is None or second is None or owner is None:
        return first, second, frame.strength
    if second.country == owner and first.country != owner:
        return second, first, 2
    return first, second, 2 if first.country == owner else frame.strength


def _add(frame: Frame, asset: str | None, draft: Draft, cast: Cast) -> None:
    """Take what a further sentence says: standing, sides when surer, place, consideration."""
    draft.mentions.append(frame.sentence.span)
    if frame.kind == "refusal":
        draft.status = frame.status or "rejected"
        draft.recipient = draft.recipient or frame.offeror
        return
    if draft.headline and not frame.sentence.headline:
        _take_from_text(frame, asset, draft, cast)
    offeror, recipient, strength = _oriented(frame)
    turned = offeror is not None and draft.offeror is not None and offeror.country != draft.offeror.country
    is_surer = strength > draft.strength and (turned or draft.offeror is None or draft.recipient is None)
    if is_surer and offeror and recipient and draft.kind not in ("offer", "demand"):
        draft.offeror, draft.recipient, draft.strength = offeror, recipient, strength
    if draft.recipient is None and recipient is not None and frame.kind != "measure":
        draft.recipient = recipient
    if frame.status and RANK[frame.status] > RANK[draft.status] and _may_advance(frame, draft):
        draft.status = frame.status
    draft.asset = draft.asset or asset
    draft.consideration = draft.consideration or frame.consideration
    draft.owner = draft.owner or frame.owner
    draft.places += [place for place in frame.places if place not in draft.places]
    if frame.kind == "detail":
        _take_payment(frame, draft, cast)


def _take_from_text(frame: Frame, asset: str | None, draft: Draft, cast: Cast) -> None:
    """What the text says goes before what its headline says: 'courts' is an offer where the text tells of one."""
    if frame.kind == "talks" and draft.kind in ("offer", "demand"):
        return
    if frame.status is None or draft.kind == "measure" or RANK[draft.status] > RANK["negotiating"]:
        return
    draft.headline, draft.kind, draft.status = False, frame.kind, frame.status
    draft.asset = asset if asset is not None and draft.asset in BROAD and asset not in BROAD else draft.asset
    draft.span, draft.text = frame.sentence.span, cast.text[slice(*frame.sentence.span)]


def _may_advance(frame: Frame, draft: Draft) -> bool:
    """An offer stays an offer while it is talked about; a signature or a refusal changes its standing."""
    assert frame.status is not None
    if draft.kind in ("offer", "demand") and frame.kind == "detail" and frame.status == "in_force":
        return False
    if draft.kind == "offer" and frame.status == "negotiating":
        return frame.definite and frame.recipient is not None
    is_own = frame.offeror is not None and frame.recipient is not None
    soft = ("negotiating", "agreed") if is_own else ("negotiating", "agreed", "signed")
    return not (draft.kind in ("offer", "demand") and frame.status in soft and not frame.definite)


def _take_payment(frame: Frame, draft: Draft, cast: Cast) -> None:
    """'Under that deal, Ukraine would pay …': who pays is who gives."""
    match = REVENUE.search(frame.sentence.text)
    if not match or draft.strength >= 3 or draft.kind == "measure":
        return
    before = [one for one in parties_in(frame.sentence, cast) if one.at < frame.sentence.span[0] + match.start()]
    giver = before[-1].country if before else None
    taker = grant(frame.sentence, cast)
    sides = [draft.offeror, draft.recipient]
    is_given = giver in draft.countries and giver != taker and None not in sides and draft.owner in (None, giver)
    if is_given and ("natural resources" in frame.sentence.text or frame.assets):
        draft.offeror, draft.recipient = sorted(sides, key=lambda side: side.country != giver if side else True)
        draft.strength = 3


def _owners(sentences: list[Sentence], cast: Cast) -> Counter[str]:
    """How often each country is said to own minerals."""
    from orecast.news.roles import owner_of

    found = (owner_of(sentence, cast, None) for sentence in sentences)
    return Counter(one for one in found if one)


def _whole(draft: Draft, first: str | None) -> bool:
    """Whether a deal can stand: it has an asset, and two sides or one that measures or offers."""
    return (draft.asset or first) is not None and (draft.recipient is not None or draft.kind in ("measure", "offer"))


def _proposal(draft: Draft, owners: Counter[str], first: str | None) -> Proposal:
    offeror, recipient = _plain(draft.offeror), _plain(draft.recipient)
    status = "negotiating" if draft.status == "demanded" and draft.kind != "demand" else draft.status
    return Proposal(
        offeror,
        recipient,
        draft.asset or first,
        _place(draft, owners),
        draft.consideration or draft.also,
        status,
        draft.measure,
        draft.text,
        draft.span,
        tuple(dict.fromkeys(draft.mentions)),
    )


def _plain(party: Party | None) -> Party | None:
    return party


def _place(draft: Draft, owners: Counter[str]) -> str | None:
    """Where: contested land, a region, the owner's country; else the host by who usually buys."""
    sides = draft.countries
    local = [
        place for place in draft.places if place == "UA-occupied" or lexicon.country_of(place) in (sides or {place})
    ]
    if "UA-occupied" in local:
        return "UA-occupied"
    precise = [place for place in local if place != "RU-Siberia"] or local
    if precise and draft.kind != "measure":
        return precise[0]
    if draft.owner in sides:
        return draft.owner
    if draft.kind in ("measure", "offer") and draft.offeror and (draft.kind == "measure" or not owners):
        return draft.offeror.country
    if draft.kind == "offer" and draft.offeror and draft.owner is None and _buyer(draft.offeror) > 3:
        return draft.offeror.country
    known = [country for country, _ in owners.most_common() if country in sides]
    if known and draft.kind != "offer":
        return known[0]
    ranked = sorted([p for p in (draft.offeror, draft.recipient) if p and p.country], key=_buyer)
    return ranked[-1].country if ranked else None


def _buyer(party: Party) -> int:
    """How far from a usual buyer a country is: the United States first."""
    order = list(lexicon.words("buyer"))
    code = (party.country or "").lower()
    return order.index(code) if code in order else len(order)
