"""What is wrong, or probably not meant, in the rules of an operation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import Literal

from ..model.position import Position
from ..model.rules import (
    All,
    Any,
    AnyOf,
    AtMostOne,
    Compare,
    Equals,
    If,
    Node,
    Nothing,
    One,
    OneOf,
    Present,
    Rule,
    Variant,
    parts_of,
)
from .atoms import atoms_of
from .cubes import LIMIT, cubes
from .decide import applies, minimal_sets
from .diagram import ALWAYS, NEVER, WORK, Budget, Diagram
from .diff import situations
from .problems import Problem, TooLargeError
from .words import placed, subject

__all__ = ["Problem", "lint"]


def lint(
    rules: Sequence[Rule], limit: int = LIMIT, optional: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Look for mistakes in the rules of one operation.

    Args:
        rules: All of them, in the spec's order.
        optional: Keys whose marks say that they may be left out.
        limit: How many typed overloads are still useful.

    Returns:
        Problems in the order of the rules; ``rule`` is the index in ``rules``.
    """
    problems = [*_empty(rules), *_duplicates(rules), *_overlaps(rules)]
    # One for all, however many rules and situations there are.
    budget = Budget(2 * WORK)
    try:
        for index, rule in enumerate(rules):
            problems += _Meaning(index, rule, budget).problems()
        senseless = {p.rule for p in problems if p.code == "contradictory-rule"}
        if not senseless:
            problems += _together(rules, budget, optional)
            problems += _overloads(rules, limit)
    except TooLargeError as error:
        problems.append(
            Problem(
                "rule-too-large",
                "error",
                f"{error}; split the operation's rules up or make them simpler",
                rule=len(rules) - 1,
            )
        )
    return tuple(sorted(problems, key=lambda problem: problem.rule))


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in parts_of(node):
        yield from _walk(part)


def _empty(rules: Sequence[Rule]) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        if rule.body == All(()) and not rule.optional:
            message = (
                f"rule {rule.name!r} asks for nothing; say what it needs or drop it"
            )
            yield Problem("empty-rule", "warning", message, rule=index)


def _duplicates(rules: Sequence[Rule]) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        lists: list[Sequence[Node | str]] = [
            node.parts
            for node in _walk(rule.body)
            if isinstance(node, All | Any | One | AtMostOne | Nothing)
        ]
        for entries in (*lists, rule.optional):
            seen: set[str] = set()
            for entry in entries:
                # Text, since Python takes the literals 1 and true for the same.
                text = repr(entry)
                if text in seen:
                    what = entry.key if isinstance(entry, Present) else entry
                    shown = repr(what) if isinstance(what, str) else "this part"
                    message = (
                        f"{shown} is listed twice; drop one, or name the other key"
                    )
                    place = None if isinstance(entry, str) else entry.position
                    yield Problem("duplicate-key", "error", message, place, index)
                seen.add(text)


def _overlaps(rules: Sequence[Rule]) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        if rule.warn_on_overlap and not isinstance(rule.body, AnyOf):
            message = (
                "'overlap: warn' speaks of the variants of an 'any_of', and this rule has "
                "none at its top; drop it"
            )
            yield Problem("overlap-without-any-of", "warning", message, rule=index)


class _Meaning:
    """What the logic of one rule gives away."""

    def __init__(self, index: int, rule: Rule, budget: Budget) -> None:
        self.index = index
        self.rule = rule
        self.diagram = Diagram(atoms_of([rule.body]), budget)

    def holds(self, node: Node) -> int:
        """Return the diagram's node, where NEVER and ALWAYS mean: for what can be."""
        diagram = self.diagram
        node_ = diagram.rule(node)
        if diagram.both((diagram.possible, node_)) == NEVER:
            return NEVER
        if self.implies(ALWAYS, node_):
            return ALWAYS
        return node_

    def implies(self, one: int, other: int) -> bool:
        diagram = self.diagram
        return diagram.both((diagram.possible, one, diagram.negate(other))) == NEVER

    def problem(
        self,
        place: Position | None,
        code: str,
        message: str,
        severity: Literal["error", "warning"] = "warning",
    ) -> Problem:
        return Problem(code, severity, message, place, self.index)

    def problems(self) -> Iterator[Problem]:
        rule = self.rule
        whole = self.holds(rule.body)
        if whole == NEVER:
            message = f"no set of keys satisfies rule {rule.name!r}; correct it"
            yield self.problem(None, "contradictory-rule", message, "error")
            return
        if whole == ALWAYS and rule.body != All(()):
            message = f"every set of keys satisfies rule {rule.name!r}; drop it"
            yield self.problem(None, "always-true", message)
            return
        for node in _walk(rule.body):
            if isinstance(node, If):
                yield from self.dead_branch(node)
            elif isinstance(node, AnyOf | OneOf | Any | One):
                yield from self.dead_choices(node)

    def dead_branch(self, node: If) -> Iterator[Problem]:
        condition = self.holds(node.condition)
        if condition in (NEVER, ALWAYS):
            word, branch = (
                ("never", "else") if condition == NEVER else ("always", "then")
            )
            message = f"this condition {word} holds; keep only what '{branch}' says"
            yield self.problem(node.condition.position, "constant-condition", message)

    def dead_choices(self, node: AnyOf | OneOf | Any | One) -> Iterator[Problem]:
        choices = node.variants if isinstance(node, AnyOf | OneOf) else node.parts
        nodes = [self.holds(part) for part in parts_of(node)]
        shown = [_shown(choice) for choice in choices]
        alone = isinstance(node, One | OneOf)
        swallowed: set[int] = set()
        for at, each in enumerate(nodes):
            if each == NEVER:
                message = f"no set of keys satisfies {shown[at]}; correct it or drop it"
                yield self.problem(choices[at].position, "impossible-choice", message)
                swallowed.add(at)
        for one, other in combinations(range(len(nodes)), 2):
            for inner, outer in ((other, one), (one, other)):
                if swallowed & {inner, outer} or not self.implies(
                    nodes[inner], nodes[outer]
                ):
                    continue
                swallowed.add(inner)
                message = (
                    f"whatever satisfies {shown[inner]} satisfies {shown[outer]} too"
                )
                message += (
                    ", so it can never be the only one; tell them apart"
                    if alone
                    else "; drop it or tell them apart"
                )
                place = choices[inner].position
                yield self.problem(place, "swallowed-choice", message)


