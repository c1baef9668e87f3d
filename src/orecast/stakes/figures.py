"""The long table of figures: every measure of every party, as levels and as paired changes against no deal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast.deals import Ensemble
from orecast.stakes.collect import Collected
from orecast.stakes.discounting import HEADLINE_RATE, RATES, annuity, present_value
from orecast.stakes.outcomes import Outcome, surplus_split
from orecast.stakes.product import HIGH, LOW, MIDDLE

NO_DEAL, NO_EVENT, ALL_MINERALS = "no-deal", "none", "all"
LEVELS = {
    "price_paid": "USD/t",
    "use": "t/yr",
    "substituted": "t/yr",
    "production": "t/yr",
    "tariff_revenue": "USD/yr",
    "export_revenue": "USD/yr",
    "import_reliance": "share",
    "top_supplier_share": "share",
}
CHANGES = LEVELS | {"user_surplus": "USD/yr", "quasi_rent": "USD/yr", "commitment_cost": "USD/yr"}


@dataclass(frozen=True)
class Grid:
    """What the figures range over, and where the outcomes are found."""

    ensemble: Ensemble
    parties: Sequence[str]
    collected: Mapping[tuple[str, int], Collected]

    def outcome(self, mineral: str, scenario: str, event: str, year: int) -> Outcome:
        """Outcome of one scenario under one event."""
        case = self.ensemble.cases[mineral].case(scenario, event)
        return self.collected[mineral, year].outcomes[case]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every scenario under every event."""
        return [(s, e) for s in self.ensemble.scenarios for e in self.ensemble.event_names]

    def gains(self, scenario: str, event: str) -> Floats:
        """Net gain against no deal under the same event, all minerals together. USD/yr, [year, party, draw]."""
        return np.stack([self._gain(scenario, event, year) for year in self.ensemble.years])

    def _gain(self, scenario: str, event: str, year: int) -> Floats:
        total = np.zeros((len(self.parties), self.ensemble.draws))
        for mineral in self.ensemble.minerals:
            before = self.outcome(mineral, NO_DEAL, event, year)
            total += self.outcome(mineral, scenario, event, year).welfare - before.welfare
        return total


def figures_of(grid: Grid) -> pd.DataFrame:
    """All figures as one long table (columns in `Stakes`)."""
    rows = [*_by_mineral(grid), *_over_minerals(grid), *_insurance(grid)]
    return pd.DataFrame(rows)


def spread(values: Floats) -> dict[str, float]:
    """Quantiles, mean and share above zero of a set of draws; NaN where no draw is covered."""
    covered = values[np.isfinite(values)]
    if not covered.size:
        return dict.fromkeys(("q05", "q50", "q95", "mean", "share_positive"), float("nan"))
    low, middle, high = np.quantile(covered, (LOW, MIDDLE, HIGH))
    return {
        "q05": float(low),
        "q50": float(middle),
        "q95": float(high),
        "mean": float(covered.mean()),
        "share_positive": float((covered > 0).mean()),
    }


def _rows(
    grid: Grid, values: Floats, scenario: str, event: str, mineral: str, year: int, measure: str, unit: str, kind: str
) -> Iterator[dict[str, Any]]:
    """One row per party. values [party, draw]."""
    for party, draws in zip(grid.parties, values, strict=True):
        yield {
            "scenario": scenario, "event": event, "party": party, "mineral": mineral, "year": year,
            "measure": measure, "unit": unit, "kind": kind, **spread(draws),
        }  # fmt: skip


def _by_mineral(grid: Grid) -> Iterator[dict[str, Any]]:
    for mineral, year in grid.collected:
        for scenario, event in grid.pairs:
            after = grid.outcome(mineral, scenario, event, year)
            at = (scenario, event, mineral, year)
            for measure, unit in LEVELS.items():
                yield from _rows(grid, getattr(after, measure), *at, measure, unit, "level")
            if scenario != NO_DEAL:
                yield from _changes(grid, grid.outcome(mineral, NO_DEAL, event, year), after, at)


def _changes(grid: Grid, before: Outcome, after: Outcome, at: tuple[str, str, str, int]) -> Iterator[dict[str, Any]]:
    """Paired changes of one case: the same draw with the deal less without."""
    for measure, unit in CHANGES.items():
        change = getattr(after, measure) - getattr(before, measure)
        yield from _rows(grid, change, *at, measure, unit, "change")
    for part, values in vars(surplus_split(before, after)).items():
        yield from _rows(grid, values, *at, part, "USD/yr", "change")
    yield from _rows(grid, after.welfare - before.welfare, *at, "net_gain", "USD/yr", "change")


def _over_minerals(grid: Grid) -> Iterator[dict[str, Any]]:
    """Money summed over minerals: net gain by year, its present values and the annuity."""
    years = grid.ensemble.years
    for scenario, event in grid.pairs:
        if scenario == NO_DEAL:
            continue
        gains = grid.gains(scenario, event)
        at = (scenario, event, ALL_MINERALS)
        for year, gain in zip(years, gains, strict=True):
            yield from _rows(grid, gain, *at, year, "net_gain", "USD/yr", "change")
        for rate in RATES:
            value = present_value(gains, years, rate)
            yield from _rows(grid, value, *at, 0, f"npv_{rate * 100:.0f}", "USD", "change")
        equal = annuity(present_value(gains, years, HEADLINE_RATE), years[-1], HEADLINE_RATE)
        yield from _rows(grid, equal, *at, 0, f"annuity_{HEADLINE_RATE * 100:.0f}", "USD/yr", "change")


def _insurance(grid: Grid) -> Iterator[dict[str, Any]]:
    """Insurance value per unit of probability: the loss from the event without the deal, less that with it.

    [W00 − W01] − [W10 − W11] with the cutter fixed beforehand; multiply by the event's probability. Total value if
    the event is certain: (W10 − W00) plus the insurance value, that is W11 − W01.
    """
    years = grid.ensemble.years
    for scenario, event in grid.pairs:
        if scenario == NO_DEAL or event == NO_EVENT:
            continue
        quiet, cut = grid.gains(scenario, NO_EVENT), grid.gains(scenario, event)
        at = (scenario, event, ALL_MINERALS)
        for year, value in zip(years, cut - quiet, strict=True):
            yield from _rows(grid, value, *at, year, "insurance_value", "USD/yr", "change")
        for measure, values in (("insurance_value", cut - quiet), ("total_value", cut)):
            value = present_value(values, years, HEADLINE_RATE)
            yield from _rows(grid, value, *at, 0, measure, "USD", "change")
