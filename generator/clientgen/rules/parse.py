"""From a rule's data, as a spec file gives it with positions, to the model.

The data has passed the grammar; what is still wrong here is size and nesting, which a
JSON Schema cannot bound for the whole of a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..model.position import Position
from ..model.rules import (
    All,
    Any,
    AnyOf,
    Compare,
    Equals,
    If,
    Node,
    Nothing,
    OneOf,
    Present,
    Rule,
    Variant,
)
from .comparing import BREAKS
from .operators import OPERATORS
from .problems import Problem, RuleError

MAX_DEPTH = 24
MAX_NODES = 1000

WORDS = (*(operator.word for operator in OPERATORS), "not", "if")
"""The keys of a mapping that make it a part of a rule; ``then`` and ``else`` go with ``if``."""


class Located(NamedTuple):
    """Plain data that knows where it stands.

    Attributes:
        value: A scalar, a list, or a mapping.
        position: Of its first character.
        keys: Where the keys of a mapping stand.
    """

    value: bool | int | float | str | list[Located] | dict[str, Located] | None
    position: Position
    keys: Mapping[str, Position] = {}


def parse_rule(data: Located) -> Rule:
    """Make a rule of an entry of a spec's ``rules``.

    Args:
        data: A mapping that keeps to the grammar.

    Raises:
        RuleError: It is too deep or too large, or breaks the grammar after all.
    """
    parser = _Parser()
    given = parser.mapping(data)
    asks = any(word in given for word in WORDS)
    rule = Rule(
        name=parser.text(given.get("name")),
        body=parser.node(data, 0) if asks else All(()),
        summary=parser.text(given.get("summary")),
        source=parser.texts(given.get("source")),
        when=tuple(
            (context, parser.texts(values))
            for context, values in parser.mapping(given.get("when")).items()
        ),
        optional=parser.texts(given.get("optional")),
        warn_on_overlap="overlap" in given and given["overlap"].value == "warn",
        position=data.keys.get("name", data.position),
    )
    if parser.problems:
        raise RuleError(tuple(parser.problems))
    return rule


def parse_node(data: Located) -> Node:
    """Make a part of a rule of a key, or of a mapping with one operator.

    Raises:
        RuleError: As :func:`parse_rule`.
    """
    parser = _Parser()
    node = parser.node(data, 0)
    if parser.problems:
        raise RuleError(tuple(parser.problems))
    return node


class _Parser:
    """Counts the nodes of one rule, and collects what is wrong with it."""

    def __init__(self) -> None:
        self.count = 0
        self.problems: list[Problem] = []

    def node(self, data: Located, depth: int) -> Node:
        self.count += 1
        if depth > MAX_DEPTH:
            raise _refused(
                data.position,
                "rule-too-deep",
                f"rules may be nested {MAX_DEPTH} deep, this one goes deeper; "
                "split it into several rules",
            )
        if self.count > MAX_NODES:
            raise _refused(
                data.position,
                "rule-too-large",
                f"a rule may have {MAX_NODES} parts, this one has more; "
                "split it into several rules",
            )
        if isinstance(data.value, str):
            return Present(data.value, data.position)
        given = self.mapping(data)
        self._one_operator(given, data, depth)
        for operator in OPERATORS:
            if operator.word not in given:
                continue
            inside = given[operator.word]
            if issubclass(operator.node, AnyOf | OneOf):
                variants = self._variants(inside, depth + 1)
                return operator.node(variants, data.position)
            parts = tuple(self.node(part, depth + 1) for part in self._list(inside))
            return operator.node(parts, data.position)
        if "if" in given:
            return If(
                self.node(given["if"], depth + 1),
                self._branch(given.get("then"), depth + 1),
                self._branch(given.get("else"), depth + 1),
                data.position,
            )
        if "not" in given:
            return Nothing((self.node(given["not"], depth + 1),), data.position)
        if "is" in given:
            return self._equals(given, given["is"], data)
        if "in" in given:
            values = self._list(given["in"])
            self.count += len(values)
            found = tuple(self._equals(given, value, data) for value in values)
            return found[0] if len(found) == 1 else Any(found, data.position)
        for how in BREAKS:
            if how in given:
                key, other = given.get("key", data), given[how]
                texts = self.text(key), self.text(other)
                return Compare(texts[0], how, texts[1], key.position, other.position)
        raise _refused(
            data.position,
            "no-operator",
            f"this says nothing about keys; give a key or one of {', '.join(WORDS)}",
        )

    def _one_operator(
        self, given: Mapping[str, Located], data: Located, depth: int
    ) -> None:
        words = [word for word in WORDS if word in given]
        if len(words) > 1:
            whole = depth == 0
            first = "a rule" if whole else "a part of a rule"
            end = " or make two rules" if whole else ""
            self.problems.append(
                Problem(
                    "two-operators",
                    "error",
                    f"{first} says one thing, but this one has {words[0]!r} and "
                    f"{words[1]!r}; put them under 'all'{end}",
                    data.keys.get(words[1], data.position),
                )
            )

    def _equals(
        self, given: Mapping[str, Located], value: Located, data: Located
    ) -> Equals:
        key = given.get("key", data)
        if not isinstance(value.value, str | int | bool):
            raise _refused(
                value.position,
                "not-a-literal",
                "only a text, a whole number, true or false can be compared with",
            )
        return Equals(self.text(key), value.value, key.position)

    def _branch(self, data: Located | None, depth: int) -> Node:
        return All(()) if data is None else self.node(data, depth)

    def _variants(self, data: Located, depth: int) -> tuple[Variant, ...]:
        variants = []
        for name, rule in self.mapping(data).items():
            inside = rule.value if isinstance(rule.value, dict) else {}
            summary = self.text(inside.get("summary"))
            place = data.keys.get(name)
            variants.append(Variant(name, self.node(rule, depth), summary, place))
        return tuple(variants)

    def mapping(self, data: Located | None) -> Mapping[str, Located]:
        if data is None:
            return {}
        if not isinstance(data.value, dict):
            raise _refused(data.position, "not-a-mapping", "a mapping is expected here")
        return data.value

    def _list(self, data: Located) -> list[Located]:
        if not isinstance(data.value, list):
            raise _refused(data.position, "not-a-list", "a list is expected here")
        return data.value

    def text(self, data: Located | None) -> str:
        if data is None:
            return ""
        if not isinstance(data.value, str):
            raise _refused(data.position, "not-a-text", "a text is expected here")
        return data.value

    def texts(self, data: Located | None) -> tuple[str, ...]:
        if data is None:
            return ()
        if isinstance(data.value, str):
            return (data.value,)
        return tuple(self.text(each) for each in self._list(data))


def _refused(position: Position, code: str, message: str) -> RuleError:
    return RuleError((Problem(code, "error", message, position),))
