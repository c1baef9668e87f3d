"""An outcome as tables: states, parties, moves, the path, flips and hinges. One row a dictionary, every number with
its unit in the column's description.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from orecast.games.hanging import hinges
from orecast.games.outcome import Outcome
from orecast.games.paths import NOT_REACHED, distances
from orecast.games.stability import CONCEPTS

Row = dict[str, Any]
MOST_SHOWN = 6  # states with a line of their own in a table on paper
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
MEETING: tuple[str, ...] = ("agreements", "gains", "payments")

COLUMNS: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "states": {
        "state": ("string", "", "Y or N for each option, in the order of the file"),
        "words": ("string", "", "the options that are taken, by party"),
        "change": ("string", "", "what differs from today, by party"),
        "in_force": ("string", "", "deals and events in force in the state"),
        "is_today": ("boolean", "", "whether the game stands there today"),
        "settles": ("number", "share", "draws in which it is a Nash equilibrium that improving moves reach from today"),
        **{name: ("number", "share", f"draws in which it is an equilibrium by {name}") for name in CONCEPTS},
        "reached": ("number", "share", "draws in which improving moves lead there from today"),
        "moves": ("number", "moves", "median number of improving moves from today, where they lead there"),
        "any_moves": ("integer", "moves", "least number of moves from today, improving or not; -1: none lead there"),
    },
    "parties": {
        "party": ("string", "", "party"),
        "state": ("string", "", "Y or N for each option"),
        **{name: ("number", "share", f"draws in which it is stable for the party by {name}") for name in CONCEPTS},
        "unit": ("string", "", "USD of present value against today; empty where only the order counts"),
        "q05": ("number", "by row, see unit", "5 % quantile of what the state is worth"),
        "q50": ("number", "by row, see unit", "median"),
        "q95": ("number", "by row, see unit", "95 % quantile"),
    },
    "moves": {
        "before": ("string", "", "state before the move"),
        "after": ("string", "", "state after it"),
        "party": ("string", "", "who moves"),
        "improves": ("number", "share", "draws in which the mover is better off"),
    },
    "path": {
        "step": ("integer", "", "number of the move"),
        "party": ("string", "", "who moves"),
        "before": ("string", "", "state before the move"),
        "after": ("string", "", "state after it"),
        "share": ("number", "share", "draws in which this and every earlier move makes its mover better off"),
    },
    "flips": {
        "party": ("string", "", "who would stay or leave"),
        "state": ("string", "", "the state that is kept or left"),
        "key": ("string", "", "weight, as party/what is weighed"),
        "unit": ("string", "", "unit of the weight"),
        "low": ("number", "by row, see unit", "least value of the weight"),
        "mode": ("number", "by row, see unit", "most likely value"),
        "high": ("number", "by row, see unit", "largest value"),
        "flips_at": ("number", "by row, see unit", "value where the party begins or ceases to stay in most draws"),
        "keeps": ("string", "", "above or below: where the party stays in half of the draws or more"),
        "inside": ("boolean", "", "whether that value lies in the range"),
        "share_now": ("number", "share", "draws in which the party stays, as drawn"),
        "source": ("string", "", "source of the weight, or judgement"),
    },
    "agreements": {
        "state": ("string", "", "Y or N for each option"),
        "change": ("string", "", "what differs from today, by party"),
        "compromise": ("number", "share", "draws in which it is the state nearest to the weighted mean of positions"),
        "nash": ("number", "share", "mean weight in the Nash bargain, over the draws that have one"),
        "kalai_smorodinsky": ("number", "share", "mean weight in the Kalai–Smorodinsky bargain, likewise"),
        "better": ("number", "share", "draws in which nobody likes it less than today, and somebody more"),
    },
    "gains": {
        "answer": ("string", "", "Nash, Kalai–Smorodinsky or Shapley"),
        "party": ("string", "", "party"),
        "share": ("number", "share", "draws that have such an answer"),
        "unit": ("string", "", "unit of the gain over today, present value"),
        "q05": ("number", "by row, see unit", "5 % quantile over those draws"),
        "q50": ("number", "by row, see unit", "median"),
        "q95": ("number", "by row, see unit", "95 % quantile"),
    },
    "payments": {
        "party": ("string", "", "party"),
        "state": ("string", "", "the state of the compromise, in which all are to stay"),
        "q05": ("number", "by row, see unit", "5 % quantile of what it receives; below 0 it pays"),
        "q50": ("number", "by row, see unit", "median"),
        "q95": ("number", "by row, see unit", "95 % quantile"),
        "needed": ("number", "by row, see unit", "one payment that is enough for it in nine draws of ten"),
        "affordable": ("number", "share", "draws in which the parties can pay it among themselves"),
        "unit": ("string", "", "unit of the payment, present value"),
    },
    "hinges": {
        "state": ("string", "", "the state that settles or not"),
        "key": ("string", "", "address of the number"),
        "kind": ("string", "", "weight, parameter, lever or chance"),
        "unit": ("string", "", "unit of the number"),
        "variance": ("number", "share", "share of the variance of settling (yes or no) that it carries by itself"),
        "floor": ("number", "share", "share that chance alone passes in one of twenty such tables"),
        "low_end": ("number", "share", "draws in which the state settles, in its lowest tenth; a lot: off"),
        "high_end": ("number", "share", "the same in the highest tenth; a lot: on"),
        "crosses": ("number", "by row, see unit", "value where that share passes one half; a gap where it does not"),
    },
}  # fmt: skip


def tables(outcome: Outcome) -> dict[str, list[Row]]:
    """Every table of an outcome, its columns as in COLUMNS."""
    meeting = outcome.meeting
    met: dict[str, list[Row]] = {name: [] for name in MEETING} if meeting is None else meeting.tables()
    return {
        "states": list(states(outcome)),
        "parties": list(parties(outcome)),
        "moves": list(moves(outcome, shown_states(outcome))),
        "path": path(outcome),
        "flips": flips(outcome, outcome.leading),
        **met,
        "hinges": [
            {"state": vector(outcome, outcome.leading), **vars(one)} for one in hinges(outcome, outcome.leading)
        ],
    }


def vector(outcome: Outcome, state: int) -> str:
    """A state as letters."""
    return outcome.game.form.vector(state)


def states(outcome: Outcome) -> Iterator[Row]:
    """Every state, the likeliest to settle in first."""
    game, reached = outcome.game, outcome.moves_to
    any_moves = None if game.today is None else distances(game.form, game.today)[0]
    for state in outcome.order.tolist():
        steps = None if reached is None else reached[:, state][reached[:, state] != NOT_REACHED]
        yield {
            "state": vector(outcome, state),
            "words": game.words(state),
            "change": game.change(state),
            "in_force": sorted(game.in_force[state]),
            "is_today": state == game.today,
            "settles": float(outcome.settles[state]),
            **{name: float(outcome.shares[name][state]) for name in CONCEPTS},
            "reached": None if steps is None else steps.size / outcome.draws,
            "moves": None if steps is None or not steps.size else float(np.median(steps)),
            "any_moves": None if any_moves is None else int(any_moves[state]),
        }


def parties(outcome: Outcome) -> Iterator[Row]:
    """Every party in every state: how often it stays, and what the state is worth to it against today."""
    base = 0 if outcome.game.today is None else outcome.game.today
    for n, party in enumerate(outcome.game.parties):
        worth = outcome.payoffs[:, n] - outcome.payoffs[:, n, [base]]
        spread = np.quantile(worth, (LOW, MIDDLE, HIGH), axis=0)
        is_money = bool(outcome.weighed[party])
        for state in outcome.order.tolist():
            told = spread[:, state].tolist() if is_money else [None] * 3
            yield {
                "party": party,
                "state": vector(outcome, state),
                **{name: float(outcome.stable[name][:, n, state].mean()) for name in CONCEPTS},
                "unit": "USD" if is_money else "",
                **dict(zip(("q05", "q50", "q95"), told, strict=True)),
            }


def shown_states(outcome: Outcome, most: int = MOST_SHOWN) -> list[int]:
    """Today, the states likeliest to settle in, and those on the most probable path."""
    game, path_ = outcome.game, outcome.path
    holds = np.maximum(outcome.settles, outcome.shares["R"])
    likely = [state for state in outcome.order[:most].tolist() if holds[state] > 0]
    on_path = [step.after for step in path_.steps] if path_ else []
    return list(dict.fromkeys([*([] if game.today is None else [game.today]), *on_path, *likely]))


def moves(outcome: Outcome, among: Sequence[int]) -> Iterator[Row]:
    """Moves of one party between some states, with the share of draws in which they make it better off."""
    game = outcome.game
    for before in among:
        for n, party in enumerate(game.parties):
            for after in game.form.moves(n, before).tolist():
                if after in among:
                    yield {
                        "before": vector(outcome, before),
                        "after": vector(outcome, after),
                        "party": party,
                        "improves": outcome.improving(n, before, after),
                    }


def path(outcome: Outcome) -> list[Row]:
    """Steps of the most probable path; empty where today holds, or no path ends in a state that does."""
    found = outcome.path
    return [
        {
            "step": n,
            "party": outcome.game.parties[step.party],
            "before": vector(outcome, step.before),
            "after": vector(outcome, step.after),
            "share": step.share,
        }
        for n, step in enumerate(found.steps if found else (), start=1)
    ]


def flips(outcome: Outcome, state: int) -> list[Row]:
    """Weights at which a party would begin or cease to keep a state; those without such a value are left out."""
    return [
        {
            "party": one.key.split("/")[0],
            "state": vector(outcome, state),
            **{
                name: getattr(one, name)
                for name in ("key", "unit", "low", "mode", "high", "flips_at", "keeps", "inside")
            },
            "share_now": one.share_now,
            "source": one.source,
        }
        for one in sorted(outcome.flips(state), key=lambda flip: flip.relative)
        if one.keeps
    ]


def replies(outcome: Outcome, state: int, most: int = 3) -> list[Row]:
    """What each party would do next from a state: its moves that improve it in some draw, the most frequent first."""
    game = outcome.game
    found: list[Row] = []
    for n, party in enumerate(game.parties):
        own: list[Row] = [
            {
                "party": party,
                "before": vector(outcome, state),
                "after": vector(outcome, int(after)),
                "best": float(_is_best(outcome, n, state, int(after)).mean()),
                "improves": outcome.improving(n, state, int(after)),
            }
            for after in game.form.moves(n, state)
        ]
        found += sorted((row for row in own if row["best"] > 0), key=lambda row: -row["best"])[:most]
    return found


def _is_best(outcome: Outcome, party: int, state: int, after: int) -> np.ndarray:
    """Draws in which a move improves its mover and no other move of its own is better."""
    payoff = outcome.payoffs[:, party]
    best = payoff[:, [*outcome.game.form.moves(party, state), state]].max(axis=1)
    found: np.ndarray = (payoff[:, after] >= best) & (payoff[:, after] > payoff[:, state])
    return found
