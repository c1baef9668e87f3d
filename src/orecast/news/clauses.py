"""A clause and its arguments: who acts, on what, to whom, and which minerals and countries stand inside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from orecast.news import lexicon
from orecast.news.framing import Frame, framed
from orecast.news.lexicon import words
from orecast.news.mentions import Found
from orecast.news.parsing import Sentence, Token
from orecast.news.product import Party
from orecast.news.roles import grant, owner_of
from orecast.news.sides import Setting, country_party, different, firm_country, joined, objects, side, sides_in, span_of
from orecast.news.speakers import Cast, Memory, subject_of

FUTURE = frozenset(["will", "would", "could", "may", "might", "should", "must", "can", "shall"])
UNSURE = frozenset(
    ["ready", "due", "about", "hope", "want", "expect", "plan", "aim", "seek", "prepare", "set", "decline", "refuse",
     "intend", "wish", "like", "need", "close", "try",
     "suggest", "propose", "threaten", "consider", "urge", "demand", "promise", "vow", "weigh", "mull", "want"]
)  # fmt: skip


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

    def both(self, token: Token | None) -> list[Party]:
        """The two that 'both sides' or 'the two governments' stand for; nobody for other words."""
        is_two = token is not None and any(one.lower_ in ("both", "two") for one in token.children)
        if token is None or not is_two or token.lemma_.lower() not in words("side_noun"):
            return []
        before = sides_in(self.sentence, self.cast, (self.sentence.span[0], self.sentence.at(token)))
        first = next((one for _, one in before if one.country), None)
        second = different([one for _, one in before if one.country], first)
        return [first, second] if first is not None and second is not None else self.setting.pair(self.sentence)

    def frame(
        self, kind: str, offeror: Party, recipient: Party | None, status: str, assets: tuple[str, ...],
        strength: int = 4, measure: str | None = None,
    ) -> Frame:  # fmt: skip
        """A frame of this sentence."""
        return framed(
            kind, self.sentence, self.cast, self.minerals, offeror, recipient, status, strength, measure, assets
        )

    def retraction(self, actor: Party | None, is_own: bool = False, noun: str | None = None) -> Frame:
        """The end of a deal spoken of before, by one side of it, by who offered it (`is_own`), or by nobody named."""
        ender, maker = (None, actor) if is_own else (actor, None)
        return framed("refusal", self.sentence, self.cast, [], ender, maker, "withdrawn", 0, noun, ())

    def ruler(self, actor: Token | None) -> Party | None:
        """The country that acts, else the host; 'it' is no firm of an earlier sentence here."""
        party = self.side(actor)
        if party is not None and actor is not None and actor.lower_ == "it" and party.name not in self.sentence.text:
            return party if firm_country(party.name) is None and party.country else self.host()
        return party if party is not None and party.country else self.host()

    def named(self, token: Token | None) -> Party | None:
        """The party of a token that can be one: a name, a pronoun, an office, a firm or a people."""
        if token is None:
            return None
        noun = token.lemma_.lower()
        kinds = ("state_noun", "company_noun", "source_noun", "title", "people_noun")
        can = token.pos_ in ("PROPN", "PRON") or token.is_upper or token.ent_type_ in ("GPE", "NORP", "ORG", "PERSON")
        return self.side(token) if can or any(noun in words(kind) for kind in kinds) else None

    def known(self) -> Frame:
        """A further word on the deal spoken of before: what stands in return, where it lies."""
        return framed("detail", self.sentence, self.cast, [], None, None, None, 0)

    def inside(self, token: Token | None) -> tuple[str, ...]:
        """The minerals named under a token."""
        if token is None:
            return ()
        start, end = span_of(self.sentence, token)
        return tuple(dict.fromkeys(one.name for one in self.minerals if start <= one.span[0] < end))

    def last_asset(self) -> tuple[str, ...]:
        """The mineral named last before the sentence."""
        asset = self.setting.asset(self.sentence)
        return (asset,) if asset else ()

    def host(self) -> Party | None:
        """The host country as a party."""
        return country_party(self.setting.host(self.sentence))


@cache
def _opening_words() -> frozenset[str]:
    """Verbs that a row of more than one word begins with; for all others the single word decides."""
    return frozenset(word.split()[0] for word in words("deal_verb") if " " in word)


def kind_of(token: Token) -> str | None:
    """The kind of a deal verb; 'in talks' counts as one."""
    if not token.tag_.startswith("VB"):
        is_in_talks = token.dep_ == "pobj" and token.lemma_.lower() == "talk" and token.pos_ == "NOUN"
        return "talk" if is_in_talks and token.head.lower_ == "in" else None
    lemma = token.lemma_.lower()
    kind = words("deal_verb").get(lemma)
    if lemma not in _opening_words():
        return kind
    particle = next((child.lower_ for child in token.children if _is_particle(child, token)), None)
    known = words("deal_verb").get(f"{token.lemma_.lower()} {particle}") if particle else None
    return known or next((known for idiom in _idioms(token) if (known := words("deal_verb").get(idiom))), kind)


def _is_particle(child: Token, verb: Token) -> bool:
    """'turned down', 'walked away', 'said no'."""
    return bool(child.dep_ == "prt" or (child.i == verb.i + 1 and (child.dep_ == "advmod" or child.lower_ == "no")))


def _idioms(verb: Token) -> Iterator[str]:
    """'put on table' of 'put it on the table': a verb with its preposition and object."""
    for child in verb.children:
        if child.dep_ == "dobj":
            yield f"{verb.lemma_} {child.lemma_}".lower()
        if child.dep_ in ("acomp", "advmod", "prt") and verb.lemma_ == "be":
            yield f"be {child.lower_}"
        if child.dep_ == "prep":
            yield from (f"{verb.lemma_} {child.lower_} {one.lemma_}".lower() for one in child.children)


def arguments(verb: Token) -> tuple[Token | None, Token | None, Token | None]:
    """Who acts, what is acted on, and to whom, active or passive."""
    children = list(verb.children)
    passive = next((one for one in children if one.dep_ == "nsubjpass"), None)
    dative = next((one for one in children if one.dep_ == "dative" and one.pos_ != "ADP"), None)
    if passive is None:
        thing = next((one for one in children if one.dep_ in ("dobj", "oprd")), None)
        things = [one for one in children if one.dep_ == "dobj"]
        if dative is None and len(things) > 1:
            dative, thing = things[0], things[-1]
        actor = subject_of(verb)
        is_reduced = not any(one.dep_ == "nsubj" for one in children)
        if verb.dep_ in ("acl", "relcl") and actor is not None and verb.tag_ == "VBN" and is_reduced:
            return next(objects(verb, "by"), None), actor, dative
        return actor, thing, dative
    thing = next((one for one in children if one.dep_ == "dobj"), None)
    actor = next(objects(verb, "by"), None)
    actor = actor or (next(objects(thing, "by"), None) if thing is not None else None)
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


def named_inside(view: View, verb: Token) -> list[Party]:
    """Countries and firms named in a verb's own clause, in order."""
    places = {view.sentence.at(token) for token in _clause(view, verb)}
    return [one for at, one in sides_in(view.sentence, view.cast, view.sentence.span) if at in places]


