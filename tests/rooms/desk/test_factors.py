"""Characterisation factors as files of life-cycle assessment: their form, and that they load."""

import io
import json
import zipfile
from importlib import import_module
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


def test_what_is_ours_carries_the_version_of_the_edition_and_mass_does_not() -> None:
    """openLCA replaces data sets by newer versions: a later edition is newer, and nobody's kilogram is touched."""
    with zipfile.ZipFile(io.BytesIO(openlca_package(COVERED, "2026.11.1"))) as package:
        held = {name: json.loads(package.read(name)) for name in package.namelist() if "/" in name}
    for name, entity in held.items():
        ours = not name.startswith(("unit_groups", "flow_properties"))
        assert entity.get("version") == ("2026.11.001" if ours else None)
        assert entity.get("lastChange") == ("2026-11-01T00:00:00Z" if ours else None)


@pytest.fixture
def brightway(tmp_path: Path) -> Any:
    """Brightway's data room with a project of its own, in a folder of the test."""
    data = pytest.importorskip("bw2data", reason="bw2data is not installed")
    data.projects.change_base_directories(
        base_dir=tmp_path, base_logs_dir=tmp_path, project_name="factors", update=False
    )
    return data


def written_out() -> str:
    """The ten lines of the page that load the file."""
    page = Path(__file__).parents[3] / "docs" / "how-to" / "use-in-life-cycle-assessment.md"
    return page.read_text(encoding="utf-8").split("```py\n")[1].split("```")[0]


def test_brightway_loads_the_file_as_the_page_says_and_weighs_a_product_with_it(
    brightway: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack of 2 kg cobalt and 3 kg copper: 2 · 22.9 + 3 · 0.5 = 47.3 kg of copper equivalent in the United States."""
    write_factors(TABLE, "2026.11.1", tmp_path / "geopolrisk.json")
    monkeypatch.chdir(tmp_path)
    exec(written_out(), {})
    assert set(brightway.methods) == {("GeoPolRisk", "USA", "2023"), ("GeoPolRisk", "eu", "2023")}
    score = weighed(brightway, "orecast-minerals", {"cobalt": 2, "copper": 3}, ("GeoPolRisk", "USA", "2023"))
    assert score == pytest.approx(2 * 22.9 + 3 * 0.5)


def weighed(brightway: Any, flows: str, kilograms: dict[str, float], method: tuple[str, ...]) -> float:
    """Score of a product that takes some kilograms of flows of a database."""
    calculate = pytest.importorskip("bw2calc", reason="bw2calc is not installed")
    taken = [{"input": (flows, code), "amount": amount, "type": "biosphere"} for code, amount in kilograms.items()]
    made = {"input": ("battery", "pack"), "amount": 1, "type": "production"}
    pack = {"name": "pack", "unit": "unit", "type": "process", "exchanges": [made, *taken]}
    brightway.Database("battery").write({("battery", "pack"): pack})
    product = brightway.get_node(database="battery", code="pack")
    assessment = calculate.LCA({product: 1}, method=method)
    assessment.lci()
    assessment.lcia()
    return float(assessment.score)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # bw2io leaves files open
def test_brightway_imports_openlcas_package_and_gives_the_same_score(brightway: Any, tmp_path: Path) -> None:
    """bw2io reads the folder of openLCA's JSON-LD; factors meet flows by their identifier."""
    pytest.importorskip("bw2io", reason="bw2io is not installed")
    with zipfile.ZipFile(io.BytesIO(openlca_package(COVERED, "2026.11.1"))) as package:
        package.extractall(tmp_path / "olca")
        flows = [json.loads(package.read(name)) for name in package.namelist() if name.startswith("flows/")]
    nodes = {("olca", one["@id"]): {"name": one["name"], "unit": "kilogram", "type": "emission"} for one in flows}
    brightway.Database("olca").write(nodes)
    importer = import_module("bw2io.importers.json_ld_lcia").JSONLDLCIAImporter(str(tmp_path / "olca"))
    importer.apply_strategies()
    importer.match_biosphere_by_id("olca")
    assert not list(importer.unlinked)
    importer.write_methods()
    code = {one["name"]: one["@id"] for one in flows}
    score = weighed(brightway, "olca", {code["cobalt"]: 2, code["copper"]: 3}, ("GeoPolRisk", "GeoPolRisk, USA, 2023"))
    assert score == pytest.approx(2 * 22.9 + 3 * 0.5)


def test_openlcas_own_library_reads_every_entity_and_drops_nothing_of_it(tmp_path: Path) -> None:
    olca = pytest.importorskip("olca_schema", reason="olca-schema is not installed")
    path = tmp_path / "factors.zip"
    write_factors(TABLE, "2026.11.1", path)
    with zipfile.ZipFile(path) as package:
        files = {Path(name).stem: json.loads(package.read(name)) for name in package.namelist() if "/" in name}
    with import_module("olca_schema.zipio").ZipReader(str(path)) as package:
        read = [one for kind in FOLDERS.values() for one in package.read_each(getattr(olca, kind))]
    assert {one.id for one in read} == set(files)
    for one in read:
        assert untyped(one.to_dict()) == untyped(files[one.id])
    factors = {one.name: {factor.flow.name: factor.value for factor in one.impact_factors}
               for one in read if isinstance(one, olca.ImpactCategory)}  # fmt: skip
    assert factors == {
        "GeoPolRisk, USA, 2023": {"cobalt": 22.9, "copper": 0.5},
        "GeoPolRisk, eu, 2023": {"cobalt": 35.9},
    }


def untyped(value: Any) -> Any:
    """The same without the names of types, which openLCA's library writes for references alone."""
    if isinstance(value, dict):
        return {key: untyped(held) for key, held in value.items() if key != "@type"}
    return [untyped(one) for one in value] if isinstance(value, list) else value
