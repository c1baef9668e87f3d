"""Every changed number beside its raw value, and what each step changed as a share of output and of trade."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast.world.customs import REASONS
from orecast.world.reconcile import unfounded
from orecast.world.unit_values import KEPT, MISSING, OUTSIDE

if TYPE_CHECKING:
    from orecast.world.build import Stages

Floats = NDArray[np.float64]

COLUMNS = [
    "kind",
    "step",
    "from",
    "to",
    "code",
    "year",
    "raw",
    "corrected",
    "unit",
    "reason",
    "share_of_output",
    "share_of_trade",
]
NUMBERS = ("raw", "corrected")
Piece = dict[str, Any]
"""Some rows by column: an array, or one value for all; `contained` is an array and tells how many there are."""
VERDICTS = (KEPT, MISSING, OUTSIDE)
LEAST_MOVED = 1e-6  # relative: a content moved by less is round-off of the solver
SMALLEST = 1e-12  # of world output: below this a difference is round-off of a float64 sum


def recorded(stages: "Stages") -> pd.DataFrame:
    """One row for each changed number; shares are of world output and of world trade of the mineral."""
    transit = _cells(stages, "quantity", "transit", "declared into a place of transit and not seen to leave it")
    pieces = [_quantities(stages), transit, _contents(stages), _documented(stages), _reconciled(stages)]
    pieces += [_filled(stages), _remade(stages)]
    contained = np.concatenate([piece["contained"] for piece in pieces])
    world, traded = _sizes(stages)
    shares = {"share_of_output": contained / world, "share_of_trade": contained / traded}
    return pd.DataFrame({name: _joined(pieces, name) for name in COLUMNS if name not in shares} | shares)


def _joined(pieces: list[Piece], name: str) -> NDArray[Any]:
    """One column of all pieces, a single value repeated over its piece's rows."""
    ends = np.cumsum([len(piece["contained"]) for piece in pieces]).tolist()
    column = np.empty(ends[-1], dtype=np.float64 if name in NUMBERS else object)
    for piece, start, end in zip(pieces, [0, *ends], ends, strict=False):
        column[start:end] = piece[name]
    return column


def size(table: pd.DataFrame) -> float:
    """What the reconciliation added or took away, as a share of world output."""
    changed = (table["step"] == "reconcile").to_numpy()
    return float(table["share_of_output"].to_numpy(np.float64)[changed].sum())


def steps(stages: "Stages", least_use: float) -> pd.DataFrame:
    """What each step changed and what the accounts lack after it, as shares of world output and of trade.

    Columns  step, changed_tonnes, changed_of_output, changed_of_trade, lacking_tonnes, lacking_of_output,
    lacking_of_trade. `lacking` is Σ max(0, δx − U): before the step it stands in the row above.
    """
    world, traded = _sizes(stages)
    names = list(stages.trade)
    rows = []
    for before, step in zip([names[0], *names], names, strict=False):
        changed = float(np.abs(stages.trade[step] - stages.trade[before]).sum())
        changed += float(np.abs(stages.production_at(step) - stages.production_at(before)).sum())
        lacking = unfounded(stages.production_at(step), stages.trade[step], least_use)
        rows.append((step, changed, changed / world, changed / traded, lacking, lacking / world, lacking / traded))
    kinds = ("tonnes", "of_output", "of_trade")
    return pd.DataFrame(
        rows, columns=["step", *(f"{what}_{kind}" for what in ("changed", "lacking") for kind in kinds)]
    )


def _sizes(stages: "Stages") -> tuple[float, float]:
    """World output and world trade after the documented step, neither zero."""
    return max(float(stages.production.sum()), 1e-300), max(float(stages.trade["documented"].sum()), 1e-300)


def _quantities(stages: "Stages") -> Piece:
    """Re-estimated customs tonnes, one row a declaration."""
    customs, names = stages.customs, np.array(stages.places, dtype=object)
    rows = np.nonzero(customs.verdict != KEPT)[0]
    raw, tonnes, cell = customs.declared.raw[rows], customs.tonnes[rows], customs.cells.of[rows]
    content = customs.cells.contents.prior[cell] / customs.years
    return {
        "kind": "trade",
        "step": "quantity",
        "from": names[customs.declared.exporter[rows]],
        "to": names[customs.declared.importer[rows]],
        "code": np.array(customs.codes, dtype=object)[customs.declared.product[rows]],
        "year": customs.declared.year[rows],
        "raw": raw,
        "corrected": tonnes,
        "unit": "gross t/yr",
        "reason": np.array([REASONS[verdict] for verdict in VERDICTS], dtype=object)[customs.verdict[rows]],
        "contained": np.abs(tonnes - np.nan_to_num(raw)) * content,
    }


