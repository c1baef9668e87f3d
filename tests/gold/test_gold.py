"""The gold set: twelve articles on other minerals and countries, labelled before any code read them."""

from collections import Counter

import pytest

from tests.gold import scoring

GOLD = scoring.articles("gold.json")
SECOND = scoring.articles("second.json")
THIRD = scoring.articles("third.json")
FOURTH = scoring.articles("fourth.json")
FIFTH = scoring.articles("fifth.json")
SIXTH = scoring.articles("sixth.json")
SEVENTH = scoring.articles("seventh.json")
EIGHTH = scoring.articles("eighth.json")
NINTH = scoring.articles("ninth.json")
TUNED = [
    ("gold.json", None),
    ("second.json", False),
    ("third.json", False),
    ("fourth.json", False),
    ("sixth.json", False),
    ("seventh.json", False),
    ("eighth.json", False),
]
# The held-back halves were never tuned on: their levels are what the rules reach on articles not seen.
UNSEEN = {"claim.recall": 0.75, "claim.precision": 0.75, "proposal.recall": 0.40, "proposal.precision": 0.60}
# What the fifth set, hard on purpose and never tuned on, must not fall below; far under what is asked for.
HARD = {"claim.recall": 0.75, "claim.precision": 0.80, "proposal.recall": 0.25, "proposal.precision": 0.50}
# What the ninth set, news as agencies print it and never looked into, must not fall below.
PLAIN = {"claim.recall": 0.88, "claim.precision": 0.88, "proposal.recall": 0.40, "proposal.precision": 0.40}
KINDS = {"share", "import share", "rank", "comparison", "quantity", "change", "facility"}


def test_the_set_is_large_enough_and_has_every_kind() -> None:
    labels = [label for article in GOLD for label in article["verdicts"]]
    assert len(GOLD) >= 12
    assert len(labels) >= 30
    assert {label["kind"] for label in labels} == KINDS
    assert len(Counter(label["verdict"] for label in labels)) == 4


@pytest.mark.parametrize(
    "article",
    [*GOLD, *SECOND, *THIRD, *FOURTH, *FIFTH, *SIXTH, *SEVENTH, *EIGHTH, *NINTH],
    ids=lambda article: str(article["id"]),
)
def test_every_label_lies_in_its_text(article: scoring.Row) -> None:
    text = (scoring.HERE / article["text_file"]).read_text(encoding="utf-8").lower()
    for label in [*article["claims"], *article["verdicts"]]:
        assert all(key.lower() in text for key in label["keys"]), label["keys"]


@pytest.mark.parametrize(("name", "held_back"), TUNED)
def test_the_levels_are_reached(name: str, held_back: bool | None) -> None:
    found, missed = scoring.score(scoring.articles(name, held_back))
    short = {key: value for key, value in found.items() if value < scoring.LEVELS[key]}
    assert not short, missed


@pytest.mark.parametrize("name", ["second.json", "third.json"])
def test_articles_that_no_rule_was_tuned_on_reach_their_levels(name: str) -> None:
    found, _ = scoring.score(scoring.articles(name, held_back=True))
    assert not {key: found[key] for key, level in UNSEEN.items() if found[key] < level}


def test_the_hard_articles_do_not_get_worse() -> None:
    found, _ = scoring.score(FIFTH)
    assert not {key: found[key] for key, level in HARD.items() if found[key] < level}
    assert found["span.exact"] == 1


def test_plain_articles_that_nobody_looked_into_do_not_get_worse() -> None:
    found, _ = scoring.score(NINTH)
    assert not {key: found[key] for key, level in PLAIN.items() if found[key] < level}
    assert found["span.exact"] == 1


def test_the_second_set_holds_at_least_sixteen_articles_eight_of_them_held_back() -> None:
    assert len(SECOND) >= 16
    assert sum(article["held_back"] for article in SECOND) >= 8


def test_the_third_set_holds_ten_articles_half_of_them_held_back() -> None:
    assert len(THIRD) >= 10
    assert 2 * sum(article["held_back"] for article in THIRD) == len(THIRD)


def test_the_fourth_set_holds_twelve_articles_two_of_them_of_politics_without_minerals() -> None:
    assert len(FOURTH) >= 12
    assert sum(not article["proposals"] for article in FOURTH) >= 2


@pytest.mark.parametrize(("articles", "size"), [(FIFTH, 12), (NINTH, 28)])
def test_the_fifth_and_the_ninth_set_are_held_back_whole(articles: list[scoring.Row], size: int) -> None:
    assert len(articles) >= size
    assert all(article["held_back"] for article in articles)


def test_the_sixth_and_seventh_sets_hold_fourteen_articles_by_each_of_three_hands() -> None:
    assert Counter(article["id"][0] for article in [*SIXTH, *SEVENTH]) == {"r": 14, "s": 14, "t": 14}


def test_the_eighth_set_holds_fourteen_articles_by_each_of_two_hands() -> None:
    assert Counter(article["id"][0] for article in EIGHTH) == {"u": 14, "v": 14}
