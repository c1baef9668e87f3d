"""When tonnes come: what each lever moves in each result year, over the draws."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from orecast.deals import Ensemble
from orecast.deals.drawn import DrawnLever, committed, tonnes
from orecast.deals.schema import Capacity, Offtake, Project
from orecast.stakes.figures import SPREAD, spreads


def timeline_of(ensemble: Ensemble) -> pd.DataFrame:
    """Tonnes of every project, new capacity and committed sale of every deal (columns in `Stakes`).

    Freely chosen trade, such as a reopened route's, is an outcome and stands in `suppliers`.
    """
    return pd.DataFrame(_rows(ensemble))


def _rows(ensemble: Ensemble) -> Iterator[dict[str, Any]]:
    for deal in ensemble.deals:
        for mineral in deal.minerals:
            levers = ensemble.levers(mineral, deal.name)
            own = {drawn.lever.name: drawn for drawn in levers}
            for drawn in levers:
                if place := _place(drawn):
                    yield from _lever(ensemble, drawn, own, mineral, place)


def _place(drawn: DrawnLever) -> str | None:
    """Where a lever's tonnes come from, or None for a lever that moves no stated tonnes."""
    if isinstance(drawn.lever, Offtake):
        return drawn.lever.origin
    if isinstance(drawn.lever, Project | Capacity) and "volume" in drawn.values:
        return drawn.lever.place
    return None


def _lever(
    ensemble: Ensemble, drawn: DrawnLever, own: Mapping[str, DrawnLever], mineral: str, place: str
) -> Iterator[dict[str, Any]]:
    """One row a year, from the first result year to the last."""
    for year in range(1, ensemble.years[-1] + 1):
        calendar = ensemble.reference_year + year
        values = committed(drawn, own, calendar) if isinstance(drawn.lever, Offtake) else tonnes(drawn, calendar)
        spread = dict(zip(SPREAD, spreads(values[None])[0].tolist(), strict=True))
        running = spread.pop("share_positive")
        yield {
            "deal": drawn.deal, "lever": drawn.lever.name, "mineral": mineral, "place": place,
            "year": year, **spread, "unit": "t/yr", "success": float(np.mean(drawn.is_on)), "share_running": running,
        }  # fmt: skip
