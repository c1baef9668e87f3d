"""The maps of a brief: the change of the delivered price by country, and sites by who controls them.

Outlines are countries by international law as the data edition draws them: Crimea is Ukraine. Who controls a place
is shown by sites with a date, never by a line.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from orecast.desk.drawing import (
    ACCENT,
    ACCENT_PALE,
    DOTTED,
    FAINT,
    INK,
    MUTED,
    PAPER,
    WARM,
    WARM_PALE,
    WIDTHS,
    at_each_width,
)
from orecast.desk.vega import Spec, fixed, inline, layers, mark, number, pixels, word

STEPS = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
UNCLEAR = "#eceef1"
UKRAINE = (21.5, 43.8, 40.8, 52.8)  # west, south, east, north of the site map, degrees
MARK_RADIUS = 5
LABEL_SIZE = 11


def _one_land(feature: Mapping[str, Any]) -> dict[str, Any]:
    shape = feature["geometry"]
    if shape["type"] != "MultiPolygon":
        return dict(feature)
    return {**feature, "geometry": {"type": "MultiPolygon", "coordinates": dissolved(shape["coordinates"])}}


def dissolved(polygons: Sequence[Any]) -> list[Any]:
    """Polygons of one country without the lines between them: edges that two rings share are taken out.

    So no border is drawn at the isthmus of Crimea, where the outline consists of two rings.
    A country with holes is left as it is.
    """
    if any(len(polygon) > 1 for polygon in polygons):
        return list(polygons)
    rings = [[tuple(spot) for spot in polygon[0]] for polygon in polygons]
    edges = dict.fromkeys(edge for ring in rings for edge in itertools.pairwise(ring))
    kept = {edge for edge in edges if edge[::-1] not in edges}
    if len(kept) == len(edges):
        return list(polygons)
    following = dict(kept)
    joined = []
    while following:
        ring = [next(iter(following))]
        while ring[-1] in following:
            ring.append(following.pop(ring[-1]))
        joined.append([[list(spot) for spot in ring]])
    return joined


def scale_steps(values: Sequence[float]) -> tuple[float, float]:
    """Two steps that part the map's classes: the second is the largest of a fixed ladder under the largest change."""
    largest = max((abs(value) for value in values), default=0.0)
    index = max([n for n, step in enumerate(STEPS) if step <= largest] or [1])
    index = max(index, 1)
    return STEPS[index - 1], STEPS[index]


def price_class(spread: Mapping[str, Any] | None, steps: tuple[float, float]) -> str:
    """Class of a place: dearer or cheaper by a step, unclear where the 90 % band spans zero, or not covered."""
    if spread is None or spread["q50"] is None:
        return "not covered"
    if spread["q05"] <= 0 <= spread["q95"] or abs(spread["q50"]) < steps[0]:
        return "unclear"
    size = "much" if abs(spread["q50"]) >= steps[1] else "some"
    return f"{'dearer' if spread['q50'] > 0 else 'cheaper'}, {size}"


