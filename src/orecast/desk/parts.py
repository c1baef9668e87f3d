"""What a brief's folder holds beside the page: tables as CSV and Parquet, the deals, and the package that names all."""

from pathlib import Path
from typing import Any

from orecast.deals.storing import DEALS, OVERLAYS, RESTS_ON, write_deals, write_overlays
from orecast.desk.inputs import Question, RunInfo, StakesTables
from orecast.desk.output import MANIFEST
from orecast.desk.sheets import csv_bytes, frame_of, parquet_bytes
from orecast.sources.packaging import Column, Described, Package, write_package
from orecast.stakes.columns import COLUMNS

TITLES = {
    "figures": "Measures by scenario, event, party, mineral and year",
    "suppliers": "Tonnes by party and origin",
    "map": "Change of the delivered price by place",
    "timeline": "Tonnes of each lever by year",
    "basis": "What the numbers rest on",
    "drivers": "What the spread of each headline hangs on",
    "assumptions": "Every assumed number, who set it, and its effect",
}


def manifest_of_brief(run: RunInfo, question: Question) -> dict[str, Any]:
    """The manifest of the run and what was asked, so that the brief can be made again."""
    asked = {"title": question.title, "text": question.text, "party": question.party}
    return {"id": run.manifest, **run.details, "question": asked}


def write_parts(folder: Path, stakes: StakesTables, run: RunInfo, question: Question, title: str) -> None:
    """Write tables, deals and datapackage.json to `folder`, where page, numbers and manifest already are."""
    files = {
        "brief.html": Described("The brief"),
        "assumptions.html": Described("The ledger of assumed numbers"),
        "brief.json": Described("Every number of the brief by its key"),
        MANIFEST: Described("What the brief was made of"),
    }
    for name, caption in TITLES.items():
        frame = frame_of(getattr(stakes, name))
        columns = tuple(Column(column, *COLUMNS[name][column]) for column in frame.columns)
        for suffix, content in (("csv", csv_bytes(frame)), ("parquet", parquet_bytes(frame))):
            (folder / f"{name}.{suffix}").write_bytes(content)
            files[f"{name}.{suffix}"] = Described(caption, columns)
    deals = (*question.deals, *question.events)
    write_deals(folder, deals)
    files |= {f"{DEALS}/{deal.name}.yaml": Described(deal.title) for deal in deals}
    write_overlays(folder, run.overlays)
    files |= {f"{OVERLAYS}/{overlay.name}.yaml": Described(overlay.title) for overlay in run.overlays}
    description = f"Made by Orecast; {run.draws} draws, seed {run.seed}, data edition {run.edition}."
    manifest = {"id": run.manifest, **run.details}
    write_package(folder, Package(f"orecast-brief-{run.manifest}", title, description, files, RESTS_ON, manifest))
