"""CEPII BACI: bilateral customs flows by six-digit code, thousand US dollars and gross tonnes."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats import customs, downloads
from orecast.sources.readers.raw import raw_parquet

FIRST_YEAR = 2017  # earlier years are used by no base year and no restored route: `sources.history` reads them
EXTRACT = downloads.BACI_EXTRACT
COLUMNS = ("year", "exporter", "importer", "hs6", "value_kusd", "quantity_t")


def read_flows(folder: Path, places: pd.DataFrame, codes: frozenset[str] = frozenset()) -> pd.DataFrame:
    """Flows since 2017 as published: code, year, exporter, importer, value_kusd, gross_tonnes (NaN = not reported).

    CEPII's release (a zip, or its csv files BACI_HS92_Y2024_V202601.csv …) is read where it lies in `folder`, with
    `codes` and those of the extract, if that is there too; otherwise the extract of 74 codes is read.
    `places` is places.csv, whose `baci_codes` column lists the numeric codes of each place.
    Errors  DataError for a numeric code without a place.
    """
    return placed(published(folder, codes, range(FIRST_YEAR, 2100)), places)


def published(folder: Path, codes: frozenset[str], years: range) -> pd.DataFrame:
    """Rows of some years with BACI's own place codes (columns in `COLUMNS`), from a release or else the extract."""
    release = downloads.found(folder).files.get(downloads.BACI, ())
    extract = None
    if not release or (folder / EXTRACT).is_file():
        extract = raw_parquet(folder, EXTRACT, *COLUMNS)
    if release:
        wanted = codes if extract is None else codes | frozenset(extract["hs6"])
        return customs.read_years(chosen_years(release, years), wanted)
    assert extract is not None
    return extract[extract["year"].isin(years)]


def chosen_years(release: Iterable[Path], years: range) -> list[customs.YearFile]:
    """The yearly files of a release in `years`. Errors: DataError where there is none."""
    files = customs.year_files(release)
    chosen = [file for file in files if file.year in years]
    if not chosen:
        raise DataError(
            f"the release of BACI holds the years {files[0].year} to {files[-1].year}, none of {years.start} to "
            f"{years.stop - 1}. Add the files of those years."
        )
    return chosen


def placed(raw: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Rows of BACI with our places: code, year, exporter, importer, value_kusd, gross_tonnes. Errors: unknown code."""
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
