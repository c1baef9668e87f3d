"""Customs declarations of every code as arrays in the order of their codes, numbered once for all minerals."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NONE = slice(0, 0)


@dataclass(frozen=True, eq=False)
class Declarations:
    """The flows table sorted by code, so that the rows of a code are one slice.

    Shapes  labels [place], in alphabetical order; year, exporter, importer, value, tonnes: [row], where exporter and
            importer number the labels.
    Units   value kUSD/yr; tonnes t/yr gross, NaN where none are declared.
    """

    labels: tuple[str, ...]
    slices: Mapping[str, slice]
    year: Ints
    exporter: Ints
    importer: Ints
    value: Floats
    tonnes: Floats

    def rows(self, code: str, years: tuple[int, ...]) -> Ints:
        """Numbers of the rows of a code in some years, none for a code without flows [row]."""
        part = self.slices.get(code, NONE)
        return np.asarray(part.start + np.nonzero(np.isin(self.year[part], years))[0])

    def years(self, code: str) -> set[int]:
        """Years in which a code has flows."""
        return set(np.unique(self.year[self.slices.get(code, NONE)]).tolist())

    def partners(self, code: str, years: tuple[int, ...]) -> set[str]:
        """Places at either end of the flows of a code in some years."""
        rows = self.rows(code, years)
        found = np.unique(np.concatenate([self.exporter[rows], self.importer[rows]]))
        return {self.labels[place] for place in found.tolist()}

    def numbered(self, places: tuple[str, ...]) -> Ints:
        """Number of each label among `places`, −1 for one that is not there [place]."""
        number = {place: index for index, place in enumerate(places)}
        return np.array([number.get(label, -1) for label in self.labels], dtype=np.int64)


def numbered_declarations(flows: pd.DataFrame) -> Declarations:
    """The rows of a flows table, those of a code in the order that they had."""
    code, codes = pd.factorize(flows["code"].astype(str), sort=True)
    order = np.argsort(code, kind="stable")
    bounds = np.searchsorted(code[order], np.arange(len(codes) + 1)).tolist()
    ends = pd.concat([flows["exporter"], flows["importer"]], ignore_index=True).astype(str)
    place, labels = pd.factorize(ends, sort=True)
    exporter, importer = place[: len(flows)], place[len(flows) :]
    return Declarations(
        labels=tuple(labels.tolist()),
        slices={name: slice(*ends) for name, *ends in zip(codes.tolist(), bounds[:-1], bounds[1:], strict=True)},
        year=flows["year"].to_numpy(np.int64)[order],
        exporter=exporter.astype(np.int64)[order],
        importer=importer.astype(np.int64)[order],
        value=flows["value_kusd"].to_numpy(np.float64)[order],
        tonnes=flows["gross_tonnes"].to_numpy(np.float64)[order],
    )
