"""The page of two sets of assumptions: adjacent columns, paired change, what differs, the same numbers everywhere."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from tests.rooms.desk.test_brief import Numbers

from orecast._ground.errors import OutputError
from orecast.desk.beside import SideBySide, beside
from orecast.desk.page import beside_page
from orecast.desk.sentences import look_up, plain
from orecast.desk.summary import print_beside
from orecast.desk.verifying import verify

ROOT = Path(__file__).parents[3]
DEAL = "ru-us-krasnoyarsk-aluminium-2025"
OVERLAY = ROOT / "examples" / "overlays" / "no-sale-is-committed.yaml"


@pytest.fixture(scope="module")
def both() -> SideBySide:
    return beside(DEAL, right=[OVERLAY], events=[], draws=64)


@pytest.fixture(scope="module")
def folder(both: SideBySide, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return both.write(tmp_path_factory.mktemp("views") / "two").parent


def test_every_number_of_the_page_stands_in_the_json_file(folder: Path) -> None:
    data = json.loads((folder / "beside.json").read_text(encoding="utf-8"))
    reader = Numbers()
    reader.feed((folder / "beside.html").read_text(encoding="utf-8"))
    assert len(reader.found) > 100
    for key, value, multiple, text in reader.found:
        assert look_up(data, key) == float(value), key
        digits = text.replace("\u202f", "").replace("−", "-")
        exact = float(value) / float(multiple)
        allowed = max(0.5 * 10.0 ** -len(digits.partition(".")[2]), 0.005 * abs(exact)) if digits != "0" else 0.5
        assert abs(abs(float(digits)) - abs(exact)) <= allowed * 1.000001, key


def test_the_columns_are_those_of_the_two_briefs(both: SideBySide) -> None:
    shown = both.data["results"]["net_gain"]
    assert list(shown) == [party for party in both.data["parties"] if party in shown]
    for party, row in shown.items():
        for side, one in both.briefs.items():
            own = one.data["gains"][DEAL][party]["net_gain"]
            assert [row[side][q] for q in ("q05", "q50", "q95")] == pytest.approx(
                [own[q] for q in ("q05", "q50", "q95")], rel=1e-9, abs=1e-3
            )
    assert [column["name"] for column in both.data["sides"].values()] == ["as they come", "no-sale-is-committed"]


def test_the_page_names_both_sides_the_change_and_what_differs(both: SideBySide, folder: Path) -> None:
    html = (folder / "beside.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", "", html).replace("\u202f", " ")
    assert "Right: no-sale-is-committed: America buys Russian aluminium freely, or not at all." in text
    assert "under &#39;no-sale-is-committed&#39; than under &#39;as they come&#39;" in text
    assert {row["key"] for row in both.data["differences"]} == {
        f"{DEAL}/aluminium-to-usa/probability",
        "aluminium/restart_share",
    }
    for row in both.data["differences"]:
        assert f"{row['key']}, {row['unit']}" in text
    assert html.index(">as they come</th>") < html.index(">no-sale-is-committed</th>") < html.index(">Change</th>")
    assert not re.search(r"<script|<link|<iframe|javascript:", html)


def test_the_answer_says_how_the_gain_differs_in_the_same_draws(both: SideBySide) -> None:
    said = " ".join(plain(both.data, sentence) for sentence in both.data["answer"])
    assert "the net gain of the United States" in said
    assert "Under 'as they come' " in said
    assert "of the spread of that gain" in said


def test_each_side_is_a_brief_that_can_be_made_again(folder: Path) -> None:
    found = verify(folder / "right")
    assert found.is_same
    assert (folder / "right" / "overlays" / "no-sale-is-committed.yaml").is_file()
    assert not (folder / "left" / "overlays").exists()


def test_the_terminal_shows_what_the_page_shows(both: SideBySide) -> None:
    console = Console(width=160, record=True, file=io.StringIO(), markup=False)
    print_beside(console, both.data, Path("/tmp/two/beside.html"))
    text = " ".join(console.export_text().split())
    assert "right: no-sale-is-committed" in text
    assert "Assumptions that differ" in text
    assert "Page: file:///tmp/two/beside.html" in text


def test_the_command_prints_the_same_numbers(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orecast.desk.cli", "brief", DEAL, "--no-event", "--draws", "4", "-q", "--json"]
    done = subprocess.run(
        [*command, "--beside", str(OVERLAY), "-o", "two"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads((tmp_path / "two" / "beside.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def played() -> SideBySide:
    return beside(ROOT / "examples" / "deals" / "minerals-2025.yaml", right=[OVERLAY], events=[], draws=12)


def test_the_game_of_the_deals_stands_side_by_side_with_the_shares_of_the_two_briefs(played: SideBySide) -> None:
    game = played.data["game"]
    assert game["name"] == "minerals-2025"
    for one in game["states"]:
        for side, brief in played.briefs.items():
            assert brief.outcome is not None
            at = brief.outcome.game.form.state(one["state"])
            assert one[side]["value"] == brief.outcome.settled[:, at].mean()
        assert one["differs"]["value"] >= abs(one["left"]["value"] - one["right"]["value"]) - 1e-12
    html = beside_page(played.data)
    assert html.index("<h2>Results</h2>") < html.index("<h2>Where it can settle</h2>") < html.index("<h2>What differs")
    assert 'data-key="game.states.0.differs.value"' in html


def test_the_game_is_said_in_one_sentence_that_names_both_sides(played: SideBySide) -> None:
    said = " ".join(plain(played.data, sentence) for sentence in played.data["game"]["sentences"])
    assert "'as they come'" in said
    assert "'no-sale-is-committed'" in said
    console = Console(width=160, record=True, file=io.StringIO(), markup=False)
    print_beside(console, played.data)
    assert "shares of draws in which the game settles" in " ".join(console.export_text().split())


def test_deals_of_no_game_have_no_such_part(both: SideBySide, folder: Path) -> None:
    assert both.data["game"] is None
    assert "Where it can settle" not in (folder / "beside.html").read_text(encoding="utf-8")


def test_a_folder_of_others_is_refused_before_anything_is_solved(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(OutputError, match="--force"):
        beside(DEAL, right=[OVERLAY], folder=tmp_path)


def test_the_iamc_format_holds_one_set_of_assumptions(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "orecast.desk.cli", "brief", DEAL, "--beside", str(OVERLAY)]
    done = subprocess.run([*command, "--iamc", "x.csv"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "--beside" in done.stderr
    assert list(tmp_path.iterdir()) == []
