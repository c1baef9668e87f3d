"""When tonnes come: what each lever moves in each result year, over the draws."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from orecast.deals import Ensemble
from orecast.deals.drawn import DrawnLever, tonnes
from orecast.deals.ensemble import REFERENCE_YEAR
from orecast.deals.schema import Capacity, Project
from orecast.stakes.figures import spreads


def timeline_of(ensemble: Ensemble) -> pd.DataFrame:
    """Tonnes of every project and new capacity of every deal (columns in `Stakes`)."""
    return pd.DataFrame(_rows(ensemble))


def _rows(ensemble: Ensemble) -> Iterator[dict[str, Any]]:
    for deal in ensemble.deals:
        for mineral in deal.minerals:
            for drawn in ensemble.levers(mineral, deal.name):
                if isinstance(drawn.lever, Project | Capacity) and "volume" in drawn.values:
                    yield from _lever(ensemble, drawn, mineral, drawn.lever.place)


def _lever(ensemble: Ensemble, drawn: DrawnLever, mineral: str, place: str) -> Iterator[dict[str, Any]]:
    """One row a year, from the first result year to the last."""
    for year in range(1, ensemble.years[-1] + 1):
        values = tonnes(drawn, REFERENCE_YEAR + year)
        kept = {name: value for name, value in spreads(values[None])[0].items() if name != "share_positive"}
        yield {
            "deal": drawn.deal, "lever": drawn.lever.name, "mineral": mineral, "place": place,
            "year": year, **kept, "unit": "t/yr", "success": float(np.mean(drawn.is_on)),
            "share_running": float(np.mean(values > 0)),
        }  # fmt: skip
