"""Claims: who is said to have said what, directly, indirectly or both. One sentence at most, word for word.

A claim needs a speaker. A sentence with a figure and no speaker is a number, not a claim.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from orecast.news.lexicon import word_pattern, words
from orecast.news.parsing import Sentence, Token
from orecast.news.product import Claim, Party, Span
from orecast.news.sentences import Quote
from orecast.news.speakers import Cast, Memory, remember, subject_of, who

LONGEST_CLAIM = 400
CLAUSE = frozenset({"ccomp", "xcomp", "parataxis"})
OBJECT = frozenset({"dobj", "obj"})
ACCORDING = re.compile(
    r"\b(?:according to|as per|in the words of|in the view of|in the eyes of|as told to)\s+", re.IGNORECASE
)
COLON = re.compile(r":\s*[\"“]")
PUT_IT = re.compile(r"\bas [^,;:.]{3,70}?\s(?P<verb>put|puts) it\b", re.IGNORECASE)
NOT_SAID = re.compile(r"\b(?:if|unless|whether)\b", re.IGNORECASE)
FIRST = frozenset({"i", "we"})
BYLINE = re.compile(r"^(?:By|Commentary by|Opinion by)\s(?P<name>[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){1,3})$")
ANSWER = re.compile(r"^A:\s")
NEARBY = 50  # sentences on either side that a speaker is looked for in: keeps a hostile paragraph linear
SHORT_QUOTE = 4  # words; a shorter quotation in a sentence of the writer's is mixed, not direct


@dataclass(frozen=True)
class Said:
    """A cue with its speaker: `at` is the cue's offset."""

    speaker: Party
    cue: str
    at: int


def claims_in(sentences: list[Sentence], cast: Cast) -> list[Claim]:
    """Claims of an article in the order of the text."""
    memory, found = Memory(narrator=_narrator(sentences, cast)), []
    voices: list[Party | None] = []
    for sentence in sentences:
        said = [] if sentence.headline else list(_cues(sentence, cast, memory))
        voices.append(said[0].speaker if said else None)
        remember(memory, cast, sentence)
        if said and _human(said[0].speaker, cast):
            memory.person = said[0].speaker
        found += [_claim(sentence, one, cast) for one in _one_each(said)]
    found += _continued(sentences, voices, cast, {claim.span for claim in found})
    return sorted(found, key=lambda claim: claim.span)


def _human(speaker: Party, cast: Cast) -> bool:
    """Whether 'he' or 'she' may stand for a speaker: a person, or somebody without a name such as 'a manager'."""
    last = speaker.name.lower().split()[-1] if speaker.name.split() else ""
    nameless = speaker.name.split()[-1:] == [last] and (
        last in words("title") or last.endswith(("er", "or", "ist", "man", "al"))
    )
    return nameless or speaker.name in cast.people


def _one_each(said: list[Said]) -> list[Said]:
    """One claim for each speaker of a sentence, at the first cue."""
    first: dict[str, Said] = {}
    for one in said:
        first.setdefault(one.speaker.name, one)
    return list(first.values())


def _cues(sentence: Sentence, cast: Cast, memory: Memory) -> Iterator[Said]:
    for token in sentence.tokens:
        if token.tag_.startswith("VB") and token.lemma_.lower() in words("say") and not _inside_quote(sentence, token):
            if _is_hypothetical(token) or _is_reported_act(token) or not _has_content(sentence, token):
                continue
            subject = _speaker_token(token)
            if subject is not None and subject.lower_ in FIRST and not sentence.quoted(sentence.at(subject)):
                party = memory.narrator
            else:
                party = who(sentence, subject, cast, memory) if subject is not None else None
            if party is not None and _can_speak(party, subject, token, sentence):
                yield Said(party, str(token.text), sentence.at(token))
    yield from _according(sentence, cast, memory)
    yield from _statement(sentence, cast, memory)
    yield from _before_a_quotation(sentence, cast, memory)


