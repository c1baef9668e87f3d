"""Outcomes of all minerals, cases and years of an ensemble, told chunk by chunk when its markets are cleared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

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
class Told:
    """What is told of one case: parts of `Collected`."""

    outcome: Outcome
    bought: Floats
    delivered: Floats


@dataclass(frozen=True)
class OutcomesOf:
    """Tells what a cleared case means for parties, in their order (`deals.cleared.Tell`).

    Units  base_prices: USD per tonne.
    """

    parties: Mapping[str, tuple[str, ...]]
    base_prices: Mapping[str, float]
    order: tuple[str, ...] = field(init=False, repr=False)  # of the rows: two mappings are equal in any order

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", tuple(self.parties))

    def __call__(self, cleared: ClearedCase) -> Told:
        """Outcome of the case, who buys how much of whom, and at what price."""
        price, weights = self.base_prices[cleared.mineral], weights_of(self.parties, cleared.market, cleared.balance)
        books = accounts(cleared.market, cleared.shock, cleared.equilibrium)
        traded = traded_with(cleared.equilibrium.flows, weights)
        paid = cleared.transfers(books, price)
        outcome = outcome_of(cleared.equilibrium, books, weights, price, traded, paid)
        return Told(outcome, traded.bought, price * books.delivered_price)

    def joined(self, parts: Sequence[Told]) -> Told:
        """Chunks of draws as one."""
        found = [part.outcome for part in parts]
        outcome = Outcome(*(along_draws([getattr(one, f.name) for one in found], axis=1) for f in fields(Outcome)))
        bought = along_draws([part.bought for part in parts], axis=1)
        return Told(outcome, bought, along_draws([part.delivered for part in parts]))


def collect(ensemble: Ensemble, outcomes: OutcomesOf, threads: int = 2) -> dict[tuple[str, int], Collected]:
    """Collected outcomes by mineral and result year: those that were told when the ensemble was run, or told now."""
    told = ensemble.told(outcomes, threads)
    keys = [(mineral, year) for mineral in ensemble.minerals for year in ensemble.years]
    return {key: _one(ensemble, *key, outcomes, told) for key in keys}


def _one(ensemble: Ensemble, mineral: str, year: int, outcomes: OutcomesOf, told: Mapping[Key, Told]) -> Collected:
    item = ensemble.minerals[mineral]
    found = {case: told[mineral, case, year] for case in ensemble.alike(mineral, year)}
    merging = item.frames[year].merging
    return Collected(
        merging=merging,
        weights=weights_of(outcomes.parties, merging, item.balance),
        outcomes={case: one.outcome for case, one in found.items()},
        bought={case: one.bought for case, one in found.items()},
        delivered={case: one.delivered for case, one in found.items()},
    )
