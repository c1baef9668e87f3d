"""Who a party is on the axes of a market: its places, and its share of the rests that small places merged into."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast.market import Market
from orecast.market.merging import Merging
from orecast.sources import load
from orecast.stakes.risk.supply import origin_governance, piece_concentration
from orecast.world import Balance

REST_OF_WORLD = "rest-of-world"
ALWAYS = ("usa", "chn", "eu")
OCCUPIED = "UKR-occupied"


@dataclass(frozen=True)
class Weights:
    """Shares of each origin's supply and each user's use that belong to each party.

    Shapes  origins [party, I], users [party, J]. A column sums to 1 over parties that share no place; where a deal
    names a member of a party that is shown too (Germany beside the European Union), it counts in both rows, and in
    the rest of the world in neither case. parties: the places of each party, the rest of the world left out.
    governance, pieces: [I], risk of each origin (NaN: no score) and concentration of the places inside it.
    """

    origins: Floats
    users: Floats
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    governance: Floats = field(default_factory=lambda: np.full(1, np.nan))
    pieces: Floats = field(default_factory=lambda: np.ones(1))

    def holds(self, label: str) -> Floats:
        """1 for the parties that a label pays or is paid for: itself as a party, or as one of its places. [party]."""
        found = [name == label or label in members for name, members in self.parties.items()]
        return np.array([*found, not any(found)], dtype=np.float64)


def parties_of(named: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Places of the parties that deals name, of those always shown, and of occupied Ukraine on its own.

    A part under another controller is a party of its own: its output is credited to nobody else. Two labels of the
    same places (`USA`, `usa`) are one party, under the label that comes first.
    """
    groups = load("groups").frame
    members = {str(name): tuple(rows["place"]) for name, rows in groups.groupby("group")}
    found: dict[frozenset[str], tuple[str, tuple[str, ...]]] = {}
    for name in (*named, *ALWAYS, OCCUPIED):
        places = members.get(name, (name,))
        found.setdefault(frozenset(places), (name, places))
    return dict(found.values())


def weights_of(parties: Mapping[str, tuple[str, ...]], axes: Market | Merging, balance: Balance) -> Weights:
    """Weights of the parties, with the rest of the world as the last row. axes: where the origins and users stand."""
    home = dict(axes.merged)
    everyone = tuple({place for members in parties.values() for place in members})
    groups = [set(members) for members in (*parties.values(), everyone)]
    held = np.array([[place in group for place in balance.places] for group in groups])

    def rows(tonnes: Floats, labels: tuple[str, ...]) -> Floats:
        position = {label: n for n, label in enumerate(labels)}
        at = np.array([position.get(home.get(place, place), len(labels)) for place in balance.places])
        shares = _shares(at, tonnes, held, len(labels))
        shares[[[label in group for label in labels] for group in groups]] = 1.0
        return np.vstack([shares[:-1], 1 - shares[-1]])

    return Weights(
        rows(balance.production, axes.origins),
        rows(balance.use, axes.users),
        parties,
        origin_governance(home, axes.origins, balance),
        piece_concentration(home, axes.origins, balance),
    )


def _shares(at: Integers, tonnes: Floats, held: Booleans, labels: int) -> Floats:
    """Share of each label's tonnes that its places in each group hold. at [place], held [group, place]; [group, label].

    A place whose label is the number of labels is left out.
    """
    whole = np.bincount(at, tonnes, labels + 1)[:labels]
    inside = np.array([np.bincount(at, tonnes * one, labels + 1)[:labels] for one in held])
    return inside / np.where(whole > 0, whole, 1)
