"""Clearing (M13): a market and a shock in, an equilibrium for each draw out, chunk by chunk."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from orecast._ground.arrays import Integers
from orecast.market.engine import Engine, engine_for
from orecast.market.newton import Cleared
from orecast.market.product import SOLVED, UNSOLVED, Equilibrium, Market, Shock
from orecast.market.state import Terms, terms_of

TOLERANCE = 1e-9
MOST_STEPS = 60


def solve(
    market: Market,
    shock: Shock | None = None,
    tolerance: float = TOLERANCE,
    steps: int = MOST_STEPS,
    *,
    engine: Engine | None = None,
    threads: int = 1,
) -> Equilibrium:
    """Clear a market under a shock.

    Shapes  leading axes of market and shock broadcast; each draw is solved on its own, whatever the threads.
    Units   tolerance: largest excess supply of any origin, as a share of world output in the base.
    Engine  NumPy, or machine code where numba is installed and so much is asked that it pays (`engine_for`).
    Status  a draw that does not converge in `steps` comes back with status 1 and its residual.
    Source  docs/theory/market.md, M13.
    """
    terms = terms_of(market, shock or Shock())
    return _folded(_cleared(terms, tolerance, steps, engine, threads, with_flows=True), tolerance, terms.leading)


def clear(market: Market, shock: Shock, engine: Engine) -> Cleared:
    """Clear a market under a shock, for its prices, use and certificate alone: flows follow from the prices.

    Shapes  leading axes of market and shock as one, [D]; units as `Cleared`. Tolerance, steps and source as `solve`.
    Status  of each draw: `status_of`.
    """
    return _cleared(terms_of(market, shock), TOLERANCE, MOST_STEPS, engine, 1, with_flows=False)


def _cleared(
    terms: Terms, tolerance: float, steps: int, engine: Engine | None, threads: int, with_flows: bool
) -> Cleared:
    """What is found, chunk by chunk."""
    origins, users = terms.share.shape[-2:]
    found = Cleared.empty(terms.draws, origins, users, terms.sense.size, with_flows)
    chosen = engine or engine_for(terms.draws * origins * users)
    chunk = max(1, chosen.chunk_bytes // (8 * origins * users))
    parts = [slice(first, first + chunk) for first in range(0, terms.draws, chunk)]
    if threads == 1:
        for part in parts:
            _clear(terms, chosen, tolerance, steps, found, part)
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(partial(_clear, terms, chosen, tolerance, steps, found), parts))
    return found


def _clear(terms: Terms, engine: Engine, tolerance: float, steps: int, found: Cleared, part: slice) -> None:
    """One chunk of draws, into its part of what is found."""
    with np.errstate(under="ignore", over="ignore"):
        engine.clear(terms.take(part), tolerance, steps, found.part(part))


def _folded(found: Cleared, tolerance: float, leading: tuple[int, ...]) -> Equilibrium:
    """The solution with the leading axes restored."""
    origins = found.flows.shape[-2]
    return Equilibrium(
        home_price=found.unknowns[:, :origins].reshape(*leading, -1),
        index=found.index.reshape(*leading, -1),
        flows=found.flows.reshape(*leading, *found.flows.shape[1:]),
        substituted=found.substituted.reshape(*leading, -1),
        multiplier=found.unknowns[:, origins:].reshape(*leading, found.unknowns.shape[1] - origins),
        residual=found.error.reshape(leading),
        iterations=found.iterations.reshape(leading),
        status=status_of(found, tolerance).reshape(leading),
    )


def status_of(found: Cleared, tolerance: float = TOLERANCE) -> Integers:
    """Whether each draw cleared. [D]."""
    return np.where(found.error <= tolerance, SOLVED, UNSOLVED)
