"""From a Balance and drawn parameters to a Market whose base clears at p = 1 (M9, M14, M16)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.errors import DataError
from orecast.market.distances import distances
from orecast.market.measures import Measures
from orecast.market.merging import Merging, merging_of
from orecast.market.product import Market
from orecast.market.rebalance import rebalanced, require_closed
from orecast.sources import load
from orecast.world import Balance


@dataclass(frozen=True)
class Frame:
    """What all draws of a mineral's market share: the merged axes, base flows, distances and measures.

    Shapes  flows, distance, tariff, is_closed, potential [I, J]; supply, planned [I]; use [J];
            priors [exponent, I, J]: gravity flows at each of EXPONENTS.
    """

    mineral: str
    merging: Merging
    base_year: float
    flows: Floats
    supply: Floats
    use: Floats
    planned: Floats
    distance: Floats
    tariff: Floats
    is_closed: Floats
    potential: Floats
    priors: Floats


EXPONENTS = np.linspace(0.25, 2.5, 10)
"""Distance exponents at which gravity flows are fitted; between them they are mixed, which keeps the margins."""


def frame_of(
    balance: Balance,
    measures: Measures,
    planned: Mapping[str, float],
    keep: Collection[str],
    merge_below: float,
) -> Frame:
    """The frame of a mineral's market.

    Closed routes are emptied and the flows fitted to the same margins again, before small places merge.
    Units  planned: t/yr that an unbuilt origin's potential share is meant for; merge_below: share of world
           supply and use. Errors: DataError where closed routes leave tonnes without a way.
    """
    flows = _without_closed(balance, measures)
    merging = merging_of(balance, _regions(), keep, planned, merge_below)
    folded = merging.routes(flows)
    is_closed = (_mean(measures.is_closed, merging, balance) > 1 - 1e-9).astype(np.float64)
    distance = _mean(distances(balance.places), merging, balance)
    return Frame(
        mineral=balance.mineral,
        merging=merging,
        base_year=float(np.mean(balance.years)),
        flows=folded,
        supply=folded.sum(axis=1),
        use=folded.sum(axis=0),
        planned=np.array([float(planned.get(origin, 0.0)) for origin in merging.origins]),
        distance=distance,
        tariff=_mean(measures.tariff, merging, balance),
        is_closed=is_closed,
        potential=is_closed * _mean(measures.potential, merging, balance),
        priors=_gravity(folded, distance, is_closed),
    )


def calibrate(frame: Frame, drawn: Mapping[str, Floats], year: float) -> Market:
    """A Market for each draw, in a calendar year, that clears at p = 1.

    Shapes  drawn[parameter] [draw] -> Market with draws on the leading axis.
    Keys    prior_weight, restart_share, distance_exponent, freight_rate (p0 per thousand km), growth (1/yr), and
            the curve parameters of Market at the year's horizon.
    Source  docs/theory/market.md, M14, M16.
    """
    grown = (1 + drawn["growth"]) ** (year - frame.base_year)
    prior = _prior(frame, drawn["distance_exponent"])
    weight = drawn["prior_weight"][:, None, None]
    flows = (1 - weight) * frame.flows + weight * prior
    use, supply = flows.sum(axis=-2), flows.sum(axis=-1)
    share = flows / np.where(use > 0, use, 1)[:, None, :]
    share = share + _unbuilt(frame, drawn["distance_exponent"], use) + _restarting(frame, drawn["restart_share"])
    column = {name: drawn[name][:, None] for name in _CURVES}
    is_abroad = np.not_equal.outer(np.array(frame.merging.origins), np.array(frame.merging.users))
    return Market(
        mineral=frame.mineral,
        origins=frame.merging.origins,
        users=frame.merging.users,
        share=share,
        tariff=frame.tariff,
        freight=drawn["freight_rate"][:, None, None] * (frame.distance * is_abroad),
        access=1 - frame.is_closed,
        use=use * grown[:, None],
        supply=supply * grown[:, None],
        planned=frame.planned,
        merged=frame.merging.merged,
        **column,
    )


_CURVES = (
    "share_sensitivity",
    "demand_elasticity",
    "backstop_price",
    "supply_elasticity_up",
    "supply_elasticity_down",
    "floor_price",
    "capacity_ratio",
)


def _mean(table: Floats, merging: Merging, balance: Balance) -> Floats:
    """A [place, place] table as means over the places of each origin and user, by production and use. [I, J]."""
    production, use = balance.production, balance.use
    weight = np.outer(production + 1e-9 * production.sum(), use + 1e-9 * use.sum())
    mass = merging.routes(weight)
    mean: Floats = merging.routes(weight * table) / np.where(mass > 0, mass, 1)
    return mean


def _without_closed(balance: Balance, measures: Measures) -> Floats:
    if not measures.is_closed.any():
        return balance.flows
    flows = rebalanced(balance.flows * (1 - measures.is_closed), balance.production, balance.use)
    require_closed(flows, balance.production, balance.use, balance.mineral)
    return flows


def _gravity(flows: Floats, distance: Floats, is_closed: Floats) -> Floats:
    """Doubly constrained gravity flows Π with the base margins, empty on closed routes (M14). [exponent, I, J]."""
    supply, use = flows.sum(axis=1), flows.sum(axis=0)
    near = distance ** -EXPONENTS[:, None, None] * (1 - is_closed)
    return rebalanced(near * supply[:, None] * use, supply, use)


def _prior(frame: Frame, exponent: Floats) -> Floats:
    """Gravity flows at each draw's distance exponent. [draw, I, J].

    Errors  DataError for an exponent outside EXPONENTS.
    """
    if np.any((exponent < EXPONENTS[0]) | (exponent > EXPONENTS[-1])):
        raise DataError(
            f"market of {frame.mineral}: distance_exponent must lie in {EXPONENTS[0]}..{EXPONENTS[-1]}. "
            "Correct its range in parameters.csv or in the overlay."
        )
    step = np.clip(np.searchsorted(EXPONENTS, exponent) - 1, 0, len(EXPONENTS) - 2)
    along = ((exponent - EXPONENTS[step]) / (EXPONENTS[step + 1] - EXPONENTS[step]))[:, None, None]
    mixed: Floats = (1 - along) * frame.priors[step] + along * frame.priors[step + 1]
    return mixed


def _unbuilt(frame: Frame, exponent: Floats, use: Floats) -> Floats:
    """Potential shares of planned origins: planned tonnes, spread over users by use and nearness. [draw, I, J]."""
    is_new = (frame.supply <= 0) & (frame.planned > 0)
    if not is_new.any():
        return np.zeros(1)
    pull = frame.use * frame.distance ** -exponent[:, None, None] * (1 - frame.is_closed) * is_new[:, None]
    spread = pull / np.where(is_new, pull.sum(axis=-1), 1)[..., None]
    shares: Floats = spread * frame.planned[:, None] / np.where(use > 0, use, 1)[:, None, :]
    return shares


def _restarting(frame: Frame, restart_share: Floats) -> Floats:
    """Potential shares of closed routes: what they held before, times how much of it comes back. [draw, I, J]."""
    shares: Floats = restart_share[:, None, None] * frame.potential if frame.potential.any() else np.zeros(1)
    return shares


def _regions() -> dict[str, str]:
    """Region of each place."""
    table = load("places").frame
    return dict(zip(table["place"], table["region"], strict=True))
