"""The process in which pygambit solves, so that it can be stopped: a task on stdin, a line for each game on stdout.

Run as a script, never imported by the package: it needs nothing of Orecast, and pygambit stays out of the caller.
"""

import json
import sys
from typing import Any


def solved_nash(gambit: Any, game: Any) -> dict[str, Any]:
    """All extreme equilibria of two parties, in exact arithmetic; all isolated equilibria of more."""
    players = list(game.players)
    if len(players) == 2:
        return {"mixes": [mixes(players, one) for one in gambit.nash.enummixed_solve(game).equilibria], "missed": []}
    missed: set[str] = set()
    skipped = {
        gambit.EnumPolySingularSupportEvent: "a support with infinitely many solutions was left out",
        gambit.EnumPolyBudgetExceededSupportEvent: "a support was given up",
    }

    def note(event: Any) -> None:
        missed.update(text for kind, text in skipped.items() if isinstance(event, kind))

    found = gambit.nash.enumpoly_solve(game, use_strategic=True, event_callback=note)
    return {"mixes": [mixes(players, one) for one in found.equilibria], "missed": sorted(missed)}


def solved_logit(gambit: Any, game: Any, precisions: list[float]) -> dict[str, Any]:
    """The principal branch of the logit equilibria at the given precisions."""
    players = list(game.players)
    found = gambit.qre.logit_solve_lambda(game, precisions)
    return {"mixes": [mixes(players, one.profile) for one in found], "missed": []}


def mixes(players: list[str], profile: Any) -> list[list[float]]:
    """A profile as plain numbers: for each party the probability of each strategy."""
    return [[float(chance) for _, chance in profile[player]] for player in players]


def main() -> None:
    """Solve the games of the task one by one; what a game fails with is its answer."""
    import numpy as np
    import pygambit as gambit  # type: ignore[import-untyped, unused-ignore]

    task = json.load(sys.stdin)
    for payoffs in task["games"]:
        try:
            game = gambit.StrategicGame.from_arrays(*[np.array(one) for one in payoffs])
            precisions = task["precisions"]
            answer = solved_nash(gambit, game) if precisions is None else solved_logit(gambit, game, precisions)
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
