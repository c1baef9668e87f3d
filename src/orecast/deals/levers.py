"""Levers: what a deal or event does to a mineral's market, or to the money of those who trade on it."""

import datetime as dt
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator

from orecast.deals.numbers import (
    Change,
    Cost,
    Dollars,
    Probability,
    Quantity,
    Rate,
    Share,
    Strict,
    Tonnes,
    Wedge,
    Year,
    Years,
)

ALL_PLACES = "all"
AnySized = TypeVar("AnySized", bound="Lever")


class Control(Strict):
    """Who controls a deposit, and on what date that was so."""

    by: str
    date: dt.date
    source: str


class Lever(Strict):
    """What all levers share: a name, a mineral, years in force, a chance, a standing."""

    name: str
    mineral: str
    stage: str | None = None
    start: Year
    end: Year | None = None
    probability: Probability = Quantity(low=1, mode=1, high=1)
    source: str | None = None
    status: Literal["sourced", "guess"] | None = None
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> "Lever":
        if self.end is not None and self.end < self.start:
            raise ValueError(
                f"ends in {self.end}, before it starts in {self.start}. 'end' is the last year in force. "
                "Move 'end' to the start or later, or leave it out"
            )
        return self

    @model_validator(mode="after")
    def _standing(self) -> "Lever":
        if self.source or self.status == "guess":
            return self
        for field, number in self.numbers():
            if not (number.source or number.status == "guess"):
                raise ValueError(
                    f"its number '{field}' has no standing. Every number is sourced or a guess. Add 'source: …' or "
                    "'status: guess' to the lever or to the number"
                )
        return self

    def numbers(self) -> list[tuple[str, Quantity]]:
        """Fields that hold numbers and were given, in the order of the schema."""
        given = [(field, getattr(self, field)) for field in type(self).model_fields if field in self.model_fields_set]
        return [(field, value) for field, value in given if isinstance(value, Quantity)]

    def is_guess(self, number: Quantity) -> bool:
        """Whether a number of this lever is a guess: its own standing first, then the lever's."""
        if number.status:
            return number.status == "guess"
        return not number.source and self.status == "guess"

    def places(self) -> tuple[str, ...]:
        """Places and groups that the lever names."""
        return ()


class Capacity(Lever):
    """Output that appears or disappears without a project: `volume` (units a year) or `share` of base output."""

    lever: Literal["capacity"]
    place: str
    direction: Literal["new", "lost"]
    volume: Tonnes | None = None
    share: Share | None = None
    ramp_years: Years = Quantity(low=0, mode=0, high=0)

    @model_validator(mode="after")
    def _one_size(self) -> "Capacity":
        return _one_of(self, "volume", "share")

    def places(self) -> tuple[str, ...]:
        """The place of the capacity."""
        return (self.place,)


class Project(Lever):
    """A mine or plant to be built: first output `lead_time` years after `start`, full output `ramp_years` later."""

    lever: Literal["project"]
    place: str
    deposit: str = ""
    volume: Tonnes
    lead_time: Years
    ramp_years: Years
    success: Probability
    capital_cost: Dollars | None = None
    control: Control | None = None

    def places(self) -> tuple[str, ...]:
        """The place of the project."""
        return (self.place,)


class Embargo(Lever):
    """A ban or licence: by an exporter on what it mines, by a processor on all that crosses its border, by an importer.

    `share` of the tonnes is hit; `leakage` of those still arrives, by a detour that costs `detour_cost` base prices.
    """

    lever: Literal["embargo"]
    by: Literal["exporter", "importer", "processor"]
    place: str
    targets: list[str] = Field(min_length=1)
    share: Share = Quantity(low=1, mode=1, high=1)
    leakage: Share = Quantity(low=0, mode=0, high=0)
    detour_cost: Cost = Quantity(low=0, mode=0, high=0)

    def places(self) -> tuple[str, ...]:
        """The imposing place, then its targets."""
        return (self.place, *self.targets)


class Tariff(Lever):
    """An ad valorem tariff of an importer on origins, as a level (2.0 is 200 %), not a change."""

    lever: Literal["tariff"]
    importer: str
    origins: list[str] = Field(min_length=1)
    rate: Rate

    def places(self) -> tuple[str, ...]:
        """The importer, then the origins."""
        return (self.importer, *self.origins)


class LiftedSanction(Lever):
    """A route that was closed or penalised opens again, with the tariff that stays on it."""

    lever: Literal["lifted_sanction"]
    importer: str
    origin: str
    tariff: Rate

    def places(self) -> tuple[str, ...]:
        """The importer and the origin."""
        return (self.importer, self.origin)


class Offtake(Lever):
    """A commitment to deliver at least `volume` a year, or `share` of the project `of`, from origin to buyer.

    The price of the committed tonnes is the market's, the market's less `discount`, or bound to `price` (US dollars
    of the money year per unit of account): `fixed`, or a `floor` that the buyer pays when the market is lower.
    """

    lever: Literal["offtake"]
    origin: str
    buyer: str
    volume: Tonnes | None = None
    share: Share | None = None
    of: str | None = None
    ramp_years: Years = Quantity(low=0, mode=0, high=0)
    price_rule: Literal["market", "market less discount", "fixed", "floor"] = "market"
    price: Dollars | None = None
    discount: Share | None = None

    @model_validator(mode="after")
    def _one_size(self) -> "Offtake":
        _one_of(self, "volume", "share")
        if (self.share is None) != (self.of is None):
            raise ValueError(
                "'share' and 'of' go together: a share of the project named in 'of'. Give both, or 'volume'"
            )
        return self

    @model_validator(mode="after")
    def _priced(self) -> "Offtake":
        needs = {"fixed": "price", "floor": "price", "market less discount": "discount"}.get(self.price_rule)
        for field in ("price", "discount"):
            if (getattr(self, field) is not None) != (field == needs):
                fault, step = ("needs", "Add") if field == needs else ("has no use for", "Drop")
                raise ValueError(
                    f"price_rule '{self.price_rule}' {fault} '{field}'. 'fixed' and 'floor' go with 'price' (USD per "
                    f"unit), 'market less discount' with 'discount'. {step} it"
                )
        return self

    def places(self) -> tuple[str, ...]:
        """The origin and the buyer."""
        return (self.origin, self.buyer)


