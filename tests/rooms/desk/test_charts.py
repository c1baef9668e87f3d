"""The charts are valid specifications, and their axes carry few round numbers."""

from typing import Any

import altair as alt
import pytest
from jsonschema import ValidationError

from orecast.desk import charts, drawing, maps
from orecast.desk.brief import Brief
from orecast.desk.charts import ticks
from orecast.desk.drawing import ACCENT_PALE, DOTTED, HATCHED
from orecast.desk.page import page
from orecast.desk.vega import layers, mark, number


@pytest.mark.parametrize(
    ("low", "high", "most", "found"),
    [
        (-327.0, 1300.0, 3, [0.0, 500.0, 1000.0]),
        (-1930.0, 7670.0, 3, [0.0, 5000.0]),
        (0.0, 0.9, 4, [0.0, 0.5]),
        (0.0, 0.0, 4, [0.0]),
    ],
)
def test_an_axis_carries_few_round_numbers_with_zero_among_them(
    low: float, high: float, most: int, found: list[float]
) -> None:
    assert ticks(low, high, most) == found


def test_every_chart_is_a_valid_specification_in_both_widths(made: Brief, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def check(chart: Any, name: str, label: str) -> str:
        alt.Chart.from_dict(chart).to_dict(validate=True)
        checked.append(name)
        return "<svg></svg>"

    monkeypatch.setattr(drawing, "svg", check)
    page(made.data, made.world)
    assert {"gains-wide", "gains-narrow", "sites-wide", "insurance-narrow", "map-aluminium-wide"} <= set(checked)


def test_a_misspelt_piece_of_a_chart_is_found_by_that_check() -> None:
    with pytest.raises(ValidationError):
        alt.Chart.from_dict(layers([mark("bar", {"x": number("a", axs=None)})]))


def test_patterns_replace_their_stand_in_colours(made: Brief) -> None:
    drawn = page(made.data, made.world)
    assert HATCHED not in drawn
    assert DOTTED not in drawn
    assert "url(#hatch-when-ru-us-rare-earths-2025-wide)" in drawn
    assert 'id="hatch-when-ru-us-rare-earths-2025-wide"' in drawn


def test_a_band_that_spans_zero_is_an_outline_and_a_clear_one_is_filled() -> None:
    clear = {"q05": 1.0, "q50": 2.0, "q95": 3.0, "unit": "USD"}
    spans = {"q05": -1.0, "q50": 2.0, "q95": 3.0, "unit": "USD"}
    assert ACCENT_PALE in charts.bands({"": {"a": clear}}, {"a": "A"}, "x")["wide"]
    assert ACCENT_PALE not in charts.bands({"": {"a": spans}}, {"a": "A"}, "x")["wide"]


def test_the_site_map_draws_no_line_of_control(made: Brief) -> None:
    """Outlines are those of countries; nothing else is a shape on the map."""
    places = {feature["properties"]["place"] for feature in made.world.outlines["features"]}
    assert "UKR-occupied" not in places
    assert "UKR" in maps._NEIGHBOURS
