"""`brief`: deals in, a folder with the page, its numbers and its tables out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orecast.desk.content import brief_data
from orecast.desk.inputs import Question, RunInfo, StakesTables, WorldInfo
from orecast.desk.output import check_place, folder_of_results, write_json
from orecast.desk.page import assumptions_page, page

if TYPE_CHECKING:
    from orecast.deals import Ensemble
    from orecast.stakes import Stakes
    from orecast.world import World

PAGE, ASSUMPTIONS = "brief.html", "assumptions.html"
TABLES = ("figures", "suppliers", "map", "timeline", "basis", "drivers", "assumptions")
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
        """Write the pages, brief.json and the tables as CSV to `folder`, whole or not at all; give the brief's path.

        Errors  OutputError where the folder holds what Orecast did not make (unless `force`), or cannot be written.
        """
        folder = Path(folder)
        manifest = {"id": self.run.manifest, **self.run.details}
        with folder_of_results(folder, manifest, force) as made:
            self.fill(made)
        return folder / PAGE

    def fill(self, made: Path) -> None:
        """Write every file of the brief into a folder that is there."""
        (made / PAGE).write_text(page(self.data, self.world), encoding="utf-8")
        (made / ASSUMPTIONS).write_text(assumptions_page(self.data), encoding="utf-8")
        write_json(made / "brief.json", self.data)
        for name in TABLES:
            getattr(self.stakes, name).to_csv(made / f"{name}.csv", index=False)

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
    overlays: Sequence[Any] = (),
) -> Brief:
    """Weigh deals and brief on them: a library name, a path of a deal or scenario file, or a Deal, one or more.

    `events=None` takes the events of the files given, else those of the library that touch a mineral of the deals.
    `overlays`: files or Overlay objects that change numbers, in order.
    With `folder` the brief is written there too. Units and shapes: see `Brief.data` and the Stakes' tables.
    Errors  DealError, LabelError, CoverageError for what cannot be weighed; OutputError for `folder`.
    """
    from orecast.desk.asking import asked
    from orecast.world import World

    if folder is not None:
        check_place(Path(folder), force)
    asking = asked(deals, events, party)
    chosen = {"draws": draws, "seed": seed, "allow_incomplete": allow_incomplete, "overlays": overlays}
    _, _, made = weighed(world or World.load(), asking, progress, **chosen)
    if folder is not None:
        made.write(folder, force)
    return made


def weighed(
    world: "World", question: Question, progress: Progress | None, **chosen: Any
) -> tuple["Ensemble", "Stakes", Brief]:
    """The ensemble, Stakes and brief of a question. `chosen`: draws, seed, allow_incomplete, overlays of `run`."""
    from orecast.deals import run
    from orecast.desk.gather import run_info, world_info
    from orecast.stakes import stakes

    ensemble = run(world, question.deals, question.events, progress=progress, **chosen)
    question = replace(question, deals=ensemble.deals, events=ensemble.events)
    found = stakes(world, ensemble)
    ran, shown = run_info(ensemble), world_info(world.years)
    return ensemble, found, Brief(found, brief_data(found, ran, question, shown), ran, shown)
