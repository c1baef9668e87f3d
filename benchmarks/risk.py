"""GeoPolRisk of all minerals, places and the years 2018 to 2024 in one pass, beside a plain pandas loop.

Prints one line of JSON: processor seconds of the compatible mode (first call and repeated), of a loop over minerals,
countries and years on the same customs record (a part of it, scaled), of the default mode with and without the making
of the balances, and the peak memory.
"""

import json
import resource
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from orecast.sources import load
from orecast.stakes.risk import compat, geopolrisk
from orecast.world import World

YEARS = tuple(range(2018, 2025))
LOOPED = 300  # cells of the plain loop, spread evenly over all


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of a call."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def plain_loop(flows: pd.DataFrame, output: pd.DataFrame, risk: pd.Series, cells: list[tuple[str, str, int]]) -> float:
    """Import risk cell by cell, as one would write it: filter the rows, add, divide. A sum that holds it together."""
    codes = {
        str(row.name): str(row.codes).split(";") for row in load("geopolrisk_minerals").frame.itertuples(index=False)
    }
    ids = compat.published_minerals()
    total = 0.0
    for mineral, place, year in cells:
        rows = flows[flows["code"].isin(codes[mineral]) & (flows["importer"] == place) & (flows["year"] == year)]
        made = output[(output["mineral"] == ids[mineral]) & (output["year"] == year)]
        shares = made["quantity"] / made["quantity"].sum()
        own = made.loc[made["place"] == place, "quantity"].sum()
        keys = pd.MultiIndex.from_arrays([rows["exporter"], rows["year"]])
        tonnes = rows["gross_tonnes"].fillna(0).to_numpy(np.float64)
        weights = risk.reindex(keys).fillna(0.5).to_numpy(np.float64)
        traded = tonnes.sum()
        total += (shares**2).sum() * (tonnes @ weights) / (traded + own) if traded > 0 else 0.0
    return total


def looped() -> tuple[float, int]:
    """Seconds of the plain loop for every cell, from a part of them, and how many cells there are."""
    flows, output = load("flows").frame, load("production").frame
    output = output[output["publisher"] == "WMD"]
    scores = load("governance").frame
    scores = scores[scores["measure"] == "political_stability"].drop_duplicates(["place", "year"])
    risk = (2.5 - scores.set_index(["place", "year"])["value"]) / 5
    places = list(compat.published_places().values())
    cells = [(m, p, y) for m in compat.published_minerals() for p in places for y in YEARS]
    part = cells[:: len(cells) // LOOPED]
    return seconds(lambda: plain_loop(flows, output, risk, part)) * len(cells) / len(part), len(cells)


def main() -> None:
    """Time and report."""
    world = World.load()
    for name in ("governance", "groups", "geopolrisk_minerals", "geopolrisk_countries", "risk_settings"):
        load(name)
    first, again = (seconds(lambda: geopolrisk(world, years=YEARS, compatible=compat.NAME)) for _ in range(2))
    loop, cells = looped()
    with_balances, default = (seconds(lambda: geopolrisk(world, years=YEARS, allow_incomplete=True)) for _ in range(2))
    rows = len(geopolrisk(world, years=YEARS, allow_incomplete=True).table)
    print(json.dumps({
        "compatible": {"cells": cells, "first_s": round(first, 2), "again_s": round(again, 2),
                       "plain_loop_s": round(loop), "times_faster": round(loop / first)},
        "default": {"rows": rows, "balances_s": round(with_balances - default, 1), "measure_s": round(default, 2)},
        "peak_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
