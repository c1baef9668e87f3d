"""News: an article becomes a Dossier, and each measurable claim in it gets a verdict on the World.

Takes an article (text, HTML, an address that the user typed) and the World; gives a `Dossier` with offsets into the
text and `Verdict`s with figures. Nothing is invented: what is not known is None.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orecast.news.checking import check
    from orecast.news.intake import Article, article_of
    from orecast.news.product import Claim, Dossier, Proposal, Span
    from orecast.news.reader import read_article
    from orecast.news.verdicts import Figure, Verdict

_DOOR = {
    "Article": "intake",
    "article_of": "intake",
    "Claim": "product",
    "Dossier": "product",
    "Proposal": "product",
    "Span": "product",
    "read_article": "reader",
    "check": "checking",
    "Figure": "verdicts",
    "Verdict": "verdicts",
}
__all__ = [
    "Article",
    "Claim",
    "Dossier",
    "Figure",
    "Proposal",
    "Span",
    "Verdict",
    "article_of",
    "check",
    "read_article",
]


def __getattr__(name: str) -> Any:
    """Names of the room, imported when first asked for (PEP 562): spaCy loads only when something is read."""
    if name not in _DOOR:
        raise AttributeError(f"module 'orecast.news' has no attribute '{name}'")
    value = getattr(import_module(f"orecast.news.{_DOOR[name]}"), name)
    globals()[name] = value
    return value
