"""What a deal file may say: version 1 of the schema, strict, with no field beyond these.

A deal is parties and levers. A lever moves something the market can feel: capacity, a project, an embargo, a tariff,
a lifted sanction, an offtake, the control of a place. Every number is plain or {low, mode, high}, and carries a
`source` or `status: guess`, its own or its lever's.
"""

import datetime as dt
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator
from pydantic.functional_validators import AfterValidator

VERSION = 1
FIRST_YEAR, LAST_YEAR = 1990, 2100
ALL_PLACES = "all"


class Strict(BaseModel):
    """No coercion, no field that the schema does not name, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Quantity(Strict):
    """A number or a triangular range (low ≤ mode ≤ high), with its own standing where it differs from its lever's."""

    low: float
    mode: float
    high: float
    source: str | None = None
    status: Literal["sourced", "guess"] | None = None

    @model_validator(mode="after")
    def _ordered(self) -> "Quantity":
        if not self.low <= self.mode <= self.high:
            raise ValueError(
                f"low {self.low:g}, mode {self.mode:g}, high {self.high:g} are out of order. A range has "
                "low ≤ mode ≤ high. Put them in order"
            )
        return self

    @property
    def is_plain(self) -> bool:
        """True for one number, False for a range."""
        return self.low == self.high


def _as_range(value: Any) -> Any:
    """A plain number, or {value: …}, as a range of no width."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"low": float(value), "mode": float(value), "high": float(value)}
    if isinstance(value, dict):
        value = {key: float(item) if _is_number(item) else item for key, item in value.items()}
        if "value" in value:
            number = value.pop("value")
            return {"low": number, "mode": number, "high": number, **value}
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _bounded(low: float, high: float, rule: str) -> AfterValidator:
    """A check that the whole range lies within [low, high], with the rule to quote when it does not."""

    def check(number: Quantity) -> Quantity:
        for value in (number.low, number.high):
            if not low <= value <= high:
                raise ValueError(f"{value:g} is {'below' if value < low else 'above'} what it can be. {rule}")
        return number

    return AfterValidator(check)


_RANGE = BeforeValidator(_as_range)
Number = Annotated[Quantity, _RANGE]
Tonnes = Annotated[
    Quantity,
    _RANGE,
    _bounded(
        0, 1e12, "A volume is 0 or more a year; output that is lost is 'direction: lost'. Write it as a positive number"
    ),
]
Share = Annotated[Quantity, _RANGE, _bounded(0, 1, "A share lies between 0 and 1: 15 % is 0.15. Correct it")]
Probability = Annotated[Quantity, _RANGE, _bounded(0, 1, "A probability lies between 0 and 1: 60 % is 0.6. Correct it")]
Years = Annotated[
    Quantity, _RANGE, _bounded(0, 60, "A span of years is between 0 and 60; it cannot end before it starts. Correct it")
]
Rate = Annotated[Quantity, _RANGE, _bounded(0, 20, "A tariff is a share of the price; 200 % is 2.0. Correct it")]
Cost = Annotated[Quantity, _RANGE, _bounded(0, 20, "A cost here is in units of the base price, between 0 and 20")]
Dollars = Annotated[Quantity, _RANGE, _bounded(0, 1e13, "Money is in US dollars, 0 or more")]


def _calendar(value: int) -> int:
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise ValueError(f"unknown year {value}. Years run from {FIRST_YEAR} to {LAST_YEAR}. Write it with four digits")
    return value


Year = Annotated[int, AfterValidator(_calendar)]


AnySized = TypeVar("AnySized", bound="Lever")


class Party(Strict):
    """One side of a deal: a group of groups.csv or a place, what it gives and what it gets, in words."""

    party: str
    role: str
    gives: str = ""
    gets: str = ""


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
    """A commitment to deliver at least `volume` a year, or `share` of the project `of`, from origin to buyer."""

    lever: Literal["offtake"]
    origin: str
    buyer: str
    volume: Tonnes | None = None
    share: Share | None = None
    of: str | None = None
    ramp_years: Years = Quantity(low=0, mode=0, high=0)
    price_rule: Literal["market", "market less discount", "fixed", "floor"] = "market"

    @model_validator(mode="after")
    def _one_size(self) -> "Offtake":
        _one_of(self, "volume", "share")
        if (self.share is None) != (self.of is None):
            raise ValueError(
                "'share' and 'of' go together: a share of the project named in 'of'. Give both, or 'volume'"
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


def _one_of(lever: AnySized, first: str, second: str) -> AnySized:
    """The lever, when exactly one of two fields gives its size."""
    given = [field for field in (first, second) if getattr(lever, field) is not None]
    if len(given) != 1:
        raise ValueError(
            f"gives {' and '.join(given) or 'no size'}. The size is either '{first}' or '{second}'. Keep one"
        )
    return lever


AnyLever = Annotated[
    Capacity | Project | Embargo | Tariff | LiftedSanction | Offtake | ControlOfPlace, Field(discriminator="lever")
]


class Deal(Strict):
    """A deal between parties, or (kind: event) something that happens around it."""

    orecast: Literal[1]
    kind: Literal["deal", "event"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    date: dt.date
    status: Literal["offered", "negotiated", "signed", "in force", "hypothetical"]
    text: str
    parties: list[Party] = []
    sources: list[str] = []
    levers: list[AnyLever] = Field(min_length=1)

    @field_validator("levers")
    @classmethod
    def _names_once(cls, levers: list[Any]) -> list[Any]:
        names = [lever.name for lever in levers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two levers are called '{twice[0]}'. A lever's name stands once in a deal. Rename one")
        return levers

    @property
    def minerals(self) -> tuple[str, ...]:
        """Minerals that the levers touch, in order of appearance."""
        return tuple(dict.fromkeys(lever.mineral for lever in self.levers))

    def levers_on(self, mineral: str) -> tuple[Any, ...]:
        """Levers that touch one mineral."""
        return tuple(lever for lever in self.levers if lever.mineral == mineral)


class Scenario(Strict):
    """Which deals and events are weighed together, and the question asked of them."""

    orecast: Literal[1]
    kind: Literal["scenario"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    question: str
    deals: list[str] = Field(min_length=1)
    events: list[str] = []
