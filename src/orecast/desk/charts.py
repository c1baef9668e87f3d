"""The charts of a brief, each a Vega-Altair specification drawn to static SVG in two widths.

Ink is what holds without a deal, the accent what a deal changes, hatching what rests on a guess; an outline without
fill is a band that spans zero. Labels stand on the marks.
"""

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import altair as alt
from altair.utils.schemapi import debug_mode

from orecast.desk.drawing import ACCENT, ACCENT_PALE, FAINT, HATCHED, INK, MUTED, PAPER, WIDTHS, inline, svg
from orecast.desk.numbers import Style, point, style_for

Row = dict[str, Any]
ROW_HEIGHT = 34
NAME_WIDTH = 128
NAME_LETTERS = 21


def drawn(draw: Callable[[int], alt.TopLevelMixin], name: str, label: str) -> dict[str, str]:
    """SVG of one chart at each width, by the name of the width."""
    with debug_mode(False):  # Altair checks each piece as it is made; a test checks the whole specifications instead
        charts = {kind: draw(width) for kind, width in WIDTHS.items()}
    return {kind: svg(chart, f"{name}-{kind}", label) for kind, chart in charts.items()}


def bands(panels: Mapping[str, Mapping[str, Mapping[str, Any]]], names: Mapping[str, str], name: str) -> dict[str, str]:
    """A 90 % band and median per party; one panel for each measure: {title: {party: spread}}."""

    def draw(width: int) -> alt.TopLevelMixin:
        wide = width > WIDTHS["narrow"]
        inside = width // 2 - NAME_WIDTH - 20 if wide and len(panels) > 1 else width - NAME_WIDTH - 24
        parts = [_band_panel(title, rows, names, inside) for title, rows in panels.items()]
        return alt.hconcat(*parts) if wide else alt.vconcat(*parts)

    return drawn(draw, name, f"{'; '.join(panels)}: 90 % band and median of each party")


