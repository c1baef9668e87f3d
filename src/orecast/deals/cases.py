"""Which combinations of deals and events one mineral meets, so that the same levers are solved once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orecast.deals.drawn import DrawnLever, drawn_levers, effective
from orecast.deals.schema import Deal

NO_DEAL, ALL_DEALS, NO_EVENT = "no-deal", "all-deals", "none"
JOIN = "+"  # between the names of a combination; no name of a deal holds it


@dataclass(frozen=True)
class Cases:
    """Distinct cases of one mineral: `levers[case]`, and the case of each (scenario, event)."""

    mineral: str
    levers: tuple[tuple[DrawnLever, ...], ...]
    number: Mapping[tuple[str, str], int]
    reuse_identical: bool

    def alike(self, year: int) -> dict[int, int]:
        """For each case the first one that meets the same levers in a calendar year, itself without reuse."""
        first: dict[object, int] = {}
        found = {}
        for case, levers in enumerate(self.levers):
            names = tuple((item.deal, item.lever.name) for item in effective(levers, year))
            found[case] = first.setdefault(names if self.reuse_identical else case, case)
        return found

    def case(self, scenario: str, event: str) -> int:
        """Case that a scenario under an event falls into."""
        return self.number[scenario, event]


def cases_of(
    mineral: str,
    deals: Sequence[Deal],
    events: Sequence[Deal],
    seed: int,
    draws: int,
    reuse_identical: bool = True,
    combinations: Sequence[Sequence[str]] = (),
) -> Cases:
    """Cases of one mineral over all scenarios and events. A scenario that does not touch it is 'no-deal' to it.

    `combinations`: further scenarios, named 'a+b', of deals and events in force together, without another event.
    """
    drawn = {deal.name: drawn_levers(deal, mineral, seed, draws) for deal in (*deals, *events)}
    scenarios: dict[str, tuple[Deal, ...]] = {NO_DEAL: (), **{deal.name: (deal,) for deal in deals}}
    if len(deals) > 1:
        scenarios[ALL_DEALS] = tuple(deals)
    around: dict[str, tuple[Deal, ...]] = {NO_EVENT: (), **{event.name: (event,) for event in events}}
    keys: dict[tuple[str, ...], int] = {}
    number: dict[tuple[str, str], int] = {}
    levers: list[tuple[DrawnLever, ...]] = []
    pairs = [(s, e, (*scenarios[s], *around[e])) for s in scenarios for e in around]
    named = {item.name: item for item in (*deals, *events)}
    pairs += [(JOIN.join(names), NO_EVENT, tuple(named[name] for name in names)) for names in combinations]
    for scenario, event, chosen in pairs:
        touching = tuple(deal.name for deal in chosen if drawn[deal.name])
        key = touching if reuse_identical else (scenario, event)
        if key not in keys:
            keys[key] = len(levers)
            levers.append(tuple(lever for name in touching for lever in drawn[name]))
        number[scenario, event] = keys[key]
    return Cases(mineral, tuple(levers), number, reuse_identical)
