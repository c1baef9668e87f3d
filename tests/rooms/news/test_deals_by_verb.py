"""Deals read from the parse: each verb with its own sides, in sentences of no published article."""

import pytest

from orecast.news import Proposal, read_article


def proposals(text: str) -> list[tuple[str | None, str | None, str | None, str]]:
    """Country of each side, asset and standing of every proposal."""
    return [_plain(one) for one in read_article(text).proposals]


def _plain(one: Proposal) -> tuple[str | None, str | None, str | None, str]:
    sides = (party.country if party else None for party in (one.offeror, one.recipient))
    return next(sides), next(sides), one.asset, one.status


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Zelenskyy rejected a US demand for half of Ukraine's rare earths.", ("US", "UA", "rare earths", "rejected")),
        ("Niger revoked Orano's permit for the Imouraren uranium deposit.", ("NE", "FR", "uranium", "withdrawn")),
        ("KoBold Metals signed a deal with Congo over the Manono lithium deposit.", ("CD", "US", "lithium", "signed")),
        ("China will suspend export controls on antimony until November.", ("CN", None, "antimony", "withdrawn")),
        ("Zimbabwe banned the export of lithium concentrates.", ("ZW", None, "lithium", "in_force")),
        ("Mali's junta seized gold mines near Kayes.", ("ML", None, "gold", "in_force")),
        ("ALMATY, May 3 (Agency) - Kazakhstan has offered Japan a stake in a tungsten mine.",
         ("KZ", "JP", "tungsten", "offered")),
        ("The energy minister turned down a request from Turkey for a titanium licence in Georgia.",
         ("TR", "GE", "titanium", "rejected")),
    ],
)  # fmt: skip
def test_a_verb_tells_who_offers_to_whom(text: str, sides: tuple[str | None, str | None, str, str]) -> None:
    assert proposals(text) == [sides]


def test_two_deals_of_one_sentence_stay_two() -> None:
    found = proposals(
        "Bolivia has lithium. Rosatom signed a contract to build a plant at Uyuni, "
        "and a Chinese consortium agreed to put up two more."
    )
    assert {frozenset(one[:2]) for one in found} == {frozenset({"BO", "RU"}), frozenset({"BO", "CN"})}


def test_words_that_came_while_others_negotiate_make_nobody_a_party() -> None:
    text = "The Kremlin's words came while Ukraine negotiates a minerals deal of its own with the United States."
    assert proposals(text) == [("UA", "US", "critical minerals", "negotiating")]


def test_who_wants_something_in_return_for_minerals_is_paid_with_it() -> None:
    text = "Ukraine negotiates a minerals deal with Japan. Kyiv wants security guarantees in return for revenue."
    (found,) = read_article(text).proposals
    assert found.consideration == "security guarantees"


def test_a_tax_that_is_dropped_does_not_end_a_quota() -> None:
    text = "Indonesia will cut its quota for nickel ore. The ministry also dropped a proposed increase in royalties."
    assert [one[3] for one in proposals(text)] == ["in_force", "withdrawn"]


def test_a_spill_that_a_firm_shall_pay_for_is_no_demand_for_minerals() -> None:
    assert proposals("Zambia wants a Chinese firm to pay for a spill at its copper mine.") == []
