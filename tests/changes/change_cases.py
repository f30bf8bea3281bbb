"""Each class of changes as an edit of the shop, and what is to be told of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from changing_shop import Change, Spec


class Case(NamedTuple):
    """An edit, and what is told: the code, what it does at source, and on the wire."""

    edit: Change
    code: str
    source: str
    wire: str


def operation(spec: Spec, place: str) -> dict[str, Any]:
    resource, name = place.split(".")
    found: dict[str, Any] = spec[resource]["operations"][name]
    return found


def on(place: str, edit: Callable[[dict[str, Any]], object]) -> Change:
    return lambda spec: edit(operation(spec, place))


def put(place: str, **words: Any) -> Change:
    return on(place, lambda found: found.update(words))


def drop(place: str, key: str) -> Change:
    return on(place, lambda found: found.pop(key))


def field(schema: str, name: str, type_: Any) -> Change:
    """Give a field of a model a type; None takes it away."""

    def edit(spec: Spec) -> None:
        fields = spec[schema]["fields"] if schema in spec else None
        if fields is None:
            fields = spec["schemas"][schema]["fields"]
        if type_ is None:
            del fields[name]
        else:
            fields[name] = type_

    return edit


def _name(item: Any) -> str:
    text = item if isinstance(item, str) else next(iter(item))
    return str(text).rstrip("!")


def listed(place: str, words: str, name: str, other: Any) -> Change:
    """Replace a key of a body, or a parameter; None takes it away."""

    def edit(found: dict[str, Any]) -> None:
        items = found[words]
        if isinstance(items, dict):
            items = found[words] = [{each: type_} for each, type_ in items.items()]
        at = next(n for n, each in enumerate(items) if _name(each) == name)
        items[at : at + 1] = [] if other is None else [other]

    return on(place, edit)


def key(place: str, name: str, other: Any) -> Change:
    return listed(place, "body", name, other)


def parameter(place: str, name: str, other: Any) -> Change:
    return listed(place, "parameters", name, other)


def more(place: str, words: str, item: Any) -> Change:
    return on(place, lambda found: found.setdefault(words, []).append(item))


def api(edit: Callable[[dict[str, Any]], object]) -> Change:
    return lambda spec: edit(spec["api"])


def both(*edits: Change) -> Change:
    def edit(spec: Spec) -> None:
        for each in edits:
            each(spec)

    return edit


def renamed_operation(spec: Spec) -> None:
    operations = spec["order"]["operations"]
    operations["tally"] = operations.pop("count")


def renamed_resource(spec: Spec) -> None:
    spec["file"]["resource"] = "Picture"
    operation(spec, "file.store")["answer"] = "Picture"
    spec["picture"] = spec.pop("file")
    spec["api"]["resources"][2] = "picture"
    spec["picture"]["path"] = "/files"


def renamed_schema(spec: Spec) -> None:
    spec["schemas"]["Place"] = spec["schemas"].pop("Address")
    spec["customer"]["fields"]["address"] = "Place"
    operation(spec, "customer.move")["body_type"] = "Place"


def rule(place: str, number: int, **words: Any) -> Change:
    return on(place, lambda found: found["rules"][number].update(words))


ORDER, CREATE, LIST = "order", "order.create", "order.list"

B, C, N = "breaking", "compatible", "none"

CASES: dict[str, Case] = {
    # Methods.
    "operation removed": Case(
        lambda s: s["order"]["operations"].pop("count"), "operation-removed", B, B
    ),
    "operation added": Case(
        lambda s: s["file"]["operations"].update(get={}), "operation-added", C, C
    ),
    "operation renamed": Case(renamed_operation, "operation-renamed", B, N),
    "operation moved": Case(
        put("order.count", path="/how-many"), "operation-moved", N, B
    ),
    "operation by another method": Case(
        put("order.cancel", method="PUT"), "operation-moved", N, B
    ),
    "operation deprecated": Case(
        put("order.count", deprecated=True), "operation-deprecated", C, N
    ),
    "operation repeatable": Case(
        put("order.cancel", idempotent=True), "operation-repeatable", N, C
    ),
    "alias removed": Case(drop("order.cancel", "also"), "operation-renamed", B, N),
    "alias added": Case(
        put("order.cancel", also=["Customer.cancel_order", "File.cancel_order"]),
        "operation-added",
        C,
        N,
    ),
    "resource renamed": Case(renamed_resource, "resource-renamed", B, N),
    # Parameters.
    "parameter removed": Case(
        parameter(LIST, "since", None), "parameter-removed", B, B
    ),
    "parameter added": Case(
        more(LIST, "parameters", {"until": "date"}), "parameter-added", C, C
    ),
    "required parameter added": Case(
        more("order.get", "parameters", {"view": {"type": "string", "required": True}}),
        "parameter-added-required",
        B,
        B,
    ),
    "parameter renamed": Case(
        parameter(
            LIST, "customer", {"customer_key": {"type": "string", "default": "me"}}
        ),
        "parameter-renamed",
        B,
        B,
    ),
    "parameter renamed in Python": Case(
        parameter(LIST, "since", {"since": {"type": "date", "alias": "begin"}}),
        "parameter-renamed",
        B,
        N,
    ),
    "parameter renamed on the wire": Case(
        parameter(LIST, "since", {"from_day": {"type": "date", "alias": "since"}}),
        "parameter-renamed",
        N,
        B,
    ),
    "parameter moved": Case(
        parameter(
            LIST,
            "customer",
            {"customer": {"in": "header", "type": "string", "default": "me"}},
        ),
        "parameter-moved",
        N,
        B,
    ),
    "parameter required": Case(
        parameter(LIST, "since", {"since": {"type": "date", "required": True}}),
        "parameter-required",
        B,
        B,
    ),
    "parameter optional": Case(
        parameter("order.count", "year", {"year": "integer"}),
        "parameter-optional",
        C,
        C,
    ),
    "parameter narrowed": Case(
        parameter(LIST, "customer", {"customer": {"type": "integer"}}),
        "parameter-type-changed",
        B,
        B,
    ),
    "parameter of a form": Case(
        parameter(LIST, "customer", {"customer": {"type": "uuid", "default": ""}}),
        "parameter-type-narrowed",
        N,
        B,
    ),
    "parameter widened": Case(
        parameter(
            "order.count", "year", {"year": {"type": "number", "required": True}}
        ),
        "parameter-type-widened",
        C,
        C,
    ),
    "parameter takes one": Case(
        parameter("order.get", "expand", {"expand": "string"}),
        "parameter-type-changed",
        B,
        B,
    ),
    "value sent gone": Case(
        parameter(LIST, "status", {"status": {"enum": ["open"]}}),
        "parameter-value-removed",
        N,
        B,
    ),
    "value sent new": Case(
        parameter(LIST, "status", {"status": {"enum": ["open", "paid", "lost"]}}),
        "parameter-value-added",
        N,
        C,
    ),
    "values sent listed": Case(
        parameter(
            LIST, "customer", {"customer": {"enum": ["me", "you"], "default": "me"}}
        ),
        "parameter-values-listed",
        N,
        B,
    ),
    "default changed": Case(
        parameter(LIST, "customer", {"customer": {"type": "string", "default": "you"}}),
        "parameter-default-changed",
        N,
        B,
    ),
    "array written otherwise": Case(
        parameter(
            "order.get", "expand", {"expand": {"type": ["string"], "explode": "comma"}}
        ),
        "parameter-spelled-otherwise",
        N,
        B,
    ),
    "parameter deprecated": Case(
        parameter(LIST, "since", {"since": {"type": "date", "deprecated": True}}),
        "parameter-deprecated",
        C,
        N,
    ),
    "path argument by keyword": Case(
        parameter(
            "customer.pay",
            "order",
            {"order": {"in": "path", "type": "integer", "once": True, "env": "A"}},
        ),
        "parameter-position",
        B,
        N,
    ),
    "path parameters change places": Case(
        put("customer.pay", path="/of/{order}/{key}"), "parameter-position", B, N
    ),
    "path argument renamed": Case(
        both(
            put("customer.pay", path="/{key}/pay/{purchase}"),
            parameter(
                "customer.pay", "order", {"purchase": {"in": "path", "type": "integer"}}
            ),
        ),
        "parameter-renamed",
        B,
        N,
    ),
    # Keys of bodies.
    "key removed": Case(key(CREATE, "voucher", None), "key-removed", B, B)._replace(
        edit=both(
            key(CREATE, "voucher", None), lambda s: operation(s, CREATE)["rules"].pop(1)
        )
    ),
    "key added": Case(more(CREATE, "body", {"gift": "boolean"}), "key-added", C, C),
    "required key added": Case(
        more(CREATE, "body", {"colour": {"type": "string", "required": True}}),
        "key-added-required",
        B,
        B,
    ),
    "key required": Case(key(CREATE, "day", "day!"), "key-required", B, B),
    "key optional": Case(
        key(CREATE, "customerKey", "customerKey"), "key-optional", C, C
    ),
    "key not null": Case(
        key(CREATE, "due", {"due": {"type": "datetime", "required": True}}),
        "key-null-refused",
        B,
        B,
    ),
    "key renamed": Case(
        key("order.cancel", "reason", {"cancel_reason": "string"}), "key-renamed", B, B
    ),
    "key narrowed": Case(
        key("order.cancel", "reason", {"reason": "boolean"}), "key-type-changed", B, B
    ),
    "key widened": Case(
        key("order.cancel", "reason", {"reason": "string | integer"}),
        "key-type-widened",
        C,
        C,
    ),
    "key of a date": Case(
        key(
            CREATE, "due", {"due": {"type": "date", "required": True, "nullable": True}}
        ),
        "key-type-changed",
        C,
        B,
    ),
    "bound tightened": Case(
        key(
            CREATE,
            "count",
            {"count": {"type": "integer", "minimum": 1, "maximum": 100}},
        ),
        "key-bounds-tightened",
        N,
        B,
    ),
    "bound loosened": Case(
        key(CREATE, "count", {"count": {"type": "integer", "minimum": 0}}),
        "key-bounds-loosened",
        N,
        C,
    ),
    "value of a key gone": Case(
        key(CREATE, "mode", {"mode": {"enum": ["fast"]}}), "key-value-removed", N, B
    ),
    "item's key required": Case(
        key("order.import", "note", "note!"), "key-required", B, B
    ),
    "item's key removed": Case(key("order.import", "note", None), "key-removed", B, B),
    "item's key added": Case(
        more("order.import", "body", {"x": "string"}), "key-added", C, C
    ),
    "body of another kind": Case(
        put("order.cancel", body_kind="form"), "body-kind-changed", N, B
    ),
    "body of anything": Case(
        put("order.cancel", body="any"), "body-kind-changed", B, B
    ),
    "body added": Case(
        put("order.count", method="POST", body={"x": "string"}), "body-added", N, C
    ),
    "body removed": Case(drop("order.cancel", "body"), "body-removed", N, B),
    "whole body of another type": Case(
        put("customer.move", body_type="Line"), "body-type-changed", B, N
    ),
    # Answers.
    "answer of another model": Case(
        put("order.get", answer="Customer"), "answer-changed", B, B
    ),
    "answer none": Case(put("order.get", answer="none"), "answer-changed", B, B),
    "answer where was none": Case(
        put("order.cancel", answer="Order"), "answer-widened", C, C
    ),
    "answer perhaps none": Case(
        put("order.get", answer="Order | none"), "answer-widened", B, B
    ),
    "answer of a wider number": Case(
        put("order.count", answer="number"), "answer-widened", B, B
    ),
    "answer bytes as text": Case(
        put("file.load", answer="text"), "answer-changed", B, B
    ),
    "list no longer walked": Case(
        both(
            put(LIST, paging="none"),
            parameter(LIST, "page", None),
            parameter(LIST, "size", None),
        ),
        "answer-changed",
        B,
        B,
    ),
    "envelope": Case(
        api(lambda a: a["answers"].update(single="result")),
        "answer-place-changed",
        N,
        B,
    ),
    # Models.
    "field removed": Case(field(ORDER, "sealed", None), "field-removed", B, B),
    "field added": Case(field(ORDER, "colour", "string"), "field-added", C, C),
    "field renamed": Case(
        lambda s: s["customer"].update(
            fields={"key": "key!", "name_of": "string", "address": "Address"}
        ),
        "field-renamed",
        B,
        B,
    ),
    "field renamed in Python": Case(
        field("customer", "name", {"type": "string", "alias": "called"}),
        "field-renamed",
        B,
        N,
    ),
    "field nullable": Case(
        field(ORDER, "placedAt", "datetime"), "field-nullable", B, B
    ),
    "field promised": Case(field(ORDER, "sealed", "boolean!"), "field-promised", C, C),
    "sent field promised": Case(
        field("Line", "gift", "boolean!"), "field-promised", B, C
    ),
    "field narrowed": Case(
        field(ORDER, "total", "integer!"), "field-type-narrowed", B, C
    ),
    "field of a form": Case(
        field("customer", "name", "uuid"), "field-type-narrowed", N, C
    ),
    "field widened": Case(field("customer", "name", "any"), "field-type-widened", C, B),
    "field of anything typed": Case(
        field(ORDER, "meta", "string"), "field-type-narrowed", B, C
    ),
    "field of another kind": Case(
        field(ORDER, "sealed", "string"), "field-type-changed", B, B
    ),
    "integer for a truth value": Case(
        field(ORDER, "sealed", "integer"), "field-type-changed", B, B
    ),
    "field a list": Case(field(ORDER, "note", ["string"]), "field-type-changed", B, B),
    "sent field widened": Case(
        field("Line", "quantity", "number"), "field-type-widened", B, B
    ),
    "only sent field added": Case(
        field("Remark", "lang", "string!"), "field-added", C, B
    ),
    "only sent field removed": Case(
        field("Remark", "mood", None), "field-removed", B, B
    ),
    "value answered gone": Case(
        field(ORDER, "status", {"enum": ["open", "paid"]}), "field-value-removed", N, C
    ),
    "value answered new": Case(
        field(ORDER, "status", {"enum": ["open", "paid", "sent", "lost"]}),
        "field-value-added",
        N,
        C,
    ),
    "values answered not listed": Case(
        field(ORDER, "status", "string"), "field-values-unlisted", N, C
    ),
    "shared value gone": Case(
        lambda s: s["schemas"]["Currency"].update(enum=["eur"]),
        "field-value-removed",
        N,
        B,
    ),
    "shared value new": Case(
        lambda s: s["schemas"]["Currency"].update(enum=["eur", "usd", "nok"]),
        "field-value-added",
        N,
        C,
    ),
    "answered bound looser": Case(
        field(ORDER, "note", {"type": "string", "max_length": 90}),
        "field-bounds-loosened",
        N,
        C,
    ),
    "field deprecated": Case(
        field(ORDER, "note", {"type": "string", "max_length": 80, "deprecated": True}),
        "field-deprecated",
        C,
        N,
    ),
    "field read only": Case(
        field("Line", "gift", {"type": "boolean", "read_only": True}),
        "field-read-only",
        N,
        B,
    ),
    "choice with another": Case(
        lambda s: s["schemas"]["Source"]["one_of"].update(line="Remark"),
        "schema-changed",
        B,
        C,
    )._replace(
        edit=both(
            lambda s: s["schemas"].update(
                Cash={"fields": {"object": {"is": "cash", "required": True}}}
            ),
            lambda s: s["schemas"]["Source"]["one_of"].update(cash="Cash"),
        )
    ),
    "model added": Case(
        both(
            lambda s: s["schemas"].update(
                Parcel={"fields": {"depth": "integer", "width": "integer"}}
            ),
            field(ORDER, "parcel", "Parcel"),
        ),
        "schema-added",
        C,
        N,
    ),
    "model removed": Case(
        both(lambda s: s["schemas"].pop("Channel"), field(ORDER, "channel", None)),
        "schema-removed",
        B,
        N,
    ),
    "model renamed": Case(renamed_schema, "schema-renamed", B, N),
    "further keys": Case(
        lambda s: s["schemas"]["Address"].update(additional="string"),
        "field-type-changed",
        B,
        C,
    ),
    # Rules.
    "rule added": Case(
        more(CREATE, "rules", {"name": "mode", "any": ["mode", "count"]}),
        "rule-tightened",
        B,
        B,
    ),
    "rule removed": Case(
        on(CREATE, lambda o: o["rules"].pop(1)), "rule-loosened", C, C
    ),
    "rule tightened": Case(rule(CREATE, 0, any=["lines"]), "key-required", B, B),
    "rule loosened": Case(
        rule(CREATE, 0, any=["lines", "coupon", "day"]), "rule-loosened", C, C
    ),
    "rule tightened where declared": Case(
        rule(CREATE, 2, all=["day", "count"]), "rule-tightened", N, B
    ),
    "rule by a value": Case(
        more(
            CREATE,
            "rules",
            {"name": "slow", "if": {"key": "mode", "is": "slow"}, "then": "count"},
        ),
        "rule-tightened",
        N,
        B,
    ),
    # All calls.
    "client renamed": Case(
        api(lambda a: a.update(api="Store")), "package-renamed", B, N
    ),
    "context removed": Case(
        api(lambda a: a.pop("contexts")), "client-argument-removed", B, N
    )._replace(
        edit=both(
            api(lambda a: a.pop("contexts")), on(CREATE, lambda o: o["rules"].pop(2))
        )
    ),
    "context added": Case(
        api(lambda a: a["contexts"].update(land={"values": ["NO"]})),
        "client-argument-added",
        C,
        N,
    ),
    "credential removed": Case(
        both(api(lambda a: a["auth"].pop("also")), drop("customer.pay", "auth")),
        "credential-removed",
        N,
        B,
    ),
    "credential sent otherwise": Case(
        api(lambda a: a["auth"]["also"]["desk"]["api_key"].update(name="X-Office")),
        "credential-changed",
        N,
        B,
    ),
    "other credential": Case(put("order.count", auth="desk"), "access-changed", N, B),
    "scope": Case(put("customer.pay", scopes=["pay", "see"]), "scope-added", N, B),
    "environment": Case(
        api(lambda a: a["auth"]["bearer"].update(env="SHOP_KEY")),
        "environment-changed",
        N,
        B,
    ),
    "argument of the client renamed": Case(
        api(
            lambda a: a["auth"]["also"]["desk"]["api_key"].update(argument="office_key")
        ),
        "client-argument-removed",
        B,
        N,
    ),
    "constant header": Case(
        api(lambda a: a["headers"].update({"Shop-Version": "2027-01-01"})),
        "header-changed",
        N,
        B,
    ),
    "server": Case(
        api(lambda a: a["servers"][0].update(url="https://new.example.com")),
        "server-changed",
        N,
        B,
    ),
    "default of a variable": Case(
        api(lambda a: a["servers"][1]["variables"]["zone"].update(default="us")),
        "server-changed",
        N,
        B,
    ),
    "server of an operation": Case(drop("file.load", "server"), "server-changed", N, B),
    "page parameter": Case(
        api(lambda a: a["paging"].update(first=0)), "paging-changed", N, B
    ),
    "failures": Case(
        api(lambda a: a["errors"].update(message="detail")), "errors-changed", N, B
    ),
    "failure code": Case(
        api(lambda a: a["errors"]["codes"].append("full")), "error-code-added", N, C
    ),
    "event removed": Case(
        api(lambda a: a["webhooks"]["events"].pop("customer.gone")),
        "event-removed",
        B,
        B,
    ),
    "event added": Case(
        api(lambda a: a["webhooks"]["events"].update({"order.lost": "Order"})),
        "event-added",
        C,
        C,
    ),
    "event of another body": Case(
        api(lambda a: a["webhooks"]["events"].update({"customer.gone": "Order"})),
        "event-changed",
        B,
        B,
    ),
    "signature": Case(
        api(lambda a: a["webhooks"].update(header="X-Other")), "webhooks-changed", N, B
    ),
    # Words.
    "summary": Case(put(LIST, summary="Walk them."), "words-changed", N, N),
    "words of a field": Case(
        field("customer", "name", {"type": "string", "summary": "Of the person."}),
        "words-changed",
        N,
        N,
    ),
}
"""By a name; of the last ``Case`` of an edit, source and wire are those of its code."""
