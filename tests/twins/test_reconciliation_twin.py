"""A general solver of SciPy finds the same smallest change as the quadratic programme."""

import numpy as np
import pytest
from scipy.optimize import minimize

from orecast.world.reconcile import reconciled

LEAST_USE, SPREAD, OUTPUT_SPREAD, TOLERANCE = 0.05, 0.3, 0.1, 0.15


def twin(production: np.ndarray, trade: np.ndarray) -> np.ndarray:
    """Ratios of trade cells and of outputs to what was stated, by sequential least squares on the problem in full."""
    start, end = np.nonzero(trade)
    maker = np.nonzero(production)[0]
    cells, made = trade[start, end], production[maker]
    weight = np.concatenate([cells / SPREAD**2, made / OUTPUT_SPREAD**2])
    weight /= weight.sum()
    account = np.zeros((production.size, weight.size))
    for number, (i, j) in enumerate(zip(start, end, strict=True)):
        account[j, number] += (1 - LEAST_USE) * cells[number]
        account[i, number] -= cells[number]
    account[maker, cells.size + np.arange(maker.size)] += (1 - LEAST_USE) * made
    low = np.concatenate([np.zeros(cells.size), np.full(maker.size, 1 - TOLERANCE)])
    high = np.concatenate([np.full(cells.size, 100.0), np.full(maker.size, 1 + TOLERANCE)])
    found = minimize(
        lambda ratio: float(weight @ (ratio - 1) ** 2),
        np.ones(weight.size),
        jac=lambda ratio: 2 * weight * (ratio - 1),
        method="SLSQP",
        bounds=list(zip(low, high, strict=True)),
        constraints=[{"type": "ineq", "fun": lambda ratio: account @ ratio, "jac": lambda ratio: account}],
        options={"maxiter": 500, "ftol": 1e-13},
    )
    assert found.success
    return np.asarray(found.x)


@pytest.mark.parametrize("seed", range(8))
def test_two_solvers_agree(seed):
    random = np.random.default_rng(seed)
    places = 6
    production = np.where(random.random(places) < 0.5, random.lognormal(3, 1, places), 0.0)
    production[0] = 20.0
    trade = np.where(random.random((places, places)) < 0.5, random.lognormal(2, 1, (places, places)), 0.0)
    np.fill_diagonal(trade, 0.0)
    trade[0, 1:] += 1.0  # the first place reaches every other, so that no exporter lacks a source
    same = np.ones(places)
    answer = reconciled(
        production, trade, np.full_like(trade, SPREAD), TOLERANCE * same, OUTPUT_SPREAD * same, LEAST_USE
    )
    ratio = twin(production, trade)
    start, end = np.nonzero(trade)
    assert answer.trade[start, end] == pytest.approx(trade[start, end] * ratio[: start.size], abs=2e-4 * trade.max())
    maker = np.nonzero(production)[0]
    assert answer.production[maker] == pytest.approx(production[maker] * ratio[start.size :], abs=2e-4 * trade.max())
