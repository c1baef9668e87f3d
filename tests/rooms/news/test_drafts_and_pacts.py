"""Drafts that are refused, pacts beside an open offer, and limits of whoever a clause speaks of."""

import pytest
from tests.rooms.news.test_deals_by_verb import proposals

Deal = tuple[str | None, str | None, str, str]


@pytest.mark.parametrize(
    ("text", "deals"),
    [
        ("Zambia has rejected a Chinese draft agreement that would have given Beijing half of its copper.",
         [("CN", "ZM", "copper", "rejected")]),
        ("Chile has offered to renew a lithium memorandum with Japan before it runs out.",
         [("CL", "JP", "lithium", "offered")]),
        ("India has offered Namibia a uranium partnership. They had already signed a uranium memorandum in 2019.",
         [("IN", "NA", "uranium", "offered"), ("IN", "NA", "uranium", "signed")]),
        ("Beijing offered in May to mine tin in Bolivia, where CATL signed a memorandum on health.",
         [("CN", "BO", "tin", "offered")]),
        ("Analysts discussed the Japanese prime minister's demand that Chile hand over lithium.",
         [("JP", "CL", "lithium", "demanded")]),
        ("Carmakers buy from Indonesia, whose export curbs on nickel have raised prices.",
         [("ID", None, "nickel", "in_force")]),
    ],
)  # fmt: skip
def test_each_deal_keeps_its_own_sides_and_standing(text: str, deals: list[Deal]) -> None:
    assert sorted(map(str, proposals(text))) == sorted(map(str, deals))


@pytest.mark.parametrize(
    ("text", "deals"),
    [
        ("Hanoi undertook not to impose quotas on sales of tungsten to American buyers.",
         [("VN", "US", "tungsten", "agreed")]),
        ("Modi told lawmakers that his plan contains an offer to Japan to mine the country's tin.",
         [("IN", "JP", "tin", "offered")]),
        ("Brokers buy from Gabon, which has forbidden exports of manganese since 2020.",
         [("GA", None, "manganese", "in_force")]),
        ("Chile offered Japan a stake in its lithium. The president said that the country was not for sale.",
         [("CL", "JP", "lithium", "offered")]),
    ],
)  # fmt: skip
def test_plans_undertakings_and_limits_are_read_in_the_words_of_the_press(text: str, deals: list[Deal]) -> None:
    assert proposals(text) == deals


def test_an_accord_that_ends_a_war_is_no_deal_on_what_it_opens_to_others() -> None:
    text = (
        "The presidents of Armenia and Azerbaijan have signed a set of accords in Washington meant to end decades of "
        "war and to open the region's copper to American companies."
    )
    assert not any({giver, taker} == {"AM", "AZ"} for giver, taker, _, _ in proposals(text))
