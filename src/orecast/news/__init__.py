"""News: an article becomes a Dossier of claims, proposals, actors, places, minerals and numbers, and a Check of them.

Takes the text of an article; gives a `Dossier` with offsets into it, and with a `World` a `Check` of what it states.
Nothing is invented: what is not known is None.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orecast.news.intake import Article, article_at
    from orecast.news.product import Claim, Dossier, Proposal, Span
    from orecast.news.reader import dossier_of, read_article, read_from
    from orecast.news.verdicts.check import check_article
    from orecast.news.verdicts.product import Check, Figure, Verdict

_DOOR = {
    "Article": "intake",
    "Check": "verdicts.product",
    "Claim": "product",
    "Dossier": "product",
    "Figure": "verdicts.product",
    "Proposal": "product",
    "Span": "product",
    "Verdict": "verdicts.product",
    "article_at": "intake",
    "check_article": "verdicts.check",
    "dossier_of": "reader",
    "read_article": "reader",
    "read_from": "reader",
}
__all__ = [
    "Article",
    "Check",
    "Claim",
    "Dossier",
    "Figure",
    "Proposal",
    "Span",
    "Verdict",
    "article_at",
    "check_article",
    "dossier_of",
    "read_article",
    "read_from",
]


def __getattr__(name: str) -> Any:
    """Names of the room, imported when first asked for (PEP 562): spaCy loads only when something is read."""
    if name not in _DOOR:
        raise AttributeError(f"module 'orecast.news' has no attribute '{name}'")
    value = getattr(import_module(f"orecast.news.{_DOOR[name]}"), name)
    globals()[name] = value
    return value
