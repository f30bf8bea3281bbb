"""What is wrong, or probably not meant, in the rules of an operation."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

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
)
from .atoms import atoms_of
from .cubes import LIMIT, cubes, is_exact
from .decide import applies, minimal_sets
from .diagram import ALWAYS, NEVER, WORK, Budget, Diagram
from .diff import situations
from .explain import subject
from .problems import Path, Problem, TooLargeError

__all__ = ["Problem", "lint"]


def lint(
    rules: Sequence[Rule],
    keys: Collection[str] | None = None,
    contexts: Mapping[str, Collection[str]] | None = None,
    limit: int = LIMIT,
) -> tuple[Problem, ...]:
    """Look for mistakes in the rules of one operation.

    Args:
        rules: All of them, in the spec's order.
        keys: Those of the body, and array paths where the items' keys are known: a path
            into an array is checked only when some path into that array is among them.
            None when nobody knows the body's keys.
        contexts: Declared contexts and their values; None when they are not to be checked.
        limit: How many typed overloads are still useful.

    Returns:
        Problems in the order of the rules; ``rule`` is the index in ``rules``.
    """
    problems = [*_names(rules), *_duplicates(rules), *_overlaps(rules)]
    if keys is not None:
        problems += _unknown_keys(rules, keys)
    if contexts is not None:
        problems += _unknown_contexts(rules, contexts)
    # One for all, however many rules and situations there are.
    budget = Budget(2 * WORK)
    try:
        for index, rule in enumerate(rules):
            problems += _Meaning(index, rule, budget).problems()
        senseless = {p.rule for p in problems if p.code == "contradictory-rule"}
        if not senseless:
            problems += _together(rules, budget)
            problems += _overloads(rules, limit)
    except TooLargeError as error:
        problems.append(
            Problem(
                (),
                "rule-too-large",
                "error",
                f"{error}; split the operation's rules up or make them simpler",
                len(rules) - 1,
            )
        )
    return tuple(sorted(problems, key=lambda problem: problem.rule))


class _Place(NamedTuple):
    """A node and where it stands."""

    path: Path
    node: Node
    parts: tuple[_Place, ...]


def _place(node: Node, path: Path = ()) -> _Place:
    below: list[tuple[Path, Node]] = []
    match node:
        case Present() | Equals():
            pass
        case If(condition, then, otherwise):
            below = [(("if",), condition), (("then",), then), (("else",), otherwise)]
        case AnyOf(variants) | OneOf(variants):
            operator = "any_of" if isinstance(node, AnyOf) else "one_of"
            below = [((operator, each.name), each.rule) for each in variants]
        case All(parts) | Any(parts) | One(parts) | AtMostOne(parts) | Nothing(parts):
            operator = _OPERATORS[type(node)]
            below = [((operator, index), part) for index, part in enumerate(parts)]
    parts_ = tuple(_place(part, (*path, *step)) for step, part in below)
    return _Place(path, node, parts_)


_OPERATORS: Mapping[type, str] = {
    All: "all",
    Any: "any",
    One: "one",
    AtMostOne: "at_most_one",
    Nothing: "none",
}


def _walk(place: _Place) -> Iterator[_Place]:
    yield place
    for part in place.parts:
        yield from _walk(part)


def _listed_keys(rule: Rule) -> Iterator[tuple[Path, str]]:
    for place in _walk(_place(rule.body)):
        if isinstance(place.node, Present):
            yield place.path, place.node.key
        elif isinstance(place.node, Equals):
            yield (*place.path, "key"), place.node.key
    for index, key in enumerate(rule.optional):
        yield ("optional", index), key


def _names(rules: Sequence[Rule]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, rule in enumerate(rules):
        if rule.name in seen:
            message = f"another rule is named {rule.name!r}; give this one its own name"
            yield Problem(("name",), "duplicate-rule", "error", message, index)
        seen.add(rule.name)
        if rule.body == All(()) and not rule.optional:
            message = (
                f"rule {rule.name!r} asks for nothing; say what it needs or drop it"
            )
            yield Problem((), "empty-rule", "warning", message, index)


def _duplicates(rules: Sequence[Rule]) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        lists: list[list[tuple[Path, object]]] = [
            [(part.path, part.node) for part in place.parts]
            for place in _walk(_place(rule.body))
            if type(place.node) in _OPERATORS
        ]
        lists.append([(("optional", at), key) for at, key in enumerate(rule.optional)])
        for entries in lists:
            seen: list[object] = []
            for path, entry in entries:
                # Text, since Python takes the literals 1 and true for the same.
                text = repr(entry)
                if text in seen:
                    what = entry.key if isinstance(entry, Present) else entry
                    shown = repr(what) if isinstance(what, str) else "this part"
                    message = (
                        f"{shown} is listed twice; drop one, or name the other key"
                    )
                    yield Problem(path, "duplicate-key", "error", message, index)
                seen.append(text)


def _overlaps(rules: Sequence[Rule]) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        if rule.warn_on_overlap and not isinstance(rule.body, AnyOf):
            message = (
                "'overlap: warn' speaks of the variants of an 'any_of', and this rule has "
                "none at its top; drop it"
            )
            yield Problem(
                ("overlap",), "overlap-without-any-of", "warning", message, index
            )


def _hint(word: str, known: Collection[str]) -> str:
    # Comparing costs the product of all lengths; no person writes names this long.
    if len(word) > 100 or len(known) > 1000:
        return ""
    close = difflib.get_close_matches(word, sorted(known), 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _unknown_keys(rules: Sequence[Rule], keys: Collection[str]) -> Iterator[Problem]:
    arrays = {key.rsplit(".*.", 1)[0] for key in keys if ".*." in key}
    for index, rule in enumerate(rules):
        for path, key in _listed_keys(rule):
            known = key in keys
            if not known and ".*." in key:
                array = key.rsplit(".*.", 1)[0]
                # Nobody knows the items' keys: nothing to hold against this one.
                known = array.split(".*.")[0] in keys and array not in arrays
            if not known:
                message = f"the body has no key {key!r}" + (
                    _hint(key, keys) or "; add it to the body or correct it"
                )
                yield Problem(path, "unknown-key", "error", message, index)


def _unknown_contexts(
    rules: Sequence[Rule], contexts: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    for index, rule in enumerate(rules):
        for context, values in rule.when:
            path: Path = ("when", context)
            if context not in contexts:
                message = f"no context is named {context!r}" + (
                    _hint(context, contexts) or "; declare it in api.yaml"
                )
                yield Problem(path, "unknown-context", "error", message, index)
                continue
            for at, value in enumerate(values):
                if value not in contexts[context]:
                    message = f"{context} has no value {value!r}" + (
                        _hint(value, contexts[context]) or "; declare it in api.yaml"
                    )
                    yield Problem(
                        (*path, at), "unknown-context-value", "error", message, index
                    )


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
        self, path: Path, code: str, message: str, error: bool = False
    ) -> Problem:
        return Problem(path, code, "error" if error else "warning", message, self.index)

    def problems(self) -> Iterator[Problem]:
        rule = self.rule
        whole = self.holds(rule.body)
        if whole == NEVER:
            message = f"no set of keys satisfies rule {rule.name!r}; correct it"
            yield self.problem((), "contradictory-rule", message, error=True)
            return
        if whole == ALWAYS and rule.body != All(()):
            message = f"every set of keys satisfies rule {rule.name!r}; drop it"
            yield self.problem((), "always-true", message)
            return
        for place in _walk(_place(rule.body)):
            if isinstance(place.node, If):
                yield from self.dead_branch(place)
            elif isinstance(place.node, AnyOf | OneOf | Any | One):
                yield from self.dead_choices(place)

    def dead_branch(self, place: _Place) -> Iterator[Problem]:
        condition = self.holds(place.parts[0].node)
        if condition in (NEVER, ALWAYS):
            word, branch = (
                ("never", "else") if condition == NEVER else ("always", "then")
            )
            message = f"this condition {word} holds; keep only what '{branch}' says"
            yield self.problem(place.parts[0].path, "constant-condition", message)

    def dead_choices(self, place: _Place) -> Iterator[Problem]:
        nodes = [self.holds(part.node) for part in place.parts]
        shown = [_shown(place.node, at) for at in range(len(nodes))]
        alone = isinstance(place.node, One | OneOf)
        swallowed: set[int] = set()
        for at, node in enumerate(nodes):
            if node == NEVER:
                message = f"no set of keys satisfies {shown[at]}; correct it or drop it"
                yield self.problem(place.parts[at].path, "impossible-choice", message)
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
                yield self.problem(place.parts[inner].path, "swallowed-choice", message)


def _shown(node: Node, at: int) -> str:
    if isinstance(node, AnyOf | OneOf):
        return f"variant {node.variants[at].name!r}"
    assert isinstance(node, Any | One)
    text = subject(node.parts[at])
    return repr(text if len(text) < 60 else f"{text[:57]}...")


def _together(rules: Sequence[Rule], budget: Budget) -> Iterator[Problem]:
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
            message = f"no set of keys satisfies these rules together{place}: {names}"
            yield Problem((), "contradictory-rules", "error", message, counting[-1])
        elif not situation:
            yield from _never_given(rules, diagram, whole)


def _never_given(
    rules: Sequence[Rule], diagram: Diagram, whole: int
) -> Iterator[Problem]:
    never = [
        atom
        for atom in diagram.atoms
        if isinstance(atom, str) and diagram.both((whole, diagram.atom(atom))) == NEVER
    ]
    for key in never:
        index, path = next(
            (index, path)
            for index, rule in enumerate(rules)
            if not rule.when
            for path, listed in _listed_keys(rule)
            if listed == key or listed.startswith(f"{key}.*.")
        )
        message = (
            f"{key!r} can never be given under these rules; correct them, or drop the key "
            "from the body"
        )
        yield Problem(path, "never-given", "warning", message, index)


def _overloads(rules: Sequence[Rule], limit: int) -> Iterator[Problem]:
    unconditional = [index for index, rule in enumerate(rules) if not rule.when]
    if not unconditional:
        return
    # Whoever reads accepted rules may ask for this without fear that it takes too long.
    minimal_sets([rules[index].body for index in unconditional])
    if cubes(rules, limit) is None:
        message = (
            f"more than {limit} typed overloads would be needed, so type checkers see the "
            "widest signature and only the check at run time knows these rules"
        )
        yield Problem((), "too-many-overloads", "warning", message, unconditional[-1])
    elif not is_exact(rules):
        for index in unconditional:
            if not is_exact([rules[index]]):
                message = (
                    "literal values and keys inside arrays are more than types can say, so "
                    "type checkers take some calls that only the check at run time refuses"
                )
                yield Problem((), "wider-overloads", "warning", message, index)
