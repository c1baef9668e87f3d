"""Make a saved brief or ensemble again from its manifest, and tell how far the numbers have drifted."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from orecast._ground.errors import DataError
from orecast.deals import Overlay, rerun
from orecast.deals.manifest import Manifest
from orecast.deals.storing import MANIFEST as ENSEMBLE_MANIFEST
from orecast.deals.storing import load_inputs, load_solutions, stored_deals, stored_overlays
from orecast.desk.brief import Brief, combinations_for, weighed
from orecast.desk.drift import Drift, array_drift, headline_drift, table_drift
from orecast.desk.inputs import Question
from orecast.desk.output import MANIFEST
from orecast.desk.parts import GAME_TITLES, TITLES, game_tables
from orecast.sources.packaging import PACKAGE, changed_files
from orecast.stakes.settle import outcomes_for
from orecast.world import World

TOLERANCE = 1e-9  # the manifest's promise for another machine; on the same one with the same lock it is 0
NOT_PART_OF_A_RUN = ("question", "made_by")
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Verification:
    """What came of making a folder of results again.

    differs   field of the manifest -> (then, now), where edition, versions or machine are others
    files     file -> what is wrong with it, for files that are not as they were written
    drifts    each headline and table with its largest relative difference
    """

    folder: str
    manifest: str
    tolerance: float
    differs: Mapping[str, tuple[str, str]]
    files: Mapping[str, str]
    drifts: tuple[Drift, ...]

    @property
    def largest(self) -> float:
        """Largest relative difference of all."""
        return max((drift.largest for drift in self.drifts), default=0.0)

    @property
    def is_same(self) -> bool:
        """True where every number came back within the tolerance and every file is as it was written."""
        return not self.files and self.largest <= self.tolerance


def verify(folder: Path | str, tolerance: float = TOLERANCE, progress: Progress | None = None) -> Verification:
    """Make the brief or the ensemble in `folder` again with what is installed now, and compare.

    Errors  DataError for a folder that is not there, holds neither brief nor ensemble, or whose manifest, deals or
            tables cannot be read.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise DataError(f"no folder '{folder}'. Give the folder that 'orecast brief -o' or Ensemble.save wrote.")
    if (folder / MANIFEST).is_file():
        manifest, again, drifts = _of_brief(folder, progress)
    elif (folder / ENSEMBLE_MANIFEST).is_file():
        manifest, again, drifts = _of_ensemble(folder)
    else:
        raise DataError(
            f"{folder} holds no results of Orecast: there is neither {MANIFEST} (a brief) nor {ENSEMBLE_MANIFEST} (an "
            "ensemble) in it. Give the folder that 'orecast brief -o' or Ensemble.save wrote."
        )
    return Verification(str(folder), manifest.id, tolerance, _differing(manifest, again), _files(folder), tuple(drifts))


def _files(folder: Path) -> dict[str, str]:
    try:
        return changed_files(folder)
    except ValueError as fault:
        raise DataError(
            f"{folder / PACKAGE} cannot be read ({fault.__cause__ or fault}); it holds the hash of every file. Restore "
            "it, or make the brief again."
        ) from fault


def _differing(then: Manifest, now: Manifest) -> dict[str, tuple[str, str]]:
    """Fields of the manifest that are others now, packages one by one."""
    was, became = _flat(then), _flat(now)
    names = dict.fromkeys([*was, *became])
    return {n: (was.get(n, "none"), became.get(n, "none")) for n in names if was.get(n) != became.get(n)}


def _flat(manifest: Manifest) -> dict[str, str]:
    plain = manifest.plain()
    return {**{k: str(v) for k, v in plain.items() if k != "packages"}, **dict(manifest.packages)}


