"""What a deal file may say: version 1 of the schema, strict, with no field beyond these.

A deal is parties and levers (`levers.py`). Every number is plain or {low, mode, high}, and carries a `source` or
`status: guess`, its own or its lever's.
"""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from orecast.deals.levers import (
    ALL_PLACES,
    AnyLever,
    Capacity,
    Control,
    ControlOfPlace,
    Demand,
    Embargo,
    Finance,
    Lever,
    LiftedSanction,
    Offtake,
    Ownership,
    Project,
    Quota,
    Stockpile,
    Tariff,
    Transport,
)
from orecast.deals.numbers import Number, Quantity, Strict

VERSION = 1

__all__ = [
    "ALL_PLACES",
    "VERSION",
    "AnyLever",
    "Capacity",
    "Control",
    "ControlOfPlace",
    "Deal",
    "Demand",
    "Embargo",
    "Finance",
    "Lever",
    "LiftedSanction",
    "Number",
    "Offtake",
    "Ownership",
    "Party",
    "Project",
    "Quantity",
    "Quota",
    "Scenario",
    "Stockpile",
    "Strict",
    "Tariff",
    "Transport",
]


class Party(Strict):
    """One side of a deal: a group of groups.csv or a place, what it gives and what it gets, in words."""

    party: str
    role: str
    gives: str = ""
    gets: str = ""


class Deal(Strict):
    """A deal between parties, or (kind: event) something that happens around it."""

    orecast: Literal[1]
    kind: Literal["deal", "event"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    date: dt.date
    status: Literal["offered", "negotiated", "signed", "in force", "hypothetical"]
    text: str
    parties: list[Party] = Field(default_factory=list)
    sources: list[str] = Field(default_factory=list)
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
    events: list[str] = Field(default_factory=list)
