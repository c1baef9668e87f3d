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
from orecast.sources.formats import downloads
from orecast.sources.keeping import Kept, publishers_editions, renamed, require_inputs
from orecast.sources.left_out import left_out
from orecast.sources.names import PlaceNames
from orecast.sources.prices import base_prices
from orecast.sources.readers import eu, outlines, prices, sites, usgs, wgi, wmd
from orecast.sources.registry import Entry, Registry, checksum, data_folder, read_registry, write_registry
from orecast.sources.tables import read_frame

Progress = Callable[[str], None]
SUFFIXES = (".csv", ".parquet", ".geojson")
HAND_TABLES = (
    "places", "place_names", "minerals", "series", "price_series", "price_parts", "rare_earth_basket",
    "commodity_names", "trade_codes", "refined_shares", "refined_totals", "eu_materials",
)  # fmt: skip
NOT_TABLES = ("registry.toml", "fields.csv")


def build(from_dir: Path, to_dir: Path, progress: Progress | None = None, edition: str | None = None) -> Registry:
    """Build every table in `to_dir` from the files in `from_dir`; hand-made tables are copied and registered.

    `from_dir` holds publishers' own downloads, known by their content, or the raw extracts. What no file there gives
    is kept from the embedded edition, and said. Byte-identical on rebuild with the same inputs and pyarrow.
    `edition` names the result; without it the name stays while every built table does, else it takes a mark of its
    content, as 2026.11+3f2a91c0.
    Errors  DataError where no file is known, a file is not what it claims, a place or unit is unknown, or a price
            series is not there.
    """
    say = progress or (lambda _: None)
    require_inputs(from_dir)
    for line in downloads.origins(from_dir):
        say(line)
    to_dir.mkdir(parents=True, exist_ok=True)
    before = read_registry(data_folder())
    kept = Kept(from_dir, say)
    _copy_hand_tables(data_folder(), to_dir)
    for name, content in _built_tables(from_dir, to_dir, say, kept):
        _write(to_dir / name, content)
    say("registering tables")
    registry = renamed(_register(to_dir, everything=True), before, edition, publishers_editions(from_dir))
    write_registry(to_dir, registry)
    return registry


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


def _built_tables(raw: Path, hand: Path, say: Progress, kept: Kept) -> list[tuple[str, Any]]:
    """(file name, frame or GeoJSON) of every table made from publishers' files."""
    rows = {name: _hand(hand, name) for name in HAND_TABLES}
    say("reading customs flows")
    later = frozenset(rows["trade_codes"]["code"])
    flows = kept.flows(rows["places"], frozenset(_hand(hand, "mineral_codes")["code"]) | later, later)
    say("reading production, reserves and capacity")
    statistics = _statistics(raw, rows, kept)
    say("reading prices")
    published = prices.read_prices(raw, flows)
    series, parts, basket = rows["price_series"], rows["price_parts"], rows["rare_earth_basket"]
    price = base_prices(published, series, parts, basket, rows["minerals"], kept.has(*prices.FILES))
    say("reading governance, sites and outlines")
    return [
        ("flows.parquet", flows),
        *statistics,
        ("prices.csv", kept.prices(price)),
        ("governance.csv", kept.governance(wgi.read_governance(raw, _names(rows, "World Bank WGI")))),
        *_places(raw, rows, kept),
        *_eu_study(raw, rows, kept),
        ("left_out.csv", kept.counts(left_out(raw, rows["series"], later, rows["eu_materials"]))),
    ]


def _places(raw: Path, rows: Mapping[str, pd.DataFrame], kept: Kept) -> list[tuple[str, Any]]:
    """Deposits, sites and outlines, those of the embedded edition where their files are not there."""
    names = rows["commodity_names"]
    made: list[tuple[str, tuple[str, ...], Callable[[], Any]]] = [
        ("deposits.csv", ("deposits_ukraine_key.csv",), lambda: sites.read_deposits(raw, names)),
        ("sites.csv", ("facilities_ukraine.csv", "facilities_russia.csv"), lambda: sites.read_sites(raw, names)),
        ("outlines.geojson", (outlines.FILE,), lambda: outlines.read_outlines(raw, _names(rows, "Natural Earth"))),
    ]
    return [(name, read() if kept.has(*files) else kept.whole(name)) for name, files, read in made]


def _eu_study(raw: Path, rows: Mapping[str, pd.DataFrame], kept: Kept) -> list[tuple[str, Any]]:
    """Scores, trade parameters and largest suppliers of the European Commission, or those of the embedded edition."""
    names, materials = _names(rows, eu.PUBLISHER), rows["eu_materials"]
    made: list[tuple[str, str, Callable[[], Any]]] = [
        ("eu_scores.csv", eu.SCORES_FILE, lambda: eu.read_scores(raw)),
        ("eu_trade_parameters.csv", eu.PARAMETERS_FILE, lambda: eu.read_parameters(raw, names)),
        ("eu_top_suppliers.csv", eu.SUPPLIERS_FILE, lambda: eu.read_suppliers(raw, names, materials)),
    ]
    return [(name, read() if kept.has(file) else kept.whole(name)) for name, file, read in made]


