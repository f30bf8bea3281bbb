"""Samples to run, and what must arrive when they do: shared by tests and judges."""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import os
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from httpserver import Arrived, Reply

from clientgen.model.api import (
    Answer,
    Api,
    ApiKey,
    Auth,
    Body,
    Field,
    Operation,
    Parameter,
    Resource,
    Server,
)
from clientgen.model.types import ListOf, Scalar
from clientgen.rules.decide import holds, in_force
from clientgen.targets.samples.calls import call_of, list_condition
from clientgen.targets.samples.lines import text_of
from clientgen.targets.samples.request import (
    Array,
    Entry,
    Object,
    Request,
    Tree,
    fields_of,
    request_of,
)
from clientgen.targets.samples.values import Value, Values, values_of, wire
from clientgen.targets.samples.writers import Sample, default_body, samples

FILE = b"%PDF-1.7 example"
SECRET = "a-secret"


@dataclass(frozen=True)
class Case:
    """A sample with some keys on, and the request that it must send."""

    name: str
    text: str
    on: tuple[str, ...]
    request: Request
    operation: Operation
    body: Mapping[str, Value] | None
    is_default: bool


def environment() -> dict[str, str]:
    """Where samples run."""
    return {
        "PATH": os.environ["PATH"],
        "NO_PROXY": "*",
        "MAKINI_TOKEN": SECRET,
        "SHOP_KEY": SECRET,
        "LC_ALL": "C.UTF-8",
    }


def content_at(api: Api, url: str) -> Api:
    """The API on another server."""
    return dataclasses.replace(api, servers=(Server(url),))


def cases_of(api: Api, slug: str, allowed: bool = False) -> list[Case]:
    """The samples of all operations in one language, for the example and other sets of keys.

    Args:
        api: Whose.
        slug: Of the language.
        allowed: Only sets that the rules take, for clients that refuse others.
    """
    values = values_of(api)
    found: list[Case] = []
    for resource in api.resources:
        for operation in resource.operations:
            found += _cases(api, resource, operation, values, slug, allowed)
    return found


def _cases(
    api: Api,
    resource: Resource,
    operation: Operation,
    values: Values,
    slug: str,
    allowed: bool,
) -> Iterator[Case]:
    body = default_body(operation, values)
    given = body or ({} if operation.body else None)
    call = call_of(operation, values, given, list_condition(api, operation, values))
    request = request_of(api, operation, call, values)
    (sample,) = [
        each for each in samples(api, resource, operation, values) if each.slug == slug
    ]
    for number, on in enumerate(_sets(operation, sample)):
        nodes = [rule.body for rule in in_force(operation.rules)]
        if allowed and not all(holds(node, _plain(on)) for node in nodes):
            continue
        name = f"{resource.file}.{operation.name}.{number}"
        text = text_of(sample.lines, on)
        yield Case(name, text, on, request, operation, body, number == 0)


def _plain(on: tuple[str, ...]) -> list[str]:
    return [atom for atom in on if "=" not in atom]


