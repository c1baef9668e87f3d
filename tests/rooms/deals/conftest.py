"""Folders and small worlds that the tests of this room read."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orecast.deals.axes import axes_of
from orecast.deals.changes import Setting
from orecast.deals.labels import labels
from orecast.market import Market, calibrate, frame_of
from orecast.market.measures import Measures
from orecast.world import Balance, World, tracing

ROOT = Path(__file__).parents[3]


@pytest.fixture
def examples() -> Path:
    """The examples that come with the repository."""
    return ROOT / "examples"


@pytest.fixture
def bad_data() -> Path:
    """Files with one fault each."""
    return ROOT / "tests" / "bad_data"


@pytest.fixture(scope="session")
def world() -> World:
    """The World of the embedded edition."""
    return World.load()


@pytest.fixture
def balance() -> Balance:
    """Rare earths of three places: America mines 40 and sends 30 of it to China, which sends back 10 and 5 to Japan."""
    places = ("CHN", "JPN", "USA")
    production = np.array([100.0, 0.0, 40.0])
    trade = np.zeros((3, 3))
    trade[2, 0], trade[0, 2], trade[0, 1] = 30, 10, 5
    return Balance(
        mineral="rare-earths",
        unit="t",
        account="REO",
        stage_label="oxides and compounds",
        years=(2022, 2023, 2024),
        places=places,
        production=production,
        use=tracing.use(production, trade),
        trade=trade,
        flows=tracing.traced(production, trade),
        reserves=np.full(3, np.nan),
        price=10_000.0,
        price_series="made up",
        price_year=2024,
        status="usable",
        status_reason="",
        corrections=pd.DataFrame(),
        uncovered={},
    )


def market_of(balance: Balance, merge_below: float = 0.0, planned: dict[str, float] | None = None) -> Setting:
    """A market on a balance with one draw of plain parameters, and what its levers are compiled against, in 2030."""
    size = (len(balance.places),) * 2
    free = Measures(np.zeros(size), np.zeros(size), np.zeros(size))
    frame = frame_of(balance, free, planned or {}, keep=(), merge_below=merge_below)
    market = calibrate(frame, {name: np.array([value]) for name, value in PLAIN.items()}, 2023)
    return Setting(market, balance, axes_of(balance, frame.merging), labels(), 2030)


PLAIN = {
    "share_sensitivity": 2.0,
    "demand_elasticity": 0.5,
    "backstop_price": 5.0,
    "supply_elasticity_up": 0.5,
    "supply_elasticity_down": 0.5,
    "floor_price": 0.5,
    "capacity_ratio": 2.0,
    "prior_weight": 1e-6,
    "restart_share": 1.0,
    "distance_exponent": 1.0,
    "freight_rate": 0.0,
    "growth": 0.0,
}


def closed(setting: Setting, origin: str, user: str) -> Setting:
    """The same setting with one route banned in the base, and a tariff of 200 % on it."""
    market: Market = setting.market
    route = market.origins.index(origin), market.users.index(user)
    access, tariff = np.ones(market.share.shape[-2:]), np.zeros(market.share.shape[-2:])
    access[route], tariff[route] = 0, 2
    return replace(setting, market=replace(market, access=access, tariff=tariff))
