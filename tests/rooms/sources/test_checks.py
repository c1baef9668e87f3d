"""`orecast data verify` finds what is wrong with an edition and says where."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from orecast.sources import Finding, verify


def faults(folder: Path) -> list[Finding]:
    return [finding for finding in verify(folder) if finding.status == "fail"]


@cache
def embedded() -> list[Finding]:
    """Findings on the embedded edition, made once."""
    return verify()


def test_the_embedded_edition_has_no_fault() -> None:
    assert [finding for finding in embedded() if finding.status == "fail"] == []


def test_the_totals_that_do_not_add_up_are_listed() -> None:
    (warning,) = (finding for finding in embedded() if finding.check == "world totals")
    assert warning.status == "warn"
    assert "perlite 2021: places sum to 1.392 of the total" in warning.rows


def test_reserves_last_years_and_not_days() -> None:
    (finding,) = (finding for finding in embedded() if finding.check == "reserve years")
    assert (finding.status, finding.message) == (
        "ok",
        "reserves of 35 minerals last 16 to 250 years of present output",
    )


def test_a_checksum_that_does_not_match_is_found(small_edition: Path) -> None:
    with (small_edition / "groups.csv").open("a", encoding="utf-8") as groups:
        groups.write("g7,G7,ESP\n")
    (fault,) = faults(small_edition)
    assert fault.table == "groups"
    assert "is not the file of this edition" in fault.message


def test_a_place_nobody_knows_is_found(with_bad_file: Callable[[str, str], Path]) -> None:
    (fault,) = faults(with_bad_file("groups", "place_nobody_knows.csv"))
    assert (fault.check, fault.table, fault.message) == ("keys", "groups", "place: not in places.csv: ZZZ")


def test_a_number_outside_its_range_is_found(with_bad_file: Callable[[str, str], Path]) -> None:
    (fault,) = faults(with_bad_file("reserves", "negative_reserves.csv"))
    assert fault.message == "quantity must lie in [0, inf]: 1 rows do not"
    assert fault.rows == ("row 1: np.float64(-180000000.0)",) or fault.rows == ("row 1: -180000000.0",)


def test_a_table_outside_the_register_is_found(small_edition: Path) -> None:
    (small_edition / "stray.csv").write_text("a\n1\n", encoding="utf-8")
    (fault,) = faults(small_edition)
    assert (fault.table, fault.message) == (
        "stray",
        "is not in registry.toml; register it with 'python -m orecast.sources'",
    )
