"""What one cleared market means for each party: prices, tonnes, money, reliance. Pure functions of arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orecast._ground.arrays import Floats
from orecast.deals.transfers import Transfer
from orecast.market import Accounts, Equilibrium
from orecast.stakes.parties import Weights
from orecast.stakes.risk import formulas

PAYMENTS = ("owner_rent", "royalty", "contract_payment")


@dataclass(frozen=True)
class Outcome:
    """One mineral, case and year for every party. [party, draw] throughout.

    Units   price_paid, export_price: USD/t; use, substituted, production: t/yr; user_surplus, quasi_rent,
            tariff_revenue, licence_rent, commitment_cost, stock_cost, owner_rent, royalty, contract_payment (received
            less paid), export_revenue: USD/yr; import_reliance, top_supplier_share: shares,
            NaN where a party uses nothing; import_concentration (HHI), geopolrisk: index, NaN where nothing is covered.
            user_surplus and quasi_rent are levels, to be compared between cases.
    """

    price_paid: Floats
    use: Floats
    substituted: Floats
    production: Floats
    user_surplus: Floats
    quasi_rent: Floats
    tariff_revenue: Floats
    licence_rent: Floats
    commitment_cost: Floats
    stock_cost: Floats
    owner_rent: Floats
    royalty: Floats
    contract_payment: Floats
    export_revenue: Floats
    import_reliance: Floats
    top_supplier_share: Floats
    import_concentration: Floats
    geopolrisk: Floats

    @cached_property
    def welfare(self) -> Floats:
        """Surplus, rents and revenue, less costs, plus what other parties pay. USD/yr, a level."""
        earned = self.user_surplus + self.quasi_rent + self.tariff_revenue + self.licence_rent
        received = self.owner_rent + self.royalty + self.contract_payment
        return earned + received - self.commitment_cost - self.stock_cost


def outcome_of(
    equilibrium: Equilibrium,
    books: Accounts,
    weights: Weights,
    base_price: float,
    traded: "Traded",
    transfers: Sequence[Transfer] = (),
) -> Outcome:
    """Outcome of one case with its accounts and transfers. Units  base_price: USD per tonne (unit of account)."""
    flows = equilibrium.flows
    use, production = _summed(weights.users, flows.sum(axis=-2)), _summed(weights.origins, flows.sum(axis=-1))
    some = np.where(use > 0, use, np.nan)
    bought = traded.bought * (1 - weights.origins)[:, None, :]
    received = {kind: _received(kind, transfers, weights, use.shape) for kind in PAYMENTS}
    rents = _summed(weights.origins, books.rent_of_origins) + _summed(weights.users, books.rent_of_users)
    return Outcome(
        price_paid=base_price * _summed(weights.users, books.payments) / some,
        use=use,
        substituted=_summed(weights.users, equilibrium.substituted),
        production=production,
        user_surplus=base_price * _summed(weights.users, books.user_surplus),
        quasi_rent=base_price * _summed(weights.origins, books.quasi_rent),
        tariff_revenue=base_price * _summed(weights.users, books.tariff_revenue),
        licence_rent=base_price * rents,
        stock_cost=base_price * _summed(weights.users, books.stock_cost),
        owner_rent=received["owner_rent"],
        royalty=received["royalty"],
        contract_payment=received["contract_payment"],
        commitment_cost=base_price * _summed(weights.users, books.commitment_cost),
        export_revenue=base_price * _exports(traded, equilibrium.home_price, weights),
        import_reliance=(use - production) / some,
        top_supplier_share=bought.max(axis=-1) / some,
        import_concentration=formulas.concentration(bought, weights.pieces),
        geopolrisk=formulas.geopolrisk_score(
            formulas.concentration(flows.sum(axis=-1), weights.pieces),
            formulas.import_risk(bought, weights.governance, production),
        ),
    )


def _received(kind: str, transfers: Sequence[Transfer], weights: Weights, shape: tuple[int, ...]) -> Floats:
    """What each party receives less what it pays. [party, draw]."""
    total = np.zeros(shape)
    for transfer in transfers:
        if transfer.kind == kind:
            total += (weights.holds(transfer.payee) - weights.holds(transfer.payer))[:, None] * transfer.amount
    return total


def _summed(shares: Floats, values: Floats) -> Floats:
    """A party's part of values by label. shares [party, label], values [draw, label] -> [party, draw]."""
    total: Floats = shares @ np.atleast_2d(values).T
    return total


@dataclass(frozen=True)
class Traded:
    """What each party's users buy of each origin, and what all others buy of it. [party, draw, I], t/yr."""

    bought: Floats
    sold_elsewhere: Floats


def traded_with(flows: Floats, weights: Weights) -> Traded:
    """Tonnes of each origin by who buys them. flows [draw, I, J]."""
    parties, users = weights.users.shape
    both = np.concatenate([weights.users, 1 - weights.users])
    found = (both @ flows.reshape(-1, users).T).reshape(2 * parties, *flows.shape[:2])
    return Traded(found[:parties], found[parties:])


def _exports(traded: Traded, home_price: Floats, weights: Weights) -> Floats:
    """Sales of a party's origins to users outside it, at home prices. [party, draw]."""
    sold: Floats = np.einsum("pi,pdi,di->pd", weights.origins, traded.sold_elsewhere, home_price)
    return sold


@dataclass(frozen=True)
class SurplusSplit:
    """A change of user surplus, shown in three parts that add up to it. USD/yr, [party, draw]."""

    dearer_tonnes: Floats
    tonnes_forgone: Floats
    switching_cost: Floats


def surplus_split(before: Outcome, after: Outcome) -> SurplusSplit:
    """Dearer tonnes: the price change on tonnes still bought. Forgone: half of it on tonnes given up.
    Switching: what is left, the loss from buying less suited origins and substitutes. Losses are negative.
    """
    rise = np.nan_to_num(after.price_paid - before.price_paid)
    dearer = -rise * after.use
    forgone = -0.5 * rise * (before.use - after.use)
    return SurplusSplit(dearer, forgone, after.user_surplus - before.user_surplus - dearer - forgone)
