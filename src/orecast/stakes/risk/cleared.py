"""Supply of a cleared market, as measures of risk read it: on the axes of the market, or taken apart into places."""

from collections.abc import Iterable, Sequence

import numpy as np

from orecast._ground.arrays import Floats
from orecast.deals.drawn import DrawnLever, in_force
from orecast.deals.schema import ControlOfPlace
from orecast.market import Equilibrium, Market
from orecast.stakes.parties import Weights, weights_of
from orecast.stakes.risk.governance import governance_risks
from orecast.stakes.risk.supply import Members, Supply, held_by
from orecast.world import Balance


def market_supply(market: Market, cleared: Equilibrium, weights: Weights) -> Supply:
    """Supply of a cleared market, one leading entry a draw; the users are the parties of `weights` but the rest.

    Origins are the market's, with users behind them that make nothing, so that all use is counted.
    """
    flows, only = cleared.flows, [user for user in market.users if user not in market.origins]
    labels, count = (*market.origins, *only), len(weights.parties)
    output = np.pad(flows.sum(axis=-1), ((0, 0), (0, len(only))))
    used = flows.sum(axis=-2)
    at = {user: n for n, user in enumerate(market.users)}
    need = np.stack([used[:, at[label]] if label in at else np.zeros(len(used)) for label in labels], axis=-1)
    home = np.pad(weights.origins[:count].T, ((0, len(only)), (0, 0)))
    return Supply(
        origins=labels, users=tuple(weights.parties), output=output, need=need,
        bought=np.pad(flows @ weights.users[:count].T, ((0, 0), (0, len(only)), (0, 0))),
        produced=output @ home, used=used @ weights.users[:count].T, home=home,
        governance=np.broadcast_to(np.pad(weights.governance, (0, len(only)), constant_values=np.nan), output.shape),
        pieces=np.pad(weights.pieces, (0, len(only)), constant_values=1.0), reserves=np.full(len(labels), np.nan),
    )  # fmt: skip


def placed_supply(market: Market, cleared: Equilibrium, users: Members, balance: Balance) -> Supply:
    """Supply of a cleared market by place: an origin where small places stand together is taken apart.

    Each place in it has its share of the origin's base output, and of a user's base use. Reserves are the World's.
    """
    places = places_of(market, balance)
    each = weights_of({place: (place,) for place in places}, market, balance)
    made, took = each.origins[:-1].T, each.users[:-1].T
    bought = cleared.flows @ weights_of(plain(users), market, balance).users[: len(users)].T
    output, home = cleared.flows.sum(axis=-1) @ made, held_by(places, users)
    reserves = dict(zip(balance.places, balance.reserves, strict=True))
    return Supply(
        origins=places, users=tuple(users), output=output, need=cleared.flows.sum(axis=-2) @ took,
        bought=np.swapaxes(np.swapaxes(bought, -1, -2) @ made, -1, -2),
        produced=output @ home, used=bought.sum(axis=-2), home=home,
        governance=np.broadcast_to(governance_risks(places, balance.years), output.shape),
        pieces=np.ones(len(places)), reserves=np.array([reserves.get(place, np.nan) for place in places]),
    )  # fmt: skip


def places_of(market: Market, balance: Balance) -> tuple[str, ...]:
    """Places of the balance, and origins of the market beside them: places where a deal lets output begin."""
    rests = {rest for _, rest in market.merged}
    return tuple(dict.fromkeys((*balance.places, *(name for name in market.origins if name not in rests))))


def controlled_reserves(reserves: Floats, places: Sequence[str], levers: Iterable[DrawnLever], year: int) -> Floats:
    """Reserves by place as they are counted in a calendar year. [place] -> [draw, place], units of the reserves.

    Ore stays where it lies, whoever digs or owns it. What moves is control of a place: its share of the reserves is
    counted at the new controller, as its output is.
    """
    at, held = {place: n for n, place in enumerate(places)}, np.atleast_2d(reserves)
    for item in levers:
        lever = item.lever
        if isinstance(lever, ControlOfPlace) and not np.isnan(held[:, at[lever.place]]).all():
            share = item.values["share"] * in_force(item, year)
            held = np.repeat(held, len(share), axis=0) if len(held) == 1 else held.copy()
            moved = share * held[:, at[lever.place]]
            held[:, at[lever.place]] -= moved
            held[:, at[lever.to]] = np.nan_to_num(held[:, at[lever.to]]) + moved
    return held


def price_level(cleared: Equilibrium) -> Floats:
    """Mean home price of the tonnes sold, over the base price. [draw]."""
    sold = cleared.flows.sum(axis=-1)
    return np.asarray((sold * cleared.home_price).sum(axis=-1) / sold.sum(axis=-1))


def plain(members: Members) -> dict[str, tuple[str, ...]]:
    """Members with their places as tuples."""
    return {label: tuple(places) for label, places in members.items()}
