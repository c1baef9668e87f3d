"""What EU supply risk is computed from: parameters of the study, and a World's supply by material, stage and place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

import numpy as np
import pandas as pd

from orecast._ground.arrays import Booleans, Floats
from orecast._ground.errors import LabelError
from orecast._ground.labels import require_known
from orecast.sources import load
from orecast.stakes.risk.formulas import import_reliance
from orecast.world import Balance, World
from orecast.world.coverage import INCOMPLETE
from orecast.world.output import mean_output

GLOBAL, SOURCING = "global", "sourcing"
STAGES = ("primary", "refined")
EVERY, EU = "*", "eu"
NOT_COUNTED = "no output statistics of this stage in the data edition"
Basis = Literal["origin", "border"]
SIX = "_2024_update"  # ending of the six dimensions in governance.csv, one revision


@dataclass(frozen=True, eq=False)
class Study:
    """Tables of the EU study of 2023: scores by material, materials as minerals, parameters, numbers of the method."""

    scores: pd.DataFrame
    materials: pd.DataFrame
    parameters: pd.DataFrame
    suppliers: pd.DataFrame
    method: Mapping[str, float]

    def of(self, materials: Iterable[str]) -> "Study":
        """The study of some materials, with the members of the groups among them."""
        wanted = set(materials)
        kept = self.materials.index.isin(wanted) | self.materials["group"].isin(wanted)
        return replace(self, scores=self.scores[kept], materials=self.materials[kept])

    def published(self, name: str, rows: pd.DataFrame) -> Floats:
        """A number of the study that has one value a stage, for rows of material and stage."""
        both = np.stack([self.scores[f"{name}_{stage}"].loc[rows["material"]].to_numpy(float) for stage in STAGES])
        return np.asarray(np.where(rows["stage"].eq("primary"), both[0], both[1]), dtype=float)


@cache
def study() -> Study:
    """The study as the data edition holds it."""
    method = load("eu_method").frame
    return Study(
        scores=load("eu_scores").frame.set_index("material"),
        materials=load("eu_materials").frame.set_index("material"),
        parameters=load("eu_trade_parameters").frame,
        suppliers=load("eu_top_suppliers").frame,
        method=dict(zip(method["parameter"].astype(str), method["value"].astype(float), strict=True)),
    )


@dataclass(frozen=True, eq=False)
class Supply:
    """Tonnes by row and place; rows are materials and stages that the study looked at.

    rows: material, stage, mineral, years, reason. The last column of `world` and `sourcing` holds tonnes of known size
    that no place is named for; it has no governance.
    Shapes  world, sourcing [row, place + 1], NaN rows where not known; governance [place + 1]; trade_parameter by scope
            [row, place + 1]; import_reliance [row].
    """

    rows: pd.DataFrame
    places: tuple[str, ...]
    world: Floats
    sourcing: Floats
    import_reliance: Floats
    governance: Floats
    trade_parameter: Mapping[str, Floats]

    def risk(self, scope: str) -> Floats:
        """Governance times t [row, place + 1], NaN where a place has no governance.

        Tonnes that no place is named for count as many small suppliers, whose squared shares vanish: at most their own
        share squared times 10 is missed.
        """
        made = np.asarray(self.governance * self.trade_parameter[scope])
        made[:, -1] = 0.0
        return made


@dataclass(frozen=True, eq=False)
class Held:
    """One row's tonnes by place: supply of the world, sourcing and reliance of the members where known."""

    world: Mapping[str, float] = field(default_factory=dict)
    sourcing: Mapping[str, float] = field(default_factory=dict)
    unnamed: float = 0.0
    import_reliance: float = float("nan")
    years: str = ""
    reason: str = ""


def members_named(text: str) -> tuple[str, ...]:
    """Places of a group of groups.csv, or of a list of places such as 'DEU,FRA'.

    Errors  LabelError for a label that is neither, with near ones.
    """
    table, places = load("groups").frame, load("places").frame["place"].astype(str).tolist()
    groups = table["group"].astype(str)
    found: list[str] = []
    for label in filter(None, map(str.strip, text.split(","))):
        inside = table.loc[groups.eq(label), "place"].astype(str).tolist()
        step = f"Name a place as DEU, or a group: {', '.join(sorted(set(groups)))}."
        found += inside or [
            require_known(label, [*places, *sorted(set(groups))], "place or group", "the members", step)
        ]
    return tuple(dict.fromkeys(found))


