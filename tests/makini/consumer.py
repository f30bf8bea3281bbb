"""What a consumer writes. Type checkers must accept every line, and see these types."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_type

from makini import AsyncMakini, Makini, Page
from makini.models import (
    Asset,
    ConnectionStore,
    Document,
    Integration,
    Inventory,
    Invoice,
    InvoiceLineItem,
    Part,
    PurchaseOrder,
    Status,
    WorkOrder,
    WorkOrderPart,
)
from makini.runtime.errors import ApiError, NotFound, RequiredKeysError

NOW = dt.datetime.now(dt.timezone.utc)  # noqa: UP017  # as many still write it


def resuming(client: Makini) -> None:
    page = client.invoices.list().first_page()
    assert_type(page, Page[Invoice])
    client.invoices.list(page=page.next)


def reading(client: Makini) -> None:
    invoice = client.invoices.get("0800")
    assert_type(invoice, Invoice)
    assert_type(invoice.key, str)
    assert_type(invoice.due_date, dt.datetime | None)
    assert_type(invoice.line_items, list[InvoiceLineItem] | None)
    for line in invoice.line_items or []:
        assert_type(line.notes, str | None)
    assert_type(client.parts.get("p").cost, Decimal | None)
    assert_type(client.parts.get("p").inventory, Inventory | None)
    assert_type(client.inventories.get("i").quantity, int)
    assert_type(client.assets.get("a").is_active, bool)
    assert_type(client.purchase_orders.get("p").due_at, dt.datetime | None)
    assert_type(client.documents.get("d"), Document)
    assert_type(client.integrations.current(), Integration)
    if client.integrations.current().sync_status == "fulldone":
        print("done")
    print(
        "newKey" in invoice,
        invoice.is_set("due_date"),
        invoice["newKey"],
        invoice.extra,
    )
    assert_type(invoice.to_dict(), dict[str, Any])


def walking(client: Makini) -> None:
    for order in client.purchase_orders.list(
        filter={"createdAt:gt": NOW}, sort="-createdAt"
    ):
        assert_type(order, PurchaseOrder)
    for page in client.work_orders.list(per_page=100, page=2).pages():
        assert_type(page.items, list[WorkOrder])
        print(page.meta, page.links, page.number, page.total)
    names = [status.name for status in client.statuses.work_orders(match="any")]
    assert_type(names, list[str | None])
    for status in client.statuses.rfq():
        assert_type(status, Status)
    print([part.key for part in client.parts.list(sort=["name", "-code"])])
    print(client.assets.materials("a"), client.parts.children("p", page=2))
    print(client.raw.tables(), client.raw.table_data("t", filter={"a": 1}))


def writing(client: Makini) -> None:
    invoice = client.invoices.create(
        invoice_number="F-17", customer_key="0800", due_date=NOW, invoice_date=None
    )
    assert_type(invoice, Invoice)
    client.invoices.create(sales_order_key="1", line_item=[InvoiceLineItem(code="1")])
    client.invoices.create(vendor_key="v", line_item=[{"code": "1", "quantity": 2}])
    client.invoices.create(po_key="p", vendor_key="v", customer_key="c")
    client.invoices.create(invoice_number="F", options={"check": False})
    client.invoices.update("k", due_date=NOW)
    client.invoices.update_status("k", status="paid")
    client.work_orders.update_status("k", status_key="done")
    client.work_orders.update_material(
        "k",
        "m",
        new_material_key="n",
        storeroom_key="s",
        required_quantity=Decimal("1.5"),
        used_quantity=1,
    )
    client.work_orders.create(
        title="Leak",
        estimated_time=2,
        parts=[WorkOrderPart(part_key="p"), {"partKey": "q"}],
    )
    client.parts.create(site_keys=["a"], cost=Decimal("1.10"), minimum_quantity="2")
    client.parts.update("k", site_keys=("a", "b"), name=None)
    client.purchase_orders.update("k", code="7", order_date=dt.date(2024, 2, 29))
    client.documents.create(file=Path("manual.pdf"), name="Manual")
    client.documents.create(file=b"...", name="Manual")
    client.passthrough.send(method="post", body={"a": [1]}, base64_encoded=True)
    store = client.connections.create(
        name="n", email="e", provider="p", credentials={"login": "l"}
    )
    assert_type(store, ConnectionStore)
    client.connection_metadata.create("c", items=[{"key": "k", "value": "v"}])
    client.sales_orders.update("k", body={"code": "1"})
    client.shipment_orders.delivered("k")
    asset = client.assets.create(name="Pump", options={"timeout": 5, "retries": 0})
    assert_type(asset, Asset)
    print(client.connections.delete("c"))


def failing(client: Makini) -> None:
    try:
        client.assets.get("a")
    except NotFound as error:
        print(error.status, error.body)
    except RequiredKeysError as error:
        print(error)
    except ApiError as error:
        print(error.message)


async def waiting(client: AsyncMakini) -> None:
    async for part in client.parts.list():
        assert_type(part, Part)
    async for page in client.parts.list(page=2).pages():
        assert_type(page.items, list[Part])
    assert_type(await client.invoices.create(po_key="p"), Invoice)
    assert_type(await client.assets.get("a"), Asset)
    print(await client.assets.materials("a"))


def opening() -> None:
    with Makini(
        token="t", platform="UPKEEP", timeout=10, base_url="http://localhost"
    ) as c:
        reading(c)
    Makini("t").close()


async def opening_async() -> None:
    async with AsyncMakini() as client:
        await waiting(client)
