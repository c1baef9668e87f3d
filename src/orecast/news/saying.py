"""Whether a verb says something, and which of its words is who says it."""

import re

from orecast.news.lexicon import words
from orecast.news.parsing import Sentence, Token
from orecast.news.product import Party
from orecast.news.sides import firm_country
from orecast.news.speakers import subject_of

CLAUSE = frozenset({"ccomp", "xcomp", "parataxis"})
OBJECT = frozenset({"dobj", "obj"})
MODAL = frozenset(["will", "would", "could", "should", "may", "might", "must", "can", "shall", "'ll", "'d"])
GOES_ON = frozenset(
    ["go", "wish", "like", "continue", "appear", "seem", "begin", "start", "rush", "proceed", "hasten", "step", "turn"]
)
PERSONAL = frozenset(["he", "she", "they", "it", "who", "we", "i", "others", "both", "some", "many"])
ACCORDING_TO = re.compile(r"\baccording to\b", re.IGNORECASE)
STEPS = 4  # clauses above a verb that may say it
NOT_SAID = re.compile(r"\b(?:if|unless|whether)\b", re.IGNORECASE)


def is_reported(sentence: Sentence, verb: Token) -> bool:
    """'New Delhi asked for samples, two officials said': what is claimed is that somebody asked; officials claim it."""
    is_act = verb.lemma_.lower() in words("say_act")
    if is_act and (ACCORDING_TO.search(sentence.text, verb.idx) or _is_broken_by_speech(verb)):
        return True
    above = verb
    for _ in range(STEPS):
        if above.dep_ not in ("ccomp", "conj", "xcomp", "parataxis"):
            return False
        below, above = above, above.head
        lemma = above.lemma_.lower()
        subjects = [child for child in above.children if child.dep_ == "nsubj"]
        is_said = lemma in words("say") and any(child.pos_ != "PRON" or is_act for child in subjects)
        if any(one.text == ";" for one in sentence.doc[verb.i : above.i]):
            return False
        if is_said and below.dep_ == "ccomp" and (above.i > verb.i or (is_act and lemma not in words("say_act"))):
            return not _is_tagged_on(verb)
    return False


def _is_broken_by_speech(verb: Token) -> bool:
    """'London has promised Kyiv aid, Downing Street said, and …'."""
    inside = [one for one in verb.children if one.dep_ == "parataxis" and one.lemma_.lower() in words("say")]
    return any(child.dep_ == "nsubj" for one in inside for child in one.children)


def is_hypothetical(verb: Token) -> bool:
    """'if Kyiv says', 'will say', 'not say', 'declined to say': nothing has been said."""
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ == "mark" and NOT_SAID.fullmatch(child.text)):
            return verb.lemma_.lower() not in ("rule", "object")
        if child.dep_ == "aux" and child.lower_ == "to":
            return not (verb.dep_ == "conj" or (verb.dep_ == "xcomp" and verb.head.lemma_.lower() in GOES_ON))
        if child.dep_ == "aux" and child.lower_ in MODAL:
            return True
    has_subject = any(child.dep_ == "nsubj" for child in verb.children)
    return bool(verb.tag_ == "VB" and verb.dep_ == "ROOT" and not has_subject)


def speaker_token(verb: Token) -> Token | None:
    """The subject; of a passive, the agent ('was quoted as saying' keeps its subject)."""
    for child in verb.children:
        if child.dep_ == "agent":
            return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return _late_agent(verb)
    is_bare = verb.tag_ == "VBN" and not any(child.dep_ in ("aux", "nsubj") for child in verb.children)
    if (verb.dep_ in ("acl", "amod") and verb.tag_ == "VBN") or (verb.dep_ == "advcl" and is_bare):
        return None  # 'Asked whether …, the minister …'
    subject = subject_of(verb)
    if verb.tag_ == "VBG" and verb.dep_ == "advcl" and not _may_speak(subject):  # '… a draft that would …, saying …'
        return _main_subject(verb) or subject
    if subject is None and verb.dep_ == "ROOT":  # '…, noted our source in the government'
        said = any(one.dep_ == "ccomp" and one.i < verb.i for one in verb.children)
        return next((one for one in verb.children if said and one.dep_ in OBJECT and one.i > verb.i), None)
    return subject


