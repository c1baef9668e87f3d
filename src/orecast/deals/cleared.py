"""One cleared case while its market is at hand: what others tell of it, they tell then."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from orecast.deals.changes import Setting
from orecast.deals.drawn import DrawnLever
from orecast.deals.transfers import Cleared, Transfer, transfers_of
from orecast.market import Accounts, Equilibrium, Market, Shock
from orecast.world import Balance


@dataclass(frozen=True)
class ClearedCase:
    """Some draws of one case of one mineral in one result year, whole.

    Shapes  arrays of market, shock and equilibrium are [draw, …] of the draws `chosen`; levers hold all draws.
    """

    mineral: str
    year: int
    case: int
    chosen: slice
    levers: Sequence[DrawnLever]
    setting: Setting
    shock: Shock
    equilibrium: Equilibrium

    @property
    def market(self) -> Market:
        """The market that the case changes."""
        return self.setting.market

    @property
    def balance(self) -> Balance:
        """The balance behind the market."""
        return self.setting.balance

    def transfers(self, books: Accounts, base_price: float) -> tuple[Transfer, ...]:
        """Payments between parties that the levers set, given the accounts. Units  base_price: USD per unit."""
        levers = [lever.chosen(self.chosen) for lever in self.levers]
        return transfers_of(levers, Cleared(self.setting, self.shock, self.equilibrium, books, base_price))


class Tell(Protocol):
    """What is made of every cleared case. Two that are equal tell the same of it."""

    def __call__(self, cleared: ClearedCase) -> Any:
        """What is told of some draws."""
        ...

    def joined(self, parts: Sequence[Any]) -> Any:
        """What is told of all draws, from what was told of some, in order."""
        ...
