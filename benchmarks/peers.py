"""Orecast's solver beside a root finder and an interior-point solver, in the same run, on drawn and on real markets.

Every solver gets the same markets and the same shock: the largest origin keeps 30 % of its output. The rates are
markets a second of processor time, so that other work on the machine weighs less; `two cores` is what two threads do
in two seconds of it, and in a second of the clock. `--write` puts the tables into docs/performance.md.

Needs the repository's root on the path: `PYTHONPATH=. python benchmarks/peers.py`.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from benchmarks import page
from scipy.optimize import root
from tests.twins.primal import optimum, programme
from tests.twins.written_out import excess, excess_slope, problem

from orecast.deals.parameters import mineral_draws
from orecast.market import Market, Shock, calibrate, frame_of, measures_of, solve
from orecast.market.engine import REFERENCE, Engine, machine_code
from orecast.world import World

TOLERANCE = 1e-9
LIMIT = 45_000
"""Newton solves a second that the matrix arithmetic of 60 places allows on two such cores, measured before."""
LIMIT_PLACES = 60
PLACES, HOME, FEW = (10, 30, 60, 120), (0.2, 0.8), (1, 10, 100)
REAL = (
    ("copper", 0.0005),
    ("gold", 0.004),
    ("aluminium", 0.001),
    ("copper", 0.005),
    ("cobalt", 0.005),
    ("rare-earths", 0.005),
)
"""Minerals, and the share of world supply and use below which places merge: some near 60 places, some as in a brief."""
SMALLEST_SAMPLE = 3


@dataclass(frozen=True)
class Row:
    """One market's rates, in markets a second; None where a solver was not asked."""

    name: str
    size: tuple[int, int]
    draws: int
    steps: float
    residual: float
    numpy: float
    numba: float
    two_cores: float
    two_threads: float
    scipy: float
    unsolved: int
    clarabel: float | None


def drawn_market(places: int, home: float, draws: int, seed: int = 2025) -> Market:
    """Places of every size that make and use one mineral, each keeping about a share `home` of what it makes."""
    random = np.random.default_rng(seed)
    made, wanted = (np.exp(random.normal(0, 1.5, places)) for _ in range(2))
    abroad = np.outer(made, wanted) * np.exp(random.normal(0, 1, (places, places))) * (1 - np.eye(places))
    flows = (1 - home) * made[:, None] * abroad / abroad.sum(axis=1, keepdims=True) + np.diag(home * made)
    own = {name: random.uniform(low, high, (draws, 1)) for name, (low, high) in CURVES.items()}
    names = tuple(f"P{number}" for number in range(places))
    nothing = np.zeros((places, places))
    return Market(
        "drawn", names, names, np.broadcast_to(flows / flows.sum(axis=0), (draws, places, places)), nothing, nothing,
        nothing + 1, flows.sum(axis=0), flows.sum(axis=1), np.zeros(places), **own,
    )  # fmt: skip


CURVES = {
    "share_sensitivity": (1.5, 6.0),
    "demand_elasticity": (0.1, 0.8),
    "backstop_price": (3.0, 6.0),
    "supply_elasticity_up": (0.1, 0.8),
    "supply_elasticity_down": (0.1, 0.8),
    "floor_price": (0.3, 0.8),
    "capacity_ratio": (1.05, 1.5),
}


def real_market(world: World, mineral: str, merge_below: float, draws: int) -> Market:
    """A mineral's market a year after the shock."""
    balance = world.balance(mineral, allow_incomplete=True)
    frame = frame_of(balance, measures_of(world, balance, 2026), {}, ("USA", "CHN", "RUS"), merge_below)
    return calibrate(frame, mineral_draws(mineral, 2025, draws, (1,)).at(1), 2026)


def cut(market: Market) -> Shock:
    """The largest origin keeps 30 % of its output."""
    supply = np.atleast_2d(market.supply).mean(axis=0)
    return Shock(supply_scale=np.where(np.arange(supply.size) == supply.argmax(), 0.3, 1.0))


def one_draw(market: Market, number: int) -> Market:
    """One draw of a market."""
    arrays = {name: getattr(market, name) for name in (item.name for item in fields(market))}
    axes = {name: 2 if name in ("share", "tariff", "freight", "access") else 1 for name in arrays}
    return replace(
        market,
        **{
            name: value[min(number, len(value) - 1)]
            for name, value in arrays.items()
            if isinstance(value, np.ndarray) and value.ndim > axes[name]
        },
    )


def rate(work: Callable[[], object], count: int, clock: Callable[[], float], times: int = 3) -> float:
    """Markets a second: the best of some runs."""
    seconds = []
    for _ in range(times):
        begun = clock()
        work()
        seconds.append(clock() - begun)
    return count / min(seconds)


