"""How far two makings of the same table lie apart, as the largest relative difference."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from orecast.desk.sentences import look_up
from orecast.desk.sheets import frame_of

QUANTILES = ("q05", "q50", "q95")
# A number this much smaller than the largest of its measure is rounding: it is set against that largest one.
NOISE = 1e-9
NOT_REPEATED = ("seconds", "manifest", "edition")  # the clock; and what Verification.differs tells


@dataclass(frozen=True)
class Drift:
    """One headline, table or mineral: largest relative difference, where it lies, how many rows differ at all."""

    kind: str
    name: str
    largest: float
    where: str
    rows: int


def table_drift(name: str, stored: pd.DataFrame, again: pd.DataFrame) -> Drift:
    """Drift of one table: its numbers row by row, its words too; a row of one side only is infinitely far.

    The difference of a number is set against the largest number of its row (and, where the row itself is rounding,
    against the largest row of the same measure and unit).
    """
    sides = [_ready(frame_of(frame)) for frame in (stored, again)]
    if set(sides[0].columns) != set(sides[1].columns):
        odd = sorted({*sides[0].columns} ^ {*sides[1].columns})
        return Drift("table", name, float("inf"), f"columns {', '.join(odd)}", len(again))
    numbers = [c for c in sides[1].columns if sides[1][c].dtype.kind == "f"]
    keys = [c for c in sides[1].columns if c not in numbers]
    numbered = [side.assign(same=side.groupby(keys, dropna=False).cumcount()) for side in sides]
    both = numbered[0].merge(numbered[1], on=[*keys, "same"], how="outer", suffixes=(" was", " is"), indicator=True)
    far = _far(both, numbers)
    differs = far > 0
    if not differs.any():
        return Drift("table", name, 0.0, "", 0)
    at = int(np.argmax(far))
    where = ", ".join(str(both.loc[at, key]) for key in keys)
    return Drift("table", name, float(far[at]), where, int(differs.sum()))


def _ready(frame: pd.DataFrame) -> pd.DataFrame:
    """A table without what is no result, its words comparable, and numbers that stand among words as numbers."""
    kept = frame
    if {"key", "value"} <= set(frame):
        kept = frame[~frame["key"].isin(NOT_REPEATED)]
        number = pd.to_numeric(kept["value"], errors="coerce").astype("float64")
        kept = kept.assign(number=number, value=kept["value"].where(number.isna(), ""))
    text = {c: "str" for c in kept.columns if kept[c].dtype.kind not in "if"}
    return kept.astype(text).fillna(dict.fromkeys(text, "")).reset_index(drop=True)


def _far(both: pd.DataFrame, numbers: list[str]) -> "np.ndarray[Any, np.dtype[np.float64]]":
    """Relative difference of each row, infinite where one side lacks it or has a gap."""
    alone = (both["_merge"] != "both").to_numpy()
    if not numbers:
        return np.where(alone, np.inf, 0.0)
    was = both[[f"{n} was" for n in numbers]].to_numpy(np.float64)
    now = both[[f"{n} is" for n in numbers]].to_numpy(np.float64)
    size = np.nan_to_num(np.fmax(np.abs(was), np.abs(now))).max(axis=1)
    labels = [c for c in ("measure", "unit", "mineral") if c in both]
    group = pd.Series(size).groupby([both[c] for c in labels]).transform("max") if labels else pd.Series(size)
    scale = np.maximum(size, NOISE * group.to_numpy())
    gap = np.abs(was - now).max(axis=1, initial=0.0, where=~(np.isnan(was) | np.isnan(now)))
    far = np.divide(gap, scale, out=np.zeros_like(gap), where=scale > 0)
    return np.where(alone | (np.isnan(was) != np.isnan(now)).any(axis=1), np.inf, far)


def headline_drift(stored: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[Drift]:
    """Drift of each number at the head of the page."""
    for item in again["headline"]:
        now = look_up(again, item["key"])
        try:
            was = look_up(stored, item["key"])
        except (KeyError, IndexError, TypeError):
            yield Drift("headline", item["label"], float("inf"), "not in the folder", 1)
            continue
        pairs = {q: (was.get(q), now.get(q)) for q in QUANTILES}
        size = max((abs(v) for pair in pairs.values() for v in pair if v is not None), default=0.0)
        far = {q: _apart(*pair, size) for q, pair in pairs.items()}
        worst = max(far, key=lambda q: far[q])
        yield Drift("headline", item["label"], far[worst], worst if far[worst] else "", int(far[worst] > 0))


def _apart(was: float | None, now: float | None, size: float) -> float:
    if was is None or now is None:
        return 0.0 if was is now else float("inf")
    return abs(was - now) / size if size else 0.0


def array_drift(stored: Mapping[str, Any], again: Mapping[str, Any]) -> tuple[float, str]:
    """Largest relative difference over the arrays of a solution, and the array it lies in."""
    found = [(_array_apart(np.asarray(stored[name]), np.asarray(again[name])), name) for name in again]
    return max(found)


def _array_apart(was: "np.ndarray[Any, Any]", now: "np.ndarray[Any, Any]") -> float:
    """Largest difference as a share of the largest number of the array."""
    if was.shape != now.shape or (np.isnan(was) != np.isnan(now)).any():
        return float("inf")
    size = float(np.nan_to_num(np.maximum(np.abs(was), np.abs(now))).max(initial=0.0))
    gap = float(np.nan_to_num(np.abs(was - now)).max(initial=0.0))
    return gap / size if size else 0.0
