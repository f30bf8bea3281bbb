"""Example answers are what the client reads, and what they say hangs together."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from docs_shop import SHOP
from jsonschema import Draft202012Validator
from runtime.testing import FakeApi

from clientgen.model.api import Answer, Api, Field, Operation, Paging, Resource, Schema
from clientgen.model.types import Key, ListOf, MapOf, Ref, Scalar, Type
from clientgen.reading import load
from clientgen.targets.description.document import document
from clientgen.targets.samples.answers import answers_of
from clientgen.targets.samples.keys import own_key
from clientgen.targets.samples.things import things_of
from clientgen.targets.samples.values import values_of
from clientgen.targets.surface.names import argument, method, resource_attribute

ROOT = Path(__file__).parents[2]
SPECS = {
    "makini": ROOT / "spec/makini",
    "library": ROOT / "tests/library/spec",
    "styles": ROOT / "tests/targets/sent_spec",
}
CLIENTS = {"makini": "Makini", "library": "Library", "styles": "Styles"}
STRING, NUMBER, INTEGER = Scalar("string"), Scalar("number"), Scalar("integer")


@pytest.fixture(scope="module")
def apis() -> dict[str, Api]:
    return {name: load(path).api for name, path in SPECS.items()} | {"shop": SHOP}


@pytest.fixture(scope="module", params=[*SPECS, "shop"])
def api(request: pytest.FixtureRequest, apis: dict[str, Api]) -> Api:
    return apis[request.param]


@pytest.fixture(scope="module", params=SPECS)
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Any, Any, FakeApi]]:
    """A package, a client of it, and what it talks to."""
    package = load(SPECS[request.param]).api.package
    folder = ROOT / "generated/python"
    if request.param != "makini":
        out = tmp_path_factory.mktemp(package)
        command = ["clientgen", "generate", SPECS[request.param], "--out", out]
        made = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        folder = out / "python"
    sys.path.insert(0, str(folder))
    module = importlib.import_module(package)
    fake = FakeApi()
    kind = getattr(module, CLIENTS[request.param])
    made_client = kind("secret", base_url="https://api.test", transport=fake.transport)
    yield request.param, made_client, fake
    sys.path.remove(str(folder))


def every(api: Api) -> list[tuple[Resource, Operation]]:
    return [(r, o) for r in api.resources for o in r.operations]


def walk(api: Api, type_: Type | None, value: Any) -> Iterator[tuple[Schema, Any]]:
    """The objects of schemas in a value, outermost first."""
    match type_:
        case ListOf(item):
            for each in value or ():
                yield from walk(api, item, each)
        case MapOf(inner):
            for each in (value or {}).values():
                yield from walk(api, inner, each)
        case Ref(name) if value:
            (schema,) = [s for s in api.schemas if s.name == name]
            yield schema, value
            for field in schema.fields:
                yield from walk(api, field.type, value.get(field.name))


def objects(api: Api) -> Iterator[tuple[Schema, Any]]:
    """All objects in the answers of an API."""
    answers = answers_of(api)
    for _, operation in every(api):
        answer = answers.of(operation)
        if operation.answer.kind == "single":
            for name in filter(None, operation.answer.envelope.split(".")):
                answer = answer[name] if isinstance(answer, dict) else None
            yield from walk(api, operation.answer.type, answer)
        elif operation.answer.kind in ("pages", "list"):
            for name in filter(None, operation.answer.envelope.split(".")):
                answer = answer[name] if isinstance(answer, dict) else None
            for item in answer if isinstance(answer, list) else ():
                yield from walk(api, operation.answer.type, item)


def keys_in(type_: Type, value: Any) -> Iterator[tuple[str, str]]:
    match type_:
        case Key(resource) if resource and value is not None:
            yield resource, value
        case ListOf(item):
            for each in value or ():
                yield from keys_in(item, each)


def test_the_client_reads_every_answer_strictly(
    client: Any, apis: dict[str, Api]
) -> None:
    name, made, fake = client
    api = apis[name]
    answers, values = answers_of(api), values_of(api)
    read = 0
    for resource, operation in every(api):
        answer = answers.of(operation)
        if answer is None:
            continue
        fake.on(operation.method, operation.path, answer)
        path = [values.in_path(operation, p) for p in operation.path_parameters]
        required = {
            argument(p): values.of(p) for p in operation.query_parameters if p.required
        }
        for field in operation.body.fields if operation.body else ():
            if field.required and operation.body and operation.body.kind != "array":
                required[argument(field)] = None if field.nullable else values.of(field)
        if operation.body and operation.body.kind == "array":
            required["items"] = []
        if operation.body and operation.body.kind == "any":
            required["body"] = {}
        call = getattr(getattr(made, resource_attribute(resource)), method(operation))
        got = call(*path, **required, options={"strict": True, "check": False})
        if operation.answer.kind == "pages":
            got = list(got)
            assert len(got) == 2
        read += 1
    assert read == {"makini": 154, "library": 9, "styles": 5}[name]


def test_answers_are_as_our_document_says(api: Api) -> None:
    whole = json.loads(json.dumps(document(api)))
    answers = answers_of(api)
    valid = 0
    for _, operation in every(api):
        answer = answers.of(operation)
        if answer is None:
            continue
        responses = whole["paths"][operation.path][operation.method.lower()][
            "responses"
        ]
        schema = responses["200"]["content"]["application/json"]["schema"]
        checked = {**schema, "components": whole["components"]}
        errors = list(Draft202012Validator(checked).iter_errors(answer))
        assert not errors, (operation.path, errors[0].message)
        valid += 1
    assert valid


def test_the_committed_document_takes_makinis_answers(apis: dict[str, Api]) -> None:
    text = (ROOT / "generated/openapi/makini.json").read_text(encoding="utf-8")
    assert (
        json.loads(text)["paths"]
        == json.loads(json.dumps(document(apis["makini"])))["paths"]
    )


@pytest.mark.slow
def test_nothing_is_answered_where_nobody_says_what(apis: dict[str, Api]) -> None:
    answers = answers_of(SHOP)
    found = {o.name: answers.of(o) for r, o in every(SHOP) if r.name == "Order"}
    assert found["pay"] is found["attach"] is found["fields"] is None
    assert isinstance(found["create"], dict)
    without = [
        o for _, o in every(apis["makini"]) if answers_of(apis["makini"]).of(o) is None
    ]
    undocumented = {s.name for s in apis["makini"].schemas if not s.fields}
    for operation in without:
        type_ = operation.answer.type
        assert type_ is None or (
            isinstance(type_, Ref) and type_.schema in undocumented
        )


def test_every_field_of_a_thing_is_there(api: Api) -> None:
    things = things_of(api)
    schemas = {schema.name: schema for schema in api.schemas}
    for resource in api.resources:
        thing = things.thing(resource.name)
        fields = schemas[resource.schema].fields if resource.schema else ()
        assert [*thing] == [field.name for field in fields if field.name in thing]
        left_out = [f for f in fields if f.name not in thing]
        assert all(not f.nullable and not f.required for f in left_out)


def test_keys_meet_everywhere(api: Api) -> None:
    things, values = things_of(api), values_of(api)
    firsts = {r.name: things.key(r.name) for r in api.resources}
    seen = 0
    for schema, value in objects(api):
        for field in schema.fields:
            for resource, key in keys_in(field.type, value.get(field.name)):
                assert key == firsts[resource], (schema.name, field.name)
                seen += 1
    for _, operation in every(api):
        for field in operation.body.fields if operation.body else ():
            if isinstance(field.type, Key) and field.type.resource in firsts:
                assert values.of(field) == firsts[field.type.resource]
    assert seen or api.package != "makini"


def test_a_path_leads_to_the_thing_answered(api: Api) -> None:
    values, answers = values_of(api), answers_of(api)
    led = 0
    for _, operation in every(api):
        if operation.method == "GET" and operation.answer.kind == "single":
            for parameter in operation.path_parameters:
                answer: Any = answers.of(operation)
                for name in filter(None, operation.answer.envelope.split(".")):
                    answer = answer[name]
                (schema,) = [
                    s for s in api.schemas if Ref(s.name) == operation.answer.type
                ]
                field = own_key(schema)
                assert field
                assert values.in_path(operation, parameter) == answer[field.name]
                led += 1
    assert (
        led
        == {"makini": 45, "library_client": 1, "styles_client": 0, "shop": 1}[
            api.package
        ]
    )


def test_a_thing_inside_another_is_the_same_thing(apis: dict[str, Api]) -> None:
    for api in apis.values():
        things = things_of(api)
        alone = {
            schema.name: things.thing(schema.resource)
            for schema in api.schemas
            if schema.resource
        }
        for schema, value in objects(api):
            field = own_key(schema)
            if (
                schema.resource
                and field
                and value[field.name] == alone[schema.name][field.name]
            ):
                assert value.items() <= alone[schema.name].items()


def amount(value: Any) -> Decimal:
    return Decimal(str(value))


@pytest.mark.parametrize("number", [0, 1, 2, 17, 99_999])
def test_sums_add_up(apis: dict[str, Api], number: int) -> None:
    things = things_of(apis["makini"])
    summed = set()
    for resource in apis["makini"].resources:
        thing: Any = things.thing(resource.name, number)
        lines: Any = thing.get("lineItems") or thing.get("lines")
        if not isinstance(lines, list) or "price" not in lines[0]:
            continue
        for line in lines:
            product = amount(line["quantity"]) * amount(line["price"])
            if "lineTotalValue" in line:
                assert amount(line["lineTotalValue"]) == product
        if "totalNetValue" in thing:
            net, gross = amount(thing["totalNetValue"]), amount(
                thing["totalGrossValue"]
            )
            assert net == sum(amount(x["quantity"]) * amount(x["price"]) for x in lines)
            tax = sum(amount(x["lineTaxValue"]) for x in lines)
            assert gross == net + tax
            assert tax > 0
            assert amount(thing.get("totalTaxValue", tax)) == tax
            summed.add(resource.name)
    assert summed >= {"Invoice", "PurchaseOrder", "Receipt", "ReturnOrder"}


def sums_of(whole: tuple[Field, ...], line: tuple[Field, ...]) -> tuple[Any, list[Any]]:
    """A thing with these fields, and lines with those."""
    key = Field("id", Key(), required=True, nullable=False)
    api = Api(
        name="A", package="a", version="1", package_version="1.0", title="A", servers=(),
        resources=(Resource("Bill", "bills", "bill", (), "Bill"),),
        schemas=(
            Schema("Bill", (key, *whole, Field("items", ListOf(Ref("Item")))), resource="Bill"),
            Schema("Item", line),
        ),
    )  # fmt: skip
    thing: Any = things_of(api).thing("Bill", 3)
    return thing, thing["items"]


@pytest.mark.parametrize(
    "names",
    [
        ("net", "tax", "gross"),
        ("subtotal", "tax", "total"),
        ("sub_total", "vat", "grand_total"),
        ("net_amount", "tax_amount", "total_amount"),
        ("netTotal", "vatTotal", "grossTotal"),
    ],
)
@pytest.mark.parametrize("type_", [STRING, NUMBER, INTEGER, Scalar("any")])
@pytest.mark.parametrize("price", ["price", "unitPrice", "unit_cost"])
def test_sums_add_up_whatever_they_are_called(
    names: tuple[str, str, str], type_: Scalar, price: str
) -> None:
    whole = tuple(Field(name, type_) for name in names)
    line = (Field("qty", INTEGER), Field(price, type_), Field("amount", type_))
    # Examples of amounts that would not agree do not win, that of a quantity does.
    whole = (*whole[:2], dataclasses.replace(whole[2], example="1.00"))
    line = (dataclasses.replace(line[0], example=3), *line[1:])
    thing, items = sums_of(whole, line)
    net, tax, gross = (amount(thing[name]) for name in names)
    assert net + tax == gross
    assert net == sum(amount(item["amount"]) for item in items) > 0
    assert [item["qty"] for item in items] == [3, 3]
    assert all(amount(i["amount"]) == 3 * amount(i[price]) for i in items)
    written = {STRING: str, INTEGER: int}.get(type_, (int, float))
    assert isinstance(thing[names[0]], written)


def test_a_price_that_is_given_is_kept() -> None:
    price = Field("price", STRING, example="9.99")
    thing, items = sums_of((Field("total", STRING), Field("tax", STRING)), (
        price, Field("quantity", NUMBER), Field("total", STRING)
    ))  # fmt: skip
    assert {item["price"] for item in items} == {"9.99"}
    for item in items:
        assert amount(item["total"]) == amount("9.99") * item["quantity"]
    net = sum(amount(item["total"]) for item in items)
    assert amount(thing["total"]) == net + amount(thing["tax"])


def test_dates_follow_each_other(apis: dict[str, Api]) -> None:
    seen = 0
    orders = [
        *(("createdAt", "updatedAt"), ("updatedAt", "dueAt"), ("updatedAt", "dueDate")),
        *(
            ("updatedAt", "completedAt"),
            ("startedAt", "endedAt"),
            ("startedAt", "finishedAt"),
        ),
        *(
            ("created_at", "updated_at"),
            ("orderDate", "shipmentDate"),
            ("approvedAt", "dueAt"),
        ),
    ]
    for _, value in objects(apis["makini"]):
        assert value.get("deletedAt") is None
        for earlier, later in orders:
            if value.get(earlier) and value.get(later):
                assert value[earlier] <= value[later]
                seen += 1
    assert seen > 100


def test_examples_of_the_spec_win(apis: dict[str, Api]) -> None:
    assert things_of(SHOP).key("Customer") == "08000709523389"
    order: Any = things_of(SHOP).thing("Order")
    assert order["customerKey"] == "08000709523389"
    assert order["status"] == "open"
    assert len(order["key"]) == 14
    assert order["key"].isdecimal()  # of the look that is known


def test_words_suit_their_names(apis: dict[str, Api]) -> None:
    things = things_of(apis["makini"])
    assert things.thing("PurchaseOrder")["title"] == "Purchase order 2026-0017"
    currency = things.thing("Currency")
    assert (currency["code"], currency["name"]) == ("EUR", "Euro")
    address: Any = things.thing("Site")["address"]
    assert "@" in str(address["email"])
    assert str(address["phone"]).startswith("+")
    assert len(str(address["country"])) == 2
    assert str(things.thing("Document")["url"]).startswith("https://")


def test_things_of_other_numbers_differ(apis: dict[str, Api]) -> None:
    things = things_of(apis["makini"])
    many = [things.thing("Invoice", number) for number in range(2_000)]
    for name in ("key", "title", "invoiceNumber"):
        assert len({str(each[name]) for each in many}) == 2_000
    assert len({str(each["totalGrossValue"]) for each in many}) > 1_000
    assert [t["key"] for t in many] == [things.key("Invoice", n) for n in range(2_000)]
    parents = {str(things.thing("Asset", number)["parentKey"]) for number in range(3)}
    assert parents == {"None", things.key("Asset")}


def test_a_thing_is_new_each_time(api: Api) -> None:
    things = things_of(api)

    def spoil(value: Any) -> None:
        for inner in value.values() if isinstance(value, dict) else value:
            if isinstance(inner, dict | list):
                spoil(inner)
        value.clear()

    for resource in api.resources:
        before = json.dumps(things.thing(resource.name))
        spoil(things.thing(resource.name))
        assert json.dumps(things.thing(resource.name)) == before


def test_what_is_asked_for_is_what_is_answered(apis: dict[str, Api]) -> None:
    """A body that names a plain field of the thing has the value that the answer has."""
    api = apis["makini"]
    values, things = values_of(api), things_of(api)
    (create,) = [
        o for r, o in every(api) if (r.name, o.name) == ("WorkOrder", "create")
    ]
    thing = things.thing("WorkOrder")
    assert create.body
    for name in ("title", "severity", "assetKey", "roleName"):
        (field,) = [f for f in create.body.fields if f.name == name]
        assert values.of(field) == thing[name]


def test_places_of_pages() -> None:
    """Wherever paging says that they are: inside each other, or in no envelope at all."""
    paging = Paging(
        "cursor", "after", items="a.b.items", meta="a", total="a.n", next="a.b.next"
    )
    kind = Answer("pages", Ref("Bill"), paging.items)
    listed = Operation("list", "GET", "/bills", kind, paging=paging)
    schemas = (Schema("Bill", (Field("id", Key()),), resource="Bill"),)
    resources = (Resource("Bill", "bills", "bill", (listed,), "Bill"),)
    api = dataclasses.replace(SHOP, resources=resources, schemas=schemas)
    answer: Any = answers_of(api).of(listed)
    assert [*answer] == ["a"]
    assert answer["a"]["n"] == len(answer["a"]["b"]["items"]) == 2
    assert answer["a"]["b"]["next"] is None
    plain = dataclasses.replace(
        listed, answer=Answer("pages", Ref("Bill")), paging=Paging("page", "p")
    )
    none = dataclasses.replace(plain, answer=Answer("list", Ref("Bill")), paging=None)
    found = [answers_of(api).of(each) for each in (plain, none)]
    assert found == [answer["a"]["b"]["items"]] * 2


def test_things_that_hold_themselves_come_to_an_end() -> None:
    loop = (
        Field("key", Key(), required=True, nullable=False),
        Field("self", Ref("A"), required=True, nullable=False),
        Field("other", Ref("B")),
        Field("many", ListOf(Ref("B"))),
        Field("by_name", MapOf(Ref("A"))),
    )
    api = dataclasses.replace(
        SHOP,
        resources=(Resource("A", "a", "a", (), "A"),),
        schemas=(Schema("A", loop, resource="A"), Schema("B", loop[1:])),
    )
    assert len(json.dumps(things_of(api).thing("A"))) < 10_000


@pytest.mark.slow
def test_the_same_everywhere() -> None:
    script = (
        "import hashlib, json, sys; from pathlib import Path\n"
        "from clientgen.reading import load\n"
        "from clientgen.targets.samples.answers import answers_of\n"
        "api = load(Path(sys.argv[1])).api; a = answers_of(api)\n"
        "found = [a.of(o) for r in api.resources for o in r.operations]\n"
        "found += [a.thing(r.name, n) for r in api.resources for n in (1, 500)]\n"
        "print(hashlib.sha256(json.dumps(found).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script, str(SPECS["makini"])],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": str(ROOT / "generator"),
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(digests) == 1


def test_many_things_are_cheap(apis: dict[str, Api]) -> None:
    things = things_of(apis["makini"])
    start = time.process_time()
    for number in range(5_000):
        things.thing("PurchaseOrder", number)  # one of the largest
    assert time.process_time() - start < 2.5  # 0.3 s on a quiet machine
