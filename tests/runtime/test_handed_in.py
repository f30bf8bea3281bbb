"""Whatever callers hand in is sent as meant, or refused by its argument's name."""

from __future__ import annotations

import collections
import contextlib
import dataclasses
import datetime as dt
import enum
import io
import json
import sqlite3
import types
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, TypedDict
from urllib.parse import unquote

import attrs
import msgspec
import numpy
import pydantic
import pytest
from httpserver import serve
from hypothesis import given
from hypothesis import strategies as st
from runtime import rules
from runtime.calls import Operation
from runtime.calls.forms import write_form
from runtime.calls.requests import encode_path, encode_query
from runtime.calls.uploads import Fields
from runtime.errors import RequiredKeysError
from runtime.models import UNSET
from runtime.models.model import ABSENT, Model
from shop import API, LineItem, encode_body, in_client, shop

ANY: Operation[Any] = Operation("x.create", "POST", "/x")
FORM: Operation[Any] = Operation("x.form", "POST", "/x", writes=write_form)
MULTIPART: Operation[Any] = Operation(
    "x.upload",
    "POST",
    "/x",
    upload=Fields(),
)
DAY = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)


class Colour(enum.Enum):
    RED = "red"


class Text(enum.StrEnum):
    RED = "red"


class Old(str, enum.Enum):  # noqa: UP042  # it prints itself otherwise
    RED = "red"


class Whole(enum.IntEnum):
    ONE = 1


class Half(float, enum.Enum):
    HALF = 0.5


class MyStr(str):
    def __str__(self) -> str:
        return "not this"


class MyInt(int):
    def __str__(self) -> str:
        return "not this"

    __repr__ = __str__


class MyFloat(float):
    def __repr__(self) -> str:
        return "not this"

    __str__ = __repr__


class MyDecimal(Decimal):
    pass


class MyTime(dt.datetime):
    pass


SINGLE: list[tuple[Any, Any, str]] = [
    (numpy.float64(1.5), 1.5, "1.5"),
    (numpy.float32(0.1), Decimal("0.1"), "0.1"),
    (numpy.float16(0.1), Decimal("0.1"), "0.1"),
    (numpy.int64(-3), -3, "-3"),
    (numpy.uint8(3), 3, "3"),
    (numpy.bool_(True), True, "true"),
    (numpy.str_("x"), "x", "x"),
    (numpy.array(2.5), Decimal("2.5"), "2.5"),
    (Colour.RED, "red", "red"),
    (Text.RED, "red", "red"),
    (Old.RED, "red", "red"),
    (Whole.ONE, 1, "1"),
    (Half.HALF, Decimal("0.5"), "0.5"),
    (MyStr("text"), "text", "text"),
    (MyInt(5), 5, "5"),
    (MyFloat(0.25), 0.25, "0.25"),
    (MyDecimal("1.10"), Decimal("1.10"), "1.10"),
    (MyTime(2024, 5, 1, tzinfo=dt.UTC), "2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z"),
    (collections.UserString("text"), "text", "text"),
    (Decimal("1E+400"), Decimal("1E+400"), "1E+400"),
    (10**500, 10**500, str(10**500)),
    (True, True, "true"),
]


def sent(value: Any, operation: Operation[Any] = ANY) -> Any:
    payload = encode_body(operation, {"v": value})
    assert payload is not None
    assert isinstance(payload.content, bytes)
    return json.loads(payload.content, parse_float=Decimal)["v"]


@pytest.mark.parametrize(("value", "data", "text"), SINGLE)
def test_single_values_are_what_they_are_beneath(
    value: Any, data: Any, text: str
) -> None:
    assert sent(value) == data
    assert sent([{"a": value}]) == [{"a": data}]
    assert encode_query(API, {}, {"v": value}) == [("v", text)]
    assert encode_query(API, {}, {"v": [value]}) == [("v", text)]
    assert encode_query(API, {}, {"filter": {"a:gt": value}}) == [
        ("filter[a:gt]", text)
    ]
    assert unquote(encode_path("/{v}", {"v": value})) == f"/{text}"
    form = encode_body(FORM, {"v": value})
    assert form
    assert isinstance(form.content, bytes)
    assert unquote(form.content.decode()) == f"v={text}"


class Point(NamedTuple):
    x: int
    y: Any = None


@dataclasses.dataclass
class Line:
    sku: str
    more: Any = None


@dataclasses.dataclass(slots=True)
class Slotted:
    sku: str


