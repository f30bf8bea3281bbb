"""Prism stands between the clients of tests/apis and servers that behave as the vendors say."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpserver import serve
from judging import ROOT, Judge
from test_prism import prism

from clientgen.model.api import Api, Body, Field
from clientgen.model.choosing import json_kinds
from clientgen.pipeline import Settings, generate
from clientgen.reading import load
from clientgen.targets.surface.operations import call_name

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
    """What Prism did not like, by operation; an ``after_response`` hook."""

    def __init__(self, api: Api, document: Any) -> None:
        # Prism takes an object of a form that is not given for an empty one, and reads
        # neither JSON nor several parts of one name in multipart bodies.
        self.unread = {
            call_name(resource, operation)
            for resource in api.resources
            for operation in resource.operations
            if operation.body and operation.body.kind in ("form", "multipart")
            if any(_is_nested(operation.body, each) for each in operation.body.fields)
        }
        self.known = {
            operation["operationId"]: operation["responses"].keys()
            for path in document["paths"].values()
            for operation in path.values()
            if isinstance(operation, dict) and "operationId" in operation
        }

    def __call__(self, event: Any) -> None:
        for each in json.loads(event.response.headers.get("sl-violations", "[]")):
            place = each["location"]
            if place[:2] == ["request", "body"] and event.operation in self.unread:
                continue
            # It holds a success that is not named against what failures answer.
            status = str(event.response.status)
            named = status in self.known.get(event.operation, ())
            if place[0] == "response" and status[0] == "2" and not named:
                continue
            self.append(f"{event.operation} {event.url}: {each}")


def _is_nested(body: Body, field: Field) -> bool:
    kinds = json_kinds(field.type)
    return "object" in kinds or (body.kind == "multipart" and "array" in kinds)


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
    refused = Refusals(api, json.loads(document.read_text("utf-8")))
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
