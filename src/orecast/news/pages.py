"""A web page to the text of its article, through trafilatura; nothing is fetched."""

import re
from dataclasses import dataclass

from orecast._ground.errors import DataError

FIRST_TAG = re.compile(
    r"\s{0,1000}(?:<\?xml[^>]{0,200}>\s{0,100})?(?:<!--.{0,1000}?-->\s{0,100})?<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
FEWEST_WORDS = 15  # of an article; less is a heading or a menu


@dataclass(frozen=True)
class Page:
    """The article of a page: its text, headline first, and its title."""

    text: str
    title: str | None


def is_page(text: str) -> bool:
    """Whether a text begins as a web page does."""
    return FIRST_TAG.match(text) is not None


def text_of_page(html: str, where: str) -> Page:
    """The article of a page, without menus, comments, tables and scripts.

    Errors  DataError for a page in which no article is found.
    """
    import trafilatura

    tree = trafilatura.load_html(html)
    title = " ".join((tree.findtext(".//title") or "").split()) or None if tree is not None else None
    found = trafilatura.extract(tree, include_comments=False, include_tables=False) if tree is not None else None
    words = len(found.split()) if found else 0
    if not found or words < FEWEST_WORDS:
        raise DataError(
            f"'{where}' is HTML, and no article is found in it ({words} words of text). Save the page of the article "
            "itself, or copy its text into a .txt file."
        )
    return Page(_with_headline(tree, found), title)


def _with_headline(tree: object, text: str) -> str:
    """The text after its headline, where the headline was left out."""
    heading = next(iter(tree.xpath("//h1")), None)  # type: ignore[attr-defined]
    headline = " ".join(heading.text_content().split()) if heading is not None else ""
    first = text.split("\n", 1)[0]
    return text if not headline or headline in first else f"{headline}\n\n{text}"
