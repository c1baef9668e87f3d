"""News: an article becomes a Dossier of claims, proposals, actors, places, minerals and numbers.

Takes the text of an article; gives a `Dossier` with offsets into it. Nothing is invented: what is not known is None.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orecast.news.product import Claim, Dossier, Proposal, Span
    from orecast.news.reader import read_article

_DOOR = {
    "Claim": "product",
    "Dossier": "product",
    "Proposal": "product",
    "Span": "product",
    "read_article": "reader",
}
__all__ = [
    "Claim",
    "Dossier",
    "Proposal",
    "Span",
    "read_article",
]


def __getattr__(name: str) -> Any:
    """Names of the room, imported when first asked for (PEP 562): spaCy loads only when something is read."""
    if name not in _DOOR:
        raise AttributeError(f"module 'orecast.news' has no attribute '{name}'")
    value = getattr(import_module(f"orecast.news.{_DOOR[name]}"), name)
    globals()[name] = value
    return value
