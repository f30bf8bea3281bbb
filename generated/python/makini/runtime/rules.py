"""Required-key rules: the check of a request body before it leaves.

A plain string stands for a key by its wire name, or for a path into an array of objects
(``lineItems.*.productKey``). A key is present when it is given and not null; a path is
present when the array is given, holds at least one item, and every item gives the key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TypeGuard

Get = Callable[[str], object]
Check = Callable[[Get], bool]


@dataclass(frozen=True, slots=True)
class Equals:
    """The key has this literal value."""

    key: str
    value: str | int | bool


class _Parts:
    __slots__ = ("parts",)

    def __init__(self, *parts: Node) -> None:
        self.parts = parts

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.parts))})"


class All(_Parts):
    """Every part holds."""

    __slots__ = ()


class Any(_Parts):
    """At least one part holds."""

    __slots__ = ()


class One(_Parts):
    """Exactly one part holds."""

    __slots__ = ()


class AtMostOne(_Parts):
    """No part holds, or exactly one does."""

    __slots__ = ()


class Nothing(_Parts):
    """No part holds."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class If:
    """``then`` holds where ``condition`` does, ``otherwise`` where it does not."""

    condition: Node
    then: Node
    otherwise: Node = field(default_factory=All)


@dataclass(frozen=True, slots=True)
class Variant:
    """One named way to satisfy a rule."""

    name: str
    rule: Node
    summary: str = ""


class _Variants:
    __slots__ = ("variants",)

    def __init__(self, *variants: Variant) -> None:
        self.variants = variants

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.variants))})"


class AnyOf(_Variants):
    """At least one variant holds."""

    __slots__ = ()


class OneOf(_Variants):
    """Exactly one variant holds."""

    __slots__ = ()


Node = str | Equals | All | Any | One | AtMostOne | Nothing | If | AnyOf | OneOf


@dataclass(frozen=True, eq=False)
class Rule:
    """One named rule of an operation.

    Attributes:
        name: Unique within the operation.
        body: What must hold.
        summary: One sentence for people.
        when: Context names and values in which the rule holds; all must match.
        warn_on_overlap: Warn when several variants of a topmost ``AnyOf`` hold at once.
        names: Python names by wire name where they differ. A path without its own entry
            takes the name of its array. An operation hands down its own.
        docs: Where the rule is explained; handed down likewise.
    """

    name: str
    body: Node
    summary: str = ""
    when: Mapping[str, Sequence[str]] = field(default_factory=dict)
    warn_on_overlap: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    docs: str = ""

    @cached_property
    def holds(self) -> Check:
        """The rule as a function of what reads a key's value from a body."""
        return _compile(self.body)

    @cached_property
    def _variants(self) -> tuple[tuple[str, Check], ...]:
        if not self.warn_on_overlap or not isinstance(self.body, AnyOf):
            return ()
        return tuple((v.name, _compile(v.rule)) for v in self.body.variants)

    def applies(self, context: Mapping[str, str | None]) -> bool:
        """Tell whether the rule counts in a context."""
        matches = [context.get(name) in values for name, values in self.when.items()]
        return False not in matches

    def overlap(self, get: Get) -> tuple[str, ...]:
        """Return the names of the variants that hold, if several do and it matters."""
        held = tuple([name for name, check in self._variants if check(get)])
        return held if len(held) > 1 else ()

    def spell(self, key: str) -> str:
        """Return a key's Python name, with the wire name in brackets where it differs."""
        head, *inside = key.split(".*.", 1)
        name = self.names.get(key) or ".*.".join([self.names.get(head, head), *inside])
        return name if name == key else f"{name} ({key})"


@dataclass(frozen=True, slots=True)
class RuleFailure:
    """A rule that a body does not meet.

    Attributes:
        rule: The rule's name.
        summary: The rule's sentence; may be empty.
        given: Python names of the keys given and not null.
        remedy: What would do, such as ``add customer_key (customerKey)``.
        docs: Where the rule is explained; may be empty.
        item: Index of the failing item where the body is an array.
    """

    rule: str
    summary: str
    given: tuple[str, ...]
    remedy: str
    docs: str = ""
    item: int | None = None


