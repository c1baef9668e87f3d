"""World Mining Data: output of 65 minerals by country, in the mineral's own unit of account."""

from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.names import PlaceNames
from orecast.sources.readers.raw import raw_csv, raw_numbers

FILE = "wmd_production_2018_2024.csv"
QUALITY = {"r": "reported", "e": "estimated", "p": "provisional", "nan": "not stated"}
TOTAL = "Total"


def read_production(folder: Path, series: pd.DataFrame, names: PlaceNames) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(production by place, published world totals); both with mineral, year, quantity in the unit of account.

    Places come from the country's name: the codes give French Guiana as Guyana and Kosovo as R20.
    Errors  DataError for a mineral or unit that series.csv does not know, or a place without a name of ours.
    """
    raw = raw_csv(folder, FILE, "mineral", "Country", "unit", "data_source", "year", "production")
    keyed = raw.merge(series, "left", left_on=["mineral", "unit"], right_on=["commodity", "unit_published"])
    if (unknown := keyed["commodity"].isna()).any():
        pairs = sorted(set(zip(keyed.loc[unknown, "mineral_x"], keyed.loc[unknown, "unit_x"], strict=True)))
        named = ", ".join(f"{mineral} in {unit}" for mineral, unit in pairs)
        raise DataError(f"World Mining Data counts {named}, which series.csv does not know. Add a row for each.")
    rows = pd.DataFrame(
        {
            "mineral": keyed["mineral_y"],
            "country": keyed["Country"],
            "year": raw_numbers(keyed["year"], FILE).astype("int64"),
            "quantity": raw_numbers(keyed["production"], FILE) * keyed["factor"].astype("float64"),
            "unit": keyed["unit_y"],
            "publisher": "WMD",
            "quality": keyed["data_source"].map(QUALITY),
        }
    )
    totals = rows[rows["country"] == TOTAL].drop(columns="country")
    output = rows[rows["country"] != TOTAL]
    return output.assign(place=output["country"].map(names.place)).drop(columns="country"), totals
