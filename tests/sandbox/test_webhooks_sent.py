"""Webhooks: signed events go out when things change, and nobody waits for a receiver."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import makini_calls
import pytest
from makini import API as FACTS
from makini import Makini, Unprocessable, WebhookError, parse_event

from clientgen.model.api import Api
from clientgen.sandbox import Options, Sandbox, SandboxError, open_sandbox
from clientgen.sandbox.sending import Sender, event_names
from clientgen.sandbox.serving import served

SECRET = "whsec-17"
MAKINI = makini_calls.makini()


def naming(*events: str, **more: Any) -> Api:
    """Makini, with other events."""
    assert MAKINI.webhooks
    return replace(MAKINI, webhooks=replace(MAKINI.webhooks, events=events, **more))


@contextmanager
def receiver(status: int = 204) -> Iterator[tuple[str, Queue[tuple[bytes, Any]]]]:
    """A service that gets events."""
    got: Queue[tuple[bytes, Any]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.put((body, dict(self.headers)))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/hook?a=1", got
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def sending(api: Api, url: str) -> Iterator[tuple[Sandbox, Makini]]:
    """A sandbox that sends events, and a client of it."""
    sandbox = open_sandbox(api, Options(rows=3))
    sender = Sender(api, url, SECRET, anywhere=False)
    sandbox.actions.store.hears = sender.changed
    with served(sandbox) as place, Makini("sandbox-token", base_url=place) as client:
        yield sandbox, client
    sandbox.close()
    sender.close()


def test_changes_are_told_signed_and_those_without_a_name_are_not() -> None:
    api = naming("assets.updated", "customer_created", "WorkOrders/new", "x.y", "z")
    with receiver() as (url, got), sending(api, url) as (sandbox, client):
        asset = str(sandbox.rows("Asset")[0]["key"])
        client.assets.update(asset, name="New")
        payload, headers = got.get(timeout=5)
        event = parse_event(FACTS, payload, headers, SECRET)
        assert (event.name, event.body) == ("assets.updated", [asset])
        with pytest.raises(WebhookError):
            parse_event(FACTS, payload, headers, "another")
        made = client.customers.create(name="C")
        client.customers.update(made.key, name="D")
        client.assets.update(asset, name="Newer")
        told = [parse_event(FACTS, *got.get(timeout=5), SECRET) for _ in range(2)]
        assert [(each.name, each.body) for each in told] == [
            ("customer_created", [made.key]),
            ("assets.updated", [asset]),
        ]
        assert got.empty()


def test_what_is_refused_is_not_told() -> None:
    with (
        receiver() as (url, got),
        sending(naming("invoices.created", "assets.updated"), url) as (sandbox, client),
    ):
        with pytest.raises(Unprocessable):
            client.invoices.create(invoice_number="1", options={"check": False})
        asset = str(sandbox.rows("Asset")[0]["key"])
        client.assets.update(asset, name="N")
        payload, headers = got.get(timeout=5)
        assert parse_event(FACTS, payload, headers, SECRET).name == "assets.updated"
        assert got.empty()


@pytest.mark.parametrize("status", [500, 302])
def test_a_receiver_that_fails_is_told_once_and_breaks_nothing(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        receiver(status) as (url, got),
        sending(naming("customers.created"), url) as (
            _,
            client,
        ),
    ):
        for name in "AB":
            client.customers.create(name=name)
        assert [got.get(timeout=5)[1]["X-Webhook-Signature"] for _ in "AB"]
    assert caplog.text.count(f"the receiver answered {status}") == 2
    assert got.empty()  # no redirect was followed, nothing was sent twice


def test_nobody_waits_for_a_receiver(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("clientgen.sandbox.sending._LAST_WORDS", 0.3)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(1)
        port = deaf.getsockname()[1]
        url = f"http://127.0.0.1:{port}/"
        with sending(naming("customers.created"), url) as (sandbox, client):
            started = time.monotonic()
            for _ in range(30):
                client.customers.create(name="C")
            assert time.monotonic() - started < 4
            assert len(sandbox.rows("Customer")) == 33
    with sending(naming("customers.created"), url) as (sandbox, client):
        client.customers.create(name="C")  # nobody is there
        assert len(sandbox.rows("Customer")) == 4
    assert "not delivered" in caplog.text


def test_the_queue_has_an_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("clientgen.sandbox.sending._MOST", 2)
    monkeypatch.setattr("clientgen.sandbox.sending._LAST_WORDS", 0.1)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(1)
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        with sending(naming("customers.created"), url) as (_, client):
            for _ in range(5):
                client.customers.create(name="C")
    assert "2 events wait, customers.created is not sent" in caplog.text


@pytest.mark.parametrize(
    ("events", "found"),
    [
        (("assets.updated",), {("Asset", "updated"): "assets.updated"}),
        (("WorkOrderCreated",), {("WorkOrder", "created"): "WorkOrderCreated"}),
        (("work-order:deleted",), {("WorkOrder", "deleted"): "work-order:deleted"}),
        (("asset.archived", "nothing.updated", "updated", ""), {}),
    ],
)
def test_names_of_events(events: tuple[str, ...], found: dict[Any, str]) -> None:
    assert event_names(naming(*events)) == found


@pytest.mark.parametrize(
    ("api", "url", "why"),
    [
        (replace(MAKINI, webhooks=None), "http://127.0.0.1/", "has no webhooks"),
        (naming("nothing.happened"), "http://127.0.0.1/", "names no event"),
        (MAKINI, "ftp://127.0.0.1/", "no URL"),
        (MAKINI, "http:///x", "no URL"),
        (MAKINI, "http://127.0.0.1:99999/", "no URL"),
        (MAKINI, "http://127.0.0.1/ x\n", "no URL"),
        (MAKINI, "http://example.com/", "not this machine; --webhooks-anywhere"),
        (MAKINI, "http://0.0.0.0/", "not this machine"),
        (MAKINI, "http://localhost.example.com/", "not this machine"),
    ],
)
def test_what_will_not_do_is_told_before_anything_is_opened(
    api: Api, url: str, why: str
) -> None:
    with pytest.raises(SandboxError, match=why):
        Sender(api, url, SECRET, anywhere=False)


def test_another_machine_where_that_is_wanted() -> None:
    Sender(MAKINI, "https://example.com/", SECRET, anywhere=True).close()


def test_the_command_tells_what_will_not_do() -> None:
    words = [
        "sandbox",
        "spec/makini",
        "--port",
        "0",
        "--webhooks",
        "http://example.com",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "clientgen", *words],
        cwd=makini_calls.ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "example.com is not this machine" in done.stderr
    assert "Traceback" not in done.stderr
