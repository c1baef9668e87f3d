"""Claims: who is said to have said what, directly, indirectly or both. One sentence at most, word for word.

A claim needs a speaker. A sentence with a figure and no speaker is a number, not a claim.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from orecast.news.lexicon import as_written, country_names, word_pattern, words
from orecast.news.parsing import Sentence, Token
from orecast.news.product import Claim, Party, Span
from orecast.news.saying import can_speak, has_content, is_hypothetical, is_reported, speaker_token
from orecast.news.sentences import Quote
from orecast.news.sides import firm_country
from orecast.news.speakers import Cast, Memory, remember, subject_of, who

LONGEST_CLAIM = 400
ACCORDING = re.compile(
    r"\b(?:according to|as per|in the words of|in the view of|in the eyes of|as told to)\s+", re.IGNORECASE
)
TELLING = re.compile(
    r"\b(?:[Ii]n|[Bb]y|[Tt]o) (?P<who>his|her|their|the [\w-]+(?: [\w-]+)?['’]s?|"
    r"[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?['’]s?) (?:own )?(?:telling|words|account|view|opinion|eyes|estimate|"
    r"estimation|reckoning|judgment|judgement|admission|version|assessment)\b"
)
COLON = re.compile(r":\s*[\"“]")
PUT_IT = re.compile(r"\bas [^,;:.]{3,70}?\s(?P<verb>put|puts) it\b", re.IGNORECASE)
FIRST = frozenset({"i", "we"})
BYLINE = re.compile(r"^(?:By|Commentary by|Opinion by)\s(?P<name>[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){1,3})$")
ANSWER = re.compile(r"^A:\s")
HUMAN = ("er", "or", "ist", "yst", "man", "woman", "person", "al", "ant", "ian", "ive")  # 'analyst', 'executive'
LONGEST_PERSON = 3  # words of a person's name
NEARBY = 50  # sentences on either side that a speaker is looked for in: keeps a hostile paragraph linear
SHORT_QUOTE = 4  # words; a shorter quotation in a sentence of the writer's is mixed, not direct


@dataclass(frozen=True)
class Said:
    """A cue with its speaker: `at` is the cue's offset."""

    speaker: Party
    cue: str
    at: int
    many: bool = False  # whether 'they' can mean the speaker


def claims_in(sentences: list[Sentence], cast: Cast) -> list[Claim]:
    """Claims of an article in the order of the text."""
    memory, found = Memory(narrator=_narrator(sentences, cast)), []
    voices: list[Party | None] = []
    for sentence in sentences:
        said = [] if sentence.headline else list(_cues(sentence, cast, memory))
        voices.append(said[0].speaker if said else None)
        remember(memory, cast, sentence)
        _heard(said, memory, cast, sentence)
        found += [_claim(sentence, one, cast) for one in _one_each(said)]
    found += _continued(sentences, voices, cast, {claim.span for claim in found})
    return sorted(found, key=lambda claim: claim.span)


def _heard(said: list[Said], memory: Memory, cast: Cast, sentence: Sentence) -> None:
    """Note who spoke, for 'he', 'they' and 'the head of the fund'."""
    if said and _human(said[0].speaker, cast):
        memory.person = said[0].speaker
    if not (said and _human(said[0].speaker, cast)):
        _seen(memory, cast, sentence)
    if said:
        memory.voice, memory.paragraph = said[0].speaker, sentence.paragraph
    memory.many = next((one.speaker for one in said if one.many), memory.many)


def _seen(memory: Memory, cast: Cast, sentence: Sentence) -> None:
    """'the majority leader smiled': who acts under an office is whom 'he' means next."""
    first = sentence.tokens[0] if sentence.tokens else None
    if first is not None and first.lower_ == "for":  # 'For Meloni the visit was …'
        after = sentence.at(first) + len("for ")
        people = [one for one in cast.named_in(sentence.span) if one.kind == "person" and one.span[0] == after]
        memory.person = Party(people[0].name, people[0].country) if people else memory.person
        return
    tokens = [one for one in sentence.tokens if one.dep_ == "nsubj" and one.head.dep_ == "ROOT"]
    office = next((one for one in tokens[:1] if one.tag_ == "NN" and one.lemma_.lower() in words("title")), None)
    party = who(sentence, office, cast, memory) if office is not None else None
    memory.person = party if party is not None and party.name in cast.people else memory.person


def _human(speaker: Party, cast: Cast) -> bool:
    """Whether 'he' or 'she' may stand for a speaker: a person, or somebody without a name such as 'a manager'."""
    last = speaker.name.lower().split()[-1] if speaker.name.split() else ""
    nameless = speaker.name.split()[-1:] == [last] and (last in words("title") or last.endswith(HUMAN))
    return nameless or speaker.name in cast.people or _looks_like_a_person(speaker.name)


