"""USGS Mineral Commodity Summaries as released: one long csv since 2026, one wide csv a commodity before."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.formats.archive import AGAIN, open_archive
from orecast.sources.formats.delimited import decoded, read_text

LONG = {
    "MCS chapter": "chapter", "Section": "section", "Commodity": "commodity", "Country": "country",
    "Statistics": "statistic", "Statistics_detail": "detail", "Unit": "unit", "Year": "year", "Value": "value",
    "Notes": "notes",
}  # fmt: skip
NUMBER = re.compile(r"[<>]?-?[\d,]*\.?\d+")
LONG_FILE = re.compile(r"mcs\d{4}_commodities_data.*\.csv", re.IGNORECASE)
WORLD_FILE = re.compile(r"mcs(\d{4})[-_](\w+?)_world(?:_data)?\.csv|mcs(\d{4})_world_data.*\.csv", re.IGNORECASE)
MEASURES = {"prod": "production", "production": "production", "cap": "capacity", "capacity": "capacity",
            "reserves": "reserves"}  # fmt: skip
UNITS = {
    "t": "metric tons", "kt": "thousand metric tons", "mt": "million metric tons", "mmt": "million metric tons",
    "kg": "kilograms", "kct": "thousand carats", "mct": "million carats", "mcm": "million cubic meters",
}  # fmt: skip
FLAGS = {"NA": "not_available", "W": "withheld", "Large": "large_unquantified", "": "not_available"}
WORLD_COLUMNS = ["edition", "commodity", "country", "type", "measure", "year", "estimated", "value", "unit", "flag"]
NOTHING = ("—", "--", "-")
NON_BREAKING = "\u00a0"


def read_long(path: Path) -> pd.DataFrame:
    """The release of 2026 and later in the columns of our extract; `value_num` is the number, `flag` what stands in
    its place ('W', '>50', '—'). Errors: DataError where the columns are not those of the release."""
    raw = read_text(path.name, _content(path, LONG_FILE))
    if missing := [column for column in LONG if column not in raw.columns]:
        raise DataError(f"{path.name} lacks the columns {', '.join(missing)} of the USGS's release. {AGAIN}")
    frame = raw.rename(columns=LONG)[list(LONG.values())]
    frame = frame.map(lambda cell: cell.replace(NON_BREAKING, " ").strip())
    found = frame["value"].map(number_and_flag)
    return frame.assign(year=frame["year"].str[:4], value_num=found.str[0], flag=found.str[1])


def number_and_flag(value: str) -> tuple[str, str]:
    """The number in a published cell, and the mark of a cell that is no plain number."""
    if value in NOTHING:
        return "", "—"
    if not NUMBER.fullmatch(value):
        return "", value
    return str(float(value.lstrip("<>").replace(",", ""))), value if value[0] in "<>" else ""


def read_world(paths: list[Path], codes: Mapping[str, str]) -> pd.DataFrame:
    """World tables of the editions before 2026, in the columns of our extract. `codes`: 'alumi' -> 'Aluminum'.

    Errors  DataError for an unknown commodity code or a column of an unknown unit.
    """
    rows: list[tuple[str, ...]] = []
    for path in paths:
        for name, text in _members(path):
            rows += _wide(name, read_text(name, text), codes)
    return pd.DataFrame(rows, columns=WORLD_COLUMNS)


def _members(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix.lower() != ".zip":
        yield path.name, decoded(path.read_bytes())
        return
    with open_archive(path) as archive:
        for name in archive.namelist():
            if WORLD_FILE.fullmatch(Path(name).name):
                yield Path(name).name, decoded(archive.read(name))


def _content(path: Path, pattern: re.Pattern[str]) -> str:
    if path.suffix.lower() != ".zip":
        return decoded(path.read_bytes())
    with open_archive(path) as archive:
        return decoded(archive.read(next(n for n in archive.namelist() if pattern.fullmatch(Path(n).name))))


def _wide(name: str, raw: pd.DataFrame, codes: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """(edition, commodity, country, type, measure, year, estimated, value, unit, flag) of each published cell."""
    raw = raw.rename(columns={str(column): str(column).strip().casefold() for column in raw.columns})
    if missing := [column for column in ("country", "type") if column not in raw.columns]:
        raise DataError(f"{name} lacks the columns {', '.join(missing)} of the USGS's world tables. {AGAIN}")
    found = WORLD_FILE.fullmatch(name)
    edition = f"MCS{found[1] or found[3]}" if found else ""
    columns = {str(column): described for column in raw.columns if (described := _column(name, str(column), edition))}
    for row in raw.to_dict("records"):
        commodity = str(row["commodity"]) if "commodity" in row else _commodity(name, found, codes)
        for column, (measure, year, estimated, unit) in columns.items():
            cell = str(row[column]).strip()
            value, flag = _value(cell)
            if cell:
                unit_text = unit or str(row.get("unit_meas", ""))
                country, kind = str(row["country"]).strip(), str(row["type"]).strip()
                yield edition, commodity, country, kind, measure, year, estimated, value, unit_text, flag


def _commodity(name: str, found: "re.Match[str] | None", codes: Mapping[str, str]) -> str:
    code = found[2].casefold() if found and found[2] else ""
    if code not in codes:
        raise DataError(
            f"{name}: the commodity code '{code}' is not in usgs_codes.csv. Add its row, as 'alumi,Aluminum'."
        )
    return codes[code]


def _column(name: str, column: str, edition: str) -> tuple[str, str, str, str] | None:
    """(measure, year, '1' where estimated, unit) of a column such as Prod_kt_est_2023; None for notes and labels."""
    parts = [part for part in re.split(r"[_ ]+", column) if part]
    if not parts or parts[0] not in MEASURES or "notes" in parts:
        return None
    years = [part for part in parts if re.fullmatch(r"\d{4}", part)]
    units = [UNITS[part] for part in parts[1:] if part in UNITS]
    if not units and len(parts) > 1 and not years and "est" not in parts:
        raise DataError(f"{name}: column '{column}' names no unit out of {', '.join(UNITS)}. Adapt formats/survey.py.")
    year = years[0] if years else str(int(edition[3:]) - 1)
    estimated = "1" if "est" in parts or parts[0] == "reserves" else "0"
    return MEASURES[parts[0]], year, estimated, units[0] if units else ""


def _value(cell: str) -> tuple[str, str]:
    """The number of a cell, and our extract's word for a mark in its place."""
    number, flag = number_and_flag(cell)
    if flag == "—":
        return "0", ""
    if flag[:1] in "<>" and flag:
        return number, "less_than" if flag[0] == "<" else "greater_than"
    return number, FLAGS.get(flag, f"text:{flag}") if flag else ""
