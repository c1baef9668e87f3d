"""EU supply risk (M7) without and with a deal, from the cleared markets of an Ensemble, with its spread."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast._ground.errors import LabelError
from orecast.deals import Ensemble
from orecast.stakes.risk.after import KINDS, spread
from orecast.stakes.risk.asked import Door
from orecast.stakes.risk.cleared import placed_supply
from orecast.stakes.risk.eu import Choices, every_stage, known_materials, supply_risk, taken
from orecast.stakes.risk.eu_inputs import (
    GLOBAL,
    SOURCING,
    STAGES,
    eu_governance,
    known_members,
    study,
    trade_parameters,
)
from orecast.stakes.risk.formulas import concentration, import_reliance
from orecast.stakes.risk.supply import Supply
from orecast.stakes.risk.table import Measured, measured

Draws = dict[tuple[str, str], Floats]
"""Score [draw] by material and stage."""
MEASURE, UNIT, UNION = "eu-supply-risk", "score", "members"


@dataclass(frozen=True, eq=False)
class Asked:
    """What the scores rest on: an ensemble, the members, the choices, and today's table of every material and stage."""

    ensemble: Ensemble
    members: frozenset[str]
    choices: Choices
    today: pd.DataFrame


def eu_risk_after(
    ensemble: Ensemble,
    members: Iterable[str] | None = None,
    materials: Iterable[str] | None = None,
    choices: Choices | None = None,
) -> Measured:
    """EU supply risk in each result year: before (no deal), after (all deals) and the change in the same draw.

    A stage whose mineral the deals touch has the supply of the world, the sourcing of the members and their import
    reliance of the cleared market. The other stage of the material stays as it is in the World today (`reason` says
    so), and the maximum of the two is taken draw by draw; `stage` is then the one that is larger in most draws after.
    Rows: material, stage, mineral, year (calendar), measure, unit, scenario, kind ('before', 'after', 'change'), q05,
    q50, q95, not_covered (share of the draws without a score), reason. Materials that the deals do not touch are left
    out; those asked for by name are in `Measured.refused`.
    Errors  LabelError for an unknown material or member, or sourcing by the last border: a market has origins.
    """
    wanted = choices or Choices()
    require_origins(wanted)
    chosen, door = known_materials(study(), materials), Door()
    union = known_members(ensemble.world, members)
    asked = Asked(ensemble, union, wanted, every_stage(ensemble.world, union, wanted, chosen))
    there = _touched(asked, chosen)
    for name in [one for one in chosen if one not in there] if materials is not None else ():
        told = f"{name} is in none of the deals, which change nothing of it: they touch {', '.join(ensemble.minerals)}"
        door.refuse("material", name, told)
    parts = [pd.DataFrame(_rows(asked, there, year)) for year in ensemble.years if there]
    return measured(door, parts, [], materials is not None)


def require_origins(choices: Choices) -> None:
    """Refuse sourcing by the last border. Errors: LabelError, since a cleared market has origins."""
    if choices.basis != "origin":
        raise LabelError(f"basis '{choices.basis}': a cleared market knows origins, not borders. Leave out the basis.")


def _touched(asked: Asked, chosen: Iterable[str]) -> list[str]:
    """Materials with a stage that the deals touch, and groups with such a member."""
    kept = asked.today[_moving(asked)]
    if asked.choices.stage in STAGES:
        kept = kept[kept["stage"].eq(asked.choices.stage)]
    found = {*kept["material"], *kept["material"].map(study().materials["group"])}
    return [name for name in chosen if name in found]


def _moving(asked: Asked) -> "pd.Series[bool]":
    """Rows of today's table whose mineral the deals touch."""
    return asked.today["mineral"].isin(list(asked.ensemble.minerals))


def _rows(asked: Asked, materials: Iterable[str], year: int) -> Iterator[dict[str, Any]]:
    """Rows of one result year."""
    names = asked.ensemble.scenarios
    every = [_scores(asked, name, year) for name in (names[0], names[-1])]
    before, after = (_reduced(asked, scores) for scores in every)
    for (material, stage), values in before.items():
        if material not in materials:
            continue
        shown, notes = _said(asked, material, stage, every[1])
        draws = values, after[material, stage], after[material, stage] - values
        for kind, found in zip(KINDS, draws, strict=True):
            yield {
                "material": material, "stage": shown, "mineral": _mineral(asked, material, shown),
                "year": asked.ensemble.reference_year + year, "measure": MEASURE, "unit": UNIT, "scenario": names[-1],
                "kind": kind, **spread(found), "reason": notes,
            }  # fmt: skip


