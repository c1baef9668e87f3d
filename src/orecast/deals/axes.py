"""From the places of a balance to the axes of a market, where small places are merged into rests."""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.errors import DealError
from orecast.market.merging import Merging
from orecast.world import Balance

FAINT = 1e-9  # weight of a route without base flow: it counts only where all its neighbours are empty too


@dataclass(frozen=True)
class Axes:
    """Origins and users of one market, and how routes between places weigh in routes between them.

    Shapes  weight [place, place] tonnes.
    """

    mineral: str
    places: tuple[str, ...]
    merging: Merging
    weight: Floats

    @property
    def origins(self) -> tuple[str, ...]:
        """Labels of the origins."""
        return self.merging.origins

    @property
    def users(self) -> tuple[str, ...]:
        """Labels of the users."""
        return self.merging.users

    def origin(self, place: str) -> int:
        """Position of an origin. Errors: DealError where the market has none of that name."""
        return _position(place, self.origins, "an origin", self.mineral)

    def user(self, place: str) -> int:
        """Position of a user. Errors: DealError where the market has none of that name."""
        return _position(place, self.users, "a user", self.mineral)

    def mask(self, places: frozenset[str]) -> Floats:
        """1 where a place of the balance is among `places`. [place]."""
        return np.array([place in places for place in self.places], dtype=np.float64)

    def exposure(self, hit: Floats) -> Floats:
        """Share of each route of the market that is hit, weighted by base flow. [place, place] -> [origin, user]."""
        total = self.merging.routes(self.weight)
        return self.merging.routes(self.weight * hit) / np.where(total > 0, total, 1)


def axes_of(balance: Balance, merging: Merging) -> Axes:
    """Axes of a market made from a balance."""
    faint = np.outer(balance.production + 1, balance.use + 1)
    weight = balance.flows + FAINT * faint / faint.max() * balance.production.sum()
    return Axes(balance.mineral, balance.places, merging, weight)


def _position(place: str, labels: tuple[str, ...], role: str, mineral: str) -> int:
    if place in labels:
        return labels.index(place)
    raise DealError(
        f"the {mineral} market has no place '{place}' as {role}. A lever moves tonnes of a place that produces or "
        f"uses, or is about to. Places there: {', '.join(labels)}. Name one of them, or drop the lever."
    )
