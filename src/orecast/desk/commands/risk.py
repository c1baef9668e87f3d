"""`orecast risk MEASURE`: measures of supply risk by mineral, place and year, today and after a deal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orecast._ground.errors import OutputError
from orecast.desk import terminal
from orecast.desk.commands.world import MOST_ROWS, print_rows, years_of
from orecast.desk.options import (
    AfterDeals,
    AllowIncomplete,
    AsCsv,
    AsJson,
    AsParquet,
    Draws,
    ForceFile,
    Groups,
    Minerals,
    OutputFile,
    Places,
    Seed,
    TableName,
)
from orecast.desk.wanted import Wanted, wanted

if TYPE_CHECKING:
    import pandas as pd

    from orecast.deals import Ensemble
    from orecast.stakes.risk import Measured
    from orecast.world import World

GEOPOLRISK = "geopolrisk"
RESULT_YEARS = (1, 3, 5, 10)


def risk(
    measure: Annotated[
        str | None, typer.Argument(help="A measure; without one they are listed.", show_default=False)
    ] = None,
    mineral: Minerals = None,
    place: Places = None,
    year: Annotated[
        list[str] | None,
        typer.Option(
            help="A year or span, as 2018-2024, each year on its own; the base mean without.", show_default=False
        ),
    ] = None,
    group: Groups = None,
    rates: Annotated[
        Path | None, typer.Option(help="A csv of disruption rates instead of the edition's.", show_default=False)
    ] = None,
    after: AfterDeals = None,
    draws: Draws = 1000,
    seed: Seed = 2025,
    compat: Annotated[
        str | None, typer.Option(help="geopolrisk-2.0: as the published tool treats the data.", show_default=False)
    ] = None,
    factors: Annotated[
        Path | None,
        typer.Option(
            help="Write characterisation factors of geopolrisk too: .zip for openLCA, .json for Brightway.",
            show_default=False,
        ),
    ] = None,
    allow_incomplete: AllowIncomplete = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """Measure supply risk: concentration, reliance, what is left without the largest supplier, GeoPolRisk, disruption.

    What is not known is listed with near names, the rest is given, and the exit code is 1. Tables: rows, refused,
    left_out.
    """
    asked = wanted(as_json, as_csv, as_parquet, output, table, force)
    if measure is None:
        list_measures(asked)
        return
    if factors is not None and (measure != GEOPOLRISK or after):
        raise typer.BadParameter(f"only {GEOPOLRISK} of the World has factors", param_hint="--factors")
    if after and compat is not None:
        raise typer.BadParameter("a deal changes the World, not the published results", param_hint="--compat")
    if compat is not None and measure != GEOPOLRISK:
        raise typer.BadParameter(f"only {GEOPOLRISK} has a compatible mode", param_hint="--compat")
    years = [one for text in year or () for one in years_of(text)] or None
    groups = groups_of(group or ())
    if after:
        found = measured_after(measure, after, mineral, place, years, groups, rates, allow_incomplete, draws, seed)
    else:
        found = measured_now(measure, mineral, place, years, groups, rates, compat, allow_incomplete)
    if factors is not None and len(found.table):
        put_factors(found, factors, force)
    give(measure, found, asked)


def put_factors(found: "Measured", path: Path, force: bool) -> None:
    """Write characterisation factors. Errors: OutputError for a file that exists, unless `force`."""
    from orecast.desk.edition import data_edition
    from orecast.desk.factors import write_factors

    if path.exists() and not force:
        raise OutputError(f"{path} exists, and no file is replaced unasked. Name another, or add --force.")
    count = write_factors(found.table, data_edition(), path)
    terminal.messages().print(f"Wrote {path} ({count} factors).", markup=False)


def groups_of(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Groups from NAME=PLACE,PLACE; NAME alone stands for a group of the edition."""
    pairs = (text.partition("=") for text in texts)
    return {name.strip(): tuple(one for one in places.split(",") if one.strip()) for name, _, places in pairs}


