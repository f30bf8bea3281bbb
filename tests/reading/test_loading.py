"""What a spec becomes in the model."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from clientgen.model.api import Answer, Body, Context, Field, Operation, Parameter
from clientgen.model.rules import All, Any, AnyOf, Equals, If, Present, Rule, Variant
from clientgen.model.types import Enum, Key, ListOf, MapOf, Ref, Scalar
from clientgen.reading import SpecError, load, loading
from clientgen.reading.composing import compose
from clientgen.reading.findings import Report
from clientgen.reading.nodes import Table

HERE = Path(__file__).parent
Edit = Callable[[str, str, str], None]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the small spec."""
    shutil.copytree(HERE / "small", tmp_path / "spec")
    return tmp_path / "spec"


@pytest.fixture
def edit(spec: Path) -> Edit:
    """Replaces text in a file of the copy."""

    def change(name: str, old: str, new: str) -> None:
        text = (spec / name).read_text("utf-8")
        assert old in text
        (spec / name).write_text(text.replace(old, new), "utf-8")

    return change


def bare(field: Field) -> Field:
    return replace(field, position=None)


def operation(spec: Path, name: str, resource: str = "Order") -> Operation:
    """One operation of the loaded spec."""
    api = load(spec).api
    owner = next(each for each in api.resources if each.name == resource)
    return next(each for each in owner.operations if each.name == name)


def test_the_whole_of_a_small_spec(spec: Path) -> None:
    loaded = load(spec)
    api = loaded.api
    assert (api.name, api.package, api.version) == ("Shop", "shop", "1.10")
    assert api.package_version == "0.1.0"
    assert api.servers[0].url == "https://api.example.com"
    assert api.auth.bearer
    assert api.auth.bearer.env == "SHOP_TOKEN"
    assert api.auth.api_key is None
    assert api.auth.oauth2 is None
    assert [(module.name, module.title) for module in api.modules] == [
        ("sales", "Sales"),
        ("stock", "Stock"),
    ]
    assert api.sources[0].date == "2025-08-29"
    assert api.sources[0].confidence == "documented"
    (context,) = api.contexts
    assert replace(context, position=None) == Context("platform", ("EU", "US"))
    assert api.paging
    assert (api.paging.parameter, api.paging.first) == ("page", 1)
    assert api.filtering is None
    assert api.webhooks is None
    assert [r.name for r in api.resources] == ["Order", "Customer"]
    assert [r.attribute for r in api.resources] == ["orders", "customers"]
    assert [r.file for r in api.resources] == ["order", "customer"]
    assert [s.name for s in api.schemas] == [
        "Address",
        "Customer",
        "Order",
        "OrderLine",
    ]
    assert [s.resource for s in api.schemas] == [None, "Customer", "Order", None]


def test_fields(spec: Path) -> None:
    schemas = {schema.name: schema for schema in load(spec).api.schemas}
    assert [bare(field) for field in schemas["Order"].fields] == [
        Field("key", Key(), required=True, nullable=False),
        Field("customerKey", Key("Customer")),
        Field("status", Enum(("open", "no", "on", "1.10", "2024-01-01"))),
        Field("lines", ListOf(Ref("OrderLine"))),
        Field("labels", MapOf(Scalar("string"))),
    ]
    # Common fields come last.
    assert [field.name for field in schemas["Customer"].fields] == [
        *("key", "name", "address", "createdAt", "updatedAt"),
    ]
    assert schemas["Customer"].source == ("docs",)
    assert schemas["Customer"].modules == ("sales",)


def test_a_field_in_full(spec: Path, edit: Edit) -> None:
    edit(
        "resources/order.yaml",
        "  lines: [OrderLine]\n",
        "  lines: [OrderLine]\n"
        "  on: {type: [number], nullable: false}\n"
        "  no: {type: [string], enum: [a, 1], required: true, read_only: true,\n"
        "       deprecated: true, example: [1.5, null, {a: no}], source: [docs],\n"
        "       summary: ' S. ', note: N., alias: number}\n",
    )
    order = next(s for s in load(spec).api.schemas if s.name == "Order")
    assert bare(order.fields[4]) == Field(
        "on", ListOf(Scalar("number")), nullable=False
    )
    assert bare(order.fields[5]) == Field(
        "no",
        ListOf(Enum(("a", "1"))),
        alias="number",
        required=True,
        nullable=False,
        read_only=True,
        deprecated=True,
        example=[1.5, None, {"a": "no"}],
        source=("docs",),
        summary="S.",
        note="N.",
    )


