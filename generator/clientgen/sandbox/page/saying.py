"""A request as a call of the generated Python client, or in words why it is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from ...model.access import ApiKey
from ...model.api import Api, Operation, Parameter
from ...model.types import ListOf, Scalar, Type
from ...targets.samples.calls import example
from ...targets.samples.values import Value, names_used, python, wire
from ...targets.sinks import Code, SinkError, code, emit, identifier, join, literal
from ...targets.surface.names import argument, method, resource_attribute
from ...targets.surface.operations import call_name
from ..application import Found
from ..bodies import Sent, Upload
from ..checks import MARKS
from ..shaping import number_of
from .recording import Record

_WIDTH = 88
_SHORT = 200
"""Bytes of a file that stand in the code themselves."""


class Said(NamedTuple):
    """A request in Python.

    Attributes:
        code: The call, on a client called ``client``; empty where there is none.
        why: Why there is none, or what it leaves out; empty where all is said.
    """

    code: Code
    why: str = ""


class _Unsaid(Exception):
    """The client has no words for it."""


def said(api: Api, record: Record, found: Found | None, sent: Sent | None) -> Said:
    """Say a request as a call of the client.

    Args:
        api: The API.
        record: The request.
        found: The operation that it is for, if it is for one.
        sent: Its body, read; None where that cannot be read.
    """
    if found is None:
        return Said(emit(""), "It is for no operation, so the client cannot send it.")
    name = call_name(found.prepared.route.resource, found.prepared.route.operation)
    if sent is None:
        words = f"client.{name} cannot send a body that is not as its type says."
        return Said(emit(""), words)
    try:
        return _Saying(api, record, found, sent).said()
    except _Unsaid as error:
        return Said(emit(""), f"client.{name} cannot send it: {error}")
    except SinkError:
        return Said(emit(""), f"client.{name} cannot send it: a value has no literal.")


class _Saying:
    """What stands between the parentheses."""

    def __init__(self, api: Api, record: Record, found: Found, sent: Sent) -> None:
        self.api = api
        self.prepared = found.prepared
        self.operation: Operation = found.prepared.route.operation
        self.path = found.path
        self.sent = sent
        self.headers = Headers(raw=list(record.headers))
        self.pairs = parse_qsl(record.query, keep_blank_values=True)
        self.positional: list[Code] = []
        self.named: list[tuple[str, Code]] = []
        self.options: dict[str, Code] = {}
        self.used: set[str] = set()
        self.files = ""

    def said(self) -> Said:
        for parameter in self.operation.path_parameters:
            self.say_path(parameter)
        self.say_body()
        self.say_query()
        self.say_fields()
        return Said(self.statement(), self.files)

    def statement(self) -> Code:
        """The call, laid out."""
        resource = self.prepared.route.resource
        target = code(
            "client.{}.{}",
            identifier(resource_attribute(resource)),
            identifier(method(self.operation)),
        )
        given = [*self.positional]
        given += [code("{}={}", identifier(n), each) for n, each in self.named]
        if self.options:
            pairs = (
                code("{}: {}", literal(n), each) for n, each in self.options.items()
            )
            given.append(code("options={{{}}}", join(", ", pairs)))
        call = code("{}({})", target, join(", ", given))
        if len(call) > _WIDTH and given:
            inner = join("", (code("    {},\n", each) for each in given))
            call = code("{}(\n{})", target, inner)
        kind = self.operation.answer.kind
        if kind == "pages":
            call = code("page = next(iter({}.pages()))", call)
        elif kind in ("events", "lines"):
            call = code("with {} as stream:\n    print(list(stream))", call)
        return example([(call, frozenset(self.used))])

    def name(self, parameter: Parameter, value: Value) -> None:
        """Give a value by the parameter's name."""
        self.named.append((argument(parameter), self.value(value)))

    def value(self, value: Value) -> Code:
        self.used |= names_used(value)
        return python(value)

    def say_path(self, parameter: Parameter) -> None:
        text = self.path[parameter.name]
        if text in ("", ".", ".."):
            raise _Unsaid(f"{text!r} cannot stand in a path.")
        value = _from_text(parameter.type, text)
        if parameter.once:
            self.name(parameter, value)
        else:
            self.positional.append(self.value(value))

    # The query.

    def say_query(self) -> None:
        query: dict[str, list[str]] = {}
        for name, text in self.pairs:
            query.setdefault(name, []).append(text)
        known = {each.name: each for each in self.operation.query_parameters}
        roles = {each.role: each for each in self.operation.query_parameters}
        conditions: dict[str, Value] = {}
        order: list[str] = []
        more: dict[str, Value] = {}
        for name, texts in query.items():
            outer, _, inner = name.partition("[")
            parameter = known.get(name) or known.get(outer)
            is_condition = inner.endswith("]") and inner != "]"
            if name in self.credentials():
                continue
            if is_condition and parameter and parameter is roles.get("filter"):
                conditions[inner[:-1]] = texts[0] if len(texts) == 1 else [*texts]
            elif is_condition and parameter and self.is_order(parameter, texts):
                order.append(f"{self.directions()[texts[0]]}{inner[:-1]}")
            elif self.is_match(name) and "filter" in roles:
                taken = {argument(each) for each in self.operation.parameters}
                word = "match_" if "match" in taken else "match"
                self.named.append((word, self.value(texts[-1])))
            elif parameter and parameter.role in ("value", "page", "size"):
                self.name(parameter, _from_texts(parameter, texts))
            else:
                more[name] = texts[0] if len(texts) == 1 else [*texts]
        if conditions:
            self.name(roles["filter"], conditions)
        if order:
            self.name(roles["sort"], order[0] if len(order) == 1 else order)
        if more:
            self.options["query"] = self.value(more)

    def is_match(self, name: str) -> bool:
        filtering = self.api.filtering
        return bool(filtering and name and name == filtering.match_parameter)

    def is_order(self, parameter: Parameter, texts: Sequence[str]) -> bool:
        known = len(texts) == 1 and texts[0] in self.directions()
        return parameter.role == "sort" and known

    def directions(self) -> dict[str, str]:
        """What stands before a field by which a list is sorted, by the word on the wire."""
        filtering = self.api.filtering
        return {filtering.descending: "-", filtering.ascending: ""} if filtering else {}

    def credentials(self) -> set[str]:
        """Parameters of the query that the client sets by itself."""
        return {
            each.name
            for way in self.api.auth.all_ways
            for each in way.credentials
            if isinstance(each, ApiKey) and each.place == "query"
        }

    # Headers and cookies.

    def say_fields(self) -> None:
        cookies = cookie_parser(self.headers.get("cookie", ""))
        for parameters, given in (
            (self.operation.header_parameters, self.headers),
            (self.operation.cookie_parameters, cookies),
        ):
            for each in parameters:
                text = given.get(each.name)
                if text is not None and each.role != "idempotency":
                    texts = text.split(",") if isinstance(each.type, ListOf) else [text]
                    self.name(each, _from_texts(each, [t.strip() for t in texts]))
        ours = {
            name: value
            for name, value in self.headers.items()
            if name.startswith("x-sandbox-")
        }
        if ours:
            self.options["headers"] = literal(ours)

    # The body.

    def say_body(self) -> None:
        body, value = self.operation.body, self.sent.value
        if body is None:
            return
        if not body.has_keys:
            if value is None and body.kind == "any":
                return
            self.named.append(("body", self.plain(value)))
        elif body.kind == "array":
            if not isinstance(value, list):
                raise _Unsaid("its body is no array.")
            self.named.append(("items", self.plain(value)))
        elif isinstance(value, Mapping):
            self.say_keys(value, are_texts=body.kind != "object")
        else:
            raise _Unsaid("its body is no object.")
        judged = (
            {k: "file" if isinstance(v, bytes) else v for k, v in value.items()}
            if isinstance(value, dict)
            else value
        )
        if isinstance(judged, dict | list) and self.prepared.rules.broken(judged, {}):
            # The client would refuse it before it is sent.
            self.options["check"] = literal(False)

    def say_keys(self, sent: Mapping[str, object], *, are_texts: bool) -> None:
        body = self.operation.body
        assert body is not None, "asked before"
        fields = {each.name: each for each in body.fields}
        more: dict[str, Code] = {}
        for name, value in sent.items():
            field = fields.get(name)
            upload = self.sent.files.get(name)
            if field is None:
                more[name] = self.plain(value)
            elif upload is not None:
                self.named.append((argument(field), self.file(name, upload)))
            elif are_texts and isinstance(value, str):
                typed = _from_text(field.type, value)
                self.named.append((argument(field), self.value(typed)))
            elif isinstance(value, str) and isinstance(field.type, Scalar):
                typed = _moment(field.type, value)
                self.named.append((argument(field), self.value(typed)))
            else:
                self.named.append((argument(field), self.plain(value)))
        if more:
            pairs = (code("{}: {}", literal(n), each) for n, each in more.items())
            self.options["body"] = code("{{{}}}", join(", ", pairs))

    def file(self, name: str, upload: Upload) -> Code:
        if len(upload.content) <= _SHORT:
            if upload.content.isascii():
                return python(upload.content)
            return code("bytes.fromhex({})", literal(upload.content.hex()))
        self.files = f"It sends {len(upload.content)} bytes as {name}."
        return code("open({}, {})", literal(upload.name or name), literal("rb"))

    def plain(self, value: object) -> Code:
        """Plain data as Python has it."""
        match value:
            case bytes():
                return self.file("body", Upload("body", "", value))
            case Decimal():
                if value == Decimal(repr(float(value))):
                    return literal(float(value))
                raise _Unsaid("a number is longer than those of Python.")
            case dict():
                pairs = (
                    code("{}: {}", literal(k), self.plain(v)) for k, v in value.items()
                )
                return code("{{{}}}", join(", ", pairs))
            case list():
                return code("[{}]", join(", ", map(self.plain, value)))
        return literal(value)


