"""What the OpenAPI document, the docs and names say of events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from schemes import SCHEMES, made_of

from clientgen.pipeline import Settings, generate
from clientgen.reading import load
from clientgen.targets.site import TARGET as SITE
from clientgen.targets.surface.registry import names_of
from clientgen.targets.templates import load_templates


def document(clients: Path, scheme: str) -> Any:
    return json.loads((clients / scheme / f"openapi/store_{scheme}.json").read_text())


def posted(clients: Path, scheme: str, event: str) -> tuple[dict[str, str], Any]:
    """Descriptions of the headers of an event, and the schema of its payload."""
    post = document(clients, scheme)["webhooks"][event]["post"]
    headers = {each["name"]: each["description"] for each in post["parameters"]}
    return headers, post["requestBody"]["content"]["application/json"]["schema"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_document_is_valid(scheme: str, clients: Path) -> None:
    validate(document(clients, scheme))


def test_the_document_tells_headers_and_bodies(clients: Path) -> None:
    order = {"$ref": "#/components/schemas/Order"}
    headers, payload = posted(clients, "standard", "order.updated")
    assert list(headers) == ["webhook-id", "webhook-timestamp", "webhook-signature"]
    assert "{id}.{time}.{body}" in headers["webhook-signature"]
    assert payload["properties"] == {
        "type": {"type": "string", "const": "order.updated"},
        "data": order,
    }
    assert payload["required"] == ["type", "data"]
    headers, payload = posted(clients, "together", "customer.created")
    assert "t=TIME,v1=SIGNATURE" in headers["Store-Signature"]
    inside = payload["properties"]["data"]["properties"]["object"]
    assert inside == {
        "type": "array",
        "items": {"$ref": "#/components/schemas/Customer"},
    }
    headers, payload = posted(clients, "apart", "order.updated")
    assert list(headers) == ["X-Store-Request-Timestamp", "X-Store-Signature"]
    both = payload["properties"]["event"]["allOf"]
    assert both[0] == order
    assert both[1]["properties"]["type"]["const"] == "order.updated"
    assert posted(clients, "hmac", "ping")[1]["required"] == ["event"]


def test_pages_tell_how_events_are_signed_and_what_is_in_them(clients: Path) -> None:
    index = (clients / "apart/docs/README.md").read_text()
    assert (
        "| Time | in the header `X-Store-Request-Timestamp`, in seconds since 1970 |"
        in index
    )
    assert "| Signed | `v0:{time}:{body}` |" in index
    assert (
        "| `order.updated` | `events.OrderUpdated` | [Order](resources/order.md#fields) |"
        in (index)
    )
    index = (clients / "standard/docs/README.md").read_text()
    assert "| Scheme | [Standard Webhooks](https://www.standardwebhooks.com) |" in index
    client = (clients / "standard/docs/client.md").read_text()
    assert "case events.OrderCreated(body=body):" in client
    assert "more than 300 seconds ago" in client
    assert "remember `id`" in client
    assert "`whsec_`" in client
    client = (clients / "hmac/docs/client.md").read_text()
    assert "does not say when an event was sent" in client
    assert "verify_payload" not in client


def test_the_site_has_the_guide(tmp_path: Path) -> None:
    api = load(made_of("standard", tmp_path / "spec")).api
    pages = {each.path: each.text for each in SITE.files(api, load_templates())}
    (page,) = [
        text for path, text in pages.items() if path.endswith("guides/webhooks.html")
    ]
    assert "Standard Webhooks" in page
    assert "OrderCreated" in page


EVENTS = {
    "order.updated": "OrderUpdated",
    "order_updated": "OrderUpdatedEvent",
    "order-updated": "OrderUpdatedEvent2",
    "order": "OrderEvent",
    "Customer": "CustomerEvent",
    "none": "NoneEvent",
    "3ds.done": "Event3dsDone",
    "订单": "EventNamed",
    "!": "EventNamedEvent",
    "any": "AnyEvent",
    "event": "EventEvent",
    "decimal": "DecimalEvent",
    "dataclass": "Dataclass",
}


def test_classes_have_names_of_their_own(tmp_path: Path) -> None:
    said = ", ".join(f"'{name}': Order" for name in EVENTS)
    events = f"{{header: X-Sig, events: {{{said}}}}}"
    spec = made_of("named", tmp_path / "spec", events)
    assert names_of(load(spec).api).events == EVENTS
    generate(Settings(spec, tmp_path / "out", ("python",)), lambda _: None)


def test_a_schema_called_event(tmp_path: Path) -> None:
    spec = made_of(
        "odd", tmp_path / "spec", "{header: X-Sig, events: {a.b: Event, c.d: [Event]}}"
    )
    (spec / "schemas").mkdir()
    text = "schemas: {Event: {fields: {id: string}}}\n"
    (spec / "schemas/more.yaml").write_text(text)
    generate(Settings(spec, tmp_path / "out", ("python", "docs")), lambda _: None)
    code = (tmp_path / "out/python/store_odd/events.py").read_text()
    assert "from .runtime.webhooks import Event as ReceivedEvent" in code
    assert "class AB(ReceivedEvent):" in code
