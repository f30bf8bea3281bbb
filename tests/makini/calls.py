"""One call of each of the 166 operations, as a user would type it.

Written by hand against the facts and the naming wishes. What must arrive is derived from
the inventory and from the values here, see ``expected.py``. Values are awkward on purpose:
keys with reserved characters, datetimes with offsets and fractions, null beside absent,
decimals with trailing zeros, arrays of models and of plain data.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from makini import Makini
from makini.models import (
    Address,
    InvoiceLineItem,
    POLineItem,
    SalesLineItem,
    StockLineItem,
    WorkOrderDocument,
    WorkOrderMaterial,
    WorkOrderPart,
    WorkOrderTask,
)

UTC_NOON = datetime(2024, 2, 29, 12, 0, tzinfo=UTC)
CET_EVENING = datetime(2023, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=1)))
NEW_YORK_MORNING = datetime(2024, 7, 1, 8, 15, 30, tzinfo=timezone(-timedelta(hours=4)))
INDIA_FRACTION = datetime(
    2024, 5, 1, 2, 0, 0, 250000, tzinfo=timezone(timedelta(hours=5, minutes=30))
)

CALLS: dict[str, Callable[[Makini], object]] = {
    "GET /api/accounts": lambda c: c.accounts.list(
        filter={"name:contains": "ä & b"}, sort="-createdAt"
    ),
    "GET /api/accounts/{key}": lambda c: c.accounts.get("08000709523389"),
    "GET /api/asset-templates": lambda c: c.models.list(
        filter={"createdAt:gt": date(2023, 11, 7)}, sort="name", page=1, per_page=50
    ),
    "GET /api/asset-templates/{key}": lambda c: c.models.get("a/b"),
    "GET /api/asset-templates/{key}/materials": lambda c: c.material_items.for_asset_template(
        "50%", filter={"name": "pump [1]"}
    ),
    "GET /api/assets/{key}/materials": lambda c: c.material_items.for_asset(
        "Größe 7", sort="-createdAt", page=1
    ),
    "GET /api/materials/{key}/children": lambda c: c.material_items.for_assembly(
        "a b+c"
    ),
    "GET /api/pm/{key}/materials": lambda c: c.material_items.for_preventive_maintenance(
        "x?y#z", filter={"name:contains": "%"}, match="all"
    ),
    "GET /api/production-orders/{key}/materials": lambda c: c.material_items.for_production_order(
        "%2F", page=1
    ),
    "GET /api/assets": lambda c: c.assets.list(),
    "POST /api/assets": lambda c: c.assets.create(
        site_key="00000000000017",
        parent_key="01000000000018",
        vendor_key="02000000000019",
        model_key="03000000000020",
        asset_template_key="04000000000021",
        team_key=None,
        location_key="06000000000023",
        account_key="07000000000024",
        name='Pümpe "7"',
        description="two\nlines\t\u2028",
        notes="\\ / \x7f",
        category_name=None,
        criticality="criticality 12",
        is_active=False,
        manufacturer_name="manufacturerName 14",
        model_name="modelName 15",
        serial_number="serialNumber 16",
        activated_at=None,
        deactivated_at=CET_EVENING,
    ),
    "GET /api/assets/{key}": lambda c: c.assets.get("日本/1"),
    "PUT /api/assets/{key}": lambda c: c.assets.update(
        "k:1@x",
        site_key="00000000000025",
        parent_key="01000000000026",
        vendor_key="02000000000027",
        team_key="04000000000028",
        location_key=None,
        account_key="06000000000030",
        description="two\nlines\t\u2028",
        notes="\\ / \x7f",
        category_name="categoryName 10",
        is_active=True,
        manufacturer_name="manufacturerName 13",
        model_name="modelName 14",
        activated_at=NEW_YORK_MORNING,
        deactivated_at=None,
    ),
    "GET /api/assets-downtime": lambda c: c.asset_downtimes.list(
        filter={"name": "x=y", "code:startsWith": "A+"}, match="any"
    ),
    "GET /api/assets-downtime/{key}": lambda c: c.asset_downtimes.get("~a-b_c.d"),
    "GET /api/bom": lambda c: c.bills_of_materials.list(
        filter={"updatedAt:gteq": CET_EVENING, "updatedAt:lt": UTC_NOON},
        match="all",
        sort="updatedAt",
    ),
    "GET /api/bom/{key}": lambda c: c.bills_of_materials.get("&=;,$!*'()"),
    "GET /api/companies": lambda c: c.companies.list(per_page=2),
    "GET /api/companies/{key}": lambda c: c.companies.get('\\"<>|^`{}'),
    "GET /api/currencies": lambda c: c.currencies.list(
        filter={"siteKey": "a/b?c"}, per_page=1
    ),
    "GET /api/currencies/{key}": lambda c: c.currencies.get("مفتاح"),
    "GET /api/customers": lambda c: c.customers.list(
        filter={"createdAt:lted": UTC_NOON}, sort="-name", page=1
    ),
    "POST /api/customers": lambda c: c.customers.create(
        name='Pümpe "7"', code="00042", company_key="02000000000031"
    ),
    "GET /api/customers/{key}": lambda c: c.customers.get("😀"),
    "PUT /api/customers/{key}": lambda c: c.customers.update(
        "08000709523389", name='Pümpe "7"', code="00042", company_key="02000000000032"
    ),
    "GET /api/documents": lambda c: c.documents.list(
        filter={"name:contains": "ä & b"}, sort="-createdAt"
    ),
    "POST /api/documents": lambda c: c.documents.create(
        file=b"%PDF-1.7 \x00\xff\r\n--no-boundary--\r\n", name='Pümpe "7"'
    ),
    "GET /api/documents/{key}": lambda c: c.documents.get("a/b"),
    "GET /api/exchange-rates": lambda c: c.exchange_rates.list(
        filter={"createdAt:gt": date(2023, 11, 7)}, sort="name", page=1, per_page=50
    ),
    "GET /api/exchange-rates/{key}": lambda c: c.exchange_rates.get("50%"),
    "GET /api/fulfillments": lambda c: c.fulfillments.list(),
    "POST /api/fulfillments": lambda c: c.fulfillments.create(
        site_key="00000000000033",
        vendor_key="01000000000034",
        customer_key="02000000000035",
        sales_order_key="03000000000036",
        stock_transfer_key="04000000000037",
        status_key=None,
        code="00042",
        order_no="orderNo 7",
        order_date=UTC_NOON,
        title="Leak, again",
        description="two\nlines\t\u2028",
        completed_at=None,
        notes="\\ / \x7f",
        line_items=[{"productKey": "p", "quantity": 3}, "anything"],
    ),
    "GET /api/fulfillments/{key}": lambda c: c.fulfillments.get("Größe 7"),
    "PUT /api/fulfillments/{key}": lambda c: c.fulfillments.update(
        "a b+c",
        site_key="00000000000039",
        vendor_key="01000000000040",
        customer_key="02000000000041",
        stock_transfer_key="04000000000042",
        status_key=None,
        code="00042",
        order_date=NEW_YORK_MORNING,
        title="Leak, again",
        description="two\nlines\t\u2028",
        notes="\\ / \x7f",
        line_items=[{"productKey": "p", "quantity": 3}, "anything"],
    ),
    "PUT /api/fulfillments/{key}/status": lambda c: c.fulfillments.update_status(
        "x?y#z", status="status 0"
    ),
    "GET /api/groups": lambda c: c.product_groups.list(
        filter={"name": "x=y", "code:startsWith": "A+"}, match="any"
    ),
    "GET /api/groups/{key}": lambda c: c.product_groups.get("%2F"),
    "GET /api/integrations/current": lambda c: c.integrations.current(),
    "DELETE /api/integrations/current": lambda c: c.integrations.disconnect(),
    "GET /api/inventories": lambda c: c.inventories.list(
        filter={"updatedAt:gteq": CET_EVENING, "updatedAt:lt": UTC_NOON},
        match="all",
        sort="updatedAt",
    ),
    "GET /api/inventories/{key}": lambda c: c.inventories.get("日本/1"),
    "PUT /api/inventories/{key}": lambda c: c.inventories.update(
        "k:1@x",
        code="00042",
        name='Pümpe "7"',
        quantity=14,
        location_key="04000000000044",
    ),
    "GET /api/invoices": lambda c: c.invoices.list(per_page=2),
    "POST /api/invoices": lambda c: c.invoices.create(
        invoice_number="F-17",
        po_key=None,
        status_key="03000000000047",
        line_item=[
            InvoiceLineItem(
                code="1",
                quantity=Decimal("2.50"),
                notes=None,
                delivery_at=INDIA_FRACTION,
            ),
            {"productKey": "p", "notes": None, "deliveryAt": CET_EVENING, "x": 1.5},
        ],
        invoice_date=None,
        due_date=UTC_NOON,
        received_date=CET_EVENING,
        currency_key="08000000000048",
        customer_key="09000000000049",
        total_net_value="10.00",
        total_tax_value=None,
        total_gross_value="10.00",
        sales_order_key="13000000000050",
    ),
    "GET /api/invoices/{key}": lambda c: c.invoices.get("~a-b_c.d"),
    "PUT /api/invoices/{key}": lambda c: c.invoices.update(
        "&=;,$!*'()",
        invoice_number="invoiceNumber 0",
        vendor_key="01000000000051",
        po_key="02000000000052",
        line_item=[
            InvoiceLineItem(product_key="p-4", quantity=Decimal("2.50")),
            {"productKey": "p", "notes": None},
        ],
        invoice_date=None,
        due_date=INDIA_FRACTION,
        currency_key="08000000000053",
        created_at=UTC_NOON,
        updated_at=CET_EVENING,
    ),
    "PUT /api/invoices/{key}/status": lambda c: c.invoices.update_status(
        '\\"<>|^`{}', status="status 0"
    ),
    "GET /api/labors": lambda c: c.labors.list(filter={"siteKey": "a/b?c"}, per_page=1),
    "GET /api/labors/{key}": lambda c: c.labors.get("مفتاح"),
    "GET /api/locations": lambda c: c.locations.list(
        filter={"createdAt:lted": UTC_NOON}, sort="-name", page=1
    ),
    "GET /api/locations/{key}": lambda c: c.locations.get("😀"),
    "GET /api/materials": lambda c: c.parts.list(filter={"name": "pump [1]"}),
    "POST /api/materials": lambda c: c.parts.create(
        site_keys=["a/b", "ü"],
        parent_keys=["a/b", "ü"],
        asset_keys=["a/b", "ü"],
        vendor_keys="a/b, ü",
        documents=[{"name": "x"}],
        account_key=None,
        code="00042",
        is_assembly=False,
        part_number="partNumber 8",
        name='Pümpe "7"',
        description="two\nlines\t\u2028",
        notes=None,
        criticality="criticality 12",
        is_active=False,
        manufacturer_name="manufacturerName 14",
        minimum_quantity="minimumQuantity 15",
        cost=Decimal("16.10"),
        currency=None,
    ),
    "GET /api/materials/{key}": lambda c: c.parts.get("08000709523389"),
    "PUT /api/materials/{key}": lambda c: c.parts.update(
        "a/b",
        site_keys=["a/b", "ü"],
        parent_keys=["a/b", "ü"],
        asset_keys=["a/b", "ü"],
        documents=[{"name": "x"}],
        account_key=None,
        code="00042",
        part_number="partNumber 8",
        name='Pümpe "7"',
        description="two\nlines\t\u2028",
        criticality="criticality 12",
        is_active=False,
        manufacturer_name="manufacturerName 14",
        cost=Decimal("16.10"),
        currency=None,
    ),
    "PUT /api/materials/{key}/inventory": lambda c: c.materials.update_inventory(
        "50%",
        code="00042",
        name='Pümpe "7"',
        quantity=14,
        location_key="04000000000056",
    ),
    "GET /api/meter-readings": lambda c: c.counter_readings.list(
        filter={"name:contains": "ä & b"}, sort="-createdAt"
    ),
    "GET /api/meter-readings/{key}": lambda c: c.counter_readings.get("Größe 7"),
    "GET /api/meters": lambda c: c.counters.list(
        filter={"createdAt:gt": date(2023, 11, 7)}, sort="name", page=1, per_page=50
    ),
    "GET /api/meters/{key}": lambda c: c.counters.get("a b+c"),
    "GET /api/organizations": lambda c: c.organizations.list(),
    "GET /api/organizations/{key}": lambda c: c.organizations.get("x?y#z"),
    "POST /api/passthrough": lambda c: c.passthrough.send(
        path="dataservice",
        method="post",
        headers={"Content-Type": "application/json", "X-Größe": "7"},
        query=None,
        base64_encoded=False,
        body={"targetName": "F4801", "maxPageSize": 10, "query": {"autoFind": True}},
        sql="SELECT '%' FROM \"t\"",
        parameters=[1, Decimal("0.10"), None],
    ),
    "GET /api/pm": lambda c: c.preventive_maintenances.list(
        filter={"name": "x=y", "code:startsWith": "A+"}, match="any"
    ),
    "GET /api/pm/{key}": lambda c: c.preventive_maintenances.get("%2F"),
    "GET /api/production-orders": lambda c: c.production_orders.list(
        filter={"updatedAt:gteq": CET_EVENING, "updatedAt:lt": UTC_NOON},
        match="all",
        sort="updatedAt",
    ),
    "GET /api/production-orders/{key}": lambda c: c.production_orders.get("日本/1"),
    "GET /api/products": lambda c: c.products.list(per_page=2),
    "POST /api/products": lambda c: c.products.create(
        group_key="00000000000057",
        uom_key="01000000000058",
        code="00042",
        name='Pümpe "7"',
        description="two\nlines\t\u2028",
        type=None,
        is_taxable=True,
        tax_keys=["a/b", "ü"],
        status="status 8",
        price="price 9",
        currency_key="10000000000059",
        quantity=None,
        sku="sku 12",
        upc="upc 13",
        ean="ean 14",
        isbn="isbn 15",
        part_number="partNumber 16",
        reorder_level=None,
    ),
    "GET /api/products/{key}": lambda c: c.products.get("k:1@x"),
    "PUT /api/products/{key}": lambda c: c.products.update(
        "~a-b_c.d",
        group_key="00000000000060",
        uom_key="01000000000061",
        code="00042",
        description="two\nlines\t\u2028",
        type=None,
        is_taxable=True,
        status="status 8",
        price="price 9",
        currency_key="10000000000062",
        sku="sku 12",
        upc="upc 13",
        ean="ean 14",
        part_number="partNumber 16",
        reorder_level=None,
    ),
    "GET /api/projects": lambda c: c.projects.list(
        filter={"siteKey": "a/b?c"}, per_page=1
    ),
    "GET /api/projects/{key}": lambda c: c.projects.get("&=;,$!*'()"),
    "GET /api/purchase-orders": lambda c: c.purchase_orders.list(
        filter={"createdAt:lted": UTC_NOON}, sort="-name", page=1
    ),
    "POST /api/purchase-orders": lambda c: c.purchase_orders.create(
        site_key="00000000000063",
        vendor_key="01000000000064",
        code="00042",
        order_no="orderNo 3",
        order_date=date(2024, 2, 29),
        status_key=None,
        title="Leak, again",
        description="two\nlines\t\u2028",
        due_at=NEW_YORK_MORNING,
        approved_at=INDIA_FRACTION,
        completed_at=UTC_NOON,
        shipping_method=None,
        terms="terms 12",
        notes="\\ / \x7f",
        currency_key="14000000000066",
        total_net_value=Decimal("10.00"),
        total_tax_value=Decimal("10.00"),
        total_gross_value=None,
        created_at=CET_EVENING,
        updated_at=NEW_YORK_MORNING,
    ),
    "GET /api/purchase-orders/{key}": lambda c: c.purchase_orders.get('\\"<>|^`{}'),
    "PUT /api/purchase-orders/{key}": lambda c: c.purchase_orders.update(
        "مفتاح",
        site_key="00000000000067",
        vendor_key="01000000000068",
        code="00042",
        order_date=CET_EVENING,
        status_key=None,
        title="Leak, again",
        due_at=INDIA_FRACTION,
        approved_at=UTC_NOON,
        completed_at=CET_EVENING,
        terms="terms 12",
        notes="\\ / \x7f",
        currency_key="14000000000070",
        total_tax_value=Decimal("10.00"),
        total_gross_value=None,
        created_at=NEW_YORK_MORNING,
    ),
    "PUT /api/purchase-orders/{key}/status": lambda c: c.purchase_orders.update_status(
        "😀", status="status 0"
    ),
    "GET /api/purchase-orders.line-items": lambda c: c.line_items.list(
        filter={"name:contains": "ä & b"}, sort="-createdAt"
    ),
    "GET /api/purchase-orders.line-items/{key}": lambda c: c.line_items.get(
        "08000709523389"
    ),
    "GET /api/purchase-requisitions": lambda c: c.purchase_requisitions.list(
        filter={"createdAt:gt": date(2023, 11, 7)}, sort="name", page=1, per_page=50
    ),
    "GET /api/purchase-requisitions/{key}": lambda c: c.purchase_requisitions.get(
        "a/b"
    ),
    "GET /api/raw/tables": lambda c: c.raw.tables(),
    "GET /api/raw/tables/{table}/data": lambda c: c.raw.table_data(
        "50%", sort="-createdAt", page=1
    ),
    "GET /api/receipts": lambda c: c.receipts.list(),
    "GET /api/receipts/{key}": lambda c: c.receipts.get("Größe 7"),
    "GET /api/receiving": lambda c: c.receivings.list(
        filter={"name": "x=y", "code:startsWith": "A+"}, match="any"
    ),
    "POST /api/receiving": lambda c: c.receivings.create(
        site_key="00000000000071",
        vendor_key="01000000000072",
        po_key="02000000000073",
        code="00042",
        order_no="orderNo 4",
        order_date=None,
        title="Leak, again",
        description="two\nlines\t\u2028",
        completed_at=UTC_NOON,
        shipping_method="shippingMethod 9",
        notes="\\ / \x7f",
        currency_key=None,
        total_net_value="10.00",
        total_tax_value="10.00",
        total_gross_value="10.00",
    ),
    "GET /api/receiving/{key}": lambda c: c.receivings.get("a b+c"),
    "PUT /api/receiving/{key}": lambda c: c.receivings.update(
        "x?y#z",
        site_key="00000000000075",
        vendor_key="01000000000076",
        po_key="02000000000077",
        order_no="orderNo 4",
        order_date=None,
        title="Leak, again",
        completed_at=NEW_YORK_MORNING,
        shipping_method="shippingMethod 9",
        notes="\\ / \x7f",
        total_net_value="10.00",
        total_tax_value="10.00",
        total_gross_value="10.00",
    ),
    "GET /api/return-orders": lambda c: c.return_orders.list(
        filter={"updatedAt:gteq": CET_EVENING, "updatedAt:lt": UTC_NOON},
        match="all",
        sort="updatedAt",
    ),
    "POST /api/return-orders": lambda c: c.return_orders.create(
        organization_key="00000000000078",
        location_key="01000000000079",
        vendor_key="02000000000080",
        description="two\nlines\t\u2028",
        line_items=[
            POLineItem(product_key="p-4", quantity=Decimal("2.50")),
            {"productKey": "p", "notes": None},
        ],
    ),
    "GET /api/return-orders/{key}": lambda c: c.return_orders.get("%2F"),
    "PUT /api/return-orders/{key}": lambda c: c.return_orders.update(
        "日本/1", body={"a": {"b": [1, None]}}
    ),
    "GET /api/rfq": lambda c: c.requests_for_quotation.list(per_page=2),
    "POST /api/rfq": lambda c: c.requests_for_quotation.create(
        organization_key="00000000000081",
        site_key="01000000000082",
        user_requested_key="02000000000083",
        user_approved_key="03000000000084",
        status_key="04000000000085",
        code=None,
        type="type 6",
        shipping_method="shippingMethod 7",
        shipping_address=[Address(city="Köln", post_code="00001"), {"city": None}],
        line_items=[
            POLineItem(product_key="p-9", quantity=Decimal("2.50")),
            {"productKey": "p", "notes": None},
        ],
        document_keys=["a/b", "ü"],
        total_net_value=None,
        total_tax_value="10.00",
        created_at=INDIA_FRACTION,
        updated_at=UTC_NOON,
    ),
    "GET /api/rfq/{key}": lambda c: c.requests_for_quotation.get("k:1@x"),
    "PUT /api/rfq/{key}": lambda c: c.requests_for_quotation.update(
        "~a-b_c.d",
        organization_key="00000000000086",
        site_key="01000000000087",
        user_requested_key="02000000000088",
        status_key="04000000000089",
        code=None,
        type="type 6",
        shipping_address=[Address(city="Köln", post_code="00001"), {"city": None}],
        line_items=[
            POLineItem(product_key="p-9", quantity=Decimal("2.50")),
            {"productKey": "p", "notes": None},
        ],
        document_keys=["a/b", "ü"],
        total_tax_value="10.00",
        created_at=CET_EVENING,
        updated_at=NEW_YORK_MORNING,
    ),
    "GET /api/sales-orders": lambda c: c.sales_orders.list(
        filter={"siteKey": "a/b?c"}, per_page=1
    ),
    "POST /api/sales-orders": lambda c: c.sales_orders.create(
        organization_key="00000000000090",
        customer_key="01000000000091",
        user_key="02000000000092",
        code="00042",
        order_number="orderNumber 4",
        date=None,
        status_key="06000000000093",
        shipment_date=INDIA_FRACTION,
        contact_person="contactPerson 8",
        lines=[
            SalesLineItem(product_key="p-9", quantity=Decimal("2.50")),
            {"productKey": "p", "notes": None},
        ],
        currency_key="10000000000094",
        currency_rate=None,
        shipment_order_key="12000000000095",
        shipment_address=Address(city="Köln", is_active=True),
        billing_address={"city": "Köln", "new": [1, 2.50]},
        created_at=UTC_NOON,
        updated_at=CET_EVENING,
        deleted_at=None,
    ),
    "GET /api/sales-orders/{key}": lambda c: c.sales_orders.get("&=;,$!*'()"),
    "PUT /api/sales-orders/{key}": lambda c: c.sales_orders.update(
        '\\"<>|^`{}', body={"a": {"b": [1, None]}}
    ),
    "GET /api/service-requests": lambda c: c.service_requests.list(
        filter={"createdAt:lted": UTC_NOON}, sort="-name", page=1
    ),
    "POST /api/service-requests": lambda c: c.service_requests.create(
        user_requested_key="00000000000096",
        title="Leak, again",
        asset_key="02000000000097",
        description="two\nlines\t\u2028",
    ),
    "GET /api/service-requests/{key}": lambda c: c.service_requests.get("مفتاح"),
    "GET /api/shipment-orders": lambda c: c.shipment_orders.list(
        filter={"name:contains": "ä & b"}, sort="-createdAt"
    ),
    "GET /api/shipment-orders/{key}": lambda c: c.shipment_orders.get("😀"),
    "POST /api/shipment-orders/{key}/delivered": lambda c: c.shipment_orders.delivered(
        "08000709523389", body={"a": {"b": [1, None]}}
    ),
    "GET /api/sites": lambda c: c.sites.list(),
    "GET /api/sites/{key}": lambda c: c.sites.get("a/b"),
    "GET /api/statuses/fulfillments": lambda c: c.statuses.fulfillments(
        filter={"name:contains": "%"}, match="all"
    ),
    "GET /api/statuses/invoices": lambda c: c.statuses.invoices(page=1),
    "GET /api/statuses/production-orders": lambda c: c.statuses.production_orders(
        filter={"name": "pump [1]"}
    ),
    "GET /api/statuses/projects": lambda c: c.statuses.projects(
        sort="-createdAt", page=1
    ),
    "GET /api/statuses/purchase-orders": lambda c: c.statuses.purchase_orders(),
    "GET /api/statuses/purchase-requisitions": lambda c: c.statuses.purchase_requisitions(
        filter={"name:contains": "%"}, match="all"
    ),
    "GET /api/statuses/receiving": lambda c: c.statuses.receiving(page=1),
    "GET /api/statuses/return-orders": lambda c: c.statuses.return_orders(
        filter={"name": "pump [1]"}
    ),
    "GET /api/statuses/rfq": lambda c: c.statuses.rfq(sort="-createdAt", page=1),
    "GET /api/statuses/sales-orders": lambda c: c.statuses.sales_orders(),
    "GET /api/statuses/service-requests": lambda c: c.statuses.service_requests(
        filter={"name:contains": "%"}, match="all"
    ),
    "GET /api/statuses/shipment-orders": lambda c: c.statuses.shipment_orders(page=1),
    "GET /api/statuses/stock-transfers": lambda c: c.statuses.stock_transfers(
        filter={"name": "pump [1]"}
    ),
    "GET /api/statuses/work-orders": lambda c: c.statuses.work_orders(
        sort="-createdAt", page=1
    ),
    "GET /api/stock-adjustments": lambda c: c.stock_adjustments.list(
        filter={"createdAt:gt": date(2023, 11, 7)}, sort="name", page=1, per_page=50
    ),
    "POST /api/stock-adjustments": lambda c: c.stock_adjustments.create(
        location_key="00000000000098",
        storeroom_key="01000000000099",
        account_key="02000000000100",
        user_key="03000000000101",
        date="date 4",
        reason=None,
        line_items=[
            StockLineItem(product_key="p-6", quantity="2.50"),
            {"productKey": "p", "notes": None},
        ],
        total="total 7",
        type="type 8",
    ),
    "GET /api/stock-adjustments/{key}": lambda c: c.stock_adjustments.get("50%"),
    "PUT /api/stock-adjustments/{key}": lambda c: c.stock_adjustments.update(
        "Größe 7",
        location_key="00000000000102",
        storeroom_key="01000000000103",
        account_key="02000000000104",
        date="date 4",
        reason=None,
        line_items=[
            StockLineItem(product_key="p-6", quantity="2.50"),
            {"productKey": "p", "notes": None},
        ],
        type="type 8",
    ),
    "GET /api/stock-transfers": lambda c: c.stock_transfers.list(),
    "POST /api/stock-transfers": lambda c: c.stock_transfers.create(
        from_location_key="00000000000105",
        to_location_key="01000000000106",
        from_storeroom_key="02000000000107",
        to_storeroom_key="03000000000108",
        status_key="04000000000109",
        code=None,
        date="date 6",
        order_number="orderNumber 7",
    ),
    "GET /api/stock-transfers/{key}": lambda c: c.stock_transfers.get("a b+c"),
    "PUT /api/stock-transfers/{key}": lambda c: c.stock_transfers.update(
        "x?y#z",
        from_location_key="00000000000110",
        to_location_key="01000000000111",
        from_storeroom_key="02000000000112",
        status_key="04000000000113",
        code=None,
        date="date 6",
    ),
    "GET /api/stocks": lambda c: c.stocks.list(
        filter={"name": "x=y", "code:startsWith": "A+"}, match="any"
    ),
    "POST /api/stocks": lambda c: c.stocks.create(
        product_key="00000000000114",
        material_key="01000000000115",
        location_key="02000000000116",
        storeroom_key="03000000000117",
        asset_key="04000000000118",
        position=None,
        uom_key="06000000000119",
        quantity=Decimal("7.10"),
        expires_at=INDIA_FRACTION,
    ),
    "GET /api/stocks/{key}": lambda c: c.stocks.get("%2F"),
    "PUT /api/stocks/{key}": lambda c: c.stocks.update(
        "日本/1",
        product_key="00000000000120",
        material_key="01000000000121",
        location_key="02000000000122",
        asset_key="04000000000123",
        position=None,
        uom_key="06000000000124",
        expires_at=UTC_NOON,
    ),
    "GET /api/storerooms": lambda c: c.storerooms.list(
        filter={"updatedAt:gteq": CET_EVENING, "updatedAt:lt": UTC_NOON},
        match="all",
        sort="updatedAt",
    ),
    "GET /api/storerooms/{key}": lambda c: c.storerooms.get("k:1@x"),
    "GET /api/system/client": lambda c: c.client.get(),
    "GET /api/system/connections": lambda c: c.connections.list(),
    "POST /api/system/connections": lambda c: c.connections.create(
        name='Pümpe "7"',
        email="hey@makini.io",
        provider="inextia",
        credentials={"login": "me", "password": 'p&=\\"', "ports": [1, 2]},
    ),
    "DELETE /api/system/connections/{id}": lambda c: c.connections.delete("~a-b_c.d"),
    "GET /api/system/connections/{id}/metadata": lambda c: c.connection_metadata.list(
        "&=;,$!*'()"
    ),
    "POST /api/system/connections/{id}/metadata": lambda c: c.connection_metadata.create(
        '\\"<>|^`{}',
        items=[{"key": "uc_first", "value": "UC Value"}, {"key": "ü", "value": ""}],
    ),
    "POST /api/system/connections/{id}/token": lambda c: c.connection_tokens.create(
        "مفتاح", body={"a": {"b": [1, None]}}
    ),
    "GET /api/system/platforms": lambda c: c.platforms.list(),
    "GET /api/taxes": lambda c: c.taxes.list(per_page=2),
    "GET /api/taxes/{key}": lambda c: c.taxes.get("😀"),
    "GET /api/teams": lambda c: c.teams.list(filter={"siteKey": "a/b?c"}, per_page=1),
    "GET /api/teams/{key}": lambda c: c.teams.get("08000709523389"),
    "GET /api/uom": lambda c: c.units_of_measure.list(
        filter={"createdAt:lted": UTC_NOON}, sort="-name", page=1
    ),
    "GET /api/uom/{key}": lambda c: c.units_of_measure.get("a/b"),
    "GET /api/users": lambda c: c.users.list(
        filter={"name:contains": "ä & b"}, sort="-createdAt"
    ),
    "GET /api/users/{key}": lambda c: c.users.get("50%"),
    "GET /api/vendors": lambda c: c.vendors.list(
        filter={"createdAt:gt": date(2023, 11, 7)}, sort="name", page=1, per_page=50
    ),
    "GET /api/vendors/{key}": lambda c: c.vendors.get("Größe 7"),
    "GET /api/work-orders": lambda c: c.work_orders.list(),
    "POST /api/work-orders": lambda c: c.work_orders.create(
        title="Leak, again",
        status_key="01000000000125",
        scheduled_at=CET_EVENING,
        site_key="03000000000126",
        location_key="04000000000127",
        storeroom_key=None,
        asset_key="06000000000129",
        asset_downtime_key="07000000000130",
        service_request_key="08000000000131",
        pm_key="09000000000132",
        team_key="10000000000133",
        labor_assigned_key=None,
        account_key="12000000000135",
        user_approved_key="13000000000136",
        code="00042",
        instructions="instructions 15",
        severity="severity 16",
        estimated_time=None,
        actual_time=126,
        role_name="roleName 19",
        category_name="categoryName 20",
        documents=[
            WorkOrderDocument(name="a.pdf", document_key="a/b"),
            {"url": "https://x/?y=%20"},
        ],
        tasks=[
            WorkOrderTask(title="Stop", priority=1, check_list=["a", None]),
            WorkOrderTask(),
        ],
        notes=None,
        approved_at=NEW_YORK_MORNING,
        due_at=INDIA_FRACTION,
        completed_at=UTC_NOON,
        completion_remarks="completionRemarks 27",
        created_at=CET_EVENING,
        updated_at=None,
        deleted_at=INDIA_FRACTION,
        organization_key="31000000000137",
        description="two\nlines\t\u2028",
        status="status 33",
        user_assigned_key="34000000000138",
        parts=[
            WorkOrderPart(part_key="p/1", quantity=Decimal("3.0")),
            {"partKey": "p/2"},
        ],
    ),
    "GET /api/work-orders/{key}": lambda c: c.work_orders.get("a b+c"),
    "PUT /api/work-orders/{key}": lambda c: c.work_orders.update(
        "x?y#z",
        title="Leak, again",
        status_key="01000000000139",
        scheduled_at=UTC_NOON,
        location_key="04000000000140",
        storeroom_key=None,
        asset_key="06000000000142",
        service_request_key="08000000000143",
        pm_key="09000000000144",
        team_key="10000000000145",
        account_key="12000000000146",
        user_approved_key="13000000000147",
        code="00042",
        severity="severity 16",
        estimated_time=None,
        actual_time=126,
        category_name="categoryName 20",
        documents=[
            WorkOrderDocument(name="a.pdf", document_key="a/b"),
            {"url": "https://x/?y=%20"},
        ],
        tasks=[
            WorkOrderTask(title="Stop", priority=1, check_list=["a", None]),
            WorkOrderTask(),
        ],
        approved_at=CET_EVENING,
        due_at=NEW_YORK_MORNING,
        completed_at=INDIA_FRACTION,
        created_at=UTC_NOON,
        updated_at=None,
        deleted_at=NEW_YORK_MORNING,
        status="status 32",
        user_assigned_key="33000000000148",
        parts=[],
        materials=[WorkOrderMaterial(material_key="m"), {"materialKey": "n"}],
    ),
    "GET /api/work-orders/{key}/materials": lambda c: c.work_orders.materials("%2F"),
    "POST /api/work-orders/{key}/materials": lambda c: c.work_orders.create_material(
        "日本/1",
        material_key="00000000000149",
        storeroom_key="01000000000150",
        required_quantity=Decimal("2.10"),
        used_quantity=Decimal("3.10"),
    ),
    "PUT /api/work-orders/{key}/materials/{materialKey}": lambda c: c.work_orders.update_material(
        "k:1@x",
        "~a-b_c.d",
        new_material_key="00000000000151",
        storeroom_key="01000000000152",
        required_quantity=Decimal("2.10"),
        used_quantity=Decimal("3.10"),
    ),
    "PUT /api/work-orders/{key}/status": lambda c: c.work_orders.update_status(
        "&=;,$!*'()", status_key="00000000000153"
    ),
    "GET /api/work-orders/materials": lambda c: c.work_orders.all_materials(
        filter={"name:contains": "%"}, match="all"
    ),
    "GET /api/work-orders/custom-fields": lambda c: c.custom_fields.list(page=1),
}

# The same endpoints under a second name.
ALIASES: dict[str, tuple[str, Callable[[Makini], object]]] = {
    "models.materials": (
        "GET /api/asset-templates/{key}/materials",
        lambda c: c.models.materials("a/b", filter={"name": "x"}, sort="-name", page=2),
    ),
    "assets.materials": (
        "GET /api/assets/{key}/materials",
        lambda c: c.assets.materials("50%", page=3),
    ),
    "parts.children": (
        "GET /api/materials/{key}/children",
        lambda c: c.parts.children("Größe 7"),
    ),
    "preventive_maintenances.materials": (
        "GET /api/pm/{key}/materials",
        lambda c: c.preventive_maintenances.materials("%2F", match="any"),
    ),
    "production_orders.materials": (
        "GET /api/production-orders/{key}/materials",
        lambda c: c.production_orders.materials("日本/1", sort="name"),
    ),
}