@attrs.define
class Attr:
    sku: str


class Struct(msgspec.Struct, rename="camel"):
    product_key: str
    left_out: int | msgspec.UnsetType = msgspec.UNSET


class Tagged(msgspec.Struct, tag="card", tag_field="kind"):
    number: int


class Sku(pydantic.BaseModel):
    sku: str
    when: dt.datetime | None = pydantic.Field(None, serialization_alias="shippedAt")
    inner: Any = None


class Skus(pydantic.RootModel[list[str]]):
    pass


@pydantic.dataclasses.dataclass
class Checked:
    sku: str


class Typed(TypedDict):
    sku: str


def row() -> sqlite3.Row:
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.row_factory = sqlite3.Row
        found: sqlite3.Row = database.execute("select 'a' as sku, 2 as n").fetchone()
        return found


OBJECTS: list[tuple[Callable[[], Any], Any]] = [
    (lambda: Sku(sku="a"), {"sku": "a", "shippedAt": None, "inner": None}),
    (
        lambda: Sku(sku="a", when=DAY, inner=[Line("b", numpy.float64(1))]),
        {
            "sku": "a",
            "shippedAt": "2024-05-01T00:00:00Z",
            "inner": [{"sku": "b", "more": 1.0}],
        },
    ),
    (lambda: Skus(["a"]), ["a"]),
    (lambda: Checked("a"), {"sku": "a"}),
    (lambda: Line("a", Attr("b")), {"sku": "a", "more": {"sku": "b"}}),
    (lambda: Line("a", UNSET), {"sku": "a"}),
    (lambda: Slotted("a"), {"sku": "a"}),
    (lambda: Attr("a"), {"sku": "a"}),
    (lambda: Point(1, Point(2)), {"x": 1, "y": {"x": 2, "y": None}}),
    (lambda: Struct("a"), {"productKey": "a"}),
    (lambda: Tagged(1), {"kind": "card", "number": 1}),
    (lambda: Typed(sku="a"), {"sku": "a"}),
    (lambda: types.MappingProxyType({"sku": "a"}), {"sku": "a"}),
    (lambda: collections.UserDict(sku="a"), {"sku": "a"}),
    (lambda: collections.ChainMap({"sku": "a"}), {"sku": "a"}),
    (lambda: collections.OrderedDict(sku="a"), {"sku": "a"}),
    (lambda: {Colour.RED: 1, Old.RED: 2, MyStr("s"): 3}, {"red": 2, "s": 3}),
    (row, {"sku": "a", "n": 2}),
    (lambda: LineItem(quantity=1), {"quantity": 1}),
]


@pytest.mark.parametrize(("make", "data"), OBJECTS)
def test_objects_of_any_kind_are_objects(make: Callable[[], Any], data: Any) -> None:
    assert sent(make()) == data
    assert sent([make()]) == [data]
    whole = encode_body(ANY, make())
    assert whole
    assert isinstance(whole.content, bytes)
    assert json.loads(whole.content, parse_float=Decimal) == data
    if isinstance(data, dict) and not isinstance(data.get("inner"), list):
        pairs = encode_query(API, {}, {"v": make()})
        assert ("v[sku]" in dict(pairs)) == ("sku" in data)


ARRAYS: list[Callable[[], Any]] = [
    lambda: [1, 2],
    lambda: (1, 2),
    lambda: range(1, 3),
    lambda: {1, 2},
    lambda: frozenset([1, 2]),
    lambda: collections.deque([1, 2]),
    lambda: {1: "a", 2: "b"}.keys(),
    lambda: {"a": 1, "b": 2}.values(),
    lambda: iter([1, 2]),
    lambda: (each for each in (1, 2)),
    lambda: map(int, "12"),
    lambda: numpy.array([1, 2]),
    lambda: collections.UserList([1, 2]),
]


@pytest.mark.parametrize("make", ARRAYS)
def test_whatever_is_gone_through_is_an_array(make: Callable[[], Any]) -> None:
    assert sent(make()) == [1, 2]
    whole = encode_body(ANY, make())
    assert whole
    assert whole.content == b"[1,2]"
    form = encode_body(FORM, {"v": make()})
    assert form
    assert form.content == b"v=1&v=2"
    if isinstance(make(), Iterator):
        with pytest.raises(TypeError, match=r"^v: .*use up an iterator"):
            encode_query(API, {}, {"v": make()})
    else:
        assert encode_query(API, {}, {"v": make()}) == [("v", "1"), ("v", "2")]


