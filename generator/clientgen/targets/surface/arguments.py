"""Arguments of a method: the widest signature, and the narrower ones that rules make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from typing import Literal, NamedTuple

from ...model.api import AnswerWhen, Api, Field, Operation, Parameter
from ...model.rules import Any, Equals, Nothing, Rule
from ...model.types import Constant, Enum, Scalar, meant
from ...rules.cubes import Cube, cubes
from ..sinks import Code, code, emit, literal
from .imports import Import
from .names import argument
from .types import Annotation, argument_type, enum_literal

_ARG = Import("..runtime.models", "Arg")
_UNSET = Import("..runtime.models", "UNSET")
_LITERAL = Import("typing", "Literal")
_MAPPING = Import("collections.abc", "Mapping")
_OPTIONS = Import("..runtime.options", "CallOptions")
_UNCHECKED = Import("..runtime.options", "UncheckedOptions")

# So many overloads by what is answered: editors show each of them.
_MOST_BY_ANSWER = 6

_NO_DEFAULT = emit("")
_CHECKED_OPTIONS = Annotation(emit("CallOptions | None"), frozenset([_OPTIONS]))
_ALL_OPTIONS = Annotation(
    emit("CallOptions | UncheckedOptions | None"), frozenset([_OPTIONS, _UNCHECKED])
)
_UNCHECKED_OPTIONS = Annotation(emit("UncheckedOptions"), frozenset([_UNCHECKED]))
# What the runtime calls a Position; a name of its own might be that of a schema.
_POSITION = Annotation(emit("int | str | None"))
_PAGE_KEY = Annotation(emit("Arg[int | str]"), frozenset([_ARG, _UNSET]))
_NONE = Annotation(emit("None"))
_ONLY_NULL = Annotation(emit("Arg[None]"), frozenset([_ARG, _UNSET]))


class Argument(NamedTuple):
    """One argument of a method.

    Attributes:
        name: In Python.
        wire: The path or query parameter or the body's key; empty for ``options`` and for
            an argument that is a whole body.
        place: Where its value goes; ``start`` is where a list begins that has no query
            parameter for that.
        annotation: As written in the signature.
        default: Empty when the argument must be given.
        item: What the spec says of it, if it says anything.
    """

    name: str
    wire: str
    place: Literal[
        "path", "query", "header", "cookie", "body", "whole body", "start", "options"
    ]
    annotation: Annotation
    default: Code = _NO_DEFAULT
    item: Field | Parameter | None = None


def arguments(api: Api, operation: Operation) -> tuple[Argument, ...]:
    """All arguments of an operation's method, in order; ``options`` is the last.

    Those of the path come first and may be given by position, but for those that the client
    may be given once. Keys that a rule requires are
    optional here: :func:`overloads` makes them required for type checkers, and the check
    before a request makes them required for everybody.
    """
    path = [_given(p, "path") for p in operation.path_parameters if not p.once]
    once = [_given(p, "path") for p in operation.path_parameters if p.once]
    options = _ALL_OPTIONS if cover(operation) else _CHECKED_OPTIONS
    paged = operation.answer.kind == "pages"
    body = _body(operation)
    if paged and operation.page_key:
        body = [
            (
                a._replace(annotation=_PAGE_KEY, default=emit("UNSET"))
                if a.place == "body" and a.wire == operation.page_key
                else a
            )
            for a in body
        ]
    fields = [
        *(_given(p, "header") for p in operation.header_parameters if _is_given(p)),
        *(_given(p, "cookie") for p in operation.cookie_parameters),
    ]
    taken = {a.name for a in (*path, *once, *body, *fields)}
    query = [
        q for p in operation.query_parameters for q in _query(api, p, paged, taken)
    ]
    return (
        *path,
        *body,
        *query,
        *once,
        *fields,
        *_start(operation, taken | {a.name for a in query}),
        Argument("options", "", "options", options, emit("None")),
    )


def _given(
    parameter: Parameter, place: Literal["path", "query", "header", "cookie"]
) -> Argument:
    """A parameter that takes a plain value; None leaves it out, or to the client."""
    found = Argument(
        argument(parameter),
        parameter.name,
        place,
        argument_type(parameter.type),
        item=parameter,
    )
    return found if parameter.required and not parameter.once else _optional(found)


def _optional(found: Argument) -> Argument:
    annotation = found.annotation.around("{} | None")
    return found._replace(annotation=annotation, default=emit("None"))


def _is_given(parameter: Parameter) -> bool:
    """Whether callers give it: a key that makes repeating safe is the client's own."""
    return parameter.role != "idempotency"


