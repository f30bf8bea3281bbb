"""Edits by chance of the other specs that tests have: Stripe's, Slack's and so on.

``python tests/changes/drawn_apis.py 100`` judges that many pairs, each both ways. It edits models,
not files: types are those that the same API has elsewhere.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from judged_calls import disagreements

from clientgen.model.api import Api, Field, Operation, Parameter, Resource
from clientgen.model.types import Codes, Enum, Key, Scalar, Type, innermost
from clientgen.reading import load
from clientgen.rules.seen import keys_named

TESTS = Path(__file__).parents[1]
SPECS = [
    *(f"apis/{name}/spec" for name in ("github", "notion", "openai", "slack")),
    *("apis/stripe/spec", "apis/twilio/spec", "callers/spec", "library/spec"),
    *("targets/sent_spec", "types/spec", "webhooks/spec"),
]
_NO_PARAMETER = ("object", "any", "file")


def types_of(api: Api) -> list[Type]:
    """All types of an API but files."""
    operations = [each for resource in api.resources for each in resource.operations]
    fields: list[Field | Parameter] = [f for s in api.schemas for f in s.fields]
    fields += [f for o in operations if o.body for f in o.body.fields]
    fields += [p for o in operations for p in o.parameters if p.role == "value"]
    found = dict.fromkeys(each.type for each in fields)
    return [each for each in found if innermost(each) != Scalar("file")]


class Edits:
    """One edit of an API, by chance."""

    def __init__(self, seed: int, api: Api) -> None:
        self.chance = random.Random(seed)
        self.api = api
        self.types = types_of(api)

    def edited(self) -> Api | None:
        """The API after an edit; None where chance has found nothing to edit."""
        edits = [self.field] * 4 + [self.key] * 3 + [self.parameter] * 2
        return self.chance.choice([*edits, self.answer, self.removal])()

    def field(self) -> Api | None:
        schema = self.chance.choice([s for s in self.api.schemas if s.fields])
        fields = list(schema.fields)
        at = self.chance.randrange(len(fields))
        one = fields[at]
        how = self.chance.choice(
            ["type", "type", "remove", "mark", "null", "add", "only"]
        )
        if how == "remove":
            del fields[at]
        elif how == "mark":
            fields[at] = replace(one, required=not one.required, nullable=one.required)
        elif how == "null":
            fields[at] = replace(one, nullable=not one.nullable)
        elif how == "only":
            fields[at] = replace(one, read_only=not one.read_only)
        else:
            self._retype(fields, at, how)
        if not fields:
            return None
        changed = replace(schema, fields=tuple(fields))
        schemas = (changed if s is schema else s for s in self.api.schemas)
        return replace(self.api, schemas=tuple(schemas))

    def key(self) -> Api | None:
        resource, operation = self._operation()
        body = operation.body
        if not body or not body.fields:
            return None
        fields = list(body.fields)
        at = self.chance.randrange(len(fields))
        if fields[at].name in _spoken(operation) or fields[at].role != "value":
            return None
        how = self.chance.choice(["type", "type", "remove", "add"])
        if how == "remove":
            del fields[at]
        else:
            self._retype(fields, at, how)
        changed = replace(operation, body=replace(body, fields=tuple(fields)))
        return self._with(resource, operation, changed)

    def _retype(self, fields: list[Field], at: int, how: str) -> None:
        type_ = self.chance.choice(self.types)
        if how == "type":
            fields[at] = replace(fields[at], type=type_)
        else:
            fields.append(replace(fields[at], name="extra_one", alias="", type=type_))

    def parameter(self) -> Api | None:
        resource, operation = self._operation()
        found = list(operation.query_parameters)
        if not found:
            return None
        at = self.chance.randrange(len(found))
        one = found[at]
        if one.role != "value" or f"query:{one.name}" in _spoken(operation):
            return None
        how = self.chance.choice(["type", "remove", "mark", "add"])
        single = [t for t in self.types if isinstance(t, Scalar | Key | Enum | Codes)]
        single = [t for t in single if t not in map(Scalar, _NO_PARAMETER)]
        type_ = self.chance.choice(single)
        if how == "remove":
            del found[at]
        elif how == "mark":
            found[at] = replace(one, required=not one.required)
        elif how == "type":
            found[at] = replace(one, type=type_)
        else:
            found.append(
                replace(one, name="extra_one", alias="", once=None, type=type_)
            )
        changed = replace(operation, query_parameters=tuple(found))
        return self._with(resource, operation, changed)

    def answer(self) -> Api | None:
        resource, operation = self._operation()
        _, other = self._operation()
        if "pages" in (operation.answer.kind, other.answer.kind):
            return None
        changed = replace(operation, answer=other.answer, answer_when=())
        return self._with(resource, operation, changed)

    def removal(self) -> Api | None:
        resource, operation = self._operation()
        return self._with(resource, operation, None)

    def _operation(self) -> tuple[Resource, Operation]:
        resource = self.chance.choice(self.api.resources)
        return resource, self.chance.choice(resource.operations)

    def _with(
        self, resource: Resource, operation: Operation, changed: Operation | None
    ) -> Api:
        operations = (changed if o is operation else o for o in resource.operations)
        other = replace(resource, operations=tuple(filter(None, operations)))
        found = (other if r is resource else r for r in self.api.resources)
        return replace(self.api, resources=tuple(found))


def _spoken(operation: Operation) -> set[str]:
    """Keys of which rules speak, and that decide what is answered."""
    keys = {key for rule in operation.rules for key in keys_named(rule.body)}
    return keys | {when.key for when in operation.answer_when}


def pairs(count: int, seed: int) -> Iterator[tuple[Api, Api]]:
    """Pairs of states, each in both directions."""
    apis = [load(TESTS / name).api for name in SPECS]
    while count:
        seed += 1
        api = apis[seed % len(apis)]
        edited = Edits(seed, api).edited()
        if edited and edited != api:
            count -= 1
            yield api, edited
            yield edited, api


if __name__ == "__main__":
    number, start = (int(word) for word in [*sys.argv[1:], "50", "0"][:2])
    with tempfile.TemporaryDirectory() as place:
        wrong, free = disagreements(pairs(number, start), Path(place))
    print("\n".join(wrong))
    print(f"{len(wrong)} disagreements in {2 * number} pairs; {free} break nothing")
    sys.exit(bool(wrong))
