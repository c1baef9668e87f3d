"""Laws of bargains, shares and payments that hold for every game."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orecast._ground.errors import GameError
from orecast.games.bargains import EVERY, SOME, UNSOLVED, dominating_states, kalai_smorodinsky_bargain, nash_bargain
from orecast.games.compromise import compromise
from orecast.games.payments import side_payment
from orecast.games.programmes import _inverses, best_guarantee
from orecast.games.values import core, shapley_shares

BARGAINS = (nash_bargain, kalai_smorodinsky_bargain)
both = pytest.mark.parametrize("bargain", BARGAINS, ids=["Nash", "Kalai-Smorodinsky"])
EXAMPLES = settings(max_examples=50)
SAME = 2e-4  # of a party's span: a product within 1e-9 of the best still leaves its gains this much room


@st.composite
def games(draw: Any, most_parties: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Utilities of a few draws, whole numbers with ties or smooth ones, and a disagreement point."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (3, draw(st.integers(1, 8)), draw(st.integers(1, most_parties)))
    whole = draw(st.booleans())
    utilities = rng.integers(-3, 4, shape).astype(np.float64) if whole else rng.normal(size=shape)
    return utilities, rng.integers(-2, 1, shape[2]).astype(np.float64)


def spans(utilities: np.ndarray, point: np.ndarray) -> np.ndarray:
    """Largest distance of each party's utilities from disagreement. [draw, party]."""
    found = np.abs(utilities - point).max(axis=1)
    return np.where(found > 0, found, 1.0)


def equal(found: np.ndarray, expected: np.ndarray, span: np.ndarray) -> bool:
    """Whether two tables say the same, and are silent about the same draws."""
    far = np.abs(np.nan_to_num(found - expected)) / span
    return np.array_equal(np.isnan(found), np.isnan(expected)) and bool((far <= SAME).all())


@both
@given(games())
@EXAMPLES
def test_every_draw_is_solved_and_nobody_loses(bargain: Any, game: Any) -> None:
    utilities, point = game
    found = bargain(utilities, point)
    assert not (found.status == UNSOLVED).any()
    agreed = found.status <= SOME
    assert (found.gain[agreed] >= -1e-7 * spans(utilities, point)[agreed]).all()
    assert ((found.gain > 0) >= found.gains_at_all)[agreed].all()
    assert found.lottery[agreed].sum(axis=1) == pytest.approx(1)
    assert dominating_states(utilities, point)[~agreed].any() == np.False_


@both
@given(games())
@EXAMPLES
def test_no_lottery_is_better_for_one_and_worse_for_none(bargain: Any, game: Any) -> None:
    utilities, point = game
    found = bargain(utilities, point)
    for draw in np.flatnonzero(found.status <= SOME):
        span = spans(utilities, point)[draw]
        more = (utilities[draw] - found.utility[draw]) / span
        for party in range(len(span)):
            share = (np.arange(len(span)) == party).astype(np.float64)
            better = best_guarantee(more[None], (share - 1)[None] * 1e-7, share[None])
            assert better.value[0] < SAME


@both
@given(games(), st.integers(0, 2**32 - 1))
@EXAMPLES
def test_the_unit_and_the_zero_of_a_party_do_not_count(bargain: Any, game: Any, seed: int) -> None:
    utilities, point = game
    rng = np.random.default_rng(seed)
    unit, zero = 2.0 ** rng.integers(-10, 20, len(point)), rng.integers(-3, 4, len(point))
    found, changed = bargain(utilities, point), bargain(utilities * unit + zero, point * unit + zero)
    assert np.array_equal(found.status, changed.status)
    assert equal((changed.utility - zero) / unit, found.utility, spans(utilities, point))


