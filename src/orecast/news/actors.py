"""Persons and organisations with the role and country that the article gives them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from orecast.news import lexicon
from orecast.news.mentions import places_in
from orecast.news.parsing import Sentence
from orecast.news.product import Actor, Span

NAME = r"(?:[A-ZÀ-ÖØ-ÞŠŽ][\w'’.-]{1,25})"
ACRONYM = re.compile(r"(?<![\w$-])(?:[A-Z]{3,7}|[A-Z]\d{2}|[A-Z]{2,5}\d{1,2})(?![\w-])")
NOT_ACTORS = frozenset(
    [
        "USA",
        "DRC",
        "UAE",
        "REE",
        "REES",
        "REO",
        "LNG",
        "CEO",
        "CFO",
        "COO",
        "GDP",
        "USD",
        "MOU",
        "API",
        "EST",
        "GMT",
        "UTC",
        "THE",
        "AND",
        "PGM",
        "PGMS",
        "DPRK",
    ]
)
PERIODS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
    ]
)
OF_FIELD = re.compile(r" (?:of|for) (?:the )?[A-Z][\w-]+(?:(?: and| of)? [A-Z][\w-]+){0,4}")
SET_BESIDE = re.compile(r", [A-ZÀ-ÖØ-ÞŠŽ][\w'’.-]+ [A-ZÀ-ÖØ-ÞŠŽ][\w'’. -]{1,60}[,.]")
LONG_NAME = 3  # words: 'U.S. Strategic Metals' is a firm, 'Chilean Copper' is not
OFFICES = frozenset(
    ["court", "bureau", "ministry", "bank", "institute", "survey", "chamber", "council", "office", "board", "academy",
     "agency", "association", "federation", "department", "university", "school", "centre", "center", "union", "service"]
)  # fmt: skip
ORG_LABELS = frozenset({"ORG"})
POSSESSIVE = re.compile(r"['’]s?$")


STARTING = frozenset(["The", "A", "An", "In", "At", "For", "And", "But", "When", "Its", "Their", "His", "Her"])
OFFICE = lexicon.Place("", "", "government")


@dataclass(frozen=True)
class Named:
    """One person or organisation where it stands."""

    name: str
    kind: str
    role: str | None
    country: str | None
    span: Span


@cache
def _titled() -> re.Pattern[str]:
    """A title followed by a name: 'Treasury Secretary Scott Bessent'."""
    titles = lexicon.alternatives(lexicon.words("title"))
    return re.compile(
        rf"(?<!\w)(?P<title>(?i:{titles}))\.?,? (?P<name>{NAME}(?: (?:bin|al|de|von|der|van|da))?(?: {NAME}){{0,3}})"
    )


@cache
def _titled_by_field() -> re.Pattern[str]:
    """A title with its field, and the name set beside it: 'minister for mineral resources, Naaja Nathanielsen,'."""
    titles = lexicon.alternatives(lexicon.words("title"))
    field = r"(?: (?:for|of|in|at|on) (?:[\w'’&-]+ ){0,5}?[\w'’&-]+)?"
    return re.compile(rf"(?<!\w)(?P<title>(?i:{titles})){field}, (?P<name>{NAME}(?: {NAME}){{1,3}})(?=[,.])")


def actors_in(text: str, sentences: Iterable[Sentence]) -> tuple[list[Named], tuple[Actor, ...]]:
    """Every mention of an actor, and the actors themselves under their longest name."""
    sentences_list = list(sentences)
    found = [named for sentence in sentences_list for named in _in_sentence(text, sentence)]
    people = _full_names([named for named in found if named.kind == "person"])
    others = [named for named in found if named.kind != "person"]
    everyone = [*people, *others]
    everyone += _again(text, sentences_list, people, {at for one in everyone for at in range(*one.span)})
    everyone.sort(key=lambda named: named.span)
    return everyone, _actors([*everyone, *_offices(text, sentences_list)])


def _offices(text: str, sentences: list[Sentence]) -> list[Named]:
    """Governments named by their seat or office: the White House, the Kremlin."""
    found = [place for sentence in sentences for place in places_in(text, sentence.span) if place.kind == "government"]
    return [Named(one.text, "organisation", None, lexicon.country_of(one.name), one.span) for one in found]


def _again(text: str, sentences: list[Sentence], people: list[Named], taken: set[int]) -> list[Named]:
    """Last names of known people and of leaders, wherever they stand alone."""
    leaders = {name: place.code for name, place in lexicon.places().items() if place.kind == "leader"}
    known = {name: Named(name, "person", None, code, (0, 0)) for name, code in leaders.items()}
    known |= {person.name.split()[-1]: person for person in people if len(person.name.split()[-1]) > 2}
    pattern = re.compile(rf"(?<![\w-])(?:{lexicon.alternatives(known)})(?![\w-])")
    return [
        replace(known[match[0]], span=match.span())
        for sentence in sentences
        for match in pattern.finditer(text, *sentence.span)
        if match.start() not in taken
    ]


def _in_sentence(text: str, sentence: Sentence) -> list[Named]:
    taken: list[Named] = []
    for named in [
        *_firms(text, sentence),
        *_with_title(text, sentence),
        *_recognised(text, sentence),
        *_acronyms(text, sentence),
    ]:
        if not any(named.span[0] < other.span[1] and other.span[0] < named.span[1] for other in taken):
            taken.append(named)
    return taken


@cache
def _firm() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A known firm; and capital words that end like a firm's name ('Halwan Metals')."""
    known = lexicon.alternatives(lexicon.as_written("firm"))
    ending = lexicon.alternatives(word for word in lexicon.as_written("org_suffix") if word[:1].isupper())
    made = rf"(?<![\w-]){NAME}(?:\s(?:&\s)?{NAME}){{0,2}}\s(?:{ending})(?![\w-])"
    return re.compile(rf"(?<![\w-])(?:{known})(?![\w-])"), re.compile(made)


