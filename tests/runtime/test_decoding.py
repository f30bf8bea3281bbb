from __future__ import annotations

import copy
import datetime as dt
import json
import logging
import pickle
from decimal import Decimal
from typing import Any, Literal

import msgspec
import pytest
from httpserver import Reply, in_turn, serve
from hypothesis import given, settings
from hypothesis import strategies as st
from runtime.calls import Operation
from runtime.config import ApiConfig
from runtime.errors import DecodeError, HttpError
from runtime.models.answers import Answers
from runtime.models.model import ABSENT, Model, ModelMeta, with_slots
from runtime.models.reading import Mismatch
from shop import API, GET, LIST, Invoice, LineItem, answered, shop

UTC = dt.UTC


def read(data: Any, *, strict: bool = False, found: list[Any] | None = None) -> Invoice:
    answers = Answers(API, found.append if found is not None else None)
    body = data if isinstance(data, bytes) else json.dumps({"data": data}).encode()
    return answers.value(GET, answered(body), strict=strict)


@pytest.mark.parametrize(
    ("field", "wire", "value"),
    [
        ("invoiceNumber", 17, "17"),
        ("invoiceNumber", True, "true"),
        ("paid", "true", True),
        ("paid", "FALSE", False),
        ("paid", 1, True),
        ("total", "1.50", Decimal("1.50")),
        ("custom", [], {}),
        (
            "dueDate",
            "2019-12-09 14:03:23",
            dt.datetime(2019, 12, 9, 14, 3, 23, tzinfo=UTC),
        ),
        ("dueDate", "2019-12-09", dt.datetime(2019, 12, 9, tzinfo=UTC)),
        ("issued", "2019-12-09T00:00:00Z", dt.date(2019, 12, 9)),
        # What cannot be coerced without loss is kept as it came.
        ("paid", "maybe", "maybe"),
        ("paid", 2, 2),
        ("total", "about 5", "about 5"),
        ("tags", "a,b", "a,b"),
        ("tags", '["a"]', '["a"]'),
        ("custom", '{"a": 1}', '{"a": 1}'),
        ("dueDate", "tomorrow", "tomorrow"),
        ("dueDate", "Mon, 09 Dec 2019 14:03:23 GMT", "Mon, 09 Dec 2019 14:03:23 GMT"),
        ("dueDate", 1715674414, 1715674414),
        ("issued", "2019-12-09T10:00:00Z", "2019-12-09T10:00:00Z"),
        ("lineItems", {"0": {}}, {"0": {}}),
        ("parent", "key", "key"),
        ("status", "never heard of", "never heard of"),
    ],
)
def test_odd_values_are_coerced_or_kept(field: str, wire: Any, value: Any) -> None:
    invoice = read({"key": "1", field: wire})
    assert invoice[field] == value
    assert type(invoice[field]) is type(value)
    assert invoice.key == "1"
    assert Invoice.from_dict(invoice.to_dict()) == invoice


def test_what_is_around_a_misfit_is_still_typed() -> None:
    invoice = read(
        {
            "lineItems": [{"quantity": "x", "productKey": 5}, {"unitPrice": 1.1}],
            "total": {},
        }
    )
    assert invoice.line_items is not None
    assert invoice.line_items[0].quantity == "x"  # type: ignore[comparison-overlap]
    assert invoice.line_items[0].product_key == "5"
    assert invoice.line_items[1].unit_price == Decimal("1.1")
    assert invoice.total == {}  # type: ignore[comparison-overlap]


def test_no_digit_is_lost() -> None:
    body = (
        b'{"data": {"total": 1234567890.12345678901234567890, "anything":'
        b' 123456789012345678901234567890, "new": 0.1000000000000000055}}'
    )
    answers = Answers(API, None)
    for _ in range(2):  # the slow way, then the learned one
        invoice = answers.value(GET, answered(body), strict=False)
        assert str(invoice.total) == "1234567890.12345678901234567890"
        assert invoice.anything == 123456789012345678901234567890
        assert str(invoice["new"]) == "0.1000000000000000055"
        assert b"1234567890.12345678901234567890" in invoice.to_json()


