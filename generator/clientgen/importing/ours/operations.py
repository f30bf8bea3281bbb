"""Operations, and the resources that they are of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...model.naming import plural, snake_case
from .access import ways_of
from .answers import Answer, answer_of, errors_of, without_failures
from .bodies import Body, body_of, write_body
from .fields import Key
from .parameters import Common, Given, given_of, is_constant, items_of
from .schemas import Schema, Writer
from .terms import Names
from .texts import origin, own_texts

_METHODS = ("GET", "PUT", "PATCH", "POST", "DELETE")


@dataclass(frozen=True, slots=True)
class Call:
    """An operation.

    Attributes:
        resource: Where clients offer it.
        name: In snake case.
        method: In capitals.
        path: Below the server.
        said: The operation object.
        givens: Its parameters, without constant headers.
        headers: Constant headers.
        body: What is sent; None for nothing.
        answer: What is answered.
        cases: What is answered where keys of the body have certain values.
        place: Where the answer has its value.
        single: Where single values are, be it in a case; None where there are none.
        errors: What failures answer; None where nothing is known.
    """

    resource: str
    name: str
    method: str
    path: str
    said: Mapping[str, Any]
    givens: tuple[Given, ...]
    headers: Mapping[str, str]
    body: Body | None
    answer: Answer
    cases: tuple[dict[str, Any], ...]
    place: str
    single: str | None
    errors: Mapping[str, Any] | None

    @property
    def walks(self) -> bool:
        """Whether its list is walked."""
        return self.answer.is_list and self.said.get("x-paging") != "none"

    @property
    def walks_usually(self) -> bool:
        """Whether its list is walked in the usual way."""
        is_got = self.walks and self.method == "GET"
        return is_got and "x-paging" not in self.said


def calls_of(root: Mapping[str, Any], names: Names) -> list[Call]:
    """All operations, in the document's order."""
    return [
        _call(root, path, method, item[method], names)
        for path, item in root["paths"].items()
        for method in item
    ]


def _call(
    root: Mapping[str, Any],
    path: str,
    method: str,
    said: Mapping[str, Any],
    names: Names,
) -> Call:
    resource, _, name = said["operationId"].rpartition(".")
    headers: dict[str, str] = {}
    givens: list[Given] = []
    match = root.get("x-filtering", {}).get("match", {}).get("parameter")
    filters = False
    for each in said.get("parameters", ()):
        if is_constant(each):
            headers[each["name"]] = each["schema"]["const"]
        elif not (filters and each["name"] == match):
            givens.append(given_of(each, names))
        filters = each.get("x-role") == "filter"
    errors = errors_of(said["responses"], names)
    paging = said.get("x-paging") or root.get("x-paging") or {}
    responses = without_failures(said["responses"], errors)
    cases: list[dict[str, Any]] = []
    single: str | None = None
    for case in said.get("x-answer-when", ()):
        if "key" not in case:
            responses = case["responses"]
            continue
        values = case["in"]
        given = {"is": values[0]} if len(values) == 1 else {"in": values}
        answer = answer_of(case["responses"], case.get("envelope", ""), names)
        if answer.is_single:
            single = case.get("envelope", "")
        cases.append({"key": case["key"], **given, "answer": answer.said})
    place = said.get("x-envelope", "")
    if "x-envelope" not in said and isinstance(paging, Mapping):
        place = _place(responses, paging.get("items", ""))
    body = said.get("requestBody")
    answer = answer_of(responses, place, names)
    if answer.is_single:
        single = place
    return Call(
        resource,
        name,
        method.upper(),
        path,
        said,
        tuple(givens),
        headers,
        body_of(body, root["components"]["schemas"], names) if body else None,
        answer,
        tuple(cases),
        place,
        single,
        errors,
    )


