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

    Shapes  distance, tariff, is_closed, potential [I, J]; supply, planned [I]; use [J];
            flows [1 + exponent, I, J]: base flows, then gravity flows at each of EXPONENTS.
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
        flows=np.concatenate([folded[None], _gravity(folded, distance, is_closed)]),
        supply=folded.sum(axis=1),
        use=folded.sum(axis=0),
        planned=np.array([float(planned.get(origin, 0.0)) for origin in merging.origins]),
        distance=distance,
        tariff=_mean(measures.tariff, merging, balance),
        is_closed=is_closed,
        potential=is_closed * _mean(measures.potential, merging, balance),
    )


def calibrate(frame: Frame, drawn: Mapping[str, Floats], year: float) -> Market:
    """A Market for each draw, in a calendar year, that clears at p = 1.

    Shapes  drawn[parameter] [draw] -> Market with draws on the leading axis.
    Keys    prior_weight, restart_share, distance_exponent, freight_rate (p0 per thousand km), growth (1/yr), and
            the curve parameters of Market at the year's horizon.
    Source  docs/theory/market.md, M14, M16.
    """
    grown = (1 + drawn["growth"]) ** (year - frame.base_year)
    mixture = _mixture(frame, drawn["distance_exponent"], drawn["prior_weight"])
    share = np.tensordot(mixture, frame.flows, 1)
    use, supply = mixture @ frame.flows.sum(axis=-2), mixture @ frame.flows.sum(axis=-1)
    share /= np.where(use > 0, use, 1)[:, None, :]
    _add_unbuilt(share, frame, drawn["distance_exponent"], use)
    if frame.potential.any():
        share += drawn["restart_share"][:, None, None] * frame.potential
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


def _mixture(frame: Frame, exponent: Floats, prior_weight: Floats) -> Floats:
    """Weights of the frame's flows in each draw's: the base, and gravity at the draw's exponent. [draw, 1 + exponent].

    Errors  DataError for an exponent outside EXPONENTS.
    """
    if np.any((exponent < EXPONENTS[0]) | (exponent > EXPONENTS[-1])):
        raise DataError(
            f"market of {frame.mineral}: distance_exponent must lie in {EXPONENTS[0]}..{EXPONENTS[-1]}. "
            "Correct its range in parameters.csv or in the overlay."
        )
    step = np.clip(np.searchsorted(EXPONENTS, exponent) - 1, 0, len(EXPONENTS) - 2)
    along = (exponent - EXPONENTS[step]) / (EXPONENTS[step + 1] - EXPONENTS[step])
    weights, row = np.zeros((len(exponent), len(frame.flows))), np.arange(len(exponent))
    weights[:, 0] = 1 - prior_weight
    weights[row, 1 + step] = prior_weight * (1 - along)
    weights[row, 2 + step] = prior_weight * along
    return weights


def _add_unbuilt(share: Floats, frame: Frame, exponent: Floats, use: Floats) -> None:
    """Add the potential shares of planned origins: planned tonnes, spread over users by use and nearness."""
    for i in np.flatnonzero((frame.supply <= 0) & (frame.planned > 0)):
        pull = frame.use * frame.distance[i] ** -exponent[:, None] * (1 - frame.is_closed[i])
        spread = pull / pull.sum(axis=-1, keepdims=True)
        share[:, i] += spread * frame.planned[i] / np.where(use > 0, use, 1)


def _regions() -> dict[str, str]:
    """Region of each place."""
    table = load("places").frame
    return dict(zip(table["place"], table["region"], strict=True))
