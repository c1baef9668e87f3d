"""Overlays: files that change assumptions by their address, without copying a deal or a table.

An address is `mineral/parameter` (`*/parameter` for the row of every mineral without one of its own) or
`deal/lever/field`, as the ledger of assumptions prints it. Overlays are applied in order; the last word stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from orecast._ground.errors import DealError, LabelError
from orecast._ground.labels import suggestion
from orecast._ground.ranges import Range
from orecast.deals.labels import labels
from orecast.deals.schema import Deal, Lever, Number, Quantity, Strict
from orecast.sources import load

EVERY = "*"
STANDING = "Every number is sourced or a guess. Add 'source: …' or 'status: guess' to the number or to the overlay"


class Overlay(Strict):
    """Numbers that replace others, each by its address; `source` or `status` stands for numbers without their own."""

    orecast: Literal[1]
    kind: Literal["overlay"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    text: str = ""
    source: str | None = None
    status: Literal["sourced", "guess"] | None = None
    changes: dict[str, Number] = Field(default_factory=dict)

    @field_validator("changes")
    @classmethod
    def _addresses(cls, changes: dict[str, Quantity]) -> dict[str, Quantity]:
        for address, number in changes.items():
            _check_address(address, number)
        return changes

    @model_validator(mode="after")
    def _standing(self) -> "Overlay":
        for address, number in self.changes.items():
            if not (number.source or number.status == "guess" or self.source or self.status == "guess"):
                raise ValueError(f"the number at '{address}' has no standing. {STANDING}")
        return self

    def number(self, address: str) -> Quantity:
        """A number with its standing: its own, else the overlay's."""
        own = self.changes[address]
        if own.source or own.status:
            return own
        given = {name: value for name in ("source", "status") if (value := getattr(self, name)) is not None}
        return Quantity(low=own.low, mode=own.mode, high=own.high, **given)

    def is_guess(self, address: str) -> bool:
        """Whether a number is a guess."""
        number = self.number(address)
        return number.status == "guess" or not number.source


def _check_address(address: str, number: Quantity) -> None:
    """An address has two or three parts; one of two parts names a mineral and a parameter within its limits."""
    parts = address.split("/")
    if len(parts) not in (2, 3) or not all(parts):
        raise ValueError(
            f"'{address}' is no address. A number is 'mineral/parameter' or 'deal/lever/field'. 'orecast assumptions "
            "DEAL' prints the address of each"
        )
    if len(parts) == 2:
        _check_parameter(parts[0], parts[1], number)


def _check_parameter(mineral: str, name: str, number: Quantity) -> None:
    known, address = labels().minerals, f"{mineral}/{name}"
    if mineral != EVERY and mineral not in known:
        raise ValueError(
            f"'{address}': unknown mineral '{mineral}'. {_hint(mineral, known)}An address of two parts is a mineral, "
            "or '*', and a parameter. See 'orecast minerals'"
        )
    limits = load("parameter_limits").frame.set_index("parameter")
    if name not in limits.index:
        raise ValueError(
            f"'{address}': unknown parameter '{name}'. {_hint(name, limits.index)}Parameters are those of "
            "docs/reference/parameters.md. Rename it"
        )
    low, high, rule = float(limits["low"][name]), float(limits["high"][name]), limits["rule"][name]
    for value in (number.low, number.high):
        if not low <= value <= high:
            raise ValueError(
                f"'{address}': {value:g} is {'below' if value < low else 'above'} what it can be. It lies between "
                f"{low:g} and {high:g}: {rule}. Correct it"
            )


def load_overlay(path: str | Path) -> Overlay:
    """An overlay file.

    Errors  DealError with file, line, address, what is wrong, the rule and the next step.
    """
    from orecast.deals.loading import build_overlay
    from orecast.deals.reading import read_document

    return build_overlay(read_document(Path(path)), Path(path))


def overlaid_ranges(mineral: str, ranges: Mapping[str, Range], overlays: Sequence[Overlay]) -> dict[str, Range]:
    """Ranges of a mineral with the overlays' changes; `*` changes the row of `*`, which a row of its own outranks."""
    found = dict(ranges)
    for overlay in overlays:
        for address in overlay.changes:
            label, _, name = address.partition("/")
            of_every = name in found and label == EVERY and _is_of_every(found[name], name, overlays)
            if of_every or (name in found and label == mineral):
                found[name] = _range(overlay, address, found[name])
    return found


