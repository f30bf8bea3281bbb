from __future__ import annotations

import copy
import datetime as dt
import json
import pickle
from decimal import Decimal
from typing import Any, Literal

import pytest
from httpserver import Reply, serve
from runtime.calls import Operation
from runtime.errors import DecodeError, NotFound, RequiredKeysError, RuleFailure
from runtime.models.answers import Answers
from shop import API, GET, LIST, Invoice, answered, in_client, shop

BARE: Operation[Any] = GET._replace(kind="bare")


def read(
    content: bytes, operation: Operation[Any] = GET, found: list[Any] | None = None
) -> Any:
    answers = Answers(API, None if found is None else found.append)
    return answers.value(operation, answered(content), strict=False)


@pytest.mark.parametrize(
    ("body", "came"),
    [
        (b'{"data": null}', "null"),
        (b'{"data": []}', "array"),
        (b'{"data": [{"key": "1"}]}', "array"),
        (b'{"data": "text"}', "string"),
        (b'{"data": "{\\"key\\": \\"1\\"}"}', "string"),
        (b'{"data": 5}', "number"),
        (b'{"data": false}', "boolean"),
        (b"{}", "missing"),
        (b'{"message": "ok", "code": 3}', "missing (there is: message, code)"),
        (b"null", "null"),
        (b"[]", "array"),
        (b'[{"key": "1"}]', "array"),
        (b"", "it is empty"),
        (b" \n", "it is empty"),
    ],
)
def test_no_object_where_one_is_promised_is_an_error(body: bytes, came: str) -> None:
    words = f"invoices.get: the answer has no object at data: {came}"
    with serve(lambda _: Reply(200 if body.strip() else 204, body)) as server:
        with shop(server.url) as client, pytest.raises(DecodeError) as caught:
            client.invoices.get("1")
        with pytest.raises(DecodeError) as other:
            in_client(server.url, lambda c: c.invoices.get("1"))
    for error in (caught.value, other.value):
        assert str(error).startswith(f"{words}. The server did what was asked (GET ")
        assert error.status == (200 if body.strip() else 204)
        assert (error.method, error.attempts) == ("GET", 1)
        assert error.url.endswith("/api/invoices/1")
        assert "content-length" in error.headers or error.status == 204
        assert pickle.loads(pickle.dumps(error)).status == error.status
        assert error.operation == "invoices.get"
        assert error.body == (body if body.strip() else error.body)
    with pytest.raises(DecodeError):
        Answers(API, None).value(GET, answered(body), strict=True)


def test_odd_values_inside_an_object_are_none() -> None:
    assert read(b'{"data": {}}') == Invoice()
    assert read(b'{"data": {"key": null, "lineItems": []}}').key is None


def test_an_object_without_its_envelope_is_read_and_reported_once() -> None:
    found: list[Any] = []
    answers = Answers(API, found.append)
    for _ in range(3):
        invoice = answers.value(GET, answered(b'{"key": "1", "new": 2}'), strict=False)
        assert (invoice.key, invoice["new"]) == ("1", 2)
    (shape,) = [x for x in found if x.kind == "shape"]
    assert str(shape) == "invoices.get.data: missing, expected Invoice (invoices.get)"
    with pytest.raises(DecodeError, match="missing"):
        answers.value(GET, answered(b'{"key": "1"}'), strict=True)
    for body in (b"{}", b'{"any": 1}'):
        with pytest.raises(DecodeError, match="missing"):
            read(body)


def test_an_envelope_within_another() -> None:
    api = API._replace(envelope="result.data")
    answers = Answers(api, None)
    with pytest.raises(
        DecodeError, match=r"at result\.data: missing \(there is: result"
    ):
        answers.value(GET, answered(b'{"result": null, "key": "1"}'), strict=False)
    assert answers.value(GET, answered(b'{"key": "1"}'), strict=False).key == "1"


def test_answers_without_an_envelope() -> None:
    for body, came in ((b"null", "null"), (b"[]", "array"), (b"", "it is empty")):
        with pytest.raises(DecodeError, match=f"has no object: {came}$"):
            read(body, BARE)
    assert read(b"{}", BARE) == Invoice()


