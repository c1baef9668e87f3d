"""Published graph models: every stability of every state (Elmira: Kilgour, Hipel and Fang; the prisoners' dilemma)."""

from dataclasses import dataclass

import numpy as np
import pytest

from orecast.games import Form, equilibria, form_of, is_stable, stabilities

LETTERS = {"R": "N", "GMR": "G", "SMR": "M", "SEQ": "S"}


@dataclass(frozen=True)
class Case:
    """States as option vectors, with each party's payoff and the letters of what holds for it, and equilibria."""

    form: Form
    states: tuple[tuple[str, tuple[int, ...], tuple[str, ...], str], ...]


def elmira() -> Case:
    """A contaminated aquifer in Ontario, 1991: the ministry, Uniroyal and the local governments."""
    options = {"MoE": ["modify"], "Uniroyal": ["delay", "accept", "abandon"], "Local": ["insist"]}
    states = (
        ("NYNNN", (4, 9, 6), ("NGMS", "NGMS", "GM"), "GM"),
        ("YYNNN", (3, 4, 2), ("NGMS", "", "GMS"), ""),
        ("NNYNN", (8, 3, 8), ("NGMS", "", "GMS"), ""),
        ("YNYNN", (7, 8, 3), ("NGMS", "NGMS", "GM"), "GM"),
        ("NNNYN", (1, 5, 1), ("NGMS", "NGMS", "NGMS"), "NGMS"),
        ("YNNYN", (1, 5, 1), ("NGMS", "NGMS", "NGMS"), "NGMS"),
        ("NYNNY", (5, 6, 7), ("NGMS", "NGMS", "NGMS"), "NGMS"),
        ("YYNNY", (2, 1, 4), ("NGMS", "", "NGMS"), ""),
        ("NNYNY", (9, 2, 9), ("NGMS", "", "NGMS"), ""),
        ("YNYNY", (6, 7, 5), ("NGMS", "NGMS", "NGMS"), "NGMS"),
        ("NNNYY", (1, 5, 1), ("NGMS", "NGMS", "NGMS"), "NGMS"),
        ("YNNYY", (1, 5, 1), ("NGMS", "NGMS", "NGMS"), "NGMS"),
    )
    moves = {"MoE.modify": "once-taken", "Uniroyal.abandon": "once-taken"}
    return Case(form_of(options, feasible(options, [state[0] for state in states]), moves), states)


def prisoners() -> Case:
    """Two prisoners who may each keep silent or not."""
    options = {"one": ["silent"], "two": ["silent"]}
    states = (
        ("NN", (2, 2), ("NGMS", "NGMS"), "NGMS"),
        ("YN", (1, 4), ("", "NGMS"), ""),
        ("NY", (4, 1), ("NGMS", ""), ""),
        ("YY", (3, 3), ("GMS", "GMS"), "GMS"),
    )
    return Case(form_of(options), states)


def feasible(options: dict[str, list[str]], vectors: list[str]) -> np.ndarray:
    """Which codes are among the states; the first option is the lowest bit."""
    found = np.zeros(2 ** sum(map(len, options.values())), dtype=bool)
    for vector in vectors:
        found[sum(1 << bit for bit, letter in enumerate(vector) if letter == "Y")] = True
    return found


@pytest.mark.parametrize("case", [elmira(), prisoners()], ids=["Elmira", "Prisoners"])
def test_every_stability_of_every_state_is_the_published_one(case: Case) -> None:
    payoffs = np.zeros((1, len(case.form.parties), len(case.form.codes)))
    for vector, values, _, _ in case.states:
        payoffs[0, :, case.form.state(vector)] = values
    found = stabilities(case.form, payoffs)
    together = equilibria(found)
    for vector, _, stable, holds in case.states:
        at = case.form.state(vector)
        for party, letters in enumerate(stable):
            for concept, letter in LETTERS.items():
                assert found[concept][0, party, at] == (letter in letters), (vector, party, concept)
                assert is_stable(case.form, payoffs[0], party, at, concept) == (letter in letters)
        assert {letter for concept, letter in LETTERS.items() if together[concept][0, at]} == set(holds), vector
