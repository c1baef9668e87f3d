"""Clearing (M13, M15) as machine code: the steps of `newton`, draw by draw, in work space that stays in the cache."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from orecast._ground.arrays import Floats, Integers
from orecast.market.compiled_algebra import compiled, padded
from orecast.market.compiled_state import BACKSTOP, INDEX, TOTAL, USE, Draw, Routes, State, evaluate, weights
from orecast.market.compiled_steps import FOLLOWED, Room, advance, follow
from orecast.market.newton import Cleared
from orecast.market.state import Terms
from orecast.market.stretching import CEILING_DECADES


class _Found(NamedTuple):
    """As `newton.Cleared`, which see."""

    unknowns: Floats
    user_index: Floats
    flows: Floats
    use: Floats
    substituted: Floats
    error: Floats
    iterations: Integers


def clear(terms: Terms, tolerance: float, steps: int, found: Cleared) -> None:
    """Newton from the base prices for each draw until it clears, into `found`: the steps of `newton.clear`."""
    origins, users = terms.share.shape[-2:]
    both = found.unknowns.shape[1]
    states = _state(origins, users, both), _state(origins, users, both)
    room, weight = _room(origins, users, both), np.zeros((users, padded(origins)))
    _clear(_draws(terms), _routes(terms), weight, states, room, _Found(*vars(found).values()), tolerance, steps)


def _draws(terms: Terms) -> Draw:
    """The terms as the kernel takes them."""
    places, (origins, users) = terms.places, terms.share.shape[-2:]
    theta = places["theta"]
    ceiling = places["backstop_price"] + CEILING_DECADES / theta
    room = places["capacity"] - 1
    numbers = (theta, places["eta"], ceiling, places["floor"], places["down"], places["up"], room, places["scale"])
    return Draw(
        _plain(terms.share),
        _plain(terms.access),
        _plain(terms.base_access),
        _plain(np.zeros((1, 0, 0)) if terms.wedge is None else terms.wedge),
        _plain(np.swapaxes(terms.tariff[..., terms.taxed], -1, -2)),
        _stacked((places["output"], places["released"], terms.reach), origins),
        _stacked((places["use"], places["base_index"], places["backstop"], places["firm"]), users),
        _plain(places["bound"]),
        np.concatenate(np.broadcast_arrays(*numbers), axis=-1),
    )


def _routes(terms: Terms) -> Routes:
    counting = terms.counting
    return Routes(_plain(counting.counts), terms.sense, np.array(counting.touched, dtype=np.int64), terms.taxed)


def _plain(values: Floats) -> Floats:
    """The array whole and never written, so that one version of the kernel is compiled and few arrays are copied."""
    whole = np.ascontiguousarray(values).view()
    whole.flags.writeable = False
    return whole


def _stacked(values: tuple[Floats, ...], width: int) -> Floats:
    """Arrays [D or 1, width or 1] as one. [D or 1, array, width]."""
    wide = np.broadcast_arrays(*values, np.zeros((1, width)))[:-1]
    return np.stack(wide, axis=1)


def _state(origins: int, users: int, both: int) -> State:
    """An empty state; what pads a row stays 0."""
    return State(
        unknowns=np.zeros(both),
        share=np.zeros((users, padded(origins))),
        by_origin=np.zeros((5, origins)),
        by_user=np.zeros((6, users)),
        by_limit=np.zeros((2, both - origins)),
        imbalance=np.zeros(both),
    )


def _room(origins: int, users: int, both: int) -> Room:
    """Empty work space; what pads a matrix stays 0."""
    tall, most = padded(origins), padded(both)
    return Room(
        weighed=np.zeros((users, tall)),
        taxed=np.zeros((users, tall)),
        matrix=np.zeros((tall, tall)),
        whole=np.zeros((most, most)),
        swaps=np.zeros(most, dtype=np.int64),
        vectors=np.zeros((7, most)),
        reach=np.zeros((both - origins, users)),
    )


@compiled
def _clear_one(
    draw: Draw, routes: Routes, weight: Floats, here: State, there: State, room: Room, tolerance: float, steps: int
) -> tuple[State, float, int]:
    """Steps of one draw until it clears: the last state, its error and the steps taken.

    The last step is taken with the matrix of the one before where that clears: its error is expected to shrink by as
    much as Newton's step shrank the distance.
    """
    for i in range(here.unknowns.size):
        here.unknowns[i] = 1.0 if i < draw.origins.shape[1] else 0.0
    distance, wrong = evaluate(draw, routes, weight, here)
    taken = 0
    while wrong > tolerance and taken < steps:
        before = distance
        distance, wrong, is_half = advance(draw, routes, weight, here, there, room, distance)
        here, there = there, here
        taken += 1
        if wrong > tolerance and taken < steps and wrong * distance < FOLLOWED * tolerance * before:
            followed = follow(draw, routes, weight, here, there, room, is_half, distance / before)
            if followed <= tolerance:
                return there, followed, taken + 1
    return here, wrong, taken


@compiled
def _keep(found: _Found, d: int, s: State, backstop: Floats) -> None:
    """What is found of a draw, written where it is handed on; its flows where there is room for them."""
    use, total = s.by_user[USE], s.by_user[TOTAL]
    found.unknowns[d] = s.unknowns
    for j in range(backstop.size):
        found.user_index[d, j] = s.by_user[INDEX, j]
        substitute = backstop[j] / total[j]
        found.substituted[d, j] = use[j] * substitute
        found.use[d, j] = use[j] * (1 - substitute)
    for i in range(found.flows.shape[1]):
        for j in range(backstop.size):
            found.flows[d, i, j] = s.share[j, i] * use[j]


@compiled
def _at(values: Floats, d: int) -> Any:
    """Row of a draw, or the one that all draws share."""
    return values[min(d, len(values) - 1)]


@compiled
def _drawn(draws: Draw, d: int) -> Draw:
    """One draw out of all."""
    return Draw(
        _at(draws.share, d),
        _at(draws.access, d),
        _at(draws.base_access, d),
        _at(draws.wedge, d),
        _at(draws.tariff, d),
        _at(draws.origins, d),
        _at(draws.users, d),
        _at(draws.bound, d),
        _at(draws.numbers, d),
    )


def _all(
    draws: Draw,
    routes: Routes,
    weight: Floats,
    states: tuple[State, State],
    room: Room,
    found: _Found,
    tolerance: float,
    steps: int,
) -> None:
    """Every draw in turn; what is found is written into the arrays given."""
    for d in range(len(found.unknowns)):
        draw = _drawn(draws, d)
        weights(weight, draw, found.user_index[d])
        last, wrong, taken = _clear_one(draw, routes, weight, states[0], states[1], room, tolerance, steps)
        found.error[d], found.iterations[d] = wrong, taken
        _keep(found, d, last, draw.users[BACKSTOP])


def _kernel() -> Callable[..., None]:
    """The kernel. Its name on disk holds a checksum of its sources: no machine code of others is taken for it."""
    files = (
        Path(__file__).with_name(f"compiled{part}.py")
        for part in ("", "_algebra", "_functions", "_state", "_steps", "_tiles")
    )
    _all.__qualname__ = f"kernel_{crc32(b''.join(file.read_bytes() for file in files)):08x}"
    return compiled(_all, keep=True)


_clear = _kernel()
