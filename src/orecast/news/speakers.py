"""Who speaks: a name, a noun phrase or a pronoun becomes a Party."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from orecast.news import lexicon
from orecast.news.actors import Named, with_its_field
from orecast.news.mentions import Found, places_in
from orecast.news.parsing import Sentence, Token
from orecast.news.product import Party, Span
from orecast.news.referring import described

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
PERSONAL = frozenset({"he", "she", "they", "them", "him", "her", "i", "we"})
IMPERSONAL = frozenset({"it"})
EMPTY = frozenset(
    {"that", "this", "which", "who", "there", "what", "these", "those", "one", "some", "many", "nobody", "you"}
)
COUNTED = frozenset({"both", "most", "several", "all", "none", "some", "many", "one", "few", "others"})
LINKING = frozenset({"of", "for", "to", "with", "by", "and", "at", "in", "from", "than", "as"})
DETERMINER = re.compile(r"^(?:the|a|an|its|his|her|their|this|that|one|some|whose)\s", re.IGNORECASE)
OF_WHOM = re.compile(
    r" (?:from|of|by) (?:the )?(?:[A-Z][\w.&'’-]*)(?: (?:of|for|and|[A-Z][\w.&'’-]*)){0,4}(?<! of)(?<! and)"
)
LONGEST_NAME = 58
AROUND = 60  # actors before and after a description that it can mean: keeps a text of thousands of names linear
NAME = r"[A-ZÀ-ÖØ-ÞŠŽ][\w'’-]{1,25}"
NAME_AFTER = re.compile(
    rf" (?P<name>(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day){NAME}(?: {NAME}){{0,3}})(?= [a-z]|,)"
)
APPOSED = re.compile(
    rf"(?:\s(?:of|in|for|at|to)\s[^,.;]{{1,45}})?,\s(?P<name>{NAME}(?:\s(?:al-|bin\s|de\s|van\s)?{NAME}){{1,3}})[,.;]"
)


@dataclass
class Memory:
    """What has been read so far: who spoke or acted last, for pronouns and 'the president'."""

    person: Party | None = None
    thing: Party | None = None
    roles: dict[str, Party] = field(default_factory=dict)
    narrator: Party | None = None
    many: Party | None = None
    voice: Party | None = None
    paragraph: int = -1
    titles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cast:
    """Actors of an article in the order in which they stand."""

    text: str
    named: tuple[Named, ...]

    @cached_property
    def _starts(self) -> list[int]:
        return [one.span[0] for one in self.named]

    @cached_property
    def people(self) -> frozenset[str]:
        """Names of the persons."""
        return frozenset(one.name for one in self.named if one.kind == "person")

    @cached_property
    def acting(self) -> dict[Span, tuple[Party, ...]]:
        """Parties that act in each sentence read so far, by its span: every rule that remembers asks for them."""
        return {}

    @cached_property
    def standing(self) -> dict[Span, Any]:
        """Parties that stand in each sentence asked for so far, by its span (`roles.parties_in`)."""
        return {}

    @cached_property
    def many(self) -> dict[Span, Party | None]:
        """Whom 'they' can mean after each sentence read so far, by its span."""
        return {}

    def named_in(self, span: Span) -> list[Named]:
        """Actors that stand inside a span."""
        first, last = bisect_left(self._starts, span[0]), bisect_right(self._starts, span[1] + 1)
        return [one for one in self.named[first:last] if one.span[1] <= span[1] + 1]

    def around(self, offset: int) -> tuple[list[Named], list[Named]]:
        """The actors named last before an offset, and next after it."""
        at = bisect_left(self._starts, offset)
        return list(self.named[max(0, at - AROUND) : at]), list(self.named[at : at + AROUND])


def remember(memory: Memory, cast: Cast, sentence: Sentence) -> None:
    """Note the persons and countries that a sentence has as subjects; else the last person it names."""
    people = [one for one in cast.named_in(sentence.span) if one.kind == "person"]
    for one in people:
        if one.role:
            memory.roles[one.role.lower().split()[-1]] = Party(one.name, one.country)
            memory.titles[one.name] = one.role.lower()
    chosen = _acting(cast, sentence)
    if sentence.span not in cast.many:
        cast.many[sentence.span] = _plural(cast, sentence)
    memory.many = cast.many[sentence.span] or memory.many
    acting = [party for party in chosen if _is_person(party, people)]
    if acting:
        memory.person = acting[0]
    elif people and memory.person is None:
        memory.person = Party(people[0].name, people[0].country)
    others = [party for party in chosen if not _is_person(party, people) and _may_act(party)]
    if others:
        memory.thing = others[0]


def _acting(cast: Cast, sentence: Sentence) -> tuple[Party, ...]:
    """The parties that are subjects of a sentence's main verbs."""
    if sentence.span not in cast.acting:
        subjects = [one for one in sentence.tokens if one.dep_ in SUBJECTS and _is_main(one.head)]
        parties = (who(sentence, token, cast, None) for token in subjects)
        cast.acting[sentence.span] = tuple(party for party in parties if party is not None)
    return cast.acting[sentence.span]


