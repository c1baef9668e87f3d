"""Results appear whole or not at all."""

from pathlib import Path

import pytest

from orecast._ground.errors import OutputError
from orecast.desk.output import MANIFEST, folder_of_results


def write(folder: Path, text: str = "new", force: bool = False) -> None:
    with folder_of_results(folder, {"id": "a1"}, force) as made:
        (made / "page").write_text(text)


def stop_half_way(folder: Path, fault: type[BaseException]) -> None:
    with folder_of_results(folder, {}) as made:
        (made / "page").write_text("half")
        raise fault


def test_a_folder_appears_with_its_manifest_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "brief")
    assert sorted(path.name for path in (tmp_path / "brief").iterdir()) == [MANIFEST, "page"]
    assert [path.name for path in tmp_path.iterdir()] == ["brief"]


def test_a_folder_of_orecast_is_replaced(tmp_path: Path) -> None:
    write(tmp_path / "brief", "old")
    write(tmp_path / "brief")
    assert (tmp_path / "brief" / "page").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["brief"]


def test_a_folder_of_others_is_refused_with_the_next_step(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(OutputError, match=r"is not empty and was not made by Orecast .* --force"):
        write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_force_replaces_it(tmp_path: Path) -> None:
    (tmp_path / "brief").mkdir()
    (tmp_path / "brief" / "old").write_text("old")
    write(tmp_path / "brief", force=True)
    assert not (tmp_path / "brief" / "old").exists()


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "brief").write_text("")
    with pytest.raises(OutputError, match=r"is a file; a brief is a folder\. Name another place with -o\."):
        write(tmp_path / "brief")


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_a_fault_or_ctrl_c_leaves_what_was_there(tmp_path: Path, fault: type[BaseException]) -> None:
    write(tmp_path / "brief", "old")
    with pytest.raises(fault):
        stop_half_way(tmp_path / "brief", fault)
    assert (tmp_path / "brief" / "page").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["brief"]
