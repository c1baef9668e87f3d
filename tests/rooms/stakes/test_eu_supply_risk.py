"""EU supply risk of our own World, its variants, and the table beside the published scores."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from orecast._ground.errors import LabelError
from orecast.stakes.risk.eu import Choices, eu_supply_risk, materials_named
from orecast.stakes.risk.eu_beside import agreement, beside_published
from orecast.stakes.risk.eu_causes import CAUSES, EXPLAINS, largest_differences
from orecast.stakes.risk.eu_inputs import eu_governance, members_named, study, supplies
from orecast.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return World.load((2018, 2019, 2020))


@pytest.fixture(scope="module")
def later() -> World:
    return World.load()


@pytest.fixture(scope="module")
def each(world: World) -> pd.DataFrame:
    return eu_supply_risk(world, choices=Choices(stage="each")).set_index(["material", "stage"])


def row_of(table: pd.DataFrame, key: Hashable) -> dict[str, Any]:
    """One row by its label, as plain values."""
    return {str(name): column.to_dict()[key] for name, column in table.items()}


def only(table: pd.DataFrame) -> dict[str, Any]:
    """The only row."""
    assert len(table) == 1
    return row_of(table, 0)


def test_every_row_has_a_score_or_says_why_not(each: pd.DataFrame) -> None:
    assert (each["supply_risk"].notna() | each["reason"].ne("")).all()
    part = each["supply_risk"].notna() & each["sourcing_part"].isna()
    assert each.loc[part, "reason"].str.contains("global part alone|the mean of its").all()


def test_the_score_is_the_formula_of_the_parts_that_are_shown(each: pd.DataFrame) -> None:
    row = row_of(each, ("Feldspar", "primary"))
    weight = row["import_reliance"] / 2
    both = row["global_part"] * weight + row["sourcing_part"] * (1 - weight)
    assert row["supply_risk"] == pytest.approx(both * (1 - row["recycling_rate"]) * row["substitution"])


def test_what_the_usgs_alone_counts_is_scored_in_the_years_that_it_prints(later: World) -> None:
    """Celestite of 2024: Iran 200, Spain 100, China 80, Mexico 19, Argentina 0.7 kt; the world's part stands alone."""
    row = only(eu_supply_risk(later, materials=["Strontium"]))
    tonnes = np.array([200_000.0, 100_000, 80_000, 19_000, 700])
    risk = eu_governance(("IRN", "ESP", "CHN", "MEX", "ARG"), study().method) * [1, 0.8, 1, 1, 1]
    assert row["global_part"] == pytest.approx(np.sum((tonnes / tonnes.sum()) ** 2 * risk))
    assert row["supply_risk"] == pytest.approx(row["global_part"] * 0.97)
    assert row["years"] == "2024"


def test_shares_of_output_that_name_everyone_say_no_more(later: World) -> None:
    row = only(eu_supply_risk(later, materials=["Phosphorus"]))
    assert (row["top_supplier"], row["top_share"]) == ("CHN", pytest.approx(0.78))
    assert row["reason"] == "global part alone: shares of output, no tonnes"


@pytest.mark.parametrize(
    ("material", "cause"),
    [("Lime", "EU sourcing alone"), ("Silica sand", "lacks the substitution index"), ("Neon", "no shares by country"),
     ("Iridium", "no iridium"), ("Natural cork", "a forest product")],
)  # fmt: skip
def test_a_material_without_a_score_says_its_own_cause(later: World, material: str, cause: str) -> None:
    row = only(eu_supply_risk(later, materials=[material]))
    assert np.isnan(row["supply_risk"])
    assert cause in row["reason"]


def test_the_maximum_takes_the_stage_with_the_larger_score(world: World, each: pd.DataFrame) -> None:
    largest = only(eu_supply_risk(world, materials=["Aluminium"]))
    primary, refined = (row_of(each, ("Aluminium", stage))["supply_risk"] for stage in ("primary", "refined"))
    assert primary > refined
    assert largest["stage"] == "primary"
    assert largest["supply_risk"] == pytest.approx(primary, rel=1e-12)


@pytest.mark.parametrize(("variant", "part"), [("global", "global_part"), ("sourcing", "sourcing_part")])
def test_a_variant_is_one_part_alone(world: World, variant: str, part: str) -> None:
    row = only(eu_supply_risk(world, materials=["Feldspar"], choices=Choices(variant=variant)))  # type: ignore[arg-type]
    assert row["supply_risk"] == pytest.approx(row[part] * (1 - row["recycling_rate"]) * row["substitution"])


def test_published_reliance_takes_the_place_of_the_worlds(world: World) -> None:
    row = only(eu_supply_risk(world, materials=["Tin"], choices=Choices(stage="primary", reliance="published")))
    assert row["import_reliance"] == 0.0


