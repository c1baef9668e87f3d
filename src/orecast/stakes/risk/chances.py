"""Chance of a one-year disruption of an origin, from a table that a user may replace."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast._ground.errors import DataError
from orecast.sources import load
from orecast.stakes.risk import formulas

COLUMNS = ("place", "score_from", "score_to", "probability")


def disruption_rates(path: Path | None = None) -> pd.DataFrame:
    """Rows of place, score_from, score_to, probability (per year): those of the edition, or of a csv file of a user.

    A row with a place holds for that place; one without holds for every place whose political stability lies in
    score_from ≤ score < score_to. Errors: DataError naming file, line and rule.
    """
    if path is None:
        return load("disruption_rates").frame
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as fault:
        raise DataError(f"{path} cannot be read as csv ({fault}). Its columns are {', '.join(COLUMNS)}.") from fault
    if missing := [name for name in COLUMNS if name not in table]:
        raise DataError(f"{path} lacks the columns {', '.join(missing)}. Its columns are {', '.join(COLUMNS)}.")
    for name in COLUMNS[1:]:
        table[name] = pd.to_numeric(table[name].where(table[name] != ""), errors="coerce")
    wrong = ~table["probability"].between(0, 1)
    banded = table["place"].eq("") & (table["score_from"].isna() | table["score_to"].isna())
    if (wrong | banded).any():
        line = int(np.flatnonzero(wrong | banded)[0]) + 2
        raise DataError(
            f"{path}, line {line}: a probability lies between 0 and 1, and a row without a place has score_from and "
            "score_to. Correct the line."
        )
    return table


def chances(places: Sequence[str], risk: Floats, rates: pd.DataFrame) -> Floats:
    """Chance of each place in a year; NaN where it has neither a row of its own nor a score. [..., place].

    `risk` is governance risk [..., place], from which the score is found again.
    """
    score = formulas.WORST - formulas.SPAN * risk
    found = np.full(score.shape, np.nan)
    banded = rates[rates["place"].eq("")][["score_from", "score_to", "probability"]].to_numpy(np.float64)
    for low, high, probability in banded:
        found = np.where((score >= low) & (score < high), probability, found)
    own = rates[rates["place"].ne("")].drop_duplicates("place", keep="last").set_index("place")["probability"]
    named = own.reindex(list(places)).to_numpy(np.float64)
    return np.where(np.isnan(named), found, named)
