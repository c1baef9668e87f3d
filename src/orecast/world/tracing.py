"""From trade to origins: who uses what was produced where, and whose borders it crossed (M3).

Source: Kastner, Kastner and Nonhebel (2011), "Tracing distant environmental impacts of agricultural products from a
consumer perspective", Ecological Economics 70, 1032–1040; docs/theory/world.md (M3).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def throughput(production: Floats, trade: Floats) -> Floats:
    """What passes through each place, x_j = P_j + Σ_i M_ij [place]; trade is [from, to]."""
    return np.asarray(production + trade.sum(axis=0))


def use(production: Floats, trade: Floats) -> Floats:
    """What stays in each place, U_j = P_j + Σ_i M_ij − Σ_n M_jn [place] (M2)."""
    return np.asarray(production + trade.sum(axis=0) - trade.sum(axis=1))


def forward_shares(through: Floats, trade: Floats) -> Floats:
    """A_ji = M_ij / x_i: the share of what passes through i that goes on to j, 0 where x_i = 0. Shape [to, from]."""
    inverse = np.divide(1.0, through, out=np.zeros_like(through), where=through > 0)
    return trade.T * inverse


def traced(production: Floats, trade: Floats) -> Floats:
    """Tonnes used in j that were produced in i, F [origin, use] (M3).

    R = (I − A)⁻¹ diag(P), F_ij = R_ji U_j / x_j; so Σ_j F_ij = P_i and Σ_i F_ij = U_j.
    Needs U ≥ 0, and no closed loop of trade without use (U_j > 0 wherever x_j > 0 is enough).
    """
    through = throughput(production, trade)
    kept = _kept_share(production, trade, through)
    arrived = np.linalg.solve(np.eye(through.size) - forward_shares(through, trade), np.diag(production))
    return np.asarray((arrived * kept[:, None]).T)


def traced_without(place: int, production: Floats, trade: Floats) -> Floats:
    """F^{−t} [origin, use]: the same tracing with t's row and column of A and its production removed (M3)."""
    through = throughput(production, trade)
    kept = _kept_share(production, trade, through)
    shares = forward_shares(through, trade)
    shares[place, :] = 0.0
    shares[:, place] = 0.0
    source = production.copy()
    source[place] = 0.0
    arrived = np.linalg.solve(np.eye(through.size) - shares, np.diag(source))
    arrived[place, :] = 0.0
    return np.asarray((arrived * kept[:, None]).T)


def passage(place: int, production: Floats, trade: Floats, flows: Floats) -> Floats:
    """π^t [origin, use]: share of F_ij that crossed `place`, 0 where F_ij = 0, and 1 in t's own origin row (M3).

    Tonnes used in t itself have crossed its border: their share is 1.
    """
    without = traced_without(place, production, trade)
    share = np.divide(flows - without, flows, out=np.zeros_like(flows), where=flows > 0)
    share[place, :] = 1.0
    return np.clip(share, 0.0, 1.0)  # round-off of two solves, below 1e-12 of one


def _kept_share(production: Floats, trade: Floats, through: Floats) -> Floats:
    """U_j / x_j, the share of what passes through a place that is used there [place]."""
    return np.divide(use(production, trade), through, out=np.zeros_like(through), where=through > 0)