def _is_of_every(found: Range, name: str, overlays: Sequence[Overlay]) -> bool:
    """Whether a range is still that of `*`: of the table, or of an overlay that changed the row of `*`."""
    changed = {f"overlay {item.name}, {EVERY}/{name}" for item in overlays}
    return found.set_by.endswith(f"row {EVERY}") or found.set_by in changed


def _range(overlay: Overlay, address: str, before: Range) -> Range:
    number = overlay.number(address)
    standing: Any = "guess" if overlay.is_guess(address) else "published"
    ground = number.source or "set in the overlay, without a source"
    changed = {"low": number.low, "mode": number.mode, "high": number.high, "status": standing, "source": ground}
    return replace(before, **changed, set_by=f"overlay {overlay.name}, {address}")


def overlaid_deals(deals: Sequence[Deal], overlays: Sequence[Overlay]) -> tuple[Deal, ...]:
    """The deals and events with the overlays' changes: the same deals as if their files had been edited.

    Errors  LabelError for a deal, lever or field that does not exist; DealError for a number its field cannot hold.
    """
    for overlay in overlays:
        _require_deals(overlay, {deal.name for deal in deals})
        deals = [_overlaid(deal, overlay) for deal in deals]
    return tuple(deals)


def unused(overlay: Overlay, deals: Iterable[Deal], minerals: Iterable[str]) -> list[str]:
    """Addresses of an overlay that touch nothing of a run: other deals, minerals that no lever names."""
    known = {*(deal.name for deal in deals), *minerals, EVERY}
    return [address for address in overlay.changes if address.partition("/")[0] not in known]


def _lever_changes(overlay: Overlay) -> Iterable[tuple[str, str, str, str]]:
    for address in overlay.changes:
        deal, _, rest = address.partition("/")
        lever, _, field = rest.partition("/")
        if field:
            yield address, deal, lever, field


def _require_deals(overlay: Overlay, names: set[str]) -> None:
    """Each deal is one of the run or of the library."""
    from orecast.deals.shelf import library_names

    known = {*names, *library_names()}
    for address, deal, *_ in _lever_changes(overlay):
        if deal not in known:
            raise LabelError(
                f"overlay {overlay.name}, '{address}': unknown deal '{deal}'. {_hint(deal, known)}Deals and events "
                f"here: {', '.join(sorted(names))}. Correct the address."
            )


def _overlaid(deal: Deal, overlay: Overlay) -> Deal:
    own = [(address, lever, field) for address, name, lever, field in _lever_changes(overlay) if name == deal.name]
    for address, name, field in own:
        position = _position(deal, name, overlay, address)
        lever = deal.levers[position]
        _require_number(lever, field, overlay, address)
        deal = _replaced(deal, position, field, overlay, address)
    return deal


def _position(deal: Deal, name: str, overlay: Overlay, address: str) -> int:
    names = [lever.name for lever in deal.levers]
    if name not in names:
        raise LabelError(
            f"overlay {overlay.name}, '{address}': {deal.name} has no lever '{name}'. {_hint(name, names)}Its levers: "
            f"{', '.join(names)}. Correct the address."
        )
    return names.index(name)


def _require_number(lever: Lever, field: str, overlay: Overlay, address: str) -> None:
    fields = [name for name, info in type(lever).model_fields.items() if "Quantity" in str(info.annotation)]
    if field not in fields:
        raise LabelError(
            f"overlay {overlay.name}, '{address}': '{field}' is no number of '{lever.name}'. {_hint(field, fields)}Its "
            f"numbers: {', '.join(fields)}. What else a deal says is changed in the deal itself."
        )


def _replaced(deal: Deal, position: int, field: str, overlay: Overlay, address: str) -> Deal:
    values = deal.model_dump(mode="python", exclude_unset=True)
    values["levers"][position][field] = overlay.number(address).model_dump(exclude_unset=True)
    try:
        return Deal.model_validate(values)
    except ValidationError as error:
        fault = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise DealError(f"overlay {overlay.name}, '{address}': {fault}.") from error


def _hint(value: str, known: Iterable[str]) -> str:
    hint = suggestion(value, known)
    return f"{hint} " if hint else ""
