"""Linear accounts as a sparse matrix: entries of one place are one, and a part counts anew."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orecast.world.least_change import Accounts, least_change

# by hand:  [[1, 2, 0], [0, 3, −4]]
ROWS, COLUMNS, VALUES = np.array([1, 0, 0, 1, 0]), np.array([2, 1, 0, 1, 1]), np.array([-4.0, 1.5, 1.0, 3.0, 0.5])


def accounts() -> Accounts:
    return Accounts.of(ROWS, COLUMNS, VALUES, (2, 3))


def dense(found: Accounts) -> np.ndarray:
    matrix = np.zeros((found.accounts, found.numbers))
    matrix[found.account, found.number] = found.value
    return matrix


def test_entries_of_one_place_are_added_up_and_stand_in_order():
    found = accounts()
    assert dense(found).tolist() == [[1, 2, 0], [0, 3, -4]]
    assert list(zip(found.number.tolist(), found.account.tolist(), strict=True)) == [(0, 0), (1, 0), (1, 1), (2, 1)]


def test_entries_that_cancel_are_left_out():
    found = Accounts.of(np.array([0, 0, 1]), np.array([0, 0, 0]), np.array([2.0, -2.0, 1.0]), (2, 1))
    assert (found.account.tolist(), found.value.tolist()) == ([1], [1.0])


def test_sums_and_totals_of_accounts_by_hand():
    assert accounts().sums().tolist() == [3, -1]
    assert accounts().totals(np.array([1.0, 10.0, 100.0])).tolist() == [21, -370]


def test_an_account_without_entries_sums_to_nothing():
    assert Accounts.of(np.array([2]), np.array([0]), np.array([5.0]), (4, 1)).sums().tolist() == [0, 0, 5, 0]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7), st.integers(-9, 9)), max_size=40),
    st.sets(st.integers(0, 5)),
    st.sets(st.integers(0, 7)),
)
def test_a_part_is_the_part_of_the_matrix(entries, chosen, numbers):
    row, column = (np.array([entry[side] for entry in entries], dtype=np.int64) for side in (0, 1))
    value = np.array([entry[2] for entry in entries], dtype=np.float64)
    whole = Accounts.of(row, column, value, (6, 8))
    kept, wanted = np.array(sorted(chosen), dtype=np.int64), np.array(sorted(numbers), dtype=np.int64)
    assert np.array_equal(dense(whole.part(kept, wanted)), dense(whole)[np.ix_(kept, wanted)])


def test_an_account_that_slack_may_close_stays_short_at_its_price():
    # by hand: the account lacks 3.1 and may grow to 1.1, so 2 stay short.
    short = Accounts.of(np.array([0]), np.array([0]), np.array([1.0]), (1, 1))
    answer = least_change(np.ones(1), np.array([0.9]), np.array([1.1]), short, np.array([-3.1]), 1e3)
    assert answer.ratio[0] == pytest.approx(1.1, abs=1e-6)
    assert answer.lacking[0] == pytest.approx(2.0, abs=1e-6)
