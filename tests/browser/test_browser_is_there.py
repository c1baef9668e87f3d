"""The browser that the tests of the page rely on draws a page with the network cut."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_chromium_lays_out_a_page_offline(browser: "Browser") -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, offline=True)
    page = context.new_page()
    page.set_content("<p style='margin:0'>tonnes</p>")
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width == 390