def test_regular_operations(spec: Path) -> None:
    listed = operation(spec, "list")
    assert (listed.method, listed.path) == ("GET", "/orders")
    assert listed.answer == Answer("pages", Ref("Order"), "data")
    assert listed.summary == "Walk all orders."
    assert [(p.name, p.role, p.type) for p in listed.query_parameters] == [
        ("page", "page", Scalar("integer")),
        ("per_page", "size", Scalar("integer")),
    ]
    got = operation(spec, "get")
    assert (got.method, got.path) == ("GET", "/orders/{key}")
    assert got.answer == Answer("single", Ref("Order"), "data")
    assert [(p.name, p.type, p.required) for p in got.path_parameters] == [
        ("key", Key(), True)
    ]
    assert got.query_parameters == ()
    assert got.modules == ("sales", "stock")
    created = operation(spec, "create")
    assert (created.method, created.path) == ("POST", "/orders")
    assert created.answer == Answer("single", Ref("Order"), "data")
    updated = operation(spec, "update")
    assert (updated.method, updated.path) == ("PUT", "/orders/{key}")
    cancelled = operation(spec, "cancel")
    assert (cancelled.method, cancelled.path) == ("POST", "/orders/{key}/cancel")
    assert cancelled.answer == Answer("empty")
    assert cancelled.aliases == (("Customer", "cancel_order"),)


def test_delete_answers_nothing(spec: Path, edit: Edit) -> None:
    edit("resources/order.yaml", "  get:\n", "  get:\n  delete:\n")
    deleted = operation(spec, "delete")
    assert (deleted.method, deleted.path) == ("DELETE", "/orders/{key}")
    assert deleted.answer == Answer("empty")


def test_a_body_by_name_takes_over_all_but_the_marks(spec: Path, edit: Edit) -> None:
    edit(
        "resources/order.yaml",
        "customerKey: key -> Customer",
        "customerKey: {type: key -> Customer, required: true, read_only: true,\n"
        "                summary: Who., note: Hm., example: k1, alias: customer}",
    )
    body = operation(spec, "create").body
    assert body
    assert body.kind == "object"
    assert [bare(field) for field in body.fields] == [
        Field(
            "customerKey",
            Key("Customer"),
            alias="customer",
            required=True,
            nullable=False,  # by its "!" here
            summary="Who.",
            note="Hm.",
            example="k1",
        ),
        Field("lines", ListOf(Ref("OrderLine"))),
        Field("coupon", Scalar("string")),
    ]
    edit("resources/order.yaml", "customerKey!", "customerKey")
    body = operation(spec, "create").body
    assert body
    assert not body.fields[0].required
    assert not body.fields[0].read_only


def test_what_says_that_answers_have_a_field_is_not_said_of_bodies(
    spec: Path, edit: Edit
) -> None:
    file = "resources/order.yaml"
    for kind, source in (("key", ("docs",)), ("key!", ())):
        edit(file, "customerKey: ", "customerKey: {source: docs, type: ")
        edit(file, "type: key -> Customer", f"type: {kind}}}")
        body = operation(spec, "create").body
        assert body
        assert body.fields[0].source == source
        edit(file, f"{{source: docs, type: {kind}}}", "key -> Customer")


def test_same_as_takes_fields_and_kind_but_no_rules(spec: Path, edit: Edit) -> None:
    edit("resources/order.yaml", "summary: Place an order.", "body_kind: array")
    created, updated = operation(spec, "create"), operation(spec, "update")
    assert created.body == updated.body
    assert created.body
    assert created.body.kind == "array"
    assert [rule.name for rule in created.rules] == ["required", "something to buy"]
    assert [rule.name for rule in updated.rules] == ["required"]
    edit(
        "resources/order.yaml",
        "{body: same as create}",
        "{body: same as create, body_kind: multipart}",
    )
    updated = operation(spec, "update")
    assert updated.body
    assert updated.body.kind == "multipart"


