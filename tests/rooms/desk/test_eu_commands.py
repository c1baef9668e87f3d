"""`orecast risk eu-supply-risk` and `orecast risk eu-list`: tables, variants, bad labels."""

import csv
import io
import json

import pytest

from orecast.desk import cli
from orecast.stakes.risk.eu import Choices, eu_supply_risk
from orecast.world import World


def run(*arguments: str) -> int:
    """Exit code of the command line with these arguments."""
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    return int(stop.value.code or 0)


def test_the_list_has_34_rows_in_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("risk", "eu-list", "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 34
    assert {row["why"] for row in rows} == {"threshold", "strategic", "threshold and strategic"}


def test_the_list_says_in_words_how_it_came_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("risk", "eu-list") == 0
    told = capsys.readouterr().out
    assert "34 on the list: 32 by supply risk and economic importance, 2 as strategic raw materials alone." in told


def test_json_carries_the_numbers_of_the_function(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("risk", "eu-supply-risk", "--material", "cobalt", "--years", "2023", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    made = eu_supply_risk(World.load([2023]), materials=["Cobalt"], choices=Choices())
    assert [row["supply_risk"] for row in found["scores"]] == made["supply_risk"].tolist()
    assert found["choices"]["basis"] == "origin"


def test_an_unknown_material_loses_no_other_and_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--material", "coblat", "--material", "gallium", "--years", "2023")
    assert run("risk", "eu-supply-risk", *asked, "--csv") == 1
    told = capsys.readouterr()
    assert [row["material"] for row in csv.DictReader(io.StringIO(told.out))] == ["Gallium"]
    assert "unknown material 'coblat' in the EU study of 2023. Did you mean" in told.err


def test_the_screen_says_why_a_score_rests_on_a_part_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("risk", "eu-supply-risk", "--material", "gallium", "--years", "2023") == 0
    assert "Gallium: global part alone: no customs code of its own" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--variant", "globl", "Did you mean global"),
        ("--members", "euu", "Did you mean eu"),
        ("--stage", "refind", "refined"),
    ],
)
def test_a_wrong_choice_is_named_with_those_that_are_there(
    option: str, value: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("risk", "eu-supply-risk", option, value) == 1
    assert hint in capsys.readouterr().err


def test_a_command_that_is_nearly_named_is_suggested(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("risk", "eu-lst") == 2
    assert "Did you mean eu-list?" in capsys.readouterr().err


def test_the_word_measure_may_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for words in (("risk",), ("risk", "measure")):
        assert run(*words, "hhi-production", "--mineral", "niobium", "--csv") == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_after_a_deal_each_score_has_before_after_and_change(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--after", "cod-us-2025", "--year", "2030", "--draws", "16", "--material", "cobalt", "--material", "zinc")
    assert run("risk", "eu-supply-risk", *asked, "--csv") == 1
    told = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(told.out)))
    assert [row["kind"] for row in rows] == ["before", "after", "change"]
    assert {row["year"] for row in rows} == {"2030"}
    assert "Zinc is in none of the deals" in told.err
    assert run("risk", "eu-supply-risk", "--after", "cod-us-2025", "--beside") == 2
    assert run("risk", "eu-supply-risk", "--after", "cod-us-2025", "--basis", "border") == 1
    assert "origins, not borders" in capsys.readouterr().err
