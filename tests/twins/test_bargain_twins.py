"""Bargains and cores against solvers that share no code with them: HiGHS for programmes, Clarabel for products."""

import clarabel
import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from orecast.games.bargains import EVERY, kalai_smorodinsky_bargain, nash_bargain
from orecast.games.programmes import best_guarantee
from orecast.games.values import core


def linear_guarantee(gains: np.ndarray, floors: np.ndarray, share: np.ndarray) -> float | None:
    """The same programme by HiGHS; None where no lottery reaches the floors. gains [state, row]."""
    states = len(gains)
    found = linprog(
        -np.r_[np.zeros(states), 1],
        A_ub=np.c_[-gains.T, share],
        b_ub=-floors,
        A_eq=np.r_[np.ones(states), 0][None],
        b_eq=[1],
        bounds=[(0, None)] * states + [(None, None)],
        method="highs",
    )
    return -float(found.fun) if found.status == 0 else None


def cone_product(gains: np.ndarray) -> np.ndarray:
    """Gains of the lottery with the largest product, by exponential cones. gains [state, party] -> [party]."""
    states, parties = gains.shape
    rows = [np.r_[np.ones(states), np.zeros(parties)][None], np.c_[-np.eye(states), np.zeros((states, parties))]]
    for party in range(parties):  # (log, 1, gain) lies in the cone
        cone = np.zeros((3, states + parties))
        cone[0, states + party], cone[2, :states] = -1, -gains[:, party]
        rows.append(cone)
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    size = states + parties
    found = clarabel.DefaultSolver(
        sparse.csc_matrix((size, size)),
        -np.r_[np.zeros(states), np.ones(parties)],
        sparse.csc_matrix(np.vstack(rows)),
        np.r_[1, np.zeros(states), np.tile([0, 1, 0], parties)],
        [clarabel.ZeroConeT(1), clarabel.NonnegativeConeT(states), *[clarabel.ExponentialConeT()] * parties],
        settings,
    ).solve()
    return np.asarray(np.asarray(found.x)[:states] @ gains)


@pytest.mark.parametrize("whole", [True, False], ids=["ties", "smooth"])
def test_guarantees_are_those_of_a_linear_solver(whole: bool) -> None:
    rng = np.random.default_rng(int(whole))
    for _ in range(12):
        shape = (8, rng.integers(1, 40), rng.integers(1, 6))
        gains = rng.integers(-3, 4, shape).astype(np.float64) if whole else rng.normal(size=shape)
        share = (rng.random((8, shape[2])) < 0.6).astype(np.float64)
        share[:, rng.integers(shape[2])] = 1
        floors = np.where(share > 0, 0.0, -rng.integers(0, 2, share.shape))
        found = best_guarantee(gains, floors, share)
        for draw in range(8):
            expected = linear_guarantee(gains[draw], floors[draw], share[draw])
            assert found.solved[draw] == (expected is not None)
            if expected is not None:
                assert found.value[draw] == pytest.approx(expected, abs=1e-9)
                reached = found.lottery[draw] @ gains[draw] - floors[draw] - found.value[draw] * share[draw]
                assert reached.min() >= -1e-9
                assert ((gains[draw] - floors[draw]) @ found.prices[draw]).max() == pytest.approx(expected, abs=1e-9)


def test_nash_bargains_are_those_of_a_cone_solver() -> None:
    rng = np.random.default_rng(3)
    utilities = rng.normal(size=(25, 30, 3))
    found = nash_bargain(utilities, np.zeros(3))
    assert (found.status == EVERY).all()
    for draw in range(len(utilities)):
        assert found.gain[draw] == pytest.approx(cone_product(utilities[draw]), rel=2e-4)


def test_equal_shares_are_those_of_a_linear_solver() -> None:
    rng = np.random.default_rng(4)
    utilities = rng.normal(size=(15, 20, 3))
    found = kalai_smorodinsky_bargain(utilities, np.zeros(3))
    for draw, gains in enumerate(utilities):
        most = [linear_guarantee(gains, np.zeros(3), np.eye(3)[party]) for party in range(3)]
        level = linear_guarantee(gains / np.array(most), np.zeros(3), np.ones(3))
        assert (found.gain[draw] / np.array(most)).min() == pytest.approx(level, abs=1e-8)


def test_cores_exist_where_a_linear_solver_finds_a_division() -> None:
    rng = np.random.default_rng(5)
    inside = np.arange(16)[:, None] >> np.arange(4) & 1
    worths = rng.integers(0, 5, (40, 16)) * inside.sum(axis=1) ** rng.uniform(0, 2, (40, 1))
    found = core(worths)
    least = [linprog(np.ones(4), A_ub=-inside[1:15], b_ub=-v[1:15], bounds=[(None, None)] * 4).fun for v in worths]
    assert found.exists.tolist() == [bool(v[-1] >= total - 1e-9) for v, total in zip(worths, least, strict=True)]
    assert 0 < found.exists.sum() < 40
