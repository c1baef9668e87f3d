"""`orecast data`: list, verify and build the embedded data edition, and tell what another one changed."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orecast.desk import terminal
from orecast.desk.options import AsCsv, AsJson, AsParquet, ForceFile, OutputFile, Quiet, TableName
from orecast.desk.wanted import wanted

if TYPE_CHECKING:
    from orecast.sources import EditionChange

MOST_ROWS = 20
LEAST_SHARE = 0.001  # of the world's total: what moves less is not shown on the screen
app = typer.Typer(no_args_is_help=True, help="The embedded data edition: list, verify, build, diff.")


@app.command("list")
def list_tables(
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """List the tables of the data edition: publisher, edition, licence, rows, size."""
    asked = wanted(as_json, as_csv, as_parquet, output, force=force)
    from dataclasses import asdict

    from orecast.sources import describe, edition

    tables = [asdict(listing) for listing in describe()]
    if asked.give({"edition": edition(), "tables": tables}, {"tables": tables}):
        return
    columns = ("table", "rows", "kilobytes", "publisher", "edition", "licence", "made_by")
    rows = [[table[column] for column in columns] for table in tables]
    terminal.show_table(f"Data edition {edition()}", columns, rows)


@app.command()
def verify(
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    output: OutputFile = None,
    force: ForceFile = False,
    quiet: Quiet = False,
) -> None:
    """Check every table: checksum, data dictionary, ranges, references, publishers' totals. Exit 1 on a fault."""
    asked = wanted(as_json, as_csv, as_parquet, output, force=force, quiet=quiet)
    from dataclasses import asdict

    from orecast.sources import edition
    from orecast.sources import verify as findings_of

    findings = findings_of()
    plain = [asdict(finding) for finding in findings]
    if not asked.give({"edition": edition(), "findings": plain}, {"findings": plain}):
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


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="An edition: a folder, or 'installed'.")],
    after: Annotated[
        str | None, typer.Argument(metavar="B", help="The edition to compare with A (default: A with the installed).")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """Tell what edition B changed against A; with one edition, what it changes against the installed one.

    Tables: numbers (production, flows and prices by mineral, place and year, largest relative change first), tables
    (rows added, removed and changed by key), rows (every added and removed row and every changed cell).
    """
    from dataclasses import asdict

    from orecast.sources import compare

    asked = wanted(as_json, as_csv, as_parquet, output, table, force)
    found = compare(before, after) if after else compare("installed", before)
    tables = [asdict(one) for one in found.tables]
    numbers = found.numbers.to_dict("records")
    plain = {"before": found.before, "after": found.after, "tables": tables, "numbers": numbers}
    rows = found.rows() if asked.table == "rows" else found.numbers.head(0)
    if not asked.give(plain, {"numbers": found.numbers, "tables": tables, "rows": rows}):
        print_change(found)


def print_change(found: "EditionChange") -> None:
    """Print the tables that differ and the numbers that moved most."""
    title = f"Edition {found.after} against {found.before}"
    if found.is_same:
        terminal.results().print(f"{title}: nothing differs in {len(found.tables)} tables.")
        return
    other = [one for one in found.tables if one.status != "same"]
    rows = [
        [one.table, one.status, one.rows_before, one.rows_after, one.added, one.removed, one.changed,
         " ".join([*(f"+{name}" for name in one.columns_added), *(f"-{name}" for name in one.columns_removed)])]
        for one in other
    ]  # fmt: skip
    columns = ("table", "", "rows before", "after", "added", "removed", "changed", "columns")
    terminal.show_table(f"{title}: {len(other)} of {len(found.tables)} tables differ", columns, rows)
    large = found.numbers[found.numbers["share_of_world"] >= LEAST_SHARE]
    if len(large):
        terminal.results().print()
        shown = [list(row) for row in large.head(MOST_ROWS).astype({"year": int}).itertuples(index=False)]
        caption = f"Numbers that moved most, of those that move the world's total by {LEAST_SHARE:.1%} or more"
        terminal.show_table(caption, tuple(large.columns), shown)
    new, gone = found.numbers["before"].isna().sum(), found.numbers["after"].isna().sum()
    console = terminal.results()
    console.print(
        f"{len(found.numbers)} numbers of production, flows and prices differ, {new} of them new, {gone} gone."
    )
    console.print("--csv has them all; --csv --table rows has every row and cell.")