def test_a_group_of_materials_is_the_mean_of_its_members(each: pd.DataFrame) -> None:
    members = study().materials.query("group == 'LREE (group)'").index
    mean = np.mean([row_of(each, (name, "refined"))["supply_risk"] for name in members])
    assert row_of(each, ("LREE (group)", "refined"))["supply_risk"] == pytest.approx(mean)
    assert row_of(each, ("PGM (group)", "refined"))["reason"] == "no score of Iridium, Ruthenium"


def test_what_no_place_is_named_for_is_told_and_counts_as_small_suppliers(each: pd.DataFrame) -> None:
    """China makes 91.3 % of refined rare earths, the one share that is printed: 0.913² · 5.649 = 4.71."""
    row = row_of(each, ("Dysprosium", "refined"))
    assert row["global_part"] == pytest.approx(0.913**2 * 5.649, abs=0.005)
    assert row["hidden_global"] == pytest.approx(0.087)


def test_the_members_are_a_value_and_leave_nothing_behind(world: World, each: pd.DataFrame) -> None:
    oecd = only(eu_supply_risk(world, members_named("oecd"), ["Copper"], Choices(stage="primary")))
    again = only(eu_supply_risk(world, materials=["Copper"], choices=Choices(stage="primary")))
    assert again["supply_risk"] == pytest.approx(row_of(each, ("Copper", "primary"))["supply_risk"], rel=1e-12)
    assert oecd["sourcing_part"] != again["sourcing_part"]
    assert oecd["top_sourcing"] == "CHL"


def test_each_choice_of_members_counts_every_tonne_of_theirs_once(world: World) -> None:
    """What members use by origin is production plus net imports, whatever the union."""
    for members in (members_named("eu"), ("DEU",), members_named("eu,gbr")):
        supply = supplies(world, study(), members)
        number = supply.rows.index[supply.rows["material"].eq("Copper") & supply.rows["stage"].eq("primary")][0]
        balance = world.balance("copper")
        inside = np.isin(balance.places, members)
        assert supply.sourcing[number].sum() == pytest.approx(balance.use[inside].sum(), rel=1e-9)


def test_ninety_published_scores_stand_beside_the_recomputed_and_agree_in_rank(world: World, later: World) -> None:
    table = beside_published([world, later])
    assert len(table) == 90
    assert table["published"].notna().all()
    found = agreement(table)
    assert found.count >= 65
    assert found.rank_correlation > 0.85
    group = study().materials["group"]
    counted_together = {*group.index[group.ne("")], *group[group.ne("")]}
    single = table[~table["material"].isin(counted_together)]
    assert agreement(single).rank_correlation > 0.8  # without rare earths and platinum metals


def test_a_stage_takes_the_first_world_that_has_data_of_it(world: World, later: World) -> None:
    alone = beside_published([world]).set_index("material")
    both = beside_published([world, later]).set_index("material")
    assert np.isnan(row_of(alone, "Magnesium")["recomputed"])
    assert row_of(alone, "Magnesium")["reason"] == "no data in 2018–2020; there are for 2024"
    assert row_of(both, "Magnesium")["years"] == "2024"
    assert row_of(both, "Feldspar")["recomputed"] == row_of(alone, "Feldspar")["recomputed"]


def test_the_ten_largest_differences_have_a_cause_that_closes_a_third_or_say_that_none_does(
    world: World, later: World
) -> None:
    found = largest_differences([world, later], later)
    assert len(found) == 10
    gap = (found["recomputed"] - found["published"]).abs()
    assert gap.is_monotonic_decreasing
    named = found["cause"].ne("")
    assert (found.loc[named, "closes"] >= EXPLAINS).all()
    assert set(found.loc[named, "cause"]) <= set(CAUSES.values())
    assert found["numbers"].str.contains(r"\d").all()


def test_a_name_of_the_study_of_the_list_or_of_a_mineral_is_known() -> None:
    assert materials_named("COBALT") == ["Cobalt"]
    assert materials_named("Platinum group metals") == ["PGM (group)"]
    assert materials_named("antimony-metal") == ["Antimony"]
    assert len(materials_named("rare-earths")) == 17


def test_an_unknown_label_is_refused_with_near_ones(world: World) -> None:
    with pytest.raises(LabelError, match=r"unknown material 'Colbat' in the EU study of 2023\. Did you mean Cobalt"):
        eu_supply_risk(world, materials=["Colbat"])
    with pytest.raises(LabelError, match="Did you mean cobalt"):
        materials_named("cobolt")
    with pytest.raises(LabelError, match="unknown place 'DEX' in the World"):
        eu_supply_risk(world, members=["DEX"])
    with pytest.raises(LabelError, match="no member is named"):
        eu_supply_risk(world, members=[])
    with pytest.raises(LabelError, match=r"unknown place or group 'oced' in the members\. Did you mean oecd"):
        members_named("oced")
    with pytest.raises(LabelError, match=r"unknown variant 'globe'.*Choose one of combined, global, sourcing"):
        replace(Choices(), variant="globe")  # type: ignore[arg-type]
    with pytest.raises(LabelError, match="no World is given"):
        beside_published([])
