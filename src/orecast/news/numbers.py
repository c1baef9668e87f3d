"""Numbers with unit, hedge and scope: '18 125 metric tons', 'more than $100 billion', 'a four-month ban'."""

import re
from collections.abc import Iterator
from functools import cache

from orecast.news.lexicon import alternatives, plain, words
from orecast.news.product import Number, Span

SCOPE = re.compile(r"\s{0,2}(?:of|in|for)\s+((?:[\w'’$%.-]{1,30}\s?){1,9})")
NOUN = re.compile(r"[\s-](?:(?:more|other|new|additional|different|of)\s)?([a-z][\w-]{1,25}(?:\s[a-z][\w-]{2,25})?)")
DIGITS = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3}){1,4}(?:\.\d{1,6})?(?!\d)|\d{1,12}(?:\.\d{1,6})?"
MONTH_BEFORE = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]{0,7}\s$")
MONTH_AFTER = re.compile(r"(?:st|nd|rd|th)?\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")


@cache
def _number() -> re.Pattern[str]:
    money = alternatives(mark for mark in words("currency") if not mark.isalpha())
    scales, units = alternatives(words("scale")), alternatives(words("unit"))
    coins = alternatives(mark for mark in words("currency") if mark.isalpha() or " " in mark)
    spelt = alternatives(words("number_word"))
    ahead = rf"(?:(?P<money>{money})\s?)?"
    value = rf"(?:(?P<digits>{DIGITS})|(?<![\w-])(?P<spelt>{spelt})(?![\w]))"
    scale = rf"(?:[\s-]?(?P<scale>{scales})(?![\w]))?"
    unit = rf"(?:[\s-]?(?P<unit>{units}|{coins})(?![\w%])|(?P<percent>\s?%))?"
    return re.compile(rf"(?<![\w.,-]){ahead}{value}{scale}{unit}", re.IGNORECASE)


@cache
def _hedge() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({alternatives(words('hedge'))})\s(?:(?:the|a|an|some)\s)?$", re.IGNORECASE)


def numbers_in(text: str, span: Span) -> Iterator[Number]:
    """Numbers of text[span]; years, days of the month and numbers inside names are not numbers here."""
    even = plain(text[span[0] : span[1]])
    for match in _number().finditer(even):
        if match[0].strip() and not _is_date_or_name(match, even):
            yield _read(match, even, text, span[0])


def _is_date_or_name(match: re.Match[str], text: str) -> bool:
    if match["unit"] or match["percent"] or match["money"] or match["scale"]:
        return False
    if match["spelt"]:
        return not NOUN.match(text, match.end()) or match["spelt"].lower() in ("one", "half")
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 12]
    value = match["digits"].replace(" ", "")
    year = len(value) == 4 and value[:2] in ("19", "20")
    return bool(year or MONTH_BEFORE.search(before) or MONTH_AFTER.match(after) or after[:1] == ":")


def _read(match: re.Match[str], even: str, text: str, start: int) -> Number:
    said = match["digits"]
    value = float(re.sub(r"[,\s]", "", said)) if said else float(words("number_word")[match["spelt"].lower()])
    if match["scale"]:
        value *= float(words("scale")[match["scale"].lower()])
    hedge = _hedge().search(even[max(0, match.start() - 30) : match.start()])
    scope = SCOPE.match(even, match.end())
    end = match.end() if not match[0].endswith(" ") else match.end() - 1
    span = (start + match.start(), start + end)
    return Number(
        value,
        _unit(match, even),
        hedge[1].lower() if hedge else None,
        text[start + scope.start(1) : start + scope.end(1)].strip(" .,;") if scope else None,
        text[span[0] : span[1]],
        span,
    )


def _unit(match: re.Match[str], even: str) -> str | None:
    """The unit written, the currency, or the noun that is counted."""
    if match["money"]:
        return words("currency")[match["money"].lower()]
    if match["percent"]:
        return "%"
    if match["unit"]:
        name = match["unit"].lower()
        return words("unit").get(name) or words("currency").get(name)
    noun = NOUN.match(even, match.end())
    return noun[1] if noun else None