def test_text_for_a_number_is_given_back_as_a_number_of_the_same_digits() -> None:
    body = b'{"data": {"total": "12.50"}}'
    slow = b'{"data": {"total": "12.50", "new": 1, "paid": "true"}}'
    for content in (body, slow):
        answers = Answers(API, None)
        for _ in range(2):
            invoice = answers.value(GET, answered(content), strict=False)
            assert repr(invoice.total) == "Decimal('12.50')"
            assert b'"total":12.50' in invoice.to_json()


def test_unknown_fields_are_learned_and_look_the_same() -> None:
    answers = Answers(API, None)
    wire = {
        "key": "1",
        "odd-name": None,
        "lineItems": [{"new": 1}],
        "parent": {"p": []},
    }
    body = json.dumps({"data": wire}).encode()
    slow = answers.value(GET, answered(body), strict=False)
    fast = answers.value(GET, answered(body), strict=False)
    assert type(slow) is Invoice
    assert type(fast) is not Invoice, "not learned: this test checks nothing"
    assert fast == slow
    assert isinstance(fast, Invoice)
    assert repr(fast) == repr(slow)
    assert fast.to_dict() == wire
    assert dict(fast.extra) == {"odd-name": None}
    assert "odd-name" in fast
    assert fast["odd-name"] is None
    fast["odd-name"] = 2
    fast["more"] = 3
    assert dict(fast.extra) == {"odd-name": 2, "more": 3}
    assert not answers.value(GET, answered(b'{"data": {}}'), strict=False).extra


def test_what_holds_no_unknown_field_is_of_the_models_own_class() -> None:
    answers = Answers(API, None)
    lines = GET._replace(type=LineItem)
    for _ in range(2):
        answers.value(GET, answered(b'{"data": {"new": 1}}'), strict=False)
        line = answers.value(
            lines, answered(b'{"data": {"quantity": 1}}'), strict=False
        )
        assert type(line) is LineItem


def test_keys_that_other_threads_meet_meanwhile_disturb_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = Answers(API, None)

    def with_another_thread(type_: Any, names: Any) -> Any:
        for number, _ in enumerate(names["Invoice"]):  # as the decoder is made of them
            answers._is_new(Mismatch("unknown", "Invoice", f"n{number}", "", "number"))
        return with_slots(type_, names)

    monkeypatch.setattr("runtime.models.answers.with_slots", with_another_thread)
    for _ in range(2):
        invoice = answers.value(GET, answered(b'{"data": {"new": 1}}'), strict=False)
        assert dict(invoice.extra) == {"new": 1}


def test_names_no_slot_can_have_still_work() -> None:
    answers = Answers(API, None)
    wire = {'with "quotes"': 1, "": 2, "\n": 3, "_x0": 4, "back\\slash": 5, "key": "k"}
    body = json.dumps({"data": wire}).encode()
    for _ in range(3):
        assert answers.value(GET, answered(body), strict=False).to_dict() == wire


def test_a_map_in_disguise_does_not_grow_the_class() -> None:
    answers = Answers(API, None)
    for start in range(0, 500, 50):
        wire = {f"k{n}": n for n in range(start, start + 50)}
        invoice = answers.value(
            GET, answered(json.dumps({"data": wire}).encode()), strict=False
        )
        assert dict(invoice.extra) == wire
        assert len(type(invoice).__struct_fields__) < 100


