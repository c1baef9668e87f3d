"""Processes that fork from ours: born with the work and all it needs, they send back what it gives.

Only where `process.allow_forks` was called: a library must not fork a process that it does not own.
"""

import ctypes
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cached_property
from io import BytesIO
from mmap import mmap
from multiprocessing import get_context
from pickle import HIGHEST_PROTOCOL, PickleBuffer, Pickler, Unpickler
from typing import Any, Generic, TypeVar, cast

from orecast._ground.process import allow_forks, may_fork

Result = TypeVar("Result")
DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux (prctl(2))."""
MOST_ROOMS = 256
"""Results that arrays are laid down for, an open file each; of more work than that they come through the pipe."""
PATIENCE = 10
"""How far work beside steps back from what we do ourselves where both want a processor (nice(2))."""
ALIGNED = 64
"""Bytes that an array begins at a multiple of."""


class Forks:
    """Some processes that do `work` on the items, by number. They say nothing at Ctrl-C, and end when we do.

    Results can be pickled, but for what is `known`: objects that stay with us; where a result holds one, it holds ours.
    Arrays are laid down in memory that both see, and are copied once.
    """

    def __init__(
        self, count: int, work: Callable[..., Any], items: Sequence[Any], known: Sequence[object] = ()
    ) -> None:
        """Be ready to begin: the processes see everything as it is at the first `submit`."""
        self.known = known
        self.rooms = [os.memfd_create("orecast") for _ in items] if len(items) <= MOST_ROOMS else []
        self.pool = ProcessPoolExecutor(count, get_context("fork"), _born, (work, items, known, self.rooms))

    def submit(self, number: int) -> Callable[[], Any]:
        """Begin the work on one item; gives the function that waits for the result. Errors: BrokenProcessPool."""
        sent = self.pool.submit(_done, number)
        return lambda: self._received(number, *sent.result())

    def _received(self, number: int, pickled: bytes, sizes: Sequence[int]) -> Any:
        """A result as it was."""
        if not sizes:
            return _Received(BytesIO(pickled), (), self.known).load()
        room = memoryview(mmap(self.rooms[number], sum(map(_whole, sizes))))
        arrays, start = [], 0
        for size in sizes:
            arrays.append(room[start : start + size])
            start += _whole(size)
        return _Received(BytesIO(pickled), arrays, self.known).load()

    def end(self, wait: bool = True) -> None:
        """Let the processes end; without `wait` what they have not begun is dropped."""
        self.pool.shutdown(wait=wait, cancel_futures=not wait)
        while self.rooms:
            os.close(self.rooms.pop())


@contextmanager
def forked(count: int, work: Callable[..., Any], items: Sequence[Any]) -> Iterator[Forks]:
    """`Forks` that end with the block, and are not waited for when an error or Ctrl-C leaves it."""
    forks = Forks(count, work, items)
    try:
        yield forks
    except BaseException:
        forks.end(wait=False)
        raise
    forks.end()


class Beside(Generic[Result]):
    """Work in a process of its own, begun at once where forks are allowed, else done when its result is asked for.

    It steps back where we need the processor: its result is wanted later.
    """

    def __init__(self, work: Callable[[], Result], known: Sequence[object] = ()) -> None:
        """Begin. The work sees everything as it is now; `known` as for `Forks`."""
        self.work = work
        self.forks = Forks(1, self._patiently, (work,), known) if may_fork() else None
        self.waited = self.forks.submit(0) if self.forks else None

    @staticmethod
    def _patiently(work: Callable[[], Result]) -> Result:
        os.nice(PATIENCE)
        return work()

    @cached_property
    def _found(self) -> Result:
        if self.forks and self.waited:
            try:
                with suppress(BrokenProcessPool):
                    return cast(Result, self.waited())
            finally:
                self.forks.end()
        return self.work()

    def result(self) -> Result:
        """What the work gives; where its process died, it is done here. Errors: those of the work."""
        return self._found


_given: list[Any] = []
"""Of a forked process: its work, its items, what is known, and where arrays are laid down."""


def _born(*given: Any) -> None:
    """Begin a forked process, which forks no further."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    allow_forks.cache_clear()
    _given[:] = given


def _done(number: int) -> tuple[bytes, list[int]]:
    """The work on one item, pickled, and the sizes of the arrays that are laid down for it."""
    work, items, known, rooms = _given
    file, arrays = BytesIO(), list[PickleBuffer]()
    _Sent(file, known, arrays.append if rooms else None).dump(work(items[number]))
    if arrays:
        with os.fdopen(rooms[number], "wb", closefd=False, buffering=0) as room:
            return file.getvalue(), [_laid(room, array.raw()) for array in arrays]
    return file.getvalue(), []


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
