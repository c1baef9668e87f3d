"""Present values by hand."""

import numpy as np
import pytest

from orecast.stakes.discounting import annuity, present_value


def test_a_dollar_a_year_for_two_years_at_five_percent() -> None:
    worth = present_value(np.array([[1.0], [1.0]]), (1, 2), 0.05)
    assert worth == pytest.approx([1 / 1.05 + 1 / 1.05**2])


def test_years_between_result_years_lie_on_a_straight_line() -> None:
    worth = present_value(np.array([[0.0], [2.0]]), (1, 3), 0.0)
    assert worth == pytest.approx([0 + 1 + 2])


def test_years_before_the_first_result_year_take_its_value() -> None:
    worth = present_value(np.array([[3.0], [3.0]]), (2, 3), 0.0)
    assert worth == pytest.approx([9.0])


def test_an_annuity_is_worth_what_it_was_made_from() -> None:
    equal = annuity(np.array([100.0]), 10, 0.05)
    assert equal == pytest.approx([12.9504575], rel=1e-8)  # 100 × 0.05 / (1 − 1.05^−10), annuity tables
    assert present_value(np.array([equal, equal]), (1, 10), 0.05) == pytest.approx([100.0])
