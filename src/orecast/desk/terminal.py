"""What every command prints with: results on stdout, messages on stderr."""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from orecast._ground.shown import shown

WIDTH_WHEN_PIPED = 160


class Plain(Console):
    """A console on which text of others cannot act: control characters and direction marks are printed as signs."""

    def render_str(self, text: str, **options: Any) -> Text:
        """The text as rich prints it, made safe."""
        return super().render_str(shown(text), **options)


def results() -> Console:
    """Console on stdout; wide and plain when stdout is not a terminal, so that a pipe gets whole rows."""
    return Plain(width=None if sys.stdout.isatty() else WIDTH_WHEN_PIPED, highlight=False, markup=False)


def messages(quiet: bool = False) -> Console:
    """Console on stderr, for progress and notes; silent when `quiet`."""
    return Plain(stderr=True, quiet=quiet, highlight=False, soft_wrap=True)


def say_error(message: str) -> None:
    """Print an error on stderr, even when the command is quiet."""
    messages().print(f"[bold red]error:[/] {escape(message)}")


def print_json(value: object) -> None:
    """Print `value` as JSON on stdout; NaN, which JSON does not have, becomes null."""
    sys.stdout.write(json_text(value))


def json_text(value: object) -> str:
    """`value` as JSON with a line break at its end; NaN becomes null."""
    return json.dumps(without_nan(value), indent=2, ensure_ascii=False) + "\n"


def without_nan(value: object) -> object:
    """The same value in plain Python, every NaN or infinity replaced by None, in lists and dictionaries too."""
    if isinstance(value, bool | Integral):
        return value if isinstance(value, bool) else int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(item) for item in value]
    return value


def number(value: float) -> str:
    """Three significant digits with thin spaces between thousands; '–' for a gap."""
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    rounded = round(value, 2 - math.floor(math.log10(abs(value))))
    return f"{rounded:,.{digits}f}".replace(",", "\u2009")


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table on stdout: numbers right-aligned with three significant digits, text as it is."""
    kept = [tuple(row) for row in rows]
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for position, column in enumerate(columns):
        numeric = any(isinstance(row[position], float) for row in kept)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in kept:
        table.add_row(*map(cell_text, row))
    results().print(table)


def cell_text(cell: object) -> str:
    """A cell as it is printed: floats with three significant digits, a gap as '–', all else as it is."""
    if isinstance(cell, float):
        return number(cell)
    return "–" if cell is None else str(cell)
