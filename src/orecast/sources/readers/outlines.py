"""Country outlines of Natural Earth, with Crimea where international law has it: in Ukraine."""

import json
from pathlib import Path
from typing import Any

from orecast._ground.errors import DataError
from orecast.sources.names import PlaceNames
from orecast.sources.readers.raw import NEXT, raw_file

FILE = "naturalearth_countries_110m.geojson"
DECIMALS = 2  # about 1 km, finer than the 1:110m drawing
CRIMEA = (32.4, 44.3, 36.6, 46.3)  # west, south, east, north of the ring that the source draws in Russia
LEFT_OUT = ("Antarctica",)


def read_outlines(folder: Path, names: PlaceNames) -> dict[str, Any]:
    """GeoJSON features with `place` and `name`; several outlines of one place (Cyprus, Somalia) become one."""
    try:
        raw = json.loads(raw_file(folder, FILE).read_text(encoding="utf-8"))
    except ValueError as fault:
        raise DataError(f"the raw input {FILE} cannot be read as JSON ({type(fault).__name__}). {NEXT}") from fault
    polygons: dict[str, list[Any]] = {}
    for feature in raw["features"]:
        if (name := feature["properties"]["name"]) not in LEFT_OUT:
            polygons.setdefault(names.place(name), []).extend(_polygons(feature["geometry"]))
    move_crimea(polygons)
    return {"type": "FeatureCollection", "features": [_feature(place, polygons[place]) for place in sorted(polygons)]}


def _polygons(geometry: dict[str, Any]) -> list[Any]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[[[round(x, DECIMALS), round(y, DECIMALS)] for x, y in ring] for ring in part] for part in parts]


def move_crimea(polygons: dict[str, list[Any]]) -> None:
    """Move the one ring inside Crimea's box from Russia to Ukraine.

    Errors  DataError where there is not exactly one such ring: the source has changed.
    """
    west, south, east, north = CRIMEA
    inside = [part for part in polygons["RUS"] if all(west <= x <= east and south <= y <= north for x, y in part[0])]
    if len(inside) != 1:
        raise DataError(
            f"the outlines hold {len(inside)} Russian rings inside Crimea's box, and 1 is expected. The source has "
            "changed: look where it draws Crimea and adapt orecast/sources/readers/outlines.py."
        )
    polygons["RUS"].remove(inside[0])
    polygons["UKR"].append(inside[0])


def _feature(place: str, parts: list[Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": place,
        "properties": {"place": place},
        "geometry": {"type": "MultiPolygon", "coordinates": parts},
    }
