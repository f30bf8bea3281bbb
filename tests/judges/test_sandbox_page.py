"""A real browser shows the sandbox's page: by hand, by keyboard and without scripts."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from judging import ROOT
from specs import known_api

from clientgen.sandbox import Options, Sandbox, open_sandbox
from clientgen.sandbox.serving import PageOptions, served
from clientgen.targets.site import TARGET
from clientgen.targets.templates import load_templates

sys.path.append(str(ROOT / "tests/sandbox"))
from test_site_in_browser import SHIFTED, Shown

TOKEN = {"Authorization": "Bearer sandbox-token", "Content-Type": "application/json"}
PAYLOADS = (
    "<script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "\"><svg onload=document.title='run'>",
    "</code></pre><iframe src=//evil.example>",
    "javascript:document.title='run'",
    "{{constructor.constructor('document.title=1')()}}\u202e\u2028",
)


@pytest.fixture(scope="module")
def opened() -> Iterator[tuple[Sandbox, str]]:
    api = known_api("spec/makini")

    def docs() -> dict[str, bytes]:
        if not made:
            for file in TARGET.files(api, load_templates()):
                made[file.path.removeprefix("site/")] = file.text.encode()
        return made

    made: dict[str, bytes] = {}
    sandbox = open_sandbox(api, Options(rows=60))
    with served(sandbox, page=PageOptions(docs)) as url:
        yield sandbox, url
    sandbox.close()


@pytest.fixture
def sandbox(opened: tuple[Sandbox, str]) -> Sandbox:
    opened[0].reset()
    return opened[0]


@pytest.fixture
def url(sandbox: Sandbox, opened: tuple[Sandbox, str]) -> str:
    return opened[1]


@pytest.fixture
def shown(browser: Any, url: str) -> Iterator[Shown]:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    found = Shown(context, url)
    yield found
    context.close()
    assert found.said == []


def send(url: str, method: str, path: str, body: str | None = None, **more: str) -> int:
    """Send a request past the browser."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(
            method, path, None if body is None else body.encode(), {**TOKEN, **more}
        )
        return connection.getresponse().status
    finally:
        connection.close()


def test_rows_are_browsed(sandbox: Sandbox, shown: Shown) -> None:
    page = shown.go("/")
    assert page.url.endswith("/_sandbox/")
    page.get_by_role("link", name="Invoice", exact=True).click()
    assert page.get_by_text("1 to 25 of 60").is_visible()
    page.get_by_role("link", name="After").click()
    page.get_by_role("link", name="After").click()
    assert page.get_by_text("51 to 60 of 60").is_visible()
    assert page.locator("tbody tr").count() == 10
    last = sandbox.rows("Invoice")[-1]
    page.get_by_role("link", name=str(last["key"]), exact=True).click()
    page.get_by_role("link", name=str(last["vendorKey"]), exact=True).first.click()
    assert page.locator("h1").inner_text() == last["vendorKey"]
    page.get_by_role("link", name="Vendor", exact=True).last.click()
    assert page.locator("h1").inner_text() == "Vendor"


def test_requests_come_by_themselves_and_are_sent_again(
    sandbox: Sandbox, url: str, shown: Shown
) -> None:
    page = shown.go("/_sandbox/")
    before = len(sandbox.rows("Customer"))
    assert send(url, "POST", "/api/customers", '{"name": "Seen"}') == 200
    page.locator("article").first.wait_for()
    code = page.locator("article pre").first.inner_text()
    assert code == 'client.customers.create(name="Seen")'
    page.get_by_role("button", name="again").first.click()
    page.locator("article >> nth=1").wait_for()
    names = [row["name"] for row in sandbox.rows("Customer")[before:]]
    assert names == ["Seen", "Seen"]
    refused = '{"invoiceNumber": "F-17", "statusKey": "none"}'
    assert send(url, "POST", "/api/invoices", refused) == 422
    page.get_by_text("there is no Status of the key 'none'").first.wait_for()
    assert page.get_by_text("Add customer_key").first.is_visible()