def test_each_mismatch_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    found: list[Any] = []
    wire = [{"key": 1, "new": True}, {"key": 2, "new": True}]
    with (
        serve(in_turn({"data": wire}, {"data": [{"key": 3, "new": 2}]})) as server,
        shop(server.url, on_mismatch=found.append) as client,
    ):
        list(client.invoices.list())
        list(client.invoices.list())
        list(client.with_options(strict=False).invoices.list())
    said = [(m.kind, m.model, m.field, m.expected, m.got, m.operation) for m in found]
    assert (
        said
        == [
            ("type", "Invoice", "key", "string", "number", "invoices.list"),
            ("unknown", "Invoice", "new", "", "boolean", "invoices.list"),
            ("unknown", "Invoice", "new", "", "number", "invoices.list"),
        ]
        or said == said[:2]
    )
    logged = [r.getMessage() for r in caplog.records if r.name == "shop"]
    assert any("Invoice.key: expected string, got number" in text for text in logged)
    assert len(logged) == len(found)


@pytest.mark.parametrize(
    ("field", "wire"),
    [
        ("invoiceNumber", 17),
        ("invoiceNumber", 1.50),
        ("paid", "true"),
        ("paid", "maybe"),
        ("status", 5),
        ("total", "about 5"),
        ("total", {}),
        ("dueDate", "2019-12-09 14:03:23"),
        ("dueDate", 1715674414),
        ("issued", "2019-12-09T00:00:00Z"),
        ("tags", "[]"),
        ("tags", '["a"]'),
        ("custom", []),
        ("lineItems", '[{"quantity": 1}]'),
        ("lineItems", {"0": {}}),
        ("parent", []),
        ("parent", False),
        ("parent", "key"),
    ],
)
def test_odd_values_are_read_the_same_again(field: str, wire: Any) -> None:
    found: list[Any] = []
    answers = Answers(API, found.append)
    invoice = {"key": "1", "lineItems": [{"productKey": "a"}], field: wire}
    body = json.dumps({"data": invoice}).encode()
    first = answers.value(GET, answered(body), strict=False)
    again = answers.value(GET, answered(body), strict=False)
    assert len(found) == 1
    assert repr(again) == repr(first)
    for same in (again, copy.deepcopy(again), pickle.loads(pickle.dumps(again))):
        assert same == first
        assert same.to_dict() == first.to_dict()
    # Those that fit, and those that are not there, are read as ever.
    good = {"key": "2", "paid": True, "total": 2, "dueDate": "2019-12-09T14:03:23Z"}
    good |= {"issued": "2019-12-09", "tags": ["a"], "parent": {"key": "1"}}
    body = json.dumps({"data": good}).encode()
    fresh = Answers(API, None).value(GET, answered(body), strict=True)
    assert answers.value(GET, answered(body), strict=False) == fresh
    assert len(found) == 1


def test_another_kind_of_odd_value_is_reported_again() -> None:
    found: list[Any] = []
    answers = Answers(API, found.append)
    for wire in ("true", "true", 1, [], "true", 0, "false"):
        body = json.dumps({"data": {"paid": wire}}).encode()
        paid = answers.value(GET, answered(body), strict=False).paid
        assert paid is (wire in ("true", 1)) or paid == []
    assert [mismatch.got for mismatch in found] == ["string", "number", "array"]


def test_what_was_learned_is_no_excuse_when_strict() -> None:
    answers = Answers(API, None)
    for data in ({"paid": "true"}, {"new": 1}):
        body = json.dumps({"data": data}).encode()
        for _ in range(2):
            answers.value(GET, answered(body), strict=False)
            with pytest.raises(DecodeError):
                answers.value(GET, answered(body), strict=True)


def test_strict_raises_instead() -> None:
    for data in ({"key": 1}, {"new": 1}, {"dueDate": "2019-12-09 10:00:00"}):
        with pytest.raises(DecodeError) as caught:
            read(data, strict=True)
        assert caught.value.body
        assert caught.value.operation == "invoices.get"
    assert read({"key": "1"}, strict=True).key == "1"


def test_a_missing_envelope_is_survived() -> None:
    found: list[Any] = []
    assert read(b'{"key": "1"}', found=found).key == "1"
    assert found[0].kind == "shape"


