"""Write docs/theory/eu-supply-risk.md: the EU's supply risk recomputed from our statistics beside the published scores.

`python tools/eu_supply_risk.py`. The years nearest to those of the study (2016 to 2020) come first; a stage without
data in them takes the present base years.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from orecast.desk.risk_charts import published_and_recomputed
from orecast.stakes.risk.eu_beside import Agreement, agreement, beside_published
from orecast.stakes.risk.eu_causes import CAUSES, EXPLAINS, largest_differences
from orecast.stakes.risk.eu_inputs import study
from orecast.stakes.risk.eu_list import eu_list
from orecast.world import World

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "theory" / "eu-supply-risk.md"
PICTURE = ROOT / "docs" / "images" / "eu-supply-risk.svg"
YEARS = (2018, 2019, 2020)
COUNT = 10


def tables() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The scores beside the published ones, and the largest differences with their causes."""
    worlds = [World.load(YEARS), World.load()]
    return beside_published(worlds), largest_differences(worlds, worlds[1], COUNT)


def page(beside: pd.DataFrame, largest: pd.DataFrame) -> str:
    """The page in Markdown."""
    groups = study().materials["group"]
    together = {*groups.index[groups.ne("")], *groups[groups.ne("")]}
    alone = beside[~beside["material"].isin(together)]
    stages = [agreement(beside, f"published_{stage}", f"recomputed_{stage}") for stage in ("primary", "refined")]
    agreed = [
        ("stage maximum", agreement(beside)),
        ("the same without rare earths and platinum metals", agreement(alone)),
    ]
    agreed += [("primary stage", stages[0]), ("refined stage", stages[1])]
    known = beside.dropna(subset=["recomputed"])
    return PAGE_TEXT.format(
        years=f"{YEARS[0]}–{YEARS[-1]}",
        rows=table(
            SHOWN, beside.assign(stage=beside["stage"].where(beside["recomputed"].notna(), "–")).to_dict("records")
        ),
        agreed="\n".join(agreement_row(*pair) for pair in agreed),
        silent="\n".join(silent_row(row) for row in beside[beside["recomputed"].isna()].to_dict("records")),
        known=len(known),
        unknown=len(beside) - len(known),
        criteria=criteria(known),
        differences="\n".join(map(difference_row, largest.to_dict("records"))),
        causes=causes(largest),
        tried=tried(largest),
        third=f"{EXPLAINS:.0%}",
        list=listed(),
    )


SHOWN = {
    "material": "material", "published": "published", "recomputed": "recomputed", "published_stage": "stage",
    "stage": "recomputed at", "published_primary": "primary", "recomputed_primary": "recomputed",
    "published_refined": "refined", "recomputed_refined": "recomputed", "years": "years", "reason": "note",
}  # fmt: skip


def table(columns: dict[str, str], rows: Sequence[dict[Any, Any]]) -> str:
    """Rows as Markdown."""
    head = f"| {' | '.join(columns.values())} |\n|{'---|' * len(columns)}"
    return "\n".join([head, *(f"| {' | '.join(cell(row[name]) for name in columns)} |" for row in rows)])


def silent_row(row: dict[Any, Any]) -> str:
    """A material without a score, and why."""
    return f"| {row['material']} | {row['published']:.2f} | {row['reason']} |"


def cell(value: object) -> str:
    """Two decimals, a dash for a gap, text as it is."""
    if isinstance(value, float):
        return "–" if value != value else f"{value:.2f}"
    return str(value).replace("|", "\\|")


def agreement_row(what: str, found: Agreement) -> str:
    """One line of the table of agreement."""
    return f"| {what} | {found.rank_correlation:.2f} | {found.count} | {found.median_difference:.2f} |"


def criteria(known: pd.DataFrame) -> str:
    """How often both sides agree on whether a material is critical by its scores."""
    both = int((known["published_critical"] & known["recomputed_critical"]).sum())
    lost = sorted(known.loc[known["published_critical"] & ~known["recomputed_critical"], "material"])
    new = sorted(known.loc[~known["published_critical"] & known["recomputed_critical"], "material"])
    neither = len(known) - both - len(lost) - len(new)
    told = f"By the thresholds {both} of them are critical on both sides and {neither} on neither."
    told += f" Critical in the study alone: {', '.join(lost) or 'none'}."
    return f"{told} Critical here alone: {', '.join(new) or 'none'}."


def difference_row(row: dict[Any, Any]) -> str:
    """One of the largest differences with its cause."""
    cause = f"{row['cause']}, {row['closes']:.0%}" if row["cause"] else "none of those tried"
    cells = (row["material"], row["stage"], cell(row["published"]), cell(row["recomputed"]), cause, row["numbers"])
    return f"| {' | '.join(cells)} |"


def tried(largest: pd.DataFrame) -> str:
    """The score that each cause put right alone would give."""
    columns = {"material": "material", "published": "published", "recomputed": "recomputed", **CAUSES}
    return table(columns, largest.to_dict("records"))


def causes(largest: pd.DataFrame) -> str:
    """How many of the differences each cause explains."""
    found = largest["cause"].replace("", "none of those tried").value_counts()
    return "; ".join(f"{cause}: {count}" for cause, count in found.items())


