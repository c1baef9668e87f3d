"""`orecast read`: what an article says, as a dossier."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orecast._ground.errors import DataError
from orecast.desk import terminal
from orecast.desk.options import AsCsv, AsJson, AsParquet, ForceFile, OutputFile, TableName
from orecast.desk.wanted import wanted

if TYPE_CHECKING:
    from orecast.news import Dossier

MOST_BYTES = 1_000_000
TABLES = ("claims", "proposals", "actors", "minerals", "places", "numbers", "comparisons", "events", "folds")
PARTIES = ("speaker", "offeror", "recipient", "left", "right")


def read(
    article: Annotated[str, typer.Argument(help="A text file, or '-' for standard input.")],
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """Read an article: who claims what, who offers what to whom, which minerals, places and numbers.

    Tables: claims, proposals, actors, minerals, places, numbers, comparisons, events, folds.
    """
    asked = wanted(as_json, as_csv, as_parquet, output, table, force)
    from orecast.news import read_article

    dossier = read_article(text_of(article), source=article)
    plain = dossier.to_dict()
    if not asked.give(plain, tables_of(plain)):
        show(dossier)


def tables_of(plain: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The tables of a dossier: a party is its name and country, a span its start and end."""
    return {name: [flat(row) for row in plain[name]] for name in TABLES}


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """One item of a dossier without groups: the fields of a group carry its name in front."""
    made: dict[str, Any] = {}
    for key, value in row.items():
        if key in ("span", "repeats"):
            start, end = value
            made |= {f"{key}_start": start, f"{key}_end": end}
        elif key in PARTIES:
            made |= {key: (value or {}).get("name"), f"{key}_country": (value or {}).get("country")}
        elif key == "mentions":
            made[key] = ";".join(f"{start}-{end}" for start, end in value)
        else:
            made[key] = value
    return made


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
