"""Resource modules: a sync and an async class with a method for each operation."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Literal, NamedTuple

from ...model.api import Api, Operation, Resource
from ...model.naming import snake_case
from ...model.walking import filled_in, is_filled_in
from ...rules.seen import has_comparisons
from ..prose import sentence, sentences
from ..sinks import Code, code, emit, identifier, join, literal
from ..surface.arguments import Argument, Overload, all_overloads, arguments
from ..surface.imports import Import, import_blocks
from ..surface.names import (
    IN_TYPED_DICTS,
    argument,
    method,
    resource_attribute,
    resource_module,
    schema_class,
)
from ..surface.operations import (
    docs_anchor,
    spoken_parameters,
)
from ..surface.registry import Names
from ..surface.types import (
    ANY,
    Annotation,
    argument_type,
    result_type,
    returned,
    special,
)
from ..target import OutputFile
from ..templates import Templates
from .docstrings import document
from .failures import is_no_json, own_forms
from .method_docs import method_doc
from .models import holding_read_only, module_of_schema
from .operation_parts import answer_parts, operation_parts, read_only_types
from .rules import rule_expressions
from .terms import terms_of
from .ways import own_way, way_imports
from .written import written

_ALWAYS = frozenset(
    [
        Import("..runtime.calls", "Operation"),
        Import("..runtime.client", "AsyncResource"),
        Import("..runtime.client", "Resource"),
    ]
)
# By names that no argument has: they are called inside of methods.
_OPENING = frozenset(
    [
        Import("..runtime.events", "open_async_stream", "_open_async_stream"),
        Import("..runtime.events", "open_stream", "_open_stream"),
    ]
)
_BEGINS = {
    "pages": (emit("self._pages("), emit("self._pages(")),
    "send": (emit("self._send("), emit("await self._send(")),
    "stream": (
        emit("_open_stream(self._client, "),
        emit("await _open_async_stream(self._client, "),
    ),
}
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


class OverloadView(NamedTuple):
    """A narrower signature, with what the sync and the async method return then."""

    signature: Signature
    returns: tuple[Code, Code]


class SpecialView(NamedTuple):
    """A second description of an operation, for one value of a key of its body.

    Attributes:
        condition: On the arguments.
        constant: Name of the description.
        generic: What ``Operation[...]`` is about.
        description: Arguments of the call that makes it of the usual one.
        begins: See :class:`OperationView`.
    """

    condition: Code
    constant: Code
    generic: Code
    description: tuple[Code, ...]
    begins: tuple[Code, Code]


class OperationView(NamedTuple):
    """One operation as the template lays it out.

    Attributes:
        name: Of the method.
        function: Name it is defined under; another one where it has overloads.
        constant: Name of the module's description of the operation.
        generic: What ``Operation[...]`` is about.
        description: Arguments of the call that makes the description, the terms apart.
        terms: What is said beyond path, query and body, if it is not as usual.
        deprecated: Why callers should use it no more; None when they may.
        overloads: Narrower signatures for type checkers; may be empty.
        returns: Of the sync method, and of the async one.
        async_def: How the async method begins; that of a list gives an iterator over pages,
            and is not awaited.
        begins: How the calls begin by which the sync and the async method do it.
        special: What it does in the cases that keys of the body make.
        call: Arguments of the call that sends the request, the description apart.
    """

    name: Code
    function: Code
    constant: Code
    generic: Code
    description: tuple[Code, ...]
    terms: Code | None
    signature: Signature
    deprecated: Code | None
    overloads: tuple[OverloadView, ...]
    doc: Code
    returns: tuple[Code, Code]
    async_def: Code
    begins: tuple[Code, Code]
    special: tuple[SpecialView, ...]
    call: tuple[Code, ...]
    body_type: BodyType | None
    imports: frozenset[Import]
    schemas: frozenset[str]


def resource_files(api: Api, names: Names, templates: Templates) -> list[OutputFile]:
    """The modules of all resources, below the package's ``resources/``."""
    modules = module_of_schema(api)
    read_only, typed = holding_read_only(api), filled_in(api)
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
                read_only,
                typed,
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
    read_only: frozenset[str],
    typed: frozenset[str],
    templates: Templates,
) -> str:
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
    terms = _shared_terms(operations)
    return templates.render(
        "python/resource.py.jinja",
        doc=document([words, f"{origin}; change that and regenerate."]),
        imports=import_blocks(imports),
        body_types=[view.body_type for view in operations if view.body_type],
        terms=[(name, made) for made, name in terms.items()],
        operations=[
            view._replace(terms=view.terms and terms.get(view.terms, view.terms))
            for view in operations
        ],
        sync_name=identifier(name),
        sync_doc=document([words, sentence(resource.note)], indent=4),
        async_name=identifier(f"Async{name}"),
        async_doc=document([words, f"The async twin of {name}."], indent=4),
    )


