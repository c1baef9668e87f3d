"""What the numbers rest on, counted in the open: assumptions, corrections, gaps, merged places, failed draws."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from orecast.deals import Ensemble
from orecast.deals.manifest import Manifest
from orecast.deals.overlay import unused
from orecast.world import World

Row = tuple[str, str, Any, str, str]


def basis_of(world: World, ensemble: Ensemble) -> pd.DataFrame:
    """One row per thing the numbers rest on (columns in `Stakes`)."""
    rows = [*_assumptions(ensemble), *_statistics(world, ensemble), *_draws(ensemble), *_run(ensemble.manifest)]
    return pd.DataFrame(rows, columns=["key", "label", "value", "unit", "note"])


def _assumptions(ensemble: Ensemble) -> Iterator[Row]:
    ranges = {mineral: item.draws.ranges for mineral, item in ensemble.minerals.items()}
    found = {(name, item.low, item.high, item.is_sourced) for table in ranges.values() for name, item in table.items()}
    assumed = sum(not is_sourced for *_, is_sourced in found)
    yield (
        "assumed_parameters",
        "Market parameters that nobody has published",
        assumed,
        "count",
        f"of {len(found)} ranges",
    )
    levers = [lever for deal in (*ensemble.deals, *ensemble.events) for lever in deal.levers]
    guesses = [lever.is_guess(number) for lever in levers for _, number in lever.numbers()]
    yield (
        "guessed_numbers",
        "Numbers of the deals that are guesses",
        sum(guesses),
        "count",
        f"of {len(guesses)} numbers",
    )
    yield from _overlays(ensemble)
    for mineral in ensemble.minerals:
        weight = ranges[mineral]["prior_weight"]
        note = f"assumed, range {weight.low:g} to {weight.high:g}"
        yield f"prior_share_{mineral}", f"Flows taken from the gravity prior, {mineral}", weight.mode, "share", note


def _overlays(ensemble: Ensemble) -> Iterator[Row]:
    for overlay in ensemble.overlays:
        idle = unused(overlay, (*ensemble.deals, *ensemble.events), ensemble.minerals)
        note = f"of {len(overlay.changes)}" + (f"; touching nothing here: {', '.join(idle)}" if idle else "")
        changed = len(overlay.changes) - len(idle)
        yield f"overlay_{overlay.name}", f"Numbers changed by overlay {overlay.name}", changed, "count", note


def _statistics(world: World, ensemble: Ensemble) -> Iterator[Row]:
    for mineral, item in ensemble.minerals.items():
        balance = item.balance
        yield (
            f"correction_{mineral}",
            f"Correction of the raw statistics, {mineral}",
            balance.correction(),
            "share",
            ("of world output"),
        )
        for reason, share in balance.uncovered.items():
            if np.isfinite(share):
                key = f"uncovered_{mineral}_{reason.replace(' ', '_')}"
                yield key, f"{reason.capitalize()}, {mineral}", share, "share", "of world output"
            else:
                yield f"missing_{mineral}", f"Forms that the flows do not hold, {mineral}", "not covered", "", reason
        if balance.status != "usable":
            yield f"incomplete_{mineral}", f"Flows incomplete, {mineral}", balance.status, "", balance.status_reason
        frame = next(iter(item.frames.values()))
        names = ", ".join(world.place_name(place) for place, _ in frame.merging.merged)
        count = len(frame.merging.merged)
        yield f"merged_places_{mineral}", f"Places merged into regional rests, {mineral}", count, "count", names


def _draws(ensemble: Ensemble) -> Iterator[Row]:
    rejected = max(ensemble.rejected.values(), default=0.0)
    note = "largest share of any mineral; share sensitivity under 1.1 times demand elasticity"
    yield "rejected_draws", "Draws rejected", rejected, "share", note
    unsolved = sum(ensemble.unsolved.values())
    yield "unsolved_draws", "Draws not solved", unsolved, "count", f"of {ensemble.solves}"
    yield "solves", "Markets solved", ensemble.solves, "count", "distinct cases, draws and years"
    yield "seconds", "Time taken to solve them", round(ensemble.seconds, 1), "s", ""


def _run(manifest: Manifest) -> Iterator[Row]:
    yield "draws", "Draws", manifest.draws, "count", f"seed {manifest.seed}"
    yield "edition", "Data edition", manifest.edition, "", ""
    yield "manifest", "Manifest", manifest.id, "", "the same manifest gives the same numbers"