def root_finder(market: Market, shock: Shock, draws: int) -> tuple[float, int]:
    """Markets a second of `scipy.optimize.root` with the analytic Jacobian, and how many it left unsolved."""
    unsolved, begun = 0, time.process_time()
    for number in range(draws):
        twin = problem(one_draw(market, number), shock)
        world = twin.output.sum()
        start = np.ones(twin.output.size)
        found = root(
            lambda p, t=twin, w=world: excess(t, p) / w,
            start,
            jac=lambda p, t=twin, w=world: excess_slope(t, p) / w,
            options={"xtol": 1e-10},
        )
        unsolved += bool(np.abs(found.fun).max() > TOLERANCE)
    return draws / (time.process_time() - begun), unsolved


def interior_point(market: Market, shock: Shock) -> float:
    """Markets a second of Clarabel on the primal, with exponential cones for the entropy."""
    twin = programme(one_draw(market, 0), shock)
    begun = time.process_time()
    optimum(twin)
    return 1 / (time.process_time() - begun)


def compared(name: str, market: Market, fast: Engine, asked: argparse.Namespace, with_primal: bool) -> Row:
    """All solvers on one market."""
    shock, draws = cut(market), len(market.share)
    found = solve(market, shock, engine=fast)
    two = 2 * rate(lambda: solve(market, shock, engine=fast, threads=2), draws, time.process_time)
    scipy, unsolved = root_finder(market, shock, max(SMALLEST_SAMPLE, min(draws, asked.sample)))
    return Row(
        name=name,
        size=(len(market.origins), len(market.users)),
        draws=draws,
        steps=float(found.iterations.mean()),
        residual=float(found.residual.max()),
        numpy=rate(lambda: solve(market, shock, engine=REFERENCE), draws, time.process_time, 1),
        numba=rate(lambda: solve(market, shock, engine=fast), draws, time.process_time),
        two_cores=two,
        two_threads=rate(lambda: solve(market, shock, engine=fast, threads=2), draws, time.perf_counter),
        scipy=scipy,
        unsolved=unsolved,
        clarabel=interior_point(market, shock) if with_primal else None,
    )


def rows(asked: argparse.Namespace) -> Iterator[Row]:
    """Drawn markets over places and home bias, then real ones."""
    fast = machine_code() or REFERENCE
    for places in PLACES:
        for home in HOME:
            draws = max(asked.draws // 10, asked.draws * 30 // places)
            market = drawn_market(places, home, min(draws, asked.draws))
            yield compared(f"drawn, {home:.0%} at home", market, fast, asked, places <= asked.largest_primal)
    world = World.load()
    for mineral, merge_below in REAL:
        market = real_market(world, mineral, merge_below, asked.draws)
        yield compared(mineral, market, fast, asked, len(market.users) <= asked.largest_primal)
    for draws in FEW:
        few = real_market(world, *REAL[0], draws)
        yield compared(REAL[0][0], few, fast, asked, with_primal=False)


HEAD = (
    "market", "origins × users", "draws", "steps", "residual", "NumPy", "machine code", "two cores",
    "two threads, clock", "SciPy", "Clarabel", "machine code / SciPy",
)  # fmt: skip


def as_cells(row: Row) -> list[object]:
    """A row of the table."""
    left = f" ({row.unsolved} unsolved)" if row.unsolved else ""
    return [
        row.name, f"{row.size[0]} × {row.size[1]}", f"{row.draws:,}", f"{row.steps:.1f}", f"{row.residual:.0e}",
        *(f"{value:,.0f}" for value in (row.numpy, row.numba, row.two_cores, row.two_threads)),
        f"{row.scipy:,.0f}{left}",
        "–" if row.clarabel is None else f"{row.clarabel:.2g}", f"{row.numba / row.scipy:.0f}",
    ]  # fmt: skip


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--sample", type=int, default=40, help="draws that the root finder gets")
    parser.add_argument("--largest-primal", type=int, default=60, help="places up to which Clarabel is asked")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    asked = parser.parse_args()
    found = []
    for row in rows(asked):
        found.append(row)
        print(as_cells(row), flush=True)
    near = [row for row in found if abs(row.size[1] - LIMIT_PLACES) <= 6 and row.draws > max(FEW)]
    best = ", ".join(f"{row.name} ({row.size[0]} × {row.size[1]}) {row.two_cores / LIMIT:.0%}" for row in near)
    said = f"Share of the arithmetic limit of {LIMIT:,} a second at {LIMIT_PLACES} places: {best}."
    text = f"{page.table(HEAD, [as_cells(row) for row in found])}\n\n{said} {page.measured()}"
    print(said)
    if asked.write:
        page.write("peers", text)


if __name__ == "__main__":
    main()
