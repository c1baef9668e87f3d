"""Write docs/theory/risk-differences.md: GeoPolRisk in the published treatment and done right, step by step.

`python tools/risk_differences.py`; `tests/docs/test_risk_differences.py` fails when the page is not what this makes.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast._ground.errors import CoverageError
from orecast.sources import load
from orecast.stakes.risk import compat
from orecast.stakes.risk.governance import governance_risks
from orecast.stakes.risk.measures import geopolrisk_columns
from orecast.stakes.risk.supply import Supply, world_supply
from orecast.world import Balance, World

PAGE = Path(__file__).parent.parent / "docs" / "theory" / "risk-differences.md"
YEAR, UNION = 2022, "EU"
STEPS = {
    "governance and union": "governance of the place itself, gaps left out, the union's own trade in neither sum",
    "contained tonnes": "contained tonnes of each code once, absurd quantities re-estimated, accounts closed (M1, M2)",
    "origin": "origin instead of last port (M3)",
}
HEAD = f"""# GeoPolRisk: the published treatment and the method done right

Written by `python tools/risk_differences.py`; do not edit it by hand. Scores of the European Union in {YEAR}. From left
to right one treatment after the other is put right; the last column of numbers is the default mode. *Mostly* names the
step that moves the score most.

"""


def members() -> tuple[str, ...]:
    """Places of the European Union."""
    groups = load("groups").frame
    return tuple(groups.loc[groups["group"] == compat.UNION_GROUP, "place"].astype(str))


def score(supply: Supply) -> float:
    """GeoPolRisk score of the only user of a supply."""
    return float(geopolrisk_columns(supply)["value"].ravel()[0])


def with_governance(codes: str, mineral: str) -> float:
    """Gross tonnes as declared, with the governance of the place itself and the union's own trade in neither sum."""
    flows = load("flows").frame
    rows = flows[flows["code"].isin(codes.split(";")) & (flows["year"] == YEAR)].dropna(subset="gross_tonnes")
    output = load("production").frame
    output = output[(output["publisher"] == "WMD") & (output["mineral"] == mineral) & (output["year"] == YEAR)]
    made = output.groupby("place")["quantity"].sum() * (1e-3 if (output["unit"] == compat.KILOGRAMS).any() else 1.0)
    places = tuple(sorted({*rows["exporter"], *rows["importer"], *made.index}))
    at = pd.Index(places)
    trade = np.zeros((len(places), len(places)))
    pair = at.get_indexer(pd.Index(rows["exporter"])), at.get_indexer(pd.Index(rows["importer"]))
    np.add.at(trade, pair, rows["gross_tonnes"].to_numpy(np.float64))
    return score(last_port(places, made.reindex(list(places)).fillna(0).to_numpy(np.float64), trade))


def last_port(places: tuple[str, ...], output: Floats, trade: Floats) -> Supply:
    """The union's supply where every import counts as its exporter's own output."""
    home = np.isin(places, members()).astype(np.float64)[:, None]
    return Supply(
        origins=places, users=(UNION,), output=output, need=output, bought=trade @ home, produced=output @ home,
        used=output @ home, home=home, governance=governance_risks(places, (YEAR,)), pieces=np.ones(len(places)),
        reserves=output,
    )  # fmt: skip


def steps(name: str, mineral: str, codes: str, published: float, balance: Balance) -> dict[str, object]:
    """Scores of one mineral under each treatment, and the step that moves them most."""
    found = [
        published,
        with_governance(codes, mineral),
        score(last_port(balance.places, balance.production, balance.trade)),
        score(world_supply([balance], {UNION: members()})),
    ]
    moved = np.abs(np.diff(found))
    largest = "–" if np.isnan(moved).any() else list(STEPS)[int(moved.argmax())]
    return {"mineral": name, "published": found[0], **dict(zip(STEPS, found[1:], strict=True)), "mostly": largest}


def compared(world: World) -> tuple[list[dict[str, object]], list[dict[str, str]]]:
    """Rows of the minerals that both modes give, and those that the default mode refuses, with the reason."""
    table = compat.published_geopolrisk(compat.published_minerals(), [YEAR])
    table = table[table["country"] == UNION]
    published = dict(zip(table["mineral"].astype(str), table["gprs"].to_numpy(np.float64), strict=True))
    rows, refused = [], []
    for row in load("geopolrisk_minerals").frame.itertuples(index=False):
        name, mineral, codes = str(row.name), str(row.mineral), str(row.codes)
        try:
            balance = world.balance(mineral, [YEAR])
        except CoverageError as error:
            refused.append({"mineral": name, "published": f"{published[name]:.4f}", "why": str(error).split(". ")[0]})
            continue
        rows.append(steps(name, mineral, codes, published[name], balance))
    return rows, refused


def page(world: World) -> str:
    """The page in Markdown."""
    rows, refused = compared(world)
    counts = {step: sum(row["mostly"] == step for row in rows) for step in STEPS}
    summary = "; ".join(f"{text}: {counts[step]} of {len(rows)} minerals" for step, text in STEPS.items())
    published, origin = (pd.Series([row[one] for row in rows], dtype=float).rank() for one in ("published", "origin"))
    ranks = np.corrcoef(published, origin)[0, 1]
    return (
        f"{HEAD}Mostly {summary}. Rank correlation of the two scores over these minerals: {ranks:.2f}.\n\n"
        + "\n".join(_lines(rows))
        + "\n\n## Not given by the default mode\n\n"
        + "| mineral | published | why |\n|---|---:|---|\n"
        + "".join(f"| {row['mineral']} | {row['published']} | {row['why']} |\n" for row in refused)
    )


def _lines(rows: list[dict[str, object]]) -> Iterator[str]:
    columns = ("published", *STEPS)
    yield f"| mineral | {' | '.join(columns)} | mostly |"
    yield f"|---|{'---:|' * len(columns)}---|"
    for row in rows:
        yield f"| {row['mineral']} | {' | '.join(f'{float(str(row[one])):.4f}' for one in columns)} | {row['mostly']} |"


if __name__ == "__main__":
    PAGE.write_text(page(World.load()), encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE}\n")
