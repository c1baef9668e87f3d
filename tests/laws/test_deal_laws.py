"""Laws of draws and controls that hold for every number."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from orecast.deals.compiling import leak
from orecast.deals.draws import at_horizon, triangular
from orecast.deals.loading import build
from orecast.deals.reading import parse_document
from orecast.deals.schema import Deal
from orecast.deals.shelf import to_yaml

SHARES = st.floats(0, 1)
SIZES = st.floats(0, 1e9)


@given(st.tuples(SIZES, SIZES, SIZES), st.lists(SHARES, min_size=2, max_size=20))
def test_a_drawn_number_stays_in_its_range_and_rises_with_the_stream(
    numbers: tuple[float, float, float], stream: list[float]
) -> None:
    low, mode, high = sorted(numbers)
    drawn = triangular(np.sort(np.array(stream)), low, mode, high)
    slack = 1e-9 * (1 + high)
    assert np.all((drawn >= low - slack) & (drawn <= high + slack))
    assert np.all(np.diff(drawn) >= -slack)


@given(SHARES, SHARES, st.floats(0, 20), st.floats(0.1, 20))
def test_more_leakage_never_lets_less_through(one: float, other: float, cost: float, theta: float) -> None:
    less, more = sorted((one, other))
    through = leak(np.array([less, more]), np.array(cost), np.array(theta))
    assert 0 <= through[0] <= through[1] + 1e-12
    assert through[1] <= 1 + 1e-12


@given(SIZES, SIZES, st.floats(0.5, 30), st.floats(0, 60))
def test_a_parameter_never_leaves_the_span_of_short_and_long_run(
    short: float, long: float, pace: float, years: float
) -> None:
    found = float(at_horizon(np.array([short]), np.array([long]), np.array([pace]), years)[0])
    slack = 1e-9 * (1 + max(short, long))
    assert min(short, long) - slack <= found <= max(short, long) + slack


@given(st.tuples(SIZES, SIZES, SIZES), st.lists(SHARES, min_size=3, max_size=3), st.integers(1990, 2100))
def test_any_deal_written_out_reads_back_the_same(
    volumes: tuple[float, float, float], chances: list[float], start: int
) -> None:
    low, mode, high = sorted(volumes)
    text = f"""
orecast: 1
kind: deal
name: any
title: Any
date: 2026-01-15
status: hypothetical
text: Any.
levers:
  - lever: project
    name: mine
    mineral: graphite
    place: UKR
    start: {start}
    volume: {{low: {low!r}, mode: {mode!r}, high: {high!r}}}
    lead_time: 4
    ramp_years: 2
    success: {{low: {min(chances)!r}, mode: {sorted(chances)[1]!r}, high: {max(chances)!r}}}
    status: guess
"""
    deal = build(parse_document(text, "any.yaml"))
    assert isinstance(deal, Deal)
    assert build(parse_document(to_yaml(deal), "any.yaml")) == deal
