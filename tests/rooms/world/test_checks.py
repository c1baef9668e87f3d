"""Each registered check finds the fault it is there for."""

from typing import Any

from tests.rooms.world.tiny import HALF, YEAR, tiny

from orecast.world import World
from orecast.world.statistics import Statistics


def checked(statistics: Statistics) -> list[Any]:
    found = World.of(statistics, (YEAR,)).checks()["checks"]
    assert isinstance(found, list)
    return found


def verdict(statistics: Statistics, name: str) -> Any:
    return next(check for check in checked(statistics) if check["name"] == name)


FLOWS = [("ALB", "BOR", 40, 40)]


def test_a_sound_world_fails_no_check():
    checks = checked(tiny({"ALB": 100}, FLOWS))
    assert [check["name"] for check in checks if check["status"] == "fail"] == []


def test_an_unknown_place_fails():
    found = verdict(tiny({"ALB": 100, "XXX": 1}, FLOWS), "names")
    assert found["status"] == "fail"
    assert found["rows"] == [{"table": "production", "place": "XXX"}]


def test_a_content_range_out_of_order_fails():
    upside_down = ("ore", "260000", "concentrate", "mine", "DEL", 0.6, 0.5, 0.4, "", "assumed", "a test")
    found = verdict(tiny({"ALB": 100}, FLOWS, [HALF, upside_down]), "ranges")
    assert (found["status"], found["rows"][0]["exporter"]) == ("fail", "DEL")


def test_a_documented_flow_above_the_whole_output_fails():
    flow = [("ore", "ALB", "BOR", 2020, 2024, 1.2, "share_of_output", "share", "a paper")]
    assert verdict(tiny({"ALB": 100}, FLOWS, known_flows=flow), "ranges")["status"] == "fail"


def test_a_large_user_that_nobody_knows_warns_until_it_is_named():
    assert verdict(tiny({"ALB": 100}, FLOWS), "known users")["rows"][0]["place"] == "ALB"
    roles = [("ore", "ALB", "user", "a paper"), ("ore", "BOR", "processor", "a paper")]
    assert verdict(tiny({"ALB": 100}, FLOWS, known_roles=roles), "known users")["status"] == "ok"


def test_a_large_correction_warns():
    assert verdict(tiny({"ALB": 100}, FLOWS), "corrections")["status"] == "ok"
    assert verdict(tiny({"ALB": 90}, [("ALB", "BOR", 400, 400)]), "corrections")["status"] == "warn"
