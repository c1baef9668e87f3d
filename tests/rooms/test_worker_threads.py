"""Threads on chunks: results in order, and nobody waits for work that was called off."""

import time
from concurrent.futures import Future

import pytest

from orecast._ground.working import worker_threads


def test_chunks_come_back_in_order() -> None:
    with worker_threads(2) as pool:
        assert list(pool.map(lambda n: n * n, range(20))) == [n * n for n in range(20)]


def test_what_runs_is_not_waited_for_when_the_work_is_called_off() -> None:
    waiting: list[Future[None]] = []

    def called_off() -> None:
        with worker_threads(1) as pool:
            waiting.extend(pool.submit(time.sleep, 1.0) for _ in range(20))
            raise KeyboardInterrupt

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        called_off()
    assert time.monotonic() - begun < 0.9
    assert all(one.cancelled() for one in waiting[1:])
