"""`brief`: from Stakes to a folder with the page, its numbers and its tables."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orecast.desk.inputs import RunInfo, StakesTables, WorldInfo
from orecast.desk.output import folder_of_results, write_json
from orecast.desk.page import page
from orecast.desk.selection import brief_data

PAGE = "brief.html"
TABLES = ("figures", "suppliers", "map", "timeline", "basis")


def write_brief(
    stakes: StakesTables,
    run: RunInfo,
    deals: Sequence[Any],
    world: WorldInfo,
    folder: Path | str,
    force: bool = False,
    events: Sequence[Any] = (),
    party: str | None = None,
) -> Path:
    """Write `folder` with brief.html, brief.json and the Stakes' tables as CSV; give the path of the page.

    The folder appears whole or not at all. Errors: OutputError where it is not empty and not made by Orecast
    (unless `force`), or cannot be written.
    """
    data = brief_data(stakes, run, deals, world, events, party)
    with folder_of_results(Path(folder), data["run"], force) as made:
        (made / PAGE).write_text(page(data, world), encoding="utf-8")
        write_json(made / "brief.json", data)
        for name in TABLES:
            getattr(stakes, name).to_csv(made / f"{name}.csv", index=False)
    return Path(folder) / PAGE
