"""The frame of the command line: light, quiet on stdout, and with the exit codes it promises."""

import json
import os
import subprocess
import sys

import pytest

from orecast._ground.errors import DataError
from orecast.desk import cli, terminal

HEAVY = ("pandas", "xarray", "scipy", "altair", "spacy", "numpy", "pyarrow", "clarabel", "vl_convert")


def orecast(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "orecast.desk.cli", *arguments]
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


@pytest.mark.parametrize(
    "arguments", [["--help"], *([command, "--help"] for command in ("brief", "data", "world", "deal"))]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    probe = (
        "import json, sys\n"
        "from orecast.desk.cli import main\n"
        f"sys.argv = ['orecast', *{arguments!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as stop:\n    assert not stop.code, stop.code\n"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_help_takes_under_half_a_second() -> None:
    def seconds() -> float:
        """Processor time of one call: other work on the same cores does not count."""
        before = os.times()
        assert orecast("--help").returncode == 0
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(seconds() for _ in range(3)) < 0.5


def test_the_version_names_the_data_edition() -> None:
    done = orecast("--version")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("orecast 0.")
    assert "data edition" in done.stdout
    assert done.stderr == ""


def test_a_misspelt_command_is_a_usage_error_with_a_hint() -> None:
    done = orecast("wrold")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Did you mean 'world'?" in done.stderr


def test_an_orecast_error_goes_to_stderr_with_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: object) -> None:
        raise DataError("no supply of [copper]: add a producer.")

    monkeypatch.setattr(cli, "app", refuse)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    printed = capsys.readouterr()
    assert stop.value.code == 1
    assert printed.out == ""
    assert printed.err == "error: no supply of [copper]: add a producer.\n"


def test_ctrl_c_exits_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(**_: object) -> None:
        raise KeyboardInterrupt

    def leave(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(cli, "app", interrupt)
    monkeypatch.setattr(os, "_exit", leave)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 130


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_there(shell: str) -> None:
    environment = {**os.environ, "_ORECAST_COMPLETE": f"source_{shell}"}
    command = [sys.executable, "-c", "from orecast.desk.cli import main; main()"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)
    assert done.returncode == 0, done.stderr
    assert "orecast" in done.stdout


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1234567.0, "1\u2009230\u2009000"), (0.012345, "0.0123"), (-8.0, "-8.00"), (float("nan"), "–")],
)
def test_a_number_shows_three_significant_digits(value: float, text: str) -> None:
    assert terminal.number(value) == text


def test_json_has_no_nan() -> None:
    assert terminal.without_nan({"a": [float("nan"), 1.5], "b": (float("inf"),)}) == {"a": [None, 1.5], "b": [None]}
