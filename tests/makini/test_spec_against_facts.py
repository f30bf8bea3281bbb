"""The spec says what the facts say: all of it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from facts import ENDPOINTS, INVENTORY, PLATFORMS, PROSE, SCHEMAS, Endpoint, Fact
from specs import known_api

from clientgen.model.api import Api, Field, Operation
from clientgen.model.rules import All, Any, AnyOf, Present, Rule
from clientgen.model.types import Enum, Key, ListOf, MapOf, Ref, Scalar, Type

ROOT = Path(__file__).parents[2]

# Allowed types by vendor type, example and type of 2023. `[*]` is an array: of keys when
# the name ends so, else of anything. Where a type is the vendor's shrug, several readings
# are fair; where the example or the older document is clear, one is.
ALLOWED: dict[tuple[str, str, str], str] = {
    ("string", "key", ""): "key",
    ("string", "key", "string"): "key",
    ("object", "key", ""): "key",
    ("array", "key", ""): "key [key]",
    ("string", "code", ""): "string",
    ("string", "code", "string"): "string",
    ("string", "date-time", ""): "datetime",
    ("string", "date-time", "string"): "datetime",
    ("string", "date-time", "string:date-time"): "datetime",
    ("object", "date-time", ""): "datetime",
    ("object", "date-time", "string:date"): "datetime date",
    ("nullable|date", "date-time", ""): "datetime date",
    ("string", "string", ""): "string",
    ("string", "string", "string"): "string",
    ("string", "string", "string:text"): "string",
    ("string", "string", "array"): "[any] any",
    ("string", "string", "boolean"): "boolean",
    ("string", "string", "integer"): "integer",
    ("string", "string", "number"): "number",
    ("string", "string", "number:double"): "number",
    ("string", "string", "number:float"): "number",
    ("string", "text", ""): "string",
    ("string", "text", "string"): "string",
    ("string", "text", "string:text"): "string",
    ("string", "none", ""): "string",
    ("required|email", "text", ""): "string",
    ("string:binary", "string", ""): "file",
    ("boolean", "boolean-as-string", ""): "boolean",
    ("boolean", "boolean-as-string", "boolean"): "boolean",
    ("boolean", "none", ""): "boolean",
    ("integer", "integer", ""): "integer",
    ("integer", "integer", "string"): "integer any",
    ("nullable|numeric", "string", ""): "number",
    ("numeric|required", "string", ""): "number",
    ("object", "string", ""): "any",
    ("object", "string", "number:double"): "number",
    ("array", "array-as-string", ""): "[*]",
    ("array", "array-as-string", "array"): "[*]",
    ("array", "array-as-string", "string"): "[*]",
    ("array", "object", ""): "{any}",
    ("object", "array", ""): "[*]",
    ("nullable", "string", ""): "any [*]",
    ("nullable", "object", ""): "any",
    ("nullable", "none", ""): "any",
    ("Dimension", "array", ""): "[Dimension]",
    ("Inventory", "object", "array"): "Inventory",
    ("named by a rule", "none", ""): "string key any",
    ("named by a rule", "array", ""): "[*]",
}
# Fields that are more than their own row says: an array in bodies, an enum in the prose.
PARTICULAR = {
    ("Fulfillment", "lineItems"): "any",
    ("Integration", "sync_status"): "enum",
    # One of the words that the facts' documents list beside it.
    ("Passthrough", "method"): "enum",
}
# What is always there, and null now and then.
PERHAPS_NULL = {
    ("Vendor", "deletedAt"),
    ("Model", "deletedAt"),
    ("AssetDowntime", "endedAt"),
    ("Team", "description"),
}


@pytest.fixture(scope="module")
def api() -> Api:
    return known_api("spec/makini")


@pytest.fixture(scope="module")
def operations(api: Api) -> dict[str, Operation]:
    found = [o for resource in api.resources for o in resource.operations]
    assert len({f"{o.method} {o.path}" for o in found}) == len(found)
    return {f"{o.method} {o.path}": o for o in found}


def spell(type_: Type) -> str:
    match type_:
        case Scalar(name):
            return name
        case Key():
            return "key"
        case Enum():
            return "enum"
        case ListOf(item):
            return f"[{spell(item)}]"
        case MapOf(value):
            return f"{{{spell(value)}}}"
        case Ref(schema):
            return schema


def fits(name: str, fact: Fact, type_: Type) -> bool:
    allowed = ALLOWED.get((fact.vendor, fact.example, fact.older), "").split()
    if fact.vendor.startswith("array<"):
        allowed = [f"[{fact.vendor[6:-1]}]"]
    elif fact.vendor in ("Address", "Contact"):
        allowed = [fact.vendor]
    spelled = spell(type_)
    if "[*]" in allowed and spelled.startswith("["):
        return (spelled == "[key]") == name.endswith("Keys")
    return spelled in allowed


def test_inventory_counts() -> None:
    """The inventory itself has the sizes that the documents have."""
    kinds = [e.answer for e in ENDPOINTS.values()]
    assert len(INVENTORY["endpoints"]) == len(ENDPOINTS) == 166
    assert len({e.group for e in ENDPOINTS.values()}) == 57
    assert (kinds.count("list"), kinds.count("object")) == (65, 9)
    assert sum("per_page" in e.query for e in ENDPOINTS.values()) == 43
    assert sum(e.filter_syntax_known for e in ENDPOINTS.values()) == 43
    assert len(SCHEMAS) == 72


def test_same_groups_and_calls_in_the_same_order(api: Api) -> None:
    groups: dict[str, list[str]] = {}
    for call, endpoint in ENDPOINTS.items():
        groups.setdefault(endpoint.group, []).append(call)
    spec = {
        r.name: [f"{o.method} {o.path}" for o in r.operations] for r in api.resources
    }
    assert list(spec) == list(groups)
    assert spec == groups


def test_regular_names(operations: dict[str, Operation]) -> None:
    """The five regular operations are called so wherever the vendor's title says so."""
    regular = {"List": "list", "Create": "create", "Get": "get", "Update": "update"}
    for call, endpoint in ENDPOINTS.items():
        verb, _, rest = endpoint.title.partition(" ")
        if endpoint.group == "Passthrough":  # nothing is created: it is sent
            continue
        if rest.removeprefix("a ").removeprefix("an ") == endpoint.group:
            assert operations[call].name == regular.get(verb, "delete"), call


