"""What prices mean: surplus, quasi-rent, revenue and the split of a user's loss (MODEL.md, section 3)."""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast.market.curves import use_area
from orecast.market.limits import AT_LEAST
from orecast.market.product import Equilibrium, Market, Shock
from orecast.market.state import Batch, batch_of, terms_of


@dataclass(frozen=True)
class Accounts:
    """Money and prices of an equilibrium, in units of p0 (times t/yr for money).

    Shapes  delivered_price, user_surplus, tariff_revenue, commitment_cost, payments, stock_cost, rent_of_users
            [..., J]; quasi_rent, sales, rent_of_origins [..., I].
    delivered_price: mean price of the tonnes bought (V is an index, not a price), NaN where none are bought;
    user_surplus and quasi_rent are levels, to be compared between runs; tariff_revenue goes to the user's place;
    commitment_cost is what a least flow costs its taker; rent_of_origins and rent_of_users: the rents of quotas and
    licences, at the place that earns them; stock_cost: what firm purchases are charged; payments: tonnes at their
    delivered price, tariff, freight and rent in; sales: the same tonnes at their home price.
    """

    delivered_price: Floats
    user_surplus: Floats
    quasi_rent: Floats
    tariff_revenue: Floats
    commitment_cost: Floats
    rent_of_origins: Floats
    rent_of_users: Floats
    stock_cost: Floats
    sales: Floats
    payments: Floats


def accounts(market: Market, shock: Shock, equilibrium: Equilibrium) -> Accounts:
    """Surplus and revenue of an equilibrium. Units of p0 · t/yr. Source docs/theory/market.md, What prices mean."""
    terms = terms_of(market, shock)
    batch, leading = terms.books, terms.leading
    price = equilibrium.home_price.reshape(-1, len(market.origins))
    flows = equilibrium.flows.reshape(-1, len(market.origins), len(market.users))
    index = equilibrium.index.reshape(-1, len(market.users))
    multiplier = equilibrium.multiplier.reshape(len(flows), -1)
    tariff_revenue = _tariffs(batch, price, flows)
    carriage = sum(_carriage(cost, leading, flows) for cost in _costs(market, shock))
    rents = _rents(batch, shock, multiplier, flows)
    payments = np.einsum("di,dij->dj", price, flows) + tariff_revenue + carriage + rents.sum(axis=(0, -2))
    bought = flows.sum(axis=-2)
    delivered = payments / np.where(bought > 0, bought, np.nan)
    of_origins, of_users = _held(shock, rents)
    money = {
        "delivered_price": delivered,
        "user_surplus": _user_surplus(batch, index),
        "quasi_rent": batch.output * batch.curve.area(price) + batch.released * price,
        "tariff_revenue": tariff_revenue,
        "commitment_cost": _commitment(batch, multiplier, flows),
        "rent_of_origins": of_origins,
        "rent_of_users": of_users,
        "stock_cost": batch.firm * np.nan_to_num(delivered),
        "sales": price * flows.sum(axis=-1),
        "payments": payments,
    }
    return Accounts(**{name: values.reshape(*leading, -1) for name, values in money.items()})


def potential(market: Market, shock: Shock, home_price: Floats, multiplier: Floats | None = None) -> Floats:
    """Φ(p, μ) of M13 and M15, the convex function whose minimum over μ ≥ 0 is the equilibrium. [...].

    Users' surplus at these prices plus producers' quasi-rent, plus the rents of largest flows at their bound, less
    the cost of least flows, in units of p0 · t/yr. Where a tariff is ad valorem it is no certificate.
    Shapes  home_price [..., I], multiplier [..., R], 0 where not given.
    """
    batch, leading = batch_of(market, shock)
    price = home_price.reshape(-1, len(market.origins))
    paid = np.zeros((len(price), batch.sense.size)) if multiplier is None else multiplier.reshape(len(price), -1)
    index = batch.index(batch.total(*batch.attraction(price, paid)))
    rent = batch.output * batch.curve.area(price) + batch.released * price
    users = _user_surplus(batch, index) + batch.firm * (_last(batch) - index)
    held = (batch.sense * paid * batch.bound).sum(axis=-1)
    total: Floats = (users.sum(axis=-1) + rent.sum(axis=-1) - held).reshape(leading)
    return total


