"""Sides of a deal: whom a noun, a pronoun or a name stands for, with the country a firm or an office belongs to."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from orecast.news import lexicon
from orecast.news.lexicon import words
from orecast.news.mentions import is_address, minerals_in, places_in
from orecast.news.parsing import Sentence, Token
from orecast.news.product import Party, Span
from orecast.news.roles import owner_of
from orecast.news.speakers import Cast, Memory, party_of_place, who

OF_PLACE = re.compile(r"^\s(?:of|in|from)\s(?:the\s)?")
TITLE_WEIGHT, OWNER_WEIGHT, PARAGRAPH_WEIGHT = 2, 3, 2
NAMED_TWICE, FEW = 2, 3  # a paragraph's country is named twice, or a third as often as the article's
OPENING = 4  # sentences in which a dateline stands
FUELS = frozenset(["oil", "natural gas"])  # named beside minerals, as in 'petroleum minister'
OUR = frozenset(["we", "i", "us", "our"])


@dataclass(frozen=True)
class Setting:
    """What an article is about: whose minerals it speaks of, and the mineral last named at each sentence."""

    hosts: dict[int, str] = field(default_factory=dict)
    assets: dict[int, str] = field(default_factory=dict)
    voices: dict[Span, Party] = field(default_factory=dict)
    pairs: dict[int, tuple[str, ...]] = field(default_factory=dict)
    deals: frozenset[int] = frozenset()  # sentences after one whose subject is a deal
    home: str | None = None  # the country of the capital in the dateline

    def pair(self, sentence: Sentence) -> list[Party]:
        """The two countries named together last before a sentence: 'both sides', 'the two governments'."""
        return [one for code in self.pairs.get(sentence.span[0], ()) if (one := country_party(code)) is not None]

    def is_of_deal(self, sentence: Sentence) -> bool:
        """Whether the sentence before has a deal as its subject: 'it' is that deal."""
        return sentence.span[0] in self.deals

    def host(self, sentence: Sentence) -> str | None:
        """The host country of the sentence's paragraph."""
        return self.hosts.get(sentence.paragraph)

    def asset(self, sentence: Sentence) -> str | None:
        """The mineral named last before the sentence, else the article's first."""
        return self.assets.get(sentence.span[0])


def setting_of(sentences: list[Sentence], cast: Cast, voices: dict[Span, Party]) -> Setting:
    """The setting of an article, from its own mentions."""
    whole, own = Counter[str](), dict[int, Counter[str]]()
    assets: dict[int, str] = {}
    pairs: dict[int, tuple[str, ...]] = {}
    pair: tuple[str, ...] = ()
    named = [minerals_in(cast.text, one.span, one.headline) for one in sentences]
    last = next((found[0].name for found in named if found), None)
    for sentence, minerals in zip(sentences, named, strict=True):
        counted = _countries(sentence, cast)
        pairs[sentence.span[0]] = pair
        pair = tuple(counted)[:2] if len(counted) > 1 else pair
        whole.update(counted)
        own.setdefault(sentence.paragraph, Counter()).update(counted)
        if last:
            assets[sentence.span[0]] = last
        named_last = [one.name for one in minerals if one.name not in FUELS]
        last = named_last[-1] if named_last else last
    hosts = {number: host for number, here in own.items() if (host := _host(here, whole))}
    deals = frozenset(after.span[0] for one, after in pairwise(sentences) if _has_deal(one))
    return Setting(hosts, assets, voices, pairs, deals, _home(sentences, cast))


def _has_deal(sentence: Sentence) -> bool:
    """Whether the main subject of a sentence is a deal spoken of before: 'The proposal goes back to a letter'."""
    subjects = [one for one in sentence.tokens if one.dep_ in ("nsubj", "nsubjpass") and one.head.dep_ == "ROOT"]
    kinds = [words("deal_nominal").get(one.lemma_.lower()) for one in subjects[:1]]
    return any(kind in ("pact", "offer") for kind in kinds)


