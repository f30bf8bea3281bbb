"""A demonstration: the generated client at work with a sandbox in this process.

What is called follows from the model; every line is told as it happens.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import fill
from types import ModuleType
from typing import Any, NamedTuple

import httpx2

from ..model.api import Api, Json, Operation, Resource
from ..targets.samples.keys import own_key
from ..targets.samples.values import Value, python, values_of
from ..targets.surface.names import argument, method, resource_attribute
from ..targets.surface.operations import call_name
from .casting import Body, Cast, Creation, cast_of
from .testing import Example, LocalSandbox

Tell = Callable[[str], None]
_WIDTH = 96
_SECRET = "whsec-demo"
_NOBODY = "no-such-{}"


def demonstrate(api: Api, package: Path, sandbox: LocalSandbox, tell: Tell) -> None:
    """Show what a client and a sandbox do.

    Args:
        api: What the client was generated from.
        package: The folder that holds the generated package.
        sandbox: A sandbox of that API.
        tell: Told each line.
    """
    sys.path.insert(0, str(package))
    module = importlib.import_module(api.package)
    transport = _Told(sandbox.transport, tell)
    make: Callable[..., Any] = getattr(module, api.name)
    with make(sandbox.token, transport=transport) as client:
        cast = cast_of(api, values_of(api))
        if not any(cast) and api.webhooks is None:
            tell("\nIt creates, lists and reads nothing, so there is nothing to show.")
        stage = _Stage(api, module, client, sandbox, tell)
        key = stage.create(cast.creation) if cast.creation else ""
        stage.walk(cast)
        if api.webhooks is not None:
            stage.receive()
        stage.survive(cast, key)


class _Told(httpx2.BaseTransport):
    """Tells what goes over the wire: requests, and answers of failure."""

    def __init__(self, transport: httpx2.BaseTransport, tell: Tell) -> None:
        self._transport = transport
        self._tell = tell

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request on."""
        body = request.read().decode(errors="replace")
        target = request.url.raw_path.decode()
        self._tell(_cut(f"  -> {request.method} {target} {body}".rstrip()))
        response = self._transport.handle_request(request)
        if response.status_code >= 400:
            self._tell(f"  <- {response.status_code}")
        return response


