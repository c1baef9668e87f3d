"""From a World and labels to tidy tables of a measure; what cannot be given is listed beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast._ground.errors import CoverageError, LabelError
from orecast.deals.parameters import ranges
from orecast.stakes.risk.asked import Door, one_of
from orecast.stakes.risk.chances import chances, disruption_rates
from orecast.stakes.risk.measures import FAMILIES, MEASURES, Measure, Question
from orecast.stakes.risk.supply import Members, Supply, world_supply
from orecast.world import Balance, World

WORLD_ROW = "world"
REFUSED = ("kind", "asked", "reason")
NO_USE, NO_DATA = "no use and no imports of its own", "nothing of it is covered"


@dataclass(frozen=True, eq=False)
class Measured:
    """Rows of a measure, and what was asked for and cannot be given.

    table     tidy rows; NaN is a gap, whose reason stands in `gap`
    refused   kind, asked, reason: labels that are not known or not covered
    left_out  mineral, reason: minerals that nobody asked for by name and whose flows are incomplete
    """

    table: pd.DataFrame
    refused: pd.DataFrame
    left_out: pd.DataFrame

    def require(self) -> "Measured":
        """Itself. Errors: LabelError that lists what was refused, if anything was."""
        if len(self.refused):
            raise LabelError(" ".join(f"{reason}" for reason in self.refused["reason"]))
        return self


@dataclass(frozen=True)
class Options:
    """What a measure takes besides labels: supplier groups, a file of rates, and whether incomplete flows are shown."""

    groups: Mapping[str, Sequence[str]]
    rates: Path | None = None
    allow_incomplete: bool = False


def measure_risk(
    world: World,
    measure: str,
    minerals: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    rates: Path | None = None,
    allow_incomplete: bool = False,
) -> Measured:
    """One measure of risk (M5, M6, M8) of the World: a row for each mineral, place and year.

    `minerals`, `places`: ids, names or aliases; all without them. `years`: each year on its own; without it the mean
    of the World's base years. `groups`: unions by name, each with its places (an empty list: that group of the
    edition); they are users like places, and for 'group-share' the suppliers. `rates`: a csv of disruption rates.
    A family ('hhi', 'n-1') gives its measures one after the other. A measure of its own shape ('geopolrisk') has the
    columns of its own function.
    Errors  LabelError for an unknown measure, with near names; all else that is not known is in `Measured.refused`.
    """
    if measure in FAMILIES:
        parts = [_common(world, MEASURES[one], minerals, places, years, groups or {}, rates, allow_incomplete)
                 for one in FAMILIES[measure]]  # fmt: skip
        return together(parts)
    chosen = MEASURES[one_of(measure, (*MEASURES, *FAMILIES), "measure")]
    if chosen.table is not None:
        found: Measured = chosen.table(world, minerals, places, years, groups=groups, allow_incomplete=allow_incomplete)
        return found
    return _common(world, chosen, minerals, places, years, groups or {}, rates, allow_incomplete)


def together(parts: list[Measured]) -> Measured:
    """Several measures as one table; what all of them refuse is told once."""
    tables = [pd.concat([getattr(part, name) for part in parts], ignore_index=True)
              for name in ("table", "refused", "left_out")]  # fmt: skip
    return Measured(tables[0], *(table.drop_duplicates(ignore_index=True) for table in tables[1:]))


def _common(
    world: World, chosen: Measure, minerals: Sequence[str] | None, places: Sequence[str] | None,
    years: Sequence[int] | None, groups: Mapping[str, Sequence[str]], rates: Path | None, allow_incomplete: bool,
) -> Measured:  # fmt: skip
    """A measure in the common shape."""
    door = Door()
    periods = door.periods(world, years)
    named = door.groups(groups)
    as_users = {} if chosen.name == "group-share" else named
    users = {WORLD_ROW: ()} if chosen.of_world else door.users(places, as_users)
    options = Options(named, rates, allow_incomplete)
    if chosen.name == "group-share" and not named:
        door.refuse("group", "", "group-share needs a group of suppliers: --group NAME=PLACE,PLACE or --group eu")
    parts, left_out = [], []
    for mineral in door.minerals(world, minerals):
        try:
            balances = balances_of(world, mineral, periods, allow_incomplete or not chosen.needs_flows)
        except CoverageError as error:
            left_out.append({"mineral": mineral, "reason": str(error)})
            continue
        parts.append(_rows(chosen, balances, list(periods), users, options, asked=places is not None))
    return measured(door, parts, left_out, minerals is not None)


def measured(door: Door, parts: list[pd.DataFrame], left_out: list[dict[str, str]], by_name: bool) -> Measured:
    """The tables together; minerals that were asked for by name and cannot be given count as refused."""
    refused = [vars(one) for one in door.refused]
    if by_name:
        refused += [{"kind": "mineral", "asked": one["mineral"], "reason": one["reason"]} for one in left_out]
        left_out = []
    kept = [part for part in parts if len(part)]
    table = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame()
    return Measured(
        table, pd.DataFrame(refused, columns=list(REFUSED)), pd.DataFrame(left_out, columns=["mineral", "reason"])
    )


def balances_of(world: World, mineral: str, periods: Mapping[str, tuple[int, ...]], incomplete: bool) -> list[Balance]:
    """The balance of each period. Errors: CoverageError where one cannot be given."""
    return [world.balance(mineral, years, allow_incomplete=incomplete) for years in periods.values()]


def _rows(
    measure: Measure, balances: list[Balance], periods: list[str], users: Members | None,
    options: Options, asked: bool,
) -> pd.DataFrame:  # fmt: skip
    """Rows of one mineral."""
    question = _question(balances, users, options)
    columns = measure.formula(question)
    if measure.name == "group-share":
        parts = [_tidy(measure, balances[0], periods, question.supply, {"value": share, "group": name}, asked)
                 for name, share in columns.items()]  # fmt: skip
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    return _tidy(measure, balances[0], periods, question.supply, columns, asked)


def _question(balances: list[Balance], users: Members | None, options: Options) -> Question:
    supply = world_supply(balances, users)
    table = ranges(balances[0].mineral)
    taken = ("supply_elasticity_up_short", "demand_elasticity_short", "backstop_price")
    supply_elasticity, demand_elasticity, highest = (table[name].mode for name in taken)
    return Question(
        supply=supply,
        members={
            name: np.isin(supply.origins, list(places)).astype(np.float64) for name, places in options.groups.items()
        },
        chance=chances(supply.origins, supply.governance, disruption_rates(options.rates)),
        price=np.array([balance.price for balance in balances]),
        market=(supply_elasticity, demand_elasticity, highest),
    )


def _tidy(
    measure: Measure, balance: Balance, periods: list[str], supply: Supply, columns: Mapping[str, Floats | str],
    asked: bool,
) -> pd.DataFrame:  # fmt: skip
    """One row per user and period; users without use or imports only where they were asked for."""
    value = np.asarray(columns["value"], dtype=float)
    labels = (WORLD_ROW,) if measure.of_world else supply.users
    grid = value[:, None] if measure.of_world else value
    y, k = (part.ravel() for part in np.indices(grid.shape))
    rows = {
        "mineral": balance.mineral, "place": np.array(labels, dtype=object)[k],
        "year": np.array(periods, dtype=object)[y], "measure": measure.name, "value": grid.ravel(),
        "unit": measure.unit,
    }  # fmt: skip
    table = pd.DataFrame(rows | {name: _cells(name, held, grid, supply) for name, held in _extra(columns)})
    table["gap"] = np.where(np.isnan(grid).ravel(), NO_DATA if measure.of_world else NO_USE, "")
    there = np.ones(len(table), dtype=bool) if asked or measure.of_world else ~np.isnan(grid).ravel()
    return table[there].sort_values(["place", "year"], ignore_index=True, kind="stable")


def _extra(columns: Mapping[str, Floats | str]) -> list[tuple[str, Floats | str]]:
    return [(name, held) for name, held in columns.items() if name != "value"]


def _cells(name: str, held: Floats | str, grid: Floats, supply: Supply) -> object:
    """A further column: text as it is, an origin by its label, numbers on the grid."""
    if isinstance(held, str):
        return held
    cells = np.broadcast_to(held if held.ndim == grid.ndim else held[:, None], grid.shape).ravel()
    if name == "supplier":
        return np.array([*supply.origins, ""], dtype=object)[cells.astype(np.int64)]
    return cells
