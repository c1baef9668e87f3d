"""The market's primal, a convex programme: utility less costs less (1/θ) relative entropy of flows (M9-M15).

Written from the equations, without the solver's code. Clarabel settles the entropy of every route by an exponential
cone and limits on flows by linear rows; the cost of output above the base price is an entropy too, of the capacity that
is left. Utility and the cost of output below the base price enter as quadratic models around the last point, and the
programme is solved again until the point stands still (sequential convex programming). Every unknown is a multiple of
what it was at the last point, so that all cones stand near 1 at the solution: unscaled, the programme stalls.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import clarabel
import numpy as np
from scipy import sparse

from orecast._ground.arrays import Floats, Integers
from orecast.market import Market, Shock

ROUNDS = 80
STILL = 1e-6
"""Largest change between two rounds at which the point stands still: of a flow, as a share of the largest, or of a home
price, weighed by output."""
SMALLEST = 1e-10
"""A route that would carry a smaller share of world output than this at base cost is left out."""
LEAST = 1e-3
"""Share of its first guess that a flow is measured from at least: one measured from nothing would stay there."""
PRECISION = 1e-10


@dataclass(frozen=True)
class Limit:
    """Tonnes that the routes of a list may carry together: at most, or (`is_least`) at least."""

    routes: Integers
    tonnes: float
    is_least: bool = False


@dataclass(frozen=True)
class Programme:
    """One draw of a market under a shock, as plain numbers: routes in a list, with the numbers of origin and user.

    weight: a route's share under the shock; wedge: its cost without home price and duty, against its base cost; use:
    tonnes at V = V0, the backstop's included; index: V0; output: tonnes at p = 1; firm: tonnes sold at any price.
    """

    origin: Integers
    user: Integers
    weight: Floats
    wedge: Floats
    duty: Floats
    use: Floats
    index: Floats
    backstop: Floats
    output: Floats
    firm: Floats
    theta: float
    eta: float
    up: float
    down: float
    floor: float
    room: float
    limits: tuple[Limit, ...] = ()

    def bought(self, point: "Point") -> Floats:
        """Tonnes of each user, the backstop's included."""
        return np.bincount(self.user, point.flows, self.use.size) + point.substituted


@dataclass(frozen=True)
class Point:
    """Tonnes: flows of the routes, the backstop's, output below and above base price; p0: prices, worth of limits."""

    flows: Floats
    substituted: Floats
    below: Floats
    above: Floats
    home_price: Floats
    worth: Floats

    def towards(self, other: "Point", step: float) -> "Point":
        """The point a step of the way to another, at the other's prices."""
        names = ("flows", "substituted", "below", "above")
        mixed = {name: (1 - step) * getattr(self, name) + step * getattr(other, name) for name in names}
        return replace(other, **mixed)


def programme(market: Market, shock: Shock) -> Programme:
    """The numbers of a market of one draw. Routes that carry next to nothing are left out; a limit counts wholly."""
    share, duty0, freight0, open0 = (_last(getattr(market, n), 2) for n in ("share", "tariff", "freight", "access"))
    supply, planned, use = _last(market.supply, 1), _last(market.planned, 1), _last(market.use, 1)
    theta, eta, dearest, up, down, floor, most = (
        float(_last(getattr(market, name), 1)[0])
        for name in (
            "share_sensitivity", "demand_elasticity", "backstop_price",
            "supply_elasticity_up", "supply_elasticity_down", "floor_price", "capacity_ratio",
        )
    )  # fmt: skip
    added = _changed(shock.added_supply, np.zeros(supply.size), 1)
    cost0 = 1 + duty0 + freight0
    index = (share * open0 * cost0)[supply > 0].sum(axis=0)
    growth = np.where(
        supply > 0, 1 + added / np.where(supply > 0, supply, 1), added / np.where(planned > 0, planned, 1)
    )
    weight = share * growth[:, None] / (share * open0 * growth[:, None]).sum(axis=0)
    weight = weight * _changed(shock.access, open0, 2)
    backstop = np.exp(-theta * (dearest - index))
    i, j = np.nonzero(weight * use > SMALLEST * supply.sum())
    return Programme(
        origin=i,
        user=j,
        weight=weight[i, j],
        wedge=(_changed(shock.freight, freight0, 2) - cost0)[i, j],
        duty=_changed(shock.tariff, duty0, 2)[i, j],
        use=use * (1 + backstop) * _changed(shock.demand_scale, np.ones(use.size), 1),
        index=index,
        backstop=backstop,
        output=supply * _changed(shock.supply_scale, np.ones(supply.size), 1) + added,
        firm=_changed(shock.released, np.zeros(supply.size), 1),
        theta=theta, eta=eta, up=up, down=down, floor=floor, room=most - 1,
        limits=tuple(
            Limit(np.flatnonzero(limit.counts[i, j] > 0), float(np.asarray(limit.tonnes).item()), limit.sense > 0)
            for limit in shock.limits
        ),
    )  # fmt: skip


