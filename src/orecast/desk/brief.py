"""`brief`: deals in, a folder with the page, its numbers and its tables out."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orecast._ground.forks import Aside
from orecast.desk import pen, selection
from orecast.desk.article import NoProposalError, article_data, is_article, told
from orecast.desk.content import brief_data, picture
from orecast.desk.inputs import Question, RunInfo, StakesTables, WorldInfo
from orecast.desk.output import check_place, folder_of_results, write_json
from orecast.desk.page import assumptions_page, charts_of, page, timelines
from orecast.desk.parts import first_sheets, manifest_of_brief, write_parts, write_tables
from orecast.desk.sheets import Sheet

if TYPE_CHECKING:
    import pandas as pd

    from orecast.deals import Ensemble
    from orecast.games import Outcome
    from orecast.news.reader import Reader
    from orecast.stakes.figures import Grid
    from orecast.world import World

PAGE, ASSUMPTIONS = "brief.html", "assumptions.html"
DRAWS, SEED = 1000, 2025
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Brief:
    """A brief in memory: the Stakes it shows, its numbers as a plain dictionary, and what the page needs beside."""

    stakes: StakesTables
    data: dict[str, Any]
    run: RunInfo
    world: WorldInfo
    question: Question
    outcome: "Outcome | None" = None  # of the game of the library whose deals these are
    charts: Callable[[], Mapping[str, Any] | None] = pen.nothing  # waits for those of the page that were begun ahead
    sheets: Callable[[], Mapping[str, Sheet] | None] = pen.nothing  # the same for tables of the folder

    def at(self, year: int) -> "Brief":
        """The same brief with its head, bars and maps on another result year."""
        if year == self.data["years"]["horizon"]:
            return self
        game = self.data["game"]
        data = brief_data(self.stakes, self.run, self.question, self.world, game, year)
        return replace(self, data=data, charts=pen.nothing)

    def write(self, folder: Path | str, force: bool = False) -> Path:
        """Write page, numbers, tables, deals and manifest to `folder`, whole or not at all; give the page's path.

        The folder is a Data Package: brief.html, assumptions.html, brief.json, each table as CSV and Parquet,
        deals/*.yaml, orecast-manifest.json and datapackage.json (docs/how-to/export-results.md).

        Errors  OutputError where the folder holds what Orecast did not make (unless `force`), or cannot be written.
        """
        folder = Path(folder)
        with folder_of_results(folder, manifest_of_brief(self.run, self.question), force) as made:
            self.fill(made)
        return folder / PAGE

    def fill(self, made: Path) -> None:
        """Write every file of the brief but its manifest into a folder that is there.

        The page is made on a thread of its own, which waits while charts are drawn in another process (`pen`).
        """
        with ThreadPoolExecutor(max_workers=1) as aside:
            made_aside = aside.submit(lambda: page(self.data, self.world, self.charts()))
            tables = write_tables(made, self.stakes, self.outcome, self.sheets())
            (made / ASSUMPTIONS).write_text(assumptions_page(self.data), encoding="utf-8")
            write_json(made / "brief.json", self.data)
            (made / PAGE).write_text(made_aside.result(), encoding="utf-8")
        write_parts(made, tables, self.run, self.question, self.data["title"])

    def iamc(self) -> "pd.DataFrame":
        """The figures in the IAMC long format: model, scenario, region, variable, unit, year, value."""
        from orecast.desk.iamc import iamc

        return iamc(self.stakes, self.run, self.world)

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
    return Brief(stakes, brief_data(stakes, run, question, world), run, world, question).write(folder, force)


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
    reader: "Reader | None" = None,
) -> Brief:
    """Weigh deals and brief on them: a library name, a path of a deal or scenario file, or a Deal, one or more; or
    one news article (text or web page), whose proposals become deals and whose claims are checked.

    `events=None` takes the events of the files given, else the hypothetical ones of the library on their minerals.
    `overlays`: files or Overlay objects that change numbers, in order. `reader`: how an article is read, if not by the
    rules (`orecast.news.llm.llm_reader`).
    With `folder` the brief is written there too. Units and shapes: see `Brief.data` and the Stakes' tables.
    Errors  DealError, LabelError, CoverageError for what cannot be weighed; OutputError for `folder`.
    """
    from orecast.deals import run
    from orecast.desk.asking import asked
    from orecast.stakes.settle import outcomes_for
    from orecast.world import World

    if folder is not None:
        check_place(Path(folder), force)
    world = world or World.load()
    question = (
        asked_of_article(deals[0], events, party, world, reader)
        if _is_one_article(deals)
        else asked(deals, events, party)
    )
    ensemble = run(
        world,
        question.deals,
        question.events,
        draws=draws,
        seed=seed,
        progress=progress,
        allow_incomplete=allow_incomplete,
        overlays=overlays,
        combinations=combinations_for(question),
        tell=outcomes_for(world, question.deals, question.events),
    )
    made = weighed(world, question, ensemble)
    if folder is not None:
        made.write(folder, force)
    return made


def _is_one_article(deals: Sequence[Any]) -> bool:
    """Whether the brief is asked of one article. Errors: DealError for an article beside other arguments."""
    from orecast._ground.errors import DealError

    articles = [str(given) for given in deals if is_article(given)]
    if articles and len(deals) > 1:
        raise DealError(
            f"{articles[0]} is an article, and {len(deals) - 1} more arguments stand beside it. An article brings its "
            "own deals. Brief on it alone, or draft its deals with 'orecast deal draft' and name the files."
        )
    return bool(articles)


def asked_of_article(
    article: Any, events: Sequence[Any] | None, party: str | None, world: "World", reader: "Reader | None" = None
) -> Question:
    """The question of an article: its deals, its title, what it says.

    Errors  NoProposalError where none of its proposals became a deal; DataError for what cannot be read.
    """
    from orecast.desk.asking import asked

    found = told(str(article), world, reader)
    if not found.deals:
        raise NoProposalError(found)
    question = asked(found.deals, events, party)
    return replace(question, title=found.check.dossier.title or "", article=article_data(found, world))


def weighed(world: "World", question: Question, ensemble: "Ensemble") -> Brief:
    """The brief of an ensemble that was run for `question`. Charts are begun as soon as what they show is known."""
    from orecast.desk.gather import run_info, world_info
    from orecast.stakes import stakes
    from orecast.stakes.settle import grid_of, reasons_of

    question = replace(question, deals=ensemble.deals, events=ensemble.events)  # as overlays changed them
    ran, shown = run_info(ensemble), world_info(world.years)
    grid = grid_of(world, ensemble)
    game, reasons = Aside(partial(_played, question, grid), known=(grid, ensemble, world)), reasons_of(grid)
    with game, reasons.tables:
        pen.ahead(_timelines, ensemble, question, ran, shown)  # whose thread no fork may meet
        found = stakes(world, ensemble, grid, reasons)
        seen = picture(found, ran, question, shown)
        charts, sheets = pen.ahead(charts_of, seen.data, shown), pen.ahead(first_sheets, found)
        data = brief_data(found, ran, question, shown, seen=seen)
        outcome, data["game"] = game.result()
    return Brief(found, data, ran, shown, question, outcome, charts, sheets)


def _timelines(ensemble: "Ensemble", question: Question, ran: RunInfo, shown: WorldInfo) -> dict[str, dict[str, str]]:
    """When the tonnes of each deal come: charts that need no outcome."""
    from orecast.stakes.timeline import timeline_of

    come = selection.timeline(timeline_of(ensemble), question.deals, shown, ran.first_year)
    return timelines(come, [ran.first_year + year for year in ensemble.years])


def _played(question: Question, grid: "Grid") -> tuple["Outcome | None", dict[str, Any] | None]:
    """The game of the question's deals and what the page says of it; None without one."""
    from orecast.desk.settling import settling
    from orecast.games.wider import wider

    outcome = outcome_for(question, grid)
    return outcome, settling(outcome, question.deals, wider(outcome)) if outcome else None


def combinations_for(question: Question) -> tuple[tuple[str, ...], ...]:
    """Combinations of deals that the game of the question needs beside the usual scenarios; none without a game."""
    from orecast.desk.settling import game_of
    from orecast.games.worth import combinations_of

    game = game_of(question.deals)
    return combinations_of(game, question.deals, question.events) if game else ()


def outcome_for(question: Question, grid: "Grid") -> "Outcome | None":
    """The game of the library whose deals are among those of the question, over the same draws; None without one.

    None too where the run lacks a combination of deals that a state of the game brings (`combinations_for`).
    """
    from orecast.deals.cases import JOIN, NO_EVENT
    from orecast.desk.settling import game_of

    game, held = game_of(question.deals), next(iter(grid.ensemble.cases.values())).number
    if game is None or any((JOIN.join(names), NO_EVENT) not in held for names in combinations_for(question)):
        return None
    return game.play(grid=grid)
