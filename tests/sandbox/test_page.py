"""The page of a sandbox: rows, requests in Python, what sends them again, and who may."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import httpx2
import makini_calls
import pytest
from calls import CALLS
from expected import typed
from makini import ApiError, Makini, NotFound
from makini.runtime.calls.paging import Pages
from test_http import JSON, TOKEN, Answer, ask

from clientgen.model.api import Answer as Answered
from clientgen.model.api import Api, Operation, Resource
from clientgen.sandbox import Options, Sandbox, open_sandbox
from clientgen.sandbox.serving import PageOptions, is_loopback, served

PAGE = "/_sandbox/"
DOCS = {"index.html": b"<!doctype html><title>Docs</title>", "assets/a.js": b"1"}


@pytest.fixture(scope="module")
def opened_with_page() -> Iterator[tuple[Sandbox, str]]:
    sandbox = open_sandbox(makini_calls.makini(), Options(rows=30))
    with served(sandbox, page=PageOptions(lambda: DOCS)) as url:
        yield sandbox, url
    sandbox.close()


@pytest.fixture
def sandbox(opened_with_page: tuple[Sandbox, str]) -> Sandbox:
    sandbox, url = opened_with_page
    assert act(url, "reset").status == 303
    return sandbox


@pytest.fixture
def url(sandbox: Sandbox, opened_with_page: tuple[Sandbox, str]) -> str:
    return opened_with_page[1]


def get(url: str, path: str = PAGE, **headers: str) -> Answer:
    return ask(url, "GET", path, headers=headers)


def words(url: str, path: str = PAGE) -> str:
    """The markup of a page that is there."""
    answer = get(url, path)
    assert answer.status == 200, answer.content
    return answer.content.decode()


def token(url: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', words(url))
    assert found
    return found[1]


def act(url: str, action: str, headers: Any = None, **form: str) -> Answer:
    """Send a form of the page, as a browser does that shows it."""
    content = urlencode({"token": token(url), **form}).encode()
    own = {"Origin": f"http://{urlsplit(url).netloc}", "Sec-Fetch-Site": "same-origin"}
    return ask(
        url, "POST", f"{PAGE}{action}", content, headers={**own, **(headers or {})}
    )


def codes(url: str) -> list[str]:
    """The code of the last requests, the latest first; empty where there is none."""
    found = []
    for article in words(url).split("<article>")[1:]:
        code = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", article, re.DOTALL)
        found.append(unescape(code[1]) if code else "")
    return found


def test_the_root_leads_to_the_page_and_docs_to_the_docs(url: str) -> None:
    for path, place in (
        ("/", PAGE),
        ("/docs", f"{PAGE}docs/index.html"),
        ("/docs/", f"{PAGE}docs/index.html"),
    ):
        answer = get(url, path)
        assert (answer.status, answer.headers["Location"]) == (302, place)
        # What is no reading is a call of the API, which has nothing there.
        assert ask(url, "POST", path, b"{}").status == 404
    assert get(url, f"{PAGE}docs/index.html").content == DOCS["index.html"]
    assert "javascript" in get(url, f"{PAGE}docs/assets/a.js").headers["Content-Type"]
    assert get(url, f"{PAGE}docs/none.html").status == 404
    assert get(url, f"{PAGE}nothing").status == 404


def test_an_api_that_has_the_root_and_docs_keeps_them() -> None:
    paths = ("/", "/docs", "/docs/")
    operations = tuple(
        Operation(name, "GET", path, Answered("object"))
        for name, path in zip(("top", "docs", "more"), paths, strict=True)
    )
    resource = Resource("R", "r", "r", operations)
    api = Api(
        name="A",
        package="a",
        version="v1",
        package_version="1.0.0",
        title="A",
        servers=(),
        schemas=(),
        resources=(resource,),
    )
    sandbox = open_sandbox(api, Options())
    with served(sandbox, page=PageOptions(lambda: DOCS)) as url:
        for path in paths:
            assert get(url, path).json["sandbox"].startswith("nobody documents")
        assert "The last requests" in words(url)
    sandbox.close()


def test_every_answer_of_the_page_says_what_browsers_may_do(url: str) -> None:
    for path in ("/", PAGE, f"{PAGE}page.js", f"{PAGE}docs/index.html", f"{PAGE}no"):
        headers = get(url, path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith(
            "default-src 'none'; script-src 'self'; style-src 'self'"
        )
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script(?! src=)|<style| style=| on\w+=", words(url))


def test_rows_are_browsed_page_by_page_and_lead_to_others(
    sandbox: Sandbox, url: str
) -> None:
    first = words(url, f"{PAGE}rows?of=Invoice")
    second = words(url, f"{PAGE}rows?of=Invoice&page=2")
    rows = sandbox.rows("Invoice")
    assert "1 to 25 of 30" in first
    assert "26 to 30 of 30" in second
    assert all(str(row["key"]) in first for row in rows[:25])
    assert all(str(row["key"]) in second for row in rows[25:])
    assert "rows?of=Invoice&amp;page=2" in first
    assert words(url, f"{PAGE}rows?of=Invoice&page=99") == second
    one = re.search(r'href="(thing\?of=Invoice&amp;id=1)"', first)
    assert one
    whole = words(url, PAGE + unescape(one[1]))
    vendor = rows[0]["vendorKey"]
    assert f'<a href="thing?of=Vendor&amp;key={vendor}">{vendor}</a>' in whole
    line = rows[0]["lineItems"][0]["productKey"]  # type: ignore[index,call-overload]  # objects
    assert f"thing?of=Product&amp;key={line}" in whole
    assert str(vendor) in words(url, f"{PAGE}thing?of=Vendor&key={vendor}")
    assert get(url, f"{PAGE}thing?of=Vendor&key=none").status == 404
    assert get(url, f"{PAGE}rows?of=Nothing").status == 404


def test_requests_are_told_with_verdicts_the_latest_first(url: str) -> None:
    assert "None yet" in words(url)
    ask(url, "GET", "/api/taxes?page=1")
    body = b'{"invoiceNumber": "F-17", "statusKey": "nothing"}'
    ask(url, "POST", "/api/invoices", body)
    ask(url, "GET", "/api/nothing")
    nothing, create, taxes = words(url).split("<article>")[1:]
    assert ">404<" in nothing
    assert "there is no path" in nothing
    assert "for no operation" in nothing
    assert ">422<" in create
    assert "Add customer_key" in create
    assert "statusKey: there is no Status of the key &#x27;nothing&#x27;" in create or (
        "statusKey: there is no Status of the key 'nothing'" in create
    )
    assert ">200<" in taxes
    assert "taxes.list" in taxes
    for _ in range(110):
        ask(url, "GET", "/api/nothing")
    assert words(url).count("<article>") == 100


def test_what_is_new_is_asked_for(url: str) -> None:
    ask(url, "GET", "/api/taxes")
    part = words(url, f"{PAGE}requests")
    latest = re.search(r'data-latest="(\d+)"', part)
    assert latest
    assert "<html" not in part
    assert "taxes.list" in part
    assert get(url, f"{PAGE}requests?after={latest[1]}").status == 204


@pytest.mark.slow
def test_the_code_of_every_operation_sends_the_same_again(
    sandbox: Sandbox, url: str
) -> None:
    sent: list[Any] = []
    seen = 0
    with client_of(url, sent) as client:
        for endpoint, note in CALLS.items():
            fitting = makini_calls.Fitting(sandbox)
            makini_calls.prepare(endpoint, fitting, url)
            found = fitting.call(endpoint, typed(note))(client)
            if isinstance(found, Pages):
                next(iter(found.pages()))
            first = sent[-1]
            with suppress(NotFound):  # it is deleted by now
                exec(codes(url)[0], {"client": client})
            assert sent[-1] is not first, endpoint
            assert _same(sent[-1]) == _same(first), endpoint
            seen += 1
    assert seen == 166


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/invoices?page=2&per_page=7&sort[createdAt]=0", None),
        ("GET", "/api/invoices?filter[createdAt:gt]=2024-01-01&filterMatch=any", None),
        ("GET", "/api/invoices?unheard=of&unheard=two&page=x", None),
        ("GET", "/api/invoices?sort[createdAt]=upwards", None),
        ("GET", "/api/invoices/a%20b%2Fc%22%27%7B%7D", None),
        ("POST", "/api/invoices", b'{"a": {"b": [1.25, null, "\\u2028"]}}'),
        ("POST", "/api/invoices", b'{"dueDate": "2024-05-31T12:00:00Z", "x": true}'),
        ("POST", "/api/customers", b'{"name": "\\"\\n</code><script>\\u202e"}'),
        ("PUT", "/api/customers/1", b'{"name": null}'),
    ],
)
def test_the_code_of_what_no_client_sent(
    url: str, method: str, path: str, body: bytes | None
) -> None:
    path = quote(path, safe="/?&=%[]:")
    given = {**(JSON if body else TOKEN), "X-Sandbox-Context": "platform=UPKEEP"}
    ask(url, method, path, body, headers=given)
    sent: list[Any] = []
    with client_of(url, sent) as client, suppress(ApiError):
        exec(codes(url)[0], {"client": client})
    (again,) = sent
    assert _same(again) == _same((method, url + path, body or b""))
    assert words(url).split("<article>")[1].count("platform=UPKEEP") == 1


def _same(sent: tuple[str, str, bytes]) -> tuple[str, list[tuple[str, str]], Any]:
    """What matters of a request: not the order of keys."""
    method, url, content = sent
    asked = urlsplit(url)
    with suppress(ValueError):
        return (
            f"{method} {asked.path}",
            sorted(_pairs(asked.query)),
            json.loads(content),
        )
    return f"{method} {asked.path}", sorted(_pairs(asked.query)), content


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


class Remembering(httpx2.HTTPTransport):
    """Remembers what is sent: method, URL and body, without the boundary of its parts."""

    def __init__(self, sent: list[Any]) -> None:
        super().__init__()
        self.sent = sent

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request."""
        content = request.read()
        boundary = request.headers.get("content-type", "").partition("boundary=")[2]
        if boundary:
            content = content.replace(boundary.encode(), b"")
        self.sent.append((request.method, str(request.url), content))
        return super().handle_request(request)


