"""Resource modules: a sync and an async class with a method for each operation."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from ...model.api import Api, Operation, Resource
from ...model.types import ListOf, Scalar, Type
from ...model.walking import filled_in, is_filled_in, refs
from ..prose import sentence, sentences
from ..sinks import Code, code, emit, identifier, join, literal
from ..surface.arguments import Argument, arguments, overloads
from ..surface.imports import Import, import_blocks
from ..surface.names import (
    IN_TYPED_DICTS,
    argument,
    method,
    resource_attribute,
    resource_module,
    schema_class,
)
from ..surface.operations import call_name, docs_anchor, renamed
from ..surface.registry import Names
from ..surface.types import Annotation, argument_type, result_type, runtime_type
from ..target import OutputFile
from ..templates import Templates
from .docstrings import document
from .method_docs import method_doc
from .models import holding_read_only, module_of_schema
from .rules import rule_expressions
from .written import written

_ALWAYS = frozenset(
    [
        Import("..runtime.operations", "Operation"),
        Import("..runtime.client", "AsyncResource"),
        Import("..runtime.client", "Resource"),
    ]
)
_PAGES = frozenset(
    [
        Import("..runtime.calls.paging", "AsyncPages"),
        Import("..runtime.calls.paging", "Pages"),
    ]
)
_TYPED_DICT = Import("typing", "TypedDict")
_REQUIRED = Import("typing", "Required")
_MAPPING = Import("collections.abc", "Mapping")
_SEQUENCE = Import("collections.abc", "Sequence")


class Signature(NamedTuple):
    """Arguments as they are written: ``key: str`` by position, the others by keyword."""

    positional: tuple[Code, ...]
    keywords: tuple[Code, ...]


class BodyType(NamedTuple):
    """A ``TypedDict`` for one item of a body that is an array.

    Attributes:
        keys: Each with its annotation; literals unless ``plain``.
        plain: All keys can be written as attributes of a class.
    """

    name: Code
    keys: tuple[tuple[Code, Code], ...]
    plain: bool


class OperationView(NamedTuple):
    """One operation as the template lays it out.

    Attributes:
        name: Of the method.
        function: Name it is defined under; another one where it has overloads.
        constant: Name of the module's description of the operation.
        generic: What ``Operation[...]`` is about.
        description: Arguments of the call that makes the description.
        deprecated: Why callers should use it no more; None when they may.
        overloads: Narrower signatures for type checkers; may be empty.
        returns: Of the sync method, and of the async one.
        paged: A list: the method returns an iterator over pages and is never async.
        call: Arguments of the call that sends the request, the description apart.
    """

    name: Code
    function: Code
    constant: Code
    generic: Code
    description: tuple[Code, ...]
    signature: Signature
    deprecated: Code | None
    overloads: tuple[Signature, ...]
    doc: Code
    returns: tuple[Code, Code]
    paged: bool
    call: tuple[Code, ...]
    body_type: BodyType | None
    imports: frozenset[Import]
    schemas: frozenset[str]


def resource_files(api: Api, names: Names, templates: Templates) -> list[OutputFile]:
    """The modules of all resources, below the package's ``resources/``."""
    modules = module_of_schema(api)
    borrowed = _borrowed(api)
    folder = f"python/{api.package}/resources"
    files = [
        OutputFile(
            f"{folder}/{resource_module(resource)}.py",
            _module(
                api,
                names,
                resource,
                borrowed.get(resource.name, []),
                modules,
                templates,
            ),
        )
        for resource in api.resources
    ]
    classes = sorted(
        (f"{prefix}{names.resources[resource.name]}", resource_module(resource))
        for resource in api.resources
        for prefix in ("", "Async")
    )
    index = templates.render(
        "python/lazy.py.jinja",
        doc=document(
            [f"Resources of {api.title}.", "Each module is loaded when first used."]
        ),
        imports=import_blocks(Import(f".{module}", name) for name, module in classes),
        names=[(literal(name), literal(module)) for name, module in classes],
    )
    return [*files, OutputFile(f"{folder}/__init__.py", index)]


def _borrowed(api: Api) -> dict[str, list[tuple[Resource, Operation]]]:
    """Operations that a resource offers besides its own, with the resource they are of."""
    found: dict[str, list[tuple[Resource, Operation]]] = {}
    for home in api.resources:
        for operation in home.operations:
            for resource, name in operation.aliases:
                renamed = dataclasses.replace(operation, name=name)
                found.setdefault(resource, []).append((home, renamed))
    return found


