"""A game as payoffs over strategies, and how much a party would gain by playing otherwise: the test of an equilibrium.

Nothing here solves; it judges what any solver says, and finds the equilibria in pure strategies by looking at all.
"""

from collections.abc import Sequence

import numpy as np

from orecast._ground.arrays import Booleans, Floats
from orecast._ground.errors import GameError
from orecast.games.form import Form

Mixes = Sequence[Floats]  # for each party a probability for each of its strategies


def normal_form(form: Form, payoffs: Floats) -> Floats:
    """Payoffs over strategies of a game in option form.

    Shapes  payoffs [draw, party, S] -> [draw, party, K_first, ..., K_last].
    Errors  GameError names the first state that cannot be: a normal form has a payoff for every combination, so a game
            with impossible states, or with moves that are for good, is judged by its stabilities instead.
    """
    if not form.feasible.all():
        code = int(np.flatnonzero(~form.feasible)[0])
        raise GameError(
            f"the combination {code:0{len(form.labels)}b} (last option first) cannot be, and a normal form needs every "
            "one. Use `stabilities`, or give impossible states a payoff."
        )
    if not all((allowed | np.eye(len(allowed), dtype=bool)).all() for allowed in form.allowed):
        raise GameError("a move of this game is for good, and in a normal form all choose anew. Use `stabilities`.")
    table = payoffs.reshape(*payoffs.shape[:2], *form.shape)
    return np.transpose(table, (0, 1, *range(table.ndim - 1, 1, -1)))


def strategy_payoffs(payoffs: Floats, mixes: Mixes, party: int) -> Floats:
    """What each strategy of a party is worth while the others mix. payoffs [party, K_1, ..., K_n] -> [K_party]."""
    worth = payoffs[party]
    for other in reversed(range(len(mixes))):
        if other != party:
            worth = np.tensordot(worth, mixes[other], axes=([other], [0]))
    found: Floats = worth
    return found


def regrets(payoffs: Floats, mixes: Mixes) -> Floats:
    """What each party would gain by its best strategy against the others' mixes; 0 in a Nash equilibrium. [party].

    Units   as the payoffs.  Errors  GameError for a mix that is no probability, or has another length.
    Source  Nash (1951); docs/theory/games.md, B8.
    """
    check_mixes(payoffs, mixes)
    found = np.empty(len(payoffs))
    for party, mix in enumerate(mixes):
        worth = strategy_payoffs(payoffs, mixes, party)
        found[party] = worth.max() - worth @ mix
    return found


def quantal_error(payoffs: Floats, mixes: Mixes, precision: float) -> float:
    """Largest distance of a probability from the logit response to the others' mixes.

    Units   precision: 1 / payoff; 0 is a coin toss, towards infinity a best reply.
    Errors  GameError for a mix that is no probability.  Source  McKelvey and Palfrey (1995); docs/theory/games.md, B9.
    """
    check_mixes(payoffs, mixes)
    errors = []
    for party, mix in enumerate(mixes):
        worth = precision * strategy_payoffs(payoffs, mixes, party)
        response = np.exp(worth - worth.max())
        errors.append(float(np.abs(response / response.sum() - mix).max()))
    return max(errors)


def pure_equilibria(payoffs: Floats) -> Booleans:
    """Combinations from which no party gains by another strategy.

    Shapes  payoffs [draw, party, K_1, ..., K_n] -> [draw, K_1, ..., K_n].
    Errors  GameError where the strategy axes are not as many as the parties.
    """
    check_payoffs(payoffs)
    held = np.ones((len(payoffs), *payoffs.shape[2:]), dtype=bool)
    for party in range(payoffs.shape[1]):
        own = payoffs[:, party]
        held &= own >= own.max(axis=1 + party, keepdims=True)
    return held


def check_payoffs(payoffs: Floats) -> None:
    """Errors  GameError for payoffs that are not [draw, party, K_1, ..., K_n], or not finite."""
    if payoffs.ndim < 3 or payoffs.ndim - 2 != payoffs.shape[1] or 0 in payoffs.shape:
        raise GameError(
            f"payoffs have the shape {payoffs.shape}. They are [draw, party, K_1, ..., K_n], with as many strategy "
            "axes as parties, none empty. Make them with `normal_form`."
        )
    if not np.isfinite(payoffs).all():
        draw, party, *strategies = (int(i) for i in np.argwhere(~np.isfinite(payoffs))[0])
        raise GameError(
            f"the payoff of party {party} in draw {draw} under the strategies {strategies} is not finite. Every "
            "combination has a payoff. Give it one, or leave the strategy out."
        )


def check_mixes(payoffs: Floats, mixes: Mixes) -> None:
    """Errors  GameError for a mix that is no probability over its party's strategies."""
    for party, mix in enumerate(mixes):
        fits = np.shape(mix) == (payoffs.shape[1 + party],)
        if not fits or not np.all(mix >= 0) or abs(np.sum(mix) - 1) > 1e-6:
            raise GameError(
                f"the mix of party {party} is {np.round(mix, 4).tolist()}. It is a probability for each of its "
                f"{payoffs.shape[1 + party]} strategies, summing to 1. Scale it."
            )
