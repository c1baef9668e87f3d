"""What one edition changed against another: tables, columns, rows by key, and the numbers that moved most."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from orecast._ground.errors import DataError
from orecast.sources.fields import Field, read_fields
from orecast.sources.moved import moved
from orecast.sources.registry import REGISTRY, Entry, Registry, checksum, data_folder, read_registry
from orecast.sources.tables import read_frame
from orecast.sources.texts import require_checksum

INSTALLED = "installed"
NUMBER = "row with the same key"
Frames = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True)
class TableChange:
    """What happened to one table. `status`: added, removed, changed, or same; rows by `key`, counted."""

    table: str
    status: str
    rows_before: int
    rows_after: int
    added: int = 0
    removed: int = 0
    changed: int = 0
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    key: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class EditionChange:
    """Edition `after` against `before`. Do not change the tables in place.

    tables   every table of either edition
    numbers  production, flows and prices whose number moved, by mineral, place and year: measure, unit, mineral, place,
             year, before, after, relative (after / before - 1), share_of_world (the change as a share of the larger
             world total of that measure, mineral and year); furthest first, those that one edition lacks last
    """

    before: str
    after: str
    tables: tuple[TableChange, ...]
    numbers: pd.DataFrame
    folders: tuple[Path, Path]

    @property
    def is_same(self) -> bool:
        """True where no table differs."""
        return all(table.status == "same" for table in self.tables)

    def rows(self) -> pd.DataFrame:
        """Every added and removed row and every changed cell: table, change, key, column, before, after, as text."""
        found = [rows for table in self.tables if table.status == "changed" for rows in self._rows_of(table)]
        columns = ["table", "change", "key", "column", "before", "after"]
        return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns, dtype="str")

    def _rows_of(self, table: TableChange) -> Iterator[pd.DataFrame]:
        frames = tuple(_frame(folder, read_registry(folder).tables[table.table]) for folder in self.folders)
        return _listed(table.table, _joined((frames[0], frames[1]), list(table.key)), list(table.key))


def edition_folder(name: str | Path) -> Path:
    """The folder of an edition: 'installed', the installed edition's name, or a folder that holds one.

    Errors  DataError for a folder without a register, and for a name that is neither a folder nor installed.
    """
    here = read_registry(data_folder()).edition
    if str(name) in (INSTALLED, here):
        return data_folder()
    folder = Path(name)
    if not folder.is_dir():
        raise DataError(
            f"no edition '{name}': it is no folder, and the installed edition is {here}. One edition is installed at "
            "a time; give the folder of another, or make it with 'orecast data build --from DIR -o FOLDER'."
        )
    if not (folder / REGISTRY).is_file():
        raise DataError(
            f"{folder} holds no edition: there is no {REGISTRY} in it. Give a folder that "
            "'orecast data build --from DIR -o FOLDER' wrote."
        )
    return folder


def compare(before: str | Path, after: str | Path) -> EditionChange:
    """What edition `after` changed against `before`; each a folder or 'installed'.

    Errors  as `edition_folder`; DataError where a built table is not the one that its edition's register describes.
    """
    folders = edition_folder(before), edition_folder(after)
    registers = read_registry(folders[0]), read_registry(folders[1])
    fields = read_fields(folders[0]), read_fields(folders[1])
    names = sorted({*registers[0].tables, *registers[1].tables})
    tables = tuple(_table_change(name, folders, registers, _joint(fields, name)) for name in names)
    return EditionChange(
        before=registers[0].edition,
        after=registers[1].edition,
        tables=tables,
        numbers=moved({table.table for table in tables if table.status != "same"}, *folders),
        folders=folders,
    )


def _joint(fields: tuple[Mapping[str, Mapping[str, Field]], ...], name: str) -> dict[str, Field]:
    """The dictionary of a table in both editions, the later one's word where they differ."""
    return {**fields[0].get(name, {}), **fields[1].get(name, {})}


def _table_change(
    name: str, folders: tuple[Path, Path], registers: tuple[Registry, Registry], fields: Mapping[str, Field]
) -> TableChange:
    entries = [register.tables.get(name) for register in registers]
    if entries[0] is None or entries[1] is None:
        was, now = (entry.rows if entry else 0 for entry in entries)
        return TableChange(name, "added" if entries[0] is None else "removed", was, now, added=now, removed=was)
    if _content(folders[0], entries[0]) == _content(folders[1], entries[1]):
        return TableChange(name, "same", entries[0].rows, entries[1].rows)
    frames = _frame(folders[0], entries[0]), _frame(folders[1], entries[1])
    columns = [list(map(str, frame.columns)) for frame in frames]
    key = _key(frames, fields)
    joined = _joined(frames, key)
    counted = joined["_merge"].value_counts()
    return TableChange(
        name, "changed", len(frames[0]), len(frames[1]),
        added=int(counted["right_only"]), removed=int(counted["left_only"]),
        changed=int(_differs(joined).any(axis=1).sum()),
        columns_added=tuple(c for c in columns[1] if c not in columns[0]),
        columns_removed=tuple(c for c in columns[0] if c not in columns[1]), key=tuple(key),
    )  # fmt: skip


