"""The European Commission's study of 2023 as tables of this edition."""

from pathlib import Path

import pytest

from orecast._ground.errors import DataError
from orecast.sources import load
from orecast.sources.names import PlaceNames
from orecast.sources.readers import eu


def test_the_study_scores_ninety_materials_with_percentages_as_shares() -> None:
    scores = load("eu_scores").frame.set_index("material")
    assert len(scores) == 90
    cobalt = scores.loc["Cobalt"]
    assert (cobalt["supply_risk"], cobalt["economic_importance"], cobalt["stage"]) == (2.8, 6.8, "primary")
    assert (cobalt["import_reliance_primary"], cobalt["recycling_rate"]) == (0.81, 0.22)
    assert cobalt["supply_primary"] == "global"


def test_a_number_that_the_extract_lacks_is_a_gap_that_says_why() -> None:
    scores = load("eu_scores").frame.set_index("material")
    assert scores.loc["Silica sand"][["substitution_supply"]].isna().all()
    assert scores.loc["Silica sand", "note"] == "SI blank in the extract"


def labels(table: str, column: str) -> set[str]:
    return set(load(table).frame[column].astype(str).tolist())


def test_every_material_is_mapped_to_minerals_of_this_edition_or_says_that_there_are_none() -> None:
    materials = load("eu_materials").frame
    assert list(materials["material"]) == list(load("eu_scores").frame["material"])
    assert labels("eu_materials", "mineral_primary") <= labels("minerals", "mineral") | {""}
    assert labels("eu_materials", "mineral_refined") <= labels("minerals", "mineral") | {""}
    assert labels("eu_materials", "shares_refined") <= labels("refined_shares", "mineral") | {""}
    assert labels("eu_materials", "group") <= labels("eu_materials", "material") | {""}
    silent = materials[["mineral_primary", "mineral_refined", "shares_refined"]].isin([""]).all(axis=1)
    assert silent.sum() == 16
    assert materials.loc[silent, "note"].ne("").all()


def test_trade_parameters_are_121_pairs_and_two_values_for_all_others() -> None:
    table = load("eu_trade_parameters").frame
    everyone = table["material"].eq("*")
    assert (len(table), int(everyone.sum())) == (123, 2)
    assert dict(zip(table.loc[everyone, "origin"], table.loc[everyone, "trade_parameter"], strict=True)) == {
        "eu": 0.8,
        "*": 1.0,
    }


def test_a_stage_that_the_study_does_not_know_is_named(tmp_path: Path) -> None:
    header = "material,stage_used,stages,supply_primary,supply_refined,note," + ",".join(eu.RENAMED)
    row = "Cobalt,Smelting,E,GS+EU,,," + ",".join(["1"] * len(eu.RENAMED))
    (tmp_path / eu.SCORES_FILE).write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        eu.read_scores(tmp_path)
    assert "column stage_used: 'Smelting' is none of 'Extraction', 'Processing'" in str(error.value)


def test_a_country_without_a_place_is_named_with_the_row_to_add(tmp_path: Path) -> None:
    text = "material,country,t,category,scope\nCobalt,Zambja,1.1,primary,world\n"
    (tmp_path / eu.PARAMETERS_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="Did you mean Zambia"):
        eu.read_parameters(tmp_path, PlaceNames(eu.PUBLISHER, {"Zambia": "ZMB"}))