@pytest.mark.parametrize("endpoint", ENDPOINTS.values(), ids=lambda e: str(e.call))
class TestEndpoint:
    def test_parameters(
        self, endpoint: Endpoint, operations: dict[str, Operation]
    ) -> None:
        operation = operations[endpoint.call]
        path = [p.name for p in operation.path_parameters]
        query = {p.name: p for p in operation.query_parameters}
        roles = {"filter": "filter", "sort": "sort", "page": "page", "per_page": "size"}
        assert sorted(path) == sorted(endpoint.path_keys)
        assert sorted(query) == sorted(endpoint.query)
        assert {name: p.role for name, p in query.items()} == {
            name: roles[name] for name in query
        }
        for name in {"page", "per_page"} & set(query):
            assert query[name].type == Scalar("integer")
        assert not any(p.required for p in query.values())

    def test_body(self, endpoint: Endpoint, operations: dict[str, Operation]) -> None:
        body = operations[endpoint.call].body
        if endpoint.body is None or body is None:
            assert body is None
            assert endpoint.body is None
            return
        fields = {f.name: f for f in body.fields}
        assert body.kind == endpoint.body.kind
        assert len(fields) == len(body.fields)
        assert sorted(fields) == sorted(endpoint.body.keys)
        assert {f.name for f in body.fields if f.required} == endpoint.body.required
        wrong = [
            f"{name}: {spell(fields[name].type)}, but the facts say {fact}"
            for name, fact in endpoint.body.keys.items()
            if not self.body_type_fits(endpoint, name, fact, fields[name].type)
        ]
        assert not wrong

    @staticmethod
    def body_type_fits(endpoint: Endpoint, name: str, fact: Fact, type_: Type) -> bool:
        if fits(name, fact, type_):
            return True
        if PARTICULAR.get((endpoint.group, name)) == spell(type_):
            return True
        # An answer's field of the same name may be better known, from 2023.
        schema = SCHEMAS.get(endpoint.schema or "")
        known = schema.fields.get(name) if schema else None
        return bool(known and known.older and fits(name, known, type_))

    def test_objects_in_arrays_of_the_body(
        self, endpoint: Endpoint, operations: dict[str, Operation], api: Api
    ) -> None:
        body = operations[endpoint.call].body
        schemas = {s.name: s for s in api.schemas}
        found = {
            field.name: {f.name for f in schemas[field.type.item.schema].fields}
            for field in (body.fields if body else ())
            if isinstance(field.type, ListOf) and isinstance(field.type.item, Ref)
            if field.type.item.schema not in SCHEMAS
        }
        assert found == (endpoint.body.items if endpoint.body else {})

    def test_answer(self, endpoint: Endpoint, operations: dict[str, Operation]) -> None:
        answer = operations[endpoint.call].answer
        wanted = endpoint.answer
        if wanted == "list" and "page" in endpoint.query:
            wanted = "pages"
        assert answer.kind == wanted
        assert answer.type == (Ref(endpoint.schema) if endpoint.schema else None)
        wrapped = endpoint.answer in ("single", "list")
        assert answer.envelope == ("data" if wrapped else "")

    def test_modules_and_sources(
        self, endpoint: Endpoint, operations: dict[str, Operation]
    ) -> None:
        operation = operations[endpoint.call]
        assert frozenset(operation.modules) == endpoint.modules
        inferred = endpoint.provenance == "documented-with-module-prefix"
        assert inferred == ("short-paths" in operation.source)
        assert inferred or {"documents-2025", "page-2026"} & set(operation.source)
        guessed = "filter" in endpoint.query and not endpoint.filter_syntax_known
        assert guessed == ("filter-syntax" in operation.source)

    def test_words(self, endpoint: Endpoint, operations: dict[str, Operation]) -> None:
        operation = operations[endpoint.call]
        assert operation.summary
        assert operation.title in ("", endpoint.title)

    def test_rules(self, endpoint: Endpoint, operations: dict[str, Operation]) -> None:
        rules = {rule.name: rule for rule in operations[endpoint.call].rules}
        assert len(rules) == len(operations[endpoint.call].rules)
        if endpoint.body and endpoint.body.required:
            rule = rules.pop("required")
            assert keys_of(rule) == endpoint.body.required
            assert not rule.when
        for platform, row in PLATFORMS.get(endpoint.call, {}).items():
            rule = rules.pop(platform)
            assert rule.when == (("platform", (platform,)),)
            assert keys_of(rule) == set(row["required"])
            assert sorted(rule.optional) == sorted(row["optional"])
        if endpoint.call == "POST /api/invoices":
            (rule,) = rules.values()
            assert rule.when == ()
            assert rule.optional == ()
            assert rule.warn_on_overlap
            assert isinstance(rule.body, AnyOf)
            sides = {}
            for variant in rule.body.variants:
                assert isinstance(variant.rule, Any)
                sides[variant.name] = sorted(map(key_of, variant.rule.parts))
            wanted = PROSE["invoice_rule"]
            assert sides == {side: sorted(keys) for side, keys in wanted.items()}
            rules.clear()
        assert not rules


