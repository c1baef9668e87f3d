"""The measures of risk by name: what each is, in which unit, of a place or of the world, and its formula.

To add one, write a function from a `Question` to columns and `register` it; a measure whose table of the World is of
its own shape names a function for that too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from orecast._ground.arrays import Floats
from orecast.stakes.risk import formulas
from orecast.stakes.risk.supply import Supply

Columns = Mapping[str, Floats]
"""'value' [..., K], or [...] of the world; 'hidden_share' where something is not covered; more columns by name."""


@dataclass(frozen=True, eq=False)
class Question:
    """What a formula is given: one mineral's supply and what the measure needs besides.

    members: supplier groups by name, [I]; chance: probability of a disruption of each origin in a year [..., I];
    price: USD per unit [...]; market: elasticities of supply and demand, and the highest price over that price,
    numbers or [...].
    """

    supply: Supply
    members: Mapping[str, Floats] = field(default_factory=dict)
    chance: Floats | None = None
    price: Floats | None = None
    market: tuple[Floats | float, Floats | float, Floats | float] | None = None


@dataclass(frozen=True)
class Measure:
    """One measure. `of_world`: a number of the mineral, not of a place. `by_place`: of an Equilibrium, of its places,
    not of origins in which small places stand together. `note`: what a reader of it after a deal must know.

    formula  columns of one mineral's supply; table: its own table of a World instead, where the common one
             does not fit: a function (world, minerals, places, years, *, groups, allow_incomplete) -> Measured.
    """

    name: str
    title: str
    unit: str
    formula: Callable[[Question], Columns]
    of_world: bool = False
    needs_flows: bool = True
    by_place: bool = False
    note: str = ""
    table: Callable[..., Any] | None = None


MEASURES: dict[str, Measure] = {}


def register(measure: Measure) -> Measure:
    """Add a measure under its name."""
    MEASURES[measure.name] = measure
    return measure


FAMILIES = {"hhi": ("hhi-production", "hhi-reserves", "hhi-imports"), "n-1": ("n-1-world", "n-1-place")}
"""Names that stand for several measures of the same shape."""


def _hhi_production(asked: Question) -> Columns:
    return {"value": formulas.concentration(asked.supply.output, asked.supply.pieces)}


def _hhi_reserves(asked: Question) -> Columns:
    supply = asked.supply
    value = formulas.concentration(supply.reserves)
    return {"value": np.broadcast_to(value, supply.output.shape[:-1])}


def _hhi_imports(asked: Question) -> Columns:
    return {"value": formulas.concentration(asked.supply.imports, asked.supply.pieces)}


def _import_reliance(asked: Question) -> Columns:
    supply = asked.supply
    return {"value": formulas.import_reliance(supply.produced, supply.used - supply.produced, np.zeros(()))}


def _top_supplier(asked: Question) -> Columns:
    supply = asked.supply
    largest = supply.imports.max(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(supply.used > 0, largest / supply.used, np.nan)
    return {"value": share, "supplier": np.where(largest > 0, supply.imports.argmax(axis=-1), -1)}


def _left_world(asked: Question) -> Columns:
    supply = asked.supply
    return {"value": formulas.world_left(supply.output, supply.need), "supplier": supply.output.argmax(axis=-1)}


def _left_place(asked: Question) -> Columns:
    bought = asked.supply.bought
    return {"value": formulas.place_left(bought), "supplier": bought.argmax(axis=-2)}


def geopolrisk_columns(supply: Supply) -> Columns:
    """Concentration of world output, import risk, score, and the share of imports whose origin has no governance."""
    concentration = formulas.concentration(supply.output, supply.pieces)[..., None]
    imports, risk = supply.imports, supply.governance[..., None, :]
    found = formulas.import_risk(imports, risk, supply.produced)
    hidden = np.where(imports.sum(axis=-1) > 0, formulas.hidden_share(imports, risk), 0.0)
    score = formulas.geopolrisk_score(concentration, found)
    return {"value": score, "hhi": np.broadcast_to(concentration, score.shape), "import_risk": found,
            "hidden_share": hidden}  # fmt: skip


def _geopolrisk(asked: Question) -> Columns:
    return geopolrisk_columns(asked.supply)


def _disruption(asked: Question) -> Columns:
    assert asked.chance is not None
    bought, chance = asked.supply.bought, asked.chance
    hidden = formulas.hidden_share(np.swapaxes(bought, -1, -2), chance[..., None, :])
    return {"value": formulas.disruption_potential(bought, chance), "hidden_share": np.nan_to_num(hidden)}


def _expected_loss(asked: Question) -> Columns:
    assert asked.chance is not None
    assert asked.price is not None
    assert asked.market is not None
    supply = asked.supply
    total = supply.output.sum(axis=-1, keepdims=True)
    lost = np.divide(supply.output, total, out=np.zeros_like(supply.output), where=total > 0)
    supply_elasticity, elasticity, highest = (np.asarray(number)[..., None] for number in asked.market)
    price = formulas.scarcity_price(lost, supply_elasticity, elasticity, highest)
    loss = formulas.user_loss(
        price[..., None], supply.used[..., None, :], asked.price[..., None, None], elasticity[..., None]
    )
    hidden = np.where(np.isnan(asked.chance), lost, 0.0).sum(axis=-1)[..., None]
    return {
        "value": formulas.expected_loss(asked.chance, loss),
        "hidden_share": np.broadcast_to(hidden, supply.used.shape),
    }


def _group_share(asked: Question) -> Columns:
    """One column a group; a group that holds a part of an origin has that part of its tonnes."""
    flows = np.swapaxes(asked.supply.imports, -1, -2)
    shares = {name: np.asarray(held, dtype=float) for name, held in asked.members.items()}
    return {name: formulas.group_share(flows, held) for name, held in shares.items()}


for _one in (
    Measure(
        "hhi-production", "Concentration of world output (HHI)", "0 to 1", _hhi_production, True, needs_flows=False
    ),
    Measure(
        "hhi-reserves",
        "Concentration of reserves (HHI)",
        "0 to 1",
        _hhi_reserves,
        True,
        needs_flows=False,
        by_place=True,
        note="ore stays where it lies: of all levers only control of a place moves reserves",
    ),
    Measure("hhi-imports", "Concentration of imports by origin (HHI)", "0 to 1", _hhi_imports),
    Measure("import-reliance", "Net imports over use", "share", _import_reliance),
    Measure("top-supplier", "Share of use from the largest origin abroad", "share", _top_supplier),
    Measure("n-1-world", "World supply over use without the largest supplier", "ratio", _left_world, True),
    Measure("n-1-place", "Share of use left without the largest origin", "share", _left_place),
    Measure("geopolrisk", "GeoPolRisk score", "score", _geopolrisk),
    Measure("disruption", "Expected share of use lost to one-year disruptions", "share/yr", _disruption),
    Measure(
        "expected-loss",
        "Expected loss of users from one-year disruptions",
        "USD/yr",
        _expected_loss,
        by_place=True,
        note="disruptions of the year, at its prices, with the elasticities of the first year after",
    ),
    Measure("group-share", "Share of imports from a group of origins", "share", _group_share),
):
    register(_one)
