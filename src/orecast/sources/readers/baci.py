"""CEPII BACI: bilateral customs flows by six-digit code, thousand US dollars and gross tonnes."""

from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.readers.raw import raw_parquet

FIRST_YEAR = 2017  # earlier years are not used by any base year or restored route
EXTRACT = "baci_minerals_1995_2024.parquet"
NAMES = {"t": "year", "i": "exporter", "j": "importer", "k": "hs6", "v": "value_kusd", "q": "quantity_t"}
RELEASE = "BACI_HS92_Y*.csv"  # the yearly files of CEPII's full release


def read_flows(folder: Path, places: pd.DataFrame, codes: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Flows since 2017 as published: code, year, exporter, importer, value_kusd, gross_tonnes (NaN = not reported).

    CEPII's yearly files (BACI_HS92_Y2024_V202601.csv …) are read where they lie in `folder`, with the codes of the
    extract and those in `codes`; otherwise the extract of 74 codes is read.
    `places` is places.csv, whose `baci_codes` column lists the numeric codes of each place.
    Errors  DataError for a numeric code without a place.
    """
    extract = raw_parquet(folder, EXTRACT, *NAMES.values())
    yearly = sorted(folder.glob(RELEASE))
    raw = _release(yearly, codes | frozenset(extract["hs6"])) if yearly else extract
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


def _release(paths: list[Path], codes: frozenset[str]) -> pd.DataFrame:
    """Our codes in CEPII's yearly files: t year, i exporter, j importer, k code, v thousand USD, q tonnes."""
    parts = []
    for path in paths:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False, skipinitialspace=True).rename(columns=NAMES)
        if missing := [column for column in NAMES.values() if column not in raw.columns]:
            raise DataError(
                f"{path.name} is not a yearly file of BACI: it lacks {', '.join(missing)} (columns t, i, j, k, v, q). "
                "Take the HS92 release from CEPII as it is."
            )
        raw["hs6"] = raw["hs6"].str.zfill(6)
        kept = raw[raw["hs6"].isin(codes)].copy()
        kept["quantity_t"] = pd.to_numeric(kept["quantity_t"].str.strip().replace("NA", ""))
        whole = {"year": "int64", "exporter": "int64", "importer": "int64", "value_kusd": "float64"}
        parts.append(kept.astype(whole)[list(NAMES.values())])
    return pd.concat(parts, ignore_index=True)


def place_by_code(places: pd.DataFrame) -> dict[int, str]:
    """BACI's numeric code -> place."""
    pairs = zip(places["place"], places["baci_codes"], strict=True)
    return {int(code): place for place, codes in pairs for code in codes.split(";") if code}
