"""Verdicts: each figure is one of the tables, each rule is the one that the documentation states."""

from pathlib import Path

import pandas as pd
import pytest

from orecast.news import Check, Figure, Verdict, check_article
from orecast.news.verdicts.bounds import around, share
from orecast.news.verdicts.judging import verdict_of
from orecast.sources import load
from orecast.world import World

A01 = Path(__file__).parents[4] / "shared" / "reference" / "news" / "a01.txt"
OWN = (
    "Moscow offers Ankara a share in Siberian metal\n\n"
    "Russian officials told Turkish visitors that Russia has far more mineral resources than Ukraine. A Ukrainian "
    "institute in Kyiv said that Ukraine holds about 5 percent of the world's critical raw materials. The talks turned "
    "to Krasnoyarsk, where the Russian firm Rusal operates smelters."
)


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


@pytest.fixture(scope="module")
def own(world: World) -> Check:
    return check_article(OWN, world)


def only(found: Check, kind: str) -> Verdict:
    (one,) = [verdict for verdict in found.verdicts if verdict.kind == kind]
    return one


def checked(text: str, world: World, kind: str) -> Verdict:
    return only(check_article(text, world), kind)


def produced(mineral: str, year: int, publisher: str = "WMD") -> pd.Series:
    frame = load("production").frame
    rows = frame[frame["mineral"].eq(mineral) & frame["year"].eq(year) & frame["publisher"].eq(publisher)]
    return rows.set_index(rows["place"].astype(str))["quantity"]


def listed(name: str) -> set[str]:
    frame = load("critical_lists").frame
    return {one for joined in frame.loc[frame["list"].eq(name), "minerals"] for one in str(joined).split(";") if one}


def figure(verdict: Verdict, *words: str) -> Figure:
    (one,) = [one for one in verdict.figures if all(word in one.measure for word in words)]
    return one


def answers_of_the_three_claims(found: Check) -> None:
    """The three statements of the article on Krasnoyarsk, each figure worked out again from the tables."""
    share_of_world = only(found, "share")
    assert share_of_world.verdict == "depends on the measure"
    minerals = listed("EU_CRM_2023")
    output = {one: produced(one, 2024) for one in minerals if len(produced(one, 2024))}
    shares = {one: rows.get("UKR", 0.0) / rows.sum() for one, rows in output.items()}
    count = figure(share_of_world, "minerals of the EU's list of 2023 with output there, of")
    assert count.value == pytest.approx(100 * sum(value > 0 for value in shares.values()) / len(shares))
    mean = figure(share_of_world, "mean share of the world's output", "EU's list")
    assert mean.value == pytest.approx(100 * sum(shares.values()) / len(shares))
    assert (mean.source, mean.year) == ("World Mining Data 2026", "2024")
    deposits = load("deposits").frame
    for part, rows in (("whole country", deposits), ("its government controls", deposits[deposits["place"].eq("UKR")])):
        named = {one for joined in rows["minerals"] for one in str(joined).split(";")} & minerals
        found_one = figure(share_of_world, "EU's list", "deposit", part)
        assert found_one.value == pytest.approx(100 * len(named) / len(minerals))
    more = only(found, "comparison")
    assert more.verdict == "supported"
    russia = sum(rows.get("RUS", 0.0) > 0 for rows in output.values())
    ukraine = sum(value > 0 for value in shares.values())
    ratio = figure(more, "minerals of the EU's list of 2023 with output there")
    assert ratio.value == pytest.approx(russia / ukraine)
    smelters = only(found, "facility")
    assert smelters.verdict == "supported"
    sites = load("sites").frame
    here = sites["province"].str.contains("Krasnoyarsk") | sites["name"].str.contains("Krasnoyarsk")
    of_rusal = sites["companies"].str.contains("Rusal", case=False)
    hand = load("plants").frame
    here &= ~sites["name"].isin(hand.loc[hand["region"].ne("RU-KYA"), "name"])  # Sayanogorsk is in Khakassia
    own = hand["region"].eq("RU-KYA") & hand["companies"].str.contains("Rusal") & hand["types"].eq("smelter")
    expected = int((here & of_rusal & sites["types"].str.contains("smelter")).sum() + own.sum())
    assert smelters.figures[0].value == expected
    assert expected >= 2


def test_the_three_claims_of_the_published_article_are_answered_from_the_tables(world: World) -> None:
    if not A01.is_file():
        pytest.skip(f"the published article is not at {A01}")
    answers_of_the_three_claims(check_article(A01.read_text(encoding="utf-8"), world))


def test_the_same_three_claims_in_an_article_of_our_own_are_answered_from_the_tables(own: Check) -> None:
    answers_of_the_three_claims(own)


def test_every_span_holds_its_words_and_lies_in_its_sentence(own: Check) -> None:
    for one in own.verdicts:
        assert OWN[slice(*one.span)] == one.text
        assert one.sentence[0] <= one.span[0] < one.span[1] <= one.sentence[1]