def listed() -> str:
    """The list, in words."""
    found = eu_list()
    names = found.loc[found["critical"] & ~found["by_threshold"], "material"]
    return (
        f"{int(found['by_threshold'].sum())} materials pass both thresholds, with light and heavy rare earths and "
        f"platinum group metals as groups; {' and '.join(names)} are on it as strategic raw materials: "
        f"{int(found['critical'].sum())} in all."
    )


PAGE_TEXT = """<!-- Written by `python tools/eu_supply_risk.py`; change the tool, not this page. -->

# The European Union's supply risk

`orecast risk eu-supply-risk`, `orecast.stakes.risk.eu.eu_supply_risk`. The method of the European Commission (Joint
Research Centre, 2017) on our own statistics, beside the 90 scores of its study of 2023.

## The formula

(M7) `SR = [HHI(global) · IR/2 + HHI(EU sourcing) · (1 − IR/2)] · (1 − EoL_RIR) · SI`, with `HHI = Σ S² · WGI · t`

- `S`: shares of the places that supply the world, or the European Union.
- `WGI`: governance risk from 0 (best) to 10: `(2.5 − mean of the six Worldwide Governance Indicators) · 2`, mean of
  2017 to 2021. China has 5.65. A place without an estimate leaves both sums; the share of tonnes it hides is shown.
- `t`: above 1 where exports are restricted, 0.8 for members and some agreements, else 1 (`eu_trade_parameters`).
- `IR`: import reliance, (imports − exports) over (production + imports − exports); it counts as 0 below 0 and as 1
  above 1, and is shown as computed. `EoL_RIR` (recycling) and `SI` (substitution) are the study's.
- Where the sourcing of the EU is not known, the global part stands alone. A material with two stages takes the larger
  score (`--stage primary`, `refined` or `each` show them; `--variant global` or `sourcing` one part alone).
- Light and heavy rare earths and platinum group metals are also scored as groups, by the mean of their members.

**The Union is a value.** Its members are a list of places (`--members`), never a setting. Trade among them is neither
import nor export, in the numerator and in the denominator alike.

**Origin instead of last border.** `S` of the sourcing is what members use by the place that produced it (M3). The study
takes the last border from customs records; `--basis border` does so too.

**Incomplete flows** give no sourcing, unless `--allow-incomplete` asks for it.

**Tonnes that nobody is named for.** Where only shares of refined output are published, the rest counts as many small
suppliers: it lowers no share that is known, and at most its own share squared times 10 is missed.

## After a deal

`orecast risk eu-supply-risk --after DEAL.yaml` (`orecast.stakes.risk.eu_risk_after`): without and with the deal, year
by year, median and 90 % range of the draws and of the paired change. A stage whose mineral the deal touches takes the
supply of the world, the sourcing of the members by origin and their import reliance from the cleared market, where
places that stand together are taken apart again by base output. The other stage stays as it is in the World, which the
`reason` says, and the maximum of the two is taken in each draw: a deal on ore then moves no score that its refined
stage rules (rare earths, lithium, aluminium). `--stage each` shows both. A market has no last borders, so
`--basis border` is refused. Governance, `t`, recycling and substitution stay those of the study.

## By hand

Dysprosium, refined, is made in one country and its EU sourcing is not known, so SR = 5.7 · 0.99 · 0.99 = 5.6,
as printed; so do the other seven heavy rare earths of one supplier. With 5.65 dysprosium would be 5.5: the study rounds
elsewhere, or used another revision of the indicators.

## The list

`orecast risk eu-list`: {list} That is the list of Regulation (EU) 2024/1252; a test compares the names.

## Beside the study

Base years {years}, the nearest here to those of the study (2016 to 2020); a stage without data in them takes those of
the present base, most often 2024. {known} of the 90 materials have a score here, {unknown} have none, for the cause
that stands [below](#without-a-score).

| compared | rank correlation (Spearman) | materials | median absolute difference |
|---|---|---|---|
{agreed}

{criteria}

![Supply risk recomputed over published; the ten largest differences are named](../images/eu-supply-risk.svg)

### The ten largest differences

Each possible cause is put right alone, and the score is computed again. The cause named is the one that closes most of
the difference, if it closes a third of it ({third}); the share closed stands beside it. "EU sourcing unknown here" is
named only where no other cause is found. It closes all by its making, because the missing part is solved for: judge it
by whether that part is plausible (0 to 10). Of the ten: {causes}.

| material | stage | published | recomputed | cause and share closed | what shows it |
|---|---|---|---|---|---|
{differences}

The score that each cause alone would give; a dash where it does not apply:

{tried}

### Without a score

| material | published | cause |
|---|---|---|
{silent}

### All 90

{rows}
"""


def write_page() -> None:
    """Compute, write the page and its picture."""
    beside, largest = tables()
    PAGE.write_text(page(beside, largest), encoding="utf-8")
    PICTURE.write_text(published_and_recomputed(beside, largest["material"]) + "\n", encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)} and {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    write_page()
