"""Measures of supply risk (M5–M8), on a World and on an Equilibrium: formulas on arrays, and tables with labels.

Takes a World (and an Ensemble for what a deal changes), gives `Measured`: tidy rows, and what was asked for and cannot
be given. `measures.register` adds a measure. `eu_supply_risk` is the European Union's method (M7), `company_risk` the
measures of a company's own list.
"""

from orecast.stakes.risk.after import risk_after
from orecast.stakes.risk.company import company_risk
from orecast.stakes.risk.eu import Choices, eu_supply_risk
from orecast.stakes.risk.eu_after import eu_risk_after
from orecast.stakes.risk.geopolrisk import geopolrisk
from orecast.stakes.risk.measures import MEASURES, Measure, Question, register
from orecast.stakes.risk.table import Measured, Options, measure_risk

__all__ = [
    "MEASURES",
    "Choices",
    "Measure",
    "Measured",
    "Options",
    "Question",
    "company_risk",
    "eu_risk_after",
    "eu_supply_risk",
    "geopolrisk",
    "measure_risk",
    "register",
    "risk_after",
]
