"""CSV, Parquet and JSON of every command that shows a table: one mechanism, the same numbers, no formula."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from orecast._ground.errors import LabelError, OutputError
from orecast.desk import cli
from orecast.desk.cells import restored, safe
from orecast.desk.sheets import csv_bytes, frame_of, harmless, parquet_bytes
from orecast.desk.wanted import Wanted, wanted
from orecast.world import World

ARTICLE = Path(__file__).parents[3] / "examples" / "articles" / "graphite-offer.txt"
CHECKED = Path(__file__).parents[2] / "gold" / "g01.txt"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    return int(stop.value.code or 0)


def commands(command: Any, path: str = "orecast") -> list[tuple[str, set[str]]]:
    children: dict[str, Any] = getattr(command, "commands", {})
    options = {spelling for one in command.params for spelling in one.opts}
    return [(path, options), *(found for name in children for found in commands(children[name], f"{path} {name}"))]


@pytest.mark.parametrize(("command", "options"), commands(get_command(cli.app)))
def test_a_command_that_prints_json_writes_csv_and_parquet_too(command: str, options: set[str]) -> None:
    if "--json" in options:
        missing = {"--csv", "--parquet", "--output", "--force"} - options
        assert not missing, f"{command} lacks {missing}: take them from desk/options.py and hand on with desk/wanted.py"


TABLES = [
    ("data", "list"),
    ("data", "verify", "-q"),
    ("data", "diff", "installed", "--table", "tables"),
    ("minerals",),
    ("deal", "list"),
    ("deal", "show", "ua-us-minerals-2025"),
    ("deal", "check", "ua-us-minerals-2025", "-q"),
    ("world", "copper"),
    ("world", "copper", "--table", "flows"),
    ("world", "copper", "--table", "missing"),
    ("world", "--checks", "--table", "corrections"),
    ("read", str(ARTICLE)),
    ("read", str(ARTICLE), "--table", "proposals"),
    ("check", str(CHECKED)),
    ("check", str(CHECKED), "--table", "figures"),
]


@pytest.mark.parametrize("arguments", TABLES, ids=" ".join)
def test_csv_on_stdout_and_parquet_in_a_file_hold_the_same_table(
    arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments, "--csv") == 0
    printed = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False, dtype=str)
    assert run(*arguments, "--parquet", "-o", str(tmp_path / "t.parquet")) == 0
    stored = pd.read_parquet(tmp_path / "t.parquet")
    assert list(printed.columns) == list(stored.columns)
    assert len(printed) == len(stored) > 0
    for name in stored.columns:
        if pd.api.types.is_float_dtype(stored[name]):
            numbers = [float(cell or "nan") for cell in printed[name]]
            assert numbers == pytest.approx(list(stored[name]), abs=0, rel=0, nan_ok=True)


def test_the_csv_of_a_balance_is_the_balance(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("world", "copper", "--csv") == 0
    found = pd.read_csv(io.StringIO(capsys.readouterr().out)).set_index("place")
    balance = World.load().balance("copper", allow_incomplete=True)
    assert found.loc["CHL", "production"] == balance.production[balance.index("CHL")]  # to the last digit


def test_the_ending_of_the_file_says_what_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for ending in ("csv", "parquet", "json"):
        assert run("minerals", "-o", str(tmp_path / f"m.{ending}")) == 0
        assert "Wrote" in capsys.readouterr().err
    rows = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    assert len(pd.read_csv(tmp_path / "m.csv")) == len(pd.read_parquet(tmp_path / "m.parquet")) == len(rows)


# ---- what is refused ------------------------------------------------------------------------------------------
def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as refused:
        wanted(output=tmp_path / "t.xlsx")
    assert str(refused.value) == (
        f"{tmp_path / 't.xlsx'}: the ending '.xlsx' is not known. A file ends in .csv, .parquet, .json; rename it."
    )


def test_an_ending_against_the_option_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"t\.csv ends in \.csv, but --parquet is asked for\. Change one of them\."):
        wanted(as_parquet=True, output=tmp_path / "t.csv")


def test_a_file_that_exists_is_kept_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("years of work")
    with pytest.raises(OutputError, match=r"exists, and no file is replaced unasked\. Name another .* --force"):
        wanted(output=path)
    assert path.read_text() == "years of work"
    assert wanted(output=path, force=True).kind == "csv"


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").mkdir()
    with pytest.raises(OutputError, match=r"is a folder; one table goes to a file\. Name a file with -o\."):
        wanted(output=tmp_path / "t.csv")


def test_a_folder_that_is_not_there_is_named_before_anything_is_computed(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"there is no folder .*nowhere\. Make it, or name another file\."):
        wanted(output=tmp_path / "nowhere" / "t.csv")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("orecast.desk.output.tempfile.mkstemp", refuse)
    with pytest.raises(OutputError, match=r"t\.csv cannot be written: Permission denied\. Name another place"):
        Wanted("csv", tmp_path / "t.csv").give([], {"t": [{"a": 1}]})
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_the_command_does_not_have_is_refused_with_a_near_name() -> None:
    with pytest.raises(LabelError) as refused:
        Wanted("csv", table="flow").give({}, {"places": [], "flows": []})
    assert str(refused.value) == (
        "unknown table 'flow' of this command. Did you mean flows? Tables: places, flows. "
        "Name one of them with --table."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"as_json": True, "as_csv": True}, "choose one of --json, --csv and --parquet"),
        ({"as_parquet": True}, "Parquet is not text: name a file with -o FILE.parquet"),
        ({"table": "flows"}, "it chooses what --csv and --parquet write; add one of them"),
    ],
)
def test_options_that_make_no_sense_together_are_a_usage_error(options: dict[str, Any], message: str) -> None:
    with pytest.raises(typer.BadParameter, match=message):
        wanted(**options)


# ---- text that a spreadsheet would run ------------------------------------------------------------------------
HOSTILE = [
    "=HYPERLINK(\"http://example.org\";\"open\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\ufeff=1+1",
    "＝1+1",
    "'=1+1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_would_run_as_a_formula_is_made_harmless_and_can_be_restored(text: str) -> None:
    (cell,) = pd.read_csv(io.BytesIO(csv_bytes(frame_of([{"title": text}]))), keep_default_na=False)["title"]
    assert cell.startswith("'")
    assert restored(cell).replace("\r", "\n") == text.replace("\r", "\n")  # a reader of CSV may turn one into the other


@pytest.mark.parametrize("text", ["", "copper", "-5", "+3.2e-4", "a = b", "'quoted'", "3 - 2", "−5 %"])
def test_text_that_is_harmless_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


def test_a_carriage_return_inside_text_begins_no_row() -> None:
    rows = pd.read_csv(io.BytesIO(csv_bytes(frame_of([{"title": "a\r=1+1", "gain": -1.5}]))))
    assert len(rows) == 1


@given(st.text())
def test_whatever_the_text_the_cell_does_not_begin_a_formula_and_gives_it_back(text: str) -> None:
    cell = safe(text)
    assert restored(cell) == text
    assert cell[:1] not in ("=", "@", "\t", "\r")


@given(
    st.lists(
        st.tuples(st.text(), st.none() | st.text(), st.floats(), st.integers(-(2**63), 2**63 - 1)),
        min_size=1,
    )
)
def test_a_table_is_the_same_text_as_pandas_writes(rows: list[tuple[str, str | None, float, int]]) -> None:
    names = ('a, "b"', "note", "gain", "year")
    frame = pd.DataFrame(rows, columns=list(names)).astype(dict.fromkeys(names[:2], "str"))
    made = harmless(frame)
    if any("\r" in str(cell) for name in names[:2] for cell in made[name]):
        expected = made.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    else:
        expected = made.to_csv(index=False, lineterminator="\n")
    assert csv_bytes(frame) == expected.encode()


def test_a_negative_number_is_no_text() -> None:
    assert csv_bytes(frame_of([{"gain": -1.5, "year": -2, "-": "x"}])) == b"gain,year,'-\n-1.5,-2,x\n"


def test_a_hostile_title_of_a_deal_file_reaches_no_spreadsheet_as_a_formula(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from orecast.deals import load_deal
    from orecast.deals.shelf import to_yaml

    deal = load_deal("ru-us-krasnoyarsk-aluminium-2025")
    party = deal.parties[0].model_copy(update={"gives": '=HYPERLINK("http://example.org")'})
    made = deal.model_copy(update={"name": "hostile", "parties": [party, *deal.parties[1:]]})
    (tmp_path / "hostile.yaml").write_text(to_yaml(made), encoding="utf-8")
    assert run("deal", "show", str(tmp_path / "hostile.yaml"), "--csv", "--table", "parties") == 0
    assert ",\"'=HYPERLINK(" in capsys.readouterr().out


def test_a_hostile_sentence_of_an_article_reaches_no_spreadsheet_as_a_formula(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '"=HYPERLINK(1) is what we offer India for graphite," Pale told reporters in Maputo.\n'
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert run("read", str(tmp_path / "a.txt"), "--csv") == 0
    rows = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
    assert any("=HYPERLINK" in str(cell) for cell in rows.to_numpy().ravel())
    assert not any(str(cell).startswith("=") for cell in rows.to_numpy().ravel())


# ---- types ----------------------------------------------------------------------------------------------------
def test_columns_take_the_narrowest_type_that_holds_them() -> None:
    rows: list[dict[str, object]] = [
        {"year": 2020, "share": 1, "ok": True, "note": None, "mixed": 1.5, "names": ("a", "b"), "none": None},
        {"year": None, "share": 0.5, "ok": None, "note": "x", "mixed": "text", "names": (), "none": None},
    ]
    found = pq.read_table(io.BytesIO(parquet_bytes(frame_of(rows))))
    kinds = {field.name: str(field.type).removeprefix("large_") for field in found.schema}
    assert (kinds["year"], kinds["share"], kinds["none"]) == ("int64", "double", "string")
    assert (kinds["ok"], kinds["note"], kinds["mixed"], kinds["names"]) == ("bool", "string", "string", "string")
    assert found.to_pylist()[0]["names"] == "a; b"
    assert found.to_pylist()[1]["year"] is None


@given(st.lists(st.floats(allow_nan=False), min_size=1))
def test_a_number_is_read_back_to_the_last_digit(values: list[float]) -> None:
    frame = frame_of([{"value": value} for value in values])
    written = csv_bytes(frame).decode().splitlines()[1:]
    assert [float(cell) for cell in written] == values
    assert list(pd.read_parquet(io.BytesIO(parquet_bytes(frame)))["value"]) == values
