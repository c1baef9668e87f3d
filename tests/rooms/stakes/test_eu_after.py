"""EU supply risk without and with a deal: the formula of the World on a cleared market, draw by draw."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from orecast._ground.errors import LabelError
from orecast.deals import Ensemble, run
from orecast.stakes.risk.eu import Choices, eu_supply_risk, every_stage
from orecast.stakes.risk.eu_after import eu_risk_after, market_scores
from orecast.stakes.risk.eu_inputs import members_named
from orecast.stakes.risk.supply import world_supply
from orecast.world import World

NUMBERS = ["q05", "q50", "q95"]


@pytest.fixture(scope="module")
def congo() -> Ensemble:
    return run(World.load(), ["cod-us-2025"], draws=32, years=(5,))


@pytest.fixture(scope="module")
def cut() -> Ensemble:
    return run(World.load(), ["china-rare-earth-cut"], draws=32, years=(1,))


def by_kind(table: pd.DataFrame, material: str) -> dict[str, dict[str, Any]]:
    """Rows of one material by kind, as plain values."""
    rows = table[table["material"] == material].set_index("kind")
    return {str(kind): {str(name): value for name, value in row.items()} for kind, row in rows.to_dict("index").items()}


@pytest.mark.parametrize("material", ["Cobalt", "Copper", "Feldspar", "Titanium"])
def test_the_supply_of_the_world_on_the_path_of_a_market_gives_todays_score(material: str) -> None:
    world, union = World.load(), members_named("eu")
    rows = every_stage(world, union, Choices(), [material]).query("stage == 'primary'")
    balance = world.balance(rows["mineral"].item())
    scores = market_scores(world_supply([balance], {"members": union}), rows, frozenset(union), Choices())
    assert scores[:, 0] == pytest.approx(rows["supply_risk"].to_numpy(), rel=1e-6)


def test_before_and_after_and_the_paired_change_with_their_spread(congo: Ensemble) -> None:
    found = eu_risk_after(congo, materials=["Cobalt", "Copper"])
    assert found.refused.empty
    assert len(found.table) == 2 * 3
    assert (found.table["q05"] <= found.table["q50"]).all()
    assert (found.table["q50"] <= found.table["q95"]).all()
    cobalt = by_kind(found.table, "Cobalt")
    assert {row["year"] for row in cobalt.values()} == {2030}
    assert cobalt["change"]["q50"] != 0
    assert cobalt["before"]["reason"] == "refined: as today, no deal touches it"


def test_a_market_without_a_deal_has_nearly_the_score_of_the_world(congo: Ensemble) -> None:
    today = eu_supply_risk(congo.world, materials=["Cobalt"])["supply_risk"].item()
    assert by_kind(eu_risk_after(congo).table, "Cobalt")["before"]["q50"] == pytest.approx(today, abs=0.05)


def test_a_stage_that_no_deal_touches_stays_and_rules_the_maximum(cut: Ensemble) -> None:
    """Neodymium is scored at its refined stage, 4.62 today: a cut of concentrate moves the primary stage alone."""
    largest = by_kind(eu_risk_after(cut, materials=["Neodymium"]).table, "Neodymium")
    today = eu_supply_risk(cut.world, materials=["Neodymium"])["supply_risk"].item()
    assert [largest["after"][name] for name in NUMBERS] == pytest.approx([today] * 3)
    mined = by_kind(eu_risk_after(cut, materials=["Neodymium"], choices=Choices(stage="primary")).table, "Neodymium")
    assert mined["change"]["q50"] != 0
    assert mined["after"]["q95"] < today


def test_a_group_is_the_mean_of_its_members_in_every_draw(cut: Ensemble) -> None:
    """The light rare earths share one market; only recycling and substitution differ, so their draws move together."""
    table = eu_risk_after(cut, choices=Choices(stage="primary")).table
    group = by_kind(table, "LREE (group)")
    members = [by_kind(table, one) for one in ("Cerium", "Lanthanum", "Neodymium", "Praseodymium", "Samarium")]
    for kind in ("before", "after"):
        mean = np.mean([[one[kind][name] for name in NUMBERS] for one in members], axis=0)
        assert [group[kind][name] for name in NUMBERS] == pytest.approx(mean)


def test_one_part_alone_and_each_stage(congo: Ensemble) -> None:
    asked = Choices(variant="global", stage="each")
    found = eu_risk_after(congo, materials=["Cobalt"], choices=asked).table
    assert list(dict.fromkeys(found["stage"])) == ["primary", "refined"]
    refined = found[found["stage"] == "refined"].set_index("kind")[NUMBERS]
    assert refined.loc["change"].eq(0).all()
    whole = eu_risk_after(congo, materials=["Cobalt"], choices=replace(asked, variant="combined")).table
    assert not np.allclose(found[NUMBERS].to_numpy(float), whole[NUMBERS].to_numpy(float))


def test_materials_that_no_deal_touches_are_listed_and_the_rest_is_given(congo: Ensemble) -> None:
    found = eu_risk_after(congo, materials=["Cobalt", "Zinc"])
    assert set(found.table["material"]) == {"Cobalt"}
    assert list(found.refused["asked"]) == ["Zinc"]
    assert set(eu_risk_after(congo).table["material"]) == {"Cobalt", "Copper", "Lithium"}


def test_a_market_has_no_borders(congo: Ensemble) -> None:
    with pytest.raises(LabelError, match="origins, not borders"):
        eu_risk_after(congo, choices=Choices(basis="border"))
