"""GeoPolRisk scores and characterisation factors: the method done right, or in the published tool's treatment (M6)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from orecast._ground.arrays import Floats
from orecast._ground.errors import CoverageError
from orecast.stakes.risk import compat, formulas
from orecast.stakes.risk.asked import Door, one_of, place_spellings
from orecast.stakes.risk.measures import MEASURES, geopolrisk_columns, register
from orecast.stakes.risk.supply import Members, world_supply
from orecast.stakes.risk.table import NO_USE, Measured, balances_of, measured
from orecast.world import Balance, World

REFERENCE = "copper"
KILOGRAMS = {"t": 1000.0, "kg": 1.0}
"""Kilograms in a unit; other units (carats, million m³) have no factor per kilogram."""
UNPLACED = "output in the printed world total that no place is named for"
STRANDED = "output that stays with producers whose export form is not in the flows"
SOURCELESS = "trade removed because its exporter has no source"
COLUMNS = (*compat.COLUMNS, "hidden_governance", "hidden_trade", "reference_usd_per_kg", "price_year", "gap")


def geopolrisk(
    world: World,
    minerals: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    compatible: str | None = None,
    allow_incomplete: bool = False,
) -> Measured:
    """GeoPolRisk score and characterisation factor (M6): a row for each mineral, place and year.

    Columns `COLUMNS`: hhi of world output; import_risk; gprs, their product; cf_kgCu_eq_per_kg, the score times price
    over copper's (`reference_usd_per_kg`: mean score of copper's users by their use, times its price in those years);
    price_usd_per_kg of contained mineral; hidden_governance, share of the imports whose origin has no score;
    hidden_trade, share of world output that the flows hide. Contained tonnes, from the place of origin to that of use
    (M3), each customs code once; a union's own trade is in neither sum. NaN is a gap, its reason in `gap`.

    `compatible='geopolrisk-2.0'`: the published tool's treatment instead, every year it has without `years`
    (`compat.published_geopolrisk`); groups and incomplete flows do not apply to it.
    Errors  LabelError for an unknown compatible mode; what else is not known is in `Measured.refused`.
    """
    if compatible is not None:
        one_of(compatible, (compat.NAME,), "compatible mode")
        return _published(world, minerals, places, years, groups)
    door = Door()
    periods = door.periods(world, years)
    users = door.users(places, door.groups(groups or {}))
    reference = copper_reference(world, periods)
    parts, left_out = [], []
    for mineral in door.minerals(world, minerals):
        try:
            balances = balances_of(world, mineral, periods, allow_incomplete)
        except CoverageError as error:
            left_out.append({"mineral": mineral, "reason": str(error)})
            continue
        parts.append(_rows(balances, list(periods), users, reference, places is not None))
    return measured(door, parts, left_out, minerals is not None)


def copper_reference(world: World, periods: Mapping[str, tuple[int, ...]]) -> Floats:
    """Score of copper's users, weighted by their use, times its price. USD/kg, one a period."""
    balances = balances_of(world, REFERENCE, periods, True)
    supply = world_supply(balances)
    score, use = geopolrisk_columns(supply)["value"], supply.used
    covered = np.where(np.isnan(score), 0.0, use)
    mean = np.sum(covered * np.nan_to_num(score), axis=-1) / covered.sum(axis=-1)
    return np.asarray(mean * _prices(balances), dtype=np.float64)


def _prices(balances: Sequence[Balance]) -> Floats:
    """Price of each balance in USD per kg; NaN where its unit is no weight."""
    return np.array([balance.price / KILOGRAMS.get(balance.unit, np.nan) for balance in balances])


def _rows(
    balances: list[Balance], periods: list[str], users: Members | None, reference: Floats, asked: bool
) -> pd.DataFrame:
    """Rows of one mineral: those without use or imports only where the place was asked for."""
    supply = world_supply(balances, users)
    found = geopolrisk_columns(supply)
    score, price = found["value"], _prices(balances)[:, None]
    factor = formulas.characterisation_factor(score, price, reference[:, None])
    y, k = (part.ravel() for part in np.indices(score.shape))
    values = (found["hhi"], found["import_risk"], score, factor, np.broadcast_to(price, score.shape),
              found["hidden_share"])  # fmt: skip
    table = pd.DataFrame({
        "mineral": balances[0].mineral, "country": np.array(supply.users, dtype=object)[k],
        "year": np.array(periods, dtype=object)[y],
        **{name: cells.ravel() for name, cells in zip(COLUMNS[3:9], values, strict=True)},
        "hidden_trade": np.array([_hidden_trade(balance) for balance in balances])[y],
        "reference_usd_per_kg": reference[y],
        "price_year": np.array([balance.price_year for balance in balances])[y],
        "gap": _gaps(found["import_risk"], found["hidden_share"]).ravel(),
    })  # fmt: skip
    kept = table if asked else table[(table["gap"] != NO_USE).to_numpy()]
    return kept.sort_values(["country", "year"], ignore_index=True, kind="stable")


def _gaps(risk: Floats, hidden: Floats) -> NDArray[np.str_]:
    """Why a cell has no score: nothing is used, or no origin of its imports has one."""
    why = np.where(hidden > 0, "no origin of its imports has a governance score", NO_USE)
    return np.where(np.isnan(risk), why, "").astype(np.str_)


def _hidden_trade(balance: Balance) -> float:
    """Share of world output that the flows of a mineral hide, of what is counted."""
    return float(sum(balance.uncovered.get(name, 0.0) for name in (UNPLACED, STRANDED, SOURCELESS)))


def _published(
    world: World, minerals: Sequence[str] | None, places: Sequence[str] | None, years: Sequence[int] | None,
    groups: Mapping[str, Sequence[str]] | None,
) -> Measured:  # fmt: skip
    """Rows of the compatible mode, with the published names."""
    door = Door()
    for name in groups or {}:
        door.refuse("group", name, f"{compat.NAME} has one union, EU, pooled as published; no group is passed to it")
    there = world.statistics.production_years
    chosen = list(there) if years is None else door.years(years, there)
    named = door.known("mineral", minerals or compat.published_minerals(), _mineral_spellings(),
                       f"{compat.NAME} has 53 minerals.")  # fmt: skip
    table = compat.published_geopolrisk(named, chosen)
    if places is not None:
        listing = f"{compat.NAME} has the importers of the customs record and EU."
        table = table[table["country"].isin(door.known("place", places, _country_spellings(), listing))]
    return measured(door, [table.reset_index(drop=True)], [], minerals is not None)


def _mineral_spellings() -> dict[str, str]:
    """Published names by themselves and by our ids."""
    names = compat.published_minerals()
    ours = {mineral.casefold(): name for name, mineral in names.items()}
    return ours | {name.casefold(): name for name in names}


def _country_spellings() -> dict[str, str]:
    """Published country names by themselves and by our ids, codes and names."""
    names = compat.published_places()
    by_place = {place: name for name, place in names.items()}
    ours = {text: by_place[place] for text, place in place_spellings().items() if place in by_place}
    return ours | {compat.UNION_GROUP: compat.UNION} | {name.casefold(): name for name in names}


register(replace(MEASURES["geopolrisk"], table=geopolrisk))
