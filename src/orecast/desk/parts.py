"""What a brief's folder holds beside the page: tables as CSV and Parquet, the deals, and the package that names all."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orecast.deals.storing import DEALS, OVERLAYS, RESTS_ON, write_deals, write_overlays
from orecast.desk.inputs import Question, RunInfo, StakesTables
from orecast.desk.output import MANIFEST
from orecast.desk.sheets import Sheet, frame_of, sheet_of
from orecast.desk.terminal import json_text
from orecast.sources.packaging import Column, Described, Package, write_package
from orecast.stakes.columns import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from orecast.games import Outcome

TITLES = {
    "figures": "Measures by scenario, event, party, mineral and year",
    "suppliers": "Tonnes by party and origin",
    "map": "Change of the delivered price by place",
    "timeline": "Tonnes of each lever by year",
    "basis": "What the numbers rest on",
    "drivers": "What the spread of each headline hangs on",
    "assumptions": "Every assumed number, who set it, and its effect",
}

FIRST = ("figures", "suppliers", "map", "timeline", "basis")
"""Tables that are known before the reasons are, the large ones among them."""
GAMES = "games"
GAME_TITLES = {
    "states": "States of the game and the share of draws in which each holds",
    "parties": "Stability and worth of each state for each party",
    "moves": "Moves between the states shown",
    "path": "The most probable path from today",
    "flips": "Weights that flip the likeliest state",
    "agreements": "States that a compromise or a bargain names",
    "gains": "What bargains and Shapley shares bring each party",
    "payments": "The cheapest side payment for the state of the compromise",
    "hinges": "Numbers that the likeliest state hangs on",
}


def manifest_of_brief(run: RunInfo, question: Question) -> dict[str, Any]:
    """The manifest of the run and what was asked, so that the brief can be made again."""
    asked = {"title": question.title, "text": question.text, "party": question.party}
    return {"id": run.manifest, **run.details, "question": asked}


def first_sheets(stakes: StakesTables) -> dict[str, Sheet]:
    """The tables of the Stakes that wait for nothing, as they are written."""
    return {name: sheet_of(getattr(stakes, name)) for name in FIRST}


def write_tables(
    folder: Path, stakes: StakesTables, outcome: "Outcome | None" = None, made: Mapping[str, Sheet] | None = None
) -> dict[str, Described]:
    """Write the tables of the Stakes and of the game to `folder`; what the package says of them.

    `made`: those that are sheets already.
    """
    files: dict[str, Described] = {}
    for name, caption in TITLES.items():
        sheet = (made or {}).get(name) or sheet_of(getattr(stakes, name))
        files |= _write_table(folder, name, sheet, caption, COLUMNS[name])
    return files | (write_game(folder, outcome) if outcome else {})


def write_parts(folder: Path, tables: Mapping[str, Described], run: RunInfo, question: Question, title: str) -> None:
    """Write deals and datapackage.json to `folder`, where page, numbers, `tables` and manifest already are."""
    files = {
        "brief.html": Described("The brief"),
        "assumptions.html": Described("The ledger of assumed numbers"),
        "brief.json": Described("Every number of the brief by its key"),
        MANIFEST: Described("What the brief was made of"),
    }
    files |= tables
    deals = (*question.deals, *question.events)
    write_deals(folder, deals)
    files |= {f"{DEALS}/{deal.name}.yaml": Described(deal.title) for deal in deals}
    write_overlays(folder, run.overlays)
    files |= {f"{OVERLAYS}/{overlay.name}.yaml": Described(overlay.title) for overlay in run.overlays}
    description = f"Made by Orecast; {run.draws} draws, seed {run.seed}, data edition {run.edition}."
    manifest = {"id": run.manifest, **run.details}
    write_package(folder, Package(f"orecast-brief-{run.manifest}", title, description, files, RESTS_ON, manifest))


def _write_table(
    folder: Path, name: str, sheet: Sheet, caption: str, described: Mapping[str, tuple[str, str, str]]
) -> dict[str, Described]:
    """Write one table as CSV and Parquet; what the package says of the two files."""
    columns = tuple(Column(column, *described[column]) for column in sheet.columns)
    for ending, content in sheet.content.items():
        (folder / f"{name}.{ending}").write_bytes(content)
    return {f"{name}.{ending}": Described(caption, columns) for ending in sheet.content}


def game_tables(outcome: "Outcome") -> "dict[str, pd.DataFrame]":
    """Tables of a played game by the names of their files, each with every column even where it has no row."""
    from orecast.games.telling import COLUMNS as OF_GAMES

    found = outcome.tables()
    return {
        f"game-{name}": frame_of(rows) if rows else frame_of([]).reindex(columns=list(OF_GAMES[name]))
        for name, rows in found.items()
    }


def write_game(folder: Path, outcome: "Outcome") -> dict[str, Described]:
    """Write the game's tables, all of them as JSON, and its file; what the package says of them."""
    from orecast.games.loading import located
    from orecast.games.telling import COLUMNS as OF_GAMES

    name = outcome.game.name
    files = {
        "game.json": Described("Where it can settle: every table of the game"),
        f"{GAMES}/{name}.yaml": Described(outcome.game.file.title),
    }
    (folder / "game.json").write_text(json_text(outcome.plain()), encoding="utf-8")
    (folder / GAMES).mkdir(exist_ok=True)
    (folder / GAMES / f"{name}.yaml").write_bytes(located(name).read_bytes())
    for table, frame in game_tables(outcome).items():
        short = table.removeprefix("game-")
        files |= _write_table(folder, table, sheet_of(frame), GAME_TITLES[short], OF_GAMES[short])
    return files