def _is_main(verb: Token) -> bool:
    """A main verb, or that of a clause before who says it: 'Tokyo will lend …, the Nikkei reported'."""
    above = verb.head
    is_told = verb.dep_ == "ccomp" and above.dep_ == "ROOT" and above.i > verb.i
    return verb.dep_ in ("ROOT", "conj") or (is_told and above.lemma_.lower() in lexicon.words("say"))


def _plural(cast: Cast, sentence: Sentence) -> Party | None:
    """The first subject of a sentence that 'they' can stand for: 'the bishops', 'two officials', 'the Saudis'."""
    subjects = [
        one for one in sentence.tokens
        if one.dep_ in SUBJECTS and one.tag_ in ("NNS", "NNPS") and one.head.dep_ in ("ROOT", "conj", "ccomp")
    ]  # fmt: skip
    for token in subjects:
        party = who(sentence, token, cast, None)
        is_people = token.lemma_.lower() in lexicon.words("people_noun") or _may_act(party) if party else False
        if is_people:
            return party
    return None


def _may_act(party: Party) -> bool:
    """Whether 'it' can stand for a subject that acts: a country, a name, a firm, an office; not 'the dispute'."""
    last = party.name.lower().split()[-1:]
    kinds = ("company_noun", "state_noun", "people_noun", "source_noun")
    is_noun = any(one in lexicon.words(kind) for one in last for kind in kinds)
    return bool(party.country) or party.name[:1].isupper() or is_noun


def _is_person(party: Party, people: Iterable[Named]) -> bool:
    return any(one.name == party.name for one in people)


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, of the verb it is joined to, or of the clause that a participle belongs to."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in SUBJECTS and child.lower_ not in ("that", "which", "who"):
                return _nearest_name(verb, child)
            if child.dep_ == "aux" and (own := [one for one in child.children if one.dep_ in SUBJECTS]):
                return own[0]
        if verb.dep_ in ("conj", "advcl", "xcomp", "pcomp", "dep", "aux", "acomp"):
            verb = verb.head
            if verb.dep_ == "prep":
                verb = verb.head
        elif verb.dep_ in ("acl", "relcl") and verb.head.pos_ in ("NOUN", "PROPN"):
            return _who_it_is(verb)
        else:
            return None
    return None


def _who_it_is(verb: Token) -> Token:
    """What a relative clause belongs to: of 'an analyst in Nairobi, who doubted …' the analyst."""
    is_who = any(one.lower_ == "who" for one in verb.children)
    above = verb.head.head.head if verb.head.dep_ == "pobj" else verb.head
    is_place = verb.head.ent_type_ in ("GPE", "LOC") and above.pos_ == "NOUN"
    return above if is_who and is_place else verb.head


def _nearest_name(verb: Token, first: Token) -> Token:
    """Of two subjects ('Director General of Minerals Surya Wibowo told') the person's name, else the last before it."""
    subjects = [one for one in verb.children if one.dep_ in SUBJECTS and one.i < verb.i]
    names = [one for one in subjects if one.ent_type_ == "PERSON"]
    return (names or subjects or [first])[-1]


def who(sentence: Sentence, token: Token, cast: Cast, memory: Memory | None) -> Party | None:
    """The party that a subject token stands for; None for an empty subject."""
    lower = token.lower_
    if lower in PERSONAL or lower in IMPERSONAL:
        own = _same_sentence(token) or _before_colon(token) or _plural_before(token)
        return who(sentence, own, cast, memory) if own is not None else _pronoun(lower, memory)
    counted = _counted(token)
    if counted is not None:
        return who(sentence, counted, cast, memory)
    if lower in EMPTY and token.pos_ != "PROPN":
        return None
    head = _phrase(sentence, token)
    around = [one for one in places_in(cast.text, sentence.span) if one.span[0] < sentence.at(token) < one.span[1]]
    around += [
        one
        for one in places_in(cast.text, sentence.span)
        if one.span[0] == sentence.at(token) < one.span[1] - len(token.text)
    ]
    if around:
        return party_of_place(around[0], cast.text)
    if (named := _apposed(cast, sentence, head)) is not None:
        return named
    actors = [one for one in cast.named_in(head) if one.span[0] <= sentence.at(token) < one.span[1]]
    actors = actors or _beside(cast, sentence, head, token)
    if actors:
        return Party(actors[0].name, actors[0].country or _country_before(cast.text, head))
    return _noun(sentence, token, head, cast, memory)


