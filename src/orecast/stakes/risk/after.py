"""A measure of risk without and with a deal, from the cleared markets of an Ensemble, with its spread."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast.deals import Ensemble
from orecast.market import Equilibrium, Market
from orecast.stakes.parties import weights_of
from orecast.stakes.risk.asked import Door, one_of
from orecast.stakes.risk.chances import chances, disruption_rates
from orecast.stakes.risk.cleared import controlled_reserves, market_supply, placed_supply, plain, price_level
from orecast.stakes.risk.measures import FAMILIES, MEASURES, Measure, Question
from orecast.stakes.risk.supply import Members, Supply, held_by
from orecast.stakes.risk.table import WORLD_ROW, Measured, Options, measured, together

QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}
KINDS = ("before", "after", "change")
PARTIES = ("USA", "CHN", "eu")


@dataclass(frozen=True)
class Case:
    """One mineral under one scenario in one result year."""

    mineral: str
    scenario: str
    year: int


def risk_after(
    ensemble: Ensemble,
    measure: str,
    minerals: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    options: Options | None = None,
) -> Measured:
    """One measure in each result year: before (no deal), after (all deals) and the change in the same draw.

    Rows: mineral, place, year (calendar), measure, unit, scenario, kind ('before', 'after', 'change'), q05, q50, q95,
    not_covered (share of the draws without a value). `places` without any: the United States, China and the European
    Union, and the places of `groups`. Draws that did not clear are counted in the ensemble, not here.
    Reserves stay where they lie: they move with control of a place alone. Expected loss is of disruptions in the
    result year, at that year's prices, with the elasticities of the year after a shock.
    Errors  LabelError for an unknown measure; a mineral that the deals do not touch is in `Measured.refused`.
    """
    if measure in FAMILIES:
        return together([risk_after(ensemble, one, minerals, places, groups=groups, options=options)
                         for one in FAMILIES[measure]])  # fmt: skip
    chosen, door = MEASURES[one_of(measure, (*MEASURES, *FAMILIES), "measure")], Door()
    named = door.groups(groups or {})
    if chosen.name == "group-share" and not named:
        door.refuse("group", "", "group-share needs a group of suppliers: --group NAME=PLACE,PLACE or --group eu")
    asked = [*(places or PARTIES), *([] if chosen.name == "group-share" or places else named)]
    users = door.users(asked, named) or {}
    settings = options or Options(named)
    kept = [mineral for mineral in _touched(door, ensemble, minerals) if users]
    parts = [pd.DataFrame(_rows(ensemble, chosen, mineral, users, named, settings)) for mineral in kept]
    return measured(door, parts, [], minerals is not None)


def _touched(door: Door, ensemble: Ensemble, asked: Sequence[str] | None) -> list[str]:
    """Minerals of the deals; one that they do not touch is refused."""
    found = door.minerals(ensemble.world, asked) if asked is not None else list(ensemble.minerals)
    for mineral in found:
        if mineral not in ensemble.minerals:
            listing = f"they touch {', '.join(ensemble.minerals)}"
            door.refuse("mineral", mineral, f"{mineral} is in none of the deals, which change nothing of it: {listing}")
    return [mineral for mineral in found if mineral in ensemble.minerals]


def _rows(
    ensemble: Ensemble, measure: Measure, mineral: str, users: Members, groups: Members, options: Options
) -> Iterator[dict[str, Any]]:
    """Rows of one mineral."""
    scenario = ensemble.scenarios[-1]
    for year in ensemble.years:
        cases = [Case(mineral, name, year) for name in (ensemble.scenarios[0], scenario)]
        values = [_values(ensemble, measure, case, users, groups, options) for case in cases]
        for label, (before, after) in {key: (values[0][key], values[1][key]) for key in values[0]}.items():
            for kind, draws in zip(KINDS, (before, after, after - before), strict=True):
                yield {
                    "mineral": mineral, "place": label[0], "year": ensemble.reference_year + year,
                    "measure": measure.name, "unit": measure.unit, **({"group": label[1]} if label[1] else {}),
                    "scenario": scenario, "kind": kind, **spread(draws),
                    **({"note": measure.note} if measure.note else {}),
                }  # fmt: skip


def _values(
    ensemble: Ensemble, measure: Measure, case: Case, users: Members, groups: Members, options: Options
) -> dict[tuple[str, str], Floats]:
    """Draws of a measure by (user, group)."""
    parts: dict[tuple[str, str], list[Floats]] = {}
    number = ensemble.cases[case.mineral].case(case.scenario, ensemble.event_names[0])
    for chunk in ensemble.chunks:
        for whole in ensemble.cleared(case.mineral, case.year, chunk, (number,)):
            cleared = whole.equilibrium
            supply, members = _supply(ensemble, measure, case, chunk, (whole.market, cleared), users, groups)
            chance = chances(supply.origins, supply.governance, disruption_rates(options.rates))
            question = Question(supply, members, chance, **_prices(ensemble, case, chunk, cleared))
            for label, draws in _labelled(measure, question).items():
                parts.setdefault(label, []).append(draws)
    return {label: np.concatenate(found) for label, found in parts.items()}


def _supply(
    ensemble: Ensemble, measure: Measure, case: Case, chunk: slice, cleared: tuple[Market, Equilibrium],
    users: Members, groups: Members,
) -> tuple[Supply, dict[str, Floats]]:  # fmt: skip
    """Supply of a cleared market, by place or on its own axes, and the share of each origin that a group holds."""
    balance = ensemble.minerals[case.mineral].balance
    if measure.by_place:
        supply = placed_supply(*cleared, users, balance)
        levers = [lever.chosen(chunk) for lever in ensemble.levers(case.mineral, case.scenario)]
        reserves = controlled_reserves(supply.reserves, supply.origins, levers, ensemble.reference_year + case.year)
        return replace(supply, reserves=reserves), dict(zip(groups, held_by(supply.origins, groups).T, strict=True))
    supply = market_supply(*cleared, weights_of(plain(users), cleared[0], balance))
    held = weights_of(plain(groups), cleared[0], balance).origins
    return supply, {name: _padded(row, supply) for name, row in zip(groups, held, strict=False)}


def _prices(ensemble: Ensemble, case: Case, chunk: slice, cleared: Equilibrium) -> dict[str, Any]:
    """Price, elasticities of the first year after a shock, and the backstop's price over it, of the same draws."""
    mineral, level = ensemble.minerals[case.mineral], price_level(cleared)
    drawn = {name: values[chunk] for name, values in mineral.draws.values.items()}
    highest = np.maximum(drawn["backstop_price"] / level, 1.0)  # at the backstop a disruption adds nothing
    market = drawn["supply_elasticity_up_short"], drawn["demand_elasticity_short"], highest
    return {"price": mineral.balance.price * level, "market": market}


def _labelled(measure: Measure, question: Question) -> dict[tuple[str, str], Floats]:
    """The measure's draws by user, and by group where there are groups."""
    columns = measure.formula(question)
    if measure.of_world:
        return {(WORLD_ROW, ""): np.asarray(columns["value"])}
    wanted = {"": columns["value"]} if "value" in columns else columns
    users = question.supply.users
    return {(user, group): held[..., k] for group, held in wanted.items() for k, user in enumerate(users)}


def _padded(share: Floats, supply: Supply) -> Floats:
    """Share of each origin that a group holds, 0 for users that make nothing. [I]."""
    return np.pad(share, (0, len(supply.origins) - len(share)))


def spread(draws: Floats) -> dict[str, float]:
    """Quantiles of the draws that are covered, and the share that is not."""
    covered = draws[np.isfinite(draws)]
    found = {name: float(np.quantile(covered, at)) if covered.size else float("nan") for name, at in QUANTILES.items()}
    return {**found, "not_covered": float(1 - covered.size / draws.size)}
