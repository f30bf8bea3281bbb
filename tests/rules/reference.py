"""A second opinion on rules, straight from their meaning and nothing else.

It reads the plain data of a spec and judges bodies. It shares no code with the generator
or the clients, and does not care how slow it is.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Iterator
from typing import Any

Data = Any
Body = dict[str, Any]
LISTS = ("all", "any", "one", "at_most_one", "none")
CHOICES = ("any_of", "one_of")
COMPARISONS = {
    "less_than": lambda one, other: one < other,
    "at_most": lambda one, other: one <= other,
    "at_least": lambda one, other: one >= other,
    "more_than": lambda one, other: one > other,
}
# What keys that are compared may hold: numbers, days, moments, and what is none of these.
COMPARED = (
    1,
    2.5,
    "2024-05-01",
    "2024-05-02",
    "2024-05-01T23:30:00-01:00",  # half past midnight of the second, in UTC
    "2024-05-02T00:30:00.5Z",
    "2024-05-02T00:30:00",
    "2024-02-30",
    True,
)
ABSENT = object()


def satisfied(data: Data, body: Body) -> bool:
    """Judge a rule, a variant or a node, written as in a spec."""
    if isinstance(data, str):
        return present(body, data)
    if "is" in data:
        return holds_value(body, data["key"], data["is"])
    if "in" in data:
        return any(holds_value(body, data["key"], value) for value in data["in"])
    if "not" in data:
        return not satisfied(data["not"], body)
    if how := comparison(data):
        pair = comparable(body.get(data["key"]), body.get(data[how]))
        return pair is None or COMPARISONS[how](*pair)
    if "if" in data:
        if satisfied(data["if"], body):
            return "then" not in data or satisfied(data["then"], body)
        return "else" not in data or satisfied(data["else"], body)
    for name in LISTS + CHOICES:
        if name in data:
            parts = data[name].values() if name in CHOICES else data[name]
            verdicts = [satisfied(part, body) for part in parts]
            true = verdicts.count(True)
            return {
                "all": true == len(verdicts),
                "any": true >= 1,
                "one": true == 1,
                "at_most_one": true <= 1,
                "none": true == 0,
                "any_of": true >= 1,
                "one_of": true == 1,
            }[name]
    return True


def present(body: Any, key: str) -> bool:
    """Given and not null; inside an array: at least one item, and all of them give it."""
    if ".*." not in key:
        return isinstance(body, dict) and key in body and body[key] is not None
    first, rest = key.split(".*.", 1)
    items = body.get(first) if isinstance(body, dict) else None
    return (
        isinstance(items, list)
        and len(items) > 0
        and all(present(item, rest) for item in items)
    )


def holds_value(body: Any, key: str, literal: Any) -> bool:
    """Like present, and every value met is the literal, of the same JSON type."""
    if not present(body, key):
        return False
    if ".*." not in key:
        value = body[key]
        return type(value) is type(literal) and bool(value == literal)
    first, rest = key.split(".*.", 1)
    return all(holds_value(item, rest, literal) for item in body[first])


def comparison(data: Data) -> str:
    """The word by which a part compares two keys; empty where it does not."""
    return next(
        (how for how in COMPARISONS if isinstance(data, dict) and how in data), ""
    )


def compares_keys(data: Data) -> bool:
    """Whether a rule compares two keys anywhere."""
    if isinstance(data, dict):
        return bool(comparison(data)) or any(map(compares_keys, data.values()))
    return isinstance(data, list) and any(map(compares_keys, data))


def comparable(one: Any, other: Any) -> tuple[Any, Any] | None:
    """Two values in a form that Python compares; None where they are not of one kind."""
    if type(one) in (int, float) and type(other) in (int, float):
        return one, other
    first, second = when(one), when(other)
    if first is None or second is None:
        return None
    if type(first) is type(second):
        return first, second
    return one[:10], other[:10]


def when(value: Any) -> dt.date | None:
    """A date, or a moment in UTC."""
    if not isinstance(value, str):
        return None
    try:
        if len(value) == 10:
            return dt.date.fromisoformat(value)
        found = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)


def mentioned(data: Data) -> list[tuple[Any, ...]]:
    """List the keys, and keys with values, that a rule speaks of: ("a",) or ("a", "x")."""
    if isinstance(data, str):
        return [(data,)]
    if "is" in data:
        return [(data["key"],), (data["key"], data["is"])]
    if "in" in data:
        return [(data["key"],), *((data["key"], value) for value in data["in"])]
    if how := comparison(data):
        keys = (data["key"], data[how])
        return [*((key,) for key in keys), *itertools.product(keys, COMPARED)]
    found: dict[str, tuple[Any, ...]] = {}
    for name in ("not", "if", "then", "else", *LISTS, *CHOICES):
        if name in data:
            inside = data[name]
            if name in CHOICES:
                parts = list(inside.values())
            elif name in LISTS:
                parts = inside
            else:
                parts = [inside]
            for part in parts:
                # By their text, since 1 and true are equal to Python.
                found.update({repr(each): each for each in mentioned(part)})
    return list(found.values())


def bodies(rules: list[Data], most: int = 4096, seed: int = 0) -> list[Body]:
    """Make bodies that show every state that the rules' keys can be in together.

    All of them, each state once with null and absence mixed, where there are at most
    ``most``; that many chosen at random otherwise.
    """
    chance = random.Random(seed)
    tree: dict[str, Any] = {}
    for rule in rules:
        for key, *values in mentioned(rule):
            entry: dict[str, Any] = {"inside": tree}
            for name in key.split(".*."):
                fresh = {"values": ["other"], "inside": {}}
                entry = entry["inside"].setdefault(name, fresh)
            for value in values:
                if not any(
                    type(v) is type(value) and v == value for v in entry["values"]
                ):
                    entry["values"].append(value)
    count = _count(tree)
    if count <= most:
        found = list(_objects(tree, chance))
        assert len(found) == count
        return found
    return [_any_object(tree, chance) for _ in range(most)]


def is_complete(rules: list[Data], most: int = 4096) -> bool:
    """Tell whether ``bodies`` gives every state."""
    return len(bodies(rules, most)) < most


def _count(tree: dict[str, Any]) -> int:
    count = 1
    for entry in tree.values():
        inside = 1 + _count(entry["inside"]) if entry["inside"] else 0
        count *= 1 + len(entry["values"]) + inside
    return count


def _objects(tree: dict[str, Any], chance: random.Random) -> Iterator[Body]:
    choices = []
    for entry in tree.values():
        values = [ABSENT, *entry["values"]]
        if entry["inside"]:
            items = list(_objects(entry["inside"], chance))
            values += [[], *([item] for item in items)]
        choices.append(values)
    for chosen in itertools.product(*choices):
        yield _object(tree, list(chosen), chance)


def _any_object(tree: dict[str, Any], chance: random.Random) -> Body:
    chosen = []
    for entry in tree.values():
        values = [ABSENT, *entry["values"]]
        if entry["inside"]:
            size = chance.randrange(3)
            values += [[_any_object(entry["inside"], chance) for _ in range(size)]] * 3
        chosen.append(chance.choice(values))
    return _object(tree, chosen, chance)


def _object(tree: dict[str, Any], chosen: list[Any], chance: random.Random) -> Body:
    made: Body = {}
    for name, value in zip(tree, chosen, strict=True):
        if value is not ABSENT:
            made[name] = value
        elif chance.random() < 0.3:
            made[name] = None
    return made


def states(body: Body, rules: list[Data]) -> frozenset[tuple[Any, ...]]:
    """Tell what is so in a body: ("a",), ("a.*.b",), ("a", "str", "x")."""
    so: set[tuple[Any, ...]] = set()
    for rule in rules:
        for key, *values in mentioned(rule):
            names = key.split(".*.")
            for end in range(1, len(names) + 1):
                if present(body, ".*.".join(names[:end])):
                    so.add((".*.".join(names[:end]),))
            so.update(
                (key, type(value).__name__, value)
                for value in values
                if holds_value(body, key, value)
            )
        so |= relations(rule, body)
    return frozenset(so)


def relations(data: Data, body: Body) -> set[tuple[Any, ...]]:
    """How keys that a rule compares stand to each other: ("a", "<", "b", "compared")."""
    if how := comparison(data):
        first, second = sorted([data["key"], data[how]])
        pair = comparable(body.get(first), body.get(second))
        if pair is None:
            return set()
        sign = "<" if pair[0] < pair[1] else ">" if pair[0] > pair[1] else "="
        return {(first, sign, second, "compared")}
    if isinstance(data, dict):
        return set().union(*(relations(part, body) for part in data.values()))
    if isinstance(data, list):
        return set().union(*(relations(part, body) for part in data))
    return set()


def smallest(sets: set[frozenset[Any]]) -> set[frozenset[Any]]:
    """Keep the sets that contain no other of them."""
    return {one for one in sets if not any(other < one for other in sets)}
