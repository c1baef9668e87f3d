"""Check an edition: checksums, the data dictionary, ranges, foreign keys and the sums of publishers' totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from orecast._ground.errors import OrecastError
from orecast.sources.fields import PLACE_FIELDS, Field, read_fields
from orecast.sources.registry import Entry, data_folder, read_registry
from orecast.sources.tables import load, read_frame
from orecast.sources.texts import require_checksum

RESERVE_YEARS = (5, 1000)  # years of present output that reserves last; outside, a unit is likely wrong
TOLERANCE = 0.01  # difference between a sum of places and the printed world total that is worth a warning
EVERY = "*"


@dataclass(frozen=True)
class Finding:
    """One result of a check. `status`: ok, warn or fail; `rows` names what is at fault."""

    check: str
    table: str
    status: Literal["ok", "warn", "fail"]
    message: str
    rows: tuple[str, ...] = ()


def verify(folder: Path | None = None) -> list[Finding]:
    """Every check on every table of the edition in `folder` (default: the embedded one), faults first.

    Errors  DataError where the register or the data dictionary itself cannot be read.
    """
    folder = folder or data_folder()
    fields = read_fields(folder)
    found = list(_unregistered(folder))
    for name, entry in sorted(read_registry(folder).tables.items()):
        found += _table(folder, entry, fields.get(name, {}))
    if not any(finding.status == "fail" for finding in found):
        found += [_totals(folder), _reserve_years(folder), _stages(folder)]
    order = {"fail": 0, "warn": 1, "ok": 2}
    return sorted(found, key=lambda finding: (order[finding.status], finding.table, finding.check))


def _unregistered(folder: Path) -> Iterator[Finding]:
    known = {entry.file for entry in read_registry(folder).tables.values()} | {"fields.csv"}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known:
            yield Finding(
                "registered", path.stem, "fail", "is not in registry.toml; register it with 'python -m orecast.sources'"
            )


def _table(folder: Path, entry: Entry, fields: dict[str, Field]) -> list[Finding]:
    path = folder / entry.file
    try:
        content = path.read_bytes()
        require_checksum(path, content, entry)
        if path.suffix == ".geojson":
            return [Finding("checksum", entry.name, "ok", "as registered")]
        frame = read_frame(path, content, fields)
    except (OrecastError, OSError) as fault:
        return [Finding("checksum and schema", entry.name, "fail", str(fault))]
    faults = [*_columns(entry, frame, fields), *_ranges(entry, frame, fields), *_keys(folder, entry, frame)]
    return faults or [Finding("all checks", entry.name, "ok", f"{len(frame)} rows")]


def _columns(entry: Entry, frame: pd.DataFrame, fields: dict[str, Field]) -> Iterator[Finding]:
    if unknown := tuple(str(name) for name in frame.columns if name not in fields):
        yield Finding("dictionary", entry.name, "fail", f"columns not in fields.csv: {', '.join(unknown)}", unknown)


def _ranges(entry: Entry, frame: pd.DataFrame, fields: dict[str, Field]) -> Iterator[Finding]:
    for name, known in fields.items():
        if name not in frame.columns:
            continue
        column = frame[name]
        if known.dtype in ("int", "float"):
            wrong = column.lt(known.minimum) | column.gt(known.maximum)
            rule = f"must lie in [{known.minimum:g}, {known.maximum:g}]"
        else:
            wrong = column.astype(str).eq("") & known.required
            rule = "must not be empty"
        if wrong.any():
            rows = tuple(f"row {row + 1}: {column.iloc[row]!r}" for row in wrong.to_numpy().nonzero()[0][:5])
            yield Finding("range", entry.name, "fail", f"{name} {rule}: {int(wrong.sum())} rows do not", rows)


def _keys(folder: Path, entry: Entry, frame: pd.DataFrame) -> Iterator[Finding]:
    """Every mineral, place and group of places named anywhere exists."""
    for name in map(str, frame.columns):
        if name in PLACE_FIELDS or name == "mineral":
            known, where = _labels(folder, name)
            if unknown := tuple(sorted(set(frame[name].astype(str)) - known)):
                yield Finding("keys", entry.name, "fail", f"{name}: not in {where}: {', '.join(unknown)}", unknown)


def _labels(folder: Path, name: str) -> tuple[set[str], str]:
    """Labels a column may hold, and the tables they stand in. Routes may name a group of places."""
    if name == "mineral":
        return {*load("minerals", folder).frame["mineral"], EVERY, ""}, "minerals.csv"
    places = {*load("places", folder).frame["place"], EVERY, ""}
    if name == "place":
        return places, "places.csv"
    return {*places, *load("groups", folder).frame["group"]}, "places.csv or groups.csv"


def _stages(folder: Path) -> Finding:
    """Every stage has a balance's tables or a reason, and every code shown as trade or in a stage has flows."""
    table, minerals = load("stages", folder).frame, load("minerals", folder).frame
    stage_of = dict(zip(minerals["mineral"], minerals["stage"], strict=True))
    coded = set(load("mineral_codes", folder).frame["mineral"])
    live = set(load("flows", folder).frame["code"].astype(str))
    faults = []
    for row in table.to_dict("records"):
        market, named = str(row["market"]), f"{row['of']}, {row['stage']}"
        if bool(market) == bool(row["reason"]):
            faults.append(f"{named}: has neither a market nor a reason, or both")
        elif market and (stage_of.get(market) != row["stage"] or market not in coded):
            faults.append(f"{named}: {market} is not in minerals.csv at this stage, or has no codes")
    faults += [f"{code}: no flows" for code in load("trade_codes", folder).frame["code"] if code not in live]
    message = f"{int(table['market'].ne('').sum())} stages have a balance, the others a reason"
    return Finding("stages", "stages", "fail" if faults else "ok", message, tuple(faults))


def _totals(folder: Path) -> Finding:
    """World Mining Data's printed totals against the sum of its places."""
    output = load("production", folder).frame
    printed = load("world_totals", folder).frame
    own = printed[printed["publisher"].eq("WMD")].set_index(["mineral", "year"])["quantity"]
    summed = output[output["publisher"].eq("WMD")].groupby(["mineral", "year"])["quantity"].sum()
    gap = (summed / own - 1).dropna()
    wide = gap[gap.abs() > TOLERANCE]
    named = wide.rename("ratio").reset_index()
    rows = tuple(
        f"{mineral} {year}: places sum to {1 + ratio:.3f} of the total"
        for mineral, year, ratio in zip(named["mineral"], named["year"], named["ratio"], strict=True)
    )
    message = (
        f"{len(gap) - len(rows)} of {len(gap)} printed totals agree with the sum of places within {TOLERANCE:.0%}; "
        "the sum of places is used throughout"
    )
    return Finding("world totals", "production", "warn" if rows else "ok", message, rows)


def _reserve_years(folder: Path) -> Finding:
    """Reserves against a year's output: a slip of units shows as a few days or as millennia."""
    low, high = RESERVE_YEARS
    output = load("production", folder).frame.query("publisher == 'WMD'")
    yearly = output[output["year"].eq(output["year"].max())].groupby("mineral")["quantity"].sum()
    years = (load("reserves", folder).frame.groupby("mineral")["quantity"].sum() / yearly).dropna()
    odd = years[(years < low) | (years > high)]
    rows = tuple(f"{mineral}: {value:.3g} years" for mineral, value in zip(odd.index, odd, strict=True))
    message = f"reserves of {len(years)} minerals last {years.min():.0f} to {years.max():.0f} years of present output"
    return Finding("reserve years", "reserves", "warn" if rows else "ok", message, rows)
