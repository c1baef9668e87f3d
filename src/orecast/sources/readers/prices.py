"""Published prices: World Bank Pink Sheet, USGS (two formats) and customs unit values, in the published unit."""

from pathlib import Path

import numpy as np
import pandas as pd

from orecast.sources.formats import downloads
from orecast.sources.readers.raw import raw_csv
from orecast.sources.readers.usgs import KEYS_2026, MCS_2024, MCS_2026

PINK_SHEET = "World Bank Pink Sheet"
PINK_FILE = "prices_worldbank_pinksheet_annual.csv"
FILES = (PINK_FILE, "usgs_mcs_2026.csv", "prices_usgs_mcs.csv")
PUBLISHERS = dict(zip(FILES, (PINK_SHEET, MCS_2026, MCS_2024), strict=True))
CUSTOMS = "CEPII BACI"
FULL_YEAR = 11  # months; phosphate rock of 2023 has 11
YEARS = range(2018, 2026)
COLUMNS = ["publisher", "commodity", "series", "year", "price"]


def read_prices(folder: Path, flows: pd.DataFrame) -> pd.DataFrame:
    """Published prices of 2018-2025 in the files that are there, in the published unit (columns in `COLUMNS`)."""
    readers = dict(zip(FILES, (_pink_sheet, _usgs_2026, _usgs_2024), strict=True))
    parts = [read(folder) for name, read in readers.items() if downloads.has(folder, name)]
    prices = pd.concat([*parts, unit_values(flows)], ignore_index=True)
    return prices[prices["year"].isin(YEARS) & prices["price"].gt(0)][COLUMNS]


def _pink_sheet(folder: Path) -> pd.DataFrame:
    raw = raw_csv(folder, PINK_FILE, "commodity", "year", "price_nominal", "months_averaged")
    full = raw[raw["months_averaged"].astype("int64").ge(FULL_YEAR)]
    return _prices(PINK_SHEET, full["commodity"], "", full["year"], full["price_nominal"])


def _usgs_2026(folder: Path) -> pd.DataFrame:
    raw = raw_csv(folder, "usgs_mcs_2026.csv", "statistic", *KEYS_2026, "value_num")
    raw = raw[raw["statistic"].eq("Price")]
    return _prices(MCS_2026, raw["commodity"], raw["detail"].str.strip(), raw["year"], raw["value_num"])


def _usgs_2024(folder: Path) -> pd.DataFrame:
    raw = raw_csv(folder, "prices_usgs_mcs.csv", "commodity", "series", "year", "price", "edition").sort_values(
        "edition", kind="stable"
    )
    newest = raw.drop_duplicates(["commodity", "series", "year"], keep="last")
    return _prices(MCS_2024, newest["commodity"], newest["series"], newest["year"], newest["price"])


def _prices(
    publisher: str, commodity: pd.Series, series: "pd.Series | str", year: pd.Series, price: pd.Series
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "publisher": publisher,
            "commodity": commodity,
            "series": series,
            "year": year.astype("int64"),
            "price": pd.to_numeric(price, errors="coerce"),
        }
    )


def unit_values(flows: pd.DataFrame) -> pd.DataFrame:
    """Median unit value of each code and year, weighted by value: US dollars per gross tonne.

    The median, not the mean: single quantities in customs data are wrong by factors of a thousand.
    """
    known = flows[flows["gross_tonnes"].gt(0) & flows["value_kusd"].gt(0)].copy()
    known["unit_value"] = 1000.0 * known["value_kusd"].astype("float64") / known["gross_tonnes"].astype("float64")
    groups = known.groupby(["code", "year"])[["unit_value", "value_kusd"]]
    median = groups.apply(lambda rows: weighted_median(rows["unit_value"].to_numpy(), rows["value_kusd"].to_numpy()))
    table = median.rename("price").reset_index().rename(columns={"code": "commodity"})
    return table.assign(publisher=CUSTOMS, series="")


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """Smallest value at which half of the weight is reached. Shapes: values, weights [n], n ≥ 1."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order], dtype="float64")
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
