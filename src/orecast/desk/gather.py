"""What the desk needs beside the Stakes, read from the data edition: names, outlines, sites, sources."""

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from orecast.desk.inputs import MineralInfo, RunInfo, WorldInfo

if TYPE_CHECKING:
    from orecast.deals import Ensemble

USED_TABLES = ("production", "flows", "prices", "reserves", "deposits", "deflator", "governance")


def world_info(years: tuple[int, ...]) -> WorldInfo:
    """Names, outlines, sites and sources of the embedded edition, for a brief over the base `years`.

    Errors  DataError where a table or the outlines are missing or damaged.
    """
    from orecast.sources import edition, load

    minerals = _minerals(load("minerals").frame)
    places = load("places").frame
    groups = load("groups").frame
    return WorldInfo(
        edition=edition(),
        years=years,
        place_names=dict(zip(places["place"], places["name"], strict=True)),
        minerals=minerals,
        outlines=_outlines(),
        sites=_sites(load("deposits").frame, load("minerals").frame),
        sources=tuple(_source(name) for name in USED_TABLES),
        party_names=dict(zip(groups["group"], groups["name"], strict=True)),
    )


def run_info(ensemble: "Ensemble") -> RunInfo:
    """How an ensemble was run."""
    manifest = ensemble.manifest
    return RunInfo(
        draws=ensemble.draws,
        seed=manifest.seed,
        manifest=manifest.id,
        edition=manifest.edition,
        first_year=ensemble.reference_year,
        solves=ensemble.solves,
        seconds=ensemble.seconds,
        details=manifest.plain(),
        overlays=ensemble.overlays,
    )


def _outlines() -> dict[str, Any]:
    text = files("orecast").joinpath("data", "outlines.geojson").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _minerals(frame: pd.DataFrame) -> dict[str, MineralInfo]:
    found = {}
    for row in frame.to_dict("records"):
        stage, _, limits = str(row["stage_label"]).partition("; ")
        name = _in_sentence(str(row["name"]))
        found[str(row["mineral"])] = MineralInfo(name, stage, str(row["account"]), str(row["unit"]), limits)
    return found


def _in_sentence(name: str) -> str:
    """A mineral's name as it stands inside a sentence; abbreviations keep their capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _sites(deposits: pd.DataFrame, minerals: pd.DataFrame) -> pd.DataFrame:
    """Deposits with the minerals they hold, by our labels, in the column `mineral` (separated by ';')."""
    symbols = dict(zip(minerals["symbol"], minerals["mineral"], strict=True))
    known = set(minerals["mineral"])
    found = []
    for row in deposits.to_dict("records"):
        group = str(row["group"]).strip().lower().replace(" ", "-")
        held = [group, *(symbols.get(part.strip().split(" ")[0], "") for part in str(row["commodities"]).split(";"))]
        found.append(";".join(dict.fromkeys(mineral for mineral in held if mineral in known)))
    return deposits.assign(mineral=found)[["name", "mineral", "place", "lat", "lon", "control", "control_date"]]


def _source(name: str) -> dict[str, str]:
    from orecast.sources import load

    source = load(name).source
    return {
        "name": source.name,
        "publisher": source.publisher,
        "edition": source.edition,
        "licence": source.licence,
        "address": source.address,
    }
