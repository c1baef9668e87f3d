"""The model as it is loaded here says what the packaged model says."""

import warnings
from pathlib import Path
from typing import Any

import pytest

from orecast.news.parsing import MODEL, model

GOLD = Path(__file__).parents[2] / "gold"
ODD = (
    "There is copper, isn't it? I gotta go. Let's go y'all, c'mon. It ain't gonna. \n\n Nothin' doin', she'd got 'em. "
    "N'ting y' all 100,000 (((( — „so“ \u202e\u0000 He'll've said: \"we can't, won't, shan't\"."
)


@pytest.fixture(scope="module")
def packaged() -> Any:
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load(MODEL)


def said(doc: Any) -> list[tuple[str, ...]]:
    return [
        (
            one.text,
            one.tag_,
            one.pos_,
            one.lemma_,
            str(one.morph),
            one.dep_,
            str(one.head.i),
            one.ent_type_,
            one.ent_iob_,
        )
        for one in doc
    ]


@pytest.mark.parametrize("name", ["g01.txt", "g04.txt", "g07.txt", "g11.txt", "odd"])
def test_every_token_is_read_as_by_the_packaged_model(packaged: Any, name: str) -> None:
    text = ODD if name == "odd" else (GOLD / name).read_text(encoding="utf-8")
    assert {"orecast_attributes", "orecast_entities"} <= set(model().pipe_names)
    assert said(model()(text)) == said(packaged(text))


def test_the_tokenizer_has_the_rules_of_the_packaged_one(packaged: Any) -> None:
    assert model().tokenizer.rules == packaged.tokenizer.rules
    for name in ("prefix_search", "suffix_search", "infix_finditer", "url_match"):
        ours, theirs = getattr(model().tokenizer, name).__self__, getattr(packaged.tokenizer, name).__self__
        assert ours.pattern == theirs.pattern
