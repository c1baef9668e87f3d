"""The head of a brief where nothing changes by the usual year, and the rows that say nothing."""

import io
import re
from typing import Any

import pandas as pd
import pytest
from rich.console import Console
from tests.rooms.desk.plausible import DEALS, PlausibleStakes, figures, info, question, run_info

from orecast.deals import load_deal
from orecast.desk import tables
from orecast.desk.content import brief_data, year_shown
from orecast.desk.lever_words import lever_words
from orecast.desk.page import page
from orecast.desk.sentences import plain
from orecast.desk.summary import print_summary

NUMBERS = ["q05", "q50", "q95", "mean", "share_positive"]
WORLD = info()


def still(years: tuple[int, ...], parties: tuple[str, ...] = ()) -> PlausibleStakes:
    """Stakes in which no result changes in some years (0: none of the present values), for some parties or all."""
    table = figures()
    here = table["year"].isin(years) & (table["kind"] == "change")
    if parties:
        here &= table["party"].isin(parties)
    table.loc[here, NUMBERS] = 0.0
    return PlausibleStakes(figures=table)


def data_of(stakes: PlausibleStakes) -> dict[str, Any]:
    return brief_data(stakes, run_info(), question(), WORLD)


def said(data: dict[str, Any]) -> str:
    return " ".join(plain(data, sentence) for sentence in data["answer"])


def test_the_usual_year_is_the_fifth() -> None:
    data = data_of(PlausibleStakes())
    assert (data["years"]["horizon"], data["years"]["horizon_calendar"]) == (5, 2030)
    assert "nothing changes" not in said(data)


@pytest.mark.parametrize(
    ("unmoved", "year", "words"),
    [((1, 3, 5), 10, "By 2030 nothing changes yet"), ((5, 10), 3, "By 2030 nothing changes any more")],
)
def test_the_head_shows_the_year_with_a_change_and_says_so(unmoved: tuple[int, ...], year: int, words: str) -> None:
    data = data_of(still(unmoved))
    assert data["years"]["horizon"] == year
    assert said(data).startswith(f"{words}, in 90 % of draws or more. ")
    assert f"in {2025 + year}" in data["headline"][0]["label"]
    gain = data["gains"]["all-deals"]["usa"]["net_gain"]
    row = PlausibleStakes().figures.query(
        "scenario == 'all-deals' and event == 'none' and party == 'usa' and mineral == 'all' and measure == 'net_gain' "
        f"and year == {year}"
    )
    assert gain["q50"] == row["q50"].item() != 0


def test_where_nothing_ever_changes_the_head_says_that_and_how_often_anything_runs() -> None:
    data = data_of(still((0, 1, 3, 5, 10)))
    told = said(data)
    assert told.startswith("Together the three deals change nothing for anyone in any year shown, to 2035, in 90 % of")
    assert "By 2035 the part that runs most often, ‘" in told
    shares = [row["years"]["10"]["running"]["value"] for row in data["timeline"] if row["kind"] != "offtake"]
    key = data["answer"][1][-2]["key"]
    assert shares
    assert data["timeline"][int(key.split(".")[1])]["years"]["10"]["running"]["value"] == max(shares)
    html = page(data, WORLD)
    assert html.count(">No change</dd>") == len(data["headline"])
    assert not tables.gains(data).rows
    assert data["why"]["net_gain"] == []
    assert "What the spread of each net gain" not in html
    assert "No change in 90 % of draws or more: the United States, Russia, Ukraine" in html


def test_one_year_of_change_in_one_party_keeps_that_year() -> None:
    table = still((5,)).figures
    here = (table["year"] == 5) & (table["party"] == "eu") & (table["measure"] == "net_gain")
    table.loc[here & (table["mineral"] == "all"), "q95"] = 1.0
    assert year_shown(table, "all-deals") == 5


def test_a_party_without_change_is_named_below_the_table_and_has_no_row() -> None:
    data = data_of(still((0, 5), ("ukr",)))
    for table in (tables.gains(data), tables.gains_by_deal(data), tables.insurance(data)):
        assert "Ukraine" not in [row[0].words for row in table.rows]
        assert table.note == "No change in 90 % of draws or more: Ukraine."
        assert len(table.rows) == len(data["parties"]) - 1
    assert data["gains"]["all-deals"]["ukr"]["net_gain"]["q95"] == 0  # the number itself is kept
    console = Console(width=160, record=True, file=io.StringIO(), markup=False)
    print_summary(console, data)
    assert "No change in 90 % of draws or more: Ukraine." in console.export_text()


def test_a_party_whose_present_value_changes_keeps_its_row() -> None:
    data = data_of(still((5,), ("ukr",)))
    assert "Ukraine" in [row[0].words for row in tables.gains(data).rows]


def test_a_price_that_no_cut_covers_is_named_below() -> None:
    stakes = PlausibleStakes()
    here = (stakes.figures["party"] == "ukr") & (stakes.figures["measure"] == "price_paid")
    stakes.figures.loc[here, ["q05", "q50", "q95"]] = float("nan")
    table = tables.cut_prices(data_of(stakes), "rare-earths")
    assert table is not None
    assert table.note == "Not covered: Ukraine."
    assert "Ukraine" not in [row[0].words for row in table.rows]


def test_occupied_land_is_spoken_of_only_where_a_deal_has_a_lever_there() -> None:
    occupied = figures().query("party == 'eu'").assign(party="UKR-occupied")
    stakes = PlausibleStakes(figures=pd.concat([figures(), occupied], ignore_index=True))
    assert any("occupied Ukraine" in line for line in data_of(stakes)["counted"])
    asked = question()
    only = tuple(deal for deal in asked.deals if deal.name == DEALS[1])
    data = brief_data(stakes, run_info(), type(asked)(only, ()), WORLD)
    assert not any("occupied" in line for line in data["counted"])


@pytest.mark.parametrize(
    ("deal", "lever", "words"),
    [
        ("pakistan-us-2025", "reko-diq", "Reko Diq"),
        ("ru-us-krasnoyarsk-aluminium-2025", "krasnoyarsk-potline", "Krasnoyarsk potline"),
        ("ru-us-krasnoyarsk-aluminium-2025", "aluminium-to-usa",
         "the sale of aluminium from Russia to the United States"),
        ("ru-us-rare-earths-2025", "tomtor-to-usa", "the sale of rare earths from Tomtor to the United States"),
        ("cod-us-2025", "mutanda-and-kamoto-copper",
         "the stake of the United States in copper of the Democratic Republic of the Congo"),
        ("cod-cobalt-quotas-2025", "quota-2026",
         "the quota of the Democratic Republic of the Congo on cobalt exports (‘quota 2026’)"),
    ],
)  # fmt: skip
def test_a_lever_is_called_in_words(deal: str, lever: str, words: str) -> None:
    levers = load_deal(deal).levers
    assert lever_words(next(one for one in levers if one.name == lever), WORLD, levers) == words


def test_no_lever_of_the_library_is_called_by_its_label() -> None:
    from orecast.deals.shelf import library_deals

    for deal in library_deals():
        for lever in deal.levers:
            for short in (False, True):
                told = lever_words(lever, WORLD, deal.levers, short)
                assert not re.search(r"[a-z]+-[a-z]+-[a-z]+", told), told
