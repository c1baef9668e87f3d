"""The stress set of benchmarks/stress.py with few draws: everything clears, and an independent residual agrees."""

import importlib.util
from pathlib import Path

import pytest

from orecast.market import residual, solve
from orecast.world import World

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("stress", ROOT / "benchmarks" / "stress.py")
assert _spec is not None
assert _spec.loader is not None
stress = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(stress)


@pytest.mark.parametrize("mineral", ["rare-earths", "graphite"])
def test_every_stressed_market_clears_and_the_certificate_agrees(mineral: str) -> None:
    market = stress.stressed_market(World.load(), mineral, draws=12)
    for name, shock in stress.shocks(market):
        found = solve(market, shock)
        assert found.status.sum() == 0, name
        independent = residual(market, shock, found.home_price, found.multiplier)
        assert independent == pytest.approx(found.residual, abs=1e-12), name
        assert independent.max() <= 1e-9, name
