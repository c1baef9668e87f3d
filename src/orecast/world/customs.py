"""Contained trade of one mineral from customs rows: screened quantities times fitted content (M1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast.world.content import Contents, fitted_content, prior_by_unit_value
from orecast.world.settings import Settings
from orecast.world.statistics import Statistics
from orecast.world.unit_values import KEPT, MISSING, OUTSIDE, screened_quantities, weighted_median

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REASONS = {
    KEPT: "",
    MISSING: "no tonnes declared: estimated from value",
    OUTSIDE: "unit value outside the band: estimated from value",
}


@dataclass(frozen=True, eq=False)
class Declared:
    """Customs rows of one mineral as published.

    Shapes  all [row]; product numbers the mineral's rows of mineral_codes.csv, exporter and importer its places.
    Units   value kUSD/yr; raw t/yr gross, NaN where none are declared.
    """

    product: Ints
    year: Ints
    exporter: Ints
    importer: Ints
    value: Floats
    raw: Floats


@dataclass(frozen=True, eq=False)
class Cells:
    """Contents by (product, exporter), contained per gross tonne [cell]; `of` is the cell of each row [row]."""

    product: Ints
    exporter: Ints
    contents: Contents
    of: Ints


@dataclass(frozen=True, eq=False)
class Customs:
    """Screened customs rows of one mineral and the content of each (product, exporter).

    Shapes  tonnes, counted (t/yr gross), verdict: [row]; fitted: [cell]; codes: [product].
    """

    declared: Declared
    tonnes: Floats
    verdict: Ints
    counted: Floats
    cells: Cells
    fitted: Floats
    codes: tuple[str, ...]
    years: int
    places: int

    def trade(self, quantity: Floats, content: Floats) -> Floats:
        """Contained trade, mean of the years [from, to]; missing tonnes count as none.

        Shapes  quantity [row], t/yr gross; content [cell].
        """
        pair = self.declared.exporter * self.places + self.declared.importer
        contained = np.nan_to_num(quantity) * content[self.cells.of]
        return np.bincount(pair, contained, self.places**2).reshape(self.places, self.places) / self.years

    def estimated_share(self, trade: Floats) -> Floats:
        """Share of each cell of the counted trade that was re-estimated from value [from, to]."""
        changed = self.trade(np.where(self.verdict != KEPT, self.counted, 0.0), self.fitted)
        return np.asarray(np.divide(changed, trade, out=np.zeros_like(changed), where=trade > 0))


def customs(
    statistics: Statistics, mineral: str, years: tuple[int, ...], places: tuple[str, ...], production: Floats
) -> Customs:
    """Screened rows and fitted contents of a mineral's codes in the base years (M1)."""
    products, settings = statistics.records("mineral_codes", "mineral", mineral), statistics.settings
    rows = declared_rows(statistics, products, years, places)
    tonnes, verdict = screened_rows(rows, products, settings)
    cells = content_cells(rows, tonnes, products)
    contained = tonnes * cells.contents.prior[cells.of] / len(years)
    transit = np.isin(places, list(statistics.roles(mineral, "transit")))
    share = transit_shares(transit, rows.exporter, rows.importer, contained, production, settings["least_use_share"])
    counted = tonnes * share[rows.importer]
    fitted = fitted_content(
        cells.contents,
        cells.of,
        rows.exporter,
        rows.importer,
        counted / len(years),
        production,
        settings["least_use_share"],
        settings["content_slack_weight"],
    )
    codes = tuple(item.code for item in products)
    return Customs(rows, tonnes, verdict, counted, cells, fitted, codes, len(years), len(places))


