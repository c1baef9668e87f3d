"""Who is said to have said what: descriptions, passives, estimates, in sentences of no labelled article."""

import pytest

from orecast.news import read_article


def said(text: str) -> list[str]:
    """Names of the speakers of an article, claim by claim."""
    return [claim.speaker.name for claim in read_article(text).claims]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Emmanuel Macron met Xi Jinping in Paris. The French president said the talks on gallium were frank.",
         ["Emmanuel Macron"]),
        ("Xi Jinping received Emmanuel Macron. His guest told reporters that the talks were frank.",
         ["Emmanuel Macron"]),
        ("\"Prices are low,\" Chile's mining minister, Aurora Williams, said. The minister called the market weak.",
         ["Aurora Williams", "Aurora Williams"]),
        ("The mine belongs to Rio Tinto. The miner said output would fall.", ["Rio Tinto"]),
        ("\"Nickel is cheap,\" Rosa Diaz said. The head of the chamber of mines added that prices would recover.",
         ["Rosa Diaz", "Rosa Diaz"]),
        ("The quota stays, the regulator SONAREM said.", ["SONAREM"]),
        ("Half of the ore is stolen, the think tank Mining Watch estimates.", ["Mining Watch"]),
        ("Half the ore is stolen, the Ministry of Mines announced.", ["Ministry of Mines"]),
        ("The party of the former president, Juan Rojas, wants the contract to be published.", ["party"]),
    ],
)  # fmt: skip
def test_a_description_is_whom_it_describes(text: str, speakers: list[str]) -> None:
    assert said(text) == speakers


@pytest.mark.parametrize(
    "text",
    [
        "The ban was called “theft” by Elena Petrova, a lawyer in Almaty.",
        "The pit is regarded by geologists as the richest in the country.",
        "The licence was lawful, a spokeswoman was quoted as saying.",
        "The ministry puts reserves of tin at 200,000 tonnes.",
        "The senator likened the minister to a pedlar.",
        "The president ruled out any sale of the mine.",
        "Officials played down the dispute.",
        "Villagers grumble that the river has turned red.",
        "Imports of cobalt fell by a third, customs data showed.",
        "SQM, the largest producer in Chile, reported in May that output had doubled.",
        "Nobody was asked, added Ilunga, a lawyer in Kolwezi.",
        "“We shall see,” Kagame joked.",
        "Sharma told investors on a call that talks were going on.",
        "The envoy offered the firms a share of the copper.",
    ],
)  # fmt: skip
def test_what_is_told_without_a_plain_verb_of_saying_is_a_claim(text: str) -> None:
    assert len(said(text)) == 1


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Growers fear that the river will run dry, a farmers' union said.", ["farmers' union"]),
        ("London has promised Lusaka loans, the treasury said, and the port will be built.", ["treasury"]),
        ("Seoul wants the firm to sell it graphite, according to three officials.", ["three officials"]),
        ("The ministry has yet to say how it will answer.", []),
        ("The firm declined to say who would buy the mine.", []),
        ("War has made the shortage worse.", []),
        ("Critics say the law is weak; the government says it is strict.", ["Critics", "government"]),
    ],
)  # fmt: skip
def test_what_is_reported_or_not_said_is_no_claim_of_its_subject(text: str, speakers: list[str]) -> None:
    assert said(text) == speakers


def test_they_are_the_two_officials_who_spoke_last() -> None:
    text = (
        "Ministers met. The draft has no dates, one current and one former official said. It has no sums, they added."
    )
    first, second = said(text)
    assert first == second