def _home(sentences: list[Sentence], cast: Cast) -> str | None:
    """The country of the capital that a dateline names: 'Washington, April 9'."""
    for sentence in sentences[:OPENING]:
        if not any(token.pos_ in ("VERB", "AUX") for token in sentence.tokens):
            places = [one for one in places_in(cast.text, sentence.span) if one.kind in ("capital", "government")]
            if places and places[0].span[0] == sentence.span[0]:
                return lexicon.country_of(places[0].name)
    return None


def _countries(sentence: Sentence, cast: Cast) -> Counter[str]:
    """Mentions of countries in a sentence; the owner of a mineral counts more, a headline twice."""
    weight = TITLE_WEIGHT if sentence.headline else 1
    found = Counter[str]()
    for place in places_in(cast.text, sentence.span):
        found[lexicon.country_of(place.name)] += weight
    owner = owner_of(sentence, cast, None)
    if owner:
        found[owner] += OWNER_WEIGHT
    return found


def _host(here: Counter[str], whole: Counter[str]) -> str | None:
    """The country named most, in the paragraph before the article; those that usually buy come last."""
    buyers = words("buyer")
    score = Counter({code: PARAGRAPH_WEIGHT * here[code] + count for code, count in whole.items()})
    sellers = [code for code, _ in score.most_common() if code.lower() not in buyers and code != "EU"]
    most = max((whole[code] for code in sellers), default=0)
    local = [code for code in sellers if here[code] >= NAMED_TWICE or here[code] and FEW * whole[code] >= most]
    return next(iter([*local, *sellers, *(code for code, _ in score.most_common())]), None)


def side(sentence: Sentence, token: Token, cast: Cast, memory: Memory, setting: Setting) -> Party | None:
    """The party that a token stands for: a country, a firm with its country, an office, a pronoun."""
    if token.lower_ == "you" or token.lower_ == "administration":
        return country_party(setting.home)
    if token.lower_ in OUR and token.text != "US":
        party = setting.voices.get(sentence.span) or memory.person
        if party is None:
            return country_party(setting.host(sentence))
        is_narrator = not party.country and not sentence.quoted(sentence.at(token))
        return replace(party, country=setting.host(sentence)) if is_narrator else party
    many = next((one for one in (memory.many, memory.thing) if one is not None and one.country), None)
    is_many = token.lower_ in ("they", "them") and many is not None and not sentence.quoted(sentence.at(token))
    party = many if is_many else who(sentence, token, cast, memory)
    if party is None:
        return None
    if party.country:
        is_common = token.pos_ == "NOUN" and token.ent_type_ == "" and not _can_act(token)
        return country_party(party.country) if is_common else party
    firm = firm_country(party.name)
    country = firm or _place_after(sentence, token, cast) or _place_before(sentence, token, cast)
    country = country or _of_apposition(sentence, token, cast)
    if country is None and _is_state(token):
        country = "EU" if token.lower_ == "bloc" else setting.host(sentence)
    if country and _is_state(token) and token.pos_ != "PROPN":
        return country_party(country)
    return replace(party, country=country)


def _can_act(token: Token) -> bool:
    kinds = ("state_noun", "company_noun", "source_noun", "title", "people_noun")
    return any(token.lemma_.lower() in words(kind) for kind in kinds)


def _is_state(token: Token) -> bool:
    return token.lemma_.lower() in words("state_noun") or token.lower_ in words("state_noun")


def _place_after(sentence: Sentence, token: Token, cast: Cast) -> str | None:
    """'the government in Conakry', 'Mitsubishi Materials of Japan'."""
    end = sentence.at(token) + len(token.text)
    gap = OF_PLACE.match(cast.text, end, min(end + 12, sentence.span[1])) or OF_PLACE.match(cast.text[end : end + 12])
    if gap is None:
        return None
    at = end + (gap.end() - gap.start())
    near = [one for one in places_in(cast.text, (end, min(at + 40, sentence.span[1]))) if one.span[0] == at]
    return lexicon.country_of(near[0].name) if near else None


