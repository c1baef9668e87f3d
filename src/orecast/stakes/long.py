"""Long tables put together from blocks of rows, column by column: no row is ever an object of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast._ground.arrays import Floats

Value = TypeVar("Value")
Labels = Mapping[str, str | int]
Columns = Mapping[str, Sequence[str] | Floats]


@dataclass(frozen=True)
class Block:
    """Some rows of a long table: `shared` labels that hold for all of them, and `own` columns with a value a row."""

    shared: Labels
    own: Columns

    @property
    def size(self) -> int:
        """How many rows."""
        return len(next(iter(self.own.values())))


def distinct(values: Mapping[int, Value]) -> dict[int, Value]:
    """Each value once, by its identity: cases that meet the same levers share one."""
    return {id(value): value for value in values.values()}


def long_table(blocks: Sequence[Block], columns: Sequence[str]) -> pd.DataFrame:
    """The blocks under one another, with the columns in this order; every block has all of them."""
    sizes = [block.size for block in blocks]
    return pd.DataFrame({name: _column(blocks, sizes, name) for name in columns})


def _column(blocks: Sequence[Block], sizes: Sequence[int], name: str) -> NDArray[Any]:
    """One column: text as objects, numbers as they are."""
    if blocks and name in blocks[0].shared:
        labels = [block.shared[name] for block in blocks]
        return np.repeat(np.array(labels, dtype=object if isinstance(labels[0], str) else np.int64), sizes)
    parts = [block.own[name] for block in blocks]
    if any(isinstance(part, np.ndarray) for part in parts):
        return np.concatenate([np.asarray(part, dtype=np.float64) for part in parts])
    return np.array(list(chain.from_iterable(parts)), dtype=object)
