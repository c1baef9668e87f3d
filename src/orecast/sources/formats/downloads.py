"""Tell apart what lies in a folder: each publisher's file is known by its content, not by its name."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats import customs, governance, pinksheet, survey, worldmining
from orecast.sources.formats.archive import AGAIN, open_archive
from orecast.sources.formats.delimited import decoded
from orecast.sources.formats.workbook import open_workbook, rows_of
from orecast.sources.registry import data_folder

BACI, MINING, PINK, WGI = "CEPII BACI", "World Mining Data", "World Bank Pink Sheet", "World Bank WGI"
SURVEY, SURVEY_WORLD = "USGS MCS since 2026", "USGS MCS before 2026"
SEVERAL = (BACI, SURVEY_WORLD)  # one file a year or commodity
# Files whose name says whose they are: when their content does not, the build stops rather than leave them aside.
CLAIMS = re.compile(r"baci_hs|^wgi|cmo-historical|pink ?sheet|^6\.4|mcs20\d\d", re.IGNORECASE)
EXTRACTS = frozenset({
    "baci_minerals_1995_2024.parquet", "wmd_production_2018_2024.csv", "wgi_political_stability.csv",
    "wgi_six_dimensions_1996_2023.csv", "usgs_mcs_world.csv", "usgs_mcs_2026.csv", "prices_usgs_mcs.csv",
    "prices_worldbank_pinksheet_annual.csv", "deposits_ukraine_key.csv", "facilities_ukraine.csv",
    "facilities_russia.csv", "naturalearth_countries_110m.geojson", "baci_2024_30hs6.parquet",
    "eu_crm_2023_published_sr_ei.csv", "eu_trade_parameters_t.csv", "eu_crm2023_indicators.csv",
})  # fmt: skip
BACI_EXTRACT = "baci_minerals_1995_2024.parquet"
MADE_FROM = {
    "wmd_production_2018_2024.csv": MINING,
    "wgi_political_stability.csv": WGI,
    "usgs_mcs_2026.csv": SURVEY,
    "usgs_mcs_world.csv": SURVEY_WORLD,
    "prices_worldbank_pinksheet_annual.csv": PINK,
}
PEEK = 4000
READ = (".csv", ".zip", ".xlsx")


@dataclass(frozen=True)
class Downloads:
    """Publishers' files of one folder by kind, and the names of files of no known kind."""

    files: Mapping[str, tuple[Path, ...]]
    unknown: tuple[str, ...]


def found(folder: Path) -> Downloads:
    """What lies in `folder`.

    Errors  DataError for a file whose name claims a publisher but whose content is something else, for a damaged
            archive or workbook, a workbook with macros, and two files of a kind that comes as one.
    """
    paths = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return _found(tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in paths))


@lru_cache(maxsize=4)
def _found(stamped: tuple[tuple[Path, int, int], ...]) -> Downloads:
    files: dict[str, tuple[Path, ...]] = {}
    unknown = []
    for path, *_ in stamped:
        if path.name in EXTRACTS:
            continue
        if kind := kind_of(path):
            files[kind] = (*files.get(kind, ()), path)
        elif CLAIMS.search(path.name):
            raise DataError(f"{path.name} is not what its name says: its content is in no format known here. {AGAIN}")
        elif path.suffix.lower() in READ:
            unknown.append(path.name)
    for kind, paths in files.items():
        if len(paths) > 1 and kind not in SEVERAL:
            names = " and ".join(path.name for path in paths)
            raise DataError(f"{names} are both {kind}, and an edition takes one. Keep the one you want.")
    return Downloads(files, tuple(unknown))


def kind_of(path: Path) -> str:
    """The publisher and format of one file, '' where it is none of ours. Errors: as `found`."""
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm", ".xlsb", ".xls"):
        return _kind_of_workbook(path)
    if suffix == ".zip":
        return _kind_of_archive(path)
    return _kind_of_csv(path) if suffix == ".csv" else ""