def keys_of(rule: Rule) -> set[str]:
    assert isinstance(rule.body, All), rule
    return set(map(key_of, rule.body.parts))


def key_of(node: object) -> str:
    assert isinstance(node, Present), node
    return node.key


def test_same_schemas(api: Api) -> None:
    """Schemas that the facts lack are those of objects inside bodies, checked with them."""
    used = {
        field.type.item.schema
        for resource in api.resources
        for operation in resource.operations
        for field in (operation.body.fields if operation.body else ())
        if isinstance(field.type, ListOf) and isinstance(field.type.item, Ref)
    }
    names = {s.name for s in api.schemas}
    assert set(SCHEMAS) - names == set()
    assert names - set(SCHEMAS) - used == set()


@pytest.mark.parametrize("name", SCHEMAS)
class TestSchema:
    def fields(self, api: Api, name: str) -> dict[str, Field]:
        (schema,) = [s for s in api.schemas if s.name == name]
        assert len({f.name for f in schema.fields}) == len(schema.fields)
        return {f.name: f for f in schema.fields}

    def test_fields(self, api: Api, name: str) -> None:
        assert sorted(self.fields(api, name)) == sorted(SCHEMAS[name].fields)

    def test_types(self, api: Api, name: str) -> None:
        fields = self.fields(api, name)
        wrong = [
            f"{key}: {spell(fields[key].type)}, but the facts say {fact}"
            for key, fact in SCHEMAS[name].fields.items()
            if not fits(key, fact, fields[key].type)
            if spell(fields[key].type) != PARTICULAR.get((name, key))
        ]
        assert not wrong

    def test_required(self, api: Api, name: str) -> None:
        fields = self.fields(api, name).values()
        required = {f.name for f in fields if f.required}
        readable = any(
            e.schema == name
            and e.method == "GET"
            and e.path_keys
            and e.answer == "single"
            for e in ENDPOINTS.values()
        )
        # The document of 2023 also names fields that no longer exist.
        always = SCHEMAS[name].always & set(SCHEMAS[name].fields)
        assert always <= required <= always | ({"key"} if readable else set())
        assert all(f.nullable for f in fields if not f.required)

    def test_modules(self, api: Api, name: str) -> None:
        (schema,) = [s for s in api.schemas if s.name == name]
        if name == "Document":  # read in eam alone, but part of things of all modules
            assert schema.modules == ("eam",)
            return
        assert frozenset(schema.modules) == SCHEMAS[name].modules