def _contents(stages: "Stages") -> Piece:
    """Contents moved inside their range, one row a (code, exporter)."""
    customs, prior = stages.customs, stages.customs.cells.contents.prior
    moved = np.nonzero(np.abs(customs.fitted / prior - 1) > LEAST_MOVED)[0]
    tonnes = np.bincount(customs.cells.of, customs.counted, minlength=prior.size)[moved] / customs.years
    return {
        "kind": "content",
        "step": "content",
        "from": np.array(stages.places, dtype=object)[customs.cells.exporter[moved]],
        "to": "",
        "code": np.array(customs.codes, dtype=object)[customs.cells.product[moved]],
        "year": pd.NA,
        "raw": prior[moved],
        "corrected": customs.fitted[moved],
        "unit": "contained per gross tonne",
        "reason": "moved inside its range so that nobody exports more than exists",
        "contained": np.abs(customs.fitted - prior)[moved] * tonnes,
    }


def _cells(stages: "Stages", before: str, after: str, reason: object) -> Piece:
    """Changed trade cells between two steps; `reason` is one text, or a text by cell [from, to]."""
    old, new = stages.trade[before], stages.trade[after]
    exporter, importer = _changed(stages, before, after)
    names = np.array(stages.places, dtype=object)
    return {
        "kind": "trade",
        "step": after,
        "from": names[exporter],
        "to": names[importer],
        "code": "",
        "year": pd.NA,
        "raw": old[exporter, importer],
        "corrected": new[exporter, importer],
        "unit": "contained per year",
        "reason": reason,
        "contained": np.abs(new - old)[exporter, importer],
    }


def _changed(stages: "Stages", before: str, after: str) -> tuple[NDArray[np.int64], ...]:
    """Exporter and importer of each trade cell that differs between two steps by more than round-off."""
    return np.nonzero(np.abs(stages.trade[after] - stages.trade[before]) > SMALLEST * _sizes(stages)[0])


def _documented(stages: "Stages") -> Piece:
    """Cells raised to a documented flow, each with its citation."""
    changed = _changed(stages, "content", "documented")
    pairs = [(stages.places[origin], stages.places[end]) for origin, end in zip(*changed, strict=True)]
    cited = [f"documented flow larger than customs: {stages.documents.source[pair]}" for pair in pairs]
    return _cells(stages, "content", "documented", cited)


def _reconciled(stages: "Stages") -> Piece:
    """Cells changed by the reconciliation, and those removed because nobody could have sent them."""
    removed = stages.answer.sourceless[_changed(stages, "documented", "reconcile")]
    moved = "smallest change that lets every place use its least share"
    reason = np.where(removed, "exporter has neither output nor imports: removed", moved)
    return _cells(stages, "documented", "reconcile", reason)


def _filled(stages: "Stages") -> Piece:
    """Output filled from a second publisher, where the first prints none."""
    reasons = stages.output.reasons
    added = np.array([stages.output.tonnes[place] for place in reasons], dtype=np.float64)
    return _output_rows("filled", list(reasons), np.full(added.size, np.nan), added, list(reasons.values()))


def _remade(stages: "Stages") -> Piece:
    """Output changed by the reconciliation."""
    old, new = stages.production, stages.answer.production
    changed = np.nonzero(np.abs(new - old) > SMALLEST * _sizes(stages)[0])[0]
    places = [stages.places[place] for place in changed]
    reason = "smallest change that lets every place use its least share, within tolerance"
    return _output_rows("reconcile", places, old[changed], new[changed], reason)


def _output_rows(step: str, places: list[str], raw: Floats, corrected: Floats, reason: object) -> Piece:
    """Rows of changed output; a NaN raw value counts as none."""
    return {
        "kind": "production",
        "step": step,
        "from": places,
        "to": "",
        "code": "",
        "year": pd.NA,
        "raw": raw,
        "corrected": corrected,
        "unit": "contained per year",
        "reason": reason,
        "contained": np.abs(corrected - np.nan_to_num(raw)),
    }
