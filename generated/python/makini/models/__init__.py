"""Models of Makini v3.

Each is loaded when first used.

An attribute declared without None is one that the API promises. Should it be absent all
the same, it reads as None like any other.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account import Account
    from .address import Address
    from .asset import Asset
    from .asset_downtime import AssetDowntime
    from .bill_of_material import BillOfMaterial
    from .bom_line_item import BOMLineItem
    from .client import Client
    from .company import Company
    from .connection import Connection
    from .connection_metadata import ConnectionMetadata
    from .connection_store import ConnectionStore
    from .contact import Contact
    from .counter import Counter
    from .counter_reading import CounterReading
    from .currency import Currency
    from .custom_field import CustomField
    from .customer import Customer
    from .document import Document
    from .drawing import Drawing
    from .exchange_rate import ExchangeRate
    from .fulfillment import Fulfillment
    from .integration import Integration
    from .inventory import Inventory
    from .invoice import Invoice
    from .invoice_line_item import InvoiceLineItem
    from .labor import Labor
    from .line_item import LineItem
    from .location import Location
    from .material import Material
    from .material_item import MaterialItem
    from .model import Model
    from .organization import Organization
    from .part import Part
    from .po_line_item import POLineItem
    from .preventive_maintenance import PreventiveMaintenance
    from .price_level import PriceLevel
    from .product import Product
    from .product_group import ProductGroup
    from .production_order import ProductionOrder
    from .project import Project
    from .purchase_order import PurchaseOrder
    from .purchase_requisition import PurchaseRequisition
    from .receipt import Receipt
    from .receiving import Receiving
    from .request_for_quotation import RequestForQuotation
    from .return_order import ReturnOrder
    from .sales_line_item import SalesLineItem
    from .sales_order import SalesOrder
    from .service_request import ServiceRequest
    from .shipment_order import ShipmentOrder
    from .site import Site
    from .status import Status
    from .stock import Stock
    from .stock_adjustment import StockAdjustment
    from .stock_line_item import StockLineItem
    from .stock_transfer import StockTransfer
    from .storeroom import Storeroom
    from .supply_option import SupplyOption
    from .task import Task
    from .tax import Tax
    from .team import Team
    from .unit_of_measure import UnitOfMeasure
    from .user import User
    from .vendor import Vendor
    from .work import Work
    from .work_order import WorkOrder
    from .work_order_document import WorkOrderDocument
    from .work_order_material import WorkOrderMaterial
    from .work_order_part import WorkOrderPart
    from .work_order_task import WorkOrderTask
    from .work_trigger import WorkTrigger

__all__ = [
    "Account",
    "Address",
    "Asset",
    "AssetDowntime",
    "BOMLineItem",
    "BillOfMaterial",
    "Client",
    "Company",
    "Connection",
    "ConnectionMetadata",
    "ConnectionStore",
    "Contact",
    "Counter",
    "CounterReading",
    "Currency",
    "CustomField",
    "Customer",
    "Document",
    "Drawing",
    "ExchangeRate",
    "Fulfillment",
    "Integration",
    "Inventory",
    "Invoice",
    "InvoiceLineItem",
    "Labor",
    "LineItem",
    "Location",
    "Material",
    "MaterialItem",
    "Model",
    "Organization",
    "POLineItem",
    "Part",
    "PreventiveMaintenance",
    "PriceLevel",
    "Product",
    "ProductGroup",
    "ProductionOrder",
    "Project",
    "PurchaseOrder",
    "PurchaseRequisition",
    "Receipt",
    "Receiving",
    "RequestForQuotation",
    "ReturnOrder",
    "SalesLineItem",
    "SalesOrder",
    "ServiceRequest",
    "ShipmentOrder",
    "Site",
    "Status",
    "Stock",
    "StockAdjustment",
    "StockLineItem",
    "StockTransfer",
    "Storeroom",
    "SupplyOption",
    "Task",
    "Tax",
    "Team",
    "UnitOfMeasure",
    "User",
    "Vendor",
    "Work",
    "WorkOrder",
    "WorkOrderDocument",
    "WorkOrderMaterial",
    "WorkOrderPart",
    "WorkOrderTask",
    "WorkTrigger",
]

if not TYPE_CHECKING:
    from ..runtime import exports as _exports

    __getattr__, __dir__ = _exports(
        __name__,
        {
            "Account": "account",
            "Address": "address",
            "Asset": "asset",
            "AssetDowntime": "asset_downtime",
            "BOMLineItem": "bom_line_item",
            "BillOfMaterial": "bill_of_material",
            "Client": "client",
            "Company": "company",
            "Connection": "connection",
            "ConnectionMetadata": "connection_metadata",
            "ConnectionStore": "connection_store",
            "Contact": "contact",
            "Counter": "counter",
            "CounterReading": "counter_reading",
            "Currency": "currency",
            "CustomField": "custom_field",
            "Customer": "customer",
            "Document": "document",
            "Drawing": "drawing",
            "ExchangeRate": "exchange_rate",
            "Fulfillment": "fulfillment",
            "Integration": "integration",
            "Inventory": "inventory",
            "Invoice": "invoice",
            "InvoiceLineItem": "invoice_line_item",
            "Labor": "labor",
            "LineItem": "line_item",
            "Location": "location",
            "Material": "material",
            "MaterialItem": "material_item",
            "Model": "model",
            "Organization": "organization",
            "POLineItem": "po_line_item",
            "Part": "part",
            "PreventiveMaintenance": "preventive_maintenance",
            "PriceLevel": "price_level",
            "Product": "product",
            "ProductGroup": "product_group",
            "ProductionOrder": "production_order",
            "Project": "project",
            "PurchaseOrder": "purchase_order",
            "PurchaseRequisition": "purchase_requisition",
            "Receipt": "receipt",
            "Receiving": "receiving",
            "RequestForQuotation": "request_for_quotation",
            "ReturnOrder": "return_order",
            "SalesLineItem": "sales_line_item",
            "SalesOrder": "sales_order",
            "ServiceRequest": "service_request",
            "ShipmentOrder": "shipment_order",
            "Site": "site",
            "Status": "status",
            "Stock": "stock",
            "StockAdjustment": "stock_adjustment",
            "StockLineItem": "stock_line_item",
            "StockTransfer": "stock_transfer",
            "Storeroom": "storeroom",
            "SupplyOption": "supply_option",
            "Task": "task",
            "Tax": "tax",
            "Team": "team",
            "UnitOfMeasure": "unit_of_measure",
            "User": "user",
            "Vendor": "vendor",
            "Work": "work",
            "WorkOrder": "work_order",
            "WorkOrderDocument": "work_order_document",
            "WorkOrderMaterial": "work_order_material",
            "WorkOrderPart": "work_order_part",
            "WorkOrderTask": "work_order_task",
            "WorkTrigger": "work_trigger",
        },
    )
