"""Annotations: what a spec's type is in Python, in an answer and in an argument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ...model.api import Answer, Operation
from ...model.types import (
    Choice,
    Codes,
    Constant,
    Enum,
    Key,
    ListOf,
    MapOf,
    Ref,
    Scalar,
    Tagged,
    Type,
)
from ..sinks import Code, code, emit, identifier, join, literal
from .imports import Import
from .names import schema_class


class Annotation(NamedTuple):
    """A type's spelling and what must be imported for it.

    Attributes:
        code: The annotation.
        imports: Modules and names that it uses, models apart.
        schemas: Names of the schemas whose models it uses.
    """

    code: Code
    imports: frozenset[Import] = frozenset()
    schemas: frozenset[str] = frozenset()

    def around(self, layout: str, *imports: Import) -> Annotation:
        """The annotation inside another one: ``around("list[{}]")``."""
        needed = self.imports | frozenset(imports)
        return Annotation(code(layout, self.code), needed, self.schemas)


ANY = Import("typing", "Any")
_DATETIME = Import("datetime", alias="dt")
_DECIMAL = Import("decimal", "Decimal")
_LITERAL = Import("typing", "Literal")
_MAPPING = Import("collections.abc", "Mapping")
_SEQUENCE = Import("collections.abc", "Sequence")
_FILE = Import("..runtime.calls.uploads", "File")
_PAGES = Import("..runtime.calls.paging", "Pages")
_ASYNC_PAGES = Import("..runtime.calls.paging", "AsyncPages")
_STREAM = Import("..runtime.events", "Stream")
_ASYNC_STREAM = Import("..runtime.events", "AsyncStream")
_NUMBER = Import("..runtime.models.values", "Number")


def _plain(text: str, *imports: Import) -> Annotation:
    return Annotation(emit(text), frozenset(imports))


def _kind(name: str) -> Annotation:
    return _plain(name, Import("..runtime.models.kinds", name))


_ANSWERS = {
    "string": _plain("str"),
    "uuid": _plain("str"),
    "url": _plain("str"),
    "email": _plain("str"),
    "integer": _plain("int"),
    "number": _plain("Decimal", _DECIMAL),
    "boolean": _plain("bool"),
    "datetime": _plain("DateTime", Import("..runtime.models.values", "DateTime")),
    "date": _plain("dt.date", _DATETIME),
    "time": _kind("IsoTime"),
    "duration": _kind("IsoDuration"),
    "unix": _kind("UnixTime"),
    "unix_ms": _kind("UnixMillis"),
    "base64": _kind("Base64Bytes"),
    "file": _plain("bytes"),
    "any": _plain("Any", ANY),
    "object": _plain("dict[str, Any]", ANY),
}

_ARGUMENTS = {
    **_ANSWERS,
    "datetime": _plain("dt.datetime", _DATETIME),
    "time": _plain("dt.time", _DATETIME),
    "duration": _plain("dt.timedelta", _DATETIME),
    "unix": _plain("dt.datetime", _DATETIME),
    "unix_ms": _plain("dt.datetime", _DATETIME),
    "base64": _plain("bytes"),
    "number": _plain("Number", _NUMBER),
    "file": _plain("File", _FILE),
    "any": _plain("object"),
    "object": _plain("Mapping[str, object]", _MAPPING),
}


def answer_type(
    type_: Type, enum_alias: Code | None = None, lists: str = "list[{}]"
) -> Annotation:
    """What a model's attribute or a call's result holds.

    Args:
        type_: The spec's type.
        enum_alias: Name of the alias that stands for an enum; without it an enum is a
            string.
        lists: How a list is written.
    """
    match type_:
        case Scalar(name):
            return _ANSWERS[name]
        case Key():
            return _plain("str")
        case Enum():
            return Annotation(enum_alias) if enum_alias else _plain("str")
        case Codes():
            return Annotation(enum_alias) if enum_alias else _plain("int")
        case Constant(bool(value)):
            return _kind("AlwaysTrue" if value else "AlwaysFalse")
        case Constant():
            return _only(type_)
        case Choice() | Tagged():
            return Annotation(enum_alias) if enum_alias else decoded_choice(type_)
        case ListOf(item):
            return answer_type(item, enum_alias, lists).around(lists)
        case MapOf(value):
            return answer_type(value, enum_alias, lists).around("dict[str, {}]")
        case Ref(documented=False):
            return _ANSWERS["any"]
        case Ref(schema):
            return Annotation(
                identifier(schema_class(schema)), schemas=frozenset([schema])
            )


def argument_type(type_: Type) -> Annotation:
    """What a method takes for a key of a body or for a parameter."""
    match type_:
        case Scalar(name):
            return _ARGUMENTS[name]
        case Key():
            return _plain("str")
        case Enum(values):
            return Annotation(
                code("{} | str", enum_literal(values)), frozenset([_LITERAL])
            )
        case Codes(values):
            known = enum_literal(tuple(number for number, _ in values))
            return Annotation(code("{} | int", known), frozenset([_LITERAL]))
        case Constant():
            return _only(type_)
        case Choice() | Tagged():
            return _argument_choice(type_)
        case ListOf(item):
            return argument_type(item).around("Sequence[{}]", _SEQUENCE)
        case MapOf(value):
            return argument_type(value).around("Mapping[str, {}]", _MAPPING)
        case Ref(documented=False):
            return _ARGUMENTS["any"]
        case Ref(of=Enum() | Codes()):
            return answer_type(type_)
        case Ref():
            return answer_type(type_).around("{} | Mapping[str, object]", _MAPPING)


def _only(constant: Constant) -> Annotation:
    return Annotation(
        code("Literal[{}]", literal(constant.value)), frozenset([_LITERAL])
    )


def enum_literal(values: Sequence[str | int]) -> Code:
    """``Literal[...]`` of an enum's known values."""
    return code("Literal[{}]", join(", ", map(literal, values)))


