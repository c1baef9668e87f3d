"""`orecast data` and `orecast minerals` on the embedded edition."""

import json
from pathlib import Path

import pytest

from orecast.desk import cli


def run(*arguments: str) -> int:
    """Exit code of the command line with these arguments."""
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    return int(stop.value.code or 0)


def test_the_tables_are_listed_with_their_publishers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    flows = next(table for table in listed["tables"] if table["table"] == "flows")
    assert "CEPII" in flows["publisher"]
    assert run("data", "list") == 0
    assert listed["edition"] in capsys.readouterr().out


def test_the_embedded_edition_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", "verify") == 0, capsys.readouterr().out
    assert " 0 fail" in capsys.readouterr().err


def test_quiet_means_nothing_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    run("data", "verify", "--quiet")
    assert capsys.readouterr().err == ""


def test_building_from_a_folder_that_holds_nothing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "raw").mkdir()
    assert run("data", "build", "--from", str(tmp_path / "raw"), "-o", str(tmp_path / "made"), "-q") == 1
    assert capsys.readouterr().err.startswith("error: ")


def test_the_minerals_are_listed_with_what_their_flows_miss(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("minerals", "--json") == 0
    rows = {row["mineral"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["rare-earths"]["account"] == "REO"
    assert "7601.20" in rows["aluminium"]["codes_missing"]
