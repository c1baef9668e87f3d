"""The balances of all minerals: built for the base years and for one year, read back from disk, and of every year.

Prints one line of JSON: processor seconds of each, on the embedded edition, in this process. `started` is what a
process takes to import the World, `first` the first balance with the tables, SciPy and Clarabel. With `--yearly` also
the balances of every mineral in every year from 2018 to 2024.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from orecast.world import World, kept

YEARS = tuple(range(2018, 2025))
ONE = 2023


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of a call."""
    begun = time.process_time()
    work()
    return round(time.process_time() - begun, 2)


def made(*years: int) -> None:
    """Every mineral's balance in the mean of some years, or of the base years."""
    world = World.load(years) if years else World.load()
    for mineral in world.minerals:
        world.balance(mineral, allow_incomplete=True)


def main() -> None:
    """Time and report."""
    started = round(time.process_time(), 2)
    os.environ[kept.VARIABLE] = ""
    found = {"started_s": started, "first_s": seconds(lambda: World.load().balance("niobium"))}
    found |= {"base_years_s": seconds(made), "one_year_s": seconds(lambda: made(ONE))}
    if "--yearly" in sys.argv:
        found["every_year_s"] = seconds(lambda: [made(year) for year in YEARS])
    with tempfile.TemporaryDirectory() as folder:
        os.environ[kept.VARIABLE] = folder
        found |= {"base_years_built_and_kept_s": seconds(made), "base_years_read_back_s": seconds(made)}
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
    print(json.dumps({"minerals": len(World.load().minerals), **found, "kept_MB": round(size / 1e6, 1)}))


if __name__ == "__main__":
    main()
