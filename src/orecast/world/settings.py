"""The choices of the world room, read from `world_settings.csv`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from orecast._ground.errors import DataError


@dataclass(frozen=True)
class Settings:
    """Named numbers with their unit, standing and source in the table; `settings["least_use_share"]` reads one."""

    values: Mapping[str, float]

    def __getitem__(self, name: str) -> float:
        """Value of one choice.

        Errors  DataError when the table lacks it.
        """
        if name not in self.values:
            raise DataError(
                f"world_settings.csv has no row '{name}', which the World needs. Add it with unit and source."
            )
        return self.values[name]

    def replaced(self, **changes: float) -> "Settings":
        """The same choices with some numbers changed, for a test or a sensitivity run."""
        return Settings(MappingProxyType({**self.values, **changes}))
