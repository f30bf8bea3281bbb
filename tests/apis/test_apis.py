"""Real APIs in part, as specs that people keep: called, type-checked, served by the sandbox.

Each folder holds a spec, written by hand of the vendor's public documents (facts only), a server
that behaves as these say, and natural calls of the generated client.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import inspect
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from httpserver import Arrived, Reply, serve
from selection import mostly_slow

from clientgen.pipeline import Settings, generate
from clientgen.reading import load
from clientgen.sandbox.opening import open_sandbox
from clientgen.sandbox.options import Options
from clientgen.sandbox.testing import LocalSandbox

HERE = Path(__file__).parent
CREDENTIALS: dict[str, dict[str, Any]] = {
    "github": {"token": "ghp_x"},
    "notion": {"token": "ntn_x"},
    "openai": {"token": "sk-x", "organization": "org-1"},
    "slack": {"token": "xoxb-bot", "user_token": "xoxp-user"},
    "stripe": {"token": "sk_test_x", "account": "acct_1"},
    "twilio": {"account_sid": "AC1", "auth_token": "secret"},
}
NAMES = sorted(CREDENTIALS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All clients in one folder, with their consumers beside them."""
    folder = tmp_path_factory.mktemp("apis")
    clients = folder / "clients"
    clients.mkdir()
    for name in NAMES:
        out = folder / name
        settings = Settings(HERE / name / "spec", out, ("python", "docs", "openapi"))
        generate(settings, lambda _: None)
        package = load(HERE / name / "spec").api.package
        (out / "python" / package).rename(clients / package)
        consumer = (HERE / name / "consumer.py").read_text()
        (clients / f"use_{name}.py").write_text(consumer)
    sys.path.insert(0, str(clients))
    yield folder
    sys.path.remove(str(clients))


