"""Prism stands between the clients of tests/apis and servers that behave as the vendors say."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpserver import serve
from judging import ROOT, Judge
from test_prism import prism

from clientgen.pipeline import Settings, generate
from clientgen.reading import load

sys.path.append(str(ROOT / "tests/apis"))
from test_apis import CREDENTIALS, HERE, clients_of, server_of


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("apis")
    for name in CREDENTIALS:
        settings = Settings(HERE / name / "spec", folder / name, ("python", "openapi"))
        generate(settings, lambda _: None)
        sys.path.append(str(folder / name / "python"))
    yield folder
    for name in CREDENTIALS:
        sys.path.remove(str(folder / name / "python"))


class Refusals(list[str]):
    """What Prism refused, by operation; an ``after_response`` hook."""

    def __call__(self, event: Any) -> None:
        told = event.response.headers.get("sl-violations", "")
        if told:
            self.append(f"{event.operation} {event.url}: {told}")


@pytest.mark.parametrize("name", sorted(CREDENTIALS))
def test_calls_and_answers_are_as_documented(
    name: str, judge: Judge, made: Path, tmp_path: Path
) -> None:
    program = judge("prism")
    api = load(HERE / name / "spec").api
    (document,) = (made / name / "openapi").glob("*.json")
    package, kind, async_kind = clients_of(name)
    sys.path.insert(0, str(HERE / name))
    consumer = importlib.import_module("consumer")
    sys.path.remove(str(HERE / name))
    del sys.modules["consumer"]
    refused = Refusals()
    with (
        serve(server_of(name)) as server,
        prism(program, document, server.url, tmp_path / "log") as url,
    ):
        options = {
            **CREDENTIALS[name],
            "base_url": url,
            "allow_http": True,
            "hooks": package.Hooks(after_response=refused),
        }
        if named := {each.name: url for each in api.servers if each.name}:
            options["base_urls"] = named

        async def run() -> None:
            async with async_kind(**options) as client:
                await consumer.use_async(client, "1")

        try:
            with kind(**options) as client:
                consumer.use(client, "1")
                if hasattr(consumer, "only"):
                    consumer.only(client)
            asyncio.run(run())
        finally:
            assert refused == []
    assert server.requests