def _module(
    api: Api,
    names: Names,
    resource: Resource,
    borrowed: Sequence[tuple[Resource, Operation]],
    modules: Mapping[str, str],
    templates: Templates,
) -> str:
    read_only = holding_read_only(api)
    typed = filled_in(api)
    operations = [
        _operation(api, names, read_only, typed, resource, home, operation)
        for home, operation in [
            *((resource, o) for o in resource.operations),
            *borrowed,
        ]
    ]
    imports = set(_ALWAYS)
    for view in operations:
        imports |= view.imports
        imports |= {
            Import(f"..models.{modules[name]}", schema_class(name))
            for name in view.schemas
        }
    name = names.resources[resource.name]
    words = sentence(resource.summary or resource.name)
    origin = f"Generated by clientgen from resources/{resource.file}.yaml"
    return templates.render(
        "python/resource.py.jinja",
        doc=document([words, f"{origin}; change that and regenerate."]),
        imports=import_blocks(imports),
        body_types=[view.body_type for view in operations if view.body_type],
        operations=operations,
        sync_name=identifier(name),
        sync_doc=document([words, sentence(resource.note)], indent=4),
        async_name=identifier(f"Async{name}"),
        async_doc=document([words, f"The async twin of {name}."], indent=4),
    )


def _operation(
    api: Api,
    names: Names,
    read_only: Set[str],
    typed: Set[str],
    resource: Resource,
    home: Resource,
    operation: Operation,
) -> OperationView:
    item = result = result_type(operation)
    docs = docs_anchor(home, operation)
    body_type, body_annotation = _body_type(names, resource, operation)
    widest = arguments(api, operation)
    if body_annotation:
        widest = tuple(
            (a._replace(annotation=body_annotation) if a.name == "items" else a)
            for a in widest
        )
    narrower = overloads(operation, widest)
    imports = set(result.imports)
    schemas = set(result.schemas)
    for signature in (widest, *narrower):
        for each in signature:
            imports |= each.annotation.imports
            schemas |= each.annotation.schemas
    paged = operation.answer.kind == "pages"
    if paged:
        imports |= _PAGES
    if narrower:
        imports.add(Import("typing", "overload"))
    if operation.deprecated:
        imports.add(Import("..runtime.operations", "deprecated"))
    for type_ in _read_only_types(read_only, operation).values():
        imports |= type_.imports
        schemas |= type_.schemas
    if special := written(operation, typed):
        imports |= special.imports
        schemas |= special.schemas
    if rule_expressions(operation.rules):
        imports.add(Import("..runtime", "rules"))
    if operation.body and operation.body.kind == "multipart":
        imports.add(Import("..runtime.calls", "uploads"))
    if body_type:
        imports.add(_TYPED_DICT)
    if operation.answer.kind == "list":
        # A resource may have a method called list, which hides the builtin.
        result = result.around("builtins.list[{}]", Import("builtins"))
        imports |= result.imports
    returns = result.code, result.code
    if paged:
        returns = code("Pages[{}]", result.code), code("AsyncPages[{}]", result.code)
    name = identifier(method(operation))
    return OperationView(
        name=name,
        function=(
            identifier(
                names.ruled.get((resource.name, operation.name), method(operation))
            )
        ),
        constant=identifier(f"_{operation.name.upper()}"),
        generic=result.code,
        description=_description(
            read_only, typed, resource, docs, operation, item.code
        ),
        signature=_signature(widest),
        deprecated=_deprecated(resource, operation),
        overloads=tuple(map(_signature, narrower)),
        doc=method_doc(api, operation, widest),
        returns=returns,
        paged=paged,
        call=_call(operation, widest),
        body_type=body_type,
        imports=frozenset(imports),
        schemas=frozenset(schemas),
    )


def _signature(items: Sequence[Argument]) -> Signature:
    written = [(item.place == "path", _argument(item)) for item in items]
    return Signature(
        tuple(text for first, text in written if first),
        tuple(text for first, text in written if not first),
    )


def _argument(item: Argument) -> Code:
    text = code("{}: {}", identifier(item.name), item.annotation.code)
    return code("{} = {}", text, item.default) if item.default else text


