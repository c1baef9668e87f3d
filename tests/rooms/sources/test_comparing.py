"""`compare` tells what an edition changed: tables, columns, rows by key, and the numbers that moved most."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.rooms.sources.formats import publishers

from orecast._ground.errors import DataError
from orecast.sources import EditionChange, TableChange, build, compare, edition
from orecast.sources.registry import Registry, checksum, data_folder, read_registry, write_registry


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """The installed edition in a folder of its own."""
    return Path(shutil.copytree(data_folder(), tmp_path / "edition"))


Edit = Callable[[str], str]


def change(folder: Path, table: str, edit: Edit) -> None:
    """Change the text of a table and register it as it is now."""
    registry = read_registry(folder)
    entry = registry.tables[table]
    text = edit((folder / entry.file).read_text(encoding="utf-8"))
    (folder / entry.file).write_text(text, encoding="utf-8", newline="\n")
    tables = {**registry.tables, table: replace(entry, sha256=checksum(text.encode()))}
    write_registry(folder, Registry("after", tables))


def of(found: EditionChange, table: str) -> TableChange:
    return next(one for one in found.tables if one.table == table)


def without(table: str, folder: Path) -> None:
    registry = read_registry(folder)
    write_registry(folder, Registry("after", {name: e for name, e in registry.tables.items() if name != table}))


def test_an_edition_differs_from_itself_in_nothing() -> None:
    found = compare("installed", data_folder())
    assert found.is_same
    assert len(found.numbers) == 0
    assert len(found.rows()) == 0


def test_a_price_that_doubles_is_the_largest_change_and_one_changed_row(whole: Path) -> None:
    lines = (whole / "prices.csv").read_text(encoding="utf-8").splitlines()
    line = next(row for row in lines if row.startswith("aluminium,2020"))
    price = float(line.split(",")[2])
    change(whole, "prices", lambda text: text.replace(line, line.replace(line.split(",")[2], repr(2 * price))))
    found = compare("installed", whole)
    prices = of(found, "prices")
    assert (prices.status, prices.added, prices.removed, prices.changed) == ("changed", 0, 0, 1)
    assert prices.key == ("mineral", "year")
    (moved,) = found.numbers.to_dict("records")
    assert (moved["measure"], moved["mineral"], moved["place"], moved["year"]) == ("price", "aluminium", "world", 2020)
    assert (moved["before"], moved["after"], moved["relative"]) == (price, 2 * price, 1.0)
    assert moved["share_of_world"] == 0.5  # half of the larger of the two
    assert found.rows().to_numpy().tolist() == [
        ["prices", "changed", "mineral aluminium; year 2020", "usd_per_unit", str(price), str(2 * price)]
    ]


def test_added_and_removed_rows_and_columns_are_counted_by_key(whole: Path) -> None:
    lines = (whole / "groups.csv").read_text(encoding="utf-8").splitlines()
    new = ",".join(["new-group", *["x"] * lines[0].count(","), ""])
    other = [f"{lines[0]},remark", *(f"{row}," for row in lines[2:]), new]
    change(whole, "groups", lambda _: "\n".join(other) + "\n")
    groups = of(compare("installed", whole), "groups")
    assert (groups.added, groups.removed, groups.changed) == (1, 1, 0)
    assert (groups.columns_added, groups.columns_removed) == (("remark",), ())


def test_a_table_of_one_edition_only_is_added_or_removed(whole: Path) -> None:
    without("paths", whole)
    gone, came = of(compare("installed", whole), "paths"), of(compare(whole, "installed"), "paths")
    assert (gone.status, gone.removed, gone.rows_after) == ("removed", gone.rows_before, 0)
    assert (came.status, came.added, came.rows_before) == ("added", came.rows_after, 0)


def test_rows_that_no_column_tells_apart_are_numbered(whole: Path) -> None:
    first = (whole / "groups.csv").read_text(encoding="utf-8").splitlines()[1]
    change(whole, "groups", lambda text: text + f"{first}\n")
    groups = of(compare("installed", whole), "groups")
    assert (groups.added, groups.removed, groups.changed) == (1, 0, 0)


def test_an_outline_that_moved_is_a_changed_row(whole: Path) -> None:
    shapes = json.loads((whole / "outlines.geojson").read_text(encoding="utf-8"))
    shapes["features"][0]["geometry"]["coordinates"] = []
    change(whole, "outlines", lambda _: json.dumps(shapes))
    outlines = of(compare("installed", whole), "outlines")
    assert (outlines.key, outlines.changed) == (("place",), 1)


def test_an_edition_built_from_downloads_is_told_from_the_installed_one(tmp_path: Path) -> None:
    """Every publisher's file, BACI's zip of each year since 2017 among them; by hand: 10 t of ore to China in 2024."""
    raw = tmp_path / "downloads"
    raw.mkdir()
    for write in (publishers.world_mining, publishers.pink_sheet, publishers.governance, publishers.survey):
        write(raw)
    publishers.world_tables(raw)
    publishers.baci(raw, years=range(2017, 2025))
    said: list[str] = []
    build(raw, tmp_path / "made", said.append)
    assert "CEPII BACI: BACI_HS92_V202601.zip" in said
    assert "kept from the edition before: deposits.csv" in said
    found = compare("installed", tmp_path / "made")
    assert (found.before, found.after.split("+")[0]) == (edition(), edition())
    assert of(found, "paths").status == "same"
    assert of(found, "flows").rows_after == 8  # one code of ours in each of eight years
    numbers = found.numbers.set_index(["measure", "mineral", "place", "year"])
    assert numbers.loc[("price", "aluminium", "world", 2023), "after"] == 2006.5  # mean of 2001 to 2012
    assert numbers.loc[("production, WMD", "tin", "PER", 2022), "after"] == 28233
    gross = numbers[numbers["unit"] == "t gross"]
    assert gross.loc[("imports", "copper", "CHN", 2024), "after"] == 10
    both = found.numbers[["before", "after"]].notna().all(axis=1)
    assert both.is_monotonic_decreasing  # what one edition lacks comes last


def test_a_name_that_is_neither_folder_nor_installed_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        compare("1999.1", "installed")
    assert str(refused.value) == (
        f"no edition '1999.1': it is no folder, and the installed edition is {edition()}. One edition is installed at "
        "a time; give the folder of another, or make it with 'orecast data build --from DIR -o FOLDER'."
    )


def test_a_folder_without_a_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        compare("installed", tmp_path)
    assert str(refused.value) == (
        f"{tmp_path} holds no edition: there is no registry.toml in it. Give a folder that "
        "'orecast data build --from DIR -o FOLDER' wrote."
    )


def test_a_built_table_that_was_edited_is_refused(whole: Path) -> None:
    with (whole / "prices.csv").open("a", encoding="utf-8") as file:
        file.write("copper,2020,1,USD/t,,,\n")
    with pytest.raises(DataError, match=r"table 'prices': .* is not the file of this edition: its checksum is"):
        compare("installed", whole)


def test_a_table_whose_file_is_gone_is_named(whole: Path) -> None:
    (whole / "groups.csv").unlink()
    with pytest.raises(DataError, match=r"table 'groups': the file .*groups\.csv cannot be read \(No such file"):
        compare("installed", whole)


def test_a_register_that_points_out_of_its_folder_is_refused(whole: Path) -> None:
    registry = read_registry(whole)
    tables = {**registry.tables, "groups": replace(registry.tables["groups"], file="../groups.csv")}
    write_registry(whole, Registry("after", tables))
    with pytest.raises(DataError, match=r"the register names the file '\.\./groups\.csv', and a table lies in its"):
        compare("installed", whole)


def test_the_edition_holds_the_years_that_it_promises() -> None:
    from orecast.sources import load

    for table in ("flows", "production"):
        assert set(range(2018, 2025)) <= set(load(table).frame["year"]), table


def test_history_before_the_edition_is_read_from_the_raw_flows(raw: Path) -> None:
    from orecast.sources.history import flows_of_years

    flows = flows_of_years(raw, 1995, 2017)
    assert set(flows["year"]) == set(range(1995, 2018))