def overloads(
    operation: Operation, widest: Sequence[Argument]
) -> tuple[tuple[Argument, ...], ...]:
    """Narrower signatures, one for each way to satisfy the operation's rules.

    The last one is for calls whose options turn the check off.

    Args:
        operation: Its rules decide.
        widest: All arguments, as :func:`arguments` gives them.

    Returns:
        Nothing when every set of keys satisfies the rules, or when overloads cannot say
        what they demand.
    """
    covering = cover(operation)
    if not covering:
        return ()
    unchecked = tuple(
        (
            a._replace(annotation=_UNCHECKED_OPTIONS, default=_NO_DEFAULT)
            if a.place == "options"
            else a
        )
        for a in widest
    )
    return (*(_narrow(widest, cube) for cube in covering), unchecked)


class Overload(NamedTuple):
    """A narrower signature, and which answer goes with it.

    Attributes:
        items: The arguments.
        answer: The usual one, the number of a special one, or either: only the value tells.
    """

    items: tuple[Argument, ...]
    answer: Literal["usual", "either"] | int


def all_overloads(
    operation: Operation, widest: Sequence[Argument]
) -> tuple[Overload, ...]:
    """Narrower signatures by the operation's rules, and by the keys that decide its answer.

    See :func:`overloads`.
    """
    narrower = overloads(operation, widest)
    cases = operation.answer_when
    if not cases:
        return tuple(Overload(items, "usual") for items in narrower)
    keys = dict.fromkeys(when.key for when in cases)
    most = _MOST_BY_ANSWER // (len(cases) + 1 + len(keys))
    found: list[Overload] = []
    for number, when in enumerate((*cases, None)):
        before = cases[:number]
        decided = _decided(when, before) if narrower else ()
        for cube in _few(_cover([*operation.rules, *decided]), most):
            items = _deciding(_narrow(widest, cube), when, before)
            found.append(Overload(items, number if when else "usual"))
    for key in keys:
        for cube in _few(_cover(operation.rules), most):
            items = _with_key(_narrow(widest, cube), key)
            found.append(Overload(items, "either"))
    found += [Overload(items, "either") for items in narrower[-1:]]
    return tuple(found)


def _with_key(items: Sequence[Argument], key: str) -> tuple[Argument, ...]:
    """The arguments where a key of the body is given, with a value that nobody knows."""
    given = (
        (
            item._replace(default=_NO_DEFAULT)
            if item.place == "body" and item.wire == key
            else item
        )
        for item in items
    )
    return tuple(sorted(given, key=_rank))


def _decided(when: AnswerWhen | None, others: Sequence[AnswerWhen]) -> Iterator[Rule]:
    """What holds in a case, as rules."""
    if when:
        yield Rule(when.key, Any(_values(when)))
    for other in others:
        yield Rule(other.key, Nothing(_values(other)))


def _values(when: AnswerWhen) -> tuple[Equals, ...]:
    return tuple(Equals(when.key, value) for value in when.values)


def _few(found: Sequence[Cube], most: int) -> Sequence[Cube]:
    """Cubes, or where those are too many to be read, the one that has them all."""
    if 0 < len(found) <= most:
        return found
    required = [set(cube.required) for cube in found]
    forbidden = [set(cube.forbidden) for cube in found]
    keys = found[0].required if found else ()
    return [
        Cube(
            tuple(key for key in keys if all(key in each for each in required)),
            tuple(sorted(set.intersection(*forbidden))) if forbidden else (),
        )
    ]


def _deciding(
    items: Sequence[Argument], when: AnswerWhen | None, others: Sequence[AnswerWhen]
) -> tuple[Argument, ...]:
    """The arguments of a case, or of none, where those that go before do not hold."""
    decided = []
    for item in items:
        if item.place == "body" and when and item.wire == when.key:
            only = Annotation(enum_literal(when.values), frozenset([_LITERAL]))
            item = item._replace(annotation=only, default=_NO_DEFAULT)
        elif item.place == "body" and item.wire in {each.key for each in others}:
            values = {
                v for each in others if each.key == item.wire for v in each.values
            }
            item = item._replace(annotation=_besides(item, values))
        decided.append(item)
    return tuple(sorted(decided, key=_rank))


def _besides(item: Argument, values: Set[str | int | bool]) -> Annotation:
    """What else a key that decides an answer may be, as far as types can say it."""
    type_ = meant(item.item.type) if isinstance(item.item, Field) else None
    known: tuple[str | int | bool, ...] = ()
    if isinstance(type_, Enum):
        known = type_.values
    elif type_ == Scalar("boolean"):
        known = (False, True)
    rest = tuple(value for value in known if value not in values)
    if not rest:
        return _ONLY_NULL
    only = Annotation(enum_literal(rest), frozenset([_LITERAL]))
    return _arg(only) if item.default else only


def cover(operation: Operation) -> tuple[Cube, ...]:
    """What each overload demands; nothing where overloads have nothing to say."""
    if operation.body is not None and operation.body.kind == "array":
        return ()
    return _cover(operation.rules)


