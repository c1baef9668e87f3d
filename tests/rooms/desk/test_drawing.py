"""Charts drawn beside ours are those drawn here, and a drawing process that is gone costs nothing but time."""

from collections.abc import Iterator

import pytest

from orecast.desk import pen
from orecast.desk.drawing import svg
from orecast.desk.pen import Pen
from orecast.desk.vega import SCHEMA, Spec

CHART: Spec = {
    "data": {"values": [{"party": "A", "gain": 1.5}, {"party": "B", "gain": -0.5}]},
    "mark": {"type": "bar", "clip": True},
    "encoding": {"x": {"field": "gain", "type": "quantitative"}, "y": {"field": "party", "type": "nominal"}},
    "width": 200,
}


@pytest.fixture
def beside() -> Iterator[Pen]:
    """A drawing process that is the one in use; no other before and after."""
    pen.begin.cache_clear()
    made = pen.begin()
    yield made
    made.end()
    pen.begin.cache_clear()


def here() -> str:
    pen.begin.cache_clear()
    return svg(CHART, "gains", "Gains of the parties")


def test_a_chart_drawn_beside_is_the_same_to_the_letter(beside: Pen) -> None:
    there = svg(CHART, "gains", "Gains of the parties")
    assert beside.is_ready
    assert there == here()
    assert 'id="clip0-gains"' in there


def test_a_drawing_process_that_is_gone_leaves_the_chart_to_us(beside: Pen) -> None:
    beside.process.kill()
    beside.process.wait()
    assert svg(CHART, "gains", "Gains of the parties") == here()


def test_an_engine_that_fails_at_its_first_chart_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pen, "FIRST_CHART", {"mark": {"type": "no such mark"}})
    lame = Pen()
    assert lame.drawn({"$schema": SCHEMA, **CHART}) is None
    assert lame.process.returncode == 0
    assert lame.drawn({"$schema": SCHEMA, **CHART}) is None


def test_a_chart_that_vega_refuses_is_an_error_here_as_there(beside: Pen) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        svg({"mark": {"type": "no such mark"}}, "none", "Nothing")