def clear_places(places: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Places whose price change is clear of zero and large enough to be coloured."""
    steps = scale_steps([p["q50"] for p in places.values() if p["q50"] is not None])
    return [place for place, spread in places.items() if price_class(spread, steps).partition(",")[1]]


FILLS = {
    "dearer, much": WARM,
    "dearer, some": WARM_PALE,
    "unclear": UNCLEAR,
    "cheaper, some": ACCENT_PALE,
    "cheaper, much": DOTTED,
    "not covered": PAPER,
}


def world_map(
    outlines: Mapping[str, Any],
    places: Mapping[str, Mapping[str, Any]],
    occupied_sites: pd.DataFrame,
    name: str,
    label: str,
) -> dict[str, str]:
    """Countries by the class of their price change; sites of occupied areas as markers."""
    steps = scale_steps([p["q50"] for p in places.values() if p["q50"] is not None])
    features = [
        {
            **_one_land(feature),
            "properties": {"fill": FILLS[price_class(places.get(feature["properties"]["place"]), steps)]},
        }
        for feature in outlines["features"]
        if feature["properties"]["place"] != "ATA"
    ]
    shapes = inline({"features": features}, "features")
    sites = inline(occupied_sites[["lat", "lon"]].to_dict("records"))

    def draw(width: int) -> Spec:
        ground = {"fill": word("properties.fill", scale=None)}
        land = mark("geoshape", ground, shapes, stroke="#8b939c", strokeWidth=0.4)
        at = {"longitude": number("lon"), "latitude": number("lat")}
        looks: Spec = {"size": 22, "fill": INK, "stroke": PAPER, "strokeWidth": 0.6, "opacity": 1}
        marks = [mark("point", at, sites, shape="diamond", **looks)] if len(occupied_sites) else []
        size = {"width": width - 10, "height": round(width * 0.46)}
        return layers([land, *marks], **size, projection={"type": "equalEarth"})

    return at_each_width(draw, name, label)


def legend(places: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """The classes of a map in words, with the name of the swatch that the page draws for each."""
    low, high = (
        f"{100 * step:g} %" for step in scale_steps([p["q50"] for p in places.values() if p["q50"] is not None])
    )
    return [
        {"swatch": "dearer-much", "words": f"dearer by {high} or more"},
        {"swatch": "dearer-some", "words": f"dearer by {low} to {high}"},
        {"swatch": "unclear", "words": f"under {low}, or cannot tell"},
        {"swatch": "cheaper-some", "words": f"cheaper by {low} to {high}"},
        {"swatch": "cheaper-much", "words": f"cheaper by {high} or more (dotted)"},
        {"swatch": "none", "words": "not covered"},
    ]


def site_map(outlines: Mapping[str, Any], sites: pd.DataFrame, name: str, label: str) -> dict[str, str]:
    """Sites in Ukraine, numbered by column `number`: a full diamond under Russian control, else an open circle."""
    features = [_one_land(feature) for feature in outlines["features"] if feature["properties"]["place"] in _NEIGHBOURS]
    shapes = inline({"type": "FeatureCollection", "features": features}, "features")

    def draw(width: int) -> Spec:
        across = min(width - 10, 560)
        height, scale, centre = _frame(across)
        ukraine = {"condition": {"test": "datum.properties.place == 'UKR'", **fixed(UNCLEAR)}, **fixed(PAPER)}
        land = mark("geoshape", {"fill": ukraine}, shapes, stroke=MUTED, strokeWidth=0.6, clip=True)
        view = {"type": "mercator", "scale": scale, "center": centre, "translate": [across / 2, height / 2]}
        marks = [land, *_site_marks(sites, across, height, scale, centre)]
        apart = {"scale": dict.fromkeys(("x", "y", "shape"), "independent")}
        return layers(marks, width=across, height=height, projection=view, resolve=apart)

    return at_each_width(draw, name, label)


_NEIGHBOURS = ("UKR", "RUS", "BLR", "POL", "SVK", "HUN", "ROU", "MDA", "TUR", "BGR", "LTU", "LVA", "GEO")


def _frame(across: int) -> tuple[int, float, list[float]]:
    """Height in pixels, Mercator scale and centre (degrees) that fit UKRAINE into `across` pixels."""
    west, south, east, north = UKRAINE
    scale = across / math.radians(east - west)
    height = round(scale * (_mercator(north) - _mercator(south)))
    middle = math.degrees(2 * math.atan(math.exp((_mercator(north) + _mercator(south)) / 2)) - math.pi / 2)
    return height, scale, [(west + east) / 2, middle]


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def _site_marks(sites: pd.DataFrame, across: int, height: int, scale: float, centre: list[float]) -> list[Spec]:
    spots = [_spot(row, across, height, scale, centre) for row in sites.to_dict("records")]
    labels = place_labels(_clusters(spots), across, height)
    at = {"x": pixels("x", [0, across]), "y": pixels("y", [height, 0])}
    held: Spec = {"shape": "diamond", "size": 70, "fill": INK, "stroke": PAPER, "strokeWidth": 0.8, "opacity": 1}
    other: Spec = {"shape": "circle", "size": 52, "fill": PAPER, "stroke": ACCENT, "strokeWidth": 1.8, "opacity": 1}
    words: Spec = {"fontSize": LABEL_SIZE, "fontWeight": 600, "align": "center", "baseline": "middle"}
    return [
        mark("point", at, inline(spots), only="!datum.occupied", **other),
        mark("point", at, inline(spots), only="datum.occupied", **held),
        mark("text", {**at, "text": word("text")}, inline(labels), **words),
    ]


def _spot(row: Mapping[Any, Any], across: int, height: int, scale: float, centre: list[float]) -> dict[str, Any]:
    x = across / 2 + scale * math.radians(float(row["lon"]) - centre[0])
    y = height / 2 - scale * (_mercator(float(row["lat"])) - _mercator(centre[1]))
    return {"x": x, "y": y, "occupied": str(row["place"]).endswith("-occupied"), "number": int(row["number"])}


def _clusters(spots: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Marks whose symbols cover each other share one label: '7, 8'."""
    groups: list[list[Mapping[str, Any]]] = []
    for spot in spots:
        near = next((g for g in groups if any(math.dist(_at(spot), _at(s)) < 2 * MARK_RADIUS for s in g)), None)
        near.append(spot) if near is not None else groups.append([spot])
    return [
        {
            "x": sum(s["x"] for s in group) / len(group),
            "y": sum(s["y"] for s in group) / len(group),
            "text": ", ".join(str(s["number"]) for s in group),
            "marks": [_at(s) for s in group],
        }
        for group in groups
    ]


def _at(spot: Mapping[str, Any]) -> tuple[float, float]:
    return float(spot["x"]), float(spot["y"])


def place_labels(clusters: Sequence[Mapping[str, Any]], across: float, height: float) -> list[dict[str, Any]]:
    """Each cluster's label at the nearest free spot around it: never on another label, nor on a mark if it can."""
    marks = [mark for cluster in clusters for mark in cluster["marks"]]
    boxes: list[tuple[float, float, float, float]] = []
    placed = []
    for cluster in clusters:
        half = 0.32 * LABEL_SIZE * len(cluster["text"]) + 2
        best = min(_around(cluster, half), key=lambda spot: _cost(spot, half, boxes, marks, across, height))
        boxes.append((best[0], best[1], half, LABEL_SIZE * 0.6))
        placed.append({"x": best[0], "y": best[1], "text": cluster["text"]})
    return placed


def _around(cluster: Mapping[str, Any], half: float) -> list[tuple[float, float]]:
    """Spots to try, near ones first: right, left, above, below and between, on widening rings."""
    spots = []
    for ring in (4, 12, 22, 34):
        for angle in range(0, 360, 30):
            across = (half + MARK_RADIUS + ring) * math.cos(math.radians(angle))
            up = (LABEL_SIZE * 0.6 + MARK_RADIUS + ring * 0.7) * math.sin(math.radians(angle))
            spots.append((cluster["x"] + across, cluster["y"] - up))
    return spots


def _cost(
    spot: tuple[float, float],
    half: float,
    boxes: Sequence[tuple[float, float, float, float]],
    marks: Sequence[tuple[float, float]],
    across: float,
    height: float,
) -> int:
    """0 for a free spot; a label under it costs most, then the edge, then a mark."""
    x, y = spot
    tall = LABEL_SIZE * 0.6
    on_labels = sum(abs(x - bx) < half + bw + 2 and abs(y - by) < tall + bh + 1 for bx, by, bw, bh in boxes)
    outside = x - half < 0 or x + half > across or y - tall < 0 or y + tall > height
    on_marks = sum(abs(x - mx) < half + MARK_RADIUS and abs(y - my) < tall + MARK_RADIUS for mx, my in marks)
    return 100 * on_labels + 50 * outside + on_marks


__all__ = ["FAINT", "FILLS", "WIDTHS", "place_labels", "price_class", "scale_steps", "site_map", "world_map"]
