"""A small API with one of everything that pages have to show."""

from __future__ import annotations

from clientgen.model.api import (
    Answer,
    Api,
    ApiKey,
    Auth,
    Body,
    Context,
    Field,
    Filtering,
    Module,
    OAuth2,
    Operation,
    Paging,
    Parameter,
    Resource,
    Schema,
    Server,
    Source,
    Webhooks,
)
from clientgen.model.rules import All, Any, AnyOf, If, OneOf, Present, Rule, Variant
from clientgen.model.types import Enum, Key, ListOf, MapOf, Ref, Scalar

STRING = Scalar("string")

ORDER = Schema(
    "Order",
    (
        Field("key", Key(), required=True, nullable=False),
        Field(
            "customerKey",
            Key("Customer"),
            summary="Who ordered.",
            example="08000709523389",
        ),
        Field("lineItems", ListOf(Ref("Line"))),
        Field("status", Enum(("open", "done")), summary="How far it is."),
        Field("createdAt", Scalar("datetime"), read_only=True),
        Field("labels", MapOf(STRING), source=("guess",)),
    ),
    summary="Something that a customer wants.",
    source=("manual",),
    resource="Order",
)
LINE = Schema(
    "Line",
    (
        Field("productKey", Key(), nullable=False),
        Field("quantity", Scalar("number")),
        Field("oldNo", STRING, deprecated=True),
    ),
    summary="A line of an order.",
)
CUSTOMER = Schema("Customer", (), resource="Customer")

FILTER = Parameter("filter", STRING, role="filter", summary="What to keep.")
SORT = Parameter("sort", STRING, role="sort")
PAGE = Parameter("page", Scalar("integer"), role="page")
KEY = Parameter("key", Key(), required=True)

CREATE = Operation(
    "create",
    "POST",
    "/orders",
    Answer("single", Ref("Order"), "data"),
    body=Body(
        "object",
        (
            Field("title", STRING),
            Field("customerKey", Key("Customer")),
            Field("guestName", STRING),
            Field("dueDate", Scalar("date"), note="May be ignored."),
            Field("lineItems", ListOf(Ref("Line"))),
        ),
    ),
    rules=(
        Rule(
            "who",
            AnyOf(
                (
                    Variant(
                        "known", Present("customerKey"), "A customer with an account."
                    ),
                    Variant(
                        "guest",
                        All((Present("guestName"), Present("title"))),
                        "Anybody.",
                    ),
                )
            ),
            summary="Say who orders",
            source=("manual",),
            warn_on_overlap=True,
        ),
        Rule("lines", Present("lineItems.*.productKey"), when=(("shop", ("GROSS",)),)),
        Rule(
            "date",
            All((Present("dueDate"), Present("title"))),
            when=(("shop", ("FINE", "GROSS")),),
            optional=("guestName",),
        ),
    ),
    summary="Order something.",
    note="Totals are `null` at first.",
    title="New Order",
    source=("manual",),
)
PAGING = Paging("page", "page", items="data", meta="meta", last="meta.last")
ORDERS = Resource(
    "Order",
    "orders",
    "order",
    (
        Operation(
            "list",
            "GET",
            "/orders",
            Answer("pages", Ref("Order"), "data"),
            paging=PAGING,
            query_parameters=(FILTER, SORT, PAGE),
            summary="Walk the orders.",
        ),
        Operation(
            "get",
            "GET",
            "/orders/{key}",
            Answer("single", Ref("Order"), "data"),
            (KEY,),
        ),
        CREATE,
        Operation(
            "update_labels",
            "PUT",
            "/orders/{key}/labels",
            Answer("object"),
            (KEY,),
            body=Body(
                "array",
                (
                    Field("name", STRING, required=True, nullable=False),
                    Field("value", STRING),
                ),
            ),
            rules=(Rule("required", All((Present("name"),))),),
        ),
        Operation(
            "attach",
            "POST",
            "/orders/{key}/files",
            Answer("empty"),
            (KEY,),
            (Parameter("kind", Enum(("bill", "other")), required=True),),
            body=Body(
                "multipart",
                (Field("file", Scalar("file"), required=True, nullable=False),),
            ),
            rules=(Rule("required", All((Present("file"),))),),
            deprecated=True,
        ),
        Operation(
            "pay",
            "POST",
            "/orders/{key}/payments",
            Answer("bytes"),
            (KEY,),
            body=Body(
                "form",
                (Field("card", STRING), Field("iban", STRING), Field("bic", STRING)),
            ),
            rules=(
                Rule(
                    "means",
                    OneOf(
                        (
                            Variant("card", Present("card")),
                            Variant("bank", Present("iban")),
                        )
                    ),
                ),
                Rule("bank", If(Present("iban"), Present("bic"))),
            ),
        ),
        Operation("fields", "GET", "/orders/fields", Answer("object")),
        Operation("order", "PUT", "/orders/order", Answer("object"), body=Body("any")),
        Operation(
            "reach",
            "POST",
            "/orders/reach",
            Answer("empty"),
            body=Body("object", (Field("mail", STRING), Field("phone", STRING))),
            rules=(Rule("one of both", Any((Present("mail"), Present("phone")))),),
            aliases=(("Customer", "reach"),),
        ),
    ),
    schema="Order",
    summary="Orders of the shop.",
    modules=("sales",),
    source=("manual",),
)
CUSTOMERS = Resource(
    "Customer",
    "customers",
    "customer",
    (
        Operation(
            "list",
            "GET",
            "/customers",
            Answer("list", Ref("Customer", documented=False), "data"),
        ),
        Operation(
            "orders",
            "GET",
            "/orders/{key}/customers/{no}",
            Answer("list", Key("Order"), "data"),
            (KEY, Parameter("no", Scalar("integer"), required=True)),
        ),
    ),
    schema="Customer",
)
SHOP = Api(
    name="Shop",
    package="shop",
    version="2",
    package_version="2.1.0",
    title="The Shop",
    servers=(Server("https://shop.example", "Production."), Server("https://test.example")),
    resources=(ORDERS, CUSTOMERS),
    schemas=(CUSTOMER, LINE, ORDER),
    summary="Everything about orders",
    description="First paragraph\nin two lines.\n\nSecond with `code`.",
    auth=Auth(
        api_key=ApiKey("X-Api-Key", "header", "SHOP_KEY", "One for each clerk."),
        oauth2=OAuth2("https://shop.example/token", grants=("client_credentials",)),
    ),
    paging=PAGING,
    filtering=Filtering(
        "filter", (("gt", "gt"), ("starts_with", "startsWith")), "match", ("all", "any"),
        "sort", "0", "1",
    ),
    contexts=(Context("shop", ("FINE", "GROSS"), "The kind of shop."),),
    webhooks=Webhooks("X-Signature", events=("order.new",), summary="Sent at night."),
    modules=(Module("sales", "Sales"),),
    sources=(
        Source("manual", "The manual", "https://shop.example/manual", "2025-01-31"),
        Source("guess", "A guess", confidence="doubtful", note="Ask them."),
    ),
)  # fmt: skip
