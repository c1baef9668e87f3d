"""What each publisher's own file becomes."""

from pathlib import Path

import pandas as pd
import pytest
from tests.rooms.sources.formats import publishers

from orecast.sources.formats import downloads
from orecast.sources.formats.governance import read_governance
from orecast.sources.formats.pinksheet import read_pink_sheet
from orecast.sources.formats.survey import number_and_flag, read_long, read_world
from orecast.sources.formats.worldmining import read_world_mining
from orecast.sources.history import flows_of_years
from orecast.sources.readers.raw import raw_csv


def test_a_sheet_of_world_mining_data_gives_a_row_a_country_and_year(tmp_path: Path) -> None:
    rows = read_world_mining(publishers.world_mining(tmp_path))
    tin = rows[rows["mineral"].eq("Tin") & rows["Country"].eq("Peru")]
    assert tin["year"].tolist() == ["2022", "2023", "2024"]
    assert tin["production"].tolist() == ["28233", "26200.5", "29000"]
    assert set(tin["unit"]) == {"metr. t"}
    assert set(tin["data_source"]) == {"r"}


def test_an_empty_cell_of_world_mining_data_is_no_zero(tmp_path: Path) -> None:
    rows = read_world_mining(publishers.world_mining(tmp_path))
    assert rows.loc[rows["Country"].eq("Chad"), "year"].tolist() == ["2023", "2024"]


def test_months_of_the_pink_sheet_become_means_that_say_how_many_months(tmp_path: Path) -> None:
    rows = read_pink_sheet(publishers.pink_sheet(tmp_path, months=5)).set_index(["commodity", "year"])
    assert rows.loc[("Aluminum", "2023"), "price_nominal"] == "2006.5"  # by hand: 2000 + (1 + … + 12) / 12
    assert rows.loc[("Aluminum", "2024"), "months_averaged"] == "5"
    assert rows.loc[("Potassium chloride", "2024"), "unit"] == "$/mt"
    assert ("Nickel", "2024") not in rows.index  # '..' in every month


def test_governance_has_one_column_an_indicator_and_keeps_gaps(tmp_path: Path) -> None:
    rows = read_governance(publishers.governance(tmp_path)).set_index("country")
    assert list(rows.loc["Namibia", ["pv", "rl"]]) == ["0.55512", "0.3"]
    assert rows.loc["Taiwan, China", "pv"] == ""


def test_the_world_banks_csv_of_one_indicator_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "API_PV.EST.csv"
    head = '"Data Source","Worldwide Governance Indicators",\n\n"Last Updated Date","2026-01-01",\n\n'
    table = '"Country Name","Country Code","Indicator Name","Indicator Code","2023","2024"\n'
    path.write_text(f'{head}{table}"Namibia","NAM","Political Stability","PV.EST","","0.5"\n', encoding="utf-8")
    rows = read_governance(path)
    assert rows[["country", "year", "pv"]].to_numpy().tolist() == [["Namibia", "2024", "0.5"]]


def test_the_long_release_of_the_usgs_keeps_numbers_and_marks_apart(tmp_path: Path) -> None:
    rows = read_long(publishers.survey(tmp_path)).set_index("country")
    assert list(rows.loc["Bolivia", ["value_num", "flag", "year"]]) == ["3700.0", "", "2024"]
    assert list(rows.loc["Namibia", ["value_num", "flag"]]) == ["", "—"]
    assert list(rows.loc["United States", ["value_num", "flag"]]) == ["10.5", ">10.5"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("W", ("", "W")), ("50–300", ("", "50–300")), ("<1,000", ("1000.0", "<1,000")), ("--", ("", "—"))],
)
def test_a_mark_is_never_read_as_a_number(cell: str, expected: tuple[str, str]) -> None:
    assert number_and_flag(cell) == expected


def test_older_world_tables_of_the_usgs_name_year_unit_and_estimate_in_their_columns(tmp_path: Path) -> None:
    rows = read_world([publishers.world_tables(tmp_path)], {"coppe": "Copper"})
    peru = rows[rows["country"].eq("Peru")].set_index(["measure", "year"])
    assert list(peru.loc[("production", "2023"), ["value", "estimated", "unit"]]) == [
        "2600.0", "1", "thousand metric tons",
    ]  # fmt: skip
    assert peru.loc[("reserves", "2023"), "value"] == "120000.0"
    chile = rows[rows["country"].eq("Chile")]
    assert chile["flag"].tolist() == ["withheld", "not_available", "large_unquantified"]


def test_history_reads_years_that_the_edition_leaves_out(tmp_path: Path) -> None:
    publishers.baci(tmp_path, years=(1996, 2016, 2024))
    flows = flows_of_years(tmp_path, 1995, 2017, {"260300"})
    assert flows[["code", "year", "exporter", "importer"]].to_numpy().tolist() == [
        ["260300", 1996, "CHL", "CHN"],
        ["260300", 2016, "CHL", "CHN"],
    ]


def test_each_file_is_known_by_its_content(tmp_path: Path) -> None:
    made = [publishers.world_mining, publishers.pink_sheet, publishers.governance, publishers.survey]
    for number, write in enumerate(made):
        write(tmp_path).rename(tmp_path / f"download{number}{'.csv' if write is publishers.survey else '.xlsx'}")
    publishers.world_tables(tmp_path).rename(tmp_path / "older.zip")
    publishers.baci(tmp_path).rename(tmp_path / "trade.zip")
    files = {kind: paths[0].name for kind, paths in downloads.found(tmp_path).files.items()}
    assert files == {
        "World Mining Data": "download0.xlsx",
        "World Bank Pink Sheet": "download1.xlsx",
        "World Bank WGI": "download2.xlsx",
        "USGS MCS since 2026": "download3.csv",
        "USGS MCS before 2026": "older.zip",
        "CEPII BACI": "trade.zip",
    }


def test_a_file_of_no_known_kind_is_left_alone_and_said(tmp_path: Path) -> None:
    publishers.workbook(tmp_path / "budget.xlsx", {"2026": [["Travel", 300]]})
    assert downloads.found(tmp_path).unknown == ("budget.xlsx",)
    assert list(downloads.origins(tmp_path)) == ["left alone, of no known kind: budget.xlsx"]


def test_a_publishers_file_goes_before_an_extract(tmp_path: Path) -> None:
    publishers.world_mining(tmp_path)
    (tmp_path / "wmd_production_2018_2024.csv").write_text("mineral\nTin\n", encoding="utf-8")
    rows: pd.DataFrame = raw_csv(tmp_path, "wmd_production_2018_2024.csv", "mineral", "Country")
    assert "Chad" in set(rows["Country"])
