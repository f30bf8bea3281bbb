"""What a sandbox says to requests that a client of the API would not send."""

from __future__ import annotations

import json
import random
import socket
from contextlib import suppress
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from clientgen.sandbox import Sandbox

TOKEN = {"Authorization": "Bearer sandbox-token"}
JSON = {**TOKEN, "Content-Type": "application/json"}
pytestmark = pytest.mark.usefixtures("sandbox")


class Answer:
    def __init__(self, status: int, headers: Any, content: bytes) -> None:
        self.status = status
        self.headers = headers
        self.content = content

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def code(self) -> str:
        error = self.json["error"]
        assert set(error) == {"code", "message", "details"}
        return str(error["code"])


def ask(
    url: str, method: str, path: str, body: bytes | None = None, **headers: Any
) -> Answer:
    given = headers.pop("headers", TOKEN if body is None else JSON)
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    try:
        connection.request(method, path, body, given)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def test_no_token_and_a_wrong_one(url: str) -> None:
    missing = ask(url, "GET", "/api/invoices", headers={})
    assert (missing.status, missing.code) == (401, "unauthorized")
    assert missing.headers["WWW-Authenticate"] == 'Bearer realm="sandbox"'
    wrong = ask(url, "GET", "/api/invoices", headers={"Authorization": "Bearer x"})
    assert wrong.status == 401
    assert "invalid_token" in wrong.headers["WWW-Authenticate"]


def test_no_such_path_and_no_such_thing(url: str) -> None:
    assert ask(url, "GET", "/api/nothing").code == "not_found"
    gone = ask(url, "GET", "/api/invoices/17")
    assert (gone.status, gone.code) == (404, "not_found")
    assert ask(url, "GET", "/api/purchase-orders/17/status").status == 405
    assert ask(url, "PUT", "/api/work-orders/17/status", b"{}").status == 404
    assert ask(url, "GET", "/api/work-orders/17/materials").status == 404


def test_other_methods(url: str) -> None:
    answer = ask(url, "PATCH", "/api/invoices", b"{}")
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, POST"
    assert ask(url, "HEAD", "/api/invoices").content == b""


def test_types_of_media(url: str) -> None:
    pdf = ask(
        url, "GET", "/api/invoices", headers={**TOKEN, "Accept": "application/pdf"}
    )
    assert (pdf.status, pdf.code) == (406, "not_acceptable")
    text = {**TOKEN, "Content-Type": "text/plain"}
    answer = ask(url, "POST", "/api/customers", b"{}", headers=text)
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"a":NaN}', b"[" * 100_000, b'{"a":"\\ud800"']
)
def test_no_json(url: str, body: bytes) -> None:
    answer = ask(url, "POST", "/api/customers", body)
    assert (answer.status, answer.code) == (400, "malformed")


@pytest.mark.parametrize("body", [b"[]", b"17", b"null", b'"x"'])
def test_json_that_is_no_object(url: str, body: bytes) -> None:
    answer = ask(url, "POST", "/api/customers", body)
    assert (answer.status, answer.code) == (422, "invalid")


def test_a_body_without_a_length_and_one_that_is_too_long(url: str) -> None:
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.putrequest("PUT", "/api/purchase-orders/1")
    for name, value in JSON.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 411
    connection.close()
    long = {**JSON, "Content-Length": str(10**12)}
    connection = HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.putrequest("POST", "/api/customers")
    for name, value in long.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_all_that_is_wrong_is_said_at_once(sandbox: Sandbox, url: str) -> None:
    body = {
        "invoiceNumber": 17,
        "statusKey": "nothing",
        "dueDate": "tomorrow",
        "lineItem": [{"productKey": "none", "lineNo": []}, 3],
        "unheardOf": True,
    }
    answer = ask(url, "POST", "/api/invoices", json.dumps(body).encode())
    assert answer.status == 422
    details = {each["field"]: each for each in answer.json["error"]["details"]}
    assert set(details) == {
        *("invoiceNumber", "statusKey", "dueDate", ""),
        *("lineItem.0.productKey", "lineItem.0.lineNo", "lineItem.1"),
    }
    assert details["statusKey"]["message"] == "there is no Status of the key 'nothing'"
    assert details[""]["rule"] == "invoice type"
    assert len(sandbox.rows("Invoice")) == 50


