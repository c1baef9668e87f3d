"""Place codes as a reader knows them."""

import pytest

from orecast.news import read_article
from orecast.news.naming import place_words
from orecast.news.product import Mention


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("CL", "Chile"),
        ("CL-AN", "Antofagasta, Chile"),
        ("RU-KYA", "Krasnoyarsk, Russia"),
        ("EU", "European Union"),
        ("UA-occupied", "occupied Ukraine"),
        ("CL-ZZ", "Chile"),
    ],
)
def test_a_code_is_said_by_the_name_of_the_region_with_its_country(code: str, words: str) -> None:
    assert place_words(code) == words


@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        ("Norilsk", "RU-KYA", "Norilsk, Russia"),
        ("Siberian", "RU-Siberia", "Siberia, Russia"),
        ("Kirovohrad region", "UA-35", "Kirovohrad, Ukraine"),
    ],
)
def test_a_region_is_called_by_the_word_of_the_article(said: str, code: str, words: str) -> None:
    assert place_words(code, (Mention("Russia", code, said, (0, len(said))),)) == words


def test_a_marked_article_shows_no_code_of_a_region() -> None:
    page = read_article("Chile has offered Japan lithium from Antofagasta, its ministry said.")._repr_html_()
    assert "Antofagasta, Chile" in page
    assert "CL-AN" not in page
