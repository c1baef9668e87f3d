"""Words for figures."""

import math

from orecast.news.verdicts.ledgers import Ledger
from orecast.news.verdicts.product import Figure


def percent(value: float) -> str:
    """A share as people write it: 74 %, 4.6 %, 0.3 %."""
    shown = value * 100
    if 0 < shown < 0.05:
        return "under 0.1 %"
    return f"{shown:.0f} %" if shown >= 10 else f"{shown:.1f} %"


def quantity(value: float, unit: str) -> str:
    """An amount with three significant digits: '220,000 t', '1.7 million t', '823,000 t of Cu'."""
    unit = unit.replace(", ", " of ", 1)
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if value >= size:
            return f"{value / size:.3g}{word} {unit}"
    digits = 0 if value <= 0 else max(0, 2 - math.floor(math.log10(value)))
    rounded = value if value <= 0 else round(value, 2 - math.floor(math.log10(value)))
    return f"{rounded:,.{digits}f} {unit}"


def when(ledger: Ledger) -> str:
    """The year of a ledger."""
    return str(ledger.year) if ledger.year else "year not stated"


def by(figure: Figure) -> str:
    """'World Mining Data 2026, for 2024': the edition of the source, then the year that is counted."""
    return f"{figure.source}, for {figure.year}"


def listed(parts: list[str]) -> str:
    """'a, b and c'."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def capital(text: str) -> str:
    """The same text with a capital at its start."""
    return text[:1].upper() + text[1:]
