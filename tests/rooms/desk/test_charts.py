"""The charts are valid specifications, and their axes carry few round numbers."""

import pytest

from orecast.desk.charts import ticks


@pytest.mark.parametrize(
    ("low", "high", "most", "found"),
    [
        (-327.0, 1300.0, 3, [0.0, 500.0, 1000.0]),
        (-1930.0, 7670.0, 3, [0.0, 5000.0]),
        (0.0, 0.9, 4, [0.0, 0.5]),
        (0.0, 0.0, 4, [0.0]),
    ],
)
def test_an_axis_carries_few_round_numbers_with_zero_among_them(
    low: float, high: float, most: int, found: list[float]
) -> None:
    assert ticks(low, high, most) == found
