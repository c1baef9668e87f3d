"""Statements of an earlier time: 'once supplied 15 % … before 2023' is of some year up to 2022, not of 2023."""

import re
from collections.abc import Callable
from dataclasses import replace

from orecast.news.product import Span
from orecast.news.verdicts.bounds import AGREES
from orecast.news.verdicts.judging import Answer, answered, unanswered
from orecast.news.verdicts.product import Figure

BEFORE = re.compile(r"\b(?:before|prior to|until|till)\b[^.;:]{0,40}?\b(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
FIRST = 2000  # no table here begins earlier

Figures = Callable[[int], list[Figure]]


def year_before(text: str) -> int | None:
    """The last year that 'before 2023' allows; None where a text names no such end."""
    match = BEFORE.search(text)
    return int(match["year"]) - 1 if match else None


def of_earlier(
    kind: str, figures: Figures, careful: Callable[[list[Figure]], str | None], last: int, span: Span
) -> Answer:
    """The answer for some year up to `last`: supported by the latest year whose figures all agree.

    No year that agrees contradicts nothing, since the tables begin late: not checkable, with the latest figures.
    """
    by_year = {year: found for year in range(last, FIRST, -1) if (found := figures(year))}
    for found in by_year.values():
        if all(one.stands == AGREES for one in found):
            return answered(kind, found, careful(found), span)
    if not by_year:
        return unanswered(kind, f"the tables hold no figure of {last} or earlier", span)
    first, nearest = min(by_year), by_year[max(by_year)]
    context = [replace(one, stands=None) for one in nearest]
    reason = f"in no year from {first} to {max(by_year)} do the figures agree, and the tables begin in {first}"
    return unanswered(kind, reason, span, context, careful(nearest))
