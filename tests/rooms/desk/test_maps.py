"""The maps: outlines by international law, labels that do not cover each other, classes that follow the band."""

import itertools
from typing import Any

import pytest
from tests.rooms.desk.plausible import info

from orecast.desk.maps import dissolved, place_labels, price_class, scale_steps

STEPS = (0.003, 0.01)


def inside(spot: tuple[float, float], ring: list[Any]) -> bool:
    """Whether a point lies in a ring, by counting crossings."""
    x, y = spot
    crossings = 0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize("place", ["UKR", "RUS"])
def test_simferopol_lies_in_ukraine_as_drawn(place: str) -> None:
    shapes = [f["geometry"] for f in info().outlines["features"] if f["properties"]["place"] == place]
    polygons = [p for s in shapes for p in (s["coordinates"] if s["type"] == "MultiPolygon" else [s["coordinates"]])]
    holds = any(inside((34.1, 44.95), polygon[0]) for polygon in dissolved(polygons))
    assert holds == (place == "UKR")


def test_ukraine_is_drawn_as_one_land_without_a_line_at_the_isthmus() -> None:
    shape = next(f["geometry"] for f in info().outlines["features"] if f["properties"]["place"] == "UKR")
    assert len(dissolved(shape["coordinates"])) == 1


def test_two_squares_that_share_a_side_become_one() -> None:
    left = [[(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]]
    right = [[(1, 0), (2, 0), (2, 1), (1, 1), (1, 0)]]
    [[ring]] = dissolved([left, right])
    assert sorted(map(tuple, ring[:-1])) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
    assert ring[0] == ring[-1]


@pytest.mark.parametrize(
    ("band", "found"),
    [
        ((0.005, 0.02, 0.03), "dearer, much"),
        ((0.001, 0.005, 0.03), "dearer, some"),
        ((-0.03, -0.02, -0.01), "cheaper, much"),
        ((-0.01, 0.02, 0.03), "unclear"),
        ((0.0001, 0.0002, 0.0003), "unclear"),
    ],
)
def test_a_place_is_coloured_only_when_its_band_is_clear_of_zero(band: tuple[float, ...], found: str) -> None:
    assert price_class(dict(zip(("q05", "q50", "q95"), band, strict=True)), STEPS) == found


def test_a_place_without_a_number_is_not_covered() -> None:
    assert price_class(None, STEPS) == "not covered"


def test_the_steps_of_the_map_follow_the_largest_change() -> None:
    assert scale_steps([0.02, -0.011]) == STEPS
    assert scale_steps([]) == (0.0003, 0.001)


def test_labels_of_a_dense_cluster_do_not_cover_each_other() -> None:
    spots = [(300.0 + 14 * (n % 4), 200.0 + 14 * (n // 4)) for n in range(12)]
    clusters = [{"x": x, "y": y, "text": str(n), "marks": [(x, y)]} for n, (x, y) in enumerate(spots)]
    placed = place_labels(clusters, 560, 360)
    for one, other in itertools.combinations(placed, 2):
        apart = abs(one["x"] - other["x"]) > 8 or abs(one["y"] - other["y"]) > 11
        assert apart, (one, other)
