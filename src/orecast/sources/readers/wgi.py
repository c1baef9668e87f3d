"""Worldwide Governance Indicators: two revisions, which must not be mixed."""

from pathlib import Path

import pandas as pd

from orecast.sources.formats import downloads
from orecast.sources.names import PlaceNames
from orecast.sources.readers.raw import raw_csv

SIX = {
    "va": "voice_2024_update", "pv": "political_stability_2024_update", "ge": "effectiveness_2024_update",
    "rq": "regulation_2024_update", "rl": "rule_of_law_2024_update", "cc": "corruption_control_2024_update",
}  # fmt: skip


COLUMNS = ["place", "year", "measure", "value"]


def read_governance(folder: Path, names: PlaceNames) -> pd.DataFrame:
    """place, year, measure, value; estimates as published, rounded to four decimals; of the files that are there.

    'political_stability' is the later revision (to 2024, or a newer wgidataset); the six '_2024_update' measures are
    the 2024 update. Estimates run from about -2.5 (worst) to 2.5 (best).
    """
    parts = [read(folder) for name, read in READERS.items() if downloads.has(folder, name)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.concat(parts)
    kept = rows[rows["value"].ne("")]
    table = pd.DataFrame(
        {
            "place": kept["country"].map(names.place),
            "year": kept["year"].astype("int64"),
            "measure": kept["measure"],
            "value": kept["value"].astype("float64").round(4),
        }
    )
    order = ["measure", "place", "year"]
    return table.sort_values(order, ignore_index=True)


def _stability(folder: Path) -> pd.DataFrame:
    raw = raw_csv(folder, STABILITY, "country", "year", "political_stability")
    rows = raw.rename(columns={"political_stability": "value"})
    return rows[["country", "year", "value"]].assign(measure="political_stability")


def _six(folder: Path) -> pd.DataFrame:
    six = raw_csv(folder, SIX_FILE, "country", "year", *SIX).rename(columns=SIX)
    return six.melt(["country", "year"], list(SIX.values()), "measure", "value")


STABILITY, SIX_FILE = "wgi_political_stability.csv", "wgi_six_dimensions_1996_2023.csv"
READERS = {STABILITY: _stability, SIX_FILE: _six}
