"""Why a recomputed supply risk differs from the published one: each possible cause put right alone, in numbers (M7)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast.stakes.risk.eu import Choices, every_stage, supply_risk
from orecast.stakes.risk.eu_beside import beside_published, first_known
from orecast.stakes.risk.eu_inputs import GLOBAL, Supply, study, supplies
from orecast.world import World

EXPLAINS = 1 / 3  # share of a difference that a cause must close to be named (assumed)
HIGHEST = 10.0  # of a part: one supplier at the worst governance
KEY = ["material", "stage"]
TOGETHER = "rare-earths"  # one mineral in the statistics, fifteen materials in the study
CAUSES: Mapping[str, str] = {
    "other_stage": "another stage",
    "counted_together": "elements counted together",
    "leading_share": "the largest supplier's share",
    "published_reliance": "import reliance",
    "last_border": "origin instead of last border",
    "other_years": "the years",
    "incomplete_flows": "flows held back as incomplete",
    "sourcing_unknown": "EU sourcing unknown here",
}


def largest_differences(
    worlds: Sequence[World], later: World, count: int = 10, members: Iterable[str] | None = None
) -> pd.DataFrame:
    """The `count` largest differences, each with the score that every possible cause put right alone would give.

    The cause named is the one that closes most of the difference, if it closes a third of it; an EU sourcing that is
    not known here, whose part is solved for, only where no other does. `numbers` says what shows it. `later`: a World
    of other base years. Groups of materials are left out: their members stand for them.

    Columns  material, stage, published_stage, published, recomputed, one score for each of CAUSES (NaN where it does
             not apply), cause ('' where none is found), closes (share of the difference), numbers.
    Errors   LabelError for no World, or an unknown member.
    """
    union = None if members is None else list(members)
    made = _largest(beside_published(worlds, union), count)
    every = first_known([every_stage(world, union, Choices()) for world in worlds])
    made = made.merge(every.drop(columns=["supply_risk", "reason", "years"]), on=KEY, how="left")
    made = _with_published(made)
    for name, tables in _recomputed(worlds, later, union).items():
        made[name] = made[KEY].merge(first_known(tables), on=KEY, how="left")["supply_risk"].to_numpy()
    made["incomplete_flows"] = made["incomplete_flows"].where(made["sourcing_part"].isna())
    made["other_stage"] = made["published"] + made["recomputed"] - made["published_of_stage"]
    made["counted_together"] = made["published"] + made["recomputed"] - made["published_of_group"]
    made = _with_leaders(made, worlds[0], union)
    made["leading_share"] = _leading(made, worlds, union)
    made["implied_sourcing"], made["sourcing_unknown"] = _implied(made)
    return _named(made)


def _largest(table: pd.DataFrame, count: int) -> pd.DataFrame:
    single = table[~table["material"].isin(set(study().materials["group"]))]
    order = single["difference"].abs().sort_values(ascending=False, kind="stable", na_position="last")
    columns = [*KEY, "published_stage", "published", "recomputed", "years"]
    return single.loc[order.index[:count], columns].reset_index(drop=True)


def _with_published(made: pd.DataFrame) -> pd.DataFrame:
    """What the study prints for the stage of each row, for its group at that stage, and for its largest supplier."""
    table = study()
    found = {
        "published_of_stage": table.published("supply_risk", made),
        "published_ir": table.published("import_reliance", made),
    }
    rows = made.assign(**found).merge(
        table.suppliers.rename(columns={"place": "leader", "share": "leader_share"})[[*KEY, "leader", "leader_share"]],
        on=KEY,
        how="left",
    )
    same = rows["stage"].eq(rows["published_stage"])
    group = rows["material"].map(table.materials["group"])
    together = rows["mineral"].eq(TOGETHER) | rows["material"].map(table.materials["shares_refined"]).eq(TOGETHER)
    whole = pd.DataFrame({"material": group.where(group.ne(""), rows["material"]), "stage": rows["stage"]})
    of_group = pd.Series(table.published("supply_risk", whole), index=rows.index)
    rows["published_of_stage"] = rows["published_of_stage"].mask(same)
    rows["published_of_group"] = of_group.where(together & group.ne(""))
    return rows


def _recomputed(worlds: Sequence[World], later: World, union: list[str] | None) -> dict[str, list[pd.DataFrame]]:
    """Tables with one choice changed, by cause."""
    changed = {
        "published_reliance": replace(Choices(), reliance="published"),
        "last_border": replace(Choices(), basis="border"),
        "incomplete_flows": replace(Choices(), basis="border", allow_incomplete=True),
    }
    made = {name: [every_stage(world, union, asked) for world in worlds] for name, asked in changed.items()}
    return {**made, "other_years": [every_stage(later, union, Choices())]}


def _with_leaders(made: pd.DataFrame, world: World, union: list[str] | None) -> pd.DataFrame:
    """Where no largest supplier is printed and the study's score rests on global supply alone: what it implies.

    The largest supplier here, with the share whose square times its risk is the published score over recycling and
    substitution, at most all; others count for nothing.
    """
    supply, scores = supplies(world, study(), union), study().scores
    risk, number = supply.risk(GLOBAL), _numbers(supply)
    made = made.assign(leader_from="printed")
    for n, row in enumerate(_records(made)):
        alone = (
            scores.at[row["material"], f"supply_{row['stage']}"] == GLOBAL and row["stage"] == row["published_stage"]
        )
        if isinstance(row["leader"], str) or not alone or row["top_supplier"] not in supply.places:
            continue
        worst = risk[number[row["material"], row["stage"]], supply.places.index(row["top_supplier"])]
        share = np.sqrt(_both_parts(row) / worst)
        told = {"leader": row["top_supplier"], "leader_share": min(1.0, float(share)), "leader_from": "implied"}
        made.loc[n, list(told)] = list(told.values())
    return made


def _numbers(supply: Supply) -> dict[tuple[str, str], int]:
    """Row of each material and stage."""
    return {pair: n for n, pair in enumerate(zip(supply.rows["material"], supply.rows["stage"], strict=True))}


def _leading(made: pd.DataFrame, worlds: Sequence[World], union: list[str] | None) -> Floats:
    """Score with the published share of the world's largest supplier, all others scaled to the rest."""
    found = np.full(len(made), np.nan)
    for world in worlds:
        part = _led(made, world, union)
        score = supply_risk(part, *(made[name].to_numpy(float) for name in FORMULA))
        found = np.where(np.isnan(found), score, found)
    return np.asarray(found)


