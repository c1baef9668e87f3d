"""The reference ensemble: three deals with and without the cut, 1,000 draws, more than 200,000 markets.

Solves it, then checks every stored price with the independent residual (market/certificate.py), and prints one line
of JSON. `--check N` checks N draws of each case instead of all.
"""

import argparse
import json
import resource
import time

import numpy as np

from orecast.deals import Ensemble, run
from orecast.deals.shelf import load_scenario
from orecast.market import residual
from orecast.world import World

YEARS = tuple(range(1, 16))


def largest_residual(ensemble: Ensemble, draws: int) -> tuple[float, int]:
    """Largest independent residual over the stored prices, and how many markets were checked."""
    worst, checked = 0.0, 0
    for mineral in ensemble.minerals:
        for year in ensemble.years:
            for case in ensemble.cleared(mineral, year, slice(0, draws)):
                found = residual(case.market, case.shock, case.equilibrium.home_price, case.equilibrium.multiplier)
                worst, checked = max(worst, float(np.max(found))), checked + found.size
    return worst, checked


def main() -> None:
    """Run, check, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--check", type=int, default=None)
    asked = parser.parse_args()
    scenario = load_scenario("examples/deals/minerals-2025.yaml")
    begun = time.perf_counter()
    ensemble = run(World.load(), scenario.deals, scenario.events, draws=asked.draws, years=YEARS)
    solved = time.perf_counter() - begun
    moved = sum(int((found.iterations > 0).sum()) for found in ensemble.solutions.values())
    worst, checked = largest_residual(ensemble, asked.check or asked.draws)
    print(
        json.dumps(
            {
                "solves": ensemble.solves,
                "of_which_moved": moved,
                "unsolved": sum(ensemble.unsolved.values()),
                "rejected": max(ensemble.rejected.values()),
                "seconds": round(solved, 1),
                "solves_per_second": round(ensemble.solves / solved),
                "most_newton_steps": max(int(found.iterations.max()) for found in ensemble.solutions.values()),
                "checked": checked,
                "largest_independent_residual": worst,
                "peak_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000,
            }
        )
    )


if __name__ == "__main__":
    main()
