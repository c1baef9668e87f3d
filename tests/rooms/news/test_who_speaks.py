"""Whom 'he', 'the Republican' and 'a spokesperson for' mean, and more ways to say something."""

import pytest

from orecast.news import read_article


def voices(text: str) -> list[str]:
    """Speakers of the claims of a text in order."""
    return [claim.speaker.name for claim in read_article(text).claims]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“You are late,” Macron barked at his minister.", "Macron"),
        ("Trade unions have urged a boycott.", "Trade unions"),
        ("The mining authority estimates the deposit at 4 million tonnes.", "mining authority"),
        ("A teacher, who asked not to be named, described the law as worse than the old one.", "teacher"),
        ("Talks will go on, a spokesperson for Prime Minister Giorgia Meloni said.", "spokesperson"),
    ],
)
def test_who_says_something_is_found(text: str, speaker: str) -> None:
    assert voices(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Power is dear, an industry executive said. He added that plants would close.", "industry executive"),
        ("Senator Jane Holt spoke at length. The Republican warned that prices would rise.", "Jane Holt"),
        ("Teck Resources has met the state miner Codelco. The Canadian company said that a mine would open.",
         "Teck Resources"),
        ("Chancellor Olaf Scholz met Emmanuel Macron. Macron smiled. For Scholz the day was good. He said trade grew.",
         "Olaf Scholz"),
    ],
)  # fmt: skip
def test_a_pronoun_or_a_description_means_who_was_spoken_of(text: str, speaker: str) -> None:
    assert voices(text)[-1] == speaker


def test_the_country_of_a_comparison_is_the_one_named_before() -> None:
    (found,) = read_article(
        "A deposit was found in Kazakhstan. The country would own more lithium than Chile."
    ).comparisons
    assert (found.left.country, found.right.country) == ("KZ", "CL")
