"""From a chart specification to static SVG: our font, our inks, two widths, no network and no script."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from html import escape
from importlib.resources import as_file, files
from typing import Any

from orecast.desk.pen import begin, is_begun
from orecast.desk.vega import SCHEMA, Spec

FONT = "Inter"
INK, MUTED, FAINT, PAPER = "#16191d", "#5b636d", "#d4d8dd", "#ffffff"
ACCENT, ACCENT_PALE = "#0b5c94", "#b9d4e8"
WARM, WARM_PALE = "#b2500b", "#efc49d"
# Fills that Vega cannot draw: each stand-in colour becomes a pattern of the page (see `_with_patterns`).
HATCHED, DOTTED = "#fe01f1", "#fe01f2"
WIDTHS = {"wide": 700, "narrow": 340}
TEXT_SIZE = 12
UNLIMITED = 0
"""Pixels of a label, none cut: each label with a limit would be measured three times, and measuring takes longest."""

CONFIG: dict[str, Any] = {
    "aria": False,
    "background": "transparent",
    "font": FONT,
    "padding": 4,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": TEXT_SIZE,
        "titleFontSize": TEXT_SIZE,
        "labelColor": INK,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "gridColor": FAINT,
        "gridWidth": 0.6,
        "labelLimit": UNLIMITED,
        "titleLimit": UNLIMITED,
        "labelOverlap": "greedy",
        "labelPadding": 6,
        "titlePadding": 8,
    },
    "axisY": {"grid": False},
    "title": {
        "fontSize": TEXT_SIZE + 1,
        "fontWeight": 600,
        "anchor": "start",
        "color": INK,
        "offset": 8,
        "limit": UNLIMITED,
    },
    "header": {
        "labelFontSize": TEXT_SIZE,
        "labelColor": INK,
        "title": None,
        "labelFontWeight": 600,
        "labelLimit": UNLIMITED,
    },
    "text": {"fontSize": TEXT_SIZE, "color": INK},
    "concat": {"spacing": 28},
    "facet": {"spacing": 18},
}


@cache
def _register_fonts() -> None:
    import vl_convert

    with as_file(files("orecast.desk").joinpath("fonts")) as folder:
        vl_convert.register_font_directory(str(folder))


def _vega(specification: Spec) -> str:
    """SVG by Vega: beside us where that has begun, else here."""
    drawn = begin().drawn(specification) if is_begun() else None
    if drawn is not None:
        return drawn
    import vl_convert

    _register_fonts()
    here: str = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
    return here


def at_each_width(draw: Callable[[int], Spec], name: str, label: str) -> dict[str, str]:
    """SVG of one chart at each of WIDTHS, by the name of the width; `draw`: its specification for so many pixels."""
    return {kind: svg(draw(width), f"{name}-{kind}", label) for kind, width in WIDTHS.items()}


def svg(chart: Spec, name: str, label: str) -> str:
    """Static SVG of a Vega-Lite chart, to stand inside the page.

    `name` makes the ids of its patterns and clips unique, `label` is read aloud.
    """
    return _finished(_vega({"$schema": SCHEMA, **chart, "config": CONFIG}), name, label)


@lru_cache(maxsize=64)
def _finished(drawn: str, name: str, label: str) -> str:
    """What Vega drew, made ours; kept, since a chart begun ahead is asked for again by the page."""
    return _as_image(_with_patterns(_with_own_clips(drawn, name), name), label)


def _with_own_clips(drawn: str, name: str) -> str:
    """Clips numbered within the chart: Vega numbers them through the process, whatever was drawn before."""
    numbers: dict[str, int] = {}

    def own(clip: re.Match[str]) -> str:
        return f"{clip[1]}clip{numbers.setdefault(clip[2], len(numbers))}-{name}"

    return re.sub(r'(id="|url\(#)clip(\d+)', own, drawn)


def _with_patterns(drawn: str, name: str) -> str:
    """Replace the stand-in colours by hatching and dots that print in grey."""
    lines = f'<path d="M0 6L6 0M-1 1L1 -1M5 7L7 5" stroke="{ACCENT}" stroke-width="1.1"/>'
    dots = f'<circle cx="2.5" cy="2.5" r="0.75" fill="{PAPER}"/>'
    patterns = ((HATCHED, "hatch", 6, "#eef4f9", lines), (DOTTED, "dots", 5, ACCENT, dots))
    defined = ""
    for colour, kind, size, ground, marks in patterns:
        if colour in drawn:
            ident = f"{kind}-{name}"
            drawn = drawn.replace(f'"{colour}"', f'"url(#{ident})"')
            box = f'width="{size}" height="{size}"'
            rect = f'<rect {box} fill="{ground}"/>'
            defined += f'<pattern id="{ident}" {box} patternUnits="userSpaceOnUse">{rect}{marks}</pattern>'
    start = drawn.index(">") + 1
    return f"{drawn[:start]}<defs>{defined}</defs>{drawn[start:]}" if defined else drawn


def _as_image(drawn: str, label: str) -> str:
    """One image for screen readers, as wide as drawn and no wider than its column, coordinates to 0.1 pixel."""
    drawn = re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\d\.\d)\d+", r"\1", tag.group()), drawn)
    width = re.search(r'width="([\d.]+)"', drawn)
    head = f'<svg role="img" aria-label="{escape(label)}" style="max-width:{width.group(1) if width else 700}px" '
    body = re.sub(r' (width|height)="[\d.]+"', "", drawn[: drawn.index(">")], count=2)
    return head + body.removeprefix("<svg ").replace('class="marks" ', "") + drawn[drawn.index(">") :]
