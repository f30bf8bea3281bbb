"""OpenTelemetry's own instrumentation of httpx2 sees what the client sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpserver import Reply, in_turn, serve
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from runtime.wire import RetryPolicy
from shop import AsyncShop, in_client, shop

QUICK = RetryPolicy(initial=0)
GOOD = {"data": {"key": "1"}}


@pytest.fixture
def tracing() -> Iterator[tuple[Any, InMemorySpanExporter]]:
    """A tracer of the application's, and the spans that ended."""
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    instrumentor = HTTPX2ClientInstrumentor()
    instrumentor.instrument(tracer_provider=provider)
    yield provider.get_tracer("application"), spans
    instrumentor.uninstrument()


@pytest.mark.parametrize("way", ["sync", "sync with a deadline", "async"])
def test_each_attempt_is_a_span_below_the_callers(tracing: Any, way: str) -> None:
    tracer, spans = tracing

    async def work(client: AsyncShop) -> None:
        with tracer.start_as_current_span("order"):
            await client.invoices.get("1")

    with serve(in_turn(Reply(503), GOOD)) as server:
        if way == "async":
            in_client(server.url, work, retries=QUICK)
        else:
            deadline = 30 if "deadline" in way else None
            with (
                shop(server.url, retries=QUICK, deadline=deadline) as client,
                tracer.start_as_current_span("order"),
            ):
                client.invoices.get("1")
        arrived = [x.headers["traceparent"].split("-") for x in server.requests]
    *attempts, order = spans.get_finished_spans()
    assert order.name == "order"
    assert [span.parent.span_id for span in attempts] == [order.context.span_id] * 2
    assert [(trace, span) for _, trace, span, _ in arrived] == [
        (f"{x.context.trace_id:032x}", f"{x.context.span_id:016x}") for x in attempts
    ]
    assert [_status(span) for span in attempts] == [503, 200]
    assert not re.search("secret-token", "".join(span.to_json() for span in attempts))


def _status(span: Any) -> Any:
    found = span.attributes
    return found.get("http.response.status_code", found.get("http.status_code"))
