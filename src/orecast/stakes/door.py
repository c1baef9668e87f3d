"""`orecast.stakes`: a function of a World and an Ensemble, with the measures of risk at hand."""

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING

from orecast.deals import Ensemble
from orecast.stakes.product import Stakes
from orecast.stakes.risk import geopolrisk, measure_risk
from orecast.world import World

if TYPE_CHECKING:
    from orecast.stakes.figures import Grid
    from orecast.stakes.settle import Reasons


class Door:
    """The function `stakes`, and beside it the measures of risk on a World: `geopolrisk` and `measure_risk`.

    The public name `orecast.stakes` is this function and the room's name too; so the room's other functions stand on
    it, and `orecast.stakes.geopolrisk(world)` is found whichever of the two a reader means.
    """

    geopolrisk = staticmethod(geopolrisk)
    measure_risk = staticmethod(measure_risk)

    def __init__(self, settle: "Callable[[World, Ensemble, Grid | None, Reasons | None], Stakes]") -> None:
        """Stand for `settle`, with its name and documentation."""
        self._settle = settle
        update_wrapper(self, settle)

    def __call__(
        self, world: World, ensemble: Ensemble, grid: "Grid | None" = None, reasons: "Reasons | None" = None
    ) -> Stakes:
        """What each scenario of an ensemble changes for each party: see `orecast.stakes.settle.stakes`."""
        return self._settle(world, ensemble, grid, reasons)
