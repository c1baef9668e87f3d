"""From a World and an Ensemble to the Stakes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from orecast._ground.forks import Aside
from orecast._ground.working import one_blas_thread
from orecast.deals import Deal, Ensemble
from orecast.sources import load
from orecast.stakes.basis import basis_of
from orecast.stakes.collect import OutcomesOf, collect
from orecast.stakes.drivers import Drivers, widest_scenario
from orecast.stakes.figures import Grid, figures_of
from orecast.stakes.headlines import headlines_of
from orecast.stakes.inputs import inputs_of
from orecast.stakes.parties import REST_OF_WORLD, parties_of
from orecast.stakes.places import map_of, suppliers_of
from orecast.stakes.product import Headlines, Stakes
from orecast.stakes.timeline import timeline_of
from orecast.world import World

MONEY_YEAR = 2024


def outcomes_for(
    world: World, deals: Sequence[Deal], events: Sequence[Deal] = (), named: Iterable[str] = ()
) -> OutcomesOf:
    """What will be asked of a run: outcomes for the parties of the deals and those `named` beside (`run(tell=…)`)."""
    parties = parties_of((*(party.party for deal in deals for party in deal.parties), *named))
    minerals = dict.fromkeys(mineral for deal in (*deals, *events) for mineral in deal.minerals)
    return OutcomesOf(parties, {mineral: real_price(world, mineral) for mineral in minerals})


@one_blas_thread
def grid_of(world: World, ensemble: Ensemble, named: Iterable[str] = ()) -> Grid:
    """Outcomes of every case of an ensemble, for the parties of its deals and those `named` beside."""
    outcomes = outcomes_for(world, ensemble.deals, ensemble.events, named)
    return Grid(ensemble, (*outcomes.parties, REST_OF_WORLD), collect(ensemble, outcomes))


@dataclass(frozen=True)
class Reasons:
    """Headlines of a grid, and the tables of what they hang on, begun aside."""

    headlines: Headlines
    tables: Aside[dict[str, pd.DataFrame]]


def reasons_of(grid: Grid) -> Reasons:
    """The reasons of a grid, begun aside where that is allowed: they take as long as all other tables."""
    headlines = headlines_of(grid, parties_of(grid.parties[:-1]))
    return Reasons(headlines, Aside(partial(_reasons, grid, headlines)))


@one_blas_thread
def _reasons(grid: Grid, headlines: Headlines) -> dict[str, pd.DataFrame]:
    """What the headlines hang on, and what is assumed."""
    inputs = inputs_of(grid.ensemble)
    drivers = Drivers(grid, inputs, headlines)
    return {"drivers": drivers.table(), "assumptions": drivers.ledger(inputs, widest_scenario(grid))}


@one_blas_thread
def stakes(world: World, ensemble: Ensemble, grid: Grid | None = None, reasons: Reasons | None = None) -> Stakes:
    """What each scenario of an ensemble changes for each party, against no deal, with quantiles over draws.

    `grid`, `reasons`: the outcomes and what they hang on, where they are there or begun (`grid_of`, `reasons_of`).
    Units   real US dollars of 2024 (base prices deflated by the CPI), tonnes of each mineral's account.
    Source  docs/theory/stakes.md; MODEL M8, M16.
    """
    grid = grid or grid_of(world, ensemble)
    reasons = reasons or reasons_of(grid)
    return Stakes(
        figures=figures_of(grid),
        suppliers=suppliers_of(grid),
        map=map_of(grid),
        timeline=timeline_of(ensemble),
        basis=basis_of(world, ensemble),
        reasons=reasons.tables.result,
        headlines=reasons.headlines,
        parties=parties_of(grid.parties[:-1]),
        money_year=MONEY_YEAR,
    )


def real_price(world: World, mineral: str) -> float:
    """Base price in USD of MONEY_YEAR per tonne (unit of account)."""
    price, _, year = world.price(mineral)
    index = load("deflator").frame.set_index("year")["index"]
    return float(price) * float(index[MONEY_YEAR]) / float(index[year])
