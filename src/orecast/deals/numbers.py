"""Numbers of a deal file: plain or a triangular range, strict, with bounds that name their rule."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic.functional_validators import AfterValidator

FIRST_YEAR, LAST_YEAR = 1990, 2100


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
Change = Annotated[
    Quantity, _RANGE, _bounded(-0.95, 20, "A change is a share of the base, above -0.95: 10 % less is -0.1. Correct it")
]
Wedge = Annotated[
    Quantity, _RANGE, _bounded(-0.9, 20, "A change of cost is in units of the base price, between -0.9 and 20")
]
Dollars = Annotated[Quantity, _RANGE, _bounded(0, 1e13, "Money is in US dollars, 0 or more")]


def _calendar(value: int) -> int:
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise ValueError(f"unknown year {value}. Years run from {FIRST_YEAR} to {LAST_YEAR}. Write it with four digits")
    return value


Year = Annotated[int, AfterValidator(_calendar)]
