"""A process in which Vega draws beside ours, begun early: it takes a second to start, and in ours it would hold the
interpreter while it draws."""

import atexit
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired
from threading import Lock, Thread
from typing import TypeVar

from orecast.desk.vega import SCHEMA, Spec

Drawn = TypeVar("Drawn")
WORKER = Path(__file__).with_name("drawing_worker.py")
SECONDS_TO_END = 2.0
"""Time that the process has to end by itself once nobody asks it for charts."""
FIRST_CHART: Spec = {
    "$schema": SCHEMA,
    "data": {"values": [{"a": 1, "b": "b"}]},
    "facet": {"row": {"field": "b"}},
    "spec": {
        "mark": "bar",
        "encoding": {"x": {"field": "a", "type": "quantitative"}, "y": {"field": "b", "type": "nominal"}},
    },
}


class Pen:
    """The process. Whatever goes wrong there, the chart is drawn here."""

    def __init__(self) -> None:
        """Start the process and send it a small chart that nobody waits for: the first makes the engine ready."""
        fonts = str(files("orecast.desk").joinpath("fonts"))
        self.lock, self.is_ready = Lock(), False
        self.kept: dict[str, str | None] = {}
        self.process = Popen(  # noqa: S603 our own script, by this interpreter
            [sys.executable, str(WORKER), fonts], stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True, encoding="utf-8"
        )
        atexit.register(self.end)
        self._send(json.dumps(FIRST_CHART))

    def drawn(self, specification: Spec) -> str | None:
        """SVG of a specification, asked for once; None where the process is gone or could not draw it."""
        asked = json.dumps(specification)
        with self.lock, suppress(OSError, ValueError):
            if asked not in self.kept and self._is_ready():
                self._send(asked)
                self.kept[asked] = self._received().get("svg")
        return self.kept.get(asked)

    def _is_ready(self) -> bool:
        """Whether the first chart was drawn: an engine that cannot draw it is not asked for others."""
        if not self.is_ready:
            self.is_ready = "svg" in self._received()
            if not self.is_ready:
                self.end()
        return self.is_ready

    def end(self) -> None:
        """Let the process end, or end it."""
        atexit.unregister(self.end)
        try:
            self.process.communicate(timeout=SECONDS_TO_END)
        except TimeoutExpired:
            self.process.kill()
            self.process.communicate()

    def _send(self, specification: str) -> None:
        assert self.process.stdin
        with suppress(OSError):
            self.process.stdin.write(specification + "\n")
            self.process.stdin.flush()

    def _received(self) -> dict[str, str]:
        """The next answer. Errors: ValueError where there is none."""
        assert self.process.stdout
        answer: dict[str, str] = json.loads(self.process.stdout.readline())
        return answer


@cache
def begin() -> Pen:
    """Start the process, once: what is drawn from then on is drawn there."""
    return Pen()


def is_begun() -> bool:
    """Whether there is one."""
    return begin.cache_info().currsize > 0


def nothing() -> None:
    """Stands for what was not begun."""


def ahead(draw: Callable[..., Drawn], *given: object) -> Callable[[], Drawn | None]:
    """Begin what a page will ask for later, where the process runs; gives the function that waits for it.

    None where there is no process, or where something went wrong: the page makes the same again, and tells.
    """
    if not is_begun():
        return nothing
    found: list[Drawn] = []
    thread = Thread(target=_in_silence, args=(found, draw, *given), daemon=True)
    thread.start()

    def waited() -> Drawn | None:
        thread.join()
        return found[0] if found else None

    return waited


def _in_silence(found: list[Drawn], draw: Callable[..., Drawn], *given: object) -> None:
    """Draw, and keep to oneself what goes wrong."""
    with suppress(Exception):
        found.append(draw(*given))
