"""`orecast risk eu-supply-risk` and `orecast risk eu-list`: the European Union's method on our own statistics."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from orecast._ground.errors import LabelError
from orecast.desk import terminal
from orecast.desk.commands.risk import show_rows, solved
from orecast.desk.commands.world import years_of
from orecast.desk.options import (
    AfterDeals,
    AllowIncomplete,
    AsCsv,
    AsJson,
    AsParquet,
    BaseYears,
    Draws,
    ForceFile,
    OutputFile,
    Seed,
    TableName,
)
from orecast.desk.wanted import Wanted, wanted

if TYPE_CHECKING:
    import pandas as pd

    from orecast.stakes.risk.eu import Choices

SHOWN = (
    "material", "stage", "supply_risk", "global_part", "sourcing_part", "import_reliance", "top_supplier", "top_share",
    "top_sourcing", "top_sourcing_share", "years",
)  # fmt: skip
BESIDE = ("material", "published", "recomputed", "difference", "published_stage", "stage", "years")
MOST_NAMES = 6
LISTED = ("list_name", "supply_risk", "economic_importance", "stage", "why")
Deals = tuple[Sequence[str], Sequence[int], int, int]
"""Deals by name or file, calendar years (none: the usual ones), draws and seed."""
Materials = Annotated[
    list[str] | None,
    typer.Option("--material", help="A material of the EU study, or a mineral; may be given again. Default: all."),
]


def eu_supply_risk(
    material: Materials = None,
    variant: Annotated[str, typer.Option(help="combined (M7), or one part alone: global, sourcing.")] = "combined",
    stage: Annotated[str, typer.Option(help="maximum of the stages, primary, refined, or each.")] = "maximum",
    basis: Annotated[str, typer.Option(help="EU sourcing by origin, or by the last border crossed.")] = "origin",
    reliance: Annotated[str, typer.Option(help="Import reliance of the world here, or as published.")] = "world",
    members: Annotated[str, typer.Option(help="Whose supply: a group such as eu, or places as DEU,FRA.")] = "eu",
    years: BaseYears = "2022-2024",
    allow_incomplete: AllowIncomplete = False,
    after: AfterDeals = None,
    year: Annotated[
        list[str] | None, typer.Option(help="Of --after: a result year or span, as 2030.", show_default=False)
    ] = None,
    draws: Draws = 1000,
    seed: Seed = 2025,
    beside: Annotated[bool, typer.Option("--beside", help="Beside the 90 published scores, as a table.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """Supply risk by the method of the European Union (M7), recomputed from production, flows and governance.

    Tables: scores; with --beside: beside, agreement; with --after: rows, refused, left_out. Exit code 1 where a
    material is not known; the others are shown.
    """
    if after and beside:
        raise typer.BadParameter("a deal changes the World, not the published scores", param_hint="--beside")
    asked = wanted(as_json, as_csv, as_parquet, output, table, force)
    from orecast.stakes.risk.eu import Choices

    choices = Choices(variant, stage, basis, reliance, allow_incomplete)  # type: ignore[arg-type]
    names, faults = named(material)
    if after and (names or not faults):
        ahead = [one for text in year or () for one in years_of(text)]
        faults += show_after(asked, names, members, years_of(years), choices, (after, ahead, draws, seed))
    elif names or not faults:
        (show_beside if beside else show_scores)(asked, names, members, years_of(years), choices)
    for fault in faults:
        terminal.say_error(fault)
    if faults:
        raise typer.Exit(1)


def named(materials: Sequence[str] | None) -> tuple[list[str] | None, list[str]]:
    """Materials behind what was typed, None for all, and the message for each that is not known."""
    from orecast.stakes.risk.eu import materials_named

    if not materials:
        return None, []
    found: list[str] = []
    faults: list[str] = []
    for label in materials:
        try:
            found += materials_named(label)
        except LabelError as fault:
            faults.append(str(fault))
    return list(dict.fromkeys(found)), faults


def show_scores(
    asked: Wanted, names: list[str] | None, members: str, years: tuple[int, ...], choices: "Choices"
) -> None:
    """Print or write the scores."""
    from orecast.stakes.risk.eu import eu_supply_risk as scores_of
    from orecast.stakes.risk.eu_inputs import members_named
    from orecast.world import World

    world = World.load(years)
    found = scores_of(world, members_named(members), names, choices)
    plain = {"edition": world.edition, "members": members, "choices": vars(choices), "scores": found.to_dict("records")}
    if not asked.give(plain, {"scores": found}):
        title = f"EU supply risk (M7), {choices.variant}, {choices.stage}; mean of {years[0]}–{years[-1]}"
        print_frame(f"{title}, data edition {world.edition}", found, SHOWN)
        print_reasons(found)


def show_after(
    asked: Wanted, names: list[str] | None, members: str, years: tuple[int, ...], choices: "Choices", deals: Deals
) -> list[str]:
    """Print or write the scores without and with the deals; what was refused, as messages."""
    from orecast.stakes.risk.eu_after import eu_risk_after, require_origins
    from orecast.stakes.risk.eu_inputs import members_named
    from orecast.world import World

    require_origins(choices)
    after, ahead, draws, seed = deals
    inside = members_named(members)
    ensemble = solved(World.load(years), after, ahead, choices.allow_incomplete, draws, seed)
    found = eu_risk_after(ensemble, inside, names, choices)
    show_rows("eu-supply-risk", found, asked)
    return [str(reason) for reason in found.refused["reason"]]


def print_reasons(found: "pd.DataFrame") -> None:
    """Print, once each, why a score is missing or rests on a part alone, with the materials it is true of."""
    console = terminal.results()
    for reason, rows in found[found["reason"].ne("")].groupby("reason", sort=False):
        names = list(dict.fromkeys(rows["material"]))
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        console.print(f"{', '.join(names[:MOST_NAMES])}{more}: {reason}")


def show_beside(
    asked: Wanted, names: list[str] | None, members: str, years: tuple[int, ...], choices: "Choices"
) -> None:
    """Print or write the published scores beside the recomputed ones."""
    from orecast.stakes.risk.eu_beside import agreement, beside_published
    from orecast.stakes.risk.eu_inputs import members_named
    from orecast.world import World

    worlds = [World.load(years), World.load()]
    found = beside_published(worlds, members_named(members), choices)
    agreed = vars(agreement(found))
    kept = found if names is None else found[found["material"].isin(names)].reset_index(drop=True)
    plain = {"edition": worlds[0].edition, "agreement": agreed, "beside": kept.to_dict("records")}
    if asked.give(plain, {"beside": kept, "agreement": [agreed]}):
        return
    print_frame(f"EU supply risk, published in 2023 and recomputed, data edition {worlds[0].edition}", kept, BESIDE)
    terminal.results().print(
        f"Rank correlation {agreed['rank_correlation']:.2f} over {agreed['count']} materials; median absolute "
        f"difference {agreed['median_difference']:.2f}."
    )


def eu_list(
    everything: Annotated[bool, typer.Option("--all", help="Also the materials that are not on the list.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """The European Union's list of critical raw materials of 2023, from its scores, thresholds and strategic list."""
    asked = wanted(as_json, as_csv, as_parquet, output, force=force)
    from orecast.sources import edition
    from orecast.stakes.risk.eu_list import eu_list as list_of

    found = list_of()
    kept = found if everything else found[found["critical"]].reset_index(drop=True)
    if asked.give({"edition": edition(), "materials": kept.to_dict("records")}, {"materials": kept}):
        return
    print_frame("Critical raw materials of the European Union, 2023", kept, LISTED)
    by_threshold, critical = int(found["by_threshold"].sum()), int(found["critical"].sum())
    terminal.results().print(
        f"{critical} on the list: {by_threshold} by supply risk and economic importance, "
        f"{critical - by_threshold} as strategic raw materials alone."
    )


def print_frame(title: str, frame: "pd.DataFrame", columns: Sequence[str]) -> None:
    """Print some columns of a table."""
    rows = [[row[column] for column in columns] for row in frame.to_dict("records")]
    terminal.show_table(title, tuple(columns), rows)
