"""Statements: what each word means, and that a stranger's text is read, never run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orecast._ground.errors import GameError
from orecast.games.statements import parse, vocabulary

LABELS = ("a.x", "a.y", "b.z")
TAKEN = np.array([[(code >> bit) & 1 == 1 for code in range(8)] for bit in range(3)])
X, Y, Z = TAKEN


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("a.x", X),
        ("x and y or z", (X & Y) | Z),
        ("x and (y or z)", X & (Y | Z)),
        ("not x and y", ~X & Y),
        ("x if y", X | ~Y),
        ("y implies x", X | ~Y),
        ("y -> x", X | ~Y),
        ("a.y->a.x", X | ~Y),
        ("(x -> y) -> z", Z | ~(Y | ~X)),
        ("x iff z", X == Z),
        ("-1 & 3 | !2", (~X & Z) | ~Y),
        ("one(x, y, z)", TAKEN.sum(axis=0) == 1),
        ("at_most_one(x, y)", ~(X & Y)),
        ("any(x, z) AND all(y, z)", (X | Z) & Y & Z),
        ("x or true", np.ones(8, dtype=bool)),
        ("q.free and x", X),
    ],
)
def test_a_statement_holds_where_its_words_say(text: str, truth: np.ndarray) -> None:
    assert parse(text, vocabulary(LABELS, {"q.free": True}), "here").holds(TAKEN).tolist() == truth.tolist()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("x y", "'y' stands where it should end"),
        ("x and", "it ends where an option should"),
        ("(x", "a bracket is not closed"),
        ("x or w", "unknown option 'w'"),
        ("x; import os", "';' stands where it should end"),
        ("and", "'and' stands where an option should"),
        ("x implies y implies z", "a second 'implies' follows without brackets"),
        (" ".join(["not"] * 500), "it has 500 words"),
    ],
)
def test_what_is_no_statement_is_refused(text: str, said: str) -> None:
    with pytest.raises(GameError, match=r"^game\.yaml, line 3") as refused:
        parse(text, vocabulary(LABELS), "game.yaml, line 3, never[0].statement")
    assert said in str(refused.value)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        held = parse(text, vocabulary(LABELS), "here").holds(TAKEN)
    except GameError:
        return
    assert held.shape == (8,)
    assert held.dtype == bool
