"""How often a large exporter of a mineral loses half of its exports within a year, by its political stability.

Writes src/orecast/data/disruption_rates.csv from the customs record and the governance indicators beside the
repository: `python tools/disruption_rates.py ../shared/data`. An exporter-year counts where the exporter holds more
than 15 % of the world's exports of a code by value, which are more than 50 million USD; it is a disruption where the
exporter keeps less than half of its value next year while the others keep at least 80 % of theirs. Base years from
1996 to 2012.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats

TABLE = Path(__file__).parent.parent / "src" / "orecast" / "data" / "disruption_rates.csv"
SHARE, VALUE_KUSD, KEPT, OTHERS_KEPT = 0.15, 50_000, 0.5, 0.8
FIRST, LAST = 1996, 2012
BANDS = ((-5.0, -1.0), (-1.0, -0.25), (-0.25, 0.5), (0.5, 5.0))
SOURCE = (
    "CEPII BACI 1996-2013, 74 codes, and Worldwide Governance Indicators: {events} of {years} exporter-years "
    "(tools/disruption_rates.py)"
)


def exporter_years(folder: Path) -> pd.DataFrame:
    """Large exporters by code and base year: stability, and whether it was disrupted."""
    rows = pd.read_parquet(folder / "baci_minerals_1995_2024.parquet")
    rows = rows[rows["year"].between(FIRST, LAST + 1)]
    value = rows.groupby(["hs6", "year", "exporter"])["value_kusd"].sum().rename("value").reset_index()
    value["world"] = value.groupby(["hs6", "year"])["value"].transform("sum")
    later = value.assign(year=value["year"] - 1).rename(columns={"value": "next", "world": "next_world"})
    both = value.merge(later[["hs6", "year", "exporter", "next"]], "left", ["hs6", "year", "exporter"])
    both = both.merge(later.drop_duplicates(["hs6", "year"])[["hs6", "year", "next_world"]], "left", ["hs6", "year"])
    both = both[both["year"].le(LAST) & both["world"].gt(VALUE_KUSD) & both["value"].gt(SHARE * both["world"])]
    both["next"] = both["next"].fillna(0)
    others = (both["next_world"] - both["next"]) / (both["world"] - both["value"])
    both["disrupted"] = both["next"].lt(KEPT * both["value"]) & others.ge(OTHERS_KEPT)
    return both.assign(stability=stability(folder, both))


def stability(folder: Path, rows: pd.DataFrame) -> Floats:
    """Political stability of each row's exporter in its year, or in the year before where there is none."""
    table = pd.read_csv(folder / "wgi_political_stability.csv", keep_default_na=False)
    table["code"] = pd.to_numeric(table["country_code"], errors="coerce")
    scores = table.dropna(subset="code").drop_duplicates(["code", "year"]).set_index(["code", "year"])
    found = scores["political_stability"].astype(float)
    pairs = [list(zip(rows["exporter"].astype(float), rows["year"] - back, strict=True)) for back in (0, 1)]
    now, before = (found.reindex(pd.MultiIndex.from_tuples(pair)).to_numpy() for pair in pairs)
    return np.where(np.isnan(now), before, now)


def main(folder: Path) -> None:
    """Count, and write the table."""
    rows = exporter_years(folder)
    lines = ["place,score_from,score_to,probability,unit,status,source"]
    for low, high in BANDS:
        inside = rows[(rows["stability"] >= low) & (rows["stability"] < high)]
        source = SOURCE.format(events=int(inside["disrupted"].sum()), years=len(inside))
        lines.append(f',{low:g},{high:g},{inside["disrupted"].mean():.4f},per year,measured,"{source}"')
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{rows['stability'].isna().sum()} of {len(rows)} exporter-years have no score\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
