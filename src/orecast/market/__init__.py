"""Room `market`: a World and a Shock clear as an Equilibrium (M9-M15).

Each mineral is one spatial price equilibrium with discrete-choice sourcing. Prices are in units of the
base price p0, so every origin stands at 1 in the base year and a no-op returns the base exactly.
"""

from orecast.market.calibrate import Frame, calibrate, frame_of
from orecast.market.certificate import residual
from orecast.market.clearing import solve
from orecast.market.limits import AT_LEAST, AT_MOST, Limit, at_least, at_most, route
from orecast.market.measures import Measures, measures_of
from orecast.market.product import Equilibrium, Market, Shock
from orecast.market.surplus import Accounts, accounts, potential

__all__ = [
    "AT_LEAST",
    "AT_MOST",
    "Accounts",
    "Equilibrium",
    "Frame",
    "Limit",
    "Market",
    "Measures",
    "Shock",
    "accounts",
    "at_least",
    "at_most",
    "calibrate",
    "frame_of",
    "measures_of",
    "potential",
    "residual",
    "route",
    "solve",
]
