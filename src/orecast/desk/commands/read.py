"""`orecast read`: what an article says, as a dossier."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orecast._ground.errors import DataError
from orecast.desk import terminal
from orecast.desk.options import AsJson

if TYPE_CHECKING:
    from orecast.news import Dossier

MOST_BYTES = 1_000_000


def read(
    article: Annotated[str, typer.Argument(help="A text file, or '-' for standard input.")],
    as_json: AsJson = False,
) -> None:
    """Read an article: who claims what, who offers what to whom, which minerals, places and numbers."""
    from orecast.news import read_article

    dossier = read_article(text_of(article), source=article)
    if as_json:
        terminal.print_json(dossier.to_dict())
        return
    show(dossier)


def text_of(article: str) -> str:
    """The text of a file or of standard input.

    Errors  DataError for no such file, an empty or too large one, and bytes that are no UTF-8 text.
    """
    path = Path(article)
    if article != "-" and not path.is_file():
        raise DataError(f"no article at '{article}'. Give the path of a text file, or '-' for standard input.")
    raw = sys.stdin.buffer.read() if article == "-" else path.read_bytes()
    if not raw.strip():
        raise DataError(f"'{article}' is empty. Give the text of an article.")
    if len(raw) > MOST_BYTES:
        raise DataError(f"'{article}' has {len(raw):,} bytes; an article has at most {MOST_BYTES:,}. Cut it first.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise DataError(
            f"'{article}' is not UTF-8 text (byte {fault.start}). Save it as UTF-8; a web page or PDF is not read yet."
        ) from fault


def show(dossier: "Dossier") -> None:
    """Claims and proposals as tables."""
    claims = [[claim.speaker.name, claim.kind, claim.text] for claim in dossier.claims]
    offers = [
        [_name(offer.offeror), _name(offer.recipient), offer.asset or "–", offer.place or "–", offer.status]
        for offer in dossier.proposals
    ]
    terminal.show_table("Claims", ("speaker", "kind", "words"), claims)
    terminal.show_table("Proposals", ("from", "to", "asset", "place", "standing"), offers)
    terminal.results().print(dossier.summary())


def _name(party: object) -> str:
    return str(getattr(party, "name", party) or "–")
