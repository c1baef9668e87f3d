"""Measures of risk without and with a deal: nothing changes without a lever, and the figures agree with the tables."""

from pathlib import Path

import numpy as np
import pytest

from orecast._ground.errors import LabelError
from orecast.deals import Ensemble, load_deal, run
from orecast.stakes import stakes
from orecast.stakes.risk import MEASURES, measure_risk, risk_after
from orecast.stakes.risk.cleared import placed_supply
from orecast.stakes.risk.formulas import concentration
from orecast.world import World

DEAL = "ru-us-krasnoyarsk-aluminium-2025"
CONTROL = """\
orecast: 1
kind: deal
name: cuba
title: Control of cobalt
date: 2025-01-01
status: hypothetical
text: A quarter of Cuba's cobalt comes under another controller.
parties:
  - {party: usa, role: buyer}
levers:
  - lever: control
    name: control
    mineral: cobalt
    place: CUB
    to: USA
    share: 0.25
    start: 2028
    status: guess
"""


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return run(World.load(), [DEAL], draws=32, years=(5,))


def test_before_and_after_and_the_paired_change_of_every_measure(ensemble: Ensemble) -> None:
    for name, one in MEASURES.items():
        found = risk_after(ensemble, name, places=["USA", "eu"], groups={"g7": []})
        if name == "hhi-reserves":  # ore is bauxite's: nobody counts reserves of aluminium
            assert found.table["not_covered"].eq(1).all()
            continue
        assert found.refused.empty
        assert len(found.table) == 3 * (1 if one.of_world else 2)
        assert set(found.table["year"]) == {2030}
        assert (found.table["q05"] <= found.table["q95"]).all()
        assert found.table["not_covered"].eq(0).all()


def test_the_tables_of_stakes_hold_the_same_numbers(ensemble: Ensemble) -> None:
    settled = stakes(ensemble.world, ensemble)
    pairs = {"geopolrisk": "geopolrisk", "hhi-imports": "import_concentration", "import-reliance": "import_reliance",
             "top-supplier": "top_supplier_share"}  # fmt: skip
    for ours, theirs in pairs.items():
        row = risk_after(ensemble, ours, places=["eu"]).table.set_index("kind").loc["after"]
        figure = settled.figure(theirs, "eu", DEAL, mineral="aluminium", year=5, kind="level")
        assert [row["q05"], row["q50"], row["q95"]] == pytest.approx([figure["q05"], figure["q50"], figure["q95"]])


def test_a_market_without_a_deal_has_nearly_the_scores_of_the_world(ensemble: Ensemble) -> None:
    """A market joins small places, mixes flows with a prior and grows: scores move by some hundredths."""
    for name in ("hhi-production", "geopolrisk", "import-reliance"):
        before = risk_after(ensemble, name, places=["eu"]).table.set_index("kind").loc["before", "q50"]
        today = measure_risk(ensemble.world, name, ["aluminium"], ["eu"]).table
        value = today["gprs" if name == "geopolrisk" else "value"].item()
        np.testing.assert_allclose(float(str(before)), value, atol=0.05)


def test_a_family_gives_its_measures_and_reserves_stay_where_they_lie() -> None:
    world = World.load()
    found = risk_after(run(world, ["cod-us-2025"], draws=16, years=(5,)), "hhi", ["cobalt"], ["USA"]).table
    assert list(dict.fromkeys(found["measure"])) == ["hhi-production", "hhi-reserves", "hhi-imports"]
    reserves = found[found["measure"] == "hhi-reserves"].set_index("kind")["q50"].to_dict()
    assert reserves["change"] == 0
    assert reserves["after"] == measure_risk(world, "hhi-reserves", ["cobalt"]).table["value"].item()


def test_reserves_move_with_control_of_the_place_alone(tmp_path: Path) -> None:
    """A quarter of Cuba's 500,000 t of cobalt comes under the United States, which have 70,000 t."""
    path = tmp_path / "cuba.yaml"
    path.write_text(CONTROL, encoding="utf-8")
    world = World.load()
    ensemble = run(world, [load_deal(path)], draws=16, years=(1, 5))
    rows = risk_after(ensemble, "hhi-reserves").table.set_index(["year", "kind"])["q50"].to_dict()
    balance = world.balance("cobalt")
    held = dict(zip(balance.places, np.nan_to_num(balance.reserves), strict=True))
    today = concentration(np.array(list(held.values())))
    held["CUB"], held["USA"] = 375_000.0, 195_000.0
    assert rows[2026, "after"] == pytest.approx(today)  # it begins in 2028
    assert rows[2030, "after"] == pytest.approx(concentration(np.array(list(held.values()))))
    assert rows[2030, "before"] == pytest.approx(today)


def test_expected_loss_is_that_of_the_world_at_its_own_prices_and_grows_with_them(ensemble: Ensemble) -> None:
    """Without a deal only use grows, by the draws' paths, and elasticities are drawn: the loss is of the same size."""
    before = risk_after(ensemble, "expected-loss", places=["eu"]).table.set_index("kind")["q50"].to_dict()["before"]
    today = measure_risk(ensemble.world, "expected-loss", ["aluminium"], ["eu"]).table["value"].item()
    assert 0.8 < before / today < 1.6


def test_a_market_taken_apart_into_places_loses_no_tonne(ensemble: Ensemble) -> None:
    market, _, cleared = ensemble.equilibria("aluminium", DEAL, "none", 5)
    balance = ensemble.minerals["aluminium"].balance
    every = placed_supply(market, cleared, {place: (place,) for place in balance.places}, balance)
    assert len(every.origins) > len(market.origins)
    np.testing.assert_allclose(every.output.sum(axis=-1), cleared.flows.sum(axis=(-1, -2)))
    np.testing.assert_allclose(every.need, every.used)
    np.testing.assert_allclose(every.bought.sum(axis=-1), every.output)
    np.testing.assert_allclose(every.bought.sum(axis=-2), every.need)


def test_a_mineral_that_no_deal_touches_is_listed_and_the_rest_is_given(ensemble: Ensemble) -> None:
    found = risk_after(ensemble, "geopolrisk", ["aluminium", "copper", "coper"], ["USA"])
    assert set(found.table["mineral"]) == {"aluminium"}
    assert list(found.refused["asked"]) == ["coper", "copper"]
    with pytest.raises(LabelError, match="Did you mean geopolrisk"):
        risk_after(ensemble, "geopolriks")
