"""What the sandbox signs, the client takes, as typed events, and nothing else."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemes import OTHERS, SCHEMES, SECRETS, api_of
from selection import mostly_slow

from clientgen.model.api import Api, Json
from clientgen.sandbox import Options, SandboxError, open_sandbox
from clientgen.sandbox.events import signed_event
from clientgen.sandbox.sending import Sender
from clientgen.sandbox.testing import LocalSandbox

EACH = pytest.mark.parametrize("scheme", list(SCHEMES))
MOMENT = 1_700_000_000.0
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def apis(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Api]:
    folder = tmp_path_factory.mktemp("specs")
    return {name: api_of(name, folder / name) for name in SCHEMES}


def store(scheme: str) -> ModuleType:
    return import_module(f"store_{scheme}")


def at(scheme: str, moment: float = MOMENT) -> dict[str, Any]:
    return {} if scheme == "hmac" else {"now": moment}


def parsed(scheme: str, payload: bytes, headers: dict[str, str], secret: Any) -> Any:
    package = store(scheme)
    return package.parse_event(package.API, payload, headers, secret, **at(scheme))


@pytest.fixture
def local(
    apis: dict[str, Api], request: pytest.FixtureRequest
) -> Iterator[LocalSandbox]:
    scheme = request.node.callspec.params["scheme"]
    with LocalSandbox(open_sandbox(apis[scheme], Options(rows=3))) as opened:
        yield opened


BODIES = st.dictionaries(
    st.text(max_size=9), st.text(max_size=9) | st.integers() | st.none()
)


@EACH
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=BODIES, name=st.text(min_size=1, max_size=20), data=st.data())
def test_what_the_sandbox_signs_is_taken_and_any_flipped_byte_refused(
    scheme: str,
    apis: dict[str, Api],
    clients: Path,
    body: dict[str, Json],
    name: str,
    data: st.DataObject,
) -> None:
    package, secret = store(scheme), SECRETS[scheme]
    payload, headers = signed_event(apis[scheme], name, body, secret, MOMENT)
    event = parsed(scheme, payload, headers, secret)
    assert event.name == name
    kept = dict(event.body)
    if scheme == "apart":
        assert kept.pop("type") == name
    assert kept == {k: v for k, v in body.items() if scheme != "apart" or k != "type"}
    with pytest.raises(package.WebhookError):
        parsed(scheme, payload, headers, OTHERS[scheme])

    place = data.draw(st.integers(0, len(payload) - 1))
    bit = 1 << data.draw(st.integers(0, 7))
    flipped = bytearray(payload)
    flipped[place] ^= bit
    with pytest.raises(package.WebhookError, match="does not belong"):
        parsed(scheme, bytes(flipped), headers, secret)

    header = data.draw(st.sampled_from([h for h in headers if h != "Content-Type"]))
    text = headers[header]
    place = data.draw(st.integers(0, len(text) - 1))
    other = chr(ord(text[place]) ^ (bit & 0x7F or 1))
    changed = headers | {header: text[:place] + other + text[place + 1 :]}
    with pytest.raises(package.WebhookError):
        parsed(scheme, payload, changed, secret)


@EACH
def test_bodies_are_of_their_types(
    scheme: str, clients: Path, local: LocalSandbox
) -> None:
    package = store(scheme)
    models, events = import_module(f"{package.__name__}.models"), package.events
    secret = local.webhook_secret

    def received(name: str, *body: Json) -> Any:
        payload, headers = local.event(name, *body, now=MOMENT)
        return parsed(scheme, payload, headers, secret)

    whole = {
        "id": "7",
        "status": "open",
        "total": 1.50,
        "placed": 1700000000,
        "color": "red",
    }
    event = received("order.updated", whole)
    assert type(event) is events.OrderUpdated
    assert type(event.body) is models.Order
    assert (event.body.total, event.body.extra["color"]) == (Decimal("1.5"), "red")
    assert event.body.placed == datetime.fromtimestamp(1700000000, UTC)
    assert (event.subject, event.action) == ("order", "updated")
    match event:
        case events.OrderCreated():
            raise AssertionError("it is another")
        case events.OrderUpdated(body=models.Order(id=key)):
            assert key == "7"
    # Examples are of their types, too.
    assert type(received("customer.updated").body) is models.Customer
    assert isinstance(received("ping"), events.Ping)


@EACH
def test_unknown_events_stay_as_they_come(
    scheme: str, clients: Path, local: LocalSandbox
) -> None:
    package = store(scheme)
    body: Json = {"id": "7", "status": 1}
    payload, headers = local.event("order.exploded", body, now=MOMENT)
    event = parsed(scheme, payload, headers, local.webhook_secret)
    assert type(event) is package.events.Event
    assert event.body["status"] == 1
    assert event.payload


@EACH
def test_a_body_that_is_none_is_told(
    scheme: str, clients: Path, local: LocalSandbox, caplog: pytest.LogCaptureFixture
) -> None:
    package = store(scheme)
    if scheme != "apart":
        for body in (None, "7", [{"id": "7"}]):
            payload, headers = local.event("order.updated", body, now=MOMENT)
            with pytest.raises(
                package.DecodeError, match=r"order\.updated: the event has no Order"
            ):
                parsed(scheme, payload, headers, local.webhook_secret)
        payload, headers = local.event("order.deleted", None, now=MOMENT)
        with pytest.raises(package.DecodeError, match="no string"):
            parsed(scheme, payload, headers, local.webhook_secret)
        payload, headers = local.event("stock.counted", {"chairs": "many"}, now=MOMENT)
        with caplog.at_level(logging.WARNING):
            event = parsed(scheme, payload, headers, local.webhook_secret)
        assert event.body == {"chairs": "many"}
        assert "expected integer, got string (stock.counted)" in caplog.text
    caplog.clear()
    payload, headers = local.event(
        "order.updated", {"id": "7", "status": {}}, now=MOMENT
    )
    for _ in range(2):
        with caplog.at_level(logging.WARNING):
            event = parsed(scheme, payload, headers, local.webhook_secret)
    assert event.body.status == {}
    assert caplog.text.count("Order.status: expected string, got object") == 1


@pytest.mark.parametrize("scheme", ["hmac", "standard", "together", "bare"])
def test_lists_keys_and_maps(scheme: str, clients: Path, local: LocalSandbox) -> None:
    package = store(scheme)
    models, events = import_module(f"{package.__name__}.models"), package.events
    wanted: dict[str, tuple[Any, Any]] = {
        "order.deleted": (events.OrderDeleted, str),
        "customer.created": (events.CustomerCreated, list),
        "stock.counted": (events.StockCounted, dict),
    }
    for name, (kind, type_) in wanted.items():
        payload, headers = local.event(name, now=MOMENT)
        event = parsed(scheme, payload, headers, local.webhook_secret)
        assert (type(event), type(event.body)) == (kind, type_)
    payload, headers = local.event("customer.created", now=MOMENT)
    (customer,) = parsed(scheme, payload, headers, local.webhook_secret).body
    assert type(customer) is models.Customer


def test_changes_are_told_as_what_events_are_about(
    clients: Path, apis: dict[str, Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    api, package = apis["together"], store("together")
    sent: list[Any] = []
    monkeypatch.setattr(Sender, "_send", lambda self, event: sent.append(event) or 204)
    sender = Sender(api, "http://127.0.0.1:9/", "s", anywhere=False)
    with LocalSandbox(open_sandbox(api, Options(rows=2))) as local:
        local._opened.actions.store.hears = sender.changed
        with package.Store(local.token, transport=local.transport) as client:
            order = client.orders.create(status="open", total=Decimal("2.5"))
            client.orders.update(order.id, status="shipped")
            client.orders.delete(order.id)
            customer = client.customers.create(name="Ann")
    sender.close()
    told = [package.parse_event(package.API, *each, "s") for each in sent]
    events = package.events
    assert [type(each) for each in told] == [
        events.OrderCreated,
        events.OrderUpdated,
        events.OrderDeleted,
        events.CustomerCreated,
    ]
    assert [each.status for each in (told[0].body, told[1].body)] == ["open", "shipped"]
    assert (told[0].body.id, told[2].body) == (order.id, order.id)
    assert [each.name for each in told[3].body] == [customer.name]


def test_the_sandbox_refuses_what_nobody_could_check(apis: dict[str, Api]) -> None:
    with pytest.raises(SandboxError, match="base64"):
        Sender(apis["standard"], "http://127.0.0.1:9/", "s3cr&t", anywhere=False)
    with pytest.raises(SandboxError, match="the body is an object"):
        signed_event(apis["apart"], "ping", ["7"], "s")


@pytest.mark.parametrize("checker", mostly_slow(["mypy", "pyright"], ["mypy"]))
def test_the_consumer_is_clean(checker: str, clients: Path) -> None:
    more = ["--strict"] if checker == "mypy" else ["--pythonpath", sys.executable]
    folder = clients / "packages"
    (folder / "consumer.py").write_text((HERE / "consumer.py").read_text("utf-8"))
    packages = ["store_standard", "store_hmac"]
    done = subprocess.run(
        [sys.executable, "-m", checker, *more, "consumer.py", *packages],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_consumer_runs(clients: Path, apis: dict[str, Api]) -> None:
    sys.path.insert(0, str(HERE))
    consumer = import_module("consumer")
    secret = SECRETS["standard"]
    for name, body, wanted in (
        ("order.created", {"id": "7", "status": "open"}, "created 7: open"),
        ("order.deleted", "7", "deleted 7"),
        ("customer.created", [{"id": "1", "name": "Ann"}], "Ann"),
        ("stock.counted", {"chairs": 2, "tables": 3}, "5"),
    ):
        payload, headers = signed_event(apis["standard"], name, body, secret)
        assert consumer.receive(payload, headers, [secret]) == wanted
        assert consumer.receive(payload + b" ", headers, secret) == "refused"
    payload, headers = signed_event(apis["standard"], "x.y", None, secret)
    assert consumer.receive(payload, headers, secret).startswith("unknown: x.y msg_")
