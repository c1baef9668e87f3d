"""The smallest weighted change that makes linear accounts hold: a bounded quadratic programme on Clarabel."""

from dataclasses import dataclass

import clarabel
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orecast._ground.errors import DataError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LeastChange:
    """Ratios to the stated numbers [number], what the accounts still lack [account] and the solver's own word."""

    ratio: Floats
    lacking: Floats
    iterations: int


def least_change(
    weight: Floats,
    lower: Floats,
    upper: Floats,
    account: sparse.csr_matrix,
    offset: Floats,
    slack_weight: float | None = None,
) -> LeastChange:
    """Minimise Σ weight (ratio − 1)² with account @ ratio + offset ≥ 0 and lower ≤ ratio ≤ upper.

    With `slack_weight` an account may stay short at that cost (used for content, whose range can be too narrow);
    without it the accounts hold to the solver's tolerance. Solved in z = √weight (ratio − 1), whose Hessian is the
    identity, with every account scaled to its largest entry.

    Shapes  weight > 0, lower < upper: [number]; account [account, number]; offset [account].
    Errors  DataError when the programme has no solution or the solver stops early.
    """
    accounts, numbers = account.shape
    root = np.sqrt(weight)
    scaled = sparse.csr_matrix(account @ sparse.diags(1 / root))
    size = np.maximum(abs(scaled).max(axis=1).toarray().ravel(), 1e-300)
    scaled = sparse.diags(1 / size) @ scaled
    surplus = (np.asarray(account.sum(axis=1)).ravel() + offset) / size
    slacks = accounts if slack_weight is not None else 0
    blocks = [[-scaled, -sparse.eye(accounts)]] if slacks else [[-scaled]]
    hessian = np.concatenate([np.ones(numbers), np.full(slacks, slack_weight or 0.0)])
    solution = _solved(
        hessian,
        sparse.bmat(blocks),
        surplus,
        np.concatenate([root * (lower - 1), np.zeros(slacks)]),
        np.concatenate([root * (upper - 1), np.full(slacks, np.inf)]),
    )
    ratio = np.minimum(np.maximum(1 + solution[0][:numbers] / root, lower), upper)  # round-off at the bounds only
    return LeastChange(ratio, np.maximum(-(account @ ratio + offset), 0.0), solution[1])


def _solved(hessian: Floats, rows: sparse.spmatrix, limit: Floats, low: Floats, high: Floats) -> tuple[Floats, int]:
    """Solve min ½ zᵀ diag(hessian) z, rows @ z ≤ limit, low ≤ z ≤ high; returns z and the iterations."""
    bounded = np.isfinite(high)
    unit = sparse.eye(hessian.size, format="csr")
    matrix = sparse.vstack([rows, -unit, unit[bounded]], format="csc")
    right = np.concatenate([limit, -low, high[bounded]])
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-11
    settings.max_threads = 1
    solver = clarabel.DefaultSolver(
        sparse.diags(hessian, format="csc"),
        np.zeros(hessian.size),
        matrix,
        right,
        [clarabel.NonnegativeConeT(right.size)],
        settings,
    )
    answer = solver.solve()
    if str(answer.status) not in ("Solved", "AlmostSolved"):
        raise DataError(
            f"the accounts cannot be reconciled: Clarabel says {answer.status} for {hessian.size} numbers in "
            f"{limit.size} accounts. Look for a place with exports and neither production nor imports."
        )
    return np.asarray(answer.x), int(answer.iterations)
