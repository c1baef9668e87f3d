"""An ensemble: every deal, with and without every event, over the same draws, cleared and kept with its manifest."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orecast._ground.errors import CoverageError, DealError, LabelError
from orecast._ground.working import one_blas_thread, worked
from orecast.deals import storing
from orecast.deals.cases import ALL_DEALS, NO_DEAL, NO_EVENT, Cases, cases_of
from orecast.deals.cleared import ClearedCase, Tell
from orecast.deals.conflicts import check_conflicts
from orecast.deals.drawn import DrawnLever
from orecast.deals.labels import labels
from orecast.deals.manifest import REFERENCE_YEAR, Manifest, manifest_of
from orecast.deals.overlay import Overlay, load_overlay, overlaid_deals
from orecast.deals.schema import Deal
from orecast.deals.shelf import load_deal
from orecast.deals.solving import (
    Mineral,
    Solution,
    Task,
    chunk_draws,
    engine_of,
    prepared,
    recomputed,
    solved,
    tasks_of,
)
from orecast.market import Equilibrium, Market, Shock
from orecast.world import World

if TYPE_CHECKING:
    import xarray as xr

LAST_RESULT_YEAR = 25  # growth paths say nothing beyond
THREADS = 2
Progress = Callable[[int, int, str], None]
Key = tuple[str, int, int]
"""Mineral, case, result year."""


@dataclass(frozen=True)
class Ensemble:
    """Cleared markets of every scenario, event, draw, result year and mineral.

    Cases that meet the same levers are solved once and share their arrays. `equilibria` gives one of them whole;
    `dataset` lays everything out as one labelled xarray Dataset.
    """

    world: World
    deals: tuple[Deal, ...]
    events: tuple[Deal, ...]
    minerals: dict[str, Mineral]
    cases: dict[str, Cases]
    solutions: dict[Key, Solution]
    manifest: Manifest
    solves: int
    seconds: float
    overlays: tuple[Overlay, ...] = ()  # whose changes stand in `deals`, `events` and the minerals' ranges
    tell: Tell | None = None  # who was told of each case when it was cleared, and what came of it
    heard: Mapping[Key, Any] = field(default_factory=dict)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """'no-deal', each deal, and 'all-deals' where there is more than one."""
        names = tuple(deal.name for deal in self.deals)
        return (NO_DEAL, *names, *((ALL_DEALS,) if len(names) > 1 else ()))

    @property
    def event_names(self) -> tuple[str, ...]:
        """'none' and each event."""
        return (NO_EVENT, *(event.name for event in self.events))

    @property
    def years(self) -> tuple[int, ...]:
        """Result years; year h is the calendar year `reference_year` + h."""
        return self.manifest.years

    @property
    def reference_year(self) -> int:
        """Calendar year of result year 0."""
        return self.manifest.reference_year

    @property
    def draws(self) -> int:
        """Number of draws."""
        return self.manifest.draws

    @cached_property
    def dataset(self) -> "xr.Dataset":
        """Everything on one set of axes: (scenario, event, draw, year, mineral, place), NaN where a place is merged.

        Units   home_price, index: base prices; use, substituted: t/yr; residual: share of world output.
        """
        return storing.dataset(self)

    def solution(self, mineral: str, scenario: str, event: str, year: int) -> Solution:
        """Stored prices, tonnes and certificate of one case. Arrays are [draw, …]."""
        return self.solutions[mineral, self.cases[mineral].case(scenario, event), year]

    def equilibria(self, mineral: str, scenario: str, event: str, year: int) -> tuple[Market, Shock, Equilibrium]:
        """Market, shock and equilibrium of one case, flows included, recomputed from the stored prices."""
        case = self.cases[mineral].case(scenario, event)
        (found,) = self.cleared(mineral, year, cases=(case,))
        return found.market, found.shock, found.equilibrium

    def cleared(
        self, mineral: str, year: int, chosen: slice = slice(None), cases: Iterable[int] | None = None
    ) -> Iterator[ClearedCase]:
        """The distinct cases of one mineral and result year, whole, for some of the draws."""
        levers = self.cases[mineral].levers
        numbers = range(len(levers)) if cases is None else cases
        stored = {case: (levers[case], self.solutions[mineral, case, year]) for case in numbers}
        return recomputed(self.minerals[mineral], stored, year, chosen)

    def told(self, tell: Tell, threads: int = THREADS) -> Mapping[Key, Any]:
        """What `tell` makes of every case: heard when they were cleared, or asked now.

        Cases that meet the same levers share it. An ensemble with other solutions must have no `tell`.
        """
        if tell == self.tell:
            return self.heard
        keys = [(mineral, year) for mineral in self.minerals for year in self.years]
        found = worked(lambda key: self._told(tell, *key), keys, threads)
        return {key: told for of_one in found for key, told in of_one.items()}

    def _told(self, tell: Tell, mineral: str, year: int) -> dict[Key, Any]:
        """The same for one mineral and result year."""
        alike = self.alike(mineral, year)
        parts: dict[int, list[Any]] = {first: [] for first in alike.values()}
        for chosen in self.chunks:
            for found in self.cleared(mineral, year, chosen, sorted(parts)):
                parts[found.case].append(tell(found))
        joined = {first: tell.joined(pieces) for first, pieces in parts.items()}
        return {(mineral, case, year): joined[first] for case, first in alike.items()}

    def alike(self, mineral: str, year: int) -> dict[int, int]:
        """For each case of a mineral the first that meets the same levers in a result year: the same market."""
        return self.cases[mineral].alike(self.reference_year + year)

    @property
    def chunks(self) -> tuple[slice, ...]:
        """The draws in the chunks they were solved in."""
        size = self.manifest.chunk
        return tuple(slice(start, min(start + size, self.draws)) for start in range(0, self.draws, size))

    def levers(self, mineral: str, scenario: str, event: str = NO_EVENT) -> tuple[DrawnLever, ...]:
        """Drawn levers of one case, for the time line of what is built when."""
        cases = self.cases[mineral]
        return cases.levers[cases.case(scenario, event)]

    @property
    def rejected(self) -> dict[str, float]:
        """Share of the parameter draws examined that broke θ ≥ 1.1 η and were replaced, by mineral."""
        return {name: item.draws.rejected / item.draws.examined for name, item in self.minerals.items()}

    @property
    def unsolved(self) -> dict[str, int]:
        """Draws that did not clear, by mineral, over distinct cases and years."""
        found = {id(solution): (name, solution) for (name, _, _), solution in self.solutions.items()}
        counted = dict.fromkeys(self.minerals, 0)
        for name, solution in found.values():
            counted[name] += int(solution.status.sum())
        return counted

    def save(self, folder: Path) -> None:
        """Write manifest, deals and arrays to a new folder."""
        storing.save(self, folder)


@one_blas_thread
def run(
    world: World,
    deals: Sequence[Deal | str],
    events: Sequence[Deal | str] = (),
    draws: int = 1000,
    seed: int = 2025,
    years: Sequence[int] = (1, 3, 5, 10),
    progress: Progress | None = None,
    *,
    allow_incomplete: bool = False,
    reuse_identical: bool = True,
    threads: int = THREADS,
    chunk: int | None = None,
    reference_year: int = REFERENCE_YEAR,
    overlays: Sequence[Overlay | Path | str] = (),
    combinations: Sequence[Sequence[str]] = (),
    tell: Tell | None = None,
) -> Ensemble:
    """Clear every scenario (no deal, each deal, all deals) under every event (none, each) for every draw and year.

    Shapes  see Ensemble.  Units  years: result years after `reference_year`, whose measures and growth they meet.
    Errors  DealError for deals that contradict each other; CoverageError for a mineral whose flows are incomplete;
            LabelError for a year that is no result year.
    `reuse_identical=False` solves each scenario and event anew, also where their levers agree; `chunk` is the number
    of draws solved at once, from memory where it is not given. `overlays` (files or objects) change numbers, in order.
    `combinations`: names of deals and events to be solved in force together too; they stand in `cases`, as 'a+b'.
    `tell`: what will be asked of every case (`Ensemble.told`), and is told at once, while its market is at hand.
    """
    begun = time.perf_counter()
    layers = tuple(item if isinstance(item, Overlay) else load_overlay(item) for item in overlays)
    loaded, happening = _together([_loaded(deal) for deal in deals], [_loaded(event) for event in events], layers)
    years = _checked_years(years, draws)
    names = tuple(dict.fromkeys(mineral for deal in (*loaded, *happening) for mineral in deal.minerals))
    _check_coverage(world, names, allow_incomplete)
    minerals = {
        name: prepared(world, name, (*loaded, *happening), seed, draws, years, reference_year, allow_incomplete, layers)
        for name in names
    }
    cases = {name: cases_of(name, loaded, happening, seed, draws, reuse_identical, combinations) for name in names}
    chunk = chunk or min(draws, *(chunk_draws(mineral) for mineral in minerals.values()))
    tasks = tasks_of(minerals, cases, years, draws, chunk)
    solutions, heard = _cleared(tasks, minerals, cases, progress, threads, tell)
    return Ensemble(
        world=world,
        deals=loaded,
        events=happening,
        minerals=minerals,
        cases=cases,
        solutions=solutions,
        manifest=manifest_of(
            world, loaded, happening, draws, seed, years, chunk, threads, allow_incomplete, reference_year, layers
        ),
        solves=draws * len({id(found) for found in solutions.values()}),
        seconds=time.perf_counter() - begun,
        overlays=layers,
        tell=tell,
        heard=heard,
    )


def repeat(world: World, folder: Path) -> Ensemble:
    """Run a saved ensemble again from its manifest and deals: on the same machine and lock, bit for bit.

    Errors  DataError where the folder holds no ensemble, or its deals are not those of its manifest.
    """
    return rerun(world, *storing.load_inputs(folder))


def rerun(
    world: World,
    manifest: Manifest,
    deals: Sequence[Deal],
    events: Sequence[Deal],
    overlays: Sequence[Overlay] = (),
    progress: Progress | None = None,
    combinations: Sequence[Sequence[str]] = (),
    tell: Tell | None = None,
) -> Ensemble:
    """Run deals and events as a manifest says: its draws, seed, years, chunks and threads.

    `combinations` are solved beside, and `tell` is told, as in `run`: they change none of the other numbers.
    """
    return run(
        world,
        deals,
        events,
        manifest.draws,
        manifest.seed,
        manifest.years,
        progress,
        allow_incomplete=manifest.allow_incomplete,
        threads=manifest.threads,
        chunk=manifest.chunk,
        reference_year=manifest.reference_year,
        overlays=overlays,
        combinations=combinations,
        tell=tell,
    )


def _cleared(
    tasks: Sequence[Task],
    minerals: dict[str, Mineral],
    cases: dict[str, Cases],
    progress: Progress | None,
    threads: int,
    tell: Tell | None,
) -> tuple[dict[Key, Solution], dict[Key, Any]]:
    """Solutions of all tasks, each chunk through one function, some beside others, put together in order of draws."""
    parts: dict[Key, list[Solution]] = {}
    told: dict[Key, list[Any]] = {}
    years = {task.year for task in tasks}
    engine = engine_of(minerals, cases, sorted(years), max(task.stop for task in tasks))
    results = worked(
        lambda task: solved(task, minerals[task.mineral], cases[task.mineral], engine, tell),
        tasks,
        threads,
        lets_go=engine.lets_go,
    )
    for done, (task, found) in enumerate(zip(tasks, results, strict=True), start=1):
        for case, (solution, made) in found.items():
            parts.setdefault((task.mineral, case, task.year), []).append(solution)
            told.setdefault((task.mineral, case, task.year), []).append(made)
        if progress:
            progress(done, len(tasks), f"{task.mineral}, year {task.year}")
    heard = _once(told, tell.joined) if tell else {}
    return _once(parts, Solution.joined), heard


def _once(parts: Mapping[Key, list[Any]], joined: Callable[[list[Any]], Any]) -> dict[Key, Any]:
    """Parts put together, once where cases share them."""
    whole: dict[tuple[int, ...], Any] = {}
    for pieces in parts.values():
        shared = tuple(map(id, pieces))
        if shared not in whole:
            whole[shared] = joined(pieces)
    return {key: whole[tuple(map(id, pieces))] for key, pieces in parts.items()}


def _together(
    deals: Sequence[Deal], events: Sequence[Deal], overlays: Sequence[Overlay]
) -> tuple[tuple[Deal, ...], tuple[Deal, ...]]:
    """Deals and events with the overlays' changes, once it is clear that none contradicts another."""
    changed = overlaid_deals((*deals, *events), overlays)
    loaded, happening = changed[: len(deals)], changed[len(deals) :]
    _check_together(loaded, happening)
    return loaded, happening