@dataclass(frozen=True, slots=True)
class RuleOverlap:
    """A rule of which several variants are met at once.

    Attributes:
        rule: The rule's name.
        variants: The variants' names.
        item: Index of the item where the body is an array.
    """

    rule: str
    variants: tuple[str, ...]
    item: int | None = None

    def describe(self, operation: str) -> str:
        """Return the warning's text.

        Args:
            operation: Such as ``invoices.create``.
        """
        place = operation if self.item is None else f"{operation}: item {self.item}"
        held = _listed(self.variants, "and")
        return f"{place}: rule '{self.rule}' is met as {held} at once."


def check(
    rules: Iterable[Rule], body: object, context: Mapping[str, str | None]
) -> tuple[RuleFailure, ...]:
    """Find all rules that a request body breaks.

    Args:
        rules: Of the operation.
        body: By wire names; the items of a sequence are checked one by one. Anything else
            has no keys and is not checked.
        context: What is known about the other side, such as ``{"platform": "UPKEEP"}``.
    """
    if type(body) is dict:
        # The usual way: nothing is built or named unless a rule fails.
        get = body.get
        failed = [
            rule
            for rule in rules
            if (not rule.when or rule.applies(context)) and not rule.holds(get)
        ]
        if not failed:
            return ()
        return tuple([_failure(rule, body) for rule in failed])
    rules = [rule for rule in rules if rule.applies(context)]
    return tuple(
        _failure(rule, each, item)
        for item, each in _bodies(body)
        for rule in rules
        if not rule.holds(_getter(each))
    )


def overlaps(
    rules: Iterable[Rule], body: object, context: Mapping[str, str | None]
) -> tuple[RuleOverlap, ...]:
    """Find the rules of which a body meets several variants where a warning is due."""
    found: list[RuleOverlap] = []
    for rule in rules:
        if rule.warn_on_overlap and rule.applies(context):
            for item, each in _bodies(body):
                held = rule.overlap(_getter(each))
                if held:
                    found.append(RuleOverlap(rule.name, held, item))
    return tuple(found)


def describe(operation: str, failures: Sequence[RuleFailure]) -> str:
    """Return the text of the error for a call that breaks rules.

    Args:
        operation: Such as ``invoices.create``.
        failures: What :func:`check` found; not empty.
    """
    lines = []
    for failure in failures:
        place = "" if failure.item is None else f"item {failure.item}: "
        given = ", ".join(failure.given) or "nothing"
        remedy = failure.remedy or "no set of keys would do"
        lines.append(
            f"{place}rule '{failure.rule}' is not met. Given: {given}. "
            f"{remedy[:1].upper()}{remedy[1:]}."
        )
    docs = dict.fromkeys(failure.docs for failure in failures if failure.docs)
    end = [f"See {', '.join(docs)}"] if docs else []
    if len(lines) == 1:
        return " ".join([f"{operation}: {lines[0]}", *end])
    return "\n".join(
        [
            f"{operation}: {len(lines)} rules are not met.",
            *(f"- {x}" for x in lines),
            *end,
        ]
    )


def _failure(rule: Rule, body: object, item: int | None = None) -> RuleFailure:
    get = _getter(body)
    listed = body if isinstance(body, Mapping) else getattr(body, "to_dict", dict)()
    present = [key for key in listed if isinstance(key, str) and _is_given(get(key))]
    return RuleFailure(
        rule=rule.name,
        summary=rule.summary,
        given=tuple(rule.names.get(key, key) for key in present),
        remedy=_Remedy(get, rule.spell).make(rule.body).text,
        docs=rule.docs,
        item=item,
    )


def _is_given(value: object) -> bool:
    from .values import UNSET

    return value is not None and value is not UNSET