def _scores(asked: Asked, scenario: str, year: int) -> Floats:
    """Scores of every row of today's table, of the cleared market where the deals touch it. [row, draw]."""
    today = asked.today["supply_risk"].to_numpy(np.float64)
    found = np.repeat(today[:, None], asked.ensemble.draws, axis=1)
    for mineral in dict.fromkeys(asked.today.loc[_moving(asked), "mineral"]):
        at = np.flatnonzero(asked.today["mineral"].eq(mineral))
        found[at] = np.concatenate(list(_cleared(asked, asked.today.iloc[at], mineral, scenario, year)), axis=-1)
    return found


def _cleared(asked: Asked, rows: pd.DataFrame, mineral: str, scenario: str, year: int) -> Iterator[Floats]:
    """Scores of the rows of one mineral, a chunk of draws at a time. [row, draw]."""
    ensemble = asked.ensemble
    number = ensemble.cases[mineral].case(scenario, ensemble.event_names[0])
    for chunk in ensemble.chunks:
        for found in ensemble.cleared(mineral, year, chunk, (number,)):
            supply = placed_supply(found.market, found.equilibrium, {UNION: tuple(asked.members)}, found.balance)
            yield market_scores(supply, rows, asked.members, asked.choices)


def market_scores(supply: Supply, rows: pd.DataFrame, members: frozenset[str], choices: Choices) -> Floats:
    """EU supply risk of one mineral's supply by place, whose only user are the members. [row, draw].

    `rows`: material, stage, recycling_rate, substitution.
    """
    table, parts = study(), {}
    governance = eu_governance(supply.origins, table.method)
    for scope, amounts in ((GLOBAL, supply.output), (SOURCING, supply.bought[..., 0])):
        risk = governance * trade_parameters(table, rows, supply.origins, members, scope)[:, :-1]
        parts[scope] = concentration(amounts, risk[:, None, :])
    produced, used = supply.produced[..., 0], supply.used[..., 0]
    reliance = import_reliance(produced, used - produced, np.zeros(()))
    if choices.reliance == "published":
        reliance = table.published("import_reliance", rows)[:, None]
    study_numbers = (rows[name].to_numpy(np.float64)[:, None] for name in ("recycling_rate", "substitution"))
    return supply_risk(*taken(parts, choices.variant), reliance, *study_numbers)


def _reduced(asked: Asked, scores: Floats) -> Draws:
    """The stages asked for, with each group of materials as the mean of its members."""
    stage, rows = asked.choices.stage, asked.today
    key = pd.Series("maximum", index=rows.index) if stage == "maximum" else rows["stage"]
    kept: dict[tuple[str, str], list[Floats]] = {}
    for n, pair in enumerate(zip(rows["material"], key, strict=True)):
        if stage not in STAGES or pair[1] == stage:
            kept.setdefault(pair, []).append(scores[n])
    found = {pair: _largest(np.stack(draws)) for pair, draws in kept.items()}
    return found | _groups(found)


def _largest(scores: Floats) -> Floats:
    """The largest score of each draw; NaN where no stage has one. [stage, draw] -> [draw]."""
    top = np.where(np.isnan(scores), -np.inf, scores).max(axis=0)
    return np.where(np.isfinite(top), top, np.nan)


def _groups(found: Mapping[tuple[str, str], Floats]) -> Draws:
    """Groups of materials: the mean of the members, a gap where one of them has none."""
    group = study().materials["group"]
    made: dict[tuple[str, str], list[Floats]] = {}
    for (material, stage), draws in found.items():
        if group[material]:
            made.setdefault((str(group[material]), stage), []).append(draws)
    return {pair: np.mean(np.stack(draws), axis=0) for pair, draws in made.items()}


def _said(asked: Asked, material: str, stage: str, after: Floats) -> tuple[str, str]:
    """Stage to show, and what a reader must know of a score: which stage stays as it is, why a part is missing."""
    rows, group = asked.today, study().materials["group"]
    members = rows["material"].eq(material) if material not in set(group) else rows["material"].map(group).eq(material)
    if stage in STAGES:
        members &= rows["stage"].eq(stage)
    still = rows[members & ~_moving(asked) & rows["supply_risk"].notna()]
    told = [f"{one}: as today, no deal touches it" for one in dict.fromkeys(still["stage"])]
    told += [f"{row['stage']}: {row['reason']}" for _, row in rows[members & rows["supply_risk"].isna()].iterrows()]
    if stage in STAGES:
        return stage, "; ".join(dict.fromkeys(told))
    named = rows["stage"].to_numpy(object)[np.flatnonzero(members)]
    middle = np.nan_to_num(np.median(after[np.flatnonzero(members)], axis=-1), nan=-np.inf)
    return str(named[int(middle.argmax())]), "; ".join(dict.fromkeys(told))


def _mineral(asked: Asked, material: str, stage: str) -> str:
    rows = asked.today[asked.today["material"].eq(material) & asked.today["stage"].eq(stage)]
    return str(rows["mineral"].iloc[0]) if len(rows) else ""
