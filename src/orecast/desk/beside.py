"""`beside`: the same deals under two sets of assumptions, in adjacent columns on one page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from orecast.desk import prose
from orecast.desk.brief import DRAWS, SEED, Brief, Progress, combinations_for, weighed
from orecast.desk.output import MANIFEST, check_place, folder_of_results, write_json
from orecast.desk.page import beside_page
from orecast.desk.parts import manifest_of_brief
from orecast.desk.reasons import words_of
from orecast.desk.selection import ALL_MINERALS, NO_EVENT, number, pick
from orecast.desk.sentences import QUANTILES, Part
from orecast.desk.settling_beside import settling_beside
from orecast.desk.sheets import csv_bytes, frame_of

if TYPE_CHECKING:
    from orecast.stakes import Stakes
    from orecast.stakes.beside import Beside
    from orecast.world import World

PAGE = "beside.html"
COLUMNS = ("left", "right")
AS_THEY_COME = "as they come"


@dataclass(frozen=True)
class SideBySide:
    """Two briefs in memory, their paired comparison, and its numbers as a plain dictionary."""

    left: Brief
    right: Brief
    compared: "Beside"
    data: dict[str, Any]

    def write(self, folder: Path | str, force: bool = False) -> Path:
        """Write beside.html, beside.json, two tables and both briefs (left, right) to `folder`, whole or not at all.

        Errors  OutputError as `Brief.write`.
        """
        folder = Path(folder)
        manifest = {name: manifest_of_brief(one.run, one.question) for name, one in self.briefs.items()}
        with folder_of_results(folder, manifest, force) as made:
            (made / PAGE).write_text(beside_page(self.data), encoding="utf-8")
            write_json(made / "beside.json", self.data)
            for name, frame in self.tables.items():
                (made / f"{name}.csv").write_bytes(csv_bytes(frame_of(frame)))
            for name, one in self.briefs.items():
                (made / name).mkdir()
                one.fill(made / name)
                write_json(made / name / MANIFEST, {"made_by": "orecast", **manifest[name]})
        return folder / PAGE

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Headlines on both sides with the paired change, and the numbers that differ."""
        return {"headlines": self.compared.headlines, "differences": self.compared.assumptions}

    @property
    def briefs(self) -> dict[str, Brief]:
        """Both, by the side they stand on."""
        return dict(zip(COLUMNS, (self.left, self.right), strict=True))


def beside(
    *deals: Any,
    left: Sequence[Any] = (),
    right: Sequence[Any] = (),
    events: Sequence[Any] | None = None,
    folder: Path | str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    world: "World | None" = None,
    party: str | None = None,
    force: bool = False,
    allow_incomplete: bool = False,
    progress: Progress | None = None,
) -> SideBySide:
    """Brief on deals under the overlays `left` and under the overlays `right`, draw by draw; others as in `brief`.

    Errors  as `brief`.
    """
    from orecast.deals import run
    from orecast.desk.asking import asked
    from orecast.stakes.beside import beside as compared
    from orecast.stakes.settle import outcomes_for
    from orecast.world import World

    if folder is not None:
        check_place(Path(folder), force)
    asking, world = asked(deals, events, party), world or World.load()
    chosen: dict[str, Any] = {"draws": draws, "seed": seed, "allow_incomplete": allow_incomplete, "progress": progress}
    chosen["combinations"] = combinations_for(asking)  # so that the game of the deals is played on both sides
    chosen["tell"] = outcomes_for(world, asking.deals, asking.events)
    runs = [run(world, asking.deals, asking.events, overlays=overlays, **chosen) for overlays in (left, right)]
    one, other = _same_year(*(weighed(world, asking, ensemble) for ensemble in runs))
    found = compared(runs[0], cast("Stakes", one.stakes), runs[1], cast("Stakes", other.stakes))
    made = SideBySide(one, other, found, beside_data(one, other, found))
    if folder is not None:
        made.write(folder, force)
    return made


def _same_year(left: Brief, right: Brief) -> tuple[Brief, Brief]:
    """Both briefs on one result year, the earlier of their own."""
    year = min(one.data["years"]["horizon"] for one in (left, right))
    return left.at(year), right.at(year)