def has_noun(token: Token | None, group: str) -> bool:
    """Whether a noun phrase is of, or holds, a noun of a group."""
    return token is not None and any(one.lemma_.lower() in words(group) for one in token.subtree)


def assets_of(view: View, token: Token, is_loose: bool = True) -> tuple[str, ...]:
    """Minerals under a token, else of its sentence, else the last named where a resource is spoken of."""
    start, end = span_of(view.sentence, token)
    inside = [one for one in view.minerals if start <= one.span[0] < end]
    chosen = inside or (view.minerals if is_loose else [])
    if chosen:
        return tuple(dict.fromkeys(one.name for one in chosen))
    context = view.setting.asset(view.sentence)
    return (context,) if context and has_noun(token, "resource_noun") else ()


def is_uncertain(verb: Token) -> bool:
    """'may sign', 'is ready to sign', 'hopes to sign': not yet."""
    if any(child.dep_ == "aux" and child.lower_ in FUTURE for child in verb.children):
        return True
    above = verb.head.head if verb.dep_ == "pcomp" else verb.head
    is_below = verb.dep_ in ("xcomp", "ccomp", "advcl", "pcomp") and verb.tag_ in ("VB", "VBG")
    return is_below and above.lemma_.lower() in UNSURE


def is_denied(verb: Token) -> bool:
    """'has not signed', 'signed neither'."""
    if verb.dep_ in ("acl", "relcl") and any(child.lower_ == "no" for child in verb.head.children):
        return True
    if verb.dep_ == "ccomp" and verb.head.lemma_.lower() in ("deny", "dispute", "refute"):
        return True
    if verb.dep_ == "xcomp" and verb.head.lemma_.lower() == "fail":
        return True
    return any(child.dep_ == "neg" or child.lower_ in ("neither", "longer") for child in verb.children)


def is_expiring(noun: Token | None) -> bool:
    """'a memorandum … was about to run out'."""
    above = list(noun.ancestors)[:3] if noun is not None else []
    down = [child for one in above[:1] for child in one.subtree if child.dep_ in ("xcomp", "pcomp")]
    return any(one.lemma_.lower() in ("expire", "lapse") or _runs_out(one) for one in [*above, *down])


def _runs_out(verb: Token) -> bool:
    return bool(verb.lemma_.lower() == "run" and any(one.lower_ == "out" for one in verb.children))


def is_let(verb: Token) -> bool:
    """'I didn't let the ministers sign', 'refused to let them sign'."""
    above = verb.head if verb.dep_ in ("ccomp", "xcomp") else None
    return above is not None and kind_of(above) == "allow" and is_denied(above)


def are_unnamed(sentence: Sentence, cast: Cast, actor: Token | None) -> bool:
    """'Two Asian governments have signed': who they are stands elsewhere."""
    is_many = actor is not None and actor.tag_ == "NNS" and any(one.dep_ == "nummod" for one in actor.children)
    if actor is None or not is_many or any(one.lower_ in ("the", "both", "these") for one in actor.children):
        return False
    return not sides_in(sentence, cast, span_of(sentence, actor))


def is_supposed(verb: Token) -> bool:
    """'if it signs'."""
    return any(child.dep_ == "mark" and child.lower_ in ("if", "unless", "whether") for child in verb.children)


def or_host(view: View, party: Party | None, other: Party | None) -> Party | None:
    """A party of another country than the first, else the host where that is another country."""
    if other is not None:
        return other
    host = view.host()
    return host if host is not None and party is not None and party.country not in (None, host.country) else None


def joined_after(token: Token | None) -> list[Token]:
    """Those joined to a token by 'and'."""
    return list(joined(token))[1:] if token is not None else []


def by_owner(view: View, first: Party, second: Party) -> tuple[Party, Party]:
    """The owner of the mineral gives; else the host; else who is named first."""
    given = grant(view.sentence, view.cast)
    owner = owner_of(view.sentence, view.cast, None)
    is_state = second.name == lexicon.country_names().get(second.country or "")
    by_firm = owner is None and firm_country(first.name) is not None and firm_country(second.name) is None and is_state
    turned = given == first.country if given else second.country == owner or by_firm
    return (second, first) if turned else (first, second)