def _user_surplus(batch: Batch, index: Floats) -> Floats:
    """Surplus of use from V to V*, the index with no origin left. [D, J].

    So that levels compare between runs also where demand itself shifts, the shifted part counts from V to V0 only:
    what a price takes or gives on it, and not what the shift is worth in itself.
    """
    area: Floats = batch.use * _area(batch, index / batch.base_index)
    shifted = batch.use - batch.base_use
    if shifted.any():
        area -= shifted * _area(batch, np.ones(1))
    return batch.base_index * area


def _area(batch: Batch, ratio: Floats) -> Floats:
    """Integral of the use curve from V/V0 to V*/V0."""
    return use_area(ratio, _last(batch) / batch.base_index, batch.eta)


def _last(batch: Batch) -> Floats:
    """V*, the index with no origin left."""
    dearest: Floats = batch.backstop_price + np.log1p(batch.backstop) / batch.theta
    return dearest


def _costs(market: Market, shock: Shock) -> list[Floats]:
    """Resource costs of the routes: freight, and the detours of what passes a control."""
    freight = market.freight if shock.freight is None else shock.freight
    return [freight] if shock.detour is None else [freight, shock.detour]


def _tariffs(batch: Batch, price: Floats, flows: Floats) -> Floats:
    """Duties on the tonnes that each user buys. [D, J]."""
    paid = np.zeros((len(flows), flows.shape[-1]))
    paid[:, batch.taxed] = np.einsum("di,dij,dij->dj", price, flows[:, :, batch.taxed], _per_draw(batch.tariff, flows))
    return paid


def _per_draw(values: Floats, flows: Floats) -> Floats:
    """What all draws share, for each draw."""
    return np.broadcast_to(values, (len(flows), *values.shape[1:]))


def _carriage(cost: Floats, leading: tuple[int, ...], flows: Floats) -> Floats:
    """Resource cost of moving the tonnes that each user buys. [D, J]."""
    spread = np.broadcast_to(cost, (*leading, *flows.shape[1:]))
    bill: Floats = np.einsum("dij,dij->dj", spread.reshape(-1, *flows.shape[1:]), flows)
    return bill


def _rents(batch: Batch, shock: Shock, multiplier: Floats, flows: Floats) -> Floats:
    """Rent of each limit on each route, 0 for least flows. [R, D, I, J]."""
    found = np.zeros((len(shock.limits), *flows.shape))
    for r, limit in enumerate(shock.limits):
        if limit.sense != AT_LEAST:
            found[r] = multiplier[:, r, None, None] * batch.counting.counts[r] * flows
    return found


def _held(shock: Shock, rents: Floats) -> tuple[Floats, Floats]:
    """Rents at the places that earn them: by origin [D, I] and by user [D, J]."""
    of_origins, of_users = np.zeros(rents.shape[1:3]), np.zeros((rents.shape[1], rents.shape[3]))
    for limit, rent in zip(shock.limits, rents, strict=True):
        if limit.holder == "origins":
            of_origins += rent.sum(axis=-1)
        elif limit.holder == "users":
            of_users += rent.sum(axis=-2)
        else:
            of_users[:, limit.holder] += rent.sum(axis=(-1, -2))
    return of_origins, of_users


def _commitment(batch: Batch, multiplier: Floats, flows: Floats) -> Floats:
    """What users pay to keep their least flows. [D, J]."""
    cost: Floats = np.einsum("dr,drj->dj", multiplier * (batch.sense == AT_LEAST), batch.counting.of_routes(flows))
    return cost
