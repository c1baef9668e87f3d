"""Publishers' spellings of places, settled once when the edition is built."""

from collections.abc import Mapping
from dataclasses import dataclass

from orecast._ground.errors import DataError
from orecast._ground.labels import suggestion


@dataclass(frozen=True)
class PlaceNames:
    """Spelling -> place for one publisher."""

    publisher: str
    places: Mapping[str, str]

    def place(self, spelling: str) -> str:
        """The place behind a publisher's spelling.

        Errors  DataError where place_names.csv does not know it.
        """
        if spelling in self.places:
            return self.places[spelling]
        hint = suggestion(spelling, self.places)
        raise DataError(
            f"{self.publisher} names a place '{spelling}' that place_names.csv does not know. "
            f"{hint + ' ' if hint else ''}Add the row '{self.publisher},{spelling},<place>' to it."
        )
