"""Tables read as they were written, and damaged ones are refused with what to do next."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from orecast._ground.errors import DataError, LabelError
from orecast.sources import describe, edition, load, minerals
from orecast.sources.registry import data_folder, read_registry

NEXT = "Reinstall Orecast, or rebuild with 'orecast data build --from DIR'."


def test_every_registered_table_loads_with_its_source() -> None:
    for name, entry in read_registry(data_folder()).tables.items():
        if entry.file.endswith(".geojson"):
            continue
        table = load(name)
        assert len(table.frame) == entry.rows, name
        assert table.source.publisher, name
        assert table.source.licence, name
        assert table.source.address, name


def test_namibia_is_a_code_and_not_a_gap() -> None:
    places = load("places").frame.set_index("place")
    assert places.loc["NAM", "iso2"] == "NA"


def test_a_missing_quantity_stays_missing() -> None:
    flows = load("flows").frame
    share = float(flows["gross_tonnes"].isna().mean())
    assert 0.03 < share < 0.07  # about 5 % of flows report no weight
    assert flows["value_kusd"].notna().all()


def test_the_edition_has_a_name_and_a_size_under_fifteen_megabytes() -> None:
    assert edition() == "2026.11.3"
    assert sum(path.stat().st_size for path in data_folder().iterdir() if path.is_file()) < 15e6
    assert {row.table for row in describe()} >= {"flows", "production", "places", "minerals", "prices"}


def test_69_minerals_say_what_their_flows_carry() -> None:
    rows = {row.mineral: row for row in minerals()}
    later = {name for name, row in rows.items() if row.stage_of}
    assert (len(rows) - len(later), len(later)) == (69, 8)
    assert (rows["antimony-metal"].stage, rows["antimony-metal"].stage_of) == ("metal", "antimony")
    assert rows["rare-earths"].stage_label == "oxides and compounds; magnets are not in these flows"
    assert "2530.90" in rows["lithium"].codes_missing
    assert "rare earth elements" in rows["rare-earths"].aliases
    assert all(row.stage_label for row in rows.values())


def test_no_name_stands_for_two_minerals() -> None:
    names = [name.casefold() for row in minerals() for name in {row.mineral, row.name.casefold(), *row.aliases}]
    assert len(names) == len(set(names))


def test_an_unknown_table_is_named_with_its_neighbour() -> None:
    with pytest.raises(LabelError) as error:
        load("prises")
    assert str(error.value) == (
        "unknown table 'prises' in the data edition. Did you mean prices or price_series? "
        "'orecast data list' shows them all."
    )


def test_an_altered_table_is_refused(small_edition: Path) -> None:
    path = small_edition / "prices.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("9142.14", "9142.15"), encoding="utf-8", newline="\n")
    said = read_registry(small_edition).tables["prices"].sha256[:12]
    with pytest.raises(DataError) as error:
        load("prices", small_edition)
    message = str(error.value)
    found = message.split("its checksum is ")[1][:12]
    assert message == (
        f"table 'prices': {path.resolve()} is not the file of this edition: its checksum is {found}…, "
        f"registry.toml says {said}…. {NEXT}"
    )


def test_a_truncated_parquet_file_is_refused(tmp_path: Path) -> None:
    from orecast.sources.tables import read_frame

    content = (data_folder() / "production.parquet").read_bytes()[:-100]
    with pytest.raises(DataError) as error:
        read_frame(tmp_path / "production.parquet", content, {})
    assert str(error.value) == (
        f"production.parquet is damaged or cut short and cannot be read as parquet (ArrowInvalid). {NEXT}"
    )


def test_a_missing_column_is_named(with_bad_file: Callable[[str, str], Path]) -> None:
    folder = with_bad_file("prices", "prices_without_unit.csv")
    with pytest.raises(DataError) as error:
        load("prices", folder)
    assert str(error.value) == f"prices.csv lacks column unit, required by fields.csv. {NEXT}"


def test_a_word_where_a_number_belongs_is_named(with_bad_file: Callable[[str, str], Path]) -> None:
    folder = with_bad_file("prices", "price_is_a_word.csv")
    with pytest.raises(DataError) as error:
        load("prices", folder)
    assert str(error.value) == (
        "prices.csv, row 2: 'plenty' is not a number, but prices.usd_per_unit is float (annual average price of the "
        "named series, converted to the unit of account). Correct the cell, or rebuild with "
        "'orecast data build --from DIR'."
    )


def test_a_missing_file_is_named(small_edition: Path) -> None:
    (small_edition / "prices.csv").unlink()
    with pytest.raises(DataError) as error:
        load("prices", small_edition)
    assert str(error.value) == (
        f"table 'prices': the file {small_edition.resolve() / 'prices.csv'} cannot be read "
        f"(No such file or directory). {NEXT}"
    )


def test_a_register_that_is_not_toml_is_refused(small_edition: Path) -> None:
    shutil.copy(Path(__file__).parents[2] / "bad_data/sources/registry_not_toml.toml", small_edition / "registry.toml")
    with pytest.raises(DataError) as error:
        edition(small_edition)
    assert str(error.value).startswith(f"the register of tables {small_edition / 'registry.toml'} cannot be read (")
    assert str(error.value).endswith(
        "Every edition needs one; reinstall Orecast, or make it again with 'orecast data build --from DIR'."
    )


def test_numbers_are_numbers_and_text_is_text() -> None:
    prices = load("prices").frame
    assert prices["usd_per_unit"].dtype == np.float64
    assert prices["year"].dtype == np.int64
    codes = load("flows").frame["code"]
    assert pd.api.types.is_string_dtype(codes)
    assert codes.str.len().eq(6).all()
