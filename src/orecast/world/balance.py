"""One mineral's accounts: who produces, trades and uses how much, and which numbers were changed to make them close."""

from dataclasses import dataclass, field, fields
from html import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast._ground.labels import require_known
from orecast.world import corrections, tracing

Floats = NDArray[np.float64]

SHOWN = 20  # places in a notebook's table


@dataclass(frozen=True, eq=False)
class Balance:
    """One mineral in the mean of its base years; float64 arrays over N places, frozen.

    Shapes  production, use, reserves: [place]; trade: [from, to]; flows: [origin, use].
    Units   `unit` of contained mineral per year, counted as `account` (Al, REO, TiO2 …); price: nominal USD of
            `price_year` per `unit`.
    Laws    use = production + imports − exports; rows of flows sum to production, columns to use (M2–M4).
    """

    mineral: str
    unit: str
    account: str
    stage_label: str
    years: tuple[int, ...]
    places: tuple[str, ...]
    production: Floats
    use: Floats
    trade: Floats
    flows: Floats
    reserves: Floats
    price: float
    price_series: str
    price_year: int
    status: str
    status_reason: str
    corrections: pd.DataFrame
    uncovered: dict[str, float]
    steps: pd.DataFrame = field(default_factory=pd.DataFrame)
    codes_missing: str = ""
    raw_production: Floats = field(default_factory=lambda: np.zeros(0))
    raw_trade: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def __post_init__(self) -> None:
        """Freeze every array."""
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def index(self, place: str) -> int:
        """Row of a place.

        Errors  LabelError for a place that neither produces, trades nor holds reserves of this mineral.
        """
        where = f"the balance of {self.mineral}"
        step = "Places are those with output, trade, reserves or a deposit: see `balance.places`."
        return self.places.index(require_known(place, self.places, "place", where, step))

    def passage(self, place: str) -> Floats:
        """π^t [origin, use]: share of each flow that crossed `place`; 1 in its own origin row (M3).

        Errors  LabelError for an unknown place.
        """
        return tracing.passage(self.index(place), self.production, self.trade, self.flows)

    def mass_balance_error(self) -> float:
        """Largest broken account, as a share of world output (M4).

        Accounts: use = production + imports − exports by place; rows of flows sum to production and columns to use.
        """
        gaps = (
            self.use - tracing.use(self.production, self.trade),
            self.flows.sum(axis=1) - self.production,
            self.flows.sum(axis=0) - self.use,
        )
        return float(max(np.abs(gap).max(initial=0.0) for gap in gaps) / max(self.production.sum(), 1e-300))

    def table(self) -> pd.DataFrame:
        """Production, imports, exports, use and reserves by place, largest throughput first."""
        imports, exports = self.trade.sum(axis=0), self.trade.sum(axis=1)
        columns = {"production": self.production, "imports": imports, "exports": exports, "use": self.use}
        frame = pd.DataFrame({**columns, "reserves": self.reserves}, index=pd.Index(self.places, name="place"))
        return frame.iloc[np.argsort(-(self.production + imports), kind="stable")]

    def _repr_html_(self) -> str:
        """The table in a notebook, under what is counted."""
        title = f"{self.mineral}: {self.stage_label}, {self.unit} of {self.account} a year, {self.status}"
        return f"<p>{escape(title)}</p>{self.table().head(SHOWN).to_html(float_format='{:,.0f}'.format)}"

    def correction(self) -> float:
        """Tonnes that the reconciliation added or took away, as a share of world output."""
        return corrections.size(self.corrections)
