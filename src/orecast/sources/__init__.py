"""The statistics Orecast stands on: publishers' files in, tables of our own schema out.

Every table carries its `Source`; units are explicit, every row is traceable and nothing is imputed.
`build` makes the embedded edition from the publishers' files, `load` reads one table of it, `verify` checks it,
`compare` tells what another edition changed.
"""

from orecast.sources.builder import build, register_hand_tables
from orecast.sources.catalogue import Listing, MineralRow, describe, minerals
from orecast.sources.checks import Finding, verify
from orecast.sources.comparing import EditionChange, TableChange, compare
from orecast.sources.tables import Table, edition, load

__all__ = [
    "EditionChange",
    "Finding",
    "Listing",
    "MineralRow",
    "Table",
    "TableChange",
    "build",
    "compare",
    "describe",
    "edition",
    "load",
    "minerals",
    "register_hand_tables",
    "verify",
]
