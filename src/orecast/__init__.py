"""Orecast: judge minerals diplomacy with open data.

The public door. Every name below is resolved in its room on first use (PEP 562), so `import orecast` is light.
Rooms, in the order of the arrows: sources, world, news, market, deals, stakes, games, desk.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orecast._ground.errors import OrecastError
    from orecast.deals import Deal, Ensemble, Scenario, load_deal, run
    from orecast.desk.brief import brief
    from orecast.games import Game
    from orecast.market import Equilibrium, Market, Shock, solve
    from orecast.news import check_article, read_article
    from orecast.stakes import Stakes, stakes
    from orecast.world import Balance, World

__version__ = "0.1.0"

_ROOM_OF = {
    "World": "orecast.world",
    "read_article": "orecast.news",
    "check_article": "orecast.news",
    "Balance": "orecast.world",
    "Market": "orecast.market",
    "Shock": "orecast.market",
    "Equilibrium": "orecast.market",
    "solve": "orecast.market",
    "Deal": "orecast.deals",
    "Scenario": "orecast.deals",
    "Ensemble": "orecast.deals",
    "load_deal": "orecast.deals",
    "run": "orecast.deals",
    "Stakes": "orecast.stakes",
    "stakes": "orecast.stakes",
    "Game": "orecast.games",
    "brief": "orecast.desk.brief",
    "OrecastError": "orecast._ground.errors",
}

__all__ = [
    "Balance",
    "Deal",
    "Ensemble",
    "Equilibrium",
    "Game",
    "Market",
    "OrecastError",
    "Scenario",
    "Shock",
    "Stakes",
    "World",
    "__version__",
    "brief",
    "check_article",
    "load_deal",
    "read_article",
    "run",
    "solve",
    "stakes",
]


if not TYPE_CHECKING:  # a type checker reads the imports above, and so refuses unknown names

    def __getattr__(name: str) -> object:
        """Resolve a public name in its room, once.

        Errors  AttributeError for a name that is not public.
        """
        if name not in _ROOM_OF:
            raise AttributeError(
                f"module 'orecast' has no attribute '{name}'; its public names are {', '.join(__all__)}"
            )
        value = getattr(import_module(_ROOM_OF[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """List the public names, resolved or not."""
    return sorted(__all__)


class _Door(ModuleType):
    """The package itself; keeps `orecast.stakes` the function although a room has the same name.

    Importing the room `orecast.stakes` would make Python bind the module over the function. `from orecast.stakes
    import …` goes through the import system, not through this attribute, and is not affected.
    """

    def __setattr__(self, name: str, value: object) -> None:
        """Bind a name, unless a room would hide the public name it shares."""
        if not (name in _ROOM_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door

if "IPython" in sys.modules:  # in a notebook, products are shown in colour
    import_module("orecast.desk.displays").register()
