"""An ensemble as a labelled Dataset, and on disk."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from orecast._ground.errors import DataError, OutputError
from orecast.deals.manifest import Manifest, fingerprint
from orecast.deals.overlay import Overlay, load_overlay
from orecast.deals.schema import Deal
from orecast.deals.shelf import load_deal, to_yaml
from orecast.deals.solving import Solution
from orecast.sources.packaging import Described, Package, write_package

if TYPE_CHECKING:
    import xarray as xr

    from orecast.deals.ensemble import Ensemble

MANIFEST, DEALS = "manifest.json", "deals"
OVERLAYS = "overlays"
# Tables of the data edition that every result rests on.
RESTS_ON = (
    "production", "flows", "prices", "reserves", "deposits", "deflator", "mineral_codes", "known_flows", "parameters",
    "trade_measures",
)  # fmt: skip
ON_ORIGINS = ("home_price",)
ON_USERS = ("index", "use", "substituted")
ON_DRAWS = ("residual", "iterations", "status")
UNITS = {
    "home_price": "base price",
    "index": "base price",
    "use": "unit of account per year",
    "substituted": "unit of account per year",
    "residual": "share of world output",
    "iterations": "1",
    "status": "0 solved, 1 not solved",
}


def dataset(ensemble: "Ensemble") -> "xr.Dataset":
    """Every case spread over (scenario, event, draw, year, mineral, place); NaN where a place is not on an axis."""
    markets = {name: item.market(ensemble.years[0], slice(0, 1)) for name, item in ensemble.minerals.items()}
    places = tuple(dict.fromkeys(p for market in markets.values() for p in (*market.origins, *market.users)))
    sizes = (len(ensemble.scenarios), len(ensemble.event_names), ensemble.draws, len(ensemble.years), len(markets))
    arrays = {name: np.full((*sizes, len(places)), np.nan) for name in (*ON_ORIGINS, *ON_USERS)}
    arrays |= {name: np.full(sizes, np.nan) for name in ON_DRAWS}
    position = {place: n for n, place in enumerate(places)}
    for m, (mineral, market) in enumerate(markets.items()):
        axis = {name: [position[place] for place in market.origins] for name in ON_ORIGINS}
        axis |= {name: [position[place] for place in market.users] for name in ON_USERS}
        _fill(ensemble, mineral, m, axis, arrays)
    coordinates = {
        "scenario": list(ensemble.scenarios),
        "event": list(ensemble.event_names),
        "draw": np.arange(ensemble.draws),
        "year": list(ensemble.years),
        "mineral": list(markets),
        "place": list(places),
    }
    dims = tuple(coordinates)
    variables = {name: (dims[: values.ndim], values, {"units": UNITS[name]}) for name, values in arrays.items()}
    import xarray as xr  # takes a second to import, and only this view needs it

    return xr.Dataset(variables, coordinates, attrs={"manifest": json.dumps(ensemble.manifest.plain())})


def _fill(
    ensemble: "Ensemble", mineral: str, m: int, axis: dict[str, list[int]], arrays: dict[str, np.ndarray]
) -> None:
    """Write one mineral's solutions into the wide arrays."""
    for s, scenario in enumerate(ensemble.scenarios):
        for e, event in enumerate(ensemble.event_names):
            for y, year in enumerate(ensemble.years):
                found = ensemble.solution(mineral, scenario, event, year)
                for name, columns in axis.items():
                    arrays[name][s, e, :, y, m][:, columns] = getattr(found, name)
                for name in ON_DRAWS:
                    arrays[name][s, e, :, y, m] = getattr(found, name)


