"""Walks over a list while others insert and delete; also for tests/benchmarks."""

from __future__ import annotations

import random
import threading
from typing import Any, Literal, NamedTuple

import httpx2

from clientgen.model.api import (
    Answer,
    Api,
    ApiKey,
    Auth,
    Body,
    Field,
    Filtering,
    Operation,
    Paging,
    Parameter,
    Resource,
    Schema,
)
from clientgen.model.types import Key, Ref, Scalar
from clientgen.sandbox import Options
from clientgen.sandbox.testing import LocalSandbox, open_for_tests

Style = Literal["cursor", "page", "offset"]
KEY = Parameter("key", Key(), required=True)
SIZE = 50


def shop(style: Style) -> Api:
    """An API of orders whose lists are walked in a style."""
    first = 1 if style == "page" else 0
    paging = Paging(
        style, "at", "size", first=first, items="data", next="next", more="more"
    )
    type_ = Scalar("string" if style == "cursor" else "integer")
    at = Parameter("at", type_, role="page")
    size = Parameter("size", Scalar("integer"), role="size")
    sort = Parameter("sort", Scalar("string"), role="sort")
    single, body = Answer("single", Ref("Order"), "data"), Body(
        "object", (Field("name", Scalar("string")),)
    )
    operations = (
        Operation(
            "list",
            "GET",
            "/orders",
            Answer("pages", Ref("Order"), "data"),
            paging=paging,
            query_parameters=(at, size, sort),
        ),
        Operation("create", "POST", "/orders", single, body=body),
        Operation(
            "delete", "DELETE", "/orders/{key}", Answer("empty"), path_parameters=(KEY,)
        ),
        Operation("get", "GET", "/orders/{key}", single, path_parameters=(KEY,)),
    )
    fields = (Field("key", Key(), required=True), Field("name", Scalar("string")))
    return Api(
        name="Shop",
        package="shop",
        version="v1",
        package_version="1.0.0",
        title="Shop",
        servers=(),
        auth=Auth(api_key=ApiKey("X-Key", "header", "SHOP_KEY")),
        filtering=Filtering(sort_parameter="sort", ascending="up", descending="down"),
        paging=paging,
        resources=(Resource("Order", "orders", "order", operations, schema="Order"),),
        schemas=(Schema("Order", fields, resource="Order"),),
    )


class Walked(NamedTuple):
    """What a walk saw.

    Attributes:
        lost: Things that were there throughout and were not seen.
        doubled: Things that were seen more than once.
        pages: How many pages were read.
        writes: How many writes went between them.
    """

    lost: int
    doubled: int
    pages: int
    writes: int


class _Others:
    """Somebody who writes while others read."""

    def __init__(
        self, sandbox: LocalSandbox, mortal: list[str], *, deletes: bool
    ) -> None:
        self.writes = 0
        self._client = client_of(sandbox)
        self._mortal = mortal
        self._deletes = deletes
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def _write(self) -> None:
        chance = random.Random(1)
        while not self._ended.is_set():
            if self._deletes and self._mortal and chance.random() < 0.5:
                key = self._mortal.pop(chance.randrange(len(self._mortal)))
                answer = self._client.delete(f"/orders/{key}")
            else:
                answer = self._client.post("/orders", json={"name": "new"})
            assert answer.status_code < 300, answer.text
            self.writes += 1

    def end(self) -> None:
        self._ended.set()
        self._thread.join()
        self._client.close()


def client_of(sandbox: LocalSandbox) -> httpx2.Client:
    return httpx2.Client(
        transport=sandbox.transport,
        base_url="http://sandbox",
        headers={"X-Key": sandbox.token},
        timeout=60,
    )


def walked(style: Style, rows: int, *, deletes: bool, sort: str = "") -> Walked:
    """Walk over a list to its end, while somebody writes.

    Args:
        style: Of the pages.
        rows: Things at the start; every second of them may be deleted meanwhile.
        deletes: Whether things are deleted.
        sort: The direction in which things are sorted by name; empty for not at all.
    """
    sandbox = open_for_tests(shop(style), Options(rows=rows))
    keys = [str(each["key"]) for each in sandbox.rows("Order")]
    stays = set(keys[::2])
    others = _Others(sandbox, keys[1::2], deletes=deletes)
    seen: list[str] = []
    query: dict[str, Any] = {"size": SIZE}
    if sort:
        query["sort[name]"] = sort
    at: Any = None if style == "cursor" else int(style == "page")
    pages = 0
    with client_of(sandbox) as client:
        # Who writes could keep ahead for ever: those at the start are what counts.
        while pages * SIZE < 3 * rows:
            given = {**query, "at": at} if at is not None else query
            answer = client.get("/orders", params=given)
            assert answer.status_code == 200, answer.text
            found = answer.json()
            seen += [each["key"] for each in found["data"]]
            pages += 1
            if style == "cursor":
                at = found["next"]
            else:
                at += 1 if style == "page" else SIZE
            if not found["more"]:
                break
    others.end()
    sandbox.close()
    return Walked(len(stays - {*seen}), len(seen) - len({*seen}), pages, others.writes)
