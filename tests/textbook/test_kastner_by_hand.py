"""Kastner, Kastner and Nonhebel (2011), worked by hand on three places."""

import numpy as np
import pytest

from orecast.world import tracing

# Alba produces 10 and sends 6 to Bora; Bora produces 4 and sends 5 on to Caro, which produces nothing.
PRODUCTION = np.array([10.0, 4.0, 0.0])
TRADE = np.array([[0.0, 6.0, 0.0], [0.0, 0.0, 5.0], [0.0, 0.0, 0.0]])
ALBA, BORA, CARO = 0, 1, 2


def test_use_is_what_stays():
    assert tracing.use(PRODUCTION, TRADE) == pytest.approx([4, 5, 5])


def test_a_hub_passes_on_what_it_holds_in_proportion():
    # by hand: 6 of the 10 tonnes at Bora are Alba's; half of what Bora holds goes on to Caro, so 3 of Alba's do.
    expected = [[4, 3, 3], [0, 2, 2], [0, 0, 0]]
    assert tracing.traced(PRODUCTION, TRADE) == pytest.approx(np.array(expected))


def test_everything_caro_uses_crossed_bora_and_nothing_alba_keeps_did():
    flows = tracing.traced(PRODUCTION, TRADE)
    crossed = tracing.passage(BORA, PRODUCTION, TRADE, flows)
    assert crossed[ALBA] == pytest.approx([0, 1, 1])
    assert crossed[BORA] == pytest.approx([1, 1, 1])


def test_half_of_a_flow_crosses_a_hub_that_carries_half_of_it():
    # Alba's 10 reach Caro directly (3) and by way of Bora (3); Bora keeps nothing but its own 1.
    production = np.array([10.0, 1.0, 0.0])
    trade = np.array([[0.0, 3.0, 3.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]])
    flows = tracing.traced(production, trade)
    # by hand: Bora holds 4, of which 3 are Alba's, and passes on 3/4: 2.25 of Alba's tonnes.
    assert flows[ALBA, CARO] == pytest.approx(3 + 2.25)
    assert tracing.passage(BORA, production, trade, flows)[ALBA, CARO] == pytest.approx(2.25 / 5.25)