def read_manifest(folder: Path) -> tuple[Manifest, dict[str, Any]]:
    """The manifest of a brief, and what was asked.

    Errors  DataError where it is no manifest of a whole run.
    """
    path = folder / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        asked = dict(values["question"])
        manifest = Manifest.from_plain({k: v for k, v in values.items() if k not in NOT_PART_OF_A_RUN})
    except (OSError, ValueError, TypeError, KeyError) as fault:
        raise DataError(
            f"{path} is no manifest of a run that can be repeated ({type(fault).__name__}: {fault}). Restore it, or "
            "make the brief again."
        ) from fault
    return manifest, asked


def _of_brief(folder: Path, progress: Progress | None) -> tuple[Manifest, Manifest, list[Drift]]:
    manifest, asked = read_manifest(folder)
    deals, events = stored_deals(folder, manifest)
    stored = {name: _stored(folder / f"{name}.parquet") for name in TITLES}
    shown = _json(folder / "brief.json")
    question = Question(deals, events, asked["title"], asked["text"], asked["party"])
    again = _made_again(manifest, question, stored_overlays(folder, manifest), progress)
    drifts = list(headline_drift(shown, again.data))
    drifts += [table_drift(name, stored[name], getattr(again.stakes, name)) for name in TITLES]
    drifts += _of_game(folder, again)
    return manifest, Manifest.from_plain(dict(again.run.details)), drifts


def _of_game(folder: Path, again: Brief) -> list[Drift]:
    """Drift of the game's tables: of those in the folder, and of those that it would hold now."""
    now = game_tables(again.outcome) if again.outcome else {}
    names = dict.fromkeys(
        (*(f"game-{name}" for name in GAME_TITLES if (folder / f"game-{name}.parquet").is_file()), *now)
    )
    found = []
    for name in names:
        there = (folder / f"{name}.parquet").is_file()
        if there and name in now:
            found.append(table_drift(name, _stored(folder / f"{name}.parquet"), now[name]))
        else:
            found.append(Drift("table", name, float("inf"), "only in the folder" if there else "not in the folder", 0))
    return found


def _made_again(
    manifest: Manifest, question: Question, overlays: tuple[Overlay, ...], progress: Progress | None
) -> Brief:
    world = World.load(manifest.base_years)
    asked = (combinations_for(question), outcomes_for(world, question.deals, question.events))
    ensemble = rerun(world, manifest, question.deals, question.events, overlays, progress, *asked)
    return weighed(world, question, ensemble)


def _stored(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path)
    except Exception as fault:
        raise DataError(
            f"{path} cannot be read as a table of the brief ({type(fault).__name__}). Restore it, or make the brief "
            "again."
        ) from fault


def _json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise DataError(f"{path} cannot be read ({fault}). Restore it, or make the brief again.") from fault
    return found


def _of_ensemble(folder: Path) -> tuple[Manifest, Manifest, list[Drift]]:
    manifest, deals, events, overlays = load_inputs(folder)
    again = rerun(World.load(manifest.base_years), manifest, deals, events, overlays)
    return manifest, again.manifest, list(_solution_drifts(load_solutions(folder), again.solutions))


def _solution_drifts(stored: Mapping[Any, Any], again: Mapping[Any, Any]) -> Iterator[Drift]:
    """One drift for each mineral, over all its cases, years and arrays."""
    for mineral in sorted({key[0] for key in (*stored, *again)}):
        keys = sorted(key for key in {*stored, *again} if key[0] == mineral)
        if missing := [key for key in keys if key not in stored or key not in again]:
            yield Drift("ensemble", mineral, float("inf"), f"case {missing[0][1]}, year {missing[0][2]}", len(missing))
            continue
        found = [(array_drift(vars(stored[key]), vars(again[key])), key) for key in keys]
        (largest, name), key = max(found, key=lambda item: item[0][0])
        count = sum(drift > 0 for (drift, _), _ in found)
        where = f"{name}, case {key[1]}, year {key[2]}" if largest else ""
        yield Drift("ensemble", mineral, largest, where, count)
