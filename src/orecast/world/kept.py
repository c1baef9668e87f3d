"""Balances kept on disk between runs: found again only under the same data, code and libraries, never trusted blindly.

One file for each mineral and years in a folder named by a checksum of the embedded edition, of the code that builds and
of the libraries beneath it. A file that is missing, damaged or another's is built again. No file holds code (Parquet
only), and each is put in place whole, so that two programs may write at once.
"""

import hashlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import orecast
from orecast.sources.registry import data_folder
from orecast.world.balance import Balance

VARIABLE = "ORECAST_CACHE"
"""Environment variable with the folder to keep balances in; empty keeps none."""
LIBRARIES = ("numpy", "scipy", "pandas", "clarabel")
ROOMS = ("_ground", "sources", "world")
ARRAYS = ("production", "use", "trade", "flows", "reserves", "raw_production", "raw_trade")
FRAMES = ("corrections", "steps")
WHOLE_NUMBERS = ("year",)
"""Columns of whole numbers with gaps, which a frame holds as objects."""
WRITTEN = {"compression": "lz4", "use_dictionary": False, "write_statistics": False, "write_page_checksum": True}
"""How a file is written: what is read as a whole needs no dictionary and no statistics."""
FAULTS = (OSError, ValueError, KeyError, TypeError, pa.ArrowException)


def folder() -> Path | None:
    """Where balances are kept: ORECAST_CACHE, else the user's cache folder; None where ORECAST_CACHE is empty."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) / fingerprint()[:16] if named else None
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "orecast" / fingerprint()[:16]


@cache
def fingerprint() -> str:
    """Checksum of all that a balance of the embedded edition hangs on: its tables, the code and the libraries."""
    package = Path(str(orecast.__file__)).parent
    code = [path for room in ROOMS for path in sorted((package / room).rglob("*.py"))]
    tables = sorted(path for path in data_folder().rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in (*tables, *code):
        digest.update(f"{path.name} {path.stat().st_size} ".encode() + path.read_bytes())
    beneath = [*(version(name) for name in LIBRARIES), platform.python_version(), platform.machine()]
    digest.update(" ".join(beneath).encode())
    return digest.hexdigest()


def read(mineral: str, years: tuple[int, ...]) -> Balance | None:
    """The kept balance of one mineral in the embedded edition; None where there is none that can be trusted."""
    place = folder()
    if place is None:
        return None
    try:
        table = _opened(place / _name(mineral, years))
        plain = json.loads(table.column("plain")[0].as_py())
        if (plain.pop("fingerprint"), plain["mineral"], tuple(plain["years"])) != (fingerprint(), mineral, years):
            return None
        return _balance(plain, table)
    except FAULTS:
        return None  # damaged: it is built and kept again


def write(balance: Balance) -> None:
    """Keep a balance of the embedded edition for the next run. A folder that cannot be written to keeps nothing."""
    place = folder()
    if place is None:
        return
    try:
        place.mkdir(parents=True, exist_ok=True)
        handle, half = tempfile.mkstemp(dir=place, suffix=".part")
        with os.fdopen(handle, "wb") as file:
            pq.write_table(_table(balance), file, **WRITTEN)
        Path(half).replace(place / _name(balance.mineral, balance.years))
    except OSError:
        return


def _name(mineral: str, years: tuple[int, ...]) -> str:
    return f"{mineral}-{'-'.join(map(str, years))}.parquet"


def _table(balance: Balance) -> pa.Table:
    """The balance as one row: arrays and the columns of frames as lists, all else as JSON."""
    values = dict(vars(balance))
    lists = {name: pa.array(values.pop(name).ravel()) for name in ARRAYS}
    for frame in FRAMES:
        for name, column in values.pop(frame).items():
            lists[f"{frame}.{name}"] = _listed(column, pa.int64() if name in WHOLE_NUMBERS else None)
    cells = {name: pa.LargeListArray.from_arrays([0, len(items)], items) for name, items in lists.items()}
    plain = json.dumps({"fingerprint": fingerprint(), **values})
    return pa.table({"plain": pa.array([plain]), **cells})


def _listed(column: pd.Series, kind: pa.DataType | None) -> pa.Array:
    """One column of a frame in one piece, gaps as nulls."""
    found = pa.array(column, type=kind, from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _balance(plain: Mapping[str, object], table: pa.Table) -> Balance:
    """The balance of one row."""
    values: dict[str, object] = {**plain, "years": tuple(plain["years"]), "places": tuple(plain["places"])}  # type: ignore[arg-type]
    size = len(values["places"])  # type: ignore[arg-type]
    lists = {name: table.column(name).chunk(0).values for name in table.column_names[1:]}
    for name in ARRAYS:
        flat = lists.pop(name).to_numpy().astype(np.float64)
        values[name] = flat if flat.size in (0, size) else flat.reshape(size, size)
    for frame in FRAMES:
        columns = {name.split(".")[1]: items for name, items in lists.items() if name.startswith(f"{frame}.")}
        values[frame] = _framed(columns)
    return Balance(**values)  # type: ignore[arg-type]


def _framed(columns: Mapping[str, pa.Array]) -> pd.DataFrame:
    """A frame of some columns, gaps and types as they were."""
    frame: pd.DataFrame = pa.table(columns).to_pandas(use_threads=False, types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    for name in set(WHOLE_NUMBERS) & set(columns):
        frame[name] = frame[name].astype(object)
    return frame


def _opened(source: Path) -> pa.Table:
    """A Parquet table, its pages checked against their checksums."""
    with pq.ParquetFile(source, page_checksum_verification=True) as file:
        return file.read(use_threads=False)
