"""EU supply risk (M7) worked by hand, and what the study of 2023 prints."""

import numpy as np
import pytest

from orecast.sources import load
from orecast.stakes.risk.eu import supply_risk
from orecast.stakes.risk.eu_inputs import eu_governance, sourced, study
from orecast.stakes.risk.eu_list import eu_list
from orecast.stakes.risk.formulas import concentration
from orecast.world import tracing

NAN = float("nan")
HEAVY = ("Dysprosium", "Erbium", "Europium", "Gadolinium", "Holmium", "Lutetium", "Thulium", "Ytterbium")


def score(world: float, sourcing: float, reliance: float, recycling: float = 0.0, substitution: float = 1.0) -> float:
    return float(supply_risk(*map(np.array, (world, sourcing, reliance, recycling, substitution))))


def test_half_the_reliance_weighs_the_world_and_the_rest_the_sourcing() -> None:
    """(2 · 0.25 + 1 · 0.75) · (1 - 0.2) · 0.9 = 0.9."""
    assert score(2, 1, 0.5, recycling=0.2, substitution=0.9) == pytest.approx(0.9)


def test_a_net_exporter_counts_its_sourcing_alone_and_full_reliance_both_halves() -> None:
    assert score(2, 1, -0.4) == pytest.approx(1.0)
    assert score(2, 1, 0.0) == pytest.approx(1.0)
    assert score(2, 1, 1.0) == pytest.approx(1.5)
    assert score(2, 1, 1.7) == pytest.approx(1.5)


def test_the_global_part_stands_alone_where_the_sourcing_or_the_reliance_is_unknown() -> None:
    assert score(3.66, NAN, 0.81, recycling=0.22, substitution=0.98) == pytest.approx(2.8, abs=0.05)  # cobalt, printed
    assert score(3.66, 1.0, NAN) == pytest.approx(3.66)


def test_shares_of_six_and_four_tenths_with_an_export_tax_on_the_larger() -> None:
    """0.6² · 5 · 1.1 + 0.4² · 2 · 1 = 1.98 + 0.32."""
    part = concentration(np.array([60.0, 40.0]), np.array([5.0, 2.0]) * np.array([1.1, 1.0]))
    assert part == pytest.approx(2.3)


@pytest.mark.parametrize("element", HEAVY)
def test_one_supplier_of_risk_57_gives_the_printed_score_of_a_heavy_rare_earth(element: str) -> None:
    """5.7 · (1 - 0.01) · SI to one decimal: China makes all of it, and nothing is known of the EU's sourcing."""
    row = {name: column.to_dict()[element] for name, column in study().scores.items()}
    assert row["supply_refined"] == "global"
    assert row["recycling_rate"] == 0.01
    made = score(5.7, NAN, row["import_reliance_refined"], row["recycling_rate"], row["substitution_supply"])
    assert round(made, 1) == row["supply_risk_refined"]
    assert made == pytest.approx(5.7 * 0.99 * row["substitution_supply"])


def test_the_governance_of_china_is_565_on_the_scale_of_the_eu() -> None:
    """Mean of six indicators, mean of 2017 to 2021: 5.682, 5.654, 5.740, 5.621 and 5.547."""
    assert eu_governance(("CHN",), study().method)[0] == pytest.approx(5.65, abs=0.005)


def test_the_list_of_2023_is_32_by_threshold_and_copper_and_nickel_as_strategic() -> None:
    table = eu_list()
    assert int(table["by_threshold"].sum()) == 32
    alone = table[table["critical"] & ~table["by_threshold"]]
    assert alone["list_name"].tolist() == ["Copper", "Nickel (battery grade)"]
    lists = load("critical_lists").frame
    official = lists.loc[lists["list"].eq("EU_CRM_2023"), "material"]
    assert sorted(table.loc[table["critical"], "list_name"]) == sorted(official)
    assert len(official) == 34


def test_rare_earths_and_platinum_metals_are_listed_as_groups() -> None:
    names = set(eu_list().query("critical")["material"])
    assert {"HREE (group)", "LREE (group)", "PGM (group)"} <= names
    assert not names & {*HEAVY, "Neodymium", "Platinum"}


# Alba produces 10 and sends 6 to Bora; Bora produces 4 and sends 5 on to Caro, which produces nothing.
PRODUCTION = np.array([10.0, 4.0, 0.0])
TRADE = np.array([[0.0, 6.0, 0.0], [0.0, 0.0, 5.0], [0.0, 0.0, 0.0]])
FLOWS = tracing.traced(PRODUCTION, TRADE)
BORA_AND_CARO = np.array([False, True, True])


def test_trade_between_members_is_in_neither_numerator_nor_denominator() -> None:
    """Together Bora and Caro buy 6 and make 4: reliance 0.6, and what Bora sends to Caro is not seen."""
    for basis in ("origin", "border"):
        bought, reliance = sourced(PRODUCTION, TRADE, FLOWS, BORA_AND_CARO, basis)
        assert bought == pytest.approx([6, 4, 0]), basis
        assert reliance == pytest.approx(0.6)


def test_a_member_alone_sources_from_the_origin_and_not_from_the_last_border() -> None:
    """Caro buys 5 from Bora, three of which are Alba's."""
    caro = np.array([False, False, True])
    assert sourced(PRODUCTION, TRADE, FLOWS, caro, "origin")[0] == pytest.approx([3, 2, 0])
    assert sourced(PRODUCTION, TRADE, FLOWS, caro, "border")[0] == pytest.approx([0, 5, 0])
