"""What a consumer gets wrong. Each line marked ``# wrong`` must be refused by every type
checker, and no other line."""

from __future__ import annotations

from typing import Any

from makini import AsyncMakini, Makini
from makini.models import InvoiceLineItem


def calling(c: Makini) -> None:
    # No key that makes it an outgoing or an incoming invoice.
    c.invoices.create()  # wrong
    c.invoices.create(invoice_number="F-17")  # wrong
    c.invoices.create(customer_key=None)  # wrong
    # Required keys.
    c.documents.create(name="n")  # wrong
    c.documents.create(file=b"", name=None)  # wrong
    c.purchase_orders.update("k")  # wrong
    c.passthrough.send(path="p")  # wrong
    c.connections.create(name="n", email="e", provider="p")  # wrong
    c.connection_metadata.create("c", items="k=v")  # wrong
    c.connection_metadata.create("c", items=[1])  # wrong
    c.work_orders.create_material("k", material_key="m", storeroom_key="s")  # wrong
    # Names that do not exist.
    c.invoice.get("k")  # wrong
    c.invoices.delete("k")  # wrong
    print(c.invoices.get("k").dueDate)  # wrong
    c.invoices.update("k", dueDate=None)  # wrong
    c.work_orders.update_status("k", status="done")  # wrong
    c.parts.list(per_page=2)  # wrong
    c.customers.create(title="t")  # wrong
    # Values of other types.
    c.invoices.get(7)  # wrong
    c.invoices.get()  # wrong
    c.invoices.update("k", due_date="2024-02-29")  # wrong
    c.assets.create(is_active="true")  # wrong
    c.parts.create(cost="1.10")  # wrong
    c.parts.create(site_keys=[1])  # wrong
    c.work_orders.create(estimated_time="2")  # wrong
    c.accounts.list(page=2.5)  # wrong
    c.accounts.list(filter="name")  # wrong
    c.accounts.list(sort=1)  # wrong
    c.documents.create(file=1, name="n")  # wrong
    c.invoices.update("k", line_item=InvoiceLineItem())  # wrong
    # Arguments by position that have names.
    c.customers.create("n")  # wrong
    c.invoices.update_status("k", "paid")  # wrong
    # Options that do not exist.
    c.accounts.get("k", options={"time_out": 3})  # wrong
    Makini("t", platfrom="UPKEEP")  # wrong
    # Answers taken for something else.
    c.accounts.get("k").name.upper()  # wrong
    len(c.invoices.get("k").line_items)  # wrong
    for account in c.accounts.list():
        print(account.codes)  # wrong
    for _ in c.accounts.get("k").activated_at:  # wrong
        pass


async def waiting(c: AsyncMakini) -> Any:
    await c.invoices.create()  # wrong
    print(c.accounts.get("k").name)  # wrong
    for _ in c.accounts.list():  # wrong
        pass
