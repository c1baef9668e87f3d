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
    """place, year, measure, value of the files that are there; the six of 2024 are rounded to four decimals.

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
            "value": kept["value"].astype("float64"),
        }
    )
    rounded = table["measure"].isin(SIX.values())
    table["value"] = table["value"].where(~rounded, table["value"].round(4))
    order = ["measure", "place", "year"]
    return table.sort_values(order, ignore_index=True)


def _stability(folder: Path) -> pd.DataFrame:
    """Political stability. The extract names two series 'Guyana': the first of a year is French Guiana's.

    The 2024 update names both and agrees to 0.02 until 2022; from 2023 on the two are printed alike.
    """
    raw = raw_csv(folder, STABILITY, "country", "year", "political_stability")
    rows = raw.rename(columns={"political_stability": "value"})
    twice = rows["country"].eq("Guyana") & rows.duplicated(["country", "year"], keep="last")
    rows["country"] = rows["country"].mask(twice, "French Guiana")
    return rows[["country", "year", "value"]].assign(measure="political_stability")


def _six(folder: Path) -> pd.DataFrame:
    six = raw_csv(folder, SIX_FILE, "country", "year", *SIX).rename(columns=SIX)
    return six.melt(["country", "year"], list(SIX.values()), "measure", "value")


STABILITY, SIX_FILE = "wgi_political_stability.csv", "wgi_six_dimensions_1996_2023.csv"
READERS = {STABILITY: _stability, SIX_FILE: _six}