def measured_now(
    measure: str,
    minerals: Sequence[str] | None,
    places: Sequence[str] | None,
    years: Sequence[int] | None,
    groups: Mapping[str, Sequence[str]],
    rates: Path | None,
    compat: str | None,
    allow_incomplete: bool,
) -> "Measured":
    """The measure on the World."""
    from orecast.stakes.risk import geopolrisk, measure_risk
    from orecast.world import World

    world = World.load()
    if compat is not None:
        return geopolrisk(
            world, minerals, places, years, groups=groups, compatible=compat, allow_incomplete=allow_incomplete
        )
    return measure_risk(
        world, measure, minerals, places, years, groups=groups, rates=rates, allow_incomplete=allow_incomplete
    )


def measured_after(
    measure: str,
    deals: Sequence[str],
    minerals: Sequence[str] | None,
    places: Sequence[str] | None,
    years: Sequence[int] | None,
    groups: Mapping[str, Sequence[str]],
    rates: Path | None,
    allow_incomplete: bool,
    draws: int,
    seed: int,
) -> "Measured":
    """The measure without and with the deals; `years` are calendar years.

    Errors  those of `run`, and LabelError for a measure that is not known, before anything is solved.
    """
    from orecast.stakes.risk import MEASURES, Options, risk_after
    from orecast.stakes.risk.asked import one_of
    from orecast.stakes.risk.measures import FAMILIES
    from orecast.world import World

    one_of(measure, (*MEASURES, *FAMILIES), "measure")
    ensemble = solved(World.load(), deals, years, allow_incomplete, draws, seed)
    options = Options(groups, rates, allow_incomplete)
    return risk_after(ensemble, measure, minerals, places, groups=groups, options=options)


def solved(
    world: "World", deals: Sequence[str], years: Sequence[int] | None, allow_incomplete: bool, draws: int, seed: int
) -> "Ensemble":
    """The deals cleared in some calendar years, without any in those of RESULT_YEARS after the reference year.

    Errors  those of `run`.
    """
    from orecast.deals import run
    from orecast.deals.manifest import REFERENCE_YEAR

    ahead = [year - REFERENCE_YEAR for year in years] if years else list(RESULT_YEARS)
    return run(world, deals, draws=draws, seed=seed, years=ahead, allow_incomplete=allow_incomplete)


def give(measure: str, found: "Measured", asked: Wanted) -> None:
    """Print or write the rows; list what was refused on stderr, with exit code 1."""
    show_rows(measure, found, asked)
    for row in records(found.refused):
        terminal.messages().print(f"{row['kind']} {row['asked']}: {row['reason']}", markup=False)
    if len(found.refused):
        raise typer.Exit(1)


def show_rows(measure: str, found: "Measured", asked: Wanted) -> None:
    """Print or write the rows, and what was left out."""
    tables = {"rows": found.table, "refused": found.refused, "left_out": found.left_out}
    plain = {name: records(frame) for name, frame in tables.items() if name != "rows" or asked.kind == "json"}
    if not asked.give({"measure": measure, **plain}, tables):
        print_rows(measure, records(found.table.head(MOST_ROWS)))
        if len(found.table) > MOST_ROWS:
            terminal.results().print(f"… and {len(found.table) - MOST_ROWS} more rows: --csv and --json have them.")
        print_rows("Left out: flows incomplete", plain["left_out"])


def records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Rows as plain dictionaries."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def list_measures(asked: Wanted) -> None:
    """Print every measure with its unit."""
    from orecast.stakes.risk import MEASURES

    rows: list[dict[str, Any]] = [
        {"measure": one.name, "title": one.title, "unit": one.unit, "of": "world" if one.of_world else "place"}
        for one in MEASURES.values()
    ]
    if not asked.give(rows, {"measures": rows}):
        print_rows("Measures of supply risk", rows)
