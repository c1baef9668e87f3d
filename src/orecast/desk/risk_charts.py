"""Charts of measures of supply risk, each a Vega-Lite specification drawn to static SVG."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from orecast.desk.drawing import ACCENT, INK, MUTED, PAPER, WIDTHS, svg
from orecast.desk.vega import Spec, inline, layers, mark, number, word

if TYPE_CHECKING:
    import pandas as pd

SIDE = 460


def published_and_recomputed(beside: "pd.DataFrame", labelled: Iterable[str], width: int = WIDTHS["wide"]) -> str:
    """SVG of recomputed over published supply risk; on the line they agree. `beside`: as `beside_published`.

    Filled: scored at the stage of the study; hollow: at another stage. `labelled` materials carry their name.
    """
    kept = beside.dropna(subset=["recomputed"])
    names = set(labelled)
    rows = [
        {
            "published": float(row["published"]),
            "recomputed": float(row["recomputed"]),
            "fill": ACCENT if row["stage"] == row["published_stage"] else PAPER,
            "label": str(row["material"]) if row["material"] in names else "",
        }
        for row in kept.to_dict("records")
    ]
    highest = float(kept[["published", "recomputed"]].max().max()) + 0.3
    return svg(_scatter(rows, highest, min(width - 80, SIDE)), "eu-supply-risk", _told(len(rows)))


def _told(count: int) -> str:
    return f"Supply risk of {count} materials, recomputed over published; points on the line agree"


def _scatter(rows: list[dict[str, object]], highest: float, side: int) -> Spec:
    scale = {"domain": [0, highest], "nice": False}
    across = number("published", scale=scale, axis={"title": "published in 2023"})
    upward = number("recomputed", scale=scale, axis={"title": "recomputed", "grid": True})
    at, data = {"x": across, "y": upward}, inline(rows)
    ends = [{"published": 0, "recomputed": 0}, {"published": highest, "recomputed": highest}]
    looks: Spec = {"size": 46, "stroke": ACCENT, "strokeWidth": 1.2, "opacity": 0.85}
    marks = [
        mark("line", at, inline(ends), color=INK, strokeWidth=1),
        mark("circle", {**at, "fill": word("fill", scale=None)}, data, **looks),
        mark("text", {**at, "text": word("label")}, data, align="left", dx=7, fontSize=11, color=MUTED),
    ]
    return layers(marks, width=side, height=side)
