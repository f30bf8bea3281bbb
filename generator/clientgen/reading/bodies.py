"""Request bodies: fields by name, new ones, or the body of another operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, cast

from ..model.api import Body, Field, Forms
from ..model.naming import snake_case
from ..model.types import ListOf, innermost
from .fields import read_field, read_fields, refuse_map, unique
from .findings import quoted
from .forms import read_forms, wrong_in_form, wrong_in_parts
from .nodes import Items, Node, Table, text_of
from .scope import Scope
from .type_terms import FILE, read_type

Kind = Literal["object", "array", "multipart", "form"]
_LONGEST_CHAIN = 20
_SAME_AS = "same as "


def read_body(
    operation: Table,
    operations: Mapping[str, Table],
    own: Mapping[str, Field] | None,
    levels: tuple[Table, ...],
    scope: Scope,
) -> Body | None:
    """Read the body of an operation.

    Args:
        operation: In full.
        operations: All operations of the resource in full, by name.
        own: The resource's own fields by name; None when they could not be read.
        levels: What is said for the resource and for the API, the nearer first.
        scope: Declared names; takes the findings.

    Returns:
        The body, or None when there is none.
    """
    kind = cast("Kind", _nearest((operation, *levels), "body_kind") or "object")
    if "body_type" in operation:
        return _whole(operation, levels, scope)
    if "body" not in operation:
        words = "there is no body that it could describe; add one or remove it"
        _refuse(operation, ("body_kind", "content_type", "forms"), words, scope)
        return None
    source = _origin(operation, operations, scope)
    if source is None:
        return Body(kind)
    if "body_kind" not in operation:
        kind = cast("Kind", source.text("body_kind") or kind)
    if text_of(source.get("body")) == "any":
        words = "a body of any shape is JSON; remove {} or list the fields"
        _refuse(operation, ("body_kind", "forms"), words, scope)
        return Body("any", content_type=_content_type(operation, levels, "any", scope))
    fields = unique(_fields(source.get("body"), own, scope), source.at("body"), scope)
    forms = read_forms((operation, *levels))
    _check_kind(operation, kind, fields, forms, scope)
    said = _content_type(operation, levels, kind, scope)
    if kind not in ("form", "multipart"):
        _refuse(operation, ("forms",), "a body in JSON says all; remove forms", scope)
        return Body(kind, fields, content_type=said)
    return Body(kind, fields, content_type=said, forms=forms)


def _whole(operation: Table, levels: tuple[Table, ...], scope: Scope) -> Body | None:
    """A body that is one value."""
    words = "body_type says all of the body: its type; remove one of both"
    _refuse(operation, ("body", "body_kind", "forms"), words, scope)
    node = operation["body_type"]
    text = text_of(node)
    if text in ("text", "bytes"):
        said = _media_type((operation,))
        return Body("text" if text == "text" else "bytes", content_type=said)
    kind = read_type(node, scope, markable=False)[0]
    if innermost(kind) == FILE:
        scope.report.error(
            node.position,
            "body-kind",
            "a file that is the whole body is bytes; write body_type: bytes",
        )
    said = _content_type(operation, levels, "value", scope)
    return Body("value", type=kind, content_type=said)


def _refuse(operation: Table, keys: tuple[str, ...], words: str, scope: Scope) -> None:
    for key in keys:
        if key in operation:
            position = operation.at(key)
            scope.report.error(position, "body-kind", words.replace("{}", key))


def _content_type(
    operation: Table, levels: tuple[Table, ...], kind: str, scope: Scope
) -> str:
    if kind not in ("multipart", "form"):
        return _media_type((operation, *levels))
    if "content_type" in operation:
        scope.report.error(
            operation.at("content_type"),
            "body-kind",
            f"the media type of a {kind} body is fixed; remove content_type",
        )
    return ""


def _media_type(levels: tuple[Table, ...]) -> str:
    said = _nearest(levels, "content_type")
    return "" if said == "none" else said


def _nearest(levels: tuple[Table, ...], key: str) -> str:
    return next((level.text(key) for level in levels if key in level), "")


def _origin(
    operation: Table, operations: Mapping[str, Table], scope: Scope
) -> Table | None:
    """Follow ``same as`` to the operation that lists its body."""
    seen = [operation]
    while (text := text_of(seen[-1].get("body"))) and text.startswith(_SAME_AS):
        name = text.removeprefix(_SAME_AS)
        if snake_case(name) != name:
            return None  # no name at all, which the check against the grammar reports
        position = operation.at("body")
        if not scope.is_known(
            name,
            operations,
            position,
            "unknown-operation",
            "this resource has no such operation",
        ):
            return None
        following = operations[name]
        if following in seen or len(seen) >= _LONGEST_CHAIN:
            scope.report.error(
                position,
                "cyclic-body",
                f"{quoted(text)} leads in a circle or too far; name the operation that "
                "lists the body",
            )
            return None
        if "body" not in following:
            scope.report.error(
                position,
                "no-body",
                f"the operation {quoted(name)} has no body; name one that has",
            )
            return None
        seen.append(following)
    return seen[-1]


def _fields(
    body: Node | None, own: Mapping[str, Field] | None, scope: Scope
) -> list[Field]:
    if isinstance(body, Table):
        refuse_map(body, scope, body=True)
        return _new(list(read_fields(body, scope)), scope)
    fields: list[Field] = []
    for item in body if isinstance(body, Items) else ():
        name = text_of(item)
        if isinstance(item, Table):
            new = [read_field(entry, scope) for entry in item.entries.values()]
            fields += _new(new, scope)
        elif name is not None:
            field = _named(name, item, own, scope)
            fields += [field] if field else []
    return fields


def _new(fields: list[Field], scope: Scope) -> list[Field]:
    for field in fields:
        if field.read_only and field.position:
            scope.report.error(
                field.position,
                "read-only-body",
                f"{quoted(field.name)} is read only, so no body has it; remove one of both",
            )
    return fields


def _named(
    text: str, item: Node, own: Mapping[str, Field] | None, scope: Scope
) -> Field | None:
    if own is None:
        return None
    name = text if text in own else text.removesuffix("!")
    if not scope.is_known(
        name,
        own,
        item.position,
        "unknown-field",
        "the resource has no such field; name one of its fields, or write a new one in "
        "full, such as {" + f"{name[:40]}: string" + "}",
    ):
        return None
    field = own[name]
    return replace(
        field,
        required=name != text,
        # That answers never have null says nothing of bodies: there, a mark of their own does.
        nullable=(
            field.nullable or field.required
            if name == text
            else field.nullable and field.required
        ),
        read_only=False,
        # What tells that answers always have a field may say nothing of bodies.
        source=() if field.required else field.source,
        position=item.position,
    )


def _check_kind(
    operation: Table,
    kind: Kind,
    fields: tuple[Field, ...],
    forms: Forms,
    scope: Scope,
) -> None:
    for field in fields:
        wrong = _wrong_with(field, kind, forms)
        if wrong:
            scope.report.error(
                operation.at("body"), "body-kind", f"{quoted(field.name)} {wrong}"
            )


def _wrong_with(field: Field, kind: Kind, forms: Forms) -> str:
    """Say what keeps a field's type out of a kind of body; empty when nothing does."""
    if innermost(field.type) == FILE:
        if kind != "multipart":
            return "is a file, which needs body_kind: multipart"
        if field.type not in (FILE, ListOf(FILE)):
            return "holds files deeper than a body can have them; use file or [file]"
    elif kind == "form":
        return wrong_in_form(field, forms)
    elif kind == "multipart":
        return wrong_in_parts(field, forms)
    return ""
