"""A lever with its numbers drawn, and how much of it is in force in a calendar year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast.deals.draws import LEVER_DIMENSIONS, column, happens, triangular, uniforms
from orecast.deals.schema import Deal, Lever, Offtake, Project, Quantity


@dataclass(frozen=True)
class DrawnLever:
    """One lever of one deal: `values[field]` is [draw]; `is_on` is 1 in the draws in which it happens at all."""

    deal: str
    lever: Lever
    values: Mapping[str, Floats]
    is_on: Floats

    def chosen(self, draws: slice) -> "DrawnLever":
        """The same lever for some of the draws."""
        kept = {field: values[draws] for field, values in self.values.items()}
        return DrawnLever(self.deal, self.lever, kept, self.is_on[draws])


def drawn_levers(deal: Deal, mineral: str, seed: int, draws: int) -> tuple[DrawnLever, ...]:
    """Levers of a deal on one mineral, with `draws` draws of their numbers.

    The streams hang on the names of deal and lever and on nothing else, so a lever meets the same luck in every
    scenario that holds its deal.
    """
    return tuple(_drawn(deal.name, lever, seed, draws) for lever in deal.levers_on(mineral))


def _drawn(deal: str, lever: Lever, seed: int, draws: int) -> DrawnLever:
    points = uniforms(f"lever/{deal}/{lever.name}", seed, draws)
    values = {
        field: triangular(points[:, column(LEVER_DIMENSIONS, field)], number.low, number.mode, number.high)
        for field, number in _numbers(lever)
    }
    is_on = happens(values["probability"], points[:, column(LEVER_DIMENSIONS, "probability_chance")])
    if isinstance(lever, Project):
        is_on = is_on * happens(values["success"], points[:, column(LEVER_DIMENSIONS, "success_chance")])
    return DrawnLever(deal, lever, values, is_on)


def _numbers(lever: Lever) -> Iterable[tuple[str, Quantity]]:
    """Numbers of a lever, those left at their default too."""
    fields = ((field, getattr(lever, field)) for field in type(lever).model_fields)
    return [(field, number) for field, number in fields if isinstance(number, Quantity)]


def in_force(drawn: DrawnLever, year: int) -> Floats:
    """Share of a lever's full effect in a calendar year, between 0 and 1. [draw].

    From its first year (a project's: start plus lead time) the effect rises in a straight line over `ramp_years`, and
    it stops after `end`, the last year in force.
    """
    lever = drawn.lever
    first = lever.start + drawn.values.get("lead_time", np.zeros_like(drawn.is_on))
    ramp = drawn.values.get("ramp_years", np.zeros_like(drawn.is_on))
    risen = np.where(ramp > 0, np.clip((year - first) / np.maximum(ramp, 1e-9), 0, 1), 1.0)
    runs = (year >= first) & (year <= (lever.end or year))
    return np.where(runs, risen, 0.0) * drawn.is_on


def tonnes(drawn: DrawnLever, year: int, base: float = 0.0) -> Floats:
    """Units a year that a lever moves in a calendar year: its volume, or its share of `base`. [draw]."""
    size = drawn.values["volume"] if "volume" in drawn.values else drawn.values["share"] * base
    return size * in_force(drawn, year)


def effective(levers: Sequence[DrawnLever], year: int) -> tuple[DrawnLever, ...]:
    """Levers that change anything in a calendar year, in any of their draws."""
    projects = {(item.deal, item.lever.name): item for item in levers if isinstance(item.lever, Project)}
    return tuple(item for item in levers if np.any(_effect(item, projects, year)))


def _effect(drawn: DrawnLever, projects: Mapping[tuple[str, str], DrawnLever], year: int) -> Floats:
    if isinstance(drawn.lever, Offtake):
        return committed(drawn, {name: item for (deal, name), item in projects.items() if deal == drawn.deal}, year)
    return in_force(drawn, year)


def committed(drawn: DrawnLever, projects: Mapping[str, DrawnLever], year: int) -> Floats:
    """Units a year that an offtake binds: its volume, or its share of the project it names. [draw]."""
    lever = drawn.lever
    if isinstance(lever, Offtake) and lever.of is not None:
        return drawn.values["share"] * in_force(drawn, year) * tonnes(projects[lever.of], year)
    return tonnes(drawn, year)
