"""`brief`: deals in, a folder with the page, its numbers and its tables out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orecast.desk.content import brief_data
from orecast.desk.inputs import Question, RunInfo, StakesTables, WorldInfo
from orecast.desk.output import check_place, folder_of_results, write_json
from orecast.desk.page import page

if TYPE_CHECKING:
    from orecast.world import World

PAGE = "brief.html"
TABLES = ("figures", "suppliers", "map", "timeline", "basis")
DRAWS, SEED = 1000, 2025
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Brief:
    """A brief in memory: the Stakes it shows, its numbers as a plain dictionary, and what the page needs beside."""

    stakes: StakesTables
    data: dict[str, Any]
    run: RunInfo
    world: WorldInfo

    def write(self, folder: Path | str, force: bool = False) -> Path:
        """Write brief.html, brief.json and the tables as CSV to `folder`, whole or not at all; give the page's path.

        Errors  OutputError where the folder holds what Orecast did not make (unless `force`), or cannot be written.
        """
        folder = Path(folder)
        manifest = {"id": self.run.manifest, **self.run.details}
        with folder_of_results(folder, manifest, force) as made:
            (made / PAGE).write_text(page(self.data, self.world), encoding="utf-8")
            write_json(made / "brief.json", self.data)
            for name in TABLES:
                getattr(self.stakes, name).to_csv(made / f"{name}.csv", index=False)
        return folder / PAGE

    def _repr_html_(self) -> str:
        """The whole page in a frame of its own, for a notebook."""
        from html import escape

        frame = 'style="width:100%;height:720px;border:1px solid #d4d8dd" sandbox=""'
        return f'<iframe {frame} srcdoc="{escape(page(self.data, self.world))}"></iframe>'


def write_brief(
    stakes: StakesTables,
    run: RunInfo,
    question: Question,
    world: WorldInfo,
    folder: Path | str,
    force: bool = False,
) -> Path:
    """Write the brief of stored Stakes to `folder` and give the path of its page. Errors: as `Brief.write`."""
    return Brief(stakes, brief_data(stakes, run, question, world), run, world).write(folder, force)


def brief(
    *deals: Any,
    events: Sequence[Any] | None = None,
    folder: Path | str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    world: "World | None" = None,
    party: str | None = None,
    force: bool = False,
    allow_incomplete: bool = False,
    progress: Progress | None = None,
) -> Brief:
    """Weigh deals and brief on them: a library name, a path of a deal or scenario file, or a Deal, one or more.

    `events=None` takes the events of the files given, else the hypothetical ones of the library on their minerals.
    With `folder` the brief is written there too. Units and shapes: see `Brief.data` and the Stakes' tables.
    Errors  DealError, LabelError, CoverageError for what cannot be weighed; OutputError for `folder`.
    """
    from orecast.deals import run
    from orecast.desk.asking import asked
    from orecast.desk.gather import run_info, world_info
    from orecast.stakes import stakes
    from orecast.world import World

    if folder is not None:
        check_place(Path(folder), force)
    question = asked(deals, events, party)
    world = world or World.load()
    ensemble = run(
        world,
        question.deals,
        question.events,
        draws=draws,
        seed=seed,
        progress=progress,
        allow_incomplete=allow_incomplete,
    )
    found = stakes(world, ensemble)
    ran, shown = run_info(ensemble), world_info(world.years)
    made = Brief(found, brief_data(found, ran, question, shown), ran, shown)
    if folder is not None:
        made.write(folder, force)
    return made
