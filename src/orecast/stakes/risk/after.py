"""A measure of risk without and with a deal, from the cleared markets of an Ensemble, with its spread."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast.deals import Ensemble
from orecast.market import Equilibrium, Market
from orecast.stakes.parties import Weights, weights_of
from orecast.stakes.risk.asked import Door, one_of
from orecast.stakes.risk.chances import chances, disruption_rates
from orecast.stakes.risk.measures import MEASURES, Measure, Question
from orecast.stakes.risk.supply import Members, Supply
from orecast.stakes.risk.table import WORLD_ROW, Measured, Options, measured

QUANTILES = {"q05": 0.05, "q50": 0.5, "q95": 0.95}
KINDS = ("before", "after", "change")
PARTIES = ("USA", "CHN", "eu")


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
    Errors  LabelError for an unknown measure; one that a deal does not move, or a mineral that the deals do not touch,
    is in `Measured.refused`.
    """
    chosen, door = MEASURES[one_of(measure, MEASURES, "measure")], Door()
    named = door.groups(groups or {})
    if chosen.name == "group-share" and not named:
        door.refuse("group", "", "group-share needs a group of suppliers: --group NAME=PLACE,PLACE or --group eu")
    asked = [*(places or PARTIES), *([] if chosen.name == "group-share" or places else named)]
    users = door.users(asked, named) or {}
    parts: list[pd.DataFrame] = []
    if not chosen.after:
        door.refuse(
            "measure", chosen.name, f"{chosen.name} is not known of a cleared market; ask for it without a deal"
        )
    else:
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
        values = [_values(ensemble, measure, (mineral, name, year), users, groups, options)
                  for name in (ensemble.scenarios[0], scenario)]  # fmt: skip
        for label, (before, after) in {key: (values[0][key], values[1][key]) for key in values[0]}.items():
            for kind, draws in zip(KINDS, (before, after, after - before), strict=True):
                yield {
                    "mineral": mineral, "place": label[0], "year": ensemble.reference_year + year,
                    "measure": measure.name, "unit": measure.unit, **({"group": label[1]} if label[1] else {}),
                    "scenario": scenario, "kind": kind, **_spread(draws),
                }  # fmt: skip


def _values(
    ensemble: Ensemble, measure: Measure, case: tuple[str, str, int], users: Members, groups: Members, options: Options
) -> dict[tuple[str, str], Floats]:
    """Draws of a measure by (user, group). case: mineral, scenario, result year."""
    mineral, scenario, year = case
    number = ensemble.cases[mineral].case(scenario, ensemble.event_names[0])
    parts: dict[tuple[str, str], list[Floats]] = {}
    for chunk in ensemble.chunks:
        for _, market, _, cleared in ensemble.cleared(mineral, year, chunk, (number,)):
            balance = ensemble.minerals[mineral].balance
            supply = market_supply(market, cleared, weights_of(_plain(users), market, balance))
            held = weights_of(_plain(groups), market, balance).origins
            members = {name: _padded(row, supply) for name, row in zip(groups, held, strict=False)}
            chance = chances(supply.origins, supply.governance, disruption_rates(options.rates))
            for label, draws in _labelled(measure, Question(supply, members, chance)).items():
                parts.setdefault(label, []).append(draws)
    return {label: np.concatenate(found) for label, found in parts.items()}


def _labelled(measure: Measure, question: Question) -> dict[tuple[str, str], Floats]:
    """The measure's draws by user, and by group where there are groups."""
    columns = measure.formula(question)
    if measure.of_world:
        return {(WORLD_ROW, ""): np.asarray(columns["value"])}
    wanted = {"": columns["value"]} if "value" in columns else columns
    users = question.supply.users
    return {(user, group): held[..., k] for group, held in wanted.items() for k, user in enumerate(users)}


def _plain(members: Members) -> dict[str, tuple[str, ...]]:
    return {label: tuple(places) for label, places in members.items()}


def _padded(share: Floats, supply: Supply) -> Floats:
    """Share of each origin that a group holds, 0 for users that make nothing. [I]."""
    return np.pad(share, (0, len(supply.origins) - len(share)))


def market_supply(market: Market, cleared: Equilibrium, weights: Weights) -> Supply:
    """Supply of a cleared market, one leading entry a draw; the users are the parties of `weights` but the rest.

    Origins are the market's, with users behind them that make nothing, so that all use is counted.
    """
    flows, only = cleared.flows, [user for user in market.users if user not in market.origins]
    labels, count = (*market.origins, *only), len(weights.parties)
    output = np.pad(flows.sum(axis=-1), ((0, 0), (0, len(only))))
    used = flows.sum(axis=-2)
    at = {user: n for n, user in enumerate(market.users)}
    need = np.stack([used[:, at[label]] if label in at else np.zeros(len(used)) for label in labels], axis=-1)
    home = np.pad(weights.origins[:count].T, ((0, len(only)), (0, 0)))
    return Supply(
        origins=labels, users=tuple(weights.parties), output=output, need=need,
        bought=np.pad(flows @ weights.users[:count].T, ((0, 0), (0, len(only)), (0, 0))),
        produced=output @ home, used=used @ weights.users[:count].T, home=home,
        governance=np.broadcast_to(np.pad(weights.governance, (0, len(only)), constant_values=np.nan), output.shape),
        pieces=np.pad(weights.pieces, (0, len(only)), constant_values=1.0), reserves=np.full(len(labels), np.nan),
    )  # fmt: skip


def _spread(draws: Floats) -> dict[str, float]:
    """Quantiles of the draws that are covered, and the share that is not."""
    covered = draws[np.isfinite(draws)]
    found = {name: float(np.quantile(covered, at)) if covered.size else float("nan") for name, at in QUANTILES.items()}
    return {**found, "not_covered": float(1 - covered.size / draws.size)}