def _description(
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
    ]
    answer = operation.answer
    if answer.kind in ("list", "empty", "bytes"):
        parts.append(code("kind={}", literal(answer.kind)))
    elif answer.kind == "object" or (answer.kind == "single" and not answer.envelope):
        parts.append(emit('kind="bare"'))
    body = operation.body
    if body and body.kind in ("form", "any"):
        parts.append(code("body_kind={}", literal(body.kind)))
    if body and body.kind == "multipart":
        files = tuple(f.name for f in body.fields if _is_file(f.type))
        lists = tuple(f.name for f in body.fields if f.type == ListOf(Scalar("file")))
        given = [
            code("{}={}", emit(name), literal(keys))
            for name, keys in (("files", files), ("lists", lists))
            if keys
        ]
        parts.append(code("multipart=uploads.Fields({})", join(", ", given)))
    types = _read_only_types(read_only, operation)
    if types:
        pairs = [code("{}: {}", literal(key), x.code) for key, x in types.items()]
        parts.append(code("types={{{}}}", join(", ", pairs)))
    explode = {
        p.name: p.explode for p in operation.query_parameters if p.explode != "repeat"
    }
    if explode:
        parts.append(code("explode={}", literal(explode)))
    made = rule_expressions(operation.rules)
    if operation.body and made:
        parts.append(code("docs={}", literal(docs)))
    if names := renamed(operation):
        parts.append(code("names={}", literal(names)))
    if operation.body and made:
        parts.append(code("rules=rules.Rules({})", join(", ", made)))
    if special := written(operation, typed):
        parts.append(code("written={}", special.code))
    return tuple(parts)


def _deprecated(resource: Resource, operation: Operation) -> Code | None:
    if not operation.deprecated:
        return None
    name = f"{resource_attribute(resource)}.{method(operation)} is deprecated"
    return literal(sentences(name, operation.note))


def _read_only_types(
    read_only: Set[str], operation: Operation
) -> dict[str, Annotation]:
    """Types of the body's keys inside which something is read only."""
    found: dict[str, Annotation] = {}
    for field in operation.body.fields if operation.body else ():
        if any(name in read_only for name in refs(field.type)):
            found[field.name] = runtime_type(field.type)
    return found


def _is_file(type_: Type) -> bool:
    if isinstance(type_, ListOf):
        return _is_file(type_.item)
    return type_ == Scalar("file")


def _body_type(
    names: Names, resource: Resource, operation: Operation
) -> tuple[BodyType | None, Annotation | None]:
    """The type of an array body's items, and the annotation of the argument."""
    if operation.body is None or operation.body.kind != "array":
        return None, None
    name = identifier(names.items[resource.name, operation.name])
    fields = operation.body.fields
    plain = all(
        f.name.isidentifier() and argument(f) == f.name and f.name not in IN_TYPED_DICTS
        for f in fields
    )
    keys: list[tuple[Code, Code]] = []
    around = Annotation(
        code("Sequence[{} | Mapping[str, object]]", name),
        frozenset([_MAPPING, _SEQUENCE]),
    )
    for field in fields:
        value = argument_type(field.type)
        value = (
            (value.around("{} | None") if field.nullable else value).around(
                "Required[{}]", _REQUIRED
            )
            if field.required and not is_filled_in(field)
            else value.around("{} | None")
        )
        keys.append(
            (identifier(field.name) if plain else literal(field.name), value.code)
        )
        around = around._replace(
            imports=around.imports | value.imports,
            schemas=around.schemas | value.schemas,
        )
    return BodyType(name, tuple(keys), plain), around


def _call(operation: Operation, widest: Sequence[Argument]) -> tuple[Code, ...]:
    """Arguments that carry the values: ``path={"key": key}`` and so on."""
    parts: list[Code] = []
    for place in ("path", "query", "body"):
        pairs = [
            code("{}: {}", literal(item.wire), identifier(item.name))
            for item in widest
            if item.place == place
        ]
        if pairs:
            parts.append(code("{}={{{}}}", emit(place), join(", ", pairs)))
    parts += [
        code("body={}", identifier(item.name))
        for item in widest
        if item.place == "whole body"
    ]
    parts += [
        code("start={}", identifier(item.name))
        for item in widest
        if item.place == "start"
    ]
    return (*parts, emit("options=options"))
