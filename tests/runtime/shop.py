"""A small API and its client, as the generator would write them."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, Unpack

import httpx2
from runtime import rules
from runtime.auth import Token
from runtime.calls import Operation
from runtime.calls.filters import Filter, Filtering, Match, Sort
from runtime.calls.paging import AsyncPages, Pages
from runtime.calls.requests import Payload, plain_body, write_body
from runtime.calls.uploads import Fields, File
from runtime.client import AsyncResource, Resource
from runtime.config import (
    ApiConfig,
    Auth,
    Bearer,
    OAuth2,
    Paging,
    Webhooks,
)
from runtime.models import UNSET, Arg, DateTime
from runtime.models.model import ABSENT, Model
from runtime.options import AsyncClientOptions, CallOptions, ClientOptions
from runtime.streams import AsyncStreams, Streams
from runtime.wire.responses import RawResponse

API = ApiConfig(
    name="Shop",
    base_url="https://shop.example",
    package_version="1.2.3",
    envelope="data",
    docs_url="https://docs.example/shop",
    auth=Auth(
        bearer=Bearer("SHOP_TOKEN"),
        oauth2=OAuth2(
            token_url="https://shop.example/token",
            authorize_url="https://link.example/authorize",
            grants=("authorization_code", "refresh_token", "client_credentials"),
            json_grants=("client_credentials",),
        ),
    ),
    paging=Paging(
        style="page",
        parameter="page",
        size_parameter="per_page",
        first=1,
        items="data",
        meta="meta",
        links="links",
        current="meta.current_page",
        last="meta.last_page",
        total="meta.total",
        next="links.next",
    ),
    filtering=Filtering(
        parameter="filter",
        operators=(
            ("contains", "contains"),
            ("starts_with", "startsWith"),
            ("gt", "gt"),
            ("gteq", "gteq"),
            ("lt", "lt"),
            ("lted", "lted"),
        ),
        match_parameter="filterMatch",
        match_values=("all", "any"),
        sort_parameter="sort",
        ascending="0",
        descending="1",
    ),
    webhooks=Webhooks("X-Webhook-Signature", events=("assets.updated",)),
)


class LineItem(Model, rename="camel"):
    product_key: str | None = ABSENT
    quantity: int | None = ABSENT
    unit_price: Decimal | None = ABSENT


class Invoice(Model, rename="camel"):
    key: str = ABSENT
    invoice_number: str | None = ABSENT
    due_date: DateTime | None = ABSENT
    issued: dt.date | None = ABSENT
    total: Decimal | None = ABSENT
    paid: bool | None = ABSENT
    status: Literal["open", "closed"] | str | None = ABSENT
    tags: list[str] | None = ABSENT
    line_items: list[LineItem] | None = ABSENT
    custom: dict[str, Any] | None = ABSENT
    anything: Any = ABSENT
    parent: Invoice | None = ABSENT


LIST: Operation[Invoice] = Operation("invoices.list", "GET", "/api/invoices", Invoice)
GET: Operation[Invoice] = Operation(
    "invoices.get", "GET", "/api/invoices/{key}", Invoice
)
CREATE: Operation[Invoice] = Operation(
    "invoices.create",
    "POST",
    "/api/invoices",
    Invoice,
    docs="resources/invoice.md#create",
    rules=rules.Rules(
        rules.Rule(
            "invoice type",
            rules.AnyOf(
                rules.Variant("outgoing", "customerKey"),
                rules.Variant("incoming", "vendorKey"),
            ),
        ),
    ),
)
DELETE: Operation[None] = Operation(
    "invoices.delete", "DELETE", "/api/invoices/{key}", None, kind="empty"
)
REPORT: Operation[Any] = Operation(
    "invoices.report", "GET", "/api/report", Any, kind="bare"
)
CONTENT: Operation[bytes] = Operation(
    "invoices.content", "GET", "/api/invoices/{key}/content", bytes, kind="bytes"
)
UPLOAD: Operation[Invoice] = Operation(
    "invoices.upload",
    "POST",
    "/api/documents",
    Invoice,
    upload=Fields(files=("file",)),
)


class Invoices(Resource):
    def list(
        self,
        *,
        filter: Filter | None = None,
        match: Match | None = None,
        sort: Sort | None = None,
        page: int | None = None,
        per_page: int | None = None,
        options: CallOptions | None = None,
    ) -> Pages[Invoice]:
        return self._pages(
            LIST,
            query={
                "filter": filter,
                "filterMatch": match,
                "sort": sort,
                "page": page,
                "per_page": per_page,
            },
            options=options,
        )

    def get(self, key: str, *, options: CallOptions | None = None) -> Invoice:
        return self._send(GET, path={"key": key}, options=options)

    def create(
        self,
        *,
        customer_key: Arg[str] = UNSET,
        vendor_key: Arg[str] = UNSET,
        due_date: Arg[dt.datetime] = UNSET,
        total: Arg[Decimal | int] = UNSET,
        options: CallOptions | None = None,
    ) -> Invoice:
        return self._send(
            CREATE,
            body={
                "customerKey": customer_key,
                "vendorKey": vendor_key,
                "dueDate": due_date,
                "total": total,
            },
            options=options,
        )

    def delete(self, key: str, *, options: CallOptions | None = None) -> None:
        return self._send(DELETE, path={"key": key}, options=options)

    def report(self, *, options: CallOptions | None = None) -> Any:
        return self._send(REPORT, options=options)

    def content(self, key: str, *, options: CallOptions | None = None) -> bytes:
        return self._send(CONTENT, path={"key": key}, options=options)

    def upload(
        self, file: File, name: str, *, options: CallOptions | None = None
    ) -> Invoice:
        return self._send(UPLOAD, body={"file": file, "name": name}, options=options)


class AsyncInvoices(AsyncResource):
    def list(
        self,
        *,
        filter: Filter | None = None,
        page: int | None = None,
        options: CallOptions | None = None,
    ) -> AsyncPages[Invoice]:
        return self._pages(
            LIST, query={"filter": filter, "page": page}, options=options
        )

    async def get(self, key: str, *, options: CallOptions | None = None) -> Invoice:
        return await self._send(GET, path={"key": key}, options=options)

    async def create(
        self,
        *,
        customer_key: Arg[str] = UNSET,
        options: CallOptions | None = None,
    ) -> Invoice:
        return await self._send(
            CREATE, body={"customerKey": customer_key}, options=options
        )

    async def upload(
        self, file: File, name: str, *, options: CallOptions | None = None
    ) -> Invoice:
        return await self._send(
            UPLOAD, body={"file": file, "name": name}, options=options
        )


class Shop(Streams):
    def __init__(
        self,
        token: Token | None = None,
        *,
        platform: str | None = None,
        api: ApiConfig = API,
        **options: Unpack[ClientOptions],
    ) -> None:
        super().__init__(api, token, context={"platform": platform}, **options)

    @cached_property
    def invoices(self) -> Invoices:
        return Invoices(self)


class AsyncShop(AsyncStreams):
    def __init__(
        self,
        token: Any = None,
        *,
        platform: str | None = None,
        api: ApiConfig = API,
        **options: Unpack[AsyncClientOptions],
    ) -> None:
        super().__init__(api, token, context={"platform": platform}, **options)

    @cached_property
    def invoices(self) -> AsyncInvoices:
        return AsyncInvoices(self)


def in_client(
    url: str, work: Callable[[AsyncShop], Awaitable[Any]], **options: Any
) -> Any:
    """Run async work with a client of its own, in a loop of its own."""

    async def run() -> Any:
        async with AsyncShop("secret-token", base_url=url, **options) as client:
            return await work(client)

    return asyncio.run(run())


@contextmanager
def shop(url: str, **options: Any) -> Iterator[Shop]:
    """A sync client for the length of a block."""
    with Shop("secret-token", base_url=url, **options) as client:
        yield client


def page(number: int, last: int, size: int = 2, **more: Any) -> dict[str, Any]:
    """One page of invoices, as the API would send it."""
    return {
        "data": [{"key": f"{number}-{item}", **more} for item in range(size)],
        "meta": {"current_page": number, "last_page": last, "total": last * size},
        "links": {
            "next": None if number >= last else f"/api/invoices?page={number + 1}"
        },
    }


def encode_body(operation: Operation[Any], body: Any) -> Payload | None:
    """Write a request body as a call does."""
    return write_body(API, operation, plain_body(operation, body))


def answered(content: bytes) -> RawResponse:
    """An answer of status 200 with this body."""
    return RawResponse(API, httpx2.Response(200), content, "GET", "/invoices/1")
