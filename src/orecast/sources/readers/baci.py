"""CEPII BACI: bilateral customs flows by six-digit code, thousand US dollars and gross tonnes."""

from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.readers.raw import raw_file

FIRST_YEAR = 2017  # earlier years are not used by any base year or restored route


def read_flows(folder: Path, places: pd.DataFrame) -> pd.DataFrame:
    """Flows since 2017 as published: code, year, exporter, importer, value_kusd, gross_tonnes (NaN = not reported).

    `places` is places.csv, whose `baci_codes` column lists the numeric codes of each place.
    Errors  DataError for a numeric code without a place.
    """
    raw = pd.read_parquet(raw_file(folder, "baci_minerals_1995_2024.parquet"))
    raw = raw[raw["year"] >= FIRST_YEAR]
    by_code = place_by_code(places)
    if unknown := sorted((set(raw["exporter"]) | set(raw["importer"])) - set(by_code)):
        raise DataError(
            f"BACI uses the place codes {', '.join(map(str, unknown))}, which places.csv does not list. "
            "Add them to the baci_codes column."
        )
    flows = pd.DataFrame(
        {
            "code": raw["hs6"].astype(str),
            "year": raw["year"].astype("int16"),
            "exporter": raw["exporter"].map(by_code),
            "importer": raw["importer"].map(by_code),
            "value_kusd": raw["value_kusd"].astype("float32"),
            "gross_tonnes": raw["quantity_t"].astype("float32"),
        }
    )
    return flows.sort_values(["code", "year", "exporter", "importer"], ignore_index=True)


def place_by_code(places: pd.DataFrame) -> dict[int, str]:
    """BACI's numeric code -> place."""
    pairs = zip(places["place"], places["baci_codes"], strict=True)
    return {int(code): place for place, codes in pairs for code in codes.split(";") if code}
