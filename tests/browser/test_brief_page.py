"""The page of a brief in headless Chromium with the network cut, at a desk's and at a telephone's width."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.rooms.desk.plausible import PlausibleStakes, info, question, run_info

from orecast.desk.brief import write_brief

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

OVERLAPS = """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
  const boxes = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim())
    .map(t => [t.textContent, t.getBoundingClientRect()]).filter(([, b]) => b.width > 0);
  const found = [];
  boxes.forEach(([one, a], n) => boxes.slice(n + 1).forEach(([other, b]) => {
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 1 && down > 2.5) found.push([svg.getAttribute('aria-label'), one, other, across, down]);
  }));
  return found;
})"""
OUTSIDE = """() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()])
    .filter(([, b]) => b.width > 0 && (b.left < frame.left - 2 || b.right > frame.right + 2)).map(([text]) => text);
})"""
CUT_TABLES = """() => [...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth > box.clientWidth + 1)
  .map(box => box.querySelector('caption').textContent)"""
SIZES = """() => [...document.querySelectorAll('figure svg text')]
  .filter(t => t.getBoundingClientRect().width > 0)
  .map(t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getScreenCTM().a)"""
UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
SHOWN_TABLES = """() => [...document.querySelectorAll('details.figures table')]
  .map(t => t.getBoundingClientRect().height > 20 && t.checkVisibility({contentVisibilityAuto: true}))"""
FIRST_LINES = """() => [...document.querySelectorAll('details.figures > summary')].map(s => s.textContent.trim())"""
NO_TABLE_AFTER = """() => [...document.querySelectorAll('figure')]
  .filter(f => !f.nextElementSibling?.querySelector('table')).map(f => f.textContent.slice(0, 80))"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("page") / "brief"
    return write_brief(PlausibleStakes(), run_info(), question(), info(), folder).as_uri()


@pytest.fixture(params=[1280, 390])
def page(browser: "Browser", address: str, request: pytest.FixtureRequest) -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": request.param, "height": 900})
    context.set_offline(True)
    opened = context.new_page()
    asked: list[str] = []

    def refuse(route: Any) -> None:
        asked.append(route.request.url)
        route.continue_() if route.request.url == address else route.abort()

    opened.route("**/*", refuse)
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text))
    opened.goto(address)
    opened.evaluate("document.fonts.ready")
    opened.evaluate(UNFOLD)
    opened.asked, opened.faults = asked, faults  # type: ignore[attr-defined]
    yield opened
    context.close()


def test_the_page_asks_for_nothing(page: Any, address: str) -> None:
    assert [url for url in page.asked if not url.startswith("data:")] == [address]
    assert page.faults == []


def test_the_page_does_not_scroll_sideways(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_tables_fit_their_column_but_the_one_with_a_column_for_each_mineral(page: Any) -> None:
    assert [caption for caption in page.evaluate(CUT_TABLES) if not caption.startswith("Statistics behind")] == []


def test_no_text_overlaps_in_a_chart(page: Any) -> None:
    assert page.evaluate(OVERLAPS) == []


def test_no_text_is_cut_at_the_edge_of_a_chart(page: Any) -> None:
    assert page.evaluate(OUTSIDE) == []


def test_text_in_charts_can_be_read(page: Any) -> None:
    sizes = page.evaluate(SIZES)
    assert len(sizes) > 50
    assert min(sizes) >= 10


def test_every_chart_is_followed_by_its_table(page: Any) -> None:
    assert page.evaluate("document.querySelectorAll('figure').length") >= 7
    assert page.evaluate(NO_TABLE_AFTER) == []


def test_the_bundled_font_is_the_one_that_is_drawn(page: Any) -> None:
    assert page.evaluate("document.fonts.check('16px Inter') && document.fonts.size === 2")
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Inter")


@pytest.fixture(scope="module")
def article_address(tmp_path_factory: pytest.TempPathFactory) -> str:
    from orecast.desk.article import article_data, told
    from orecast.world import World

    world, path = World.load(), Path(__file__).parents[2] / "examples" / "articles" / "rival-offers.txt"
    asked = replace(question(), article=article_data(told(str(path), world), world))
    folder = tmp_path_factory.mktemp("article") / "brief"
    return write_brief(PlausibleStakes(), run_info(), asked, info(), folder).as_uri()


@pytest.fixture
def folded(browser: "Browser", article_address: str) -> "Iterator[Page]":
    opened = browser.new_page(viewport={"width": 390, "height": 900})
    opened.goto(article_address)
    yield opened
    opened.close()


def test_tables_of_figures_are_folded_under_a_line_that_says_what_they_find(folded: Any) -> None:
    shown, lines = folded.evaluate(SHOWN_TABLES), folded.evaluate(FIRST_LINES)
    assert len(shown) == len(lines) > 8
    assert not any(shown)
    assert "Of 16 figures 1 agrees, 8 lie below and 7 lie above." in lines
    assert any(re.fullmatch(r"\d+ of \d+ sites are under Russian control\.", line) for line in lines)


def test_a_folded_table_opens_by_the_keyboard(folded: Any) -> None:
    folded.focus("details.figures > summary")
    folded.keyboard.press("Enter")
    assert folded.evaluate(SHOWN_TABLES)[0]


def test_print_shows_every_table(folded: Any) -> None:
    folded.emulate_media(media="print")
    assert all(folded.evaluate(SHOWN_TABLES))


def test_the_tables_of_an_article_fit_a_telephone(folded: Any) -> None:
    folded.evaluate(UNFOLD)
    assert [caption for caption in folded.evaluate(CUT_TABLES) if not caption.startswith("Statistics behind")] == []
    assert folded.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_page_fits_a_mail(address: str) -> None:
    assert Path(address.removeprefix("file://")).stat().st_size <= 3_000_000