def _cover(rules: Iterable[Rule]) -> tuple[Cube, ...]:
    found = cubes(rules) or ()
    return (
        () if any(not cube.required and not cube.forbidden for cube in found) else found
    )


def _narrow(widest: Sequence[Argument], cube: Cube) -> tuple[Argument, ...]:
    narrowed = []
    for item in widest:
        key = _rule_key(item)
        if key in cube.required:
            item = item._replace(annotation=_not_none(item), default=_NO_DEFAULT)
        elif key in cube.forbidden:
            only = _ONLY_NULL if item.place == "body" else _NONE
            item = item._replace(annotation=only)
        elif item.place == "options":
            item = item._replace(annotation=_CHECKED_OPTIONS)
        narrowed.append(item)
    # What must be given comes first, so that people see at once how overloads differ.
    return tuple(sorted(narrowed, key=_rank))


def _rule_key(item: Argument) -> str:
    """What rules call an argument; empty where they do not decide about it."""
    if item.place == "body":
        return item.wire
    known = item.item
    if item.place not in ("query", "header") or not isinstance(known, Parameter):
        return ""
    # What the client was given stands in for an argument, and a required one is given.
    if known.once or known.required:
        return ""
    return f"{item.place}:{item.wire}"


def _not_none(item: Argument) -> Annotation:
    known = item.item
    assert known is not None, "rules speak of keys and parameters"
    if isinstance(known, Parameter) and known.role in ("filter", "sort"):
        return _runtime(known.role.capitalize())
    return argument_type(known.type)


def _rank(item: Argument) -> int:
    if item.place == "options":
        return 3
    if item.place == "path" and not item.default:
        return 0
    return 2 if item.default else 1


def _body(operation: Operation) -> list[Argument]:
    body = operation.body
    if body is None:
        return []
    if body.kind == "any":
        anything = Annotation(emit("object"), frozenset([_UNSET]))
        return [Argument("body", "", "whole body", anything, emit("UNSET"))]
    if body.kind in ("text", "bytes", "value"):
        whole = {"text": Scalar("string"), "bytes": Scalar("file")}.get(body.kind)
        type_ = body.type or whole or Scalar("any")
        return [Argument("body", "", "whole body", argument_type(type_))]
    if body.kind == "array":
        # The item's type is a TypedDict of the resource's module, added there.
        return [Argument("items", "", "whole body", Annotation(emit("object")))]
    return [_key(field) for field in body.fields]


def _key(field: Field) -> Argument:
    """The argument for a key of a body; that of a constant has it for a default."""
    type_, default = argument_type(field.type), emit("UNSET")
    if isinstance(field.type, Constant):
        default = literal(field.type.value)
    elif field.required and field.nullable:
        default = _NO_DEFAULT
    if field.required and field.nullable:
        type_ = _or_none(type_)
    elif not (field.required and isinstance(field.type, Constant)):
        type_ = _arg(type_)
    return Argument(argument(field), field.name, "body", type_, default, field)


def _or_none(annotation: Annotation) -> Annotation:
    return annotation if annotation.code == "object" else annotation.around("{} | None")


def _arg(annotation: Annotation) -> Annotation:
    return annotation.around("Arg[{}]", _ARG, _UNSET)


def _query(
    api: Api, parameter: Parameter, paged: bool, taken: Set[str]
) -> list[Argument]:
    name = argument(parameter)
    if parameter.role == "filter":
        found = [
            Argument(name, parameter.name, "query", _runtime("Filter"), item=parameter)
        ]
        if api.filtering and api.filtering.match_parameter:
            match = api.filtering.match_parameter
            free = "match_" if "match" in taken else "match"
            found.append(Argument(free, match, "query", _runtime("Match")))
    elif parameter.role == "page" and paged:
        return [
            Argument(
                name, parameter.name, "query", _POSITION, emit("None"), item=parameter
            )
        ]
    elif parameter.role == "sort":
        found = [
            Argument(name, parameter.name, "query", _runtime("Sort"), item=parameter)
        ]
    else:
        type_ = argument_type(parameter.type)
        found = [Argument(name, parameter.name, "query", type_, item=parameter)]
    if parameter.required and not parameter.once:
        return found
    return [_optional(each) for each in found]


def _start(operation: Operation, taken: Set[str]) -> list[Argument]:
    """Where to begin, for lists whose pages are links: no query parameter says it."""
    way = operation.paging
    if way is None or operation.page_key or way.parameter:
        return []
    name = "page_" if "page" in taken else "page"
    return [Argument(name, "", "start", _POSITION, emit("None"))]


def _runtime(name: str) -> Annotation:
    return Annotation(
        code("{}", emit(name)), frozenset([Import("..runtime.calls.filters", name)])
    )
