"""Every number that a run drew or took, by its address: market parameters of each mineral, levers of each deal.

An address is `mineral/parameter` or `deal/lever/field`; an overlay changes a number by the same address. Whether an
uncertain lever happens at all is a lot, no number: `deal/lever/happens`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orecast._ground.arrays import Floats
from orecast.deals import Deal, Ensemble
from orecast.deals.drawn import DrawnLever
from orecast.deals.reference import MEANINGS

HAPPENS = "happens"
CHANCES = ("probability", "success")
RESTART = "restart_share"


@dataclass(frozen=True, eq=False)
class Input:
    """One number with its standing, and its draws where it was drawn. `deal` is empty for a market parameter.

    `kind`: parameter, lever or chance (the lot that decides whether a lever happens; it has no range of its own).
    """

    key: str
    kind: Literal["parameter", "lever", "chance"]
    mineral: str
    deal: str
    name: str
    low: float
    mode: float
    high: float
    unit: str
    status: str
    source: str
    set_by: str
    draws: Floats | None = None

    @property
    def is_assumed(self) -> bool:
        """True for what nobody has measured or published: assumed ranges and guesses."""
        return self.status in ("assumed", "guess")

    @property
    def varies(self) -> bool:
        """Whether it differs between draws, so that its effect can be told."""
        return self.draws is not None and bool(np.ptp(self.draws) > 0)


def inputs_of(ensemble: Ensemble) -> tuple[Input, ...]:
    """All numbers of an ensemble: those of its minerals, then those that its deals and events give."""
    return (*_parameters(ensemble), *_numbers(ensemble))


def _parameters(ensemble: Ensemble) -> Iterator[Input]:
    for mineral, item in ensemble.minerals.items():
        for name, found in item.draws.ranges.items():
            bounds = found.low, found.mode, found.high
            standing = found.unit, found.status, found.source, found.set_by
            drawn = item.draws.values.get(name)
            yield Input(f"{mineral}/{name}", "parameter", mineral, "", name, *bounds, *standing, drawn)


def _numbers(ensemble: Ensemble) -> Iterator[Input]:
    drawn = drawn_levers_of(ensemble)
    for deal in (*ensemble.deals, *ensemble.events):
        for lever in deal.levers:
            found = drawn[deal.name, lever.name]
            for field, number in lever.numbers():
                status = "guess" if lever.is_guess(number) else "sourced"
                bounds, key = (number.low, number.mode, number.high), f"{deal.name}/{lever.name}/{field}"
                set_by = _set_by(ensemble, deal, lever.name, field)
                ground = "" if set_by.startswith("overlay ") else lever.source or lever.note
                standing = MEANINGS[field][0], status, number.source or ground, set_by
                yield Input(key, "lever", lever.mineral, deal.name, field, *bounds, *standing, found.values.get(field))
            if 0 < found.is_on.mean() < 1:
                yield _chance(deal, found)


def _set_by(ensemble: Ensemble, deal: Deal, lever: str, field: str) -> str:
    """The last overlay that changed a number, or its deal."""
    address = f"{deal.name}/{lever}/{field}"
    changed = [overlay.name for overlay in ensemble.overlays if address in overlay.changes]
    return f"overlay {changed[-1]}" if changed else f"{deal.kind} {deal.name}, lever {lever}"


def _chance(deal: Deal, drawn: DrawnLever) -> Input:
    key, chance = f"{deal.name}/{drawn.lever.name}/{HAPPENS}", float(drawn.is_on.mean())
    standing = "chance", "lot", "", f"{deal.kind} {deal.name}, lever {drawn.lever.name}"
    return Input(key, "chance", drawn.lever.mineral, deal.name, HAPPENS, 0.0, chance, 1.0, *standing, drawn.is_on)


def drawn_levers_of(ensemble: Ensemble) -> dict[tuple[str, str], DrawnLever]:
    """Every lever of a run with its draws, by deal and name, whichever case it stands in."""
    found: dict[tuple[str, str], DrawnLever] = {}
    for cases in ensemble.cases.values():
        for levers in cases.levers:
            found |= {(item.deal, item.lever.name): item for item in levers}
    return found
