"""A brief on an article: what it offers and claims stands beside what its deals would change."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orecast._ground.errors import DealError
from orecast.desk.brief import Brief, brief
from orecast.desk.cli import app

ARTICLES = Path(__file__).parents[3] / "examples" / "articles"
RIVALS = ARTICLES / "rival-offers.txt"
HOSTILE = (
    'Zambia offered the United States two copper mines, "<script>alert(1)</script>\u202e\x1b\x00", its ministry said.\n'
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Brief, str]:
    folder = tmp_path_factory.mktemp("briefs") / "rivals"
    found = brief(str(RIVALS), draws=24, folder=folder)
    return found, (folder / "brief.html").read_text(encoding="utf-8")


def test_the_article_comes_first_with_its_offers_and_what_became_of_them(made: tuple[Brief, str]) -> None:
    found, page = made
    article = found.data["article"]
    assert {"Russia", "Vladimir Putin"} & {row["from"] for row in article["proposals"]}
    assert page.index("What the article says") < page.index("What is on offer")
    weighed = {row["deal"] for row in article["proposals"] if row["became"] == "library"}
    assert weighed == {offer["title"] for offer in found.data["offers"] if offer["title"] in weighed}


def test_a_region_is_shown_by_its_name_with_its_country(made: tuple[Brief, str]) -> None:
    found, page = made
    assert "Krasnoyarsk, Russia" in [row["place"] for row in found.data["article"]["proposals"]]
    assert "in Krasnoyarsk, Russia;" in page
    assert "RU-KYA" not in page


def test_every_verdict_leads_to_its_words_and_every_figure_to_its_source(made: tuple[Brief, str]) -> None:
    found, page = made
    verdicts = found.data["article"]["verdicts"]
    assert verdicts
    for number, verdict in enumerate(verdicts):
        assert f'id="claim-{number}"' in page
        if verdict["verdict"] == "supported":
            assert verdict["figures"]
        for figure in verdict["figures"]:
            assert figure["year"]
            assert figure["source"]
    links = set(re.findall(r'href="#(said-[\w-]+)"', page))
    ids = set(re.findall(r'id="(said-[\w-]+)"', page))
    assert links <= ids


def test_the_marked_text_is_the_article_word_for_word(made: tuple[Brief, str]) -> None:
    pieces = made[0].data["article"]["pieces"]
    assert "".join(piece["text"] for piece in pieces if piece["mark"] != "fold") == RIVALS.read_text(encoding="utf-8")


def test_the_numbers_of_the_article_are_in_the_json_too(made: tuple[Brief, str]) -> None:
    found, _ = made
    assert json.loads(json.dumps(found.data))["article"]["verdicts"] == found.data["article"]["verdicts"]


def test_text_of_an_article_cannot_escape_into_the_page(tmp_path: Path) -> None:
    article = tmp_path / "hostile.txt"
    article.write_text(HOSTILE * 2, encoding="utf-8")
    brief(str(article), draws=8, folder=tmp_path / "out")
    page = (tmp_path / "out" / "brief.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "[U+202E]␛␀" in page
    assert not {"\u202e", "\x1b", "\x00"} & set(page)


def test_an_article_about_something_else_is_an_answer_and_no_error(tmp_path: Path) -> None:
    article = tmp_path / "football.txt"
    article.write_text("The home side won the cup final by two goals on Sunday, its coach said.\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["brief", str(article), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0
    assert "no mineral proposal found" in result.output
    assert not (tmp_path / "out").exists()


def test_an_article_beside_a_deal_is_refused_with_the_next_step() -> None:
    with pytest.raises(DealError, match="is an article, and 1 more arguments stand beside it"):
        brief(str(RIVALS), "ua-us-minerals-2025", draws=8)


def test_an_article_on_a_control_alone_has_a_page_without_a_time_line(tmp_path: Path) -> None:
    made = brief(str(ARTICLES / "tungsten-export-controls.txt"), draws=8, folder=tmp_path / "out")
    page = (tmp_path / "out" / "brief.html").read_text(encoding="utf-8")
    assert made.data["timeline"] == []
    assert "Drafted deals are guesses" in page
    assert "Sites in Ukraine" not in page


def test_a_side_is_named_with_its_country_and_a_demand_as_one(made: tuple[Brief, str]) -> None:
    found, page = made
    rows = found.data["article"]["proposals"]
    assert {"Vladimir Putin (Russia)", "Donald Trump (United States)"} <= {row["from"] for row in rows}
    assert "Donald Trump (United States) asks Ukraine" in page
    assert found.data["article"]["source"] == "rival-offers.txt"


def test_no_claim_of_the_article_is_answered_twice(made: tuple[Brief, str]) -> None:
    texts = [verdict["text"] for verdict in made[0].data["article"]["verdicts"]]
    assert len(texts) == len(set(texts))
    assert not any("dut" in text for text in texts)
