"""The real World: what a reader must find in it."""

import json
from pathlib import Path

import numpy as np
import pytest

from orecast._ground.errors import CoverageError
from orecast.world import World

THEORY = Path(__file__).parents[3] / "docs" / "theory" / "world.md"
DEALS = ("rare-earths", "aluminium", "lithium", "graphite", "titanium", "manganese")


@pytest.fixture(scope="module")
def world():
    return World.load()


def share(world, mineral, place, what="use"):
    balance = world.balance(mineral)
    values = getattr(balance, what)
    return values[balance.index(place)] / values.sum()


def test_minerals_with_live_codes_are_kept_or_excluded_with_a_reason(world):
    assert len(world.minerals) >= 42
    assert set(DEALS) <= set(world.minerals)
    known = set(world.statistics["minerals"]["mineral"])
    assert known == {*world.minerals, *world.stages, *world.excluded}
    assert all(len(reason) > 20 for reason in world.excluded.values())


@pytest.mark.parametrize("mineral", DEALS)
def test_the_minerals_of_the_deals_are_usable(world, mineral):
    assert world.balance(mineral).status == "usable"
    assert world.balance(mineral).correction() < 0.05


def test_the_united_states_do_not_use_what_they_send_to_china_as_concentrate(world):
    assert share(world, "rare-earths", "USA") < 0.06
    assert share(world, "rare-earths", "USA", "production") > 0.10
    assert "magnets" in world.balance("rare-earths").stage_label


def test_australia_is_no_user_of_its_lithium(world):
    assert share(world, "lithium", "AUS") < 0.05
    bare = world.without_known_flows()
    with pytest.raises(CoverageError, match="spodumene"):
        bare.balance("lithium")
    users = next(check for check in bare.checks()["checks"] if check["name"] == "known users")
    assert ("lithium", "AUS") in {(row["mineral"], row["place"]) for row in users["rows"]}


def test_occupied_ukraine_is_a_place_without_output_wherever_ukraine_is(world):
    for mineral in DEALS:
        balance = world.balance(mineral)
        assert "UKR" in balance.places
        here = balance.index("UKR-occupied")
        assert balance.production[here] == balance.use[here] == 0
    assert world.place_name("UKR-occupied") == "Ukraine (occupied)"


def test_a_closed_route_is_found_in_older_years(world):
    then, now = world.balance("aluminium", (2020, 2021, 2022)), world.balance("aluminium", (2024,))
    russia, states = then.index("RUS"), then.index("USA")
    assert then.trade[russia, states] > 20_000 > 1_000 > now.trade[now.index("RUS"), now.index("USA")]


def test_balances_are_built_once(world):
    assert world.balance("graphite") is world.balance("graphite")


def test_checks_hold_and_are_plain_data(world):
    found = world.checks()
    assert json.loads(json.dumps(found, allow_nan=False))["years"] == [2022, 2023, 2024]
    assert {check["name"] for check in found["checks"] if check["status"] == "fail"} == set()
    assert len(found["corrections"]) == len(world.minerals) + len(world.stages)
    assert found["median_correction_of_output"] < 0.05
    for item in found["corrections"]:
        assert item["mass_balance_error"] <= 1e-9
        steps = [step["step"] for step in item["steps"]]
        assert steps == ["raw", "quantity", "transit", "content", "documented", "reconcile"]
        assert item["steps"][-1]["lacking_of_output"] < 1e-6


def test_every_step_is_shown_before_and_after_as_a_share_of_output_and_of_trade(world):
    copper = next(item for item in world.checks()["corrections"] if item["mineral"] == "copper")
    quantity = copper["steps"][1]
    assert quantity["lacking_of_output_before"] > 0.1 > quantity["lacking_of_output"]  # Papua New Guinea's ore of 2022
    assert quantity["lacking_of_trade_before"] > quantity["lacking_of_trade"]


def test_corrections_over_the_warning_are_explained_in_the_docs(world):
    text = THEORY.read_text(encoding="utf-8")
    row = next(check for check in world.checks()["checks"] if check["name"] == "corrections")
    for item in row["rows"]:
        assert f"**{item['mineral']}**" in text, item


def test_the_corrections_printed_in_the_docs_are_those_computed(world):
    lines = [line.split("|") for line in THEORY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    printed = {cells[1].strip(): float(cells[7].strip(" %")) / 100 for cells in lines if "%" in cells[2]}
    assert set(printed) == set(world.minerals)
    for mineral, share in printed.items():
        assert world.balance(mineral, allow_incomplete=True).correction() == pytest.approx(share, abs=0.005), mineral


def test_a_report_shows_raw_beside_corrected_and_both_publishers(world):
    report = world.report("cobalt")
    assert json.dumps(report, allow_nan=False)
    assert {row["publisher"] for row in report["publishers"]} == {"WMD", "USGS"}
    congo = [row for row in report["disagreements"] if (row["place"], row["year"]) == ("COD", 2022)]
    assert congo
    assert congo[0]["wmd"] == pytest.approx(115_371, rel=0.01)
    assert all({"raw", "corrected", "reason"} <= set(row) for row in report["corrections"])
    assert report["price"]["usd_per_unit"] > 0


def test_a_report_of_one_place_shows_only_what_touches_it(world):
    report = world.report("rare-earths", "USA")
    assert [row["place"] for row in report["places"]] == ["USA"]
    assert all("USA" in (row["origin"], row["use"]) for row in report["flows"])
    assert all("USA" in (row["from"], row["to"]) for row in report["corrections"])


def test_reserves_are_nan_where_nobody_counts_them(world):
    reserves = world.balance("rare-earths").reserves
    assert np.isnan(reserves).any()
    assert np.nanmax(reserves) == pytest.approx(44_000_000)


def test_a_balance_shows_itself_as_a_table(world):
    balance = world.balance("rare-earths")
    assert balance.table().index[0] == "CHN"
    assert "oxides and compounds" in balance._repr_html_()


def test_a_report_dates_who_controls_a_deposit(world):
    deposits = (
        world.report("titanium", "UKR-occupied")["deposits"] + world.report("lithium", "UKR-occupied")["deposits"]
    )
    assert deposits
    assert all(row["control"] and row["control_date"] for row in deposits)
