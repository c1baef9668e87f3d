"""Compatible mode gives the results of the published GeoPolRisk tool (docs/theory/risk.md)."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orecast._ground.arrays import Floats
from orecast.stakes.risk import compat

SAMPLE = Path(__file__).parents[3] / "shared" / "reference" / "geopolrisk_sample.csv"
EXACT = 1e-9
HALF_A_STEP = 2.0**-24  # the customs record stands here in 32-bit numbers, which carry this relative error
MOST = {
    "hhi": 2e-15,
    "import_risk": HALF_A_STEP,
    "gprs": HALF_A_STEP,
    "price_usd_per_kg": 2 * HALF_A_STEP,
    "cf_kgCu_eq_per_kg": 2 * HALF_A_STEP,
}
EXACT_ROWS = {"hhi": 480, "import_risk": 328, "gprs": 328, "price_usd_per_kg": 203, "cf_kgCu_eq_per_kg": 203}
PRINTED = {  # mineral, country, year: hhi, import_risk, gprs, price_usd_per_kg as published, to six digits
    ("Aluminium", "USA", 2019): (0.326570, 0.224322, 0.0732569, 2.09067),
    ("Antimony", "USA", 2019): (0.336119, 0.548875, 0.184487, 6.12740),
    ("Germanium", "USA", 2019): (0.804321, 0.0, 0.0, 0.0),
}


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return compat.published_geopolrisk(compat.published_minerals(), range(2018, 2025))


def _errors(sample: pd.DataFrame, found: pd.DataFrame, column: str) -> Floats:
    """Relative errors; absolute where the published number is 0."""
    both = sample.merge(found, on=["mineral", "country", "year"], suffixes=("", "_ours"), validate="one_to_one")
    assert len(both) == len(sample)
    printed, ours = both[column].to_numpy(float), both[f"{column}_ours"].to_numpy(float)
    errors: Floats = np.abs(ours - printed) / np.where(printed == 0, 1.0, np.abs(printed))
    return errors


def test_every_row_of_the_published_sample_is_met_to_the_precision_of_the_customs_record(found: pd.DataFrame) -> None:
    """480 rows: all within the rounding of the record to 32 bits; concentration, which needs no customs, to 2e-15."""
    if not SAMPLE.is_file():
        pytest.skip("the published sample is not beside the repository")
    sample = pd.read_csv(SAMPLE, keep_default_na=False)
    assert len(sample) == 480
    for column, most in MOST.items():
        errors = _errors(sample, found, column)
        assert errors.max() <= most, column
        assert (errors <= EXACT).sum() == EXACT_ROWS[column], column


@pytest.mark.parametrize(("at", "printed"), PRINTED.items(), ids=lambda value: "-".join(map(str, value)))
def test_rows_that_the_tool_prints(found: pd.DataFrame, at: tuple[str, str, int], printed: tuple[float, ...]) -> None:
    mineral, country, year = at
    rows = found[(found["mineral"] == mineral) & (found["country"] == country) & (found["year"] == year)]
    assert rows.iloc[0][["hhi", "import_risk", "gprs", "price_usd_per_kg"]].to_numpy(float) == pytest.approx(
        printed, rel=5e-6
    )


def test_the_published_results_hold_53_minerals_every_importer_and_the_union(found: pd.DataFrame) -> None:
    assert found["mineral"].nunique() == 53
    assert set(found["year"]) == set(range(2018, 2025))
    assert {"USA", "China", "Japan", "Germany", "EU"} < set(found["country"])
    assert len(found) == 53 * 7 * found["country"].nunique()
