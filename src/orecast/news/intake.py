"""Intake: an article from a file, a web page, standard input or an address that the user types, as text."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from orecast._ground.errors import DataError
from orecast.news.decoding import MOST_BYTES, decoded
from orecast.news.pages import is_page, text_of_page

ADDRESSES = ("http://", "https://")
PAGES = (".html", ".htm", ".xhtml")


@dataclass(frozen=True)
class Article:
    """The text of an article and where it comes from. `extracted`: the text is not the file's own but taken from it."""

    text: str
    source: str
    title: str | None = None
    notes: tuple[str, ...] = ()
    extracted: bool = False


def article_at(given: str) -> Article:
    """The article at a path, at an http(s) address, or on standard input ('-').

    Nothing is fetched but an address that is given here. Text is decoded, a web page reduced to its article; what was
    done is said in `notes`.
    Errors  DataError for what is not there, empty, larger than 5 MB, not text, or a page without an article.
    """
    if given.startswith(ADDRESSES):
        from orecast.news.fetching import fetched

        page = fetched(given)
        return article_of(page.content, given, page.is_html, page.charset, page.notes)
    if "://" in given:
        raise DataError(
            f"'{given}' is no address that is read: only http and https are. Save the page and name its file."
        )
    return article_of(_bytes_at(given), given, True if Path(given).suffix.casefold() in PAGES else None)


def _bytes_at(given: str) -> bytes:
    """The content of a file or of standard input, at most one byte more than is read."""
    if given == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    path = Path(given)
    if not path.is_file():
        raise DataError(
            f"no article at '{given}'. Give the path of a text or HTML file, an http(s) address, or '-' for standard "
            "input."
        )
    try:
        with path.open("rb") as lines:
            return lines.read(MOST_BYTES + 1)
    except OSError as fault:
        raise DataError(f"'{given}' cannot be read ({fault.strerror}). Give a file that you may read.") from fault


def article_of(
    content: bytes, source: str, html: bool | None = None, charset: str | None = None, notes: tuple[str, ...] = ()
) -> Article:
    """The article in some bytes. `html` None: found out from the first tag. `charset`: what a server said.

    Errors  DataError as `article_at`.
    """
    text, said = decoded(content, source, charset)
    found = Article(text, source, notes=(*notes, *said))
    if not (is_page(text) if html is None else html):
        return found
    page = text_of_page(text, source)
    note = (
        f"read from HTML: every offset indexes the text taken from the page ({len(page.text):,} of {len(text):,} "
        "characters), which the dossier keeps"
    )
    return replace(found, text=page.text, title=page.title, notes=(*found.notes, note), extracted=True)