def _kind_of_workbook(path: Path) -> str:
    with open_workbook(path) as book:
        if pinksheet.SHEET in book.sheetnames:
            return PINK
        head = [row for sheet in book.sheetnames for row in rows_of(book, sheet, worldmining.HEAD_ROWS)]
    if any(governance.is_long(row) for row in head):
        return WGI
    return MINING if any(worldmining.is_header(row) for row in head) else ""


def _kind_of_archive(path: Path) -> str:
    with open_archive(path) as archive:
        names = [Path(name).name for name in archive.namelist()]
    for kind, pattern in ((BACI, customs.MEMBER), (SURVEY, survey.LONG_FILE), (SURVEY_WORLD, survey.WORLD_FILE)):
        if any(pattern.fullmatch(name) for name in names):
            return kind
    return ""


def _kind_of_csv(path: Path) -> str:
    if customs.MEMBER.fullmatch(path.name):
        return BACI
    with path.open("rb") as content:
        head = decoded(content.read(PEEK))
    first = [cell.strip().strip('"') for cell in head.partition("\n")[0].split(",")]
    if "Statistics_detail" in first:
        return SURVEY
    if survey.WORLD_FILE.fullmatch(path.name) and {"country", "type"} <= {cell.casefold() for cell in first}:
        return SURVEY_WORLD
    return WGI if governance.is_long(first) or governance.is_wide(head) else ""


def extract(folder: Path, name: str) -> pd.DataFrame | None:
    """The rows that the raw extract `name` would hold, read from a publisher's file in `folder`; None without one."""
    kind = MADE_FROM.get(name)
    paths = found(folder).files.get(kind, ()) if kind else ()
    return _read(str(kind), paths, _stamps(paths)) if paths else None


def origin(folder: Path, name: str) -> str:
    """The file in `folder` that gives the rows of the raw extract `name`: a publisher's own, else the extract."""
    paths = found(folder).files.get(MADE_FROM.get(name, ""), ())
    return paths[0].name if len(paths) == 1 else f"{len(paths)} files" if paths else name


def has(folder: Path, name: str) -> bool:
    """True where `folder` holds the raw extract `name` or a publisher's file in its place."""
    files = found(folder).files
    if name == BACI_EXTRACT and BACI in files:
        return True
    return MADE_FROM.get(name) in files or (folder / name).is_file()


def _stamps(paths: tuple[Path, ...]) -> tuple[int, ...]:
    return tuple(path.stat().st_mtime_ns for path in paths)


@lru_cache(maxsize=8)
def _read(kind: str, paths: tuple[Path, ...], stamps: tuple[int, ...]) -> pd.DataFrame:
    """Kept in memory: several tables are made of one file. `stamps` tell a changed file from the one read before."""
    if kind == SURVEY_WORLD:
        return survey.read_world(list(paths), _commodities())
    if kind == WGI:
        return governance.read_governance(paths[0]).rename(columns={"pv": "political_stability"})
    readers = {MINING: worldmining.read_world_mining, PINK: pinksheet.read_pink_sheet, SURVEY: survey.read_long}
    return readers[kind](paths[0])


def _commodities() -> dict[str, str]:
    """The USGS's code in a file name -> its commodity."""
    with (data_folder() / "usgs_codes.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["commodity"] for row in csv.DictReader(lines)}


def origins(folder: Path) -> Iterator[str]:
    """What was found, in words: 'World Mining Data: 6.4.xlsx'; then the files left alone."""
    seen = found(folder)
    for kind, paths in seen.files.items():
        yield f"{kind}: {', '.join(path.name for path in paths[:3])}{' …' if len(paths) > 3 else ''}"
    if seen.unknown:
        more = " …" if len(seen.unknown) > 5 else ""
        yield f"left alone, of no known kind: {', '.join(seen.unknown[:5])}{more}"
