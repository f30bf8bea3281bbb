"""A spec held against what a document makes of itself: what differs, and how to mend that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..importing.documents import At
from ..importing.problems import Spot
from ..model.api import Answer, Api, Operation, Parameter, Resource
from ..model.position import Position
from ..model.types import Type
from ..rules.diff import compare as compare_rules
from ..rules.words import sentence
from .edits import Edit, replacing, tokens_of
from .likeness import Around, Likeness
from .locating import Locator
from .notes import NOTHING, Correction, Notes
from .pieces import answer_object, body_object, parameter_object, said_rule
from .schemas import SchemaWriter
from .told import told, told_type

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


class Route(NamedTuple):
    """An operation, and the resource that it is in."""

    resource: Resource
    operation: Operation

    @property
    def key(self) -> str:
        """Method and path, placeholders without their names."""
        path = _PLACEHOLDER.sub("{}", self.operation.path)
        return f"{self.operation.method} {path}"

    @property
    def name(self) -> str:
        """As people call it."""
        return f"{self.resource.name}.{self.operation.name}"


def routes(api: Api) -> dict[str, Route]:
    """The operations of an API by method and path."""
    found = [Route(r, o) for r in api.resources for o in r.operations]
    return {route.key: route for route in found}


class Comparing:
    """Compares a spec with a document.

    Attributes:
        writer: Writes schemas for the document.
        locator: Finds places in the document.
        spots: Where the document has its operations, by method and path.
    """

    def __init__(
        self,
        theirs: Api,
        yours: Api,
        locator: Locator,
        writer: SchemaWriter,
        spots: dict[str, Spot],
    ) -> None:
        """Know both.

        Args:
            theirs: What the importer makes of the document.
            yours: The spec.
            locator: Finds places in the document.
            writer: Writes schemas for the document.
            spots: Where the document has its operations, by method and path.
        """
        self.theirs = theirs
        self.yours = yours
        self.locator = locator
        self.writer = writer
        self.spots = spots
        self.notes = Notes(yours.position or Position("api.yaml", 1, 1))
        self.likeness = Likeness(theirs, yours, locator, writer, self.notes)

    def all(self, *, thorough: bool = False) -> list[Correction]:
        """All differences.

        Args:
            thorough: Whether one is told for each operation that has it, not just once.
        """
        theirs, yours = routes(self.theirs), routes(self.yours)
        for key, route in yours.items():
            self.notes.operation = key
            if thorough:
                self.likeness.forget()
                self.notes.forget()
            if key in theirs:
                self._operation(theirs[key], route)
            else:
                self._missing(route, theirs)
        for key, route in theirs.items():
            if key in yours or key not in self.spots:
                continue
            self.notes.operation = key
            spot = self.spots[key]
            place = next(
                (
                    r.position
                    for r in self.yours.resources
                    if r.name == route.resource.name
                ),
                None,
            )
            edits = [Edit(tokens_of(spot))]
            self.notes.add(place, route.name, spot, ["an operation", NOTHING], edits)
        return self.notes.found

    def _at(self, key: str) -> tuple[At, At] | None:
        """An operation of the document, and the item of its path."""
        spot = self.spots.get(key)
        if spot is None or spot.file:
            return None
        at = self.locator.documents.root
        above = at
        for token in tokens_of(spot):
            above, at = at, at.get(token)
            at = self.locator.followed(at) or at
        return at, above

    def _operation(self, theirs: Route, yours: Route) -> None:
        found = self._at(yours.key)
        if found is None:
            return
        at, item = found
        one, other = theirs.operation, yours.operation
        if one.deprecated != other.deprecated:
            words = [
                "deprecated" if each.deprecated else "in use" for each in (one, other)
            ]
            target = tokens_of(at.spot)
            edits = (
                [Edit(target, {"deprecated": True})]
                if other.deprecated
                else [Edit((*target, "deprecated"))]
            )
            self.notes.add(other.position, yours.name, at.spot, words, edits)
        self._parameters(one, other, yours.name, at, item)
        self._body(one, other, yours.name, at)
        self._rules(one, other, yours.name, at)
        self._answer(one.answer, other.answer, other, yours.name, at)
        self.likeness.drain()

    def _parameters(
        self, one: Operation, other: Operation, name: str, at: At, item: At
    ) -> None:
        here = other.position
        for place in ("path", "query", "header", "cookie"):
            theirs = {_key(p, place): p for p in _parameters(one, place)}
            yours = {_key(p, place): p for p in _parameters(other, place)}
            if place == "path":
                if len(theirs) != len(yours):
                    continue
                # Their names are nobody's business but the spec's.
                pairs = list(zip(theirs.values(), yours.values(), strict=True))
            else:
                pairs = [(t, yours[key]) for key, t in theirs.items() if key in yours]
                for key, parameter in theirs.items():
                    if key not in yours and parameter.role != "idempotency":
                        self._parameter(parameter, None, name, place, at, item, here)
                for key, parameter in yours.items():
                    if key not in theirs and parameter.role == "value":
                        self._parameter(None, parameter, name, place, at, item, here)
            for each, mine in pairs:
                self._parameter(each, mine, name, place, at, item, here)

    def _parameter(
        self,
        theirs: Parameter | None,
        yours: Parameter | None,
        name: str,
        place: str,
        at: At,
        item: At,
        position: Position | None,
    ) -> None:
        wire = theirs.name if theirs else yours.name if yours else ""
        called = f"{name} {place} {wire}"
        where = self.locator.parameter(at, item, wire, place)
        target = tokens_of(at.spot)
        if theirs and yours:
            schema = self.locator.followed(where)
            inner = schema.get("schema") if schema else None
            alike = self.likeness.same(theirs.type, yours.type, inner)
            marks = (theirs.required, theirs.deprecated, theirs.limits)
            if alike and marks == (yours.required, yours.deprecated, yours.limits):
                return
        edits: list[Edit] = []
        shared = where is None or not where.spot.pointer.startswith(at.spot.pointer)
        in_place = where is not None and not shared and "$ref" not in where.value
        if where is not None and (yours is None or not shared):
            edits.append(Edit(tokens_of(where.spot)))
        if yours is not None:
            made = parameter_object(self.writer, replace(yours, name=wire), place)
            if where is not None and in_place:
                said = (
                    "schema",
                    "required",
                    "deprecated",
                    "style",
                    "explode",
                    "content",
                )
                kept = {k: v for k, v in where.value.items() if k not in said}
                made = made | kept
            listed = isinstance(at.get("parameters").value, list)
            edits.append(
                Edit((*target, "parameters"), made)
                if listed
                else Edit(target, {"parameters": [made]})
            )
        elif shared and where is not None:
            edits = []  # the path has it for all of its operations
        self.notes.add(
            yours.position if yours else position,
            called,
            where.spot if where else at.spot,
            [told(each) if each else NOTHING for each in (theirs, yours)],
            edits,
        )

    def _body(self, one: Operation, other: Operation, name: str, at: At) -> None:
        theirs, yours = one.body, other.body
        spot = at.spot.child("requestBody")
        kinds = [body.kind if body else NOTHING for body in (theirs, yours)]
        media = self.locator.body(at)
        if theirs is None or yours is None or kinds[0] != kinds[1]:
            if kinds[0] != kinds[1]:
                edits = self.body_edits(other, at) if other.body or one.body else []
                words = [f"body: {kind}" for kind in kinds]
                self.notes.add(other.position, f"{name} body", spot, words, edits)
            return
        schema = media.get("schema") if media else None
        if yours.kind == "array":
            schema = self.locator.inner(schema, "items")
        if theirs.type is not None and yours.type is not None:
            if not self.likeness.same(theirs.type, yours.type, schema):
                words = [told_type(theirs.type), told_type(yours.type)]
                edits = self.body_edits(other, at)
                self.notes.add(other.position, f"{name} body", spot, words, edits)
            return
        shared = schema and self.locator.followed(schema)
        inside = shared and shared.spot.pointer.startswith(f"{at.spot.pointer}/")
        around = Around(
            f"{name} body",
            schema,
            spot,
            other.position,
            () if inside else tuple(self.body_edits(other, at)),
        )
        self.likeness.fields(theirs.fields, yours.fields, around)

    def body_edits(self, operation: Operation, at: At) -> list[Edit]:
        """Edits that give an operation of the document the body of the spec."""
        known = at.get("requestBody").value is not None
        body = operation.body
        if body is None:
            return [Edit((*tokens_of(at.spot), "requestBody"))] if known else []
        made = body_object(self.writer, operation)
        if not made:
            return []
        return replacing(tokens_of(at.spot), "requestBody", made, known)

    def _rules(self, one: Operation, other: Operation, name: str, at: At) -> None:
        """Which keys go together; what is required by itself is said with the keys."""
        yours = [r for r in other.rules if r.name != "required"]
        theirs = [r for r in one.rules if r.name != "required"]
        if not yours and not theirs:
            return
        try:
            marks = [r for r in other.rules if r.name == "required"]
            kind = compare_rules([*marks, *theirs], [*marks, *yours]).kind
        except Exception:
            kind = "both"
        if kind == "neither":
            return
        media = self.locator.body(at)
        schema = self.locator.followed(media.get("schema")) if media else None
        words = [
            "; ".join(sentence(rule) for rule in side) or "no rule"
            for side in (theirs, yours)
        ]
        said = [said_rule(rule.body) for rule in yours]
        edits: list[Edit] = []
        made: dict[str, Any] = {}
        for each in said:
            if each is None or made.keys() & each.keys():
                made = {}
                break
            made |= each
        clear = schema is not None and not (made.keys() & schema.value.keys())
        if made and not theirs and schema is not None:
            inside = schema.spot.pointer.startswith(f"{at.spot.pointer}/")
            if inside and clear:
                edits = [Edit(tokens_of(schema.spot), made)]
            elif not inside:
                edits = self.body_edits(other, at)  # others have the same schema
        place = (yours[0].position if yours else None) or other.position
        spot = schema.spot if schema else at.spot
        self.notes.add(place, f"{name} rules", spot, words, edits)

    def _answer(
        self,
        theirs: Answer,
        yours: Answer,
        operation: Operation,
        name: str,
        at: At,
    ) -> None:
        media = self.locator.answer(at)
        called = f"{name} answer"
        if theirs.kind == "status" and yours.kind == "status":
            mine = dict(yours.statuses)
            for number, type_ in theirs.statuses:
                where = self.locator.answer(at, number)
                schema = where.get("schema") if where else None
                if type_ is None or mine.get(number) is None:
                    continue
                self._typed(
                    type_, mine[number], schema, where, called, operation.position
                )
            return
        many = ("pages", "list")
        kinds = ["list" if each.kind in many else each.kind for each in (theirs, yours)]
        if kinds[0] != kinds[1] or theirs.type is None or yours.type is None:
            if kinds[0] != kinds[1]:
                words = [_told_answer(theirs), _told_answer(yours)]
                edits = self.answer_edits(operation, at)
                spot = media.spot if media else at.spot.child("responses")
                self.notes.add(operation.position, called, spot, words, edits)
            return
        schema = media.get("schema") if media else None
        owner: At | None = media
        for key in [k for k in yours.envelope.split(".") if k]:
            found = self.locator.key(schema, key)
            owner, schema = found if found else (None, None)
        if kinds[0] == "list" and schema is not None:
            inner = self.locator.inner(schema, "items")
            owner = None
            for piece in self.locator.variants(schema):
                if inner is not None and inner.spot == piece.spot.child("items"):
                    owner = piece
            schema = inner
        self._typed(theirs.type, yours.type, schema, owner, called, operation.position)

    def _typed(
        self,
        theirs: Type,
        yours: Type | None,
        schema: At | None,
        owner: At | None,
        name: str,
        position: Position | None,
    ) -> None:
        """A type that stands alone: of an answer, or of the items of one."""
        if yours is None or self.likeness.same(theirs, yours, schema):
            return
        edits: list[Edit] = []
        if owner is not None and schema is not None:
            key = tokens_of(schema.spot)[-1]
            made = self.writer.type(yours)
            edits = replacing(tokens_of(owner.spot), key, made, True)
        spot = schema.spot if schema else Spot("", "")
        self.notes.add(
            position, name, spot, [told_type(theirs), told_type(yours)], edits
        )

    def answer_edits(self, operation: Operation, at: At) -> list[Edit]:
        """Edits that give an operation of the document the answer of the spec."""
        made = answer_object(self.writer, operation)
        if made is None:
            return []
        responses = at.get("responses")
        where = self.locator.response(at)
        key = tokens_of(where.spot)[-1] if where else "200"
        known = where is not None
        if not isinstance(responses.value, dict):
            return [Edit(tokens_of(at.spot), {"responses": {key: made}})]
        return replacing(tokens_of(responses.spot), key, made, known)

    def _missing(self, route: Route, theirs: dict[str, Route]) -> None:
        """An operation that the document has not."""
        operation = route.operation
        paths = self.locator.documents.root.get("paths")
        same = [
            path
            for path, _ in paths.items()
            if _PLACEHOLDER.sub("{}", path) == _PLACEHOLDER.sub("{}", operation.path)
        ]
        path = same[0] if same else operation.path
        siblings = [
            self.spots[key]
            for key, each in theirs.items()
            if each.resource.name == route.resource.name and key in self.spots
        ]
        answer = answer_object(self.writer, operation)
        made: dict[str, Any] = {
            "operationId": f"{route.resource.attribute}_{operation.name}",
            "parameters": [
                parameter_object(self.writer, each, place)
                for place in ("path", "query", "header", "cookie")
                for each in _parameters(operation, place)
            ],
            "responses": {"200": answer or {"description": "As the spec says."}},
        }
        tags = self._tags(siblings)
        if tags:
            made["tags"] = tags
        if operation.deprecated:
            made["deprecated"] = True
        if body := body_object(self.writer, operation):
            made["requestBody"] = body
        edits = [Edit(("paths",), {path: {operation.method.lower(): made}})]
        self.notes.add(
            operation.position, route.name, paths.spot, [NOTHING, "an operation"], edits
        )

    def _tags(self, spots: Sequence[Spot]) -> list[str]:
        for spot in spots:
            at = self.locator.documents.root
            for token in tokens_of(spot):
                at = at.get(token)
            tags = at.get("tags").value
            if isinstance(tags, list) and all(isinstance(each, str) for each in tags):
                return list(tags)
        return []


def _parameters(operation: Operation, place: str) -> Sequence[Parameter]:
    found: tuple[Parameter, ...] = getattr(operation, f"{place}_parameters")
    return found


def _key(parameter: Parameter, place: str) -> str:
    return parameter.name if place in ("path", "query") else parameter.name.lower()


def _told_answer(answer: Answer) -> str:
    if answer.type is None:
        return answer.kind
    return f"{answer.kind} of {told_type(answer.type)}"
