"""The one chunk function: some draws of one mineral in one result year, calibrated once, solved for every case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from orecast._ground.arrays import Floats, Integers, along_draws
from orecast.deals.axes import axes_of
from orecast.deals.cases import Cases
from orecast.deals.changes import Setting
from orecast.deals.cleared import ClearedCase, Tell
from orecast.deals.compiling import compile_shock
from orecast.deals.drawn import DrawnLever, effective
from orecast.deals.labels import Labels, labels
from orecast.deals.overlay import Overlay
from orecast.deals.parameters import MineralDraws, mineral_draws
from orecast.deals.schema import ALL_PLACES, Capacity, ControlOfPlace, Deal, Project, Stockpile
from orecast.market import Equilibrium, Frame, Market, Shock, calibrate, frame_of, measures_of
from orecast.market.clearing import clear, status_of
from orecast.market.engine import Engine, engine_for
from orecast.market.measures import same_measures
from orecast.market.state import batch_of
from orecast.world import Balance, World

CHUNK_BYTES = 120_000_000  # of work space in flight per worker
ARRAYS_IN_FLIGHT = 12  # [draw, origin, user] arrays that calibration and what is told of cases hold at their peak


@dataclass(frozen=True)
class Mineral:
    """One mineral made ready: its balance, its accepted draws, and the frame of its market in each result year."""

    balance: Balance
    draws: MineralDraws
    frames: Mapping[int, Frame]
    labels: Labels
    reference_year: int

    def market(self, year: int, chosen: slice = slice(None)) -> Market:
        """Market `year` years after the reference year, for some of the draws."""
        return calibrate(self.frames[year], self.draws.at(year, chosen), self.reference_year + year)

    def setting(self, market: Market, year: int) -> Setting:
        """What levers are compiled against."""
        axes = axes_of(self.balance, self.frames[year].merging)
        return Setting(market, self.balance, axes, self.labels, self.reference_year + year)


@dataclass(frozen=True)
class Task:
    """Some draws of one mineral in one result year."""

    mineral: str
    year: int
    start: int
    stop: int

    @property
    def chosen(self) -> slice:
        """The draws."""
        return slice(self.start, self.stop)


@dataclass(frozen=True)
class Solution:
    """What is kept of a cleared case: [draw, origin] home_price, [draw, user] index, use and substituted, certificates.

    Units   home_price, index, multiplier: base prices; use, substituted: t/yr; residual: share of world output.
    """

    home_price: Floats
    index: Floats
    use: Floats
    substituted: Floats
    multiplier: Floats
    residual: Floats
    iterations: Integers
    status: Integers

    def chosen(self, draws: slice) -> "Solution":
        """The same solution for some of the draws."""
        return Solution(*(getattr(self, name.name)[draws] for name in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence["Solution"]) -> "Solution":
        """Chunks in order of draws as one."""
        kept = {name.name: [getattr(part, name.name) for part in parts] for name in fields(cls)}
        return cls(**{name: along_draws(pieces) for name, pieces in kept.items()})


def prepared(
    world: World,
    mineral: str,
    deals: Sequence[Deal],
    seed: int,
    draws: int,
    years: Sequence[int],
    reference_year: int,
    allow_incomplete: bool,
    overlays: Sequence[Overlay] = (),
) -> Mineral:
    """A mineral made ready for its tasks. Errors: as of `world.balance` and `mineral_draws`."""
    known = labels()
    balance = world.balance(mineral, allow_incomplete=allow_incomplete)
    planned, keep = planned_tonnes(mineral, deals), kept_places(mineral, deals, known)
    drawn = mineral_draws(mineral, seed, draws, years, overlays)
    threshold = drawn.ranges["merge_below"].mode
    alike = same_measures(mineral, [reference_year + year for year in years])
    frames = {
        year: frame_of(balance, measures_of(world, balance, year), planned, keep, threshold)
        for year in set(alike.values())
    }
    by_year = {year: frames[alike[reference_year + year]] for year in years}
    return Mineral(balance, drawn, by_year, known, reference_year)


def planned_tonnes(mineral: str, deals: Sequence[Deal]) -> dict[str, float]:
    """Most likely output of new capacity and released stocks at each place, whichever scenario has it: one base."""
    planned: dict[str, float] = {}
    for deal in deals:
        for lever in deal.levers_on(mineral):
            if isinstance(lever, Project | Capacity) and lever.volume is not None:
                planned[lever.place] = planned.get(lever.place, 0.0) + lever.volume.mode
            if isinstance(lever, Stockpile) and lever.direction == "release":
                planned[lever.place] = planned.get(lever.place, 0.0) + lever.volume.mode
            if isinstance(lever, ControlOfPlace):
                planned.setdefault(lever.to, 0.0)
    return planned


def kept_places(mineral: str, deals: Sequence[Deal], known: Labels) -> tuple[str, ...]:
    """Places that must not merge into a rest: those of levers, and parties that are one place."""
    named = [place for deal in deals for lever in deal.levers_on(mineral) for place in lever.places()]
    parties = [known.members(party.party) for deal in deals for party in deal.parties]
    single = [members[0] for members in parties if len(members) == 1]
    places = (name for name in [*named, *single] if name != ALL_PLACES and name in known.places)
    return tuple(dict.fromkeys(places))


def chunk_draws(mineral: Mineral) -> int:
    """Draws per chunk that keep the work space of one thread under CHUNK_BYTES."""
    merging = next(iter(mineral.frames.values())).merging
    per_draw = 8 * len(merging.origins) * len(merging.users) * ARRAYS_IN_FLIGHT
    return max(16, CHUNK_BYTES // per_draw)


def tasks_of(
    minerals: Mapping[str, Mineral], cases: Mapping[str, Cases], years: Sequence[int], draws: int, chunk: int
) -> list[Task]:
    """All tasks of a run, the longest first so that workers end together; of one mineral and year in order of draws."""
    work = {(name, year): _routes(item, cases[name], year) for name, item in minerals.items() for year in years}
    return [
        Task(*key, start, min(start + chunk, draws))
        for key in sorted(work, key=lambda key: -work[key])
        for start in range(0, draws, chunk)
    ]


def _routes(mineral: Mineral, cases: Cases, year: int) -> int:
    """Routes of a mineral's distinct cases in a result year: what their work grows with."""
    merging = mineral.frames[year].merging
    return len(set(cases.alike(mineral.reference_year + year).values())) * len(merging.origins) * len(merging.users)