def _last(values: Floats, axes: int) -> Floats:
    """An array of one draw without its leading axes."""
    one: Floats = np.asarray(values).reshape(np.asarray(values).shape[-axes:])
    return one


def _changed(values: Floats | None, base: Floats, axes: int) -> Floats:
    return base if values is None else _last(values, axes)


def optimum(p: Programme) -> Point:
    """Solve round after round until the flows stand still; a duty is charged on the last round's home price."""
    point = _first(p)
    for number in range(ROUNDS):
        aim, status = _round(p, point)
        dearer = np.abs(aim.home_price - point.home_price) * p.output / p.output.max()
        moved = max(np.abs(aim.flows - point.flows).max() / aim.flows.max(), float(dearer.max()))
        point = aim if number == 0 else point.towards(aim, _step(p, point, aim))
        if moved <= STILL and status in ("Solved", "AlmostSolved"):
            return point
    raise AssertionError(f"the primal still moves by {moved:.1e} of its largest flow after {ROUNDS} rounds ({status})")


def _first(p: Programme) -> Point:
    """A point to measure from: base use by the shares under the shock, all output sold."""
    pull = np.bincount(p.user, p.weight, p.use.size) + p.backstop
    none = np.zeros_like(p.output)
    flows = p.weight * (p.use / pull)[p.user]
    return Point(flows, p.use * p.backstop / pull, p.output, none, none + 1, np.zeros(len(p.limits)))


def marginal_utility(p: Programme, bought: Floats) -> tuple[Floats, Floats]:
    """The index V at which users buy these tonnes (M10 turned round), and its slope."""
    level, edge = bought / p.use, 0.25**-p.eta
    ratio = np.where(level <= edge, level ** (-1 / p.eta), 0.25 * (1 + (1 - level / edge) / p.eta))
    slope = np.where(level <= edge, -ratio / p.eta / level, -0.25 / (p.eta * edge))
    return p.index * ratio, p.index * slope / p.use


def marginal_cost(p: Programme, share: Floats) -> tuple[Floats, Floats]:
    """Home price that calls forth a share 0 to 1 of base output (M12 turned round, by halving), and its slope."""
    bend = p.down * (1 - p.floor)
    low, high = np.zeros_like(share), np.ones_like(share)
    for _ in range(60):
        depth = (low + high) / 2
        is_under = (3 - bend) * depth**2 + (bend - 2) * depth**3 < share
        low, high = np.where(is_under, depth, low), np.where(is_under, high, depth)
    steep = 2 * (3 - bend) * low + 3 * (bend - 2) * low**2
    return p.floor + (1 - p.floor) * low, (1 - p.floor) / np.maximum(steep, 1e-6)


def surplus_cost(p: Programme, share: Floats) -> Floats:
    """Home price that calls forth this share of the room above base output."""
    price: Floats = 1 - p.room / p.up * np.log(np.maximum(1 - share, 1e-300))
    return price


def _cost(p: Programme, home_price: Floats) -> Floats:
    """What a route's tonne costs beside its home price: V0, wedge and duty."""
    paid: Floats = p.index[p.user] + p.wedge + p.duty * home_price[p.origin]
    return paid


