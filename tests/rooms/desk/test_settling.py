"""Section 8 of the brief: where it can settle. The same numbers on the page, in the sentences and in the folder."""

import json
from pathlib import Path

import pandas as pd
import pytest

from orecast.desk.brief import Brief, brief
from orecast.desk.move_graph import DASHES, line_styles, move_graph
from orecast.desk.page import page
from orecast.desk.sentences import look_up, plain
from orecast.desk.settling import game_of
from orecast.desk.settling_prose import FLIPS, MEETS, NEXT, PATH, PAYS, SETTLES
from orecast.games import load_game

ROOT = Path(__file__).parents[3]
DRAWS = 40


@pytest.fixture(scope="module")
def weighed() -> Brief:
    return brief(ROOT / "examples" / "deals" / "minerals-2025.yaml", draws=DRAWS)


def test_the_deals_of_the_example_are_those_of_a_game_and_one_of_them_is_not(weighed: Brief) -> None:
    found = game_of(weighed.question.deals)
    assert found is not None
    assert found.name == "minerals-2025"
    assert game_of(weighed.question.deals[:1]) is None
    assert weighed.data["game"]["left_out"] == []


def test_the_page_has_the_section_with_every_number_at_its_address(weighed: Brief) -> None:
    html = page(weighed.data, weighed.world)
    assert html.index("<h2>Where it can settle</h2>") < html.index("<h2>What this rests on</h2>")
    for n, state in enumerate(weighed.data["game"]["states"]):
        assert f'data-key="game.states.{n}.settles.value" data-value="{state["settles"]["value"]!r}"' in html


def test_every_number_of_a_sentence_is_one_of_the_data(weighed: Brief) -> None:
    for said in weighed.data["game"]["sentences"].values():
        for sentence in said:
            assert "None" not in plain(weighed.data, sentence)
            for part in sentence:
                if "key" in part:
                    assert look_up(weighed.data, part["key"]) is not None


def test_the_shares_said_are_those_of_the_outcome(weighed: Brief) -> None:
    outcome, game = weighed.outcome, weighed.data["game"]
    assert outcome is not None
    for state in game["states"]:
        at = outcome.game.form.state(state["state"])
        assert state["settles"]["value"] == outcome.settled[:, at].mean()
        assert state["R"]["value"] == outcome.holds["R"][:, at].mean()


def test_no_sentence_says_more_than_a_share_of_draws() -> None:
    told = " ".join([SETTLES, *PATH.values(), *FLIPS.values(), *NEXT, MEETS, PAYS]).casefold()
    assert not {"likely", "will", "certain", "should", "wants", "intends"} & set(told.replace(";", " ").split())


def test_the_graph_is_drawn_in_ink_with_a_line_style_for_each_party(weighed: Brief) -> None:
    drawn = move_graph(weighed.data["game"], "moves")
    assert drawn is not None
    styles = [style for _, style in line_styles(weighed.data["game"])]
    assert len(styles) == len(set(styles))
    assert len(DASHES) >= len(weighed.data["game"]["parties"])
    assert all("<svg" in svg and "today" in svg for svg in drawn.values())


def test_the_folder_holds_the_same_as_json_and_csv(weighed: Brief, tmp_path: Path) -> None:
    folder = weighed.write(tmp_path / "brief").parent
    states = pd.read_csv(folder / "game-states.csv")
    told = json.loads((folder / "game.json").read_text(encoding="utf-8"))
    assert weighed.outcome is not None
    assert list(states["state"]) == [row["state"] for row in told["states"]]
    assert list(states["settles"]) == pytest.approx([row["settles"] for row in told["states"]])
    assert "minerals-2025" in (folder / "games" / "minerals-2025.yaml").read_text(encoding="utf-8")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["path"] for resource in package["resources"]}
    assert {"game.json", "game-states.csv", "game-flips.parquet", "games/minerals-2025.yaml"} <= paths


def test_optional_parties_have_their_part(weighed: Brief) -> None:
    part, html = weighed.data["game"]["wider"], page(weighed.data, weighed.world)
    assert part["parties"] == {"eu": "European Union", "chn": "China"}
    assert part["absent"] == []
    assert "If the European Union and China take part" in html
    assert 'data-key="game.wider.next.0.best.value"' in html
    told = " ".join(plain(weighed.data, sentence) for sentence in part["sentences"])
    assert "The European Union ranks the states alike in every draw." in told


def test_an_optional_party_that_cannot_join_is_named_with_the_reason() -> None:
    names = [deal.name for deal in load_game("minerals-2025").deals]
    found = brief(*names, draws=4, events=[])
    part = found.data["game"]["wider"]
    assert part["parties"] == {"eu": "European Union"}
    assert part["absent"] == ["China"]
    assert "China takes no part here: this run does not hold the events" in page(found.data, found.world)


def test_the_shares_with_optional_parties_are_those_of_the_wider_game(weighed: Brief) -> None:
    from orecast.games.wider import wider

    assert weighed.outcome is not None
    found = wider(weighed.outcome)
    assert found is not None
    for one in weighed.data["game"]["wider"]["states"]:
        assert one["settles"]["value"] == found.settled[:, found.game.form.state(one["state"])].mean()