def _same_sentence(pronoun: Token) -> Token | None:
    """The subject that speaks in the clause above: 'Gabon confirmed that it would …', 'Sow said he …'."""
    verb = pronoun.head
    if verb.dep_ in ("relcl", "advcl") and pronoun.lower_ in ("he", "she", "it"):
        root = next((one for one in verb.ancestors if one.head.i == one.i), verb)
        named = [one for one in root.children if one.dep_ in SUBJECTS and one.i < pronoun.i]
        kinds = ("ORG", "GPE", "LOC") if pronoun.lower_ == "it" else ("PERSON",)
        if named and named[0].ent_type_ in kinds:
            return named[0]
    for _ in range(4):
        if verb.dep_ not in ("ccomp", "conj", "xcomp", "advcl"):
            return None
        above = verb.head
        for child in above.children:
            if child.dep_ in SUBJECTS and child.i < pronoun.i and verb.dep_ == "ccomp":
                return child if child.pos_ != "PRON" else None
        verb = above
    return None


def _beside(cast: Cast, sentence: Sentence, head: Span, token: Token) -> list[Named]:
    """The person named right after a role: 'Moreno's colleague Tom Haskell', 'campaigner Nemanja Peric'."""
    if token.pos_ != "NOUN":
        return []
    if (name := NAME_AFTER.match(cast.text, head[1], sentence.span[1])) and _is_speaking(token):
        firms = [one for one in cast.named_in(name.span("name")) if one.span[0] == name.start("name")]
        return firms[:1] or [Named(name["name"], "organisation", None, None, name.span("name"))]
    whole = (head[0], sentence.at(token.right_edge) + len(token.right_edge.text))
    closing = [one for one in cast.named_in(whole) if one.kind == "person" and one.span[1] >= whole[1]]
    is_of_other = any(one.lower_ == "for" for one in token.children) and closing
    if is_of_other and lexicon.word_pattern("title").search(cast.text, head[1], closing[-1].span[0]):
        return []  # 'a spokesperson for Foreign Minister Winston Peters'
    if closing and token.lemma_.lower() in lexicon.words("title"):
        before = cast.text[whole[0] : closing[-1].span[0]].split()[-1:]
        if before and before[0].isalpha() and before[0].lower() not in LINKING:
            return closing[-1:]
    after = [one for one in cast.named_in((head[1], sentence.span[1])) if one.span[0] == head[1] + 1]
    return [one for one in after if one.kind == "person" and cast.text[head[1]] == " "]


def _is_speaking(token: Token) -> bool:
    """Whether a noun is one for people, offices or firms, which a name may follow: 'the regulator ARECOMS'."""
    kinds = ("company_noun", "state_noun", "source_noun", "title")
    return (
        token.tag_ == "NN"
        and token.text.islower()
        and any(token.lemma_.lower() in lexicon.words(kind) for kind in kinds)
    )


def _counted(token: Token) -> Token | None:
    """'two of the people': the people."""
    if token.pos_ != "NUM" and token.lower_ not in COUNTED:
        return None
    of = next((child for child in token.children if child.dep_ == "prep" and child.lower_ == "of"), None)
    return next((child for child in of.children if child.dep_ == "pobj"), None) if of is not None else None


def _before_colon(pronoun: Token) -> Token | None:
    """'Seoul has gone further: it has proposed …': the subject before the colon; for 'he' a person's name there."""
    if pronoun.lower_ in ("he", "she"):
        colon = next((one.i for one in pronoun.doc[: pronoun.i] if one.text == ":"), 0)
        named = [one for one in pronoun.doc[:colon] if one.ent_type_ == "PERSON" and one.dep_ in (*SUBJECTS, "appos")]
        return named[0] if named else None
    if pronoun.lower_ not in ("it", "they") or not any(one.text in (":", ";") for one in pronoun.doc[: pronoun.i]):
        return None
    earlier = [
        one for one in pronoun.doc[: pronoun.i]
        if one.dep_ in SUBJECTS and one.pos_ == "PROPN" and one.ent_type_ != "PERSON" and one.head.dep_ != "relcl"
    ]  # fmt: skip
    return earlier[0] if earlier else None


def _plural_before(pronoun: Token) -> Token | None:
    """'Analysts warned of harm: niobium, they noted, …': the plural subject before 'they' in its sentence."""
    if pronoun.lower_ != "they":
        return None
    earlier = [one for one in pronoun.doc[: pronoun.i] if one.dep_ in SUBJECTS and one.tag_ in ("NNS", "NNPS")]
    people = [one for one in earlier if one.lemma_.lower() in lexicon.words("people_noun") | lexicon.words("title")]
    return people[-1] if people else None