def _sets(operation: Operation, sample: Sample) -> Iterator[tuple[str, ...]]:
    """The example's, everything, nothing, and everything but what comes first or last."""
    yield sample.on
    if operation.body is None:
        return
    keys = tuple(field.name for field in operation.body.fields if not field.read_only)
    seen = {sample.on}
    for on in (keys, (), keys[1:], keys[:-1], keys[: len(keys) // 2]):
        if on not in seen:
            seen.add(on)
            yield on


def answers(request: Arrived) -> Reply | Any:
    """Something of the right outline for everything: a list, or one thing with a key."""
    if request.path.endswith("/payments"):
        return Reply(body=b"%PDF")
    if request.path.endswith(("/files", "/reach", "/poke", "/drop")):
        return Reply(body=b"")
    thing = {"key": "17"}
    if request.path.startswith("/orders/") and "/customers/" in request.path:
        return {"data": ["17"]}
    listed = request.method == "GET" and _lists(request)
    return {"data": [thing] if listed else thing, "meta": {"last_page": 1, "last": 1}}


LISTS: set[str] = set()


def _lists(request: Arrived) -> bool:
    return any(re.fullmatch(pattern, request.path) for pattern in LISTS)


def learn_lists(api: Api) -> None:
    """Tell :func:`answers` where lists are."""
    for resource in api.resources:
        for operation in resource.operations:
            if operation.answer.kind in ("pages", "list"):
                parts = re.split(r"\{[^}]*\}", operation.path)
                LISTS.add("[^/]+".join(map(re.escape, parts)))


def arrived_in_turn(
    cases: list[Case], requests: list[Arrived]
) -> list[tuple[Case, Arrived]]:
    """Each case with its request: they ran one after the other."""
    return list(zip(cases, requests, strict=True))


def check(case: Case, request: Arrived) -> None:
    """Compare what arrived with the model of the request.

    Raises:
        AssertionError: Something else arrived.
    """
    where = f"{case.name} {case.on}\n{case.text}"
    wanted = case.request
    assert request.method == wanted.method, where
    path = urlsplit(wanted.url).path
    assert request.path == path, where
    query = list(wanted.query)
    headers = request.headers
    for credential in wanted.credentials:
        secret = SECRET
        if credential.password is not None:
            password = SECRET if credential.password else ""
            secret = b64encode(f"{SECRET}:{password}".encode()).decode()
        if credential.place == "header":
            value = headers.get(credential.name.lower())
            assert value == f"{credential.before}{secret}", where
        else:
            query.append((credential.name, f"{credential.before}{secret}"))
    for name, text in wanted.fields:
        assert headers.get(name.lower()) == text, where
    assert sorted(request.query) == sorted(query), where
    kind = headers.get("content-type", "")
    if wanted.content is None:
        assert request.body == b"", where
        return
    if wanted.content.kind == "json":
        assert kind == "application/json", where
        assert json.loads(request.body) == plain(wanted.content.tree, case.on), where
        return
    parts = [
        (entry.name, FILE if isinstance(part, bytes) else part.encode())
        for entry, part in fields_of(wanted.content)
        if is_on(entry, case.on)
    ]
    if wanted.content.kind == "form":
        assert kind.startswith("application/x-www-form-urlencoded") or not parts, where
        pairs = parse_qsl(request.body.decode(), keep_blank_values=True)
        assert [(name, text.encode()) for name, text in pairs] == parts, where
    elif parts:
        assert kind.startswith("multipart/form-data"), where
        assert read_parts(kind, request.body) == parts, where


def read_parts(kind: str, body: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of a multipart body."""
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    message: Any = BytesParser(policy=HTTP).parsebytes(head + body)
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()
    ]


def is_on(entry: Entry, on: tuple[str, ...]) -> bool:
    return set(entry.needs) <= set(on) and not set(entry.unless) & set(on)


def plain(tree: Tree, on: tuple[str, ...]) -> Any:
    """The JSON that a tree stands for."""
    if isinstance(tree, Object):
        return {e.name: plain(e.value, on) for e in tree.entries if is_on(e, on)}
    if isinstance(tree, Array):
        return [plain(item, on) for item in tree.items]
    return wire(tree)


# Hostile texts as names and values.


def neighbour(path: str) -> Any:
    """A module of another folder of tests."""
    file = Path(__file__).parent / path
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SHOP: Api = neighbour("targets/docs_shop.py").SHOP


def _odd() -> Api:
    """A shop with other manners: a key in the query, arrays there and in forms."""
    texts = ListOf(Scalar("string"))
    two: Any = ["a b,c", "d&e=+%"]
    query = (
        Parameter("plain", texts, required=True, example=two),
        Parameter("square", texts, required=True, explode="brackets", example=two),
        Parameter("comma", texts, required=True, explode="comma", example=["a", "b"]),
        Parameter("yes", Scalar("boolean"), required=True, example=True),
    )
    form = Body(
        "form", (Field("tags", texts, example=two), Field("no", Scalar("integer")))
    )
    many = Body(
        "multipart", (Field("file", Scalar("file")), Field("tag", texts, example=two))
    )
    value = Body(
        "object",
        (Field("a", Scalar("any"), example=["x", {"__proto__": [1.5, None]}]),),
    )
    nothing, thing = Answer("empty"), Answer("object")
    orders = dataclasses.replace(
        SHOP.resources[0],
        operations=(
            Operation("look", "GET", "/look", thing, query_parameters=query),
            Operation(
                "tell", "POST", "/tell", thing, query_parameters=query, body=form
            ),
            Operation("send", "PUT", "/send", thing, body=many),
            Operation("patch", "PATCH", "/patch", thing, body=value),
            Operation("poke", "POST", "/poke", nothing),
            Operation("drop", "DELETE", "/drop", nothing),
        ),
        schema=None,
    )
    return dataclasses.replace(
        SHOP,
        name="Odd",
        package="odd",
        auth=Auth(api_key=ApiKey("api key", "query", "SHOP_KEY")),
        resources=(orders,),
        schemas=(),
    )


ODD = _odd()


def hostile_texts() -> dict[str, str]:
    """The payloads of the hostile grid, by name, each with a marker of its own."""
    payloads = neighbour("hostile/payloads.py")
    return {
        name: payloads.hostile(text, number)
        for number, (name, text) in enumerate(payloads.PAYLOADS.items())
    }


def hostile_api(text: str) -> Api:
    """The shop, with a text at every place that a sample could show it."""

    def field(old: Any) -> Any:
        if old.type.__class__.__name__ == "Scalar" and old.type.name == "file":
            return dataclasses.replace(old, name=f"{old.name}{text}", alias=old.name)
        return dataclasses.replace(
            old,
            name=f"{old.name}{text}",
            alias=re.sub("(?<=[a-z])(?=[A-Z])", "_", old.name).lower(),
            example=None if old.type.__class__.__name__ != "Scalar" else text,
        )

    def parameter(old: Any) -> Any:
        if old.role != "value":
            return old
        return dataclasses.replace(old, example=text)

    def operation(old: Any) -> Any:
        body = old.body
        if body:
            body = dataclasses.replace(body, fields=tuple(map(field, body.fields)))
        query = tuple(
            dataclasses.replace(
                parameter(p),
                name=f"{p.name}{text}" if p.role == "value" else p.name,
                alias=p.name,
            )
            for p in old.query_parameters
        )
        return dataclasses.replace(
            old,
            body=body,
            rules=(),
            path_parameters=tuple(map(parameter, old.path_parameters)),
            query_parameters=query,
        )

    resources = tuple(
        dataclasses.replace(r, operations=tuple(map(operation, r.operations)))
        for r in SHOP.resources
    )
    schemas = tuple(
        dataclasses.replace(s, fields=tuple(map(field, s.fields))) for s in SHOP.schemas
    )
    return dataclasses.replace(SHOP, resources=resources, schemas=schemas)
