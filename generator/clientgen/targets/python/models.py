"""Model modules: one for each schema, or for schemas that hold each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from ...model.api import Api, Field, Schema
from ...model.limits import in_words
from ...model.types import Choice, Codes, Enum, Key, ListOf, Tagged, Type
from ...model.walking import (
    Kind,
    holding,
    is_written_otherwise,
    kinds,
    names_of_numbers,
    own_types,
    refs,
    written_otherwise,
)
from ..prose import kind_words, sentence, sentences
from ..sinks import Code, code, identifier, join, literal
from ..surface.imports import Import, import_blocks
from ..surface.names import attribute, schema_class, schema_module
from ..surface.registry import Names
from ..surface.types import (
    Annotation,
    answer_type,
    checked_choice,
    decoded_choice,
    find_enum,
    open_enum,
    runtime_type,
)
from ..target import OutputFile
from ..templates import Templates
from .docstrings import document

_CAMEL_PART = re.compile(r"[a-z]+[0-9]*")


class FieldView(NamedTuple):
    """One attribute: name, annotation, and the docstring below it (None without words)."""

    name: Code
    annotation: Code
    doc: Code | None


class EnumView(NamedTuple):
    """An alias for an open enum or a choice.

    Attributes:
        values: What type checkers see.
        base: What the decoder sees.
        text: The types that checkers see may be those of classes further down.
    """

    name: Code
    values: Code
    base: Code
    text: bool = False


class Known(NamedTuple):
    """What is known of all schemas together, found out once.

    Attributes:
        modules: Name of the module of each schema's model.
        read_only: Those with a read-only field, at any depth.
        typed: Those in which something is sent as something else than it is in a program.
        told_apart: Those of which a key says what they hold.
        base_taken: One of them is called as the base class is.
    """

    modules: Mapping[str, str]
    read_only: Set[str]
    typed: Set[str]
    told_apart: Mapping[str, Kind]
    base_taken: bool


class ModelView(NamedTuple):
    """One model class.

    Attributes:
        read_only: Wire names of what is never sent; None where models that it holds have
            no such thing either.
        extra: The type of further keys; None where the spec knows of none.
        sent: Keys that are sent alone and are written otherwise than they are given.
    """

    name: Code
    bases: Code
    doc: Code
    read_only: Code | None
    extra: Code | None
    sent: Code | None
    fields: tuple[FieldView, ...]


def model_files(api: Api, names: Names, templates: Templates) -> list[OutputFile]:
    """The modules of all models, below the package's ``models/``."""
    modules = module_of_schema(api)
    schemas = documented(api)
    known = Known(
        modules,
        holding_read_only(api),
        written_otherwise(api),
        kinds(api),
        any(schema.name == "Model" for schema in schemas),
    )
    groups: dict[str, list[Schema]] = {}
    for schema in schemas:
        groups.setdefault(modules[schema.name], []).append(schema)
    folder = f"python/{api.package}/models"
    files = [
        OutputFile(
            f"{folder}/{module}.py",
            _module(api, names, module, schemas, known, templates),
        )
        for module, schemas in groups.items()
    ]
    return [
        *files,
        OutputFile(f"{folder}/__init__.py", _index(api, modules, templates)),
    ]


def documented(api: Api) -> list[Schema]:
    """Schemas that are classes or aliases; plain data is what nobody knows a field of."""
    return [schema for schema in api.schemas if schema.fields or schema.type]


def _module(
    api: Api,
    names: Names,
    module: str,
    schemas: list[Schema],
    known: Known,
    templates: Templates,
) -> str:
    modules = known.modules
    imports: set[Import] = set()
    enums: list[EnumView] = []
    alias: Code | None
    models: list[ModelView] = []
    for schema in schemas:
        if isinstance(schema.type, Enum | Codes | Choice | Tagged):
            alias = identifier(schema_class(schema.name))
            many = isinstance(schema.type, Tagged) and schema.type.other is not None
            called = schema.name if many else ""
            view, needed = _alias(alias, schema.type, modules, module, called)
            enums.append(view)
            imports |= needed
            continue
        fields: list[FieldView] = []
        for field in schema.fields:
            imports.add(Import("..runtime.models.model", "ABSENT"))
            alias = None
            if enum := find_enum(field.type):
                alias = identifier(names.enums[schema.name, field.name])
                view, needed = _alias(alias, enum, modules, module)
                enums.append(view)
                imports |= needed
            annotation = answer_type(field.type, alias)
            imports |= annotation.imports
            imports |= _imported(annotation, modules, module)
            fields.append(_field(field, annotation))
        extra = None
        if schema.additional is not None:
            annotation = answer_type(schema.additional)
            imports |= annotation.imports | {Import("collections.abc", "Mapping")}
            imports |= _imported(annotation, modules, module)
            extra = annotation.code
        hides = schema.name in known.read_only
        base = _base(schema.name in known.typed, known.base_taken)
        imports.add(base)
        sent = _sent(schema)
        imports |= sent.imports
        models.append(
            _model(
                api,
                schema,
                base,
                tuple(fields),
                hides,
                extra,
                sent.code or None,
                known.told_apart.get(schema.name),
            )
        )
    return templates.render(
        "python/model.py.jinja",
        doc=document([_title(schemas), *_words_of_aliases(schemas), _origin(schemas)]),
        imports=import_blocks(imports),
        enums=tuple(enums),
        models=tuple(models),
    )


