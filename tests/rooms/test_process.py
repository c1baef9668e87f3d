"""Memory that is freed is used again: the kernel need not clear it anew."""

import platform
import subprocess
import sys

import pytest

from orecast._ground.process import keep_memory

FAULTS = """
import resource, sys
import numpy as np
from orecast._ground.process import keep_memory
if sys.argv[1] == "kept":
    keep_memory()
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
def come_and_go(times):
    for _ in range(times):
        several = [np.ones(300_000) for _ in range(20)]  # each smaller than what NumPy asks huge pages for
        del several
come_and_go(3)
before = faults()
come_and_go(10)
print(faults() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the setting is glibc's")
def test_arrays_that_come_and_go_touch_their_pages_once() -> None:
    def told(how: str) -> int:
        command = [sys.executable, "-c", FAULTS, how]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert told("kept") < told("as it is") / 4


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert keep_memory() is False


def test_a_command_takes_its_process_for_its_own() -> None:
    script = """
import gc
from orecast._ground.process import RUBBISH, may_fork
from orecast.desk.cli import main
before = may_fork()
try:
    main(["--version"])
except SystemExit:
    print(before, may_fork(), gc.get_threshold() == RUBBISH, gc.get_freeze_count() > 0)
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert found.splitlines()[-1] == f"False {sys.platform == 'linux'} True True"
