"""Accounts that close: every place uses at least a small share of what passes through it (M2)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orecast.world.least_change import Accounts, least_change

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Reconciled:
    """Production [place] and trade [from, to] after the smallest change; cells without any source [from, to]."""

    production: Floats
    trade: Floats
    sourceless: Bools
    iterations: int


def unfounded(production: Floats, trade: Floats, least_use: float) -> float:
    """Tonnes a year that the accounts of all places lack: Σ_j max(0, δ x_j − U_j)."""
    through = production + trade.sum(axis=0)
    lacking = least_use * through - (through - trade.sum(axis=1))
    return float(np.maximum(lacking, 0.0).sum())


def without_source(production: Floats, trade: Floats) -> Bools:
    """Cells whose exporter neither produces nor imports from anyone who could, after repeated removal [from, to]."""
    reached = production > 0
    while True:
        wider = reached | (trade[reached] > 0).any(axis=0)
        if (wider == reached).all():
            return (trade > 0) & ~reached[:, None]
        reached = wider


def reconciled(
    production: Floats, trade: Floats, spread: Floats, tolerance: Floats, production_spread: Floats, least_use: float
) -> Reconciled:
    """The smallest change of trade, and of production within its tolerance, with U_j ≥ δ x_j everywhere (M2).

    Minimises Σ M⁰ ((M/M⁰ − 1)/σ)² + Σ P⁰ ((P/P⁰ − 1)/σ_P)²: relative least squares in which a tonne weighs the same
    wherever it was declared, so an exporter that sends too much is scaled down in one proportion to all its
    partners of equal spread. Cells without any source are removed first, and listed.

    Shapes  production, tolerance, production_spread: [place]; trade, spread: [from, to].
    Units   production, trade: t/yr contained; tolerance, spread: relative; least_use: δ.
    Errors  DataError when no solution exists.
    Source  docs/theory/world.md (M2); the weights are a choice of ours.
    """
    sourceless = without_source(production, trade)
    trade = np.where(sourceless, 0.0, trade)
    exporter, importer = np.nonzero(trade)
    producer = np.nonzero(production > 0)[0]
    if unfounded(production, trade, least_use) == 0.0:
        return Reconciled(production.copy(), trade, sourceless, 0)
    cells, output = trade[exporter, importer], production[producer]
    total = output.sum()
    every = _accounts((exporter, importer, producer), cells, output, production.size, least_use, 1 / total)
    accounts = every.part(np.unique(exporter), np.arange(cells.size + output.size))
    weight = (
        np.concatenate([cells / spread[exporter, importer] ** 2, output / production_spread[producer] ** 2]) / total
    )
    low = np.concatenate([np.zeros(cells.size), 1 - tolerance[producer]])
    high = np.concatenate([np.full(cells.size, np.inf), 1 + tolerance[producer]])
    answer = least_change(weight, low, high, accounts, np.zeros(accounts.accounts))
    changed, made = np.zeros_like(trade), np.zeros_like(production)
    changed[exporter, importer] = cells * answer.ratio[: cells.size]
    made[producer] = output * answer.ratio[cells.size :]
    return Reconciled(made, changed, sourceless, answer.iterations)


def _accounts(
    at: tuple[Ints, Ints, Ints], cells: Floats, output: Floats, places: int, least_use: float, scale: float
) -> Accounts:
    """(1 − δ)(P_j + imports) − exports of every place, times `scale`, as accounts of the ratios of cells and producers.

    Shapes  at: exporter [cell], importer [cell], producer [producer].
    """
    exporter, importer, producer = at
    number = np.arange(cells.size)
    rows = np.concatenate([importer, exporter, producer])
    columns = np.concatenate([number, number, cells.size + np.arange(output.size)])
    entries = np.concatenate([(1 - least_use) * cells, -cells, (1 - least_use) * output])
    return Accounts.of(rows, columns, entries * scale, (places, cells.size + output.size))
