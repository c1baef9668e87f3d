"""`orecast risk` on the command line: rows on stdout, what is refused on stderr, exit code 1 then."""

import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from orecast.desk.cli import main

SAMPLE_COLUMNS = "mineral,country,year,hhi,import_risk,gprs,cf_kgCu_eq_per_kg,price_usd_per_kg"


def run(*arguments: str) -> int:
    """Exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["risk", *arguments])
    return int(ended.value.code or 0)


def test_measures_are_listed_without_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert "geopolrisk" in capsys.readouterr().out


def test_good_rows_are_printed_and_bad_ones_listed_with_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    code = run("hhi-imports", "--mineral", "cobalt", "--mineral", "cobolt", "--place", "USA", "--place", "Germny",
               "--year", "2023", "--year", "2031", "--csv")  # fmt: skip
    told = capsys.readouterr()
    assert code == 1
    assert len(pd.read_csv(io.StringIO(told.out))) == 1
    for words in ("Did you mean cobalt?", "Germny", "unknown year 2031"):
        assert words in " ".join(told.err.split())


def test_the_compatible_mode_prints_the_published_columns(capsys: pytest.CaptureFixture[str]) -> None:
    code = run("geopolrisk", "--compat", "geopolrisk-2.0", "--year", "2019", "--mineral", "aluminium", "--csv")
    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[0] == SAMPLE_COLUMNS
    assert any(line.startswith("Aluminium,USA,2019,0.32657") for line in lines)


def test_a_wrong_measure_ends_with_near_names_and_a_wrong_mix_of_options_with_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("geopolriks") == 1
    assert "Did you mean geopolrisk?" in " ".join(capsys.readouterr().err.split())
    assert run("hhi-imports", "--compat", "geopolrisk-2.0") == 2
    assert run("hhi-imports", "--factors", "x.zip") == 2
    assert run("geopolrisk", "--after", "zimbabwe-lithium", "--compat", "geopolrisk-2.0") == 2


def test_a_group_and_a_file(tmp_path: Path) -> None:
    path = tmp_path / "shares.json"
    code = run(
        "group-share", "--mineral", "lithium", "--place", "CHN", "--group", "triangle=CHL,ARG,BOL", "-o", str(path)
    )
    held = json.loads(path.read_text(encoding="utf-8"))
    assert code == 0
    assert [row["group"] for row in held["rows"]] == ["triangle"]
    assert held["refused"] == []


def test_factors_are_written_and_never_over_a_file_unasked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "factors.zip"
    asked = ("geopolrisk", "--mineral", "cobalt", "--place", "USA", "--year", "2023", "--csv", "--factors", str(path))
    assert run(*asked) == 0
    assert "openlca.json" in zipfile.ZipFile(path).namelist()
    assert run(*asked) == 1
    assert "exists" in capsys.readouterr().err


def test_after_a_deal_each_measure_has_before_after_and_change(capsys: pytest.CaptureFixture[str]) -> None:
    code = run("geopolrisk", "--after", "ru-us-krasnoyarsk-aluminium-2025", "--year", "2030", "--draws", "16",
               "--place", "USA", "--csv")  # fmt: skip
    rows = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert code == 0
    assert list(rows["kind"]) == ["before", "after", "change"]
    assert (rows["q05"] <= rows["q50"]).all()
