"""Each step of the accounts on a world small enough to check by hand."""

import numpy as np
import pandas as pd
import pytest
from tests.rooms.world.tiny import HALF, YEAR, tiny

from orecast._ground.errors import CoverageError
from orecast.world import World

FAIR = 1.0  # thousand USD per gross tonne in every plausible row below


def balance(statistics, **asked):
    return World.of(statistics, (YEAR,)).balance("ore", **asked)


def trade(found, start, end):
    return found.trade[found.index(start), found.index(end)]


def test_trade_is_content_times_gross_tonnes():
    found = balance(tiny({"ALB": 100}, [("ALB", "BOR", 40 * FAIR, 40)]))
    assert trade(found, "ALB", "BOR") == pytest.approx(20)  # by hand: 40 t of half ore
    assert found.use[found.index("ALB")] == pytest.approx(80)
    assert found.corrections.empty


def test_trade_of_a_place_with_itself_is_removed():
    found = balance(tiny({"ALB": 100}, [("ALB", "ALB", 40, 40), ("ALB", "BOR", 40, 40)]))
    assert found.trade.trace() == 0


def test_content_falls_inside_its_range_before_any_tonne_is_changed():
    # by hand: 180 t of concentrate cannot hold 90 of the 88.2 that may leave, but at 0.49 per tonne they do.
    found = balance(tiny({"ALB": 90}, [("ALB", "BOR", 180, 180)]))
    assert trade(found, "ALB", "BOR") == pytest.approx(0.98 * 90, rel=1e-3)
    moved = found.corrections[found.corrections["step"] == "content"].iloc[0]
    assert (moved["raw"], moved["corrected"]) == (0.5, pytest.approx(0.49, rel=1e-3))
    assert found.correction() < 1e-3


def test_what_the_content_range_cannot_close_is_reconciled_and_shown():
    # by hand: 250 t hold at least 100 (content 0.4); Alba makes 90. Output may rise by 10 %, the rest is cut.
    found = balance(tiny({"ALB": 90}, [("ALB", "BOR", 250, 250)]))
    assert 90 < found.production.sum() <= 99 + 1e-6
    assert trade(found, "ALB", "BOR") == pytest.approx(0.98 * found.production.sum(), rel=1e-4)
    changed = found.corrections[found.corrections["step"] == "reconcile"]
    assert set(changed["kind"]) == {"trade", "production"}
    assert changed["share_of_output"].sum() == pytest.approx(found.correction())
    assert changed.set_index("kind").loc["trade", "raw"] == pytest.approx(100, rel=1e-3)


def test_own_content_of_an_exporter_rules_before_the_general_one():
    own = ("ore", "260000", "rich", "mine", "ALB", 0.9, 0.9, 0.9, "", "assumed", "a test")
    found = balance(tiny({"ALB": 100, "CAR": 100}, [("ALB", "BOR", 40, 40), ("CAR", "BOR", 40, 40)], [HALF, own]))
    assert (trade(found, "ALB", "BOR"), trade(found, "CAR", "BOR")) == (pytest.approx(36), pytest.approx(20))


def test_declarations_that_belong_to_another_mineral_are_left_out():
    other = ("ore", "260000", "another ore", "mine", "CAR", 0, 0, 0, "", "assumed", "a test")
    found = balance(tiny({"ALB": 100}, [("ALB", "BOR", 40, 40), ("CAR", "BOR", 40, 40)], [HALF, other]))
    assert "CAR" not in found.places or trade(found, "CAR", "BOR") == 0


def test_price_tells_grade_where_the_table_says_so():
    grade = (*HALF[:8], "grade", *HALF[9:])
    flows = [("ALB", "BOR", 100, 100), ("CAR", "BOR", 110, 100), ("DEL", "BOR", 100, 100)]
    found = balance(tiny({"ALB": 100, "CAR": 100, "DEL": 100}, flows, [grade]))
    assert trade(found, "CAR", "BOR") == pytest.approx(1.1 * trade(found, "ALB", "BOR"))


def test_a_documented_flow_fills_what_customs_miss():
    flow = [("ore", "ALB", "BOR", 2020, 2024, 0.6, "share_of_output", "share", "a paper")]
    found = balance(tiny({"ALB": 100}, [("ALB", "BOR", 2, 2)], known_flows=flow))
    assert trade(found, "ALB", "BOR") == pytest.approx(60)
    shown = found.corrections[found.corrections["step"] == "documented"].iloc[0]
    assert (shown["raw"], shown["corrected"]) == (pytest.approx(1), pytest.approx(60))
    assert shown["reason"] == "documented flow larger than customs: a paper"


def test_a_documented_flow_of_other_years_is_not_used():
    flow = [("ore", "ALB", "BOR", 2018, 2019, 0.6, "share_of_output", "share", "a paper")]
    assert trade(balance(tiny({"ALB": 100}, [("ALB", "BOR", 2, 2)], known_flows=flow)), "ALB", "BOR") == 1


def test_tonnes_into_a_place_of_transit_count_only_as_far_as_they_leave():
    # by hand: 40 t of ore (20 contained) go to Bora, 19.6 of it contained go on, which needs 20 in with δ = 0.02.
    flows = [("ALB", "BOR", 80, 80), ("BOR", "CAR", 39.2, 39.2)]
    roles = [("ore", "BOR", "transit", "a paper")]
    without = balance(tiny({"ALB": 100}, flows))
    found = balance(tiny({"ALB": 100}, flows, known_roles=roles))
    assert trade(without, "ALB", "BOR") == pytest.approx(40)
    assert trade(found, "ALB", "BOR") == pytest.approx(20)
    assert found.use[found.index("BOR")] == pytest.approx(0.4)


def test_exports_without_any_source_are_removed_and_named():
    found = balance(tiny({"ALB": 100}, [("ALB", "BOR", 10, 10), ("CAR", "BOR", 10, 10)]))
    assert trade(found, "CAR", "BOR") == 0
    removed = found.corrections[found.corrections["from"] == "CAR"].iloc[0]
    assert removed["reason"] == "exporter has neither output nor imports: removed"


def test_the_base_is_the_mean_of_its_years():
    statistics = tiny({"ALB": 100}, [("ALB", "BOR", 40, 40)])
    later = statistics["production"].assign(year=2023, quantity=300.0)
    both = statistics.replaced(production=pd.concat([statistics["production"], later]))
    found = World.of(both, (2023, 2024)).balance("ore")
    assert found.production.sum() == pytest.approx(200)
    assert trade(found, "ALB", "BOR") == pytest.approx(10)  # by hand: 20 t in one year of two


def test_a_missing_export_form_bars_the_mineral_until_it_is_documented():
    form = [("ore", "rich ore", "260001", "ALB", "a test")]
    bare = tiny({"ALB": 100}, [("ALB", "BOR", 2, 2)], missing_forms=form)
    with pytest.raises(CoverageError, match="flows of ore are incomplete: rich ore"):
        balance(bare)
    assert balance(bare, allow_incomplete=True).status == "flows incomplete"
    flow = [("ore", "ALB", "BOR", 2020, 2024, 0.95, "share_of_output", "share", "a paper")]
    documented = tiny({"ALB": 100}, [("ALB", "BOR", 2, 2)], missing_forms=form, known_flows=flow)
    assert balance(documented).status == "usable"


def test_every_array_is_frozen():
    found = balance(tiny({"ALB": 100}, [("ALB", "BOR", 2, 2)]))
    with pytest.raises(ValueError, match="read-only"):
        found.trade[0, 0] = 1.0
    assert found.flows.dtype == np.float64