def _sent(schema: Schema) -> Annotation:
    """The types of keys that models do not have and that are written otherwise."""
    made = Annotation(code(""))
    pairs = []
    for field in schema.write_only:
        # Objects write themselves.
        if is_written_otherwise(field.type) and not [*refs(field.type)]:
            type_ = runtime_type(field.type)
            made = made._replace(imports=made.imports | type_.imports)
            pairs.append(code("{}: {}", literal(field.name), type_.code))
    return made._replace(code=code("{{{}}}", join(", ", pairs))) if pairs else made


def _alias(
    name: Code,
    type_: Enum | Codes | Choice | Tagged,
    modules: Mapping[str, str],
    here: str,
    called: str = "",
) -> tuple[EnumView, set[Import]]:
    """An alias, and what must be imported for it."""
    imports = {Import("typing", "TYPE_CHECKING")}
    if isinstance(type_, Enum | Codes):
        return EnumView(name, *open_enum(type_)), imports | {
            Import("typing", "Literal")
        }
    checked, decoded = checked_choice(type_), decoded_choice(type_, called)
    imports |= checked.imports | decoded.imports | {Import("typing", "TypeAlias")}
    imports |= _imported(decoded, modules, here)
    return EnumView(name, literal(str(checked.code)), decoded.code, True), imports


def _imported(
    annotation: Annotation, modules: Mapping[str, str], here: str
) -> set[Import]:
    """The models that an annotation names, of other modules than its own."""
    return {
        Import(f".{modules[name]}", schema_class(name))
        for name in annotation.schemas
        if modules[name] != here
    }


def _title(schemas: list[Schema]) -> str:
    return (
        f"Models: {', '.join(s.name for s in schemas)}."
        if schemas[1:]
        else (f"Model: {schemas[0].name}.")
    )


def _words_of_aliases(schemas: list[Schema]) -> list[str]:
    """What there is to say about lists of values; models have docstrings of their own."""
    return [
        sentences(
            f"{schema.name}: {schema.summary}" if schemas[1:] else schema.summary,
            names_of_numbers(schema.type),
            schema.note,
        )
        for schema in schemas
        if schema.type
    ]


def _origin(schemas: list[Schema]) -> str:
    where = schemas[0].file or "the spec"
    return f"Generated by clientgen from {where}; change that and regenerate."


def _field(field: Field, annotation: Annotation) -> FieldView:
    words = field_words(field)
    sure = field.required and not field.nullable
    written = annotation.code if sure else _optional(annotation.code)
    return FieldView(
        identifier(attribute(field)),
        written,
        document([words], indent=4) if words else None,
    )


def _optional(annotation: Code) -> Code:
    return annotation if annotation == "Any" else code("{} | None", annotation)


def field_words(field: Field) -> str:
    """What there is to say about a field, in one paragraph; may be empty."""
    reference = "" if field.summary else reference_words(field.type)
    deprecated = "Deprecated" if field.deprecated else ""
    return sentences(
        field.summary or reference,
        names_of_numbers(field.type),
        *in_words(field.limits),
        deprecated,
        field.note,
    )


def reference_words(type_: Type) -> str:
    """``Key of a Customer`` for a reference; empty for anything else."""
    match type_:
        case Key(resource) if resource:
            article = "an" if resource[0] in "AEIO" else "a"
            return f"Key of {article} {resource}"
        case ListOf(Key(resource)) if resource:
            return f"Keys of {resource} things"
    return ""


