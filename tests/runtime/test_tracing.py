"""Traces through hooks: a span for each attempt, and its ``traceparent`` on the wire.

:class:`Spans` does by hand what a tracer of OpenTelemetry does; with the real one
``before_request`` calls ``tracer.start_span`` and ``propagate.inject(event.headers)``.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import threading
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pytest
from httpserver import Arrived, Reply, in_turn, serve
from runtime.errors import ApiError, NotFound
from runtime.wire import RetryPolicy
from runtime.wire.responses import (
    ErrorEvent,
    Hooks,
    RequestEvent,
    ResponseEvent,
    RetryEvent,
)
from shop import AsyncShop, in_client, shop

QUICK = RetryPolicy(initial=0)
GOOD = {"data": {"key": "1"}}


@dataclass
class Span:
    name: str
    trace: str
    number: str = field(default_factory=lambda: secrets.token_hex(8))
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace}-{self.number}-01"


class Spans:
    """Records a span for each attempt, below the trace that the caller is in."""

    def __init__(self) -> None:
        self.ended: list[Span] = []
        self.trace: ContextVar[str] = ContextVar("trace")
        # A hook runs in the thread or task of its call, so calls do not mix.
        self._open: ContextVar[Span | None] = ContextVar("span", default=None)
        self.hooks = Hooks(
            self._before_request, self._after_response, self._failed, self._failed
        )

    def _before_request(self, event: RequestEvent) -> None:
        span = Span(event.operation, self.trace.get())
        span.attributes = {
            "http.request.method": event.method,
            "url.full": event.url,
            "http.request.resend_count": event.attempt - 1,
        }
        event.headers["traceparent"] = span.traceparent
        self._open.set(span)

    def _after_response(self, event: ResponseEvent) -> None:
        self._end({"http.response.status_code": event.response.status})

    def _failed(self, event: RetryEvent | ErrorEvent) -> None:
        # An answer has ended its span already.
        self._end({"error.type": type(event.error).__name__})

    def _end(self, attributes: dict[str, Any]) -> None:
        span = self._open.get()
        if span is not None:
            span.attributes |= attributes
            self.ended.append(span)
            self._open.set(None)


def seen(request: Arrived) -> str:
    """The header, if it is one that others understand."""
    header = request.headers["traceparent"]
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", header)
    return header


def test_each_attempt_is_a_span_whose_header_arrives() -> None:
    spans = Spans()
    trace = secrets.token_hex(16)
    spans.trace.set(trace)
    script = in_turn(Reply(503), Reply(fault="reset"), GOOD, Reply(404))
    with serve(script) as server:
        with shop(server.url, retries=QUICK, hooks=spans.hooks) as client:
            client.invoices.get("1")
            with pytest.raises(NotFound):
                client.invoices.get("2")
        assert [seen(r) for r in server.requests] == [
            span.traceparent for span in spans.ended
        ]
        base = f"{server.url}/api/invoices"
    assert {span.trace for span in spans.ended} == {trace}
    assert {span.name for span in spans.ended} == {"invoices.get"}
    assert [tuple(span.attributes.values()) for span in spans.ended] == [
        ("GET", f"{base}/1", 0, 503),
        ("GET", f"{base}/1", 1, "TransportError"),
        ("GET", f"{base}/1", 2, 200),
        ("GET", f"{base}/2", 0, 404),
    ]
    assert "secret-token" not in repr(spans.ended)


def test_spans_of_tasks_and_threads_do_not_mix() -> None:
    spans = Spans()
    traces = [secrets.token_hex(16) for _ in range(20)]

    def script(request: Arrived) -> Any:
        # The key of each call is the trace it was made in.
        if request.headers["traceparent"].split("-")[1] != request.path[-32:]:
            return Reply(400)
        return Reply(503) if secrets.randbelow(3) == 0 else GOOD

    options: Any = {"retries": RetryPolicy(50, initial=0), "hooks": spans.hooks}

    async def one(client: AsyncShop, trace: str) -> None:
        spans.trace.set(trace)
        await client.invoices.get(trace)

    async def work(client: AsyncShop) -> None:
        await asyncio.gather(*(one(client, trace) for trace in traces[:10]))

    with serve(script) as server:
        in_client(server.url, work, **options)
        failed: list[ApiError] = []
        with shop(server.url, **options) as client:

            def run(trace: str) -> None:
                spans.trace.set(trace)
                try:
                    client.invoices.get(trace)
                except ApiError as error:
                    failed.append(error)

            threads = [threading.Thread(target=run, args=(t,)) for t in traces[10:]]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert failed == []
        assert len(server.requests) == len(spans.ended)
        assert {seen(r) for r in server.requests} == {
            span.traceparent for span in spans.ended
        }
    good = [s for s in spans.ended if s.attributes["http.response.status_code"] == 200]
    assert sorted(span.trace for span in good) == sorted(traces)


def test_another_host_learns_nothing_of_the_trace() -> None:
    spans = Spans()
    spans.trace.set(secrets.token_hex(16))
    with serve(lambda _: GOOD) as other:
        moved = Reply(302, headers={"Location": f"{other.url}/elsewhere"})
        with (
            serve(lambda _: moved) as server,
            shop(server.url, hooks=spans.hooks) as client,
        ):
            client.invoices.get("1")
            assert "traceparent" in server.requests[0].headers
        assert "traceparent" not in other.requests[0].headers
    assert len(spans.ended) == 2