@pytest.mark.parametrize(
    ("type_", "body", "value"),
    [
        (Any, b'{"data": null}', None),
        (Any, b"", None),
        (Invoice | None, b'{"data": null}', None),
        (Invoice | None, b"", None),
        (list[str], b'{"data": ["a"]}', ["a"]),
        (list[str], b'["a"]', ["a"]),
        (dict[str, int], b'{"a": 1}', {"a": 1}),
        (str, b'{"data": 5}', "5"),
        (list[str], b'{"data": null}', DecodeError),
        (list[str], b'{"other": 1}', DecodeError),
        (list[str], b"", DecodeError),
        (str, b'{"data": null}', DecodeError),
        (dict[str, int], b"{}", DecodeError),
        (dict[str, int], b'{"data": []}', {}),
        (dict[str, int], b'{"data": [1]}', DecodeError),
        (dict[str, int], b'{"data": "a"}', DecodeError),
        (dict[str, int] | None, b'{"data": [1]}', DecodeError),
        (list[str], b'{"data": {"a": 1}}', DecodeError),
        (str, b'{"data": {"a": 1}}', DecodeError),
        (int, b'{"data": [1]}', DecodeError),
        (bool | None, b'{"data": {}}', DecodeError),
        (dt.date, b'{"data": ["2024-01-01"]}', DecodeError),
        (Literal["a"] | str, b'{"data": {}}', DecodeError),
    ],
)
def test_values_that_are_no_models(type_: Any, body: bytes, value: Any) -> None:
    operation: Operation[Any] = GET._replace(type=type_)
    if value is DecodeError:
        with pytest.raises(
            DecodeError,
            match=r"the answer has no (array|string|object|integer|boolean|date)",
        ):
            read(body, operation)
    else:
        assert read(body, operation) == value


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "missing"),
        ({"orders": [], "ok": True}, "missing (there is: orders, ok)"),
        ([{"key": "1"}], "array"),
        ({"data": None}, "null"),
        ({"data": {"key": "1"}}, "object"),
        ({"data": "x"}, "string"),
        ("", "it is empty"),
    ],
)
def test_lists_say_what_is_missing(body: Any, words: str, strict: bool) -> None:
    assert API.paging is not None
    content = json.dumps(body).encode() if body != "" else b""
    with pytest.raises(DecodeError) as caught:
        Answers(API, None).items(LIST, API.paging, content, strict=strict)
    assert caught.value.body == content
    expected = f"invoices.list: the answer has no array at data: {words}"
    assert str(caught.value) == expected


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("status", "content", "value"),
    [
        (200, b"[1, 2.5]", [1, Decimal("2.5")]),
        (200, b"null", None),
        (204, b"", None),
        (200, b'{"data": {"a": [1]}}', {"a": [1]}),
        (200, b'{"other": 1}', {"other": 1}),
        (200, b'"text"', "text"),
        (200, b"<html>", "<html>"),
        (200, b"\xff", "\ufffd"),
    ],
)
def test_where_nobody_documents_an_answer_whatever_comes_is_given(
    status: int, content: bytes, value: Any, strict: bool
) -> None:
    operation: Operation[Any] = Operation("raw.send", "POST", "/api/raw", Any)
    with serve(lambda _: Reply(status, content)) as server:
        with shop(server.url, strict=strict) as client:
            assert client._send(operation, body={}) == value
        got = in_client(
            server.url, lambda c: c._send(operation, body={}), strict=strict
        )
        assert got == value


def test_errors_are_made_by_name_and_can_be_sent_elsewhere() -> None:
    failure = RuleFailure("a key", "", (), "add key")
    for error in (
        NotFound("none", status=404, body={"a": 1}, operation="invoices.get"),
        RequiredKeysError("no key", failures=[failure]),
    ):
        for same in (copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
            assert type(same) is type(error)
            assert (same.args, vars(same)) == (error.args, vars(error))
            assert str(same) == error.message
    assert NotFound("none").headers == {}
    with pytest.raises(TypeError, match="NotFound has no attribute 'stat'"):
        NotFound("none", stat=404)