def _is_array(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, Sequence) and not isinstance(
        value, str | bytes | bytearray
    )


def _bodies(body: object) -> list[tuple[int | None, object]]:
    if isinstance(body, dict):
        return [(None, body)]
    if _is_array(body):
        return list(enumerate(body))
    if isinstance(body, str | bytes | bytearray):
        return []
    return [(None, body)] if hasattr(body, "__getitem__") else []


def _getter(body: object) -> Get:
    """Return what reads a value by wire name from a mapping or a model."""
    # The plain types first: asking an abstract one costs more than all the rest.
    if isinstance(body, (dict, Mapping)):
        return body.get

    def get(key: str) -> object:
        try:
            return body[key]  # type: ignore[index]  # what has no keys is caught below
        except (TypeError, LookupError, AttributeError):
            return None

    return get


def _compile(node: Node) -> Check:
    """Turn a node into nested functions, with short cuts for the usual shapes."""
    # Late, so that importing this module loads nothing else.
    from .values import UNSET

    if isinstance(node, str):
        if ".*." in node:
            return _inside(node)

        def present(get: Get) -> bool:
            value = get(node)
            return value is not None and value is not UNSET

        return present
    if isinstance(node, Equals):
        return _inside(node.key, node)
    if isinstance(node, If):
        return _compile_if(node)
    parts = _flat(node)
    if isinstance(node, All | Any | AnyOf) and all(
        isinstance(part, str) and ".*." not in part for part in parts
    ):
        keys = tuple(part for part in parts if isinstance(part, str))
        enough = not isinstance(node, All)

        def present_keys(get: Get) -> bool:
            for key in keys:
                value = get(key)
                if (value is not None and value is not UNSET) is enough:
                    return enough
            return not enough

        return present_keys
    return _combine(node, tuple(_compile(part) for part in parts))


def _flat(node: Node) -> list[Node]:
    """Return a node's parts, with those of parts that say the same drawn in."""
    same = All if isinstance(node, All) else Any | AnyOf
    joins = isinstance(node, All | Any | AnyOf)
    flat: list[Node] = []
    for part in _parts(node):
        flat.extend(_flat(part) if joins and isinstance(part, same) else [part])
    return flat


def _compile_if(node: If) -> Check:
    condition = _compile(node.condition)
    then, otherwise = _compile(node.then), _compile(node.otherwise)
    return lambda get: then(get) if condition(get) else otherwise(get)


def _combine(node: Node, checks: tuple[Check, ...]) -> Check:
    if isinstance(node, All | Any | AnyOf | Nothing):
        # The first part that decides ends the search.
        decisive = not isinstance(node, All)
        outcome = isinstance(node, Any | AnyOf)

        def scan(get: Get) -> bool:
            for check in checks:
                if check(get) is decisive:
                    return outcome
            return not outcome

        return scan
    least = 0 if isinstance(node, AtMostOne) else 1
    return lambda get: least <= sum([check(get) for check in checks]) <= 1


def _inside(key: str, literal: Equals | None = None) -> Check:
    """Check a path, or a key's value, item by item."""
    from .values import UNSET

    names = key.split(".*.")
    last = len(names) - 1

    def reach(get: Get, depth: int) -> bool:
        value = get(names[depth])
        if value is None or value is UNSET:
            return False
        if depth == last:
            return literal is None or _same(value, literal.value)
        if not _is_array(value) or not value:
            return False
        return all(reach(_getter(item), depth + 1) for item in value)

    return lambda get: reach(get, 0)


def _same(value: object, literal: str | int | bool) -> bool:
    """Compare as JSON does, where true is not 1."""
    if isinstance(value, Enum):
        value = value.value
    return isinstance(value, bool) == isinstance(literal, bool) and value == literal


# What follows puts failures into words. It runs only when a call is refused.