class Holds(dict[str, Any]):
    pass


def endless() -> Any:
    made: list[Any] = []
    made.append(made)
    return made


async def awaited() -> Any:
    yield 1


@pytest.mark.parametrize(
    "make",
    [
        lambda: float("nan"),
        lambda: float("-inf"),
        lambda: numpy.float64("nan"),
        lambda: numpy.float32("inf"),
        lambda: Decimal("NaN"),
        lambda: Decimal("sNaN"),
        lambda: Decimal("Infinity"),
        lambda: MyFloat("nan"),
        lambda: "\ud800",
        lambda: MyStr("a\udfff"),
        lambda: {"\ud800": 1},
        lambda: {1: 2},
        lambda: {None: 2},
        lambda: b"x",
        lambda: memoryview(b"x"),
        lambda: numpy.bytes_(b"x"),
        lambda: numpy.datetime64("2024-05-01"),
        lambda: numpy.complex128(1),
        lambda: dt.datetime(2024, 5, 1),
        lambda: dt.timedelta(1),
        lambda: Fraction(1, 3),
        lambda: 1j,
        lambda: object(),
        lambda: Line,
        lambda: Path("x"),
        lambda: io.StringIO("x"),
        lambda: io.BytesIO(b"x"),
        lambda: 10**5000,
        awaited,
        lambda: print,
    ],
)
def test_what_cannot_be_sent_is_named(make: Callable[[], Any]) -> None:
    for operation in (ANY, FORM):
        with pytest.raises((TypeError, ValueError), match=r"^due_date(\.|:)"):
            encode_body(operation, {"dueDate": make()})
    with pytest.raises((TypeError, ValueError), match=r"^due_date\.a\[1\](\.|:)"):
        encode_body(ANY, {"dueDate": {"a": [1, make()]}})
    names = {"dueDate": "due_date"}
    with pytest.raises((TypeError, ValueError), match=r"^due_date(\.|:)"):
        encode_query(API, {}, {"dueDate": make()}, names)
    with pytest.raises((TypeError, ValueError), match=r"^due_date(\.|:)"):
        encode_path("/{dueDate}", {"dueDate": make()}, names)


def test_what_holds_itself() -> None:
    for made in (endless(), {"a": endless()}):
        with pytest.raises(ValueError, match=r"^body: .*nested too deeply"):
            encode_body(ANY, made)


@pytest.mark.parametrize(
    "query",
    [{"sort": "\ud800"}, {"filter": {"\ud800": 1}}, {"\ud800": 1}, [("a", 1)]],
)
def test_names_in_a_query_that_cannot_be_sent(query: Any) -> None:
    with serve(lambda _: {"data": {"key": "1"}}) as server, shop(server.url) as client:
        with pytest.raises(
            (TypeError, ValueError), match=r"^(sort|filter|\ud800|query)"
        ):
            client.invoices.get("1", options={"query": query})
        assert server.requests == []


@pytest.mark.parametrize("name", ["query", "body", "context"])
def test_options_that_are_no_mappings(name: str) -> None:
    with serve(lambda _: {"data": {"key": "1"}}) as server, shop(server.url) as client:
        options: Any = {name: [("a", 1)]}
        with pytest.raises(TypeError, match=f"^{name}: expected a mapping"):
            client.invoices.get("1", options=options)
        assert server.requests == []


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc\u00e9"), inner),
)


def disguised(value: Any) -> Any:
    """The same data in other classes."""
    if isinstance(value, dict):
        return types.MappingProxyType(
            {MyStr(k): disguised(x) for k, x in value.items()}
        )
    if isinstance(value, list):
        return (disguised(each) for each in value)
    if isinstance(value, str):
        return MyStr(value)
    if isinstance(value, float):
        return numpy.float64(value)
    if type(value) is int:
        return MyInt(value)
    return value


@given(_JSON)
def test_disguises_change_nothing(value: Any) -> None:
    mine, plain = encode_body(ANY, disguised(value)), encode_body(ANY, value)
    assert mine == plain


def test_further_keys_are_named_as_the_caller_wrote_them() -> None:
    with shop("http://127.0.0.1:1") as client:
        for place in ("query", "body"):
            options: Any = {place: {"fooBar": object()}}
            with pytest.raises(TypeError, match=r"^fooBar: cannot send object"):
                client.invoices.create(customer_key="1", options=options)


