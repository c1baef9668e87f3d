"""Who supplies whom, as every measure of risk reads it: of the World by year, or of an Equilibrium by draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orecast._ground.arrays import Floats
from orecast.stakes.risk import formulas
from orecast.stakes.risk.governance import governance_risks
from orecast.world import Balance

Members = Mapping[str, Sequence[str]]
"""Users by label, each with its places: a place alone, or a union."""


@dataclass(frozen=True, eq=False)
class Supply:
    """One mineral. Leading axes [...] are years, or draws; I origins, K users, each a place or a union of places.

    Shapes  output, need (use by origin), governance: [..., I]; bought: [..., I, K], tonnes of user k from origin i;
            produced, used: [..., K]; home: [I, K], share of an origin that belongs to the user; pieces: [I];
            reserves: [I], or [..., I] where control of them changes hands.
    Units   one unit a year throughout; governance: risk, NaN where there is no score.
    pieces  concentration inside an origin: 1 for a place, Σ share² for small places that stand together.
    """

    origins: tuple[str, ...]
    users: tuple[str, ...]
    output: Floats
    need: Floats
    bought: Floats
    produced: Floats
    used: Floats
    home: Floats
    governance: Floats
    pieces: Floats
    reserves: Floats

    @property
    def imports(self) -> Floats:
        """Tonnes from origins outside the user, a union's own trade left out. [..., K, I]."""
        return np.swapaxes(self.bought * (1.0 - self.home), -1, -2)


def world_supply(balances: Sequence[Balance], users: Members | None = None) -> Supply:
    """Supply of the World, an entry for each balance of one mineral; without `users` every place is a user."""
    places = tuple(sorted({place for balance in balances for place in balance.places}))
    home = np.eye(len(places)) if users is None else held_by(places, users)
    flows = np.stack([_grid(balance.places, places, balance.flows) for balance in balances])
    output, need = flows.sum(axis=-1), flows.sum(axis=-2)
    return Supply(
        origins=places,
        users=places if users is None else tuple(users),
        output=output,
        need=need,
        bought=flows if users is None else flows @ home,
        produced=output @ home,
        used=need @ home,
        home=home,
        governance=np.stack([governance_risks(places, balance.years) for balance in balances]),
        pieces=np.ones(len(places)),
        reserves=_row(balances[-1].places, places, balances[-1].reserves),
    )


def held_by(places: Sequence[str], users: Members) -> Floats:
    """1 where a place belongs to a user. [I, K]."""
    held = [np.isin(places, list(members)) for members in users.values()]
    return np.array(held, dtype=np.float64).reshape(len(users), len(places)).T


def _grid(own: Sequence[str], places: Sequence[str], flows: Floats) -> Floats:
    """Flows on the common places; 0 for a place that this balance does not have."""
    row = {place: n for n, place in enumerate(places)}
    at = [row[place] for place in own]
    grid = np.zeros((len(places), len(places)))
    grid[np.ix_(at, at)] = flows
    return grid


def _row(own: Sequence[str], places: Sequence[str], values: Floats) -> Floats:
    held = dict(zip(own, values, strict=True))
    return np.array([held.get(place, np.nan) for place in places])


def piece_concentration(home_of: Mapping[str, str], origins: Sequence[str], balance: Balance) -> Floats:
    """Concentration inside each origin of a market: Σ share² of base output of the places in it. [I]."""
    inside = _pieces(home_of, origins, balance)
    return np.nan_to_num(formulas.concentration(inside), nan=1.0)


def origin_governance(home_of: Mapping[str, str], origins: Sequence[str], balance: Balance) -> Floats:
    """Governance risk of each origin of a market: of places that stand together the mean by base output. [I].

    NaN where no place of an origin has a score; what a scored rest holds besides is taken to be like it.
    """
    inside = _pieces(home_of, origins, balance)
    risk = governance_risks(balance.places, balance.years)
    held = np.where(np.isnan(risk), 0.0, inside)
    total = held.sum(axis=-1)
    return np.where(total > 0, held @ np.nan_to_num(risk) / np.where(total > 0, total, 1.0), np.nan)


def _pieces(home_of: Mapping[str, str], origins: Sequence[str], balance: Balance) -> Floats:
    """Base output of each place at the origin that it stands in. [I, place]."""
    names = np.array([home_of.get(place, place) for place in balance.places])
    return np.where(np.array(origins)[:, None] == names, balance.production, 0.0)
