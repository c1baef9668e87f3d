"""World Mining Data: output of 65 minerals by country, in the mineral's own unit of account."""

from pathlib import Path

import pandas as pd

from orecast.sources.names import PlaceNames
from orecast.sources.readers.raw import raw_csv

QUALITY = {"r": "reported", "e": "estimated", "p": "provisional", "nan": "not stated"}
TOTAL = "Total"


def read_production(folder: Path, series: pd.DataFrame, names: PlaceNames) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(production by place, published world totals); both with mineral, year, quantity in the unit of account.

    Places come from the country's name: the codes give French Guiana as Guyana and Kosovo as R20.
    """
    raw = raw_csv(folder, "wmd_production_2018_2024.csv")
    keyed = raw.merge(series, left_on=["mineral", "unit"], right_on=["commodity", "unit_published"], validate="m:1")
    rows = pd.DataFrame(
        {
            "mineral": keyed["mineral_y"],
            "country": keyed["Country"],
            "year": keyed["year"].astype("int64"),
            "quantity": keyed["production"].astype("float64") * keyed["factor"].astype("float64"),
            "unit": keyed["unit_y"],
            "publisher": "WMD",
            "quality": keyed["data_source"].map(QUALITY),
        }
    )
    totals = rows[rows["country"] == TOTAL].drop(columns="country")
    output = rows[rows["country"] != TOTAL]
    return output.assign(place=output["country"].map(names.place)).drop(columns="country"), totals
