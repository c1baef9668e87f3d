"""The reference page of the deal library: what it holds, what each rests on, and what cannot be represented."""

from collections.abc import Iterator

from orecast._ground.errors import CoverageError
from orecast.deals.schema import Deal
from orecast.deals.shelf import Entry, library, load_deal, set_aside

HEAD = """# The deal library

Deals and events that come with Orecast: `orecast deal list`, `orecast deal show NAME`. Most numbers are guesses, marked
so, with the reason; *sourced* counts the numbers that a named source gives. Most files say up to when their facts are
known.

"""
ALREADY = """
**What the base holds already.** Flows are those of 2022 to 2024, and the tariffs and bans of
[the parameters](parameters.md#trade-measures) that are in force in a result year stand in every market of it. The
library does not repeat them ([decision 0110](../decisions/0110-the-library-does-not-repeat-the-base.md)). A lever that
ended in 2025 shows in runs of an earlier reference year. A brief that names no event is set against the hypothetical
ones on its minerals; those in force are named by you.
"""


def library_page() -> str:
    """docs/reference/library.md."""
    entries = library()
    rows = "".join(_row(entry, load_deal(entry.name)) for entry in entries)
    columns = ("name", "kind", "date", "status", "minerals", "levers", "sourced", "guesses")
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    sections = (_section(load_deal(entry.name)) for entry in entries)
    return "".join([HEAD, head, rows, ALREADY, *sections, *_unrepresentable()])


def _row(entry: Entry, deal: Deal) -> str:
    """One line of the table."""
    kinds = ", ".join(dict.fromkeys(f"{lever.lever}" for lever in deal.levers))
    share = f"{entry.guesses / entry.numbers:.0%}".replace("%", " %")
    cells = (
        f"[{entry.name}](#{entry.name})",
        entry.kind,
        entry.date,
        entry.status,
        ", ".join(entry.minerals),
        kinds,
        f"{entry.numbers - entry.guesses} of {entry.numbers}",
        share,
    )
    return f"| {' | '.join(cells)} |\n"


def _section(deal: Deal) -> str:
    """Title, text, levers with their notes, and sources of one deal or event."""
    levers = "".join(
        f"- `{lever.name}` ({lever.lever}, {lever.mineral}, {_years(lever.start, lever.end)})"
        f"{f': {lever.note}' if lever.note else ''}\n"
        for lever in deal.levers
    )
    sources = "".join(f"- {source}\n" for source in deal.sources)
    return f"\n## {deal.name}\n\n{deal.title}.\n\n{deal.text}\n\nLevers:\n\n{levers}\nSources:\n\n{sources}"


def _years(start: int, end: int | None) -> str:
    """When a lever is in force."""
    return f"from {start}" if end is None else f"{start}" if end == start else f"{start} to {end}"


def _unrepresentable() -> Iterator[str]:
    """Events whose minerals the statistics cannot follow, with the message that a run gives."""
    yield "\n## Known, and not representable\n\nThese files keep the facts; loading one is refused:\n"
    for deal in set_aside():
        try:
            load_deal(deal.name)
        except CoverageError as refusal:
            yield f"\n### {deal.name}\n\n{deal.title}.\n\n{deal.text}\n\n```text\n{refusal}\n```\n"
