"""What drives a result, and what is assumed: shares of the spread by input, and the ledger of assumed numbers."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Booleans, Integers
from orecast.stakes.figures import ALL_MINERALS, NO_EVENT, Grid
from orecast.stakes.headlines import ALL_DEALS, deals_in
from orecast.stakes.inputs import CHANCES, HAPPENS, RESTART, Input
from orecast.stakes.product import HEADLINE_LABELS, Headlines
from orecast.stakes.sensitivity import ends, first_order, is_enough, noise_floor, rank_correlation, tails

MOST_DRIVERS = 5  # of one headline
COLUMNS = (*HEADLINE_LABELS, "order", "input", "kind", "share", "rank_correlation", "floor", "low_end", "high_end")
EFFECTS = ("effect_share", "effect_rank_correlation", "effect_floor", "effect_measure", "effect_party", "effect_year")
STANDING = ("key", "kind", "mineral", "deal", "name", "low", "mode", "high", "unit", "status", "source", "set_by")


class Drivers:
    """Shares of every varying input in every headline.

    Shapes  share, rank [input, headline]; a share is 0 where the input plays no part.
    """

    def __init__(self, grid: Grid, inputs: Sequence[Input], headlines: Headlines) -> None:
        """Shares and rank correlations from the draws as they are."""
        self.inputs = [item for item in inputs if item.varies] if is_enough(grid.ensemble.draws) else []
        self.headlines = headlines = headlines.varying()
        self.labels = [{str(name): value for name, value in row.items()} for row in headlines.table.to_dict("records")]
        self.draws = grid.ensemble.draws
        self.tails: dict[int, tuple[Booleans, Booleans]] = {}
        self.plays = _plays(grid, self.inputs, headlines.table)
        self.restarts = _restarts(headlines.table)
        values = np.stack([item.draws for item in self.inputs if item.draws is not None]) if self.inputs else None
        empty = np.zeros((len(self.inputs), len(headlines.table)))
        self.share = empty if values is None else np.where(self.plays, first_order(values, headlines.draws), 0.0)
        self.rank = empty if values is None else rank_correlation(values, headlines.draws)

    def floor(self, headline: int) -> float:
        """Share that chance alone passes in one of twenty headlines."""
        return noise_floor(self.draws, int(self.plays[:, headline].sum()))

    def table(self) -> pd.DataFrame:
        """Drivers of every headline (columns COLUMNS): those above the floor, the largest first.

        `order` counts from 1. A headline without any has one row of order 1 with no `input`, whose share is the
        largest found. Order 0 is the share that reopened routes take (`restart_share`), whatever its size.
        """
        rows = [row for n in range(len(self.headlines.table)) for row in self._of(n)] if self.inputs else []
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _of(self, headline: int) -> Iterator[dict[str, Any]]:
        label = self.labels[headline]
        shares, floor = self.share[:, headline], self.floor(headline)
        ranked = [int(n) for n in np.argsort(-shares, kind="stable")[:MOST_DRIVERS] if shares[n] > floor]
        if not ranked:
            gaps = dict.fromkeys(("rank_correlation", "low_end", "high_end"), float("nan"))
            nothing = {"order": 1, "input": "", "kind": "", "share": float(shares.max()), "floor": floor}
            yield {**label, **nothing, **gaps}
        yield from (self._row(label, headline, n, order, floor) for order, n in enumerate(ranked, start=1))
        for n in self._restarting(headline):
            yield self._row(label, headline, n, 0, floor)

    def _restarting(self, headline: int) -> list[int]:
        """Positions of the restart shares that a headline leans on: those of minerals whose trade restarts."""
        wanted = self.restarts[self.labels[headline]["scenario"]]
        return [n for n, item in enumerate(self.inputs) if item.key in wanted and self.plays[n, headline]]

    def _row(self, label: dict[str, Any], headline: int, n: int, order: int, floor: float) -> dict[str, Any]:
        item = self.inputs[n]
        low, high = ends(self._tails(n), self.headlines.draws[headline])
        found = {
            "share": float(self.share[n, headline]),
            "rank_correlation": float(self.rank[n, headline]),
            "floor": floor,
        }
        return {
            **label,
            "order": order,
            "input": item.key,
            "kind": item.kind,
            **found,
            "low_end": low,
            "high_end": high,
        }

    def _tails(self, n: int) -> tuple[Booleans, Booleans]:
        """Tails of an input, found once."""
        draws = self.inputs[n].draws
        assert draws is not None
        if n not in self.tails:
            self.tails[n] = tails(draws)
        return self.tails[n]

    def ledger(self, inputs: Sequence[Input], scenario: str) -> pd.DataFrame:
        """Every assumed number, with its standing and its largest effect on a money headline of `scenario`.

        The effect of a chance is that of the lot it decides. `effect_floor` is the share that chance alone passes in
        one of twenty such ledgers; a number that never varies has no effect to show (NaN), although it may have one.
        """
        assumed = [item for item in inputs if item.is_assumed]
        table = self.headlines.table
        money = np.flatnonzero((table["scenario"] == scenario) & (table["mineral"] == ALL_MINERALS))
        rows = [{name: getattr(item, name) for name in STANDING} | self._effect(item, money) for item in assumed]
        return pd.DataFrame(rows, columns=[*STANDING, *EFFECTS])

    def _effect(self, item: Input, money: Integers) -> dict[str, Any]:
        keys = {item.key} | ({f"{item.key.rpartition('/')[0]}/{HAPPENS}"} if item.name in CHANCES else set())
        rows = np.array([n for n, one in enumerate(self.inputs) if one.key in keys], dtype=np.intp)
        if not rows.size or not money.size or not self.plays[np.ix_(rows, money)].any():
            return dict.fromkeys(EFFECTS[:3], float("nan")) | dict.fromkeys(EFFECTS[3:5], "") | {EFFECTS[5]: 0}
        shares = self.share[np.ix_(rows, money)]
        row, column = np.unravel_index(int(np.argmax(shares)), shares.shape)
        n, headline = int(rows[row]), int(money[column])
        found = self.labels[headline]
        floor = noise_floor(self.draws, len(self.inputs) * len(money))
        numbers = (float(self.share[n, headline]), float(self.rank[n, headline]), floor)
        told = (found["measure"], found["party"], int(found["year"]))
        return dict(zip(EFFECTS, (*numbers, *told), strict=True))


def _restarts(table: pd.DataFrame) -> dict[str, set[str]]:
    """Addresses of the restart shares that each scenario's reopened routes take."""
    found: dict[str, set[str]] = {scenario: set() for scenario in table["scenario"].unique()}
    for row in table[table["measure"] == "restarted"].to_dict("records"):
        found[row["scenario"]].add(f"{row['mineral']}/{RESTART}")
    return found


def widest_scenario(grid: Grid) -> str:
    """All deals together, or the only one."""
    return ALL_DEALS if ALL_DEALS in grid.ensemble.scenarios else grid.ensemble.scenarios[-1]


def _plays(grid: Grid, inputs: Sequence[Input], table: pd.DataFrame) -> Booleans:
    """Which input can move which headline at all: its mineral is touched, its deal or event is there."""
    ensemble = grid.ensemble
    touched = {
        s: {m for d in ensemble.deals if d.name in deals_in(grid, s) for m in d.minerals} for s in ensemble.scenarios
    }
    found = np.zeros((len(inputs), len(table)), dtype=bool)
    for column, row in enumerate(table.to_dict("records")):
        minerals = touched[row["scenario"]] if row["mineral"] == ALL_MINERALS else {row["mineral"]}
        acting = {"", *deals_in(grid, row["scenario"]), *({row["event"]} - {NO_EVENT})}
        found[:, column] = [item.mineral in minerals and item.deal in acting for item in inputs]
    return found
