"""Headless Chromium for the tests of the page; without one they are skipped with the reason.

With ORECAST_REQUIRE_BROWSER=1 (CI sets it) a missing Chromium is a failure instead.
"""

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def missing(reason: str) -> None:
    """Skip with the reason, or fail where a browser is required."""
    if os.environ.get("ORECAST_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{reason} (ORECAST_REQUIRE_BROWSER=1)")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium, driven by Playwright, closed at the end of the session."""
    executable = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if executable is None:
        missing("no Chromium on the path: 'make browser-deps' installs Debian's")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed: pip install 'orecast[browser]'")
    options: dict[str, Any] = {"executable_path": executable, "args": ["--disable-gpu"]}
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options["args"].append("--no-sandbox")  # Chromium refuses its sandbox to root
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**options)
        yield chromium
        chromium.close()
