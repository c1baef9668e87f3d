"""`orecast assumptions`: every assumed number behind some deals, who set it, and what it does to the result."""

from typing import Annotated, Any

import typer

from orecast.desk import terminal
from orecast.desk.commands.brief import progress_shown
from orecast.desk.options import AsCsv, AsJson, AsParquet, ForceFile, OutputFile, Overlays, Quiet, Seed
from orecast.desk.wanted import wanted


def assumptions(
    deals: Annotated[
        list[str], typer.Argument(metavar="DEAL...", help="Deals, events or a scenario, as for 'orecast brief'.")
    ],
    draws: Annotated[int, typer.Option("--draws", min=1, help="Number of draws.")] = 1000,
    seed: Seed = 2025,
    overlay: Overlays = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    output: OutputFile = None,
    force: ForceFile = False,
    quiet: Quiet = False,
    allow_incomplete: Annotated[
        bool, typer.Option("--allow-incomplete", help="Weigh minerals whose flows are incomplete too.")
    ] = False,
) -> None:
    """List every assumed number of some deals: its range, who set it, and the share of a result's spread it carries."""
    asked = wanted(as_json, as_csv, as_parquet, output, force=force, quiet=quiet)
    from orecast.desk.brief import brief

    with progress_shown(quiet) as progress:
        made = brief(
            *deals,
            draws=draws,
            seed=seed,
            allow_incomplete=allow_incomplete,
            progress=progress,
            overlays=overlay or (),
        )
    if asked.give(made.data["assumptions"], {"assumptions": made.stakes.assumptions}):
        return
    rows = [_row(row) for row in made.data["assumptions"]]
    columns = ("address", "low", "mode", "high", "unit", "status", "share", "of the spread of")
    terminal.show_table(f"{len(rows)} assumed numbers, the largest effect first", columns, rows)


def _row(row: dict[str, Any]) -> tuple[object, ...]:
    """A number with its effect in words where the draws cannot tell it."""
    at = f", result year {row['on']['year']}" if row["on"]["year"] else ""
    told = f"{row['on']['measure']}, {row['on']['party']}{at}" if row["is_clear"] else ""
    value = row["effect"]["value"]
    effect = f"{100 * value:.0f} %" if row["is_clear"] else "does not vary" if value is None else "within chance"
    return row["key"], row["low"], row["mode"], row["high"], row["unit"], row["status"], effect, told
