"""The map draws Crimea in Ukraine and every outline belongs to a place."""

import json
from typing import Any

import pytest

from orecast._ground.errors import DataError
from orecast.sources import load
from orecast.sources.readers.outlines import move_crimea
from orecast.sources.registry import data_folder


def outlines() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((data_folder() / "outlines.geojson").read_text(encoding="utf-8"))
    return loaded


def contains(ring: list[list[float]], x: float, y: float) -> bool:
    """Even-odd rule: a ray to the east crosses the ring an odd number of times."""
    crossings = 0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        crossings += (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
    return crossings % 2 == 1


def places_at(lon: float, lat: float) -> list[str]:
    features = outlines()["features"]
    return [f["id"] for f in features if any(contains(part[0], lon, lat) for part in f["geometry"]["coordinates"])]


@pytest.mark.parametrize(
    ("lon", "lat", "place"),
    [
        (34.1, 44.95, "UKR"),  # Simferopol
        (33.6, 44.6, "UKR"),  # Sevastopol
        (30.5, 50.4, "UKR"),  # Kyiv
        (37.6, 55.8, "RUS"),  # Moscow
        (92.9, 56.0, "RUS"),  # Krasnoyarsk
    ],
)
def test_crimea_is_drawn_as_ukraine(lon: float, lat: float, place: str) -> None:
    assert places_at(lon, lat) == [place]


def test_every_outline_is_a_place_of_ours_drawn_once() -> None:
    ids = [feature["id"] for feature in outlines()["features"]]
    assert len(ids) == len(set(ids)) == 174
    assert set(ids) <= set(load("places").frame["place"])


def test_an_outline_file_that_has_changed_is_refused() -> None:
    with pytest.raises(DataError) as error:
        move_crimea({"RUS": [], "UKR": []})
    assert str(error.value) == (
        "the outlines hold 0 Russian rings inside Crimea's box, and 1 is expected. The source has changed: look where "
        "it draws Crimea and adapt orecast/sources/readers/outlines.py."
    )
