"""Make the embedded edition from the publishers' files: the same bytes every time."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from orecast.sources.fields import read_fields
from orecast.sources.left_out import left_out
from orecast.sources.names import PlaceNames
from orecast.sources.prices import base_prices
from orecast.sources.readers import baci, outlines, prices, sites, usgs, wgi, wmd
from orecast.sources.registry import Entry, Registry, checksum, data_folder, read_registry, write_registry
from orecast.sources.tables import read_frame

Progress = Callable[[str], None]
SUFFIXES = (".csv", ".parquet", ".geojson")
HAND_TABLES = (
    "places", "place_names", "minerals", "series", "price_series", "price_parts", "rare_earth_basket",
    "commodity_names",
)  # fmt: skip
NOT_TABLES = ("registry.toml", "fields.csv")


def build(from_dir: Path, to_dir: Path, progress: Progress | None = None) -> Registry:
    """Build every table in `to_dir` from the raw inputs in `from_dir`; hand-made tables are copied and registered.

    Byte-identical on rebuild with the same inputs and the same pyarrow.
    Errors  DataError for a missing raw input, an unknown place or unit, or a price series that is not there.
    """
    say = progress or (lambda _: None)
    to_dir.mkdir(parents=True, exist_ok=True)
    _copy_hand_tables(data_folder(), to_dir)
    for name, content in _built_tables(from_dir, to_dir, say):
        _write(to_dir / name, content)
    say("registering tables")
    return _register(to_dir, everything=True)


def register_hand_tables(folder: Path | None = None) -> Registry:
    """Write checksum, rows, columns and units of every hand-made table in `folder` into its registry.toml.

    Call it after editing one. Tables made by `build` keep the checksum of their build; a new table starts with a
    description to be filled in, and the entry of a table whose file is gone is removed.
    """
    return _register(folder or data_folder(), everything=False)


def _register(folder: Path, everything: bool) -> Registry:
    before = read_registry(folder)
    fields = read_fields(folder)
    tables = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in SUFFIXES and path.name not in NOT_TABLES:
            known = before.tables.get(path.stem) or _new_entry(path)
            units = {name: field.unit for name, field in fields.get(path.stem, {}).items() if field.unit}
            remeasure = everything or known.made_by == "hand"
            tables[path.stem] = _measured(known, path, units) if remeasure else known
    registry = Registry(before.edition, tables)
    write_registry(folder, registry)
    return registry


def _new_entry(path: Path) -> Entry:
    title = path.stem.replace("_", " ").capitalize()
    licence, publisher = "Apache-2.0 (compilation); sources as cited per row", "The Orecast authors"
    return Entry(path.stem, path.name, title, publisher, "", licence, "see the source column", "hand")


def _measured(entry: Entry, path: Path, units: Mapping[str, str]) -> Entry:
    content = path.read_bytes()
    if path.suffix == ".geojson":
        return replace(entry, sha256=checksum(content), rows=len(json.loads(content)["features"]), columns=("place",))
    frame = read_frame(path, content, {})
    columns = tuple(map(str, frame.columns))
    return replace(entry, sha256=checksum(content), rows=len(frame), columns=columns, units=units)


def _copy_hand_tables(origin: Path, to_dir: Path) -> None:
    if origin.resolve() == to_dir.resolve():
        return
    entries = read_registry(origin).tables
    for path in sorted(origin.iterdir()):
        built = path.stem in entries and entries[path.stem].made_by == "build"
        if path.is_file() and not built:
            (to_dir / path.name).write_bytes(path.read_bytes())


def _built_tables(raw: Path, hand: Path, say: Progress) -> list[tuple[str, Any]]:
    """(file name, frame or GeoJSON) of every table made from publishers' files."""
    rows = {name: _hand(hand, name) for name in HAND_TABLES}
    say("reading customs flows")
    flows = baci.read_flows(raw, rows["places"], frozenset(_hand(hand, "mineral_codes")["code"]))
    say("reading production, reserves and capacity")
    statistics = _statistics(raw, rows)
    say("reading prices")
    published = prices.read_prices(raw, flows)
    price = base_prices(
        published, rows["price_series"], rows["price_parts"], rows["rare_earth_basket"], rows["minerals"]
    )
    say("reading governance, sites and outlines")
    return [
        ("flows.parquet", flows),
        *statistics,
        ("prices.csv", price),
        ("governance.csv", wgi.read_governance(raw, _names(rows, "World Bank WGI"))),
        ("deposits.csv", sites.read_deposits(raw, rows["commodity_names"])),
        ("sites.csv", sites.read_sites(raw, rows["commodity_names"])),
        ("outlines.geojson", outlines.read_outlines(raw, _names(rows, "Natural Earth"))),
        ("left_out.csv", left_out(raw, rows["series"])),
    ]


