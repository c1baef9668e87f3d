"""`orecast read`: a dossier on stdout, a clear word on what cannot be read."""

import json
from pathlib import Path

import pytest

from orecast.desk.cli import main

ARTICLE = Path(__file__).parents[3] / "examples" / "articles" / "graphite-offer.txt"


def test_json_has_every_part_of_the_dossier(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["read", str(ARTICLE), "--json"])
    assert ended.value.code == 0
    found = json.loads(capsys.readouterr().out)
    assert {"actors", "minerals", "places", "numbers", "claims", "proposals", "events"} <= set(found)
    assert found["proposals"][0]["offeror"]["country"] == "MZ"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    printed = capsys.readouterr()
    return f"{ended.value.code}", printed.out + printed.err


def test_an_article_that_is_not_there_ends_with_code_one(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = said(capsys, "read", "no-such.txt")
    assert code == "1"
    assert "error: no article at 'no-such.txt'." in text


@pytest.mark.parametrize("command", [["read"], ["check"]])
def test_an_article_about_something_else_is_an_answer(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "football.txt"
    path.write_text("The home side won the cup final by two goals on Sunday, its coach said.\n", encoding="utf-8")
    code, text = said(capsys, *command, str(path))
    assert code == "0"
    assert "no mineral proposal found; 0 proposals, 1 claim" in text


def test_an_article_in_another_language_is_an_answer_that_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "french.txt"
    path.write_text(
        "La Zambie a offert deux mines de cuivre aux États-Unis, a dit le ministère. " * 4, encoding="utf-8"
    )
    code, text = said(capsys, "read", str(path))
    assert code == "0"
    assert "Note: the article seems to be in French; the rules read English only." in text


def test_a_web_page_in_json_holds_the_text_that_its_offsets_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    words = ARTICLE.read_text(encoding="utf-8").replace("\n", "</p><p>")
    path.write_text(f"<html><body><article><p>{words}</p></article></body></html>", encoding="utf-8")
    _, text = said(capsys, "read", str(path), "--json")
    found = json.loads(text)
    assert found["extracted"]
    for claim in found["claims"]:
        assert found["text"][slice(*claim["span"])] == claim["text"]
    _, text = said(capsys, "check", str(path), "--json")
    checked = json.loads(text)
    assert checked["read"]["text"] == found["text"]
    for verdict in checked["verdicts"]:
        assert found["text"][slice(*verdict["span"])] == verdict["text"]


def test_control_characters_and_direction_marks_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text("Zambia offered Mali copper, \x1b[2J\u202eevil\x07 its ministry said.\n", encoding="utf-8")
    _, text = said(capsys, "read", str(path))
    assert "␛[2J[U+202E]evil␇" in text
    assert not {"\x1b", "\u202e", "\x07"} & set(text)


def test_the_terminal_names_regions_and_the_json_holds_their_codes(capsys: pytest.CaptureFixture[str]) -> None:
    article = str(ARTICLE.with_name("rival-offers.txt"))
    _, text = said(capsys, "read", article)
    assert "Krasnoyarsk, Russia" in text
    assert "RU-KYA" not in text
    _, told = said(capsys, "read", article, "--json")
    assert "RU-KYA" in {one["place"] for one in json.loads(told)["proposals"]}
