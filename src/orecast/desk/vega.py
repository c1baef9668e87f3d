"""The pieces of a Vega-Lite specification (version 6) as plain dictionaries, as `drawing.svg` takes them.

Plain, since a library of chart objects copies and checks each piece as it is made, which took a brief a third of the
time that its page takes; a test holds the whole specifications against the published schema instead.
Source: https://vega.github.io/vega-lite/docs/spec.html
"""

import json
from collections.abc import Sequence
from typing import Any

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"


def inline(rows: object, part: str | None = None) -> Spec:
    """Rows (or the list under `part` of a mapping) as data inside a specification, as one JSON text."""
    form = {"type": "json"} if part is None else {"type": "json", "property": part}
    return {"values": json.dumps(rows), "format": form}


def number(field: str, **more: Any) -> Spec:
    """A channel that shows a column of numbers; `more`: its scale, axis and the like."""
    return {"field": field, "type": "quantitative", **more}


def pixels(field: str, ends: Sequence[float]) -> Spec:
    """A channel that places marks at pixels, between the `ends` of its side, without an axis."""
    return number(field, axis=None, scale={"domain": list(ends), "nice": False, "zero": False})


def word(field: str, **more: Any) -> Spec:
    """A channel that shows a column of names."""
    return {"field": field, "type": "nominal", **more}


def fixed(value: Any) -> Spec:
    """A channel with one value for every row: pixels, a colour."""
    return {"value": value}


def end(field: str) -> Spec:
    """The channel of a mark's other end (x2, y2), on the scale of the first."""
    return {"field": field}


def mark(kind: str, encoding: Spec, data: Spec | None = None, only: str | None = None, **looks: Any) -> Spec:
    """One layer: marks of `kind` and their `looks`; without `data` those of the layers; `only`: rows that it keeps."""
    made: Spec = {} if data is None else {"data": data}
    made |= {"mark": {"type": kind, **looks}, "encoding": encoding}
    return made if only is None else {**made, "transform": [{"filter": only}]}


def layers(marks: Sequence[Spec], **more: Any) -> Spec:
    """Marks on top of each other; `more`: width, height (pixels or `step`), title, data."""
    return {"layer": list(marks), **more}


def row_step(pixels: int, **more: Any) -> Spec:
    """A height of so many pixels for each row."""
    return {"step": pixels, **more}


__all__ = ["SCHEMA", "Spec", "end", "fixed", "inline", "layers", "mark", "number", "pixels", "row_step", "word"]