class ControlOfPlace(Lever):
    """`share` of the output of `place` comes under the controller of `to`, and is counted there."""

    lever: Literal["control"]
    place: str
    to: str
    share: Share

    def places(self) -> tuple[str, ...]:
        """The place that changes hands, and where its output is counted after."""
        return (self.place, self.to)


class Quota(Lever):
    """A licence or quota: at most `volume` a year, or `share` of the base flow, may pass; the wedge is a rent.

    The rent goes to the place that grants the licences. `leakage` is the share of tonnes that passes without one, and
    `place`, `by` and `targets` are as in an embargo.
    """

    lever: Literal["quota"]
    by: Literal["exporter", "importer", "processor"]
    place: str
    targets: list[str] = Field(min_length=1)
    volume: Tonnes | None = None
    share: Share | None = None
    leakage: Share = Quantity(low=0, mode=0, high=0)

    @model_validator(mode="after")
    def _one_size(self) -> "Quota":
        return _one_of(self, "volume", "share")

    def places(self) -> tuple[str, ...]:
        """The granting place, then its targets."""
        return (self.place, *self.targets)


class Transport(Lever):
    """Carriage from origins to users becomes dearer or cheaper by `change` base prices a tonne."""

    lever: Literal["transport"]
    origins: list[str] = Field(min_length=1)
    users: list[str] = Field(min_length=1)
    change: Wedge

    def places(self) -> tuple[str, ...]:
        """Origins, then users."""
        return (*self.origins, *self.users)


class Finance(Lever):
    """Capital for the mines and plants of a place becomes dearer or cheaper by `change` base prices a tonne sold."""

    lever: Literal["finance"]
    place: str
    change: Wedge

    def places(self) -> tuple[str, ...]:
        """The place."""
        return (self.place,)


class Stockpile(Lever):
    """A public stock buys (`build`) or sells (`release`) `volume` a year at any price; it sells no more than it holds.

    What it pays is a cost and what it sells a revenue of its place; the tonnes it keeps are not valued.
    """

    lever: Literal["stockpile"]
    place: str
    direction: Literal["build", "release"]
    volume: Tonnes
    stock: Tonnes | None = None

    @model_validator(mode="after")
    def _holds_enough(self) -> "Stockpile":
        if self.direction == "build":
            return self
        if self.stock is None or self.end is None:
            raise ValueError(
                "releases a stock without saying what it holds and until when. A stock sells no more than it holds. "
                "Add 'stock: …' (units of account) and 'end: …'"
            )
        sold = self.volume.high * (self.end - self.start + 1)
        if sold > self.stock.low:
            raise ValueError(
                f"sells up to {sold:g} by {self.end} from a stock of {self.stock.low:g}. A stock sells no more than it "
                "holds. Lower 'volume', end sooner, or give a larger 'stock'"
            )
        return self

    def places(self) -> tuple[str, ...]:
        """The place of the stock."""
        return (self.place,)


class Demand(Lever):
    """Use at given prices shifts by `change`, a share of base use: thrift, recycling, a new industry."""

    lever: Literal["demand"]
    users: list[str] = Field(min_length=1)
    change: Change
    ramp_years: Years = Quantity(low=0, mode=0, high=0)

    def places(self) -> tuple[str, ...]:
        """The users."""
        return tuple(self.users)


class Ownership(Lever):
    """`owner` earns `share` of the rent of a place's output, or of the project `of`, less what the host keeps of it.

    The host keeps `royalty` and `tax`, shares of the owner's rent. It moves money, no tonnes.
    """

    lever: Literal["ownership"]
    place: str
    of: str | None = None
    owner: str
    share: Share
    royalty: Share = Quantity(low=0, mode=0, high=0)
    tax: Share = Quantity(low=0, mode=0, high=0)

    @model_validator(mode="after")
    def _leaves_something(self) -> "Ownership":
        if self.royalty.high + self.tax.high > 1:
            raise ValueError(
                f"royalty and tax come to {self.royalty.high + self.tax.high:g} of the rent. Together they are at most "
                "1. Lower one"
            )
        return self

    def places(self) -> tuple[str, ...]:
        """The host place."""
        return (self.place,)


def _one_of(lever: AnySized, first: str, second: str) -> AnySized:
    """The lever, when exactly one of two fields gives its size."""
    given = [field for field in (first, second) if getattr(lever, field) is not None]
    if len(given) != 1:
        raise ValueError(
            f"gives {' and '.join(given) or 'no size'}. The size is either '{first}' or '{second}'. Keep one"
        )
    return lever


AnyLever = Annotated[
    Capacity
    | Project
    | Embargo
    | Quota
    | Tariff
    | LiftedSanction
    | Offtake
    | ControlOfPlace
    | Transport
    | Finance
    | Stockpile
    | Demand
    | Ownership,
    Field(discriminator="lever"),
]