def _late_agent(verb: Token) -> Token | None:
    """'was called “short-sighted” by Brian Hughes': an agent that the parser hangs on what is said."""
    by = [one for one in verb.subtree if one.lower_ == "by" and one.dep_ == "prep" and one.i > verb.i]
    ends = [end for one in by if one.head.dep_ in ("oprd", "pobj", "dobj", "acomp") for end in one.children]
    return next((one for one in ends if one.dep_ == "pobj" and _may_speak(one)), None)


def _main_subject(verb: Token) -> Token | None:
    """The subject of the sentence's main verb."""
    root = next((one for one in verb.ancestors if one.head.i == one.i), verb)
    return next((one for one in root.children if one.dep_ == "nsubj" and one.i < root.i), None)


def _may_speak(token: Token | None) -> bool:
    """Whether a word is a name, a pronoun for people, or a noun for people and offices."""
    if token is None:
        return False
    noun, kinds = token.lemma_.lower(), ("source_noun", "title", "state_noun", "people_noun", "company_noun")
    is_named = token.pos_ == "PROPN" or token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP")
    return is_named or token.lower_ in PERSONAL or (noun != "draft" and any(noun in words(kind) for kind in kinds))


def has_content(sentence: Sentence, verb: Token) -> bool:
    """Whether something is said: a clause, a quotation, an object for verbs that take one, or 'as …'."""
    lemma = verb.lemma_.lower()
    children = list(verb.children)
    if lemma in words("say_light"):
        return _is_light(children) or _gives_a_figure(children)
    if lemma in words("say_at") and _is_estimate(children):
        return True
    if _is_identifying(sentence, verb, children):
        return False
    if lemma in words("say_person"):
        return _is_offer(verb, children)
    if any((child.dep_ in CLAUSE or _is_intent(child)) and _is_statement(child, lemma) for child in children):
        return True
    if _is_tagged_on(verb) or _is_quoted_as(verb) or _has_particle(lemma, children):
        return True
    if _has_that_clause(verb, lemma) or _tells_or_rejects(lemma, children):
        return True
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


def _tells_or_rejects(lemma: str, children: list[Token]) -> bool:
    """'told reporters who asked …', 'rejected any link'."""
    things = [child for child in children if child.dep_ in OBJECT]
    if lemma in ("tell", "inform", "assure"):
        return any(inner.dep_ in ("relcl", "acl") for one in things for inner in one.children)
    return lemma == "reject" and any(one.lemma_.lower() in words("charge_noun") for one in things)


def _is_light(children: list[Token]) -> bool:
    """'made it clear that', and 'made the Americans an offer of his own: their firms could …' of a person."""
    if any(one.dep_ in CLAUSE for one in children) and any(one.lower_ in ("clear", "known") for one in children):
        return True
    spoken = any(one.dep_ in OBJECT and one.lemma_.lower() in words("say_noun") for one in children)
    return spoken and any(_is_person(one) for one in children if one.dep_ == "nsubj")


def _gives_a_figure(children: list[Token]) -> bool:
    """'gives a far higher figure, 28.7 million tonnes'."""
    given = [one for one in children if one.dep_ in OBJECT and one.lemma_.lower() in words("figure_noun")]
    return any(inner.like_num for one in given for inner in one.subtree)


def _is_identifying(sentence: Sentence, verb: Token, children: list[Token]) -> bool:
    """'provinces that Moscow claims as its own', 'what he calls the new regions': the writer's way to name a thing."""
    is_relative = any(one.lower_ in ("that", "which", "what") and one.dep_ in OBJECT for one in children)
    is_aside = verb.dep_ == "relcl" and any(one.text == "," for one in verb.doc[verb.head.i : verb.i])
    return is_relative and not is_aside and not sentence.quotes and not any(one.dep_ == "ccomp" for one in children)


def _is_person(token: Token) -> bool:
    is_office = token.tag_ == "NN" and token.lemma_.lower() in words("title")
    return token.lower_ in ("he", "she") or token.ent_type_ == "PERSON" or is_office


