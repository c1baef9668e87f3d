"""What a number said allows: 'around 5 %' is a range, by factors that are data (check_words) and stated in the docs."""

import math
from dataclasses import dataclass
from functools import cache

from orecast.news.lexicon import alternatives, plain
from orecast.sources import load

AGREES, BELOW, ABOVE = "agrees", "below", "above"


@dataclass(frozen=True)
class Bounds:
    """The range that a statement allows, ends included; `said` is its words."""

    low: float
    high: float
    said: str

    def stands(self, value: float) -> str:
        """Where a figure lies: agrees, below or above."""
        if value < self.low:
            return BELOW
        return ABOVE if value > self.high else AGREES


@cache
def words(group: str) -> dict[str, tuple[float, float]]:
    """Word → (low, high) of one group; an open end is infinite."""
    frame = load("check_words").frame
    rows = frame[frame["group"].eq(group)]
    high = rows["high"].fillna(math.inf)
    return {plain(str(word)): (float(a), float(b)) for word, a, b in zip(rows["word"], rows["low"], high, strict=True)}


def any_of(group: str) -> str:
    """A pattern for any word of a group."""
    return alternatives(word for word in words(group) if word != "plain")


def around(value: float, hedge: str | None, said: str) -> Bounds:
    """The range of a number with its hedge."""
    known = words("hedge")
    low, high = known.get(hedge or "plain", known["plain"])
    return Bounds(value * low, value * high, said)


def share(value: float, hedge: str | None, said: str) -> Bounds:
    """The range of a share (0 to 1): as a number, and at least the points of the table on both sides."""
    found, points = around(value, hedge, said), words("points")["share"][0]
    low = found.low if found.low <= 0 else min(found.low, value - points)
    return Bounds(low, max(found.high, value + points), said)
