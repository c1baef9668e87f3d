"""`orecast check`: what an article states of minerals, beside what the World holds."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from orecast.desk import terminal
from orecast.desk.commands.read import show_notes
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
    from orecast.news import Check, Figure, Verdict

MOST_FIGURES = 6
MARKS = {"agrees": "agrees", "below": "lies below what is said", "above": "lies above what is said", None: "context"}


def check(
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
    """Check an article: each measurable statement with a verdict, the figures behind it and a careful wording.

    Tables: verdicts, figures.
    """
    asked = wanted(as_json, as_csv, as_parquet, output, table, force)
    from orecast.desk.readers import dossier_from
    from orecast.news import check_article

    found = check_article(dossier_from(article, reader, send))
    plain = found.to_dict()
    if not asked.give(plain, tables_of(plain)):
        show(found)


def tables_of(plain: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Verdicts, and their figures with the number of the verdict."""
    verdicts, figures = [], []
    for number, one in enumerate(plain["verdicts"]):
        kept = {name: value for name, value in one.items() if name not in ("figures", "span", "sentence")}
        (start, end), (first, last) = one["span"], one["sentence"]
        spans = {"span_start": start, "span_end": end, "sentence_start": first, "sentence_end": last}
        verdicts.append({"number": number, **kept, **spans})
        figures += [{"verdict": number, **figure} for figure in one["figures"]]
    return {"verdicts": verdicts, "figures": figures}


def show(found: "Check") -> None:
    """Every verdict with the words, the figures and the careful sentence."""
    console = terminal.results()
    for verdict in found.verdicts:
        if verdict.kind != "other":
            _show_one(verdict)
    others = [verdict.text for verdict in found.verdicts if verdict.kind == "other"]
    if others:
        console.print(f"Figures that no table here can check: {', '.join(others)}\n")
    console.print(f"{found.summary()} (data edition {found.edition})")
    console.print(found.dossier.summary())
    show_notes(found.dossier)


def _show_one(verdict: "Verdict") -> None:
    console = terminal.results()
    console.print(f"{verdict.verdict.upper()} ({verdict.kind}): “{verdict.text}”")
    console.print(f"  {f'said by {verdict.speaker}; ' if verdict.speaker else ''}{verdict.reason}")
    for figure in verdict.figures[:MOST_FIGURES]:
        console.print(f"  {_figure(figure)}")
    if len(verdict.figures) > MOST_FIGURES:
        console.print(f"  … and {len(verdict.figures) - MOST_FIGURES} more figures: --json has them.")
    if verdict.careful:
        console.print(f"  Safe to write: {verdict.careful}")
    console.print()


def _figure(figure: "Figure") -> str:
    value = f"{terminal.number(figure.value)} {figure.unit}"
    marks = {**MARKS, "below": "a higher place than is said", "above": "a lower place than is said"}
    mark = (marks if figure.unit == "rank" else MARKS)[figure.stands]
    return f"{value}  {figure.measure} ({figure.source}, for {figure.year}); {mark}"