def supplies(
    world: World,
    table: Study,
    members: Iterable[str] | None = None,
    basis: Basis = "origin",
    allow_incomplete: bool = False,
) -> Supply:
    """A World's supply of every material and stage of the study.

    Flows that are incomplete give no sourcing unless `allow_incomplete`.

    Errors  LabelError for a member that is no place, or none at all.
    """
    union = known_members(world, members)
    rows = _rows(table)
    asked = list(zip(*_minerals(rows), strict=True))
    known = {pair: _held(world, *pair, union, basis, allow_incomplete) for pair in dict.fromkeys(asked)}
    held = [known[pair] for pair in asked]
    places = tuple(sorted({place for one in held for place in (*one.world, *one.sourcing)}))
    told = [one.reason or note for one, note in zip(held, rows["note"], strict=True)]
    rows = rows.drop(columns=["shares", "note"]).assign(years=[one.years for one in held], reason=told)
    return Supply(
        rows=rows,
        places=places,
        world=_spread([one.world for one in held], [one.unnamed for one in held], places),
        sourcing=_spread([one.sourcing for one in held], [0.0] * len(held), places),
        import_reliance=np.array([one.import_reliance for one in held]),
        governance=np.append(eu_governance(places, table.method), np.nan),
        trade_parameter={scope: trade_parameters(table, rows, places, union, scope) for scope in (GLOBAL, SOURCING)},
    )


def known_members(world: World, members: Iterable[str] | None) -> frozenset[str]:
    """Places of the members, those of the European Union without any. Errors: LabelError for one that is no place."""
    found = frozenset(members_named(EU) if members is None else members)
    for place in found:
        world.place_name(place)
    if not found:
        raise LabelError("no member is named: supply risk is of a place or a group. Give one place or more.")
    return found


def _rows(table: Study) -> pd.DataFrame:
    """One row a material and stage that the study looked at."""
    stages = table.scores["stages"]
    made = [
        {"material": name, "stage": stage, **_names(table.materials.loc[name], stage)}
        for name in table.scores.index
        for stage in STAGES
        if stages[name] in (stage, "both")
    ]
    return pd.DataFrame(made)


def _names(row: "pd.Series[str]", stage: str) -> dict[str, str]:
    """Mineral with tonnes of a stage, the mineral whose shares stand for it without tonnes; why there is neither."""
    mineral = str(row[f"mineral_{stage}"])
    shares = str(row["shares_refined"]) if stage == "refined" and not mineral else ""
    counted = any(row[name] for name in ("mineral_primary", "mineral_refined", "shares_refined"))
    note = "" if mineral or shares else NOT_COUNTED if counted else str(row["note"])
    return {"mineral": mineral, "shares": shares, "note": note}


