"""`orecast deal`: list, show, check, draft and begin deal files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from orecast._ground.errors import OutputError
from orecast.desk import terminal
from orecast.desk.options import (
    ArticlePlace,
    AsCsv,
    AsJson,
    AsParquet,
    ForceFile,
    OutputFile,
    Quiet,
    ReaderName,
    Send,
    TableName,
)
from orecast.desk.wanted import wanted

app = typer.Typer(no_args_is_help=True, help="Deal files: list, show, check, draft, new.")
DealName = Annotated[str, typer.Argument(metavar="DEAL", help="A deal of the library by name, or the path of a .yaml.")]


@app.command("list")
def list_deals(
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """List the deals and events of the library, with how many of their numbers are guesses."""
    asked = wanted(as_json, as_csv, as_parquet, output, force=force)
    from dataclasses import asdict

    from orecast.deals import library

    entries = [asdict(entry) for entry in library()]
    if asked.give(entries, {"deals": entries}):
        return
    columns = ("name", "kind", "date", "status", "minerals", "guesses")
    rows = [
        [
            *(entry[key] for key in columns[:4]),
            ", ".join(entry["minerals"]),
            f"{entry['guesses']} of {entry['numbers']}",
        ]
        for entry in entries
    ]
    terminal.show_table("Deals and events of the library", columns, rows)


@app.command()
def show(
    deal: DealName,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """Show a deal: its parties, its levers and every number with its standing and source.

    Tables: numbers (every number of every lever), levers, parties, sources.
    """
    asked = wanted(as_json, as_csv, as_parquet, output, table, force)
    from orecast.deals import describe

    described = describe(deal)
    if asked.give(described, tables_of(described)):
        return
    console = terminal.results()
    console.print(f"{described['title']}\n{described['kind']} '{described['name']}', {described['date']}, ", end="")
    console.print(f"{described['status']}\n\n{described['text']}\n")
    terminal.show_table("Parties", ("party", "role", "gives", "gets"), map(party_row, described["parties"]))
    for lever in described["levers"]:
        show_lever(lever)
    console.print("\nSources\n" + "\n".join(f"  {source}" for source in described["sources"]))


def tables_of(described: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The tables behind a deal: each number with its lever, levers without their numbers, parties, sources."""
    levers = described["levers"]
    return {
        "numbers": [{"lever_name": lever.get("name", ""), **row} for lever in levers for row in lever["numbers"]],
        "levers": [{key: value for key, value in lever.items() if key != "numbers"} for lever in levers],
        "parties": [dict(party) for party in described["parties"]],
        "sources": [{"source": source} for source in described["sources"]],
    }


def party_row(party: Mapping[str, Any]) -> list[str]:
    """Party, role, what it gives and gets; empty where the file is silent."""
    return [str(party.get(key) or "") for key in ("party", "role", "gives", "gets")]


def show_lever(lever: Mapping[str, Any]) -> None:
    """Print one lever: its plain fields on a line, its numbers in a table."""
    left_out = {"name", "lever", "numbers"}
    facts = "; ".join(f"{key} {plain_text(value)}" for key, value in lever.items() if key not in left_out)
    terminal.results().print(f"\n{lever.get('name', '')} ({lever.get('lever', 'lever')}): {facts}")
    numbers = lever["numbers"]
    if numbers:
        columns = tuple(numbers[0])
        terminal.show_table("", columns, [[as_cell(number[column]) for column in columns] for number in numbers])


def plain_text(value: object) -> str:
    """A field in words: lists with commas, groups of fields as 'key value'."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {plain_text(item)}" for key, item in value.items())
    return ", ".join(map(plain_text, value)) if isinstance(value, list | tuple) else str(value)


def as_cell(value: object) -> object:
    """Whole numbers as floats, so that all numbers of a table are set alike; everything else as it is."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else ("" if value is None else value)


@app.command()
def check(
    deal: DealName,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    output: OutputFile = None,
    force: ForceFile = False,
    quiet: Quiet = False,
) -> None:
    """Check a deal file: its faults, and what a careful reader would question."""
    asked = wanted(as_json, as_csv, as_parquet, output, force=force, quiet=quiet)
    from dataclasses import asdict

    from orecast.deals import check as findings_of

    findings = findings_of(deal)
    plain = [asdict(finding) for finding in findings]
    if not asked.give(plain, {"findings": plain}) and findings:
        terminal.show_table(
            "", ("level", "where", "message"), [(one.level, one.where, one.message) for one in findings]
        )
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)
    terminal.messages(quiet).print(f"{deal}: fit to run.")


@app.command()
def draft(
    article: ArticlePlace,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write deal files to.")],
    reader: ReaderName = "rules",
    send: Send = False,
    force: Annotated[bool, typer.Option("--force", help="Replace files that exist.")] = False,
    quiet: Quiet = False,
) -> None:
    """Draft deal files from the proposals of an article, from the statistics of each place; guesses are marked."""
    from orecast.deals import from_dossier
    from orecast.desk.drafts import described, write_drafts
    from orecast.desk.readers import dossier_from
    from orecast.world import World

    dossier = dossier_from(article, reader, send)
    drafted = from_dossier(dossier, World.load())
    written = write_drafts(drafted, dossier, output, force)
    rows = described(drafted)
    columns = ("from", "to", "asset", "standing", "became", "deal", "why")
    terminal.show_table("Proposals and their deals", columns, [list(row.values()) for row in rows])
    for path in written:
        terminal.messages(quiet).print(f"Wrote {path}.")
    if not rows:
        terminal.messages(quiet).print(f"{dossier.summary()}; nothing written.", markup=False)
    for note in dossier.notes:
        terminal.messages(quiet).print(f"Note: {note}.", markup=False)


@app.command()
def new(
    path: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="The file to write; its name names the deal.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
    quiet: Quiet = False,
) -> None:
    """Begin a deal file from a template that explains each field."""
    from orecast.deals import template

    if path.suffix not in (".yaml", ".yml"):
        raise typer.BadParameter(f"a deal file ends in .yaml; '{path}' does not", param_hint="FILE.yaml")
    if path.exists() and not force:
        raise OutputError(
            f"{path} exists, and a draft never replaces a file unasked. Choose another name or add --force."
        )
    try:
        path.write_text(template(path.stem), encoding="utf-8")
    except OSError as fault:
        raise OutputError(
            f"{path} cannot be written: {fault.strerror}. Choose a folder that you may write to."
        ) from fault
    terminal.messages(quiet).print(f"Wrote {path}. Next: orecast deal check {path}")