def save(ensemble: "Ensemble", folder: Path) -> None:
    """Write manifest.json, the deals as YAML, and one array file per mineral.

    Errors  OutputError where the folder exists and is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(f"{folder}: not empty. An ensemble is written to a folder of its own. Name a new one.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MANIFEST).write_text(json.dumps(ensemble.manifest.plain(), indent=2) + "\n", "utf-8")
    write_deals(folder, (*ensemble.deals, *ensemble.events))
    write_overlays(folder, ensemble.overlays)
    for mineral in ensemble.minerals:
        arrays = {
            f"{case}/{year}/{name}": values
            for (label, case, year), solution in ensemble.solutions.items()
            if label == mineral
            for name, values in vars(solution).items()
        }
        np.savez_compressed(folder / f"{mineral}.npz", **arrays)
    write_package(folder, _package(ensemble))


def write_deals(folder: Path, deals: Iterable[Deal]) -> None:
    """Write deals and events to the folder `deals` inside `folder`, one file each."""
    (folder / DEALS).mkdir(parents=True, exist_ok=True)
    for deal in deals:
        (folder / DEALS / f"{deal.name}.yaml").write_text(to_yaml(deal), "utf-8")


def write_overlays(folder: Path, overlays: Iterable[Overlay]) -> None:
    """Write overlays to the folder `overlays` inside `folder`, one file each; none, no folder."""
    for overlay in overlays:
        (folder / OVERLAYS).mkdir(parents=True, exist_ok=True)
        (folder / OVERLAYS / f"{overlay.name}.yaml").write_text(to_yaml(overlay), "utf-8")


def _package(ensemble: "Ensemble") -> Package:
    """What the folder of an ensemble holds."""
    units = "; ".join(f"{name} ({unit})" for name, unit in UNITS.items())
    files = {
        f"{mineral}.npz": Described(f"{mineral}: arrays 'case/year/name' over draws and places: {units}")
        for mineral in ensemble.minerals
    }
    files[MANIFEST] = Described("What the run was made of")
    files |= {f"{DEALS}/{deal.name}.yaml": Described(deal.title) for deal in (*ensemble.deals, *ensemble.events)}
    files |= {f"{OVERLAYS}/{overlay.name}.yaml": Described(overlay.title) for overlay in ensemble.overlays}
    return Package(
        name=f"orecast-ensemble-{ensemble.manifest.id}",
        title=f"Ensemble of {', '.join(deal.title for deal in ensemble.deals)}",
        description="Cleared markets of every scenario, event, draw, year and mineral, by Orecast.",
        files=files,
        tables=RESTS_ON,
        manifest=ensemble.manifest.plain(),
    )


def load_inputs(folder: Path) -> tuple[Manifest, tuple[Deal, ...], tuple[Deal, ...], tuple[Overlay, ...]]:
    """Manifest, deals, events and overlays of a saved ensemble.

    Errors  DataError where the folder holds no ensemble, or a deal is not the one that was run.
    """
    try:
        manifest = Manifest.from_plain(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, json.JSONDecodeError, TypeError) as error:
        raise DataError(
            f"{folder}: holds no ensemble that can be read ({error}). One is written by Ensemble.save. Check the path."
        ) from error
    return manifest, *stored_deals(folder, manifest), stored_overlays(folder, manifest)


def stored_deals(folder: Path, manifest: Manifest) -> tuple[tuple[Deal, ...], tuple[Deal, ...]]:
    """Deals and events of a folder of results, as its manifest names them.

    Errors  DataError where one is not the one that was run, or the manifest names a file outside the folder.
    """
    return _unchanged(folder, manifest.deals), _unchanged(folder, manifest.events)


def stored_overlays(folder: Path, manifest: Manifest) -> tuple[Overlay, ...]:
    """Overlays of a folder of results, as its manifest names them. Errors: as `stored_deals`."""
    _require_inside(folder, manifest.overlays, OVERLAYS)
    overlays = tuple(load_overlay(folder / OVERLAYS / f"{name}.yaml") for name, _ in manifest.overlays)
    _require_same(folder / OVERLAYS, overlays, manifest.overlays)
    return overlays


def _unchanged(folder: Path, names: tuple[tuple[str, str], ...]) -> tuple[Deal, ...]:
    """Deals of the folder, each with the content that its manifest names."""
    _require_inside(folder, names, DEALS)
    deals = tuple(load_deal(folder / DEALS / f"{name}.yaml") for name, _ in names)
    _require_same(folder / DEALS, deals, names)
    return deals


def _require_inside(folder: Path, names: tuple[tuple[str, str], ...], part: str) -> None:
    """A name leads to no other folder."""
    if outside := [name for name, _ in names if Path(name).name != name]:
        raise DataError(
            f"{folder}: its manifest names the {part.removesuffix('s')} '{outside[0]}', and a {part.removesuffix('s')} "
            f"lies in the folder's own '{part}'. Restore the manifest, or start a new run."
        )


def _require_same(folder: Path, found: Sequence[Deal | Overlay], names: tuple[tuple[str, str], ...]) -> None:
    """Each file holds what the manifest names."""
    for made, (name, expected) in zip(found, names, strict=True):
        if fingerprint(made) != expected:
            raise DataError(
                f"{folder / name}.yaml: not the {'overlay' if folder.name == OVERLAYS else 'deal'} that was run: its "
                "content differs from the manifest. A "
                "rerun repeats numbers only with the same deals. Restore the file, or start a new run."
            )


def load_solutions(folder: Path) -> dict[tuple[str, int, int], Solution]:
    """Stored prices, tonnes and certificates of a saved ensemble, by (mineral, case, result year)."""
    solutions: dict[tuple[str, int, int], Solution] = {}
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as stored:
            for case, year in sorted({tuple(key.split("/")[:2]) for key in stored.files}):
                arrays = {name: stored[f"{case}/{year}/{name}"] for name in Solution.__dataclass_fields__}
                solutions[path.stem, int(case), int(year)] = Solution(**arrays)
    return solutions
