"""The seam between what is solved and what solves it: NumPy, the reference, or the same steps as machine code."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from orecast.market import newton
from orecast.market.newton import Cleared
from orecast.market.state import Terms

REFERENCE_SECONDS = 7e-8
"""What the reference takes for a route of a market in one draw, steps and all (docs/performance.md)."""
PAYS_FROM = 60.0
"""Seconds of the reference's work from which machine code pays, though it may have to be made first."""


@dataclass(frozen=True)
class Engine:
    """A way to clear: `clear(terms, tolerance, steps, found)` writes what it finds into `found`.

    chunk_bytes: size of one [draw, origin, user] array of the draws that it is given at once; lets_go: whether it works
    without the interpreter's lock.
    """

    name: str
    clear: Callable[[Terms, float, int, Cleared], None]
    chunk_bytes: int
    lets_go: bool = False


REFERENCE = Engine("numpy", newton.clear, 4_000_000)
"""Small enough for the cache, large enough that the work outweighs the calls."""


@cache
def machine_code() -> Engine | None:
    """The steps compiled by numba; None where the extra `fast` is not installed. They are made at their first use."""
    if find_spec("numba") is None:
        return None
    from orecast.market import compiled

    return Engine("numba", compiled.clear, 4_000_000, lets_go=True)


def engine_for(routes: float) -> Engine:
    """The engine for a run of so many routes in all: markets solved, times the origins and users of each.

    It hangs on nothing else, so that a run repeats its numbers; the engines agree to 1e-8 in any case.
    """
    pays = routes * REFERENCE_SECONDS >= PAYS_FROM
    return (machine_code() if pays else None) or REFERENCE
