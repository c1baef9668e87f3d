"""Games: parties, options and what each wants in; which outcomes hold, in what share of draws, out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orecast.games.definition import is_stable
    from orecast.games.form import Form, form_of
    from orecast.games.game import Game
    from orecast.games.loading import library_names, load_game
    from orecast.games.outcome import Outcome
    from orecast.games.stability import CONCEPTS, equilibria, stabilities

_DOOR = {
    "CONCEPTS": "stability",
    "Form": "form",
    "Game": "game",
    "Outcome": "outcome",
    "equilibria": "stability",
    "form_of": "form",
    "is_stable": "definition",
    "library_names": "loading",
    "load_game": "loading",
    "stabilities": "stability",
}
__all__ = [
    "CONCEPTS",
    "Form",
    "Game",
    "Outcome",
    "equilibria",
    "form_of",
    "is_stable",
    "library_names",
    "load_game",
    "stabilities",
]


def __getattr__(name: str) -> Any:
    """Names of the room, imported when first asked for (PEP 562): listing games does not load the solver."""
    if name not in _DOOR:
        raise AttributeError(f"module 'orecast.games' has no attribute '{name}'")
    value = getattr(import_module(f"orecast.games.{_DOOR[name]}"), name)
    globals()[name] = value
    return value
