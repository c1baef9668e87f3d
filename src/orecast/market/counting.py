"""The routes that limits on flows count (M15), as a short list: most limits touch few of all routes."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orecast._ground.arrays import Floats, Integers


@dataclass(frozen=True)
class Counting:
    """Share of each route's tonnes that each limit counts, counts [R, I, J].

    Values of the T routes that any limit counts are [D, T], in the order of `origins` and `users` [T].
    """

    counts: Floats

    @cached_property
    def touched(self) -> tuple[Integers, Integers]:
        """Origin and user of each route that any limit counts. [T], [T]."""
        i, j = np.nonzero(self.counts.any(axis=0))
        return i, j

    @property
    def origins(self) -> Integers:
        """Origin of each route. [T]."""
        return self.touched[0]

    @property
    def users(self) -> Integers:
        """User of each route. [T]."""
        return self.touched[1]

    @cached_property
    def shares(self) -> Floats:
        """Counted share of each route. [R, T]."""
        found: Floats = self.counts[:, *self.touched]
        return found

    def tonnes(self, values: Floats) -> Floats:
        """Counted sum of the routes' values, by limit. [D, T] -> [D, R]."""
        return values @ self.shares.T

    def by_user(self, values: Floats) -> Floats:
        """Counted sum of the routes' values, by limit and user. [D, T] -> [D, R, J]."""
        return self._counted(values) @ self._marks(self.users, self.counts.shape[2])

    def by_origin(self, values: Floats) -> Floats:
        """Counted sum of the routes' values, by origin and limit. [D, T] -> [D, I, R]."""
        return (self._counted(values) @ self._marks(self.origins, self.counts.shape[1])).swapaxes(-1, -2)

    def by_pair(self, values: Floats) -> Floats:
        """Sum of what two limits both count of the routes' values. [D, T] -> [D, R, R]."""
        return self._counted(values) @ self.shares.T

    def of_routes(self, values: Floats) -> Floats:
        """Counted part of the values of all routes, by limit and user. [D, I, J] -> [D, R, J]."""
        found: Floats = np.einsum("rij,dij->drj", self.counts, values)
        return found

    def _counted(self, values: Floats) -> Floats:
        return values[:, None, :] * self.shares

    @staticmethod
    def _marks(places: Integers, count: int) -> Floats:
        """1 where a route is of a place. [T, count]."""
        return np.equal.outer(places, np.arange(count)).astype(np.float64)
