"""Nash and logit quantal response equilibria through pygambit, each with a regret that Orecast computes itself.

pygambit (extra `games`) runs in a process of its own, which is stopped when the time is up. It sees payoffs scaled to
about 1, because its steps and tolerances are absolute; what it hands back is judged on the payoffs as given.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast._ground.errors import GameError
from orecast.games.normal_form import check_payoffs, quantal_error, regrets, strategy_payoffs

SECONDS = 30.0  # a start of pygambit included, which takes one to three
LARGEST_REGRET = 1e-6  # share of a party's span of payoffs
LARGEST_QUANTAL_ERROR = 1e-4  # of a probability
WORKER = Path(__file__).with_name("gambit_worker.py")
LATE = "stopped at the time limit"


@dataclass(frozen=True, eq=False)
class NormalEquilibrium:
    """Mixes of the parties, what they are worth, and how far they are from an equilibrium.

    Shapes  mixes[party] [K_party]; payoff, regret [party], in the units of the payoffs; precision in 1 / payoff and
            quantal_error (of a probability) only for a quantal response, None for a Nash equilibrium.
    """

    mixes: tuple[Floats, ...]
    payoff: Floats
    regret: Floats
    precision: float | None = None
    quantal_error: float | None = None


@dataclass(frozen=True, eq=False)
class NormalSolution:
    """What was found in one game: equilibria that passed our test, those that did not, and whether all were looked for.

    status  'complete', or what may be missing, or why the solver stopped.
    """

    equilibria: tuple[NormalEquilibrium, ...]
    rejected: tuple[NormalEquilibrium, ...]
    status: str

    def table(self, parties: Sequence[str]) -> pd.DataFrame:
        """One row for each equilibrium and party: mix, payoff, regret."""
        rows = [
            (number + 1, party, np.round(one.mixes[p], 4).tolist(), one.payoff[p], one.regret[p])
            for number, one in enumerate(self.equilibria)
            for p, party in enumerate(parties)
        ]
        return pd.DataFrame(rows, columns=["equilibrium", "party", "mix", "payoff", "regret"])

    def _repr_html_(self) -> str:
        """The equilibria in a notebook, under the status."""
        parties = len(self.equilibria[0].mixes) if self.equilibria else 0
        title = f"{len(self.equilibria)} equilibria, {len(self.rejected)} rejected: {self.status}"
        names = [f"party {p + 1}" for p in range(parties)]
        return f"<p>{escape(title)}</p>{self.table(names).to_html(index=False)}"


def nash_equilibria(payoffs: Floats, seconds: float = SECONDS) -> tuple[NormalSolution, ...]:
    """Nash equilibria of each draw: all extreme ones of two parties, all isolated ones of more.

    Shapes  payoffs [draw, party, K_1, ..., K_n], as from `normal_form`; any unit, scaled party by party.
    Errors  GameError without the extra `games`, or for payoffs that are none. A draw that was not done within `seconds`
            (for all draws together) comes back with its status.
    Source  Mangasarian (1964) for two parties; docs/theory/games.md, B8.
    """
    check_payoffs(payoffs)
    axes = tuple(range(2, payoffs.ndim))
    least, span = payoffs.min(axis=axes, keepdims=True), np.ptp(payoffs, axis=axes, keepdims=True)
    answers = _answers({"games": ((payoffs - least) / _power(span)).tolist(), "precisions": None}, seconds)
    return tuple(_solution(one, answer, None) for one, answer in zip(payoffs, answers, strict=True))


def quantal_responses(
    payoffs: Floats, precisions: Sequence[float], seconds: float = SECONDS
) -> tuple[NormalSolution, ...]:
    """Logit quantal response equilibria of each draw on the branch that starts at a coin toss, one for each precision.

    Shapes  payoffs [draw, party, K_1, ..., K_n], in one unit for all parties, because one precision serves them all.
    Units   precisions: 1 / payoff, > 0.
    Errors  GameError without the extra `games`, or for payoffs or precisions that are none; late draws as above.
    Source  McKelvey and Palfrey (1995); Turocy (2005); docs/theory/games.md, B9.
    """
    check_payoffs(payoffs)
    if not precisions or not all(np.isfinite(one) and one > 0 for one in precisions):
        raise GameError(f"the precisions {list(precisions)} do not all lie above 0. Give one or more, as 1 / payoff.")
    least = payoffs.min(axis=tuple(range(2, payoffs.ndim)), keepdims=True)
    scale = float(_power(np.array(np.ptp(payoffs, axis=tuple(range(2, payoffs.ndim))).max())))
    task = {"games": ((payoffs - least) / scale).tolist(), "precisions": [one * scale for one in precisions]}
    return tuple(
        _solution(one, answer, precisions) for one, answer in zip(payoffs, _answers(task, seconds), strict=True)
    )


def _power(span: Floats) -> Floats:
    """The power of two above a span: dividing by it is exact, so that ties stay ties."""
    found: Floats = np.exp2(np.ceil(np.log2(np.where(span > 0, span, 1.0))))
    return found


def _answers(task: dict[str, Any], seconds: float) -> list[dict[str, Any]]:
    """What the process said for each game; a game without an answer has the reason as its error."""
    if find_spec("pygambit") is None:
        raise GameError(
            "equilibria of normal forms need pygambit, which is not installed. It comes with the extra 'games', under "
            "the GPL: pip install 'orecast[games]'."
        )
    command = [sys.executable, "-P", str(WORKER)]  # -P: this folder's modules shadow nobody's
    try:
        done = subprocess.run(  # noqa: S603 our own script, by this interpreter
            command, input=json.dumps(task), capture_output=True, text=True, timeout=seconds, check=False
        )
        said, reason = done.stdout, f"the solver ended: {(done.stderr.strip().splitlines() or ['no message'])[-1]}"
    except subprocess.TimeoutExpired as late:
        said, reason = _text(late.stdout), LATE
    answers: list[dict[str, Any]] = [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return answers + [{"error": reason}] * (len(task["games"]) - len(answers))


def _text(said: bytes | str | None) -> str:
    """What a stopped process had said: bytes, whatever was asked for."""
    return said.decode() if isinstance(said, bytes) else said or ""


def _solution(payoffs: Floats, answer: dict[str, Any], precisions: Sequence[float] | None) -> NormalSolution:
    if "error" in answer:
        return NormalSolution((), (), str(answer["error"]))
    each = [None] * len(answer["mixes"]) if precisions is None else precisions
    found = [_equilibrium(payoffs, mixes, one) for mixes, one in zip(answer["mixes"], each, strict=True)]
    passed = [_passes(payoffs, one) for one in found]
    kept = tuple(one for one, good in zip(found, passed, strict=True) if good)
    rejected = tuple(one for one, good in zip(found, passed, strict=True) if not good)
    return NormalSolution(kept, rejected, "; ".join(answer["missed"]) or "complete")


def _equilibrium(payoffs: Floats, raw: list[list[float]], precision: float | None) -> NormalEquilibrium:
    """An equilibrium with our own account of it. Rounding below 0 or around a sum of 1 is taken out first."""
    mixes = tuple(np.maximum(one, 0.0) / np.maximum(one, 0.0).sum() for one in map(np.array, raw))
    worth = np.array([strategy_payoffs(payoffs, mixes, p) @ mix for p, mix in enumerate(mixes)])
    error = None if precision is None else quantal_error(payoffs, mixes, precision)
    return NormalEquilibrium(mixes, worth, regrets(payoffs, mixes), precision, error)


def _passes(payoffs: Floats, one: NormalEquilibrium) -> bool:
    if one.quantal_error is not None:
        return one.quantal_error <= LARGEST_QUANTAL_ERROR
    span = np.ptp(payoffs.reshape(len(payoffs), -1), axis=1)
    return bool((one.regret <= LARGEST_REGRET * span + np.finfo(np.float64).tiny).all())