def _band_panel(
    title: str, spreads: Mapping[str, Mapping[str, Any]], names: Mapping[str, str], width: int
) -> alt.LayerChart | alt.FacetChart:
    style = _style(spreads.values())
    rows = [_band_row(names[party], spread, style) for party, spread in spreads.items() if spread["q50"] is not None]
    base = alt.Chart(inline(rows)).encode(y=_names_axis([row["name"] for row in rows]))
    grouped = "replace(format(datum.value, ',~r'), /,/g, '\u202f')"
    marks = ticks(min(0.0, *(r["low"] for r in rows)), max(0.0, *(r["high"] for r in rows)), max(2, width // 62))
    axis = alt.Axis(title=style.unit, values=marks, labelExpr=grouped)
    low = base.mark_bar(height=12, strokeWidth=1.2).encode(
        x=alt.X("low:Q", axis=axis, scale=alt.Scale(nice=False, padding=6)),
        x2=alt.X2("high:Q"),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.value(ACCENT),
    )
    middle = base.mark_tick(thickness=2.4, size=18, color=INK).encode(x=alt.X("middle:Q"))
    label = base.mark_text(dy=-14, fontSize=11).encode(x=alt.X("middle:Q"), text=alt.Text("label:N"))
    zero = alt.Chart(inline([{"zero": 0}])).mark_rule(color=INK, strokeWidth=1).encode(x=alt.X("zero:Q"))
    return alt.layer(zero, low, middle, label).properties(
        width=width, height=alt.Step(ROW_HEIGHT + 8), title=textwrap.wrap(title, max(20, width // 7))
    )


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round numbers from `low` to `high`, zero among them, a step of 1, 2 or 5 times a power of ten."""
    if high <= low:
        return [0.0]
    power = 10.0 ** (math.floor(math.log10((high - low) / most)))
    for step in (power * factor for factor in (1, 2, 5, 10, 20)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [round(n * step, 10) for n in range(first, last + 1)]
    return [0.0]


def _band_row(name: str, spread: Mapping[str, Any], style: Style) -> Row:
    low, middle, high = (spread[q] / style.divisor for q in ("q05", "q50", "q95"))
    fill = ACCENT_PALE if low > 0 or high < 0 else PAPER
    return {
        "name": _lines(name),
        "low": low,
        "middle": middle,
        "high": high,
        "fill": fill,
        "label": style.number(spread["q50"]),
    }


def _style(spreads: Any) -> Style:
    kept = [spread for spread in spreads if spread["q50"] is not None]
    values = [spread[q] for spread in kept for q in ("q05", "q50", "q95")]
    return style_for(kept[0]["unit"] if kept else "", values, together=True)


def _names_axis(order: Sequence[str]) -> alt.Y:
    broken = "split(datum.label, '|')"
    axis = alt.Axis(title=None, labelPadding=8, minExtent=NAME_WIDTH, maxExtent=NAME_WIDTH, labelExpr=broken)
    return alt.Y("name:N", sort=list(order), axis=axis)


def _lines(name: str) -> str:
    """A name broken into at most two lines at '|', as the axis splits it."""
    return "|".join(textwrap.wrap(name, NAME_LETTERS, max_lines=2, placeholder=" …"))


def supplier_bars(parties: Mapping[str, Mapping[str, Any]], names: Mapping[str, str], name: str) -> dict[str, str]:
    """Paired bars for each party: tonnes a year from its largest origins without (ink) and with (accent) the deals."""

    def draw(width: int) -> alt.TopLevelMixin:
        columns = 2 if width > WIDTHS["narrow"] else 1
        inside = width // columns - NAME_WIDTH - 64
        panels: list[alt.LayerChart | alt.FacetChart] = [
            _supplier_panel(names[p], rows, inside) for p, rows in parties.items()
        ]
        return alt.concat(*panels, columns=columns, spacing=24)

    return drawn(draw, name, "Tonnes a year by origin for each party, without and with the deals")


def _supplier_panel(
    party: str, origins: Mapping[str, Mapping[str, Any]], width: int
) -> alt.LayerChart | alt.FacetChart:
    style = _style([row[case] for row in origins.values() for case in ("without", "with")])
    rows = [
        {
            "name": _lines(row["name"]),
            "case": case,
            "tonnes": row[case]["q50"] / style.divisor,
            "label": style.number(row[case]["q50"]),
        }
        for row in origins.values()
        for case in ("without", "with")
        if row[case]["q50"] is not None
    ]
    order = list(dict.fromkeys(row["name"] for row in rows))
    base = alt.Chart(inline(rows)).encode(
        y=_names_axis(order), yOffset=alt.YOffset("case:N", sort=["without", "with"], scale=alt.Scale(paddingInner=0.1))
    )
    bars = base.mark_bar().encode(
        x=alt.X("tonnes:Q", axis=None, scale=alt.Scale(nice=False)),
        color=alt.Color("case:N", scale=alt.Scale(domain=["without", "with"], range=[MUTED, ACCENT]), legend=None),
    )
    labels = base.mark_text(align="left", dx=4, fontSize=10.5).encode(x=alt.X("tonnes:Q"), text=alt.Text("label:N"))
    return alt.layer(bars, labels).properties(
        width=width,
        height=alt.Step(15, **{"for": "offset"}),
        title=alt.TitleParams(party, subtitle=style.unit, subtitleColor=MUTED, subtitleFontSize=11.5),
    )


def timeline(levers: Sequence[Mapping[str, Any]], marked: Sequence[int], name: str) -> dict[str, str]:
    """Tonnes a year of each lever: 90 % band and mean, each row on its own scale, size and chance at its end.

    `marked`: calendar years on the axis.
    """

    def draw(width: int) -> alt.TopLevelMixin:
        wide = width > WIDTHS["narrow"]
        rows = [row for n, lever in enumerate(levers) for row in _lever_rows(n, lever, 34 if wide else 46)]
        inside = width - (220 if wide else 0) - 152
        layers = alt.layer(*_lever_marks(marked, wide), data=inline(rows)).properties(width=inside, height=ROW_HEIGHT)
        header = alt.Header(labels=False, title=None)
        faceted = layers.facet(row=alt.Row("row:O", header=header)).properties(spacing=16 if wide else 52)
        made: alt.TopLevelMixin = faceted.resolve_scale(y="independent")
        return made

    return drawn(draw, name, "Tonnes a year of each lever by year, with its chance")


def _lever_rows(n: int, lever: Mapping[str, Any], letters: int) -> list[Row]:
    """One row for each year, from zero in the year before the first; the last one carries the words."""
    told = [{"mean": year["q50"], **year} for year in lever["years"].values()]
    start = {"calendar": min(year["calendar"] for year in told) - 1, "q05": 0, "mean": 0, "q95": 0}
    chance = lever["success"]["value"]
    lines = ["", *textwrap.wrap(lever["name"], letters, max_lines=2, placeholder=" …")]
    words = {
        "above": lines[-2],
        "name": lines[-1],
        "what": lever["what"],
        "size": f"mean {point(told[-1]['mean'], told[-1]['unit'])}",
        "chance": "" if chance is None else f"{point(chance, 'chance')} chance",
    }
    fill = HATCHED if lever["guess"] else ACCENT_PALE
    kept = ("calendar", "q05", "mean", "q95")
    rows = [{"row": n, "fill": fill, **{key: year[key] for key in kept}} for year in (start, *told)]
    return [*rows[:-1], {**rows[-1], **words}]


def _lever_marks(marked: Sequence[int], wide: bool) -> list[alt.Chart]:
    axis = alt.Axis(title=None, values=list(marked), format="d", grid=True)
    base = alt.Chart().encode(x=alt.X("calendar:Q", axis=axis, scale=alt.Scale(nice=False)))
    fill = alt.Color("fill:N", scale=None)
    band = base.mark_area(opacity=1).encode(y=alt.Y("q05:Q", axis=None), y2=alt.Y2("q95:Q"), color=fill)
    middle = base.mark_line(color=INK, strokeWidth=1.8).encode(y=alt.Y("mean:Q"))
    # words and their places: left of the row when wide, above it when narrow; size and chance at its end
    side: Literal["left", "right"] = "right" if wide else "left"
    left = -12 if wide else 0
    top = ROW_HEIGHT / 2 + 4 if wide else -18
    last = alt.Chart().transform_filter("isValid(datum.name)")
    above, name = (
        last.mark_text(align=side, fontSize=11, baseline="bottom").encode(
            x=alt.value(left), y=alt.value(height), text=alt.Text(f"{field}:N")
        )
        for field, height in (("above", top - 13), ("name", top))
    )
    what = last.mark_text(align=side, fontSize=11, color=MUTED, baseline="top").encode(
        x=alt.value(left), y=alt.value(top + 1), text=alt.Text("what:N")
    )
    end = last.mark_text(align="left", dx=8, fontSize=11, baseline="bottom").encode(
        x=alt.X("calendar:Q"), y=alt.value(ROW_HEIGHT / 2), text=alt.Text("size:N")
    )
    chance = last.mark_text(align="left", dx=8, fontSize=11, color=MUTED, baseline="top").encode(
        x=alt.X("calendar:Q"), y=alt.value(ROW_HEIGHT / 2 + 1), text=alt.Text("chance:N")
    )
    return [band, middle, above, name, what, end, chance]


__all__ = ["FAINT", "bands", "drawn", "supplier_bars", "timeline"]
