"""The long table of figures: every measure of every party, as levels and as paired changes against no deal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats, quantiles
from orecast.deals import Ensemble
from orecast.stakes.collect import Collected
from orecast.stakes.discounting import HEADLINE_RATE, RATES, annuity, present_value
from orecast.stakes.long import Block, distinct, long_table
from orecast.stakes.outcomes import Outcome, surplus_split
from orecast.stakes.product import HIGH, LOW, MIDDLE

SPREAD = ("q05", "q50", "q95", "mean", "share_positive")
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
    "import_concentration": "index",
    "geopolrisk": "index",
}
MONEY = dict.fromkeys(("user_surplus", "quasi_rent", "commitment_cost"), "USD/yr")
SELDOM = dict.fromkeys(("licence_rent", "owner_rent", "royalty", "contract_payment", "stock_cost"), "USD/yr")
"""Money that only some levers move: told where it moves."""
CHANGES = LEVELS | MONEY | SELDOM


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
    blocks = [*_by_mineral(grid), *_over_minerals(grid), *_insurance(grid)]
    return long_table(blocks, ("scenario", "event", "party", "mineral", "year", "measure", "unit", "kind", *SPREAD))


def spreads(values: Floats) -> Floats:
    """Quantiles, mean and share above zero of each row; NaN where no draw is covered. [row, draw] -> [row, 5]."""
    whole = np.all(np.isfinite(values), axis=-1)
    found = _moments(np.where(whole[:, None], values, 0.0))
    for row in np.flatnonzero(~whole):
        covered = values[row][np.isfinite(values[row])]
        found[row] = _moments(covered[None])[0] if covered.size else np.nan
    return found


def _moments(values: Floats) -> Floats:
    low, middle, high = quantiles(values, (LOW, MIDDLE, HIGH))
    return np.stack((low, middle, high, values.mean(axis=-1), (values > 0).mean(axis=-1)), axis=-1)


Measured = list[tuple[str, str, str, Floats]]
"""Measure, unit, kind and the spread of every party [party, spread]."""


def _blocks(grid: Grid, at: tuple[str, str, str, int], measured: Measured) -> Iterator[Block]:
    """One block a measure, with a row for every party."""
    labels: dict[str, str | int] = dict(zip(("scenario", "event", "mineral", "year"), at, strict=True))
    for measure, unit, kind, spread in measured:
        told = {"measure": measure, "unit": unit, "kind": kind}
        yield Block({**labels, **told}, {"party": grid.parties, **dict(zip(SPREAD, spread.T, strict=True))})


def _measured(values: Mapping[str, Floats], kind: str) -> Measured:
    """Spreads of values [party, draw] by measure."""
    found = np.split(spreads(np.concatenate([*values.values()])), len(values))
    return [
        (measure, CHANGES.get(measure, "USD/yr"), kind, spread) for measure, spread in zip(values, found, strict=True)
    ]


def _by_mineral(grid: Grid) -> Iterator[Block]:
    """Levels of every case, and changes against no deal; scenarios that share a case share its numbers."""
    for (mineral, year), found in grid.collected.items():
        cases = grid.ensemble.cases[mineral]
        levels = {case: _levels(outcome) for case, outcome in distinct(found.outcomes).items()}
        changes: dict[tuple[int, int], Measured] = {}
        for scenario, event in grid.pairs:
            at = (scenario, event, mineral, year)
            before, after = (found.outcomes[cases.case(name, event)] for name in (NO_DEAL, scenario))
            yield from _blocks(grid, at, levels[id(after)])
            if scenario != NO_DEAL:
                pair = id(before), id(after)
                changes[pair] = changes.get(pair) or _changes(before, after)
                yield from _blocks(grid, at, changes[pair])


def _levels(outcome: Outcome) -> Measured:
    return _measured({measure: getattr(outcome, measure) for measure in LEVELS}, "level")


def _changes(before: Outcome, after: Outcome) -> Measured:
    """Paired changes of one case: the same draw with the deal less without."""
    values = {measure: getattr(after, measure) - getattr(before, measure) for measure in CHANGES}
    values = {measure: draws for measure, draws in values.items() if measure not in SELDOM or draws.any()}
    values |= vars(surplus_split(before, after)) | {"net_gain": after.welfare - before.welfare}
    return _measured(values, "change")


def _over_minerals(grid: Grid) -> Iterator[Block]:
    """Money summed over minerals: net gain by year, its present values and the annuity."""
    years = grid.ensemble.years
    for scenario, event in grid.pairs:
        if scenario == NO_DEAL:
            continue
        gains = grid.gains(scenario, event)
        at = (scenario, event, ALL_MINERALS)
        for year, gain in zip(years, gains, strict=True):
            yield from _blocks(grid, (*at, year), [("net_gain", "USD/yr", "change", spreads(gain))])
        values = {f"npv_{rate * 100:.0f}": present_value(gains, years, rate) for rate in RATES}
        yield from _blocks(grid, (*at, 0), [(name, "USD", "change", spreads(v)) for name, v in values.items()])
        equal = annuity(present_value(gains, years, HEADLINE_RATE), years[-1], HEADLINE_RATE)
        name = f"annuity_{HEADLINE_RATE * 100:.0f}"
        yield from _blocks(grid, (*at, 0), [(name, "USD/yr", "change", spreads(equal))])


def _insurance(grid: Grid) -> Iterator[Block]:
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
            yield from _blocks(grid, (*at, year), [("insurance_value", "USD/yr", "change", spreads(value))])
        for measure, values in (("insurance_value", cut - quiet), ("total_value", cut)):
            value = present_value(values, years, HEADLINE_RATE)
            yield from _blocks(grid, (*at, 0), [(measure, "USD", "change", spreads(value))])