def _is_estimate(children: list[Token]) -> bool:
    """'puts reserves at about 500,000 tonnes'."""
    things = [inner for one in children if one.dep_ in OBJECT for inner in one.children]
    at = [one for one in [*children, *things] if one.dep_ == "prep" and one.lower_ == "at"]
    return any(inner.like_num or inner.tag_ in ("CD", "$") for one in at for inner in one.subtree)


def _is_offer(verb: Token, children: list[Token]) -> bool:
    """What a person offers is a claim of theirs; what a country offers is a deal."""
    subject = speaker_token(verb)
    is_offered = any(one.dep_ in OBJECT or one.dep_ == "xcomp" for one in children)
    return is_offered and subject is not None and _is_person(subject)


def _is_quoted_as(verb: Token) -> bool:
    """'…, a spokesperson was quoted as saying'."""
    above = verb.head.head if verb.dep_ == "pcomp" and verb.head.lower_ == "as" else None
    return above is not None and above.lemma_.lower() in ("quote", "cite", "report")


def _has_particle(lemma: str, children: list[Token]) -> bool:
    """'ruled out any agreement', 'played down the talks': a verb that speaks by its particle."""
    particles = {one.lower_ for one in children if one.dep_ in ("prt", "advmod")}
    has_object = any(one.dep_ in (*OBJECT, "nsubjpass", "ccomp") for one in children)
    return has_object and any(f"{lemma} {one}" in words("say_particle") for one in particles)


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
    marks = [one for one in verb.subtree if one.lower_ == "that" and _is_mark(one) and one.i > verb.i]
    if lemma not in words("say_act") and any(_is_far(verb, one) for one in marks):
        return True
    is_told = lemma in words("say_to_somebody")
    return is_told and (bool(marks) or any(one.dep_ == "xcomp" and one.tag_ == "VB" for one in verb.children))


def _is_mark(that: Token) -> bool:
    """'that' before a clause, which the parser may hang on a noun in between: 'told investors on a call that …'."""
    return that.dep_ in ("mark", "advmod") or (that.tag_ == "IN" and that.head.dep_ == "relcl")


def _is_far(verb: Token, mark: Token) -> bool:
    """Whether a clause hangs on a noun of the verb's own prepositions, or on the verb as an aside."""
    if mark.head.dep_ == "advcl" and mark.head.head.i == verb.i:
        return True
    if mark.dep_ != "mark" and mark.head.dep_ != "relcl":
        return False
    above = mark.head.head
    while above.dep_ in ("pobj", "pcomp", "prep", "npadvmod", "compound") and above.head is not above:
        above = above.head
    return bool(above.i == verb.i and mark.head.head.i != verb.i)


def _is_intent(child: Token) -> bool:
    """'had threatened for weeks to bring the government down'."""
    return child.dep_ == "advcl" and child.tag_ == "VB" and any(one.lower_ == "to" for one in child.children)


def _has_as(children: list[Token]) -> bool:
    children = [
        *children,
        *(inner for one in children if one.dep_ == "agent" for end in one.children for inner in end.children),
    ]
    as_what = any(child.dep_ in ("prep", "mark", "advcl", "oprd") and child.lower_ == "as" for child in children)
    as_how = any(one.lower_ == "as" for child in children if child.tag_ == "JJR" for one in child.children)
    return as_what or as_how or any(child.dep_ == "oprd" for child in children)


def _quote_near(sentence: Sentence, verb: Token) -> bool:
    """A quotation of the sentence that follows or precedes the verb."""
    inside = [q for q in sentence.quotes if q.span[0] < sentence.span[1] and q.span[1] > sentence.span[0]]
    return bool(inside) and verb.lemma_.lower() not in ("know", "see", "find", "show", "seek", "mean")


def can_speak(party: Party, subject: Token, verb: Token, sentence: Sentence) -> bool:
    """Things do not speak: 'the deal means', 'the move signals' are the writer's own words."""
    lemma = verb.lemma_.lower()
    if lemma in words("say_person") and firm_country(party.name) is not None:
        return False
    if (
        party.country
        or subject.ent_type_ in ("PERSON", "ORG", "NORP", "GPE")
        or subject.pos_ in ("PROPN", "PRON", "NUM")
    ):
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