def test_bodies_of_any_shape_and_files(spec: Path, edit: Edit) -> None:
    edit("resources/order.yaml", "body: {reason: string}", "body: any")
    assert operation(spec, "cancel").body == Body("any")
    edit(
        "resources/order.yaml",
        "body: any",
        "body: {file: file!, names: [file]}\n    body_kind: multipart",
    )
    body = operation(spec, "cancel").body
    assert body
    assert body.kind == "multipart"
    assert bare(body.fields[0]) == Field(
        "file", Scalar("file"), required=True, nullable=False
    )
    edit("resources/order.yaml", "{file: file!, names: [file]}", "{}")
    assert operation(spec, "cancel").body == Body("multipart")


def test_rules(spec: Path, edit: Edit) -> None:
    edit(
        "resources/order.yaml",
        "        any: [lines, coupon]\n",
        "        any: [lines, coupon]\n"
        "      - name: in full\n"
        "        summary: ' One of two. '\n"
        "        source: docs\n"
        "        when: {platform: [EU, US]}\n"
        "        optional: [coupon]\n"
        "        overlap: warn\n"
        "        any_of:\n"
        "          1.10: {all: [lines], summary: By lines.}\n"
        "          no: {any: [coupon, customerKey]}\n"
        "      - {name: if, if: {key: coupon, is: 7}, then: lines, when: {platform: EU}}\n"
        "      - {name: platform, when: {platform: EU}, optional: [coupon]}\n",
    )
    rules = operation(spec, "create").rules
    assert all(rule.position for rule in rules)
    assert [replace(rule, position=None) for rule in rules] == [
        Rule("required", All((Present("customerKey"),))),
        Rule("something to buy", Any((Present("lines"), Present("coupon")))),
        Rule(
            "in full",
            AnyOf(
                (
                    Variant("1.10", All((Present("lines"),)), "By lines."),
                    Variant("no", Any((Present("coupon"), Present("customerKey")))),
                )
            ),
            summary="One of two.",
            source=("docs",),
            when=(("platform", ("EU", "US")),),
            optional=("coupon",),
            warn_on_overlap=True,
        ),
        Rule(
            "if",
            If(Equals("coupon", 7), Present("lines")),
            when=(("platform", ("EU",)),),
        ),
        Rule("platform", All(()), when=(("platform", ("EU",)),), optional=("coupon",)),
    ]


def test_parameters(spec: Path, edit: Edit) -> None:
    edit(
        "resources/order.yaml",
        "  list: Walk all orders.",
        "  list: {parameters: [page, {from: date!}, {tags: {type: [string],\n"
        "         explode: comma, name: 'tag[]', alias: tags}}, {state: {enum: [a]}}]}\n"
        "  none: {method: GET, path: /none, parameters: [], answer: [Order]}",
    )
    parameters = operation(spec, "list").query_parameters
    assert [replace(p, position=None) for p in parameters] == [
        Parameter("page", Scalar("integer"), role="page"),
        Parameter("from", Scalar("date"), required=True),
        Parameter("tag[]", ListOf(Scalar("string")), alias="tags", explode="comma"),
        Parameter("state", Enum(("a",))),
    ]
    assert operation(spec, "none").query_parameters == ()


def test_an_own_path_parameter_wins_over_a_common_one(spec: Path, edit: Edit) -> None:
    edit(
        "resources/order.yaml",
        "    body: {reason: string}\n",
        "    body: {reason: string}\n    parameters: [{key: {in: path, type: integer}}]\n",
    )
    (parameter,) = operation(spec, "cancel").path_parameters
    assert parameter.type == Scalar("integer")
    assert parameter.required


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("[Customer]", Answer("list", Ref("Customer"), "data")),
        ("[string]", Answer("list", Scalar("string"), "data")),
        ("Customer", Answer("single", Ref("Customer"), "data")),
        ("any", Answer("single", Scalar("any"), "data")),
        ("{string: number}", Answer("single", MapOf(Scalar("number")), "data")),
        ("object", Answer("object")),
        ("none", Answer("empty")),
        ("bytes", Answer("bytes")),
    ],
)
def test_answers(spec: Path, edit: Edit, answer: str, expected: Answer) -> None:
    edit("resources/order.yaml", "answer: none", f"answer: {answer}")
    cancelled = operation(spec, "cancel")
    assert cancelled.answer == expected
    assert cancelled.query_parameters == ()  # of a POST, which is never sent for a page