def _loaded(deal: Deal | str) -> Deal:
    return load_deal(deal) if isinstance(deal, str) else deal


def _checked_years(years: Sequence[int], draws: int) -> tuple[int, ...]:
    """Result years in order, each a whole number of years after 2025 that growth paths reach."""
    if draws < 1:
        raise DealError(f"run: {draws} draws. A run has at least one; 1,000 give stable quantiles. Give more draws.")
    wrong = [year for year in years if year not in range(1, LAST_RESULT_YEAR + 1)]
    if wrong or not years:
        raise LabelError(
            f"run: unknown result year {wrong[0] if wrong else 'none'}. Result years count from the reference year, "
            f"1 to {LAST_RESULT_YEAR}. Give for example years=(1, 3, 5, 10)."
        )
    return tuple(sorted(set(years)))


def _check_together(deals: Sequence[Deal], events: Sequence[Deal]) -> None:
    """All deals together contradict neither each other nor any one event."""
    names = [item.name for item in (*deals, *events)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DealError(f"run: '{twice[0]}' is given twice. Each deal or event is run once. Leave one out.")
    for around in [(), *((event,) for event in events)]:
        check_conflicts((*deals, *around), labels(), "run")


def _check_coverage(world: World, minerals: Sequence[str], allow_incomplete: bool) -> None:
    for mineral in minerals:
        balance = world.balance(mineral, allow_incomplete=True)
        if balance.status != "usable" and not allow_incomplete:
            raise CoverageError(
                f"run: {mineral} is '{balance.status}': {balance.status_reason.rstrip('.')}. A deal needs flows that "
                "hold most of what is traded. Drop its levers, or pass allow_incomplete=True (--allow-incomplete)."
            )