def client_of(url: str, sent: list[Any]) -> Makini:
    return Makini("sandbox-token", base_url=url, transport=Remembering(sent))


@pytest.mark.parametrize(
    ("method", "path", "body", "why"),
    [
        ("POST", "/api/customers", b"{", "not as its type says"),
        ("POST", "/api/customers", b"[]", "no object"),
        ("HEAD", "/api/taxes", None, "for no operation"),
        ("POST", "/api/customers", b'{"name": "' + b"x" * 70_000 + b'"}', "64 KiB"),
        ("PUT", "/api/customers/1", b'{"name": 1.' + b"1" * 40 + b"}", "longer than"),
    ],
)
def test_what_the_client_cannot_send_is_told(
    url: str, method: str, path: str, body: bytes | None, why: str
) -> None:
    ask(url, method, path, body)
    assert codes(url)[0] == ""
    assert why in words(url)
    if body and len(body) > 65_536:
        assert 'name="number"' not in words(url)


def test_a_request_is_sent_again_as_it_was(sandbox: Sandbox, url: str) -> None:
    before = len(sandbox.rows("Customer"))
    ask(url, "POST", "/api/customers", b'{"name": "Again"}')
    number = re.search(r'name="number" value="(\d+)"', words(url))
    assert number
    answer = act(url, "again", number=number[1])
    assert (answer.status, answer.headers["Location"]) == (303, PAGE)
    assert [r["name"] for r in sandbox.rows("Customer")[before:]] == ["Again"] * 2
    assert words(url).count("<article>") == 2
    assert act(url, "again", number="999999").status == 404