def _firms(text: str, sentence: Sentence) -> list[Named]:
    """Firms known by the lexicon with their home, and names that end like a firm's."""
    even, (known, made) = lexicon.plain(sentence.text), _firm()
    homes = lexicon.as_written("firm")
    found = [
        Named(match[0], "organisation", None, homes[match[0]], _placed(sentence, match))
        for match in known.finditer(even)
    ]
    for match in made.finditer(even) if not sentence.headline and not sentence.text.isupper() else ():
        first = match[0].split()[0]
        is_place = first in lexicon.places() and (len(match[0].split()) < LONG_NAME or first.endswith("'s"))
        if not is_place and first not in STARTING and first.lower() not in lexicon.minerals():
            found.append(Named(match[0], "organisation", None, None, _placed(sentence, match)))
    return sorted(found, key=lambda one: (one.span[0], -one.span[1]))


def _placed(sentence: Sentence, match: re.Match[str]) -> Span:
    return sentence.span[0] + match.start(), sentence.span[0] + match.end()


def _with_title(text: str, sentence: Sentence) -> list[Named]:
    found = []
    for match in _titled().finditer(lexicon.plain(sentence.text)):
        name = _trimmed(match["name"], sentence.headline)
        if (
            not name
            or name.lower() in lexicon.words("title")
            or name in lexicon.places()
            and " " not in name
            and (lexicon.places()[name].kind != "leader")
        ):
            continue
        start = sentence.span[0] + match.start("name")
        role, country = _role_before(text, sentence.span[0], sentence.span[0] + match.end("title"), start)
        found.append(Named(name, "person", role, country, (start, start + len(name))))
    return found + _after_a_field(sentence)


def _after_a_field(sentence: Sentence) -> list[Named]:
    """'its minister for mineral resources, Naaja Nathanielsen, complains'."""
    if sentence.headline or SET_BESIDE.search(sentence.text) is None:
        return []
    return [
        Named(match["name"], "person", match["title"].lower(), None, _named_at(sentence, match))
        for match in _titled_by_field().finditer(lexicon.plain(sentence.text))
        if match["name"].split()[0] not in lexicon.places()
    ]


def _named_at(sentence: Sentence, match: re.Match[str]) -> Span:
    return sentence.span[0] + match.start("name"), sentence.span[0] + match.end("name")


def _trimmed(name: str, headline: bool) -> str:
    """The name without what follows it: a possessive, a cue written with a capital, a day."""
    kept: list[str] = []
    for word in name.split(" "):
        bare = POSSESSIVE.sub("", word)
        if kept and (bare.lower() in PERIODS or (headline and bare.lower().rstrip("s") in lexicon.words("say"))):
            break
        kept.append(bare.rstrip("."))
        if bare != word:
            break
    return " ".join(kept) if not headline else " ".join(kept[:2])


def _role_before(text: str, begin: int, end_of_title: int, start_of_name: int) -> tuple[str | None, str | None]:
    """The whole title before a name ('Deputy Prime Minister') and the country that stands in or before it."""
    window_start = max(begin, start_of_name - 60)
    before = text[window_start:start_of_name]
    title = text[window_start:end_of_title].split(",")[-1]
    words = title.split()
    kept: list[str] = []
    for word in reversed(words):
        phrase = " ".join([word, *kept]).lower()
        if (
            phrase in lexicon.words("title")
            or (not kept and phrase.rstrip(".") in lexicon.words("title"))
            or kept
            and word[:1].isupper()
            and word not in lexicon.places()
            and not word.endswith(("'s", "’s"))
        ):
            kept.insert(0, word)
        else:
            break
    places = [one for one in places_in(text, (window_start, start_of_name)) if one.kind != "leader"]
    near = [one for one in places if _is_of_title(before[one.span[1] - window_start :])]
    return " ".join(kept) or None, lexicon.country_of(near[-1].name) if near else None