def open_enum(enum: Enum | Codes) -> tuple[Code, Code]:
    """An enum's known values, and the type of all that is accepted."""
    if isinstance(enum, Enum):
        return enum_literal(enum.values), emit("str")
    return enum_literal([number for number, _ in enum.values]), emit("int")


def words_of_choice(choice: Choice | Tagged) -> str:
    """A choice as mismatches name it: ``string or Source``."""
    if isinstance(choice, Tagged):
        names: list[str] = [ref.schema for ref in choice.schemas]
    else:
        names = list(map(_word, choice.parts))
    return " or ".join(dict.fromkeys(names))


def _word(type_: Type) -> str:
    match type_:
        case Scalar(name):
            return name
        case ListOf(item):
            return f"array of {_word(item)}"
        case MapOf():
            return "object"
        case Ref(schema):
            return schema
        case Codes():
            return "integer"
        case Choice() | Tagged():
            return words_of_choice(type_)
    return "string"


def checked_choice(choice: Choice | Tagged) -> Annotation:
    """A choice as type checkers see it in an answer."""
    if isinstance(choice, Tagged):
        found = list(map(answer_type, choice.schemas))
        if choice.other is None:
            # A tag that nobody documents is plain data.
            found.append(_ANSWERS["object"])
    else:
        found = list(map(checked_type, choice.parts))
    return _joined(found)


def checked_type(type_: Type) -> Annotation:
    """A type as type checkers see it in an answer, whatever aliases it has there."""
    match type_:
        case Choice() | Tagged():
            return checked_choice(type_)
        case ListOf(item):
            return checked_type(item).around("list[{}]")
        case MapOf(value):
            return checked_type(value).around("dict[str, {}]")
    return answer_type(type_)


def decoded_choice(choice: Choice | Tagged, called: str = "") -> Annotation:
    """A choice as the decoder sees it: ``one_of("string or Source", lambda: (...))``.

    Args:
        choice: The types.
        called: The name that the spec gives to it, if any.
    """
    name = literal(called or words_of_choice(choice))
    made = Annotation(emit(""))
    if isinstance(choice, Tagged):
        pairs = []
        for tag, ref in choice.cases:
            part = answer_type(ref)
            made = _with(made, part)
            pairs.append(code("{}: {}", literal(tag), part.code))
        if choice.other is not None:
            part = answer_type(choice.other)
            made = _with(made, part)
            pairs.append(code("None: {}", part.code))
        text = code(
            "tagged({}, {}, lambda: {{{}}})",
            name,
            literal(choice.by),
            join(", ", pairs),
        )
        return _with(made, _choice("tagged"))._replace(code=text)
    parts = [runtime_type(part) for part in choice.parts]
    for part in parts:
        made = _with(made, part)
    text = code("one_of({}, lambda: [{}])", name, join(", ", (p.code for p in parts)))
    return _with(made, _choice("one_of"))._replace(code=text)