FORMULA = ("sourcing_part", "import_reliance", "recycling_rate", "substitution")


def _led(made: pd.DataFrame, world: World, union: list[str] | None) -> Floats:
    """Global part of each row with the published share of its leader; NaN where no share is printed. [row]."""
    supply = supplies(world, study(), union)
    risk, number = supply.risk(GLOBAL), _numbers(supply)
    found = np.full(len(made), np.nan)
    for n, row in enumerate(_records(made)):
        if row["leader"] in supply.places:
            at, place = number[row["material"], row["stage"]], supply.places.index(row["leader"])
            tonnes = supply.world[at]
            share = tonnes / tonnes.sum()
            share = np.where(np.arange(share.size) == place, 0, share) * (1 - row["leader_share"]) / (1 - share[place])
            share[place] = row["leader_share"]
            found[n] = np.nansum(share**2 * risk[at])
    return found


def _implied(made: pd.DataFrame) -> tuple[Floats, Floats]:
    """EU sourcing part that the published score implies where it is not known here, and the score with it.

    Published score and import reliance, this World's global part; NaN where the study has no sourcing part either.
    """
    supply = [study().scores.at[row.material, f"supply_{row.stage}"] for row in made.itertuples()]
    asked = made["sourcing_part"].isna() & pd.Series(supply, index=made.index).isin(["both", "sourcing"])
    asked &= made["stage"].eq(made["published_stage"])
    reliance, world = made["published_ir"], made["global_part"]
    both = made["published"] / ((1 - made["recycling_rate"]) * made["substitution"])
    sourcing = ((both - world * reliance / 2) / (1 - reliance / 2)).clip(0, HIGHEST).where(asked)
    score = supply_risk(
        *(column.to_numpy(float) for column in (world, sourcing, reliance)),
        *(made[name].to_numpy(float) for name in FORMULA[2:]),
    )
    return sourcing.to_numpy(float), np.where(asked, score, np.nan)


