"""Processes that fork from ours: results as if they were ours, and nothing lost when one dies.

Each test runs in an interpreter of its own, since a test's process is not ours to fork.
"""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks are for Linux")
BEGIN = """
import os, signal, sys, time
import numpy as np
from orecast._ground.forks import Aside
from orecast._ground.process import allow_forks, may_fork
from orecast._ground.working import worked
"""


def told(script: str, allowed: bool = True) -> str:
    """What a script prints."""
    code = BEGIN + ("allow_forks()\n" if allowed else "") + textwrap.dedent(script)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not found.stderr
    return found.stdout.strip()


def test_nothing_forks_unless_it_was_allowed() -> None:
    script = "print(may_fork(), set(worked(lambda n: os.getpid(), range(6), 2)) == {os.getpid()})"
    assert told(script, allowed=False) == "False True"
    assert told("print(Aside(os.getpid).result() == os.getpid())", allowed=False) == "True"


def test_results_come_in_order_from_other_processes() -> None:
    script = """
        found = list(worked(lambda n: (n * n, os.getpid()), range(20), 2))
        print([n for n, _ in found] == [n * n for n in range(20)], os.getpid() in {pid for _, pid in found})
    """
    assert told(script) == "True False"


def test_work_that_lets_go_of_the_lock_stays_with_threads() -> None:
    assert told("print(set(worked(lambda n: os.getpid(), range(6), 2, lets_go=True)) == {os.getpid()})") == "True"


def test_arrays_arrive_as_they_were_and_can_be_written() -> None:
    script = """
        rng = np.random.default_rng(1)
        arrays = {"rows": rng.random((30, 7)), "columns": np.asfortranarray(rng.random((30, 7)))}
        arrays |= {"none": np.empty((0, 3)), "whole": np.arange(5), "every other": rng.random(20)[::2]}
        arrays["words"] = np.array(["a", "b"], dtype=object)
        (found, _) = worked(lambda n: arrays, range(2), 2)
        print(all(np.array_equal(found[k], v) and found[k].dtype == v.dtype for k, v in arrays.items()))
        print(found["rows"].flags.c_contiguous, found["columns"].flags.f_contiguous, found["rows"].ctypes.data % 64)
        found["rows"][0, 0] = 5
        print(found["rows"][0, 0])
    """
    assert told(script).split() == ["True", "True", "True", "0", "5.0"]


def test_empty_arrays_alone_arrive_too() -> None:
    assert told("print(Aside(lambda: np.empty((0, 3))).result().shape)") == "(0, 3)"


@pytest.mark.parametrize(
    "lacking",
    [
        "del os.memfd_create",
        "os.memfd_create = lambda name: exec('raise OSError(24, name)')",
        "os.fork = lambda: exec('raise BlockingIOError')",
    ],
)
def test_what_a_system_lacks_costs_time_and_no_result(lacking: str) -> None:
    script = f"""
        {lacking}
        print(list(worked(lambda n: np.full(3, n).sum(), range(4), 2)) == [0, 3, 6, 9], Aside(lambda: 5).result())
    """
    assert told(script) == "True 5"


def test_more_results_than_rooms_come_through_the_pipe() -> None:
    script = """
        found = list(worked(lambda n: np.full(3, n), range(300), 2))
        print(all((one == n).all() for n, one in enumerate(found)), len(os.listdir("/proc/self/fd")) < 50)
    """
    assert told(script) == "True True"


def test_files_and_processes_are_given_back() -> None:
    script = """
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(3):
            list(worked(lambda n: np.full(3, n), range(20), 2))
            Aside(lambda: np.ones(4)).result()
        print(len(os.listdir("/proc/self/fd")) == before)
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("no child")
    """
    assert told(script) == "True\nno child"


def test_what_a_process_that_dies_leaves_is_done_here() -> None:
    script = """
        mine = os.getpid()
        def work(n):
            if n == 3 and os.getpid() != mine:
                os.kill(os.getpid(), signal.SIGKILL)
            return n
        print(list(worked(work, range(8), 2)) == list(range(8)))
        print(Aside(lambda: work(3)).result())
    """
    assert told(script) == "True\n3"


def test_an_error_of_the_work_is_raised_here() -> None:
    script = """
        def work(n):
            if n == 2:
                raise ValueError("the second")
            return n
        for run in (lambda: list(worked(work, range(4), 2)), lambda: Aside(lambda: work(2)).result()):
            try:
                run()
            except ValueError as error:
                print(error)
    """
    assert told(script) == "the second\nthe second"


def test_what_is_known_stays_ours() -> None:
    script = """
        class World:
            def __reduce__(self):
                raise TypeError("too large to send")
        world = World()
        found = Aside(lambda: {"of": world, "pid": os.getpid()}, known=(world,)).result()
        print(found["of"] is world, found["pid"] == os.getpid())
    """
    assert told(script) == "True False"


def test_a_result_can_be_asked_for_again() -> None:
    script = """
        aside = Aside(lambda: np.arange(3.0))
        print(aside.result() is aside.result(), aside.result())
    """
    assert told(script) == "True [0. 1. 2.]"


def test_a_fork_does_not_fork() -> None:
    assert told("print(Aside(lambda: (may_fork(), set(worked(lambda n: n, range(3), 2)))).result())") == (
        "(False, {0, 1, 2})"
    )


def test_an_error_beside_work_calls_it_off() -> None:
    script = """
        begun = time.monotonic()
        try:
            with Aside(lambda: time.sleep(30)) as slow:
                raise ValueError("meanwhile")
        except ValueError:
            print(time.monotonic() - begun < 5)
    """
    begun = time.monotonic()
    assert told(script) == "True"
    assert time.monotonic() - begun < 10  # nor does the interpreter wait at its end


def test_an_interrupt_of_ours_alone_does_not_wait() -> None:
    script = """
        signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 0.5)
        try:
            Aside(lambda: time.sleep(30)).result()
        except KeyboardInterrupt:
            print("interrupted")
    """
    begun = time.monotonic()
    assert told(script) == "interrupted"
    assert time.monotonic() - begun < 10


def test_what_the_work_needed_is_let_go_with_its_result() -> None:
    script = """
        import weakref
        class Grid: pass
        grid = Grid()
        seen, aside = weakref.ref(grid), Aside(lambda grid=grid: type(grid).__name__)
        print(aside.result())
        del grid
        print(seen())
    """
    assert told(script) == "Grid\nNone"


def test_after_ctrl_c_no_process_is_left() -> None:
    script = """
        try:
            for _ in worked(lambda n: time.sleep(30), range(4), 2):
                pass
        except KeyboardInterrupt:
            os._exit(130)
    """
    code = BEGIN + "allow_forks()\nprint(os.getpid(), flush=True)\n" + textwrap.dedent(script)
    ours = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert ours.stdout
    ours.stdout.readline()
    children = _children_of(ours.pid)
    assert len(children) == 2
    ours.send_signal(signal.SIGINT)
    _, errors = ours.communicate(timeout=10)
    assert (ours.returncode, errors) == (130, "")
    assert _gone(children)


def _children_of(pid: int) -> list[int]:
    """The processes that another has begun, once there are two."""
    found: list[int] = []
    for _ in range(100):
        found = list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()))
        if len(found) == 2:
            break
        time.sleep(0.05)
    return found


def _gone(pids: list[int]) -> bool:
    """Whether processes end within some seconds."""
    for _ in range(100):
        alive = [pid for pid in pids if _is_alive(pid)]
        if not alive:
            return True
        time.sleep(0.05)
    return False


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