def _entropy(p: Programme, point: Point) -> float:
    """Relative entropy of the flows to the shares of each user's tonnes, over θ."""
    bought, flows, own = p.bought(point), np.maximum(point.flows, 1e-300), np.maximum(point.substituted, 1e-300)
    routes = flows * np.log(flows / (p.weight / (1 + p.backstop[p.user]) * bought[p.user]))
    return float(routes.sum() + (own * np.log(own / (p.backstop / (1 + p.backstop) * bought))).sum()) / p.theta


def _rise(p: Programme, here: Point, there: Point) -> float:
    """Change of costs and entropy less utility between two points, the curves by Gauss quadrature."""
    base, bought, more = np.maximum(p.output, 1e-300), p.bought(here), p.bought(there) - p.bought(here)
    total = _entropy(p, there) - _entropy(p, here) + float((p.index * (there.substituted - here.substituted)).sum())
    total += float((_cost(p, there.home_price) * (there.flows - here.flows)).sum())
    for node, weight in zip(*np.polynomial.legendre.leggauss(16), strict=True):
        way = (node + 1) / 2
        between = here.towards(there, way)
        gained = marginal_utility(p, bought + way * more)[0] * more
        spent = marginal_cost(p, between.below / base)[0] * (there.below - here.below)
        spent = spent + surplus_cost(p, between.above / (p.room * base)) * (there.above - here.above)
        total += weight / 2 * float(spent.sum() - gained.sum())
    return total


def _step(p: Programme, here: Point, there: Point) -> float:
    """The longest of 1, 1/2, 1/4 … along which the objective does not rise."""
    step = 1.0
    while step > 1e-3 and _rise(p, here, here.towards(there, step)) > 1e-8 * p.output.sum():
        step /= 2
    return step


@dataclass(frozen=True)
class Sizes:
    """What each unknown is a multiple of, in tonnes; left: share of the room above base output that is not used."""

    flow: Floats
    spare: Floats
    bought: Floats
    base: Floats
    left: Floats


@dataclass(frozen=True)
class Columns:
    """Where the unknowns stand; the last three are what the cones of the first three cost."""

    flow: Integers
    spare: Integers
    left: Integers
    bought: Integers
    below: Integers
    of_flow: Integers
    of_spare: Integers
    of_left: Integers

    @property
    def width(self) -> int:
        """Number of unknowns."""
        return int(self.of_left[-1]) + 1


def _round(p: Programme, here: Point) -> tuple[Point, str]:
    """The programme modelled around a point, solved by Clarabel: min x'Px/2 + q'x, Ax + s = b, s in cones."""
    world, users, origins = here.flows.sum(), p.use.size, p.output.size
    first = _first(p)
    flow, spare = np.maximum(here.flows, LEAST * first.flows), np.maximum(here.substituted, LEAST * first.substituted)
    base = np.maximum(p.output, 1e-14 * world)
    left = np.maximum(1 - here.above / (p.room * base), LEAST)
    size = Sizes(flow, spare, spare + np.bincount(p.user, flow, users), base, left)
    ends = np.cumsum([0, flow.size, users, origins, users, origins, flow.size, users, origins])
    at = Columns(*(np.arange(first, last) for first, last in pairwise(ends)))
    curved, linear = _objective(p, here, size, at)
    matrix, right, cones = _rows(p, size, at)
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = PRECISION
    quadratic = sparse.diags(curved / world, format="csc")
    found = clarabel.DefaultSolver(quadratic, linear / world, matrix, right, cones, settings).solve()
    x, z = np.array(found.x), np.array(found.z)
    worth = z[users + 4 * origins :][: len(p.limits)]
    aim = Point(
        flows=flow * x[at.flow],
        substituted=spare * x[at.spare],
        below=base * np.clip(x[at.below], 0, 1),
        above=p.room * base * np.clip(1 - left * x[at.left], 0, 1),
        home_price=z[users : users + origins] * world / base,
        worth=worth * world / np.array([limit.tonnes for limit in p.limits]) if p.limits else worth,
    )
    return aim, str(found.status)


