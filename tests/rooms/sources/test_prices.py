"""One named series for each mineral, converted to its unit of account by a stated factor."""

import numpy as np
import pytest

from orecast.sources import load
from orecast.sources.readers.prices import weighted_median


def price(mineral: str, year: int) -> float:
    rows = load("prices").frame.query("mineral == @mineral and year == @year")
    assert len(rows) == 1
    return float(rows["usd_per_unit"].iloc[0])


def test_every_mineral_names_one_series_or_says_why_none() -> None:
    series = load("price_series").frame
    assert sorted(series["mineral"]) == sorted(load("minerals").frame["mineral"])
    assert set(series.loc[series["kind"].eq("none"), "mineral"]) == {
        "diamonds-gem", "hafnium", "helium", "oil-sands", "oil-shales", "phosphorus", "strontium", "vermiculite",
    }  # fmt: skip
    assert series["reason"].ne("").all()


def test_every_base_year_of_every_priced_mineral_has_a_price() -> None:
    prices = load("prices").frame.query("2022 <= year <= 2024")
    counts = prices.groupby("mineral").size()
    assert counts[counts != 3].to_dict() == {"asbestos": 1}  # USGS prints none after 2022


def test_metal_prices_are_the_published_averages() -> None:
    assert price("copper", 2024) == 9142.14
    assert price("aluminium", 2023) == 2255.7392


def test_conversions_by_hand() -> None:
    assert price("iron", 2024) == pytest.approx(109.3975 / 0.62, rel=1e-4)
    assert price("gold", 2024) == pytest.approx(2387.7025 * 32.1507, rel=1e-6)
    assert price("manganese", 2024) == pytest.approx(5.53 * 100)  # a metric ton unit is 10 kg
    assert price("tungsten", 2024) == pytest.approx(252 * 1000 / 7.93, rel=1e-4)
    assert price("lithium", 2024) == pytest.approx(11800 / (29.8814 / 73.891), rel=1e-3)
    assert price("cobalt", 2024) == pytest.approx(11.84 * 2204.62)
    assert price("potash", 2024) == pytest.approx(295.1058 / 0.6, rel=1e-4)


def test_the_rare_earth_basket_is_its_oxides_weighed() -> None:
    weights = load("rare_earth_basket").frame.set_index("oxide")["weight"]
    assert weights.sum() == pytest.approx(0.995, abs=0.001)  # thulium and traces carry no price
    usd_per_kg_2024 = dict(
        La=0.97, Ce=1.21, Pr=56, Nd=56, Sm=2.01, Eu=27, Gd=28, Tb=812, Dy=257, Ho=67, Er=43, Yb=14, Lu=780, Y=6
    )  # MCS 2026
    by_hand = 1000 * sum(weights[oxide] * value for oxide, value in usd_per_kg_2024.items())
    assert price("rare-earths", 2024) == pytest.approx(by_hand, abs=0.01)


def test_customs_unit_values_are_flagged_as_such() -> None:
    prices = load("prices").frame
    customs = prices[prices["publisher"].eq("CEPII BACI")]
    assert set(customs["mineral"]) == {"coking-coal", "lignite", "magnesite", "uranium"}
    assert customs["flag"].eq("export unit value").all()


def test_the_weighted_median_ignores_one_wild_value() -> None:
    assert weighted_median(np.array([1e9, 10.0, 12.0]), np.array([1.0, 5.0, 5.0])) == 12.0
    assert weighted_median(np.array([7.0]), np.array([2.0])) == 7.0
