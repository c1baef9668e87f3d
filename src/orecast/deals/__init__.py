"""Deals: YAML or a dossier in, levers on the world's mineral markets, an Ensemble of paired draws out."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orecast.deals.drafting import Drafted, from_dossier
    from orecast.deals.ensemble import Ensemble, repeat, rerun, run
    from orecast.deals.overlay import Overlay, load_overlay
    from orecast.deals.schema import Deal, Scenario
    from orecast.deals.shelf import (
        Finding,
        check,
        describe,
        library,
        load_deal,
        load_scenario,
        moves,
        set_aside,
        template,
        to_yaml,
    )

_DOOR = {
    "Deal": "schema",
    "Scenario": "schema",
    "library": "shelf",
    "load_deal": "shelf",
    "load_scenario": "shelf",
    "moves": "shelf",
    "set_aside": "shelf",
    "describe": "shelf",
    "check": "shelf",
    "template": "shelf",
    "to_yaml": "shelf",
    "Finding": "shelf",
    "Overlay": "overlay",
    "load_overlay": "overlay",
    "Ensemble": "ensemble",
    "run": "ensemble",
    "repeat": "ensemble",
    "Drafted": "drafting",
    "from_dossier": "drafting",
    "rerun": "ensemble",
}
__all__ = [
    "Deal",
    "Drafted",
    "Ensemble",
    "Finding",
    "Overlay",
    "Scenario",
    "check",
    "describe",
    "from_dossier",
    "library",
    "load_deal",
    "load_overlay",
    "load_scenario",
    "moves",
    "repeat",
    "rerun",
    "run",
    "set_aside",
    "template",
    "to_yaml",
]


def __getattr__(name: str) -> Any:
    """Names of the room, imported when first asked for (PEP 562): listing deals does not load the solver."""
    if name not in _DOOR:
        raise AttributeError(f"module 'orecast.deals' has no attribute '{name}'")
    module = import_module(f"orecast.deals.{_DOOR[name]}")
    value = getattr(module, name)
    globals()[name] = value
    return value
