"""The one array type of the engine: float64, draws on the leading axes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


def quantiles(values: Floats, probabilities: Sequence[float], axis: int = -1) -> Floats:
    """Quantiles along an axis by sorting, to the bit those of `np.quantile`, which partitions and takes longer.

    Shapes  values [..., n, ...] -> [probability, ...]; NaN where a value along the axis is.
    Errors  ValueError where the axis is empty: a caller passes at least one draw.
    Source  linear interpolation between order statistics, definition 7 of Hyndman and Fan (1996).
    """
    ordered = np.sort(np.moveaxis(values, axis, -1), axis=-1)
    if not ordered.shape[-1]:
        raise ValueError("quantiles of no values")
    at = np.asarray(probabilities) * (ordered.shape[-1] - 1)
    below = np.floor(at).astype(np.intp)
    low, high = ordered[..., below], ordered[..., np.minimum(below + 1, ordered.shape[-1] - 1)]
    along, step = at - below, high - low
    found = np.where(along >= 0.5, high - step * (1 - along), low + step * along)
    found[np.isnan(ordered[..., -1])] = np.nan
    return np.ascontiguousarray(np.moveaxis(found, -1, 0))


def along_draws(parts: Sequence[NDArray[Any]], axis: int = 0) -> NDArray[Any]:
    """Chunks of draws as one array, laid down row by row; a single one that is so already is not copied.

    Shapes  parts alike but along `axis`, the draws. Errors: ValueError where they are not.
    """
    return np.concatenate(parts, axis=axis) if len(parts) > 1 else np.ascontiguousarray(parts[0])