def _looks_like_a_person(name: str) -> bool:
    """Two or three capital words that are neither a firm's name nor an office's nor a country's."""
    parts = name.split()
    if name in country_names().values():
        return False  # 'United States'
    is_name = 2 <= len(parts) <= LONGEST_PERSON and all(one[:1].isupper() and one[1:].islower() for one in parts)
    return is_name and firm_country(name) is None and not any(part in as_written("org_suffix") for part in parts)


def _one_each(said: list[Said]) -> list[Said]:
    """One claim for each speaker of a sentence, at the first cue."""
    first: dict[str, Said] = {}
    for one in said:
        first.setdefault(one.speaker.name, one)
    return list(first.values())


def _cues(sentence: Sentence, cast: Cast, memory: Memory) -> Iterator[Said]:
    found = 0
    for token in sentence.tokens:
        if token.tag_.startswith("VB") and token.lemma_.lower() in words("say") and not _inside_quote(sentence, token):
            if is_hypothetical(token) or is_reported(sentence, token) or not has_content(sentence, token):
                continue
            subject = speaker_token(token)
            named = _set_beside(sentence, token, subject, cast)
            if named is not None:
                party: Party | None = named
            elif subject is not None and subject.lower_ in FIRST and not sentence.quoted(sentence.at(subject)):
                party = memory.narrator
            else:
                party = who(sentence, subject, cast, memory) if subject is not None else None
            if party is None or (named is None and not can_speak(party, subject, token, sentence)):
                continue
            yield Said(party, str(token.text), sentence.at(token), _is_many(subject))
            found += 1
    yield from _according(sentence, cast, memory)
    yield from _telling(sentence, cast, memory)
    if not found:
        yield from _statement(sentence, cast, memory)
    yield from _before_a_quotation(sentence, cast, memory)


def _set_beside(sentence: Sentence, verb: Token, subject: Token | None, cast: Cast) -> Party | None:
    """'…, its minister for mines, Naaja Nathanielsen, complains': the name between commas before the verb."""
    is_office = subject is not None and subject.pos_ == "NOUN" and subject.lemma_.lower() in words("source_noun")
    if verb.i < 4 or verb.nbor(-1).text != "," or is_office:
        return None
    comma = sentence.at(verb.nbor(-1))
    names = [one for one in cast.named_in((max(sentence.span[0], comma - 60), comma - 1)) if one.kind == "person"]
    if not names or names[-1].span[1] != comma or cast.text[names[-1].span[0] - 2 : names[-1].span[0]] != ", ":
        return None
    return Party(names[-1].name, names[-1].country)


def _is_many(subject: Token | None) -> bool:
    """'two officials', 'one current and one former official'."""
    if subject is None:
        return False
    return subject.tag_ in ("NNS", "NNPS") or any(one.dep_ in ("conj", "nummod") for one in subject.subtree)


def _narrator(sentences: list[Sentence], cast: Cast) -> Party | None:
    """Who 'I' and 'we' are outside quotations: the author of a by-line, or who answers questions."""
    for sentence in sentences:
        line = BYLINE.match(sentence.text)
        if line:
            return Party(line["name"], None)
    if not any(ANSWER.match(sentence.text) for sentence in sentences):
        return None
    person = next((one for one in cast.named if one.kind == "person"), None)
    return Party(person.name, person.country) if person else None


def _inside_quote(sentence: Sentence, token: Token) -> bool:
    return sentence.quoted(sentence.at(token)) and not _quote_fills(sentence, sentence.at(token))


def _quote_fills(sentence: Sentence, offset: int) -> bool:
    """A quotation opened by mistake that swallows the whole paragraph is no quotation."""
    return any(q.span[0] <= offset < q.span[1] and q.span[1] - q.span[0] > 1200 for q in sentence.quotes)


def _according(sentence: Sentence, cast: Cast, memory: Memory) -> Iterator[Said]:
    for match in ACCORDING.finditer(sentence.text):
        token = sentence.token_at(sentence.span[0] + match.end())
        if token is None or sentence.quoted(sentence.span[0] + match.start()):
            continue
        while token.dep_ != "pobj" and token.head is not token and token.head.i > token.i:
            token = token.head
        party = who(sentence, token, cast, memory)
        if party is not None:
            yield Said(party, "according to", sentence.span[0] + match.start())


def _telling(sentence: Sentence, cast: Cast, memory: Memory) -> Iterator[Said]:
    """'In Zelensky's telling', 'in her words', 'by his own account'."""
    match = TELLING.search(sentence.text)
    at = sentence.span[0] + match.start("who") if match else 0
    token = sentence.token_at(at) if match and not sentence.quoted(at) else None
    if match is None or token is None:
        return
    while token.dep_ != "poss" and token.head is not token and token.head.i > token.i:
        token = token.head
    named = [one for one in cast.named_in((at, sentence.span[0] + match.end("who"))) if one.kind == "person"]
    own = {"his": "he", "her": "she", "their": "they"}.get(token.lower_)
    party = Party(named[0].name, named[0].country) if named else who(sentence, token, cast, memory) if not own else None
    if own:
        party = memory.many if own == "they" else memory.person
    if party is not None:
        yield Said(party, match[0], sentence.span[0] + match.start())


