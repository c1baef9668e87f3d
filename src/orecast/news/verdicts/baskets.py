"""Many minerals at once: 'critical raw materials', 'mineral resources'. Each sensible measure gives its own answer."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from orecast.news.product import Span
from orecast.news.verdicts import wording
from orecast.news.verdicts.bounds import Bounds
from orecast.news.verdicts.judging import Answer, answered
from orecast.news.verdicts.ledgers import PRODUCTION, PUBLISHERS, RESERVES, Ledger, ledgers
from orecast.news.verdicts.product import Figure
from orecast.news.verdicts.scene import name_of, place_ids
from orecast.sources import load
from orecast.world import World
from orecast.world.prices import base_price

LISTS = {
    "EU_CRM_2023": "the EU's list of 2023",
    "US_CM_2025": "the US list of 2025",
}
WHOLE, HELD = "the whole country", "the part that its government controls"


@dataclass(frozen=True)
class Measure:
    """A value for some places: what it is, in which unit, of which year, from which table."""

    label: str
    value: float
    unit: str
    year: str
    source: str
    table: str


@cache
def minerals_on(name: str) -> tuple[str, ...]:
    """Minerals with statistics on a list of critical minerals, in alphabetical order."""
    frame = load("critical_lists").frame
    rows = frame.loc[frame["list"].eq(name), "minerals"].astype(str)
    return tuple(sorted({one for joined in rows for one in joined.split(";") if one}))


@lru_cache(maxsize=256)
def measures(world: World, code: str, basis: str | None = None) -> tuple[Measure, ...]:
    """Every sensible measure of what a place has of the minerals of each list, on one basis or on all."""
    places, found = place_ids(code), list[Measure]()
    for name, label in LISTS.items():
        minerals = minerals_on(name)
        for kind in (PRODUCTION, RESERVES):
            if basis in (None, kind):
                found += _of_ledgers(world, minerals, kind, places, label)
        if basis in (None, RESERVES):
            found += _of_deposits(world, minerals, code, label)
    return tuple(found)


def share(world: World, codes: tuple[str, ...], basis: str | None, bounds: Bounds, span: Span) -> Answer:
    """A share of 'critical minerals' over every measure; with two countries each measure is summed."""
    values = [measures(world, code, basis) for code in codes]
    first = values[0]
    figures = [
        _as_share(one, sum(other[at].value for other in values) if len(values) > 1 else one.value, bounds)
        for at, one in enumerate(first)
        if all(len(other) == len(first) for other in values) and one.unit == "%"
    ]
    who = wording.listed([name_of(code) for code in codes])
    return answered("share", figures, _careful_share(figures, who), span)


def _as_share(one: Measure, value: float, bounds: Bounds) -> Figure:
    return Figure(one.label, value, "%", one.year, one.source, one.table, bounds.stands(value / 100))


def _careful_share(figures: list[Figure], who: str) -> str | None:
    if not figures:
        return None
    low, high = min(figures, key=lambda one: one.value), max(figures, key=lambda one: one.value)
    return (
        f"How much of the world's critical minerals {who} has depends on the measure: from "
        f"{wording.percent(low.value / 100)} ({low.measure}; {wording.by(low)}) to "
        f"{wording.percent(high.value / 100)} ({high.measure}; {wording.by(high)})."
    )


def _of_ledgers(
    world: World, minerals: tuple[str, ...], basis: str, places: tuple[str, ...], label: str
) -> list[Measure]:
    """Count, mean share and value share over one publisher's newest figures of each mineral."""
    publisher = PUBLISHERS["WMD" if basis == PRODUCTION else "USGS"]
    held = _held(world, minerals, basis, publisher)
    if not held:
        return []
    shares = np.array([ledger.share(places) or 0.0 for _, ledger in held])
    years = sorted({ledger.year for _, ledger in held})
    year = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    what = "output" if basis == PRODUCTION else "reserves"
    count, all_of = int((shares > 0).sum()), len(held)
    value = _value_share(world, held, places)
    rows = [
        (f"minerals of {label} with {what} there, of {all_of} with figures", 100 * count / all_of, "%"),
        (f"minerals of {label} with {what} there", float(count), "minerals"),
        (f"mean share of the world's {what} over the {all_of} minerals of {label}", 100 * float(shares.mean()), "%"),
        (f"share of the value of the world's {what} of the minerals of {label}", 100 * value, "%"),
        (f"value of the {what} of the minerals of {label}", _value(world, held, places), "USD"),
    ]
    return [Measure(text, number, unit, year, publisher, basis) for text, number, unit in rows]


@lru_cache(maxsize=16)
def _held(world: World, minerals: tuple[str, ...], basis: str, publisher: str) -> tuple[tuple[str, Ledger], ...]:
    """The newest ledger of one publisher for each mineral of a list."""
    return tuple(
        (one, ledger) for one in minerals for ledger in ledgers(world, one, basis) if ledger.source == publisher
    )


@lru_cache(maxsize=256)
def _price(world: World, mineral: str) -> float:
    price = base_price(world.statistics, mineral, world.years).usd_per_unit
    return price if np.isfinite(price) else 0.0


def _value(world: World, held: tuple[tuple[str, Ledger], ...], places: tuple[str, ...]) -> float:
    return sum((ledger.amount(places) or 0.0) * _price(world, one) for one, ledger in held)


def _value_share(world: World, held: tuple[tuple[str, Ledger], ...], places: tuple[str, ...]) -> float:
    """Amounts at the base prices of the World; minerals without a price weigh nothing."""
    total = sum(ledger.total * _price(world, one) for one, ledger in held)
    return _value(world, held, places) / total if total > 0 else 0.0


def _of_deposits(world: World, minerals: tuple[str, ...], code: str, label: str) -> list[Measure]:
    """Minerals with a named deposit, of the whole country and of the part its government controls, where listed."""
    table = world.statistics["deposits"]
    parts = {place for one in place_ids(code) for place in (one, f"{one}-occupied")}
    rows = table[table["place"].astype(str).isin(parts)]
    if rows.empty:
        return []
    found = []
    for part, kept in ((WHOLE, rows), (HELD, rows[rows["place"].astype(str).isin(place_ids(code))])):
        named = {one for joined in kept["minerals"].astype(str) for one in joined.split(";")} & set(minerals)
        year = str(max(kept["control_date"].astype(str)))[:4] if len(kept) else ""
        text = f"minerals of {label} with a deposit on the list of key deposits, {part}"
        source = "list of key deposits, a source for each row"
        found += [
            Measure(f"{text}, of {len(minerals)}", 100 * len(named) / len(minerals), "%", year, source, "deposits"),
            Measure(text, float(len(named)), "minerals", year, source, "deposits"),
        ]
    return found
