"""Agreements of a small game: two parties who each may act, worked by hand."""

import numpy as np
import pytest

from orecast._ground.errors import GameError
from orecast.games import form_of
from orecast.games.agreements import agreements
from orecast.games.bargains import NOBODY

FORM = form_of({"one": ["act"], "two": ["act"]})
PRISONERS = np.array([[[1.0, 0.0, 5.0, 3.0], [1.0, 5.0, 0.0, 3.0]]])  # states NN, YN, NY, YY; to act is to keep silent


def test_the_prisoners_would_agree_to_keep_silent() -> None:
    found = agreements(FORM, PRISONERS, 0)
    states = found.states()
    assert found.nash.utility[0] == pytest.approx([3, 3], abs=1e-4)
    assert states.loc["YY", "Nash"] == pytest.approx(1, abs=1e-4)
    assert states["Kalai–Smorodinsky"].tolist() == pytest.approx([0, 0, 0, 1])
    assert states["better than disagreement"].tolist() == [0, 0, 0, 1]
    assert found.gains().loc[("Nash", "one"), "gain, 50%"] == pytest.approx(2, abs=1e-4)
    assert "every party gains in 1 of 1 draws" in found._repr_html_()


def test_the_compromise_leans_to_the_more_capable() -> None:
    # the first wants NY, the second YN: with 3 to 1 the first option stands at a quarter, the second at three quarters
    found = agreements(FORM, PRISONERS, 0, capability=np.array([3.0, 1.0]))
    assert found.compromise.mean[0] == pytest.approx([0.25, 0.75])
    assert found.states()["nearest to the weighted mean"].tolist() == [0, 0, 1, 0]


def test_states_that_cannot_be_agreed_on_are_left_out() -> None:
    found = agreements(FORM, PRISONERS, 0, allowed=np.array([True, True, False, False]))
    assert found.states().index.tolist() == ["NN", "YN"]
    assert found.nash.status.tolist() == [NOBODY]
    assert found.states()["Nash"].isna().all()


@pytest.mark.parametrize(
    ("payoffs", "state", "allowed", "message"),
    [
        (PRISONERS, 4, None, "States are 0 to 3"),
        (PRISONERS[:, :1], 0, None, "game of 2 parties and 4 states"),
        (PRISONERS, 0, np.zeros(4, dtype=bool), "0 allowed states"),
    ],
)
def test_what_does_not_fit_the_game_is_refused(payoffs, state: int, allowed, message: str) -> None:
    with pytest.raises(GameError, match=message):
        agreements(FORM, payoffs, state, allowed=allowed)