def server_of(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(
        f"server_{name}", HERE / name / "server.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.answer


def clients_of(name: str) -> tuple[ModuleType, Any, Any]:
    api = load(HERE / name / "spec").api
    package = importlib.import_module(api.package)
    return package, getattr(package, api.name), getattr(package, f"Async{api.name}")


@pytest.mark.parametrize("strict", mostly_slow([False, True], [True]))
@pytest.mark.parametrize("name", NAMES)
def test_calls_go_through(name: str, strict: bool, made: Path) -> None:
    odd: list[Any] = []
    consumer = importlib.import_module(f"use_{name}")
    _, kind, async_kind = clients_of(name)
    with serve(server_of(name)) as server:
        urls = {
            each.name: server.url
            for each in load(HERE / name / "spec").api.servers
            if each.name
        }
        options = {
            **CREDENTIALS[name],
            "base_url": server.url,
            "allow_http": True,
            "strict": strict,
            "on_mismatch": odd.append,
            **({"base_urls": urls} if urls else {}),
        }
        with kind(**options) as client:
            consumer.use(client, "1")
            if hasattr(consumer, "only"):
                consumer.only(client)

        async def run() -> None:
            async with async_kind(**options) as client:
                await consumer.use_async(client, "1")

        asyncio.run(run())
    assert odd == []


@dataclass(frozen=True)
class Call:
    """A call of a resource's method."""

    resource: str
    method: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def on(self, client: Any) -> Any:
        return getattr(getattr(client, self.resource), self.method)(
            *self.args, **self.kwargs
        )


class Noting:
    """A client, or a resource of it, whose calls are noted."""

    def __init__(self, inner: Any, resources: set[str], calls: list[Call]) -> None:
        self.noted = inner, resources, calls

    def __getattr__(self, name: str) -> Any:
        inner, resources, calls = self.noted
        found = getattr(inner, name)
        if name not in resources:
            return found

        class Resource:
            def __getattr__(self, method: str) -> Any:
                def call(*args: Any, **kwargs: Any) -> Any:
                    calls.append(Call(name, method, args, kwargs))
                    return getattr(found, method)(*args, **kwargs)

                return call

        return Resource()


def calls_of(name: str, options: dict[str, Any]) -> list[Call]:
    """All calls of a consumer, but of files that are gone by now."""
    consumer = importlib.import_module(f"use_{name}")
    resources = {each.attribute for each in load(HERE / name / "spec").api.resources}
    calls: list[Call] = []
    with clients_of(name)[1](**options) as client:
        noting = Noting(client, resources, calls)
        consumer.use(noting, "1")
        if hasattr(consumer, "only"):
            consumer.only(noting)
    return [each for each in calls if not isinstance(each.kwargs.get("file"), Path)]


def outcome(client: Any, call: Call, failure: type[Exception]) -> str:
    """Of what type the answer is, whatever has to be read for it, or the error."""
    try:
        value = call.on(client)
        if isinstance(value, Iterator) or hasattr(value, "first_page"):
            return f"{type(value).__name__} of {len(list(value))}"
        return type(value).__name__
    except failure as error:
        return type(error).__name__


async def outcome_async(client: Any, call: Call, failure: type[Exception]) -> str:
    try:
        value = call.on(client)
        if inspect.isawaitable(value):
            value = await value
        if isinstance(value, AsyncIterator) or hasattr(value, "first_page"):
            kind = type(value).__name__.removeprefix("Async")
            return f"{kind} of {len([each async for each in value])}"
        return type(value).__name__
    except failure as error:
        return type(error).__name__


def bad_day(answer: Any) -> Any:
    """A server that does nothing the first time, where a client may ask again."""
    faults = cycle(
        [
            Reply(status=503, body=b"<h1>Maintenance</h1>"),
            Reply(fault="reset"),
            Reply(status=429, body={}, headers={"Retry-After": "0"}),
            Reply(status=200, body={}, fault="truncate"),
        ]
    )
    seen: set[Any] = set()

    def script(arrived: Arrived) -> Any:
        again = arrived.method in ("GET", "PUT", "DELETE")
        if key := arrived.headers.get("idempotency-key"):
            again = True
        asked = (arrived.method, arrived.target, key)
        if again and asked not in seen:
            seen.add(asked)
            return next(faults)
        seen.discard(asked)
        return answer(arrived)

    return script


@pytest.mark.parametrize("name", mostly_slow(NAMES, ["slack", "twilio"]))
def test_every_operation_is_called_on_good_days_and_bad_ones(
    name: str, made: Path
) -> None:
    """Sync and async clients have the same of each call, and so on a bad day."""
    api = load(HERE / name / "spec").api
    package, kind, async_kind = clients_of(name)
    failure = package.ApiError
    odd: list[Any] = []
    calls: list[Call] = []

    async def run(options: dict[str, Any]) -> list[str]:
        async with async_kind(**options) as client:
            return [await outcome_async(client, each, failure) for each in calls]

    found: list[list[str]] = []
    for script in (server_of(name), bad_day(server_of(name))):
        with serve(script) as server:
            options = {
                **CREDENTIALS[name],
                "base_url": server.url,
                "allow_http": True,
                "on_mismatch": odd.append,
                "retries": package.RetryPolicy(initial=0.001, max_retries=3),
            }
            if named := {each.name: server.url for each in api.servers if each.name}:
                options["base_urls"] = named
            calls = calls or calls_of(name, options)
            with kind(**options) as client:
                found.append([outcome(client, each, failure) for each in calls])
            found.append(asyncio.run(run(options)))
    assert {f"{each.resource}.{each.method}" for each in calls} == {
        f"{r.attribute}.{o.name}" for r in api.resources for o in r.operations
    }
    assert odd == []
    rows = list(zip(calls, *found, strict=True))
    assert [row for row in rows if len({*row[1:]}) > 1] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_sandbox_takes_the_same_calls(name: str, made: Path) -> None:
    api = load(HERE / name / "spec").api
    consumer = importlib.import_module(f"use_{name}")
    _, kind, _ = clients_of(name)
    arguments = inspect.signature(kind.__init__).parameters
    token = {each: "sandbox-token" for each in CREDENTIALS[name] if each in arguments}
    first = next(r for r in api.resources if r.schema)
    with LocalSandbox(open_sandbox(api, Options(rows=5))) as local:
        rows = local.rows(first.name)
        key = str(rows[0].get("sid") or rows[0].get("id"))
        with kind(**token, transport=local.transport) as client:
            consumer.use(client, key)


@pytest.mark.parametrize("method", mostly_slow(["PATCH", "POST"], ["POST"]))
def test_the_sandbox_adds_what_an_array_holds(method: str) -> None:
    api = load(HERE / "notion/spec").api
    resources = tuple(
        replace(
            resource,
            operations=tuple(
                replace(each, method=method) if each.name == "append" else each
                for each in resource.operations
            ),
        )
        for resource in api.resources
    )
    sandbox = open_sandbox(replace(api, resources=resources), Options(rows=2))
    with (
        LocalSandbox(sandbox) as local,
        httpx2.Client(transport=local.transport) as http,
    ):
        page = local.rows("Block")[0]["id"]
        children = [{"type": "divider", "divider": {}}] * 2
        headers = {
            "Authorization": "Bearer sandbox-token",
            "Notion-Version": "2022-06-28",
        }
        url = f"https://api.notion.com/v1/blocks/{page}/children"
        done = http.request(method, url, json={"children": children}, headers=headers)
        assert [each["type"] for each in done.json()["results"]] == ["divider"] * 2
        kinds = [
            each["type"] for each in http.get(url, headers=headers).json()["results"]
        ]
        assert kinds.count("divider") == 2
    sandbox.close()


@pytest.mark.slow
def test_the_sandbox_keeps_things_of_several_kinds(made: Path) -> None:
    _, kind, _ = clients_of("notion")
    api = load(HERE / "notion/spec").api
    with (
        LocalSandbox(open_sandbox(api, Options(rows=6))) as local,
        kind("sandbox-token", transport=local.transport, strict=True) as client,
    ):
        users = list(client.users.list())
        assert [type(each).__name__ for each in users[:2]] == ["PersonUser", "BotUser"]
        assert client.users.get(users[1].id) == users[1]

        page = local.rows("Block")[0]["id"]
        before = list(client.blocks.children(page))
        text = {"type": "paragraph", "paragraph": {"rich_text": []}}
        line = {"type": "divider", "divider": {}}
        [added, _] = client.blocks.append(page, children=[text, line])
        assert list(client.blocks.children(page))[len(before)] == added
        assert client.blocks.get(added.id) == added
        [inner] = client.blocks.append(added.id, children=[line])
        assert [each.id for each in client.blocks.children(added.id)] == [inner.id]
        assert type(client.blocks.get(inner.id)).__name__ == "DividerBlock"
        client.blocks.delete(added.id)
        package = importlib.import_module(api.package)
        for gone in (added, inner):
            with pytest.raises(package.NotFound):
                client.blocks.get(gone.id)


def test_the_sandbox_answers_the_thing_where_it_may_be_something_else(
    made: Path,
) -> None:
    _, kind, _ = clients_of("stripe")
    api = load(HERE / "stripe/spec").api
    with (
        LocalSandbox(open_sandbox(api, Options(rows=6))) as local,
        kind("sandbox-token", transport=local.transport, strict=True) as client,
    ):
        customer = client.customers.create(email="ada@example.com", name="Ada")
        assert client.customers.get(customer.id) == customer
        source = client.sources.create(customer.id, source="tok_visa")
        assert list(client.sources.list(customer.id)) == [source]
        assert client.sources.delete(customer.id, source.id).id == source.id
        assert list(client.sources.list(customer.id)) == []


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_consumers_are_clean(checker: str, made: Path) -> None:
    more = ["--strict"] if checker == "mypy" else ["--pythonpath", sys.executable]
    files = [f"use_{name}.py" for name in NAMES]
    done = subprocess.run(
        [sys.executable, "-m", checker, *more, *files],
        cwd=made / "clients",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", mostly_slow(NAMES, ["stripe", "slack"]))
def test_the_document_is_valid(name: str, made: Path) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    (path,) = (made / name / "openapi").glob("*.json")
    validator.validate(json.loads(path.read_text()))
