"""The statistics Orecast stands on: publishers' files in, tables of our own schema out.

Every table carries its `Source`; units are explicit, every row is traceable and nothing is imputed.
`build` makes the embedded edition from the publishers' files, `load` reads one table of it, `verify` checks it,
`compare` tells what another edition changed.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orecast.sources.builder import build, register_hand_tables
    from orecast.sources.catalogue import Listing, MineralRow, describe, minerals
    from orecast.sources.checks import Finding, verify
    from orecast.sources.comparing import EditionChange, TableChange, compare
    from orecast.sources.tables import Table, edition, load
    from orecast.sources.texts import rows

_DOOR = {
    "EditionChange": "comparing",
    "Finding": "checks",
    "Listing": "catalogue",
    "MineralRow": "catalogue",
    "Table": "tables",
    "TableChange": "comparing",
    "build": "builder",
    "compare": "comparing",
    "describe": "catalogue",
    "edition": "tables",
    "load": "tables",
    "minerals": "catalogue",
    "register_hand_tables": "builder",
    "rows": "texts",
    "verify": "checks",
}
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
    "rows",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Names of the room, imported when first asked for (PEP 562): what reads words needs no pandas.

    Errors  AttributeError for any other name.
    """
    if name not in _DOOR:
        raise AttributeError(f"module 'orecast.sources' has no attribute '{name}'")
    value = getattr(import_module(f"orecast.sources.{_DOOR[name]}"), name)
    globals()[name] = value
    return value