def runtime_type(type_: Type) -> Annotation:
    """A type as an expression, which type checkers read as no annotation."""
    if find_enum(type_) is None or not isinstance(find_enum(type_), Choice):
        return answer_type(type_)
    match type_:
        case ListOf(item):
            made = runtime_type(item)
            return _with(made, _choice("list_of"))._replace(
                code=code("list_of({})", made.code)
            )
        case MapOf(value):
            made = runtime_type(value)
            return _with(made, _choice("map_of"))._replace(
                code=code("map_of({})", made.code)
            )
    return answer_type(type_)


def _argument_choice(choice: Choice | Tagged) -> Annotation:
    parts: tuple[Type, ...] = (
        choice.parts if isinstance(choice, Choice) else choice.schemas
    )
    objects = [part for part in parts if isinstance(part, Ref) and part.of is None]
    found = [
        answer_type(part) if part in objects else argument_type(part) for part in parts
    ]
    if objects:
        mapping = _plain("Mapping[str, object]", _MAPPING)
        found.append(mapping)
    return _joined(found)


def _joined(found: Sequence[Annotation]) -> Annotation:
    """Annotations with bars between, each once."""
    codes = dict.fromkeys(each.code for each in found)
    made = Annotation(join(" | ", codes))
    for each in found:
        made = _with(made, each)
    return made


def _with(made: Annotation, other: Annotation) -> Annotation:
    return made._replace(
        imports=made.imports | other.imports, schemas=made.schemas | other.schemas
    )


def _choice(name: str) -> Annotation:
    return _plain(name, Import("..runtime.models.choices", name))


def find_enum(type_: Type) -> Enum | Codes | Choice | None:
    """The enum or the choice inside a type, if there is one: it has a name of its own."""
    match type_:
        case Enum() | Codes() | Choice():
            return type_
        case ListOf(inner) | MapOf(inner):
            return find_enum(inner)
    return None


def result_type(operation: Operation) -> Annotation:
    """What a call gives; for a list, or pages of one, what an item is."""
    match operation.answer.kind:
        case "object":
            return Annotation(emit("Any"), frozenset([ANY]))
        case "empty":
            return Annotation(emit("None"))
        case "bytes":
            return Annotation(emit("bytes"))
        case "text":
            return Annotation(emit("str"))
        case "exists":
            return Annotation(emit("bool"))
        case "status":
            return _by_status(operation.answer)
    assert operation.answer.type is not None, "lists and single answers have a type"
    # A resource may have a method called list, which hides the builtin in annotations.
    found = value_type(operation.answer.type)
    return found.around("{} | None") if operation.answer.nullable else found


def value_type(type_: Type) -> Annotation:
    """What an answer is, in a module where ``list`` may be a method."""
    found = answer_type(type_, lists="builtins.list[{}]")
    if _has_list(type_):
        return found._replace(imports=found.imports | {Import("builtins")})
    return found


def special(operation: Operation) -> tuple[Operation, ...]:
    """An operation as it is in each special case that a key of its body makes."""
    return tuple(
        replace(operation, answer=when.answer, answer_when=())
        for when in operation.answer_when
    )


def _either(found: Sequence[Annotation]) -> Annotation:
    """One of them; each is named once, and that there is nothing last."""
    parts = {each.code: each for each in found}
    return Annotation(
        join(" | ", sorted(parts, key=lambda each: each == "None")),
        frozenset(i for part in parts.values() for i in part.imports),
        frozenset(s for part in parts.values() for s in part.schemas),
    )


def returned(operation: Operation) -> tuple[Annotation, Annotation]:
    """What the sync method returns, and the async one."""
    if cases := special(operation):
        each = [*map(returned, (replace(operation, answer_when=()), *cases))]
        return _either([sync for sync, _ in each]), _either([late for _, late in each])
    found, kind = result_type(operation), operation.answer.kind
    if kind == "list":
        # A resource may have a method called list, which hides the builtin.
        found = found.around("builtins.list[{}]", Import("builtins"))
    if kind == "pages":
        return found.around("Pages[{}]", _PAGES), found.around(
            "AsyncPages[{}]", _ASYNC_PAGES
        )
    if kind in ("events", "lines"):
        return found.around("Stream[{}]", _STREAM), found.around(
            "AsyncStream[{}]", _ASYNC_STREAM
        )
    return found, found


def _by_status(answer: Answer) -> Annotation:
    """The types of all statuses, each once."""
    return _either(
        [
            Annotation(emit("None")) if type_ is None else value_type(type_)
            for _, type_ in answer.statuses
        ]
    )


def _has_list(type_: Type) -> bool:
    if isinstance(type_, MapOf):
        return _has_list(type_.value)
    return isinstance(type_, ListOf)
