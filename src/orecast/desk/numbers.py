"""How a number is written: three significant digits, thin spaces, its unit beside it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

THIN = "\u202f"
MINUS = "\u2212"
NOT_COVERED = "not covered"
SIGNIFICANT = 3
MOST_DECIMALS = 4


@dataclass(frozen=True)
class Style:
    """How values of one unit are written: divided by `divisor`, between `prefix` and `suffix`.

    Each is written with three significant digits but with no more than `decimals`, yet never with none: a small
    number that is not zero keeps its first digit. An `exact` one keeps every digit.
    """

    divisor: float
    decimals: int
    prefix: str
    suffix: str
    exact: bool = False

    def places(self, value: float) -> int:
        """Decimals that `value` is rounded to; negative for large numbers (12 345 is written 12 300)."""
        if self.exact or value == 0:
            return 0
        size = abs(value) / self.divisor
        own = _decimals(size)
        decimals = min(self.decimals, own)
        return decimals if round(size, decimals) else min(own - SIGNIFICANT + 1, MOST_DECIMALS)

    def number(self, value: float | None) -> str:
        """The bare number: grouped in thousands by thin spaces, with a true minus sign."""
        if value is None or not math.isfinite(value):
            return NOT_COVERED
        decimals = self.places(value)
        scaled = round(value / self.divisor, decimals) + 0.0
        if scaled == 0:
            return "0"
        digits = f"{abs(scaled):,.{max(decimals, 0)}f}".replace(",", THIN)
        return f"{MINUS}{digits}" if scaled < 0 else digits

    @property
    def unit(self) -> str:
        """The unit in words, as a column heading carries it."""
        return f"{self.prefix.strip()} {self.suffix.strip()}".strip()


# unit -> (words before, words after, scales that may be taken); scales are (from, divisor, word)
_MONEY = ((1e9, 1e9, "billion"), (1e6, 1e6, "million"), (1e3, 1e3, "thousand"))
_TONNES = ((1e7, 1e6, "million"),)
_UNITS: dict[str, tuple[str, str, tuple[tuple[float, float, str], ...]]] = {
    "USD": ("USD ", "", _MONEY),
    "USD/yr": ("USD ", "a year", _MONEY),
    "USD/t": ("USD ", "per t", ()),
    "USD/kg": ("USD ", "per kg", ()),
    "USD/ct": ("USD ", "per carat", ()),
    "t/yr": ("", "t a year", _TONNES),
    "t": ("", "t", _TONNES),
    "s": ("", "s", ()),
    "count": ("", "", ()),
    "": ("", "", ()),
    "index": ("", "", ()),
}
_COUNTS = ("count", "")
_PERCENT = ("share", "fraction", "1", "%", "chance")


def style_for(unit: str, values: Iterable[float | None], together: bool = False) -> Style:
    """The style that writes `values` of one unit, so that they can be compared at a glance.

    The largest magnitude sets the scale and the most decimals. Values read `together` down a column take the next
    scale only at ten times its start, so that small ones keep their digits. A share is written in per cent.
    """
    largest = max((abs(v) for v in values if v is not None and math.isfinite(v)), default=0.0)
    if unit in _COUNTS and largest == math.floor(largest):
        return Style(1.0, 0, "", "", exact=True)
    if unit in _PERCENT:
        divisor = 1.0 if unit == "%" else 0.01
        decimals = 0 if unit == "chance" else _allowed(largest / divisor, together)
        return Style(divisor, decimals, "", f"{THIN}%")
    prefix, after, scales = _UNITS.get(unit, ("", unit.replace("/yr", " a year"), ()))
    start = largest / 10 if together else largest
    divisor, word = next(((d, w) for begins, d, w in scales if start >= begins), (1.0, ""))
    suffix = " ".join(part for part in (word, after) if part)
    return Style(divisor, _allowed(largest / divisor, together), prefix, f" {suffix}" if suffix else "")


def _allowed(largest: float, together: bool) -> int:
    """Most decimals of numbers up to `largest`: what it needs itself, one more in a column of smaller ones."""
    return max(0, _decimals(largest) + together)


def _decimals(largest: float) -> int:
    """Decimals that leave three significant digits; negative for large numbers (12 345 -> 12 300)."""
    if largest <= 0:
        return 0
    exponent = math.floor(math.log10(float(f"{largest:.{SIGNIFICANT - 1}e}")))
    return SIGNIFICANT - 1 - exponent


def point(value: float | None, unit: str) -> str:
    """One number with its unit, as 'USD 1.23 billion a year'."""
    style = style_for(unit, [value])
    text = style.number(value)
    return text if text == NOT_COVERED else f"{style.prefix}{text}{style.suffix}"


def interval(low: float | None, high: float | None, unit: str) -> str:
    """A range with its unit, as 'USD −0.21 to 1.40 billion a year'."""
    style = style_for(unit, [low, high])
    return f"{style.prefix}{style.number(low)} to {style.number(high)}{style.suffix}"
