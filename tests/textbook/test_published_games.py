"""Published games read from files: every stability of every state is the published one."""

from pathlib import Path

import pytest
from tests.textbook.test_graph_model_cases import LETTERS, Case, elmira, prisoners

from orecast.games import Game

GAMES = Path(__file__).parent.parent / "games"


@pytest.mark.parametrize(("name", "case"), [("elmira", elmira()), ("prisoners", prisoners())])
def test_a_published_game_from_its_file_has_the_published_stabilities(name: str, case: Case) -> None:
    game = Game.load(GAMES / f"{name}.yaml")
    outcome = game.play()
    assert sorted(game.form.vectors) == sorted(vector for vector, *_ in case.states)
    for vector, _, stable, holds in case.states:
        at = game.state(vector)
        for party, letters in enumerate(stable):
            for concept, letter in LETTERS.items():
                assert outcome.stable[concept][0, party, at] == (letter in letters), (vector, party, concept)
        assert {letter for concept, letter in LETTERS.items() if outcome.holds[concept][0, at]} == set(holds), vector


def test_elmira_goes_from_delay_to_insisting_in_one_move() -> None:
    outcome = Game.load(GAMES / "elmira.yaml").play()
    assert outcome.path is not None
    steps = [(outcome.game.parties[step.party], outcome.game.form.vector(step.after)) for step in outcome.path.steps]
    assert steps == [("Local", "NYNNY")]  # the published evolution: the local governments insist, and that holds


def test_every_claim_of_a_published_game_is_borne_out_by_definition() -> None:
    for name in ("elmira", "prisoners"):
        found = Game.load(GAMES / f"{name}.yaml").play().verify()
        assert found.claims > 0
        assert not found.failed
