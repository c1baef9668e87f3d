"""Counter-moves: what each party would do about a state, from a library of moves, ranked by its own stakes.

A move is an event of the deals' schema, played by its first party. It is solved in the markets of the state, and
counted by what the mover itself weighs; a party that weighs no figure is counted by its net gain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from orecast._ground.arrays import Floats
from orecast._ground.errors import GameError
from orecast._ground.labels import suggestion
from orecast.deals import Deal
from orecast.games.aims import Aim, Part
from orecast.games.game import DRAWS, SEED, Game, Progress
from orecast.games.schema import Term
from orecast.games.worth import Worth
from orecast.stakes.settle import grid_of, outcomes_for

if TYPE_CHECKING:
    from orecast.deals import Ensemble
    from orecast.world import World

LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95


@dataclass(frozen=True)
class Reply:
    """One move of one party in one state, against the state without it.

    gains, q05, q50, q95  share of draws in which the mover gains, and what it gains: USD of present value
    counted   'own weights', or 'net gain' where the mover weighs no figure of the stakes
    others    median change of every other party's net gain (npv_5, USD)
    """

    party: str
    move: str
    title: str
    gains: float
    q05: float
    q50: float
    q95: float
    counted: str
    others: dict[str, float]

    def plain(self) -> dict[str, Any]:
        """As a row of a table."""
        return {**{name: value for name, value in vars(self).items() if name != "others"}, **self.others}


def replies(
    game: Game,
    state: int,
    moves: Sequence[str] = (),
    world: "World | None" = None,
    draws: int = DRAWS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> tuple[Reply, ...]:
    """Moves of the library (all, or those named) in one state, by party in the game's order, the best first.

    Errors  GameError for an unknown move.
    """
    chosen = _chosen(moves)
    worth = Worth(_grid(game, state, chosen, world, draws, seed, progress))
    aims = {aim.party: aim for aim in game.aims}
    found = [_reply(game, worth, aims.get(_mover(move)), move, state, seed) for move in chosen]
    order = {party: n for n, party in enumerate(game.parties)}
    return tuple(sorted(found, key=lambda reply: (order.get(reply.party, len(order)), reply.party, -reply.q50)))


def _chosen(names: Sequence[str]) -> tuple[Deal, ...]:
    """Moves of the library by name, all where none is named."""
    from orecast.deals import moves

    known = {move.name: move for move in moves()}
    for name in names:
        if name not in known:
            hint = suggestion(name, known)
            raise GameError(
                f"unknown move '{name}'. {hint + ' ' if hint else ''}Moves: {', '.join(known)}. Name one of them."
            )
    return tuple(known[name] for name in names or known)


def _mover(move: Deal) -> str:
    return move.parties[0].party


def _grid(
    game: Game,
    state: int,
    moves: Sequence[Deal],
    world: "World | None",
    draws: int,
    seed: int,
    progress: Progress | None,
) -> Any:
    """Outcomes of the state's deals with and without each move."""
    from orecast.deals import run
    from orecast.world import World

    active = [item.deal for item in game.activations if item.held[state]]
    names = [deal.name for deal in active]
    # everything is a deal of one run, so that the state's own deals are in force beside each move and nowhere else
    around = [deal for deal in moves if deal.name not in names]
    together = [tuple(names), *((*names, move.name) for move in around)]
    asked = [*game.parties, *(_mover(move) for move in moves), *(p.party for deal in active for p in deal.parties)]
    places, world = {*_places()}, world or World.load()
    named = [name for name in dict.fromkeys(asked) if name in places]
    ensemble: Ensemble = run(
        world,
        (),
        (*active, *around),
        draws,
        seed,
        progress=progress,
        combinations=[group for group in together if len(group) > 1],
        tell=outcomes_for(world, (), (*active, *around), named),
    )
    return grid_of(world, ensemble, named)


def _places() -> frozenset[str]:
    from orecast.deals.labels import labels

    known = labels()
    return known.places | frozenset(known.groups)


def _reply(game: Game, worth: Worth, aim: Aim | None, move: Deal, state: int, seed: int) -> Reply:
    mover, active = _mover(move), game.in_force[state]
    parts = _figures(game, mover, aim)
    change = np.sum([_part(game, worth, part, active, move.name, seed) for part in parts], axis=0)
    low, middle, high = np.quantile(change, (LOW, MIDDLE, HIGH))
    plain = Part(mover, MONEY, "", None)
    others = {
        party: float(np.median(_part(game, worth, replace(plain, party=party), active, move.name, seed)))
        for party in worth.grid.parties[:-1]
        if party != mover
    }
    counted = "own weights" if aim and any(part.held is None for part in aim.parts) else "net gain"
    share = float((change > 0).mean())
    return Reply(mover, move.name, move.title, share, float(low), float(middle), float(high), counted, others)


def _figures(game: Game, mover: str, aim: Aim | None) -> list[Part]:
    """What the mover weighs of the stakes; its net gain where it weighs nothing of them."""
    own = [part for part in (aim.parts if aim else ()) if part.held is None]
    return own or [Part(mover, MONEY, "", None)]


def _part(game: Game, worth: Worth, part: Part, active: frozenset[str], move: str, seed: int) -> Floats:
    """What one part of a party's aims gains by a move. USD, [draw]."""
    who = part.term.of or part.party
    after, before = (worth.figure(part.term, who, names) for names in (active | {move}, active))
    weight = part.drawn(game.name, seed, worth.ensemble.draws)
    change: Floats = weight * (after - before)
    return change


MONEY = Term.model_validate({"figure": "npv_5", "weight": 1.0})
