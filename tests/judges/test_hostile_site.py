"""Every text position of the grammar × hostile texts, in a real browser.

A parser has compared the same sites in ``tests/hostile/test_site_grid.py``; here a browser
makes of them what it makes of pages, and runs our scripts on them.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from judging import HERE

from clientgen.serving import serve_pages
from clientgen.targets.target import OutputFile

sys.path.append(str(HERE.parent / "hostile"))
GRID: Any = importlib.import_module("test_site_grid")

# Words and code are made of these: how many there are depends on the text.
SEEN = """() => ({
  scripts: [...document.scripts].map(each => each.getAttribute("src") || each.type),
  elements: [...document.querySelectorAll("*")].map(each => each.localName)
    .filter(name => !["code", "span", "i", "br"].includes(name)).join(" "),
  handlers: [...document.querySelectorAll("*")].flatMap(each => [...each.attributes])
    .filter(each => each.name.startsWith("on") || each.name === "style").length,
})"""
SEARCH = {"search.js", "search-index.js"}  # loaded when somebody searches
# What a reader would do: everything that makes scripts put texts into the page.
USE = """async () => {
  for (const each of document.querySelectorAll(
    ".variants button, .picker input, .theme, .copy, [role=tab]")) each.click();
  for (const each of document.querySelectorAll("details")) each.open = true;
  const search = document.querySelector("#search");
  search.focus();
  search.value = "pwned";
  search.dispatchEvent(new Event("input", {bubbles: true}));
  await new Promise(resolve => setTimeout(resolve, 20));
  const found = document.querySelectorAll("#results *");
  return [...new Set([...found].map(each => each.localName))].sort().join(" ");
}"""


def looked_at(browser: Any, files: Iterable[OutputFile], use: bool) -> dict[str, Any]:
    """What a browser makes of each page, and nothing that it complains of."""
    site = {
        file.path.removeprefix("site/"): file.text.encode("utf-8") for file in files
    }
    said: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    seen = {}
    with serve_pages(lambda: site, 0) as server:
        threading.Thread(target=server.run, daemon=True).start()
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((server.url, "data:"))
                else said.append(f"request to {request.url}")
            ),
        )
        for path in sorted(site):
            if path.endswith(".html"):
                page.goto(server.url + path)
                found = page.evaluate(SEEN)
                assert found["handlers"] == 0, path
                if use:
                    page.evaluate(USE)
                    more = {*page.evaluate(SEEN)["scripts"]} - {*found["scripts"]}
                    assert {each.rpartition("/")[2] for each in more} == SEARCH, path
                    assert page.url == server.url + path
                seen[path] = found
    context.close()
    assert said == []
    return seen


@pytest.fixture(scope="module")
def calm() -> dict[int, Any]:
    return {}


@pytest.mark.parametrize("payload", GRID.PAYLOADS)
def test_hostile_texts_at_every_position_come_to_nothing(
    browser: Any, calm: dict[int, Any], payload: str, tmp_path: Path
) -> None:
    text = GRID.PAYLOADS[payload]
    twin, taken, files = GRID.wild("full", text, tmp_path / "spec", prefixed=False)
    assert len(taken) > 40
    if id(twin) not in calm:  # which many payloads share
        calm[id(twin)] = looked_at(browser, twin.files, use=False)
    assert looked_at(browser, files, use=True) == calm[id(twin)]
