"""What drives a result on the real statistics: known inputs come back by name, and every assumed number is listed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from orecast.deals import Ensemble, run
from orecast.sources import load
from orecast.stakes import Stakes, stakes
from orecast.stakes.collect import OutcomesOf, collect
from orecast.stakes.drivers import Drivers
from orecast.stakes.figures import Grid
from orecast.stakes.inputs import inputs_of
from orecast.stakes.parties import REST_OF_WORLD
from orecast.stakes.product import HEADLINE_LABELS, Headlines
from orecast.stakes.sensitivity import noise_floor
from orecast.stakes.settle import real_price
from orecast.world import World

DEALS = ["ru-us-rare-earths-2025", "ru-us-krasnoyarsk-aluminium-2025"]
CUT = "china-rare-earth-cut"
SALE = "ru-us-krasnoyarsk-aluminium-2025/aluminium-to-usa"
DRAWS = 256


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


@pytest.fixture(scope="module")
def ensemble(world: World) -> Ensemble:
    return run(world, DEALS, [CUT], draws=DRAWS, years=(1, 5))


@pytest.fixture(scope="module")
def settled(world: World, ensemble: Ensemble) -> Stakes:
    return stakes(world, ensemble)


@pytest.fixture(scope="module")
def grid(world: World, ensemble: Ensemble, settled: Stakes) -> Grid:
    prices = {mineral: real_price(world, mineral) for mineral in ensemble.minerals}
    return Grid(ensemble, (*settled.parties, REST_OF_WORLD), collect(ensemble, OutcomesOf(settled.parties, prices)))


def made_up(rows: Sequence[tuple[dict[str, Any], np.ndarray]]) -> Headlines:
    """Headlines whose draws are set by hand."""
    usual = dict(scenario="all-deals", event="none", party="usa", mineral="all", year=5, measure="net_gain")
    table = pd.DataFrame([usual | dict(unit="USD/yr", origin="") | label for label, _ in rows])
    return Headlines(table[list(HEADLINE_LABELS)], np.stack([draws for _, draws in rows]))


def test_a_result_made_of_one_input_names_it_with_nearly_all_of_its_spread(grid: Grid, ensemble: Ensemble) -> None:
    theta = ensemble.minerals["aluminium"].draws.values["share_sensitivity_long"]
    table = Drivers(grid, inputs_of(ensemble), made_up([({}, 3e8 * theta)])).table()
    first = table[table["order"] == 1].iloc[0]
    assert first["input"] == "aluminium/share_sensitivity_long"
    assert first["share"] > 0.95  # eight classes lose 1/64 of a straight line
    assert first["rank_correlation"] == pytest.approx(1)
    assert (first["low_end"], first["high_end"]) == (
        np.median(3e8 * theta[theta <= np.quantile(theta, 0.1)]),
        np.median(3e8 * theta[theta >= np.quantile(theta, 0.9)]),
    )


def test_a_result_of_pure_noise_names_no_driver_and_says_how_large_the_largest_was(
    grid: Grid, ensemble: Ensemble
) -> None:
    noise = np.random.default_rng(4).normal(size=DRAWS)
    table = Drivers(grid, inputs_of(ensemble), made_up([({}, noise)])).table()
    assert len(table) == 1
    assert table.iloc[0]["input"] == ""
    assert 0 < table.iloc[0]["share"] < table.iloc[0]["floor"]


def test_an_input_of_a_mineral_or_deal_that_plays_no_part_is_never_a_driver(grid: Grid, ensemble: Ensemble) -> None:
    other = ensemble.minerals["rare-earths"].draws.values["growth"]
    alone = {"scenario": DEALS[1]}
    table = Drivers(grid, inputs_of(ensemble), made_up([(alone, other), ({}, other)])).table()
    assert table.loc[table["scenario"] == DEALS[1], "input"].tolist() == [""]
    assert table.loc[table["scenario"] == "all-deals", "input"].iloc[0] == "rare-earths/growth"


def test_headlines_are_the_draws_behind_the_figures(settled: Stakes) -> None:
    table, draws = settled.headlines.table, settled.headlines.draws
    own = table["measure"].isin(["net_gain", "npv_5", "insurance_value", "price_paid"])
    assert own.sum() > 50
    for n in np.flatnonzero(own)[::7]:
        row = table.iloc[n]
        figure = settled.figure(
            row["measure"], row["party"], row["scenario"], event=row["event"], mineral=row["mineral"], year=row["year"]
        )
        assert figure["q50"] == pytest.approx(np.median(draws[n]), rel=1e-9, abs=1e-6)


def test_whether_the_sale_is_committed_drives_what_america_gains(settled: Stakes) -> None:
    """The lot of the sale moves the money by hundreds of millions; nothing else in the deal comes near."""
    table = settled.drivers.query("scenario == 'all-deals' and party == 'usa' and measure == 'net_gain' and year == 5")
    first = table[table["order"] == 1].iloc[0]
    assert first["input"] == f"{SALE}/happens"
    assert first["share"] > 3 * first["floor"]
    assert first["high_end"] < first["low_end"]


def test_trade_that_restarts_says_what_its_prior_makes_of_it(settled: Stakes) -> None:
    """Lifting the measures on Russian aluminium restarts its trade, on the share that a reopened route takes back."""
    rows = settled.drivers.query("measure == 'restarted' and order == 0 and year == 1")
    assert set(rows["input"]) == {"aluminium/restart_share"}
    assert set(rows["party"]) == {"usa"}
    assert (rows["high_end"] > 1.5 * rows["low_end"]).all()
    assert (rows["low_end"] > 10_000).all()


def test_without_enough_draws_nothing_is_said(world: World) -> None:
    few = stakes(world, run(world, DEALS[1:], draws=8, years=(1,)))
    assert few.drivers.empty
    assert few.assumptions["effect_share"].isna().all()


def test_the_ledger_lists_every_assumed_number_of_the_tables_and_the_deals(settled: Stakes, ensemble: Ensemble) -> None:
    parameters, paths = load("parameters").frame, load("paths").frame
    expected = 0
    for mineral in ensemble.minerals:
        table = parameters[parameters["mineral"].isin(["*", mineral])].sort_values("mineral")  # '*' sorts first
        expected += (table.groupby("parameter")["status"].last() == "assumed").sum()
        growth = paths[paths["mineral"].isin(["*", mineral]) & (paths["place"] == "*")].sort_values("mineral")
        expected += growth["status"].iloc[-1] == "assumed"
    levers = [lever for deal in (*ensemble.deals, *ensemble.events) for lever in deal.levers]
    expected += sum(lever.is_guess(number) for lever in levers for _, number in lever.numbers())
    ledger = settled.assumptions
    assert len(ledger) == expected
    assert ledger["key"].is_unique
    assert (ledger.loc[ledger["status"] == "assumed", "source"] != "").all()
    assert set(ledger["status"]) == {"assumed", "guess"}
    assert ledger.set_index("key").loc["aluminium/growth", "set_by"] == "paths.csv, row aluminium"
    assert ledger.set_index("key").loc[f"{SALE}/volume", "set_by"] == f"deal {DEALS[1]}, lever aluminium-to-usa"


def test_a_chance_has_the_effect_of_the_lot_it_decides(settled: Stakes) -> None:
    row = settled.assumptions.set_index("key").loc[f"{SALE}/probability"]
    assert row["effect_share"] > 0.3
    assert settled.assumptions.set_index("key")["effect_share"].drop(f"{SALE}/probability").max() > 0


def test_a_number_without_spread_has_no_effect_to_show(settled: Stakes) -> None:
    assert settled.assumptions.set_index("key")["effect_share"].isna()["aluminium/merge_below"]


def test_more_draws_lower_the_floor(grid: Grid, ensemble: Ensemble) -> None:
    drivers = Drivers(grid, inputs_of(ensemble), made_up([({}, np.arange(float(DRAWS)))]))
    tried = int(drivers.plays.sum())
    assert noise_floor(4 * DRAWS, tried) < drivers.floor(0) < noise_floor(DRAWS // 4, tried)
