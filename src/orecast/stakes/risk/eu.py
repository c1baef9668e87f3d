"""Supply risk by the method of the European Union (M7): the formula, and its table over materials and stages.

Source  European Commission, Joint Research Centre (2017), Methodology for establishing the EU list of critical raw
        materials; docs/theory/eu-supply-risk.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from orecast._ground.arrays import Floats
from orecast._ground.errors import LabelError
from orecast._ground.labels import require_known
from orecast.stakes.risk.eu_inputs import GLOBAL, SOURCING, STAGES, Basis, Study, Supply, study, supplies
from orecast.stakes.risk.formulas import concentration, hidden_share
from orecast.world import World

Variant = Literal["combined", "global", "sourcing"]
Stage = Literal["maximum", "primary", "refined", "each"]
Reliance = Literal["world", "published"]
NEXT = "'orecast risk eu-list' shows the materials of the study."


def supply_risk(
    global_part: Floats, sourcing_part: Floats, import_reliance: Floats, recycling_rate: Floats, substitution: Floats
) -> Floats:
    """EU supply risk (M7): [global · IR/2 + sourcing · (1 - IR/2)] · (1 - recycling) · substitution.

    The parts are Σ share² · governance · t of the world's supply and of the EU's sourcing. IR counts as 0 below 0 and
    as 1 above 1. Where the sourcing or the reliance is not known (NaN), the global part stands alone.
    Shapes  broadcast. Units: governance from 0 (best) to 10, all else without unit.
    Source  JRC (2017), eq. 4; by hand in tests/textbook/test_eu_by_hand.py.
    """
    weight = np.clip(np.asarray(import_reliance, dtype=float), 0.0, 1.0) / 2
    both = global_part * weight + sourcing_part * (1 - weight)
    return np.asarray(np.where(np.isnan(both), global_part, both) * (1 - recycling_rate) * substitution, dtype=float)


@dataclass(frozen=True)
class Choices:
    """What a table of supply risk rests on.

    variant: both parts, or the global or the sourcing part alone. stage: `primary`, `refined`, the `maximum` of the two
    as the study does, or `each` as a row of its own. basis: sourcing by place of origin, or by the last border crossed.
    reliance: import reliance of the World, or as published. allow_incomplete: sourcing from incomplete flows too.
    """

    variant: Variant = "combined"
    stage: Stage = "maximum"
    basis: Basis = "origin"
    reliance: Reliance = "world"
    allow_incomplete: bool = False

    def __post_init__(self) -> None:
        """Require known choices. Errors: LabelError with near names."""
        for name, allowed in ALLOWED.items():
            step = f"Choose one of {', '.join(allowed)}."
            require_known(getattr(self, name), allowed, name, "the choices of EU supply risk", step)


ALLOWED = {
    "variant": get_args(Variant), "stage": get_args(Stage), "basis": get_args(Basis), "reliance": get_args(Reliance)
}  # fmt: skip


def eu_supply_risk(
    world: World,
    members: Iterable[str] | None = None,
    materials: Iterable[str] | None = None,
    choices: Choices | None = None,
) -> pd.DataFrame:
    """Supply risk of the materials of the EU study, recomputed from a World (M7).

    `members`: the places whose supply it is, the European Union without it; their trade with each other is neither
    import nor export. `materials`: names of the study, all without it. One row a material, or one a material and stage
    with `choices.stage` 'each'; a gap says its `reason`.

    Columns  material, stage, mineral, years, supply_risk, global_part, sourcing_part, import_reliance (as computed,
             before it is cut to 0…1), recycling_rate, substitution, top_supplier, top_share (of the world),
             top_sourcing, top_sourcing_share, hidden_global, hidden_sourcing (share of tonnes of places without
             governance, or that no place is named for), reason.
    Errors   LabelError for an unknown material, member or choice.
    """
    asked, table = choices or Choices(), study()
    chosen = known_materials(table, materials)
    found = finished(every_stage(world, members, asked, chosen), asked.stage)
    return found[found["material"].isin(chosen)].reset_index(drop=True)


def every_stage(
    world: World, members: Iterable[str] | None, choices: Choices, materials: Iterable[str] | None = None
) -> pd.DataFrame:
    """The table of every material and stage that the study looked at, groups of materials still without a score.

    With `materials` these and the members of the groups among them only.
    Errors  LabelError for an unknown member.
    """
    table = study() if materials is None else study().of(materials)
    return _table(table, supplies(world, table, members, choices.basis, choices.allow_incomplete), choices)


def finished(every: pd.DataFrame, stage: Stage) -> pd.DataFrame:
    """`every_stage` reduced to the stage asked for, and each group of materials scored as the mean of its members."""
    kept = every[every["stage"].eq(stage)] if stage in STAGES else every
    return _with_groups(_largest(kept) if stage == "maximum" else kept, stage == "each")


def known_materials(table: Study, materials: Iterable[str] | None) -> list[str]:
    """Materials of the study as they are named, all without any. Errors: LabelError with near names."""
    names = list(table.scores.index)
    if materials is None:
        return names
    found = [require_known(name, names, "material", "the EU study of 2023", NEXT) for name in materials]
    if not found:
        raise LabelError(f"no material of the EU study is named. Leave them out for all. {NEXT}")
    return found


def materials_named(label: str) -> list[str]:
    """Materials of the study behind a name of it or of the list, in any case, or a mineral id.

    'cobalt' is Cobalt; 'rare-earths' and 'titanium' are every material that is counted in that mineral.
    Errors  LabelError with near names.
    """
    materials, wanted = study().materials, label.strip().casefold()
    for columns in (["list_name", "strategic_name"], ["mineral_primary", "mineral_refined", "shares_refined"]):
        own = materials.index.str.casefold() == wanted
        if own.any():
            return list(materials.index[own])
        held = materials[columns].apply(lambda column: column.str.casefold().eq(wanted)).any(axis=1)
        if held.any():
            return list(materials.index[held])
    spelt = {*materials.index, *materials["list_name"], *materials["mineral_primary"], *materials["mineral_refined"]}
    known = sorted(spelt - {""})
    require_known(label, known, "material", "the EU study of 2023", NEXT)
    return []


def _table(table: Study, supply: Supply, asked: Choices) -> pd.DataFrame:
    """Every material and stage that the study looked at, in one pass."""
    rows = supply.rows
    risk = {scope: supply.risk(scope) for scope in (GLOBAL, SOURCING)}
    parts = {
        GLOBAL: concentration(supply.world, risk[GLOBAL]),
        SOURCING: concentration(supply.sourcing, risk[SOURCING]),
    }
    recycling, substitution = (
        table.scores.loc[rows["material"], name].to_numpy(np.float64)
        for name in ("recycling_rate", "substitution_supply")
    )
    published = table.published("import_reliance", rows)
    reliance = published if asked.reliance == "published" else supply.import_reliance
    first, nearest = (_top(amounts, supply.places) for amounts in (supply.world, supply.sourcing))
    score = supply_risk(*taken(parts, asked.variant), reliance, recycling, substitution)
    made = rows.assign(
        supply_risk=score,
        global_part=parts[GLOBAL],
        sourcing_part=parts[SOURCING],
        import_reliance=reliance,
        recycling_rate=recycling,
        substitution=substitution,
        top_supplier=first[0],
        top_share=first[1],
        top_sourcing=nearest[0],
        top_sourcing_share=nearest[1],
        hidden_global=hidden_share(supply.world, supply.governance),
        hidden_sourcing=hidden_share(supply.sourcing, supply.governance),
    )
    return made.assign(reason=_reason(made, asked.variant))


def taken(parts: dict[str, Floats], variant: Variant) -> tuple[Floats, Floats]:
    """Global and sourcing part as the variant takes them; a part alone stands in both places."""
    if variant == "combined":
        return parts[GLOBAL], parts[SOURCING]
    alone = parts[GLOBAL if variant == "global" else SOURCING]
    return alone, alone


def _reason(made: pd.DataFrame, variant: Variant) -> "pd.Series[str]":
    """Why a row has no score, or has only a part of it."""
    unsaid = made["reason"].eq("") & made["substitution"].isna()
    told = made["reason"].mask(unsaid, "the extract of the study lacks the substitution index")
    return told if variant != "global" else told.mask(made["supply_risk"].notna(), "")


def _top(amounts: Floats, places: tuple[str, ...]) -> "tuple[pd.Series[str], Floats]":
    """Largest supplier of each row and its share of all tonnes, those that no place is named for counted."""
    held = np.nan_to_num(amounts)
    whole = held.sum(axis=1)
    named = np.pad(held[:, : len(places)], ((0, 0), (0, 1)))  # nobody, where no row has a supplier
    labels = pd.Series(np.array([*places, ""], dtype=object)[named.argmax(axis=1)], dtype=str)
    share = np.divide(named.max(axis=1), whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return labels.where(whole > 0, ""), share


def _with_groups(table: pd.DataFrame, by_stage: bool) -> pd.DataFrame:
    """Score each group as the mean of its members, a gap where one of them has no score.

    The study's own rule: of the heavy rare earths (5.6 seven times, 4.9, 3.5, 3.3) it is 5.1.
    """
    part = table["stage"] if by_stage else pd.Series("", index=table.index)
    group = table["material"].map(study().materials["group"])
    made = table.copy()
    numbers = made.select_dtypes("number").columns
    for (name, stage), members in table[group.ne("")].groupby([group, part]):
        row = made["material"].eq(str(name)) & part.eq(str(stage))
        silent = members.loc[members["supply_risk"].isna(), "material"].tolist()
        told = f"no score of {', '.join(silent)}" if silent else f"the mean of its {len(members)} members"
        made.loc[row, numbers] = np.nan if silent else members[numbers].mean().to_numpy()
        for text in ("stage", "mineral", "years", "top_supplier", "top_sourcing"):
            made.loc[row, text] = members[text].mode().iloc[0]
        made.loc[row, "reason"] = told
    return made


def _largest(table: pd.DataFrame) -> pd.DataFrame:
    """Of each material the stage with the larger score; the first where there is none."""
    order = table["supply_risk"].fillna(-np.inf)
    best = order.groupby(table["material"], sort=False).idxmax()
    return table.loc[best.sort_values()]
