"""What states are worth: figures of the stakes for the deals in force, weighted, draw by draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.errors import GameError
from orecast.deals import Deal
from orecast.deals.cases import ALL_DEALS, JOIN, NO_DEAL, NO_EVENT
from orecast.deals.labels import labels
from orecast.games.schema import Term
from orecast.stakes.discounting import present_value
from orecast.stakes.figures import Grid
from orecast.stakes.settle import grid_of

if TYPE_CHECKING:
    from orecast.deals import Ensemble
    from orecast.games.game import Game

Active = frozenset[str]


def combinations_of(
    game: "Game", deals: Sequence[Deal] | None = None, events: Sequence[Deal] | None = None
) -> tuple[tuple[str, ...], ...]:
    """Combinations of deals and events that some state needs and no scenario under one event gives, mineral by mineral.

    A mineral that only some of them touch meets only those, so that few combinations need solving. `deals`, `events`:
    those of the run, the game's own where they are not given.
    """
    run_deals, run_events = game.deals if deals is None else deals, game.events if events is None else events
    touched = {item.name: frozenset(item.minerals) for item in (*run_deals, *run_events)}
    names, around = [deal.name for deal in run_deals], [event.name for event in run_events]
    usual = [frozenset(s) | e for s in ((), *((d,) for d in names), names) for e in _each(around)]
    wanted: dict[tuple[str, ...], None] = {}
    for active in dict.fromkeys(game.in_force):
        for mineral in sorted({m for name in active for m in touched[name]}):
            own = frozenset(name for name, minerals in touched.items() if mineral in minerals)
            if active & own not in [given & own for given in usual]:
                wanted[tuple(name for name in (*names, *around) if name in active & own)] = None
    return tuple(wanted)


def _each(events: list[str]) -> list[frozenset[str]]:
    return [frozenset(), *(frozenset([event]) for event in events)]


@dataclass(frozen=True, eq=False)
class Worth:
    """Figures of states, from the outcomes of an Ensemble's cases. What is asked twice is kept.

    Shapes  figures are [draw].
    """

    grid: Grid
    kept: dict[tuple[object, ...], Floats] = field(default_factory=dict)
    case_maps: dict[str, Mapping[Active, int]] = field(default_factory=dict)

    @property
    def ensemble(self) -> "Ensemble":
        """The Ensemble behind the figures."""
        return self.grid.ensemble

    def figure(self, term: Term, party: str, active: Active) -> Floats:
        """A figure of a party in a state with these deals and events in force, less that with none. [draw].

        Units   USD (npv), USD a year (net_gain), else as `Stakes.figures`.
        Errors  GameError where the statistics do not cover it, or the combination was not run.
        """
        key = (term.figure, term.mineral, term.year, party, active)
        if key not in self.kept:
            self.kept[key] = (
                self._money(term, party, active) if term.mineral is None else self._level(term, party, active)
            )
        return self.kept[key]

    def _money(self, term: Term, party: str, active: Active) -> Floats:
        years = self.ensemble.years
        wanted = (self._year(term),) if term.figure == "net_gain" else years
        gains = np.stack([sum(self._gain(m, year, party, active) for m in self.ensemble.minerals) for year in wanted])
        if term.figure == "net_gain":
            return np.asarray(gains[0])
        return present_value(gains, years, int(str(term.figure).removeprefix("npv_")) / 100)

    def _gain(self, mineral: str, year: int, party: str, active: Active) -> Floats:
        """Welfare of a party with the deals in force, less that without. USD/yr, [draw]."""
        case, base = self._case(mineral, active), self._case(mineral, frozenset())
        if case == base:
            return np.zeros(self.ensemble.draws)
        outcomes, at = self.grid.collected[mineral, year].outcomes, self._position(party)
        return np.asarray(outcomes[case].welfare[at] - outcomes[base].welfare[at])

    def _level(self, term: Term, party: str, active: Active) -> Floats:
        """Change of a level such as import reliance against none in force. [draw]."""
        mineral, name, at = str(term.mineral), str(term.figure), self._position(party)
        outcomes = self.grid.collected[mineral, self._year(term)].outcomes
        after, before = (getattr(outcomes[self._case(mineral, a)], name)[at] for a in (active, frozenset()))
        change = np.asarray(after - before)
        if not np.isfinite(change).all():
            raise GameError(
                f"'{term.label}' of '{party}' is not covered: it uses none of the mineral in some draw. A figure that "
                "a party weighs is known in every draw. Weigh another figure, or another mineral."
            )
        return change

    def _year(self, term: Term) -> int:
        if term.year not in self.ensemble.years:
            raise GameError(
                f"'{term.label}' asks for result year {term.year}. Result years of this run: "
                f"{', '.join(map(str, self.ensemble.years))}. Name one of them."
            )
        return int(term.year)

    def _position(self, party: str) -> int:
        """Row of a party, by its places: 'USA' and 'usa' are one."""
        wanted = set(labels().members(party))
        for n, name in enumerate(self.grid.parties[:-1]):
            if set(labels().members(name)) == wanted:
                return n
        raise GameError(
            f"the run has no stakes of '{party}'. Its parties: {', '.join(self.grid.parties)}. Name it as a party of a "
            "deal, or weigh the figure of another."
        )

    def _case(self, mineral: str, active: Active) -> int:
        """Case of a mineral under the deals in force, those that do not touch it left out."""
        if mineral not in self.case_maps:
            self.case_maps[mineral] = self._cases(mineral)
        if missing := active - {item.name for item in (*self.ensemble.deals, *self.ensemble.events)}:
            raise GameError(
                f"the run does not hold {' and '.join(sorted(missing))}, which a state of the game brings into force. "
                "A game needs every deal that its states name. Add it to the run, or use Game.run."
            )
        own = active & self._touching(mineral)
        if own not in self.case_maps[mineral]:
            raise GameError(
                f"the run holds no market of {mineral} with {' and '.join(sorted(own))} in force together. A game "
                "needs every combination that its states bring. Play it without an "
                "ensemble of your own, or use Game.run."
            )
        return self.case_maps[mineral][own]

    def _touching(self, mineral: str) -> Active:
        return frozenset(d.name for d in (*self.ensemble.deals, *self.ensemble.events) if mineral in d.minerals)

    def _cases(self, mineral: str) -> dict[Active, int]:
        own = self._touching(mineral)
        found: dict[Active, int] = {}
        for (scenario, event), case in self.ensemble.cases[mineral].number.items():
            names = {NO_DEAL: (), ALL_DEALS: [d.name for d in self.ensemble.deals]}.get(scenario, scenario.split(JOIN))
            found.setdefault(own & {*names, *({event} - {NO_EVENT})}, case)
        return found


def weighed_parties(game: "Game") -> list[str]:
    """The parties whose stakes the game weighs."""
    return [part.term.of or part.party for aim in game.aims for part in aim.parts if part.held is None]


def worth_of(game: "Game", ensemble: "Ensemble") -> Worth:
    """Figures of an Ensemble for the parties of its deals and those that the game weighs."""
    return Worth(grid_of(ensemble.world, ensemble, weighed_parties(game)))
