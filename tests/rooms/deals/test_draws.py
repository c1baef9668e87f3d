"""Streams, triangles, horizons and the rule that a draw must keep."""

import numpy as np
import pytest

from orecast._ground.errors import DataError
from orecast._ground.ranges import Range
from orecast.deals import parameters
from orecast.deals.draws import (
    DIMENSIONS,
    LEVER_DIMENSIONS,
    MINERAL_DIMENSIONS,
    at_horizon,
    happens,
    triangular,
    uniforms,
)


def test_a_stream_hangs_on_its_name_and_the_seed_only() -> None:
    alone = uniforms("mineral/graphite", 1, 100)
    uniforms("mineral/lithium", 1, 100)
    assert np.array_equal(alone, uniforms("mineral/graphite", 1, 100))
    assert not np.array_equal(alone, uniforms("mineral/graphite", 2, 100))


def test_the_first_numbers_of_a_stream_are_the_same_on_every_machine() -> None:
    assert uniforms("mineral/graphite", 2025, 1000)[:3, 0] == pytest.approx(
        [0.085123939439654, 0.071488826535642, 0.497468404471874], abs=1e-12
    )


def test_a_block_of_draws_fills_every_stratum_of_every_parameter_equally() -> None:
    points = uniforms("mineral/graphite", 1, 1024)
    counts = [np.histogram(points[:, column], bins=64, range=(0, 1))[0] for column in range(DIMENSIONS)]
    assert np.all(np.array(counts) == 16)


def test_two_groups_do_not_march_in_step() -> None:
    one, other = uniforms("mineral/graphite", 1, 1024), uniforms("mineral/lithium", 1, 1024)
    first_digits_agree = np.mean((one < 0.5) == (other < 0.5), axis=0)
    assert np.all(np.abs(first_digits_agree - 0.5) < 0.08)
    assert np.abs(np.corrcoef(one.T, other.T)[:DIMENSIONS, DIMENSIONS:]).max() < 0.13


def test_there_is_room_for_parameters_to_come() -> None:
    assert len(MINERAL_DIMENSIONS) < DIMENSIONS
    assert len(LEVER_DIMENSIONS) < DIMENSIONS


def test_half_of_a_symmetric_triangle_lies_below_its_mode() -> None:
    assert triangular(np.array([0.0, 0.5, 1.0]), 1, 2, 3) == pytest.approx([1, 2, 3])


def test_a_triangle_reaches_a_quarter_where_its_distribution_says_so() -> None:
    # F(x) = (x - low)^2 / (width * (mode - low)) below the mode: F(2) = 1/4 for (1, 3, 3)
    assert triangular(np.array([0.25]), 1, 3, 3) == pytest.approx([2])


def test_a_range_of_no_width_gives_its_value() -> None:
    assert triangular(np.array([0.1, 0.9]), 7, 7, 7).tolist() == [7, 7]


def test_the_lead_time_of_127_mines_has_the_published_mean() -> None:
    drawn = triangular(uniforms("test", 1, 4096)[:, 0], 6, 9, 32)
    assert drawn.mean() == pytest.approx(15.7, abs=0.1)  # (6 + 9 + 32) / 3


def test_a_chance_of_one_always_happens_and_of_zero_never() -> None:
    lots = uniforms("test", 1, 64)[:, 0]
    assert happens(np.ones(64), lots).all()
    assert not happens(np.zeros(64), lots).any()


def test_a_parameter_starts_in_the_short_run_and_has_gone_63_percent_of_its_way_after_t_years() -> None:
    short, long, pace = np.array([0.2]), np.array([1.2]), np.array([5.0])
    assert at_horizon(short, long, pace, 0) == pytest.approx([0.2])
    assert at_horizon(short, long, pace, 5) == pytest.approx([0.2 + 1 - np.exp(-1)])


@pytest.mark.parametrize("mineral", ["rare-earths", "aluminium", "lithium", "graphite", "titanium", "manganese", "tin"])
def test_every_draw_of_a_mineral_keeps_the_rule_of_sensitivity_and_demand(mineral: str) -> None:
    drawn = parameters.mineral_draws(mineral, 2025, 200, (1, 3, 5, 10))
    for year in (1, 3, 5, 10):
        found = drawn.at(year)
        assert np.all(found["share_sensitivity"] >= 1.1 * found["demand_elasticity"])
    assert drawn.examined == 200 + drawn.rejected


def test_a_draw_that_breaks_the_rule_is_replaced_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    steep = Range(0.5, 1.5, 4.0, "elasticity", "assumed", "made up for this test")
    table = {**parameters.ranges("graphite"), "demand_elasticity_long": steep, "demand_elasticity_short": steep}
    monkeypatch.setattr(parameters, "ranges", lambda mineral: table)
    drawn = parameters.mineral_draws("graphite", 1, 200, (1, 10))
    assert drawn.rejected > 0
    assert all(len(values) == 200 for values in drawn.values.values())
    assert np.all(drawn.at(1)["share_sensitivity"] >= 1.1 * drawn.at(1)["demand_elasticity"])


def test_ranges_that_no_draw_can_keep_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    steep = Range(50, 60, 70, "elasticity", "assumed", "made up for this test")
    table = {**parameters.ranges("graphite"), "demand_elasticity_long": steep, "demand_elasticity_short": steep}
    monkeypatch.setattr(parameters, "ranges", lambda mineral: table)
    with pytest.raises(DataError, match="only 0 of"):
        parameters.mineral_draws("graphite", 1, 16, (1,))


def test_every_range_of_the_tables_is_in_order_and_has_a_source() -> None:
    for mineral in ("*", "rare-earths", "aluminium", "lithium", "graphite", "titanium", "manganese"):
        for name, found in parameters.ranges(mineral).items():
            assert found.low <= found.mode <= found.high, (mineral, name)
            assert found.source, (mineral, name)
            assert found.status in ("published", "assumed"), (mineral, name)
