"""`orecast data`: list, verify and build the embedded data edition."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from orecast.desk import terminal
from orecast.desk.options import AsJson, Quiet

app = typer.Typer(no_args_is_help=True, help="The embedded data edition: list, verify, build.")


@app.command("list")
def list_tables(as_json: AsJson = False) -> None:
    """List the tables of the data edition: publisher, edition, licence, rows, size."""
    from dataclasses import asdict

    from orecast.sources import describe, edition

    tables = [asdict(listing) for listing in describe()]
    if as_json:
        terminal.print_json({"edition": edition(), "tables": tables})
        return
    columns = ("table", "rows", "kilobytes", "publisher", "edition", "licence", "made_by")
    rows = [[table[column] for column in columns] for table in tables]
    terminal.show_table(f"Data edition {edition()}", columns, rows)


@app.command()
def verify(as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Check every table: checksum, data dictionary, ranges, references, publishers' totals. Exit 1 on a fault."""
    from dataclasses import asdict

    from orecast.sources import edition
    from orecast.sources import verify as findings_of

    findings = findings_of()
    if as_json:
        terminal.print_json({"edition": edition(), "findings": [asdict(finding) for finding in findings]})
    else:
        rows = [(one.status, one.table, one.check, one.message) for one in findings if one.status != "ok"]
        terminal.show_table(f"Data edition {edition()}", ("verdict", "table", "check", "finding"), rows)
    count = Counter(finding.status for finding in findings)
    terminal.messages(quiet).print(f"{count['ok']} ok, {count['warn']} warn, {count['fail']} fail")
    if count["fail"]:
        raise typer.Exit(1)


@app.command()
def build(
    raw: Annotated[Path, typer.Option("--from", help="Folder with the publishers' raw files.", file_okay=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder to write (default: the package).")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Make the data edition again from the publishers' raw files; byte-identical for the same files."""
    from orecast import sources
    from orecast.sources.registry import data_folder

    said = terminal.messages(quiet)
    registry = sources.build(raw, output or data_folder(), progress=said.print)
    said.print(f"Edition {registry.edition}: {len(registry.tables)} tables in {output or data_folder()}")