@pytest.mark.parametrize(
    "body", [b'{"data": {"key": "1"', b"<html>", b"\xff", b"[" * 9999]
)
def test_no_json_is_an_error_that_keeps_the_bytes(body: bytes) -> None:
    with pytest.raises(
        DecodeError, match=r"invoices\.get: the answer is no JSON"
    ) as caught:
        read(body)
    assert caught.value.body == body


def test_objects_nested_too_deeply_are_an_error() -> None:
    body = b'{"parent":' * 900 + b'{"paid":"true"}' + b"}" * 900
    with pytest.raises(DecodeError, match="nested too deeply"):
        read(b'{"data":%b}' % body)


def test_lone_surrogates_and_byte_order_marks_are_survived() -> None:
    assert read(b'\xef\xbb\xbf{"data": {"key": "1"}}').key == "1"
    assert read(b'{"data": {"key": "\\ud800"}}').key == "\ud800"


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        ({"data": [{"key": "1"}]}, ["1"]),
    ],
)
def test_lists_of_odd_shape(body: Any, keys: list[str]) -> None:
    answers = Answers(API, None)
    assert API.paging is not None
    items, _ = answers.items(LIST, API.paging, json.dumps(body).encode(), strict=False)
    assert [item.key for item in items] == keys


# Random JSON against random schemas.


def _model(fields: dict[str, Any]) -> Any:
    namespace = {"__module__": __name__, "__annotations__": fields}
    return ModelMeta("Random", (Model,), {**namespace, **dict.fromkeys(fields, ABSENT)})


_NUMBERS = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
_SCALARS = (
    st.none()
    | st.booleans()
    | _NUMBERS
    | st.text()
    | st.sampled_from(
        ["true", "[]", "{}", "12", "1.5", "2019-12-09", "2019-12-09T10:00:00Z"]
    )
)
_WIRE = st.sampled_from(["a", "b", "c", "d", 'q"', "e f", ""])
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(_WIRE, inner, max_size=4),
    max_leaves=12,
)
_LEAVES: list[Any] = [
    str,
    int,
    Decimal,
    bool,
    dt.datetime,
    dt.date,
    Any,
    dict[str, Any],
    Literal["x", "y"] | str,
]
_TYPES = st.recursive(
    st.sampled_from(_LEAVES),
    lambda inner: st.one_of(
        inner.map(lambda t: list[t]),
        inner.map(lambda t: dict[str, t]),
        inner.map(lambda t: t if t is Any else t | None),
        st.dictionaries(st.sampled_from("abcd"), inner, max_size=4).map(_model),
    ),
    max_leaves=6,
)


def _same(came: Any, gives: Any) -> bool:
    """Tell whether a value is the one that came, in another spelling at most."""
    if isinstance(came, dict):
        return (
            isinstance(gives, dict)
            and came.keys() == gives.keys()
            and all(_same(came[k], gives[k]) for k in came)
        )
    if came == [] and gives == {}:
        return True
    if isinstance(came, list):
        return (
            isinstance(gives, list)
            and len(came) == len(gives)
            and all(map(_same, came, gives))
        )
    if came == gives:
        return type(came) is not bool or type(gives) is bool
    if type(gives) is bool:
        return str(came).lower() in ("true", "1", "false", "0")
    if isinstance(came, str) and isinstance(gives, int | Decimal):
        return Decimal(came) == gives
    if isinstance(came, str):
        return _moment(came) == _moment(gives)
    return str(gives).lower() == str(came).lower()


