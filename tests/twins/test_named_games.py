"""Named normal-form games: pygambit finds the equilibria that are printed, and our regret agrees that they are."""

import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from importlib import util
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

from orecast._ground.errors import GameError
from orecast.games import form_of, gambit
from orecast.games.gambit import LATE, NormalSolution, nash_equilibria, quantal_responses
from orecast.games.normal_form import normal_form, pure_equilibria, quantal_error, regrets

Game = tuple[np.ndarray, Sequence[Sequence[Any]]]  # payoffs, and the mixes of each equilibrium

HALF, THIRD = [0.5, 0.5], [1 / 3] * 3
FIRST, SECOND = [1.0, 0.0], [0.0, 1.0]


def symmetric(own: list[list[float]]) -> np.ndarray:
    """Both parties face the same table. [party, K_1, K_2]."""
    return np.array([own, np.array(own).T])


# Each game with all its equilibria, as the mixes of the parties.
TWO_BY_TWO: dict[str, Game] = {
    "prisoners": (symmetric([[3, 0], [5, 1]]), [(SECOND, SECOND)]),
    "chicken": (symmetric([[0, -1], [1, -10]]), [(FIRST, SECOND), (SECOND, FIRST), ([0.9, 0.1], [0.9, 0.1])]),
    "battle of the sexes": (
        np.array([[[3, 0], [0, 2]], [[2, 0], [0, 3]]]),
        [(FIRST, FIRST), (SECOND, SECOND), ([0.6, 0.4], [0.4, 0.6])],
    ),
    "matching pennies": (np.array([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]), [(HALF, HALF)]),
    "stag hunt": (symmetric([[4, 0], [3, 3]]), [(FIRST, FIRST), (SECOND, SECOND), ([0.75, 0.25], [0.75, 0.25])]),
    "hawk and dove, 2 to win and 4 to fight": (
        symmetric([[-1, 2], [0, 1]]),
        [(FIRST, SECOND), (SECOND, FIRST), (HALF, HALF)],
    ),
    "asymmetric matching pennies of Ochs (1995)": (
        np.array([[[9, 0], [0, 1]], [[0, 1], [1, 0]]]),
        [(HALF, [0.1, 0.9])],
    ),
    "asymmetric matching pennies of Goeree and Holt (2001)": (
        np.array([[[320, 40], [40, 80]], [[40, 80], [80, 40]]]),
        [(HALF, [0.125, 0.875])],
    ),
    "deadlock": (symmetric([[1, 0], [3, 2]]), [(SECOND, SECOND)]),
}
THREE_BY_THREE: dict[str, Game] = {
    "rock, paper, scissors": (
        np.array([[[0, -1, 1], [1, 0, -1], [-1, 1, 0]], [[0, 1, -1], [-1, 0, 1], [1, -1, 0]]]),
        [(THIRD, THIRD)],
    ),
    "Shapley (1964)": (
        np.array([np.eye(3), [[0, 1, 0], [0, 0, 1], [1, 0, 0]]]),
        [(THIRD, THIRD)],
    ),
    "pure coordination": (
        symmetric(np.eye(3).tolist()),
        [
            (np.array(row) / sum(row), np.array(row) / sum(row))
            for row in ([1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 1])
        ],
    ),
}


def pennies_of_three() -> np.ndarray:
    """The first wants to match the second, the second the third, the third to differ from the first (Jordan 1993)."""
    i, j, k = np.indices((2, 2, 2))
    return np.stack([i == j, j == k, k != i]).astype(np.float64)


def volunteers() -> np.ndarray:
    """Diekmann (1985): 1 for all when somebody volunteers (first strategy), which costs the volunteer a quarter."""
    acts = 1 - np.indices((2, 2, 2))
    return np.asarray((acts.sum(axis=0) > 0) - 0.25 * acts)


ONE_OF_THREE = [(FIRST, SECOND, SECOND), (SECOND, FIRST, SECOND), (SECOND, SECOND, FIRST)]
TWO_MIX = [tuple(SECOND if p == idle else [0.75, 0.25] for p in range(3)) for idle in range(3)]
THREE_PARTIES: dict[str, Game] = {
    "matching pennies of three (Jordan 1993)": (pennies_of_three(), [(HALF, HALF, HALF)]),
    "volunteer's dilemma (Diekmann 1985)": (volunteers(), [*ONE_OF_THREE, *TWO_MIX, (HALF, HALF, HALF)]),
}
FAMILIES = (TWO_BY_TWO, THREE_BY_THREE, THREE_PARTIES)
NAMES = [(number, name) for number, family in enumerate(FAMILIES) for name in family]


@cache
def solved(family: int) -> dict[str, NormalSolution]:
    """All games of one shape, in one process."""
    games = FAMILIES[family]
    found = nash_equilibria(np.stack([payoffs for payoffs, _ in games.values()]).astype(np.float64), seconds=60)
    return dict(zip(games, found, strict=True))


@pytest.mark.parametrize(("family", "name"), NAMES, ids=[name for _, name in NAMES])
def test_a_named_game_has_its_printed_equilibria_and_no_regret(family: int, name: str) -> None:
    payoffs, printed = FAMILIES[family][name]
    found = solved(family)[name]
    assert found.rejected == ()
    assert all(one.regret == pytest.approx(np.zeros(len(payoffs)), abs=1e-6) for one in found.equilibria)
    for mixes in printed:
        assert regrets(payoffs.astype(np.float64), [np.array(mix) for mix in mixes]).max() == pytest.approx(
            0, abs=1e-12
        )
        far = [
            max(np.abs(np.subtract(a, b)).max() for a, b in zip(mixes, one.mixes, strict=True))
            for one in found.equilibria
        ]
        assert min(far) < 1e-6, (mixes, found.equilibria)
    assert len(found.equilibria) == len(printed)
    assert found.status == "complete"


