"""The form of a game: what can be chosen, and what is refused."""

import numpy as np
import pytest

from orecast._ground.errors import GameError
from orecast.games import form_of


def test_states_are_option_vectors_with_the_first_option_first() -> None:
    form = form_of({"usa": ["lift"], "rus": ["sell", "build"]})
    assert list(form.vectors)[:3] == ["NNN", "YNN", "NYN"]
    assert form.state("NYN") == 2


def test_what_is_taken_for_good_cannot_be_dropped() -> None:
    form = form_of({"usa": ["lift"]}, moves={"usa.lift": "once-taken"})
    assert form.moves(0, form.state("N")).tolist() == [form.state("Y")]
    assert form.moves(0, form.state("Y")).tolist() == []


@pytest.mark.parametrize(
    ("options", "feasible", "said"),
    [
        (
            {"usa": []},
            None,
            "the party 'usa' has no option. A party decides something. Give it an option or drop it.",
        ),
        (
            {"usa": ["lift"]},
            np.zeros(2, dtype=bool),
            "no state is feasible. A game needs one state or more. Loosen a statement under 'never'.",
        ),
        (
            {f"p{n}": [f"o{m}" for m in range(7)] for n in range(3)},
            None,
            "the game has 21 options. A game has 1 to 20. Leave some out, or join them.",
        ),
    ],
)
def test_an_impossible_game_is_refused(options: dict[str, list[str]], feasible: np.ndarray | None, said: str) -> None:
    with pytest.raises(GameError) as refused:
        form_of(options, feasible)
    assert str(refused.value) == said
