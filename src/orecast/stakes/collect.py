"""Outcomes of all minerals, cases and years of an ensemble, gathered chunk by chunk from its stored prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.working import worker_threads
from orecast.deals import Ensemble
from orecast.deals.transfers import Transfer
from orecast.market import Accounts, Equilibrium, Market, accounts
from orecast.stakes.outcomes import Outcome, outcome_of, traded_with
from orecast.stakes.parties import Weights, weights_of


@dataclass(frozen=True)
class Collected:
    """One mineral and result year: for each distinct case what parties get, and where tonnes and prices stand.

    Shapes  outcomes[case] fields [party, draw]; bought[case] [party, draw, I]; delivered[case] [draw, J].
    Units   bought: t/yr; delivered: USD per tonne.
    """

    market: Market
    weights: Weights
    outcomes: Mapping[int, Outcome]
    bought: Mapping[int, Floats]
    delivered: Mapping[int, Floats]


def collect(
    ensemble: Ensemble, parties: Mapping[str, tuple[str, ...]], base_prices: Mapping[str, float], threads: int = 2
) -> dict[tuple[str, int], Collected]:
    """Collected outcomes by mineral and result year. Units  base_prices: USD per tonne."""
    keys = [(mineral, year) for mineral in ensemble.minerals for year in ensemble.years]
    with worker_threads(threads) as pool:
        found = pool.map(lambda key: _one(ensemble, key[0], key[1], parties, base_prices[key[0]]), keys)
        return dict(zip(keys, found, strict=True))


@dataclass(frozen=True)
class _Part:
    """Some draws of one case."""

    outcome: Outcome
    bought: Floats
    delivered: Floats


def _one(
    ensemble: Ensemble, mineral: str, year: int, parties: Mapping[str, tuple[str, ...]], base_price: float
) -> Collected:
    parts: dict[int, list[_Part]] = {}
    weights: Weights | None = None
    alike = ensemble.alike(mineral, year)
    for chosen in ensemble.chunks:
        for case, market, shock, equilibrium in ensemble.cleared(mineral, year, chosen, sorted(set(alike.values()))):
            if weights is None:  # the axes of all draws and cases are the same
                weights = weights_of(parties, market, ensemble.minerals[mineral].balance)
            books = accounts(market, shock, equilibrium)
            settled = (market, shock, equilibrium, books, base_price)
            transfers = ensemble.transfers(mineral, year, case, chosen, settled)
            parts.setdefault(case, []).append(_part(equilibrium, books, weights, base_price, transfers))
    assert weights is not None
    outcomes = {case: _joined([part.outcome for part in found]) for case, found in parts.items()}
    bought = {case: np.concatenate([part.bought for part in found], axis=1) for case, found in parts.items()}
    delivered = {case: np.concatenate([part.delivered for part in found]) for case, found in parts.items()}
    return Collected(
        market=market,
        weights=weights,
        outcomes={case: outcomes[first] for case, first in alike.items()},
        bought={case: bought[first] for case, first in alike.items()},
        delivered={case: delivered[first] for case, first in alike.items()},
    )


def _part(
    equilibrium: Equilibrium, books: Accounts, weights: Weights, base_price: float, transfers: Sequence[Transfer]
) -> _Part:
    traded = traded_with(equilibrium.flows, weights)
    outcome = outcome_of(equilibrium, books, weights, base_price, traded, transfers)
    return _Part(outcome, traded.bought, base_price * books.delivered_price)


def _joined(parts: list[Outcome]) -> Outcome:
    """Chunks of draws as one."""
    return Outcome(*(np.concatenate([getattr(part, f.name) for part in parts], axis=1) for f in fields(Outcome)))
