"""The page, its JSON twin and the Stakes' tables show the same numbers, and the page is safe to forward."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests.rooms.desk.plausible import DEALS, PlausibleStakes, deals, info, question, run_info

from orecast._ground.errors import DealError, LabelError
from orecast.deals.draws import MINERAL_DIMENSIONS
from orecast.desk.asking import asked
from orecast.desk.brief import Brief
from orecast.desk.content import brief_data
from orecast.desk.page import page
from orecast.desk.reasons import words_of
from orecast.desk.sentences import look_up, plain


class Numbers(HTMLParser):
    """Collects every marked number: key, exact value, multiple, written text; and the tags that follow each figure."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str, str]] = []
        self.tags: list[str] = []
        self.open: tuple[str, str, str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = {key: value or "" for key, value in attributes}
        if "data-key" in named:
            self.open = (named["data-key"], named["data-value"], named["data-per"])

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found.append((*self.open, data))
            self.open = None


@pytest.fixture(scope="session")
def html(written: Path) -> str:
    return (written / "brief.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def marked(html: str) -> list[tuple[str, str, str, str]]:
    reader = Numbers()
    reader.feed(html)
    return reader.found


def test_every_number_of_the_page_stands_in_the_json_file(marked: list[Any], written: Path) -> None:
    data = json.loads((written / "brief.json").read_text(encoding="utf-8"))
    assert len(marked) > 300
    for key, value, _, _ in marked:
        assert look_up(data, key) == float(value), key


def test_every_number_is_written_as_its_value_rounds(marked: list[Any], written: Path) -> None:
    ledger = Numbers()
    ledger.feed((written / "assumptions.html").read_text(encoding="utf-8"))
    for key, value, multiple, text in [*marked, *ledger.found]:
        digits = text.replace("\u202f", "").replace("−", "-")
        decimals = len(digits.partition(".")[2])
        exact = float(value) / float(multiple)
        allowed = max(0.5 * 10.0**-decimals, 0.005 * abs(exact)) if digits != "0" else 0.5
        assert abs(abs(float(digits)) - abs(exact)) <= allowed * 1.000001, key


def test_json_and_python_hold_the_same_numbers(made: Brief, written: Path) -> None:
    assert json.loads((written / "brief.json").read_text(encoding="utf-8")) == json.loads(json.dumps(made.data))


def test_the_net_gain_of_the_page_is_that_of_the_stakes(made: Brief) -> None:
    rows = made.stakes.figures.query(
        "scenario == 'all-deals' and event == 'none' and party == 'usa' and mineral == 'all' "
        "and year == 5 and measure == 'net_gain' and kind == 'change'"
    )
    shown = made.data["gains"]["all-deals"]["usa"]["net_gain"]
    assert (shown["q05"], shown["q50"], shown["q95"]) == tuple(rows[["q05", "q50", "q95"]].iloc[0])


def test_tables_stand_beside_the_page(made: Brief, written: Path) -> None:
    for name in ("figures", "suppliers", "map", "timeline", "basis", "drivers", "assumptions"):
        read = pd.read_csv(written / f"{name}.csv")
        assert len(read) == len(getattr(made.stakes, name))


def test_the_answer_has_at_most_sixty_words(made: Brief) -> None:
    text = " ".join(plain(made.data, sentence) for sentence in made.data["answer"])
    assert 10 < len(text.split()) <= 60


def test_the_head_carries_three_numbers_with_ranges(made: Brief) -> None:
    assert [look_up(made.data, item["key"])["unit"] for item in made.data["headline"]] == ["USD/yr", "USD/t", "USD"]


def test_the_stage_is_named_wherever_rare_earths_are_shown(html: str) -> None:
    for caption in re.findall(r"<(?:caption|h3)>([^<]*[Rr]are earths[^<]*)<", html):
        assert "oxides and compounds" in caption or "Russia offers" in caption, caption


def test_the_page_allows_no_script_and_no_request(html: str) -> None:
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:" in html
    assert not re.search(r"<script|<link|<iframe|javascript:|\bon\w+=\"", html)
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", html)
    assert not re.search(r"url\((?!data:|#)", html)


def test_text_of_a_table_is_escaped(html: str) -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_page_is_small_enough_to_forward(written: Path) -> None:
    assert (written / "brief.html").stat().st_size <= 3_000_000


def test_charts_hold_no_rounded_label_cut_short(html: str) -> None:
    """Coordinates are cut to 0.1 pixel; the text of a label is not."""
    assert ">0.0457<" not in html
    labels = re.findall(r"<text[^>]*>([^<]+)</text>", html)
    assert "457" in labels


def test_an_event_alone_is_refused_with_the_next_step() -> None:
    with pytest.raises(DealError, match=r"no deal in china-rare-earth-cut\. A brief weighs one deal or more\."):
        asked(["china-rare-earth-cut"])


def test_the_events_of_the_minerals_come_along_unless_named() -> None:
    assert [event.name for event in asked([DEALS[0]]).events] == ["china-rare-earth-cut"]
    assert asked([DEALS[0]], events=[]).events == ()


def test_without_any_event_means_those_of_a_scenario_file_too() -> None:
    scenario = Path(__file__).parents[3] / "examples" / "deals" / "minerals-2025.yaml"
    assert [event.name for event in asked([scenario]).events] == ["china-rare-earth-cut"]
    assert asked([scenario], events=[]).events == ()


def test_an_event_in_force_comes_along_only_when_named() -> None:
    aluminium = "ru-us-krasnoyarsk-aluminium-2025"
    assert asked([aluminium]).events == ()
    assert [event.name for event in asked([aluminium, "us-tariffs-2025"]).events] == ["us-tariffs-2025"]


def test_two_deals_that_differ_may_not_share_a_name_since_one_would_be_lost() -> None:
    deal = deals()[0]
    assert len(asked([deal, DEALS[0]]).deals) == 1
    with pytest.raises(DealError, match=rf"two deals or events that differ are called '{deal.name}'"):
        asked([deal, deal.model_copy(update={"status": "signed"})])


def test_an_unknown_party_is_refused_with_a_near_name() -> None:
    stakes, asking = PlausibleStakes(), replace(question(), party="usaa")
    with pytest.raises(LabelError, match=r"unknown party 'usaa' in the brief\. Did you mean usa\?"):
        brief_data(stakes, run_info(), asking, info())


def test_a_single_deal_speaks_of_itself_alone() -> None:
    alone = replace(question(), deals=deals()[:1], title="", text="")
    data = brief_data(PlausibleStakes(), run_info(), alone, info())
    assert data["scenario"] == DEALS[0]
    assert data["title"].startswith("Russia offers the United States joint development")
    assert plain(data, data["answer"][0]).startswith("We cannot tell if the deal helps or harms the United States")
    assert page(data, info()).count("<h2>") == 6


def test_an_event_that_the_page_does_not_show_is_named_on_it(made: Brief) -> None:
    shown = question().events[0]
    other = shown.model_copy(update={"name": "another-cut", "title": "Another cut"})
    data = brief_data(made.stakes, made.run, replace(question(), events=(shown, other)), made.world)
    assert data["event"]["name"] == shown.name
    assert "not shown on this page: Another cut." in page(data, made.world)


def test_a_present_value_has_its_rate_and_years_beside_it(html: str) -> None:
    assert html.count("Present value at 5 %, 2026 to 2035") >= 2


def test_the_answer_names_the_driver_and_its_share(made: Brief) -> None:
    text = " ".join(plain(made.data, sentence) for sentence in made.data["answer"])
    assert "41\u202f% of that spread hangs on whether the aluminium sale is committed." in text


def test_the_page_tells_what_each_spread_hangs_on_and_what_restarts(html: str) -> None:
    text = re.sub(r"<[^>]+>", "", html).replace("\u202f", " ")
    assert "the sale of aluminium from Russia to the United States is committed: median USD 120 million" in text
    assert "no single number moves the result beyond chance" in text  # the cover
    assert "Trade in aluminium from Russia to the United States restarts on an assumption" in text
    assert "3 numbers are assumed" in text


def test_the_page_of_assumptions_lists_every_one_with_its_ground(written: Path, made: Brief) -> None:
    text = (written / "assumptions.html").read_text(encoding="utf-8")
    reader = Numbers()
    reader.feed(text)
    assert len(made.data["assumptions"]) == 3
    assert {key.split(".")[1] for key, *_ in reader.found if key.startswith("assumptions.")} == {"0", "1", "2"}
    for key, value, _, _ in reader.found:
        assert look_up(made.data, key) == float(value), key
    for row in made.data["assumptions"]:
        assert f"{row['key']}, {row['unit']}" in text
    assert "an offer &lt;b&gt;only&lt;/b&gt;" in text
    assert text.count("within chance") == 1
    assert text.count("does not vary") == 1
    assert not re.search(r"<script|<link|<iframe|javascript:", text)


def test_every_parameter_has_words(made: Brief) -> None:
    named = words_of((), made.world)
    told = [named.of(f"copper/{name}") for name in (*MINERAL_DIMENSIONS, "merge_below")]
    assert all("copper" in words and "/" not in words for words in told)
    assert len(set(told)) == len(told)


def test_each_party_has_its_supply_risk_without_and_with_the_deals(made: Brief, written: Path) -> None:
    text = (written / "brief.html").read_text(encoding="utf-8")
    for mineral, parties in made.data["risks"].items():
        assert set(parties) == set(made.data["parties"])
        for party, measures in parties.items():
            assert list(measures) == ["import_reliance", "top_supplier_share", "import_concentration", "geopolrisk"]
            for measure in measures:
                for case in ("without.q50", "with.q50", "with.q05", "with.q95"):
                    assert f'data-key="risks.{mineral}.{party}.{measure}.{case}"' in text