def test_a_share_of_output_is_that_of_both_publishers(world: World) -> None:
    found = checked("Congo mines about 75% of the world's cobalt.", world, "share")
    rows = produced("cobalt", 2024)
    assert found.verdict == "supported"
    assert found.figures[0].value == pytest.approx(100 * rows["COD"] / rows.sum())
    assert [one.source for one in found.figures] == ["World Mining Data 2026", "USGS Mineral Commodity Summaries"]
    assert all(one.year and one.measure for one in found.figures)


def test_a_share_that_is_far_off_is_contradicted_and_worded_anew(world: World) -> None:
    found = checked("Peru produces 60 percent of the world's copper.", world, "share")
    rows = produced("copper", 2024)
    assert found.verdict == "contradicted"
    assert found.careful is not None
    assert f"{100 * rows['PER'] / rows.sum():.0f} % (World Mining Data 2026, for 2024)" in found.careful


def test_mined_and_refined_shares_that_differ_depend_on_the_measure(world: World) -> None:
    found = checked("China supplies around 90 percent of the world's rare earths.", world, "share")
    assert found.verdict == "depends on the measure"
    assert {one.table for one in found.figures} == {"production", "refined_shares"}


def test_an_import_share_is_that_of_customs_by_value_and_by_weight(world: World) -> None:
    found = checked("China supplies about 70% of US rare-earth imports.", world, "import share")
    flows, codes = load("flows").frame, load("mineral_codes").frame
    kept = codes.loc[codes["mineral"].eq("rare-earths"), "code"].astype(str)
    rows = flows[flows["code"].astype(str).isin(kept) & flows["year"].eq(2024) & flows["importer"].eq("USA")]
    value = rows.loc[rows["exporter"].eq("CHN"), "value_kusd"].sum() / rows["value_kusd"].sum()
    assert figure(found, "by value").value == pytest.approx(100 * value)
    assert found.verdict == "supported"


def test_an_import_share_of_a_mineral_with_incomplete_flows_is_not_judged(world: World) -> None:
    found = checked("Kazakhstan supplied 40% of French uranium imports in 2023.", world, "import share")
    assert found.verdict == "not checkable"
    assert "2844.10" in found.reason


@pytest.mark.parametrize(
    ("text", "verdict", "rank"),
    [
        ("Chile is the world's largest copper producer.", "supported", 1),
        ("Niger is the world's second-largest uranium producer.", "contradicted", 8),
        ("Zambia is one of the world's top copper producers.", "contradicted", None),
    ],
)
def test_a_rank_is_counted_in_the_table_of_output(text: str, verdict: str, rank: int | None, world: World) -> None:
    found = checked(text, world, "rank")
    assert found.verdict == verdict
    mineral, place = ("uranium", "NER") if "uranium" in text else ("copper", "CHL" if "Chile" in text else "ZMB")
    rows = produced(mineral, 2024)
    assert found.figures[0].value == int((rows > rows[place]).sum()) + 1
    assert rank in (None, found.figures[0].value)


def test_a_quantity_is_compared_in_the_year_it_names(world: World) -> None:
    found = checked("Chile produced 5.5 million tonnes of copper in 2024.", world, "quantity")
    assert found.figures[0].value == produced("copper", 2024)["CHL"]
    assert {one.year for one in found.figures} == {"2024"}
    assert found.verdict == "supported"


def test_tonnes_of_lithium_carbonate_are_not_tonnes_of_lithium(world: World) -> None:
    metal = checked("Chile produced 49,000 tonnes of lithium in 2024.", world, "quantity")
    carbonate = checked("Chile produced 49,000 tonnes of lithium carbonate equivalent in 2024.", world, "quantity")
    assert metal.verdict in ("supported", "depends on the measure")
    assert carbonate.verdict == "contradicted"


def test_a_change_needs_the_years_that_it_is_counted_between(world: World) -> None:
    found = checked("Indonesia's nickel output doubled between 2020 and 2023.", world, "change")
    first, last = produced("nickel", 2020)["IDN"], produced("nickel", 2023)["IDN"]
    assert found.figures[0].value == pytest.approx(last / first)
    without = checked("Indonesia's nickel output has doubled.", world, "change")
    assert (without.verdict, without.reason) == ("not checkable", "no year is named from which it is counted")


def test_a_mine_in_a_country_without_output_is_contradicted_by_a_whole_table(world: World) -> None:
    found = checked("Rwanda has a uranium mine.", world, "facility")
    assert found.verdict == "contradicted"
    assert found.figures[0].value == 0


@pytest.mark.parametrize(
    "text",
    [
        "Congo will mine 90% of the world's cobalt by 2030.",
        "China does not mine 70% of the world's rare earths.",
        "Kazakhstan holds 12 percent of the world's uranium resources.",
        "Russia once made up 15 percent of US aluminium imports.",
    ],
)
def test_what_the_tables_cannot_know_is_not_judged(text: str, world: World) -> None:
    (found,) = check_article(text, world).verdicts
    assert found.verdict == "not checkable"
    assert found.reason