def references(type_: Type) -> Iterator[str]:
    match type_:
        case Key(str(resource)):
            yield resource
        case ListOf(inner) | MapOf(inner):
            yield from references(inner)


def test_platforms_and_enums(api: Api) -> None:
    (context,) = api.contexts
    assert context.name == "platform"
    assert set(context.values) == {p for row in PLATFORMS.values() for p in row}
    enums = {
        (schema.name, field.name): field.type.values
        for schema in api.schemas
        for field in schema.fields
        if isinstance(field.type, Enum)
    }
    assert enums == {("Integration", "sync_status"): tuple(PROSE["sync_status"])}


def test_conventions(api: Api) -> None:
    assert [s.url for s in api.servers] == [INVENTORY["base_url"]]
    assert api.auth.bearer
    assert api.auth.api_key is None
    oauth, wanted = api.auth.oauth2, PROSE["oauth"]
    assert oauth
    assert (oauth.authorize_url, oauth.token_url) == (
        wanted["authorize"],
        wanted["token"],
    )
    assert sorted(oauth.grants) == sorted(wanted["form"] + wanted["json"])
    assert list(oauth.json_grants) == wanted["json"]
    assert oauth.expires_in == wanted["expires_in"]
    paging = api.paging
    assert paging
    assert (paging.style, paging.first) == ("page", 1)
    assert (paging.parameter, paging.size_parameter) == ("page", "per_page")
    assert (paging.items, paging.meta, paging.links) == ("data", "meta", "links")
    assert (paging.current, paging.last) == ("meta.current_page", "meta.last_page")
    assert (paging.total, paging.next) == ("meta.total", "links.next")
    filtering = api.filtering
    assert filtering
    assert (filtering.parameter, filtering.sort_parameter) == ("filter", "sort")
    assert filtering.match_parameter == "filterMatch"
    assert sorted(filtering.match_values) == sorted(PROSE["filter_match"])
    assert sorted(wire for _, wire in filtering.operators) == sorted(
        PROSE["filter_operators"]
    )
    assert PROSE["sort"] == {
        "ascending": filtering.ascending,
        "descending": filtering.descending,
    }
    hooks, printed = api.webhooks, PROSE["webhooks"]
    assert hooks
    assert (hooks.header, hooks.algorithm) == (printed["header"], printed["algorithm"])
    assert (hooks.encoding, hooks.event) == (printed["encoding"], printed["event"])
    assert hooks.body == printed["body"]
    assert list(hooks.events) == printed["printed_events"]


def test_references_name_resources(api: Api) -> None:
    """A reference is only said of keys, and of a resource that can be spoken of."""
    names = {r.name for r in api.resources}
    for schema in api.schemas:
        for field in schema.fields:
            assert set(references(field.type)) <= names, (schema.name, field.name)


def test_what_is_always_there_and_perhaps_null(api: Api) -> None:
    found = {
        (schema.name, field.name)
        for schema in api.schemas
        for field in schema.fields
        if field.required and field.nullable
    }
    assert found == PERHAPS_NULL
