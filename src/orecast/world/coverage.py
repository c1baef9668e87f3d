"""What the flows of a mineral leave out, and whether they can carry a result."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast.world.statistics import Statistics
from orecast.world.unit_values import MISSING, OUTSIDE

if TYPE_CHECKING:
    from orecast.world.build import Stages

Floats = NDArray[np.float64]

SUM_ROUNDING = 1e-6  # of a printed total: places are printed to the tonne
USABLE, INCOMPLETE = "usable", "flows incomplete"


@dataclass(frozen=True)
class Status:
    """`usable` or `flows incomplete`, the reason, and the share of world use stranded with producers."""

    status: str
    reason: str
    stranded: float


def known_users(statistics: Statistics, mineral: str) -> frozenset[str]:
    """Places known to process or use a mineral (`known_roles.csv`)."""
    return statistics.roles(mineral, "processor", "user")


def unknown_users(statistics: Statistics, mineral: str, places: tuple[str, ...], use: Floats) -> dict[str, float]:
    """Places over the warning share of world use that are no known processor or user, largest first."""
    share = pd.Series(use / max(float(use.sum()), 1e-300), index=list(places)).sort_values(ascending=False)
    large = share[share > statistics.settings["user_share_warning"]]
    known = known_users(statistics, mineral)
    return {str(place): float(value) for place, value in large.items() if place not in known}


def status(
    statistics: Statistics,
    mineral: str,
    places: tuple[str, ...],
    use: Floats,
    production: Floats,
    correction: float,
) -> Status:
    """Flows are incomplete when output is stranded, or when output and customs contradict each other too much.

    Stranded are the tonnes that stay, after documented flows, with the producers named in `missing_forms.csv` that are
    no known processor or user; the limit is `stranded_limit` of world output. `correction` is what the reconciliation
    changed, as a share of world output; its limit is `correction_limit`.
    """
    share, forms = _stranded(statistics, mineral, places, use, production)
    if share > statistics.settings["stranded_limit"]:
        return Status(
            INCOMPLETE,
            f"{' and '.join(forms)} {'is' if len(forms) == 1 else 'are'} in no customs code here: {share:.0%} of world "
            "output would seem to be used where it is produced",
            share,
        )
    if correction > statistics.settings["correction_limit"]:
        reason = f"output and customs contradict each other: {correction:.0%} of world output had to be changed"
        return Status(INCOMPLETE, reason, share)
    left = f"; {share:.1%} of world output stays with producers whose export form is not in the flows" if forms else ""
    return Status(USABLE, f"the main export forms are in the flows or documented{left}", share)


def _stranded(
    statistics: Statistics, mineral: str, places: tuple[str, ...], use: Floats, production: Floats
) -> tuple[float, list[str]]:
    """Share of world output that stays with producers of a form without customs code, and those forms."""
    world = max(float(production.sum()), 1e-300)
    known = known_users(statistics, mineral)
    held: set[str] = set()
    forms = []
    for row in statistics.records("missing_forms", "mineral", mineral):
        held |= {place.strip() for place in row.producers.split(";")} - known
        forms.append(f"{row.form} ({row.codes.replace(';', ', ')})")
    inside = np.isin(places, sorted(held))
    return float(np.minimum(use, production)[inside].sum()) / world, forms


def uncovered(statistics: Statistics, mineral: str, status: Status, stages: "Stages") -> dict[str, float]:
    """What the balance leaves out, each as a share of world output (NaN where nobody counts it)."""
    world = max(float(stages.production.sum()), 1e-300)
    declared = stages.customs
    contained = declared.counted * declared.fitted[declared.cells.of] / declared.years
    removed = stages.trade["documented"][stages.answer.sourceless]
    amounts = {
        "trade re-estimated because no tonnes were declared": contained[declared.verdict == MISSING],
        "trade re-estimated because its unit value was out of band": contained[declared.verdict == OUTSIDE],
        "trade removed because its exporter has no source": removed,
    }
    found = {reason: float(tonnes.sum()) / world for reason, tonnes in amounts.items()}
    unplaced = _unplaced(statistics, mineral, stages)
    if unplaced > 0:
        found["output in the printed world total that no place is named for"] = unplaced
    for place in stages.output.withheld:
        found[f"output withheld by its publisher: {statistics.place_names[place]}"] = float("nan")
    (row,) = statistics.records("minerals", "mineral", mineral)
    if row.codes_missing:
        found[f"customs codes missing: {row.codes_missing}"] = float("nan")
    if status.stranded > 0:
        found["output that stays with producers whose export form is not in the flows"] = status.stranded
    return found


def _unplaced(statistics: Statistics, mineral: str, stages: "Stages") -> float:
    """Share of the first publisher's printed total that its places do not sum to, 0 where they do or exceed it."""
    totals = [
        row.quantity
        for row in statistics.records("world_totals", "mineral", mineral)
        if (row.publisher, row.statistic, row.row) == (stages.output.publisher, "production", "world")
        and row.year in stages.years
        and not math.isnan(row.quantity)
    ]
    printed = sum(totals) / len(stages.years)
    gap = 1 - float(stages.production.sum()) / printed if printed > 0 else 0.0
    return gap if gap > SUM_ROUNDING else 0.0
