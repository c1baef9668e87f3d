"""Deals read, shown, written and begun."""

from pathlib import Path

import pytest

from orecast._ground.errors import DealError, LabelError
from orecast.deals import check, describe, library, load_deal, load_scenario, template, to_yaml
from orecast.deals.reading import parse_document
from orecast.deals.schema import Embargo, Project

LIBRARY = (
    "china-antimony-controls-2024",
    "china-rare-earth-cut",
    "cod-cobalt-quotas-2025",
    "cod-us-2025",
    "eu-ban-russian-aluminium-2025",
    "greenland-2025",
    "indonesia-nickel-ore-ban-2020",
    "pakistan-us-2025",
    "ru-us-krasnoyarsk-aluminium-2025",
    "ru-us-rare-earths-2025",
    "saudi-us-2025",
    "ua-us-minerals-2025",
    "us-tariffs-2025",
    "zimbabwe-lithium",
)


def test_the_library_holds_its_deals_and_events_by_name() -> None:
    assert tuple(entry.name for entry in library()) == LIBRARY


@pytest.mark.parametrize("name", LIBRARY)
def test_every_number_of_the_library_is_sourced_or_marked_a_guess(name: str) -> None:
    for lever in load_deal(name).levers:
        for field, number in lever.numbers():
            is_sourced = bool(number.source or lever.source)
            assert lever.is_guess(number) or is_sourced, f"{lever.name}.{field}"


@pytest.mark.parametrize("name", LIBRARY)
def test_a_deal_written_out_reads_back_the_same(name: str, tmp_path: Path) -> None:
    deal = load_deal(name)
    copy = tmp_path / f"{name}.yaml"
    copy.write_text(to_yaml(deal), encoding="utf-8")
    assert load_deal(copy) == deal


def test_every_deposit_says_who_controls_it_and_when() -> None:
    deals = [load_deal(name) for name in LIBRARY]
    projects = [lever for deal in deals for lever in deal.levers if isinstance(lever, Project)]
    assert all(project.control for project in projects)
    occupied = [project for project in projects if project.place == "UKR-occupied"]
    assert occupied
    assert all(
        project.control and project.control.by == "RUS" and project.control.date.year == 2026 for project in occupied
    )


def test_half_of_the_rare_earth_projects_start_after_year_five() -> None:
    deals = [load_deal(name) for name in ("ru-us-rare-earths-2025", "ua-us-minerals-2025")]
    projects = [lever for deal in deals for lever in deal.levers_on("rare-earths") if isinstance(lever, Project)]
    late = [project for project in projects if project.start + project.lead_time.mode > 2030]
    assert len(late) >= len(projects) / 2


def test_the_aluminium_deal_says_that_the_metal_is_diverted() -> None:
    text = load_deal("ru-us-krasnoyarsk-aluminium-2025").text
    assert "2 to 2.5 Mt" in text
    assert "diverted" in text


def test_a_new_deal_can_be_loaded_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "my-deal.yaml"
    path.write_text(template("my-deal"), encoding="utf-8")
    assert load_deal(path).name == "my-deal"
    assert not [finding for finding in check(path) if finding.level == "error"]


def test_a_scenario_loads_with_all_it_names(examples: Path) -> None:
    scenario = load_scenario(examples / "deals" / "minerals-2025.yaml")
    assert len(scenario.deals) == 3
    assert scenario.events == ["china-rare-earth-cut"]


def test_the_scenario_of_congo_weighs_its_deal_with_its_quotas(examples: Path) -> None:
    scenario = load_scenario(examples / "deals" / "cobalt-2026.yaml")
    assert (scenario.deals, scenario.events) == (["cod-us-2025"], ["cod-cobalt-quotas-2025"])


def test_a_scenario_asked_for_as_a_deal_says_so(examples: Path) -> None:
    with pytest.raises(DealError, match="this is a scenario"):
        load_deal(examples / "deals" / "minerals-2025.yaml")


