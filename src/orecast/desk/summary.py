"""The brief in a terminal: the answer, the three numbers, who gains and who loses, and where the page is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from orecast._ground.shown import shown
from orecast.desk import beside_tables, settling_beside, tables
from orecast.desk.sentences import compose, look_up, plain

MARGIN = (0, 0, 0, 2)
WIDTH = 100


def print_summary(console: Console, data: Mapping[str, Any], page: Path | None = None) -> None:
    """Print the summary of a brief; its numbers are those of the page."""
    width = min(console.width, WIDTH)
    console.print(Text(shown(data["title"]), style="bold"), width=width)
    console.print()
    console.print(Padding(" ".join(plain(data, sentence) for sentence in data["answer"]), MARGIN), width=width)
    console.print()
    console.print(Padding(_headline(data), MARGIN), width=width)
    console.print()
    _print_table(console, data, tables.gains(data), width)
    console.print()
    for sentence in data["lopsided"]:
        console.print(Padding(plain(data, sentence), MARGIN), width=width)
    for overlay in data["overlays"]:
        changed = f"Assumptions changed by overlay {overlay['name']}: {overlay['title']}"
        console.print(Padding(changed, MARGIN), width=width)
    ran = f"{data['run']['draws']} draws, seed {data['run']['seed']}, data edition {data['edition']}, "
    console.print(Padding(Text(f"{ran}manifest {data['run']['manifest']}", style="dim"), MARGIN), width=width)
    if data["trial"]:
        console.print(Padding(Text(data["trial"], style="bold"), MARGIN), width=width)
    if page is not None:
        console.print(Padding(f"Page: {page.absolute().as_uri()}", MARGIN), soft_wrap=True)


def print_beside(console: Console, data: Mapping[str, Any], page: Path | None = None) -> None:
    """Print two sets of assumptions side by side; the numbers are those of the page."""
    width = min(console.width, WIDTH)
    console.print(Text(shown(data["title"]), style="bold"), width=width)
    for side, found in data["sides"].items():
        console.print(Padding(f"{side}: {found['name']}", MARGIN), width=width)
    console.print()
    console.print(Padding(" ".join(plain(data, sentence) for sentence in data["answer"]), MARGIN), width=width)
    settled = [settling_beside.settles(data)] if data["game"] else []
    for table in (beside_tables.results(data, "net_gain"), *settled, beside_tables.differences(data)):
        console.print()
        _print_table(console, data, table, width)
    console.print()
    ran = f"{data['run']['draws']} draws, seed {data['run']['seed']}, data edition {data['edition']}"
    console.print(Padding(Text(ran, style="dim"), MARGIN), width=width)
    if data["trial"]:
        console.print(Padding(Text(data["trial"], style="bold"), MARGIN), width=width)
    if page is not None:
        console.print(Padding(f"Page: {page.absolute().as_uri()}", MARGIN), soft_wrap=True)


def _headline(data: Mapping[str, Any]) -> Table:
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_column(justify="right", style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for item in data["headline"]:
        said = {"cannot tell": "cannot tell", "unchanged": "no change"}.get(item["verdict"])
        band = "median {n:median}, 90 %: {n:range}" if said == "cannot tell" else "90 %: {n:range}"
        median = said or plain(data, compose("{n:median}", {"n": item["key"]}, {}))
        grid.add_row(median, f"{item['label']} ({plain(data, compose(band, {'n': item['key']}, {}))})")
    return grid


def _print_table(console: Console, data: Mapping[str, Any], table: tables.Table, width: int) -> None:
    """A table with the line below it; where it has no row, its caption and that line."""
    if table.rows:
        console.print(Padding(_table(data, table), MARGIN), width=max(width, WIDTH))
    else:
        console.print(Padding(table.caption, MARGIN), width=width)
    if table.note:
        console.print(Padding(table.note, MARGIN), width=width)


def _table(data: Mapping[str, Any], table: tables.Table) -> Table:
    shown = Table(title=table.caption, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for n, column in enumerate(table.columns):
        shown.add_column(column, justify="right" if n in table.numeric else "left")
    for row in table.rows:
        shown.add_row(*(written(data, cell) for cell in row))
    return shown


def written(data: Mapping[str, Any], cell: tables.Cell) -> str:
    """A cell as text."""
    if cell.style is None:
        return cell.words
    numbers = " to ".join(cell.style.number(look_up(data, key)) for key in cell.keys)
    return numbers + "".join(f" ({written(data, line)})" for line in cell.below)