@both
@given(games(), st.integers(0, 2**32 - 1))
@EXAMPLES
def test_names_of_parties_and_states_do_not_count(bargain: Any, game: Any, seed: int) -> None:
    utilities, point = game
    rng = np.random.default_rng(seed)
    parties, states = rng.permutation(utilities.shape[2]), rng.permutation(utilities.shape[1])
    found, renamed = bargain(utilities, point), bargain(utilities[:, states][:, :, parties], point[parties])
    assert equal(renamed.utility, found.utility[:, parties], spans(utilities, point)[:, parties])


@both
@given(games(most_parties=2))
@EXAMPLES
def test_parties_in_the_same_position_get_the_same(bargain: Any, game: Any) -> None:
    utilities, point = game
    mirrored = np.concatenate([utilities, utilities[:, :, ::-1]], axis=1)
    found = bargain(mirrored, np.full(len(point), point[0]))
    assert equal(found.utility, found.utility[:, ::-1], spans(mirrored, np.full(len(point), point[0])))


@given(games())
@EXAMPLES
def test_states_that_the_nash_bargain_does_not_use_do_not_count(game: Any) -> None:
    utilities, point = game
    found = nash_bargain(utilities, point)
    for draw in np.flatnonzero(found.status == EVERY):
        used = found.lottery[draw] > 1e-7
        fewer = nash_bargain(utilities[draw : draw + 1, used], point)
        assert equal(fewer.utility, found.utility[draw : draw + 1], spans(utilities, point)[draw : draw + 1])


@given(games(most_parties=2))
@EXAMPLES
def test_more_room_for_a_party_alone_never_costs_it_under_kalai_and_smorodinsky(game: Any) -> None:
    utilities, point = game
    if utilities.shape[2] < 2:
        return
    found = kalai_smorodinsky_bargain(utilities, point)
    raised = utilities.copy()
    raised[:, :, 0] += np.where(utilities[:, :, 1] < utilities[:, :, 1].max(axis=1, keepdims=True), 0.5, 0.0)
    more = kalai_smorodinsky_bargain(raised, point)
    as_far = np.isclose(reach(utilities, point), reach(raised, point))
    kept = (found.status == EVERY) & (more.status == EVERY) & as_far
    assert (more.utility[kept, 0] >= found.utility[kept, 0] - 1e-6).all()


def reach(utilities: np.ndarray, point: np.ndarray) -> np.ndarray:
    """The most that the second party gets where the first is not worse off than without agreement. [draw]."""
    share = np.tile([0.0, 1.0], (len(utilities), 1))
    return np.nan_to_num(best_guarantee(utilities - point, np.zeros_like(share), share).value, nan=-1.0)


worth_lists = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.floats(-100, 100, allow_subnormal=False), min_size=2**n, max_size=2**n).map(
        lambda values: np.array([0.0, *values[1:]])
    )
)


@given(worth_lists)
@EXAMPLES
def test_shapley_shares_divide_the_whole(worths: np.ndarray) -> None:
    assert shapley_shares(worths).sum() == pytest.approx(worths[-1], abs=1e-9)


@given(worth_lists, st.floats(-50, 50))
@EXAMPLES
def test_a_party_that_adds_its_own_worth_everywhere_gets_just_that(worths: np.ndarray, own: float) -> None:
    with_dummy = np.concatenate([worths, worths + own])
    shares = shapley_shares(with_dummy)
    assert shares[-1] == pytest.approx(own, abs=1e-9)
    assert shares[:-1] == pytest.approx(shapley_shares(worths), abs=1e-9)


