"""`orecast brief` as a user runs it: the summary, the JSON twin, the folder, Ctrl-C."""

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from orecast._ground.errors import OutputError
from orecast.desk.brief import Brief, brief
from orecast.desk.summary import print_summary

COMMAND = [sys.executable, "-m", "orecast.desk.cli", "brief", "ru-us-krasnoyarsk-aluminium-2025", "--no-event"]
FEW = ["--draws", "4", "--seed", "7"]


def test_the_summary_says_what_the_page_says(made: Brief) -> None:
    console = Console(width=100, record=True, file=io.StringIO(), markup=False)
    print_summary(console, made.data, Path("/tmp/brief/brief.html"))
    text = " ".join(console.export_text().split())
    assert "Together the three deals bring the United States USD 457 million a year in 2030" in text
    assert "Page: file:///tmp/brief/brief.html" in text
    assert "China" in text
    assert "cannot tell" in text.replace("\u00a0", " ")


def test_a_folder_of_others_is_refused_before_anything_is_solved(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    began = time.perf_counter()
    with pytest.raises(OutputError, match="--force"):
        brief("ru-us-krasnoyarsk-aluminium-2025", folder=tmp_path)
    assert time.perf_counter() - began < 5


def test_the_command_writes_the_page_and_prints_the_same_numbers(tmp_path: Path) -> None:
    run = subprocess.run([*COMMAND, *FEW, "-o", "out", "--json"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""  # no terminal, no progress bar
    printed = json.loads(run.stdout)
    assert printed == json.loads((tmp_path / "out" / "brief.json").read_text(encoding="utf-8"))
    assert (tmp_path / "out" / "brief.html").is_file()
    assert printed["event"] is None


def test_csv_prints_a_table_and_iamc_writes_a_file_and_no_folder_is_made(tmp_path: Path) -> None:
    asked = ["--csv", "--table", "timeline", "--iamc", "i.parquet"]
    run = subprocess.run([*COMMAND, *FEW, *asked], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("deal,lever,mineral,place,year,q05,q50,q95,mean,unit,")
    assert [path.name for path in tmp_path.iterdir()] == ["i.parquet"]
    assert list(pd.read_parquet(tmp_path / "i.parquet").columns)[3] == "variable"


def test_an_output_that_ends_as_a_file_is_one_table_and_no_folder(tmp_path: Path) -> None:
    run = subprocess.run([*COMMAND, *FEW, "-o", "s.parquet", "--table", "suppliers"], cwd=tmp_path, capture_output=True)
    assert run.returncode == 0, run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["s.parquet"]
    assert "origin" in pd.read_parquet(tmp_path / "s.parquet")


def test_parquet_without_a_file_is_refused_before_anything_is_solved(tmp_path: Path) -> None:
    run = subprocess.run([*COMMAND, "--parquet", "-o", "folder"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 2
    assert "Parquet is not text" in run.stderr
    assert list(tmp_path.iterdir()) == []


def heeds_ctrl_c() -> None:
    """A shell's background job ignores Ctrl-C, and so would what it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_exits_130_and_leaves_nothing(tmp_path: Path) -> None:
    command = [*COMMAND, "--draws", "40000"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeds_ctrl_c,  # noqa: PLW1509 - no thread runs here
    ) as process:
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []
