"""Take the picture of a brief that the README shows: python tools/picture_of_brief.py brief/brief.html."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).parent.parent / "docs" / "images" / "brief.png"
WIDTH, HEIGHT = 800, 1000


def main(page: Path) -> None:
    """Draw the head of `page` with Debian's Chromium, offline, and write the picture."""
    executable = shutil.which("chromium")
    if executable is None:
        raise SystemExit("no Chromium on the path: 'make browser-deps' installs Debian's")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
        opened = context.new_page()
        opened.goto(page.absolute().as_uri())
        opened.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
