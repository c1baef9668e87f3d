"""Every changed number beside its raw value, and what each step changed as a share of output and of trade."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast.world.customs import REASONS
from orecast.world.reconcile import unfounded

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
SMALLEST = 1e-12  # of world output: below this a difference is round-off of a float64 sum


def recorded(stages: "Stages") -> pd.DataFrame:
    """One row for each changed number; shares are of world output and of world trade of the mineral."""
    transit = _cells(stages, "quantity", "transit", "declared into a place of transit and not seen to leave it")
    changed = [_quantities(stages), transit, _contents(stages), _documented(stages), _reconciled(stages)]
    frames = [*changed, *_productions(stages)]
    kept = [frame for frame in frames if len(frame)]
    table = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=COLUMNS)
    world, traded = _sizes(stages)
    size = table["contained"] if len(table) else pd.Series(dtype=np.float64)
    return table.assign(share_of_output=size / world, share_of_trade=size / traded).reindex(columns=COLUMNS)


def size(table: pd.DataFrame) -> float:
    """What the reconciliation added or took away, as a share of world output."""
    return float(table.loc[table["step"] == "reconcile", "share_of_output"].sum())


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


def _quantities(stages: "Stages") -> pd.DataFrame:
    """Re-estimated customs tonnes, one row a declaration."""
    rows, cells = stages.customs.rows, stages.customs.cells
    rows = rows[rows["verdict"] > 0]
    content = cells["prior"].to_numpy()[rows["cell"]] / stages.customs.years
    return pd.DataFrame(
        {
            "kind": "trade",
            "step": "quantity",
            "from": rows["exporter"].astype(str),
            "to": rows["importer"].astype(str),
            "code": rows["code"].astype(str),
            "year": rows["year"],
            "raw": rows["raw"],
            "corrected": rows["tonnes"],
            "unit": "gross t/yr",
            "reason": rows["verdict"].map(REASONS),
            "contained": (rows["tonnes"] - rows["raw"].fillna(0)).abs() * content,
        }
    )


def _contents(stages: "Stages") -> pd.DataFrame:
    """Contents moved inside their range, one row a (code, exporter)."""
    customs, cells = stages.customs, stages.customs.cells
    tonnes = np.bincount(customs.rows["cell"], customs.rows["counted"], minlength=len(cells)) / customs.years
    moved = ((cells["fitted"] / cells["prior"] - 1).abs() > 1e-6).to_numpy()
    return pd.DataFrame(
        {
            "kind": "content",
            "step": "content",
            "from": cells["exporter"][moved],
            "to": "",
            "code": cells["code"][moved],
            "year": pd.NA,
            "raw": cells["prior"][moved],
            "corrected": cells["fitted"][moved],
            "unit": "contained per gross tonne",
            "reason": "moved inside its range so that nobody exports more than exists",
            "contained": (cells["fitted"] - cells["prior"]).abs().to_numpy()[moved] * tonnes[moved],
        }
    )


def _cells(stages: "Stages", before: str, after: str, reason: str) -> pd.DataFrame:
    """Changed trade cells between two steps."""
    old, new = stages.trade[before], stages.trade[after]
    world, _ = _sizes(stages)
    exporter, importer = np.nonzero(np.abs(new - old) > SMALLEST * world)
    return pd.DataFrame(
        {
            "kind": "trade",
            "step": after,
            "from": stages.places[exporter],
            "to": stages.places[importer],
            "code": "",
            "year": pd.NA,
            "raw": old[exporter, importer],
            "corrected": new[exporter, importer],
            "unit": "contained per year",
            "reason": reason,
            "contained": np.abs(new - old)[exporter, importer],
        }
    )


def _documented(stages: "Stages") -> pd.DataFrame:
    """Cells raised to a documented flow, each with its citation."""
    frame = _cells(stages, "content", "documented", "")
    cited = [stages.documents.source[pair] for pair in zip(frame["from"], frame["to"], strict=True)]
    return frame.assign(reason=[f"documented flow larger than customs: {text}" for text in cited])


def _reconciled(stages: "Stages") -> pd.DataFrame:
    """Cells changed by the reconciliation, and those removed because nobody could have sent them."""
    frame = _cells(stages, "documented", "reconcile", "smallest change that lets every place use its least share")
    gone = stages.answer.sourceless[
        stages.places.get_indexer(pd.Index(frame["from"])), stages.places.get_indexer(pd.Index(frame["to"]))
    ]
    return frame.assign(reason=frame["reason"].where(~gone, "exporter has neither output nor imports: removed"))


def _productions(stages: "Stages") -> list[pd.DataFrame]:
    """Output filled from a second publisher, and output changed by the reconciliation."""
    filled = stages.output.filled
    world, _ = _sizes(stages)
    old, new = stages.production, stages.answer.production
    changed = np.abs(new - old) > SMALLEST * world
    reason = "smallest change that lets every place use its least share, within tolerance"
    source = filled["reason"].astype(str).to_numpy()
    added = filled["quantity"].to_numpy(np.float64)
    return [
        _output_rows("filled", pd.Index(filled["place"]), np.full(len(filled), np.nan), added, source),
        _output_rows("reconcile", stages.places[changed], old[changed], new[changed], reason),
    ]


def _output_rows(step: str, places: pd.Index, raw: Floats, corrected: Floats, reason: object) -> pd.DataFrame:
    """Rows of changed output; a NaN raw value counts as none."""
    columns = {
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
    return pd.DataFrame(columns, index=range(len(places)))
