"""`orecast read`: what an article says, as a dossier."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from orecast.desk import terminal
from orecast.desk.article import STANDING
from orecast.desk.options import (
    ArticlePlace,
    AsCsv,
    AsJson,
    AsParquet,
    ForceFile,
    OutputFile,
    ReaderName,
    Send,
    TableName,
)
from orecast.desk.wanted import wanted

if TYPE_CHECKING:
    from orecast.news import Dossier

TABLES = ("claims", "proposals", "actors", "minerals", "places", "numbers", "comparisons", "events", "folds")
PARTIES = ("speaker", "offeror", "recipient", "left", "right")


def read(
    article: ArticlePlace,
    reader: ReaderName = "rules",
    send: Send = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    as_parquet: AsParquet = False,
    table: TableName = None,
    output: OutputFile = None,
    force: ForceFile = False,
) -> None:
    """Read an article: who claims what, who offers what to whom, which minerals, places and numbers.

    Of a web page the article's text is read: every offset indexes that text, which --json holds as `text`. An address
    is fetched when you type one: http(s), public hosts only, 10 seconds, 5 MB.

    Tables: claims, proposals, actors, minerals, places, numbers, comparisons, events, folds.
    """
    asked = wanted(as_json, as_csv, as_parquet, output, table, force)
    from orecast.desk.readers import dossier_from

    dossier = dossier_from(article, reader, send)
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


def show(dossier: "Dossier") -> None:
    """Claims and proposals as tables, and how the article was read."""
    from orecast.news.naming import place_words

    claims = [[claim.speaker.name, claim.kind, claim.text] for claim in dossier.claims]
    offers = [
        [
            _name(offer.offeror),
            _name(offer.recipient),
            offer.asset or "–",
            place_words(offer.place, dossier.places) if offer.place else "–",
            STANDING.get(offer.status, offer.status),
        ]
        for offer in dossier.proposals
    ]
    terminal.show_table("Claims", ("speaker", "kind", "words"), claims)
    terminal.show_table("Proposals", ("from", "to", "asset", "place", "standing"), offers)
    terminal.results().print(dossier.summary())
    show_notes(dossier)


def show_notes(dossier: "Dossier") -> None:
    """What is to be known of how the article was read."""
    for note in dossier.notes:
        terminal.results().print(f"Note: {note}.")


def _name(party: object) -> str:
    return str(getattr(party, "name", party) or "–")
