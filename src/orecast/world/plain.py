"""Plain data for JSON: NaN becomes None, NumPy scalars become Python ones."""

import math
from typing import Any

import pandas as pd


def plain(value: Any) -> Any:
    """A value that JSON can hold."""
    if value is None or value is pd.NA:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as dictionaries of plain values."""
    columns = [str(name) for name in frame.columns]
    return [dict(zip(columns, map(plain, row), strict=True)) for row in frame.itertuples(index=False, name=None)]