def _shown(choice: Node | Variant) -> str:
    if isinstance(choice, Variant):
        return f"variant {choice.name!r}"
    text = subject(choice)
    return repr(text if len(text) < 60 else f"{text[:57]}...")


def _together(
    rules: Sequence[Rule], budget: Budget, optional: Collection[str]
) -> Iterator[Problem]:
    reported: list[frozenset[int]] = []
    for situation in situations(rules):
        counting = [i for i, rule in enumerate(rules) if applies(rule, situation)]
        if any(indexes <= set(counting) for indexes in reported):
            continue
        nodes = [rules[index].body for index in counting]
        diagram = Diagram(atoms_of(nodes), budget)
        whole = diagram.both([diagram.possible, *map(diagram.rule, nodes)])
        place = ", ".join(f"{name} {value}" for name, value in situation.items())
        place = f" with {place}" if place else ""
        if whole == NEVER:
            reported.append(frozenset(counting))
            names = ", ".join(repr(rules[index].name) for index in counting)
            message = (
                f"no set of keys satisfies these rules together{place}: {names}; correct one"
                " of them"
            )
            yield Problem("contradictory-rules", "error", message, rule=counting[-1])
        elif not situation:
            yield from _never_given(rules, diagram, whole)
            yield from _always_given(rules, diagram, whole, optional)


def _never_given(
    rules: Sequence[Rule], diagram: Diagram, whole: int
) -> Iterator[Problem]:
    never = [
        atom
        for atom in diagram.atoms
        if isinstance(atom, str) and diagram.both((whole, diagram.atom(atom))) == NEVER
    ]
    for key in never:
        index, place = _place(rules, key)
        message = (
            f"{key!r} can never be given under these rules; correct them, or drop the key "
            "from the body"
        )
        yield Problem("never-given", "warning", message, place, index)


def _always_given(
    rules: Sequence[Rule], diagram: Diagram, whole: int, optional: Collection[str]
) -> Iterator[Problem]:
    """Keys that every call gives, though their marks say that they may be left out."""
    for key in optional:
        if key not in diagram.atoms:
            continue
        if diagram.both((whole, diagram.negate(diagram.atom(key)))) == NEVER:
            index, place = _place(rules, key)
            name, where = placed(key)
            fix = (
                "the parameter with required: true"
                if where
                else f"it in the body as {name}!"
            )
            message = (
                f"{name!r} may be left out as the {where or 'body'} has it, but every call "
                f"that the rules take gives it; mark {fix}, or correct the rules"
            )
            yield Problem("false-optional", "warning", message, place, index)


def _place(rules: Sequence[Rule], key: str) -> tuple[int, Position | None]:
    """The first unconditional rule that speaks of a key, and where."""
    return next(
        (index, node.position)
        for index, rule in enumerate(rules)
        if not rule.when
        for node in _walk(rule.body)
        if key in (named := _named(node))
        or any(each.startswith(f"{key}.*.") for each in named)
    )


def _named(node: Node) -> tuple[str, ...]:
    """The keys that a node names by itself."""
    if isinstance(node, Compare):
        return (node.key, node.other)
    return (node.key,) if isinstance(node, Present | Equals) else ()


def _overloads(rules: Sequence[Rule], limit: int) -> Iterator[Problem]:
    unconditional = [index for index, rule in enumerate(rules) if not rule.when]
    if not unconditional:
        return
    # Whoever reads accepted rules may ask for this without fear that it takes too long.
    minimal_sets([rules[index].body for index in unconditional])
    if cubes(rules, limit) is None:
        message = (
            f"more than {limit} typed overloads would be needed, so type checkers see the "
            "widest signature and only the check at run time knows these rules; allow that by a "
            "comment, or ask for less"
        )
        yield Problem("too-many-overloads", "warning", message, rule=unconditional[-1])