def declared_rows(
    statistics: Statistics, products: Sequence[Any], years: tuple[int, ...], places: tuple[str, ...]
) -> Declared:
    """Customs rows of a mineral's codes and years, self-trade removed, each with its row of mineral_codes.csv.

    An exporter's own row of mineral_codes.csv rules before the code's general one; declarations without either, or with
    content 0, belong to another mineral and are left out.
    """
    flows = statistics.declarations
    high = np.array([item.content_high for item in products], dtype=np.float64)
    parts: list[tuple[Ints, Ints]] = []
    for code in dict.fromkeys(item.code for item in products):
        rows = flows.rows(code, years)
        product = _product_by_exporter(products, code, flows.labels)[flows.exporter[rows]]
        kept = (product >= 0) & (high[product] > 0) & (flows.exporter[rows] != flows.importer[rows])
        parts.append((rows[kept], product[kept]))
    rows, product = (np.concatenate(part) for part in zip(*parts, strict=True))
    place = flows.numbered(places)
    ends = place[flows.exporter[rows]], place[flows.importer[rows]]
    return Declared(product, flows.year[rows], *ends, flows.value[rows], flows.tonnes[rows])


def _product_by_exporter(products: Sequence[Any], code: str, labels: tuple[str, ...]) -> Ints:
    """Row of mineral_codes.csv that rules what each place exports under a code, −1 for none [place]."""
    row = {item.exporter: number for number, item in enumerate(products) if item.code == code}
    general = row.get("", -1)
    return np.array([row.get(label, general) for label in labels], dtype=np.int64)


def screened_rows(rows: Declared, products: Sequence[Any], settings: Settings) -> tuple[Floats, Ints]:
    """Screened tonnes and the verdict (0 kept, 1 missing, 2 outside) of each row, by product and year."""
    group, first = _in_order(rows.product, rows.year)
    mixed = np.array([item.unit_values != "" for item in products])[rows.product[first]]
    screened = screened_quantities(rows.value, rows.raw, group, rows.exporter, mixed, settings)
    return screened.tonnes, screened.verdict


def content_cells(rows: Declared, tonnes: Floats, products: Sequence[Any]) -> Cells:
    """Content range of each (product, exporter) and the cell of each row.

    Where `unit_values` of the product is 'grade' the prior follows the exporter's unit value (M1).
    """
    cell, first = _in_order(rows.product, rows.exporter)
    product = rows.product[first]
    ranges = [(item.content_low, item.content_mode, item.content_high) for item in products]
    low, mode, high = np.array(ranges, dtype=np.float64)[product].T
    graded = np.array([item.unit_values == "grade" for item in products])[product]
    gross = np.bincount(cell, tonnes, minlength=first.size)
    value = np.bincount(cell, rows.value, minlength=first.size)
    unit_value = np.divide(value, gross, out=np.full(first.size, np.nan), where=graded & (gross > 0))
    stated = np.isfinite(unit_value)
    median = weighted_median(unit_value[stated], gross[stated], product[stated], len(products))[product]
    prior = prior_by_unit_value(mode, low, high, unit_value, median)
    return Cells(product, rows.exporter[first], Contents(low, prior, high), cell)


def _in_order(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Number of each row's pair in the order of appearance [row], and the first row of each pair [pair]."""
    number, pairs = pd.factorize(first * (second.max(initial=0) + 1) + second)
    at = np.full(len(pairs), number.size, dtype=np.int64)
    np.minimum.at(at, number, np.arange(number.size))
    return number.astype(np.int64), at


def transit_shares(
    transit: NDArray[np.bool_],
    exporter: Ints,
    importer: Ints,
    contained: Floats,
    production: Floats,
    least_use: float,
) -> Floats:
    """Share of the declared imports that count: 1, or in a place of transit what leaves it again [place].

    Exporters declare the port of transit and importers the origin, so the same tonnes stand in both (South African
    chromite by way of Maputo). Imports of a place of transit count up to exports / (1 − δ) − output.
    """
    places = production.size
    imports = np.bincount(importer, contained, minlength=places)
    exports = np.bincount(exporter, contained, minlength=places)
    needed = np.maximum(exports / (1 - least_use) - production, 0.0)
    share = np.divide(needed, imports, out=np.ones(places), where=imports > 0)
    return np.where(transit, np.minimum(share, 1.0), 1.0)
