"""Tables of the World: read when first asked for, split once, and not at all where a balance is kept."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from tests.rooms.world.tiny import tiny

from orecast.world.statistics import WORLD_TABLES, Tables, embedded, records

KEPT = """
import sys
import orecast.sources
read, load = [], orecast.sources.load
orecast.sources.load = lambda name: read.append(name) or load(name)
from orecast.world import World
World.load().balance("niobium")
print("flows" in read, any(name in sys.modules for name in ("scipy", "clarabel")))
"""


def test_a_table_is_read_when_first_asked_for_and_once():
    asked: list[str] = []

    def load(name: str) -> pd.DataFrame:
        asked.append(name)
        return pd.DataFrame()

    tables = Tables(load)
    assert (list(tables), len(tables), asked) == (list(WORLD_TABLES), len(WORLD_TABLES), [])
    assert tables["flows"] is tables["flows"]
    assert asked == ["flows"]


def test_a_table_of_another_room_is_not_there():
    with pytest.raises(KeyError):
        _ = embedded().frames["parameters"]


def test_a_changed_table_stands_before_the_embedded_one():
    changed = embedded().replaced(known_flows=embedded()["known_flows"].iloc[:0])
    assert changed["known_flows"].empty
    assert changed["places"] is embedded()["places"]
    assert not changed.records("known_flows", "mineral", "cobalt")


def test_records_are_the_rows_as_plain_text_and_numbers():
    table = pd.DataFrame({"mineral": ["ore", "tin"], "year": [2024, 2023], "quantity": [1.5, float("nan")]})
    first, second = records(table)
    assert (first.mineral, first.year, first.quantity) == ("ore", 2024, 1.5)
    assert type(first.year) is int
    assert second.quantity != second.quantity  # a gap stays a gap


def test_roles_and_codes_are_those_of_the_mineral():
    found = tiny({}, [], known_roles=[("ore", "BOR", "transit", "a test"), ("ore", "CAR", "user", "a test")])
    assert found.roles("ore", "transit") == {"BOR"}
    assert found.roles("ore", "processor", "user") == {"CAR"}
    assert (found.codes("ore"), found.codes("tin")) == (("260000",), ())


def test_a_kept_balance_reads_no_flows_and_imports_no_solver(tmp_path: Path):
    def told() -> str:
        environment = {**os.environ, "ORECAST_CACHE": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", KEPT], capture_output=True, text=True, env=environment, timeout=120, check=True
        )
        return done.stdout.split("\n")[-2]

    assert told() == "True True"
    assert told() == "False False"