def test_unknown_keys_and_values_of_enums_pass_and_are_kept(
    sandbox: Sandbox, url: str
) -> None:
    body = b'{"name": "N", "unheardOf": {"a": 1.10}}'
    answer = ask(url, "POST", "/api/customers", body)
    assert answer.status == 200
    assert sandbox.rows("Customer")[-1]["unheardOf"] == {"a": 1.1}
    assert "unheardOf" not in answer.json["data"]


def test_keys_left_out_stay_and_null_is_kept(sandbox: Sandbox, url: str) -> None:
    before = sandbox.rows("Customer")[3]
    path = f"/api/customers/{before['key']}"
    answer = ask(url, "PUT", path, b'{"code": null}')
    after = answer.json["data"]
    assert after["code"] is None
    assert after["name"] == before["name"]
    assert after["updatedAt"] > before["updatedAt"]  # type: ignore[operator]  # texts
    assert ask(url, "GET", path).json["data"] == after


def test_singular_and_plural_of_the_same_lines(sandbox: Sandbox, url: str) -> None:
    vendor = sandbox.rows("Vendor")[0]["key"]
    body = json.dumps({"vendorKey": vendor, "lineItem": [{"quantity": 2}]}).encode()
    made = ask(url, "POST", "/api/invoices", body).json["data"]
    assert [line["quantity"] for line in made["lineItems"]] == [2]


def test_a_status_that_is_the_key_of_one(sandbox: Sandbox, url: str) -> None:
    invoice, status = sandbox.rows("Invoice")[0], sandbox.rows("Status")[9]["key"]
    body = json.dumps({"status": status}).encode()
    answer = ask(url, "PUT", f"/api/invoices/{invoice['key']}/status", body)
    assert answer.json["data"]["statusKey"] == status


def test_sub_collections_belong_to_their_parent(sandbox: Sandbox, url: str) -> None:
    asset = sandbox.rows("MaterialItem")[0]["assetKey"]
    answer = ask(url, "GET", f"/api/assets/{asset}/materials")
    items = answer.json["data"]
    assert items
    assert {item["assetKey"] for item in items} == {asset}
    assert answer.headers["X-Sandbox"] == "stand-in"
    wanted = [r for r in sandbox.rows("MaterialItem") if r["assetKey"] == asset]
    assert [item["key"] for item in items] == [r["key"] for r in wanted]


def test_things_kept_with_their_parent(sandbox: Sandbox, url: str) -> None:
    connection = sandbox.rows("Connection")[4]["key"]
    path = f"/api/system/connections/{connection}/metadata"
    before = ask(url, "GET", path).json["data"]
    sent = b'[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}]'
    assert ask(url, "POST", path, sent).json["data"]["key"] == "b"
    after = ask(url, "GET", path).json["data"]
    assert [each["key"] for each in after[len(before) :]] == ["a", "b"]
    assert before == after[: len(before)] != []
    ask(url, "DELETE", f"/api/system/connections/{connection}")
    assert ask(url, "GET", path).status == 404


def test_an_upload_is_served_where_the_thing_says(url: str) -> None:
    from makini import Makini

    with Makini("sandbox-token", base_url=url, strict=True) as client:
        made = client.documents.create(file=b"\x89PNG <script>", name="a.png")
        assert made.url
        assert made.url.startswith(url)
        assert client.documents.get(made.key).url == made.url
    answer = ask(url, "GET", urlsplit(made.url).path, headers={})
    assert answer.content == b"\x89PNG <script>"
    assert answer.headers["Content-Disposition"] == "attachment"


def test_embedded_things_are_those_that_are_there(sandbox: Sandbox, url: str) -> None:
    document = sandbox.rows("Document")[7]["key"]
    order = sandbox.rows("WorkOrder")[0]["key"]
    body = json.dumps({"documents": [{"documentKey": document}]}).encode()
    answer = ask(url, "PUT", f"/api/work-orders/{order}", body)
    (embedded,) = answer.json["data"]["documents"]
    assert embedded == sandbox.rows("Document")[7]


