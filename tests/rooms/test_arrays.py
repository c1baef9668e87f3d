"""Quantiles by sorting are NumPy's, to the bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from orecast._ground.arrays import quantiles

probability = st.floats(0, 1)


@given(
    arrays.arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 60)), elements=st.floats(-1e9, 1e9)),
    probability,
)
def test_quantiles_are_those_of_numpy(values: np.ndarray, at: float) -> None:
    for axis in (0, 1, -1):
        expected = np.quantile(values, (at, 0.05, 0.5, 0.95), axis=axis)
        assert np.array_equal(quantiles(values, (at, 0.05, 0.5, 0.95), axis), expected)


def test_what_holds_a_gap_has_no_quantile() -> None:
    found = quantiles(np.array([[1.0, np.nan, 2.0], [1.0, 2.0, 3.0]]), (0.5,))
    assert np.isnan(found[0, 0])
    assert found[0, 1] == 2


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="no values"):
        quantiles(np.empty((3, 0)), (0.5,))
