"""Processes that fork from ours: born with the work and all it needs, they send back what it gives.

Only where `process.allow_forks` was called: a library must not fork a process that it does not own.
"""

import ctypes
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from io import BytesIO
from mmap import mmap
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from pickle import HIGHEST_PROTOCOL, PickleBuffer, Pickler, Unpickler
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from orecast._ground.process import allow_forks, may_fork

Result = TypeVar("Result")
DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux (prctl(2))."""
MOST_ROOMS = 256
"""Results that arrays are laid down for, an open file each; of more work than that they come through the pipe."""
PATIENCE = 10
"""How far work aside steps back from what we do ourselves where both want a processor (nice(2))."""
ALIGNED = 64
"""Bytes that an array begins at a multiple of."""


class Forks:
    """Some processes that do `work` on items. They say nothing at Ctrl-C, and end with the thread that began them.

    Results can be pickled, but for what is `known`: objects that stay with us; where a result holds one, it holds ours.
    Arrays are laid down in memory that both see, and are copied once. Used as a block they end with it, and are called
    off where an error leaves it.
    """

    def __init__(
        self, count: int, work: Callable[..., Any], items: Sequence[Any], known: Sequence[object] = ()
    ) -> None:
        """Begin: the processes see everything as it is now. Errors: OSError where the system gives none."""
        self.known, self.rooms = known, _rooms(len(items))
        others = set(active_children())
        self.processes: set[BaseProcess] = set()
        born = (os.getpid(), work, items, known, self.rooms)
        self.pool = ProcessPoolExecutor(count, get_context("fork"), _born, born)
        try:
            self.sent = [self.pool.submit(_done, number) for number in range(len(items))]
        except BaseException:
            self.call_off()
            raise
        self.processes = set(active_children()) - others

    def result(self, number: int) -> Any:
        """What the work gives on an item. Errors: those of the work; BrokenProcessPool where its process died."""
        pickled, sizes = self.sent[number].result()
        arrays, start = [], 0
        room = memoryview(mmap(self.rooms[number], sum(map(_whole, sizes))) if any(sizes) else b"")
        for size in sizes:
            arrays.append(room[start : start + size])
            start += _whole(size)
        return _Received(BytesIO(pickled), arrays, self.known).load()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the processes end once their work is done, or call them off."""
        if error is None:
            self.pool.shutdown()
            self._leave()
        else:
            self.call_off()

    def call_off(self) -> None:
        """End the processes whatever they do."""
        for process in self.processes:
            process.kill()
        self.pool.shutdown(wait=False, cancel_futures=True)
        self._leave()

    def _leave(self) -> None:
        while self.rooms:
            os.close(self.rooms.pop())


def forks(count: int, work: Callable[..., Any], items: Sequence[Any], known: Sequence[object] = ()) -> Forks | None:
    """`Forks`, begun; None where they are not allowed, or where the system gives no processes."""
    if not may_fork():
        return None
    with suppress(OSError, NotImplementedError, BrokenProcessPool):
        return Forks(count, work, items, known)
    return None


class Aside(Generic[Result]):
    """Work in a process of its own, begun at once where forks are allowed, else done when its result is asked for.

    It steps back where we need the processor: its result is wanted later. An error that leaves the block `with` it
    calls it off.
    """

    def __init__(self, work: Callable[[], Result], known: Sequence[object] = ()) -> None:
        """Begin. The work sees everything as it is now; `known` as for `Forks`."""
        self.work: Callable[[], Result] | None = work
        self.forks = forks(1, _patiently, (work,), known)
        self.found: list[Result] = []

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Call it off where something went wrong."""
        if error is not None and self.forks:
            self.forks.call_off()

    def result(self) -> Result:
        """What the work gives; where its process died, it is done here. Errors: those of the work."""
        if self.work is not None:
            self.found.append(self._waited(self.work))
            self.work = self.forks = None  # and with them all that the work needed
        return self.found[0]

    def _waited(self, work: Callable[[], Result]) -> Result:
        if self.forks:
            with suppress(BrokenProcessPool), self.forks:
                found: Result = self.forks.result(0)
                return found
        return work()


def _patiently(work: Callable[[], Result]) -> Result:
    os.nice(PATIENCE)
    return work()


_given: list[Any] = []
"""Of a forked process: its work, its items, what is known, and where arrays are laid down."""


def _born(parent: int, *given: Any) -> None:
    """Begin a forked process, which forks no further."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we could ask
        os._exit(1)
    allow_forks(False)
    _given[:] = given


def _rooms(count: int) -> list[int]:
    """Files in memory for so many results; none where there would be too many, or the system gives none."""
    made: list[int] = []
    if count > MOST_ROOMS or not hasattr(os, "memfd_create"):
        return made
    try:
        for _ in range(count):
            made.append(os.memfd_create("orecast"))
    except OSError:
        while made:
            os.close(made.pop())
    return made


def _done(number: int) -> tuple[bytes, list[int]]:
    """The work on one item, pickled, and the sizes of the arrays that are laid down for it."""
    work, items, known, rooms = _given
    file, arrays = BytesIO(), list[PickleBuffer]()
    _Sent(file, known, arrays.append if rooms else None).dump(work(items[number]))
    if not arrays:
        return file.getvalue(), []
    with os.fdopen(rooms[number], "wb", closefd=False, buffering=0) as room:
        return file.getvalue(), [_laid(room, array.raw()) for array in arrays]


def _laid(room: Any, array: memoryview) -> int:
    """Write an array and what makes it whole; its size."""
    at = 0
    while at < array.nbytes:  # a system writes 2 GB at a time
        at += room.write(array[at:])
    room.write(bytes(_whole(at) - at))
    return at


def _whole(size: int) -> int:
    """Bytes that an array takes where each begins aligned."""
    return -(-size // ALIGNED) * ALIGNED


class _Sent(Pickler):
    """Pickles a result, and of what is known only its number."""

    def __init__(self, file: BytesIO, known: Sequence[object], laid_down: Callable[[PickleBuffer], Any] | None) -> None:
        super().__init__(file, HIGHEST_PROTOCOL, buffer_callback=laid_down)
        self.number = {id(one): n for n, one in enumerate(known)}

    def persistent_id(self, one: object) -> int | None:
        """Number of a known object."""
        return self.number.get(id(one))


class _Received(Unpickler):
    """Takes such a result back."""

    def __init__(self, file: BytesIO, arrays: Sequence[memoryview], known: Sequence[object]) -> None:
        super().__init__(file, buffers=arrays)
        self.known = known

    def persistent_load(self, number: int) -> object:
        """The known object of a number."""
        return self.known[number]
