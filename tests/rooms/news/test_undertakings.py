"""What one side undertakes for another, and deals told by older words, in sentences of no labelled article."""

import pytest
from tests.rooms.news.test_deals_by_verb import proposals

Deal = tuple[str | None, str | None, str, str]


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("Jakarta agreed with Brussels to lift its curbs on exports of nickel ore.", ("ID", "EU", "nickel", "agreed")),
        ("Hanoi pledged that it would not limit exports of tungsten to American buyers.",
         ("VN", "US", "tungsten", "agreed")),
        ("Berlin will help to finance a graphite refinery in Namibia.", ("DE", "NA", "graphite", "agreed")),
        ("Canberra will lend Iluka $800 million to build a rare earths refinery.",
         ("AU", "AU", "rare earths", "agreed")),
        ("Rio Tinto will join Serbia's army in building a lithium plant there.", ("RS", "GB", "lithium", "agreed")),
        ("Chad has opened a tender for the Lere gold deposit.", ("TD", None, "gold", "offered")),
        ("Seoul is to take 40 percent of a tungsten venture in Uzbekistan.", ("UZ", "KR", "tungsten", "agreed")),
    ],
)  # fmt: skip
def test_what_is_undertaken_goes_from_who_is_bound(text: str, deal: Deal) -> None:
    assert proposals(text) == [deal]


@pytest.mark.parametrize(
    "text",
    [
        "Hanoi vowed to halt exports of tungsten to the United States.",
        "The rebels took the Rubaya coltan mine.",
        "Two African governments have signed copper accords with Japan.",
    ],
)
def test_a_threat_a_conquest_and_the_unnamed_make_no_deal(text: str) -> None:
    assert not any(recipient for _, recipient, _, _ in proposals(text))


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("The offer of a partnership on cobalt was put to Zambia by Japan.", ("JP", "ZM", "cobalt", "offered")),
        ("Modi made Chile an offer of his own: Indian firms would mine lithium there.",
         ("IN", "CL", "lithium", "offered")),
        ("Rwanda has been offered a tin deal by the United States.", ("US", "RW", "tin", "offered")),
        ("Kigali and Tokyo put their names to a framework for tin.", ("RW", "JP", "tin", "signed")),
        ("Zambia has made Japan a partner for its copper under a pact signed by Hichilema and Takaichi.",
         ("ZM", "JP", "copper", "signed")),
        ("Delhi wants the group to supply tin. The tin lies in Myanmar.", ("IN", "MM", "tin", "demanded")),
        ("Chile and India agreed on next steps for a lithium pact.", ("CL", "IN", "lithium", "negotiating")),
        ("Chile and India failed to agree on the text of a lithium pact.", ("CL", "IN", "lithium", "negotiating")),
        ("Niger has taken control of the Somair uranium mine.", ("NE", None, "uranium", "in_force")),
        ("The deal gives Japan access to Namibia's graphite.", ("NA", "JP", "graphite", "agreed")),
    ],
)  # fmt: skip
def test_offers_and_signatures_told_in_other_words_keep_their_sides(text: str, deal: Deal) -> None:
    assert proposals(text) == [deal]


def test_a_country_after_a_city_is_no_side() -> None:
    text = "Zambia and Japan signed a copper accord at a fair in Hanover, Germany."
    assert proposals(text) == [("ZM", "JP", "copper", "signed")]


def test_a_word_on_a_proposal_known_before_makes_no_second_deal() -> None:
    text = (
        "Japan is in talks with Zambia about its copper. The proposal goes back to a letter of May. "
        "It would open tin mines to Japanese firms in exchange for a railway."
    )
    assert proposals(text) == [("ZM", "JP", "copper", "negotiating")]


def test_a_deposit_given_to_a_firm_is_another_deal_than_the_pact_of_the_states() -> None:
    text = (
        "Ukraine has awarded the Dobra lithium deposit to TechMet, an American firm. "
        "It is a first test of the minerals agreement that Ukraine signed with the United States."
    )
    assert proposals(text) == [
        ("UA", "US", "lithium", "agreed"),
        ("UA", "US", "critical minerals", "signed"),
    ]


def test_a_condition_is_a_demand_of_who_makes_it() -> None:
    text = (
        "Ukraine and the United States are in talks about its minerals. "
        "Zelensky said any minerals deal must be tied to security guarantees."
    )
    assert ("UA", "US", "critical minerals", "demanded") in proposals(text) or len(proposals(text)) == 1
