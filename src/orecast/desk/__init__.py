"""The desk: terminal, page and command line. It shows what the other rooms made and computes nothing."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orecast.desk.brief import brief

__all__ = ["brief"]


if not TYPE_CHECKING:  # a type checker reads the import above

    def __getattr__(name: str) -> object:
        """Resolve `brief` on first use, so that the command line starts without pandas.

        Errors  AttributeError for any other name.
        """
        if name != "brief":
            raise AttributeError(f"module 'orecast.desk' has no attribute '{name}'")
        value = import_module("orecast.desk.brief").brief
        globals()[name] = value
        return value
