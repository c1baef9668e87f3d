"""What prices mean: surplus, quasi-rent, revenue and the split of a user's loss (MODEL.md, section 3)."""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast.market.curves import use_area
from orecast.market.product import Equilibrium, Market, Shock
from orecast.market.state import Batch, batch_of


@dataclass(frozen=True)
class Accounts:
    """Money and prices of an equilibrium, in units of p0 (times t/yr for money).

    Shapes  delivered_price, user_surplus, tariff_revenue, commitment_cost, payments [..., J];
            quasi_rent, sales [..., I].
    delivered_price: mean price of the tonnes bought (V is an index, not a price), NaN where none are bought;
    user_surplus and quasi_rent are levels, to be compared between runs; tariff_revenue goes to the user's place;
    commitment_cost is what a minimum flow costs its taker; payments: tonnes at their delivered price, tariff and
    freight in; sales: the same tonnes at their home price.
    """

    delivered_price: Floats
    user_surplus: Floats
    quasi_rent: Floats
    tariff_revenue: Floats
    commitment_cost: Floats
    sales: Floats
    payments: Floats


def accounts(market: Market, shock: Shock, equilibrium: Equilibrium) -> Accounts:
    """Surplus and revenue of an equilibrium. Units of p0 · t/yr. Source docs/theory/market.md, What prices mean."""
    batch, leading = batch_of(market, shock)
    price = equilibrium.home_price.reshape(-1, len(market.origins))
    flows = equilibrium.flows.reshape(-1, len(market.origins), len(market.users))
    index = equilibrium.index.reshape(-1, len(market.users))
    freight = market.freight if shock.freight is None else shock.freight
    worth = price[..., None] * flows
    tariff_revenue = (batch.with_tariff(worth) - worth).sum(axis=-2)
    payments = worth.sum(axis=-2) + tariff_revenue + _carriage(freight, leading, flows)
    if shock.detour is not None:
        payments = payments + _carriage(shock.detour, leading, flows)
    bought = flows.sum(axis=-2)
    quasi_rent = batch.output * batch.curve.area(price) + batch.released * price
    money = {
        "delivered_price": payments / np.where(bought > 0, bought, np.nan),
        "user_surplus": _user_surplus(batch, index),
        "quasi_rent": quasi_rent,
        "tariff_revenue": tariff_revenue,
        "commitment_cost": _commitment(batch, equilibrium, flows),
        "sales": price * flows.sum(axis=-1),
        "payments": payments,
    }
    return Accounts(**{name: values.reshape(*leading, -1) for name, values in money.items()})


def potential(market: Market, shock: Shock, home_price: Floats) -> Floats:
    """Φ(p) of M13, the convex function whose minimum is the equilibrium where no tariff is ad valorem. [...].

    Users' surplus at these prices plus producers' quasi-rent, in units of p0 · t/yr.
    """
    batch, leading = batch_of(market, shock)
    price = home_price.reshape(-1, len(market.origins))
    pull = batch.attraction(price, np.zeros((len(price), batch.route_origin.size)))
    index = batch.bought(pull)[0]
    rent = batch.output * batch.curve.area(price) + batch.released * price
    total: Floats = (_user_surplus(batch, index).sum(axis=-1) + rent.sum(axis=-1)).reshape(leading)
    return total


def _user_surplus(batch: Batch, index: Floats) -> Floats:
    """Integral of use from V to V*, the index with no origin left."""
    dearest = batch.backstop_price + np.log1p(batch.backstop) / batch.theta
    last = dearest / batch.base_index
    return batch.use * batch.base_index * use_area(index / batch.base_index, last, batch.eta)


def _carriage(freight: Floats, leading: tuple[int, ...], flows: Floats) -> Floats:
    """Resource cost of moving the tonnes that each user buys. [D, J]."""
    spread = np.broadcast_to(freight, (*leading, *flows.shape[1:]))
    bill: Floats = (spread.reshape(-1, *flows.shape[1:]) * flows).sum(axis=-2)
    return bill


def _commitment(batch: Batch, equilibrium: Equilibrium, flows: Floats) -> Floats:
    """What users pay to keep their minimum flows. [D, J]."""
    cost = np.zeros((flows.shape[0], flows.shape[2]))
    subsidy = equilibrium.commitment.reshape(flows.shape[0], -1)
    for r, (i, j) in enumerate(zip(batch.route_origin, batch.route_user, strict=True)):
        cost[:, j] += subsidy[:, r] * flows[:, i, j]
    return cost
