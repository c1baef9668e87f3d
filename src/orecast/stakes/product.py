"""`Stakes`: long tables that tell, for every party, what each scenario changes and how surely."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast._ground.errors import LabelError

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
HEADLINE_LABELS = ("scenario", "event", "party", "mineral", "year", "measure", "unit", "origin")


@dataclass(frozen=True, eq=False)
class Headlines:
    """`table`: one row a headline (columns HEADLINE_LABELS; year 0: the whole horizon); `draws` [headline, draw].

    net_gain      USD/yr, npv_5 USD and insurance_value USD, as in `Stakes.figures`, all minerals together
    price_paid    USD/t, change against no deal, by mineral
    restarted     t/yr that a party takes from an `origin` whose closed route a deal reopens
    A result that some draw does not cover is no headline.
    """

    table: pd.DataFrame
    draws: Floats

    def varying(self) -> "Headlines":
        """Those that differ between draws."""
        kept = np.ptp(self.draws, axis=1) > 0
        return Headlines(self.table[kept].reset_index(drop=True), self.draws[kept])


@dataclass(frozen=True, eq=False)
class Stakes:
    """Quantiles over draws of what scenarios mean for parties; every row has its unit.

    figures     scenario, event, party, mineral ('all': summed money), year (0: whole horizon), measure, unit,
                kind (level, or change against no-deal under the same event), q05, q50, q95, mean, share_positive
    suppliers   scenario, event, party, mineral, year, origin, q05, q50, q95 and base, t/yr
    map         scenario, event, mineral, place, year, measure, unit, against, q05, q50, q95
    timeline    deal, lever, mineral, place, year, q05, q50, q95, mean (t/yr), success
    basis       key, label, value, unit, note: what the numbers rest on
    drivers     scenario, event, party, mineral, year, measure, unit, origin, order, input, kind, share (of variance),
                rank_correlation, floor, low_end, high_end: what a headline hangs on (see `drivers.Drivers.table`)
    assumptions key, kind, mineral, deal, name, low, mode, high, unit, status, source, set_by, effect_…: every number
                that is assumed or a guess
    headlines   the draws behind the drivers
    Money in real US dollars of `money_year`.
    """

    figures: pd.DataFrame
    suppliers: pd.DataFrame
    map: pd.DataFrame
    timeline: pd.DataFrame
    basis: pd.DataFrame
    reasons: Callable[[], Mapping[str, pd.DataFrame]]  # waits for `drivers` and `assumptions`, which take longest
    headlines: Headlines
    parties: Mapping[str, tuple[str, ...]]
    money_year: int

    @property
    def drivers(self) -> pd.DataFrame:
        """What the spread of each headline hangs on."""
        return self._reasons["drivers"]

    @property
    def assumptions(self) -> pd.DataFrame:
        """Every assumed number and its effect."""
        return self._reasons["assumptions"]

    @cached_property
    def _reasons(self) -> Mapping[str, pd.DataFrame]:
        return self.reasons()

    def __getstate__(self) -> dict[str, Any]:
        """What a copy is made of: the reasons themselves, in place of what waits for them."""
        return vars(self) | {"reasons": partial(dict, self._reasons)}

    def figure(
        self, measure: str, party: str, scenario: str, *, event: str = "none", mineral: str = "all", year: int = 0,
        kind: str = "change",
    ) -> pd.Series:  # fmt: skip
        """One row of `figures`. Errors: LabelError naming the first label without one."""
        asked = {
            "measure": measure, "party": party, "scenario": scenario, "event": event, "mineral": mineral,
            "year": year, "kind": kind,
        }  # fmt: skip
        rows = self.figures
        for column, value in asked.items():
            if not (rows[column] == value).any():
                known = ", ".join(str(item) for item in dict.fromkeys(rows[column]))
                raise LabelError(
                    f"no figure with {column} '{value}' among those of {asked}. There is: {known}. Ask for one of them."
                )
            rows = rows[rows[column] == value]
        return rows.iloc[0]
