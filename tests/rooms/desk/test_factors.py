"""Characterisation factors as files of life-cycle assessment: their form, and that they load."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

from orecast._ground.errors import OutputError
from orecast.desk.factors import brightway_package, openlca_package, write_factors

SCHEMAS = Path(__file__).parents[2] / "schemas"
TABLE = pd.DataFrame(
    {
        "mineral": ["cobalt", "copper", "cobalt", "copper"],
        "country": ["USA", "USA", "eu", "eu"],
        "year": ["2023"] * 4,
        "cf_kgCu_eq_per_kg": [22.9, 0.5, 35.9, float("nan")],
    }
)
COVERED = TABLE.dropna()
FOLDERS = {"unit_groups": "UnitGroup", "flow_properties": "FlowProperty", "flows": "Flow",
           "lcia_categories": "ImpactCategory", "lcia_methods": "ImpactMethod"}  # fmt: skip


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return found


def test_brightways_file_has_its_form_and_leaves_gaps_out() -> None:
    package = json.loads(brightway_package(COVERED, "2026.11"))
    jsonschema.validate(package, schema("brightway-factors.json"))
    by_name = {tuple(method["name"]): _by_mineral(method["data"]) for method in package["methods"]}
    assert by_name["GeoPolRisk", "USA", "2023"] == {"cobalt": 22.9, "copper": 0.5}
    assert by_name["GeoPolRisk", "eu", "2023"] == {"cobalt": 35.9}


def _by_mineral(data: list[Any]) -> dict[str, float]:
    return {mineral: value for (_, mineral), value in data}


def test_openlcas_package_has_its_form_and_every_reference_in_it() -> None:
    with zipfile.ZipFile(io.BytesIO(openlca_package(COVERED, "2026.11"))) as package:
        files = {name: json.loads(package.read(name)) for name in package.namelist()}
    assert files.pop("openlca.json") == {"schemaVersion": 2}
    form = schema("openlca-factors.json")
    for name, entity in files.items():
        folder, file = name.split("/")
        assert file == f"{entity['@id']}.json"
        jsonschema.validate(entity, {**form, "$ref": f"#/$defs/{FOLDERS[folder]}"})
    there = {entity["@id"] for entity in files.values()}
    categories = [entity for entity in files.values() if entity["@type"] == "ImpactCategory"]
    assert {one["flow"]["@id"] for category in categories for one in category["impactFactors"]} <= there
    (method,) = (entity for entity in files.values() if entity["@type"] == "ImpactMethod")
    assert {one["@id"] for one in method["impactCategories"]} == {category["@id"] for category in categories}


def test_the_same_rows_give_the_same_bytes() -> None:
    assert openlca_package(COVERED, "2026.11") == openlca_package(COVERED, "2026.11")


def test_rows_without_a_factor_are_not_written(tmp_path: Path) -> None:
    assert write_factors(TABLE, "2026.11", tmp_path / "factors.json") == 3
    with pytest.raises(OutputError, match="no row"):
        write_factors(TABLE.iloc[3:], "2026.11", tmp_path / "none.zip")
    with pytest.raises(OutputError, match=r"\.zip"):
        write_factors(TABLE, "2026.11", tmp_path / "factors.xlsx")


def test_brightway_loads_the_file() -> None:
    bw2data = pytest.importorskip("bw2data", reason="bw2data is not installed")
    package = json.loads(brightway_package(COVERED, "2026.11"))
    bw2data.projects.set_current("orecast-test")
    name = package["database"]["name"]
    nodes = {(name, node["code"]): node for node in package["database"]["nodes"]}
    bw2data.Database(name).write(nodes)
    for method in package["methods"]:
        loaded = bw2data.Method(tuple(method["name"]))
        loaded.register(unit=method["unit"])
        loaded.write([(tuple(key), value) for key, value in method["data"]])
        assert len(loaded.load()) == len(method["data"])


def test_openlca_reads_the_package(tmp_path: Path) -> None:
    olca = pytest.importorskip("olca_schema", reason="olca-schema is not installed")
    from importlib import import_module

    path = tmp_path / "factors.zip"
    write_factors(TABLE, "2026.11", path)
    with import_module("olca_schema.zipio").ZipReader(str(path)) as package:
        (method,) = package.read_each(olca.ImpactMethod)
        assert len(method.impact_categories) == 2
        for one in package.read_each(olca.ImpactCategory):
            assert all(factor.value > 0 for factor in one.impact_factors)