class _Stage(NamedTuple):
    """Where it is shown."""

    api: Api
    module: ModuleType
    client: Any
    sandbox: LocalSandbox
    tell: Tell

    def create(self, creation: Creation) -> str:
        """A thing is made, a wrong one refused, and one that refers to nothing; gives its key."""
        resource, operation, body, *_ = creation
        real = {**body, **self.real(creation.references)}
        self.say(f"{_a(resource)} is created.")
        made = self.call(resource, operation, real)
        key = self.key_of(resource, made)
        if creation.refused is not None:
            self.say(
                f'The rule "{creation.rule}" refuses another before anything is sent.'
            )
            self.call(resource, operation, creation.refused)
        for name, referred in list(creation.references.items())[:1]:
            self.say(f"A key has to be that of a {referred} that is there.")
            self.call(
                resource, operation, {**real, name: _NOBODY.format(referred.lower())}
            )
        return key

    def walk(self, cast: Cast) -> None:
        """A list is walked to its end."""
        if cast.listed is None:
            return
        resource, operation = cast.listed
        roles = {p.role: p for p in operation.query_parameters}
        size = {argument(roles["size"]): 20} if "size" in roles else {}
        self.say("A list is walked page by page.")
        call = _written(resource, operation, size)
        self.tell(f">>> len(list({call}))")
        self.tell(f"  <- {len(list(self.method(resource, operation)(**size)))}")

    def receive(self) -> None:
        """A signed event is received, and a forged one refused."""
        webhooks = self.api.webhooks
        assert webhooks is not None, "asked before"
        name = webhooks.events[0] if webhooks.events else "something.happened"
        subject = name.rpartition(".")[0]
        named = [r for r in self.api.resources if subject in _names(r)]
        keys: list[Json] = [self.key(named[0])] if named else []
        body = Example.BODY if name in dict(webhooks.bodies) else keys
        standard = webhooks.scheme == "standard"
        secret = self.sandbox.webhook_secret if standard else _SECRET
        payload, headers = self.sandbox.event(name, body, secret)
        self.say("An event arrives; its signature is checked.")
        self.tell(_cut(f"  -> {payload.decode()}"))
        for header, value in headers.items():
            if header != "Content-Type":
                self.tell(_cut(f"     {header}: {value}"))
        parse, facts = self.module.parse_event, self.module.API
        self.tell(">>> parse_event(API, payload, headers, secret)")
        event = parse(facts, payload, headers, secret)
        self.tell(_cut(f"  <- {event.name}: {self.shown(event.body)}"))
        self.tell('>>> parse_event(API, payload + b" ", headers, secret)')
        try:
            parse(facts, payload + b" ", headers, secret)
        except self.module.WebhookError as error:
            self.refused(error)

    def survive(self, cast: Cast, key: str) -> None:
        """A call goes well although the server fails at first."""
        if cast.get is not None:
            resource, operation = cast.get
            if (
                cast.creation is None
                or resource is not cast.creation.resource
                or not key
            ):
                key = self.key(resource)
            positional: tuple[str, ...] = (key,)
        elif cast.listed is not None:
            (resource, operation), positional = cast.listed, ()
        else:
            return
        self.say("The server fails, and the client tries again.")
        self.sandbox.weather(
            call_name(resource, operation), status=503, retry_after=0, times=1
        )
        self.call(resource, operation, {}, *positional)

    def call(
        self, resource: Resource, operation: Operation, body: Body, *positional: str
    ) -> Any:
        """Call an operation, and tell what comes of it."""
        fields = operation.body.fields if operation.body else ()
        names = {field.name: argument(field) for field in fields}
        given = {names[name]: value for name, value in body.items()}
        self.tell(_cut(f">>> {_written(resource, operation, given, *positional)}"))
        try:
            found = self.method(resource, operation)(*positional, **given)
            if operation.answer.kind == "pages":
                found = next(iter(found), None)
        except self.module.ApiError as error:
            self.refused(error)
            return None
        self.tell(_cut(f"  <- {self.shown(found)}"))
        return found

    def refused(self, error: Exception) -> None:
        """Tell of an error of the client, in its own words."""
        body = getattr(error, "body", None)
        inside = body.get("error") if isinstance(body, dict) else None
        details = inside.get("details", []) if isinstance(inside, dict) else []
        words = [f"{type(error).__name__}: {error}"]
        told = (f"{each['field']}: {each['message']}" for each in details)
        words += [each for each in told if each not in words[0]]
        for line in words:
            self.tell(
                fill(line, _WIDTH, initial_indent="  !! ", subsequent_indent="     ")
            )

    def shown(self, found: Any) -> str:
        """A thing in a line: its class and its first fields that say something."""
        if not hasattr(found, "to_dict"):
            return repr(found)
        document: Mapping[str, Json] = found.to_dict()
        plain = {k: v for k, v in document.items() if isinstance(v, str | int | float)}
        first = list(plain.items())[:3]
        told = ", ".join(f"{name}={json.dumps(value)}" for name, value in first)
        return f"{type(found).__name__}: {told}"

    def method(self, resource: Resource, operation: Operation) -> Any:
        """A method of the client."""
        return getattr(
            getattr(self.client, resource_attribute(resource)), method(operation)
        )

    def real(self, references: Mapping[str, str]) -> dict[str, Value]:
        """Keys of things that are there, for those that a body refers to."""
        resources = {each.name: each for each in self.api.resources}
        return {name: self.key(resources[each]) for name, each in references.items()}

    def key(self, resource: Resource) -> str:
        """The key of a resource's first thing."""
        rows = self.sandbox.rows(resource.name)
        own = self.own(resource)
        return str(rows[0].get(own, "")) if rows and own else ""

    def key_of(self, resource: Resource, made: Any) -> str:
        """The key of a thing that was answered."""
        own = self.own(resource)
        return str(made.to_dict().get(own, "")) if own and made is not None else ""

    def own(self, resource: Resource) -> str:
        """The field of a thing's own key; empty where there is none."""
        schemas = {each.name: each for each in self.api.schemas}
        schema = schemas.get(resource.schema or "")
        field = own_key(schema) if schema else None
        return field.name if field else ""

    def say(self, words: str) -> None:
        """Say what comes next."""
        self.tell(f"\n# {words}")


def _names(resource: Resource) -> tuple[str, ...]:
    return (resource.attribute, resource.file, resource.name.lower())


def _a(resource: Resource) -> str:
    article = "An" if resource.name[0] in "AEIOU" else "A"
    return f"{article} {resource.name}"


def _written(
    resource: Resource,
    operation: Operation,
    given: Mapping[str, Value],
    *positional: str,
) -> str:
    """A call as people write it."""
    words = [str(python(each)) for each in positional]
    words += [f"{name}={python(value)}" for name, value in given.items()]
    return f"client.{call_name(resource, operation)}({', '.join(words)})"


def _cut(line: str) -> str:
    """A line that fits."""
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 4]} ..."
