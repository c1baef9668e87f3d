"""How numbers are written."""

import math

import pytest

from orecast.desk.numbers import NOT_COVERED, interval, point, style_for


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1_234_000_000.0, "USD/yr", "USD 1.23 billion a year"),
        (457_400_000.0, "USD/yr", "USD 457 million a year"),
        (-72.6, "USD/t", "USD −72.6 per t"),
        (12_345.0, "t/yr", "12\u202f300 t a year"),
        (23_460_000.0, "t/yr", "23.5 million t a year"),
        (0.0312, "share", "3.12\u202f%"),
        (0.3, "chance", "30\u202f%"),
        (224_011.0, "count", "224\u202f011"),
        (0.0, "USD", "USD 0"),
        (999_600_000.0, "USD", "USD 1\u202f000 million"),
        (math.nan, "USD", NOT_COVERED),
    ],
)
def test_a_number_has_three_significant_digits_thin_spaces_and_its_unit(value: float, unit: str, written: str) -> None:
    assert point(value, unit) == written


def test_a_range_shares_its_scale() -> None:
    assert interval(-2.1e8, 1.4e9, "USD/yr") == "USD −0.21 to 1.40 billion a year"


def test_a_column_takes_a_scale_that_leaves_digits_to_the_small() -> None:
    style = style_for("USD/yr", [1.3e9, 8.0e6], together=True)
    assert (style.number(1.3e9), style.number(8.0e6), style.unit) == ("1\u202f300", "8", "USD million a year")


def test_a_small_number_in_a_column_of_large_ones_keeps_its_first_digit() -> None:
    assert style_for("USD/yr", [2.0e9, -4123.0], together=True).number(-4123.0) == "−0.004"


def test_a_tiny_negative_number_is_not_written_as_minus_zero() -> None:
    assert style_for("USD/t", [-100.0, -0.00001]).number(-0.00001) == "0"
