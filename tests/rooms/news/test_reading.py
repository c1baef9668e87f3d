"""Reading: what is found lies in the text, word for word, and nothing is invented."""

import importlib.util
import json
import time
from pathlib import Path
from typing import Any

import pytest

from orecast.news import Dossier, read_article

ROOT = Path(__file__).parents[3]
ARTICLE = (ROOT / "examples" / "articles" / "graphite-offer.txt").read_text(encoding="utf-8")
GOLD = ROOT.parent / "shared" / "reference" / "news"


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return read_article(ARTICLE)


def test_every_span_holds_its_words(dossier: Dossier) -> None:
    items: list[Any] = [*dossier.claims, *dossier.proposals, *dossier.numbers]
    assert items
    for item in items:
        assert ARTICLE[slice(*item.span)] == item.text


def test_a_quotation_has_its_speaker(dossier: Dossier) -> None:
    quoted = next(claim for claim in dossier.claims if "partners who build" in claim.text)
    assert quoted.speaker.name == "Estevao Pale"
    assert quoted.kind in ("direct", "mixed")


def test_an_offer_has_its_two_sides(dossier: Dossier) -> None:
    offer = next(proposal for proposal in dossier.proposals if proposal.status == "offered")
    assert offer.offeror is not None
    assert offer.recipient is not None
    assert (offer.offeror.country, offer.recipient.country) == ("MZ", "IN")


def test_minerals_and_places_are_named(dossier: Dossier) -> None:
    assert "graphite" in {mineral.name for mineral in dossier.minerals}
    assert {"MZ", "IN", "CN"} <= {place.code for place in dossier.places}


def test_a_repeated_article_is_folded_and_gives_the_same_claims(dossier: Dossier) -> None:
    twice = read_article(ARTICLE + "\n\n" + ARTICLE)
    assert twice.folds
    assert [claim.text for claim in twice.claims] == [claim.text for claim in dossier.claims]


def test_a_comparison_without_a_subject_ends() -> None:
    found = read_article("Under the plan, about six times as much nickel as the Philippines mines would be shipped.")
    assert found.sentences


def test_an_article_about_something_else_has_no_proposal() -> None:
    found = read_article("The choir sang in the park on Sunday.\n\nThe mayor said the weather was kind.")
    assert found.proposals == ()
    assert found.summary().startswith("no mineral proposal found")


@pytest.mark.parametrize("text", ["[" * 100_000, "\u202e" * 5_000, "a" * 100_000, "said " * 20_000])
def test_hostile_text_is_read_in_seconds(text: str) -> None:
    begun = time.process_time()
    read_article(text)
    assert time.process_time() - begun < 20


def test_the_ten_published_readings_reach_their_levels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not GOLD.is_dir():
        pytest.skip(f"the published readings are not at {GOLD}")
    for path in sorted(GOLD.glob("a*.txt")):
        plain: dict[str, Any] = read_article(path.read_text(encoding="utf-8")).to_dict()
        (tmp_path / f"{path.stem}.json").write_text(json.dumps(plain), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    assert spec is not None
    assert spec.loader is not None
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    missed = score.main([str(GOLD / "gold.json"), str(tmp_path), "--gate", str(GOLD / "levels.json")])
    assert not missed, capsys.readouterr().out
