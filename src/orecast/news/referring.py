"""Whom a description means: 'the British prime minister', 'the Kremlin leader', 'his host', 'the miner'.

A description is settled by what the article says of its people and firms, else by the office that the lexicon knows
(`news_words`, group leader_office). What fits two of them, or none, stays a description.
"""

from orecast.news import lexicon
from orecast.news.actors import Named
from orecast.news.lexicon import words
from orecast.news.mentions import places_in
from orecast.news.parsing import Token
from orecast.news.product import Span

INDEFINITE = frozenset(["a", "an", "one", "another", "some", "any", "no", "every", "each", "two", "several", "many"])
DEFINITE = frozenset(["the", "its", "their", "his", "her", "our", "this", "that"])
OTHER_OFFICE = frozenset(["former", "ex", "vice", "deputy", "acting", "late", "assistant", "special", "prime"])
HOSTS = frozenset(["host", "guest", "visitor", "counterpart", "opponent", "rival", "predecessor"])
HEADS = frozenset(["leader", "ruler", "strongman"])
OFFICES = frozenset(["president", "premier", "chancellor", "king", "leader", "minister", "prince", "emir"])
MOST_MODIFIERS = 5  # words before the noun of a description
TOGETHER = 40  # characters between two who are named together
STATE = frozenset(
    ["Agency", "Ministry", "Institute", "University", "Commission", "Authority", "Association", "Organization",
     "Organisation", "Council", "Center", "Centre", "News", "Times", "Post", "Department", "Bureau", "Administration",
     "Exchange", "Fund", "Bank"]
)  # fmt: skip


def described(
    text: str, token: Token, head: Span, earlier: list[Named], later: list[Named], speaking: str | None
) -> Named | None:
    """The person or firm that a noun phrase describes; None where that is not sure.

    `head` is the phrase up to its noun, `earlier` and `later` the article's actors around it in order, `speaking` who
    spoke last, whom 'his host' is not.
    """
    noun, before = token.lemma_.lower(), _before(token, head)
    if token.tag_ not in ("NN", "NNP") or INDEFINITE & set(before):
        return None
    if noun in HOSTS:
        return _other(before, earlier, speaking)
    if noun in words("company_noun"):  # 'the operator of the line' is no firm named before
        is_told = any(one.i > token.i and one.dep_ in ("prep", "relcl", "acl") for one in token.children)
        places = [one for one in places_in(text, head) if one.kind != "leader"] if len(before) > 1 else []
        home = lexicon.country_of(places[0].name) if places else None
        return None if is_told or noun in ("bank", "fund", "utility") else _firm(before, earlier, home)
    if noun in words("party_member") and before == ["the"]:
        return _member(earlier)
    if noun not in words("title"):
        return None
    places = [one for one in places_in(text, head) if one.kind != "leader"]
    country = lexicon.country_of(places[0].name) if places else None
    return _officer(noun, before, country, earlier, later)


def _before(token: Token, head: Span) -> list[str]:
    """Words of the phrase before its noun, in lower case."""
    first = token.idx - (head[1] - head[0] - len(token.text))
    return [one.lower_ for one in token.doc[max(0, token.i - MOST_MODIFIERS) : token.i] if one.idx >= first]


def _other(before: list[str], earlier: list[Named], speaking: str | None) -> Named | None:
    """'his host', 'her guest', 'the visitor': the person named last who did not speak last."""
    if speaking is None or not DEFINITE & set(before[:1]):
        return None
    people = [one for one in earlier if one.kind == "person"]
    others = [one for one in people if one.name != speaking]
    beside = {one.span[0] for one in people if one.name == speaking}
    together = [one for one in others if any(abs(one.span[0] - at) < TOGETHER for at in beside)]
    return next(reversed(together or others), None)


def _member(earlier: list[Named]) -> Named | None:
    """'the Republican', 'the Social Democrat': the member of a parliament who was named last, if it is the only one."""
    seated = [one for one in earlier if one.kind == "person" and one.role]
    seated = [one for one in seated if (one.role or "").lower().split()[-1] in words("legislator")]
    return seated[-1] if len({one.name for one in seated}) == 1 else None


def _firm(before: list[str], earlier: list[Named], home: str | None) -> Named | None:
    """'the miner', 'the company': the firm named last, where nothing but its home is said of it."""
    if home is not None and len(before[1:]) == 1 and before[0] in DEFINITE:
        firms = [one for one in earlier if one.kind == "organisation" and _is_firm(one)]
        return next((one for one in reversed(firms) if home in (one.country, _home(one))), None)
    if before not in (["the"], ["that"], ["this"]):
        return None
    return next((one for one in reversed(earlier) if one.kind == "organisation" and _is_firm(one)), None)


def _home(one: Named) -> str | None:
    """The home of a known firm."""
    parts = lexicon.plain(one.name).lower().split()
    known = (words("firm").get(" ".join(parts[:length])) for length in range(len(parts), 0, -1))
    return next((code for code in known if code), None)


def _is_firm(one: Named) -> bool:
    last = one.name.split()[-1]
    return one.name in lexicon.as_written("firm") or last in lexicon.as_written("org_suffix") and last not in STATE


def _officer(
    noun: str, before: list[str], country: str | None, earlier: list[Named], later: list[Named]
) -> Named | None:
    """'Ukraine's president', 'the prime minister', 'the Kremlin leader': the one person with such an office."""
    if country is None and not DEFINITE & set(before[:1]):
        return None
    known = [one for one in earlier if _fits(one, noun, set(before), country)]
    if not known and country is not None:
        known = [one for one in later if _fits(one, noun, set(before), country)]
    known = [one for one in known if _is_called(one, noun, before)] or known
    return known[-1] if len({one.name for one in known}) == 1 else None


def _is_called(one: Named, noun: str, before: list[str]) -> bool:
    """Whether a person's office is named word for word: 'the majority leader' is no other leader."""
    offices = [office.split() for office in _offices(one)[1]]
    return any(len(office) > 1 and office[-1] == noun and set(office[:-1]) <= set(before) for office in offices)


def _fits(one: Named, noun: str, before: set[str], country: str | None) -> bool:
    """Whether a person of the article has the office that is described, and is of the country that is named."""
    if one.kind != "person":
        return False
    code, offices = _offices(one)
    return (country is None or code == country) and any(_is_office(office.split(), noun, before) for office in offices)


def _offices(one: Named) -> tuple[str | None, list[str]]:
    """A person's country, and offices by the article and by the lexicon."""
    last = one.name.split()[-1]
    leader = lexicon.places().get(one.name) or lexicon.places().get(last)
    is_leader = leader is not None and leader.kind == "leader"
    known = words("leader_office").get(last.lower()) if is_leader else None
    code = one.country or (leader.code if leader is not None and is_leader else None)
    return code, [office.lower() for office in (one.role, known) if office]


def _is_office(office: list[str], noun: str, before: set[str]) -> bool:
    """'prime minister' is no other minister, 'president' no vice president; a leader is head of state or government."""
    own = set(office[:-1]) & OTHER_OFFICE
    if noun in HEADS:
        is_head = office[-1] in OFFICES and (office[-1] != "minister" or "prime" in own)
        return is_head and not own - {"prime"} and not before & {"opposition", "party", "rebel", "former", "union"}
    fields, other = before & set(words("office_field")), set(office[:-1]) & set(words("office_field"))
    return office[-1] == noun and own == before & OTHER_OFFICE and (not fields or not other or bool(fields & other))