def engine_of(minerals: Mapping[str, Mineral], cases: Mapping[str, Cases], years: Sequence[int], draws: int) -> Engine:
    """What clears a run's markets, by their number and size."""
    routes = 0
    for name, mineral in minerals.items():
        merging = next(iter(mineral.frames.values())).merging
        routes += len(cases[name].levers) * len(merging.origins) * len(merging.users)
    return engine_for(routes * len(years) * draws)


def solved(
    task: Task, mineral: Mineral, cases: Cases, engine: Engine, tell: Tell | None = None
) -> dict[int, tuple[Solution, Any]]:
    """Every case of one task, and what is told of it; cases that meet the same levers share both.

    A case without a lever in force is the base itself, which the solver returns exactly.
    """
    setting = mineral.setting(mineral.market(task.year, task.chosen), task.year)
    alike = cases.alike(setting.year)
    own = {case: _solved(task, case, cases.levers[case], setting, engine, tell) for case in set(alike.values())}
    return {case: own[first] for case, first in alike.items()}


def _solved(
    task: Task, case: int, levers: Sequence[DrawnLever], setting: Setting, engine: Engine, tell: Tell | None
) -> tuple[Solution, Any]:
    shock = _shock(levers, setting, task.chosen)
    solution = _solution(shock, setting, engine)
    if tell is None:
        return solution, None
    equilibrium = _equilibrium(setting.market, shock, solution)
    return solution, tell(ClearedCase(task.mineral, task.year, case, task.chosen, levers, setting, shock, equilibrium))


def _shock(levers: Sequence[DrawnLever], setting: Setting, chosen: slice) -> Shock:
    """Shock of the levers in force, the same fields and routes in every chunk of draws."""
    return compile_shock([lever.chosen(chosen) for lever in effective(levers, setting.year)], setting) or Shock()


def _solution(shock: Shock, setting: Setting, engine: Engine) -> Solution:
    found, origins = clear(setting.market, shock, engine), len(setting.market.origins)
    price, multiplier = found.unknowns[:, :origins], found.unknowns[:, origins:]
    certificate = (found.error, found.iterations, status_of(found))
    return Solution(price, found.index, found.use, found.substituted, multiplier, *certificate)


def recomputed(
    mineral: Mineral,
    cases: Mapping[int, tuple[Sequence[DrawnLever], Solution]],
    year: int,
    chosen: slice = slice(None),
) -> Iterator[ClearedCase]:
    """Some draws of some cases whole, flows included, from their stored prices; the market is calibrated once."""
    setting = mineral.setting(mineral.market(year, chosen), year)
    for case, (levers, solution) in cases.items():
        shock = _shock(levers, setting, chosen)
        equilibrium = _equilibrium(setting.market, shock, solution.chosen(chosen))
        yield ClearedCase(mineral.balance.mineral, year, case, chosen, levers, setting, shock, equilibrium)


def _equilibrium(market: Market, shock: Shock, solution: Solution) -> Equilibrium:
    """The equilibrium behind stored prices."""
    batch, _ = batch_of(market, shock)
    return Equilibrium(
        home_price=solution.home_price,
        index=solution.index,
        flows=batch.flows(solution.home_price, solution.multiplier, solution.use + solution.substituted),
        substituted=solution.substituted,
        multiplier=solution.multiplier,
        residual=solution.residual,
        iterations=solution.iterations,
        status=solution.status,
    )
