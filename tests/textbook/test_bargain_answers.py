"""Bargains and divisions with answers that are printed in textbooks or worked by hand."""

from itertools import product

import numpy as np
import pytest

from orecast._ground.errors import GameError
from orecast.games import form_of
from orecast.games.bargains import EVERY, NOBODY, REFUSED, SOME, kalai_smorodinsky_bargain, nash_bargain
from orecast.games.compromise import compromise, weighted_mean
from orecast.games.payments import floors_of, side_payment
from orecast.games.values import coalition_worths, core, shapley_shares

CORNERS = np.array([[[0.0, 8.0], [6.0, 6.0], [10.0, 0.0], [0.0, 0.0]]])  # a polygon of two parties


def splits(parts: int, parties: int) -> np.ndarray:
    """Every way to divide a dollar in equal small parts. [state, party]."""
    grid = [split for split in product(range(parts + 1), repeat=parties - 1) if sum(split) <= parts]
    return np.array([[*split, parts - sum(split)] for split in grid]) / parts


def test_a_risk_averse_party_gets_less_of_the_dollar() -> None:
    dollar = splits(3000, 2)
    utilities = np.stack([dollar[:, 0], np.sqrt(dollar[:, 1])], axis=-1)[None]
    found = nash_bargain(utilities, np.zeros(2))
    # x maximises x * (1 - x) ** 0.5: x = 1 / (1 + 0.5)
    assert found.utility[0] == pytest.approx([2 / 3, np.sqrt(1 / 3)], abs=1e-4)
    assert found.lottery[0, 2000] == pytest.approx(1, abs=0.05)


def test_the_nash_shares_of_a_dollar_are_proportional_to_the_exponents() -> None:
    exponents = np.array([[1.0, 0.5, 0.5], [0.5, 0.25, 0.25], [0.2, 0.2, 0.4], [1.0, 1.0, 1.0]])
    utilities = splits(60, 3)[None] ** exponents[:, None, :]
    found = nash_bargain(utilities, np.zeros(3))
    shares = exponents / exponents.sum(axis=1, keepdims=True)
    assert (found.status == EVERY).all()
    assert found.utility == pytest.approx(shares**exponents, abs=1e-4)


def test_kalai_and_smorodinsky_divide_a_dollar_by_the_golden_ratio() -> None:
    dollar = splits(1000, 2)
    utilities = np.stack([dollar[:, 0], np.sqrt(dollar[:, 1])], axis=-1)[None]
    found = kalai_smorodinsky_bargain(utilities, np.zeros(2))
    golden = (np.sqrt(5) - 1) / 2  # x = sqrt(1 - x)
    assert found.utility[0] == pytest.approx([golden, golden], abs=1e-6)


def test_the_bargains_of_a_polygon_are_those_drawn_by_hand() -> None:
    # the ray of equal shares of (10, 8) meets the edge v = 15 - 1.5 u at u = 15 / 2.3; the product peaks at the corner
    by_share = kalai_smorodinsky_bargain(CORNERS, np.zeros(2))
    assert by_share.utility[0] == pytest.approx([15 / 2.3, 12 / 2.3])
    assert nash_bargain(CORNERS, np.zeros(2)).utility[0] == pytest.approx([6, 6], abs=1e-4)


def test_what_a_party_has_without_agreement_moves_the_bargain_its_way() -> None:
    # from (5, 0): (u - 5) * (15 - 1.5 u) peaks at u = 7.5
    found = nash_bargain(CORNERS, np.array([5.0, 0.0]))
    assert found.utility[0] == pytest.approx([7.5, 3.75], abs=1e-4)
    assert found.gain[0] == pytest.approx([2.5, 3.75], abs=1e-4)


def test_with_three_parties_what_is_left_over_goes_to_those_who_can_still_gain() -> None:
    # the first two divide 1, the third gets 1 with either: equal shares stop at a half, the third then rises to 1
    utilities = np.array([[[1.0, 0.0, 1.0], [0.0, 1.0, 1.0], [0.0, 0.0, 0.0]]])
    assert kalai_smorodinsky_bargain(utilities, np.zeros(3)).utility[0] == pytest.approx([0.5, 0.5, 1.0])


