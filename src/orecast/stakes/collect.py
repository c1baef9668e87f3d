"""Outcomes of all minerals, cases and years of an ensemble, told chunk by chunk when its markets are cleared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from orecast._ground.arrays import Floats, along_draws
from orecast.deals import Ensemble
from orecast.deals.cleared import ClearedCase
from orecast.deals.ensemble import Key
from orecast.market import accounts
from orecast.market.merging import Merging
from orecast.stakes.outcomes import Outcome, outcome_of, traded_with
from orecast.stakes.parties import Weights, weights_of


@dataclass(frozen=True)
class Collected:
    """One mineral and result year: for each distinct case what parties get, and where tonnes and prices stand.

    Shapes  outcomes[case] fields [party, draw]; bought[case] [party, draw, I]; delivered[case] [draw, J].
    Units   bought: t/yr; delivered: USD per tonne.
    """

    merging: Merging
    weights: Weights
    outcomes: Mapping[int, Outcome]
    bought: Mapping[int, Floats]
    delivered: Mapping[int, Floats]


@dataclass(frozen=True)
class _Part:
    """Some draws of one case."""

    outcome: Outcome
    bought: Floats
    delivered: Floats


@dataclass(frozen=True)
class OutcomesOf:
    """Tells what a cleared case means for parties (`deals.cleared.Tell`). Units  base_prices: USD per tonne."""

    parties: Mapping[str, tuple[str, ...]]
    base_prices: Mapping[str, float]

    def __call__(self, cleared: ClearedCase) -> _Part:
        """Outcome of the case, who buys how much of whom, and at what price."""
        price, weights = self.base_prices[cleared.mineral], weights_of(self.parties, cleared.market, cleared.balance)
        books = accounts(cleared.market, cleared.shock, cleared.equilibrium)
        traded = traded_with(cleared.equilibrium.flows, weights)
        paid = cleared.transfers(books, price)
        outcome = outcome_of(cleared.equilibrium, books, weights, price, traded, paid)
        return _Part(outcome, traded.bought, price * books.delivered_price)


def collect(ensemble: Ensemble, outcomes: OutcomesOf, threads: int = 2) -> dict[tuple[str, int], Collected]:
    """Collected outcomes by mineral and result year: those that were told when the ensemble was run, or told now."""
    told = ensemble.told(outcomes, threads)
    keys = [(mineral, year) for mineral in ensemble.minerals for year in ensemble.years]
    return {key: _one(ensemble, *key, outcomes, told) for key in keys}


def _one(
    ensemble: Ensemble, mineral: str, year: int, outcomes: OutcomesOf, told: Mapping[Key, Sequence[_Part]]
) -> Collected:
    alike, item = ensemble.alike(mineral, year), ensemble.minerals[mineral]
    parts = {case: told[mineral, case, year] for case in set(alike.values())}
    of_case = {case: _joined([part.outcome for part in found]) for case, found in parts.items()}
    bought = {case: along_draws([part.bought for part in found], axis=1) for case, found in parts.items()}
    delivered = {case: along_draws([part.delivered for part in found], axis=0) for case, found in parts.items()}
    merging = item.frames[year].merging
    return Collected(
        merging=merging,
        weights=weights_of(outcomes.parties, merging, item.balance),
        outcomes={case: of_case[first] for case, first in alike.items()},
        bought={case: bought[first] for case, first in alike.items()},
        delivered={case: delivered[first] for case, first in alike.items()},
    )


def _joined(parts: Sequence[Outcome]) -> Outcome:
    """Chunks of draws as one."""
    return Outcome(*(along_draws([getattr(part, f.name) for part in parts], axis=1) for f in fields(Outcome)))
