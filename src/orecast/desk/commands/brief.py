"""`orecast brief`: weigh deals and write the page."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orecast._ground.errors import OutputError
from orecast.desk import pen, terminal
from orecast.desk.options import AsCsv, AsJson, AsParquet, Output, Overlays, Quiet, ReaderName, Seed, Send, TableName
from orecast.desk.wanted import KINDS, Wanted, wanted

if TYPE_CHECKING:
    from orecast.desk.article import NoProposalError

FOLDER = Path("brief")


def brief(
    deals: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE|DEAL...", help="An article (text, HTML, address, '-'), or deals by name or .yaml file."
        ),
    ],
    output: Output = None,
    reader: ReaderName = "rules",
    send: Send = False,
    draws: Annotated[int, typer.Option("--draws", min=1, help="Number of draws.")] = 1000,
    seed: Seed = 2025,
    event: Annotated[
        list[str] | None, typer.Option("--event", help="Background event (default: those of the deals' minerals).")
    ] = None,
    no_event: Annotated[bool, typer.Option("--no-event", help="Weigh the deals without any event.")] = False,
    party: Annotated[str | None, typer.Option("--for", help="Whose adviser reads, as in usa, eu, ukr.")] = None,
    overlay: Overlays = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(
            "--beside", help="Overlay file of a second column: one page shows both, and the change draw by draw."
        ),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    iamc: Annotated[
        Path | None, typer.Option("--iamc", help="Write the figures in IAMC long format too: .csv or .parquet.")
    ] = None,
    quiet: Quiet = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file, or a folder that Orecast did not make.")
    ] = False,
    allow_incomplete: Annotated[
        bool, typer.Option("--allow-incomplete", help="Weigh minerals whose flows are incomplete too.")
    ] = False,
) -> None:
    """Brief on a news article, or on one deal or more: a summary here, and a page with every number's range and source.

    The page, its numbers (brief.json), tables (CSV and Parquet) and deals go to the folder named with -o (default:
    brief). With --json or --csv they are printed instead, and a folder is written only if it is named; where -o ends in
    .csv, .parquet or .json, one table or the numbers go there and no folder is written.
    Tables: figures, suppliers, map, timeline, basis, drivers, assumptions; with --beside: headlines, differences.

    --beside weighs the deals twice over the same draws, under the files of --overlay (none: as they come) and under
    those of --beside, and shows both in adjacent columns.
    """
    is_file = output is not None and output.suffix.lower() in KINDS
    asked = wanted(as_json, as_csv, as_parquet, output if is_file else None, table, force, quiet)
    for_iamc = wanted_iamc(iamc, force, quiet)
    folder = None if is_file else output or (FOLDER if asked.kind == "screen" else None)
    chosen: dict[str, Any] = {"draws": draws, "seed": seed, "party": party, "allow_incomplete": allow_incomplete}
    chosen |= {"events": [] if no_event else event, "folder": folder, "force": force}
    if beside:
        refuse_iamc(iamc)
        show_beside(deals, overlay or [], beside, asked, chosen, quiet)
        return
    if folder:
        pen.begin()
    from orecast.desk.article import NoProposalError
    from orecast.desk.brief import PAGE
    from orecast.desk.brief import brief as weigh
    from orecast.desk.parts import TITLES
    from orecast.desk.readers import reader_named
    from orecast.desk.summary import print_summary

    try:
        with progress_shown(quiet) as progress:
            reads = None if reader == "rules" else reader_named(reader, send, quiet)
            made = weigh(*deals, progress=progress, overlays=overlay or (), reader=reads, **chosen)
    except NoProposalError as found:
        show_checked(found)
        return
    if for_iamc:
        for_iamc.give(None, {"iamc": made.iamc()})
    if not asked.give(made.data, {name: getattr(made.stakes, name) for name in TITLES}):
        print_summary(terminal.results(), made.data, folder / PAGE if folder else None)


def show_beside(
    deals: list[str], left: list[Path], right: list[Path], asked: Wanted, chosen: Mapping[str, Any], quiet: bool
) -> None:
    """Two sets of assumptions side by side: page and folder, or what is asked for instead."""
    from orecast.desk.beside import PAGE, beside
    from orecast.desk.summary import print_beside

    with progress_shown(quiet) as progress:
        made = beside(*deals, left=left, right=right, progress=progress, **chosen)
    if not asked.give(made.data, made.tables):
        print_beside(terminal.results(), made.data, chosen["folder"] / PAGE if chosen["folder"] else None)


def refuse_iamc(path: Path | None) -> None:
    """Errors: BadParameter, since the IAMC format holds one set of assumptions."""
    if path is not None:
        raise typer.BadParameter("it holds one set of assumptions; leave out --beside", param_hint="--iamc")


def show_checked(found: "NoProposalError") -> None:
    """What an article without a deal to weigh says, and why there is no brief: an answer, not an error."""
    from orecast.desk.commands.check import show

    show(found.told.check)
    terminal.messages(False).print(str(found), soft_wrap=True)


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
