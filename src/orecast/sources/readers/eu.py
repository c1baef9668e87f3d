"""The European Commission's study of 2023: scores of 90 materials, trade parameters, largest suppliers."""

from pathlib import Path

import pandas as pd

from orecast._ground.errors import DataError
from orecast._ground.labels import suggestion
from orecast.sources.names import PlaceNames
from orecast.sources.readers.raw import NEXT, raw_csv, raw_numbers

SCORES_FILE = "eu_crm_2023_published_sr_ei.csv"
PARAMETERS_FILE = "eu_trade_parameters_t.csv"
SUPPLIERS_FILE = "eu_crm2023_indicators.csv"
FILES = (SCORES_FILE, PARAMETERS_FILE, SUPPLIERS_FILE)
PUBLISHER = "European Commission"
STAGE = {"Extraction": "primary", "Processing": "refined"}
STAGES = {"E": "primary", "P": "refined", "E+P": "both"}
SUPPLY = {"GS+EU": "both", "GSonly": "global", "EUonly": "sourcing", "EU": "sourcing", "": ""}
RENAMED = {
    "SR": "supply_risk", "EI": "economic_importance", "SR_primary": "supply_risk_primary",
    "SR_refined": "supply_risk_refined", "SI_EI": "substitution_economic", "SI_SR": "substitution_supply",
    "IR_primary_pct": "import_reliance_primary", "IR_refined_pct": "import_reliance_refined",
    "EoL_RIR_pct": "recycling_rate",
}  # fmt: skip
SCORES = [
    "material", "stage", "stages", "supply_risk", "economic_importance", "supply_primary", "supply_risk_primary",
    "supply_refined", "supply_risk_refined", "substitution_economic", "substitution_supply", "import_reliance_primary",
    "import_reliance_refined", "recycling_rate", "note",
]  # fmt: skip
DEFAULT = {"EU member state": "eu", "any other": "*"}


def read_scores(folder: Path) -> pd.DataFrame:
    """One row a material: supply risk, economic importance and what they were made of; percentages as shares.

    `stage` is that of the score; a number that the extract lacks stays empty, and `note` says why.
    Errors  DataError for another format, or a stage or supply that is none of the study's.
    """
    raw = raw_csv(folder, SCORES_FILE, "material", *RENAMED, "stage_used", "stages", "note")
    table = pd.DataFrame({new: _optional(raw[old]) for old, new in RENAMED.items()})
    for name in ("import_reliance_primary", "import_reliance_refined", "recycling_rate"):
        table[name] = (table[name] / 100).round(4)
    table["material"] = raw["material"]
    table["stage"] = _coded(raw["stage_used"], STAGE)
    table["stages"] = _coded(raw["stages"], STAGES)
    for name in ("supply_primary", "supply_refined"):
        table[name] = _coded(raw[name], SUPPLY)
    table["note"] = raw["note"].str.replace("seed", "the extract")
    return table[SCORES]


def read_parameters(folder: Path, names: PlaceNames) -> pd.DataFrame:
    """material, stage, scope, origin, trade_parameter: export restrictions raise t above 1, agreements lower it.

    Material '*' with origin 'eu' and '*' are the values that hold where no row names the pair.
    """
    raw = raw_csv(folder, PARAMETERS_FILE, "material", "country", "t", "category", "scope")
    origin = [DEFAULT.get(country) or names.place(country) for country in raw["country"]]
    table = pd.DataFrame(
        {
            "material": raw["material"].replace("(default)", "*"),
            "stage": raw["category"].replace("any", "*"),
            "scope": _coded(raw["scope"], {"world": "global", "eu": "sourcing", "any": "*"}),
            "origin": origin,
            "trade_parameter": raw_numbers(raw["t"], PARAMETERS_FILE),
        }
    )
    return table.sort_values(["material", "stage", "scope", "origin"], ignore_index=True)


def read_suppliers(folder: Path, names: PlaceNames, materials: pd.DataFrame) -> pd.DataFrame:
    """material, stage, place, share, source: the largest supplier that the study's report prints, of world supply.

    `materials`: rows of eu_materials.csv, whose `indicator` is the name of a material in this file. Rows without a
    supplier or of no material stay out; `left_out.csv` counts them.
    """
    raw = raw_csv(folder, SUPPLIERS_FILE, "material", *SUPPLIER.values(), "source")
    known = dict(zip(materials["indicator"], materials["material"], strict=True))
    rows = raw[suppliers_known(raw, materials)]
    table = pd.DataFrame(
        {
            "material": rows["material"].map(known),
            "stage": _coded(rows[SUPPLIER["stage"]].str.capitalize(), STAGE),
            "place": rows[SUPPLIER["place"]].map(names.place),
            "share": (raw_numbers(rows[SUPPLIER["share"]], SUPPLIERS_FILE) / 100).round(4),
            "source": "European Commission (2023), final report, doi:10.2873/725585",
        }
    )
    return table.sort_values("material", ignore_index=True)


SUPPLIER = {
    "stage": "eu2023_top_supplier_stage", "place": "eu2023_top_supplier", "share": "eu2023_top_supplier_share_pct"
}  # fmt: skip


def suppliers_known(raw: pd.DataFrame, materials: pd.DataFrame) -> "pd.Series[bool]":
    """Rows that name a supplier of one of the materials."""
    return raw["material"].isin(set(materials["indicator"]) - {""}) & raw[SUPPLIER["place"]].ne("")


def _coded(column: "pd.Series[str]", codes: dict[str, str]) -> "pd.Series[str]":
    """Codes in our words.

    Errors  DataError for a code that the study does not use.
    """
    if unknown := sorted(set(column) - set(codes)):
        hint = suggestion(unknown[0], codes)
        raise DataError(
            f"the raw input of the European Commission, column {column.name}: '{unknown[0]}' is none of "
            f"{', '.join(map(repr, codes))}. {hint + ' ' if hint else ''}{NEXT}"
        )
    return column.map(codes)


def _optional(column: "pd.Series[str]") -> "pd.Series[float]":
    """Numbers, an empty cell as a gap.

    Errors  DataError for text that is no number.
    """
    values = pd.Series(float("nan"), index=column.index, name=column.name)
    held = column.ne("")
    values[held] = raw_numbers(column[held], SCORES_FILE)
    return values
