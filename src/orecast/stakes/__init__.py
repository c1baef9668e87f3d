"""Stakes: what each scenario changes for each party, with its spread; and measures of risk.

Takes a World, and an Ensemble for what deals change; gives `Stakes`, and `Measured` tables of risk.
"""

from orecast.stakes.door import Door
from orecast.stakes.product import Stakes
from orecast.stakes.risk import geopolrisk, measure_risk
from orecast.stakes.settle import stakes as _settle

stakes = Door(_settle)

__all__ = ["Stakes", "geopolrisk", "measure_risk", "stakes"]