def test_the_weather_meets_what_is_sent_again(url: str) -> None:
    lost = {**JSON, "X-Sandbox-Weather": "lost=true"}
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(url, "POST", "/api/customers", b'{"name": "L"}', headers=lost)
    found = words(url)
    assert "no answer" in found
    number = re.search(r'name="number" value="(\d+)"', found)
    assert number
    assert act(url, "again", number=number[1]).status == 303
    assert words(url).count("no answer") == 2


def test_everything_is_as_at_the_start_when_asked_for(
    sandbox: Sandbox, url: str
) -> None:
    ask(url, "POST", "/api/customers", b'{"name": "New"}')
    assert len(sandbox.rows("Customer")) == 31
    assert act(url, "reset").status == 303
    assert len(sandbox.rows("Customer")) == 30
    assert "None yet" in words(url)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("action", ["again", "reset"])
def test_what_another_page_asks_for_is_not_done(
    sandbox: Sandbox, url: str, action: str, headers: dict[str, str]
) -> None:
    ask(url, "POST", "/api/customers", b'{"name": "New"}')
    number = re.search(r'name="number" value="(\d+)"', words(url))
    assert number
    # Even with the token of the form, should it have got abroad.
    refused = act(url, action, headers, number=number[1])
    assert refused.status == 403
    assert len(sandbox.rows("Customer")) == 31


