"""What connections are made from, and hosts that no connection leads to."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest
from httpserver import Reply, serve
from runtime import errors
from shop import AsyncShop, Shop, in_client, shop

GOOD = {"data": {"key": "1"}}


@pytest.mark.parametrize("host", ["a..b", "a" * 70 + ".com"])
def test_a_redirect_to_a_host_that_is_no_name(host: str) -> None:
    reply = Reply(302, headers={"Location": f"https://{host}/x"})
    with serve(lambda _: reply) as server:
        with shop(server.url) as client, pytest.raises(errors.ApiError) as caught:
            client.invoices.get("1")
        assert isinstance(caught.value, errors.TransportError)
        assert "the request cannot be sent" in str(caught.value)
        assert len(server.requests) == 1, "trying again helps nobody"
        with pytest.raises(errors.TransportError):
            in_client(server.url, lambda c: c.invoices.get("1"), retries=0)


@pytest.mark.parametrize("host", ["a..b", "a" * 70 + ".com"])
def test_a_server_that_is_no_name(host: str) -> None:
    with (
        shop(f"https://{host}") as client,
        pytest.raises(errors.TransportError, match="the request cannot be sent") as one,
    ):
        client.invoices.get("1")
    assert one.value.attempts == 1
    with pytest.raises(errors.TransportError):
        in_client(f"https://{host}", lambda c: c.invoices.get("1"), retries=0)


@pytest.mark.parametrize("name", ["transport", "verify", "limits"])
def test_a_client_of_ones_own_beside_what_it_would_not_heed(name: str) -> None:
    values: dict[str, Any] = {
        "transport": httpx2.MockTransport(lambda _: httpx2.Response(500)),
        "verify": False,
        "limits": httpx2.Limits(max_connections=1),
    }
    option: Any = {name: values[name]}
    for kind, own in ((Shop, httpx2.Client()), (AsyncShop, httpx2.AsyncClient())):
        with pytest.raises(TypeError, match=f"^{name}: an http_client brings its own"):
            kind("t", http_client=own, **option)


# What is trusted

_OWN_CA = """
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2
 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem
"""


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    folder = tmp_path_factory.mktemp("ca")
    subprocess.run(_OWN_CA.split(), cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem"


def test_certificates_are_checked_against_a_file(ca: Path) -> None:
    # Hashed names are what OpenSSL looks for in a folder.
    digest = ["openssl", "x509", "-hash", "-noout", "-in", str(ca)]
    name = subprocess.run(digest, check=True, capture_output=True, text=True).stdout
    hashed = ca.parent / "hashed"
    hashed.mkdir()
    (hashed / f"{name.strip()}.0").write_bytes(ca.read_bytes())
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(ca, ca.with_name("key.pem"))
    context = ssl.create_default_context(cafile=ca)
    good: Any
    with serve(lambda _: GOOD, tls=server_side) as server:
        for good in (ca, str(ca), hashed, str(hashed), context, False):
            with shop(server.url, verify=good) as client:
                assert client.invoices.get("1").key == "1"
            found = in_client(server.url, lambda c: c.invoices.get("1"), verify=good)
            assert found.key == "1"
        with (
            shop(server.url, verify=True, retries=0) as client,
            pytest.raises(errors.ConnectFailed, match="certificate verify failed"),
        ):
            client.invoices.get("1")


def test_certificates_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no certificate")
    values: list[Any] = ["", "none.pem", tmp_path / "none.pem", tmp_path / "text"]
    for value in values:
        with (
            Shop("t", verify=value) as client,
            pytest.raises(errors.ConnectFailed, match=r"^verify: no CA certificates"),
        ):
            client.preload()
    for value in (None, 1, b"x"):
        unfit: Any = value
        with (
            Shop("t", verify=unfit) as client,
            pytest.raises(TypeError, match=r"^verify: expected an ssl\.SSLContext"),
        ):
            client.preload()
