"""Measures of risk without and with a deal: nothing changes without a lever, and the figures agree with the tables."""

import numpy as np
import pytest

from orecast._ground.errors import LabelError
from orecast.deals import Ensemble, run
from orecast.stakes import stakes
from orecast.stakes.risk import MEASURES, measure_risk, risk_after
from orecast.world import World

DEAL = "ru-us-krasnoyarsk-aluminium-2025"


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    return run(World.load(), [DEAL], draws=32, years=(5,))


def test_before_and_after_and_the_paired_change_of_every_measure(ensemble: Ensemble) -> None:
    for name, one in MEASURES.items():
        found = risk_after(ensemble, name, places=["USA", "eu"], groups={"g7": []})
        if not one.after:
            assert list(found.refused["kind"]) == ["measure"]
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


def test_a_mineral_that_no_deal_touches_is_listed_and_the_rest_is_given(ensemble: Ensemble) -> None:
    found = risk_after(ensemble, "geopolrisk", ["aluminium", "copper", "coper"], ["USA"])
    assert set(found.table["mineral"]) == {"aluminium"}
    assert list(found.refused["asked"]) == ["coper", "copper"]
    with pytest.raises(LabelError, match="Did you mean geopolrisk"):
        risk_after(ensemble, "geopolriks")
