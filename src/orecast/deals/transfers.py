"""Payments that levers set between parties after a market has cleared: shares of rent, royalties, prices agreed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orecast._ground.arrays import Floats
from orecast.deals.changes import Setting
from orecast.deals.drawn import DrawnLever, committed, in_force, tonnes
from orecast.deals.schema import Offtake, Ownership, Project
from orecast.market import Accounts, Equilibrium, Shock

Kind = Literal["owner_rent", "royalty", "contract_payment"]


@dataclass(frozen=True)
class Transfer:
    """Money from one place or party to another. amount [draw], USD/yr; below 0 it runs the other way."""

    kind: Kind
    payer: str
    payee: str
    amount: Floats


@dataclass(frozen=True)
class Cleared:
    """A cleared market as transfers need it. Units: base_price in USD per unit of account."""

    setting: Setting
    shock: Shock
    equilibrium: Equilibrium
    books: Accounts
    base_price: float

    def price(self, place: str) -> Floats:
        """Home price of a place. [draw], USD per unit."""
        home: Floats = self.base_price * self.equilibrium.home_price[..., self.setting.axes.origin(place)]
        return home

    def rent(self, place: str) -> Floats:
        """Quasi-rent of a place. [draw], USD/yr."""
        found: Floats = self.base_price * self.books.quasi_rent[..., self.setting.axes.origin(place)]
        return found

    def output_at_base(self, place: str) -> Floats:
        """Capacity of a place at the base price, new tonnes included. [draw or 1], units a year."""
        origin = self.setting.axes.origin(place)
        scale = 1.0 if self.shock.supply_scale is None else self.shock.supply_scale[..., origin]
        added = 0.0 if self.shock.added_supply is None else self.shock.added_supply[..., origin]
        return np.atleast_1d(np.asarray(self.setting.market.supply)[..., origin] * scale + added)


def transfers_of(levers: Sequence[DrawnLever], cleared: Cleared) -> tuple[Transfer, ...]:
    """Transfers of the levers in force. Source docs/theory/stakes.md; MODEL, section 3 (rent by owner)."""
    found: list[Transfer] = []
    for item in levers:
        own = {other.lever.name: other for other in levers if other.deal == item.deal}
        if isinstance(item.lever, Ownership):
            found.extend(_ownership(item, item.lever, own, cleared))
        if isinstance(item.lever, Offtake) and item.lever.price_rule != "market":
            found.append(_contract(item, item.lever, own, cleared))
    return tuple(found)


def _ownership(
    drawn: DrawnLever, lever: Ownership, own: Mapping[str, DrawnLever], cleared: Cleared
) -> Iterator[Transfer]:
    """The owner's share of the rent, and what the host keeps of it: share × rent × (1 − royalty − tax) in all."""
    rent = in_force(drawn, cleared.setting.year) * drawn.values["share"] * cleared.rent(lever.place)
    if lever.of is not None:
        project = own[lever.of]
        assert isinstance(project.lever, Project)
        whole = cleared.output_at_base(lever.place)
        rent = rent * tonnes(project, cleared.setting.year) / np.where(whole > 0, whole, 1)
    yield Transfer("owner_rent", lever.place, lever.owner, rent)
    yield Transfer("royalty", lever.owner, lever.place, rent * (drawn.values["royalty"] + drawn.values["tax"]))


def _contract(drawn: DrawnLever, lever: Offtake, own: Mapping[str, DrawnLever], cleared: Cleared) -> Transfer:
    """What the agreed price adds to the market's, on the committed tonnes; the buyer pays it."""
    volume, price = committed(drawn, own, cleared.setting.year), cleared.price(lever.origin)
    if lever.price_rule == "market less discount":
        more = -drawn.values["discount"] * price
    else:
        more = drawn.values["price"] - price
    if lever.price_rule == "floor":
        more = np.maximum(more, 0)
    return Transfer("contract_payment", lever.buyer, lever.origin, volume * more)
