"""Takes the picture of the site that README shows: ``python tests/pictures/take.py``.

Needs Chromium and ``pip install playwright``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
PAGE = "api/invoice/create.html"
PICTURE = Path(__file__).parent / "create_an_invoice.png"


def main() -> None:
    """Build the site, open the page, break the rule, take the picture."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        site = Path(place, "site")
        words = ("docs", "build", ROOT / "spec/makini", "--out", site, "--quiet")
        subprocess.run([sys.executable, "-m", "clientgen", *words], check=True)
        program = shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 760})
        page.goto((site / PAGE).as_uri())
        page.get_by_role("button", name="outgoing").click()
        page.locator('.picker label:has-text("customerKey") input').uncheck()
        page.get_by_role("tab", name="Java", exact=True).click()
        page.mouse.move(0, 0)
        page.screenshot(path=PICTURE)
        browser.close()


main()