@dataclass(frozen=True, slots=True)
class _Step:
    """Something to do. A composite object needs parentheses inside a longer list."""

    verb: str
    object: str
    composite: bool = False

    @property
    def text(self) -> str:
        return f"{self.verb} {self.object}".strip()

    @property
    def inner(self) -> str:
        return f"({self.object})" if self.composite else self.object

    @property
    def inner_text(self) -> str:
        return f"({self.text})" if self.composite else self.text


_NO_STEP = _Step("", "")


class _Remedy:
    """Words for making nodes hold, or not hold, in a body."""

    def __init__(self, get: Get, spell: Callable[[str], str]) -> None:
        self.get = get
        self.spell = spell

    def so(self, node: Node) -> bool:
        return _compile(node)(self.get)

    def make(self, node: Node) -> _Step:
        """Return what makes a node hold."""
        if self.so(node):
            return _NO_STEP
        match node:
            case str():
                return _Step("add", self.spell(node))
            case Equals(key, value):
                return _Step("set", f"{self.spell(key)} to {_literal(value)}")
            case If():
                here, there = self.branches(node)
                step = self.make(here)
                if not step.text:
                    # Nothing meets this branch: take the other one.
                    steps = [self.flip(node.condition), self.make(there)]
                    return _joined(steps, "and")
                if not self.so(node.condition):
                    return step
                reason = _state(node.condition, self.spell)
                return _Step(step.verb, f"{step.object}, as {reason}", composite=True)
            case AnyOf():
                return self.choose(node.variants, "")
            case All():
                return _joined([self.make(part) for part in node.parts], "and")
            case Any():
                return _joined([self.make(part) for part in node.parts], "and/or")
            case Nothing():
                return _joined([self.undo(part) for part in node.parts], "and")
            case One() | OneOf() | AtMostOne() if any(map(self.so, _parts(node))):
                return self.keep_one(node)
            case OneOf():
                return self.choose(node.variants, ", but only one of these")
            case _:
                return _only_one([self.make(part) for part in node.parts])

    def undo(self, node: Node) -> _Step:
        """Return what makes a node not hold."""
        if not self.so(node):
            return _NO_STEP
        match node:
            case str():
                return _Step("leave out", self.spell(node))
            case Equals(key, value):
                other = f"{self.spell(key)} another value than {_literal(value)}"
                return _Step("give", other)
            case If():
                here, there = self.branches(node)
                step = self.undo(here)
                # Another branch that is empty cannot fail, so going there is no use.
                if _is_empty(there):
                    return step
                steps = [self.flip(node.condition), self.undo(there)]
                return _joined([step, _joined(steps, "and")], "or")
            case All():
                return _joined([self.undo(part) for part in node.parts], "or")
            case Any() | AnyOf():
                return _joined([self.undo(part) for part in _parts(node)], "and")
            case One() | OneOf():
                parts = _parts(node)
                steps = [*map(self.undo, parts), *map(self.make, parts)]
                return _joined(steps, "or")
            case AtMostOne():
                names = _listed([_inner(p, self.spell) for p in node.parts], "and")
                return _Step("give", f"at least two of {names}", composite=True)
            case _:
                return _joined([self.make(part) for part in node.parts], "and/or")

    def branches(self, node: If) -> tuple[Node, Node]:
        """Return the branch that counts now, and the other one."""
        if self.so(node.condition):
            return node.then, node.otherwise
        return node.otherwise, node.then

    def flip(self, node: Node) -> _Step:
        return self.undo(node) if self.so(node) else self.make(node)

    def choose(self, variants: Sequence[Variant], limit: str) -> _Step:
        steps = [(self.make(variant.rule), variant.name) for variant in variants]
        steps = [(step, name) for step, name in steps if step.text]
        verb = _common_verb([step for step, _ in steps])
        texts = [
            f"{step.object if verb else step.text} for {name}" for step, name in steps
        ]
        limit = limit if len(texts) > 1 else ""
        return _Step(verb, ", or ".join(texts) + limit, composite=True)

    def keep_one(self, node: One | OneOf | AtMostOne) -> _Step:
        if isinstance(node, OneOf):
            held = [variant for variant in node.variants if self.so(variant.rule)]
            names = _named(held, self.spell)
        else:
            names = [_inner(part, self.spell) for part in node.parts if self.so(part)]
        return _Step("keep", f"only one of {_listed(names, 'and')}", composite=True)


