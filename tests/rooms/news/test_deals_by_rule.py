"""Rules of a country, shares, offtakes and how a known deal stands, in sentences of no labelled article."""

import pytest
from tests.rooms.news.test_deals_by_verb import proposals

Deal = tuple[str | None, str | None, str, str]


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("Zambia has introduced a levy on exports of copper concentrate.", ("ZM", None, "copper", "in_force")),
        ("Peru's parliament is debating a tax on gold exports.", ("PE", None, "gold", "negotiating")),
        ("Zimbabwe stopped exports of raw lithium in 2022.", ("ZW", None, "lithium", "in_force")),
        ("Congo wants more. Exporters of cobalt must apply for a quota, the regulator in Kinshasa said.",
         ("CD", None, "cobalt", "in_force")),
        ("Australia ordered two Chinese funds to sell their shares in a rare earths miner.",
         ("AU", None, "rare earths", "in_force")),
        ("The ban on bauxite exports from Guinea is old. The ban has been in place since 2019.",
         ("GN", None, "bauxite", "in_force")),
    ],
)  # fmt: skip
def test_a_rule_is_made_by_a_country_for_nobody(text: str, deal: Deal) -> None:
    assert proposals(text) == [deal]


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("Zijin lost its licence for the lithium mine in Mali in May.", ("ML", "CN", "lithium", "withdrawn")),
        ("In Mali the Chinese firm was stripped of its lithium permit.", ("ML", "CN", "lithium", "withdrawn")),
        ("KGHM applied for a copper licence in Zambia.", ("PL", "ZM", "copper", "demanded")),
        ("Vale will own 40 percent of a nickel smelter in Indonesia.", ("ID", "BR", "nickel", "agreed")),
        ("Toyota will buy lithium from Argentina for ten years.", ("AR", "JP", "lithium", "agreed")),
        ("POSCO has abandoned plans for a nickel smelter in New Caledonia.", ("KR", "NC", "nickel", "withdrawn")),
    ],
)  # fmt: skip
def test_shares_and_supplies_go_from_the_host(text: str, deal: Deal) -> None:
    assert proposals(text) == [deal]


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("Orano asked Mongolia for a uranium permit and was turned down.", ("FR", "MN", "uranium", "rejected")),
        ("Berlin has made an offer for Bolivia's lithium. La Paz said no.", ("DE", "BO", "lithium", "rejected")),
        ("Tokyo made Chile an offer for lithium. The offer was turned down in June.",
         ("JP", "CL", "lithium", "rejected")),
        ("Chile and Japan agreed on lithium supplies. The contract was signed in Tokyo in May.",
         ("CL", "JP", "lithium", "signed")),
        ("India signed a pact with Malawi on rare earths. The agreement is still in force.",
         ("IN", "MW", "rare earths", "in_force")),
    ],
)  # fmt: skip
def test_a_later_word_says_how_a_deal_stands(text: str, deal: Deal) -> None:
    assert proposals(text) == [deal]


@pytest.mark.parametrize(
    "text",
    ["Glencore halted shipments of cobalt from the port.",
     "China bought 80 percent of its bauxite from Guinea last year.",
     "Guinea's minister said the ore was not for sale."],
)  # fmt: skip
def test_what_a_firm_halts_and_what_is_traded_is_no_deal(text: str) -> None:
    assert proposals(text) == []


def test_a_heading_in_capitals_is_the_host_of_its_paragraph() -> None:
    text = "CHILE. Codelco waits.\nGABON. China's Chalco has asked for two million tonnes of manganese ore a year."
    assert proposals(text) == [("CN", "GA", "manganese", "demanded")]


@pytest.mark.parametrize(
    ("text", "deal"),
    [
        ("The European Commission proposed to Greenland a partnership on graphite; Nuuk accepted in May.",
         ("EU", "GL", "graphite", "agreed")),
        ("Chile's state miner Codelco has picked Rio Tinto as its partner for lithium.",
         ("CL", "GB", "lithium", "agreed")),
        ("The deal with the Emirates over the tin mines is dead, a minister in Kinshasa said.",
         ("CD", "AE", "tin", "withdrawn")),
        ("Sudan granted a Russian company gold concessions; the army has since revoked them.",
         ("SD", "RU", "gold", "withdrawn")),
        ("Parliament in Accra refused to ratify a lithium lease with Atlantic Lithium.",
         ("GH", "AU", "lithium", "rejected")),
        ("There will be no sale of Kvanefjeld's rare earths to Shenghe, Greenland's resources minister said.",
         ("GL", "CN", "rare earths", "rejected")),
        ("An accord between Baku and Rome on copper awaits only signatures.", ("AZ", "IT", "copper", "negotiating")),
        ("New Delhi has asked IREL to stop exporting rare earths to Japan.", ("IN", None, "rare earths", "in_force")),
        ("Malaysia will not allow exports of raw rare earths.", ("MY", None, "rare earths", "in_force")),
        ("A bill before Mexico's congress would nationalise lithium.", ("MX", None, "lithium", "negotiating")),
        ("Rio Tinto has shelved its Jadar lithium project in Serbia.", ("GB", "RS", "lithium", "withdrawn")),
        ("France's Eramet and Argentina's Salta province renewed their lithium agreement.",
         ("FR", "AR", "lithium", "signed")),
        ("The Philippine senate is to vote on an export ban for nickel ore.", ("PH", None, "nickel", "negotiating")),
        ("Under a plan drafted in the White House, Ukraine would hand half of its lithium to a fund run by Americans.",
         ("UA", "US", "lithium", "negotiating")),
        ("The miner Syrah supplies graphite from Mozambique to Tesla under a four-year contract.",
         ("AU", "US", "graphite", "agreed")),
        ("A majority of the Khnaiguiyah zinc mine in Saudi Arabia went to a venture of Canada's Barrick.",
         ("SA", "CA", "zinc", "agreed")),
        ("Manila turned away a delegation from Beijing that had come for nickel.", ("CN", "PH", "nickel", "rejected")),
    ],
)  # fmt: skip
def test_what_became_of_an_offer_is_its_standing(text: str, deal: Deal) -> None:
    assert proposals(text) == [deal]


@pytest.mark.parametrize(
    "text",
    ["Kigali denies that it offered Washington tantalum.", "Rebels seized the town of Rubaya, where coltan is mined.",
     "Barrick owns 80 percent of the Loulo gold mine in Mali and the state holds the rest.",
     "The EU has no agreement with Indonesia on nickel.", "Is Lima selling its lithium to the Chinese?",
     "Washington is pushing Kinshasa to cancel Chinese cobalt contracts, and Kinshasa asked why."],
)  # fmt: skip
def test_what_is_denied_or_asked_is_no_deal(text: str) -> None:
    assert [one for one in proposals(text) if one[3] != "demanded"] == []


def test_an_interview_is_read_with_its_guest_speaking_for_the_host() -> None:
    text = (
        "Ndiaye Faye has been Senegal's mines minister since 2024.\nQ: The Emiratis are said to want your zircon.\n"
        "A: They wrote to us in March.\nQ: And the phosphates?\nA: Those go to India under a contract from 2021.\n"
        "Q: Australia?\nA: With the Australians we are talking about ilmenite."
    )
    assert [one[2:] for one in proposals(text)] == [
        ("zircon", "demanded"), ("phosphate rock", "agreed"), ("titanium", "negotiating"),
    ]  # fmt: skip
    assert [{*one[:2]} for one in proposals(text)] == [{"AE", "SN"}, {"SN", "IN"}, {"AU", "SN"}]
