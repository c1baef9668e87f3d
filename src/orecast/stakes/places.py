"""Tables by place: who supplies whom, and how delivered prices change on the map."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats, quantiles
from orecast.stakes.figures import NO_DEAL, NO_EVENT, Grid
from orecast.stakes.long import Block, Columns, Labels, distinct, long_table
from orecast.stakes.product import HIGH, LOW, MIDDLE

QUANTILES = ("q05", "q50", "q95")


def suppliers_of(grid: Grid) -> pd.DataFrame:
    """Tonnes each party buys from each origin (columns in `Stakes`)."""
    labels = ("scenario", "event", "party", "mineral", "year", "origin")
    return long_table(list(_suppliers(grid)), (*labels, *QUANTILES, "base", "unit"))


def _suppliers(grid: Grid) -> Iterator[Block]:
    """One block for each scenario, event, mineral and year."""
    for (mineral, year), found in grid.collected.items():
        cases, origins = grid.ensemble.cases[mineral], found.merging.origins
        base = np.median(found.bought[cases.case(NO_DEAL, NO_EVENT)], axis=1)
        spread = {case: _quantiles(tonnes, axis=1) for case, tonnes in distinct(found.bought).items()}
        pairs = [(party, origin) for party in grid.parties for origin in origins]
        party, origin = zip(*pairs, strict=True)
        for scenario, event in grid.pairs:
            tonnes = spread[id(found.bought[cases.case(scenario, event)])]
            at: Labels = {"scenario": scenario, "event": event, "mineral": mineral, "year": year, "unit": "t/yr"}
            own: Columns = {"party": party, "origin": origin, "base": base.ravel()}
            yield Block(at, {**own, **_named(tonnes.reshape(3, -1))})


def map_of(grid: Grid) -> pd.DataFrame:
    """Relative change of the mean delivered price by place (columns in `Stakes`).

    A deal is compared with no deal under the same event; an event alone with no event. A place that merged into a
    rest takes the rest's change, and says so in `merged_into`.
    """
    labels = ("scenario", "event", "mineral", "place", "year", "measure", "unit", "against", "merged_into")
    return long_table(list(_price_changes(grid)), (*labels, *QUANTILES))


def _price_changes(grid: Grid) -> Iterator[Block]:
    """One block for each scenario, event, mineral and year."""
    for (mineral, year), found in grid.collected.items():
        cases = grid.ensemble.cases[mineral]
        place, rest, user = zip(*_placed(found.merging.users, found.merging.merged), strict=True)
        for scenario, event in grid.pairs:
            against = (NO_DEAL, event) if scenario != NO_DEAL else (NO_DEAL, NO_EVENT)
            if (scenario, event) == against:
                continue
            after, before = (found.delivered[cases.case(*case)] for case in ((scenario, event), against))
            change = _quantiles(after / before - 1, axis=0)[:, list(user)]
            at: Labels = {"scenario": scenario, "event": event, "mineral": mineral, "year": year}
            told: Labels = {"measure": "price_change", "unit": "share", "against": "/".join(against)}
            yield Block({**at, **told}, {"place": place, "merged_into": rest, **_named(change)})


def _placed(users: tuple[str, ...], merged: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str, int]]:
    """Every real place behind the users: its name, the rest it merged into, and the user's position."""
    position = {user: j for j, user in enumerate(users)}
    rests = {rest for _, rest in merged}
    yield from ((user, "", j) for user, j in position.items() if user not in rests)
    yield from ((place, rest, position[rest]) for place, rest in merged if rest in position)


def _quantiles(values: Floats, axis: int) -> Floats:
    """5, 50 and 95 % over the draws. [3, ...]."""
    return quantiles(values, (LOW, MIDDLE, HIGH), axis)


def _named(quantiles: Floats) -> dict[str, Floats]:
    """Columns of the three quantiles. [3, row]."""
    return dict(zip(QUANTILES, quantiles, strict=True))
