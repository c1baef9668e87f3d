"""From the places of a balance to the axes of a market, where small places are merged into rests."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats, Integers
from orecast._ground.errors import DealError
from orecast.world import Balance

FAINT = 1e-9  # weight of a route without base flow: it counts only where all its neighbours are empty too


@dataclass(frozen=True)
class Axes:
    """Origins and users of one market, and the origin and user that each place of the balance belongs to.

    Shapes  origin_of, user_of [place] (−1 where the place is on no such axis); weight [place, place] tonnes.
    """

    mineral: str
    places: tuple[str, ...]
    origins: tuple[str, ...]
    users: tuple[str, ...]
    origin_of: Integers
    user_of: Integers
    weight: Floats

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
        total = self._folded(self.weight)
        return self._folded(self.weight * hit) / np.where(total > 0, total, 1)

    def _folded(self, pairs: Floats) -> Floats:
        """Sums over the places of each origin and each user."""
        rows, columns = self.origin_of >= 0, self.user_of >= 0
        folded = np.zeros((len(self.origins), len(self.users)))
        np.add.at(folded, np.ix_(self.origin_of[rows], self.user_of[columns]), pairs[np.ix_(rows, columns)])
        return folded


def axes_of(balance: Balance, origins: tuple[str, ...], users: tuple[str, ...], merged: Mapping[str, str]) -> Axes:
    """Axes of a market made from a balance; `merged` gives the rest that each merged place went into."""
    faint = np.outer(balance.production + 1, balance.use + 1)
    return Axes(
        balance.mineral,
        balance.places,
        origins,
        users,
        _membership(balance.places, origins, merged),
        _membership(balance.places, users, merged),
        balance.flows + FAINT * faint / faint.max() * balance.production.sum(),
    )


def _membership(places: tuple[str, ...], labels: tuple[str, ...], merged: Mapping[str, str]) -> Integers:
    position = {label: n for n, label in enumerate(labels)}
    return np.array([position.get(place, position.get(merged.get(place, ""), -1)) for place in places], dtype=np.int64)


def _position(place: str, labels: tuple[str, ...], role: str, mineral: str) -> int:
    if place in labels:
        return labels.index(place)
    raise DealError(
        f"the {mineral} market has no place '{place}' as {role}. A lever moves tonnes of a place that produces or "
        f"uses, or is about to. Places there: {', '.join(labels)}. Name one of them, or drop the lever."
    )
