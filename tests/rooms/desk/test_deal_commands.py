"""`orecast deal` on the library and on drafts."""

import json
from pathlib import Path

import pytest

from orecast.desk import cli

ALUMINIUM = "ru-us-krasnoyarsk-aluminium-2025"


def run(*arguments: str) -> int:
    """Exit code of the command line with these arguments."""
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    return int(stop.value.code or 0)


def test_the_library_lists_its_deals(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("deal", "list", "--json") == 0
    names = {entry["name"] for entry in json.loads(capsys.readouterr().out)}
    assert {ALUMINIUM, "ru-us-rare-earths-2025", "ua-us-minerals-2025"} <= names


def test_a_known_event_that_cannot_be_represented_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("deal", "show", "china-gallium-germanium-controls-2023") == 1
    assert "gallium cannot be represented" in capsys.readouterr().err
    assert run("deal", "check", "china-gallium-germanium-controls-2023") == 1


def test_a_deal_is_shown_with_the_standing_of_its_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("deal", "show", ALUMINIUM) == 0
    printed = capsys.readouterr().out
    assert "guess" in printed
    assert "Sources" in printed


def test_a_draft_is_never_written_over_a_file_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = tmp_path / "my-deal.yaml"
    assert run("deal", "new", str(draft), "-q") == 0
    written = draft.read_text(encoding="utf-8")
    draft.write_text("mine", encoding="utf-8")
    assert run("deal", "new", str(draft), "-q") == 1
    assert "never replaces a file unasked" in capsys.readouterr().err
    assert draft.read_text(encoding="utf-8") == "mine"
    assert run("deal", "new", str(draft), "-q", "--force") == 0
    assert draft.read_text(encoding="utf-8") == written


def test_a_draft_from_the_template_passes_its_own_check(tmp_path: Path) -> None:
    draft = tmp_path / "my-deal.yaml"
    assert run("deal", "new", str(draft), "-q") == 0
    assert run("deal", "check", str(draft), "-q") == 0


def test_a_file_that_is_not_yaml_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("levers: [", encoding="utf-8")
    assert run("deal", "check", str(broken)) == 1
    assert "broken.yaml" in capsys.readouterr().out


def test_an_unknown_deal_is_refused_with_a_near_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("deal", "show", "ua-us-mineral-2025") == 1
    assert "ua-us-minerals-2025" in capsys.readouterr().err
