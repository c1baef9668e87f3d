"""Flows that customs codes miss and public sources document (M3)."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast.world.plain import plain_rows
from orecast.world.statistics import Statistics

Floats = NDArray[np.float64]


def documented_trade(
    statistics: Statistics, mineral: str, years: tuple[int, ...], places: pd.Index, production: Floats, trade: Floats
) -> Floats:
    """Trade with each documented flow of `known_flows.csv` put in where customs show less [from, to].

    A row in tonnes is the contained quantity of a year; a share of output is taken of the origin's mean output. The
    mean runs over the base years that the rows cover, and the flow is the larger of document and customs.
    """
    widened = trade.copy()
    for (origin, destination), quantity in documented_flows(statistics, mineral, years, places, production).items():
        cell = places.get_indexer(pd.Index([origin, destination]))
        widened[cell[0], cell[1]] = max(float(widened[cell[0], cell[1]]), quantity)
    return widened


def documented_flows(
    statistics: Statistics, mineral: str, years: tuple[int, ...], places: pd.Index, production: Floats
) -> dict[tuple[str, str], float]:
    """Mean documented quantity by (origin, destination) over the base years that its rows cover."""
    output = dict(zip(places, production, strict=True))
    found: dict[tuple[str, str], list[float]] = {}
    for row in plain_rows(statistics.rows("known_flows", "mineral", mineral)):
        covered = sum(row["year_from"] <= year <= row["year_to"] for year in years)
        origin, destination = row["origin"], row["destination"]
        if covered and origin in output and destination in output:
            share = row["quantity_kind"] == "share_of_output"
            quantity = row["quantity"] * (output[origin] if share else 1.0)
            found.setdefault((origin, destination), []).extend([quantity] * covered)
    return {pair: float(np.mean(quantities)) for pair, quantities in found.items()}
