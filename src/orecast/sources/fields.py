"""The data dictionary: what each column of each table means, and the check of a table against it."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orecast._ground.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

DICTIONARY = "fields.csv"
PLACE_FIELDS = frozenset({"place", "exporter", "importer", "origin", "destination"})


@dataclass(frozen=True)
class Field:
    """One column of one table. `dtype` is str, int or float; an empty bound means unbounded."""

    table: str
    field: str
    axes: str
    unit: str
    dtype: str
    minimum: float
    maximum: float
    required: bool
    meaning: str
    source: str


def read_fields(folder: Path) -> dict[str, dict[str, Field]]:
    """The dictionary as table -> column -> Field.

    Errors  DataError where the file is missing or a row is damaged, with its line.
    """
    path = folder / DICTIONARY
    found: dict[str, dict[str, Field]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                found.setdefault(row["table"], {})[row["field"]] = _field(row, path, number)
    except (OSError, KeyError) as fault:
        raise DataError(
            f"the data dictionary {path} cannot be read ({fault}). Every edition needs one; reinstall Orecast."
        ) from fault
    return found


def _field(row: dict[str, str], path: Path, number: int) -> Field:
    try:
        low = float(row["minimum"] or "-inf")
        high = float(row["maximum"] or "inf")
    except ValueError as fault:
        raise DataError(
            f"{path}, line {number} ({row['table']}.{row['field']}): minimum and maximum must be numbers or empty, "
            f"not '{row['minimum']}' and '{row['maximum']}'. Correct the line."
        ) from fault
    return Field(
        row["table"], row["field"], row["axes"], row["unit"], row["dtype"], low, high,
        row["required"] == "yes", row["meaning"], row["source"],
    )  # fmt: skip


def typed(frame: "pd.DataFrame", fields: dict[str, Field], where: str) -> "pd.DataFrame":
    """`frame` with its numeric columns read as numbers; text stays text ('NA' is Namibia's code, not a gap).

    Errors  DataError naming the column and the first cell that is not a number.
    """
    out = frame.copy()
    for name in frame.columns:
        known = fields.get(str(name))
        if known and known.dtype in ("int", "float"):
            out[name] = _numbers(frame[name], known, where)
    return out


def _numbers(column: "pd.Series[str]", known: Field, where: str) -> "pd.Series[float] | pd.Series[int]":
    import pandas as pd

    values = pd.to_numeric(column.where(column.ne("")), errors="coerce")
    wrong = column.ne("") & values.isna()
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise DataError(
            f"{where}, row {row + 1}: '{column.iloc[row]}' is not a number, but {known.table}.{known.field} is "
            f"{known.dtype} ({known.meaning}). Correct the cell, or rebuild with 'orecast data build --from DIR'."
        )
    return values.astype("int64") if known.dtype == "int" and not values.isna().any() else values.astype("float64")


def check_columns(frame: "pd.DataFrame", fields: dict[str, Field], where: str) -> None:
    """Require every column the dictionary calls required.

    Errors  DataError naming the missing columns.
    """
    missing = [name for name, known in fields.items() if known.required and name not in frame.columns]
    if missing:
        raise DataError(
            f"{where} lacks {'column' if len(missing) == 1 else 'columns'} {', '.join(missing)}, required by "
            "fields.csv. Reinstall Orecast, or rebuild with 'orecast data build --from DIR'."
        )
