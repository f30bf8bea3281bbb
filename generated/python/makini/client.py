"""The clients of Makini v3."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .api import API
from .runtime.auth.sources import AsyncToken, Token
from .runtime.client import AsyncClient, SyncClient
from .runtime.options import AsyncClientOptions, ClientOptions

if TYPE_CHECKING:
    from .resources.accounts import Accounts, AsyncAccounts
    from .resources.asset_downtimes import AssetDowntimes, AsyncAssetDowntimes
    from .resources.assets import Assets, AsyncAssets
    from .resources.bills_of_materials import AsyncBillsOfMaterials, BillsOfMaterials
    from .resources.client import AsyncClientResource, ClientResource
    from .resources.companies import AsyncCompanies, Companies
    from .resources.connection_metadata import (
        AsyncConnectionMetadataResource,
        ConnectionMetadataResource,
    )
    from .resources.connection_tokens import AsyncConnectionTokens, ConnectionTokens
    from .resources.connections import AsyncConnections, Connections
    from .resources.counter_readings import AsyncCounterReadings, CounterReadings
    from .resources.counters import AsyncCounters, Counters
    from .resources.currencies import AsyncCurrencies, Currencies
    from .resources.custom_fields import AsyncCustomFields, CustomFields
    from .resources.customers import AsyncCustomers, Customers
    from .resources.documents import AsyncDocuments, Documents
    from .resources.exchange_rates import AsyncExchangeRates, ExchangeRates
    from .resources.fulfillments import AsyncFulfillments, Fulfillments
    from .resources.integrations import AsyncIntegrations, Integrations
    from .resources.inventories import AsyncInventories, Inventories
    from .resources.invoices import AsyncInvoices, Invoices
    from .resources.labors import AsyncLabors, Labors
    from .resources.line_items import AsyncLineItems, LineItems
    from .resources.locations import AsyncLocations, Locations
    from .resources.material_items import AsyncMaterialItems, MaterialItems
    from .resources.materials import AsyncMaterials, Materials
    from .resources.models import AsyncModels, Models
    from .resources.organizations import AsyncOrganizations, Organizations
    from .resources.parts import AsyncParts, Parts
    from .resources.passthrough import AsyncPassthrough, Passthrough
    from .resources.platforms import AsyncPlatforms, Platforms
    from .resources.preventive_maintenances import (
        AsyncPreventiveMaintenances,
        PreventiveMaintenances,
    )
    from .resources.product_groups import AsyncProductGroups, ProductGroups
    from .resources.production_orders import AsyncProductionOrders, ProductionOrders
    from .resources.products import AsyncProducts, Products
    from .resources.projects import AsyncProjects, Projects
    from .resources.purchase_orders import AsyncPurchaseOrders, PurchaseOrders
    from .resources.purchase_requisitions import (
        AsyncPurchaseRequisitions,
        PurchaseRequisitions,
    )
    from .resources.raw import AsyncRaw, Raw
    from .resources.receipts import AsyncReceipts, Receipts
    from .resources.receivings import AsyncReceivings, Receivings
    from .resources.requests_for_quotation import (
        AsyncRequestsForQuotation,
        RequestsForQuotation,
    )
    from .resources.return_orders import AsyncReturnOrders, ReturnOrders
    from .resources.sales_orders import AsyncSalesOrders, SalesOrders
    from .resources.service_requests import AsyncServiceRequests, ServiceRequests
    from .resources.shipment_orders import AsyncShipmentOrders, ShipmentOrders
    from .resources.sites import AsyncSites, Sites
    from .resources.statuses import AsyncStatuses, Statuses
    from .resources.stock_adjustments import AsyncStockAdjustments, StockAdjustments
    from .resources.stock_transfers import AsyncStockTransfers, StockTransfers
    from .resources.stocks import AsyncStocks, Stocks
    from .resources.storerooms import AsyncStorerooms, Storerooms
    from .resources.taxes import AsyncTaxes, Taxes
    from .resources.teams import AsyncTeams, Teams
    from .resources.units_of_measure import AsyncUnitsOfMeasure, UnitsOfMeasure
    from .resources.users import AsyncUsers, Users
    from .resources.vendors import AsyncVendors, Vendors
    from .resources.work_orders import AsyncWorkOrders, WorkOrders


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
    def accounts(self) -> Accounts:
        """A ledger account or cost centre.

        Assets, work and purchases are booked on it.
        """
        from .resources.accounts import Accounts

        return Accounts(self)

    @cached_property
    def models(self) -> Models:
        """An asset template: the make and type that several assets have in common."""
        from .resources.models import Models

        return Models(self)

    @cached_property
    def material_items(self) -> MaterialItems:
        """One row of a parts list.

        Which material, and how much of it, belongs to an asset, a template, an
        assembly, a maintenance plan or a production order.
        """
        from .resources.material_items import MaterialItems

        return MaterialItems(self)

    @cached_property
    def assets(self) -> Assets:
        """A machine, building, vehicle or other thing that is maintained."""
        from .resources.assets import Assets

        return Assets(self)

    @cached_property
    def asset_downtimes(self) -> AssetDowntimes:
        """A period in which an asset was out of service."""
        from .resources.asset_downtimes import AssetDowntimes

        return AssetDowntimes(self)

    @cached_property
    def bills_of_materials(self) -> BillsOfMaterials:
        """A bill of materials (BOM).

        The materials and products that go into something, with quantities and prices.
        """
        from .resources.bills_of_materials import BillsOfMaterials

        return BillsOfMaterials(self)

    @cached_property
    def companies(self) -> Companies:
        """A legal or trading entity.

        Vendors and customers refer to one by companyKey.
        """
        from .resources.companies import Companies

        return Companies(self)

    @cached_property
    def currencies(self) -> Currencies:
        """A currency that amounts are stated in."""
        from .resources.currencies import Currencies

        return Currencies(self)

    @cached_property
    def customers(self) -> Customers:
        """Somebody who buys: the other side of sales orders and outgoing invoices."""
        from .resources.customers import Customers

        return Customers(self)

    @cached_property
    def documents(self) -> Documents:
        """A file, such as a manual or a photo.

        It is attached to assets, parts, work orders and the like.
        """
        from .resources.documents import Documents

        return Documents(self)

    @cached_property
    def exchange_rates(self) -> ExchangeRates:
        """The rate between a currency and a base currency."""
        from .resources.exchange_rates import ExchangeRates

        return ExchangeRates(self)

    @cached_property
    def fulfillments(self) -> Fulfillments:
        """Goods handed out or sent against a sales order or a stock transfer."""
        from .resources.fulfillments import Fulfillments

        return Fulfillments(self)

    @cached_property
    def product_groups(self) -> ProductGroups:
        """A family of products; groups can nest."""
        from .resources.product_groups import ProductGroups

        return ProductGroups(self)

    @cached_property
    def integrations(self) -> Integrations:
        """The connection that the access token belongs to.

        Which system is connected, and how its synchronisation is going.
        """
        from .resources.integrations import Integrations

        return Integrations(self)

    @cached_property
    def inventories(self) -> Inventories:
        """How much of a material lies at a location, and at what cost."""
        from .resources.inventories import Inventories

        return Inventories(self)

    @cached_property
    def invoices(self) -> Invoices:
        """A bill: outgoing to a customer (sales), or incoming from a vendor."""
        from .resources.invoices import Invoices

        return Invoices(self)

    @cached_property
    def labors(self) -> Labors:
        """A person or trade as a resource for work.

        Who can be assigned, and in which role.
        """
        from .resources.labors import Labors

        return Labors(self)

    @cached_property
    def locations(self) -> Locations:
        """A place within a site; locations nest."""
        from .resources.locations import Locations

        return Locations(self)

    @cached_property
    def parts(self) -> Parts:
        """A spare part or other material kept for maintenance.

        Assemblies are parts made of parts.
        """
        from .resources.parts import Parts

        return Parts(self)

    @cached_property
    def materials(self) -> Materials:
        """A part seen as a stock item, with one inventory entry a location.

        Answered by the inventory update only.
        """
        from .resources.materials import Materials

        return Materials(self)

    @cached_property
    def counter_readings(self) -> CounterReadings:
        """One value read off a counter, such as running hours at a moment."""
        from .resources.counter_readings import CounterReadings

        return CounterReadings(self)

    @cached_property
    def counters(self) -> Counters:
        """A meter on an asset: running hours, mileage, pressure and so on."""
        from .resources.counters import Counters

        return Counters(self)

    @cached_property
    def organizations(self) -> Organizations:
        """The top of the hierarchy.

        An organization has sites, and sites have locations.
        """
        from .resources.organizations import Organizations

        return Organizations(self)

    @cached_property
    def passthrough(self) -> Passthrough:
        """A way to call the connected system's own API.

        It reaches whatever Makini does not model.
        """
        from .resources.passthrough import Passthrough

        return Passthrough(self)

    @cached_property
    def preventive_maintenances(self) -> PreventiveMaintenances:
        """A maintenance plan (PM).

        Work that recurs by time or by counter, and what it takes.
        """
        from .resources.preventive_maintenances import PreventiveMaintenances

        return PreventiveMaintenances(self)

    @cached_property
    def production_orders(self) -> ProductionOrders:
        """An order to make something in house."""
        from .resources.production_orders import ProductionOrders

        return ProductionOrders(self)

    @cached_property
    def products(self) -> Products:
        """Something that is bought, stored and sold; parts for maintenance are Part."""
        from .resources.products import Products

        return Products(self)

    @cached_property
    def projects(self) -> Projects:
        """An undertaking with a budget, to which costs can be assigned."""
        from .resources.projects import Projects

        return Projects(self)

    @cached_property
    def purchase_orders(self) -> PurchaseOrders:
        """An order (PO) to a vendor for parts, products or services."""
        from .resources.purchase_orders import PurchaseOrders

        return PurchaseOrders(self)

    @cached_property
    def line_items(self) -> LineItems:
        """One line of a purchase order, readable without its order."""
        from .resources.line_items import LineItems

        return LineItems(self)

    @cached_property
    def purchase_requisitions(self) -> PurchaseRequisitions:
        """A request, inside the company, to buy something.

        Once approved it can become a purchase order.
        """
        from .resources.purchase_requisitions import PurchaseRequisitions

        return PurchaseRequisitions(self)

    @cached_property
    def raw(self) -> Raw:
        """The connected system's tables as they are, without Makini's unified names."""
        from .resources.raw import Raw

        return Raw(self)

    @cached_property
    def receipts(self) -> Receipts:
        """Proof that goods ordered with a purchase order have arrived."""
        from .resources.receipts import Receipts

        return Receipts(self)

    @cached_property
    def receivings(self) -> Receivings:
        """The taking in of goods that were ordered from a vendor."""
        from .resources.receivings import Receivings

        return Receivings(self)

    @cached_property
    def return_orders(self) -> ReturnOrders:
        """Goods that go back to a vendor."""
        from .resources.return_orders import ReturnOrders

        return ReturnOrders(self)

    @cached_property
    def requests_for_quotation(self) -> RequestsForQuotation:
        """A request (RFQ) that asks a vendor for prices before anything is ordered."""
        from .resources.requests_for_quotation import RequestsForQuotation

        return RequestsForQuotation(self)

    @cached_property
    def sales_orders(self) -> SalesOrders:
        """An order from a customer."""
        from .resources.sales_orders import SalesOrders

        return SalesOrders(self)

    @cached_property
    def service_requests(self) -> ServiceRequests:
        """Somebody's report that something needs attention.

        It may lead to a work order.
        """
        from .resources.service_requests import ServiceRequests

        return ServiceRequests(self)

    @cached_property
    def shipment_orders(self) -> ShipmentOrders:
        """An order to ship goods to a destination."""
        from .resources.shipment_orders import ShipmentOrders

        return ShipmentOrders(self)

    @cached_property
    def sites(self) -> Sites:
        """A plant, a building or a campus: where assets and stock are."""
        from .resources.sites import Sites

        return Sites(self)

    @cached_property
    def statuses(self) -> Statuses:
        """A state that a kind of thing can be in.

        Which there are is up to the connected system.
        """
        from .resources.statuses import Statuses

        return Statuses(self)

    @cached_property
    def stock_adjustments(self) -> StockAdjustments:
        """A correction of stock outside buying and selling: loss, damage, a count."""
        from .resources.stock_adjustments import StockAdjustments

        return StockAdjustments(self)

    @cached_property
    def stock_transfers(self) -> StockTransfers:
        """A move of stock from one location or storeroom to another."""
        from .resources.stock_transfers import StockTransfers

        return StockTransfers(self)

    @cached_property
    def stocks(self) -> Stocks:
        """How much of a product or material lies in one place, with reorder levels."""
        from .resources.stocks import Stocks

        return Stocks(self)

    @cached_property
    def storerooms(self) -> Storerooms:
        """A room or shelf where stock is kept, within a location."""
        from .resources.storerooms import Storerooms

        return Storerooms(self)

    @cached_property
    def client(self) -> ClientResource:
        """Your own application, as registered with Makini."""
        from .resources.client import ClientResource

        return ClientResource(self)

    @cached_property
    def connections(self) -> Connections:
        """One end customer's system, connected through your application."""
        from .resources.connections import Connections

        return Connections(self)

    @cached_property
    def connection_metadata(self) -> ConnectionMetadataResource:
        """Notes of your own on a connection, kept as pairs of key and value."""
        from .resources.connection_metadata import ConnectionMetadataResource

        return ConnectionMetadataResource(self)

    @cached_property
    def connection_tokens(self) -> ConnectionTokens:
        """A token for one connection.

        The application that owns the connection makes it.
        """
        from .resources.connection_tokens import ConnectionTokens

        return ConnectionTokens(self)

    @cached_property
    def platforms(self) -> Platforms:
        """A product that Makini can connect to.

        It is a maintenance or an ERP system, or the like.
        """
        from .resources.platforms import Platforms

        return Platforms(self)

    @cached_property
    def taxes(self) -> Taxes:
        """A tax and its rate, as used on products and lines."""
        from .resources.taxes import Taxes

        return Taxes(self)

    @cached_property
    def teams(self) -> Teams:
        """A group of people that work can be assigned to."""
        from .resources.teams import Teams

        return Teams(self)

    @cached_property
    def units_of_measure(self) -> UnitsOfMeasure:
        """A unit that quantities are stated in: pieces, litres, hours."""
        from .resources.units_of_measure import UnitsOfMeasure

        return UnitsOfMeasure(self)

    @cached_property
    def users(self) -> Users:
        """Somebody with an account in the connected system.

        People as resources for work are Labor.
        """
        from .resources.users import Users

        return Users(self)

    @cached_property
    def vendors(self) -> Vendors:
        """Somebody who sells.

        The other side of purchase orders and incoming invoices.
        """
        from .resources.vendors import Vendors

        return Vendors(self)

    @cached_property
    def work_orders(self) -> WorkOrders:
        """A job on an asset: what to do, when, by whom, with which materials."""
        from .resources.work_orders import WorkOrders

        return WorkOrders(self)

    @cached_property
    def custom_fields(self) -> CustomFields:
        """A field that users of the connected system have added to work orders."""
        from .resources.custom_fields import CustomFields

        return CustomFields(self)


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
    def accounts(self) -> AsyncAccounts:
        """A ledger account or cost centre.

        Assets, work and purchases are booked on it.
        """
        from .resources.accounts import AsyncAccounts

        return AsyncAccounts(self)

    @cached_property
    def models(self) -> AsyncModels:
        """An asset template: the make and type that several assets have in common."""
        from .resources.models import AsyncModels

        return AsyncModels(self)

    @cached_property
    def material_items(self) -> AsyncMaterialItems:
        """One row of a parts list.

        Which material, and how much of it, belongs to an asset, a template, an
        assembly, a maintenance plan or a production order.
        """
        from .resources.material_items import AsyncMaterialItems

        return AsyncMaterialItems(self)

    @cached_property
    def assets(self) -> AsyncAssets:
        """A machine, building, vehicle or other thing that is maintained."""
        from .resources.assets import AsyncAssets

        return AsyncAssets(self)

    @cached_property
    def asset_downtimes(self) -> AsyncAssetDowntimes:
        """A period in which an asset was out of service."""
        from .resources.asset_downtimes import AsyncAssetDowntimes

        return AsyncAssetDowntimes(self)

    @cached_property
    def bills_of_materials(self) -> AsyncBillsOfMaterials:
        """A bill of materials (BOM).

        The materials and products that go into something, with quantities and prices.
        """
        from .resources.bills_of_materials import AsyncBillsOfMaterials

        return AsyncBillsOfMaterials(self)

    @cached_property
    def companies(self) -> AsyncCompanies:
        """A legal or trading entity.

        Vendors and customers refer to one by companyKey.
        """
        from .resources.companies import AsyncCompanies

        return AsyncCompanies(self)

    @cached_property
    def currencies(self) -> AsyncCurrencies:
        """A currency that amounts are stated in."""
        from .resources.currencies import AsyncCurrencies

        return AsyncCurrencies(self)

    @cached_property
    def customers(self) -> AsyncCustomers:
        """Somebody who buys: the other side of sales orders and outgoing invoices."""
        from .resources.customers import AsyncCustomers

        return AsyncCustomers(self)

    @cached_property
    def documents(self) -> AsyncDocuments:
        """A file, such as a manual or a photo.

        It is attached to assets, parts, work orders and the like.
        """
        from .resources.documents import AsyncDocuments

        return AsyncDocuments(self)

    @cached_property
    def exchange_rates(self) -> AsyncExchangeRates:
        """The rate between a currency and a base currency."""
        from .resources.exchange_rates import AsyncExchangeRates

        return AsyncExchangeRates(self)

    @cached_property
    def fulfillments(self) -> AsyncFulfillments:
        """Goods handed out or sent against a sales order or a stock transfer."""
        from .resources.fulfillments import AsyncFulfillments

        return AsyncFulfillments(self)

    @cached_property
    def product_groups(self) -> AsyncProductGroups:
        """A family of products; groups can nest."""
        from .resources.product_groups import AsyncProductGroups

        return AsyncProductGroups(self)

    @cached_property
    def integrations(self) -> AsyncIntegrations:
        """The connection that the access token belongs to.

        Which system is connected, and how its synchronisation is going.
        """
        from .resources.integrations import AsyncIntegrations

        return AsyncIntegrations(self)

    @cached_property
    def inventories(self) -> AsyncInventories:
        """How much of a material lies at a location, and at what cost."""
        from .resources.inventories import AsyncInventories

        return AsyncInventories(self)

    @cached_property
    def invoices(self) -> AsyncInvoices:
        """A bill: outgoing to a customer (sales), or incoming from a vendor."""
        from .resources.invoices import AsyncInvoices

        return AsyncInvoices(self)

    @cached_property
    def labors(self) -> AsyncLabors:
        """A person or trade as a resource for work.

        Who can be assigned, and in which role.
        """
        from .resources.labors import AsyncLabors

        return AsyncLabors(self)

    @cached_property
    def locations(self) -> AsyncLocations:
        """A place within a site; locations nest."""
        from .resources.locations import AsyncLocations

        return AsyncLocations(self)

    @cached_property
    def parts(self) -> AsyncParts:
        """A spare part or other material kept for maintenance.

        Assemblies are parts made of parts.
        """
        from .resources.parts import AsyncParts

        return AsyncParts(self)

    @cached_property
    def materials(self) -> AsyncMaterials:
        """A part seen as a stock item, with one inventory entry a location.

        Answered by the inventory update only.
        """
        from .resources.materials import AsyncMaterials

        return AsyncMaterials(self)

    @cached_property
    def counter_readings(self) -> AsyncCounterReadings:
        """One value read off a counter, such as running hours at a moment."""
        from .resources.counter_readings import AsyncCounterReadings

        return AsyncCounterReadings(self)

    @cached_property
    def counters(self) -> AsyncCounters:
        """A meter on an asset: running hours, mileage, pressure and so on."""
        from .resources.counters import AsyncCounters

        return AsyncCounters(self)

    @cached_property
    def organizations(self) -> AsyncOrganizations:
        """The top of the hierarchy.

        An organization has sites, and sites have locations.
        """
        from .resources.organizations import AsyncOrganizations

        return AsyncOrganizations(self)

    @cached_property
    def passthrough(self) -> AsyncPassthrough:
        """A way to call the connected system's own API.

        It reaches whatever Makini does not model.
        """
        from .resources.passthrough import AsyncPassthrough

        return AsyncPassthrough(self)

    @cached_property
    def preventive_maintenances(self) -> AsyncPreventiveMaintenances:
        """A maintenance plan (PM).

        Work that recurs by time or by counter, and what it takes.
        """
        from .resources.preventive_maintenances import AsyncPreventiveMaintenances

        return AsyncPreventiveMaintenances(self)

    @cached_property
    def production_orders(self) -> AsyncProductionOrders:
        """An order to make something in house."""
        from .resources.production_orders import AsyncProductionOrders

        return AsyncProductionOrders(self)

    @cached_property
    def products(self) -> AsyncProducts:
        """Something that is bought, stored and sold; parts for maintenance are Part."""
        from .resources.products import AsyncProducts

        return AsyncProducts(self)

    @cached_property
    def projects(self) -> AsyncProjects:
        """An undertaking with a budget, to which costs can be assigned."""
        from .resources.projects import AsyncProjects

        return AsyncProjects(self)

    @cached_property
    def purchase_orders(self) -> AsyncPurchaseOrders:
        """An order (PO) to a vendor for parts, products or services."""
        from .resources.purchase_orders import AsyncPurchaseOrders

        return AsyncPurchaseOrders(self)

    @cached_property
    def line_items(self) -> AsyncLineItems:
        """One line of a purchase order, readable without its order."""
        from .resources.line_items import AsyncLineItems

        return AsyncLineItems(self)

    @cached_property
    def purchase_requisitions(self) -> AsyncPurchaseRequisitions:
        """A request, inside the company, to buy something.

        Once approved it can become a purchase order.
        """
        from .resources.purchase_requisitions import AsyncPurchaseRequisitions

        return AsyncPurchaseRequisitions(self)

    @cached_property
    def raw(self) -> AsyncRaw:
        """The connected system's tables as they are, without Makini's unified names."""
        from .resources.raw import AsyncRaw

        return AsyncRaw(self)

    @cached_property
    def receipts(self) -> AsyncReceipts:
        """Proof that goods ordered with a purchase order have arrived."""
        from .resources.receipts import AsyncReceipts

        return AsyncReceipts(self)

    @cached_property
    def receivings(self) -> AsyncReceivings:
        """The taking in of goods that were ordered from a vendor."""
        from .resources.receivings import AsyncReceivings

        return AsyncReceivings(self)

    @cached_property
    def return_orders(self) -> AsyncReturnOrders:
        """Goods that go back to a vendor."""
        from .resources.return_orders import AsyncReturnOrders

        return AsyncReturnOrders(self)

    @cached_property
    def requests_for_quotation(self) -> AsyncRequestsForQuotation:
        """A request (RFQ) that asks a vendor for prices before anything is ordered."""
        from .resources.requests_for_quotation import AsyncRequestsForQuotation

        return AsyncRequestsForQuotation(self)

    @cached_property
    def sales_orders(self) -> AsyncSalesOrders:
        """An order from a customer."""
        from .resources.sales_orders import AsyncSalesOrders

        return AsyncSalesOrders(self)

    @cached_property
    def service_requests(self) -> AsyncServiceRequests:
        """Somebody's report that something needs attention.

        It may lead to a work order.
        """
        from .resources.service_requests import AsyncServiceRequests

        return AsyncServiceRequests(self)

    @cached_property
    def shipment_orders(self) -> AsyncShipmentOrders:
        """An order to ship goods to a destination."""
        from .resources.shipment_orders import AsyncShipmentOrders

        return AsyncShipmentOrders(self)

    @cached_property
    def sites(self) -> AsyncSites:
        """A plant, a building or a campus: where assets and stock are."""
        from .resources.sites import AsyncSites

        return AsyncSites(self)

    @cached_property
    def statuses(self) -> AsyncStatuses:
        """A state that a kind of thing can be in.

        Which there are is up to the connected system.
        """
        from .resources.statuses import AsyncStatuses

        return AsyncStatuses(self)

    @cached_property
    def stock_adjustments(self) -> AsyncStockAdjustments:
        """A correction of stock outside buying and selling: loss, damage, a count."""
        from .resources.stock_adjustments import AsyncStockAdjustments

        return AsyncStockAdjustments(self)

    @cached_property
    def stock_transfers(self) -> AsyncStockTransfers:
        """A move of stock from one location or storeroom to another."""
        from .resources.stock_transfers import AsyncStockTransfers

        return AsyncStockTransfers(self)

    @cached_property
    def stocks(self) -> AsyncStocks:
        """How much of a product or material lies in one place, with reorder levels."""
        from .resources.stocks import AsyncStocks

        return AsyncStocks(self)

    @cached_property
    def storerooms(self) -> AsyncStorerooms:
        """A room or shelf where stock is kept, within a location."""
        from .resources.storerooms import AsyncStorerooms

        return AsyncStorerooms(self)

    @cached_property
    def client(self) -> AsyncClientResource:
        """Your own application, as registered with Makini."""
        from .resources.client import AsyncClientResource

        return AsyncClientResource(self)

    @cached_property
    def connections(self) -> AsyncConnections:
        """One end customer's system, connected through your application."""
        from .resources.connections import AsyncConnections

        return AsyncConnections(self)

    @cached_property
    def connection_metadata(self) -> AsyncConnectionMetadataResource:
        """Notes of your own on a connection, kept as pairs of key and value."""
        from .resources.connection_metadata import AsyncConnectionMetadataResource

        return AsyncConnectionMetadataResource(self)

    @cached_property
    def connection_tokens(self) -> AsyncConnectionTokens:
        """A token for one connection.

        The application that owns the connection makes it.
        """
        from .resources.connection_tokens import AsyncConnectionTokens

        return AsyncConnectionTokens(self)

    @cached_property
    def platforms(self) -> AsyncPlatforms:
        """A product that Makini can connect to.

        It is a maintenance or an ERP system, or the like.
        """
        from .resources.platforms import AsyncPlatforms

        return AsyncPlatforms(self)

    @cached_property
    def taxes(self) -> AsyncTaxes:
        """A tax and its rate, as used on products and lines."""
        from .resources.taxes import AsyncTaxes

        return AsyncTaxes(self)

    @cached_property
    def teams(self) -> AsyncTeams:
        """A group of people that work can be assigned to."""
        from .resources.teams import AsyncTeams

        return AsyncTeams(self)

    @cached_property
    def units_of_measure(self) -> AsyncUnitsOfMeasure:
        """A unit that quantities are stated in: pieces, litres, hours."""
        from .resources.units_of_measure import AsyncUnitsOfMeasure

        return AsyncUnitsOfMeasure(self)

    @cached_property
    def users(self) -> AsyncUsers:
        """Somebody with an account in the connected system.

        People as resources for work are Labor.
        """
        from .resources.users import AsyncUsers

        return AsyncUsers(self)

    @cached_property
    def vendors(self) -> AsyncVendors:
        """Somebody who sells.

        The other side of purchase orders and incoming invoices.
        """
        from .resources.vendors import AsyncVendors

        return AsyncVendors(self)

    @cached_property
    def work_orders(self) -> AsyncWorkOrders:
        """A job on an asset: what to do, when, by whom, with which materials."""
        from .resources.work_orders import AsyncWorkOrders

        return AsyncWorkOrders(self)

    @cached_property
    def custom_fields(self) -> AsyncCustomFields:
        """A field that users of the connected system have added to work orders."""
        from .resources.custom_fields import AsyncCustomFields

        return AsyncCustomFields(self)