@pytest.mark.parametrize("bargain", [nash_bargain, kalai_smorodinsky_bargain])
def test_no_agreement_is_a_status_with_its_proof(bargain) -> None:
    utilities = np.array([[[2.0, -1.0], [-1.0, 0.2]], [[2.0, -1.0], [0.0, 0.0]], [[2.0, 0.0], [-1.0, 0.0]]])
    found = bargain(utilities, np.zeros(2))
    assert found.status.tolist() == [REFUSED, NOBODY, SOME]
    assert np.isnan(found.utility[:2]).all()
    assert found.utility[2] == pytest.approx([2, 0], abs=1e-6)
    assert found.gains_at_all.tolist() == [[False, False], [False, False], [True, False]]
    proof = np.einsum("dsp,dp->ds", utilities, found.weights)
    assert (found.weights >= 0).all()
    assert (found.weights.sum(axis=1) > 0).all()
    assert (proof <= 1e-9).all()
    assert "not acceptable in 1 of 3 draws" in found.summary()


def test_the_airport_is_paid_by_those_who_need_the_longer_runway() -> None:
    # Littlechild and Owen (1973): each stretch is shared by those who use it
    cost = np.array([8.0, 11.0, 13.0, 18.0])
    members = np.arange(16)[:, None] >> np.arange(4) & 1 == 1
    worths = -np.where(members, cost, 0.0).max(axis=1)[None]
    assert -shapley_shares(worths)[0] == pytest.approx([2, 3, 4, 9])
    found = core(worths)
    assert found.exists.all()
    assert found.division.sum() == pytest.approx(-18)
    assert (found.division @ members.T >= worths - 1e-9).all()


def test_no_division_of_a_dollar_withstands_every_majority() -> None:
    worths = np.array([[0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]])
    assert shapley_shares(worths)[0] == pytest.approx([1 / 3] * 3)
    found = core(worths)
    assert not found.exists[0]
    assert found.excess[0] == pytest.approx(1 / 3)
    assert found.balance[0] == pytest.approx([0, 0, 0, 0.5, 0, 0.5, 0.5, 0])  # worth 3/2 in all, and there is 1
    assert found.balance[0] @ worths[0] > worths[0, -1]


def test_the_one_left_glove_takes_all_in_the_core_and_two_thirds_of_the_value() -> None:
    worths = np.array([[0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]])  # party 0 holds the left glove
    assert shapley_shares(worths)[0] == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    found = core(worths)
    assert found.exists[0]
    assert found.division[0] == pytest.approx([1, 0, 0])


def test_two_parties_divide_what_their_agreement_adds_in_halves() -> None:
    found = core(np.array([[0.0, 3.0, 1.0, 10.0]]))
    assert found.division[0] == pytest.approx([6, 4])
    assert shapley_shares(np.array([0.0, 3.0, 1.0, 10.0])) == pytest.approx([6, 4])


def test_where_parties_have_more_alone_than_together_the_core_says_so() -> None:
    found = core(np.array([[0.0, 3.0, 1.0, 2.0]]))
    assert not found.exists[0]
    assert np.isnan(found.division).all()
    assert found.balance[0].tolist() == [0, 1, 1, 0]


def test_one_pair_that_beats_the_whole_empties_the_core() -> None:
    worths = np.array([[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]])
    found = core(worths)
    assert not found.exists[0]
    assert found.balance[0].tolist() == [0, 0, 0, 1, 1, 0, 0, 0]  # the pair and the third alone make 1, together 0


def test_coalitions_are_worth_what_their_own_moves_bring() -> None:
    # one option each; both taken brings 10 to the first and -2 to the second; the second alone can hurt the first
    form = form_of({"one": ["act"], "two": ["act"]})
    dollars = np.array([[[0.0, 0.0], [1.0, 0.0], [-4.0, 3.0], [10.0, -2.0]]])
    strategies = np.stack([form.own_strategy(party) for party in range(2)], axis=1)
    assert coalition_worths(dollars, strategies, 0)[0] == pytest.approx([0, 1, 3, 8])
    # in the worst case the first acts and gets 1; the second, who may lose 2 by acting, stays idle and gets 0
    assert coalition_worths(dollars, strategies, 0, "worst")[0] == pytest.approx([0, 1, 0, 8])
    assert floors_of(form, dollars, 3, np.array([0.0, 0.0]))[0] == pytest.approx([0, 0])
    assert floors_of(form, dollars, 1, np.array([0.0, -3.0]))[0] == pytest.approx([0, -2])