def _named(made: pd.DataFrame) -> pd.DataFrame:
    """The cause that closes most of each difference, and what shows it."""
    gap = (made["recomputed"] - made["published"]).abs().to_numpy(float)
    scores = made[[*CAUSES]].to_numpy(float)
    closes = 1 - np.abs(scores - made["published"].to_numpy(float)[:, None]) / gap[:, None]
    best = np.where(np.isnan(closes), -np.inf, closes)
    best[best[:, :-1].max(axis=1) >= EXPLAINS, -1] = -np.inf  # solved for, so only where no other cause is found
    names = [
        list(CAUSES)[column] if best[row, column] >= EXPLAINS else "" for row, column in enumerate(best.argmax(axis=1))
    ]
    told = [NUMBERS[name](row) for name, row in zip(names, _records(made), strict=True)]
    made = made.assign(
        cause=[CAUSES.get(name, "") for name in names],
        closes=np.where([name != "" for name in names], best.max(axis=1), np.nan),
        numbers=told,
    )
    return made[[*KEY, "published_stage", "published", "recomputed", *CAUSES, "cause", "closes", "numbers"]]


def _records(made: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in made.to_dict("records")]


def _of_group(row: Mapping[str, Any]) -> str:
    return (
        f"one mineral in the statistics; the study's group has {row['published_of_group']:.1f} at this stage, "
        f"the element {row['published']:.1f}"
    )


def _both_parts(row: Mapping[str, Any]) -> float:
    """What the published score leaves for the global and the sourcing part together."""
    return float(row["published"] / ((1 - row["recycling_rate"]) * row["substitution"]))


def _parts(row: Mapping[str, Any]) -> str:
    sourcing = f"{row['sourcing_part']:.2f}" if row["sourcing_part"] == row["sourcing_part"] else "unknown"
    here = f"global {row['global_part']:.2f}, sourcing {sourcing}"
    return f"the published score implies {_both_parts(row):.2f} for both parts together; here {here}"


IMPLIED = {"printed": "", "implied": ", as its score by global supply alone implies"}
NUMBERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "other_stage": lambda row: (
        f"{row['stage']} here, {row['published_stage']} in the study, which has {row['published_of_stage']:.1f} for "
        f"{row['stage']}"
    ),
    "counted_together": _of_group,
    "leading_share": lambda row: (
        f"{row['leader']} has {row['leader_share']:.0%} in the study{IMPLIED[row['leader_from']]}; the largest here is "
        f"{row['top_supplier']} with {row['top_share']:.0%}"
    ),
    "published_reliance": lambda row: f"{row['import_reliance']:.2f} here, {row['published_ir']:.2f} in the study",
    "last_border": lambda row: f"largest origin {row['top_sourcing']} with {row['top_sourcing_share']:.0%}",
    "other_years": lambda row: f"{row['recomputed']:.2f} in {row['years']}, {row['other_years']:.2f} in later years",
    "incomplete_flows": lambda row: (
        f"global part alone, {row['global_part']:.2f}; imports by the last border, incomplete as they are, give "
        f"{row['incomplete_flows']:.2f}"
    ),
    "sourcing_unknown": lambda row: (
        f"global part alone, {row['global_part']:.2f}; the published score implies an EU sourcing part of "
        f"{row['implied_sourcing']:.2f} at a reliance of {row['published_ir']:.2f}"
    ),
    "": _parts,
}
