"""Real minerals' markets of one draw, and shocks to their largest exporter, for tests of twins and laws."""

from functools import cache

import numpy as np

from orecast._ground.arrays import Floats
from orecast.deals.parameters import mineral_draws
from orecast.market import Market, Shock, at_least, at_most, calibrate, frame_of, measures_of, route, solve
from orecast.world import World

MINERALS = ("rare-earths", "aluminium", "cobalt", "graphite", "lithium", "nickel")
YEAR = 2026


@cache
def world() -> World:
    return World.load()


@cache
def real_market(mineral: str) -> Market:
    """A mineral's market at a first draw of its parameters, one year after the shock."""
    balance = world().balance(mineral, allow_incomplete=True)
    frame = frame_of(balance, measures_of(world(), balance, YEAR), {}, ("USA", "CHN", "RUS"), 0.005)
    return calibrate(frame, mineral_draws(mineral, 2025, 8, (1,)).at(1, slice(0, 1)), YEAR)


def exporter(market: Market) -> int:
    """The origin that sends most abroad."""
    is_own = np.equal.outer(np.array(market.origins), np.array(market.users))
    return int(np.argmax((solve(market).flows[0] * ~is_own).sum(axis=1)))


def abroad(market: Market) -> Floats:
    """1 on the routes of the largest exporter to others, else 0. [I, J]."""
    is_own = np.equal.outer(np.array(market.origins), np.array(market.users))
    return np.where((np.arange(len(market.origins)) == exporter(market))[:, None] & ~is_own, 1.0, 0.0)


def customer(market: Market) -> int:
    """The user that takes most from the largest exporter."""
    return int(np.argmax((solve(market).flows[0] * abroad(market)).sum(axis=0)))


def cut(market: Market) -> Shock:
    """The largest exporter keeps three tenths of its output."""
    return Shock(supply_scale=np.where(np.arange(len(market.origins)) == exporter(market), 0.3, 1.0))


def ban(market: Market) -> Shock:
    """Nothing leaves the largest exporter."""
    return Shock(access=market.access * (1 - abroad(market)))


def offtake(market: Market) -> Shock:
    """Its largest customer must take three tenths more from there than it does freely."""
    where = (exporter(market), customer(market))
    tonnes = np.array([1.3 * solve(market).flows[0][where]])
    return Shock(limits=(at_least(route(*where, market.share.shape[-2:]), tonnes),))


def quota(market: Market) -> Shock:
    """Half of its free exports may leave the largest exporter."""
    free = (solve(market).flows[0] * abroad(market)).sum()
    return Shock(limits=(at_most(abroad(market), np.array([0.5 * free])),))
