"""Flows that customs codes miss and public sources document (M3)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orecast.world.statistics import Statistics

Floats = NDArray[np.float64]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Documented:
    """Mean contained quantity a year by (origin, destination), and the citations behind each."""

    quantity: dict[Pair, float]
    source: dict[Pair, str]

    def put_into(self, trade: Floats, places: tuple[str, ...]) -> Floats:
        """Trade with each documented flow where customs show less: the larger of document and customs [from, to]."""
        widened = trade.copy()
        for (origin, destination), quantity in self.quantity.items():
            cell = places.index(origin), places.index(destination)
            widened[cell] = max(float(widened[cell]), quantity)
        return widened


def documented_flows(
    statistics: Statistics, mineral: str, years: tuple[int, ...], places: tuple[str, ...], production: Floats
) -> Documented:
    """Documented flows of `known_flows.csv`, each the mean over the base years that its rows cover.

    A row in tonnes is the contained quantity of a year; a share of output is taken of the origin's mean output.
    """
    output = dict(zip(places, production.tolist(), strict=True))
    found: dict[Pair, list[float]] = {}
    sources: dict[Pair, list[str]] = {}
    for row in statistics.records("known_flows", "mineral", mineral):
        covered = sum(row.year_from <= year <= row.year_to for year in years)
        pair = row.origin, row.destination
        if covered and pair[0] in output and pair[1] in output:
            share = row.quantity_kind == "share_of_output"
            quantity = row.quantity * (output[pair[0]] if share else 1.0)
            found.setdefault(pair, []).extend([quantity] * covered)
            sources.setdefault(pair, []).append(row.source)
    mean = {pair: float(np.mean(quantities)) for pair, quantities in found.items()}
    return Documented(mean, {pair: "; ".join(texts) for pair, texts in sources.items()})
