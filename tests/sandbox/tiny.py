"""A tiny API, and an application that answers like it: what surrounds a sandbox, alone."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any
from urllib.parse import parse_qsl

from clientgen.model.api import (
    Answer,
    Api,
    ApiKey,
    Auth,
    Operation,
    Paging,
    Parameter,
    Resource,
    Schema,
    Server,
)
from clientgen.model.types import Key, Ref, Scalar
from clientgen.sandbox import Options

PAGE = Parameter("page", Scalar("integer"), role="page")
KEY = Parameter("key", Key(), required=True)
PAGING = Paging("page", "page", items="data", current="page", last="last")
API = Api(
    name="Shop",
    package="shop",
    version="v1",
    package_version="1.0.0",
    title="Shop",
    servers=(Server("https://shop.example/v1"),),
    auth=Auth(api_key=ApiKey("X-Key", "header", "SHOP_KEY")),
    paging=PAGING,
    resources=(
        Resource(
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
                    query_parameters=(PAGE,),
                ),
                Operation(
                    "get",
                    "GET",
                    "/orders/{key}",
                    Answer("single", Ref("Order"), "data"),
                    path_parameters=(KEY,),
                ),
                Operation("newest", "GET", "/orders/newest", Answer("object")),
                Operation(
                    "create", "POST", "/orders", Answer("single", Ref("Order"), "data")
                ),
            ),
            schema="Order",
        ),
    ),
    schemas=(Schema("Order", (), resource="Order"),),
)
LARGE = 8_000_000
THING = {"key": "1", "total": 12.50, "paid": True, "buyer": {"name": "A"}, "tags": [1]}


class Application:
    """Answers requests."""

    def __init__(self, tiny: Tiny) -> None:
        self.log = tiny.unreached
        self.answer = tiny.answer

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.answer(scope, receive, send)


class Tiny:
    """The application, and all that a sandbox has besides."""

    def __init__(self, seed: int = 0) -> None:
        self.api = API
        self.options = Options(seed=seed)
        self.log: list[str] = []
        self.unreached: deque[Any] = deque()
        self.bodies: list[bytes] = []
        self.disconnected = 0
        self.closed = False

    @property
    def application(self) -> Application:
        return Application(self)

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        """Three pages of orders of two each; uploads; answers without end."""
        self.log.append(f"{scope['method']} {scope['path']}")
        path = scope["path"].removeprefix("/v1")
        query = dict(parse_qsl(scope["query_string"].decode()))
        if path == "/endless":
            await self.endless(receive, send)
            return
        if path == "/broken":
            raise ZeroDivisionError("no such luck")
        if path == "/early":
            await respond(send, 413, {})
            return
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.disconnected += 1
                return
            body += message["body"]
            if not message["more_body"]:
                break
        self.bodies.append(body)
        if path == "/cut":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send(
                {"type": "http.response.body", "body": b"half", "more_body": True}
            )
            raise ZeroDivisionError("half way")
        if path == "/large":
            await respond(send, 200, {"data": "x" * LARGE})
        elif path == "/orders" and scope["method"] == "GET":
            page = int(query.get("page", 1))
            things = [{"key": str(page * 2 - 1)}, {"key": str(page * 2)}]
            await respond(send, 200, {"data": things, "page": page, "last": 3})
        else:
            await respond(send, 200, {"data": THING, "size": len(body)})

    async def endless(self, receive: Any, send: Any) -> None:
        """Answer until the client has enough."""
        await send({"type": "http.response.start", "status": 200, "headers": []})
        gone = asyncio.ensure_future(receive_all(receive))
        while not gone.done():
            piece = {"type": "http.response.body", "body": b"x" * 9, "more_body": True}
            await send(piece)
        self.disconnected += 1

    def reset(self) -> None:
        """Forget all."""
        self.log.clear()
        self.unreached.clear()
        self.bodies.clear()

    def close(self) -> None:
        """Be closed."""
        self.closed = True

    def rows(self, resource_name: str) -> list[dict[str, Any]]:
        """One thing of each resource."""
        return [dict(THING)]


async def receive_all(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def respond(send: Any, status: int, document: object) -> None:
    body = json.dumps(document).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
