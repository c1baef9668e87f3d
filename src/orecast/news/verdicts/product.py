"""The Check: the statements of an article with their verdicts, each with its place in the text."""

from collections import Counter
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from orecast._ground.shown import shown
from orecast.news.product import Dossier, Span

SUPPORTED = "supported"
CONTRADICTED = "contradicted"
DEPENDS = "depends on the measure"
NOT_CHECKABLE = "not checkable"
VERDICTS = (SUPPORTED, CONTRADICTED, DEPENDS, NOT_CHECKABLE)
KINDS = ("share", "import share", "rank", "comparison", "quantity", "change", "facility", "other")


@dataclass(frozen=True)
class Figure:
    """One number of the World: what it measures, of which year, whose. `stands`: agrees, below, above; None = context.

    `unit` is '%', a unit of mass, 'times', 'rank', 'minerals' or 'sites'; `table` names the table of the data edition.
    """

    measure: str
    value: float
    unit: str
    year: str
    source: str
    table: str
    stands: str | None = None


@dataclass(frozen=True)
class Verdict:
    """One measurable statement and what the World says of it.

    `text` is the words that are checked, `span` their place; `sentence` the place of their sentence. `claim` numbers
    the claim of the dossier that they belong to, None where nobody is said to have said them. `careful` is the
    sentence a careful writer could put instead.
    """

    kind: str
    verdict: str
    reason: str
    figures: tuple[Figure, ...]
    careful: str | None
    speaker: str | None
    claim: int | None
    text: str
    span: Span
    sentence: Span


@dataclass(frozen=True)
class Check:
    """An article read and checked against one data edition."""

    dossier: Dossier
    verdicts: tuple[Verdict, ...]
    edition: str

    def to_dict(self) -> dict[str, Any]:
        """Verdicts with figures and offsets as plain data (JSON-able), what was read, and a web page's own text."""
        found = [asdict(verdict) for verdict in self.verdicts]
        read = {name: getattr(self.dossier, name) for name in ("title", "source", "notes")}
        read |= {"summary": self.dossier.summary()} | ({"text": self.dossier.text} if self.dossier.extracted else {})
        return {"edition": self.edition, "read": read, "verdicts": found}

    def summary(self) -> str:
        """One line: how many statements were checked, with what result."""
        if not self.verdicts:
            return "no measurable statement about minerals found"
        counted = Counter(verdict.verdict for verdict in self.verdicts)
        return ", ".join(f"{counted[name]} {name}" for name in VERDICTS if counted[name])

    def _repr_html_(self) -> str:
        """The verdicts as a list. Everything from the article is escaped."""
        rows = "".join(
            f'<li><q dir="auto">{escape(shown(one.text))}</q>: <b>{one.verdict}</b>. '
            f"{escape(shown(one.careful or one.reason))}</li>"
            for one in self.verdicts
        )
        return f"<p>{escape(self.summary())}</p><ul>{rows}</ul>"
