"""The gold set: twelve articles on other minerals and countries, labelled before any code read them."""

import json
from collections import Counter

import pytest

from tests.gold import scoring

GOLD = json.loads((scoring.HERE / "gold.json").read_text(encoding="utf-8"))["articles"]
KINDS = {"share", "import share", "rank", "comparison", "quantity", "change", "facility"}


def test_the_set_is_large_enough_and_has_every_kind() -> None:
    labels = [label for article in GOLD for label in article["verdicts"]]
    assert len(GOLD) >= 12
    assert len(labels) >= 30
    assert {label["kind"] for label in labels} == KINDS
    assert len(Counter(label["verdict"] for label in labels)) == 4


@pytest.mark.parametrize("article", GOLD, ids=lambda article: str(article["id"]))
def test_every_label_lies_in_its_text(article: scoring.Row) -> None:
    text = (scoring.HERE / article["text_file"]).read_text(encoding="utf-8").lower()
    for label in [*article["claims"], *article["verdicts"]]:
        assert all(key.lower() in text for key in label["keys"]), label["keys"]


def test_the_levels_are_reached() -> None:
    found, missed = scoring.score()
    short = {name: found[name] for name, level in scoring.LEVELS.items() if found[name] < level}
    assert not short, missed
