"""Deals read from the parse: each verb of offering, asking, signing, granting or forbidding with its own arguments.

`frames` reads whole sentences by their cues; here two deals in one sentence stay two. The verbs and nouns are rows of
`news_words` (groups deal_verb, pact_noun, right_noun, resource_noun, bid_noun and others).
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from orecast.news.bargains import demand, offer, refuse, renew, sign, talk, tell
from orecast.news.clauses import View, kind_of
from orecast.news.framing import Frame
from orecast.news.holdings import apply, drop, fall, hold, join, own, pick, supply
from orecast.news.lexicon import alternatives, words
from orecast.news.limits import award, forbid, retract, revoke, seize, take_from, take_over, withdraw
from orecast.news.mentions import Found, minerals_in
from orecast.news.nominals import nominal_frames
from orecast.news.parsing import Sentence, Token
from orecast.news.rules import allow, disallow, halt, impose, mull, oblige, order
from orecast.news.sides import Setting
from orecast.news.speakers import Cast, Memory
from orecast.news.standings import accept, ended, lasting, say_no, shut, stand
from orecast.news.undertakings import (
    begun,
    condition,
    could_be,
    finance,
    lend,
    pass_on,
    team_up,
    tender,
    trade_off,
    undertake,
)

ASKED = frozenset({"revoke", "withdraw", "seize", "award", "supply", "hold", "join"})


def predicate_frames(sentence: Sentence, cast: Cast, memory: Memory, setting: Setting) -> list[Frame]:
    """Frames of the verbs of one sentence in order, then of its nouns under no such verb."""
    view = View(sentence, cast, memory, setting, _minerals(sentence, cast))
    found: list[Frame] = []
    read: list[Token] = []
    told: set[int] = set()  # tokens of what is undertaken
    for token in sentence.tokens:
        kind = kind_of(token)
        is_told = token.i in told and kind not in ("sign", "talk", "undertake")
        if kind is None or token.dep_ == "amod" or is_told or (kind in ASKED and _is_asked(token)):
            continue
        for reader in READERS[kind]:
            frame = reader(view, token)
            if frame is not None:
                found.append(_hosted(frame, setting.host(sentence)))
                read.append(token)
                told = {one.i for one in token.subtree if one.i > token.i} if reader in BINDING else told
                break
    found += [_hosted(frame, setting.host(sentence)) for frame in nominal_frames(view, read, told)]
    if sentence.text.rstrip(' "”’').endswith("?"):  # a question says of no deal that it is made
        return []
    found += [frame for frame in (ended(view), None if found else lasting(view)) if frame is not None]
    return sorted(found, key=lambda frame: frame.kind == "refusal")


def _minerals(sentence: Sentence, cast: Cast) -> list[Found]:
    """The minerals of a sentence without those that tell a firm's trade: 'copper giant Codelco'."""
    found = minerals_in(cast.text, sentence.span, sentence.headline)
    return [one for one in found if not _trade().match(cast.text, one.span[1], sentence.span[1])]


@cache
def _trade() -> re.Pattern[str]:
    return re.compile(rf" (?:{alternatives(words('company_noun'))})s? (?=[A-ZÀ-Þ])")


def _is_asked(verb: Token) -> bool:
    """'is pushing Kinshasa to cancel contracts': what is asked for has not been done."""
    if verb.dep_ == "acl" and words("deal_nominal").get(verb.head.lemma_.lower()) in ("demand", "offer"):
        return True  # 'a request to end the ban'
    return verb.dep_ in ("xcomp", "ccomp") and kind_of(verb.head) in ("demand", "offer")


def _together(view: View, verb: Token) -> Frame | None:
    """'Berlin and Canberra want to build a refinery together': no demand."""
    inner = next((one for one in verb.children if one.dep_ == "xcomp" and kind_of(one) == "join"), None)
    return join(view, inner) if inner is not None else None


def _hosted(frame: Frame, host: str | None) -> Frame:
    """Where no owner is named, the host of the paragraph owns the mineral if it is a side."""
    sides = {party.country for party in (frame.offeror, frame.recipient) if party}
    return replace(frame, owner=host) if frame.owner is None and host in sides else frame


BINDING = (undertake, trade_off, refuse)
READERS: dict[str, tuple[Callable[[View, Token], Frame | None], ...]] = {
    "offer": (tender, pass_on, mull, offer, renew),
    "demand": (_together, demand),
    "sign": (stand, tender, undertake, sign, halt),
    "undertake": (undertake, offer),
    "bind": (undertake,),
    "team": (team_up, join),
    "finance": (lend, finance, supply),
    "condition": (condition,),
    "defer": (),  # what is put off is told by its noun
    "begin": (begun,),
    "apply": (oblige, apply, impose),
    "award": (oblige, lend, pass_on, could_be, take_from, award, supply),
    "supply": (could_be, supply),
    "hold": (hold,),
    "join": (join,),
    "revoke": (revoke, withdraw, retract),
    "lose": (revoke,),
    "refuse": (refuse, shut, say_no),
    "talk": (talk,),
    "accept": (accept,),
    "pick": (pick,),
    "own": (own,),
    "fall": (fall,),
    "tell": (tell, order),
    "forbid": (halt, forbid),
    "halt": (halt,),
    "impose": (impose, finance, sign),
    "tighten": (impose, halt),
    "revive": (could_be,),
    "mull": (mull,),
    "order": (order,),
    "allow": (allow, disallow),
    "withdraw": (trade_off, withdraw, halt, drop, retract),
    "seize": (seize,),
    "take over": (take_over, award),
}
