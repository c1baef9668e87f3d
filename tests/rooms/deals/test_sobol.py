"""Our Sobol points are those of SciPy, bit for bit, and take the same numbers from the generator."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import qmc

from orecast.deals.sobol import sobol_points


@pytest.mark.parametrize("dimensions", [1, 7, 32])
@pytest.mark.parametrize("log2_points", [0, 1, 5, 11])
@pytest.mark.parametrize("seed", [0, 2025])
def test_points_are_those_of_scipy(dimensions: int, log2_points: int, seed: int) -> None:
    # SciPy draws from a child of the generator that it is given.
    ours = sobol_points(np.random.default_rng(seed).spawn(1)[0], dimensions, log2_points)
    theirs = qmc.Sobol(dimensions, rng=np.random.default_rng(seed)).random_base2(log2_points)
    assert np.array_equal(ours, theirs)


def test_every_dimension_fills_every_stratum_once() -> None:
    points = sobol_points(np.random.default_rng(3), 32, 8)
    assert np.array_equal(np.sort(np.floor(points * 256), axis=0), np.tile(np.arange(256.0)[:, None], 32))


def test_a_brief_imports_no_part_of_scipy_stats() -> None:
    seen = "import sys, orecast.desk.brief; print([name for name in sys.modules if name.startswith('scipy.stats')])"
    assert subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True).stdout == "[]\n"
