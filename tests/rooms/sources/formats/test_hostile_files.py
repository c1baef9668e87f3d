"""Files that are cut short, wrong or made to harm are refused by name, with the rule and the next step."""

import stat
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.rooms.sources.formats import publishers

from orecast._ground.errors import DataError
from orecast.sources.formats import archive, downloads
from orecast.sources.formats.archive import open_archive
from orecast.sources.formats.survey import read_long, read_world
from orecast.sources.formats.workbook import open_workbook
from orecast.sources.formats.worldmining import read_world_mining
from orecast.sources.history import flows_of_years


def refusal(call: Callable[[], object]) -> str:
    """The message of the DataError that `call` raises."""
    with pytest.raises(DataError) as error:
        call()
    return str(error.value)


def opened(path: Path) -> None:
    with open_archive(path):
        pass


def book(path: Path) -> None:
    with open_workbook(path) as found:
        assert found.sheetnames


@pytest.mark.parametrize("member", ["../../etc/passwd", "/etc/passwd", "..\\up.csv", "C:/up.csv"])
def test_a_member_that_leads_out_of_the_archive_is_refused(member: str, tmp_path: Path) -> None:
    path = publishers.archive(tmp_path / "a.zip", {member: "x"})
    assert "its path leads out of the archive, and only paths inside are read" in refusal(lambda: opened(path))


def test_an_archive_of_too_many_members_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 2)
    path = publishers.archive(tmp_path / "a.zip", {f"{n}.csv": "x" for n in range(3)})
    assert refusal(lambda: opened(path)).startswith("a.zip holds 3 members, and 2 are the most allowed.")


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = publishers.archive(tmp_path / "a.zip", {"a.csv": "x" * 1000})

    def small() -> None:
        with open_archive(path, most_bytes=999):
            pass

    assert refusal(small).startswith("a.zip unpacks to 1,000 bytes, and 999 are the most allowed.")


def test_a_bomb_is_known_by_how_far_it_shrinks(tmp_path: Path) -> None:
    path = publishers.archive(tmp_path / "a.zip", {"a.csv": "0" * 4_000_000})
    assert "it unpacks to more than 200 times its size, as no table does" in refusal(lambda: opened(path))


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr(link, "/etc/passwd")
    assert "it is a link, and only plain files are read" in refusal(lambda: opened(tmp_path / "a.zip"))


