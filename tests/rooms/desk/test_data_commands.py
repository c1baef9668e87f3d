"""`orecast data` and `orecast minerals` on the embedded edition."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from orecast.desk import cli
from orecast.sources.registry import Registry, checksum, data_folder, read_registry, write_registry


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


def test_an_edition_that_changes_nothing_is_said_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", "diff", "installed") == 0
    assert "nothing differs in" in capsys.readouterr().out


def test_a_difference_is_printed_with_the_table_and_the_number_that_moved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:

    made = Path(shutil.copytree(data_folder(), tmp_path / "edition"))
    registry = read_registry(made)
    text = (made / "prices.csv").read_text(encoding="utf-8").replace("\naluminium,2020,", "\naluminium,2020,9")
    (made / "prices.csv").write_text(text, encoding="utf-8", newline="\n")
    entry = replace(registry.tables["prices"], sha256=checksum(text.encode()))
    write_registry(made, Registry("next", {**registry.tables, "prices": entry}))
    assert run("data", "diff", str(made)) == 0
    printed = capsys.readouterr().out
    assert " tables differ" in printed
    assert "aluminium" in printed
    assert "1 numbers of production, flows and prices differ, 0 of them new, 0 gone." in printed
    assert run("data", "diff", str(made), "--json") == 0
    assert json.loads(capsys.readouterr().out)["after"] == "next"
    assert run("data", "diff", str(made), "--csv", "--table", "rows") == 0
    assert "prices,changed,mineral aluminium; year 2020,usd_per_unit" in capsys.readouterr().out


def test_an_edition_that_is_not_installed_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("data", "diff", "1999.1") == 1
    assert "no edition '1999.1': it is no folder, and the installed edition is" in capsys.readouterr().err
