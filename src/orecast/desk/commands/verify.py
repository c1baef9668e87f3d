"""`orecast verify`: make a brief or an ensemble again and report drift."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orecast.desk import terminal
from orecast.desk.options import AsCsv, AsJson, AsParquet, ForceFile, OutputFile, Quiet, TableName
from orecast.desk.wanted import wanted

if TYPE_CHECKING:
    from orecast.desk.verifying import Verification


def verify(
    folder: Annotated[Path, typer.Argument(help="Folder of a brief, or of a saved ensemble.")],
    tolerance: Annotated[
        float, typer.Option("--tolerance", min=0, help="Relative difference that still counts as the same.")
    ] = 1e-9,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
    quiet: Quiet = False,
) -> None:
    """Make a brief again from its manifest and report drift. Exit 0: the same; 1: drift, or it cannot be made again.

    Deals, events, seed, draws and years come from the folder; the data edition and the packages are those installed,
    and what differs is named. Tables: drift, differs, files.
    """
    from orecast.desk.commands.brief import progress_shown
    from orecast.desk.verifying import verify as verification

    asked = wanted(as_json, as_csv, as_parquet, output, table, force, quiet)
    with progress_shown(quiet) as progress:
        found = verification(folder, tolerance, progress)
    if not asked.give(plain_of(found), tables_of(found)):
        print_found(found)
    if not found.is_same:
        raise typer.Exit(1)


def tables_of(found: "Verification") -> dict[str, list[dict[str, Any]]]:
    """Drift by headline and table; fields of the manifest that differ; files that are not as they were written."""
    return {
        "drift": [asdict(drift) for drift in found.drifts],
        "differs": [{"field": name, "then": then, "now": now} for name, (then, now) in found.differs.items()],
        "files": [{"file": name, "fault": fault} for name, fault in found.files.items()],
    }


def plain_of(found: "Verification") -> Mapping[str, Any]:
    """What --json prints; an infinite difference is null."""
    head = {"folder": found.folder, "manifest": found.manifest, "same": found.is_same, "tolerance": found.tolerance}
    return {**head, "largest": found.largest, **tables_of(found)}


def print_found(found: "Verification") -> None:
    """Print verdict, drift, and what is other than it was."""
    console, tables = terminal.results(), tables_of(found)
    rows = [[d.kind, d.name, far(d.largest), d.rows, d.where] for d in found.drifts]
    terminal.show_table("Largest relative difference", ("", "name", "difference", "rows", "where"), rows)
    if tables["differs"]:
        console.print()
        rows = [list(row.values()) for row in tables["differs"] if row["field"] != "id"]
        terminal.show_table("What is other than at the time", ("", "then", "now"), rows)
    if tables["files"]:
        console.print()
        rows = [list(row.values()) for row in tables["files"]]
        terminal.show_table("Files that are not as they were written", ("file", ""), rows)
    console.print()
    console.print(verdict(found))


def far(value: float) -> str:
    """A relative difference in words."""
    return "none" if value == 0 else "not comparable" if value == float("inf") else f"{value:.1e}"


def verdict(found: "Verification") -> str:
    """One line: the same, or drift and how much."""
    if found.is_same:
        how = "to the last bit" if found.largest == 0 else f"within {found.tolerance:.0e}"
        return f"Same: {found.folder} (manifest {found.manifest}) came back {how}."
    where = ""
    if "edition" in found.differs:
        then, now = found.differs["edition"]
        where = f" Made with data edition {then}, which is not installed; made again with {now}."
    faults = [f"largest relative difference {far(found.largest)}"] if found.largest > found.tolerance else []
    faults += [f"{len(found.files)} files are not as they were written"] if found.files else []
    return f"Drift: {found.folder} (manifest {found.manifest}): {'; '.join(faults)}.{where}"
