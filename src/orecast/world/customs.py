"""Contained trade of one mineral from customs rows: screened quantities times fitted content (M1)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast.world.content import Contents, fitted_content, prior_by_unit_value
from orecast.world.settings import Settings
from orecast.world.statistics import Statistics
from orecast.world.unit_values import KEPT, MISSING, screened_quantities, weighted_median

Floats = NDArray[np.float64]

REASONS = {MISSING: "no tonnes declared: estimated from value", 2: "unit value outside the band: estimated from value"}


@dataclass(frozen=True, eq=False)
class Customs:
    """Screened customs rows of one mineral and the content of each (code, exporter).

    rows: code, year, exporter, importer, value_kusd, raw, tonnes, counted (gross t/yr), verdict, cell.
    cells: code, exporter, low, prior, high, fitted (contained per gross tonne).
    """

    rows: pd.DataFrame
    cells: pd.DataFrame
    years: int

    def trade(self, places: pd.Index, quantity: str = "counted", content: str = "fitted") -> Floats:
        """Contained trade, mean of the years [from, to]; missing tonnes count as none."""
        contained = self.rows[quantity].fillna(0).to_numpy() * self.cells[content].to_numpy()[self.rows["cell"]]
        matrix = np.zeros((len(places), len(places)))
        np.add.at(
            matrix,
            (places.get_indexer(pd.Index(self.rows["exporter"])), places.get_indexer(pd.Index(self.rows["importer"]))),
            contained,
        )
        return matrix / self.years

    def estimated_share(self, places: pd.Index) -> Floats:
        """Share of each trade cell that was re-estimated from value [from, to]."""
        rows = self.rows
        changed = Customs(rows[rows["verdict"] != KEPT], self.cells, self.years).trade(places)
        everything = self.trade(places)
        return np.asarray(np.divide(changed, everything, out=np.zeros_like(changed), where=everything > 0))


def declared_rows(statistics: Statistics, table: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    """Customs rows of a mineral's codes and years, self-trade removed, each with its product in `table`.

    An exporter's own row of mineral_codes.csv rules before the code's general one; declarations without either, or with
    content 0, belong to another mineral and are left out.
    Columns  code, year, exporter, importer, value_kusd, raw (gross t), product (row number of `table`).
    """
    found = [statistics.rows("flows", "code", code) for code in table["code"].unique()]
    rows = pd.concat(found).rename(columns={"gross_tonnes": "raw"})
    rows = rows[rows["year"].isin(years) & (rows["exporter"].astype(str) != rows["importer"].astype(str))]
    keys = pd.MultiIndex.from_frame(table[["code", "exporter"]])
    own = keys.get_indexer(pd.MultiIndex.from_arrays([rows["code"], rows["exporter"]]))
    general = keys.get_indexer(pd.MultiIndex.from_arrays([rows["code"], np.full(len(rows), "")]))
    product = np.where(own >= 0, own, general)
    counted = (product >= 0) & (table["content_high"].to_numpy(np.float64)[product] > 0)
    return rows.assign(product=product)[counted].reset_index(drop=True)


def screened_rows(rows: pd.DataFrame, table: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The rows with screened tonnes and a verdict (0 kept, 1 missing, 2 outside), by product and year."""
    group, keys = pd.factorize(pd.MultiIndex.from_frame(rows[["product", "year"]]))
    exporter = pd.factorize(rows["exporter"].astype(str), sort=True)[0].astype(np.int64)
    value, raw = rows["value_kusd"].to_numpy(np.float64), rows["raw"].to_numpy(np.float64)
    mixed = (table["unit_values"] != "").to_numpy()[[int(key[0]) for key in keys]]
    screened = screened_quantities(value, raw, group.astype(np.int64), exporter, mixed, settings)
    return rows.assign(tonnes=screened.tonnes, verdict=screened.verdict)


def content_cells(rows: pd.DataFrame, table: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Content range of each (product, exporter) and the cell of each row.

    Where `unit_values` of the product is 'grade' the prior follows the exporter's unit value (M1).
    """
    label, keys = pd.factorize(pd.MultiIndex.from_arrays([rows["product"], rows["exporter"].astype(str)]))
    product = np.array([int(key[0]) for key in keys], dtype=np.int64)
    chosen = table.iloc[product]
    low, mode, high = (chosen[f"content_{name}"].to_numpy(np.float64) for name in ("low", "mode", "high"))
    tonnes = np.bincount(label, rows["tonnes"], minlength=len(keys)).astype(np.float64)
    value = np.bincount(label, rows["value_kusd"], minlength=len(keys))
    with np.errstate(divide="ignore", invalid="ignore"):
        unit_value = np.where((tonnes > 0) & (chosen["unit_values"] == "grade").to_numpy(), value / tonnes, np.nan)
    stated = np.isfinite(unit_value)
    median = weighted_median(unit_value[stated], tonnes[stated], product[stated], len(table))[product]
    prior = prior_by_unit_value(mode, low, high, unit_value, median)
    exporter = [key[1] for key in keys]
    cells = {"code": chosen["code"].to_numpy(), "exporter": exporter, "low": low, "prior": prior, "high": high}
    return pd.DataFrame(cells), label.astype(np.int64)


def customs(
    statistics: Statistics, mineral: str, years: tuple[int, ...], places: pd.Index, production: Floats
) -> Customs:
    """Screened rows and fitted contents of a mineral's codes in the base years (M1)."""
    table, settings = statistics.rows("mineral_codes", "mineral", mineral), statistics.settings
    rows = screened_rows(declared_rows(statistics, table, years), table, settings)
    cells, label = content_cells(rows, table)
    contained = rows["tonnes"].to_numpy() * cells["prior"].to_numpy()[label] / len(years)
    ends = tuple(places.get_indexer(pd.Index(rows[column])).astype(np.int64) for column in ("exporter", "importer"))
    roles = statistics.rows("known_roles", "mineral", mineral)
    transit = places.isin(roles.loc[roles["role"] == "transit", "place"])
    share = transit_shares(transit, ends[0], ends[1], contained, production, settings["least_use_share"])
    rows = rows.assign(cell=label, counted=rows["tonnes"] * share[ends[1]])
    fitted = _fitted(rows, cells, ends, production, len(years), settings)
    return Customs(rows, cells.assign(fitted=fitted), len(years))


def transit_shares(
    transit: NDArray[np.bool_],
    exporter: NDArray[np.int64],
    importer: NDArray[np.int64],
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


def _fitted(
    rows: pd.DataFrame,
    cells: pd.DataFrame,
    ends: tuple[NDArray[np.int64], ...],
    production: Floats,
    years: int,
    settings: Settings,
) -> Floats:
    """Content of each cell after the fit [cell]."""
    contents = Contents(*(cells[name].to_numpy(np.float64) for name in ("low", "prior", "high")))
    return fitted_content(
        contents,
        rows["cell"].to_numpy(np.int64),
        ends[0],
        ends[1],
        rows["counted"].to_numpy(np.float64) / years,
        production,
        settings["least_use_share"],
        settings["content_slack_weight"],
    )
