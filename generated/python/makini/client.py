"""The clients of Makini v3."""

from __future__ import annotations

from functools import cached_property
from typing import Unpack

from . import resources
from .api import API
from .runtime.auth import AsyncToken, Token
from .runtime.client import AsyncClient, SyncClient
from .runtime.options import AsyncClientOptions, ClientOptions


class Makini(SyncClient):
    """One API to maintenance, finance and warehouse systems of many makers."""

    def __init__(
        self,
        token: Token | None = None,
        *,
        platform: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Set up a client; nothing is sent.

        Args:
            token: What proves who calls; a function is asked before each request.
                Without it, the environment variable MAKINI_TOKEN is read.
            platform: The kind of system behind the connection; some demand keys that
                others do not. Rules speak of EMAINT, MAINTAIN-X, INEXTIA, INFOR-E,
                UPKEEP, SERVICE-CHANNEL; any other value is fine and means that no such
                rule is checked.
            **options: See ClientOptions.
        """
        super().__init__(API, token, context={"platform": platform}, **options)

    @cached_property
    def accounts(self) -> resources.Accounts:
        """A ledger account or cost centre.

        Assets, work and purchases are booked on it.
        """
        return resources.Accounts(self)

    @cached_property
    def models(self) -> resources.Models:
        """An asset template: the make and type that several assets have in common."""
        return resources.Models(self)

    @cached_property
    def material_items(self) -> resources.MaterialItems:
        """One row of a parts list.

        Which material, and how much of it, belongs to an asset, a template, an
        assembly, a maintenance plan or a production order.
        """
        return resources.MaterialItems(self)

    @cached_property
    def assets(self) -> resources.Assets:
        """A machine, building, vehicle or other thing that is maintained."""
        return resources.Assets(self)

    @cached_property
    def asset_downtimes(self) -> resources.AssetDowntimes:
        """A period in which an asset was out of service."""
        return resources.AssetDowntimes(self)

    @cached_property
    def bills_of_materials(self) -> resources.BillsOfMaterials:
        """A bill of materials (BOM).

        The materials and products that go into something, with quantities and prices.
        """
        return resources.BillsOfMaterials(self)

    @cached_property
    def companies(self) -> resources.Companies:
        """A legal or trading entity.

        Vendors and customers refer to one by companyKey.
        """
        return resources.Companies(self)

    @cached_property
    def currencies(self) -> resources.Currencies:
        """A currency that amounts are stated in."""
        return resources.Currencies(self)

    @cached_property
    def customers(self) -> resources.Customers:
        """Somebody who buys: the other side of sales orders and outgoing invoices."""
        return resources.Customers(self)

    @cached_property
    def documents(self) -> resources.Documents:
        """A file, such as a manual or a photo.

        It is attached to assets, parts, work orders and the like.
        """
        return resources.Documents(self)

    @cached_property
    def exchange_rates(self) -> resources.ExchangeRates:
        """The rate between a currency and a base currency."""
        return resources.ExchangeRates(self)

    @cached_property
    def fulfillments(self) -> resources.Fulfillments:
        """Goods handed out or sent against a sales order or a stock transfer."""
        return resources.Fulfillments(self)

    @cached_property
    def product_groups(self) -> resources.ProductGroups:
        """A family of products; groups can nest."""
        return resources.ProductGroups(self)

    @cached_property
    def integrations(self) -> resources.Integrations:
        """The connection that the access token belongs to.

        Which system is connected, and how its synchronisation is going.
        """
        return resources.Integrations(self)

    @cached_property
    def inventories(self) -> resources.Inventories:
        """How much of a material lies at a location, and at what cost."""
        return resources.Inventories(self)

    @cached_property
    def invoices(self) -> resources.Invoices:
        """A bill: outgoing to a customer (sales), or incoming from a vendor."""
        return resources.Invoices(self)

    @cached_property
    def labors(self) -> resources.Labors:
        """A person or trade as a resource for work.

        Who can be assigned, and in which role.
        """
        return resources.Labors(self)

    @cached_property
    def locations(self) -> resources.Locations:
        """A place within a site; locations nest."""
        return resources.Locations(self)

    @cached_property
    def parts(self) -> resources.Parts:
        """A spare part or other material kept for maintenance.

        Assemblies are parts made of parts.
        """
        return resources.Parts(self)

    @cached_property
    def materials(self) -> resources.Materials:
        """A part seen as a stock item, with one inventory entry a location.

        Answered by the inventory update only.
        """
        return resources.Materials(self)

    @cached_property
    def counter_readings(self) -> resources.CounterReadings:
        """One value read off a counter, such as running hours at a moment."""
        return resources.CounterReadings(self)

    @cached_property
    def counters(self) -> resources.Counters:
        """A meter on an asset: running hours, mileage, pressure and so on."""
        return resources.Counters(self)

    @cached_property
    def organizations(self) -> resources.Organizations:
        """The top of the hierarchy.

        An organization has sites, and sites have locations.
        """
        return resources.Organizations(self)

    @cached_property
    def passthrough(self) -> resources.Passthrough:
        """A way to call the connected system's own API.

        It reaches whatever Makini does not model.
        """
        return resources.Passthrough(self)

    @cached_property
    def preventive_maintenances(self) -> resources.PreventiveMaintenances:
        """A maintenance plan (PM).

        Work that recurs by time or by counter, and what it takes.
        """
        return resources.PreventiveMaintenances(self)

    @cached_property
    def production_orders(self) -> resources.ProductionOrders:
        """An order to make something in house."""
        return resources.ProductionOrders(self)

    @cached_property
    def products(self) -> resources.Products:
        """Something that is bought, stored and sold; parts for maintenance are Part."""
        return resources.Products(self)

    @cached_property
    def projects(self) -> resources.Projects:
        """An undertaking with a budget, to which costs can be assigned."""
        return resources.Projects(self)

    @cached_property
    def purchase_orders(self) -> resources.PurchaseOrders:
        """An order (PO) to a vendor for parts, products or services."""
        return resources.PurchaseOrders(self)

    @cached_property
    def line_items(self) -> resources.LineItems:
        """One line of a purchase order, readable without its order."""
        return resources.LineItems(self)

    @cached_property
    def purchase_requisitions(self) -> resources.PurchaseRequisitions:
        """A request, inside the company, to buy something.

        Once approved it can become a purchase order.
        """
        return resources.PurchaseRequisitions(self)

    @cached_property
    def raw(self) -> resources.Raw:
        """The connected system's tables as they are, without Makini's unified names."""
        return resources.Raw(self)

    @cached_property
    def receipts(self) -> resources.Receipts:
        """Proof that goods ordered with a purchase order have arrived."""
        return resources.Receipts(self)

    @cached_property
    def receivings(self) -> resources.Receivings:
        """The taking in of goods that were ordered from a vendor."""
        return resources.Receivings(self)

    @cached_property
    def return_orders(self) -> resources.ReturnOrders:
        """Goods that go back to a vendor."""
        return resources.ReturnOrders(self)

    @cached_property
    def requests_for_quotation(self) -> resources.RequestsForQuotation:
        """A request (RFQ) that asks a vendor for prices before anything is ordered."""
        return resources.RequestsForQuotation(self)

    @cached_property
    def sales_orders(self) -> resources.SalesOrders:
        """An order from a customer."""
        return resources.SalesOrders(self)

    @cached_property
    def service_requests(self) -> resources.ServiceRequests:
        """Somebody's report that something needs attention.

        It may lead to a work order.
        """
        return resources.ServiceRequests(self)

    @cached_property
    def shipment_orders(self) -> resources.ShipmentOrders:
        """An order to ship goods to a destination."""
        return resources.ShipmentOrders(self)

    @cached_property
    def sites(self) -> resources.Sites:
        """A plant, a building or a campus: where assets and stock are."""
        return resources.Sites(self)

    @cached_property
    def statuses(self) -> resources.Statuses:
        """A state that a kind of thing can be in.

        Which there are is up to the connected system.
        """
        return resources.Statuses(self)

    @cached_property
    def stock_adjustments(self) -> resources.StockAdjustments:
        """A correction of stock outside buying and selling: loss, damage, a count."""
        return resources.StockAdjustments(self)

    @cached_property
    def stock_transfers(self) -> resources.StockTransfers:
        """A move of stock from one location or storeroom to another."""
        return resources.StockTransfers(self)

    @cached_property
    def stocks(self) -> resources.Stocks:
        """How much of a product or material lies in one place, with reorder levels."""
        return resources.Stocks(self)

    @cached_property
    def storerooms(self) -> resources.Storerooms:
        """A room or shelf where stock is kept, within a location."""
        return resources.Storerooms(self)

    @cached_property
    def client(self) -> resources.ClientResource:
        """Your own application, as registered with Makini."""
        return resources.ClientResource(self)

    @cached_property
    def connections(self) -> resources.Connections:
        """One end customer's system, connected through your application."""
        return resources.Connections(self)

    @cached_property
    def connection_metadata(self) -> resources.ConnectionMetadataResource:
        """Notes of your own on a connection, kept as pairs of key and value."""
        return resources.ConnectionMetadataResource(self)

    @cached_property
    def connection_tokens(self) -> resources.ConnectionTokens:
        """A token for one connection.

        The application that owns the connection makes it.
        """
        return resources.ConnectionTokens(self)

    @cached_property
    def platforms(self) -> resources.Platforms:
        """A product that Makini can connect to.

        It is a maintenance or an ERP system, or the like.
        """
        return resources.Platforms(self)

    @cached_property
    def taxes(self) -> resources.Taxes:
        """A tax and its rate, as used on products and lines."""
        return resources.Taxes(self)

    @cached_property
    def teams(self) -> resources.Teams:
        """A group of people that work can be assigned to."""
        return resources.Teams(self)

    @cached_property
    def units_of_measure(self) -> resources.UnitsOfMeasure:
        """A unit that quantities are stated in: pieces, litres, hours."""
        return resources.UnitsOfMeasure(self)

    @cached_property
    def users(self) -> resources.Users:
        """Somebody with an account in the connected system.

        People as resources for work are Labor.
        """
        return resources.Users(self)

    @cached_property
    def vendors(self) -> resources.Vendors:
        """Somebody who sells.

        The other side of purchase orders and incoming invoices.
        """
        return resources.Vendors(self)

    @cached_property
    def work_orders(self) -> resources.WorkOrders:
        """A job on an asset: what to do, when, by whom, with which materials."""
        return resources.WorkOrders(self)

    @cached_property
    def custom_fields(self) -> resources.CustomFields:
        """A field that users of the connected system have added to work orders."""
        return resources.CustomFields(self)


class AsyncMakini(AsyncClient):
    """One API to maintenance, finance and warehouse systems of many makers.

    The async twin of Makini.
    """

    def __init__(
        self,
        token: AsyncToken | None = None,
        *,
        platform: str | None = None,
        **options: Unpack[AsyncClientOptions],
    ) -> None:
        """Set up a client; nothing is sent.

        Args:
            token: What proves who calls; a function is asked before each request.
                Without it, the environment variable MAKINI_TOKEN is read.
            platform: The kind of system behind the connection; some demand keys that
                others do not. Rules speak of EMAINT, MAINTAIN-X, INEXTIA, INFOR-E,
                UPKEEP, SERVICE-CHANNEL; any other value is fine and means that no such
                rule is checked.
            **options: See ClientOptions.
        """
        super().__init__(API, token, context={"platform": platform}, **options)

    @cached_property
    def accounts(self) -> resources.AsyncAccounts:
        """A ledger account or cost centre.

        Assets, work and purchases are booked on it.
        """
        return resources.AsyncAccounts(self)

    @cached_property
    def models(self) -> resources.AsyncModels:
        """An asset template: the make and type that several assets have in common."""
        return resources.AsyncModels(self)

    @cached_property
    def material_items(self) -> resources.AsyncMaterialItems:
        """One row of a parts list.

        Which material, and how much of it, belongs to an asset, a template, an
        assembly, a maintenance plan or a production order.
        """
        return resources.AsyncMaterialItems(self)

    @cached_property
    def assets(self) -> resources.AsyncAssets:
        """A machine, building, vehicle or other thing that is maintained."""
        return resources.AsyncAssets(self)

    @cached_property
    def asset_downtimes(self) -> resources.AsyncAssetDowntimes:
        """A period in which an asset was out of service."""
        return resources.AsyncAssetDowntimes(self)

    @cached_property
    def bills_of_materials(self) -> resources.AsyncBillsOfMaterials:
        """A bill of materials (BOM).

        The materials and products that go into something, with quantities and prices.
        """
        return resources.AsyncBillsOfMaterials(self)

    @cached_property
    def companies(self) -> resources.AsyncCompanies:
        """A legal or trading entity.

        Vendors and customers refer to one by companyKey.
        """
        return resources.AsyncCompanies(self)

    @cached_property
    def currencies(self) -> resources.AsyncCurrencies:
        """A currency that amounts are stated in."""
        return resources.AsyncCurrencies(self)

    @cached_property
    def customers(self) -> resources.AsyncCustomers:
        """Somebody who buys: the other side of sales orders and outgoing invoices."""
        return resources.AsyncCustomers(self)

    @cached_property
    def documents(self) -> resources.AsyncDocuments:
        """A file, such as a manual or a photo.

        It is attached to assets, parts, work orders and the like.
        """
        return resources.AsyncDocuments(self)

    @cached_property
    def exchange_rates(self) -> resources.AsyncExchangeRates:
        """The rate between a currency and a base currency."""
        return resources.AsyncExchangeRates(self)

    @cached_property
    def fulfillments(self) -> resources.AsyncFulfillments:
        """Goods handed out or sent against a sales order or a stock transfer."""
        return resources.AsyncFulfillments(self)

    @cached_property
    def product_groups(self) -> resources.AsyncProductGroups:
        """A family of products; groups can nest."""
        return resources.AsyncProductGroups(self)

    @cached_property
    def integrations(self) -> resources.AsyncIntegrations:
        """The connection that the access token belongs to.

        Which system is connected, and how its synchronisation is going.
        """
        return resources.AsyncIntegrations(self)

    @cached_property
    def inventories(self) -> resources.AsyncInventories:
        """How much of a material lies at a location, and at what cost."""
        return resources.AsyncInventories(self)

    @cached_property
    def invoices(self) -> resources.AsyncInvoices:
        """A bill: outgoing to a customer (sales), or incoming from a vendor."""
        return resources.AsyncInvoices(self)

    @cached_property
    def labors(self) -> resources.AsyncLabors:
        """A person or trade as a resource for work.

        Who can be assigned, and in which role.
        """
        return resources.AsyncLabors(self)

    @cached_property
    def locations(self) -> resources.AsyncLocations:
        """A place within a site; locations nest."""
        return resources.AsyncLocations(self)

    @cached_property
    def parts(self) -> resources.AsyncParts:
        """A spare part or other material kept for maintenance.

        Assemblies are parts made of parts.
        """
        return resources.AsyncParts(self)

    @cached_property
    def materials(self) -> resources.AsyncMaterials:
        """A part seen as a stock item, with one inventory entry a location.

        Answered by the inventory update only.
        """
        return resources.AsyncMaterials(self)

    @cached_property
    def counter_readings(self) -> resources.AsyncCounterReadings:
        """One value read off a counter, such as running hours at a moment."""
        return resources.AsyncCounterReadings(self)

    @cached_property
    def counters(self) -> resources.AsyncCounters:
        """A meter on an asset: running hours, mileage, pressure and so on."""
        return resources.AsyncCounters(self)

    @cached_property
    def organizations(self) -> resources.AsyncOrganizations:
        """The top of the hierarchy.

        An organization has sites, and sites have locations.
        """
        return resources.AsyncOrganizations(self)

    @cached_property
    def passthrough(self) -> resources.AsyncPassthrough:
        """A way to call the connected system's own API.

        It reaches whatever Makini does not model.
        """
        return resources.AsyncPassthrough(self)

    @cached_property
    def preventive_maintenances(self) -> resources.AsyncPreventiveMaintenances:
        """A maintenance plan (PM).

        Work that recurs by time or by counter, and what it takes.
        """
        return resources.AsyncPreventiveMaintenances(self)

    @cached_property
    def production_orders(self) -> resources.AsyncProductionOrders:
        """An order to make something in house."""
        return resources.AsyncProductionOrders(self)

    @cached_property
    def products(self) -> resources.AsyncProducts:
        """Something that is bought, stored and sold; parts for maintenance are Part."""
        return resources.AsyncProducts(self)

    @cached_property
    def projects(self) -> resources.AsyncProjects:
        """An undertaking with a budget, to which costs can be assigned."""
        return resources.AsyncProjects(self)

    @cached_property
    def purchase_orders(self) -> resources.AsyncPurchaseOrders:
        """An order (PO) to a vendor for parts, products or services."""
        return resources.AsyncPurchaseOrders(self)

    @cached_property
    def line_items(self) -> resources.AsyncLineItems:
        """One line of a purchase order, readable without its order."""
        return resources.AsyncLineItems(self)

    @cached_property
    def purchase_requisitions(self) -> resources.AsyncPurchaseRequisitions:
        """A request, inside the company, to buy something.

        Once approved it can become a purchase order.
        """
        return resources.AsyncPurchaseRequisitions(self)

    @cached_property
    def raw(self) -> resources.AsyncRaw:
        """The connected system's tables as they are, without Makini's unified names."""
        return resources.AsyncRaw(self)

    @cached_property
    def receipts(self) -> resources.AsyncReceipts:
        """Proof that goods ordered with a purchase order have arrived."""
        return resources.AsyncReceipts(self)

    @cached_property
    def receivings(self) -> resources.AsyncReceivings:
        """The taking in of goods that were ordered from a vendor."""
        return resources.AsyncReceivings(self)

    @cached_property
    def return_orders(self) -> resources.AsyncReturnOrders:
        """Goods that go back to a vendor."""
        return resources.AsyncReturnOrders(self)

    @cached_property
    def requests_for_quotation(self) -> resources.AsyncRequestsForQuotation:
        """A request (RFQ) that asks a vendor for prices before anything is ordered."""
        return resources.AsyncRequestsForQuotation(self)

    @cached_property
    def sales_orders(self) -> resources.AsyncSalesOrders:
        """An order from a customer."""
        return resources.AsyncSalesOrders(self)

    @cached_property
    def service_requests(self) -> resources.AsyncServiceRequests:
        """Somebody's report that something needs attention.

        It may lead to a work order.
        """
        return resources.AsyncServiceRequests(self)

    @cached_property
    def shipment_orders(self) -> resources.AsyncShipmentOrders:
        """An order to ship goods to a destination."""
        return resources.AsyncShipmentOrders(self)

    @cached_property
    def sites(self) -> resources.AsyncSites:
        """A plant, a building or a campus: where assets and stock are."""
        return resources.AsyncSites(self)

    @cached_property
    def statuses(self) -> resources.AsyncStatuses:
        """A state that a kind of thing can be in.

        Which there are is up to the connected system.
        """
        return resources.AsyncStatuses(self)

    @cached_property
    def stock_adjustments(self) -> resources.AsyncStockAdjustments:
        """A correction of stock outside buying and selling: loss, damage, a count."""
        return resources.AsyncStockAdjustments(self)

    @cached_property
    def stock_transfers(self) -> resources.AsyncStockTransfers:
        """A move of stock from one location or storeroom to another."""
        return resources.AsyncStockTransfers(self)

    @cached_property
    def stocks(self) -> resources.AsyncStocks:
        """How much of a product or material lies in one place, with reorder levels."""
        return resources.AsyncStocks(self)

    @cached_property
    def storerooms(self) -> resources.AsyncStorerooms:
        """A room or shelf where stock is kept, within a location."""
        return resources.AsyncStorerooms(self)

    @cached_property
    def client(self) -> resources.AsyncClientResource:
        """Your own application, as registered with Makini."""
        return resources.AsyncClientResource(self)

    @cached_property
    def connections(self) -> resources.AsyncConnections:
        """One end customer's system, connected through your application."""
        return resources.AsyncConnections(self)

    @cached_property
    def connection_metadata(self) -> resources.AsyncConnectionMetadataResource:
        """Notes of your own on a connection, kept as pairs of key and value."""
        return resources.AsyncConnectionMetadataResource(self)

    @cached_property
    def connection_tokens(self) -> resources.AsyncConnectionTokens:
        """A token for one connection.

        The application that owns the connection makes it.
        """
        return resources.AsyncConnectionTokens(self)

    @cached_property
    def platforms(self) -> resources.AsyncPlatforms:
        """A product that Makini can connect to.

        It is a maintenance or an ERP system, or the like.
        """
        return resources.AsyncPlatforms(self)

    @cached_property
    def taxes(self) -> resources.AsyncTaxes:
        """A tax and its rate, as used on products and lines."""
        return resources.AsyncTaxes(self)

    @cached_property
    def teams(self) -> resources.AsyncTeams:
        """A group of people that work can be assigned to."""
        return resources.AsyncTeams(self)

    @cached_property
    def units_of_measure(self) -> resources.AsyncUnitsOfMeasure:
        """A unit that quantities are stated in: pieces, litres, hours."""
        return resources.AsyncUnitsOfMeasure(self)

    @cached_property
    def users(self) -> resources.AsyncUsers:
        """Somebody with an account in the connected system.

        People as resources for work are Labor.
        """
        return resources.AsyncUsers(self)

    @cached_property
    def vendors(self) -> resources.AsyncVendors:
        """Somebody who sells.

        The other side of purchase orders and incoming invoices.
        """
        return resources.AsyncVendors(self)

    @cached_property
    def work_orders(self) -> resources.AsyncWorkOrders:
        """A job on an asset: what to do, when, by whom, with which materials."""
        return resources.AsyncWorkOrders(self)

    @cached_property
    def custom_fields(self) -> resources.AsyncCustomFields:
        """A field that users of the connected system have added to work orders."""
        return resources.AsyncCustomFields(self)
