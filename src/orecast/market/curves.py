"""Supply (M12) and use (M10): level, slope and area of the two curves. Pure functions of arrays."""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats

CONTINUATION = 0.25
"""Below this share of the base index, use continues along its tangent, so that it is defined for every V (M10)."""


@dataclass(frozen=True)
class SupplyCurve:
    """Shape of an origin's supply: 0 at the floor, 1 at the base price, `capacity` far above it.

    Below base, mines close as the price falls through their variable costs: a cubic from (floor, 0),
    flat there, to (1, 1) with slope `down`. Above base, output nears capacity exponentially with slope `up`
    at 1. The curve rises strictly above the floor; its slope jumps at base where up and down differ.
    Shapes broadcast to [..., I]. Source docs/theory/market.md, M12.
    """

    floor: Floats
    down: Floats
    up: Floats
    capacity: Floats

    def level(self, price: Floats) -> Floats:
        """Output as a share of base output."""
        return self.level_and_slope(price)[0]

    def slope(self, price: Floats) -> Floats:
        """Change of `level` with price."""
        return self.level_and_slope(price)[1]

    def level_and_slope(self, price: Floats) -> tuple[Floats, Floats]:
        """Both at once, since they share what is costly."""
        depth, bend, room = self._parts(price)
        is_below = price < 1
        rise = -self.up * np.maximum(price - 1, 0) / room
        grown = np.expm1(rise)
        below = depth**2 * (3 - bend + depth * (bend - 2))
        steep = depth * (2 * (3 - bend) + 3 * depth * (bend - 2)) / (1 - self.floor)
        return np.where(is_below, below, 1 - room * grown), np.where(is_below, steep, self.up * (1 + grown))

    def area(self, price: Floats) -> Floats:
        """Integral of `level` from price 0: quasi-rent per unit of base output."""
        depth, bend, room = self._parts(price)
        below = (1 - self.floor) * depth**3 * ((3 - bend) / 3 + depth * (bend - 2) / 4)
        rise = np.maximum(price - 1, 0)
        rate = self.up / room
        above = (1 + room) * rise + room / rate * np.expm1(-rate * rise)
        return below + np.where(price < 1, 0, above)

    def _parts(self, price: Floats) -> tuple[Floats, Floats, Floats]:
        depth = np.clip((price - self.floor) / (1 - self.floor), 0, 1)
        return depth, self.down * (1 - self.floor), self.capacity - 1


def use_level(ratio: Floats, elasticity: Floats) -> Floats:
    """Use against base at V/V0 = ratio: ratio ** -elasticity, along its tangent below a quarter (M10)."""
    return use_level_and_slope(ratio, elasticity)[0]


def use_slope(ratio: Floats, elasticity: Floats) -> Floats:
    """Change of `use_level` with the ratio V/V0."""
    return use_level_and_slope(ratio, elasticity)[1]


def use_level_and_slope(ratio: Floats, elasticity: Floats) -> tuple[Floats, Floats]:
    """Both at once, since they share a power."""
    edge = np.maximum(ratio, CONTINUATION)
    level = edge**-elasticity
    slope: Floats = -elasticity * level / edge
    return level * (1 + elasticity * np.maximum(CONTINUATION - ratio, 0) / CONTINUATION), slope


def use_area(low: Floats, high: Floats, elasticity: Floats) -> Floats:
    """Integral of `use_level` over V/V0 from low to high (both may broadcast)."""
    return _use_antiderivative(high, elasticity) - _use_antiderivative(low, elasticity)


def _use_antiderivative(ratio: Floats, elasticity: Floats) -> Floats:
    """Antiderivative that is 0 at ratio 1, exact through elasticity 1."""
    edge = np.maximum(ratio, CONTINUATION)
    log, power = np.log(edge), 1 - elasticity
    small = np.abs(power * log) < 1e-6
    exact = np.expm1(power * log) / np.where(small, 1, power)
    smooth = np.where(small, log * (1 + power * log / 2), exact)
    gap = np.maximum(CONTINUATION - ratio, 0)
    return smooth - CONTINUATION**-elasticity * gap * (1 + elasticity * gap / (2 * CONTINUATION))
