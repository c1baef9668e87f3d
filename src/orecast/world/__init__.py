"""The world in its base years: mass-balanced accounts of every mineral, each changed number beside its raw value."""

from orecast.world.balance import Balance
from orecast.world.world import World

__all__ = ["Balance", "World"]
