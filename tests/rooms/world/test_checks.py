"""Each registered check finds the fault it is there for."""

from tests.rooms.world.tiny import HALF, YEAR, tiny

from orecast.world import World


def verdict(statistics, name):
    checks = World.of(statistics, (YEAR,)).checks()["checks"]
    return next(check for check in checks if check["name"] == name)


FLOWS = [("ALB", "BOR", 40, 40)]


def test_a_sound_world_fails_no_check():
    checks = World.of(tiny({"ALB": 100}, FLOWS), (YEAR,)).checks()["checks"]
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
