"""The quantile of the Beta law: SciPy's numbers, and what holds at its ends."""

import numpy as np
import pytest
from scipy.special import betainc, betaincinv

from orecast.stakes.beta_law import below, quantile


@pytest.mark.parametrize(
    ("a", "b"), [(0.5, 0.5), (1.5, 8.0), (7.5, 492.0), (31.5, 9968.0), (31.5, 49_968.0), (40.0, 3.0)]
)
def test_it_is_scipys(a: float, b: float) -> None:
    shares = np.array([1e-4, 0.05, 0.5, 0.9, 0.9975, 1 - 1e-6])
    found = np.array([quantile(a, b, share) for share in shares])
    np.testing.assert_allclose(found, betaincinv(a, b, shares), rtol=1e-9)
    np.testing.assert_allclose([below(a, b, x) for x in found], betainc(a, b, found), rtol=1e-9)


def test_with_equal_halves_the_law_is_known_by_hand() -> None:
    assert quantile(1.0, 1.0, 0.3) == pytest.approx(0.3, abs=1e-15)  # uniform
    assert below(2.0, 1.0, 0.3) == pytest.approx(0.09, abs=1e-15)  # x²
    assert quantile(3.0, 3.0, 0.5) == pytest.approx(0.5, abs=1e-15)  # symmetric


def test_outside_its_range_it_is_none_or_all() -> None:
    assert below(2.0, 3.0, 0.0) == 0
    assert below(2.0, 3.0, -1.0) == 0
    assert below(2.0, 3.0, 1.0) == 1