def _shared_terms(operations: Sequence[OperationView]) -> dict[Code, Code]:
    """The terms that several operations have, each with a name of its own."""
    counted = Counter(view.terms for view in operations if view.terms)
    shared = [terms for terms, times in counted.items() if times > 1]
    # No operation's name ends so.
    return {
        terms: identifier(f"_TERMS_{number}_" if number else "_TERMS_")
        for number, terms in enumerate(shared)
    }


def _operation(
    api: Api,
    names: Names,
    read_only: Set[str],
    typed: Set[str],
    resource: Resource,
    home: Resource,
    operation: Operation,
) -> OperationView:
    item, returns = result_type(operation), returned(operation)
    docs = docs_anchor(home, operation)
    body_type, body_annotation = _body_type(names, resource, operation)
    widest = arguments(api, operation)
    if body_annotation:
        widest = tuple(
            (a._replace(annotation=body_annotation) if a.name == "items" else a)
            for a in widest
        )
    narrower = all_overloads(operation, widest)
    imports: set[Import] = set()
    schemas: set[str] = set()
    for each in (item, *returns):
        imports |= each.imports
        schemas |= each.schemas
    for signature in (widest, *(each.items for each in narrower)):
        for each in (a.annotation for a in signature):
            imports |= each.imports
            schemas |= each.schemas
    how, cases = _how(operation), special(operation)
    if "stream" in map(_how, (operation, *cases)):
        imports |= _OPENING
    if narrower:
        imports.add(Import("typing", "overload"))
    if operation.deprecated:
        imports.add(Import("..runtime.deprecation", "deprecated"))
    for type_ in read_only_types(read_only, operation).values():
        imports |= type_.imports
        schemas |= type_.schemas
    terms, used = terms_of(api, operation)
    imports |= used
    if wired := written(operation, typed):
        imports |= wired.imports
        schemas |= wired.schemas
    if rule_expressions(operation.rules):
        imports.add(Import("..runtime", "rules"))
    if has_comparisons(operation.rules):
        imports.add(Import("..runtime.rules", "compare"))
    if spoken_parameters(operation):
        imports.add(Import("..runtime.rules", "parameters"))
    if operation.page_key:
        imports.add(Import("..runtime.calls", "body_pages"))
    if operation.errors != api.errors:
        imports.add(Import("..runtime.calls", "failures"))
    if cases:
        imports |= {Import("..runtime.calls", "cases"), ANY}
    if own_forms(api, operation.body) or is_no_json(operation.body):
        imports.add(Import("..runtime.calls", "forms"))
    if operation.body and operation.body.kind == "multipart":
        imports.add(Import("..runtime.calls", "uploads"))
    if operation.body and operation.body.kind == "bytes":
        imports.add(Import("..runtime.calls", "whole"))
    if way := own_way(api, operation):
        imports |= {Import("..runtime", "config"), *way_imports(way, "..runtime")}
    if body_type:
        imports.add(_TYPED_DICT)
    name = identifier(method(operation))
    return OperationView(
        name=name,
        function=(
            identifier(
                names.ruled.get((resource.name, operation.name), method(operation))
            )
        ),
        constant=identifier(f"_{operation.name.upper()}"),
        generic=_generic(operation).code,
        description=operation_parts(
            api, read_only, typed, resource, docs, operation, item.code
        ),
        terms=terms,
        signature=_signature(widest),
        deprecated=_deprecated(resource, operation),
        overloads=tuple(_overload(operation, cases, each) for each in narrower),
        doc=method_doc(api, operation, widest),
        returns=(returns[0].code, returns[1].code),
        async_def=emit("def" if how == "pages" else "async def"),
        begins=_BEGINS[how],
        special=tuple(
            _special(api, operation, case, number) for number, case in enumerate(cases)
        ),
        call=_call(operation, widest),
        body_type=body_type,
        imports=frozenset(imports),
        schemas=frozenset(schemas),
    )