def _hand(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def _names(rows: Mapping[str, pd.DataFrame], publisher: str) -> PlaceNames:
    names = rows["place_names"]
    own = names[names["publisher"].eq(publisher)]
    return PlaceNames(publisher, dict(zip(own["spelling"], own["place"], strict=True)))


def _statistics(raw: Path, rows: Mapping[str, pd.DataFrame]) -> list[tuple[str, Any]]:
    series = rows["series"]
    is_wmd = series["publisher"].eq("World Mining Data")
    output, totals = wmd.read_production(raw, series[is_wmd], _names(rows, "World Mining Data"))
    survey, elsewhere = usgs.read_usgs(raw, series[~is_wmd], _names(rows, "USGS MCS"))
    survey, elsewhere = survey.assign(publisher="USGS"), elsewhere.assign(publisher="USGS")
    made = survey[survey["statistic"].eq("production")].rename(columns={"flag": "quality"})
    both = pd.concat([output.assign(edition="WMD2026"), made], ignore_index=True)
    return [
        (
            "production.parquet",
            _sorted(both, ["mineral", "place", "year", "quantity", "unit", "publisher", "edition", "quality"]),
        ),
        ("reserves.csv", _sorted(_latest(survey[survey["statistic"].eq("reserves")]), USGS_COLUMNS)),
        ("capacity.csv", _sorted(survey[survey["statistic"].eq("capacity")], USGS_COLUMNS)),
        ("world_totals.csv", _totals(totals, elsewhere)),
    ]


USGS_COLUMNS = ["mineral", "place", "year", "quantity", "unit", "publisher", "edition", "flag"]


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Each mineral's newest assessment."""
    return rows[rows["year"].eq(rows.groupby("mineral")["year"].transform("max"))]


def _sorted(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return rows.sort_values(["mineral", "place", "year", "publisher"], ignore_index=True)[columns]


def _totals(output: pd.DataFrame, elsewhere: pd.DataFrame) -> pd.DataFrame:
    """What publishers print for the world and for 'other countries': a check of the sums, not a place."""
    wmd_rows = output.assign(row="world", statistic="production", edition="WMD2026").rename(columns={"quality": "flag"})
    is_world = elsewhere["country"].str.casefold().str.startswith("world")
    usgs_rows = elsewhere.assign(row=is_world.map({True: "world", False: "other countries"}))
    columns = ["mineral", "statistic", "row", "year", "quantity", "unit", "publisher", "edition", "flag"]
    both = pd.concat([wmd_rows, usgs_rows], ignore_index=True)
    return both.sort_values(["mineral", "statistic", "row", "year", "publisher"], ignore_index=True)[columns]


def _write(path: Path, content: Any) -> None:
    """Write one table with nothing in the file that depends on the machine or the day."""
    if path.suffix == ".parquet":
        table = pa.Table.from_pandas(content, preserve_index=False).replace_schema_metadata(None)
        text = [field.name for field in table.schema if pa.types.is_large_string(field.type)]
        for name in text:
            at = table.schema.get_field_index(name)
            table = table.set_column(at, name, table.column(name).cast(pa.string()))
        pq.write_table(
            table, path, compression="zstd", compression_level=19, row_group_size=1 << 20, store_schema=False
        )
    elif path.suffix == ".csv":
        content.to_csv(path, index=False, lineterminator="\n", float_format="%.10g")
    else:
        path.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