def test_what_cannot_be_derived_says_so(url: str) -> None:
    answer = ask(url, "GET", "/api/raw/tables")
    assert answer.headers["X-Sandbox"] == "stand-in"
    assert "sandbox" in answer.json
    assert "X-Sandbox" not in ask(url, "GET", "/api/invoices").headers


def test_the_context_of_a_header(sandbox: Sandbox, url: str) -> None:
    path = f"/api/assets/{sandbox.rows('Asset')[0]['key']}"
    infor = {**JSON, "X-Sandbox-Context": "platform=INFOR-E"}
    refused = ask(url, "PUT", path, b"{}", headers=infor)
    assert refused.status == 422
    assert refused.json["error"]["details"][0]["rule"] == "INFOR-E"
    assert ask(url, "PUT", path, b"{}").status == 200
    wrong = {**JSON, "X-Sandbox-Context": "INFOR-E"}
    assert ask(url, "PUT", path, b"{}", headers=wrong).status == 400


def test_other_hosts_are_refused(url: str) -> None:
    rebound = {**TOKEN, "Host": "evil.example"}
    answer = ask(url, "GET", "/api/invoices", headers=rebound)
    assert (answer.status, answer.code) == (421, "misdirected")
    for host in ("localhost", "127.0.0.1:9", "[::1]:80", "LOCALHOST:1"):
        assert (
            ask(url, "GET", "/api/taxes", headers={**TOKEN, "Host": host}).status == 200
        )


def test_the_log_knows_the_last_requests(sandbox: Sandbox, url: str) -> None:
    ask(url, "GET", "/api/taxes?page=1")
    ask(url, "POST", "/api/invoices", b"{}")
    first, second = sandbox.log
    assert first[:4] == ("GET", "/api/taxes?page=1", "taxes.list", 200)
    assert (second.operation, second.status) == ("invoices.create", 422)
    assert "invoice type" in second.message
    for _ in range(250):
        ask(url, "GET", "/api/nothing")
    assert len(sandbox.log) == 200


NONSENSE = [
    b"",
    b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,  # TLS
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET http://[::1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /api/invoices/%00%ff%zz?a=%&%=&&=== HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /api/invoices HTTP/1.1\r\nHost: a\r\nHost: localhost\r\n\r\n",
    b"GET /api/invoices HTTP/1.1\r\nHost: localhost\r\nA: " + b"b" * 100_000,
    b"GET /api/invoices HTTP/1.1\r\n: x\r\n\xff\xfe: \x00\r\n\r\n",
    b"POST /api/invoices HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n{}",
    b"POST /api/invoices HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{}",
    b"POST /api/invoices HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Length: 2\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
]


def say(url: str, words: bytes) -> bytes:
    """Send bytes as they are, and take what comes back."""
    place = urlsplit(url)
    assert place.hostname
    assert place.port
    with socket.create_connection((place.hostname, place.port), timeout=10) as talk:
        said = b""
        with suppress(OSError):  # who has heard enough hangs up
            talk.sendall(words)
            talk.shutdown(socket.SHUT_WR)
            while part := talk.recv(65_536):
                said += part
        return said


def test_bytes_that_are_no_request_harm_nobody(
    url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    drawn = random.Random(7)
    whole = b"POST /api/invoices?page=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
    whole += b"sandbox-token\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    torn = []
    for _ in range(300):
        words = bytearray(whole)
        for _ in range(drawn.randint(1, 8)):
            words[drawn.randrange(len(words))] = drawn.randrange(256)
        torn.append(bytes(words[: drawn.randint(1, len(words))]))
    for words in (*NONSENSE, *torn):
        answer = say(url, words)
        status = answer[9:10]
        assert status in (b"", b"2", b"3", b"4"), (words, answer)
    assert ask(url, "GET", "/api/invoices").status == 200
    shown = "".join(capfd.readouterr()) + caplog.text
    assert "Traceback" not in shown
