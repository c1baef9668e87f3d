"""What one cleared market means for two parties, worked by hand."""

import numpy as np
import pytest

from orecast.market import Accounts, Equilibrium
from orecast.stakes.outcomes import Outcome, outcome_of, traded_with
from orecast.stakes.parties import Weights

# Home makes 60 and 10 t at its two mines and uses 30; away makes 50 and uses 90. Prices: 1, 2 and 3 base prices.
FLOWS = np.array([[[20.0, 40.0], [4.0, 6.0], [6.0, 44.0]]])
PRICES = np.array([[1.0, 2.0, 3.0]])
WEIGHTS = Weights(
    origins=np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    users=np.eye(2),
    governance=np.array([0.1, 0.2, 0.5]),
    pieces=np.array([1.0, 1.0, 0.5]),
)
BASE_PRICE = 1000.0


@pytest.fixture
def outcome() -> Outcome:
    none = np.zeros((1, 2))
    cleared = Equilibrium(
        home_price=PRICES,
        index=np.ones((1, 2)),
        flows=FLOWS,
        substituted=none,
        multiplier=np.zeros((1, 0)),
        residual=np.zeros(1),
        iterations=np.ones(1, dtype=np.int64),
        status=np.zeros(1, dtype=np.int64),
    )
    books = Accounts(
        delivered_price=none,
        user_surplus=np.array([[5.0, 7.0]]),
        quasi_rent=np.array([[3.0, 1.0, 2.0]]),
        tariff_revenue=np.array([[0.5, 0.0]]),
        commitment_cost=np.array([[2.0, 0.0]]),
        rent_of_origins=np.zeros((1, 3)),
        rent_of_users=np.zeros((1, 2)),
        stock_cost=np.zeros((1, 2)),
        sales=np.zeros((1, 3)),
        payments=np.array([[46.0, 184.0]]),
    )
    return outcome_of(cleared, books, WEIGHTS, BASE_PRICE, traded_with(cleared.flows, WEIGHTS))


def test_reliance_is_the_part_of_use_that_is_not_made_at_home_and_negative_for_a_net_exporter(outcome: Outcome) -> None:
    assert outcome.import_reliance[:, 0] == pytest.approx([(30 - 70) / 30, (90 - 50) / 90])


def test_geopolrisk_is_the_concentration_of_output_times_the_risk_of_imports(outcome: Outcome) -> None:
    """Output 60, 10 and 50 t, the last of two equal places: 0.25 + 1/144 + 0.5 · 25/144. Home buys 6 t at 0.5 and makes
    70; away buys 40 t at 0.1 and 6 t at 0.2 and makes 50."""
    concentration = (60**2 + 10**2 + 0.5 * 50**2) / 120**2
    risks = np.array([6 * 0.5 / 76, (40 * 0.1 + 6 * 0.2) / 96])
    assert outcome.geopolrisk[:, 0] == pytest.approx(concentration * risks)
    assert outcome.import_concentration[:, 0] == pytest.approx([0.5, (40**2 + 6**2) / 46**2])


def test_the_top_supplier_is_the_largest_origin_outside_the_party(outcome: Outcome) -> None:
    assert outcome.top_supplier_share[:, 0] == pytest.approx([6 / 30, 40 / 90])


def test_export_revenue_is_what_leaves_at_the_price_of_its_mine(outcome: Outcome) -> None:
    assert outcome.export_revenue[:, 0] == pytest.approx([1000 * (40 * 1 + 6 * 2), 1000 * 6 * 3])


def test_the_price_paid_is_what_is_paid_for_each_tonne_used(outcome: Outcome) -> None:
    assert outcome.price_paid[:, 0] == pytest.approx([46_000 / 30, 184_000 / 90])


def test_welfare_adds_users_mines_and_treasury_and_takes_off_commitments(outcome: Outcome) -> None:
    assert outcome.welfare[:, 0] == pytest.approx([1000 * (5 + 4 + 0.5 - 2), 1000 * (7 + 2)])
