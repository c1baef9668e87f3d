"""Stakes: what each scenario changes for each party, with its spread, from a World and an Ensemble."""

from orecast.stakes.product import Stakes
from orecast.stakes.settle import stakes

__all__ = ["Stakes", "stakes"]
