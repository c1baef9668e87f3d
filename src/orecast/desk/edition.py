"""The data edition, read from the registry without loading any table."""

import tomllib
from importlib.resources import files

from orecast._ground.errors import DataError


def data_edition() -> str:
    """Edition named at the head of `orecast/data/registry.toml`, as in '2026.1'.

    Errors  DataError when the registry is missing, unreadable, or names no edition.
    """
    registry = files("orecast").joinpath("data", "registry.toml")
    reinstall = "Install Orecast again, or run 'orecast data build --from DIR'."
    try:
        edition = tomllib.loads(registry.read_text(encoding="utf-8")).get("edition")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        raise DataError(f"the data registry {registry} cannot be read: {reason}. {reinstall}") from fault
    if not isinstance(edition, str):
        raise DataError(f'the data registry {registry} names no edition; it needs a line edition = "…". {reinstall}')
    return edition
