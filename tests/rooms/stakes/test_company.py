"""A company's list of suppliers: measures by hand, every bad cell named, no good row lost, hostile files refused."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from orecast._ground.errors import DataError, LabelError
from orecast.sources.formats.sheet import SheetReader
from orecast.stakes.risk import bill as bills
from orecast.stakes.risk.bill import read_bill, template_rows, template_workbook
from orecast.stakes.risk.company import CompanyRisk, company_risk, measured_mix, mix_of
from orecast.stakes.risk.company_labels import items, place_labels
from orecast.stakes.risk.eu_inputs import eu_governance, study
from orecast.stakes.risk.governance import governance_risks
from orecast.world import World

HEAD = "mineral,tonnes,supplier country"


@pytest.fixture(scope="module")
def world() -> World:
    return World.load()


def written(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "list.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    return path


def measured(folder: Path, world: World, *lines: str, **asked: Any) -> CompanyRisk:
    return company_risk(written(folder, *lines), world, **asked)


def row_of(found: CompanyRisk, item: str) -> dict[str, Any]:
    position = found.table["item"].tolist().index(item)
    return {str(name): column.iloc[position] for name, column in found.table.items()}


def faults(found: CompanyRisk) -> list[tuple[int, str, str]]:
    return list(zip(found.errors["row"], found.errors["column"], found.errors["rule"], strict=True))


def test_three_quarters_from_one_supplier_by_hand(world: World, tmp_path: Path) -> None:
    """75 t and 25 t: HHI 0.625, 75 t at risk, a quarter left; rows of one supplier in two spellings add up."""
    lines = ("cobalt,50,COD", "Cobalt,25,DR Congo", "cobalt,25,Finland")
    row = row_of(measured(tmp_path, world, *lines, groups={"nordic": ["FIN", "SWE"]}), "cobalt")
    assert row["hhi"] == pytest.approx(0.625)
    assert (row["top_supplier"], row["top_share"], row["tonnes_at_risk"]) == ("COD", 0.75, 75)
    assert row["left_without_top"] == 0.25
    assert row["share_of_nordic"] == 0.25
    assert (row["rows"], row["suppliers"], row["tonnes"]) == (3, 2, 100)


def test_geopolrisk_of_the_mix_is_the_worlds_concentration_times_the_mean_governance_risk(
    world: World, tmp_path: Path
) -> None:
    row = row_of(measured(tmp_path, world, "cobalt,75,COD", "cobalt,25,FIN"), "cobalt")
    risk = governance_risks(("COD", "FIN"), world.years)
    assert row["governance_risk"] == pytest.approx(0.75 * risk[0] + 0.25 * risk[1])
    output = world.balance("cobalt").production
    assert row["world_hhi"] == pytest.approx(np.sum((output / output.sum()) ** 2))
    assert row["geopolrisk"] == pytest.approx(row["world_hhi"] * row["governance_risk"])


def test_tonnes_from_home_are_no_imports(world: World, tmp_path: Path) -> None:
    lines = ("cobalt,75,COD", "cobalt,25,FIN")
    abroad, home = (row_of(measured(tmp_path, world, *lines, home=own), "cobalt") for own in ((), ("FIN",)))
    risk = governance_risks(("COD",), world.years)[0]
    assert home["geopolrisk"] == pytest.approx(home["world_hhi"] * 0.75 * risk)
    assert home["geopolrisk"] < abroad["geopolrisk"]


def test_the_eus_formula_of_a_mix_by_hand(world: World, tmp_path: Path) -> None:
    """Cobalt from DR Congo (t 1) and Finland (a member, t 0.8): Σ S² · WGI · t · (1 - 0.22) · 0.98."""
    row = row_of(measured(tmp_path, world, "cobalt,75,COD", "cobalt,25,FIN"), "cobalt")
    worst, best = eu_governance(("COD", "FIN"), study().method)
    part = 0.75**2 * worst + 0.25**2 * best * 0.8
    assert row["eu_like"] == pytest.approx(part * (1 - 0.22) * 0.98)


def test_a_material_of_the_study_may_be_named_and_a_mineral_of_many_has_no_eu_score(
    world: World, tmp_path: Path
) -> None:
    found = measured(tmp_path, world, "neodymium,1,China", "rare earths,1,China", "scandium,1,China")
    assert row_of(found, "Neodymium")["eu_like"] == pytest.approx(5.65 * 0.99 * 0.99, abs=0.01)
    assert np.isnan(row_of(found, "rare-earths")["eu_like"])
    assert "17 materials of the EU study are counted in it" in row_of(found, "rare-earths")["gap"]
    assert "no world HHI" in row_of(found, "Scandium")["gap"]
    assert np.isnan(row_of(found, "Scandium")["geopolrisk"])


def test_a_supplier_without_governance_is_a_gap_and_not_zero_risk(world: World, tmp_path: Path) -> None:
    row = row_of(measured(tmp_path, world, "copper,1,UKR-occupied"), "copper")
    assert all(np.isnan(row[name]) for name in ("governance_risk", "geopolrisk", "eu_like", "expected_loss_t"))
    assert row["hidden_share"] == 1
    assert "no supplier has a governance score" in row["gap"]


def test_every_bad_cell_is_named_and_no_good_row_is_lost(world: World, tmp_path: Path) -> None:
    found = measured(
        tmp_path, world, "cobalt,5,COD", "unobtanium,-1,Chinaa", "", "cobalt,abc,COD", "cobalt,,", "=1+1,inf,COD",
        "cobalt,1", 'cobalt,"1,COD', "cobalt,1,COD,9", "cobalt,1e400,COD", "cobalt,7,FIN",
    )  # fmt: skip
    assert row_of(found, "cobalt")["tonnes"] == 12
    assert faults(found) == [
        (3, "mineral", "unknown mineral"),
        (3, "tonnes", "tonnes must be above 0 and finite"),
        (3, "supplier country", "unknown supplier country"),
        (5, "tonnes", "not a number"),
        (6, "tonnes", "tonnes are missing"),
        (6, "supplier country", "a supplier country is missing"),
        (7, "mineral", "a formula, and only values are read"),
        (7, "tonnes", "not a number"),
        (8, "row", "2 cells under 3 columns"),
        (9, "row", "1 cells under 3 columns"),
        (10, "row", "4 cells under 3 columns"),
        (11, "tonnes", "tonnes must be above 0 and finite"),
    ]
    assert found.errors["suggestion"].ne("").all()
    assert found.errors["suggestion"].iloc[2].startswith("Did you mean")
    assert found.blank_rows == 1


def test_columns_may_stand_in_any_order_with_semicolons_and_decimal_commas(world: World, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("﻿Preis;Country of origin;Material;Tonnes\r\n9;Türkiye;Boron;1,5\r\n9;Chile;boron;2.5".encode())
    found = company_risk(path, world)
    assert found.unread_columns == ("Preis",)
    assert row_of(found, "boron")["tonnes"] == 4


def test_namibia_is_a_country_and_not_a_gap(world: World, tmp_path: Path) -> None:
    assert row_of(measured(tmp_path, world, "uranium,5,NA"), "uranium")["top_supplier"] == "NAM"


def saved(folder: Path, *rows: tuple[Any, ...]) -> Path:
    book = Workbook()
    sheet = book.create_sheet("list", 0)
    for row in (tuple(bills.COLUMNS), *rows):
        sheet.append(list(row))
    book.save(folder / "list.xlsx")
    return folder / "list.xlsx"


def test_a_workbook_and_a_csv_of_the_same_rows_give_the_same_measures(world: World, tmp_path: Path) -> None:
    lines = (("cobalt", 120.5, "COD"), ("cobalt", 40, "Finland"), ("neodymium", 3.2, "China"))
    book = company_risk(saved(tmp_path, *lines), world).table
    text = measured(tmp_path, world, *(f"{mineral},{tonnes},{place}" for mineral, tonnes, place in lines)).table
    assert book.equals(text)


def test_formulas_dates_and_gaps_of_a_workbook_are_errors_of_their_cells(world: World, tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        ("cobalt", 5, "COD"),
        ("cobalt", "=B2*2", "COD"),
        ("cobalt", date(2024, 5, 1), "COD"),
        (),
        ("cobalt", True, "COD"),
        ("cobalt", 1, "COD", "more"),
    )
    found = company_risk(path, world)
    assert row_of(found, "cobalt")["tonnes"] == 5
    assert [(row, rule) for row, _, rule in faults(found)] == [
        (3, "a formula, and only values are read"),
        (4, "not a number"),
        (6, "not a number"),
        (7, "4 cells under 3 columns"),
    ]
    assert found.errors["value"].tolist() == ["=B2*2", "(a date)", "TRUE", "cobalt | 1 | COD | more"]


def test_the_template_can_be_read_as_it_is(world: World, tmp_path: Path) -> None:
    book = template_workbook([("mineral",)], [("code", "name")])
    book.save(tmp_path / "template.xlsx")
    text = tmp_path / "template.csv"
    text.write_text("".join(f"{','.join(row)}\n" for row in template_rows()), encoding="utf-8")
    found = [company_risk(path, world) for path in (tmp_path / "template.xlsx", text)]
    assert all(one.errors.empty and len(one.table) == 2 for one in found)
    assert found[0].table.equals(found[1].table)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty. Its first row names the columns mineral, tonnes, supplier country."),
        ("mineral,tonnes\ncobalt,1", "has no column 'supplier country'; it has mineral, tonnes."),
        ("mineral,tonnes,t,country\n", "has more than one column 'tonnes'"),
        ("mineral,tonnes,country\0\n", "holds null bytes"),
    ],
)
def test_a_file_without_the_three_columns_is_refused(content: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_bill(path)
    assert said in str(error.value)


def test_another_ending_a_missing_file_and_too_many_rows_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DataError, match=r"is a \.csv or an \.xlsx file"):
        read_bill(tmp_path / "list.xlsm")
    with pytest.raises(DataError, match="cannot be read"):
        read_bill(tmp_path / "none.csv")
    monkeypatch.setattr(bills, "MOST_ROWS", 2)
    with pytest.raises(DataError, match="more than 2 rows"):
        read_bill(written(tmp_path, *["cobalt,1,COD"] * 3))
    monkeypatch.setattr(bills, "MOST_BYTES", 10)
    with pytest.raises(DataError, match="10 are the most read"):
        read_bill(written(tmp_path, "cobalt,1,COD"))


def test_hostile_workbooks_are_refused(tmp_path: Path) -> None:
    good = saved(tmp_path, ("cobalt", 5, "COD"))
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(good.read_bytes()[:500])
    with pytest.raises(DataError, match=r"Save it again as \.xlsx or as csv"):
        read_bill(cut)
    for name, member, text in (
        ("macros.xlsx", "xl/vbaProject.bin", b"x"),
        ("entity.xlsx", "xl/worksheets/sheet9.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
    ):
        bad = tmp_path / name
        bad.write_bytes(good.read_bytes())
        with zipfile.ZipFile(bad, "a") as archive:
            archive.writestr(member, text)
        with pytest.raises(DataError, match=r"macros|DTD"):
            read_bill(bad)


def test_a_group_or_home_that_is_no_place_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="unknown place 'FIM'"):
        measured(tmp_path, world, "cobalt,1,COD", groups={"x": ["FIM"]})
    with pytest.raises(LabelError, match="unknown place 'FIM'"):
        measured(tmp_path, world, "cobalt,1,COD", home=("FIM",))


def test_labels_are_places_and_minerals_of_the_edition() -> None:
    assert place_labels()["dr congo"] == "COD"
    assert place_labels()["united states"] == "USA"
    assert items()["antimony-metal"].material == "Antimony"
    assert items()["cobalt"].label == "cobalt"


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["cobalt", "copper"]),
            st.floats(0.01, 1e6),
            st.sampled_from(["COD", "CHN", "FIN", "CHL"]),
        ),
        min_size=1,
        max_size=12,
    ),
    factor=st.floats(0.01, 100),
)
def test_order_units_and_splitting_a_row_change_no_share(rows: list[tuple[str, float, str]], factor: float) -> None:
    def table(lines: list[tuple[str, float, str]]) -> Any:
        columns = list(zip(*lines, strict=True))
        series = [pd.Series(column, dtype=object) for column in (columns[0], map(repr, columns[1]), columns[2])]
        held = bills.Bill(np.arange(len(lines)), series[0], series[1], series[2], False, (), (), 0)
        mix, errors = mix_of(held)
        assert not errors
        return mix

    plain = table(rows)
    halves = [(mineral, tonnes * factor / 2, place) for mineral, tonnes, place in reversed(rows)] * 2
    changed = table(halves)
    assert plain.items == changed.items
    assert plain.places == changed.places
    shares = [mix.tonnes / mix.tonnes.sum(axis=1, keepdims=True) for mix in (plain, changed)]
    assert shares[0] == pytest.approx(shares[1], rel=1e-9)


def test_a_list_without_a_good_row_gives_an_empty_table(world: World, tmp_path: Path) -> None:
    found = measured(tmp_path, world, "x,1,COD")
    assert len(found.table) == 0
    assert len(found.errors) == 1
    assert list(found.table) == list(measured_mix(found.mix, world, {}))


def rewritten(good: Path, bad: Path, changes: dict[str, tuple[bytes, bytes]]) -> Path:
    """A copy of a workbook with some members changed: what stands there, and what takes its place."""
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            content = source.read(name)
            made.writestr(name, content.replace(*changes[name], 1) if name in changes else content)
    return bad


SHEET = "xl/worksheets/sheet1.xml"


def test_a_dtd_behind_a_long_comment_is_refused_too(tmp_path: Path) -> None:
    good = saved(tmp_path, ("cobalt", 5, "COD"))
    dtd = b"<!--" + b"x" * 5000 + b'--><!DOCTYPE a [<!ENTITY b "c">]><worksheet'
    with pytest.raises(DataError, match="cannot be read as a workbook"):
        read_bill(rewritten(good, tmp_path / "bad.xlsx", {SHEET: (b"<worksheet", dtd)}))


COBALT = b't="inlineStr"><is><t>cobalt</t></is>'


def test_a_cell_that_points_to_no_text_is_damage(tmp_path: Path) -> None:
    good = saved(tmp_path, ("cobalt", 5, "COD"))
    with pytest.raises(DataError, match=r"cannot be read as a workbook \(IndexError\)"):
        read_bill(rewritten(good, tmp_path / "bad.xlsx", {SHEET: (COBALT, b't="s"><v>999</v>')}))


def test_shared_strings_prefixes_gaps_and_phonetic_hints_read_as_a_spreadsheet_shows_them() -> None:
    reader = SheetReader(("cobalt", "COD"), {7}, most_rows=9, most_columns=5)
    sheet = (
        '<x:worksheet xmlns:x="a"><x:row r="3"><x:c r="A3" t="s"><x:v>0</x:v></x:c><x:c r="C3" t="s"><x:v>1</x:v></x:c>'
        '</x:row><x:row><x:c t="inlineStr"><x:is><x:t>ti</x:t><x:t>n</x:t><x:rPh><x:t>hint</x:t></x:rPh></x:is></x:c>'
        '<x:c s="7"><x:v>45000</x:v></x:c><x:c><x:f>A1*2</x:f><x:v>8</x:v></x:c></x:row></x:worksheet>'
    )
    reader.parser().Parse(sheet, True)
    assert reader.rows == [(3, ["cobalt", "", "COD"]), (4, ["tin", "(a date)", "=A1*2"])]


def test_a_sheet_that_claims_a_million_rows_is_read_to_where_its_rows_end(tmp_path: Path) -> None:
    good = saved(tmp_path, ("cobalt", 5, "COD"))
    wide = rewritten(good, tmp_path / "wide.xlsx", {SHEET: (b"A1:C2", b"A1:XFD1048576")})
    assert len(read_bill(wide).rows) == 1
