"""Deals: YAML or a dossier in, levers on the world's mineral markets, an Ensemble of paired draws out."""

from importlib import import_module
from typing import Any

_DOOR = {
    "Deal": "schema",
    "Scenario": "schema",
    "library": "library",
    "load_deal": "library",
    "load_scenario": "library",
    "describe": "library",
    "check": "library",
    "template": "library",
    "to_yaml": "library",
    "Finding": "library",
    "Ensemble": "ensemble",
    "run": "ensemble",
}
__all__ = sorted(_DOOR)


def __getattr__(name: str) -> Any:
    """Names of the room, imported when first asked for (PEP 562): listing deals does not load the solver."""
    if name not in _DOOR:
        raise AttributeError(f"module 'orecast.deals' has no attribute '{name}'")
    module = import_module(f"orecast.deals.{_DOOR[name]}")
    value = getattr(module, name)
    globals()[name] = value
    return value
