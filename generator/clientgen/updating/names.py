"""Who is who in two specs: what was given another name, and is the same thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any

from .identity import identity, is_naming

_MOST = 250_000  # comparisons
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Where words are no names of types.
_NO_TYPES = (
    frozenset({"summary", "description", "note", "title", "path", "url", "env"})
    | {"enum", "is", "default", "example", "method", "resource", "attribute"}
    | {"alias", "name", "file", "source", "sources", "pattern", "rules"}
    | {"auth", "paging", "server", "scopes"}
)
# Whose keys are names, whatever they are.
_OF_NAMES = frozenset(
    {"fields", "body", "parameters", "schemas", "one_of", "holds", "answer"}
) | {"operations"}
# Whose items are names of fields and parameters.
_OF_FIELDS = ("body", "parameters", "always")
_REGULAR = {
    "list": ("GET", False),
    "get": ("GET", True),
    "create": ("POST", False),
    "update": ("PUT", True),
    "delete": ("DELETE", True),
}

Features = Iterable[Hashable]


def renamed(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    features: Callable[[str, Any], Features],
    alike: float = 0.5,
) -> dict[str, str]:
    """Names of before by names of after, where one went and another came that is like it.

    Args:
        before: Things by their names.
        after: The same.
        features: What a thing has.
        alike: How much of it two things have in common that are one.

    Returns:
        The new names by the old ones.
    """
    gone = [name for name in before if name not in after]
    come = [name for name in after if name not in before]
    if not gone or not come or len(gone) * len(come) > _MOST:
        return {}
    old = {name: frozenset(features(name, before[name])) for name in gone}
    new = {name: frozenset(features(name, after[name])) for name in come}
    pairs = [
        (len(a & b) / len(a | b), one, other)
        for one, a in old.items()
        for other, b in new.items()
        if a & b
    ]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for share, one, other in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:])):
        if share >= alike and one not in found and other not in taken:
            found[one] = other
            taken.add(other)
    return found


def leaves(_: str, said: Any) -> Iterator[Hashable]:
    """Everything that is said, each with its place."""
    yield from _leaves(said, ())


def _leaves(said: Any, path: tuple[str, ...]) -> Iterator[Hashable]:
    if isinstance(said, dict):
        for key, value in said.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(said, list):
        for number, value in enumerate(said):
            naming = bool(path) and is_naming(path[-1])
            at = identity(value, path[-1]) if naming else str(number)
            yield from _leaves(value, (*path, at))
    else:
        yield (*path, str(said))


def route(name: str, said: Any, resource: Mapping[str, Any], api: Any) -> str:
    """Method and path of an operation, placeholders without their names."""
    said = said if isinstance(said, dict) else {}
    regular: dict[str, Any] = {}
    for level in (api, resource):
        more = level.get("regular") if isinstance(level, dict) else None
        regular |= more if isinstance(more, dict) else {}
    method, keyed = _REGULAR.get(name, ("", False))
    if name == "update":
        method = str(regular.get("update", method))
    method = str(said.get("method", method))
    path = said.get("path")
    if path is None:
        suffix = str(regular.get("suffix", "none")) if name in _REGULAR else "none"
        path = ("/{}" if keyed else "") + ("" if suffix == "none" else suffix)
    whole = f"{resource.get('path', '')}{path}"
    return f"{method} {_PLACEHOLDER.sub('{}', whole).rstrip('/')}"


def retyped(said: Any, names: Mapping[str, str], key: str = "") -> Any:
    """The same with other names of schemas.

    Args:
        said: Of a spec.
        names: The new ones by the old ones.
        key: Under which it stands.
    """
    if not names or key in _NO_TYPES:
        return said
    if isinstance(said, dict):
        inner = key in _OF_NAMES
        return {
            name: retyped(each, names, "" if inner else name)
            for name, each in said.items()
        }
    if isinstance(said, list):
        bare = key in _OF_FIELDS
        return [
            each if bare and isinstance(each, str) else retyped(each, names, key)
            for each in said
        ]
    if type(said) is str:
        return _NAME.sub(lambda found: names.get(found[0], found[0]), said)
    return said


def type_names(said: Any, key: str = "") -> Iterator[str]:
    """All words that may be names of schemas."""
    if key in _NO_TYPES:
        return
    if isinstance(said, dict):
        for name, each in said.items():
            yield from type_names(each, "" if key in _OF_NAMES else name)
    elif isinstance(said, list):
        for each in said:
            if not (key in _OF_FIELDS and isinstance(each, str)):
                yield from type_names(each, key)
    elif isinstance(said, str):
        yield from _NAME.findall(said)
