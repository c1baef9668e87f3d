"""Small places merge into regional rests, so that a market has tens of places and loses no tonne."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast.world import Balance

REST = "rest of "


@dataclass(frozen=True)
class Merging:
    """Which rest each place belongs to, as 0/1 matrices from places to the market's labels.

    Shapes  to_origin [I, place], to_user [J, place]; a place without supply (use) is in no origin (user).
    """

    origins: tuple[str, ...]
    users: tuple[str, ...]
    to_origin: Floats
    to_user: Floats
    merged: tuple[tuple[str, str], ...]

    def routes(self, pairs: Floats) -> Floats:
        """Sums of a [place, place] table over the places of each origin and user. [I, J]."""
        folded: Floats = self.to_origin @ pairs @ self.to_user.T
        return folded


def merging_of(
    balance: Balance, regions: dict[str, str], keep: Collection[str], planned: Collection[str], threshold: float
) -> Merging:
    """Merge places below `threshold` of both world supply and world use, unless kept, by region.

    A planned origin is an origin although it supplies nothing yet.
    """
    supply = balance.production / max(balance.production.sum(), 1e-300)
    use = balance.use / max(balance.use.sum(), 1e-300)
    kept = {*keep, *planned}
    stands = [
        place in kept or s >= threshold or u >= threshold
        for place, s, u in zip(balance.places, supply, use, strict=True)
    ]
    label = [
        place if alone else REST + regions.get(place, "the world")
        for place, alone in zip(balance.places, stands, strict=True)
    ]
    sells = [s > 0 or place in planned for place, s in zip(balance.places, supply, strict=True)]
    origins = _ordered(label, sells)
    users = _ordered(label, [u > 0 for u in use])
    merged = tuple((p, name) for p, name, alone in zip(balance.places, label, stands, strict=True) if not alone)
    return Merging(origins, users, _membership(label, origins, sells), _membership(label, users, use > 0), merged)


def _ordered(label: Sequence[str], present: Sequence[bool]) -> tuple[str, ...]:
    """Labels that are present: places first, then rests, each in order of the balance."""
    found = dict.fromkeys(name for name, is_here in zip(label, present, strict=True) if is_here)
    return tuple(sorted(found, key=lambda name: name.startswith(REST)))


def _membership(label: Sequence[str], names: Sequence[str], present: Collection[bool]) -> Floats:
    rows = {name: n for n, name in enumerate(names)}
    matrix = np.zeros((len(names), len(label)))
    for column, (name, is_here) in enumerate(zip(label, present, strict=True)):
        if is_here:
            matrix[rows[name], column] = 1.0
    return matrix
