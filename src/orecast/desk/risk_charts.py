"""Charts of measures of supply risk, each a Vega-Altair specification drawn to static SVG."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import altair as alt
from altair.utils.schemapi import debug_mode

from orecast.desk.drawing import ACCENT, INK, MUTED, PAPER, WIDTHS, inline, svg

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
    with debug_mode(False):
        return svg(_scatter(rows, highest, min(width - 80, SIDE)), "eu-supply-risk", _told(len(rows)))


def _told(count: int) -> str:
    return f"Supply risk of {count} materials, recomputed over published; points on the line agree"


def _scatter(rows: list[dict[str, object]], highest: float, side: int) -> alt.LayerChart | alt.FacetChart:
    scale = alt.Scale(domain=[0, highest], nice=False)
    across = alt.X("published:Q", scale=scale, axis=alt.Axis(title="published in 2023"))
    upward = alt.Y("recomputed:Q", scale=scale, axis=alt.Axis(title="recomputed", grid=True))
    base = alt.Chart(inline(rows)).encode(x=across, y=upward)
    ends = [{"published": 0, "recomputed": 0}, {"published": highest, "recomputed": highest}]
    line = alt.Chart(inline(ends)).mark_line(color=INK, strokeWidth=1).encode(x=across, y=upward)
    points = base.mark_circle(size=46, stroke=ACCENT, strokeWidth=1.2, opacity=0.85).encode(
        fill=alt.Fill("fill:N", scale=None)
    )
    labels = base.mark_text(align="left", dx=7, fontSize=11, color=MUTED).encode(text="label:N")
    return alt.layer(line, points, labels).properties(width=side, height=side)
