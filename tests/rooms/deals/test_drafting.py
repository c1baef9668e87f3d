"""Proposals of an article become deals of the library, or drafts from the statistics, or are said not to."""

import datetime as dt
from pathlib import Path

import pytest

from orecast.deals import Deal, from_dossier, load_deal, to_yaml
from orecast.deals.drafting import Drafted, distinct_deals
from orecast.deals.schema import Embargo, Offtake, Project, Quota
from orecast.news import read_article
from orecast.world import World

ARTICLES = Path(__file__).parents[3] / "examples" / "articles"
DAY = dt.date(2026, 5, 1)


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


def drafted(text: str, world: World) -> tuple[Drafted, ...]:
    return from_dossier(read_article(text, source="a test"), world, on=DAY)


def only(text: str, world: World) -> Drafted:
    found = drafted(text, world)
    assert len(found) == 1, [item.why for item in found]
    return found[0]


def deal_of(text: str, world: World) -> Deal:
    item = only(text, world)
    assert item.how == "draft", item.why
    assert item.deal is not None
    return item.deal


def test_the_rival_offers_are_the_three_deals_of_the_library(world: World) -> None:
    found = drafted((ARTICLES / "rival-offers.txt").read_text(encoding="utf-8"), world)
    taken = {item.deal.name for item in found if item.how == "library" and item.deal}
    assert taken == {"ru-us-rare-earths-2025", "ru-us-krasnoyarsk-aluminium-2025", "ua-us-minerals-2025"}


def test_an_offer_of_a_producer_is_sized_by_its_output(world: World) -> None:
    text = "Zambia offered the United States two new copper mines in Zambia on Monday, its mining ministry said."
    deal = deal_of(text, world)
    project, offtake = deal.levers
    assert isinstance(project, Project)
    balance = world.balance("copper")
    output = float(balance.production[balance.places.index("ZMB")])
    assert project.volume.mode == pytest.approx(0.1 * output, rel=0.01)  # three digits are kept
    assert project.start == 2027
    assert isinstance(offtake, Offtake)
    assert (offtake.origin, offtake.buyer, offtake.of) == ("ZMB", "USA", project.name)


@pytest.mark.parametrize(
    "name", ["graphite-offer", "copper-accord-signed", "tungsten-export-controls", "lithium-rumour"]
)
def test_every_number_of_a_draft_is_a_guess_and_the_file_loads(name: str, world: World, tmp_path: Path) -> None:
    found = drafted((ARTICLES / f"{name}.txt").read_text(encoding="utf-8"), world)
    for deal in distinct_deals(found):
        for lever in deal.levers:
            assert all(lever.is_guess(number) for _, number in lever.numbers())
        path = tmp_path / f"{deal.name}.yaml"
        path.write_text(to_yaml(deal), encoding="utf-8")
        assert load_deal(path) == deal
    assert any(item.how == "draft" for item in found)


def test_a_licence_is_a_quota_of_the_place_that_grants_it(world: World) -> None:
    deal = deal_of("China introduced export licences for tungsten on Monday, its commerce ministry said.", world)
    (lever,) = deal.levers
    assert isinstance(lever, Quota)
    assert (lever.mineral, lever.place, lever.by, lever.targets) == ("tungsten", "CHN", "exporter", ["all"])


def test_a_ban_is_an_embargo(world: World) -> None:
    (lever,) = deal_of("Indonesia banned exports of bauxite on Monday, its mining ministry said.", world).levers
    assert isinstance(lever, Embargo)
    assert lever.place == "IDN"


def test_the_tonnes_of_a_quota_are_those_of_its_sentence(world: World) -> None:
    (lever,) = deal_of(
        "Vietnam set an export quota of 5,000 tonnes of tungsten on Monday, officials said.", world
    ).levers
    assert isinstance(lever, Quota)
    assert lever.volume is not None
    assert lever.volume.high == 5000


def test_a_rejected_offer_is_not_drafted_and_says_why(world: World) -> None:
    text = "Zambia offered Japan a copper mine last year. Japan rejected the copper offer of Zambia on Monday."
    found = drafted(text, world)
    assert all(item.deal is None for item in found if item.proposal.status == "rejected")


def test_a_mineral_that_the_customs_cannot_follow_is_not_drafted(world: World) -> None:
    item = only("China banned exports of gallium on Monday, its commerce ministry said.", world)
    assert item.how == "not drafted"
    assert "gallium" in item.why


def test_a_comparison_of_the_two_sides_is_no_offer_between_them(world: World) -> None:
    text = (ARTICLES / "rival-offers.txt").read_text(encoding="utf-8")
    between = [item for item in drafted(text, world) if item.deal and item.deal.name.startswith("rus-ukr")]
    assert between == []