def _base(typed: bool, taken: bool) -> Import:
    """The runtime's base class, under another name where a schema has its own."""
    if typed:
        return Import("..runtime.models.writing", "TypedModel")
    return Import("..runtime.models.model", "Model", "Base" if taken else "")


def _model(
    api: Api,
    schema: Schema,
    base: Import,
    fields: tuple[FieldView, ...],
    hides: bool,
    extra: Code | None,
    sent: Code | None,
    kind: Kind | None,
) -> ModelView:
    names = {attribute(field): field.name for field in schema.fields}
    rename = _rename(names)
    bases = identifier(base.alias or base.name)
    if rename:
        bases = code("{}, rename={}", bases, rename)
    usual = kind_words(*kind) if kind else f"{schema.name} of {api.title}"
    words = [sentence(schema.summary or usual), sentence(schema.note)]
    return ModelView(
        identifier(schema_class(schema.name)),
        bases,
        document(words, indent=4),
        literal(tuple(f.name for f in schema.fields if f.read_only)) if hides else None,
        extra,
        sent,
        fields,
    )


def _rename(names: Mapping[str, str]) -> Code | None:
    """The ``rename`` of a model: None, "camel", or the attributes with their wire names."""
    differing = {a: wire for a, wire in names.items() if a != wire}
    if not differing:
        return None
    if all(_camel(a) == wire for a, wire in names.items()):
        return literal("camel")
    return literal(differing)


def _camel(name: str) -> str | None:
    """What msgspec makes of a name under ``rename="camel"``, where that is beyond doubt."""
    first, *rest = name.split("_")
    if not all(_CAMEL_PART.fullmatch(part) for part in (first, *rest)):
        return None
    return first + "".join(part.title() for part in rest)


def _index(api: Api, modules: Mapping[str, str], templates: Templates) -> str:
    classes = sorted((schema_class(s.name), modules[s.name]) for s in documented(api))
    return templates.render(
        "python/lazy.py.jinja",
        doc=document(
            [
                f"Models of {api.title}.",
                "Each is loaded when first used.",
                "An attribute declared without None is one that the API promises. Should"
                " it be absent all the same, it reads as None like any other.",
            ]
        ),
        imports=import_blocks(Import(f".{module}", name) for name, module in classes),
        names=[(literal(name), literal(module)) for name, module in classes],
    )


def module_of_schema(api: Api) -> dict[str, str]:
    """Name of the module of each schema's model.

    Schemas that hold each other share a module, named after the first by name, so that no
    two modules import each other.
    """
    modules: dict[str, str] = {}
    told_apart = kinds(api)
    edges = {s.name: tuple(_references(s)) for s in documented(api)}
    # What a key tells apart stands together, called after the schema that says it.
    edges |= {name: (*edges[name], kind.of) for name, kind in told_apart.items()}
    first = {kind.of for kind in told_apart.values()}
    for group in _cycles(edges):
        module = schema_module(min(group, key=lambda name: (name not in first, name)))
        modules.update(dict.fromkeys(group, module))
    return modules


def holding_read_only(api: Api) -> frozenset[str]:
    """Schemas with a read-only field, their own or one of what they hold."""
    schemas = documented(api)
    own = (s.name for s in schemas if any(field.read_only for field in s.fields))
    return holding(schemas, own)


def _references(schema: Schema) -> Iterator[str]:
    for type_ in own_types(schema):
        yield from refs(type_)


def _cycles(edges: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Strongly connected components, each in the order of ``edges`` (Kosaraju's way)."""
    back: dict[str, list[str]] = {name: [] for name in edges}
    for name, others in edges.items():
        for other in others:
            back[other].append(name)
    seen: set[str] = set()
    left = [name for start in edges for name in _leaving(start, edges, seen)]
    seen.clear()
    groups = [[*_leaving(name, back, seen)] for name in reversed(left)]
    order = {name: number for number, name in enumerate(edges)}
    ordered = [sorted(group, key=order.__getitem__) for group in groups if group]
    return sorted(ordered, key=lambda group: order[group[0]])


def _leaving(
    start: str, edges: Mapping[str, Sequence[str]], seen: set[str]
) -> Iterator[str]:
    """All that is reached from a place and was not seen yet, each when all behind it is."""
    if start in seen:
        return
    seen.add(start)
    path = [(start, iter(edges[start]))]
    while path:
        name, others = path[-1]
        for other in others:
            if other not in seen:
                seen.add(other)
                path.append((other, iter(edges[other])))
                break
        else:
            path.pop()
            yield name
