from __future__ import annotations

import datetime as dt
import enum
import io
import json
from decimal import Decimal
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from httpserver import Arrived, serve
from hypothesis import given
from hypothesis import strategies as st
from runtime.calls import Operation
from runtime.calls.filters import where
from runtime.calls.forms import write_form
from runtime.calls.requests import encode_path, encode_query, join_url
from runtime.calls.uploads import Upload
from runtime.errors import RequiredKeysError
from runtime.models import UNSET
from shop import API, CREATE, Invoice, LineItem, encode_body, in_client, shop

DAY = dt.datetime(2023, 11, 7, 1, tzinfo=dt.timezone(dt.timedelta(hours=1)))


def echo(request: Arrived) -> Any:
    return {"data": {"key": "1"}}


@given(st.text(min_size=1).filter(lambda x: x not in (".", "..")))
def test_a_path_parameter_stays_one_segment(value: str) -> None:
    try:
        path = encode_path("/a/{key}/b", {"key": value})
    except ValueError:
        assert any("\ud800" <= c <= "\udfff" for c in value)
        return
    segments = path.split("/")
    assert len(segments) == 4
    assert unquote(segments[2]) == value
    assert set(segments[2]) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-~%"
    )


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_path_parameters_that_change_the_path(value: str) -> None:
    with pytest.raises(ValueError, match="key: "):
        encode_path("/a/{key}", {"key": value})


@pytest.mark.parametrize("value", [None, UNSET, [], {}, b"x"])
def test_path_parameters_that_are_none(value: Any) -> None:
    with pytest.raises(TypeError, match="key: "):
        encode_path("/a/{key}", {"key": value})


@pytest.mark.parametrize(
    "key", ["a/b", "a%2Fb", "a?b", "a#b", "ü", "a b", "..%2f..", ";x"]
)
def test_path_parameters_arrive_whole(key: str) -> None:
    with serve(echo) as server, shop(server.url) as client:
        client.invoices.get(key)
        assert unquote(server.requests[0].target.removeprefix("/api/invoices/")) == key
        assert server.requests[0].target.count("/") == 3


@pytest.mark.parametrize(
    ("explode", "sent"),
    [
        ("repeat", "tags=a&tags=b%2Cc%20d"),
        ("brackets", "tags%5B%5D=a&tags%5B%5D=b%2Cc%20d"),
        ("comma", "tags=a,b%2Cc%20d"),
    ],
)
def test_query_arrays(explode: Any, sent: str) -> None:
    """Commas part the values of a list; those inside a value are encoded."""
    pairs = encode_query(API, {"tags": explode}, {"tags": ["a", "b,c d"]})
    assert join_url("https://x", "/y", pairs) == f"https://x/y?{sent}"
    one = encode_query(API, {"tags": explode}, {"tags": ["b,c"]})
    assert "b%2Cc" in join_url("https://x", "/y", one)
    assert encode_query(API, {"tags": explode}, {"tags": []}) == []


class Colour(enum.Enum):
    RED = "red"


def test_query_values() -> None:
    pairs = encode_query(
        API,
        {},
        {
            "a": True,
            "b": 1,
            "c": Decimal("1E+2"),
            "d": DAY,
            "e": dt.date(2024, 5, 1),
            "f": None,
            "g": UNSET,
            "h": Colour.RED,
            "i": "",
            "j": [],
        },
    )
    assert pairs == [
        ("a", "true"),
        ("b", "1"),
        ("c", "100"),
        ("d", "2023-11-07T00:00:00Z"),
        ("e", "2024-05-01"),
        ("h", "red"),
        ("i", ""),
    ]
    with pytest.raises(ValueError, match=r"d: .* no time zone"):
        encode_query(API, {}, {"d": dt.datetime(2024, 5, 1)})
    with pytest.raises(ValueError, match="x: nan"):
        encode_query(API, {}, {"x": float("nan")})
    with pytest.raises(TypeError, match="x: cannot send object"):
        encode_query(API, {}, {"x": object()})