def _from_texts(parameter: Parameter, texts: Sequence[str]) -> Value:
    """What a caller gives for the texts of a query."""
    type_ = parameter.type
    if not isinstance(type_, ListOf):
        return _from_text(type_, texts[-1])
    mark = MARKS.get(parameter.explode)
    parted = [one for text in texts for one in (text.split(mark) if mark else [text])]
    return [_from_text(type_.item, each) for each in parted]


def _from_text(type_: Type, text: str) -> Value:
    """A text of a path, a query or a form as its type; the text where it is none."""
    if not isinstance(type_, Scalar):
        return text
    match type_.name:
        case "integer" if text.isascii() and text == _whole(text):
            return int(text)
        case "number":
            number = number_of(text)
            plain = None if number is None else float(number)
            if plain is not None and repr(plain) == text:
                return plain
            return int(text) if text == _whole(text) else text
        case "boolean" if text in ("true", "false"):
            return text == "true"
    return _moment(type_, text)


def _whole(text: str) -> str:
    number = number_of(text) if len(text) < 19 else None
    return str(int(number)) if number is not None else ""


def _moment(type_: Scalar, text: str) -> Value:
    """A text as date or time, where the client writes that as it came."""
    kinds: Mapping[str, type[dt.date]] = {"datetime": dt.datetime, "date": dt.date}
    if type_.name not in kinds:
        return text
    try:
        found = kinds[type_.name].fromisoformat(text)
    except ValueError:
        return text
    if isinstance(found, dt.datetime) and found.tzinfo is None:
        return text
    return found if wire(found) == text else text
