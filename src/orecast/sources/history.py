"""Customs flows of any year since 1995, read from raw files: history that the embedded edition does not carry."""

from pathlib import Path

import pandas as pd

from orecast.sources.readers import baci
from orecast.sources.tables import load


def flows_of_years(
    folder: Path | str, first: int, last: int, codes: "frozenset[str] | set[str] | None" = None
) -> pd.DataFrame:
    """code, year, exporter, importer, value_kusd, gross_tonnes from `first` to `last`, as published.

    `folder` holds CEPII's release of BACI in HS92 (zip or yearly csv) or the raw extract of 74 codes. `codes`: only
    these, by default those of the edition. Units  thousand USD, gross tonnes (NaN = not reported).
    Errors  DataError where no file or none of the years is there, or a numeric code has no place.
    """
    wanted = frozenset(codes or load("flows").frame["code"].astype(str))
    raw = baci.published(Path(folder), wanted, range(first, last + 1))
    return baci.placed(raw[raw["hs6"].astype(str).isin(wanted)], load("places").frame)
