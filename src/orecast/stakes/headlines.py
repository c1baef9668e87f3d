"""The results that a reader asks the reason of, draw by draw: net gains, prices paid, cover, trade that restarts."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast.deals.labels import labels
from orecast.deals.schema import LiftedSanction
from orecast.stakes.discounting import HEADLINE_RATE, present_value
from orecast.stakes.figures import ALL_MINERALS, NO_DEAL, NO_EVENT, Grid
from orecast.stakes.product import HEADLINE_LABELS, Headlines

ALL_DEALS = "all-deals"
Row = tuple[dict[str, Any], Floats]


def headlines_of(grid: Grid, parties: Mapping[str, tuple[str, ...]]) -> Headlines:
    """Headlines of every scenario and party."""
    rows = [*_money(grid), *_prices(grid), *_restarted(grid, parties)]
    kept = [(label, draws) for label, draws in rows if np.all(np.isfinite(draws))]
    table = pd.DataFrame([label for label, _ in kept], columns=list(HEADLINE_LABELS))
    draws = np.stack([draws for _, draws in kept]) if kept else np.zeros((0, grid.ensemble.draws))
    return Headlines(table, draws)


def deals_in(grid: Grid, scenario: str) -> tuple[str, ...]:
    """Names of the deals that a scenario holds."""
    names = tuple(deal.name for deal in grid.ensemble.deals)
    return names if scenario == ALL_DEALS else tuple(name for name in names if name == scenario)


def _scenarios(grid: Grid) -> list[str]:
    return [scenario for scenario in grid.ensemble.scenarios if scenario != NO_DEAL]


def _rows(
    grid: Grid, at: tuple[str, str, str, int], measure: tuple[str, str], values: Floats, origin: str = ""
) -> Iterator[Row]:
    """One headline for each party. values [party, draw]."""
    scenario, event, mineral, year = at
    for party, draws in zip(grid.parties, values, strict=True):
        found = (scenario, event, party, mineral, year, *measure, origin)
        yield dict(zip(HEADLINE_LABELS, found, strict=True)), draws


def _money(grid: Grid) -> Iterator[Row]:
    years = grid.ensemble.years
    for scenario in _scenarios(grid):
        quiet = grid.gains(scenario, NO_EVENT)
        for year, gain in zip(years, quiet, strict=True):
            yield from _rows(grid, (scenario, NO_EVENT, ALL_MINERALS, year), ("net_gain", "USD/yr"), gain)
        worth = present_value(quiet, years, HEADLINE_RATE)
        yield from _rows(grid, (scenario, NO_EVENT, ALL_MINERALS, 0), ("npv_5", "USD"), worth)
        for event in grid.ensemble.event_names:
            if event != NO_EVENT:
                cover = present_value(grid.gains(scenario, event), years, HEADLINE_RATE) - worth
                yield from _rows(grid, (scenario, event, ALL_MINERALS, 0), ("insurance_value", "USD"), cover)


def _prices(grid: Grid) -> Iterator[Row]:
    for (mineral, year), found in grid.collected.items():
        cases = grid.ensemble.cases[mineral]
        before = cases.case(NO_DEAL, NO_EVENT)
        for scenario in _scenarios(grid):
            after = cases.case(scenario, NO_EVENT)
            if after != before:
                change = found.outcomes[after].price_paid - found.outcomes[before].price_paid
                yield from _rows(grid, (scenario, NO_EVENT, mineral, year), ("price_paid", "USD/t"), change)


def _restarted(grid: Grid, parties: Mapping[str, tuple[str, ...]]) -> Iterator[Row]:
    """Tonnes on routes that were closed and that a deal reopens, where the importer is a party."""
    for (mineral, year), found in grid.collected.items():
        for scenario in _scenarios(grid):
            case = grid.ensemble.cases[mineral].case(scenario, NO_EVENT)
            for lever in _reopening(grid, scenario, mineral):
                members = set(labels().members(lever.origin))
                axis = [i for i, origin in enumerate(found.merging.origins) if origin in members]
                takers = set(labels().members(lever.importer))
                party = next((name for name, places in parties.items() if takers <= set(places)), None)
                if party and axis and _was_closed(grid, mineral, year, axis, takers):
                    tonnes = found.bought[case][:, :, axis].sum(axis=-1)
                    at = (scenario, NO_EVENT, mineral, year)
                    rows = _rows(grid, at, ("restarted", "t/yr"), tonnes, lever.origin)
                    yield from (row for row in rows if row[0]["party"] == party)


def _reopening(grid: Grid, scenario: str, mineral: str) -> list[LiftedSanction]:
    chosen = deals_in(grid, scenario)
    levers = [lever for deal in grid.ensemble.deals if deal.name in chosen for lever in deal.levers_on(mineral)]
    return [lever for lever in levers if isinstance(lever, LiftedSanction)]


def _was_closed(grid: Grid, mineral: str, year: int, axis: list[int], takers: set[str]) -> bool:
    """Whether a potential share, and no flow, stands behind one of the routes."""
    frame = grid.ensemble.minerals[mineral].frames[year]
    users = [j for j, user in enumerate(frame.merging.users) if user in takers]
    return bool(np.any(frame.potential[np.ix_(axis, users)] > 0))
