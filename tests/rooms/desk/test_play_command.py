"""`orecast play`: lists, shows, copies, plays and answers; every form of output."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orecast.desk.cli import app

GAMES = Path(__file__).parents[2] / "games"
runner = CliRunner()


def said(*arguments: str) -> str:
    found = runner.invoke(app, ["play", *arguments])
    assert found.exit_code == 0, found.output
    return found.stdout


def test_without_a_game_the_library_is_listed() -> None:
    assert "minerals-2025" in said()
    (entry,) = [one for one in json.loads(said("--json")) if one["name"] == "minerals-2025"]
    assert entry["parties"] == ["usa", "ukr", "rus"]
    assert entry["optional"] == ["eu", "chn"]


def test_a_game_is_shown_with_the_source_of_every_statement() -> None:
    rows = json.loads(said("minerals-2025", "--show", "--json"))["statements"]
    assert all(row["source"] for row in rows)
    assert "kind,statement,source" in said("minerals-2025", "--show", "--csv")


def test_a_played_game_prints_states_and_plain_sentences() -> None:
    text = said(str(GAMES / "elmira.yaml"))
    assert "In 100\u202f% of draws it settles in state B (Local governments: insist)." in text
    assert "weights" not in text  # nobody weighs anything here


def test_the_tables_of_a_game_come_as_json_and_csv() -> None:
    found = json.loads(said(str(GAMES / "elmira.yaml"), "--json"))
    assert [row["state"] for row in found["states"] if row["settles"] == 1] == ["NYNNY"]
    assert found["path"] == [{"step": 1, "party": "Local", "before": "NYNNN", "after": "NYNNY", "share": 1.0}]
    assert said(str(GAMES / "elmira.yaml"), "--csv", "--table", "path").splitlines()[1] == "1,Local,NYNNN,NYNNY,1.0"


def test_claims_are_checked_by_definition() -> None:
    assert "96 of 96 claims" in said(str(GAMES / "elmira.yaml"), "--verify")


def test_what_would_have_to_be_true_is_answered_with_the_change() -> None:
    found = json.loads(said(str(GAMES / "elmira.yaml"), "--want", "Uniroyal", "YNYNN", "--json"))
    assert found["share"] == 0
    assert found["changes"][0]["what"] == "the state YNYNN higher in the ranking"


def test_a_copy_is_written_once_and_loads(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    said("minerals-2025", "--copy", str(path), "-q")
    assert "name: mine" in path.read_text(encoding="utf-8")
    assert "Ukraine" in said(str(path), "--show")
    again = runner.invoke(app, ["play", "minerals-2025", "--copy", str(path)])
    assert again.exit_code == 1
    assert "never replaces a file unasked" in str(again.exception)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["minerals-2052"], "Did you mean minerals-2025?"),
        ([str(GAMES / "elmira.yaml"), "--want", "Uniroyl", "NYNNN"], "Did you mean Uniroyal?"),
        ([str(GAMES / "elmira.yaml"), "--want", "Uniroyal", "YYYYY"], "is no state of this game"),
        ([str(GAMES / "elmira.yaml"), "--with", "Ontario"], "unknown party 'Ontario'"),
    ],
)
def test_a_wrong_label_is_refused_with_a_next_step(arguments: list[str], message: str) -> None:
    found = runner.invoke(app, ["play", *arguments])
    assert found.exit_code == 1
    assert message in str(found.exception)