def test_it_works_by_keyboard(sandbox: Sandbox, url: str, shown: Shown) -> None:
    before = len(sandbox.rows("Customer"))
    send(url, "POST", "/api/customers", '{"name": "By keys"}')
    page = shown.go("/_sandbox/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    assert page.locator(".skip").is_visible()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    assert "again" in page.evaluate("document.activeElement.ariaLabel")
    page.keyboard.press("Enter")
    page.locator("article >> nth=1").wait_for()
    assert len(sandbox.rows("Customer")) == before + 2


def test_it_is_read_and_used_without_scripts(
    browser: Any, sandbox: Sandbox, url: str
) -> None:
    before = len(sandbox.rows("Customer"))
    context = browser.new_context(java_script_enabled=False)
    send(url, "POST", "/api/customers", '{"name": "Plain"}')
    page = context.new_page()
    page.goto(f"{url}/")
    assert page.get_by_text('name="Plain"').is_visible()
    page.get_by_role("button", name="again").first.click()
    assert len(sandbox.rows("Customer")) == before + 2
    page.get_by_role("button", name="Back to the start").click()
    assert page.get_by_text("None yet").is_visible()
    assert len(sandbox.rows("Customer")) == before
    context.close()


def test_hostile_texts_stay_texts(sandbox: Sandbox, url: str, shown: Shown) -> None:
    for text in PAYLOADS:
        body = json.dumps({"name": text, "code": text, text: text})
        assert send(url, "POST", "/api/customers", body) == 200
        send(url, "GET", f"/{quote(text)}?{quote(text)}={quote(text)}")
        send(url, "DELETE", f"/api/customers/{quote(text, safe='')}")
        plain = text.encode("ascii", "replace").decode()
        send(url, "GET", "/api/taxes", None, **{"X-Sandbox-Context": plain})
        send(url, "GET", "/api/taxes", None, **{"X-Sandbox-Weather": plain})
    page = shown.go("/_sandbox/")
    assert page.locator("article").count() >= 5 * len(PAYLOADS)
    pages = [
        "rows?of=Customer&page=3",
        *(f"thing?of=Customer&id={61 + n}" for n in range(6)),
    ]
    for path in ("", *pages, f"rows?of={quote(PAYLOADS[0])}"):
        page = shown.go(f"/_sandbox/{path}")
        assert page.locator("main img, main svg, main iframe, main script").count() == 0
        assert page.title().endswith("| Makini v3")
        links = page.eval_on_selector_all("a", "all => all.map(a => a.href)")
        assert all(each.startswith(url) for each in links)
    # What the browser itself says of the last page, which is one of status 404.
    shown.said[:] = [each for each in shown.said if "404" not in each]


def test_another_site_cannot_act_or_frame(
    browser: Any, sandbox: Sandbox, url: str
) -> None:
    before = len(sandbox.rows("Customer"))
    send(url, "POST", "/api/customers", '{"name": "Mine"}')
    context = browser.new_context()
    page = context.new_page()
    form = (
        f'<form method="post" action="{url}/_sandbox/reset"><button>Go</button></form>'
    )
    frame = f'<iframe src="{url}/_sandbox/"></iframe>'
    page.route(
        "http://evil.example/**",
        lambda route: route.fulfill(content_type="text/html", body=form + frame),
    )
    page.goto("http://evil.example/")
    inner = page.frames[1]
    assert "The last requests" not in inner.content()
    page.get_by_role("button", name="Go").click()
    page.wait_for_url(f"{url}/**")
    assert page.get_by_text("Not done").is_visible()
    assert len(sandbox.rows("Customer")) == before + 1
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1200, "dark")])
def test_axe_finds_nothing_serious_and_pages_fit(
    browser: Any, url: str, scheme: str, width: int
) -> None:
    axe = Path(os.environ["CLIENTGEN_JUDGES"], "node_modules/axe-core/axe.min.js")
    send(
        url, "POST", "/api/invoices", '{"statusKey": "none", "x": "' + "y" * 300 + '"}'
    )
    send(url, "GET", "/api/" + "a" * 400)
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    problems = []
    for path in ("", "rows?of=Invoice", "thing?of=Invoice&id=1", "thing?of=Tax&key=no"):
        page.goto(f"{url}/_sandbox/{path}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (path, wide)
        assert page.evaluate(SHIFTED) < 0.05, path
        page.add_script_tag(path=axe)
        found = page.evaluate("axe.run({resultTypes: ['violations']})")
        problems += [
            (path, each["id"], each["impact"], each["nodes"][0]["html"][:200])
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
        ]
    assert problems == []
    context.close()


def test_the_docs_are_there(shown: Shown) -> None:
    page = shown.go("/docs/")
    assert page.url.endswith("/_sandbox/docs/index.html")
    page.keyboard.press("/")
    page.keyboard.type("purchase order status")
    page.locator("#results li").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/api/purchase_order/update_status.html")