# Rules look at what is sent.


def test_rules_look_into_objects_of_any_kind() -> None:
    operation: Operation[Any] = Operation(
        "x.create",
        "POST",
        "/x",
        rules=rules.Rules(rules.Rule("lines", rules.All("lines.*.sku"))),
        kind="bare",
    )
    with serve(lambda _: {"key": "1"}) as server, shop(server.url) as client:
        for lines in (
            [Line("a")],
            (Sku(sku=x) for x in "ab"),
            [row()],
            ({"sku": x} for x in "ab"),
        ):
            client._send(operation, body={"lines": lines})
        assert [len(x.json["lines"]) for x in server.requests] == [1, 2, 1, 2]
        with pytest.raises(RequiredKeysError):
            client._send(operation, body={"lines": [Point(1)]})


# Read-only fields


class Part(Model, rename="camel"):
    __read_only__ = ("id",)

    id: str | None = ABSENT
    part_name: str | None = ABSENT


class Owner(Model):
    __read_only__ = ()

    name: str | None = ABSENT
    parts: list[Part] | None = ABSENT
    by_name: dict[str, Part] | None = ABSENT
    owner: Owner | None = ABSENT


OWN: Operation[Any] = Operation(
    "x.own",
    "POST",
    "/x",
    types={"owner": Owner, "parts": list[Part], "named": dict[str, list[Part]]},
)


def test_read_only_fields_are_left_out_at_any_depth() -> None:
    part = {"id": "1", "partName": "a", "new": {"id": "kept"}}
    written = {"partName": "a", "new": {"id": "kept"}}
    owner = {
        "id": "kept",
        "parts": [part],
        "by_name": {"id": part},
        "owner": {"parts": [part, part], "owner": None},
    }
    body = {"id": "kept", "owner": owner, "parts": [part], "named": {"id": [part]}}
    expected = {
        "id": "kept",
        "owner": {
            "id": "kept",
            "parts": [written],
            "by_name": {"id": written},
            "owner": {"parts": [written, written], "owner": None},
        },
        "parts": [written],
        "named": {"id": [written]},
    }
    read = {
        "owner": Owner.from_dict(owner),
        "parts": [Part.from_dict(part)],
        "named": {"id": [Part.from_dict(part)]},
        "id": "kept",
    }
    for given_ in (body, read, [body], [read]):
        payload = encode_body(OWN, given_)
        assert payload
        assert isinstance(payload.content, bytes)
        made = json.loads(payload.content)
        assert made == ([expected] if isinstance(given_, list) else expected)
    # A model that was read knows itself, wherever it is handed in; and keeps what it read.
    assert sent({"any": [read["parts"][0]]}) == {"any": [written]}
    assert sent(read["owner"]) == expected["owner"]
    assert read["owner"].to_dict() == owner


# Forms


def test_forms_say_null_and_refuse_objects() -> None:
    form = encode_body(FORM, {"a": None, "b": [None, 1], "c": UNSET})
    assert form
    assert form.content == b"a=&b=&b=1"
    for value in ({"a": 1}, [[1]], [{"a": 1}], Line("a"), Point(1)):
        with pytest.raises(
            TypeError, match=r"^due_date(\[0\])?: expected a single value"
        ):
            encode_body(FORM, {"dueDate": value})


def test_headers_replace_in_any_case() -> None:
    headers = {
        "content-TYPE": "application/merge-patch+json",
        "accept": "text/csv",
        "USER-agent": "me",
    }
    raw: list[Any] = []

    def note(request: Any) -> Any:
        raw.append(request)
        return {"data": {"key": "1"}}

    with serve(note) as server:
        with shop(server.url, headers={"x-a": "1", "X-B": "1"}) as client:
            options: Any = {"headers": {**headers, "X-A": "2", "x-b": "2"}}
            client.invoices.create(customer_key="1", options=options)
        in_client(
            server.url,
            lambda c: c.invoices.create(customer_key="1", options={"headers": headers}),
        )
        for request in server.requests:
            assert request.headers["content-type"] == "application/merge-patch+json"
            assert request.headers["accept"] == "text/csv"
            assert request.headers["user-agent"] == "me"
        assert server.requests[0].headers["x-a"] == "2"
        assert server.requests[0].headers["x-b"] == "2"
        for request in server.requests:
            names = [name.lower() for name in request.lines]
            assert len(names) == len(set(names))
