"""What `pip install orecast` brings: the package, its data, its fonts and its licences."""

import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src"
MOST_BYTES_OF_DATA = 15_000_000


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in a wheel of this checkout."""
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_a_wheel_carries_every_file_of_the_package(carried: set[str]) -> None:
    files = {
        path.relative_to(SOURCE).as_posix()
        for path in (SOURCE / "orecast").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files - carried == set()


def test_a_wheel_carries_the_licences(carried: set[str]) -> None:
    folder = {name.rpartition("/")[2] for name in carried if "/licenses/" in name}
    assert {"LICENSE", "NOTICE", "DATA_LICENSES.md"} <= folder


def test_the_data_edition_is_small() -> None:
    size = sum(path.stat().st_size for path in (SOURCE / "orecast" / "data").rglob("*") if path.is_file())
    assert size <= MOST_BYTES_OF_DATA