@pytest.mark.parametrize(("family", "name"), NAMES, ids=[name for _, name in NAMES])
def test_pure_equilibria_are_those_of_the_printed_list(family: int, name: str) -> None:
    payoffs, printed = FAMILIES[family][name]
    pure = {tuple(int(np.argmax(mix)) for mix in mixes) for mixes in printed if all(np.max(mix) == 1 for mix in mixes)}
    assert {tuple(map(int, at)) for at in np.argwhere(pure_equilibria(payoffs[None])[0])} == pure


def test_regret_is_what_the_best_strategy_would_add() -> None:
    payoffs = symmetric([[3, 0], [5, 1]]).astype(np.float64)
    both_silent = [np.array(FIRST), np.array(FIRST)]
    assert regrets(payoffs, both_silent).tolist() == [2, 2]
    assert regrets(payoffs, [np.array(HALF), np.array(HALF)]) == pytest.approx([0.75, 0.75])  # 3 against 2.25
    with pytest.raises(GameError, match="mix of party 1"):
        regrets(payoffs, [np.array(HALF), np.array([0.7, 0.7])])


def test_quantal_responses_are_the_fixed_points_worked_out_beside() -> None:
    precisions = [0.2, 1.0, 3.0]
    ochs, _ = TWO_BY_TWO["asymmetric matching pennies of Ochs (1995)"]
    constant = symmetric([[3, 0], [5, 2]])  # telling is worth 2 more whatever the other does
    found = quantal_responses(np.stack([ochs, constant]).astype(np.float64), precisions, seconds=60)
    for one, precision in zip(found[0].equilibria, precisions, strict=True):
        up = brentq(lambda p, lam=precision: logit(lam * (10 * logit(lam * (1 - 2 * p)) - 1)) - p, 0, 1, xtol=1e-13)
        assert one.mixes[0][0] == pytest.approx(up, abs=1e-5)
        assert one.quantal_error is not None
        assert one.quantal_error < 1e-5
        assert up > 0.5  # the own-payoff effect that a Nash equilibrium, with a half, does not have
    for one, precision in zip(found[1].equilibria, precisions, strict=True):
        assert one.mixes[0][1] == pytest.approx(logit(2 * precision), abs=1e-5)
        assert quantal_error(constant.astype(np.float64), one.mixes, precision) < 1e-5
        assert one.regret == pytest.approx([2 * (1 - logit(2 * precision))] * 2, abs=1e-4)


def logit(worth: float) -> float:
    return float(1 / (1 + np.exp(-worth)))


def test_the_unit_of_payoffs_does_not_count_and_that_of_precision_is_its_inverse() -> None:
    sexes = TWO_BY_TWO["battle of the sexes"][0].astype(np.float64)
    dear = sexes * np.array([3e9, 7e-6])[:, None, None] - np.array([1e10, 5.0])[:, None, None]
    found = nash_equilibria(dear[None], seconds=60)[0]
    assert sorted(one.mixes[0][0] for one in found.equilibria) == pytest.approx([0, 0.6, 1], abs=1e-6)
    scaled = quantal_responses(1e9 * sexes[None], [0.5e-9], seconds=60)[0].equilibria[0]
    assert quantal_error(sexes, scaled.mixes, 0.5) < 1e-6


def test_the_time_limit_ends_the_solver_and_says_so() -> None:
    hard = np.random.default_rng(0).normal(size=(2, 4, 6, 6, 6, 6))
    started = time.monotonic()
    found = nash_equilibria(hard, seconds=2)
    assert time.monotonic() - started < 6
    assert [one.status for one in found] == [LATE, LATE]
    assert all(one.equilibria == () for one in found)


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gambit, "find_spec", lambda name: None)
    with pytest.raises(GameError, match=r"pip install 'orecast\[games\]'"):
        nash_equilibria(np.zeros((1, 2, 2, 2)))
    assert util.find_spec("pygambit") is not None


def test_a_game_of_options_becomes_a_normal_form() -> None:
    form = form_of({"one": ["a"], "two": ["b", "c"]})
    payoffs = np.arange(16.0).reshape(1, 2, 8)
    table = normal_form(form, payoffs)
    assert table.shape == (1, 2, 2, 4)
    for state, code in enumerate(form.codes):
        assert table[0, :, code & 1, code >> 1].tolist() == payoffs[0, :, state].tolist()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nash_equilibria(np.zeros((2, 2, 2))), r"\[draw, party, K_1, ..., K_n\]"),
        (lambda: nash_equilibria(np.full((1, 2, 2, 2), np.nan)), r"party 0 in draw 0 under the strategies \[0, 0\]"),
        (lambda: quantal_responses(np.zeros((1, 2, 2, 2)), [-1.0]), "lie above 0"),
        (lambda: normal_form(form_of({"a": ["b"]}, np.array([True, False])), np.zeros((1, 1, 1))), "cannot be"),
        (lambda: normal_form(form_of({"a": ["b"]}, moves={"a.b": "once-taken"}), np.zeros((1, 1, 2))), "for good"),
    ],
)
def test_what_is_no_normal_form_is_refused(call, message: str) -> None:
    with pytest.raises(GameError, match=message):
        call()


def test_pygambit_stays_out_of_the_process_that_asks() -> None:
    code = "import sys, orecast.games.gambit; print('pygambit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_solution_shows_its_equilibria_and_its_status() -> None:
    html = solved(0)["prisoners"]._repr_html_()
    assert "1 equilibria, 0 rejected: complete" in html
    assert solved(0)["prisoners"].table(["one", "two"])["regret"].tolist() == [0, 0]