@given(worth_lists, st.integers(0, 2**32 - 1))
@EXAMPLES
def test_shares_of_two_games_add_and_follow_their_names(worths: np.ndarray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    other = np.array([0.0, *rng.normal(size=len(worths) - 1)])
    assert shapley_shares(worths + other) == pytest.approx(shapley_shares(worths) + shapley_shares(other), abs=1e-9)
    parties = len(worths).bit_length() - 1
    order = rng.permutation(parties)
    inside = np.arange(len(worths))[:, None] >> np.arange(parties) & 1
    renamed = worths[(inside << order).sum(axis=1)]  # party p of the new game is party order[p] of the old
    assert shapley_shares(renamed) == pytest.approx(shapley_shares(worths)[order], abs=1e-9)


@given(worth_lists)
@EXAMPLES
def test_the_core_comes_with_its_proof(worths: np.ndarray) -> None:
    found = core(worths[None])
    parties = len(worths).bit_length() - 1
    inside = np.arange(len(worths))[:, None] >> np.arange(parties) & 1
    size = np.abs(worths).max() + 1e-300
    if found.exists[0]:
        assert (inside @ found.division[0] >= worths - 1e-8 * size).all()
        assert found.division[0].sum() == pytest.approx(worths[-1], abs=1e-8 * size)
    else:
        assert (found.balance[0] >= 0).all()
        assert found.balance[0] @ inside == pytest.approx(np.ones(parties))
        assert found.balance[0] @ worths > worths[-1]


@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
@EXAMPLES
def test_payments_move_money_and_make_none(seed: int, parties: int) -> None:
    rng = np.random.default_rng(seed)
    dollars, floors = rng.normal(1, 3, (4, parties)), rng.normal(0, 1, (4, parties))
    found = side_payment(dollars, floors)
    assert found.payment.sum(axis=1) == pytest.approx(found.subsidy)
    assert (dollars + found.payment >= floors - 1e-9).all()
    assert found.accepted(found.needed(1.0)) == 1
    assert found.affordable == pytest.approx((dollars - floors).sum(axis=1) >= 0)


@given(games(), st.integers(0, 2**32 - 1))
@EXAMPLES
def test_the_compromise_lies_between_the_positions_and_follows_the_names(game: Any, seed: int) -> None:
    utilities, _ = game
    rng = np.random.default_rng(seed)
    places, weights = rng.random((utilities.shape[1], 2)), rng.random(utilities.shape[2]) + 0.1
    found = compromise(utilities, places, weights)
    assert (found.mean >= found.positions.min(axis=2) - 1e-12).all()
    assert (found.mean <= found.positions.max(axis=2) + 1e-12).all()
    order = rng.permutation(utilities.shape[2])
    assert compromise(utilities[:, :, order], places, weights[order]).mean == pytest.approx(found.mean)


@both
def test_a_number_that_is_none_is_named(bargain: Any) -> None:
    utilities = np.zeros((2, 3, 2))
    utilities[1, 2, 0] = np.nan
    with pytest.raises(GameError, match="state 2 for party 0 in draw 1"):
        bargain(utilities, np.zeros(2))
    with pytest.raises(GameError, match="party 1 in draw 0"):
        bargain(np.zeros((2, 3, 2)), np.array([0, np.inf]))
    with pytest.raises(GameError, match=r"\[draw, state, party\]"):
        bargain(np.zeros((3, 2)), np.zeros(2))
    with pytest.raises(GameError, match="one number a party"):
        bargain(np.zeros((2, 3, 2)), np.zeros(3))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("noise", [1e-12, 1e-11, 1e-10, 1e-9])
def test_states_that_are_all_but_the_same_change_no_guarantee(seed: int, noise: float) -> None:
    rng = np.random.default_rng(seed)
    states = rng.integers(-2, 3, (100, rng.integers(2, 9), 3)) / 3
    copies = np.concatenate([states] * 3, axis=1)
    near = copies + noise * rng.normal(size=copies.shape)
    share = np.ones((100, 3))
    alone, among = best_guarantee(states, 0 * share, share), best_guarantee(near, 0 * share, share)
    assert alone.solved.all()
    assert among.solved.all()
    assert among.value == pytest.approx(alone.value, abs=10 * noise)


def test_a_corner_without_an_inverse_is_told_and_stops_no_other() -> None:
    found = _inverses(np.array([np.eye(2), np.ones((2, 2)), 2 * np.eye(2)]))
    assert np.isnan(found[1]).all()
    assert found[[0, 2]] == pytest.approx(np.array([np.eye(2), np.eye(2) / 2]))
