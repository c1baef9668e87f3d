"""Contained tonnes per gross tonne, fitted inside its range so that nobody exports more than exists (M1)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orecast.world.least_change import Accounts, least_change

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Contents:
    """Range of content per (code, exporter): low ≤ prior ≤ high, contained per gross tonne [cell]."""

    low: Floats
    prior: Floats
    high: Floats


def prior_by_unit_value(mode: Floats, low: Floats, high: Floats, unit_value: Floats, median: Floats) -> Floats:
    """Prior content where price tells grade: mode × (unit value / median unit value of the code), inside the range.

    Shapes  all [cell]; NaN unit values keep the mode.
    """
    scale = np.where(np.isfinite(unit_value) & (median > 0), unit_value / median, 1.0)
    return np.clip(mode * scale, low, high)


def fitted_content(
    contents: Contents,
    cell: Ints,
    exporter: Ints,
    importer: Ints,
    tonnes: Floats,
    production: Floats,
    least_use: float,
    slack_weight: float,
) -> Floats:
    """Content of each (code, exporter) cell, moved inside its range only as far as exports demand.

    Minimises Σ exports (c/c⁰ − 1)² with low ≤ c ≤ high and (1 − δ)(P_j + imports) ≥ exports, where what the ranges
    cannot close is left to the reconciliation (M2) at a price of `slack_weight`. An exporter that neither produces nor
    imports keeps its prior: no content could give its exports a source.

    Shapes  contents [cell]; cell, exporter, importer, tonnes: [flow]; production [place]; returns [cell].
    Units   tonnes: gross t/yr; production: contained t/yr.
    Source  docs/theory/world.md (M1).
    """
    total = max(float(production.sum()), 1e-300)
    contained = contents.prior[cell] * tonnes / total
    size = np.bincount(cell, contained, minlength=contents.prior.size)
    free = (size > 0) & (contents.high > contents.low)
    if not free.any() or not _short(production / total, exporter, importer, contained, least_use):
        return contents.prior.copy()
    chosen = np.nonzero(free)[0]
    exporting = np.unique(exporter[np.isin(exporter, np.concatenate([importer, np.nonzero(production > 0)[0]]))])
    account = _accounts(cell, exporter, importer, contained, production.size, contents.prior.size, least_use)
    offset = (1 - least_use) * production / total + account.totals(np.where(free, 0.0, 1.0))
    part, offset = account.part(exporting, chosen), offset[exporting]
    prior = contents.prior[chosen]
    weight = np.maximum(size[chosen], size.max() * 1e-9)
    low, high = contents.low[chosen] / prior, contents.high[chosen] / prior
    ratio = np.ones(contents.prior.size)
    ratio[chosen] = least_change(weight, low, high, part, offset, slack_weight).ratio
    return np.asarray(contents.prior * ratio)


def _accounts(
    cell: Ints, exporter: Ints, importer: Ints, contained: Floats, places: int, cells: int, least_use: float
) -> Accounts:
    """(1 − δ) imports − exports of every place as accounts of the content ratios."""
    rows, columns = np.concatenate([importer, exporter]), np.concatenate([cell, cell])
    entries = np.concatenate([(1 - least_use) * contained, -contained])
    return Accounts.of(rows, columns, entries, (places, cells))


def _short(production: Floats, exporter: Ints, importer: Ints, contained: Floats, least_use: float) -> bool:
    """True when some place exports more than (1 − δ) of what it produces and imports."""
    places = production.size
    through = production + np.bincount(importer, contained, minlength=places)
    return bool((np.bincount(exporter, contained, minlength=places) > (1 - least_use) * through).any())
