from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from certificates import certificate
from httpserver import serve
from runtime.errors import ConnectFailed, NotFound
from runtime.testing import Answer, FakeApi
from shop import AsyncShop, Invoice, Shop


def test_the_fake_answers_by_table() -> None:
    fake = FakeApi()
    fake.on("GET", "/api/invoices/{key}", {"data": {"key": "17"}})
    fake.on("POST", "/api/invoices", lambda r: {"data": {"key": r.json["customerKey"]}})
    fake.on("GET", "/api/invoices", {"data": [Invoice(key="a")]})
    with Shop("t", transport=fake.transport, retries=0) as client:
        assert client.invoices.get("a b").key == "17"
        assert client.invoices.create(customer_key="c").key == "c"
        assert [x.key for x in client.invoices.list(page=1)] == ["a"]
        fake.on(
            "GET",
            "/api/invoices/{key}",
            Answer({"m": 1}, 404),
            httpx2.ConnectError("x"),
        )
        with pytest.raises(NotFound):
            client.invoices.get("1")
        with pytest.raises(ConnectFailed):
            client.invoices.get("1")
        with pytest.raises(AssertionError, match="DELETE /api/invoices/1"):
            client.invoices.delete("1")
    assert fake.requests[0].path == "/api/invoices/a%20b"
    assert fake.requests[0].values == {"key": "a%20b"}
    assert fake.requests[2].query == (("page", "1"),)
    assert "secret" not in repr(fake.requests)

    async def work() -> str:
        fake.on("GET", "/api/invoices/{key}", {"data": {"key": "async"}})
        async with AsyncShop("t", transport=fake.transport) as client:
            return (await client.invoices.get("1")).key

    assert asyncio.run(work()) == "async"


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = """
import sys
import runtime
def loaded():
    return {"httpx2", "msgspec"} & set(sys.modules)
assert not loaded(), "import runtime"
from runtime.client import AsyncClient, SyncClient
from runtime.config import ApiConfig
assert not loaded(), "import of the client"
client = SyncClient(ApiConfig("X", "https://x.example"))
AsyncClient(ApiConfig("X", "https://x.example")).with_options(retries=0)
assert not loaded(), "making a client"
client.preload()
assert loaded() == {"httpx2", "msgspec"}
client.close()
import httpx2
before = set(sys.modules)
answer = httpx2.MockTransport(lambda request: httpx2.Response(200, json={}))
with SyncClient(ApiConfig("X", "https://x.example"), transport=answer) as client:
    assert client.request("GET", "/") == {}
late = {x for x in set(sys.modules) - before if x.startswith("runtime.")}
assert not late, late
"""
    folder = Path(sys.modules["runtime"].__file__ or "").parent.parent
    subprocess.run([sys.executable, "-c", code], check=True, cwd=folder)


def test_tls(tmp_path: Path) -> None:
    cert, key = certificate(tmp_path)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(cert, key)
    trust: Any = ssl.create_default_context(cafile=str(cert))
    with serve(lambda _: {"data": {"key": "1"}}, tls=server_side) as server:
        assert server.url.startswith("https://")
        with Shop("t", base_url=server.url, verify=trust) as client:
            assert client.invoices.get("1").key == "1"
        with (
            Shop("t", base_url=server.url, retries=0) as client,
            pytest.raises(ConnectFailed, match="certificate"),
        ):
            client.invoices.get("1")