@pytest.mark.parametrize(
    ("filter", "pairs"),
    [
        ({"name": "X"}, [("filter[name]", "X")]),
        ({"createdAt:gt": DAY}, [("filter[createdAt:gt]", "2023-11-07T00:00:00Z")]),
        ({"name:starts_with": "X"}, [("filter[name:startsWith]", "X")]),
        ({"name:weird": "X"}, [("filter[name:weird]", "X")]),
        ({"deletedAt": None}, [("filter[deletedAt]", "")]),
        ({"a": [1, 2]}, [("filter[a]", "1"), ("filter[a]", "2")]),
        (where("a") == 1, [("filter[a]", "1")]),
        ([where("a") > 1], [("filter[a:gt]", "1")]),
        ([where("a") >= 1], [("filter[a:gteq]", "1")]),
        ([where("a") < 1], [("filter[a:lt]", "1")]),
        ([where("a") <= 1], [("filter[a:lted]", "1")]),
        (
            [where("a").contains("x"), where("b").starts_with("y")],
            [("filter[a:contains]", "x"), ("filter[b:startsWith]", "y")],
        ),
        ([where("a").op("near", "x")], [("filter[a:near]", "x")]),
    ],
)
def test_filters(filter: Any, pairs: list[tuple[str, str]]) -> None:
    assert encode_query(API, {}, {"filter": filter}) == pairs


def test_sort_and_match() -> None:
    assert encode_query(API, {}, {"sort": "-createdAt", "filterMatch": "any"}) == [
        ("sort[createdAt]", "1"),
        ("filterMatch", "any"),
    ]
    assert encode_query(API, {}, {"sort": ["-a", "b"]}) == [
        ("sort[a]", "1"),
        ("sort[b]", "0"),
    ]
    with pytest.raises(ValueError, match="names no field"):
        encode_query(API, {}, {"sort": "-"})


def test_the_query_arrives_as_the_api_spells_it() -> None:
    page = {"data": [], "meta": {"current_page": 1, "last_page": 1}}
    with serve(lambda _: page) as server, shop(server.url) as client:
        list(
            client.invoices.list(
                filter={"createdAt:gt": dt.date(2023, 11, 7)}, match="any", per_page=5
            )
        )
        assert server.requests[0].query == [
            ("filter[createdAt:gt]", "2023-11-07"),
            ("filterMatch", "any"),
            ("per_page", "5"),
        ]


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(_TEXT, _TEXT)))
def test_any_query_survives(pairs: list[tuple[str, str]]) -> None:
    url = join_url("https://x", "/y", pairs)
    assert parse_qsl(urlsplit(url).query, keep_blank_values=True) == pairs


def sent(body: Any) -> Any:
    operation: Operation[Any] = Operation("x.create", "POST", "/x")
    payload = encode_body(operation, body)
    assert payload is not None
    assert isinstance(payload.content, bytes)
    return json.loads(payload.content, parse_float=Decimal)


def test_bodies() -> None:
    assert sent(
        {
            "absent": UNSET,
            "null": None,
            "when": DAY,
            "day": dt.date(2024, 5, 1),
            "sum": Decimal("1.10"),
            "big": 10**30,
            "item": LineItem(quantity=1, unit_price=None),
            "items": [{"a": UNSET, "b": DAY}],
            "set": ("x",),
            "enum": Colour.RED,
        }
    ) == {
        "null": None,
        "when": "2023-11-07T00:00:00Z",
        "day": "2024-05-01",
        "sum": Decimal("1.10"),
        "big": 10**30,
        "item": {"quantity": 1, "unitPrice": None},
        "items": [{"b": "2023-11-07T00:00:00Z"}],
        "set": ["x"],
        "enum": "red",
    }
    assert sent([{"key": "a", "value": 1}]) == [{"key": "a", "value": 1}]
    assert sent(Invoice.from_dict({"key": "1", "extra thing": 2})) == {
        "key": "1",
        "extra thing": 2,
    }


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (
            {"a": [{"b": dt.datetime(2024, 5, 1)}]},
            ValueError,
            r"a\[0\]\.b: .* no time zone",
        ),
        ({"a": float("inf")}, ValueError, "a: inf"),
        ({"a": Decimal("NaN")}, ValueError, "a: "),
        ({"a": b"x"}, TypeError, "a: JSON has no bytes"),
        ({"a": object()}, TypeError, "a: cannot send object"),
        ({"a": "\ud800"}, ValueError, "a: "),
        ({1: 2}, TypeError, "keys are strings"),
    ],
)
def test_bodies_that_never_leave(body: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        sent(body)


def test_nothing_is_sent_when_an_argument_is_wrong() -> None:
    with serve(echo) as server, shop(server.url) as client:
        with pytest.raises(ValueError, match=r"due_date: .* no time zone"):
            client.invoices.create(customer_key="1", due_date=dt.datetime(2024, 5, 1))
        with pytest.raises(RequiredKeysError) as caught:
            client.invoices.create(total=Decimal(1))
        with pytest.raises(RequiredKeysError):
            in_client(server.url, lambda c: c.invoices.create())
        assert server.requests == []
        assert "invoice type" in str(caught.value)
        assert "customer_key" in str(caught.value)
        assert "https://docs.example/shop/resources/invoice.md#create" in str(
            caught.value
        )
        assert caught.value.failures[0].rule == "invoice type"
        assert isinstance(caught.value, ValueError)

        client.invoices.create(options={"check": False})
        client.invoices.create(customer_key="1", options={"body": {"new": 1}})
        assert [r.json for r in server.requests] == [{}, {"customerKey": "1", "new": 1}]


def parts(request: Arrived) -> dict[str, tuple[bytes, str, str | None]]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + request.body)
    found = {}
    for part in message.get_payload():
        assert not isinstance(part, str)
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        found[str(name)] = (payload, part.get_content_type(), part.get_filename())
    return found


