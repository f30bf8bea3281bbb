"""Resources of Makini v3.

Each module is loaded when first used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .accounts import Accounts, AsyncAccounts
    from .asset_downtimes import AssetDowntimes, AsyncAssetDowntimes
    from .assets import Assets, AsyncAssets
    from .bills_of_materials import AsyncBillsOfMaterials, BillsOfMaterials
    from .client import AsyncClientResource, ClientResource
    from .companies import AsyncCompanies, Companies
    from .connection_metadata import (
        AsyncConnectionMetadataResource,
        ConnectionMetadataResource,
    )
    from .connection_tokens import AsyncConnectionTokens, ConnectionTokens
    from .connections import AsyncConnections, Connections
    from .counter_readings import AsyncCounterReadings, CounterReadings
    from .counters import AsyncCounters, Counters
    from .currencies import AsyncCurrencies, Currencies
    from .custom_fields import AsyncCustomFields, CustomFields
    from .customers import AsyncCustomers, Customers
    from .documents import AsyncDocuments, Documents
    from .exchange_rates import AsyncExchangeRates, ExchangeRates
    from .fulfillments import AsyncFulfillments, Fulfillments
    from .integrations import AsyncIntegrations, Integrations
    from .inventories import AsyncInventories, Inventories
    from .invoices import AsyncInvoices, Invoices
    from .labors import AsyncLabors, Labors
    from .line_items import AsyncLineItems, LineItems
    from .locations import AsyncLocations, Locations
    from .material_items import AsyncMaterialItems, MaterialItems
    from .materials import AsyncMaterials, Materials
    from .models import AsyncModels, Models
    from .organizations import AsyncOrganizations, Organizations
    from .parts import AsyncParts, Parts
    from .passthrough import AsyncPassthrough, Passthrough
    from .platforms import AsyncPlatforms, Platforms
    from .preventive_maintenances import (
        AsyncPreventiveMaintenances,
        PreventiveMaintenances,
    )
    from .product_groups import AsyncProductGroups, ProductGroups
    from .production_orders import AsyncProductionOrders, ProductionOrders
    from .products import AsyncProducts, Products
    from .projects import AsyncProjects, Projects
    from .purchase_orders import AsyncPurchaseOrders, PurchaseOrders
    from .purchase_requisitions import AsyncPurchaseRequisitions, PurchaseRequisitions
    from .raw import AsyncRaw, Raw
    from .receipts import AsyncReceipts, Receipts
    from .receivings import AsyncReceivings, Receivings
    from .requests_for_quotation import AsyncRequestsForQuotation, RequestsForQuotation
    from .return_orders import AsyncReturnOrders, ReturnOrders
    from .sales_orders import AsyncSalesOrders, SalesOrders
    from .service_requests import AsyncServiceRequests, ServiceRequests
    from .shipment_orders import AsyncShipmentOrders, ShipmentOrders
    from .sites import AsyncSites, Sites
    from .statuses import AsyncStatuses, Statuses
    from .stock_adjustments import AsyncStockAdjustments, StockAdjustments
    from .stock_transfers import AsyncStockTransfers, StockTransfers
    from .stocks import AsyncStocks, Stocks
    from .storerooms import AsyncStorerooms, Storerooms
    from .taxes import AsyncTaxes, Taxes
    from .teams import AsyncTeams, Teams
    from .units_of_measure import AsyncUnitsOfMeasure, UnitsOfMeasure
    from .users import AsyncUsers, Users
    from .vendors import AsyncVendors, Vendors
    from .work_orders import AsyncWorkOrders, WorkOrders

__all__ = [
    "Accounts",
    "AssetDowntimes",
    "Assets",
    "AsyncAccounts",
    "AsyncAssetDowntimes",
    "AsyncAssets",
    "AsyncBillsOfMaterials",
    "AsyncClientResource",
    "AsyncCompanies",
    "AsyncConnectionMetadataResource",
    "AsyncConnectionTokens",
    "AsyncConnections",
    "AsyncCounterReadings",
    "AsyncCounters",
    "AsyncCurrencies",
    "AsyncCustomFields",
    "AsyncCustomers",
    "AsyncDocuments",
    "AsyncExchangeRates",
    "AsyncFulfillments",
    "AsyncIntegrations",
    "AsyncInventories",
    "AsyncInvoices",
    "AsyncLabors",
    "AsyncLineItems",
    "AsyncLocations",
    "AsyncMaterialItems",
    "AsyncMaterials",
    "AsyncModels",
    "AsyncOrganizations",
    "AsyncParts",
    "AsyncPassthrough",
    "AsyncPlatforms",
    "AsyncPreventiveMaintenances",
    "AsyncProductGroups",
    "AsyncProductionOrders",
    "AsyncProducts",
    "AsyncProjects",
    "AsyncPurchaseOrders",
    "AsyncPurchaseRequisitions",
    "AsyncRaw",
    "AsyncReceipts",
    "AsyncReceivings",
    "AsyncRequestsForQuotation",
    "AsyncReturnOrders",
    "AsyncSalesOrders",
    "AsyncServiceRequests",
    "AsyncShipmentOrders",
    "AsyncSites",
    "AsyncStatuses",
    "AsyncStockAdjustments",
    "AsyncStockTransfers",
    "AsyncStocks",
    "AsyncStorerooms",
    "AsyncTaxes",
    "AsyncTeams",
    "AsyncUnitsOfMeasure",
    "AsyncUsers",
    "AsyncVendors",
    "AsyncWorkOrders",
    "BillsOfMaterials",
    "ClientResource",
    "Companies",
    "ConnectionMetadataResource",
    "ConnectionTokens",
    "Connections",
    "CounterReadings",
    "Counters",
    "Currencies",
    "CustomFields",
    "Customers",
    "Documents",
    "ExchangeRates",
    "Fulfillments",
    "Integrations",
    "Inventories",
    "Invoices",
    "Labors",
    "LineItems",
    "Locations",
    "MaterialItems",
    "Materials",
    "Models",
    "Organizations",
    "Parts",
    "Passthrough",
    "Platforms",
    "PreventiveMaintenances",
    "ProductGroups",
    "ProductionOrders",
    "Products",
    "Projects",
    "PurchaseOrders",
    "PurchaseRequisitions",
    "Raw",
    "Receipts",
    "Receivings",
    "RequestsForQuotation",
    "ReturnOrders",
    "SalesOrders",
    "ServiceRequests",
    "ShipmentOrders",
    "Sites",
    "Statuses",
    "StockAdjustments",
    "StockTransfers",
    "Stocks",
    "Storerooms",
    "Taxes",
    "Teams",
    "UnitsOfMeasure",
    "Users",
    "Vendors",
    "WorkOrders",
]

if not TYPE_CHECKING:
    from ..runtime import exports as _exports

    __getattr__, __dir__ = _exports(
        __name__,
        {
            "Accounts": "accounts",
            "AssetDowntimes": "asset_downtimes",
            "Assets": "assets",
            "AsyncAccounts": "accounts",
            "AsyncAssetDowntimes": "asset_downtimes",
            "AsyncAssets": "assets",
            "AsyncBillsOfMaterials": "bills_of_materials",
            "AsyncClientResource": "client",
            "AsyncCompanies": "companies",
            "AsyncConnectionMetadataResource": "connection_metadata",
            "AsyncConnectionTokens": "connection_tokens",
            "AsyncConnections": "connections",
            "AsyncCounterReadings": "counter_readings",
            "AsyncCounters": "counters",
            "AsyncCurrencies": "currencies",
            "AsyncCustomFields": "custom_fields",
            "AsyncCustomers": "customers",
            "AsyncDocuments": "documents",
            "AsyncExchangeRates": "exchange_rates",
            "AsyncFulfillments": "fulfillments",
            "AsyncIntegrations": "integrations",
            "AsyncInventories": "inventories",
            "AsyncInvoices": "invoices",
            "AsyncLabors": "labors",
            "AsyncLineItems": "line_items",
            "AsyncLocations": "locations",
            "AsyncMaterialItems": "material_items",
            "AsyncMaterials": "materials",
            "AsyncModels": "models",
            "AsyncOrganizations": "organizations",
            "AsyncParts": "parts",
            "AsyncPassthrough": "passthrough",
            "AsyncPlatforms": "platforms",
            "AsyncPreventiveMaintenances": "preventive_maintenances",
            "AsyncProductGroups": "product_groups",
            "AsyncProductionOrders": "production_orders",
            "AsyncProducts": "products",
            "AsyncProjects": "projects",
            "AsyncPurchaseOrders": "purchase_orders",
            "AsyncPurchaseRequisitions": "purchase_requisitions",
            "AsyncRaw": "raw",
            "AsyncReceipts": "receipts",
            "AsyncReceivings": "receivings",
            "AsyncRequestsForQuotation": "requests_for_quotation",
            "AsyncReturnOrders": "return_orders",
            "AsyncSalesOrders": "sales_orders",
            "AsyncServiceRequests": "service_requests",
            "AsyncShipmentOrders": "shipment_orders",
            "AsyncSites": "sites",
            "AsyncStatuses": "statuses",
            "AsyncStockAdjustments": "stock_adjustments",
            "AsyncStockTransfers": "stock_transfers",
            "AsyncStocks": "stocks",
            "AsyncStorerooms": "storerooms",
            "AsyncTaxes": "taxes",
            "AsyncTeams": "teams",
            "AsyncUnitsOfMeasure": "units_of_measure",
            "AsyncUsers": "users",
            "AsyncVendors": "vendors",
            "AsyncWorkOrders": "work_orders",
            "BillsOfMaterials": "bills_of_materials",
            "ClientResource": "client",
            "Companies": "companies",
            "ConnectionMetadataResource": "connection_metadata",
            "ConnectionTokens": "connection_tokens",
            "Connections": "connections",
            "CounterReadings": "counter_readings",
            "Counters": "counters",
            "Currencies": "currencies",
            "CustomFields": "custom_fields",
            "Customers": "customers",
            "Documents": "documents",
            "ExchangeRates": "exchange_rates",
            "Fulfillments": "fulfillments",
            "Integrations": "integrations",
            "Inventories": "inventories",
            "Invoices": "invoices",
            "Labors": "labors",
            "LineItems": "line_items",
            "Locations": "locations",
            "MaterialItems": "material_items",
            "Materials": "materials",
            "Models": "models",
            "Organizations": "organizations",
            "Parts": "parts",
            "Passthrough": "passthrough",
            "Platforms": "platforms",
            "PreventiveMaintenances": "preventive_maintenances",
            "ProductGroups": "product_groups",
            "ProductionOrders": "production_orders",
            "Products": "products",
            "Projects": "projects",
            "PurchaseOrders": "purchase_orders",
            "PurchaseRequisitions": "purchase_requisitions",
            "Raw": "raw",
            "Receipts": "receipts",
            "Receivings": "receivings",
            "RequestsForQuotation": "requests_for_quotation",
            "ReturnOrders": "return_orders",
            "SalesOrders": "sales_orders",
            "ServiceRequests": "service_requests",
            "ShipmentOrders": "shipment_orders",
            "Sites": "sites",
            "Statuses": "statuses",
            "StockAdjustments": "stock_adjustments",
            "StockTransfers": "stock_transfers",
            "Stocks": "stocks",
            "Storerooms": "storerooms",
            "Taxes": "taxes",
            "Teams": "teams",
            "UnitsOfMeasure": "units_of_measure",
            "Users": "users",
            "Vendors": "vendors",
            "WorkOrders": "work_orders",
        },
    )
