"""From tables to one mineral's Balance, step by step: quantity, content, documented flows, reconciliation, tracing."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orecast._ground.working import one_blas_thread
from orecast.world import corrections, coverage, tracing
from orecast.world.balance import Balance
from orecast.world.customs import Customs, customs
from orecast.world.documented import Documented, documented_flows
from orecast.world.output import Output, mean_output, smelted_output
from orecast.world.prices import base_price
from orecast.world.reconcile import Reconciled, reconciled
from orecast.world.statistics import Statistics

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stages:
    """Trade [from, to] by step (raw, quantity, transit, content, documented, reconcile), output raw and final."""

    places: tuple[str, ...]
    years: tuple[int, ...]
    output: Output
    customs: Customs
    documents: Documented
    trade: dict[str, Floats]
    production: Floats
    answer: Reconciled

    def production_at(self, step: str) -> Floats:
        """Production that goes with a step [place]."""
        return self.answer.production if step == "reconcile" else self.production


@one_blas_thread
def built_balance(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> Balance:
    """The Balance of one mineral in the mean of `years` (M1–M4).

    Errors  DataError where the accounts cannot be reconciled.
    """
    stages = built_stages(statistics, mineral, years)
    answer, places = stages.answer, stages.places
    (row,) = statistics.records("minerals", "mineral", mineral)
    texts = {name: getattr(row, name) for name in ("unit", "account", "stage_label", "codes_missing")}
    price = base_price(statistics, mineral, years)
    use = tracing.use(answer.production, answer.trade)
    changed = corrections.recorded(stages)
    size = corrections.size(changed)
    status = coverage.status(statistics, mineral, places, use, stages.production, size)
    return Balance(
        mineral=mineral,
        **texts,
        years=years,
        places=places,
        production=answer.production,
        use=use,
        trade=answer.trade,
        flows=np.ascontiguousarray(tracing.traced(answer.production, answer.trade)),  # as kept: sums hang on the order
        reserves=reserves(statistics, mineral, places),
        price=price.usd_per_unit,
        price_series=price.series,
        price_year=price.year,
        status=status.status,
        status_reason=status.reason,
        corrections=changed,
        uncovered=coverage.uncovered(statistics, mineral, status, stages),
        steps=corrections.steps(stages, statistics.settings["least_use_share"]),
        raw_production=stages.production,
        raw_trade=stages.trade["raw"],
    )


def built_stages(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> Stages:
    """Every step of one mineral's accounts."""
    settings = statistics.settings
    output = _output(statistics, mineral, years)
    places = balance_places(statistics, mineral, years, output)
    production = output.at(places)
    declared = customs(statistics, mineral, years, places, production)
    trade = {
        "raw": declared.trade(declared.declared.raw, declared.cells.contents.prior),
        "quantity": declared.trade(declared.tonnes, declared.cells.contents.prior),
        "transit": declared.trade(declared.counted, declared.cells.contents.prior),
        "content": declared.trade(declared.counted, declared.fitted),
    }
    documents = documented_flows(statistics, mineral, years, places, production)
    trade["documented"] = documents.put_into(trade["content"], places)
    answer = reconciled(
        production,
        trade["documented"],
        _spread(statistics, mineral, declared, places, trade),
        output.tolerance(places, settings, "tolerance_production"),
        output.tolerance(places, settings, "spread_production"),
        settings["least_use_share"],
    )
    return Stages(places, years, output, declared, documents, {**trade, "reconcile": answer.trade}, production, answer)


def _output(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> Output:
    """Output by place as published; of a stage that nobody prints, from the use of its ore."""
    stage = statistics.stages.get(mineral)
    if stage is None or not stage.recovery > 0:
        return mean_output(statistics, mineral, years)
    ore = built_balance(statistics, stage.of, years)
    return smelted_output(ore.mineral, ore.places, ore.use, stage.recovery)


def balance_places(statistics: Statistics, mineral: str, years: tuple[int, ...], output: Output) -> tuple[str, ...]:
    """Places with output, trade or reserves of the mineral, and parts of those countries that hold deposits."""
    found = set(output.tonnes)
    for code in statistics.codes(mineral):
        found |= statistics.declarations.partners(code, years)
    found |= {row.place for row in statistics.records("reserves", "mineral", mineral)}
    parts = {part for part, country in statistics.held_parts if country in found}
    return tuple(sorted(found | parts))


def reserves(statistics: Statistics, mineral: str, places: tuple[str, ...]) -> Floats:
    """Reserves by place, newest year, NaN where not covered [place]."""
    table = statistics.records("reserves", "mineral", mineral)
    printed = [row for row in table if not math.isnan(row.quantity)]
    newest = {row.place: row.quantity for row in sorted(printed, key=lambda row: int(row.year))}
    return np.array([newest.get(place, math.nan) for place in places], dtype=np.float64)


def _spread(
    statistics: Statistics, mineral: str, declared: Customs, places: tuple[str, ...], trade: dict[str, Floats]
) -> Floats:
    """Relative standard deviation of each trade cell [from, to]."""
    settings = statistics.settings
    mostly = declared.estimated_share(trade["content"]) > 0.5
    spread = np.where(mostly, settings["spread_trade_estimated"], settings["spread_trade"])
    transit = np.isin(places, list(statistics.roles(mineral, "transit")))
    spread = np.where(transit[:, None] | transit[None, :], settings["spread_trade_transit"], spread)
    documented = trade["documented"] > trade["content"]
    return np.where(documented, settings["spread_trade_documented"], spread)
