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

    rows: code, year, exporter, importer, value_kusd, raw, tonnes (gross t/yr), verdict, cell.
    cells: code, exporter, low, prior, high, fitted (contained per gross tonne).
    """

    rows: pd.DataFrame
    cells: pd.DataFrame
    years: int

    def trade(self, places: pd.Index, quantity: str = "tonnes", content: str = "fitted") -> Floats:
        """Contained trade, mean of the years [from, to]; missing tonnes count as none."""
        contained = self.rows[quantity].fillna(0).to_numpy() * self.cells[content].to_numpy()[self.rows["cell"]]
        matrix = np.zeros((len(places), len(places)))
        np.add.at(matrix, (places.get_indexer(self.rows["exporter"]), places.get_indexer(self.rows["importer"])), contained)
        return matrix / self.years

    def estimated_share(self, places: pd.Index) -> Floats:
        """Share of each trade cell that was re-estimated from value [from, to]."""
        rows = self.rows
        changed = Customs(rows[rows["verdict"] != KEPT], self.cells, self.years).trade(places)
        everything = self.trade(places)
        return np.asarray(np.divide(changed, everything, out=np.zeros_like(changed), where=everything > 0))


def screened_rows(statistics: Statistics, codes: tuple[str, ...], years: tuple[int, ...]) -> pd.DataFrame:
    """Customs rows of some codes and years with screened tonnes, self-trade removed.

    Columns  code, year, exporter, importer, value_kusd, raw, tonnes, verdict (0 kept, 1 missing, 2 outside).
    """
    found = [statistics.rows("flows", "code", code) for code in codes]
    rows = pd.concat(found) if found else statistics["flows"].iloc[:0]
    rows = rows[rows["year"].isin(years) & (rows["exporter"].astype(str) != rows["importer"].astype(str))]
    rows = rows.rename(columns={"gross_tonnes": "raw"}).reset_index(drop=True)
    group = rows.groupby(["code", "year"], observed=True).ngroup().to_numpy(np.int64)
    exporter = pd.factorize(rows["exporter"].astype(str), sort=True)[0].astype(np.int64)
    value, raw = rows["value_kusd"].to_numpy(np.float64), rows["raw"].to_numpy(np.float64)
    screened = screened_quantities(value, raw, group, exporter, statistics.settings)
    return rows.assign(tonnes=screened.tonnes, verdict=screened.verdict)


def content_cells(rows: pd.DataFrame, table: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Content range of each (code, exporter) and the cell of each row.

    An exporter's own row of mineral_codes.csv rules before the code's general row; where the row says so the prior
    follows the exporter's unit value (M1).
    """
    label, keys = pd.factorize(pd.MultiIndex.from_arrays([rows["code"].astype(str), rows["exporter"].astype(str)]))
    cells = pd.DataFrame({"code": [key[0] for key in keys], "exporter": [key[1] for key in keys]})
    general = table[table["exporter"] == ""].set_index("code")
    own = table[table["exporter"] != ""].set_index(["code", "exporter"])
    columns = ["content_low", "content_mode", "content_high", "by_unit_value"]
    ranges = general.loc[cells["code"], columns].reset_index(drop=True)
    special = pd.MultiIndex.from_frame(cells).isin(own.index)
    if special.any():
        ranges.loc[special, columns] = own.loc[pd.MultiIndex.from_frame(cells[special]), columns].to_numpy()
    low, mode, high = (ranges[name].to_numpy(np.float64) for name in columns[:3])
    tonnes = np.bincount(label, rows["tonnes"], minlength=len(cells))
    value = np.bincount(label, rows["value_kusd"], minlength=len(cells))
    with np.errstate(divide="ignore", invalid="ignore"):
        unit_value = np.where((tonnes > 0) & (ranges["by_unit_value"] == "yes").to_numpy(), value / tonnes, np.nan)
    code = pd.factorize(cells["code"])[0].astype(np.int64)
    stated = np.isfinite(unit_value)
    median = weighted_median(unit_value[stated], tonnes[stated], code[stated], int(code.max(initial=-1)) + 1)[code]
    prior = prior_by_unit_value(mode, low, high, unit_value, median)
    return cells.assign(low=low, prior=prior, high=high), label.astype(np.int64)


def customs(
    statistics: Statistics, mineral: str, years: tuple[int, ...], places: pd.Index, production: Floats
) -> Customs:
    """Screened rows and fitted contents of a mineral's codes in the base years (M1)."""
    table = statistics.rows("mineral_codes", "mineral", mineral)
    rows = screened_rows(statistics, tuple(table["code"].unique()), years)
    cells, label = content_cells(rows, table)
    fitted = _fitted(rows, cells, label, places, production, len(years), statistics.settings)
    return Customs(rows.assign(cell=label), cells.assign(fitted=fitted), len(years))


def _fitted(
    rows: pd.DataFrame,
    cells: pd.DataFrame,
    label: NDArray[np.int64],
    places: pd.Index,
    production: Floats,
    years: int,
    settings: Settings,
) -> Floats:
    """Content of each cell after the fit [cell]."""
    contents = Contents(*(cells[name].to_numpy(np.float64) for name in ("low", "prior", "high")))
    return fitted_content(
        contents,
        label,
        places.get_indexer(rows["exporter"]).astype(np.int64),
        places.get_indexer(rows["importer"]).astype(np.int64),
        rows["tonnes"].to_numpy(np.float64) / years,
        production,
        settings["least_use_share"],
        settings["content_slack_weight"],
    )
