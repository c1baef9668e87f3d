"""CEPII BACI of one year in a later classification: the complete flows of codes that the HS92 extract lacks."""

from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.readers.raw import raw_parquet

FILE = "baci_2024_30hs6.parquet"
COLUMNS = ("year", "exporter", "importer", "hs6", "value_kusd", "qty_t")
OTHER_SPELLINGS = {"S19": "TWN"}  # Taiwan, which BACI calls "Other Asia, nes"


def read_complete(folder: Path, places: pd.DataFrame, codes: frozenset[str]) -> pd.DataFrame:
    """Flows of `codes`, as `baci.read_flows` gives them: code, year, exporter, importer, value_kusd, gross_tonnes.

    Units  thousand USD, gross tonnes (NaN = not reported). Errors: DataError for a place that places.csv lacks.
    """
    raw = raw_parquet(folder, FILE, *COLUMNS)
    raw = raw[raw["hs6"].astype(str).isin(codes)]
    flows = pd.DataFrame(
        {
            "code": raw["hs6"].astype(str),
            "year": raw["year"].astype("int16"),
            "exporter": raw["exporter"].replace(OTHER_SPELLINGS),
            "importer": raw["importer"].replace(OTHER_SPELLINGS),
            "value_kusd": raw["value_kusd"].astype("float32"),
            "gross_tonnes": raw["qty_t"].astype("float32"),
        }
    )
    if unknown := sorted((set(flows["exporter"]) | set(flows["importer"])) - set(places["place"])):
        raise DataError(
            f"{FILE} uses the place codes {', '.join(map(str, unknown))}, which places.csv does not list. "
            "Add them, or their spelling in orecast/sources/readers/complete.py."
        )
    return flows
