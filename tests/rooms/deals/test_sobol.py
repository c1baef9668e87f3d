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
    one, other = np.random.default_rng(seed), np.random.default_rng(seed)
    ours = sobol_points(one.spawn(1)[0], dimensions, log2_points)  # SciPy draws from a child of what it is given
    theirs = qmc.Sobol(dimensions, rng=other).random_base2(log2_points)
    assert np.array_equal(ours, theirs)
    assert one.bit_generator.state == other.bit_generator.state
    assert one.spawn(1)[0].random() == other.spawn(1)[0].random()


def test_every_dimension_fills_every_stratum_once() -> None:
    points = sobol_points(np.random.default_rng(3), 32, 8)
    assert np.array_equal(np.sort(np.floor(points * 256), axis=0), np.tile(np.arange(256.0)[:, None], 32))


def test_a_brief_imports_no_part_of_scipy_stats() -> None:
    seen = "import sys, orecast.desk.brief; print([name for name in sys.modules if name.startswith('scipy.stats')])"
    assert subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True).stdout == "[]\n"
