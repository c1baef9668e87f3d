"""A brief's folder is a Data Package whose tables read back as the figures; the figures also come in IAMC format."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pandas as pd
import pytest
from tests.rooms.desk.plausible import PlausibleStakes, deals, info, question, run_info

from orecast._ground.errors import DataError, OutputError
from orecast.deals import load_deal, run
from orecast.desk.brief import Brief
from orecast.desk.commands.brief import wanted_iamc
from orecast.desk.content import brief_data
from orecast.desk.iamc import COLUMNS, iamc
from orecast.desk.inputs import Question
from orecast.desk.parts import TITLES
from orecast.sources.packaging import changed_files, licences
from orecast.stakes import columns, stakes
from orecast.world import World

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "datapackage-2.0.json").read_text(encoding="utf-8"))
TYPES = {"string": str, "integer": np.integer, "number": np.floating}


@pytest.fixture(scope="module")
def package(written: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((written / "datapackage.json").read_text(encoding="utf-8"))
    return found


def test_the_package_is_valid_against_the_schema_of_its_standard(package: dict[str, Any]) -> None:
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    jsonschema.Draft7Validator(SCHEMA).validate(package)


def test_the_schema_can_refuse(package: dict[str, Any]) -> None:
    for wrong in ({**package, "resources": []}, {**package, "licenses": [{"title": "mine"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft7Validator(SCHEMA).validate(wrong)


def test_every_file_of_the_folder_is_in_the_package_with_hash_and_size(package: dict[str, Any], written: Path) -> None:
    files = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    named = {one["path"]: one for one in package["resources"]}
    assert set(named) == files - {"datapackage.json"}
    assert {"figures.csv", "figures.parquet", "brief.html", "deals/ua-us-minerals-2025.yaml"} <= set(named)
    for path, one in named.items():
        content = (written / path).read_bytes()
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        assert one["licenses"]
        assert "BACI" in " ".join(source["title"] for source in one["sources"])
    assert len({one["name"] for one in named.values()}) == len(named)


@pytest.mark.parametrize("table", TITLES)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_columns_of_the_package_are_those_of_the_table(
    table: str, suffix: str, package: dict[str, Any], written: Path
) -> None:
    described = next(one for one in package["resources"] if one["path"] == f"{table}.{suffix}")
    frame = pd.read_parquet(written / f"{table}.parquet")
    fields = described["schema"]["fields"]
    assert [field["name"] for field in fields] == list(frame.columns)
    for field in fields:
        kept = frame[field["name"]].dropna().to_numpy()
        assert all(isinstance(value, TYPES[field["type"]]) for value in kept[:100]), field
        assert field["description"]


@pytest.mark.parametrize("table", TITLES)
def test_csv_and_parquet_read_back_equal_the_figures(table: str, made: Brief, written: Path) -> None:
    held: pd.DataFrame = getattr(made.stakes, table)
    stored = pd.read_parquet(written / f"{table}.parquet")
    printed = pd.read_csv(written / f"{table}.csv", keep_default_na=False, dtype=str)
    for name in held.columns:
        if held[name].dtype.kind == "f":
            np.testing.assert_array_equal(stored[name].to_numpy(), held[name].to_numpy())
            np.testing.assert_array_equal([float(v or "nan") for v in printed[name]], held[name].to_numpy())
        else:
            assert list(stored[name].astype(str)) == list(held[name].astype(str)), name


def test_the_tables_of_real_stakes_are_described_column_by_column() -> None:
    world = World.load()
    found = stakes(world, run(world, [load_deal("ru-us-krasnoyarsk-aluminium-2025")], draws=4))
    for table in TITLES:
        assert list(columns.COLUMNS[table]) == list(getattr(found, table).columns), table


def test_a_hostile_title_stays_text_in_the_folder(tmp_path: Path) -> None:
    hostile = deals()[0].model_copy(update={"title": "=HYPERLINK(\"http://example.org\")"})  # fmt: skip
    asked = Question((hostile, *deals()[1:]), (), title="@SUM(1+1)")
    held = PlausibleStakes()
    basis = held.basis.assign(note="=cmd|' /C calc'!A0")
    found = replace(held, basis=basis)
    brief = Brief(found, brief_data(found, run_info(), asked, info()), run_info(), info(), asked)
    folder = brief.write(tmp_path / "brief").parent
    assert set(pd.read_csv(folder / "basis.csv")["note"]) == {"'=cmd|' /C calc'!A0"}
    assert set(pd.read_parquet(folder / "basis.parquet")["note"]) == {"=cmd|' /C calc'!A0"}
    for path in folder.glob("*.csv"):
        assert not any(line.startswith(("=", "@", "+")) for line in path.read_text(encoding="utf-8").splitlines())


def test_a_file_that_was_changed_or_taken_away_is_found(written: Path, tmp_path: Path) -> None:
    import shutil

    folder = Path(shutil.copytree(written, tmp_path / "copy"))
    assert changed_files(folder) == {}
    with (folder / "figures.csv").open("a", encoding="utf-8") as file:
        file.write("x\n")
    (folder / "map.csv").unlink()
    assert changed_files(folder) == {"figures.csv": "not as it was written", "map.csv": "missing"}


def test_a_licence_is_named_once_by_its_identifier() -> None:
    found = licences(["CC BY 4.0; public domain; Etalab 2.0", "Public domain"])
    assert [one["title"] for one in found] == ["CC BY 4.0", "Etalab 2.0", "public domain"]
    assert [one.get("name") for one in found] == ["CC-BY-4.0", None, "other-pd"]


def test_an_ensemble_is_a_package_too(tmp_path: Path) -> None:
    ensemble = run(World.load(), [load_deal("ru-us-krasnoyarsk-aluminium-2025")], draws=2, years=(1,))
    ensemble.save(tmp_path / "run")
    package = json.loads((tmp_path / "run" / "datapackage.json").read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(SCHEMA).validate(package)
    assert package["manifest"]["id"] == ensemble.manifest.id
    paths = {one["path"] for one in package["resources"]}
    assert paths == {"manifest.json", "aluminium.npz", "deals/ru-us-krasnoyarsk-aluminium-2025.yaml"}


# ---- the IAMC format ------------------------------------------------------------------------------------------
def test_the_iamc_table_has_the_columns_that_pyam_reads_and_no_row_twice(made: Brief) -> None:
    table = made.iamc()
    assert list(table.columns) == COLUMNS == ["model", "scenario", "region", "variable", "unit", "year", "value"]
    assert not table.duplicated(COLUMNS[:-1]).any()
    assert not table.isna().any(axis=None)
    assert table["year"].dtype.kind == "i"


def test_an_iamc_value_is_the_figure(made: Brief) -> None:
    row = made.stakes.figures.query(
        "scenario == 'all-deals' and event == 'none' and party == 'usa' and mineral == 'aluminium' "
        "and year == 5 and measure == 'price_paid' and kind == 'level'"
    ).iloc[0]
    named = made.iamc().query(
        "scenario == 'all-deals' and region == 'United States' and year == 2030 "
        "and variable == 'Price|Delivered|Aluminium (unalloyed primary metal)|50.0th Percentile'"
    )
    assert list(named["value"]) == [row["q50"]]


def test_a_change_an_event_and_a_present_value_have_their_names(made: Brief) -> None:
    table = made.iamc()
    assert "all-deals + china-rare-earth-cut" in set(table["scenario"])
    values = table[table["variable"] == "Change|Net Present Value|5 Percent|Mean"]
    assert set(values["year"]) == {2025}  # the year it is counted in
    gains = table[table["variable"] == "Change|Net Gain|Share Positive"]
    assert set(gains["unit"]) == {"share"}


def test_two_parties_of_one_name_are_refused(made: Brief) -> None:
    world = replace(made.world, party_names={**made.world.party_names, "usa": "Both", "chn": "Both"})
    with pytest.raises(DataError, match=r"two figures are called '.*' of Both in .* names of their own\."):
        iamc(made.stakes, made.run, world)


def test_the_iamc_file_is_a_table(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as refused:
        wanted_iamc(tmp_path / "i.json", False, False)
    assert str(refused.value) == (
        f"{tmp_path / 'i.json'}: the IAMC format is a table. Name a file that ends in .csv or .parquet."
    )
    assert wanted_iamc(None, False, False) is None


def test_the_question_travels_with_the_folder(written: Path) -> None:
    manifest = json.loads((written / "orecast-manifest.json").read_text(encoding="utf-8"))
    assert manifest["question"] == {"title": question().title, "text": question().text, "party": None}
