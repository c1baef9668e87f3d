"""The tables of later stages: ten codes of one year, published shares of output, and a check that they agree."""

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from orecast._ground.errors import DataError
from orecast.sources import load, verify
from orecast.sources.keeping import Kept
from orecast.sources.readers.complete import FILE, read_complete
from orecast.sources.registry import Registry, checksum, data_folder, read_registry, write_registry

LATER = frozenset(load("trade_codes").frame["code"])


def written(folder: Path, *rows: tuple[str, str, str]) -> Path:
    """The file of one year with rows of (exporter, importer, code)."""
    made = [(2024, start, end, code, 5.0, 2.0) for start, end, code in rows]
    columns = ["year", "exporter", "importer", "hs6", "value_kusd", "qty_t"]
    pd.DataFrame(made, columns=columns).to_parquet(folder / FILE)
    return folder


def test_ten_codes_of_a_later_classification_are_known_for_2024_only() -> None:
    flows = load("flows").frame
    rows = flows[flows["code"].isin(LATER)]
    assert len(LATER) == 10
    assert set(rows["code"]) == LATER
    assert set(rows["year"]) == {2024}
    assert "TWN" in set(rows["exporter"])


def test_only_the_codes_asked_for_are_read_and_taiwan_gets_its_own_code(tmp_path: Path) -> None:
    folder = written(tmp_path, ("S19", "USA", "740311"), ("CHN", "USA", "252800"))
    flows = read_complete(folder, load("places").frame, LATER)
    assert flows[["exporter", "importer", "code"]].to_numpy().tolist() == [["TWN", "USA", "740311"]]


def test_a_place_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"baci_2024_30hs6\.parquet uses the place codes XXX, which"):
        read_complete(written(tmp_path, ("XXX", "USA", "740311")), load("places").frame, LATER)


def test_without_its_file_the_codes_of_the_edition_before_are_kept(tmp_path: Path) -> None:
    row = {"year": 2024, "exporter": 152, "importer": 156, "hs6": "260300", "value_kusd": 5.0, "quantity_t": 1.0}
    pd.DataFrame([row]).to_parquet(tmp_path / "baci_minerals_1995_2024.parquet")
    kept = Kept(tmp_path, lambda _: None).flows(load("places").frame, frozenset({"260300"}), LATER)
    assert set(kept["code"]) == {"260300", *LATER}
    own = Kept(written(tmp_path, ("CHL", "USA", "740311")), lambda _: None)
    assert set(own.flows(load("places").frame, frozenset({"260300"}), LATER)["code"]) == {"260300", "740311"}


def test_a_full_release_goes_before_the_file_of_one_year(tmp_path: Path) -> None:
    rows = "".join(f"{{year}},152,842,740311,{value},1\n" for value in (7,))
    for year in range(2017, 2025):
        (tmp_path / f"BACI_HS92_Y{year}_V202601.csv").write_text("t,i,j,k,v,q\n" + rows.format(year=year))
    written(tmp_path, ("CHL", "USA", "740311"), ("TJK", "FRA", "811010"))
    kept = Kept(tmp_path, lambda _: None).flows(load("places").frame, frozenset(), LATER)
    copper = kept[kept["code"] == "740311"]
    assert copper["year"].tolist() == list(range(2017, 2025))
    assert set(copper["value_kusd"]) == {7.0}
    assert kept.loc[kept["code"] == "811010", "year"].tolist() == [2024]


def test_shares_of_refined_output_do_not_exceed_the_whole() -> None:
    shares, totals = load("refined_shares").frame, load("refined_totals").frame
    summed = shares[shares["mineral"].isin(totals["of"])].groupby("mineral")["share"].sum()
    assert len(summed) == len(totals) == 4
    assert summed.between(0.9, 1.001).all()
    output = load("production").frame
    congo = output[output["mineral"].eq("copper-refined") & output["place"].eq("COD") & output["publisher"].eq("BGS")]
    assert congo["quantity"].tolist() == [0.09 * 27_600_000]


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        ("stages", "copper-refined,copper,refined,", ",copper,refined,", "copper, refined: has neither a market"),
        (
            "stages",
            "magnesium-metal,magnesium,metal,",
            "magnesium-metal,magnesium,sponge,",
            "magnesium-metal is not in",
        ),
        ("trade_codes", "811292,", "811299,", "811299: no flows"),
    ],
)
def test_a_stage_or_code_that_leads_nowhere_is_found(
    tmp_path: Path, table: str, old: str, new: str, fault: str
) -> None:
    shutil.copytree(data_folder(), tmp_path / "data")
    folder = tmp_path / "data"
    path = folder / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    registry = read_registry(folder)
    entry = registry.tables[table]
    changed = {**registry.tables, table: replace(entry, sha256=checksum(path.read_bytes()))}
    write_registry(folder, Registry("test", changed))
    (found,) = (finding for finding in verify(folder) if finding.check == "stages")
    assert found.status == "fail"
    assert any(fault in row for row in found.rows), found.rows
