"""The figures in the long format of the Integrated Assessment Modeling Consortium, as pyam reads it.

Variable names are `[Change|]Measure[|Mineral]|Statistic` (docs/how-to/export-results.md).
"""

from collections.abc import Callable

import pandas as pd

from orecast import __version__
from orecast._ground.errors import DataError
from orecast.desk.inputs import RunInfo, StakesTables, WorldInfo
from orecast.desk.selection import NO_EVENT

COLUMNS = ["model", "scenario", "region", "variable", "unit", "year", "value"]
# Measures whose name has parts; every other is its own label in capitals: import_reliance is 'Import Reliance'.
MEASURES = {
    "price_paid": "Price|Delivered",
    "export_revenue": "Revenue|Exports",
    "tariff_revenue": "Revenue|Tariffs",
    "user_surplus": "Surplus|Users",
    "dearer_tonnes": "Surplus|Users|Dearer Tonnes",
    "tonnes_forgone": "Surplus|Users|Tonnes Forgone",
    "switching_cost": "Surplus|Users|Switching",
    "quasi_rent": "Surplus|Producers",
    "commitment_cost": "Cost|Commitments",
    "npv_3": "Net Present Value|3 Percent",
    "npv_5": "Net Present Value|5 Percent",
    "npv_7": "Net Present Value|7 Percent",
    "annuity_5": "Annuity|5 Percent",
}
STATISTICS = {
    "q05": "5.0th Percentile",
    "q50": "50.0th Percentile",
    "q95": "95.0th Percentile",
    "mean": "Mean",
    "share_positive": "Share Positive",
}
ALL_MINERALS = "all"


def iamc(stakes: StakesTables, run: RunInfo, world: WorldInfo) -> pd.DataFrame:
    """model, scenario, region, variable, unit, year (calendar), value of every figure that is covered.

    A present value stands in the reference year, which it is counted in. Money: US dollars of the Stakes' year.
    Errors  DataError where two figures would have the same name, which pyam does not read.
    """
    figures = stakes.figures
    base = pd.DataFrame(
        {
            "model": f"Orecast {__version__}",
            "scenario": [_scenario(*pair) for pair in zip(figures["scenario"], figures["event"], strict=True)],
            "region": figures["party"].map(_names(figures["party"], world.party)),
            "unit": figures["unit"].map(_names(figures["unit"], lambda unit: _unit(unit, stakes))),
            "year": figures["year"] + run.first_year,
        }
    )
    stem = _stems(figures, world)
    parts = []
    for column, statistic in STATISTICS.items():
        part = base.assign(variable=stem + f"|{statistic}", value=figures[column])
        parts.append(part.assign(unit="share") if column == "share_positive" else part)
    made = pd.concat(parts, ignore_index=True)[COLUMNS].dropna(subset="value", ignore_index=True)
    _require_once(made)
    return made


def _scenario(scenario: str, event: str) -> str:
    return scenario if event == NO_EVENT else f"{scenario} + {event}"


def _names(labels: "pd.Series[str]", name: Callable[[str], str]) -> dict[str, str]:
    """Each label once with its name."""
    return {str(label): name(str(label)) for label in labels.unique()}


def _stems(figures: pd.DataFrame, world: WorldInfo) -> "pd.Series[str]":
    """Variable names without the statistic."""
    measures = {str(m): MEASURES.get(str(m), str(m).replace("_", " ").title()) for m in figures["measure"].unique()}
    minerals = {str(m): _mineral(str(m), world) for m in figures["mineral"].unique()}
    kinds = figures["kind"].map({"level": "", "change": "Change|"})
    return kinds + figures["measure"].map(measures) + figures["mineral"].map(minerals)


def _mineral(mineral: str, world: WorldInfo) -> str:
    """'|Rare earths (oxides and compounds)'; nothing for money summed over minerals."""
    name = world.mineral(mineral).full_name.replace("|", "/")
    return "" if mineral == ALL_MINERALS else f"|{name[:1].upper()}{name[1:]}"


def _unit(unit: str, stakes: StakesTables) -> str:
    """'USD_2024/t': money carries its year, as IAMC units do."""
    money = getattr(stakes, "money_year", None)
    return unit.replace("USD", f"USD_{money}") if money else unit


def _require_once(made: pd.DataFrame) -> None:
    twice = made.duplicated(COLUMNS[:-1])
    if twice.any():
        row = made[twice].iloc[0]
        raise DataError(
            f"two figures are called '{row['variable']}' of {row['region']} in '{row['scenario']}', {row['year']}. The "
            "IAMC format tells rows by their names. Give parties, deals and minerals names of their own."
        )
