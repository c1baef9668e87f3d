"""Workers on the parts of one job, that nobody has to wait for once the job is called off.

Threads suit code that lets go of the interpreter's lock for long. NumPy on arrays that fit the cache does so for a
moment only, and two threads of it take as long as one: there processes that fork from ours do (decision 190).
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from typing import Any, TypeVar, cast

from threadpoolctl import threadpool_limits

from orecast._ground.forks import forks

Function = TypeVar("Function", bound=Callable[..., Any])
Item = TypeVar("Item")
Result = TypeVar("Result")


def one_blas_thread(function: Function) -> Function:
    """The function with one thread for linear algebra: our matrices are small, and threads that wait cost more."""
    return cast(Function, threadpool_limits.wrap(limits=1)(function))


@contextmanager
def worker_threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """A pool of `count` threads with one BLAS thread each.

    When an error or Ctrl-C leaves the block, chunks that wait are dropped and those that run are not waited for.
    """
    with threadpool_limits(1):
        pool = ThreadPoolExecutor(count)
        try:
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()


def worked(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    count: int,
    *,
    lets_go: bool = False,
) -> Iterator[Result]:
    """Results of `work` in the order of the items, by `count` workers with one BLAS thread each.

    Processes where forks are allowed (`process.allow_forks`), else threads. What a process that dies leaves is done
    here.
    lets_go: whether the work lets go of the interpreter's lock, so that threads do.
    """
    done = 0
    begun = forks(min(count, len(items)), work, items) if count > 1 and len(items) > 1 and not lets_go else None
    if begun:
        with suppress(BrokenProcessPool), threadpool_limits(1), begun:
            while done < len(items):
                yield begun.result(done)
                done += 1
    with worker_threads(count) as threads:
        yield from threads.map(work, items[done:])