def _moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(
    fields=st.dictionaries(st.sampled_from("abcd"), _TYPES, max_size=4),
    data=st.dictionaries(_WIRE, _JSON, max_size=5),
)
def test_any_json_is_read_and_given_back(
    fields: dict[str, Any], data: dict[str, Any]
) -> None:
    logging.getLogger("random").setLevel(logging.CRITICAL)
    model = _model(fields)
    operation: Operation[Any] = Operation("x.get", "GET", "/x", model, kind="bare")
    answers = Answers(ApiConfig("Random", "https://x"), None)
    body = msgspec.json.Encoder(decimal_format="number").encode(data)
    plain = json.loads(body, parse_float=Decimal)
    first = answers.value(operation, answered(body), strict=False)
    second = answers.value(operation, answered(body), strict=False)
    assert first == second
    assert _same(plain, first.to_dict()), first.to_dict()
    assert _same(plain, second.to_dict()), second.to_dict()
    for name, value in plain.items():
        if name in first.extra:
            assert first.extra[name] == value


def test_a_reply_of_html_with_status_200() -> None:
    with serve(lambda _: Reply(body=b"<html>login</html>")) as server:
        with shop(server.url) as client, pytest.raises(DecodeError) as caught:
            client.invoices.get("1")
        assert caught.value.body == b"<html>login</html>"


# What Python's own types cannot hold.


@pytest.mark.parametrize("beside", [{}, {"new": 1}, {"paid": "true"}])
def test_a_moment_finer_than_microseconds_is_rounded_to_one(
    beside: dict[str, Any],
) -> None:
    found: list[Any] = []
    invoice = read({"dueDate": "2024-05-31T12:00:00.1234567Z", **beside}, found=found)
    assert invoice.due_date == dt.datetime(2024, 5, 31, 12, 0, 0, 123457, tzinfo=UTC)
    assert invoice.to_dict()["dueDate"] == "2024-05-31T12:00:00.123457Z"
    assert len(found) == len(beside), "it is a datetime: nothing to report"


@pytest.mark.parametrize(
    "wire", ["0001-01-01T00:00:00+02:00", "9999-12-31T23:59:59-05:00"]
)
@pytest.mark.parametrize("beside", [{}, {"new": 1}])
def test_a_moment_before_the_first_day_in_utc_keeps_its_offset(
    wire: str, beside: dict[str, Any]
) -> None:
    invoice = read({"dueDate": wire, **beside})
    assert invoice.due_date == dt.datetime.fromisoformat(wire)
    assert invoice.to_dict() == {"dueDate": wire, **beside}
    assert json.loads(invoice.to_json()) == {"dueDate": wire, **beside}


@pytest.mark.parametrize(
    ("field", "wire"),
    [
        ("dueDate", "2024-05-31 12:00:00Z"),
        ("dueDate", "2024-05-31T12:00:00+0200"),
        ("total", "1_000"),
        ("total", " 12.50 "),
        ("total", "Infinity"),
        ("total", "1e99999999999999999999"),
        ("total", "1" * 500),
    ],
)
def test_a_value_does_not_depend_on_its_neighbours(field: str, wire: str) -> None:
    alone, beside = read({field: wire}), read({field: wire, "paid": "true"})
    assert repr(alone[field]) == repr(beside[field])
    assert alone.to_dict()[field] == beside.to_dict()[field]


_TINY = "0.1e-9999999999999999999999"


@pytest.mark.parametrize("field", ["anything", "new", "total", "custom", "key"])
def test_an_exponent_without_bounds_is_kept_as_text(field: str) -> None:
    value = f'{{"a": [{_TINY}]}}' if field == "custom" else _TINY
    body = f'{{"data": {{"paid": true, "{field}": {value}}}}}'.encode()
    answers = Answers(API, None)
    for _ in range(2):
        invoice = answers.value(GET, answered(body), strict=False)
        assert invoice.paid is True
        assert invoice[field] == ({"a": [_TINY]} if field == "custom" else _TINY)
        assert _TINY.encode() in invoice.to_json()


