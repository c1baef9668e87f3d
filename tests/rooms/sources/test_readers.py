"""A publisher's file of another format stops the build and says what to do; nothing is dropped in silence."""

from pathlib import Path

import pandas as pd
import pytest

from orecast._ground.errors import DataError
from orecast.sources.names import PlaceNames
from orecast.sources.readers.raw import raw_csv, raw_parquet
from orecast.sources.readers.usgs import read_usgs
from orecast.sources.readers.wmd import read_production

NEXT = "Take the file from its publisher again, or adapt its reader in orecast/sources/readers to the new format."
NAMES = PlaceNames("World Mining Data", {"Chile": "CHL", "French Guiana": "GUF"})
WMD_HEADER = "mineral,Country,Country_Code,Country_ISO,unit,data_source,year,production\n"


def series(**row: str) -> pd.DataFrame:
    return pd.DataFrame([{"publisher": "", "reason": "", **row}])


COPPER = series(
    commodity="Copper", series="", statistic="production", unit_published="metr. t", mineral="copper", factor="1",
    unit="t",
)  # fmt: skip


def wmd_file(folder: Path, *rows: str) -> Path:
    (folder / "wmd_production_2018_2024.csv").write_text(WMD_HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return folder


def test_totals_are_set_apart_and_places_resolve_by_name(tmp_path: Path) -> None:
    rows = ("Copper,French Guiana,328,GUY,metr. t,e,2024,3.0", "Copper,Total,DELETE,DELETE,metr. t,nan,2024,3.0")
    output, totals = read_production(wmd_file(tmp_path, *rows), COPPER, NAMES)
    assert output[["place", "quantity", "quality"]].to_numpy().tolist() == [["GUF", 3.0, "estimated"]]
    assert totals["quantity"].tolist() == [3.0]


def test_an_unknown_unit_stops_the_build(tmp_path: Path) -> None:
    folder = wmd_file(tmp_path, "Copper,Chile,152,CHL,kt,r,2024,5300")
    with pytest.raises(DataError) as error:
        read_production(folder, COPPER, NAMES)
    assert str(error.value) == (
        "World Mining Data counts Copper in kt, which series.csv does not know. Add a row for each."
    )


def test_output_that_is_not_a_number_stops_the_build(tmp_path: Path) -> None:
    folder = wmd_file(tmp_path, "Copper,Chile,152,CHL,metr. t,r,2024,much")
    with pytest.raises(DataError) as error:
        read_production(folder, COPPER, NAMES)
    assert str(error.value) == (
        f"the raw input wmd_production_2018_2024.csv, column production: 'much' is not a number. {NEXT}"
    )


def test_a_raw_file_of_another_format_is_named(tmp_path: Path) -> None:
    (tmp_path / "wgi.csv").write_text("country,year\nChad,2024\n", encoding="utf-8")
    with pytest.raises(DataError) as error:
        raw_csv(tmp_path, "wgi.csv", "country", "score")
    assert str(error.value) == f"the raw input wgi.csv lacks the columns score. {NEXT}"
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError) as error:
        raw_parquet(tmp_path, "cut.parquet")
    assert str(error.value) == f"the raw input cut.parquet cannot be read as parquet (ArrowInvalid). {NEXT}"


def test_a_dash_is_zero_withheld_is_a_gap_and_parts_are_added(tmp_path: Path) -> None:
    world = "T,World Mine Production and Reserves,Ti,{},Production,{},thousand metric tons,2024,{},,No,{},{}\n"
    header = "chapter,section,commodity,country,statistic,detail,unit,year,value,notes,critical_2025,value_num,flag\n"
    rows = [
        world.format("Chile", "Ilmenite", "600", "600.0", ""),
        world.format("Chile", "Rutile", "200", "200.0", ""),
        world.format("Kenya", "Ilmenite", "—", "", "—"),
        world.format("India", "Ilmenite", "W", "", "W"),
        world.format("World total", "Ilmenite: rounded", "600", "600.0", ""),
    ]
    (tmp_path / "usgs_mcs_2026.csv").write_text(header + "".join(rows), encoding="utf-8")
    old = "edition,commodity,type,measure,unit,year,country,estimated,value,flag\n"
    (tmp_path / "usgs_mcs_world.csv").write_text(old, encoding="utf-8")
    key = {"publisher": "USGS MCS 2026", "commodity": "Ti", "statistic": "production", "mineral": "titanium"}
    unit = {"unit_published": "thousand metric tons", "factor": "1000", "unit": "t"}
    known = pd.concat([series(**{**key, **unit, "series": part}) for part in ("Ilmenite", "Rutile")])
    names = PlaceNames("USGS MCS", {"Chile": "CHL", "Kenya": "KEN", "India": "IND"})
    by_place, elsewhere = read_usgs(tmp_path, known, names)
    found = by_place.set_index("place")
    assert found.loc["CHL", "quantity"] == 800_000
    assert found.loc[["KEN", "IND"], "flag"].tolist() == ["zero", "withheld"]
    assert found.loc["KEN", "quantity"] == 0
    assert found["quantity"].isna().tolist() == [False, True, False]
    assert elsewhere["quantity"].tolist() == [600_000]