def beside_data(left: Brief, right: Brief, found: "Beside") -> dict[str, Any]:
    """Everything that the page shows, as a dictionary that JSON can hold: spreads as in `brief_data`."""
    own = left.data
    kept = ("schema", "title", "question", "edition", "focus", "scenario", "event", "parties", "minerals", "years")
    briefs = dict(zip(COLUMNS, (left, right), strict=True))
    data: dict[str, Any] = {name: own[name] for name in kept}
    data["trial"], data["leading"] = own["trial"], own["leading"]
    data["run"] = {name: own["run"][name] for name in ("draws", "seed")}
    data["run"]["manifests"] = {name: one.data["run"]["manifest"] for name, one in briefs.items()}
    data["sides"] = {name: _side(one.data["overlays"]) for name, one in briefs.items()}
    named = {side: found["name"] for side, found in data["sides"].items()}
    data["game"] = settling_beside(left.outcome, right.outcome, named)
    data["drivers"] = {name: one.data["drivers"]["net_gain"] for name, one in briefs.items()}
    data["results"] = _results(found.headlines, data)
    data["differences"] = _differences(found.assumptions, left)
    data["unpaired"] = [data["minerals"].get(mineral, {}).get("name", mineral) for mineral in found.unpaired]
    data["answer"] = _answer(data)
    return data


def _side(overlays: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a column is called: its overlays by name, or the assumptions as they come."""
    named = [str(overlay["name"]) for overlay in overlays]
    return {"name": " + ".join(named) or AS_THEY_COME, "titles": [str(overlay["title"]) for overlay in overlays]}


def _results(table: pd.DataFrame, data: Mapping[str, Any]) -> dict[str, Any]:
    """Both sides and the paired change, by measure and party (prices: by mineral and party)."""
    event = (data["event"] or {}).get("name")
    year = data["years"]["horizon"]
    base = {"scenario": data["scenario"], "event": NO_EVENT, "mineral": ALL_MINERALS}
    found = {
        "net_gain": _by_party(pick(table, measure="net_gain", **{**base, "year": year})),
        "npv_5": _by_party(pick(table, measure="npv_5", **{**base, "year": 0})),
        "insurance_value": _by_party(pick(table, measure="insurance_value", **{**base, "event": event, "year": 0})),
    }
    for mineral in data["leading"]:
        prices = pick(table, measure="price_paid", **{**base, "mineral": mineral, "year": year})
        found[f"price_{mineral}"] = _by_party(prices)
    order = list(data["parties"])
    return {
        measure: {party: rows[party] for party in order if party in rows} for measure, rows in found.items() if rows
    }


def _by_party(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {str(row["party"]): _three(row) for row in rows}


def _three(row: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for side in ("left", "right", "change"):
        band = {name: number(row[f"{side}_{name}"]) for name in QUANTILES}
        found[side] = {**band, "unit": str(row["unit"])}
        found[f"{side}_verdict"] = prose.verdict(band)
    found["change"]["share_positive"] = number(row["change_share_positive"])
    return found


def _differences(table: pd.DataFrame, brief: Brief) -> list[dict[str, Any]]:
    """The numbers that differ, in words, with their ranges on either side (None: left at its default)."""
    named = words_of([*brief.question.deals, *brief.question.events], brief.world)
    found = []
    for row in pick(table):
        sides = {
            side: {
                **{name: number(row[f"{side}_{name}"]) for name in ("low", "mode", "high")},
                "set_by": str(row[f"{side}_set_by"] or "left at its default"),
            }
            for side in COLUMNS
        }
        found.append({"key": str(row["key"]), "what": named.of(str(row["key"])), "unit": str(row["unit"]), **sides})
    return found


def _answer(data: Mapping[str, Any]) -> list[list[Part]]:
    """What the other assumptions change for the reader, and what each side's spread hangs on."""
    focus, year = data["focus"], data["years"]["horizon_calendar"]
    who, names = data["parties"][focus]["name"], [data["sides"][side]["name"] for side in COLUMNS]
    said = []
    if focus in data["results"].get("net_gain", {}):
        row = data["results"]["net_gain"][focus]
        said.append(prose.change_sentence(f"results.net_gain.{focus}", row, who, year, names))
    for side, name in zip(COLUMNS, names, strict=True):
        if focus in data["drivers"][side]:
            said.append(prose.side_driver_sentence(f"drivers.{side}.{focus}", data["drivers"][side][focus], name))
    return said
