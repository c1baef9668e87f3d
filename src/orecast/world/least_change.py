"""The smallest weighted change that makes linear accounts hold: a bounded quadratic programme on Clarabel.

SciPy and Clarabel are imported where a programme is solved: a World whose balances are kept needs neither.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orecast._ground.errors import DataError

if TYPE_CHECKING:
    from scipy import sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Accounts:
    """Linear accounts of some numbers: entry k stands in account[k] under number[k], no two in one place.

    Shapes  account, number, value: [entry], in the order of their numbers and then of their accounts.
    """

    account: Ints
    number: Ints
    value: Floats
    accounts: int
    numbers: int

    @classmethod
    def of(cls, account: Ints, number: Ints, value: Floats, shape: tuple[int, int]) -> "Accounts":
        """Entries in any order, those of one place added up and zeros left out; shape is (accounts, numbers)."""
        from scipy import sparse

        summed = sparse.csr_matrix((value, (account, number)), shape=shape)
        summed.eliminate_zeros()
        found = summed.tocoo()
        order = np.lexsort((found.row, found.col))
        return cls(found.row[order], found.col[order], found.data[order], *shape)

    def part(self, accounts: Ints, numbers: Ints) -> "Accounts":
        """Some accounts of some numbers, each given in ascending order and counted anew."""
        row, column = np.full(self.accounts, -1), np.full(self.numbers, -1)
        row[accounts], column[numbers] = np.arange(accounts.size), np.arange(numbers.size)
        kept = (row[self.account] >= 0) & (column[self.number] >= 0)
        account, number = row[self.account[kept]], column[self.number[kept]]
        return Accounts(account, number, self.value[kept], accounts.size, numbers.size)

    def sums(self) -> Floats:
        """Sum of each account's entries, pairwise [account]."""
        order = np.argsort(self.account, kind="stable")
        filled, starts = np.unique(self.account[order], return_index=True)
        total = np.zeros(self.accounts)
        total[filled] = np.add.reduceat(self.value[order], starts)
        return total

    def totals(self, ratio: Floats) -> Floats:
        """Sum of each account under some ratios [account]."""
        return np.asarray(np.bincount(self.account, self.value * ratio[self.number], minlength=self.accounts))


@dataclass(frozen=True)
class LeastChange:
    """Ratios to the stated numbers [number], what the accounts still lack [account] and the solver's own word."""

    ratio: Floats
    lacking: Floats
    iterations: int


def least_change(
    weight: Floats, lower: Floats, upper: Floats, accounts: Accounts, offset: Floats, slack_weight: float | None = None
) -> LeastChange:
    """Minimise Σ weight (ratio − 1)² with accounts(ratio) + offset ≥ 0 and lower ≤ ratio ≤ upper.

    With `slack_weight` an account may stay short at that cost (used for content, whose range can be too narrow);
    without it the accounts hold to the solver's tolerance. Solved in z = √weight (ratio − 1), whose Hessian is the
    identity, with every account scaled to its largest entry.

    Shapes  weight > 0, lower < upper: [number]; offset [account].
    Errors  DataError when the programme has no solution or the solver stops early.
    """
    root = np.sqrt(weight)
    scaled = accounts.value * (1 / root)[accounts.number]
    size = np.full(accounts.accounts, 1e-300)
    np.maximum.at(size, accounts.account, np.abs(scaled))
    surplus = (accounts.sums() + offset) / size
    scaled = scaled * (1 / size)[accounts.account]
    slacks = accounts.accounts if slack_weight is not None else 0
    solution, iterations = _solved(
        np.concatenate([np.ones(accounts.numbers), np.full(slacks, slack_weight or 0.0)]),
        _constraints(accounts, scaled, np.isfinite(upper), slacks),
        np.concatenate([surplus, -root * (lower - 1), np.zeros(slacks), (root * (upper - 1))[np.isfinite(upper)]]),
    )
    ratio = 1 + solution[: accounts.numbers] / root
    ratio = np.minimum(np.maximum(ratio, lower), upper)  # round-off at the bounds only
    return LeastChange(ratio, np.maximum(-(accounts.totals(ratio) + offset), 0.0), iterations)


def _constraints(accounts: Accounts, scaled: Floats, bounded: NDArray[np.bool_], slacks: int) -> "sparse.csc_matrix":
    """Rows of `matrix @ z ≤ limit`: accounts with slacks, lower bounds of all and upper bounds of some numbers."""
    unknowns = accounts.numbers + slacks
    slack, unknown, above = np.arange(slacks), np.arange(unknowns), np.nonzero(bounded)[0]
    row = [accounts.account, slack, accounts.accounts + unknown]
    row += [accounts.accounts + unknowns + np.arange(above.size)]
    column = np.concatenate([accounts.number, accounts.numbers + slack, unknown, above])
    value = np.concatenate([-scaled, -np.ones(slacks), -np.ones(unknowns), np.ones(above.size)])
    order = np.argsort(column, kind="stable")  # within a column the rows ascend already
    starts = np.concatenate([[0], np.cumsum(np.bincount(column, minlength=unknowns))])
    shape = accounts.accounts + unknowns + above.size, unknowns
    return _matrix(value[order], np.concatenate(row)[order], starts, shape)


def _matrix(value: Floats, row: Ints, starts: Ints, shape: tuple[int, int]) -> "sparse.csc_matrix":
    """A sparse matrix by columns; those of column j stand from starts[j] to starts[j + 1]."""
    from scipy import sparse

    return sparse.csc_matrix((value, row, starts), shape=shape)


def _solved(hessian: Floats, matrix: "sparse.csc_matrix", limit: Floats) -> tuple[Floats, int]:
    """Solve min ½ zᵀ diag(hessian) z with matrix @ z ≤ limit; returns z and the iterations."""
    import clarabel

    number = np.arange(hessian.size + 1)
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-11
    settings.max_threads = 1
    solver = clarabel.DefaultSolver(
        _matrix(hessian, number[:-1], number, (hessian.size, hessian.size)),
        np.zeros(hessian.size),
        matrix,
        limit,
        [clarabel.NonnegativeConeT(limit.size)],
        settings,
    )
    answer = solver.solve()
    if str(answer.status) not in ("Solved", "AlmostSolved"):
        raise DataError(
            f"the accounts cannot be reconciled: Clarabel says {answer.status} for {hessian.size} numbers under "
            f"{limit.size} limits. Look for a place with exports and neither production nor imports."
        )
    return np.asarray(answer.x), int(answer.iterations)
