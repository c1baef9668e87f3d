"""Measures of risk on the real World: rows for what is known, and a list of what is not."""

from pathlib import Path

import numpy as np
import pytest

import orecast
from orecast._ground.errors import DataError, LabelError
from orecast.stakes.risk import MEASURES, geopolrisk, measure_risk
from orecast.stakes.risk.chances import disruption_rates
from orecast.stakes.risk.governance import governance_risks
from orecast.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


def test_the_measures_stand_on_the_public_function_and_in_the_room(world: World) -> None:
    from orecast.stakes import geopolrisk as in_the_room

    assert orecast.stakes.geopolrisk is in_the_room is geopolrisk
    assert orecast.stakes.measure_risk is measure_risk
    assert len(orecast.stakes.geopolrisk(world, ["cobalt"], ["USA"], [2023]).table) == 1


def test_good_rows_come_and_bad_labels_are_listed_with_near_names(world: World) -> None:
    found = geopolrisk(world, ["cobalt", "cobolt", "gallium", "silver"], ["USA", "Germny", "eu"], [2023, 2031],
                       groups={"club": ["CHL", "PERU", "Atlantis"]})  # fmt: skip
    assert list(found.table["mineral"]) == ["cobalt", "cobalt"]
    reasons = {(str(row.kind), str(row.asked)): str(row.reason) for row in found.refused.itertuples()}
    assert "Did you mean cobalt?" in reasons["mineral", "cobolt"]
    assert "germany" in reasons["place", "Germny"].casefold()
    assert "Did you mean 2024?" in reasons["year", "2031"]
    assert ("member", "Atlantis") in reasons
    assert ("group", "club") in reasons
    assert "flows of silver are incomplete" in reasons["mineral", "silver"]
    with pytest.raises(LabelError, match="cobolt"):
        found.require()


def test_an_unknown_measure_is_refused_with_near_names(world: World) -> None:
    with pytest.raises(LabelError, match="Did you mean geopolrisk"):
        measure_risk(world, "geopolrsk")


def test_every_measure_gives_a_row_for_each_place_asked_for(world: World) -> None:
    for name, one in MEASURES.items():
        found = measure_risk(world, name, ["cobalt", "copper"], ["USA", "eu"], groups={"cartel": ["COD", "IDN"]})
        assert found.refused.empty
        place, value = ("country", "gprs") if name == "geopolrisk" else ("place", "value")
        assert list(found.table[place]) == (["world"] * 2 if one.of_world else ["USA", "eu"] * 2)
        assert found.table[value].notna().all(), name


def test_a_family_gives_its_measures_and_tells_once_what_is_not_known(world: World) -> None:
    found = measure_risk(world, "hhi", ["copper", "coper"], ["USA"], [2023])
    assert list(found.table["measure"]) == ["hhi-production", "hhi-reserves", "hhi-imports"]
    assert list(found.refused["asked"]) == ["coper"]


def test_all_imports_come_from_a_group_of_everybody_else(world: World) -> None:
    others = [place for place in world.balance("cobalt").places if place != "USA"]
    found = measure_risk(world, "group-share", ["cobalt"], ["USA"], groups={"others": others, "self": ["USA"]}).table
    assert dict(zip(found["group"], found["value"], strict=True)) == pytest.approx({"others": 1.0, "self": 0.0})


def test_a_group_passed_in_leaves_nothing_behind(world: World) -> None:
    before = geopolrisk(world, ["copper"], ["eu"]).table
    pair = geopolrisk(world, ["copper"], ["eu"], groups={"eu": ["DEU", "FRA"]}).table
    after = geopolrisk(world, ["copper"], ["eu"]).table
    assert pair["gprs"].item() != before["gprs"].item()
    assert after.equals(before)


def test_a_place_that_uses_nothing_is_a_gap_with_its_reason(world: World) -> None:
    row = geopolrisk(world, ["uranium"], ["ABW"], [2023], allow_incomplete=True).table.iloc[0]
    assert np.isnan(row["gprs"])
    assert row["gap"] == "no use and no imports of its own"


def test_a_place_without_governance_is_a_gap_and_taiwan_is_none() -> None:
    risk = governance_risks(("TWN", "UKR-occupied", "GUF", "GUY"), (2021,))
    assert np.isnan(risk[1])
    assert risk[0] == pytest.approx((2.5 - 0.7) / 5, abs=0.1)
    assert risk[2] < risk[3]  # French Guiana's series no longer stands under Guyana


def test_copper_at_its_mean_user_is_the_unit_of_the_factors(world: World) -> None:
    rows = geopolrisk(world, ["copper"]).table
    use = measure_risk(world, "import-reliance", ["copper"]).table
    assert len(use) == len(rows)
    factor = rows["gprs"] * rows["price_usd_per_kg"] / rows["reference_usd_per_kg"]
    np.testing.assert_allclose(rows["cf_kgCu_eq_per_kg"], factor, rtol=1e-12)
    assert rows["cf_kgCu_eq_per_kg"].min() < 1 < rows["cf_kgCu_eq_per_kg"].max()


def test_a_table_of_rates_of_ones_own_is_used_and_checked(world: World, tmp_path: Path) -> None:
    own = tmp_path / "rates.csv"
    own.write_text("place,score_from,score_to,probability\n,-5,5,0.1\nCOD,,,1\n", encoding="utf-8")
    found = measure_risk(world, "disruption", ["cobalt"], ["CHN"], rates=own).table["value"].item()
    share = measure_risk(world, "top-supplier", ["cobalt"], ["CHN"]).table["value"].item()
    assert found == pytest.approx(share + 0.1 * (1 - share))
    own.write_text("place,score_from,score_to,probability\n,-5,5,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 2"):
        disruption_rates(own)


def test_the_compatible_mode_takes_our_labels_and_lists_what_it_lacks(world: World) -> None:
    found = geopolrisk(world, ["aluminium", "Copper", "Gallium"], ["usa", "Taiwan", "oecd"], [2019], groups={"x": []},
                       compatible="geopolrisk-2.0")  # fmt: skip
    assert set(found.table["country"]) == {"USA", "Other Asia, nes"}
    assert set(found.table["mineral"]) == {"Aluminium", "Copper"}
    assert set(found.refused["asked"]) == {"Gallium", "oecd", "x"}
    with pytest.raises(LabelError, match=r"geopolrisk-2\.0"):
        geopolrisk(world, compatible="geopolrisk-1")