def _place(responses: Mapping[str, Any], wanted: str) -> str:
    """The wanted place, where an array or a value stands there."""
    content = responses.get("200", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    for name in wanted.split(".") if wanted else ():
        if name not in schema.get("properties", {}):
            return ""
        schema = schema["properties"][name]
    return wanted


@dataclass(frozen=True, slots=True)
class Around:
    """What all operations share.

    Attributes:
        root: The document.
        schemas: Of the spec, by name.
        common: Parameters that several have.
        single: ``answers.single`` of api.yaml.
        regular: The usual name of the parameter of one thing, and the method of update.
        body_kind: Of api.yaml.
        auth: Of api.yaml.
        writer: Writes fields.
    """

    root: Mapping[str, Any]
    schemas: Mapping[str, Schema]
    common: Common
    single: str
    regular: tuple[str, str]
    body_kind: str
    usual_way: str
    writer: Writer

    @property
    def usual(self) -> dict[str, Any]:
        """What api.yaml says of bodies."""
        return {"body_kind": self.body_kind, "forms": self.root.get("x-forms", {})}

    @property
    def paging(self) -> Mapping[str, Any]:
        """The usual way to walk lists; empty where there is none."""
        found: Mapping[str, Any] = self.root.get("x-paging", {})
        return found


def resource_of(
    tag: Mapping[str, Any], calls: Sequence[Call], around: Around
) -> dict[str, Any]:
    """A resource's file."""
    name = tag["name"]
    said: dict[str, Any] = {"resource": name}
    attribute = calls[0].resource
    if attribute != plural(snake_case(name)):
        said["attribute"] = attribute
    first, last = own_texts(tag)
    said |= {"summary": first, "note": last}
    path = _common_path([call.path for call in calls])
    said["path"] = path
    said |= origin(tag)
    said["changed"] = tag.get("x-changed")
    said = {key: value for key, value in said.items() if value}
    suffix = next((c.said["x-suffix"] for c in calls if "x-suffix" in c.said), "")
    if suffix:
        said["regular"] = {"suffix": suffix}
    schema = around.schemas.get(name)
    own: dict[str, Key] = {}
    if schema is not None and not schema.file and schema.keys is not None:
        made = around.writer.schema(schema)
        said |= {key: made[key] for key in ("fields", "additional") if key in made}
        own = {key.name: key for key in schema.keys}
    else:
        schema = None
    order = tag.get("x-order")
    if order:
        calls = sorted(calls, key=lambda call: order.index(call.name))
    bodies: dict[str, Body] = {}
    operations: dict[str, Any] = {}
    for call in calls:
        operations[call.name] = _operation(
            call, tag, path, suffix, own, schema is not None, bodies, around
        )
        if call.body is not None and call.body.keys:
            bodies.setdefault(call.name, call.body)
    return {**said, "operations": operations}


def _common_path(paths: Sequence[str]) -> str:
    """What all paths begin with, in whole segments; the key of one thing left out."""
    parts: list[str] = []
    for several in zip(*(path.split("/") for path in paths), strict=False):
        if len({*several}) > 1:
            break
        parts.append(several[0])
    while parts and "{" in parts[-1]:
        parts.pop()
    return "/".join(parts)


def _operation(
    call: Call,
    tag: Mapping[str, Any],
    path: str,
    suffix: str,
    own: Mapping[str, Key],
    has_schema: bool,
    before: Mapping[str, Body],
    around: Around,
) -> Any:
    source = call.said
    said: dict[str, Any] = {}
    title = source.get("x-title", "")
    if source.get("summary") != title or not title:
        said["summary"] = source.get("summary")
    said["note"], more = own_texts(source)
    if more:
        raise ValueError("an operation's description ends in words of the document")
    said["title"] = title
    said = {key: value for key, value in said.items() if value}
    said |= _route(call, path, suffix, around)
    items = items_of(call.givens, around.common)
    lists = around.common.lists
    if call.answer.is_list and call.method == "GET":
        # Where lists say nothing, they have what selects pages from api.yaml.
        implied = lists or around.common.said
        if not (call.walks_usually and items == lists) and (items or implied):
            said["parameters"] = items
    elif items or (call.answer.is_list and lists):
        said["parameters"] = items
    if call.body is not None:
        owner = tag["name"] + "".join(w.capitalize() for w in call.name.split("_"))
        said |= write_body(call.body, own, around.usual, before, around.writer, owner)
    said |= _answer(call, tag["name"] if has_schema else "", around)
    said |= _terms(call, around)
    if "x-idempotent" in source:
        said["idempotent"] = source["x-idempotent"]
    if source.get("deprecated"):
        said["deprecated"] = True
    if "x-also" in source:
        said["also"] = source["x-also"]
    here, above = origin(source), origin(tag)
    for key in ("modules", "source"):
        if here.get(key) != above.get(key):
            said[key] = here.get(key, [])
    if "x-rules" in source:
        said["rules"] = source["x-rules"]
    if [*said] == ["summary"]:
        return said["summary"]
    return said or None


def _route(call: Call, path: str, suffix: str, around: Around) -> dict[str, Any]:
    key, update = around.regular
    one = f"/{{{key}}}{suffix}"
    regular = {
        "list": ("GET", suffix),
        "get": ("GET", one),
        "create": ("POST", suffix),
        "update": (update, one),
        "delete": ("DELETE", one),
    }
    method, rest = regular.get(call.name, ("", ""))
    own = call.path.removeprefix(path)
    said: dict[str, Any] = {}
    if call.method != method:
        said["method"] = call.method
    if own != rest:
        said["path"] = own
    return said


def _answer(call: Call, schema: str, around: Around) -> dict[str, Any]:
    said: dict[str, Any] = {}
    usual: Any = {"list": [schema], "delete": "none"}.get(call.name, schema)
    if usual in ("", [""]) or call.answer.said != usual:
        said["answer"] = call.answer.said
    if call.cases:
        said["answer_when"] = call.cases[0] if len(call.cases) == 1 else [*call.cases]
    source = call.said
    way = source.get("x-paging")
    answers: dict[str, Any] = {}
    if call.answer.is_list:
        if way == "none":
            said["paging"] = "none"
        elif way is not None:
            said["paging"] = _way(way, around.paging)
        items = around.paging.get("items", "") if around.paging else around.single
        if call.walks and isinstance(way, Mapping):
            items = way.get("items", "")
        if call.place != items:
            answers["list"] = call.place
    if call.single is not None and call.single != around.single:
        answers["single"] = call.single
    if answers:
        said["answers"] = answers
    usual_errors = around.root.get("x-errors")
    if call.errors != usual_errors:
        said["errors"] = "none" if call.errors is None else dict(call.errors)
    return said


def _way(way: Mapping[str, Any], usual: Mapping[str, Any]) -> Any:
    """A way as it differs from the usual one."""
    for name, each in usual.get("also", {}).items():
        if each == way:
            return name
    return way_beside(way, usual)


def way_beside(way: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    """A way, in what it does not have from the usual one."""
    base = {key: value for key, value in usual.items() if key != "also"}
    if way["style"] != base.get("style"):
        base = {
            key: value
            for key, value in base.items()
            if key not in ("style", "parameter", "first", "current", "last", "next")
        }
    said = {key: value for key, value in way.items() if base.get(key) != value}
    gone = {key: "none" for key in base if key not in way and key != "first"}
    if "items" in said and "next" in way:
        said["next"] = way["next"]
    return {**said, **gone}


def _terms(call: Call, around: Around) -> dict[str, Any]:
    said: dict[str, Any] = {}
    source = call.said
    if "security" in source:
        schemes = around.root.get("components", {}).get("securitySchemes", {})
        names, scopes = ways_of(source["security"], schemes)
        ways = [name or around.usual_way for name in names]
        ways += ["none"] if {} in source["security"] else []
        usual = [around.usual_way]
        usual += ["none"] if {} in around.root.get("security", ()) else []
        if not source["security"]:
            said["auth"] = "none"
        elif ways and ways != usual:
            said["auth"] = ways[0] if len(ways) == 1 else ways
        if scopes:
            said["scopes"] = scopes
    usual = around.root.get("x-headers", {})
    if call.headers != usual:
        said["headers"] = {
            **{name: "none" for name in usual if name not in call.headers},
            **{n: v for n, v in call.headers.items() if usual.get(n) != v},
        }
    servers = source.get("servers", ())
    name = servers[0].get("x-name", "") if servers else ""
    if name != around.root.get("x-server", ""):
        said["server"] = name or "none"
    return said


def regular_of(calls: Iterable[Call]) -> tuple[str, str]:
    """The usual name of the parameter of one thing, and the usual method of update."""
    keys = Counter(
        call.path.rpartition("/{")[2].partition("}")[0]
        for call in calls
        if call.name in ("get", "update", "delete") and "/{" in call.path
    )
    updates = Counter(
        call.method
        for call in calls
        if call.name == "update" and call.method in ("PUT", "PATCH", "POST")
    )
    return (
        keys.most_common(1)[0][0] if keys else "key",
        updates.most_common(1)[0][0] if updates else "PUT",
    )
