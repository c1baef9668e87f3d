"""A deal or event may move a later stage of a mineral: antimony metal has a market of its own."""

from pathlib import Path

import numpy as np
import pytest

from orecast.deals import load_deal, run
from orecast.deals.parameters import ranges
from orecast.deals.shelf import to_yaml
from orecast.market.measures import measures_of
from orecast.world import World

CONTROL = """\
orecast: 1
kind: event
name: antimony-control
title: A licence on exports of antimony metal and oxide
date: 2024-09-15
status: hypothetical
text: China lets through a part of its antimony metal and oxide, to everyone.
parties:
  - {party: chn, role: cutter}
levers:
  - lever: embargo
    name: licence
    mineral: antimony
    stage: metal
    by: exporter
    place: CHN
    targets: [USA]
    start: 2025
    share: {low: 0.7, mode: 0.9, high: 1.0}
    leakage: {low: 0.0, mode: 0.1, high: 0.3}
    detour_cost: 0.3
    status: guess
"""
SMELTER = """\
orecast: 1
kind: deal
name: smelter
title: A smelter
date: 2025-01-01
status: hypothetical
text: The United States smelt antimony.
parties:
  - {party: usa, role: buyer}
levers:
  - lever: capacity
    name: smelter
    mineral: antimony-metal
    place: USA
    direction: new
    start: 2026
    volume: 5000
    status: guess
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The event and the deal as files."""
    for name, text in (("antimony-control", CONTROL), ("smelter", SMELTER)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "antimony-control.yaml", tmp_path / "smelter.yaml"


def test_a_mineral_with_a_stage_is_the_market_of_that_stage(files: tuple[Path, Path]) -> None:
    control, smelter = map(load_deal, files)
    assert control.minerals == smelter.minerals == ("antimony-metal",)
    assert control.levers[0].stage == "metal"


def test_a_staged_deal_written_out_loads_back_to_the_same_deal(files: tuple[Path, Path]) -> None:
    control = load_deal(files[0])
    files[0].write_text(to_yaml(control), encoding="utf-8")
    assert load_deal(files[0]) == control


def test_a_control_on_antimony_metal_clears_and_moves_prices_the_right_way(files: tuple[Path, Path]) -> None:
    control, smelter = map(load_deal, files)
    ensemble = run(World.load(), [smelter], [control], draws=32, seed=3, years=(1, 3))
    assert sum(ensemble.unsolved.values()) == 0
    market, _, free = ensemble.equilibria("antimony-metal", "no-deal", "none", 1)
    _, _, cut = ensemble.equilibria("antimony-metal", "no-deal", "antimony-control", 1)
    china, states = market.origins.index("CHN"), market.users.index("USA")
    assert (cut.home_price[:, china] < free.home_price[:, china]).all()
    assert (cut.index[:, states] > free.index[:, states]).all()
    _, _, helped = ensemble.equilibria("antimony-metal", "smelter", "antimony-control", 3)
    _, _, alone = ensemble.equilibria("antimony-metal", "no-deal", "antimony-control", 3)
    assert (helped.index[:, states] < alone.index[:, states]).all()


def test_a_stage_takes_its_own_parameters_then_those_of_its_mineral() -> None:
    assert ranges("antimony-metal")["share_sensitivity_long"] == ranges("antimony")["share_sensitivity_long"]
    assert ranges("titanium-metal")["freight_rate"] != ranges("titanium")["freight_rate"]
    assert ranges("titanium-metal")["capacity_ratio_short"] == ranges("titanium")["capacity_ratio_short"]
    assert ranges("magnesium-metal")["demand_elasticity_short"] == ranges("*")["demand_elasticity_short"]


def test_a_route_closed_before_the_data_begin_keeps_the_share_it_has_in_the_base() -> None:
    world = World.load()
    balance = world.balance("copper-refined")
    found = measures_of(world, balance, 2025)
    russia, states = balance.index("RUS"), balance.index("USA")
    share = balance.flows[russia, states] / balance.use[states]
    assert found.is_closed[russia, states] == 1
    assert found.potential[russia, states] == pytest.approx(share)
    assert np.isfinite(found.potential).all()