def _is_reported_act(verb: Token) -> bool:
    """'New Delhi asked for samples, two officials said': what is claimed is that somebody asked; officials claim it."""
    if verb.lemma_.lower() not in words("say_act") or verb.dep_ not in ("ccomp", "conj"):
        return False
    above = verb.head
    for _ in range(3):
        if above.lemma_.lower() in words("say") and above.lemma_.lower() not in words("say_act"):
            return any(child.dep_ in ("nsubj",) for child in above.children)
        above = above.head
    return False


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


def _is_hypothetical(verb: Token) -> bool:
    """'if Kyiv says', 'will say', 'not say': nothing has been said."""
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ == "mark" and NOT_SAID.fullmatch(child.text)):
            return verb.lemma_.lower() not in ("rule", "object")
        if child.dep_ == "aux" and child.lower_ in (
            "will",
            "would",
            "could",
            "should",
            "may",
            "might",
            "must",
            "can",
            "to",
        ):
            return bool(child.lower_ != "to" or verb.dep_ not in ("xcomp", "conj"))
    has_subject = any(child.dep_ == "nsubj" for child in verb.children)
    return bool(verb.tag_ == "VB" and verb.dep_ == "ROOT" and not has_subject)


def _speaker_token(verb: Token) -> Token | None:
    """The subject; of a passive, the agent ('was quoted as saying' keeps its subject)."""
    for child in verb.children:
        if child.dep_ == "agent":
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    if verb.dep_ in ("acl", "amod") and verb.tag_ == "VBN":
        return None
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return None
    subject = subject_of(verb)
    if subject is None and verb.dep_ == "ROOT":  # '…, noted our source in the government'
        said = any(one.dep_ == "ccomp" and one.i < verb.i for one in verb.children)
        return next((one for one in verb.children if said and one.dep_ in OBJECT and one.i > verb.i), None)
    return subject


def _has_content(sentence: Sentence, verb: Token) -> bool:
    """Whether something is said: a clause, a quotation, an object for verbs that take one, or 'as …'."""
    lemma = verb.lemma_.lower()
    children = list(verb.children)
    if any((child.dep_ in CLAUSE or _is_intent(child)) and _is_statement(child, lemma) for child in children):
        return True
    if _is_tagged_on(verb):
        return True
    if _has_that_clause(verb, lemma):
        return True
    told = [child for child in children if child.dep_ in OBJECT] if lemma in ("tell", "inform", "assure") else []
    if any(inner.dep_ in ("relcl", "acl") for one in told for inner in one.children):
        return True
    if lemma in words("say_light"):
        return any(one.dep_ in CLAUSE for one in children) and any(one.lower_ in ("clear", "known") for one in children)
    if verb.dep_ == "parataxis" or (verb.dep_ == "ROOT" and any(c.dep_ == "ccomp" for c in children)):
        return True
    if lemma in words("say_with_object") and any(child.dep_ in (*OBJECT, "nsubjpass") for child in children):
        return True
    inner = [one for child in children if child.dep_ in OBJECT for one in child.children]
    if words("say_of").get(lemma, "").split() and _has_preposition([*children, *inner], words("say_of")[lemma].split()):
        return True
    if lemma in words("say_as") and _has_as(children):
        return True
    if lemma not in words("say_only_clause") or lemma in words("say_quote"):
        return _quote_near(sentence, verb)
    return False


def _has_preposition(children: list[Token], allowed: list[str]) -> bool:
    """'warned of', 'asked for', 'spoke of': what is said follows a preposition."""
    return any(child.dep_ in ("prep", "agent") and child.lower_ in allowed for child in children)


def _is_tagged_on(verb: Token) -> bool:
    """'The review found …, Wibowo told lawmakers': a clause of speaking that closes the sentence after a comma."""
    subject = next((one for one in verb.children if one.dep_ == "nsubj" and one.i < verb.i), None)
    if subject is None or verb.dep_ not in ("ccomp", "conj", "parataxis", "advcl") or verb.head.i > verb.i:
        return False
    start = subject.left_edge.i
    return bool(start > 0 and verb.doc[start - 1].text == "," and verb.right_edge.i >= len(verb.doc) - 2)


