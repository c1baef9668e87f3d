"""From a World and an Ensemble to the Stakes."""

from collections.abc import Iterable

from orecast._ground.working import one_blas_thread
from orecast.deals import Ensemble
from orecast.sources import load
from orecast.stakes.basis import basis_of
from orecast.stakes.collect import collect
from orecast.stakes.drivers import Drivers, widest_scenario
from orecast.stakes.figures import Grid, figures_of
from orecast.stakes.headlines import headlines_of
from orecast.stakes.inputs import inputs_of
from orecast.stakes.parties import REST_OF_WORLD, parties_of
from orecast.stakes.places import map_of, suppliers_of
from orecast.stakes.product import Stakes
from orecast.stakes.timeline import timeline_of
from orecast.world import World

MONEY_YEAR = 2024


@one_blas_thread
def grid_of(world: World, ensemble: Ensemble, named: Iterable[str] = ()) -> Grid:
    """Outcomes of every case of an ensemble, for the parties of its deals and those `named` beside."""
    parties = parties_of((*(party.party for deal in ensemble.deals for party in deal.parties), *named))
    prices = {mineral: real_price(world, mineral) for mineral in ensemble.minerals}
    return Grid(ensemble, (*parties, REST_OF_WORLD), collect(ensemble, parties, prices))


@one_blas_thread
def stakes(world: World, ensemble: Ensemble, grid: Grid | None = None) -> Stakes:
    """What each scenario of an ensemble changes for each party, against no deal, with quantiles over draws.

    `grid`: the outcomes, where they are there already (`grid_of`).
    Units   real US dollars of 2024 (base prices deflated by the CPI), tonnes of each mineral's account.
    Source  docs/theory/stakes.md; MODEL M8, M16.
    """
    grid = grid or grid_of(world, ensemble)
    parties = parties_of(grid.parties[:-1])
    headlines, inputs = headlines_of(grid, parties), inputs_of(ensemble)
    drivers = Drivers(grid, inputs, headlines)
    return Stakes(
        figures=figures_of(grid),
        suppliers=suppliers_of(grid),
        map=map_of(grid),
        timeline=timeline_of(ensemble),
        basis=basis_of(world, ensemble),
        drivers=drivers.table(),
        assumptions=drivers.ledger(inputs, widest_scenario(grid)),
        headlines=headlines,
        parties=parties,
        money_year=MONEY_YEAR,
    )


def real_price(world: World, mineral: str) -> float:
    """Base price in USD of MONEY_YEAR per tonne (unit of account)."""
    price, _, year = world.price(mineral)
    index = load("deflator").frame.set_index("year")["index"]
    return float(price) * float(index[MONEY_YEAR]) / float(index[year])