def test_modules_and_sources_are_handed_down(spec: Path, edit: Edit) -> None:
    assert operation(spec, "get", "Customer").source == ("docs",)
    edit(
        "resources/order.yaml",
        "    answer: none",
        "    answer: none\n    modules: [stock]\n    source: docs",
    )
    cancelled = operation(spec, "cancel")
    assert cancelled.modules == ("stock",)
    assert cancelled.source == ("docs",)


def test_a_resource_without_fields_answers_another_schema(
    spec: Path, edit: Edit
) -> None:
    edit(
        "resources/customer.yaml",
        "fields:\n  key: key!\n  name: string\n  address: Address\ninclude: [timestamps]\n",
        "schema: Address\n",
    )
    api = load(spec).api
    customer = next(r for r in api.resources if r.name == "Customer")
    assert customer.schema is None
    assert customer.operations[0].answer == Answer("pages", Ref("Address"), "data")
    assert "Customer" not in {schema.name for schema in api.schemas}


def test_fields_that_nobody_documents(spec: Path, edit: Edit) -> None:
    edit(
        "resources/customer.yaml",
        "fields:\n  key: key!\n  name: string\n  address: Address\ninclude: [timestamps]\n",
        "fields: {}\n",
    )
    customer = next(s for s in load(spec).api.schemas if s.name == "Customer")
    assert customer.fields == ()


def test_schemas_may_contain_themselves(spec: Path, edit: Edit) -> None:
    edit(
        "schemas/shared.yaml",
        "{street: string, city: string!}",
        "{near: [Address], lines: OrderLine, by: {string: Address}}",
    )
    edit("schemas/shared.yaml", "quantity: integer", "address: Address")
    assert load(spec).api.schemas


def test_a_rule_leads_through_schemas_that_contain_themselves(
    spec: Path, edit: Edit
) -> None:
    edit("schemas/shared.yaml", "quantity: integer", "parts: [OrderLine]")
    deep = "lines" + ".*.parts" * 50 + ".*.sku"
    edit("resources/order.yaml", "any: [lines, coupon]", f"any: [{deep}, coupon]")
    assert len(operation(spec, "create").rules) == 2


def test_settings(spec: Path, edit: Edit) -> None:
    edit("api.yaml", "auth:\n  bearer: {env: SHOP_TOKEN}", SETTINGS)
    api = load(spec).api
    assert api.auth.api_key
    assert (api.auth.api_key.name, api.auth.api_key.place) == ("X-Api-Key", "query")
    assert api.auth.oauth2
    assert api.auth.oauth2.expires_in == "timestamp"
    assert api.auth.oauth2.grants == ("authorization_code", "refresh_token")
    assert api.auth.oauth2.json_grants == ("client_credentials",)
    assert api.filtering
    assert api.filtering.operators == (("starts_with", "startsWith"), ("gt", "gt"))
    assert api.filtering.match_values == ("all", "any")
    assert (api.filtering.ascending, api.filtering.descending) == ("0", "1")
    assert api.webhooks
    assert api.webhooks.encoding == "hex"
    assert api.webhooks.events == ("a.b",)
    assert api.webhooks.source == ("docs",)


SETTINGS = """\
auth:
  api_key: {name: X-Api-Key, in: query, env: SHOP_KEY}
  oauth2:
    authorize_url: https://example.com/authorize
    token_url: https://example.com/token
    grants: [authorization_code, refresh_token]
    json_grants: [client_credentials]
    expires_in: timestamp
filtering:
  parameter: filter
  operators: {starts_with: startsWith, gt: gt}
  match: {parameter: filterMatch, values: [all, any]}
  sort: {parameter: sort, ascending: 0, descending: 1}
webhooks: {header: X-Sig, encoding: hex, events: [a.b], source: docs}"""