def _objective(p: Programme, here: Point, size: Sizes, at: Columns) -> tuple[Floats, Floats]:
    """Diagonal of P, and q: costs and entropy less utility, all measured from the point."""
    curved, linear = np.zeros(at.width), np.zeros(at.width)
    drift = np.log(size.flow / (p.weight / (1 + p.backstop[p.user]) * size.bought[p.user])) / p.theta
    own_drift = np.log(size.spare / (p.backstop / (1 + p.backstop) * size.bought)) / p.theta
    linear[at.flow] = size.flow * (_cost(p, here.home_price) + drift)
    linear[at.spare] = size.spare * (p.index + own_drift)
    linear[at.of_flow], linear[at.of_spare] = size.flow / p.theta, size.spare / p.theta
    level, slope = marginal_utility(p, size.bought)
    curved[at.bought] = -slope * size.bought**2
    linear[at.bought] = -level * size.bought - curved[at.bought]
    share = np.clip(here.below / size.base, 1e-9, 1)
    level, slope = marginal_cost(p, share)
    curved[at.below] = slope * size.base
    linear[at.below] = level * size.base - curved[at.below] * share
    bend = p.room * size.base * p.room / p.up * size.left
    linear[at.left] = bend * (np.log(size.left) - 1) - p.room * size.base * size.left
    linear[at.of_left] = bend
    return curved, linear


def _rows(p: Programme, size: Sizes, at: Columns) -> tuple[sparse.csc_matrix, Floats, list[object]]:
    """A, b and the cones: tonnes add up for users and origins; bounds and limits; an entropy cone per unknown flow."""
    users, origins = np.arange(p.use.size), np.arange(p.output.size)
    none, flow = np.zeros(origins.size), size.flow
    by_user = [(p.user, at.flow, -flow / size.bought[p.user]), (users, at.spare, -size.spare / size.bought)]
    sold = [(p.origin, at.flow, flow / size.base[p.origin]), (origins, at.below, -1.0)]
    sections: list[tuple[list[tuple[Integers, Integers, object]], Floats]] = [
        ([*by_user, (users, at.bought, 1.0)], np.zeros(users.size)),
        ([*sold, (origins, at.left, p.room * size.left)], p.room + p.firm / size.base),
        ([(origins, at.below, -1.0)], none),
        ([(origins, at.below, 1.0)], none + 1),
        ([(origins, at.left, size.left)], none + 1),
    ]
    for limit in p.limits:
        sign, row = (-1.0 if limit.is_least else 1.0), np.zeros(limit.routes.size, dtype=np.int64)
        held = [(row, at.flow[limit.routes], sign * flow[limit.routes] / limit.tonnes)]
        sections.append((held, np.array([sign])))  # type: ignore[arg-type]
    cones: list[object] = [clarabel.ZeroConeT(users.size + origins.size)]
    cones.append(clarabel.NonnegativeConeT(3 * origins.size + len(p.limits)))
    for cost, value, whole in (
        (at.of_flow, at.flow, at.bought[p.user]),
        (at.of_spare, at.spare, at.bought),
        (at.of_left, at.left, None),
    ):
        sections.append(_entropies(cost, value, whole))
        cones += [clarabel.ExponentialConeT()] * cost.size
    return (*_stacked(sections, at.width), cones)


def _entropies(cost: Integers, value: Integers, whole: Integers | None) -> tuple[list, Floats]:  # type: ignore[type-arg]
    """Rows that put (−cost, value, whole) in the exponential cone: cost ≥ value · ln(value / whole)."""
    row, right = 3 * np.arange(cost.size), np.zeros(3 * cost.size)
    entries: list[tuple[Integers, Integers, object]] = [(row, cost, 1.0), (row + 1, value, -1.0)]
    if whole is None:
        right[2::3] = 1.0
    else:
        entries.append((row + 2, whole, -1.0))
    return entries, right


def _stacked(sections: Sequence[tuple[list, Floats]], width: int) -> tuple[sparse.csc_matrix, Floats]:  # type: ignore[type-arg]
    """Sections of rows under one another."""
    rows, columns, values, first = [], [], [], 0
    for entries, right in sections:
        for row, column, value in entries:
            rows.append(first + row)
            columns.append(column)
            values.append(np.broadcast_to(value, row.shape))
        first += right.size
    right = np.concatenate([right for _, right in sections])
    place = (np.concatenate(rows), np.concatenate(columns))
    return sparse.csc_matrix((np.concatenate(values), place), shape=(first, width)), right