def _apposed(cast: Cast, sentence: Sentence, head: Span) -> Party | None:
    """The name set beside a role: 'their spokeswoman, Elisa Mamani, warned'."""
    match = APPOSED.match(cast.text, head[1], sentence.span[1])
    if match and lexicon.word_pattern("title").search(cast.text, head[1], match.start("name")):
        return None  # 'the party of the former prime minister, Imran Khan,'
    if match is None or not cast.text[head[0] : head[1]].split()[-1].islower():
        return None
    span = match.span("name")
    person = next((one for one in cast.named_in(span) if one.kind == "person"), None)
    country = _country_before(cast.text, head)
    name = person.name if person and len(person.name) >= len(match["name"]) else match["name"]
    return Party(name, (person.country if person else None) or country)


def _pronoun(lower: str, memory: Memory | None) -> Party | None:
    if memory is None:
        return None
    if lower in IMPERSONAL:
        return memory.thing or memory.person
    if lower in ("they", "them") and memory.many is not None:
        return memory.many
    return memory.person or memory.thing


def _phrase(sentence: Sentence, token: Token) -> Span:
    """The noun phrase of a token, without relative clauses and appositions after it."""
    left = min((child.left_edge for child in token.lefts), key=lambda edge: edge.i, default=token)
    left = left if left.i < token.i else token
    return sentence.at(left), sentence.at(token) + len(token.text)


def _noun(sentence: Sentence, token: Token, head: Span, cast: Cast, memory: Memory | None) -> Party | None:
    """A country, a role that was named before ('the president'), or the words of the noun phrase."""
    words = cast.text[head[0] : head[1]]
    lower = token.lower_
    places = [one for one in places_in(cast.text, head) if one.span[0] <= sentence.at(token) < one.span[1]]
    if places:
        return party_of_place(places[-1], cast.text)
    speaking = memory.person.name if memory is not None and memory.person is not None else None
    if (meant := described(cast.text, token, head, *cast.around(head[0]), speaking)) is not None:
        return Party(meant.name, meant.country or _country_before(cast.text, head))
    if memory is not None and _is_voice(sentence, token, words.lower(), cast, memory):
        return memory.voice
    if memory is not None and words.lower().startswith("the ") and token.lower_ in memory.roles:
        known = memory.roles[token.lower_]
        if _is_of_role(words.lower().split()[1:-1], known, memory, _country_before(cast.text, head)):
            return known
    name = DETERMINER.sub("", words) if len(words) <= LONGEST_NAME else str(token.text)
    if lower in lexicon.words("paper_noun") and (of := OF_WHOM.match(cast.text, head[1], sentence.span[1])):
        name += of[0]  # 'figures from the US Geological Survey'
    if token.text[:1].isupper():
        name = with_its_field(cast.text, name, head[1] - len(name), sentence.span[1])
    return Party(name, _country_before(cast.text, head)) if name.strip(" \"'“”") else None


def _is_voice(sentence: Sentence, token: Token, words: str, cast: Cast, memory: Memory) -> bool:
    """'the head of the fund went on': the person who speaks in this paragraph, under another description."""
    is_same = memory.voice is not None and memory.paragraph == sentence.paragraph and token.tag_ == "NN"
    if not is_same or memory.voice is None or memory.voice.name not in cast.people or not words.startswith("the "):
        return False
    country = _country_before(cast.text, (sentence.at(token.left_edge), sentence.at(token.right_edge)))
    is_office = token.lower_ in lexicon.words("title") and token.lower_ not in lexicon.words("source_noun")
    return is_office and token.head.lemma_.lower() in lexicon.words("say") and country in (None, memory.voice.country)


def _is_of_role(before: list[str], known: Party, memory: Memory, country: str | None) -> bool:
    """Whether 'the majority leader' can be the leader named before; 'the Danish foreign minister' is no prime minister."""
    title = memory.titles.get(known.name, "").split()[:-1]
    is_other = bool(before) and bool(title) and not set(before) & set(title)
    return not is_other and country in (None, known.country)


def party_of_place(place: Found, text: str) -> Party:
    """A country as a party: a leader or a government keeps its own name."""
    code = lexicon.country_of(place.name)
    name = place.text if place.kind in ("leader", "government") else lexicon.country_names().get(code, place.text)
    return Party(name, code)


def _country_before(text: str, head: Span) -> str | None:
    places = [one for one in places_in(text, head) if one.kind != "leader"]
    return lexicon.country_of(places[0].name) if places else None
