"""Tables by place: who supplies whom, and how delivered prices change on the map."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast.stakes.figures import NO_DEAL, NO_EVENT, Grid
from orecast.stakes.product import HIGH, LOW, MIDDLE


def suppliers_of(grid: Grid) -> pd.DataFrame:
    """Tonnes each party buys from each origin (columns in `Stakes`)."""
    return pd.DataFrame(_suppliers(grid))


def _suppliers(grid: Grid) -> Iterator[dict[str, Any]]:
    for (mineral, year), found in grid.collected.items():
        cases = grid.ensemble.cases[mineral]
        base = np.median(found.bought[cases.case(NO_DEAL, NO_EVENT)], axis=1)
        spread = {case: _quantiles(tonnes, axis=1) for case, tonnes in found.bought.items()}
        for scenario, event in grid.pairs:
            tonnes = spread[cases.case(scenario, event)]
            for p, party in enumerate(grid.parties):
                for i, origin in enumerate(found.market.origins):
                    yield {
                        "scenario": scenario, "event": event, "party": party, "mineral": mineral, "year": year,
                        "origin": origin, **_named(tonnes[:, p, i]), "base": float(base[p, i]), "unit": "t/yr",
                    }  # fmt: skip


def map_of(grid: Grid) -> pd.DataFrame:
    """Relative change of the mean delivered price by place (columns in `Stakes`).

    A deal is compared with no deal under the same event; an event alone with no event. A place that merged into a
    rest takes the rest's change, and says so in `merged_into`.
    """
    return pd.DataFrame(_price_changes(grid))


def _price_changes(grid: Grid) -> Iterator[dict[str, Any]]:
    for (mineral, year), found in grid.collected.items():
        cases = grid.ensemble.cases[mineral]
        for scenario, event in grid.pairs:
            against = (NO_DEAL, event) if scenario != NO_DEAL else (NO_DEAL, NO_EVENT)
            if (scenario, event) == against:
                continue
            after, before = (found.delivered[cases.case(*case)] for case in ((scenario, event), against))
            change = _quantiles(after / before - 1, axis=0)
            for place, merged_into, j in _placed(found.market.users, found.market.merged):
                yield {
                    "scenario": scenario, "event": event, "mineral": mineral, "place": place, "year": year,
                    "measure": "price_change", "unit": "share", "against": "/".join(against),
                    "merged_into": merged_into, **_named(change[:, j]),
                }  # fmt: skip


def _placed(users: tuple[str, ...], merged: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str, int]]:
    """Every real place behind the users: its name, the rest it merged into, and the user's position."""
    position = {user: j for j, user in enumerate(users)}
    rests = {rest for _, rest in merged}
    yield from ((user, "", j) for user, j in position.items() if user not in rests)
    yield from ((place, rest, position[rest]) for place, rest in merged if rest in position)


def _quantiles(values: Floats, axis: int) -> Floats:
    """5, 50 and 95 % over the draws. [3, ...]."""
    found: Floats = np.quantile(values, (LOW, MIDDLE, HIGH), axis=axis)
    return found


def _named(values: Floats) -> dict[str, float]:
    return dict(zip(("q05", "q50", "q95"), (float(v) for v in values), strict=True))
