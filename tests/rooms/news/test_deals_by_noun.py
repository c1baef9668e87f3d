"""Deals told by a noun, with its own sides, in sentences of no labelled article."""

import pytest
from tests.rooms.news.test_deals_by_verb import proposals

Deal = tuple[str | None, str | None, str, str]


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("The US-DRC pact on cobalt was signed in Washington in December.", ("US", "CD", "cobalt", "signed")),
        ("The minerals deal between Washington and Kyiv covers titanium.", ("UA", "US", "critical minerals", "signed")),
        ("A memorandum on tungsten between Seoul and Tashkent was initialled last week.",
         ("KR", "UZ", "tungsten", "signed")),
        ("Indonesia and Australia are considering a pact on nickel.", ("ID", "AU", "nickel", "negotiating")),
        ("Rabat and Brussels hold talks on cobalt and phosphates.", ("MA", "EU", "cobalt", "negotiating")),
        ("Talks between Barrick and Mali over the Loulo gold mine have collapsed.", ("ML", "CA", "gold", "withdrawn")),
        ("Brazil's offer of niobium to Washington is still on the table.", ("BR", "US", "niobium", "offered")),
        ("The EU and Rwanda have frozen their partnership on critical minerals.",
         ("RW", "EU", "critical minerals", "withdrawn")),
        ("In return for its graphite, Tanzania wants a railway from Seoul.", ("TZ", "KR", "graphite", "offered")),
        ("Poland is to get copper from Congo in exchange for weapons, the president said.",
         ("CD", "PL", "copper", "agreed")),
    ],
)  # fmt: skip
def test_a_noun_tells_who_deals_with_whom(text: str, deal: Deal) -> None:
    assert proposals(text) == [deal]


def test_both_sides_are_the_two_countries_named_together_last() -> None:
    found = proposals("Japan's premier met the king in Saudi Arabia. Both sides signed a memorandum on zinc.")
    assert [{*found[0][:2]}, found[0][2:]] == [{"JP", "SA"}, ("zinc", "signed")]


def test_an_offer_that_is_shelved_is_withdrawn() -> None:
    found = proposals("Turkey has offered Niger a refinery for its uranium. The proposal was shelved in May.")
    assert [one[3] for one in found] == ["withdrawn"]


@pytest.mark.parametrize(
    "text",
    ["China's demand for copper rose in May.", "Output of graphite in Mozambique stopped for months amid protests.",
     "Chile's sales of lithium to Japan fell by a tenth."],
)  # fmt: skip
def test_a_market_is_no_deal(text: str) -> None:
    assert proposals(text) == []
