"""The option form of a game: who can do what, which states can be, and which moves each party has.

A state is one choice (yes or no) for every option. Its code counts in binary with the first option as the lowest bit,
so the options of one party are neighbouring bits and a table over states is an array with one axis per party.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast._ground.errors import GameError

MOST_OPTIONS = 20  # 2^20 states, one float table of which takes 8 MB
MOST_OWN_OPTIONS = 10  # a party's moves are compared pairwise: 2^10 by 2^10
MOVES = ("free", "once-taken", "once-dropped")


@dataclass(frozen=True, eq=False)
class Form:
    """Parties, their options, the feasible states and the allowed moves.

    Shapes  feasible [2^options] over codes; allowed[p][from, to] over the strategies of party p, false on the diagonal.
    """

    parties: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]
    feasible: Booleans
    allowed: tuple[Booleans, ...]

    @cached_property
    def codes(self) -> Integers:
        """Codes of the feasible states, ascending. [S]."""
        return np.flatnonzero(self.feasible).astype(np.int64)

    @cached_property
    def position(self) -> Integers:
        """Place of each code among the feasible states, -1 where it is none. [2^options]."""
        found = np.full(self.feasible.size, -1, dtype=np.int64)
        found[self.codes] = np.arange(self.codes.size)
        return found

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """'party.option' in the order of the bits."""
        return tuple(
            f"{party}.{option}" for party, own in zip(self.parties, self.options, strict=True) for option in own
        )

    @cached_property
    def taken(self) -> Booleans:
        """Whether each option is taken in each feasible state. [options, S]."""
        found: Booleans = (self.codes[None, :] >> np.arange(len(self.labels))[:, None]) & 1 == 1
        return found

    @property
    def shape(self) -> tuple[int, ...]:
        """Strategies of the parties, the last party first: the axes of a table over codes."""
        return tuple(2 ** len(own) for own in reversed(self.options))

    def axis(self, party: int) -> int:
        """Axis of a party in such a table."""
        return -(party + 1)

    def table(self, values: Floats, elsewhere: float) -> Floats:
        """Values of the feasible states laid out with one axis per party. [..., S] -> [..., K_last, ..., K_first]."""
        whole = np.full((*values.shape[:-1], self.feasible.size), elsewhere)
        whole[..., self.codes] = values
        return whole.reshape(*values.shape[:-1], *self.shape)

    def listed(self, table: np.ndarray) -> np.ndarray:
        """The feasible states of a table. [..., K_last, ..., K_first] -> [..., S]."""
        return table.reshape(*table.shape[: table.ndim - len(self.parties)], -1)[..., self.codes]

    def vector(self, state: int) -> str:
        """A state as letters, 'NYN': the first option first."""
        return "".join("Y" if taken else "N" for taken in self.taken[:, state])

    def state(self, vector: str) -> int:
        """Place of a state written as letters. Errors: GameError where it is none of the feasible ones."""
        letters = vector.strip().upper()
        code = sum(1 << bit for bit, letter in enumerate(letters) if letter == "Y")
        is_vector = len(letters) == len(self.labels) and set(letters) <= {"Y", "N"}
        if not is_vector or self.position[code] < 0:
            raise GameError(
                f"'{vector}' is no state of this game. A state is {len(self.labels)} letters Y or N, one for each of "
                f"{', '.join(self.labels)}, and is allowed by the statements. Feasible: {_some(self.vectors)}."
            )
        return int(self.position[code])

    @property
    def vectors(self) -> Iterator[str]:
        """The feasible states as letters, in order."""
        return (self.vector(state) for state in range(self.codes.size))

    def own_strategy(self, party: int) -> Integers:
        """Strategy of a party in each feasible state. [S]."""
        first = sum(len(own) for own in self.options[:party])
        strategy: Integers = (self.codes >> first) & (2 ** len(self.options[party]) - 1)
        return strategy

    def moves(self, party: int, state: int) -> Integers:
        """States that a party reaches in one move, by definition. [moves]."""
        first = sum(len(own) for own in self.options[:party])
        own = int(self.own_strategy(party)[state])
        stripped = int(self.codes[state]) - (own << first)
        to = np.flatnonzero(self.allowed[party][own])
        reached: Integers = self.position[stripped + (to << first)]
        feasible: Integers = reached[reached >= 0]
        return feasible


def form_of(
    options: Mapping[str, Sequence[str]], feasible: Booleans | None = None, moves: Mapping[str, str] | None = None
) -> Form:
    """The form of a game from its parties' options.

    feasible  over codes, everything where it is not given; moves: 'party.option' to one of MOVES, 'free' otherwise.
    Errors  GameError for a party with no option, too many options, or no feasible state.
    """
    for party, own in options.items():
        _check_party(party, own)
    count = sum(len(own) for own in options.values())
    if not options or count > MOST_OPTIONS:
        raise GameError(f"the game has {count} options. A game has 1 to {MOST_OPTIONS}. Leave some out, or join them.")
    possible = np.ones(2**count, dtype=bool) if feasible is None else feasible
    if not possible.any():
        raise GameError("no state is feasible. A game needs one state or more. Loosen a statement under 'never'.")
    rules = moves or {}
    allowed = tuple(_allowed([rules.get(f"{party}.{one}", "free") for one in own]) for party, own in options.items())
    return Form(tuple(options), tuple(tuple(own) for own in options.values()), possible, allowed)


def _check_party(party: str, own: Sequence[str]) -> None:
    if not own:
        raise GameError(f"the party '{party}' has no option. A party decides something. Give it an option or drop it.")
    if len(own) > MOST_OWN_OPTIONS:
        raise GameError(
            f"the party '{party}' has {len(own)} options. A party has at most {MOST_OWN_OPTIONS}, because its moves "
            "are compared in pairs. Join options that go together."
        )


def _allowed(rules: Sequence[str]) -> Booleans:
    """Moves between the strategies of one party: what is taken or dropped for good stays so. [from, to]."""
    strategies = np.arange(2 ** len(rules))
    kept = np.ones((strategies.size, strategies.size), dtype=bool)
    for bit, rule in enumerate(rules):
        before, after = (strategies[:, None] >> bit) & 1, (strategies[None, :] >> bit) & 1
        if rule == "once-taken":
            kept &= after >= before
        elif rule == "once-dropped":
            kept &= after <= before
        elif rule not in MOVES:
            raise GameError(f"moves '{rule}' are unknown. An option's moves are {', '.join(MOVES)}. Pick one.")
    other: Booleans = kept & (strategies[:, None] != strategies[None, :])
    return other


def _some(names: Iterator[str], most: int = 8) -> str:
    shown = [name for name, _ in zip(names, range(most + 1), strict=False)]
    return ", ".join(shown[:most]) + (", …" if len(shown) > most else "")
