"""Which keys of a body go together, as JSON Schema says it, as rules."""

from __future__ import annotations

from typing import Any, TypeGuard

from .problems import Journal
from .shapes import Object, Registry, Shape

_LONGEST = 8


def rules_of(
    shape: Shape, registry: Registry, keys: set[str], journal: Journal
) -> list[dict[str, Any]]:
    """The rules of a body.

    Args:
        shape: Of the whole body.
        registry: Knows names.
        keys: Those that the body has.
        journal: Takes what cannot be said.
    """
    found: list[dict[str, Any]] = []
    names: set[str] = set()
    for form, sets in _rules(shape, registry):
        said = _said(form, sets, keys)
        if said is None:
            spot = getattr(registry.meant(shape), "spot", None)
            if spot is not None:
                journal.lose(
                    "rule", spot, "a rule of another form is for people to write"
                )
            continue
        if not said or said in [
            {k: v for k, v in each.items() if k != "name"} for each in found
        ]:
            continue
        name = _name(said, names)
        found.append({"name": name, **said})
    return found


def _rules(shape: Shape, registry: Registry) -> list[Any]:
    meant = registry.meant(shape)
    return list(meant.rules) if isinstance(meant, Object) else []


def _said(form: str, sets: list[Any], keys: set[str]) -> dict[str, Any] | None:
    """A rule without its name; {} where it asks for nothing, None where it cannot be said."""
    if form == "when":
        return _when(sets, keys)
    lists = [[key for key in each if key in keys] for each in sets]
    if any(len(a) < len(b) for a, b in zip(lists, sets, strict=True)):
        return None  # keys that only the API sets, or that nobody describes
    if form == "if":
        [condition], needed = lists
        return {"if": condition, "then": _all(needed)}
    if form == "not":
        (only,) = lists
        return {"not": _all(only)} if len(only) > 1 else {"none": only}
    parts = [_all(each) for each in lists]
    parts = [part for n, part in enumerate(parts) if part not in parts[:n]]
    if len(parts) == 1:
        return {"all": lists[0]}
    word = "one" if form == "oneOf" else "any"
    return {word: parts}


def _all(keys: list[str]) -> Any:
    return keys[0] if len(keys) == 1 else {"all": keys}


def _when(sets: list[Any], keys: set[str]) -> dict[str, Any] | None:
    condition, then, otherwise = sets
    said: dict[str, Any] = {}
    part = _condition(condition, keys)
    consequence = _required(then, keys)
    if part is None or consequence is None:
        return None
    said = {"if": part, "then": consequence}
    if otherwise is not None:
        other = _required(otherwise, keys)
        if other is None:
            return None
        said["else"] = other
    return said


def _condition(said: Any, keys: set[str]) -> Any:
    if not isinstance(said, dict):
        return None
    parts: list[Any] = []
    properties = said.get("properties", {})
    if not isinstance(properties, dict):
        return None
    for key, schema in properties.items():
        if key not in keys or not isinstance(schema, dict):
            return None
        if "const" in schema and _is_plain(schema["const"]):
            parts.append({"key": key, "is": schema["const"]})
        elif isinstance(schema.get("enum"), list) and all(
            map(_is_plain, schema["enum"])
        ):
            parts.append({"key": key, "in": schema["enum"]})
        else:
            return None
    needed = said.get("required", [])
    for key in needed if isinstance(needed, list) else ():
        if not isinstance(key, str) or key not in keys:
            return None
        if key not in properties:
            parts.append(key)
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else {"all": parts}


def _are_keys(said: Any, keys: set[str]) -> TypeGuard[list[str]]:
    """Whether something lists keys of the body, and at least one."""
    if not isinstance(said, list) or not said:
        return False
    return all(isinstance(key, str) and key in keys for key in said)


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | bool)


def _required(said: Any, keys: set[str]) -> Any:
    if not isinstance(said, dict):
        return None
    needed = said.get("required")
    if _are_keys(needed, keys):
        return _all(needed)
    refused = said.get("not")
    others = refused.get("required") if isinstance(refused, dict) else None
    if _are_keys(others, keys):
        return {"not": _all(others)}
    return None


def _name(said: dict[str, Any], names: set[str]) -> str:
    """A name of the keys that a rule is about."""
    words: list[str] = []

    def add(part: Any) -> None:
        if isinstance(part, str):
            words.append(part)
        elif isinstance(part, dict):
            for key, value in part.items():
                if key == "key":
                    words.append(value)
                elif key not in ("is", "in"):
                    add(value)
        elif isinstance(part, list):
            for each in part:
                add(each)

    add(list(said.values()))
    unique = list(dict.fromkeys(words))
    joint = " and " if {"all", "if", "not"} & said.keys() else " or "
    made = (
        joint.join(unique[:_LONGEST])
        if len(unique) <= 3
        else ", ".join(unique[:3]) + " ..."
    )
    made = made[:80] if made.isprintable() else "rule"
    name, number = made, 1
    while name in names or name == "required":
        number += 1
        name = f"{made} {number}"
    names.add(name)
    return name