def _common_verb(steps: Sequence[_Step]) -> str:
    verbs = {step.verb for step in steps}
    return verbs.pop() if len(verbs) == 1 else ""


def _joined(steps: Sequence[_Step], word: str) -> _Step:
    steps = [step for step in steps if step.text]
    if len(steps) < 2:
        return steps[0] if steps else _NO_STEP
    verb = _common_verb(steps)
    if verb:
        return _Step(
            verb, _listed([step.inner for step in steps], word), composite=True
        )
    word = "or" if word == "and/or" else word
    return _Step("", _listed([step.inner_text for step in steps], word), composite=True)


def _only_one(steps: Sequence[_Step]) -> _Step:
    steps = [step for step in steps if step.text]
    if len(steps) < 2:
        return steps[0] if steps else _NO_STEP
    verb = _common_verb(steps)
    if verb:
        names = _listed([step.inner for step in steps], "and")
        return _Step(verb, f"only one of {names}", composite=True)
    texts = _listed([step.inner_text for step in steps], "or")
    return _Step("do", f"only one of these: {texts}", composite=True)


def _parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, AnyOf | OneOf):
        return tuple(variant.rule for variant in node.variants)
    if isinstance(node, If):
        return (node.condition, node.then, node.otherwise)
    return () if isinstance(node, str | Equals) else node.parts


def _is_empty(node: Node) -> bool:
    return isinstance(node, All) and not node.parts


def _subject(node: Node, spell: Callable[[str], str]) -> str:
    parts = [_inner(part, spell) for part in _parts(node)]
    match node:
        case str():
            return spell(node)
        case Equals(key, value):
            return f"{spell(key)} = {_literal(value)}"
        case If():
            text = f"{parts[1]} if {_state(node.condition, spell)}"
            return (
                text if _is_empty(node.otherwise) else f"{text}, otherwise {parts[2]}"
            )
        case AnyOf():
            return _listed(_named(node.variants, spell), "and/or")
        case OneOf():
            return "exactly one of " + _listed(_named(node.variants, spell), "and")
        case All():
            return _listed(parts, "and") if parts else "nothing"
        case Any():
            return _listed(parts, "and/or") if parts else "the impossible"
        case One():
            return "exactly one of " + _listed(parts, "and")
        case AtMostOne():
            return "at most one of " + _listed(parts, "and")
        case Nothing():
            return ("none of " if len(parts) > 1 else "no ") + _listed(parts, "and")


def _inner(node: Node, spell: Callable[[str], str]) -> str:
    text = _subject(node, spell)
    simple = isinstance(node, str | Equals) or (
        isinstance(node, All | Any) and len(node.parts) == 1
    )
    return text if simple else f"({text})"


def _named(variants: Sequence[Variant], spell: Callable[[str], str]) -> list[str]:
    return [f"{each.name} ({_subject(each.rule, spell)})" for each in variants]


def _state(node: Node, spell: Callable[[str], str]) -> str:
    match node:
        case Equals(key, value):
            return f"{spell(key)} is {_literal(value)}"
        case All() if len(node.parts) > 1:
            if all(isinstance(part, str) for part in node.parts):
                return _subject(node, spell) + " are given"
            return _listed([_state(part, spell) for part in node.parts], "and")
        case Nothing() if len(node.parts) == 1 and isinstance(node.parts[0], str):
            return f"{spell(node.parts[0])} is not given"
        case _:
            return _subject(node, spell) + " is given"


def _literal(value: str | int | bool) -> str:
    return json.dumps(value, ensure_ascii=False)


def _listed(items: Sequence[str], word: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
