"""Which input a result hangs on: first-order Sobol indices from draws that are already there. Pure functions of arrays.

The index of an input is the share of a result's variance that goes when the input is known: Var(E[y | x]) / Var(y).
With the draws cut into classes of equal size along x, that is the variance between the means of the classes
(Plischke, Borgonovo and Smith 2013, EJOR 226(3): 536–550; Saltelli et al. 2008, Global Sensitivity Analysis, ch. 4).
No market is solved again.
"""

from functools import cache

import numpy as np
import pandas as pd

from orecast._ground.arrays import Booleans, Floats, Integers
from orecast.stakes.beta_law import quantile

FEWEST_CLASSES, MOST_CLASSES = 4, 64
TENTH = 0.1
DRAWS_IN_A_CLASS = 5  # fewer give no mean worth the name
DOUBT = 0.05  # chance that any of all inputs passes the noise floor although none matters


def classes_for(draws: int) -> int:
    """Number of classes along an input: half the root of the draws, 16 for 1,000. A straight line loses 1/M² of 1."""
    return int(np.clip(round(draws**0.5 / 2), FEWEST_CLASSES, MOST_CLASSES))


def is_enough(draws: int) -> bool:
    """Whether so many draws can be cut into classes at all."""
    return draws >= FEWEST_CLASSES * DRAWS_IN_A_CLASS


def classes_of(values: Floats) -> Integers:
    """Class of each draw along an input: equal numbers of draws in order of value; two for on and off. [draw]."""
    distinct, inverse = np.unique(values, return_inverse=True)
    wanted = classes_for(len(values))
    if len(distinct) <= wanted:
        return inverse.reshape(-1)
    order = np.empty(len(values), dtype=np.intp)
    order[np.argsort(values, kind="stable")] = np.arange(len(values))
    return order * wanted // len(values)


def first_order(inputs: Floats, outputs: Floats) -> Floats:
    """First-order index of every input for every output, bias taken off; 0 where an output never varies.

    With M classes, chance alone gives a share of (M − 1)/(n − 1) on average; what is left is scaled back to 1 (Kelley
    1935, ε²). An index is at least 0.
    Shapes  inputs [input, draw], outputs [output, draw] -> [input, output]. Errors: none; outputs are finite.
    """
    centred, variance = _centred(outputs)
    found = np.zeros((len(inputs), len(outputs)))
    for row, values in enumerate(inputs):
        classes = classes_of(values)
        count = np.bincount(classes).astype(np.float64)
        member = np.equal.outer(classes, np.arange(len(count))).astype(np.float64)
        between = np.square(centred @ member / count) @ count / len(values)
        found[row] = without_chance(between / variance, len(count), len(values))
    return np.where(np.ptp(outputs, axis=1) > 0, np.maximum(found, 0.0), 0.0)


def without_chance(share: Floats, classes: int, draws: int) -> Floats:
    """A share of variance less what `classes` classes explain by chance, scaled so that 1 stays 1."""
    by_chance = (classes - 1) / (draws - 1)
    return (share - by_chance) / (1 - by_chance)


@cache
def noise_floor(draws: int, inputs: int) -> float:
    """Index that none of `inputs` inputs passes by chance, in 95 % of cases (Bonferroni on the Beta law of the share).

    Under no effect the share of variance between M classes follows Beta((M − 1)/2, (n − M)/2), exactly for normal
    results and closely for others when the classes are of equal size (Box and Andersen 1955).
    """
    classes = classes_for(draws)
    highest = quantile((classes - 1) / 2, (draws - classes) / 2, 1 - DOUBT / max(inputs, 1))
    return float(without_chance(np.array(highest), classes, draws))


def rank_correlation(inputs: Floats, outputs: Floats) -> Floats:
    """Spearman's rank correlation: its sign says which way an input pushes. [input, output], 0 without variation."""
    one, other = (_unit(pd.DataFrame(values).rank(axis=1).to_numpy()) for values in (inputs, outputs))
    correlation: Floats = one @ other.T
    return correlation


def tails(values: Floats) -> tuple[Booleans, Booleans]:
    """Draws in the lowest and in the highest tenth of an input; of a lot, those when off and those when on. [draw]."""
    if np.unique(values).size == 2:
        return values == values.min(), values == values.max()
    low, high = np.quantile(values, (TENTH, 1 - TENTH))
    return values <= low, values >= high


def ends(found: tuple[Booleans, Booleans], output: Floats) -> tuple[float, float]:
    """Median of an output in each of the two `tails` of an input."""
    low, high = found
    return float(np.median(output[low])), float(np.median(output[high]))


def _centred(outputs: Floats) -> tuple[Floats, Floats]:
    """Outputs about their mean, on a common scale, with their variances (1 where there is none)."""
    size = np.abs(outputs).max(axis=1, keepdims=True)
    scaled = outputs / np.where(size > 0, size, 1.0)
    centred = scaled - scaled.mean(axis=1, keepdims=True)
    variance = np.square(centred).mean(axis=1)
    return centred, np.where(variance > 0, variance, 1.0)


def _unit(ranks: Floats) -> Floats:
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    length = np.sqrt(np.square(centred).sum(axis=1, keepdims=True))
    unit: Floats = centred / np.where(length > 0, length, 1.0)
    return unit
