"""The charts of a brief, each a Vega-Lite specification drawn to static SVG in two widths.

Ink is what holds without a deal, the accent what a deal changes, hatching what rests on a guess; an outline without
fill is a band that spans zero. Labels stand on the marks.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from orecast.desk.drawing import ACCENT, ACCENT_PALE, FAINT, HATCHED, INK, MUTED, PAPER, WIDTHS, at_each_width
from orecast.desk.numbers import Style, point, style_for
from orecast.desk.vega import Spec, end, fixed, inline, layers, mark, number, row_step, word

Row = dict[str, Any]
ROW_HEIGHT = 34
NAME_WIDTH = 128
NAME_LETTERS = 21


def bands(panels: Mapping[str, Mapping[str, Mapping[str, Any]]], names: Mapping[str, str], name: str) -> dict[str, str]:
    """A 90 % band and median per party; one panel for each measure: {title: {party: spread}}."""

    def draw(width: int) -> Spec:
        wide = width > WIDTHS["narrow"]
        inside = width // 2 - NAME_WIDTH - 20 if wide and len(panels) > 1 else width - NAME_WIDTH - 24
        parts = [_band_panel(title, rows, names, inside) for title, rows in panels.items()]
        return {"hconcat" if wide else "vconcat": parts}

    return at_each_width(draw, name, f"{'; '.join(panels)}: 90 % band and median of each party")


def _band_panel(title: str, spreads: Mapping[str, Mapping[str, Any]], names: Mapping[str, str], width: int) -> Spec:
    style = _style(spreads.values())
    rows = [_band_row(names[party], spread, style) for party, spread in spreads.items() if spread["q50"] is not None]
    data, beside = inline(rows), {"y": _names_axis([row["name"] for row in rows])}
    grouped = "replace(format(datum.value, ',~r'), /,/g, '\u202f')"
    marks = ticks(min(0.0, *(r["low"] for r in rows)), max(0.0, *(r["high"] for r in rows)), max(2, width // 62))
    axis = {"title": style.unit, "values": marks, "labelExpr": grouped}
    across = {"x": number("low", axis=axis, scale={"nice": False, "padding": 6}), "x2": end("high")}
    inks = {"fill": word("fill", scale=None), "stroke": fixed(ACCENT)}
    at = {**beside, "x": number("middle")}
    drawn_over = [
        mark("rule", {"x": number("zero")}, inline([{"zero": 0}]), color=INK, strokeWidth=1),
        mark("bar", {**beside, **across, **inks}, data, height=12, strokeWidth=1.2),
        mark("tick", at, data, thickness=2.4, size=18, color=INK),
        mark("text", {**at, "text": word("label")}, data, dy=-14, fontSize=11),
    ]
    told = textwrap.wrap(title, max(20, width // 7))
    return layers(drawn_over, width=width, height=row_step(ROW_HEIGHT + 8), title=told)


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


def _names_axis(order: Sequence[str]) -> Spec:
    broken = "split(datum.label, '|')"
    extent = {"minExtent": NAME_WIDTH, "maxExtent": NAME_WIDTH}
    return word("name", sort=list(order), axis={"title": None, "labelPadding": 8, **extent, "labelExpr": broken})


def _lines(name: str) -> str:
    """A name broken into at most two lines at '|', as the axis splits it."""
    return "|".join(textwrap.wrap(name, NAME_LETTERS, max_lines=2, placeholder=" …"))


def supplier_bars(parties: Mapping[str, Mapping[str, Any]], names: Mapping[str, str], name: str) -> dict[str, str]:
    """Paired bars for each party: tonnes a year from its largest origins without (ink) and with (accent) the deals."""

    def draw(width: int) -> Spec:
        columns = 2 if width > WIDTHS["narrow"] else 1
        inside = width // columns - NAME_WIDTH - 64
        panels = [_supplier_panel(names[p], rows, inside) for p, rows in parties.items()]
        return {"concat": panels, "columns": columns, "spacing": 24}

    return at_each_width(draw, name, "Tonnes a year by origin for each party, without and with the deals")


def _supplier_panel(party: str, origins: Mapping[str, Mapping[str, Any]], width: int) -> Spec:
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
    cases = ["without", "with"]
    beside = {"y": _names_axis(order), "yOffset": word("case", sort=cases, scale={"paddingInner": 0.1})}
    long = number("tonnes", axis=None, scale={"nice": False})
    colour = word("case", scale={"domain": cases, "range": [MUTED, ACCENT]}, legend=None)
    bars = mark("bar", {**beside, "x": long, "color": colour})
    told = {**beside, "x": number("tonnes"), "text": word("label")}
    labels = mark("text", told, align="left", dx=4, fontSize=10.5)
    title = {"text": party, "subtitle": style.unit, "subtitleColor": MUTED, "subtitleFontSize": 11.5}
    height = row_step(15, **{"for": "offset"})
    return layers([bars, labels], data=inline(rows), width=width, height=height, title=title)


def timeline(levers: Sequence[Mapping[str, Any]], marked: Sequence[int], name: str) -> dict[str, str]:
    """Tonnes a year of each lever: 90 % band and mean, each row on its own scale, size and chance at its end.

    `marked`: calendar years on the axis.
    """

    def draw(width: int) -> Spec:
        wide = width > WIDTHS["narrow"]
        rows = [row for n, lever in enumerate(levers) for row in _lever_rows(n, lever, 34 if wide else 46)]
        inside = width - (220 if wide else 0) - 152
        return {
            "data": inline(rows),
            "facet": {"row": {"field": "row", "type": "ordinal", "header": {"labels": False, "title": None}}},
            "spec": layers(_lever_marks(marked, wide), width=inside, height=ROW_HEIGHT),
            "spacing": 16 if wide else 52,
            "resolve": {"scale": {"y": "independent"}},
        }

    return at_each_width(draw, name, "Tonnes a year of each lever by year, with its chance")


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


def _lever_marks(marked: Sequence[int], wide: bool) -> list[Spec]:
    axis = {"title": None, "values": list(marked), "format": "d", "grid": True}
    along = {"x": number("calendar", axis=axis, scale={"nice": False})}
    across = {"y": number("q05", axis=None), "y2": end("q95"), "color": word("fill", scale=None)}
    band = mark("area", {**along, **across}, opacity=1)
    middle = mark("line", {**along, "y": number("mean")}, color=INK, strokeWidth=1.8)
    return [band, middle, *_lever_words(wide)]


def _lever_words(wide: bool) -> list[Spec]:
    """Words and their places: left of the row when wide, above it when narrow; size and chance at its end."""
    left, top, middle = (-12, ROW_HEIGHT / 2 + 4, ROW_HEIGHT / 2) if wide else (0, -18, ROW_HEIGHT / 2)

    def words(field: str, x: Spec, y: float, **looks: Any) -> Spec:
        told = {"x": x, "y": fixed(y), "text": word(field)}
        return mark("text", told, only="isValid(datum.name)", fontSize=11, **looks)

    start: Row = {"align": "right" if wide else "left"}
    last: Row = {"align": "left", "dx": 8}
    return [
        words("above", fixed(left), top - 13, baseline="bottom", **start),
        words("name", fixed(left), top, baseline="bottom", **start),
        words("what", fixed(left), top + 1, baseline="top", color=MUTED, **start),
        words("size", number("calendar"), middle, baseline="bottom", **last),
        words("chance", number("calendar"), middle + 1, baseline="top", color=MUTED, **last),
    ]


__all__ = ["FAINT", "bands", "supplier_bars", "timeline"]
