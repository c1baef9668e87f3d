"""From tables to one mineral's Balance, step by step: quantity, content, documented flows, reconciliation, tracing."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

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

    places: pd.Index
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


def built_balance(statistics: Statistics, mineral: str, years: tuple[int, ...]) -> Balance:
    """The Balance of one mineral in the mean of `years` (M1–M4).

    Errors  DataError where the accounts cannot be reconciled.
    """
    stages = built_stages(statistics, mineral, years)
    answer, places = stages.answer, tuple(stages.places)
    row = statistics.rows("minerals", "mineral", mineral).iloc[0]
    texts = {name: str(row[name]) for name in ("unit", "account", "stage_label", "codes_missing")}
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
        flows=tracing.traced(answer.production, answer.trade),
        reserves=reserves(statistics, mineral, stages.places),
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
    production = output.quantity.reindex(places).fillna(0).to_numpy(np.float64)
    declared = customs(statistics, mineral, years, places, production)
    trade = {
        "raw": declared.trade(places, "raw", "prior"),
        "quantity": declared.trade(places, "tonnes", "prior"),
        "transit": declared.trade(places, "counted", "prior"),
        "content": declared.trade(places),
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


def balance_places(statistics: Statistics, mineral: str, years: tuple[int, ...], output: Output) -> pd.Index:
    """Places with output, trade or reserves of the mineral, and parts of those countries that hold deposits."""
    codes = statistics.rows("mineral_codes", "mineral", mineral)["code"].unique()
    found = set(output.quantity.index)
    for code in codes:
        rows = statistics.rows("flows", "code", code)
        rows = rows[rows["year"].isin(years)]
        found |= set(rows["exporter"].astype(str)) | set(rows["importer"].astype(str))
    found |= set(statistics.rows("reserves", "mineral", mineral)["place"].astype(str))
    return pd.Index(sorted(found | _parts(statistics, found)), name="place")


def _parts(statistics: Statistics, found: set[str]) -> set[str]:
    """Parts of a listed country that are under another control and hold a named deposit, such as UKR-occupied."""
    places = statistics["places"]
    parts = places[(places["kind"] == "part") & places["place"].isin(statistics["deposits"]["place"].unique())]
    return set(parts.loc[parts["parent"].isin(found), "place"].astype(str))


def reserves(statistics: Statistics, mineral: str, places: pd.Index) -> Floats:
    """Reserves by place, newest year, NaN where not covered [place]."""
    table = statistics.rows("reserves", "mineral", mineral)
    table = table[table["quantity"].notna()].sort_values("year")
    newest = table.groupby(table["place"].astype(str))["quantity"].last()
    return newest.reindex(places).to_numpy(np.float64)


def _spread(
    statistics: Statistics, mineral: str, declared: Customs, places: pd.Index, trade: dict[str, Floats]
) -> Floats:
    """Relative standard deviation of each trade cell [from, to]."""
    settings = statistics.settings
    mostly = declared.estimated_share(places) > 0.5
    spread = np.where(mostly, settings["spread_trade_estimated"], settings["spread_trade"])
    roles = statistics.rows("known_roles", "mineral", mineral)
    transit = places.isin(roles.loc[roles["role"] == "transit", "place"])
    spread = np.where(transit[:, None] | transit[None, :], settings["spread_trade_transit"], spread)
    documented = trade["documented"] > trade["content"]
    return np.where(documented, settings["spread_trade_documented"], spread)