def test_nothing_is_supported_without_figure_measure_year_and_source(own: Check) -> None:
    supported = [one for one in own.verdicts if one.verdict == "supported"]
    assert supported
    for one in supported:
        assert one.figures
        assert all(figure.measure and figure.year and figure.source for figure in one.figures)


def test_around_five_percent_is_four_to_six_and_more_than_has_no_upper_end() -> None:
    assert (share(0.05, "around", "").low, share(0.05, "around", "").high) == pytest.approx((0.04, 0.06))
    assert around(100, "more than", "").stands(1e6) == "agrees"
    assert around(100, "more than", "").stands(94) == "below"
    assert around(100, None, "").stands(111) == "above"


@pytest.mark.parametrize(
    ("stands", "verdict"),
    [
        ([], "not checkable"),
        ([None], "not checkable"),
        (["agrees", "agrees", None], "supported"),
        (["below", "below"], "contradicted"),
        (["agrees", "below"], "depends on the measure"),
        (["below", "above"], "depends on the measure"),
    ],
)
def test_one_rule_turns_figures_into_a_verdict(stands: list[str | None], verdict: str) -> None:
    figures = [Figure("output", 1.0, "t", "2024", "a table", "production", one) for one in stands]
    assert verdict_of(figures)[0] == verdict


def test_the_words_of_an_article_are_escaped_in_a_notebook(world: World) -> None:
    shown = check_article("Congo <b>mines</b> 75% of the world's cobalt.", world)._repr_html_()
    assert "<b>mines" not in shown


def test_a_check_is_plain_data(own: Check) -> None:
    plain = own.to_dict()
    assert plain["edition"] == own.edition
    assert plain["verdicts"][0].keys() >= {"kind", "verdict", "figures", "careful", "span", "sentence", "claim"}


def test_a_share_of_what_is_traded_is_of_imports_and_not_of_output(world: World) -> None:
    found = checked("China imports most of the copper ore traded in the world.", world, "share")
    assert {one.table for one in found.figures} == {"flows"}
    assert found.verdict == "supported"


def test_traded_copper_is_not_judged_by_flows_of_ore_alone(world: World) -> None:
    found = checked("China imports most of the copper traded in the world.", world, "share")
    assert found.verdict == "not checkable"
    assert "refined copper is not in these flows" in found.reason


def test_before_a_year_is_any_year_up_to_the_one_before_it(world: World) -> None:
    found = checked("Congo mined 70% of the world's cobalt before 2022.", world, "share")
    assert found.verdict == "supported"
    assert {one.year for one in found.figures} == {"2021"}


def test_a_share_that_was_once_is_not_contradicted_by_the_year_it_ended(world: World) -> None:
    found = checked(
        "Russia once supplied around 15% of US aluminium imports, before duties in 2023.", world, "import share"
    )
    assert found.verdict == "not checkable"
    assert {one.year for one in found.figures} == {"2022"}


@pytest.mark.parametrize(
    "text",
    [
        "China mines 70 % of the world's rare earths and refines 90 %.",
        "The Philippines, the second-largest miner of nickel, produces far less than Indonesia.",
        "China supplies about 70% of US rare-earth imports and mines about 70 percent of the world's rare earths.",
    ],
)
def test_no_words_are_answered_twice(text: str, world: World) -> None:
    spans = sorted(one.span for one in check_article(text, world).verdicts)
    assert len(spans) == 2
    assert spans[0][1] <= spans[1][0]


def test_a_comparison_is_of_the_year_it_names(world: World) -> None:
    found = checked("Niger mined less uranium than Namibia in 2022.", world, "comparison")
    assert {one.year for one in found.figures} == {"2022"}


def test_a_duty_in_per_cent_is_no_share(world: World) -> None:
    text = "Russia supplied 15% of US aluminium imports in 2017, before duties of 200% closed the market."
    found = [one for one in check_article(text, world).verdicts if one.kind == "import share"]
    assert [one.text for one in found] == ["Russia supplied 15% of US aluminium imports"]


def test_what_stands_between_a_speaker_and_the_cue_is_the_writers_own(world: World) -> None:
    text = "Chile, which mines about a quarter of the world's copper, said it respected the decision."
    assert checked(text, world, "share").speaker is None
    said = checked("Chile mines about a quarter of the world's copper, the minister said.", world, "share")
    assert said.speaker == "minister"


def test_a_plan_joined_by_and_does_not_make_a_figure_of_the_past_a_forecast(world: World) -> None:
    found = checked("Zambia produced about 760,000 tonnes of copper in 2024 and could double that.", world, "quantity")
    assert found.verdict == "supported"


def test_figures_are_counted_in_grammar(world: World) -> None:
    found = checked("Ukraine holds around 5% of the world's critical raw materials.", world, "share")
    assert found.reason == "of 16 figures 1 agrees, 8 lie below and 7 lie above"


def test_a_lower_rank_than_is_said_is_called_one(world: World) -> None:
    found = checked("Zambia is the largest copper producer in Africa.", world, "rank")
    assert found.verdict == "contradicted"
    assert "give a lower place than is said" in found.reason
    assert "above" not in found.reason