def test_all_mistakes_come_at_once_and_sorted(spec: Path, edit: Edit) -> None:
    edit("api.yaml", "title: Shop", "titel: Shop")
    edit("resources/customer.yaml", "address: Address", "address: Adress")
    edit("resources/order.yaml", "method: POST", "method: Post")
    edit("schemas/shared.yaml", "sku: string", "sku: text")
    with pytest.raises(SpecError) as caught:
        load(spec)
    found = [f for f in caught.value.findings if f.severity == "error"]
    assert [finding.code for finding in found] == [
        "unknown-key",
        "unknown-type",
        "unknown-value",
        "unknown-type",
    ]
    assert [f.position for f in found] == sorted(f.position for f in found)
    assert str(found[1]).endswith(
        "resources/customer.yaml:10:12: error[unknown-type]: 'Adress' is no type; "
        "did you mean 'Address'?"
    )
    assert str(caught.value).count("\n") == len(caught.value.findings) - 1


@pytest.mark.parametrize("folder", ["spec/makini", "tests/library/spec"])
def test_the_specs_of_this_repository_load_without_findings(folder: str) -> None:
    loaded = load(HERE.parents[1] / folder)
    assert loaded.api.resources
    assert not loaded.warnings


def test_a_spec_that_has_moved_is_told_once(tmp_path: Path) -> None:
    copy = tmp_path / "spec"
    shutil.copytree(Path(__file__).parents[2] / "spec/makini", copy)
    (copy / "schemas/raw.yaml").write_text(
        (copy / "schemas/raw.yaml").read_text(encoding="utf-8").split("\n", 1)[1],
        encoding="utf-8",
    )
    files = sum(1 for _ in copy.rglob("*.yaml"))
    first, second = [x for x in load(copy).warnings if x.code == "editor-line"]
    assert str(first.position).endswith("api.yaml:1:33")
    assert f"(nor does that of {files - 2} other files); mend the path" in first.message
    assert str(second.position).endswith("schemas/raw.yaml:1:1")
    assert "other" not in second.message


@pytest.mark.parametrize(("style", "first"), [("page", 1), ("offset", 0)])
def test_where_lists_begin_by_default(
    spec: Path, edit: Edit, style: str, first: int
) -> None:
    edit("api.yaml", "paging: {style: page,", f"paging: {{style: {style},")
    paging = load(spec).api.paging
    assert paging is not None
    assert (paging.style, paging.first) == (style, first)


def test_an_array_that_says_more_stands_in_quotes(spec: Path, edit: Edit) -> None:
    lines = ["'[OrderLine]!'", "'[[string]] | null!'", "'[string] | null'"]
    fields = "".join(f"  more{n}: {line}\n" for n, line in enumerate(lines))
    edit("resources/order.yaml", "operations:", f"{fields}operations:")
    schema = next(each for each in load(spec).api.schemas if each.name == "Order")
    found = [(f.type, f.required, f.nullable) for f in schema.fields[-3:]]
    text = Scalar("string")
    assert found == [
        (ListOf(Ref("OrderLine")), True, False),
        (ListOf(ListOf(text)), True, True),
        (ListOf(text), False, True),
    ]


def test_who_reads_again_composes_only_what_has_changed(
    spec: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def composed(data: bytes, path: str, report: Report) -> Table | None:
        read.append(path.rpartition("/")[2])
        return compose(data, path, report)

    monkeypatch.setattr(loading, "compose", composed)
    trees: loading.Trees = {}
    first = load(spec, trees=trees)
    files = len(read)
    assert files == len(list(spec.rglob("*.yaml")))
    assert load(spec, trees=trees) == first
    assert len(read) == files
    edit("resources/order.yaml", "lines: [OrderLine]", "lines: {typ: string}")
    for _ in range(2):  # what is wrong is told each time
        with pytest.raises(SpecError, match="did you mean 'type'"):
            load(spec, trees=trees)
    edit("resources/order.yaml", "typ:", "type:")
    assert load(spec, trees=trees).api != first.api
    assert read[files:] == ["order.yaml"] * 3
    assert load(spec, trees=trees) == load(spec)