@pytest.mark.parametrize("field", ["anything", "new", "total", "custom", "key"])
def test_a_number_of_very_many_digits_loses_none(field: str) -> None:
    digits = "-" + "123456789" * 500
    value = f'{{"a": [{digits}]}}' if field == "custom" else digits
    body = f'{{"data": {{"paid": true, "{field}": {value}}}}}'.encode()
    answers = Answers(API, None)
    for _ in range(2):
        invoice = answers.value(GET, answered(body), strict=False)
        assert invoice.paid is True
        assert digits.encode() in invoice.to_json()
        assert repr(invoice)


def test_raw_json_has_numbers_of_any_size() -> None:
    body = f'{{"a": {_TINY}, "b": {"9" * 5000}, "c": 1.10, "d": 2}}'.encode()
    with serve(lambda _: Reply(body=b'{"data":' + body + b"}")) as server:
        with shop(server.url) as client, client.capture() as responses:
            client.invoices.get("1")
        data = responses[0].json()["data"]
        assert data == {
            "a": _TINY,
            "b": Decimal("9" * 5000),
            "c": Decimal("1.10"),
            "d": 2,
        }
        assert str(data["c"]) == "1.10"
    with serve(lambda _: Reply(status=422, body=body)) as server:
        with shop(server.url) as client, pytest.raises(HttpError) as caught:
            client.invoices.get("1")
        assert caught.value.body == data


def test_a_lone_surrogate_is_read_but_no_json_for_others() -> None:
    wire = {"key": "\ud800", "a\udfff": [{"é\ud800": "\U0001f600", "n": 1}, None]}
    invoice = read(json.dumps({"data": wire}).encode())
    assert invoice.to_dict() == wire
    with pytest.raises(ValueError, match="surrogates"):
        invoice.to_json()


# Reports.


def test_of_an_object_without_end_of_keys_the_first_are_reported() -> None:
    found: list[Any] = []
    answers = Answers(API, found.append)
    for turn in range(40):
        wire = {f"k{turn}_{n}": n for n in range(100)}
        wire |= {"parent": {"new": 1}}
        invoice = answers.value(
            GET, answered(json.dumps({"data": wire}).encode()), strict=False
        )
        assert invoice["parent"]["new"] == 1
        assert invoice[f"k{turn}_99"] == 99
    assert [x.field for x in found] == [f"k0_{n}" for n in range(64)]
    # Of the keys known by then, and of other mismatches, all is still told.
    answers.value(
        GET, answered(b'{"data": {"k0_0": "text", "paid": "true"}}'), strict=False
    )
    later = [(x.field, x.got) for x in found[64:]]
    assert later == [("k0_0", "string"), ("paid", "string")]


@pytest.mark.parametrize(
    "key", ["x\n2026-01-01 CRITICAL forged", "\u2028", "\ud800", ""]
)
def test_a_key_cannot_forge_a_line_of_the_log(
    key: str, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps({"data": {key: 1}}).encode()
    with serve(lambda _: Reply(body=body)) as server, shop(server.url) as client:
        assert client.invoices.get("1")[key] == 1
        text = caplog.records[-1].getMessage()
        assert f"Invoice.{key!r}: number" in text
        assert text.isprintable()
        with pytest.raises(DecodeError) as caught:
            client.with_options(strict=True).invoices.get("1")
        assert str(caught.value).isprintable()
    with pytest.raises(DecodeError) as caught:
        read(json.dumps({key: {}}).encode())
    assert str(caught.value).isprintable()


def test_a_hook_that_raises_ends_the_call_but_hears_of_everything() -> None:
    found: list[Any] = []

    def hook(mismatch: Any) -> None:
        found.append(mismatch.field)
        raise RuntimeError(mismatch.field)

    with (
        serve(lambda _: {"data": {"key": "1", "new": 1, "more": 2}}) as server,
        shop(server.url, on_mismatch=hook) as client,
    ):
        for name in ("new", "more"):
            with pytest.raises(RuntimeError, match=name):
                client.invoices.get("1")
        assert found == ["new", "more"]
        assert client.invoices.get("1").key == "1"
