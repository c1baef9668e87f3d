"""Tables of docs/performance.md, each between a pair of marks, written by the command that measures it."""

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def measured() -> str:
    """When and with which Python."""
    return f"Measured {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}."


def write(name: str, text: str) -> None:
    """Put a text between the marks of a section.

    Errors  SystemExit where the page has no such section.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    page = PAGE.read_text(encoding="utf-8")
    if begin not in page or end not in page:
        raise SystemExit(f"docs/performance.md has no section '{name}': it needs the lines {begin} and {end}.")
    before, after = page.split(begin)[0], page.split(end)[1]
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
