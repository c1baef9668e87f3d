"""Preferences of which only the order is given: statements in order of weight, and rankings of states."""

import re
from collections.abc import Sequence

import numpy as np

from orecast._ground.arrays import Booleans, Floats
from orecast._ground.errors import GameError
from orecast.games.form import Form

LINK = re.compile(r"\s*([>~])\s*")
MOST_STATEMENTS = 50  # weights double from the last statement to the first: 2^50 is exact in a float
Link = tuple[int, int, int]
"""Better (or equal) state, the other, place of the chain that says so."""


def prioritised(held: Sequence[Booleans]) -> Floats:
    """Payoff by option prioritising: the first statement counts for more than all later ones together. -> [S].

    Source  Peng, Hipel and Fang; docs/theory/games.md, G8: 2^(k-j) for the j-th of k statements that holds.
    """
    weights = 2.0 ** np.arange(len(held) - 1, -1, -1)
    score = weights @ np.stack(held).astype(np.float64)
    return np.asarray(score, dtype=np.float64)


def ranked(chains: Sequence[str], form: Form, where: Sequence[str]) -> Floats:
    """Payoff of each state from chains such as 'YN > NN ~ NY', best first, which together order all states. -> [S].

    Errors  GameError naming the chain (its place is in `where`): an unknown state, a cycle, states left incomparable.
    """
    better: list[Link] = []
    alike: list[Link] = []
    for n, chain in enumerate(chains):
        parts = LINK.split(chain.strip())
        states = [_state(form, name, chain, where[n]) for name in parts[::2]]
        for before, link, after in zip(states, parts[1::2], states[1:], strict=False):
            (better if link == ">" else alike).append((before, after, n))
    group = _groups(len(form.codes), alike)
    return _levels(form, group, better, chains, where)


def _state(form: Form, name: str, chain: str, where: str) -> int:
    try:
        return form.state(name)
    except GameError as error:
        raise GameError(f"{where}: in the ranking '{chain}', {error}") from error


def _groups(states: int, alike: Sequence[Link]) -> list[int]:
    """The least state of the equally good ones, for each state."""
    group = list(range(states))
    for one, other, _ in alike:
        low, high = sorted((group[one], group[other]))
        group = [low if member == high else member for member in group]
    return group


def _levels(
    form: Form, group: Sequence[int], better: Sequence[Link], chains: Sequence[str], where: Sequence[str]
) -> Floats:
    """Levels from the worst (0) up, one group at a time: at each step exactly one group has nothing above it."""
    left = set(group)
    above = [(group[one], group[other], n) for one, other, n in better]
    payoff = np.zeros(len(form.codes))
    for level in range(len(left), 0, -1):
        free = sorted(left - {other for one, other, _ in above if one in left})
        if not free:
            raise _cyclic(form, [link for link in above if link[0] in left], chains, where)
        if len(free) > 1:
            one, other = (form.vector(state) for state in free[:2])
            raise GameError(
                f"{where[0]}: the ranking does not say which of {one} and {other} is better. A ranking orders every "
                f"pair of states, since incomparable states have no stability. Add '{one} > {other}' or "
                f"'{one} ~ {other}'."
            )
        payoff[[state for state, member in enumerate(group) if member == free[0]]] = level
        left.remove(free[0])
    return payoff


def _cyclic(form: Form, links: Sequence[Link], chains: Sequence[str], where: Sequence[str]) -> GameError:
    """The error for a ring of preferences, followed from any state until it comes back."""
    under = {other: (one, n) for one, other, n in links}
    at, path, used = links[0][0], [], []
    while at not in path:
        path.append(at)
        at, n = under[at]
        used.append(n)
    start = path.index(at)
    ring, said = [form.vector(state) for state in path[start:]][::-1], sorted(set(used[start:]))
    shown = " > ".join([*ring, ring[0]])
    chains_said = " and ".join(f"'{chains[n]}' ({where[n]})" if n != said[0] else f"'{chains[n]}'" for n in said)
    return GameError(
        f"{where[said[0]]}: the ranking is cyclic: {shown}, by {chains_said}. A preference has no cycle. Turn one of "
        "its comparisons, or make the states equal with '~'."
    )
