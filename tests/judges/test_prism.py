"""Prism stands between the generated client and the stand-in, and validates both ways.

With ``--errors`` it answers 422 for a request, and 500 for an answer, that our document does
not allow; lesser complaints are in a header.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from httpserver import Server, serve
from judging import ROOT, Judge
from standin import Makini as Answers

sys.path.append(str(ROOT / "tests/makini"))
from calls import ALIASES, CALLS

TOKEN = "a-token-for-tests"


@contextmanager
def prism(
    program: str, document: Path, upstream: str, log: Path, *more: str
) -> Iterator[str]:
    """Run Prism in front of a server; give its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [program, "proxy", document, upstream, *more, "--port", port]
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [*map(str, words)],
            stdout=output,
            stderr=output,
            env={**os.environ, "NO_COLOR": "1"},
        )
    try:
        end = time.monotonic() + 120
        while "Prism is listening" not in log.read_text("utf-8"):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < end, log.read_text("utf-8")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def behind() -> Iterator[Server]:
    with serve(Answers()) as server:
        yield server


@pytest.fixture(scope="module")
def url(
    judge: Judge,
    documents: dict[str, Path],
    behind: Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    log = tmp_path_factory.mktemp("prism") / "log"
    document = documents["makini"]
    with prism(judge("prism"), document, behind.url, log, "--errors") as url:
        yield url


class Violations(list[str]):
    """What Prism did not like, by operation; an ``after_response`` hook."""

    def __call__(self, event: Any) -> None:
        answer = event.response
        told = answer.headers.get("sl-violations", "")
        if told or answer.status >= 400:
            text = answer.content.decode(errors="replace")
            self.append(f"{event.operation} {event.url}: {answer.status} {told} {text}")


def all_calls() -> list[Any]:
    return [*CALLS.values(), *(call for _, call in ALIASES.values())]


def test_every_call_and_answer_is_as_documented(url: str, behind: Server) -> None:
    from makini import Hooks, Makini
    from makini.runtime.errors import ApiError

    violations = Violations()
    hooks = Hooks(after_response=violations)
    with Makini(TOKEN, base_url=url, hooks=hooks, retries=0) as client:
        for call in all_calls():
            try:
                found = call(client)
                if hasattr(found, "pages"):
                    list(found)
            except ApiError as error:
                violations.append(repr(error)[:300])
    assert violations == []
    assert len(behind.requests) > 166


def test_every_async_call_and_answer_is_as_documented(url: str) -> None:
    from makini import AsyncMakini, Hooks
    from makini.runtime.errors import ApiError

    violations = Violations()

    async def walk() -> None:
        hooks = Hooks(after_response=violations)
        async with AsyncMakini(TOKEN, base_url=url, hooks=hooks, retries=0) as client:
            for call in all_calls():
                try:
                    found = call(client)
                    if inspect.isawaitable(found):
                        await found
                    else:
                        async for _ in found:
                            pass
                except ApiError as error:
                    violations.append(repr(error)[:300])

    asyncio.run(walk())
    assert violations == []


def test_it_would_tell(url: str) -> None:
    """A judge that never refuses would prove nothing."""
    answer = httpx2.post(
        f"{url}/api/invoices",
        json={"invoiceNumber": "F-17"},
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert answer.status_code == 422