def test_a_deal_not_in_the_library_names_the_nearest() -> None:
    with pytest.raises(LabelError, match=r"unknown deal 'ua-us-mineral-2025'.*Did you mean ua-us-minerals-2025"):
        load_deal("ua-us-mineral-2025")
    with pytest.raises(LabelError, match=r"unknown deal 'nope' in the library\. A deal is one of the library"):
        load_deal("nope")


def test_check_reports_a_faulty_file_instead_of_raising(bad_data: Path) -> None:
    (finding,) = check(bad_data / "negative-capacity.yaml")
    assert finding.level == "error"
    assert "line 17" in finding.message


def test_check_questions_a_project_that_is_faster_than_any_mine(tmp_path: Path) -> None:
    text = template("fast").replace("lead_time: {low: 4, mode: 7, high: 12}", "lead_time: 1")
    (tmp_path / "fast.yaml").write_text(text, encoding="utf-8")
    warnings = [finding for finding in check(tmp_path / "fast.yaml") if finding.level == "warning"]
    assert "127 mines" in warnings[0].message


def test_describe_shows_every_number_beside_its_standing() -> None:
    levers = describe("china-rare-earth-cut")["levers"]
    assert [row["field"] for row in levers[0]["numbers"]] == ["share", "leakage", "detour_cost"]
    assert {row["standing"] for row in levers[0]["numbers"]} == {"guess"}


def test_a_power_of_ten_is_a_number_and_in_quotes_a_text() -> None:
    values = parse_document('plain: 1.0e8\nquoted: "1.0e8"\n', "x.yaml").values
    assert values == {"plain": 1.0e8, "quoted": "1.0e8"}


def test_fields_know_their_lines() -> None:
    document = parse_document("a: 1\nlevers:\n  - name: x\n    size: 2\n", "x.yaml")
    assert document.line(("levers", 0, "size")) == 4
    assert document.where(("levers", 0, "size")) == "x.yaml, line 4, levers[0].size"


def test_the_event_hits_what_crosses_china_whoever_mined_it() -> None:
    (lever,) = load_deal("china-rare-earth-cut").levers
    assert isinstance(lever, Embargo)
    assert (lever.by, lever.place, lever.targets) == ("processor", "CHN", ["all"])


def scenario(folder: Path, **changed: str) -> Path:
    """A scenario file beside a deal file of its own."""
    (folder / "own.yaml").write_text(template("own"), encoding="utf-8")
    lists = {"deals": "[own.yaml, ua-us-minerals-2025]", "events": "[china-rare-earth-cut]", **changed}
    lines = ["orecast: 1", "kind: scenario", "name: mixed", "title: Mixed", "question: Who gains?"]
    path = folder / "mixed.yaml"
    path.write_text("\n".join([*lines, *(f"{key}: {value}" for key, value in lists.items())]), encoding="utf-8")
    return path


def test_a_scenario_finds_deal_files_in_its_own_folder(tmp_path: Path) -> None:
    found = load_scenario(scenario(tmp_path))
    assert [load_deal(name).name for name in found.deals] == ["own", "ua-us-minerals-2025"]


def test_an_event_among_the_deals_of_a_scenario_is_refused(tmp_path: Path) -> None:
    path = scenario(tmp_path, deals="[china-rare-earth-cut]")
    with pytest.raises(DealError, match=r"mixed\.yaml, line 6, deals\[0\]: 'china-rare-earth-cut' is of kind event"):
        load_scenario(path)
    assert check(path)[0].level == "error"


def test_check_warns_of_a_mineral_whose_flows_are_incomplete(tmp_path: Path) -> None:
    (tmp_path / "ores.yaml").write_text(template("ores").replace("graphite", "tantalum"), encoding="utf-8")
    warnings = [finding.message for finding in check(tmp_path / "ores.yaml") if finding.level == "warning"]
    assert any("tantalum is 'flows incomplete'" in message for message in warnings)
