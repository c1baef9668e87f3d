"""Output by place: the first publisher rules, the second fills what it lacks."""

import pandas as pd
import pytest
from tests.rooms.world.tiny import COLUMNS, tiny

from orecast.world.output import disagreements, mean_output

YEARS = (2023, 2024)
WMD = {"ALB": (100, 100), "BOR": (50, 50), "CAR": (20, 30)}


def statistics(second, first=WMD, quality="reported"):
    """Output of two publishers: place -> (2023, 2024) in t."""
    rows = [
        ("ore", place, year, float(quantity), "t", publisher, f"{publisher}2026", quality)
        for publisher, table in (("WMD", first), ("USGS", second))
        for place, quantities in table.items()
        for year, quantity in zip(YEARS, quantities, strict=True)
    ]
    return tiny({}, []).replaced(production=pd.DataFrame(rows, columns=COLUMNS["production"]))


def test_the_first_publisher_rules_where_both_speak():
    found = mean_output(statistics({"ALB": (120, 120)}), "ore", YEARS)
    assert found.quantity["ALB"] == 100
    assert found.filled.empty


def test_the_second_fills_a_place_that_the_first_lacks():
    found = mean_output(statistics({**WMD, "DEL": (7, 9)}), "ore", YEARS)
    assert found.quantity["DEL"] == 8
    assert found.filled["place"].tolist() == ["DEL"]


def test_a_publisher_that_counts_in_another_unit_fills_nothing():
    gross = {place: tuple(3 * quantity for quantity in years) for place, years in WMD.items()}
    assert mean_output(statistics({**gross, "DEL": (7, 9)}), "ore", YEARS).filled.empty


def test_one_output_under_two_names_is_counted_once():
    # As bismuth: the first prints for Caro what the second prints for Delo, in both years.
    shared = {"ALB": (100, 100), "BOR": (50, 50), "EMA": (10, 10)}
    first = {**shared, "CAR": (20, 30)}
    assert mean_output(statistics({**shared, "DEL": (20, 30)}, first), "ore", YEARS).filled.empty
    by_chance = mean_output(statistics({**shared, "DEL": (20, 31)}, first), "ore", YEARS)
    assert by_chance.filled["place"].tolist() == ["DEL"]


def test_disagreements_are_shares_of_the_larger_figure():
    found = disagreements(statistics({"ALB": (125, 100)}), "ore", YEARS).set_index("year")
    assert found.loc[2023, "difference"] == pytest.approx(0.2)
    assert found.loc[2024, "difference"] == 0
