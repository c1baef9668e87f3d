"""What the small parser often gets wrong in news, mended before any rule reads the tree.

A main clause whose subject carries an apposition ('CLEPA, the lobby of parts makers, reported in June that …') is read
as a noun with a participle; a name before a verb in the past ('Trump joked') as one compound; a closing 'the think tank
X estimates' as a list of nouns. Each mend looks at the root or at the end of a sentence only.
"""

from typing import Any

from orecast.news.lexicon import words

Token = Any
NOUNS = frozenset(["NOUN", "PROPN"])
PAST = frozenset(["VBD", "VBN"])
ODD = {"ccomp": frozenset(["NN", "NNS"]), "amod": PAST}  # relations with tags that a mend looks at
LONGEST_SPEAKER = 9  # words between the last comma and the verb that closes a sentence


def mended(doc: Any) -> tuple[Token, ...]:
    """The tokens of a document, with the subject of its main verb put right."""
    tokens = tuple(doc)
    root, odd = None, []
    for token in tokens:
        relation = token.dep_
        if relation == "ROOT":
            root = token
        elif relation in ODD and token.tag_ in ODD[relation]:
            odd.append(token)
    if root is None:
        return tokens
    if root.pos_ in NOUNS:
        _give_verb(root)
    elif root.tag_ in PAST:
        _give_subject(root)
    for token in odd:
        if token.dep_ == "ccomp" and words("deal_nominal").get(token.lemma_.lower()) == "offer":
            _give_object(token)
        elif token.dep_ == "amod" and _is_inverted(token):
            _turn(token, root)
        elif token.dep_ == "amod":
            _free(token)
    _close(tokens, root)
    return tokens


def _give_object(noun: Token) -> None:
    """'made Chile an offer', which is read as 'made Chile be an offer': whom it is made to is no subject."""
    whom = next((one for one in noun.children if one.dep_ == "nsubj"), None)
    if whom is not None and noun.head.lemma_ in ("make", "send", "give", "put"):
        noun.dep_ = "dobj"
        _move(whom, noun.head, "dative")


def _is_inverted(verb: Token) -> bool:
    """'…, added Kasongo, a lawyer': a verb of speaking that is read as an attribute of the name after it."""
    is_first = verb.i > 0 and verb.nbor(-1).text in (",", '"', "”", "’", "'")
    is_name = verb.head.pos_ == "PROPN" and verb.head.i > verb.i
    return is_first and is_name and verb.lemma_.lower() in words("say")


def _turn(verb: Token, root: Token) -> None:
    """Give an inverted verb of speaking its name as the subject."""
    name = verb.head
    if name.i == root.i:
        return
    _move(verb, root, "parataxis")
    _move(name, verb, "nsubj")
    for early in [one for one in name.children if one.i < verb.i]:
        _move(early, root, "dep")
    verb.tag_ = "VBD"


def _give_verb(root: Token) -> None:
    """'CMOC of China, the largest producer, called on …': the participle after the apposition is the main verb."""
    phrase = [root, *(one for one in root.children if one.dep_ == "appos")]
    verbs = [one for token in phrase for one in token.children if _is_after_comma(one) and one.i > root.i]
    after = [one for one in root.children if one.i == root.i + 1 and one.dep_ == "acl" and one.tag_ in PAST]
    is_told = any(one.dep_ == "ccomp" and one.i < root.i for one in root.children)
    if is_told and after and after[0].lemma_.lower() in words("say"):  # '“…,” Trump barked at his guest'
        _crown(after[0], root)
        return
    if len(phrase) < 2 or len(verbs) != 1:
        return
    verb = verbs[0]
    _move(verb, verb, "ROOT")
    verb.tag_ = "VBD"
    for late in [one for one in root.children if one.i > verb.i]:
        _move(late, verb, late.dep_)
    _move(root, verb, "nsubj")


def _crown(verb: Token, name: Token) -> None:
    """Make a participle after a name the main verb, and the name its subject."""
    _move(verb, verb, "ROOT")
    verb.tag_ = "VBD"
    for early in list(name.children):
        if early.dep_ in ("ccomp", "punct"):
            _move(early, verb, early.dep_)
    _move(name, verb, "nsubj")


def _free(verb: Token) -> None:
    """'Indonesia, which has forbidden exports of nickel': a finite verb that is read as an attribute of its object."""
    thing = verb.head
    is_finite = {"aux", "nsubj"} <= {one.dep_ for one in verb.children}
    if is_finite and thing.i > verb.i and thing.head.i != thing.i:
        _move(verb, thing.head, "relcl")
        _move(thing, verb, "dobj")


def _is_after_comma(token: Token) -> bool:
    is_past = token.tag_ in PAST and token.dep_ in ("acl", "relcl", "conj")
    return bool(
        is_past and token.doc[token.i - 1].text == "," and not any(one.dep_ == "agent" for one in token.children)
    )


def _give_subject(verb: Token) -> None:
    """'…,” Trump joked': the name that the parser joins to the verb is its subject."""
    named = [one for one in verb.children if one.dep_ == "compound" and one.i == verb.i - 1 and one.text[:1].isupper()]
    if named and not any(one.dep_ in ("nsubj", "nsubjpass") for one in verb.children):
        named[0].dep_ = "nsubj"
        verb.tag_ = "VBD"


def _close(tokens: tuple[Token, ...], root: Token) -> None:
    """'…, the think tank X estimates.': a noun that closes the sentence and is a verb of speaking is one."""
    last = next((token for token in reversed(tokens[-3:]) if not token.is_punct), None)
    if last is None or last.tag_ not in ("NNS", "NN") or last.lower_ not in words("say_form"):
        return
    near = tokens[max(0, last.i - LONGEST_SPEAKER) : last.i]
    comma = next((one.i for one in reversed(near) if one.text == ","), None)
    if comma is None or last.i - comma < 2 or not any(one.tag_.startswith("VB") for one in tokens[:comma]):
        return
    between = [one for one in tokens[comma + 1 : last.i] if not one.is_punct]
    if root.i == last.i and between and not any(one.tag_.startswith("VB") for one in between):
        last.tag_, last.pos_ = "VBP", "VERB"
        between[-1].dep_ = "nsubj"  # 'LME data show'
        for one in between[:-1]:
            if one.head.i == last.i:
                _move(one, between[-1], one.dep_)
        return
    if root.i > comma or any(one.tag_.startswith("VB") for one in between):
        return
    subject = next((one for one in between if one.head.i < comma), between[0])
    last.tag_, last.pos_ = "VBZ", "VERB"
    _move(last, last, "ROOT")
    _move(root, last, "ccomp")
    _move(subject, last, "nsubj")
    for one in between:
        if one.head.i == last.i and one.i != subject.i:
            _move(one, subject, "appos" if one.dep_ == "nsubj" else "dep")


def _move(token: Token, head: Token, relation: str) -> None:
    token.head = head
    token.dep_ = relation
