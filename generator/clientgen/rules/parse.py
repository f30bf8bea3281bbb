"""From plain data, as a spec file gives it, to a rule.

The data has passed the grammar; what is still wrong here is size and nesting, which a
JSON Schema cannot bound for the whole of a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from ..model.rules import (
    All,
    Any,
    AnyOf,
    AtMostOne,
    Equals,
    If,
    Node,
    Nothing,
    One,
    OneOf,
    Present,
    Rule,
    Variant,
)
from .problems import Path, Problem, RuleError

MAX_DEPTH = 24
MAX_NODES = 1000

_LISTS: Mapping[str, Callable[[tuple[Node, ...]], Node]] = {
    "all": All,
    "any": Any,
    "one": One,
    "at_most_one": AtMostOne,
    "none": Nothing,
}
_VARIANTS: Mapping[str, Callable[[tuple[Variant, ...]], Node]] = {
    "any_of": AnyOf,
    "one_of": OneOf,
}
OPERATORS = (*_LISTS, *_VARIANTS, "if")
"""The keys of a mapping that make it a node; ``then`` and ``else`` go with ``if``."""


def parse_rule(data: Mapping[str, object]) -> Rule:
    """Make a rule of a mapping from the ``rules`` list of a spec.

    Args:
        data: Plain data that keeps to the grammar.

    Raises:
        RuleError: It is too deep or too large, or breaks the grammar after all.
    """
    named = [operator for operator in OPERATORS if operator in data]
    if len(named) > 1:
        raise _refusal(
            (named[1],),
            "two-operators",
            f"a rule says one thing, but this one has {named[0]!r} and {named[1]!r}; "
            "put them under 'all' or make two rules",
        )
    return Rule(
        name=_text(data.get("name", ""), ("name",)),
        body=_Parser().node(data, (), 0) if named else All(()),
        summary=_text(data.get("summary", ""), ("summary",)),
        source=_texts(data.get("source", ()), ("source",)),
        when=tuple(
            (context, _texts(values, ("when", context)))
            for context, values in _mapping(data.get("when", {}), ("when",)).items()
        ),
        optional=_texts(data.get("optional", ()), ("optional",)),
        warn_on_overlap=data.get("overlap") == "warn",
    )


def parse_node(data: object) -> Node:
    """Make a node of a key or of a mapping with one operator.

    Raises:
        RuleError: As :func:`parse_rule`.
    """
    return _Parser().node(data, (), 0)


class _Parser:
    """Counts the nodes of one rule."""

    def __init__(self) -> None:
        self.count = 0

    def node(self, data: object, path: Path, depth: int) -> Node:
        self.count += 1
        if depth > MAX_DEPTH:
            raise _refusal(
                path,
                "rule-too-deep",
                f"rules may be nested {MAX_DEPTH} deep, this one goes deeper; "
                "split it into several rules",
            )
        if self.count > MAX_NODES:
            raise _refusal(
                path,
                "rule-too-large",
                f"a rule may have {MAX_NODES} parts, this one has more; "
                "split it into several rules",
            )
        if isinstance(data, str):
            return Present(data)
        given = _mapping(data, path)
        for operator, make in _LISTS.items():
            if operator in given:
                return make(self.parts(given[operator], (*path, operator), depth + 1))
        for operator, choose in _VARIANTS.items():
            if operator in given:
                place = (*path, operator)
                return choose(self.variants(given[operator], place, depth + 1))
        if "if" in given:
            return If(
                self.node(given["if"], (*path, "if"), depth + 1),
                self.branch(given, "then", path, depth + 1),
                self.branch(given, "else", path, depth + 1),
            )
        if "is" in given:
            value = given["is"]
            if not isinstance(value, str | int | bool):
                raise _refusal(
                    (*path, "is"),
                    "not-a-literal",
                    "only a text, a whole number, true or false can be compared with",
                )
            return Equals(_text(given.get("key"), (*path, "key")), value)
        raise _refusal(
            path,
            "no-operator",
            "this says nothing about keys; give a key or one of "
            + ", ".join(OPERATORS),
        )

    def parts(self, data: object, path: Path, depth: int) -> tuple[Node, ...]:
        return tuple(
            self.node(part, (*path, index), depth)
            for index, part in enumerate(_sequence(data, path))
        )

    def branch(
        self, data: Mapping[str, object], name: str, path: Path, depth: int
    ) -> Node:
        if name not in data:
            return All(())
        return self.node(data[name], (*path, name), depth)

    def variants(self, data: object, path: Path, depth: int) -> tuple[Variant, ...]:
        variants = []
        for name, rule in _mapping(data, path).items():
            summary = rule.get("summary", "") if isinstance(rule, Mapping) else ""
            variants.append(
                Variant(
                    name,
                    self.node(rule, (*path, name), depth),
                    _text(summary, (*path, name, "summary")),
                )
            )
        return tuple(variants)


def _refusal(path: Path, code: str, message: str) -> RuleError:
    return RuleError((Problem(path, code, "error", message),))


def _mapping(data: object, path: Path) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise _refusal(path, "not-a-mapping", "a mapping is expected here")
    return cast("Mapping[str, object]", data)


def _sequence(data: object, path: Path) -> Sequence[object]:
    if not isinstance(data, list | tuple):
        raise _refusal(path, "not-a-list", "a list is expected here")
    return data


def _text(data: object, path: Path) -> str:
    if not isinstance(data, str):
        raise _refusal(path, "not-a-text", "a text is expected here")
    return data


def _texts(data: object, path: Path) -> tuple[str, ...]:
    if isinstance(data, str):
        return (data,)
    return tuple(
        _text(each, (*path, index)) for index, each in enumerate(_sequence(data, path))
    )
