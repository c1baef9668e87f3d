"""Stages of a mineral: which market a mineral and a stage name together, and which stages cannot be balanced."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from orecast._ground.errors import CoverageError, LabelError
from orecast._ground.labels import suggestion


@dataclass(frozen=True)
class Stage:
    """One stage of a mineral. `market`: the mineral id of its balance, '' where `reason` says why there is none."""

    of: str
    stage: str
    market: str
    reason: str
    output: str
    recovery: float


def stages_of(minerals: pd.DataFrame, stages: pd.DataFrame, mineral: str) -> tuple[Stage, ...]:
    """Every stage of a mineral: its own row of minerals.csv first, then those of stages.csv.

    `mineral` may be the id of a market (antimony-metal): then the stages are those of what it is a stage of.
    """
    of = parent(stages, mineral)
    own = minerals[minerals["mineral"].astype(str) == of]
    later = stages[(stages["of"].astype(str) == of) & (stages["market"].astype(str) != of)]
    first = [Stage(of, str(row.stage), of, "", "", float("nan")) for row in own.itertuples()]
    return (*first, *map(_stage, later.to_dict("records")))


def _stage(row: Mapping[Hashable, Any]) -> Stage:
    of, stage, market, reason, output = (str(row[name]) for name in ("of", "stage", "market", "reason", "output"))
    return Stage(of, stage, market, reason, output, float(row["yield"]))


def parent(stages: pd.DataFrame, market: str) -> str:
    """The mineral that a market is a stage of; the market itself where it is none."""
    found = stages.loc[stages["market"].astype(str) == market, "of"].astype(str)
    return str(found.iloc[0]) if len(found) else market


def stage_markets(stages: pd.DataFrame) -> dict[str, Stage]:
    """Markets of a later stage than their mineral's own, by mineral id."""
    rows = [_stage(row) for row in stages.to_dict("records")]
    return {row.market: row for row in rows if row.market and row.market != row.of}


def market_at(minerals: pd.DataFrame, stages: pd.DataFrame, mineral: str, stage: str) -> str:
    """The mineral id of the balance of a mineral at a stage.

    Errors  LabelError for a mineral without stages, or a stage that it does not have, with near names and those that
            are there; CoverageError for a stage that cannot be balanced, with the reason.
    """
    there = stages_of(minerals, stages, mineral)
    if not there:
        names = {*minerals["mineral"].astype(str), *stages["of"].astype(str)}
        hint = suggestion(mineral, sorted(names))
        raise LabelError(f"unknown mineral '{mineral}'. {hint + ' ' if hint else ''}'orecast minerals' lists them all.")
    built = ", ".join(f"{item.stage} ({item.market})" for item in there if item.market)
    for item in there:
        if item.stage == stage and item.market:
            return item.market
        if item.stage == stage:
            raise CoverageError(
                f"{item.of} at the stage '{stage}' cannot be represented: {item.reason}. "
                f"Stages of {item.of} with a balance: {built}."
            )
    hint = suggestion(stage, [item.stage for item in there])
    raise LabelError(
        f"unknown stage '{stage}' of {there[0].of}. {hint + ' ' if hint else ''}Stages with a balance: {built}. "
        "'orecast minerals' lists all stages."
    )