def _is_statement(child: Token, lemma: str) -> bool:
    """A clause with its own subject, or an infinitive after promise, threaten and the like."""
    if child.dep_ in ("xcomp", "advcl"):
        infinitive = (
            "pledge",
            "vow",
            "promise",
            "threaten",
            "claim",
            "urge",
            "offer",
            "demand",
            "propose",
            "recommend",
        )
        is_gerund = child.tag_ == "VBG" or any(one.tag_ == "VBG" and one.dep_ == "aux" for one in child.children)
        return lemma in infinitive or (lemma in ("suggest", "deny", "propose", "recommend", "rule") and is_gerund)
    return bool(child.tag_.startswith("VB") or child.dep_ == "ccomp")


def _has_that_clause(verb: Token, lemma: str) -> bool:
    """A clause parsed under another phrase of the verb: 'said in a statement that …', 'warned residents not to …'."""
    marks = [one for one in verb.subtree if one.lower_ == "that" and one.dep_ == "mark" and one.i > verb.i]
    if lemma not in words("say_act") and any(_is_far(verb, one) for one in marks):
        return True
    is_told = lemma in words("say_to_somebody")
    return is_told and (bool(marks) or any(one.dep_ == "xcomp" and one.tag_ == "VB" for one in verb.children))


def _is_far(verb: Token, mark: Token) -> bool:
    """Whether a clause hangs on a noun of the verb's own prepositions, or on the verb as an aside."""
    if mark.head.dep_ == "advcl" and mark.head.head.i == verb.i:
        return True
    above = mark.head.head
    while above.dep_ in ("pobj", "pcomp", "prep", "npadvmod", "compound") and above.head is not above:
        above = above.head
    return bool(above.i == verb.i and mark.head.head.i != verb.i)


def _is_intent(child: Token) -> bool:
    """'had threatened for weeks to bring the government down'."""
    return child.dep_ == "advcl" and child.tag_ == "VB" and any(one.lower_ == "to" for one in child.children)


def _has_as(children: list[Token]) -> bool:
    said_of = any(child.dep_ in OBJECT for child in children)
    as_what = any(child.dep_ in ("prep", "mark", "advcl", "oprd") and child.lower_ == "as" for child in children)
    return as_what or (said_of and any(child.dep_ == "oprd" for child in children))


def _quote_near(sentence: Sentence, verb: Token) -> bool:
    """A quotation of the sentence that follows or precedes the verb."""
    inside = [q for q in sentence.quotes if q.span[0] < sentence.span[1] and q.span[1] > sentence.span[0]]
    return bool(inside) and verb.lemma_.lower() not in ("know", "see", "find", "show", "seek", "mean")


def _can_speak(party: Party, subject: Token, verb: Token, sentence: Sentence) -> bool:
    """Things do not speak: 'the deal means', 'the move signals' are the writer's own words."""
    lemma = verb.lemma_.lower()
    if party.country or subject.ent_type_ in ("PERSON", "ORG", "NORP", "GPE") or subject.pos_ in ("PROPN", "PRON"):
        return True
    noun = subject.lemma_.lower()
    is_named = party.name[:1].isupper() and party.name in sentence.text and subject.text not in party.name
    kinds = ("source_noun", "title", "company_noun", "state_noun", "people_noun")
    if is_named or any(noun in words(kind) for kind in kinds) or subject.lower_.endswith(("ers", "ors", "ists", "men")):
        return True
    return lemma in (
        "say",
        "tell",
        "claim",
        "argue",
        "warn",
        "insist",
        "state",
        "declare",
        "add",
        "note",
        "announce",
        "report",
        "acknowledge",
    )


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