def test_an_archive_cut_short_is_refused(tmp_path: Path) -> None:
    path = publishers.baci(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    assert refusal(lambda: downloads.found(tmp_path)) == (
        "BACI_HS92_V202601.zip is no zip archive or is cut short (File is not a zip file). "
        "Download it again from its publisher."
    )


def test_a_workbook_that_may_carry_macros_is_refused(tmp_path: Path) -> None:
    path = publishers.world_mining(tmp_path).rename(tmp_path / "6.4.xlsm")
    assert refusal(lambda: downloads.found(tmp_path)) == (
        f"{path.name}: a workbook that may carry macros or is of an old format is not opened; only .xlsx is. "
        "Take the .xlsx of the publisher, or save the file as .xlsx without macros."
    )


def test_macros_hidden_in_an_xlsx_are_refused(tmp_path: Path) -> None:
    path = publishers.world_mining(tmp_path)
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("xl/vbaProject.bin", b"\0")
    assert "carries macros or embedded objects (xl/vbaProject.bin), and a table has none." in refusal(
        lambda: book(path)
    )


@pytest.mark.parametrize("padding", ["", "<!--" + "x" * 9000 + "-->"], ids=["in the head", "behind a comment"])
def test_entities_in_a_workbook_are_refused(padding: str, tmp_path: Path) -> None:
    path = publishers.world_mining(tmp_path)
    bomb = f'<?xml version="1.0"?>{padding}<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name).decode() for name in old.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"].partition("?>")
    members["xl/worksheets/sheet1.xml"] = bomb + (sheet[2] or sheet[0])
    publishers.archive(path, members)
    message = refusal(lambda: read_world_mining(path))
    assert path.name in message
    assert "declares a DTD or entities" in message or "cannot be read as a workbook" in message


def test_a_workbook_that_is_only_named_so_is_refused(tmp_path: Path) -> None:
    publishers.archive(tmp_path / "wgidataset.xlsx", {"a.txt": "x"})
    assert refusal(lambda: downloads.found(tmp_path)).startswith(
        "wgidataset.xlsx is a zip archive, but no workbook (it lacks xl/workbook.xml)."
    )


def test_a_misnamed_file_is_refused_not_left_aside(tmp_path: Path) -> None:
    publishers.workbook(tmp_path / "CMO-Historical-Data-Monthly.xlsx", {"2026": [["Travel", 300]]})
    assert refusal(lambda: downloads.found(tmp_path)) == (
        "CMO-Historical-Data-Monthly.xlsx is not what its name says: its content is in no format known here. "
        "Download it again from its publisher."
    )


def test_two_files_of_one_kind_are_refused(tmp_path: Path) -> None:
    publishers.pink_sheet(tmp_path).rename(tmp_path / "march.xlsx")
    publishers.pink_sheet(tmp_path).rename(tmp_path / "april.xlsx")
    assert refusal(lambda: downloads.found(tmp_path)) == (
        "april.xlsx and march.xlsx are both World Bank Pink Sheet, and an edition takes one. Keep the one you want."
    )


def test_a_year_of_baci_that_stands_in_two_releases_is_refused(tmp_path: Path) -> None:
    publishers.baci(tmp_path, version="V202501")
    publishers.baci(tmp_path, version="V202601")
    assert refusal(lambda: flows_of_years(tmp_path, 2017, 2024)) == (
        "the year 2024 of BACI stands in BACI_HS92_V202501.zip and in BACI_HS92_V202601.zip. Keep one of them."
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("t,i,j,k,v,q\n2024,152,156,260300,5,1\n2024,152,15", "BACI_HS92_Y2024_V1.csv is cut short"),
        ("t,i,j,k,v,q\n2024,152,156,260300,many,1\n", "BACI_HS92_Y2024_V1.csv is cut short or holds what is no number"),
        ("t,i,j,k,v,q\n2023,152,156,260300,5,1\n", "holds the year 2023, and its name says 2024"),
        ("a,b\n1,2\n", "is not a yearly file of BACI: it lacks year, exporter, importer, hs6, value_kusd, quantity_t"),
    ],
)
def test_a_damaged_year_of_baci_is_refused(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "BACI_HS92_Y2024_V1.csv").write_text(content, encoding="utf-8")
    assert message in refusal(lambda: flows_of_years(tmp_path, 2024, 2024))


def test_another_classification_of_baci_is_refused(tmp_path: Path) -> None:
    publishers.archive(tmp_path / "baci.zip", {"BACI_HS17_Y2024_V202601.csv": publishers.BACI_HEADER})
    assert refusal(lambda: flows_of_years(tmp_path, 2024, 2024)) == (
        "baci.zip is BACI in HS17; our codes are HS92. Take the HS92 release."
    )


def test_a_sheet_without_its_total_is_taken_for_cut_short(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Tin"], ["Country", "unit", 2024, "data source"], ["Peru", "metr. t", 5, "r"]]
    path = publishers.workbook(tmp_path / publishers.MINING_FILE, {"Tin": rows})
    assert "sheet 'Tin': it ends without its line 'Total', as if cut short." in refusal(lambda: read_world_mining(path))


def test_an_unknown_commodity_code_of_the_usgs_is_refused(tmp_path: Path) -> None:
    path = publishers.world_tables(tmp_path)
    assert refusal(lambda: read_world([path], {})) == (
        "mcs2024-coppe_world.csv: the commodity code 'coppe' is not in usgs_codes.csv. "
        "Add its row, as 'alumi,Aluminum'."
    )


def test_a_line_cut_short_is_refused_with_its_number(tmp_path: Path) -> None:
    path = publishers.survey(tmp_path)
    path.write_bytes(path.read_bytes()[:-30])
    assert "MCS2026_Commodities_Data.csv, row 5: 7 cells under 12 columns, as if cut short." in refusal(
        lambda: read_long(path)
    )
