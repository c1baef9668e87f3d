"""The list of critical raw materials of the European Union, from the scores of its study (M7)."""

import pandas as pd

from orecast.stakes.risk.eu_inputs import Study, study

BOTH, BY_SCORE, BY_USE, NOT = "threshold and strategic", "threshold", "strategic", ""


def eu_list(table: Study | None = None) -> pd.DataFrame:
    """Every material or group that the list of 2023 may hold, with the reason why it does or does not.

    A material is critical where supply risk and economic importance both reach their thresholds, or where it is a
    strategic raw material (Regulation (EU) 2024/1252, Article 4). Rare earths and platinum group metals are listed as
    groups, by the score of the group; a group is strategic where a member is.

    Columns  material, list_name, supply_risk, economic_importance, stage, by_threshold, strategic, critical, why.
    Source   European Commission (2023), Study on the critical raw materials for the EU 2023; `table` swaps the study.
    """
    found = table or study()
    materials = found.materials
    single = materials["group"].eq("")
    scores = found.scores.loc[materials.index[single]]
    named = materials["strategic_name"].ne("")
    groups = set(materials.loc[named & ~single, "group"])
    strategic = (named | materials.index.to_series().isin(groups))[single]
    by_threshold = scores["supply_risk"].ge(found.method["supply_risk_threshold"]) & scores["economic_importance"].ge(
        found.method["economic_importance_threshold"]
    )
    listed = materials.loc[single, "list_name"]
    made = scores[["supply_risk", "economic_importance", "stage"]].assign(
        by_threshold=by_threshold, strategic=strategic, critical=by_threshold | strategic
    )
    made["why"] = [_why(*pair) for pair in zip(by_threshold, strategic, strict=True)]
    made.insert(0, "list_name", listed.where(listed.ne(""), made.index.to_series()))
    return made.rename_axis("material").reset_index()


def _why(by_threshold: bool, strategic: bool) -> str:
    if by_threshold:
        return BOTH if strategic else BY_SCORE
    return BY_USE if strategic else NOT