def _generic(operation: Operation) -> Annotation:
    """What a call by way of ``_send``, ``_pages`` or a stream is about."""
    found = result_type(operation)
    if operation.answer.kind == "list":
        # A resource may have a method called list, which hides the builtin.
        return found.around("builtins.list[{}]", Import("builtins"))
    return found


def _how(operation: Operation) -> Literal["pages", "send", "stream"]:
    if operation.answer.kind == "pages":
        return "pages"
    return "stream" if operation.answer.kind in ("events", "lines") else "send"


def _overload(
    operation: Operation, cases: Sequence[Operation], overload: Overload
) -> OverloadView:
    usual = dataclasses.replace(operation, answer_when=())
    wanted = {"usual": usual, "either": operation}
    number = overload.answer
    sync, waiting = returned(
        cases[number] if isinstance(number, int) else wanted[number]
    )
    return OverloadView(_signature(overload.items), (sync.code, waiting.code))


def _special(
    api: Api,
    operation: Operation,
    case: Operation,
    number: int,
) -> SpecialView:
    when = operation.answer_when[number]
    field = next(f for f in operation.body.fields if f.name == when.key)  # type: ignore[union-attr]  # a body's key decides
    given = identifier(argument(field))
    item = result_type(case)
    # No operation has a name with two underscores.
    name = f"_{operation.name}__{snake_case(when.key)}"
    before = sum(each.key == when.key for each in operation.answer_when[:number])
    if before:
        name += f"__{before + 1}"
    return SpecialView(
        join(" or ", (_is(given, value) for value in when.values)),
        identifier(name.upper()),
        _generic(case).code,
        (item.code, *answer_parts(api, case.answer)),
        _BEGINS[_how(case)],
    )


def _is(given: Code, value: str | int | bool) -> Code:
    same = "is" if isinstance(value, bool) else "=="
    return code("{} {} {}", given, emit(same), literal(value))


def _signature(items: Sequence[Argument]) -> Signature:
    written = [(_by_position(item), _argument(item)) for item in items]
    return Signature(
        tuple(text for first, text in written if first),
        tuple(text for first, text in written if not first),
    )


def _by_position(item: Argument) -> bool:
    return item.place == "path" and not item.default


def _argument(item: Argument) -> Code:
    text = code("{}: {}", identifier(item.name), item.annotation.code)
    return code("{} = {}", text, item.default) if item.default else text


def _deprecated(resource: Resource, operation: Operation) -> Code | None:
    if not operation.deprecated:
        return None
    name = f"{resource_attribute(resource)}.{method(operation)} is deprecated"
    return literal(sentences(name, operation.note))


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
    places = {
        "path": ("path",),
        "query": ("query",),
        "fields": ("header", "cookie"),
        "body": ("body",),
    }
    for place, these in places.items():
        pairs = [
            code("{}: {}", literal(item.wire), identifier(item.name))
            for item in widest
            if item.place in these
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
