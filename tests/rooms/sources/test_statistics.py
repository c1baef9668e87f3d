"""What the publishers say is what the tables say: known numbers, totals, units and disagreements."""

import numpy as np
import pytest

from orecast.sources import load


def output(mineral: str, place: str, year: int, publisher: str) -> float:
    rows = load("production").frame.query(
        "mineral == @mineral and place == @place and year == @year and publisher == @publisher"
    )
    assert len(rows) == 1
    return float(rows["quantity"].iloc[0])


@pytest.mark.parametrize(
    ("mineral", "place", "year", "usgs", "wmd"),
    [
        ("cobalt", "COD", 2022, 144_000, 115_371),
        ("tungsten", "VNM", 2022, 4_000, 10_817),
        ("antimony", "TJK", 2022, 21_000, 14_500),
        ("aluminium", "RUS", 2022, 3_720_000, 4_014_000),
    ],
)
def test_publishers_who_disagree_are_both_kept(mineral: str, place: str, year: int, usgs: float, wmd: float) -> None:
    assert output(mineral, place, year, "USGS") == usgs
    assert output(mineral, place, year, "WMD") == wmd


def test_one_row_for_each_mineral_place_year_and_publisher() -> None:
    assert not load("production").frame.duplicated(["mineral", "place", "year", "publisher"]).any()
    assert not load("flows").frame.duplicated(["code", "year", "exporter", "importer"]).any()
    assert not load("reserves").frame.duplicated(["mineral", "place"]).any()


def test_places_add_up_to_the_printed_world_total() -> None:
    rows = load("production").frame.query("publisher == 'WMD'")
    printed = load("world_totals").frame.query("publisher == 'WMD'").set_index(["mineral", "year"])["quantity"]
    ratio = rows.groupby(["mineral", "year"])["quantity"].sum() / printed
    wide = ratio[(ratio - 1).abs() > 0.01]
    # World Mining Data prints smaller totals than its own rows for these; everything else agrees.
    assert set(wide.index.get_level_values("mineral")) == {"oil-shales", "perlite", "selenium", "vermiculite"}


def test_no_total_is_taken_for_a_place() -> None:
    assert "DELETE" not in set(load("production").frame["place"])
    dropped = load("left_out").frame.set_index("file")["rows"]
    assert dropped["wmd_production_2018_2024.csv"] == 65 * 7


def test_lithium_is_counted_as_oxide_by_both_publishers() -> None:
    # Li2O weighs 29.8814, two lithium atoms 2 x 6.941.
    rows = load("series").frame.query("mineral == 'lithium' and publisher == 'USGS MCS 2026'")
    assert rows["factor"].to_numpy() == pytest.approx(29.8814 / (2 * 6.941), abs=2e-3)


def test_ilmenite_and_rutile_are_added() -> None:
    # MCS 2026, Australia 2024: 600 + 200 thousand tonnes of TiO2.
    assert output("titanium", "AUS", 2024, "USGS") == 800_000


def test_withheld_and_missing_figures_are_flagged_not_filled() -> None:
    rows = load("production").frame
    empty = rows[rows["quantity"].isna()]
    assert len(empty) > 0
    assert empty["quality"].ne("").all()
    zero = rows[rows["quality"].eq("zero")]
    assert zero["quantity"].eq(0).all()


def test_every_series_is_matched_or_says_why_not() -> None:
    series = load("series").frame
    unmatched = series[series["mineral"].eq("")]
    assert len(unmatched) > 0
    assert unmatched["reason"].ne("").all()
    assert series.loc[series["mineral"].ne(""), "factor"].gt(0).all()


def test_russia_stopped_selling_aluminium_to_the_united_states() -> None:
    flows = load("flows").frame.query("code == '760110' and exporter == 'RUS' and importer == 'USA'")
    tonnes = flows.set_index("year")["gross_tonnes"] / 1000
    assert tonnes[2017] == pytest.approx(636, abs=1)
    assert tonnes[2019] == pytest.approx(102, abs=1)
    assert 2024 not in tonnes.index or tonnes[2024] < 1


def test_governance_keeps_its_two_revisions_apart() -> None:
    rows = load("governance").frame
    assert set(rows["measure"]) >= {"political_stability", "political_stability_2024_update"}
    assert {"TWN", "NAM", "UKR", "XKX"} <= set(rows["place"])


def test_the_governance_series_labelled_efta_is_kosovos() -> None:
    # The later revision labels it 'Europe EFTA, nes' (R20); the 2024 update names Kosovo and has the same numbers.
    rows = load("governance").frame.query("place == 'XKX'").pivot_table(index="year", columns="measure", values="value")
    same = rows["political_stability"].sub(rows["political_stability_2024_update"]).abs().dropna() < 2e-4
    assert same.loc[2008:2021].all()
    assert same.sum() == 14


def test_dollars_of_one_year_follow_consumer_prices() -> None:
    index = load("deflator").frame.set_index("year")["index"]
    assert index[2024] / index[2018] == pytest.approx(1.249, abs=0.001)
    assert np.all(np.diff(index.sort_index()) > 0)


def test_deposits_say_who_controls_them_and_when() -> None:
    deposits = load("deposits").frame.set_index("name")
    assert deposits.loc["Shevchenkivske", "place"] == "UKR-occupied"
    assert deposits.loc["Zavallivske", "place"] == "UKR"
    assert deposits["control_date"].eq("2026-08-22").all()
    assert deposits["minerals"].str.contains("lithium").sum() == 4
    sites = load("sites").frame.groupby("place").size()
    assert sites.to_dict() == {"RUS": 177, "UKR": 67, "UKR-occupied": 48}


def test_vanadium_reserves_are_thousands_of_tonnes_whatever_the_heading_says() -> None:
    reserves = load("reserves").frame.query("mineral == 'vanadium'").set_index("place")["quantity"]
    assert reserves["CHN"] == 5_800_000


def test_usgs_reserves_by_hand() -> None:
    reserves = load("reserves").frame.set_index(["mineral", "place"])["quantity"]
    assert reserves["rare-earths", "RUS"] == 3_800_000
    assert reserves["iron", "AUS"] > 1e10
    assert reserves["lithium", "CHL"] == pytest.approx(9_200_000 * 2.1527)
