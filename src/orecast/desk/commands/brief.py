"""`orecast brief`: weigh deals and write the page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from orecast._ground.errors import OutputError
from orecast.desk import terminal
from orecast.desk.options import AsCsv, AsJson, Output, Quiet, Seed, TableName
from orecast.desk.wanted import Wanted, wanted

FOLDER = Path("brief")


def brief(
    deals: Annotated[
        list[str], typer.Argument(metavar="DEAL...", help="Deals or events of the library, or .yaml files of either.")
    ],
    output: Output = None,
    draws: Annotated[int, typer.Option("--draws", min=1, help="Number of draws.")] = 1000,
    seed: Seed = 2025,
    event: Annotated[
        list[str] | None, typer.Option("--event", help="Background event (default: those of the deals' minerals).")
    ] = None,
    no_event: Annotated[bool, typer.Option("--no-event", help="Weigh the deals without any event.")] = False,
    party: Annotated[str | None, typer.Option("--for", help="Whose adviser reads, as in usa, eu, ukr.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    table: TableName = None,
    iamc: Annotated[
        Path | None, typer.Option("--iamc", help="Write the figures in IAMC long format too: .csv or .parquet.")
    ] = None,
    quiet: Quiet = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a folder that Orecast did not make.")] = False,
    allow_incomplete: Annotated[
        bool, typer.Option("--allow-incomplete", help="Weigh minerals whose flows are incomplete too.")
    ] = False,
) -> None:
    """Brief on one deal or more: a summary here, and a page with every number's range, table and source.

    The page, its numbers (brief.json), tables (CSV and Parquet) and deals go to the folder named with -o (default:
    brief). With --json or --csv they are printed instead, and a folder is written only if it is named. Tables of --csv:
    figures, suppliers, map, timeline, basis.
    """
    asked = wanted(as_json, as_csv, table=table, quiet=quiet)
    for_iamc = wanted_iamc(iamc, force, quiet)
    from orecast.desk.brief import PAGE
    from orecast.desk.brief import brief as weigh
    from orecast.desk.parts import TITLES
    from orecast.desk.summary import print_summary

    folder = output or (FOLDER if asked.kind == "screen" else None)
    with progress_shown(quiet) as progress:
        made = weigh(
            *deals,
            events=[] if no_event else event,
            folder=folder,
            draws=draws,
            seed=seed,
            party=party,
            force=force,
            allow_incomplete=allow_incomplete,
            progress=progress,
        )
    if for_iamc:
        for_iamc.give(None, {"iamc": made.iamc()})
    if not asked.give(made.data, {name: getattr(made.stakes, name) for name in TITLES}):
        print_summary(terminal.results(), made.data, folder / PAGE if folder else None)


def wanted_iamc(path: Path | None, force: bool, quiet: bool) -> Wanted | None:
    """The file of --iamc, checked before anything is solved.

    Errors  OutputError as `wanted`, and for JSON, which the format is not.
    """
    if path is None:
        return None
    asked = wanted(output=path, force=force, quiet=quiet)
    if asked.kind == "json":
        raise OutputError(f"{path}: the IAMC format is a table. Name a file that ends in .csv or .parquet.")
    return asked


@contextmanager
def progress_shown(quiet: bool) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on stderr that follows the callback (done, total, words); nothing when `quiet` or not on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = terminal.messages(quiet)
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("Reading the world", total=None)
        yield lambda done, total, words: bar.update(task, completed=done, total=total, description=f"Solving {words}")
