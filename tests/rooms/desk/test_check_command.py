"""`orecast check`: verdicts on stdout, as text and as JSON."""

import json
from pathlib import Path

import pytest

from orecast.desk.cli import main


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "article.txt"
    path.write_text("Congo mines about 75% of the world's cobalt.\n", encoding="utf-8")
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["check", *arguments])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_json_holds_each_verdict_with_its_figures_and_place(capsys: pytest.CaptureFixture[str], article: str) -> None:
    (found,) = json.loads(run(capsys, article, "--json"))["verdicts"]
    assert (found["kind"], found["verdict"]) == ("share", "supported")
    assert found["span"] == [0, 43]
    assert {"measure", "value", "unit", "year", "source", "table", "stands"} == set(found["figures"][0])


def test_text_shows_the_words_the_figure_and_a_careful_sentence(
    capsys: pytest.CaptureFixture[str], article: str
) -> None:
    shown = run(capsys, article)
    assert "SUPPORTED (share): “Congo mines about 75% of the world's cobalt”" in shown
    assert "(World Mining Data 2026, for 2024); agrees" in shown
    assert "Safe to write: The Democratic Republic of the Congo's share" in shown


def test_an_article_without_statements_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "choir.txt"
    path.write_text("The choir sang in the park on Sunday.\n", encoding="utf-8")
    shown = run(capsys, str(path))
    assert "no measurable statement about minerals found" in shown
    assert "no mineral proposal found" in shown
