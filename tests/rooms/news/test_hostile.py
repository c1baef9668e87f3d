"""Hostile text: reading takes time in proportion to length, and nothing of an article acts where it is shown."""

import re
import time
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from orecast._ground.shown import shown
from orecast.desk.displays import dossier_html
from orecast.news import check_article, read_article
from orecast.world import World

SENTENCE = "Zambia offered the United States copper worth $5 billion in exchange for aid, Paul Kabuswe said. "
HOSTILE: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "open quotation marks": lambda n: "“" * n,
    "one-word quotations": lambda n: '"Copper. " ' * (n // 11),
    "quotations on one line": lambda n: '"A b c." ' * (n // 9),
    "direction marks": lambda n: "\u202e\u202d copper " * (n // 10),
    "control characters": lambda n: "\x00 copper \x07" * (n // 11),
    "one long word": lambda n: "a" * n,
    "one long sentence": lambda n: SENTENCE.replace(".", " and") * (n // len(SENTENCE)),
    "abbreviations": lambda n: "U.S. " * (n // 5),
    "places": lambda n: "Mali, " * (n // 6),
    "comparisons": lambda n: "more than less than " * (n // 20),
    "repeated paragraphs": lambda n: (SENTENCE + "\n") * (n // len(SENTENCE)),
    "nearly repeated paragraphs": lambda n: "\n".join(SENTENCE.replace("5", str(i)) for i in range(n // len(SENTENCE))),
    "many persons": lambda n: "".join(
        f"President A{chr(97 + i % 26)}{i} Bo{chr(97 + i % 26)} spoke. " for i in range(n // 22)
    ),
    "markup": lambda n: "<b onclick='x()'>“copper”</b> " * (n // 30),
}
SHORT, TIMES = 4_000, 4


def seconds(text: str) -> float:
    begun = time.process_time()
    read_article(text)
    return time.process_time() - begun


@pytest.mark.parametrize("name", HOSTILE)
def test_reading_takes_time_in_proportion_to_length(name: str) -> None:
    read_article(SENTENCE)
    short, long = seconds(HOSTILE[name](SHORT)), seconds(HOSTILE[name](TIMES * SHORT))
    assert long < 2 * TIMES * short + 0.5  # a shared core: twice as slow may be chance, the square is sixteen times


def test_100_000_brackets_are_checked_in_seconds() -> None:
    begun = time.process_time()
    found = check_article("(" * 100_000 + " " + SENTENCE, World.load())
    assert time.process_time() - begun < 20
    assert found.dossier.proposals


class Tags(HTMLParser):
    """Tags and attributes of a page as a browser sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(name for name, _ in attrs)}


EVIL = (
    "Zambia<script>alert(1)</script> offered the United States “copper\" onmouseover='x()' <img src=x onerror=y()>”"
    "\u202e,"
    " Paul </mark></div> \x00\x1b]0;owned\x07 Kabuswe said in Lusaka on Monday. “<iframe src=//evil>,” he said.\n"
)


@pytest.mark.parametrize("show", [dossier_html, lambda dossier: dossier._repr_html_()])
def test_nothing_of_an_article_acts_in_a_notebook(show: Callable[[object], str]) -> None:
    page = show(read_article(EVIL))
    tags = Tags()
    tags.feed(page)
    assert tags.seen <= {"style", "div", "p", "mark", "br", "class", "dir", "title"}
    assert not set("\x00\x1b\x07\u202e") & set(page)
    assert "&lt;script&gt;" in page


def test_claims_proposals_minerals_and_places_are_marked_where_they_stand() -> None:
    text = SENTENCE + "\nMali has copper too.\n"
    page = read_article(text)._repr_html_()
    marked = re.findall(r'<mark dir="auto" class="([\w ]+)" title="([^"]*)">([^<]*)</mark>', page)
    assert ("claim proposal place", "Zambia") in {(kinds, words) for kinds, _, words in marked}
    assert [words for kinds, _, words in marked if "mineral" in kinds] == ["copper", "copper"]
    assert ("place", "Mali", "Mali") in marked
    assert any("Zambia → United States, copper, offered" in title for _, title, _ in marked)
    assert re.sub(r"<[^>]+>", "", page.replace("<br>", "\n")).endswith(text)


def test_what_would_act_on_a_screen_is_a_sign() -> None:
    assert shown("a\x00b\x1b\x7f\x9b\r\n\tc") == "a␀b␛␡[U+009B]\n\tc"
    assert shown("\u202e\u2066\u200f\ufeff\ud800") == "[U+202E][U+2066][U+200F][U+FEFF][U+D800]"
    assert shown("“Größe” – 稀土") == "“Größe” – 稀土"
