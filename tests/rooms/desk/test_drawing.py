"""Charts drawn beside ours are those drawn here, and a drawing process that is gone costs nothing but time."""

import json
import threading
from collections.abc import Iterator

import pytest

from orecast.desk import pen
from orecast.desk.drawing import svg
from orecast.desk.page import page
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


def recorded(made: Pen, method: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a method of the process is called with from here on; it does what it did."""
    given: list[str] = []
    does = getattr(made, method)

    def record(chart: Spec | str) -> str | None:
        given.append(chart if isinstance(chart, str) else json.dumps(chart))
        answer: str | None = does(chart)
        return answer

    monkeypatch.setattr(made, method, record)
    return given


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


def test_a_chart_begun_ahead_is_asked_for_once(beside: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = recorded(beside, "_send", monkeypatch)
    pen.ahead(svg, CHART, "gains", "Gains of the parties")
    ahead = [thread for thread in threading.enumerate() if thread.daemon]
    drawn = svg(CHART, "gains", "Gains of the parties")
    for thread in ahead:
        thread.join(10)
    assert len(sent) == 1
    assert drawn == here()


def test_a_chart_begun_ahead_that_fails_says_nothing_and_the_page_tells(
    beside: Pen, capfd: pytest.CaptureFixture[str]
) -> None:
    wrong: Spec = {"mark": {"type": "no such mark"}}
    before = set(threading.enumerate())
    pen.ahead(svg, wrong, "none", "Nothing")
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
    assert capfd.readouterr().err == ""
    with pytest.raises(ValueError, match=r"\w"):
        svg(wrong, "none", "Nothing")


def test_what_is_drawn_ahead_is_what_the_page_asks_for(beside: Pen, monkeypatch: pytest.MonkeyPatch) -> None:
    from orecast.desk.brief import brief

    asked = recorded(beside, "drawn", monkeypatch)
    made = brief("examples/deals/minerals-2025.yaml", draws=20)
    for thread in threading.enumerate():
        if thread.daemon and thread.name.startswith("Thread"):
            thread.join(60)
    begun = set(asked)
    asked.clear()
    page(made.data, made.world)
    assert len(begun) > 10
    assert begun < set(asked)
    assert len(set(asked) - begun) == 2  # the moves of the game, at two widths
