"""CEPII's full release of BACI: a zip of one csv a year, or those csv files; only our codes are kept."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats.archive import open_archive

NAMES = {"t": "year", "i": "exporter", "j": "importer", "k": "hs6", "v": "value_kusd", "q": "quantity_t"}
MEMBER = re.compile(r"BACI_HS(\d\d)_Y(\d{4})_V(\w+)\.csv", re.IGNORECASE)
REVISION = "92"
ROWS_AT_ONCE = 2_000_000  # about 300 MB as text


@dataclass(frozen=True)
class YearFile:
    """One year of a release: a csv file, or the member `member` of a zip."""

    path: Path
    member: str
    year: int
    version: str

    @property
    def name(self) -> str:
        """The csv's own name."""
        return Path(self.member or self.path.name).name

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The bytes of the csv."""
        if not self.member:
            with self.path.open("rb") as content:
                yield content
            return
        with open_archive(self.path) as archive, archive.open(self.member) as content:
            yield content


def year_files(paths: Iterable[Path]) -> list[YearFile]:
    """The yearly files of a release, csv or zip, by year.

    Errors  DataError for a classification other than HS92, or a year that stands there twice.
    """
    found: dict[int, YearFile] = {}
    for path in paths:
        for member in _members(path):
            matched = MEMBER.fullmatch(Path(member or path.name).name)
            if matched is None:
                continue
            if matched[1] != REVISION:
                raise DataError(f"{path.name} is BACI in HS{matched[1]}; our codes are HS92. Take the HS92 release.")
            file = YearFile(path, member, int(matched[2]), f"V{matched[3]}")
            if other := found.get(file.year):
                raise DataError(
                    f"the year {file.year} of BACI stands in {other.path.name} and in {path.name}. Keep one of them."
                )
            found[file.year] = file
    return [found[year] for year in sorted(found)]


def _members(path: Path) -> list[str]:
    """Members of a zip; '' for a csv itself."""
    if path.suffix.lower() != ".zip":
        return [""]
    with open_archive(path) as archive:
        return archive.namelist()


def read_years(files: Iterable[YearFile], codes: frozenset[str]) -> pd.DataFrame:
    """year, exporter, importer (BACI's numeric codes), hs6, value_kusd, quantity_t (NaN: not reported) of our codes.

    Errors  DataError for a file that is not BACI, is cut short, or holds another year than its name says.
    """
    return pd.concat([_year(file, codes) for file in files], ignore_index=True)


def _year(file: YearFile, codes: frozenset[str]) -> pd.DataFrame:
    parts = []
    with file.opened() as content:
        try:
            chunks = pd.read_csv(
                content, dtype=str, keep_default_na=False, skipinitialspace=True, chunksize=ROWS_AT_ONCE
            )
            parts = [_kept(file.name, chunk.rename(columns=NAMES), codes) for chunk in chunks]
        except (ValueError, EOFError, pd.errors.ParserError) as fault:
            raise DataError(f"{file.name} is cut short or holds what is no number ({fault}). {NEXT}") from fault
    kept = pd.concat(parts, ignore_index=True)
    if wrong := sorted(set(kept["year"]) - {file.year}):
        raise DataError(f"{file.name} holds the year {wrong[0]}, and its name says {file.year}. {NEXT}")
    return kept


NEXT = "Take the HS92 release from CEPII as it is."


def _kept(name: str, raw: pd.DataFrame, codes: frozenset[str]) -> pd.DataFrame:
    if missing := [column for column in NAMES.values() if column not in raw.columns]:
        raise DataError(
            f"{name} is not a yearly file of BACI: it lacks {', '.join(missing)} (columns t, i, j, k, v, q). {NEXT}"
        )
    told = raw[["hs6", "value_kusd"]]
    if (told.isna() | (told == "")).any(axis=None):
        raise DataError(f"{name} is cut short: a line of it is not whole. {NEXT}")
    kept = raw[raw["hs6"].str.strip().str.zfill(6).isin(codes)].copy()
    kept["hs6"] = kept["hs6"].str.strip().str.zfill(6)
    kept["quantity_t"] = pd.to_numeric(kept["quantity_t"].str.strip().replace("NA", ""))
    whole = {"year": "int64", "exporter": "int64", "importer": "int64", "value_kusd": "float64"}
    return kept.astype(whole)[list(NAMES.values())]