def _is_of_title(between: str) -> bool:
    """Whether only a title stands between a country and a name: 'Ukraine's former finance minister', no verb."""
    said = between.replace("’", "'").removeprefix("'s").removeprefix("'").split()
    known = (lexicon.words("title"), lexicon.words("office_field"), lexicon.words("office_before"))
    return "," not in between and all(one[:1].isupper() or any(one.lower() in kind for kind in known) for one in said)


def _recognised(text: str, sentence: Sentence) -> list[Named]:
    found = []
    for entity in sentence.doc.ents:
        start = sentence.at(entity[0])
        name = _clean(str(entity.text))
        start = text.find(name, start) if name else start
        if not name or not _may_be_actor(name, str(entity.label_), sentence.headline):
            continue
        if entity.label_ == "PERSON":
            role, country = _apposition(text, sentence.span, start + len(name))
            found.append(Named(name, "person", role, country, (start, start + len(name))))
        elif entity.label_ in ORG_LABELS:
            name = with_its_field(text, name, start, sentence.span[1])
            found.append(Named(name, "organisation", None, _country_in(name), (start, start + len(name))))
    return found


def with_its_field(text: str, name: str, start: int, last: int) -> str:
    """'European Court' of 'European Court of Auditors', with what it is of."""
    match = OF_FIELD.match(text, start + len(name), last) if name.split()[-1].lower() in OFFICES else None
    return text[start : match.end()] if match else name


def _clean(name: str) -> str:
    name = POSSESSIVE.sub("", name.strip(" \n\t\"'“”‘’.,()"))
    return name[4:] if name.lower().startswith("the ") else name


def _may_be_actor(name: str, label: str, headline: bool) -> bool:
    even, known = lexicon.plain(name), lexicon.places()
    if even in known:
        return known[even].kind == "leader" and label == "PERSON"
    if even.lower() in lexicon.minerals() or not name[:1].isupper() or len(name) > 70 or "\n" in name:
        return False
    return not (headline and label == "PERSON" and len(name.split()) > 3) and any(letter.isalpha() for letter in name)


def _apposition(text: str, span: Span, end: int) -> tuple[str | None, str | None]:
    """Role and country from ', Ukraine's deputy prime minister,' after a name."""
    after = text[end : min(span[1], end + 90)]
    if not after.startswith(", "):
        return None, None
    phrase = after[2:].split(",")[0]
    title = lexicon.word_pattern("title").search(phrase)
    if not title or title.start() > 45:
        return None, None
    places = [one for one in places_in(text, (end + 2, end + 2 + len(phrase))) if one.kind != "leader"]
    return title[0], lexicon.country_of(places[0].name) if places else None


def _acronyms(text: str, sentence: Sentence) -> list[Named]:
    if sentence.text.isupper():
        return []
    return [
        Named(match[0], "organisation", None, None, (sentence.span[0] + match.start(), sentence.span[0] + match.end()))
        for match in ACRONYM.finditer(sentence.text)
        if match[0] not in NOT_ACTORS and lexicon.places().get(match[0], OFFICE).kind == "government"
    ]


def _country_in(name: str) -> str | None:
    """The country in a name; of 'Macusani Yellowcake of Canada' the one after 'of'."""
    head, of, tail = name.rpartition(" of ")
    if of and head and (inside := places_in(tail, (0, len(tail)))):
        return lexicon.country_of(inside[0].name)
    places = places_in(name, (0, len(name)))
    return lexicon.country_of(places[0].name) if places else None


def _full_names(found: list[Named]) -> list[Named]:
    """Each mention under the longest name that ends in the same last name, with what is known of the role."""
    best: dict[str, Named] = {}
    for named in found:
        key = named.name.split()[-1].lower()
        known = best.get(key)
        if known is None:
            best[key] = named
            continue
        longer = named if len(named.name) > len(known.name) and len(named.name.split()) <= 4 else known
        best[key] = replace(longer, role=known.role or named.role, country=known.country or named.country)
    leaders = lexicon.places()
    for key, named in best.items():
        leader = leaders.get(named.name) or leaders.get(named.name.split()[-1])
        if named.country is None and leader is not None and leader.kind == "leader":
            best[key] = replace(named, country=leader.code)
    return [replace(best[named.name.split()[-1].lower()], span=named.span) for named in found]


def _actors(found: list[Named]) -> tuple[Actor, ...]:
    first: dict[str, Named] = {}
    for named in found:
        first.setdefault(named.name.lower(), named)
    return tuple(Actor(one.name, one.kind, one.role, one.country, one.span) for one in first.values())
