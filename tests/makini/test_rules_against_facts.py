"""Required keys: a call that breaks a rule of the facts raises, and nothing arrives."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from calls import CALLS
from expected import TOKEN, body_names, typed
from facts import ENDPOINTS, PLATFORMS, PROSE
from httpserver import Server
from makini import AsyncMakini, Makini
from makini.runtime.errors import RequiredKeysError
from standin import take

INVOICES = "POST /api/invoices"
REQUIRED = [
    (call, key)
    for call, endpoint in ENDPOINTS.items()
    if endpoint.body and endpoint.body.kind != "array"
    for key in sorted(endpoint.body.required)
]
ROWS = [
    (call, platform, tuple(row["required"]), tuple(row["optional"]))
    for call, table in PLATFORMS.items()
    for platform, row in table.items()
]


def method_of(client: Any, call: str) -> tuple[Any, tuple[Any, ...]]:
    note = typed(CALLS[call])
    return getattr(getattr(client, note.resource), note.method), note.args


def python_names(call: str, keys: tuple[str, ...]) -> dict[str, Any]:
    """Arguments that give these keys; paths such as ``parts.*.partKey`` go with theirs."""
    names = {wire: name for name, wire in body_names(ENDPOINTS[call]).items()}
    return {names[key]: "x" for key in keys if ".*." not in key}


@pytest.mark.parametrize(("call", "key"), REQUIRED)
def test_required_keys(
    standin: Server, sync_client: Makini, call: str, key: str
) -> None:
    body = ENDPOINTS[call].body
    assert body
    method, args = method_of(sync_client, call)
    given: dict[str, Any] = python_names(call, tuple(body.required - {key}))
    if body.kind == "multipart" and "file" in given:
        given["file"] = b"x"
    missing = python_names(call, (key,))
    with pytest.raises(RequiredKeysError) as caught:
        method(*args, **given)
    assert key in str(caught.value)
    assert "required" in str(caught.value)
    with pytest.raises(RequiredKeysError):
        method(*args, **given, **dict.fromkeys(missing))
    assert take(standin) == []
    whole = given | {name: b"x" if name == "file" else "x" for name in missing}
    method(*args, **whole)
    method(*args, **given, options={"check": False})
    assert len(take(standin)) == 2


def test_items_of_an_array(standin: Server, sync_client: Makini) -> None:
    create: Any = sync_client.connection_metadata.create
    with pytest.raises(RequiredKeysError, match="value"):
        create("c", items=[{"key": "a", "value": "b"}, {"key": "a"}])
    assert take(standin) == []
    create("c", items=[{"key": "a"}], options={"check": False})
    assert len(take(standin)) == 1


@pytest.mark.parametrize("side", PROSE["invoice_rule"])
def test_one_side_of_an_invoice_is_enough(
    standin: Server, sync_client: Makini, side: str
) -> None:
    create: Any = sync_client.invoices.create
    first, second = PROSE["invoice_rule"][side]
    for keys in [(first,), (second,), (first, second)]:
        create(**python_names(INVOICES, keys))
    assert len(take(standin)) == 3


def test_both_sides_of_an_invoice_are_allowed(
    standin: Server, sync_client: Makini, caplog: pytest.LogCaptureFixture
) -> None:
    """The vendor's own example gives keys of both sides: worth a word, never an error."""
    create: Any = sync_client.invoices.create
    create(customer_key="c", sales_order_key="s")
    assert "outgoing and incoming" not in caplog.text
    create(customer_key="c", vendor_key="v")
    assert "outgoing and incoming" in caplog.text
    assert len(take(standin)) == 2


def test_no_side_of_an_invoice(standin: Server, sync_client: Makini) -> None:
    create: Any = sync_client.invoices.create
    nobody: dict[str, Any] = {"customer_key": None, "po_key": None}
    for given in ({}, {"invoice_number": "F-17"}, nobody):
        with pytest.raises(RequiredKeysError) as caught:
            create(**given)
        message = str(caught.value)
        assert "invoices.create" in message
        assert "invoice type" in message
        for key in ["customer_key", "sales_order_key", "vendor_key", "po_key"]:
            assert key in message
    assert take(standin) == []
    create(options={"check": False})
    assert len(take(standin)) == 1


def test_async_no_side_of_an_invoice(
    standin: Server, runner: asyncio.Runner, async_client: AsyncMakini
) -> None:
    create: Any = async_client.invoices.create
    with pytest.raises(RequiredKeysError, match="invoice type"):
        runner.run(create(invoice_number="F-17"))
    assert take(standin) == []


@pytest.mark.parametrize(("call", "platform", "required", "optional"), ROWS)
def test_platforms(
    standin: Server,
    call: str,
    platform: str,
    required: tuple[str, ...],
    optional: tuple[str, ...],
) -> None:
    with (
        Makini(TOKEN, base_url=standin.url, platform=platform) as client,
        Makini(TOKEN, base_url=standin.url) as any_platform,
    ):
        method, args = method_of(client, call)
        for key in required:
            rest = tuple(k for k in (*required, *optional) if k != key)
            with pytest.raises(RequiredKeysError) as caught:
                method(*args, **python_names(call, rest))
            assert platform in str(caught.value)
            assert key in str(caught.value)
        assert take(standin) == []
        method(*args, **python_names(call, required))
        assert len(take(standin)) == 1
        method(*args, options={"check": False})
        method(*args, options={"context": {"platform": None}})
        method_of(any_platform, call)[0](*args)
        assert len(take(standin)) == 3
        if required:
            with pytest.raises(RequiredKeysError):
                method_of(any_platform, call)[0](
                    *args, options={"context": {"platform": platform}}
                )


def test_a_platform_without_rules(standin: Server) -> None:
    with Makini(TOKEN, base_url=standin.url, platform="SOMETHING-NEW") as client:
        client.work_orders.create()
    assert len(take(standin)) == 1
