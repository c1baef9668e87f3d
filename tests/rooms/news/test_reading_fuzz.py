"""Reading and checking any text: nothing is raised but an OrecastError, and nothing is said that is not in the text."""

import re
from html import unescape
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orecast._ground.errors import OrecastError
from orecast._ground.shown import shown
from orecast.news import Check, check_article
from orecast.news.intake import article_of
from orecast.news.marking import marked
from orecast.world import World

ROOT = Path(__file__).parents[3]
ARTICLES = [
    path.read_text(encoding="utf-8")
    for path in sorted([*(ROOT / "tests" / "gold").glob("g*.txt"), *(ROOT / "examples" / "articles").glob("*.txt")])
]
WORDS = sorted({word for text in ARTICLES for word in text.split()})
MARKS = ['"', "“", "”", "«", "\n", "\n\n", ". ", ", ", " – ", "\u202e", "\x00", "(", "’s ", "%", "$", "1,000", "\ud800"]
BOUNDED = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
WORLD = World.load()


def require_true_to(text: str, found: Check) -> None:
    """Every span lies in the text and holds its words; every quotation and figure's words are a part of the text."""
    dossier = found.dossier
    assert dossier.text == text
    whole: list[Any] = [*dossier.claims, *dossier.proposals, *dossier.numbers, *dossier.comparisons, *dossier.minerals]
    for item in [*whole, *dossier.places, *found.verdicts]:
        assert text[slice(*item.span)] == item.text
    for event in dossier.events:
        assert text[slice(*event.span)] == event.text
    for claim in dossier.claims:
        assert claim.quote is None or claim.quote in text
        assert len(claim.text) <= 400
    spans = [*dossier.sentences, *(span for offer in dossier.proposals for span in offer.mentions)]
    spans += [*(fold.span for fold in dossier.folds), *(one.sentence for one in found.verdicts)]
    for start, end in spans:
        assert 0 <= start < end <= len(text)
    for offer in dossier.proposals:
        assert offer.consideration is None or offer.consideration in text
    assert unescape(re.sub("<[^>]*>", "", marked(dossier).replace("<br>", "\n"))) == shown(text)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A passage of an article with pieces cut, doubled, swapped with others and strange marks put in."""
    text = draw(st.sampled_from(ARTICLES))
    start = draw(st.integers(0, len(text) - 1))
    text = text[start : start + draw(st.integers(50, 900))]
    for _ in range(draw(st.integers(1, 8))):
        at, to = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
        piece = draw(st.sampled_from(["", text[at:to] * 2, draw(st.sampled_from(MARKS)), draw(st.sampled_from(WORDS))]))
        text = text[:at] + piece + text[min(to, at + 60) :]
    return text


@BOUNDED
@given(st.one_of(st.text(max_size=400), st.lists(st.sampled_from([*WORDS, *MARKS]), max_size=120).map(" ".join)))
def test_any_text_is_read_and_nothing_is_said_that_is_not_in_it(text: str) -> None:
    require_true_to(text, check_article(text, WORLD))


@BOUNDED
@given(mutated())
@example("\ud800Zambia signs copper accord with the United States\n")
def test_a_damaged_article_is_read_and_nothing_is_said_that_is_not_in_it(text: str) -> None:
    require_true_to(text, check_article(text, WORLD))


@settings(max_examples=150)
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_an_article_or_are_refused_with_a_reason(content: bytes, html: bool) -> None:
    try:
        article = article_of(content, "article", html)
    except OrecastError:
        return
    assert isinstance(article.text, str)