def test_uploads(tmp_path: Path) -> None:
    content = bytes(range(256)) * 1000
    file = tmp_path / "scan.pdf"
    file.write_bytes(content)
    seen: list[tuple[int, int | None]] = []
    progress = Upload(file, progress=lambda *x: seen.append(x))
    with serve(echo) as server:
        with shop(server.url) as client:
            client.invoices.upload(content, "from bytes")
            client.invoices.upload(file, "from a path")
            with file.open("rb") as opened:
                opened.seek(1000)
                client.invoices.upload(opened, "from a file")
                assert not opened.closed
            client.invoices.upload(progress, 'with "progress"\n')
            client.invoices.upload(Unseekable(content), "a stream")
        in_client(server.url, lambda c: c.invoices.upload(file, "async"))
        in_client(server.url, lambda c: c.invoices.upload(Unseekable(content), "async"))
    got = [parts(request) for request in server.requests]
    assert [g["file"][0] for g in got] == [
        content,
        content,
        content[1000:],
        content,
        content,
        content,
        content,
    ]
    assert got[1]["file"][1:] == ("application/pdf", "scan.pdf")
    assert got[0]["file"][1:] == ("application/octet-stream", "file")
    assert got[0]["name"][0] == b"from bytes"
    assert got[3]["name"][0] == b'with "progress"\n'
    assert seen[-1] == (len(content), len(content))
    assert len(seen) > 2
    assert all("content-length" in r.headers for r in server.requests[:4])
    assert server.requests[4].headers["transfer-encoding"] == "chunked"


class Unseekable(io.RawIOBase):
    def __init__(self, content: bytes) -> None:
        self._inner = io.BytesIO(content)

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(size)

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise io.UnsupportedOperation("tell")


def test_a_missing_file_is_found_before_anything_is_sent(tmp_path: Path) -> None:
    with serve(echo) as server, shop(server.url) as client:
        with pytest.raises(FileNotFoundError):
            client.invoices.upload(tmp_path / "nothing", "x")
        assert server.requests == []


def test_header_injection_through_a_file_name() -> None:
    with serve(echo) as server, shop(server.url) as client:
        name = 'a"\r\nX-Evil: 1\r\n\r\n.txt'
        client.invoices.upload(Upload(b"x", filename=name), "n")
        assert b"\r\nX-Evil" not in server.requests[0].body


def test_form_bodies() -> None:
    form: Operation[Any] = Operation("x.y", "POST", "/x", writes=write_form)
    payload = encode_body(form, {"a": "b c&d", "n": 1, "l": ["x", "y"], "z": None})
    assert payload is not None
    assert payload.content == b"a=b%20c%26d&n=1&l=x&l=y&z="
    assert payload.content_type == "application/x-www-form-urlencoded"
    assert encode_body(CREATE, UNSET) is None
