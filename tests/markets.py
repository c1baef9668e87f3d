"""Tiny named markets, and strategies that draw them, for the tests of the market room."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from orecast._ground.arrays import Floats, Integers
from orecast.market import Market, Shock

MINES = ("Northland", "Eastmark", "Southbay", "Westhaven")
TIGHT = 1e-11
"""Tolerance of a solve whose prices are compared: well under what the tests allow."""


def market(
    flows: object = ((6.0, 2.0, 1.0), (1.0, 5.0, 4.0), (2.0, 1.0, 3.0)),
    *,
    theta: object = 4.0,
    eta: object = 0.4,
    up: object = 0.5,
    down: object = 0.5,
    floor: object = 0.5,
    capacity: object = 1.5,
    backstop: object = 5.0,
    freight: object = 0.0,
    tariff: object = 0.0,
) -> Market:
    """A market whose base flows are these, [..., origin, user]; the last user, Midport, mines nothing."""
    table = np.asarray(flows, dtype=np.float64)
    origins, users = table.shape[-2:]
    use = table.sum(axis=-2)
    return Market(
        mineral="testite",
        origins=MINES[:origins],
        users=(*MINES[: users - 1], "Midport"),
        share=table / use[..., None, :],
        tariff=np.broadcast_to(np.asarray(tariff, dtype=np.float64), (origins, users)),
        freight=np.broadcast_to(np.asarray(freight, dtype=np.float64), (origins, users)),
        access=np.ones((origins, users)),
        use=use,
        supply=table.sum(axis=-1),
        planned=np.zeros(origins),
        share_sensitivity=_column(theta),
        demand_elasticity=_column(eta),
        backstop_price=_column(backstop),
        supply_elasticity_up=_column(up),
        supply_elasticity_down=_column(down),
        floor_price=_column(floor),
        capacity_ratio=_column(capacity),
    )


def _column(values: object) -> Floats:
    """Parameters as [..., 1]."""
    column: Floats = np.asarray(values, dtype=np.float64)[..., None]
    return column


def one_place(**curves: object) -> Market:
    """A place that buys only its own 100 tonnes."""
    return market([[100.0]], **curves)


@st.composite
def markets(draw: st.DrawFn, tariffs: bool = False, size: tuple[int, int] | None = None) -> Market:
    """Markets of two to four origins and users with θ ≥ 1.1 η, large and small flows, freight, tariffs where asked."""
    size = size or (draw(st.integers(2, 4)), draw(st.integers(2, 4)))
    exponent = draw(arrays(np.float64, size, elements=st.floats(-2, 2)))
    flows = 10**exponent
    theta = draw(st.floats(1.0, 20.0))
    floor = draw(st.floats(0.3, 0.85))
    return market(
        flows,
        theta=theta,
        eta=draw(st.floats(0.05, min(1.5, theta / 1.1))),
        up=draw(st.floats(0.05, 2.0)),
        down=draw(st.floats(0.05, min(2.0, 2.9 / (1 - floor)))),
        floor=floor,
        capacity=draw(st.floats(1.05, 4.0)),
        backstop=draw(st.floats(2.0, 10.0)),
        freight=draw(arrays(np.float64, size, elements=st.floats(0, 0.3))),
        tariff=draw(arrays(np.float64, size, elements=st.sampled_from([0.0, 0.1, 0.5]))) if tariffs else 0.0,
    )


@st.composite
def shocks(draw: st.DrawFn, of: Market, tariffs: bool = False) -> Shock:
    """Cuts to a thousandth, freight, bans and leaks, firm and new tonnes, swings of demand; tariffs where asked."""
    size = (len(of.origins), len(of.users))
    rows, columns = size[:1], size[1:]
    world = float(of.supply.sum())
    fraction = st.floats(0, 0.2)
    access = draw(arrays(np.float64, size, elements=st.sampled_from([1.0, 1.0, 1.0, 0.3, 0.0])))
    sells = access.any(axis=1)  # firm tonnes need a way to a buyer
    shock = Shock(
        freight=of.freight + draw(arrays(np.float64, size, elements=st.floats(0, 1))),
        access=access,
        supply_scale=10 ** draw(arrays(np.float64, rows, elements=st.floats(-3, 0.25))),
        added_supply=world * draw(arrays(np.float64, rows, elements=fraction)),
        released=world * sells * draw(arrays(np.float64, rows, elements=st.sampled_from([0.0, 0.0, 0.05]))),
        demand_scale=draw(arrays(np.float64, columns, elements=st.floats(0.5, 1.5))),
    )
    if not tariffs:
        return shock
    return replace(shock, tariff=draw(arrays(np.float64, size, elements=st.sampled_from([0.0, 0.25, 2.0]))))


@st.composite
def shocked(draw: st.DrawFn, tariffs: bool = False) -> tuple[Market, Shock]:
    """A market and a shock to it."""
    drawn = draw(markets(tariffs))
    return drawn, draw(shocks(drawn, tariffs))


def reordered(of: Market, origins: Integers, users: Integers) -> Market:
    """The same market with its origins and users in another order (indices)."""
    rows, columns = [int(n) for n in origins], [int(n) for n in users]
    routes = {name: getattr(of, name)[..., rows, :][..., columns] for name in ("share", "tariff", "freight", "access")}
    return replace(
        of,
        origins=tuple(of.origins[n] for n in rows),
        users=tuple(of.users[n] for n in columns),
        supply=of.supply[..., rows],
        planned=of.planned[..., rows],
        use=of.use[..., columns],
        **routes,
    )


def stacked(several: list[Market]) -> Market:
    """Markets of one size as one market with a draw for each."""
    names = [field.name for field in fields(Market) if field.name not in ("mineral", "origins", "users", "merged")]
    together: dict[str, Any] = {name: np.stack([getattr(one, name) for one in several]) for name in names}
    return replace(several[0], **together)


def stacked_shocks(several: list[Shock]) -> Shock:
    """Shocks of one shape as one shock with a draw for each."""
    names = [field.name for field in fields(Shock) if isinstance(getattr(several[0], field.name), np.ndarray)]
    together: dict[str, Any] = {name: np.stack([getattr(one, name) for one in several]) for name in names}
    return replace(several[0], **together)