def _place_before(sentence: Sentence, token: Token, cast: Cast) -> str | None:
    """'China's Zijin', 'the Canadian miner Tien Shan Gold', 'Dallas-based'."""
    left = min((one for one in token.subtree if one.i <= token.i), key=lambda one: one.i)
    found = places_in(cast.text, (sentence.at(left), sentence.at(token) + len(token.text)))
    return lexicon.country_of(found[0].name) if found else None


def _of_apposition(sentence: Sentence, token: Token, cast: Cast) -> str | None:
    """'a Canadian miner, Tien Shan Gold': the country of what the name is set beside."""
    beside = [token.head] if token.dep_ == "appos" else [one for one in token.children if one.dep_ == "appos"]
    for other in beside:
        start = min(one.i for one in other.subtree)
        of = [one.right_edge for one in other.children if one.dep_ == "prep" and one.lower_ == "of"]
        last = of[0] if of and token.dep_ != "appos" else other  # 'a vice-president of the European Commission'
        span = (sentence.at(sentence.doc[start]), sentence.at(last) + len(last.text))
        found = places_in(cast.text, span)
        if found:
            return lexicon.country_of(found[0].name)
        if (home := firm_country(cast.text[slice(*span)])) is not None:  # 'the miner Syrah'
            return home
    return None


def firm_country(name: str) -> str | None:
    """The home of a known firm, by its name or the first words of it; None for others."""
    known, parts = words("firm"), lexicon.plain(name).lower().split()
    for length in range(len(parts), 0, -1):
        code = known.get(" ".join(parts[:length]))
        if code:
            return code
    return None


def sides_in(sentence: Sentence, cast: Cast, span: Span) -> list[tuple[int, Party]]:
    """Countries and known or placed firms that stand in a span of a sentence, in order."""
    found: dict[int, Party] = {}
    for place in places_in(cast.text, span):
        if place.kind not in ("region", "contested") and not is_address(cast.text, place):
            found[place.span[0]] = party_of_place(place, cast.text)
    for named in cast.named_in(span):
        country = named.country or firm_country(named.name)
        if country and named.kind == "organisation":
            found = {at: one for at, one in found.items() if not named.span[0] <= at < named.span[1]}
            found[named.span[0]] = Party(named.name, country)
    return sorted(found.items(), key=lambda one: one[0])


def span_of(sentence: Sentence, token: Token) -> Span:
    """The characters of a token's subtree."""
    last = token.right_edge
    return sentence.at(token.left_edge), sentence.at(last) + len(last.text)


def objects(token: Token, *prepositions: str) -> Iterator[Token]:
    """Objects of a token's prepositions ('to', 'with'), the dative among them, with what is joined to each."""
    for child in token.children:
        if child.dep_ in ("prep", "dative", "agent") and child.lower_ in prepositions:
            for inner in child.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    yield from joined(inner)


def joined(token: Token) -> Iterator[Token]:
    """A token and those joined to it by 'and'."""
    yield token
    for child in token.children:
        if child.dep_ == "conj":
            yield from joined(child)


def different(parties: Iterable[Party | None], first: Party | None) -> Party | None:
    """The first party that is not of the first one's country."""
    for one in parties:
        if one is None or (first is not None and one.name == first.name):
            continue
        if first is None or one.country is None or one.country != first.country:
            return one
    return None


def other_side(parties: Iterable[Party | None], first: Party | None) -> Party | None:
    """The first party of another country, else another firm of the same country."""
    known = [one for one in parties if one is not None and one.country]
    if first is None:
        return None
    firms = [one for one in known if one.name != first.name and firm_country(one.name) and one.country == first.country]
    return different(known, first) or next(iter(firms), None)


def is_state(party: Party) -> bool:
    """Whether a party is a country, a government or its leader, not a firm."""
    return firm_country(party.name) is None and party.country is not None


def country_party(code: str | None) -> Party | None:
    """A country as a party by its code."""
    return Party(lexicon.country_names().get(code, code), code) if code else None
