"""The statistics Orecast stands on: publishers' files in, tables of our own schema out.

Every table carries its `Source`; units are explicit, every row is traceable and nothing is imputed.
`build` makes the embedded edition from the publishers' files, `load` reads one table of it, `verify` checks it,
`compare` tells what another edition changed.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from orecast.sources.tables import Table, edition, load

if TYPE_CHECKING:
    from orecast.sources.builder import build, register_hand_tables
    from orecast.sources.catalogue import Listing, MineralRow, describe, minerals
    from orecast.sources.checks import Finding, verify
    from orecast.sources.comparing import EditionChange, TableChange, compare

_MODULE_OF = {
    **dict.fromkeys(("build", "register_hand_tables"), "builder"),
    **dict.fromkeys(("Listing", "MineralRow", "describe", "minerals"), "catalogue"),
    **dict.fromkeys(("Finding", "verify"), "checks"),
    **dict.fromkeys(("EditionChange", "TableChange", "compare"), "comparing"),
}
"""What only an edition's makers need, and its readers of publishers' formats with it, is imported at its first use."""

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


def __getattr__(name: str) -> object:
    """Resolve a name in its module on first use."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'orecast.sources' has no attribute '{name}'")
    return getattr(import_module(f"orecast.sources.{_MODULE_OF[name]}"), name)
