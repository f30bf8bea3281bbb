"""For every rule and every subset of its keys, client and sandbox give the same verdict."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import makini_calls
import pytest
from makini import Makini, RequiredKeysError, Unprocessable

from clientgen.model.api import Field, Operation, Resource
from clientgen.model.types import ListOf, Ref
from clientgen.rules.atoms import atoms_of, key_of
from clientgen.rules.decide import in_force
from clientgen.rules.diff import situations
from clientgen.sandbox import Sandbox
from clientgen.targets.samples.values import Values, values_of, wire
from clientgen.targets.surface import names

API = makini_calls.makini()
VALUES = values_of(API)
RULED = [
    (resource, operation)
    for resource in API.resources
    for operation in resource.operations
    if operation.rules and operation.body
]


def value(field: Field, values: Values, inside: list[str]) -> list[Any]:
    """The values that rules can tell apart."""
    if not inside:
        made = values.of(field)
        return [made if isinstance(made, bytes) else wire(made)]
    assert isinstance(field.type, ListOf)
    assert isinstance(field.type.item, Ref)
    fields = {f.name: f for f in values.schemas[field.type.item.schema]}
    full = {name: wire(values.of(fields[name])) for name in inside}
    return [[], [{}], [full], [full, {}]]


def bodies(
    operation: Operation, context: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """A body for every subset of the keys that the rules of a context speak of."""
    assert operation.body
    nodes = [rule.body for rule in in_force(operation.rules, context)]
    keys = list(dict.fromkeys(key_of(atom) for atom in atoms_of(nodes)))
    fields = {f.name: f for f in operation.body.fields}
    tops = list(dict.fromkeys(key.split(".*.")[0] for key in keys))
    choices = []
    for top in tops:
        inside = [k.split(".*.")[1] for k in keys if k.startswith(f"{top}.*.")]
        choices.append([None, *value(fields[top], VALUES, inside)])
    for chosen in itertools.product(*choices):
        yield {t: v for t, v in zip(tops, chosen, strict=True) if v is not None}


def test_the_rules_of_all_operations_are_tried() -> None:
    assert len(RULED) > 10


@pytest.mark.parametrize(
    ("resource", "operation"), RULED, ids=[f"{r.name}.{o.name}" for r, o in RULED]
)
def test_client_and_sandbox_agree(
    sandbox: Sandbox, url: str, resource: Resource, operation: Operation
) -> None:
    fitting = makini_calls.Fitting(sandbox)
    endpoint = f"{operation.method} {operation.path}"
    makini_calls.prepare(endpoint, fitting, url)
    path = fitting.path_keys(operation)
    assert operation.body
    arguments = {f.name: names.argument(f) for f in operation.body.fields}
    types = {f.name: f.type for f in operation.body.fields}
    verdicts = set()
    with Makini("sandbox-token", base_url=url) as client:
        method = getattr(
            getattr(client, names.resource_attribute(resource)), names.method(operation)
        )
        for context in situations(operation.rules):
            headers = {"X-Sandbox-Context": ",".join(map("=".join, context.items()))}
            for body in bodies(operation, context):
                fitted = {k: fitting.fitted(types[k], v) for k, v in body.items()}
                if operation.body.kind == "array":
                    given: dict[str, Any] = {"items": [fitted]}
                else:
                    given = {arguments[k]: v for k, v in fitted.items()}
                options: Any = {"context": context, "headers": headers}
                refused = None
                try:
                    method(*path, **given, options=options)
                except RequiredKeysError as error:
                    refused = error
                except Unprocessable:
                    pytest.fail(f"the client lets {body} pass, the sandbox does not")
                try:
                    method(*path, **given, options={**options, "check": False})
                    broken: set[str] = set()
                except Unprocessable as error:
                    details = error.body["error"]["details"]
                    broken = {each["rule"] for each in details}
                    assert "" not in broken
                    told = {each["message"] for each in details}
                    assert refused is not None, (body, told)
                    if len(told) == 1:
                        assert told.pop() in str(refused)
                assert (
                    broken == {f.rule for f in refused.failures}
                    if refused
                    else not broken
                )
                verdicts.add(bool(broken))
    assert True in verdicts