def _minerals(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    return rows["mineral"].astype(str).tolist(), rows["shares"].astype(str).tolist()


def _held(world: World, mineral: str, shares: str, union: frozenset[str], basis: Basis, allow_incomplete: bool) -> Held:
    """Tonnes of one row, or the reason why there are none."""
    if shares:
        return _shared(shares)
    if not mineral:
        return Held()
    statistics = world.statistics
    covered = statistics.output_years(mineral) if mineral in world.excluded else statistics.covered_years(mineral)
    years = tuple(year for year in world.years if year in covered)
    if not years:
        return Held(reason=f"no data in {_span(world.years)}; there are for {_span(covered)}")
    if mineral in world.excluded:
        made = mean_output(statistics, mineral, years).quantity
        told = {str(place): float(value) for place, value in made.items()}
        return Held(told, years=_span(years), reason=f"global part alone: {world.excluded[mineral]}")
    balance = world.balance(mineral, years, allow_incomplete=True)
    return _balanced(balance, union, basis, allow_incomplete)


def _shared(mineral: str) -> Held:
    """Published shares of refined output; what no place is named for stays unnamed."""
    table = load("refined_shares").frame
    rows = table[table["mineral"].eq(mineral)]
    held = dict(zip(rows["place"].astype(str), rows["share"].astype(float), strict=True))
    years = sorted({f"{year:.0f}" for year in rows["year"].dropna()}) or ["not stated"]
    unnamed = max(0.0, 1.0 - sum(held.values()))
    told = "global part alone: shares of output, no tonnes"
    if f"{unnamed:.0%}" != "0%":
        told += f"; no place is named for {unnamed:.0%} of it"
    return Held(held, unnamed=unnamed, years=years[-1], reason=told)


def _balanced(balance: Balance, union: frozenset[str], basis: Basis, allow_incomplete: bool) -> Held:
    """World supply, sourcing and import reliance of the members from the accounts of one mineral."""
    inside = np.array([place in union for place in balance.places])
    world = _named(balance.places, balance.production)
    if balance.status == INCOMPLETE and not allow_incomplete:
        told = f"global part alone: flows are incomplete, {balance.status_reason}"
        return Held(world, years=_span(balance.years), reason=told)
    bought, reliance = sourced(balance.production, balance.trade, balance.flows, inside, basis)
    sourcing = _named(balance.places, bought)
    reason = "" if sourcing else "global part alone: the members neither make nor buy any"
    return Held(world, sourcing, 0.0, reliance, _span(balance.years), reason)


def sourced(production: Floats, trade: Floats, flows: Floats, inside: Booleans, basis: Basis) -> tuple[Floats, float]:
    """Where the members' tonnes come from [place], and their import reliance (M8) as one place.

    By `origin`: what members use, by the place it was produced in. By `border`: what members produce, and what crossed
    their common border, by the place it came from last. Trade between members is in neither, above or below the line.
    Shapes  production, inside [place]; trade [from, to]; flows [origin, user].
    """
    imports = trade[np.ix_(~inside, inside)].sum(axis=1)
    exports = float(trade[np.ix_(inside, ~inside)].sum())
    made = float(production[inside].sum())
    reliance = float(import_reliance(np.array(made), np.array(imports.sum()), np.array(exports)))
    if basis == "origin":
        return np.asarray(flows[:, inside].sum(axis=1)), reliance
    bought = np.where(inside, production, 0.0)
    bought[~inside] = imports
    return bought, reliance


def _named(places: tuple[str, ...], tonnes: Floats) -> dict[str, float]:
    return {place: float(value) for place, value in zip(places, tonnes, strict=True) if value > 0}


def _span(years: tuple[int, ...]) -> str:
    return "no year" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def _spread(held: list[Mapping[str, float]], unnamed: list[float], places: tuple[str, ...]) -> Floats:
    """Tonnes [row, place + 1]; a row without any is not known."""
    at = {place: n for n, place in enumerate(places)}
    made = np.zeros((len(held), len(places) + 1))
    for row, (tonnes, rest) in enumerate(zip(held, unnamed, strict=True)):
        for place, value in tonnes.items():
            made[row, at[place]] = value
        made[row, -1] = rest
    return np.asarray(np.where(made.sum(axis=1, keepdims=True) > 0, made, np.nan))


def eu_governance(places: tuple[str, ...], method: Mapping[str, float]) -> Floats:
    """Governance risk on the EU's scale from 0 (best) to 10 [place]; NaN where a place has no estimate.

    (2.5 - estimate) · 2 of the mean of the six Worldwide Governance Indicators, mean of the years of the method. A year
    in which one of the six is missing is left out.
    """
    first, last = method["governance_first_year"], method["governance_last_year"]
    risk = (method["governance_best"] - _mean_of_six(first, last)) * method["governance_scale"]
    return np.asarray(risk.reindex(list(places)).to_numpy(np.float64))


@cache
def _mean_of_six(first: float, last: float) -> "pd.Series[float]":
    """Mean of the six estimates over the years that have all of them, by place."""
    table = load("governance").frame
    rows = table[table["measure"].astype(str).str.endswith(SIX) & table["year"].between(first, last)]
    six = rows.pivot_table(index=["place", "year"], columns="measure", values="value").dropna()
    return six.mean(axis=1).groupby(level="place").mean()


def trade_parameters(
    table: Study, rows: pd.DataFrame, places: tuple[str, ...], union: frozenset[str], scope: str
) -> Floats:
    """t [row, place + 1]: a pair's own value, else that of a member of `union`, else that of any other.

    `rows`: material, stage. `scope`: 'global' or 'sourcing'. The last column is for tonnes that no place is named for.
    """
    others = table.parameters[table.parameters["material"].eq(EVERY)]
    value = dict(zip(others["origin"].astype(str), others["trade_parameter"].astype(float), strict=True))
    line = np.array([value[EU] if place in union else value[EVERY] for place in places] + [value[EVERY]])
    made = np.tile(line, (len(rows), 1))
    at = {place: n for n, place in enumerate(places)}
    number = {(row.material, row.stage): n for n, row in enumerate(rows.itertuples())}
    for row in table.parameters[table.parameters["scope"].eq(scope)].to_dict("records"):
        pair = number.get((row["material"], row["stage"]))
        if pair is not None and row["origin"] in at:
            made[pair, at[str(row["origin"])]] = float(row["trade_parameter"])
    return made
