"""Two runs of the same deals under different assumptions, side by side: the same draws, so the change is paired."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast._ground.errors import DealError
from orecast.deals import Ensemble
from orecast.stakes.inputs import Input, inputs_of
from orecast.stakes.product import HEADLINE_LABELS, HIGH, LOW, MIDDLE, Stakes

SIDES = ("left", "right", "change")
QUANTILES = {"q05": LOW, "q50": MIDDLE, "q95": HIGH}
BOUNDS = ("low", "mode", "high", "status", "set_by")


@dataclass(frozen=True, eq=False)
class Beside:
    """What other assumptions change.

    headlines    HEADLINE_LABELS, left_q05 … right_q95, change_q05, change_q50, change_q95 and change_share_positive:
                 `change` is right less left in the same draw
    assumptions  key, mineral, unit, and low, mode, high, status, set_by of either side: the numbers that differ
    unpaired     minerals whose draws are not the same worlds on both sides, since some were rejected and replaced
    """

    headlines: pd.DataFrame
    assumptions: pd.DataFrame
    unpaired: tuple[str, ...]


def beside(left: Ensemble, left_stakes: Stakes, right: Ensemble, right_stakes: Stakes) -> Beside:
    """Two runs side by side. Units: those of the headlines.

    Errors  DealError where the two do not ask the same of the same draws.
    """
    for name in ("scenarios", "event_names", "years", "draws"):
        if getattr(left, name) != getattr(right, name):
            raise DealError(
                f"side by side: the {name} differ ({getattr(left, name)} and {getattr(right, name)}). Only runs of the "
                "same deals, events, years and draws can be compared draw by draw. Run both alike."
            )
    if left.manifest.seed != right.manifest.seed:
        raise DealError(
            f"side by side: the seeds differ ({left.manifest.seed} and {right.manifest.seed}), so draw 17 is not the "
            "same world on both sides. Run both with one seed."
        )
    return Beside(_headlines(left_stakes, right_stakes), _differences(left, right), _unpaired(left, right))


def _headlines(left: Stakes, right: Stakes) -> pd.DataFrame:
    """Headlines that both sides have, in the order of the left."""
    labels = list(HEADLINE_LABELS)
    position = {row: n for n, row in enumerate(right.headlines.table[labels].itertuples(index=False, name=None))}
    rows = []
    for row, draws in zip(
        left.headlines.table[labels].itertuples(index=False, name=None), left.headlines.draws, strict=True
    ):
        if row in position:
            rows.append(dict(zip(labels, row, strict=True)) | _sides(draws, right.headlines.draws[position[row]]))
    columns = [*labels, *(f"{side}_{name}" for side in SIDES for name in QUANTILES), "change_share_positive"]
    return pd.DataFrame(rows, columns=columns)


def _sides(left: Floats, right: Floats) -> dict[str, float]:
    values = dict(zip(SIDES, (left, right, right - left), strict=True))
    found = {f"{side}_{q}": float(np.quantile(values[side], at)) for side in SIDES for q, at in QUANTILES.items()}
    return found | {"change_share_positive": float(np.mean(right > left))}


def _differences(left: Ensemble, right: Ensemble) -> pd.DataFrame:
    """Numbers that differ in range, standing or source."""
    before, after = ({item.key: item for item in inputs_of(one) if item.kind != "chance"} for one in (left, right))
    keys = list(dict.fromkeys((*before, *after)))
    rows = [_difference(key, before.get(key), after.get(key)) for key in keys]
    columns = ["key", "mineral", "unit", *(f"{side}_{name}" for side in SIDES[:2] for name in BOUNDS)]
    return pd.DataFrame([row for row in rows if row], columns=columns)


def _difference(key: str, left: Input | None, right: Input | None) -> dict[str, Any]:
    """One number on either side; empty where it is the same. A lever's default stands in no file, hence the gaps."""
    pair = dict(zip(SIDES[:2], (left, right), strict=True))
    told = {side: tuple(getattr(item, name, None) for name in (*BOUNDS, "source")) for side, item in pair.items()}
    if told["left"] == told["right"]:
        return {}
    known = left or right
    assert known is not None
    found = {f"{side}_{name}": getattr(item, name, None) for side, item in pair.items() for name in BOUNDS}
    return {"key": key, "mineral": known.mineral, "unit": known.unit, **found}


def _unpaired(left: Ensemble, right: Ensemble) -> tuple[str, ...]:
    """Minerals of which either side replaced a draw."""
    return tuple(name for name in left.minerals if left.rejected[name] > 0 or right.rejected[name] > 0)
