"""`orecast data`: list, verify and build the embedded data edition."""

from pathlib import Path
from typing import Annotated

import typer

from orecast.desk import terminal
from orecast.desk.options import AsJson, Quiet

app = typer.Typer(no_args_is_help=True, help="The embedded data edition: list, verify, build.")


@app.command("list")
def list_tables(as_json: AsJson = False) -> None:
    """List the tables of the data edition: publisher, edition, licence, rows."""
    from orecast import sources

    tables = [sources.load(name).source for name in sources.table_names()]
    columns = ("name", "publisher", "edition", "licence")
    rows = [[getattr(source, column) for column in columns] for source in tables]
    if as_json:
        terminal.print_json(
            {"edition": sources.edition(), "tables": [dict(zip(columns, row, strict=True)) for row in rows]}
        )
    else:
        terminal.show_table(f"Data edition {sources.edition()}", columns, rows)


@app.command()
def verify(as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Check every table against its checksum and the data dictionary."""
    from orecast import sources

    faults = sources.verify()
    if as_json:
        terminal.print_json({"edition": sources.edition(), "faults": faults})
    elif not quiet:
        terminal.messages().print(f"Data edition {sources.edition()}: {len(faults)} faults.")
    for fault in faults:
        terminal.say_error(fault)
    if faults:
        raise typer.Exit(1)


@app.command()
def build(
    raw: Annotated[Path, typer.Option("--from", help="Folder with the publishers' raw files.", file_okay=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder to write (default: the package)")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Make the data edition again from the publishers' raw files."""
    from orecast import sources

    written = sources.build(raw, output)
    terminal.messages(quiet).print(f"Wrote {len(written)} tables.")
