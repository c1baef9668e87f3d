"""`Game`: parties, options, what each wants, and the deals that states bring into force."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orecast._ground.arrays import Booleans
from orecast._ground.errors import GameError
from orecast._ground.labels import suggestion
from orecast.deals import Deal
from orecast.deals.reading import Document
from orecast.games.aims import Aim, Part
from orecast.games.form import Form
from orecast.games.rules import option_at
from orecast.games.schema import GameFile, Option
from orecast.games.schema import Party as PartyOfFile
from orecast.games.statements import Vocabulary

if TYPE_CHECKING:
    from orecast.deals import Ensemble
    from orecast.games.outcome import Outcome
    from orecast.stakes.figures import Grid
    from orecast.world import World

DRAWS, SEED = 1000, 2025
TODAY = "today"
SPOKEN = {f"npv_{rate}": f"net gain in the markets, at {rate} %" for rate in (3, 5, 7)}
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, eq=False)
class Activation:
    """A deal or event, the statement that brings it into force, and the states in which it is. held [S]."""

    deal: Deal
    when: str
    held: Booleans


@dataclass(frozen=True, eq=False)
class Game:
    """A game read from a file and checked.

    form         parties, options, feasible states and moves
    fixed        options of optional parties that do not take part, as today
    activations  deals and events with the states in which they are in force
    aims         what each party wants, in the order of the form's parties
    today        place of today's state, None where the file gives none
    """

    file: GameFile
    form: Form
    fixed: Mapping[str, bool]
    activations: tuple[Activation, ...]
    aims: tuple[Aim, ...]
    today: int | None
    known: Vocabulary
    document: Document

    @classmethod
    def load(cls, name_or_path: str | Path, include: Sequence[str] = ()) -> "Game":
        """A game of the library by name, or of a file by path; `include`: optional parties that take part.

        Errors  LabelError for an unknown name; GameError for a file with a fault.
        """
        from orecast.games.loading import load_game

        return load_game(name_or_path, include)

    def __repr__(self) -> str:
        """One line: name, parties, states and deals."""
        parties, states = ", ".join(self.parties), len(self.form.codes)
        return f"Game({self.name!r}: {parties}; {states} states; {len(self.activations)} deals and events)"

    @property
    def name(self) -> str:
        """Name of the game, that of its file."""
        return self.file.name

    @property
    def parties(self) -> tuple[str, ...]:
        """Parties that take part."""
        return self.form.parties

    @property
    def deals(self) -> tuple[Deal, ...]:
        """Deals that some state brings into force."""
        return tuple(item.deal for item in self.activations if item.deal.kind == "deal" and item.held.any())

    @property
    def events(self) -> tuple[Deal, ...]:
        """Events that some state brings into force."""
        return tuple(item.deal for item in self.activations if item.deal.kind == "event" and item.held.any())

    @property
    def needs_stakes(self) -> bool:
        """Whether some party weighs a figure of the stakes."""
        return any(part.held is None for aim in self.aims for part in aim.parts)

    @property
    def weights(self) -> tuple[Part, ...]:
        """Every weight of every party that takes part."""
        return tuple(part for aim in self.aims for part in aim.parts)

    @cached_property
    def in_force(self) -> tuple[frozenset[str], ...]:
        """Names of the deals and events in force in each state."""
        return tuple(
            frozenset(item.deal.name for item in self.activations if item.held[state])
            for state in range(len(self.form.codes))
        )

    @cached_property
    def _parties(self) -> Mapping[str, PartyOfFile]:
        return {party.party: party for party in self.file.parties}

    def party_name(self, party: str) -> str:
        """Name of a party: the file's, else its label."""
        return self._parties[party].name or party

    def option(self, label: str) -> Option:
        """An option by 'party.option'."""
        party, _, name = label.partition(".")
        return next(one for one in self._parties[party].options if one.option == name)

    def taken(self, state: int) -> tuple[str, ...]:
        """Options that are taken in a state, as 'party.option'."""
        return tuple(label for n, label in enumerate(self.form.labels) if self.form.taken[n, state])

    def words(self, state: int) -> str:
        """A state in words: the short names of the options that are taken, by party."""
        return self._said(dict.fromkeys(self.taken(state), "")) or "nobody does anything"

    def change(self, state: int) -> str:
        """A state by what differs from today, 'as today' where nothing does; in words where there is no today."""
        if self.today is None:
            return self.words(state)
        return self._said(self._differing(self.today, state)) or "as today"

    def difference(self, before: int, after: int) -> str:
        """What one move changes, without the mover's name: 'reopen aluminium', 'no longer offer aluminium'."""
        said = self._said(self._differing(before, after))
        return said.partition(": ")[2] or said

    def spoken(self, key: str) -> str:
        """A weight in words: its statement with the short names of options, or its figure."""
        label = key.split("/", 1)[1]
        for name in sorted(self.form.labels, key=len, reverse=True):
            option = self.option(name)
            label = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.])", option.short or option.option, label)
        return SPOKEN.get(label, label.replace("_", " ").replace("/", ", "))

    def _differing(self, before: int, after: int) -> dict[str, str]:
        """Options that differ, with the words before each."""
        now, then = self.taken(before), self.taken(after)
        return {
            label: "" if label in then else "no longer "
            for label in self.form.labels
            if (label in now) != (label in then)
        }

    def _said(self, options: Mapping[str, str]) -> str:
        """Options by party, each with the words before it."""
        found: dict[str, list[str]] = {}
        for label, before in options.items():
            option = self.option(label)
            found.setdefault(label.split(".")[0], []).append(before + (option.short or option.option.replace("_", " ")))
        return "; ".join(f"{self.party_name(party)}: {', '.join(names)}" for party, names in found.items())

    def state(self, said: str) -> int:
        """A state by its letters, by 'today', or by the options taken in it, as in 'usa.sign+ukr.sign'; 'none'.

        Errors  GameError for what is no state of the game.
        """
        if said == TODAY:
            if self.today is None:
                raise GameError(
                    f"{self.name}: the game has no today. Its file gives none. Name the state by its letters."
                )
            return self.today
        if set(said.upper()) <= {"Y", "N"}:
            return self.form.state(said)
        names = [] if said == "none" else said.split("+")
        taken = {option_at(name, self.known, f"{self.name}, state '{said}'") for name in names}
        return self.form.state("".join("NY"[n in taken] for n in range(len(self.form.labels))))

    def position(self, party: str) -> int:
        """Place of a party. Errors: GameError for one that does not take part."""
        if party in self.parties:
            return self.parties.index(party)
        hint = suggestion(party, self.parties)
        raise GameError(
            f"{self.name}: unknown party '{party}'. {hint + ' ' if hint else ''}Parties of this game: "
            f"{', '.join(self.parties)}. Name one of them; an optional one takes part when it is included."
        )

    def run(
        self,
        world: "World | None" = None,
        draws: int = DRAWS,
        seed: int = SEED,
        progress: Progress | None = None,
        **options: Any,
    ) -> "Ensemble":
        """The Ensemble of the game's deals and events, with every combination that some state needs."""
        from orecast.deals import run
        from orecast.games.worth import combinations_of, weighed_parties
        from orecast.stakes.settle import outcomes_for
        from orecast.world import World

        world = world or World.load()
        return run(
            world,
            self.deals,
            self.events,
            draws,
            seed,
            progress=progress,
            combinations=combinations_of(self),
            tell=outcomes_for(world, self.deals, self.events, weighed_parties(self)),
            **options,
        )

    def play(
        self,
        ensemble: "Ensemble | None" = None,
        *,
        world: "World | None" = None,
        draws: int = DRAWS,
        seed: int = SEED,
        progress: Progress | None = None,
        grid: "Grid | None" = None,
    ) -> "Outcome":
        """Which states hold in what share of draws, the path from today, and what would flip it.

        `ensemble`, `grid`: as they were run; made here where a party weighs stakes and none is given.
        Errors  GameError where the ensemble lacks a combination of deals that a state needs.
        """
        from orecast.games.outcome import outcome_of

        if self.needs_stakes and ensemble is None and grid is None:
            ensemble = self.run(world, draws, seed, progress)
        return outcome_of(self, ensemble, grid, draws, seed)
