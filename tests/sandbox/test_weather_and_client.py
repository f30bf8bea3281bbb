"""What Makini's client makes of bad days, sync and async, in-process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from makini import (
    API,
    AsyncMakini,
    AuthenticationError,
    DecodeError,
    Makini,
    OAuthSession,
    RateLimited,
    RequestTimeout,
    ServerError,
    Tokens,
    TransportError,
)
from makini_calls import makini

from clientgen.sandbox.testing import LocalSandbox, open_for_tests


@pytest.fixture(scope="module")
def opened() -> Iterator[LocalSandbox]:
    with open_for_tests(makini()) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(opened: LocalSandbox) -> LocalSandbox:
    opened.reset()
    return opened


@pytest.fixture
def client(sandbox: LocalSandbox) -> Iterator[Makini]:
    with Makini(sandbox.token, transport=sandbox.transport) as client:
        yield client


def key(sandbox: LocalSandbox) -> str:
    return str(sandbox.rows("Invoice")[0]["key"])


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("status=429; retry-after=1", RateLimited),
        ("html", ServerError),
        ("reset", TransportError),
        ("lost", TransportError),
        ("truncated", TransportError),
        ("slow=5", RequestTimeout),
    ],
)
def test_a_bad_day_has_its_error(
    client: Makini, sandbox: LocalSandbox, words: str, error: type[Exception]
) -> None:
    sandbox.weather("invoices.get", words)
    with pytest.raises(error):
        client.invoices.get(key(sandbox), options={"retries": 0, "timeout": 0.2})


@pytest.mark.parametrize("words", ["status=503; retry-after=0", "reset", "truncated"])
def test_a_read_is_repeated_until_the_weather_is_better(
    client: Makini, sandbox: LocalSandbox, words: str
) -> None:
    sandbox.weather("invoices.get", words, times=1)
    assert client.invoices.get(key(sandbox)).key == key(sandbox)
    assert [each.operation for each in sandbox.log][-1:] == ["invoices.get"]


def test_a_creation_is_not_repeated_by_itself(
    client: Makini, sandbox: LocalSandbox
) -> None:
    vendor = sandbox.rows("Vendor")[0]["key"]
    sandbox.weather("invoices.create", lost=True, times=1)
    with pytest.raises(TransportError):
        client.invoices.create(invoice_number="F-1", vendor_key=str(vendor))
    assert sandbox.rows("Invoice")[-1]["invoiceNumber"] == "F-1"
    assert len(sandbox.rows("Invoice")) == 51


def test_a_token_that_expired_is_renewed(sandbox: LocalSandbox) -> None:
    """By the sandbox's own OAuth endpoint, in-process as well."""
    seen: list[Tokens] = []
    session = OAuthSession(API, "id", "secret", on_tokens=seen.append)
    with Makini(auth=session, transport=sandbox.transport) as client:
        sandbox.weather("invoices.get", "expired")
        assert client.invoices.get(key(sandbox)).key == key(sandbox)
    assert len({tokens.access_token for tokens in seen}) == 2
    with Makini(sandbox.token, transport=sandbox.transport) as client:
        sandbox.weather("invoices.get", "expired")
        with pytest.raises(AuthenticationError):
            client.invoices.get(key(sandbox))


def test_other_types_are_read_and_strictness_says_so(
    client: Makini, sandbox: LocalSandbox
) -> None:
    sandbox.weather("invoices.get", "wrong-types; unknown-fields")
    invoice = client.invoices.get(key(sandbox))
    assert invoice.key == key(sandbox)
    assert any(name.startswith("sandbox") for name in invoice.extra)
    with pytest.raises(DecodeError):
        client.invoices.get(key(sandbox), options={"strict": True})


def test_pages_that_overlap_are_read_as_they_come(
    client: Makini, sandbox: LocalSandbox
) -> None:
    def keys() -> list[str | None]:
        return [each.key for each in client.invoices.list(per_page=20)]

    whole = keys()
    assert len(whole) == len(set(whole)) == 50
    sandbox.weather("invoices.list", doubles=True)
    doubled = keys()
    assert len(doubled) == 52
    assert set(doubled) == set(whole)
    sandbox.reset()
    sandbox.weather("invoices.list", gaps=True)
    assert len(keys()) == 48


def test_the_async_client_has_the_same_days(sandbox: LocalSandbox) -> None:
    async def days() -> None:
        transport = sandbox.async_transport
        async with AsyncMakini(sandbox.token, transport=transport) as client:
            sandbox.weather("invoices.get", "status=503; retry-after=0", times=1)
            assert (await client.invoices.get(key(sandbox))).key == key(sandbox)
            sandbox.weather("invoices.get", "truncated")
            with pytest.raises(TransportError):
                await client.invoices.get(key(sandbox), options={"retries": 0})
            sandbox.reset()
            document = await client.documents.create(name="n", file=b"x" * 3_000_000)
            assert document.key

    asyncio.run(days())
