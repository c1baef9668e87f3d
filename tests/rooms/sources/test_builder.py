"""The edition is made by one command, the same bytes every time."""

from pathlib import Path

import pytest

from orecast._ground.errors import DataError
from orecast.sources import build, register_hand_tables
from orecast.sources.readers.raw import raw_file
from orecast.sources.reference import dictionary_page
from orecast.sources.registry import data_folder, read_registry


def test_a_rebuild_from_the_publishers_files_repeats_the_committed_bytes(raw: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    build(raw, tmp_path, steps.append)
    committed = sorted(path for path in data_folder().iterdir() if path.is_file())
    assert [path.name for path in committed] == sorted(path.name for path in tmp_path.iterdir())
    changed = [path.name for path in committed if path.read_bytes() != (tmp_path / path.name).read_bytes()]
    assert changed == []
    assert "reading customs flows" in steps


def test_registering_hand_tables_again_changes_nothing(small_edition: Path) -> None:
    register_hand_tables(small_edition)
    once = (small_edition / "registry.toml").read_bytes()
    register_hand_tables(small_edition)
    assert (small_edition / "registry.toml").read_bytes() == once


def test_a_new_hand_table_is_registered_and_a_built_one_keeps_its_checksum(small_edition: Path) -> None:
    before = read_registry(small_edition).tables
    (small_edition / "notes.csv").write_text("mineral,note\ncopper,red\n", encoding="utf-8")
    (small_edition / "prices.csv").write_text("altered", encoding="utf-8")
    after = register_hand_tables(small_edition).tables
    assert (after["notes"].rows, after["notes"].columns) == (1, ("mineral", "note"))
    assert after["prices"] == before["prices"]


def test_a_raw_input_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        raw_file(tmp_path, "wmd_minerals.csv")
    assert str(error.value) == (
        f"the raw input wmd_minerals.csv is not in {tmp_path}. The edition is built from all publishers' files named "
        "in docs/reference/data.md; put it there, or give the right folder to 'orecast data build --from DIR'."
    )


def test_the_documentation_shows_the_dictionary_of_this_edition() -> None:
    page = Path(__file__).parents[3] / "docs/reference/data-dictionary.md"
    assert page.read_text(encoding="utf-8") == dictionary_page(), "run 'python -m orecast.sources'"
