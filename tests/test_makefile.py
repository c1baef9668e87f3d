"""A fresh clone installs through one stamp, or says in one sentence why not."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OLD_PYTHON = """#!/bin/sh
case "$*" in *version_info*) exit 1;; *) echo 3.10.9;; esac
"""
BROKEN_PYTHON = """#!/bin/sh
case "$*" in
  *version_info*) exit 0;;
  "-m venv"*) mkdir -p .venv/bin; cp "$0" .venv/bin/python;;
  *) echo "the connection was cut" >&2; exit 1;;
esac
"""

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def stand_in(folder: Path, script: str) -> Path:
    """An executable that plays Python."""
    path = folder / "python-stand-in"
    path.write_text(script, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def make_install(folder: Path, python: Path) -> subprocess.CompletedProcess[str]:
    """`make install` in a copy of the project's install files, with a given Python."""
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "tools/find_python.sh"):
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "install", f"PYTHON={python}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, env=environment)


def test_an_old_python_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = make_install(tmp_path, stand_in(tmp_path, OLD_PYTHON))
    said = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert done.returncode != 0
    next_step = "install one, or name it with 'make PYTHON=/path/to/python3.11'."
    assert said == [f"Orecast needs Python 3.11 or newer (found: 3.10.9): {next_step}"]
    assert not (tmp_path / ".venv").exists()


def test_an_interrupted_install_leaves_no_stamp(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    stale = tmp_path / ".venv" / ".installed"
    stale.touch()
    os.utime(stale, (0, 0))
    done = make_install(tmp_path, stand_in(tmp_path, BROKEN_PYTHON))
    assert done.returncode != 0
    assert "the connection was cut" in done.stderr
    assert not stale.exists()