def test_a_side_payment_is_what_the_losers_lack_and_no_more() -> None:
    dollars = np.array([[10.0, -2.0, 1.0], [10.0, -2.0, -20.0], [1.0, 2.0, 3.0]])
    found = side_payment(dollars, np.array([0.0, 1.0, 1.0]))
    assert found.total.tolist() == [3, 24, 0]
    assert found.subsidy.tolist() == [0, 14, 0]
    assert found.payment[0].tolist() == [-3, 3, 0]
    assert found.payment[1].tolist() == [-10, 3, 21]
    assert found.affordable.tolist() == [True, False, True]
    assert found.needed(1.0).tolist() == [-1, 3, 21]
    assert found.accepted(np.array([-3.0, 3.0, 0.0])) == pytest.approx(1 / 3)
    with pytest.raises(GameError, match=r"between 0 and 1"):
        found.needed(1.5)


def test_the_weighted_mean_of_positions_is_the_one_by_hand() -> None:
    # weights 0.5, 2 and 0.5: 120 from the second, 50 from the third, over 3
    mean = weighted_mean(np.array([[0.0, 60.0, 100.0]]), np.array([1.0, 2.0, 1.0]), np.array([0.5, 1.0, 0.5]))
    assert mean == pytest.approx([170 / 3])


def test_the_compromise_is_the_state_nearest_to_the_mean_and_ties_are_kept() -> None:
    places = np.array([[0.0], [0.5], [1.0]])
    utilities = np.array([[[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]], [[1.0, 1.0], [0.0, 0.0], [1.0, 1.0]]])
    found = compromise(utilities, places, np.array([[1.0, 1.0], [3.0, 1.0]]))
    assert found.mean[:, 0] == pytest.approx([0.5, 0.5])
    assert found.positions[1, 0] == pytest.approx([0.5, 0.5])  # indifferent between both ends
    assert found.state_shares() == pytest.approx([0, 1, 0])
    tied = compromise(utilities[:1], places[[0, 2, 2]], np.array([1.0, 1.0]))
    assert tied.nearest[0].tolist() == [True, True, True]
    with pytest.raises(GameError, match="no party has weight"):
        compromise(utilities, places, np.zeros(2))
    with pytest.raises(GameError, match="weight of party 1"):
        compromise(utilities, places, np.array([1.0, -1.0]))


def test_where_two_only_shift_dollars_a_third_still_gets_its_gain() -> None:
    # what the first gains the second loses, so both are held; the third gets the most of states that leave them even
    utilities = np.array([[[0.0, 0.0, 0.0], [2e9, -2e9, 1.0], [-1e9, 1e9, 0.4], [0.0, 0.0, 0.5], [3e9, -3e9, 0.1]]])
    for bargain in (nash_bargain, kalai_smorodinsky_bargain):
        found = bargain(utilities, np.zeros(3))
        assert found.status.tolist() == [SOME]
        assert found.gain[0, 2] == pytest.approx(0.6, abs=1e-4)  # a third of the second state, two of the third
        assert found.gain[0, :2] == pytest.approx([0, 0], abs=1e5)


def test_products_show_themselves_with_the_draws_that_are_missing() -> None:
    utilities = np.array([[[2.0, -1.0], [-1.0, 0.2]], [[2.0, 1.0], [0.0, 0.0]]])
    html = nash_bargain(utilities, np.zeros(2))._repr_html_()
    assert "every party gains in 1 of 2 draws, not acceptable in 1 of 2 draws" in html
    assert nash_bargain(utilities[:1], np.zeros(2)).table(["a", "b"])["gain, 50%"].isna().all()
    assert "exists in 1 of 2 draws" in core(np.array([[0.0, 3.0, 1.0, 2.0], [0.0, 3.0, 1.0, 9.0]]))._repr_html_()
    assert "in 1 of 2 draws" in side_payment(np.array([[1.0, -3.0], [3.0, -1.0]]), np.zeros(2))._repr_html_()
    assert "subsidy" in side_payment(np.array([[1.0, -3.0]]), np.zeros(2)).table(["a", "b"]).index
    assert "2 positions, 2 draws" in compromise(utilities, np.array([[0.0], [1.0]]), np.ones(2))._repr_html_()
