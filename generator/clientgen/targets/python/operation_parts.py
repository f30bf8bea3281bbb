"""What a module tells the runtime of an operation: the arguments of ``Operation(...)``."""

from __future__ import annotations

from collections.abc import Set

from ...model.api import Answer, Api, Operation, Resource
from ...model.types import ListOf, Scalar, Type
from ...model.walking import refs
from ..sinks import Code, code, emit, join, literal
from ..surface.operations import call_name, renamed
from ..surface.types import Annotation, runtime_type, value_type
from .failures import errors_code, forms_code, own_forms
from .rules import rules_of
from .ways import own_way, usual_envelope, way_code
from .written import written

_SAID_KINDS = frozenset(
    ["list", "empty", "bytes", "text", "exists", "status", "events", "lines"]
)


def operation_parts(
    api: Api,
    read_only: Set[str],
    typed: Set[str],
    resource: Resource,
    docs: str,
    operation: Operation,
    generic: Code,
) -> tuple[Code, ...]:
    """Arguments of ``Operation(...)``."""
    parts = [
        literal(call_name(resource, operation)),
        literal(operation.method),
        literal(operation.path),
        generic,
        *answer_parts(api, operation.answer),
    ]
    if way := own_way(api, operation):
        parts.append(code("paging={}", way_code(way, "config.Paging")))
    if operation.idempotent is not None:
        parts.append(code("idempotent={}", literal(operation.idempotent)))
    if operation.page_key:
        parts.append(
            code("page_key=body_pages.PageKey({})", literal(operation.page_key))
        )
    if operation.errors != api.errors:
        parts.append(code("errors={}", errors_code(api, operation.errors)))
    body = operation.body
    if body and body.kind in ("any", "value"):
        parts.append(emit('body_kind="any"'))
    if body and body.kind == "form":
        parts.append(emit("writes=forms.write_form"))
    if body and body.kind == "text":
        parts.append(emit("writes=forms.write_text"))
    if body and body.content_type:
        parts.append(code("content_type={}", literal(body.content_type)))
    if body and body.kind == "bytes":
        parts.append(emit("upload=whole.Whole()"))
    if body and body.kind == "multipart":
        files = tuple(f.name for f in body.fields if _is_file(f.type))
        lists = tuple(f.name for f in body.fields if f.type == ListOf(Scalar("file")))
        given = [
            code("{}={}", emit(name), literal(keys))
            for name, keys in (("files", files), ("lists", lists))
            if keys
        ]
        parts.append(code("upload=uploads.Fields({})", join(", ", given)))
    types = read_only_types(read_only, operation)
    if types:
        pairs = [code("{}: {}", literal(key), x.code) for key, x in types.items()]
        parts.append(code("types={{{}}}", join(", ", pairs)))
    explode: dict[str, str] = {
        p.name: p.explode for p in operation.query_parameters if p.explode != "repeat"
    }
    explode |= {f.name: f.explode for f in body.fields if f.explode} if body else {}
    if explode:
        parts.append(code("explode={}", literal(explode)))
    if body and own_forms(api, body):
        parts.append(code("forms={}", forms_code(body.forms)))
    made = rules_of(operation)
    if made:
        parts.append(code("docs={}", literal(docs)))
    if names := renamed(operation):
        parts.append(code("names={}", literal(names)))
    if made:
        parts.append(made)
    if special := written(operation, typed):
        parts.append(code("written={}", special.code))
    return tuple(parts)


def answer_parts(api: Api, answer: Answer) -> list[Code]:
    """Arguments of ``Operation(...)`` that say what is answered, its type apart."""
    parts = []
    if answer.kind in _SAID_KINDS:
        parts.append(code("kind={}", literal(answer.kind)))
    elif answer.kind == "object" or (answer.kind == "single" and not answer.envelope):
        parts.append(emit('kind="bare"'))
    elif answer.kind == "single" and answer.envelope != usual_envelope(api):
        parts.append(code("envelope={}", literal(answer.envelope)))
    if answer.statuses:
        if answer.envelope:
            parts.append(code("envelope={}", literal(answer.envelope)))
        pairs = [
            code(
                "{}: {}",
                literal(status),
                value_type(type_).code if type_ else emit("None"),
            )
            for status, type_ in answer.statuses
        ]
        parts.append(code("statuses={{{}}}", join(", ", pairs)))
    if answer.end:
        parts.append(code("end={}", literal(answer.end)))
    return parts


def read_only_types(read_only: Set[str], operation: Operation) -> dict[str, Annotation]:
    """Types of the body's keys inside which something is read only."""
    found: dict[str, Annotation] = {}
    for field in operation.body.fields if operation.body else ():
        if any(name in read_only for name in refs(field.type)):
            found[field.name] = runtime_type(field.type)
    whole = operation.body.type if operation.body else None
    if whole and any(name in read_only for name in refs(whole)):
        found[""] = runtime_type(whole)
    return found


def _is_file(type_: Type) -> bool:
    if isinstance(type_, ListOf):
        return _is_file(type_.item)
    return type_ == Scalar("file")
