"""`orecast risk company`: a template, measures, errors, and cells that a spreadsheet would run made harmless."""

import csv
import io
import json
from pathlib import Path

import pytest

from orecast.desk import cli


def run(*arguments: str) -> int:
    """Exit code of the command line with these arguments."""
    with pytest.raises(SystemExit) as stop:
        cli.main(["risk", "company", *arguments])
    return int(stop.value.code or 0)


@pytest.fixture
def suppliers(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("mineral,tonnes,country,note\ncobalt,75,COD,\ncobalt,25,FIN,\n=cmd|x,1,COD,\n\x1b[31mtin,1,CHN,\n")
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_a_template_is_written_once_and_measured(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    assert run("--template", str(path)) == 0
    assert run("--template", str(path)) == 1
    assert "no file is replaced unasked" in capsys.readouterr().err
    assert run(str(path), "--csv") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["item"] for row in rows] == ["Neodymium", "cobalt"]


def test_bad_rows_are_told_on_stderr_the_good_are_measured_and_the_exit_code_is_1(
    suppliers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(suppliers), "--csv", "--group", "nordic=FIN,SWE", "--group", "oecd") == 1
    told = capsys.readouterr()
    row = next(csv.DictReader(io.StringIO(told.out)))
    assert (row["item"], row["tonnes_at_risk"], row["share_of_nordic"], row["share_of_oecd"]) == (
        "cobalt",
        "75.0",
        "0.25",
        "0.25",
    )
    assert "row 4, mineral '=cmd|x': a formula, and only values are read" in told.err
    assert "row 5, mineral '?[31mtin': unknown mineral" in told.err
    assert "\x1b" not in told.err


def test_an_error_table_cannot_run_in_a_spreadsheet(suppliers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(suppliers), "--csv", "--table", "errors") == 1
    values = [row["value"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))]
    assert values == ["'=cmd|x", "?[31mtin"]


def test_json_has_measures_errors_and_the_mix(suppliers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(suppliers), "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [row["share"] for row in found["mix"]] == [0.75, 0.25]
    assert found["unread_columns"] == ["note"]
    assert len(found["errors"]) == 2


def test_the_screen_shows_shares_and_columns_not_read(suppliers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(suppliers), "--group", "oecd", "--home", "eu") == 1
    told = capsys.readouterr().out
    assert "cobalt: 25% from oecd" in told
    assert "Columns not read: note" in told


def test_a_list_or_a_template_is_needed_and_not_both(suppliers: Path) -> None:
    assert run() == 2
    assert run(str(suppliers), "--template", "t.csv") == 2
    assert run("--template", "t.ods") == 1
    assert run(str(suppliers), "--group", "oced") == 1
