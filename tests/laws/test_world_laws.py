"""Laws that hold for every world, small or real."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from orecast.world import World, tracing
from orecast.world.reconcile import reconciled, unfounded

LEAST_USE = 0.02


@st.composite
def accounts(draw):
    """Production and trade of three to six places, any sizes, most cells empty."""
    places = draw(st.integers(3, 6))
    production = draw(arrays(float, places, elements=st.one_of(st.just(0.0), st.floats(1, 1e6))))
    trade = draw(arrays(float, (places, places), elements=st.one_of(st.just(0.0), st.just(0.0), st.floats(1, 1e6))))
    np.fill_diagonal(trade, 0.0)
    production[0] = max(production[0], 1.0)
    return production, trade


def balanced(production, trade):
    same = np.ones_like(production)
    answer = reconciled(production, trade, np.full_like(trade, 0.3), 0.1 * same, 0.1 * same, LEAST_USE)
    return answer.production, answer.trade


@settings(max_examples=60, deadline=None)
@given(accounts())
def test_reconciled_accounts_lack_nothing(given_accounts):
    production, trade = balanced(*given_accounts)
    assert (trade >= 0).all()
    assert unfounded(production, trade, LEAST_USE) <= 1e-6 * production.sum()
    assert (np.abs(production / np.where(given_accounts[0] > 0, given_accounts[0], 1) - 1) <= 0.1 + 1e-9)[
        given_accounts[0] > 0
    ].all()


@settings(max_examples=60, deadline=None)
@given(accounts())
def test_flows_sum_to_production_and_to_use(given_accounts):
    production, trade = balanced(*given_accounts)
    flows = tracing.traced(production, trade)
    assert flows.sum(axis=1) == pytest.approx(production, abs=1e-9 * production.sum())
    assert flows.sum(axis=0) == pytest.approx(tracing.use(production, trade), abs=1e-9 * production.sum())
    assert flows.min() >= -1e-9 * production.sum()


@settings(max_examples=40, deadline=None)
@given(accounts())
def test_passage_is_a_share_and_one_for_the_own_origin(given_accounts):
    production, trade = balanced(*given_accounts)
    flows = tracing.traced(production, trade)
    for place in range(production.size):
        without = tracing.traced_without(place, production, trade)
        assert (without <= flows + 1e-9 * production.sum()).all()
        share = tracing.passage(place, production, trade, flows)
        assert ((share >= 0) & (share <= 1)).all()
        assert (share[place] == 1).all()


@settings(max_examples=40, deadline=None)
@given(accounts(), st.randoms())
def test_names_do_not_matter(given_accounts, random):
    production, trade = balanced(*given_accounts)
    order = list(range(production.size))
    random.shuffle(order)
    flows = tracing.traced(production, trade)
    renamed = tracing.traced(production[order], trade[np.ix_(order, order)])
    assert renamed == pytest.approx(flows[np.ix_(order, order)], abs=1e-9 * production.sum())


@settings(max_examples=25, deadline=None)
@given(accounts(), st.sampled_from([1e-3, 1e3]))
def test_units_do_not_matter(given_accounts, factor):
    production, trade = balanced(*given_accounts)
    made, sent = balanced(given_accounts[0] * factor, given_accounts[1] * factor)
    assert made / factor == pytest.approx(production, abs=1e-6 * production.sum())
    largest = max(production.sum(), given_accounts[1].max())  # the solver is relative to what it was given
    assert sent / factor == pytest.approx(trade, abs=1e-6 * largest)


@pytest.fixture(scope="module")
def world():
    return World.load()


def test_every_mineral_balances_in_every_base(world):
    for years in ((2022, 2023, 2024), (2018,), (2024,)):
        for mineral in world.minerals:
            balance = world.balance(mineral, years, allow_incomplete=True)
            assert balance.mass_balance_error() <= 1e-9, (mineral, years)
            assert (balance.use >= -1e-9 * balance.production.sum()).all(), (mineral, years)


def test_every_stage_balances_in_every_base_that_its_data_reach(world):
    assert len(world.stages) == 8
    for years in ((2022, 2023, 2024), (2024,)):
        for stage in world.stages:
            balance = world.balance(stage, years, allow_incomplete=True)
            tolerance = 1e-9 * balance.production.sum()
            assert balance.mass_balance_error() <= 1e-9, (stage, years)
            assert balance.production.sum() == pytest.approx(balance.use.sum(), abs=tolerance), stage
            assert min(balance.use.min(), balance.flows.min(), balance.trade.min()) >= -tolerance, stage
            assert balance.correction() < 0.05, stage


def test_passage_of_a_real_mineral_is_a_share(world):
    balance = world.balance("rare-earths")
    for place in ("CHN", "MYS", "USA", "NLD"):
        share = balance.passage(place)
        assert ((share >= 0) & (share <= 1)).all()
        assert (share[balance.index(place)] == 1).all()