def _hand(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def _names(rows: Mapping[str, pd.DataFrame], publisher: str) -> PlaceNames:
    names = rows["place_names"]
    own = names[names["publisher"].eq(publisher)]
    return PlaceNames(publisher, dict(zip(own["spelling"], own["place"], strict=True)))


def _statistics(raw: Path, rows: Mapping[str, pd.DataFrame], kept: Kept) -> list[tuple[str, Any]]:
    series = rows["series"]
    is_wmd = series["publisher"].eq("World Mining Data")
    has_wmd, has_usgs = kept.has(wmd.FILE), kept.has(*usgs.FILES)
    output = totals = made = elsewhere = survey = None
    if has_wmd:
        output, totals = wmd.read_production(raw, series[is_wmd], _names(rows, "World Mining Data"))
        output = output.assign(edition=WMD_EDITION)
    if has_usgs:
        survey, elsewhere = usgs.read_usgs(raw, series[~is_wmd], _names(rows, "USGS MCS"))
        survey, elsewhere = survey.assign(publisher="USGS"), elsewhere.assign(publisher="USGS")
        made = survey[survey["statistic"].eq("production")].rename(columns={"flag": "quality"})
    own = [kept.own("production", "WMD", output), kept.own("production", "USGS", made)]
    both = pd.concat([*own, _refined(rows["refined_shares"], rows["refined_totals"])], ignore_index=True)
    columns = ["mineral", "place", "year", "quantity", "unit", "publisher", "edition", "quality"]
    return [
        ("production.parquet", _sorted(both, columns)),
        *_surveyed(survey, kept),
        _totals(totals, elsewhere, kept, rows["refined_totals"]),
    ]


def _refined(shares: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Refined output as a published share (refined_shares.csv) of a published total: rows of production."""
    left = totals.rename(columns={"source": "total_source"})
    both = left.merge(shares, left_on=["of", "year"], right_on=["mineral", "year"], suffixes=("", "_shared"))
    return pd.DataFrame(
        {
            "mineral": both["mineral"],
            "place": both["place"],
            "year": both["year"].astype("int64"),
            "quantity": (both["share"].astype("float64") * both["total"].astype("float64")).round(),
            "unit": both["unit"],
            "publisher": both["publisher"],
            "edition": both["source"],
            "quality": "estimated from a share rounded to a percent",
        }
    )


def _surveyed(survey: pd.DataFrame | None, kept: Kept) -> list[tuple[str, Any]]:
    """Reserves and capacity of the USGS."""
    if survey is None:
        return [("reserves.csv", kept.table("reserves")), ("capacity.csv", kept.table("capacity"))]
    return [
        ("reserves.csv", _sorted(_latest(survey[survey["statistic"].eq("reserves")]), USGS_COLUMNS)),
        ("capacity.csv", _sorted(survey[survey["statistic"].eq("capacity")], USGS_COLUMNS)),
    ]


WMD_EDITION = "WMD2026"
USGS_COLUMNS = ["mineral", "place", "year", "quantity", "unit", "publisher", "edition", "flag"]


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Each mineral's newest assessment."""
    return rows[rows["year"].eq(rows.groupby("mineral")["year"].transform("max"))]


def _sorted(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return rows.sort_values(["mineral", "place", "year", "publisher"], ignore_index=True)[columns]


def _totals(
    output: pd.DataFrame | None, elsewhere: pd.DataFrame | None, kept: Kept, refined: pd.DataFrame
) -> tuple[str, pd.DataFrame]:
    """What publishers print for the world and for 'other countries': a check of the sums, not a place."""
    if output is not None:
        output = output.assign(row="world", statistic="production", edition=WMD_EDITION)
        output = output.rename(columns={"quality": "flag"})
    if elsewhere is not None:
        is_world = elsewhere["country"].str.casefold().str.startswith("world")
        elsewhere = elsewhere.assign(row=is_world.map({True: "world", False: "other countries"}))
    columns = ["mineral", "statistic", "row", "year", "quantity", "unit", "publisher", "edition", "flag"]
    own = [kept.own("world_totals", "WMD", output), kept.own("world_totals", "USGS", elsewhere)]
    own.append(_refined_totals(refined[~refined["mineral"].isin(own[1]["mineral"])]))
    both = pd.concat(own, ignore_index=True)
    order = ["mineral", "statistic", "row", "year", "publisher"]
    return "world_totals.csv", both.sort_values(order, ignore_index=True)[columns]


def _refined_totals(totals: pd.DataFrame) -> pd.DataFrame:
    """World output that shares are taken of, as printed totals."""
    named = totals.rename(columns={"total": "quantity", "source": "edition"}).drop(columns="of")
    typed = named.astype({"year": "int64", "quantity": "float64"})
    return typed.assign(statistic="production", row="world", flag="not stated")


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
