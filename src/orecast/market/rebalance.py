"""Fit a table of flows to its margins by scaling rows and columns in turn (RAS, iterative proportional fitting)."""

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.errors import DataError


def rebalanced(flows: Floats, supply: Floats, use: Floats, rounds: int = 200, tolerance: float = 1e-12) -> Floats:
    """The table nearest in relative entropy to `flows` whose rows sum to supply and columns to use.

    Shapes  flows [..., I, J], supply [..., I], use [..., J]. The columns close exactly, the rows to `tolerance`
            of the total, or as near as the pattern of zeros and the rounds allow (see `row_gap`).
    Source  Deming and Stephan (1940); Bacharach (1970).
    """
    fitted = np.array(flows, dtype=np.float64)
    total = np.maximum(supply.sum(axis=-1, keepdims=True), 1e-300)
    for _ in range(rounds):
        fitted *= _ratio(supply, fitted.sum(axis=-1))[..., None]
        fitted *= _ratio(use, fitted.sum(axis=-2))[..., None, :]
        if np.all(np.abs(fitted.sum(axis=-1) - supply) <= tolerance * total):
            break
    return fitted


def require_closed(fitted: Floats, supply: Floats, use: Floats, mineral: str, tolerance: float = 1e-6) -> None:
    """Errors  DataError when closing routes leaves tonnes that no open route can carry."""
    total = max(float(supply.sum()), 1e-300)
    rows, columns = np.abs(fitted.sum(axis=-1) - supply).max(), np.abs(fitted.sum(axis=-2) - use).max()
    if max(rows, columns) > tolerance * total:
        raise DataError(
            f"market of {mineral}: with its closed routes, {max(rows, columns) / total:.2%} of world output has no "
            "open route left in the base statistics. Check the bans in trade_measures.csv, or give the tonnes a route."
        )


def _ratio(target: Floats, found: Floats) -> Floats:
    return np.where(found > 0, target / np.where(found > 0, found, 1), 0)
