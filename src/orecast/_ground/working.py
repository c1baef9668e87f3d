"""Threads that work on chunks, and that nobody has to wait for once the work is called off."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from threadpoolctl import threadpool_limits

Function = TypeVar("Function", bound=Callable[..., Any])


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
