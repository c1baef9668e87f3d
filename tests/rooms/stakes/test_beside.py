"""Two runs side by side: the change is paired, what differs is listed, and unlike runs are refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from orecast._ground.errors import DealError
from orecast.deals import Ensemble, Overlay, run
from orecast.stakes import Stakes, stakes
from orecast.stakes.beside import beside
from orecast.world import World

DEAL = "ru-us-krasnoyarsk-aluminium-2025"
SALE = f"{DEAL}/aluminium-to-usa/probability"
DRAWS = 32


def overlay(**changes: object) -> Overlay:
    head = {"orecast": 1, "kind": "overlay", "name": "trial", "title": "A trial", "status": "guess"}
    return Overlay.model_validate({**head, "changes": changes})


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


@pytest.fixture(scope="module")
def plain(world: World) -> tuple[Ensemble, Stakes]:
    ensemble = run(world, [DEAL], draws=DRAWS, years=(1, 5))
    return ensemble, stakes(world, ensemble)


@pytest.fixture(scope="module")
def changed(world: World) -> tuple[Ensemble, Stakes]:
    other = overlay(**{SALE: 0, "aluminium/growth": {"low": 0.0, "mode": 0.01, "high": 0.02}})
    ensemble = run(world, [DEAL], draws=DRAWS, years=(1, 5), overlays=[other])
    return ensemble, stakes(world, ensemble)


def test_a_run_beside_itself_does_not_differ(plain: tuple[Ensemble, Stakes]) -> None:
    found = beside(*plain, *plain)
    assert len(found.headlines) == 30  # 6 parties: net gain and price in two years, present value over all
    assert not found.headlines[["change_q05", "change_q50", "change_q95", "change_share_positive"]].any(axis=None)
    assert found.headlines["left_q50"].equals(found.headlines["right_q50"])
    assert found.assumptions.empty


def test_the_change_is_taken_in_the_same_draw(plain: tuple[Ensemble, Stakes], changed: tuple[Ensemble, Stakes]) -> None:
    found = beside(*plain, *changed).headlines
    row = found.query("measure == 'net_gain' and party == 'usa' and year == 5").iloc[0]

    def draws(side: Stakes) -> np.ndarray:
        table = side.headlines.table.query("measure == 'net_gain' and party == 'usa' and year == 5")
        gains: np.ndarray = side.headlines.draws[table.index[0]]
        return gains

    change = draws(changed[1]) - draws(plain[1])
    assert row["change_q50"] == np.quantile(change, 0.5)
    assert row["change_share_positive"] == np.mean(change > 0)
    assert row["left_q50"] == plain[1].figure("net_gain", "usa", DEAL, year=5)["q50"]
    assert row["right_q95"] == changed[1].figure("net_gain", "usa", DEAL, year=5)["q95"]


def test_the_numbers_that_differ_are_listed_with_who_set_them(
    plain: tuple[Ensemble, Stakes], changed: tuple[Ensemble, Stakes]
) -> None:
    table = beside(*plain, *changed).assumptions.set_index("key")
    assert set(table.index) == {SALE, "aluminium/growth"}
    assert (table["left_mode"][SALE], table["right_mode"][SALE]) == (0.2, 0.0)
    assert table.loc["aluminium/growth", "left_set_by"] == "paths.csv, row aluminium"
    assert table.loc["aluminium/growth", "right_set_by"] == "overlay trial, aluminium/growth"


def test_a_number_that_the_deal_leaves_at_its_default_is_listed_too(
    world: World, plain: tuple[Ensemble, Stakes]
) -> None:
    late = overlay(**{f"{DEAL}/krasnoyarsk-potline/probability": 0.5})
    ensemble = run(world, [DEAL], draws=DRAWS, years=(1, 5), overlays=[late])
    table = beside(*plain, ensemble, stakes(world, ensemble)).assumptions
    assert table["key"].tolist() == [f"{DEAL}/krasnoyarsk-potline/probability"]
    assert table["left_mode"].isna().all()


def test_minerals_whose_draws_were_replaced_are_named(plain: tuple[Ensemble, Stakes]) -> None:
    ensemble, found = plain
    mineral = ensemble.minerals["aluminium"]
    rejecting = replace(mineral, draws=replace(mineral.draws, rejected=3))
    other = replace(ensemble, minerals={"aluminium": rejecting})
    assert beside(ensemble, found, ensemble, found).unpaired == ()
    assert beside(ensemble, found, other, found).unpaired == ("aluminium",)


def test_unlike_runs_are_refused(world: World, plain: tuple[Ensemble, Stakes], tmp_path: Path) -> None:
    fewer = run(world, [DEAL], draws=8, years=(1, 5))
    with pytest.raises(DealError, match=r"side by side: the draws differ \(32 and 8\)\. Only runs of the same deals"):
        beside(*plain, fewer, plain[1])
    seeded = run(world, [DEAL], draws=DRAWS, years=(1, 5), seed=1)
    with pytest.raises(DealError, match=r"the seeds differ \(2025 and 1\), so draw 17 is not the same world"):
        beside(*plain, seeded, plain[1])
