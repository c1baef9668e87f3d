"""Supply risk recomputed from a World beside the published scores (M7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from orecast._ground.errors import LabelError
from orecast.stakes.risk.eu import Choices, every_stage, finished
from orecast.stakes.risk.eu_inputs import STAGES, study
from orecast.world import World


def beside_published(
    worlds: Sequence[World], members: Iterable[str] | None = None, choices: Choices | None = None
) -> pd.DataFrame:
    """The 90 scores of the study beside those recomputed; a stage takes the first of `worlds` that has data of it.

    Columns  material, published, recomputed, difference, published_stage, stage, published_primary, recomputed_primary,
             published_refined, recomputed_refined, years, economic_importance, published_critical, recomputed_critical
             (thresholds alone), reason.
    Errors   LabelError for no World, or an unknown member.
    """
    every = first_known([every_stage(world, members, choices or Choices()) for world in _some(worlds)])
    scores, limits = study().scores, study().method
    largest = finished(every, "maximum").set_index("material").reindex(scores.index)
    each = finished(every, "each").pivot(index="material", columns="stage", values="supply_risk").reindex(scores.index)
    important = scores["economic_importance"].ge(limits["economic_importance_threshold"])
    table = pd.DataFrame(
        {
            "published": scores["supply_risk"],
            "recomputed": largest["supply_risk"],
            "difference": largest["supply_risk"] - scores["supply_risk"],
            "published_stage": scores["stage"],
            "stage": largest["stage"],
            **{f"{who}_{stage}": rows for stage in STAGES for who, rows in _pair(scores, each, stage)},
            "years": largest["years"],
            "economic_importance": scores["economic_importance"],
            "published_critical": important & scores["supply_risk"].ge(limits["supply_risk_threshold"]),
            "recomputed_critical": important & largest["supply_risk"].ge(limits["supply_risk_threshold"]),
            "reason": largest["reason"],
        }
    )
    return table.rename_axis("material").reset_index()


def _pair(scores: pd.DataFrame, each: pd.DataFrame, stage: str) -> "Iterable[tuple[str, pd.Series[float]]]":
    return ("published", scores[f"supply_risk_{stage}"]), ("recomputed", each[stage])


def _some(worlds: Sequence[World]) -> Sequence[World]:
    if not worlds:
        raise LabelError("no World is given: supply risk is recomputed from one. Pass World.load(years).")
    return worlds


def first_known(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Row by row the first table that has the world's supply of it; the first table's row where none has."""
    found = tables[0].copy()
    for later in tables[1:]:
        missing = found["global_part"].isna() & later["global_part"].notna()
        found.loc[missing] = later.loc[missing]
    return found


@dataclass(frozen=True)
class Agreement:
    """How well two columns agree: Spearman's rank correlation, how many pairs, median absolute difference."""

    rank_correlation: float
    count: int
    median_difference: float


def agreement(table: pd.DataFrame, published: str = "published", recomputed: str = "recomputed") -> Agreement:
    """Agreement of two columns of `beside_published` over the rows that have both; NaN below three of them."""
    both = table[[published, recomputed]].dropna().to_numpy(np.float64)
    if len(both) < 3:
        return Agreement(float("nan"), len(both), float("nan"))
    rank = float(spearmanr(both[:, 0], both[:, 1]).statistic)
    return Agreement(rank, len(both), float(np.median(np.abs(both[:, 1] - both[:, 0]))))