def _content(folder: Path, entry: Entry) -> str:
    """Checksum of a table's file, a built one's checked against its register."""
    path = folder / entry.file
    if Path(entry.file).name != entry.file:
        raise DataError(
            f"table '{entry.name}' of {folder}: the register names the file '{entry.file}', and a table lies in its "
            "edition's folder. Make the edition again with 'orecast data build'."
        )
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise DataError(
            f"table '{entry.name}': the file {path} cannot be read ({fault.strerror}). Make the edition again with "
            "'orecast data build --from DIR -o FOLDER'."
        ) from fault
    if entry.made_by == "build":
        require_checksum(path, content, entry)
    return checksum(content)


def _frame(folder: Path, entry: Entry) -> pd.DataFrame:
    """Rows of a table; outlines as a row for each place with its geometry as text."""
    path = folder / entry.file
    if path.suffix != ".geojson":
        return read_frame(path, path.read_bytes(), read_fields(folder).get(entry.name, {}))
    shapes = json.loads(path.read_text(encoding="utf-8"))["features"]
    rows = [{"place": shape["properties"]["place"], "geometry": json.dumps(shape["geometry"])} for shape in shapes]
    return pd.DataFrame(rows)


def _key(frames: Frames, fields: Mapping[str, Field]) -> list[str]:
    """Columns that tell a row: the axes of the dictionary, then further columns that hold no decimals, until unique.

    Rows that agree in all of them are numbered.
    """
    axes = {axis for field in fields.values() for axis in field.axes.split(",")}
    shared = [str(name) for name in frames[0].columns if name in frames[1].columns]
    whole = [name for name in shared if all(frame[name].dtype.kind != "f" for frame in frames)]
    key = [name for name in whole if name in axes]
    for name in [*(name for name in whole if name not in key), NUMBER]:
        if key and not any(frame.duplicated(key).any() for frame in frames):
            break
        key.append(name)
    return key


def _joined(frames: Frames, key: list[str]) -> pd.DataFrame:
    """Both tables side by side by key: shared columns twice, as 'name' + ' before' and ' after'."""
    sides = []
    for frame, suffix in zip(frames, (" before", " after"), strict=True):
        if NUMBER in key:
            frame = frame.assign(**{NUMBER: frame.groupby([k for k in key if k != NUMBER]).cumcount()})
        kinds = {name: "str" for name in key if frame[name].dtype.kind not in "iu"}
        sides.append(frame.astype(kinds).rename(columns={n: f"{n}{suffix}" for n in frame.columns if n not in key}))
    return sides[0].merge(sides[1], on=key, how="outer", indicator=True)


def _differs(joined: pd.DataFrame) -> pd.DataFrame:
    """For rows of both tables, whether each shared column differs; two gaps are the same."""
    both = joined[joined["_merge"] == "both"]
    names = [c[: -len(" before")] for c in joined.columns if c.endswith(" before") and _after(c) in joined.columns]
    return pd.DataFrame({name: _unequal(both[f"{name} before"], both[f"{name} after"]) for name in names})


def _after(column: str) -> str:
    return f"{column[: -len(' before')]} after"


def _unequal(before: "pd.Series[Any]", after: "pd.Series[Any]") -> "pd.Series[bool]":
    return (before != after) & ~(before.isna() & after.isna())


def _listed(table: str, joined: pd.DataFrame, key: list[str]) -> Iterator[pd.DataFrame]:
    """Added and removed rows, then changed cells column by column."""
    words = [f"{name} " + joined[name].astype("str") for name in key]
    named = words[0]
    for more in words[1:]:
        named = named + "; " + more
    for side, change in (("right_only", "added"), ("left_only", "removed")):
        chosen = named[joined["_merge"] == side]
        yield pd.DataFrame({"table": table, "change": change, "key": chosen, "column": "", "before": "", "after": ""})
    for name, is_other in _differs(joined).items():
        at = is_other.index[is_other]
        texts = {side: joined.loc[at, f"{name} {side}"].astype("str") for side in ("before", "after")}
        yield pd.DataFrame({"table": table, "change": "changed", "key": named[at], "column": str(name), **texts})
