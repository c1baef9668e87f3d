"""`orecast world`: the numbers of the World, in tables or JSON, with the exit codes it promises."""

import json
from typing import Any

import pytest
import typer

from orecast.desk import cli, terminal
from orecast.desk.commands import world as command
from orecast.world import World


def run(*arguments: str) -> int:
    """Exit code of the command line with these arguments."""
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    return int(stop.value.code or 0)


def test_a_balance_prints_its_tables_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "aluminium", "--years", "2022-2023") == 0
    printed = capsys.readouterr()
    assert "t of Al a year, mean of 2022-2023" in printed.out
    assert "Russia" in printed.out
    assert "beside the raw ones" in printed.out
    assert printed.err == ""


def test_json_carries_the_numbers_of_the_world(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "aluminium", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    balance = World.load().balance("aluminium")
    russia = next(row for row in report["places"] if row["place"] == "RUS")
    assert russia["production"] == balance.production[balance.index("RUS")]
    assert russia["use"] == balance.use[balance.index("RUS")]


def test_a_place_narrows_every_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "aluminium", "--place", "RUS", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert [row["place"] for row in report["places"]] == ["RUS"]
    assert all("RUS" in (row["origin"], row["use"]) for row in report["flows"])
    assert all("RUS" in (row["from"], row["to"]) for row in report["corrections"])


def test_an_unknown_mineral_is_refused_with_a_near_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "alumnium") == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "aluminium" in printed.err


@pytest.mark.parametrize(
    "arguments", [["world"], ["world", "copper", "--checks"], ["world", "copper", "--years", "22"]]
)
def test_a_wrong_command_line_exits_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*arguments) == 2
    assert capsys.readouterr().out == ""


def verdicts(status: str) -> dict[str, Any]:
    """What the World's checks return, with one check of this status."""
    check = {"name": "mass balance", "status": status, "summary": "closes", "rows": [{"place": "ORE"}]}
    return {"edition": "test", "years": [2023], "checks": [check], "corrections": [], "excluded": {}}


@pytest.mark.parametrize(("status", "code"), [("ok", 0), ("warn", 0), ("fail", 1)])
@pytest.mark.parametrize("flags", [["--json"], []])
def test_checks_exit_1_only_when_one_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: str, code: int, flags: list[str]
) -> None:
    monkeypatch.setattr(World, "checks", lambda self: verdicts(status))
    assert run("world", "--checks", *flags) == code
    assert status in capsys.readouterr().out


@pytest.mark.parametrize(("text", "years"), [("2023", (2023,)), ("2022-2024", (2022, 2023, 2024))])
def test_years_are_one_or_a_span(text: str, years: tuple[int, ...]) -> None:
    assert command.years_of(text) == years


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(typer.BadParameter, match="neither a year nor a span"):
        command.years_of("2024-2022")


def test_a_long_table_says_how_much_it_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    command.print_rows("Places", [{"place": f"P{at}", "production": float(at)} for at in range(20)])
    assert "… and 5 more rows" in capsys.readouterr().out


def test_a_table_aligns_numbers_and_shows_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("ORE", 1234.0, None), ("USE", 5.0, 7.0)]
    terminal.show_table("Tonnes", ("place", "production", "reserves"), rows)
    lines = capsys.readouterr().out.splitlines()
    assert "1\u2009230" in lines[2]
    assert lines[2].rstrip().endswith("–")
    assert lines[3].rstrip().endswith("7.00")


def test_a_later_stage_is_shown_with_its_year_and_its_sister_stages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "antimony", "--stage", "metal") == 0
    printed = capsys.readouterr().out
    assert "t of Sb a year, mean of 2024" in printed
    assert "antimony-metal" in printed
    assert run("world", "antimony", "--stage", "metal", "--json") == 0
    assert json.loads(capsys.readouterr().out)["mineral"] == "antimony-metal"


def test_a_mixture_is_shown_as_trade_and_called_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "--trade", "811292") == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "trade as declared, 2024, without a balance" in printed
    assert "A mixture: gallium, germanium, indium, niobium, vanadium and others in one code" in printed
    assert "CEPII BACI V202601" in printed
    assert run("world", "--trade", "850511", "--place", "USA", "--json") == 0
    assert json.loads(capsys.readouterr().out)["importers"][0]["importer"]


@pytest.mark.parametrize(
    "arguments", [["copper", "--trade", "740311"], ["--trade", "740311", "--checks"], ["--stage", "metal", "--checks"]]
)
def test_a_code_or_stage_does_not_go_with_other_questions(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("world", *arguments) == 2
    assert capsys.readouterr().out == ""


def test_trade_and_stages_are_given_as_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "--trade", "850511", "--csv") == 0
    assert capsys.readouterr().out.splitlines()[0] == "exporter,importer,value_kusd,gross_tonnes"
    assert run("world", "antimony-metal", "--csv", "--table", "stages") == 0
    assert "metal,antimony-metal,2024,use of antimony," in capsys.readouterr().out
