"""Limits on flows (M15): an offtake is a least flow, a quota or licence a largest one; both are multipliers."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.errors import DataError

AT_LEAST, AT_MOST = 1, -1
Holder = Literal["origins", "users"] | int


@dataclass(frozen=True)
class Limit:
    """A bound on the counted tonnes of some routes together.

    Shapes  counts [I, J]: share of each route's tonnes that counts, 0 where the limit does not touch; tonnes [...].
    Units   tonnes: t/yr contained.
    sense: AT_LEAST (+1, a subsidy at the taker's expense) or AT_MOST (-1, a rent); holder: who earns the rent of an
    AT_MOST limit: the places of origin, the places of use, or one user by its position.
    """

    counts: Floats
    tonnes: Floats
    sense: int
    holder: Holder = "origins"

    def __post_init__(self) -> None:
        if not (np.all(np.isfinite(self.tonnes)) and np.all(self.tonnes >= 0) and np.any(self.counts > 0)):
            raise DataError(
                "limit on flows: it needs a route that counts, and tonnes that are finite and not negative. "
                "Look at the volume it came from, or drop it."
            )


def route(origin: int, user: int, shape: tuple[int, int]) -> Floats:
    """Counts of a limit on one route. [I, J]."""
    counts = np.zeros(shape)
    counts[origin, user] = 1.0
    return counts


def at_least(counts: Floats, tonnes: Floats) -> Limit:
    """A least flow (offtake)."""
    return Limit(counts, tonnes, AT_LEAST)


def at_most(counts: Floats, tonnes: Floats, holder: Holder = "origins") -> Limit:
    """A largest flow (quota, licence)."""
    return Limit(counts, tonnes, AT_MOST, holder)
