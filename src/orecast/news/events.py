"""Events: a sentence with a full date, as an ISO date. 'On Tuesday' has no date unless the article gives one."""

import re
from collections.abc import Iterator

from orecast.news.lexicon import words
from orecast.news.parsing import Sentence
from orecast.news.product import Event

NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept?\.|Oct\.|Nov\.|Dec\."
)
DATE = re.compile(
    rf"\b(?:(?P<month>{NAMES})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<year>(?:19|20)\d{{2}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month2>{NAMES})(?:,?\s(?P<year2>(?:19|20)\d{{2}}))?"
    rf"|(?P<month3>{NAMES})\s(?P<year3>(?:19|20)\d{{2}}))(?!\d)"
)
YEAR = re.compile(r"(?<![\d.,$-])(?:19|20)\d{2}(?![\d,.]\d|\d)")


def events_in(sentences: list[Sentence]) -> Iterator[Event]:
    """Dated sentences; a date without a year takes the year last named in the article, or is left out."""
    year: str | None = None
    for sentence in sentences:
        for match in DATE.finditer(sentence.text):
            year = match["year"] or match["year2"] or match["year3"] or year
            made = _iso(match, year)
            if made:
                span = (sentence.span[0] + match.start(), sentence.span[0] + match.end())
                yield Event(made, _what(sentence.text), match[0], span)
        named = YEAR.findall(sentence.text)
        year = named[-1] if named and year is None else year


def _iso(match: re.Match[str], year: str | None) -> str | None:
    """The date in ISO 8601, through dateparser; None where the year is not known or the day does not exist."""
    if year is None:
        return None
    name = (match["month"] or match["month2"] or match["month3"]).rstrip(".").lower()
    month, day = words("month")[name], match["day"] or match["day2"]
    if day is None:
        return f"{year}-{int(month):02d}"
    return _normalised(f"{year}-{int(month):02d}-{int(day):02d}")


def _normalised(date: str) -> str | None:
    import datetime as dt

    try:
        return dt.date.fromisoformat(date).isoformat()
    except ValueError:
        return None


def _what(text: str) -> str:
    return text if len(text) <= 160 else text[:157].rsplit(" ", 1)[0] + " …"
