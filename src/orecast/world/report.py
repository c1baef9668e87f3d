"""One mineral of the World as plain data: what `orecast world MINERAL` prints."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orecast.sources.stages import stages_of
from orecast.world.balance import Balance
from orecast.world.coverage import unknown_users
from orecast.world.output import disagreements
from orecast.world.plain import plain, plain_rows
from orecast.world.statistics import Statistics

if TYPE_CHECKING:
    from orecast.world.world import World

LARGEST_FLOWS = 50


def reported(world: "World", mineral: str, place: str | None) -> dict[str, object]:
    """Accounts, flows, prices, publishers' figures and every changed or missing number of a mineral.

    With `place` only what touches it. Corrections come largest first.
    Deposits carry who controls them and since when that is known; codes carry their content and its source.
    Errors  LabelError for an unknown mineral or place; CoverageError for an excluded mineral.
    """
    balance = world.balance(mineral, allow_incomplete=True)
    if place is not None:
        world.place_name(place)
        balance.index(place)
    return {
        "mineral": mineral,
        "name": world.mineral_name(mineral),
        "unit": balance.unit,
        "account": balance.account,
        "stage": balance.stage_label,
        "stages": _stages(world, mineral),
        "years": list(balance.years),
        "edition": world.edition,
        "status": balance.status,
        "status_reason": balance.status_reason,
        "price": {"usd_per_unit": plain(balance.price), "series": balance.price_series, "year": balance.price_year},
        "world": {"production": float(balance.production.sum()), "trade": float(balance.trade.sum())},
        "mass_balance_error": balance.mass_balance_error(),
        "places": plain_rows(_accounts(world, balance, place)),
        "flows": plain_rows(_flows(world, balance, place)),
        "publishers": plain_rows(_of_place(_publishers(world.statistics, balance), place)),
        "disagreements": plain_rows(_of_place(disagreements(world.statistics, mineral, balance.years), place)),
        "price_history": plain_rows(world.statistics.rows("prices", "mineral", mineral)),
        "steps": plain_rows(balance.steps),
        "corrections": plain_rows(_corrections(balance, place)),
        "missing": {name: plain(share) for name, share in balance.uncovered.items()},
        "codes": plain_rows(world.statistics.rows("mineral_codes", "mineral", mineral)),
        "deposits": plain_rows(_of_place(_deposits(world.statistics, mineral), place)),
        "unknown_users": unknown_users(world.statistics, mineral, balance.places, balance.use),
    }


def _stages(world: "World", mineral: str) -> list[dict[str, object]]:
    """Every stage of the mineral: where it is balanced, in which years, or why not."""
    found = stages_of(world.statistics["minerals"], world.statistics["stages"], mineral)
    covered = world.statistics.covered_years
    return [
        {
            "stage": item.stage,
            "mineral": item.market,
            "years": [year for year in world.years if item.market and year in covered(item.market)],
            "output": item.output,
            "reason": item.reason,
        }
        for item in found
    ]


def _accounts(world: "World", balance: Balance, place: str | None) -> pd.DataFrame:
    """Production (raw and corrected), imports, exports, use and reserves by place, largest throughput first."""
    frame = pd.DataFrame(
        {
            "place": balance.places,
            "name": [world.place_name(code) for code in balance.places],
            "production": balance.production,
            "production_raw": balance.raw_production,
            "imports": balance.trade.sum(axis=0),
            "exports": balance.trade.sum(axis=1),
            "use": balance.use,
            "reserves": balance.reserves,
        }
    )
    size = frame["production"] + frame["imports"]
    return _of_place(frame.loc[size.sort_values(ascending=False, kind="stable").index], place)


def _flows(world: "World", balance: Balance, place: str | None) -> pd.DataFrame:
    """Largest origin-to-use flows, with the trade between the same two places raw and corrected."""
    here = balance.places.index(place) if place is not None else None
    shown = balance.flows.copy()
    if here is not None:
        shown = np.zeros_like(shown)
        shown[here], shown[:, here] = balance.flows[here], balance.flows[:, here]
    order = np.argsort(-shown, axis=None, kind="stable")[:LARGEST_FLOWS]
    origin, used = np.unravel_index(order[shown.ravel()[order] > 0], shown.shape)
    labels = np.array(balance.places, dtype=object)
    return pd.DataFrame(
        {
            "origin": labels[origin],
            "use": labels[used],
            "quantity": balance.flows[origin, used],
            "trade_raw": balance.raw_trade[origin, used],
            "trade": balance.trade[origin, used],
        }
    )


def _publishers(statistics: Statistics, balance: Balance) -> pd.DataFrame:
    """Output as each publisher prints it, by place and base year."""
    table = statistics.rows("production", "mineral", balance.mineral)
    return table[table["year"].isin(balance.years)].sort_values(
        ["place", "year", "publisher"], key=lambda column: column.astype(str) if column.name != "year" else column
    )


def _deposits(statistics: Statistics, mineral: str) -> pd.DataFrame:
    """Named deposits of the mineral, with who controls each and on which date that was seen."""
    table = statistics["deposits"]
    holds = table["minerals"].astype(str).str.split(";").map(lambda names: mineral in names)
    return table.loc[holds, ["place", "name", "control", "control_date", "control_uncertain", "resource_text"]]


def _corrections(balance: Balance, place: str | None) -> pd.DataFrame:
    """Every changed number, largest first; with `place`, those at either end."""
    table = balance.corrections.sort_values("share_of_output", ascending=False, kind="stable")
    return table if place is None else table[(table["from"] == place) | (table["to"] == place)]


def _of_place(frame: pd.DataFrame, place: str | None) -> pd.DataFrame:
    return frame if place is None else frame[frame["place"].astype(str) == place]
