"""What one cleared market means for each party: prices, tonnes, money, reliance. Pure functions of arrays."""

from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast.market import Accounts, Equilibrium
from orecast.stakes.parties import Weights


@dataclass(frozen=True)
class Outcome:
    """One mineral, case and year for every party. [party, draw] throughout.

    Units   price_paid, export_price: USD/t; use, substituted, production: t/yr; user_surplus, quasi_rent,
            tariff_revenue, commitment_cost, export_revenue: USD/yr; import_reliance, top_supplier_share: shares,
            NaN where a party uses nothing. user_surplus and quasi_rent are levels, to be compared between cases.
    """

    price_paid: Floats
    use: Floats
    substituted: Floats
    production: Floats
    user_surplus: Floats
    quasi_rent: Floats
    tariff_revenue: Floats
    commitment_cost: Floats
    export_revenue: Floats
    import_reliance: Floats
    top_supplier_share: Floats

    @property
    def welfare(self) -> Floats:
        """User surplus, quasi-rent and tariff revenue less the cost of commitments. USD/yr, a level."""
        return self.user_surplus + self.quasi_rent + self.tariff_revenue - self.commitment_cost


def outcome_of(equilibrium: Equilibrium, books: Accounts, weights: Weights, base_price: float) -> Outcome:
    """Outcome of one case with its accounts. Units  base_price: USD per tonne (unit of account)."""
    flows = equilibrium.flows
    use, production = _summed(weights.users, flows.sum(axis=-2)), _summed(weights.origins, flows.sum(axis=-1))
    some = np.where(use > 0, use, np.nan)
    return Outcome(
        price_paid=base_price * _summed(weights.users, books.payments) / some,
        use=use,
        substituted=_summed(weights.users, equilibrium.substituted),
        production=production,
        user_surplus=base_price * _summed(weights.users, books.user_surplus),
        quasi_rent=base_price * _summed(weights.origins, books.quasi_rent),
        tariff_revenue=base_price * _summed(weights.users, books.tariff_revenue),
        commitment_cost=base_price * _summed(weights.users, books.commitment_cost),
        export_revenue=base_price * _exports(flows, equilibrium.home_price, weights),
        import_reliance=(use - production) / some,
        top_supplier_share=_top_share(flows, weights) / some,
    )


def _summed(shares: Floats, values: Floats) -> Floats:
    """A party's part of values by label. shares [party, label], values [draw, label] -> [party, draw]."""
    total: Floats = shares @ np.atleast_2d(values).T
    return total


def purchases(flows: Floats, users: Floats) -> Floats:
    """Tonnes that a party buys from each origin. flows [draw, I, J], users [J] -> [draw, I]."""
    bought: Floats = flows @ users
    return bought


def _exports(flows: Floats, home_price: Floats, weights: Weights) -> Floats:
    """Sales of a party's origins to users outside it, at home prices. [party, draw]."""
    outside = np.stack([(flows @ (1 - users)) for users in weights.users])
    sold: Floats = np.einsum("pi,pdi,di->pd", weights.origins, outside, home_price)
    return sold


def _top_share(flows: Floats, weights: Weights) -> Floats:
    """Tonnes from the largest origin outside the party. [party, draw]."""
    outside = 1 - weights.origins
    return np.stack(
        [(purchases(flows, users) * away).max(axis=-1) for users, away in zip(weights.users, outside, strict=True)]
    )


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
