"""Balances kept on disk: equal to built ones, and never returned when stale, damaged or another's."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orecast.world import Balance, World, kept
from orecast.world.build import built_balance

MINERAL, OTHER = "niobium", "tin"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to keep balances in."""
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    return tmp_path


def file_of(mineral: str) -> Path:
    world, folder = World.load(), kept.folder()
    assert folder is not None
    return folder / f"{mineral}-{'-'.join(map(str, world.years))}.parquet"


def balance(mineral: str) -> Balance:
    """The balance as a new program would get it."""
    return World.load().balance(mineral, allow_incomplete=True)


def built(mineral: str) -> Balance:
    world = World.load()
    return built_balance(world.statistics, mineral, world.years)


def assert_equal(ours: Balance, theirs: Balance) -> None:
    for name, value in vars(theirs).items():
        own = getattr(ours, name)
        if isinstance(value, np.ndarray):
            assert own.dtype == value.dtype
            assert own.strides == value.strides, name  # sums run in the same order
            assert np.array_equal(own, value, equal_nan=True), name
        elif isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(own, value, check_exact=True)
        else:
            assert type(own) is type(value), name
            assert repr(own) == repr(value), name


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("mineral", ["niobium", "tin", "antimony-metal"])
def test_a_kept_balance_equals_the_built_one(mineral: str) -> None:
    first = balance(mineral)
    world = World.load()
    found = kept.read(mineral, first.years)
    assert found is not None
    assert_equal(found, built_balance(world.statistics, mineral, first.years))
    assert not found.trade.flags.writeable


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("damage", ["cut short", "one bit turned", "empty", "text"])
def test_a_damaged_file_is_built_again(damage: str) -> None:
    balance(MINERAL)
    whole = file_of(MINERAL).read_bytes()
    turned = bytearray(whole)
    turned[len(whole) // 3] ^= 1
    spoilt = {"cut short": whole[: len(whole) // 2], "one bit turned": bytes(turned), "empty": b"", "text": b"PAR1 no"}
    file_of(MINERAL).write_bytes(spoilt[damage])
    assert_equal(balance(MINERAL), built(MINERAL))
    assert file_of(MINERAL).read_bytes() == whole


@pytest.mark.usefixtures("place")
def test_a_file_of_another_mineral_is_not_taken() -> None:
    balance(OTHER)
    file_of(OTHER).rename(file_of(MINERAL))
    assert kept.read(MINERAL, World.load().years) is None
    assert balance(MINERAL).mineral == MINERAL


def test_a_file_of_other_data_or_code_is_not_taken(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    balance(MINERAL)
    old = file_of(MINERAL)
    monkeypatch.setattr(kept, "fingerprint", lambda: "f" * 64)
    assert kept.read(MINERAL, World.load().years) is None
    old.parent.rename(place / ("f" * 16))
    assert kept.read(MINERAL, World.load().years) is None


@pytest.mark.usefixtures("place")
def test_a_world_of_changed_tables_keeps_nothing() -> None:
    World.load().without_known_flows().balance(MINERAL, allow_incomplete=True)
    assert not file_of(MINERAL).exists()


def test_an_empty_variable_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.VARIABLE, "")
    assert kept.folder() is None
    assert balance(MINERAL).mineral == MINERAL


def test_a_folder_that_cannot_be_written_to_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "file"))
    assert_equal(balance(MINERAL), built(MINERAL))


@pytest.mark.usefixtures("place")
def test_many_writers_leave_one_whole_file() -> None:
    one = built(MINERAL)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(kept.write, [one] * 12))
    found = kept.read(MINERAL, one.years)
    assert found is not None
    assert_equal(found, one)
    assert [path.name for path in file_of(MINERAL).parent.iterdir()] == [file_of(MINERAL).name]