def _before_a_quotation(sentence: Sentence, cast: Cast, memory: Memory) -> Iterator[Said]:
    """'Bakar: “We are not for sale”', 'Lowe is sceptical: “…”', 'as a former minister put it, “…”'."""
    put = PUT_IT.search(sentence.text)
    if put is not None:
        verb = sentence.token_at(sentence.span[0] + put.start("verb"))
        subject = subject_of(verb) if verb is not None else None
        party = who(sentence, subject, cast, memory) if subject is not None else None
        if party is not None:
            yield Said(party, put[0], sentence.span[0] + put.start())
        return
    colon = COLON.search(sentence.text)
    if colon is None or sentence.quoted(sentence.span[0] + colon.start()):
        return
    subjects = [one for one in sentence.tokens if one.dep_ in ("nsubj", "ROOT") and one.idx < colon.start()]
    before = cast.named_in((sentence.span[0], sentence.span[0] + colon.start()))
    named = [one for one in before if one.kind == "person"]
    if named and any(named[0].span[0] <= sentence.at(one) < named[0].span[1] for one in subjects):
        yield Said(Party(named[0].name, named[0].country), ":", sentence.span[0] + colon.start())


def _statement(sentence: Sentence, cast: Cast, memory: Memory) -> Iterator[Said]:
    """A quotation whose speaker is named by a noun: 'In a statement, the ministry: “…”', '“…”: Putin'."""
    match = word_pattern("statement_noun").search(sentence.text)
    if not match or not any(_overlap(quote.span, sentence.span) for quote in sentence.quotes):
        return
    people = [one for one in cast.named_in(sentence.span) if one.kind == "person"]
    if people and not sentence.quoted(sentence.span[0] + match.start()):
        yield Said(Party(people[0].name, people[0].country), match[0], sentence.span[0] + match.start())


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _claim(sentence: Sentence, said: Said, cast: Cast) -> Claim:
    span = _at_most(sentence, said.at)
    quoted = [quote for quote in sentence.quotes if _overlap(quote.span, span)]
    text = cast.text[span[0] : span[1]]
    hedge = word_pattern("modal_hedge").search(text) or word_pattern("hedge").search(text)
    quote = _longest(quoted, cast.text, span)
    return Claim(said.speaker, _kind(quote, text), said.cue, quote, hedge[0].lower() if hedge else None, text, span)


def _at_most(sentence: Sentence, at: int) -> Span:
    """The sentence; of a sentence longer than a claim may be, the part around the cue."""
    start, end = sentence.span
    if end - start <= LONGEST_CLAIM:
        return start, end
    first = max(start, min(at - 40, end - LONGEST_CLAIM))
    cut = sentence.text.find(" ", first - start) if first > start else 0
    first = start + max(0, cut) + (1 if cut > 0 else 0)
    last = min(end, first + LONGEST_CLAIM)
    while last < end and last > first and not sentence.text[last - start].isspace():
        last -= 1
    return first, last


def _longest(quoted: list[Quote], text: str, span: Span) -> str | None:
    inside = [text[max(q.inner[0], span[0]) : min(q.inner[1], span[1])].strip() for q in quoted]
    return max(inside, key=len, default=None) or None


def _kind(quote: str | None, text: str) -> str:
    if not quote:
        return "indirect"
    rest = len(text) - len(quote)
    return "direct" if len(quote) >= 0.45 * len(text) or (len(quote.split()) > SHORT_QUOTE and rest < 60) else "mixed"


def _continued(sentences: list[Sentence], voices: list[Party | None], cast: Cast, taken: set[Span]) -> list[Claim]:
    """Sentences that are quotation throughout take the speaker of their neighbours in the paragraph."""
    found = []
    for number, sentence in enumerate(sentences):
        if sentence.span in taken or sentence.headline or not _all_quote(sentence):
            continue
        speaker = _neighbour(number, sentences, voices)
        if speaker is not None:
            voices[number] = speaker
            found.append(_claim(sentence, Said(speaker, "quotation", sentence.span[0]), cast))
    return found


def _all_quote(sentence: Sentence) -> bool:
    covered = sum(
        min(q.span[1], sentence.span[1]) - max(q.span[0], sentence.span[0])
        for q in sentence.quotes
        if _overlap(q.span, sentence.span)
    )
    return covered >= 0.85 * (sentence.span[1] - sentence.span[0])


def _neighbour(number: int, sentences: list[Sentence], voices: list[Party | None]) -> Party | None:
    """The speaker before in the paragraph, else after, else of the paragraph before."""
    here = sentences[number].paragraph
    for step in (-1, 1):
        other = number + step
        while 0 <= other < len(sentences) and sentences[other].paragraph == here and abs(other - number) <= NEARBY:
            if voices[other] is not None:
                return voices[other]
            other += step
    last = bisect_left(sentences, here, key=lambda sentence: sentence.paragraph) - 1
    return voices[last] if last >= 0 and sentences[last].paragraph == here - 1 else None
