"""Which operations a demonstration shows, and with what; found in the model alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ..model.api import Api, Field, Operation, Resource
from ..model.rules import AnyOf, OneOf
from ..model.types import Key, Ref
from ..rules.atoms import atoms_of, key_of
from ..rules.decide import holds, in_force
from ..targets.samples.bodies import example_body
from ..targets.samples.values import Value, Values
from ..targets.surface.operations import spoken_parameters

Body = Mapping[str, Value]
Named = tuple[Resource, Operation]


class Creation(NamedTuple):
    """An operation that makes a thing.

    Attributes:
        resource: Whose operation it is.
        operation: The operation.
        body: One that is taken where its references lead somewhere.
        refused: One that breaks a rule; None where there is none.
        rule: The name of that rule.
        references: The resources that keys of the body refer to, by key.
    """

    resource: Resource
    operation: Operation
    body: Body
    refused: Body | None
    rule: str
    references: Mapping[str, str]

    @property
    def worth(self) -> tuple[bool, bool, bool]:
        """How much it shows; more is greater."""
        rules = in_force(self.operation.rules)
        refuses = self.refused is not None
        chosen = any(isinstance(rule.body, AnyOf | OneOf) for rule in rules)
        return refuses and bool(self.references), refuses and chosen, refuses


class Cast(NamedTuple):
    """What a demonstration shows; None for what the API does not have.

    Attributes:
        creation: Makes a thing.
        listed: Walks things page by page, those that are made by preference.
        get: Reads a thing, that which was made by preference.
    """

    creation: Creation | None
    listed: Named | None
    get: Named | None


def cast_of(api: Api, values: Values) -> Cast:
    """Choose what to show: rules and references before none, then what comes first."""
    creation = max(_creations(api, values), key=lambda each: each.worth, default=None)
    homes = [creation.resource] if creation else []
    homes += [each for each in api.resources if each not in homes]
    return Cast(creation, _first(homes, _is_walk), _first(homes, _is_get))


def _creations(api: Api, values: Values) -> Iterator[Creation]:
    for resource in api.resources:
        for operation in resource.operations:
            body = operation.body
            if operation.method != "POST" or operation.path_parameters:
                continue
            if body is None or body.kind != "object" or not _is_thing(operation):
                continue
            if spoken_parameters(operation):
                continue
            if any(parameter.required for parameter in operation.query_parameters):
                continue
            example = example_body(body, operation.rules, values, typical=1)
            if example is None:
                continue
            taken = _with_reference(operation, example, values)
            refused, rule = _refused(operation, taken)
            names = {field.name: _referred(field) for field in body.fields}
            references = {name: names[name] for name in taken if names[name]}
            yield Creation(resource, operation, taken, refused, rule, references)


def _referred(field: Field) -> str:
    """The resource that a key refers to; empty where it is none."""
    return field.type.resource or "" if isinstance(field.type, Key) else ""


def _with_reference(operation: Operation, taken: Body, values: Values) -> Body:
    """A body that refers to something, if one can."""
    fields = operation.body.fields if operation.body else ()
    if any(_referred(field) for field in fields if field.name in taken):
        return taken
    for field in fields:
        if not _referred(field) or field.read_only or field.deprecated:
            continue
        more = {**taken, field.name: values.of(field)}
        if all(holds(rule.body, more) for rule in in_force(operation.rules)):
            return more
    return taken


def _refused(operation: Operation, taken: Body) -> tuple[Body | None, str]:
    """A body that a rule refuses: without the keys of rules, or with each that the rule has."""
    rules = in_force(operation.rules)
    spoken = {key_of(a).split(".*.")[0] for a in atoms_of(rule.body for rule in rules)}
    without = {name: value for name, value in taken.items() if name not in spoken}
    fields = operation.body.fields if operation.body else ()
    plenty = {f.name: "1" for f in fields if f.name in spoken and f.name not in taken}
    for body in (without, {**taken, **plenty}):
        for rule in rules:
            if not holds(rule.body, body):
                return body, rule.name
    return None, ""


def _is_thing(operation: Operation) -> bool:
    type_ = operation.answer.type
    return (
        operation.answer.kind == "single"
        and isinstance(type_, Ref)
        and type_.documented
    )


def _is_walk(operation: Operation) -> bool:
    required = any(parameter.required for parameter in operation.query_parameters)
    return (
        operation.answer.kind == "pages"
        and operation.method == "GET"
        and not operation.path_parameters
        and not required
    )


def _is_get(operation: Operation) -> bool:
    return (
        _is_thing(operation)
        and operation.method == "GET"
        and len(operation.path_parameters) == 1
        and operation.path.endswith("}")
        and not any(parameter.required for parameter in operation.query_parameters)
    )


def _first(
    resources: list[Resource], fits: Callable[[Operation], bool]
) -> Named | None:
    """The first operation of a kind."""
    return next(
        ((r, each) for r in resources for each in r.operations if fits(each)), None
    )