def test_a_form_without_the_token_is_not_done(sandbox: Sandbox, url: str) -> None:
    ask(url, "POST", "/api/customers", b'{"name": "New"}')
    number = re.search(r'name="number" value="(\d+)"', words(url))
    assert number
    for said in ("", "guessed", "\u00e9"):
        assert act(url, "again", number=number[1], token=said).status == 403
        assert act(url, "reset", token=said).status == 403
    assert len(sandbox.rows("Customer")) == 31
    # Reading a page does nothing, whatever it is called.
    assert get(url, f"{PAGE}reset").status == 404
    assert len(sandbox.rows("Customer")) == 31


def test_a_name_that_was_made_to_point_here_shows_nothing(url: str) -> None:
    rebound = {"Host": "evil.example", "Origin": "http://evil.example"}
    for path in ("/", PAGE, f"{PAGE}rows?of=Invoice", f"{PAGE}docs/index.html"):
        assert get(url, path, **rebound).status == 421
    assert act(url, "reset", rebound).status == 421


HOSTILE = "{{7*7}}<img src=x onerror=alert(1)>\"'&</code></pre><script>alert(2)</script>\u202e"


def test_nothing_that_is_sent_becomes_markup(url: str) -> None:
    header = {
        **JSON,
        "X-Sandbox-Context": "platform=<b>x</b>",
        "X-Sandbox-Weather": "status=<i>9</i>",
    }
    body = json.dumps({"name": HOSTILE, HOSTILE: HOSTILE, "code": HOSTILE}).encode()
    ask(url, "POST", "/api/customers", body)
    ask(url, "POST", f"/api/{quote(HOSTILE)}?{quote(HOSTILE)}={quote(HOSTILE)}", body)
    ask(url, "PUT", f"/api/customers/{quote(HOSTILE, safe='')}", body, headers=header)
    ask(url, "GET", "/<script>alert(3)</script>?<script>=1")
    pages = [
        PAGE,
        f"{PAGE}rows?of=Customer&page=2",
        f"{PAGE}rows?of={quote(HOSTILE)}",
        f"{PAGE}thing?of=Customer&id=31",
        f"{PAGE}thing?of=Customer&key={quote(HOSTILE)}",
    ]
    for path in pages:
        found = get(url, path).content.decode()
        assert not re.search(r"<(img|script(?! src=\"/_sandbox/)|b>x|i>9)", found), path
        assert "\u202e" not in found
        assert "{{7*7}}&lt;img" in found, path


@pytest.mark.slow
def test_it_is_there_for_whoever_serves_it_and_nobody_else() -> None:
    sandbox = open_sandbox(makini_calls.makini(), Options(rows=1))
    with served(sandbox) as url:
        assert get(url, PAGE).status == 404
        assert get(url, "/").status == 404
    sandbox.close()
    code = (
        "import sys, clientgen.sandbox.testing, clientgen.sandbox.serving,"
        "clientgen.pytest_plugin;"
        "print([m for m in sys.modules if 'sandbox.page' in m or 'targets.site' in m"
        " or m == 'markdown_it'])"
    )
    path = ":".join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_the_command_shows_it_on_this_machine_alone() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("::1")
    assert not is_loopback("0.0.0.0")
