"""Market parameters of a mineral: the ranges of parameters.csv and paths.csv, drawn and brought to a horizon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np

from orecast._ground.arrays import Booleans, Floats
from orecast._ground.errors import DataError
from orecast._ground.ranges import Range, Status
from orecast.deals.draws import MINERAL_DIMENSIONS, at_horizon, column, triangular, uniforms
from orecast.deals.overlay import Overlay, overlaid_ranges
from orecast.sources import load
from orecast.sources.stages import parent

HEADROOM = 1.1  # θ ≥ 1.1 η at every horizon (M13): the Jacobian then is an M-matrix wherever V ≥ 1/1.1
MOST_BLOCKS = 64


@dataclass(frozen=True)
class MineralDraws:
    """Accepted draws of one mineral: `values[parameter]` is [draw], taken from `ranges`.

    `rejected` of `examined` draws broke θ ≥ 1.1 η.
    """

    mineral: str
    values: Mapping[str, Floats]
    rejected: int
    examined: int
    ranges: Mapping[str, Range]

    def at(self, years: float, chosen: slice = slice(None)) -> dict[str, Floats]:
        """Parameters `years` after the shock (M16), of the chosen draws; names lose '_short' and '_long'."""
        drawn = {name: values[chosen] for name, values in self.values.items()}
        moving = [name.removesuffix("_short") for name in drawn if name.endswith("_short")]
        fixed = {name: values for name, values in drawn.items() if not name.endswith(("_short", "_long"))}
        return fixed | {name: _moved(drawn, name, years) for name in moving}


def _moved(drawn: Mapping[str, Floats], name: str, years: float) -> Floats:
    return at_horizon(drawn[f"{name}_short"], drawn[f"{name}_long"], drawn["adjustment_years"], years)


@cache
def ranges(mineral: str) -> dict[str, Range]:
    """Ranges of one mineral: its own rows of parameters.csv and paths.csv, else those of '*'.

    A later stage takes its own rows first, then those of its mineral.

    Errors  DataError naming a parameter that neither the mineral nor '*' has.
    """
    found = {name: row for label in _labels(mineral) for name, row in _rows(label).items()}
    missing = [name for name in MINERAL_DIMENSIONS if name not in found]
    if missing:
        raise DataError(
            f"parameters of {mineral}: no range for {', '.join(missing)}. Every parameter has a row for the mineral or "
            "for '*'. Add it to parameters.csv or paths.csv with its source."
        )
    return found


def _labels(mineral: str) -> tuple[str, ...]:
    """Labels whose rows a mineral takes, the last one first."""
    of = parent(load("stages").frame, mineral)
    return ("*", mineral) if of == mineral else ("*", of, mineral)


@cache
def _rows(label: str) -> Mapping[str, Range]:
    """Rows of one label in the two tables, keyed by parameter."""
    parameters = load("parameters").frame
    paths = load("paths").frame
    own = parameters[parameters["mineral"] == label]
    grown = paths[(paths["mineral"] == label) & (paths["place"] == "*")]
    found = {str(row.parameter): _range(row, str(row.unit), "parameters.csv") for row in own.itertuples()}
    growth = [_range(row, "1/yr", "paths.csv") for row in grown.itertuples() if row.quantity == "use"]
    return found | ({"growth": growth[0]} if growth else {})


def _range(row: Any, unit: str, table: str) -> Range:
    status, set_by = cast(Status, str(row.status)), f"{table}, row {row.mineral}"
    return Range(float(row.low), float(row.mode), float(row.high), unit, status, str(row.source), set_by)


def mineral_draws(
    mineral: str, seed: int, draws: int, years: Sequence[float], overlays: Sequence[Overlay] = ()
) -> MineralDraws:
    """`draws` accepted draws of one mineral's parameters, whose ranges the overlays may change.

    A draw that breaks θ ≥ 1.1 η at a horizon is replaced by the next of further blocks, and counted.
    Errors  DataError when hardly any draw is accepted.
    """
    table = overlaid_ranges(mineral, ranges(mineral), overlays)
    kept: list[dict[str, Floats]] = []
    accepted = examined = 0
    for block in range(MOST_BLOCKS):
        candidates = _candidates(mineral, table, seed, draws, block)
        good = np.flatnonzero(_acceptable(candidates, years))[: draws - accepted]
        examined += draws if len(good) < draws - accepted else int(good[-1]) + 1
        accepted += len(good)
        kept.append({name: values[good] for name, values in candidates.items()})
        if accepted == draws:
            values = {name: np.concatenate([part[name] for part in kept]) for name in MINERAL_DIMENSIONS}
            return MineralDraws(mineral, values, examined - draws, examined, table)
    raise DataError(
        f"parameters of {mineral}: only {accepted} of {examined} draws keep share_sensitivity ≥ {HEADROOM} × "
        "demand_elasticity at every year. A market needs it to have one answer. Widen or move the ranges in "
        "parameters.csv, or in the overlay."
    )


def _candidates(mineral: str, table: Mapping[str, Range], seed: int, draws: int, block: int) -> dict[str, Floats]:
    points = uniforms(f"mineral/{mineral}", seed, draws, block)
    return {
        name: triangular(
            points[:, column(MINERAL_DIMENSIONS, name)], table[name].low, table[name].mode, table[name].high
        )
        for name in MINERAL_DIMENSIONS
    }


def _acceptable(values: Mapping[str, Floats], years: Sequence[float]) -> Booleans:
    """Draws that keep θ ≥ 1.1 η at every horizon."""
    fine = np.ones(len(values["adjustment_years"]), dtype=bool)
    for horizon in years:
        sensitivity = _moved(values, "share_sensitivity", horizon)
        fine &= sensitivity >= HEADROOM * _moved(values, "demand_elasticity", horizon)
    return fine
