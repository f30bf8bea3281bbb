"""Parameters that many operations take: declared once, under their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..model.naming import snake_case
from .calls import Call
from .listing import Way
from .shapes import Known, Many, Member, Named, Object, Word, inside
from .texts import first_sentence
from .types import Types, aliases_of, free_alias, place_name
from .walks import Walks

_ENOUGH = 3
_TOKENS = ("token", "access_token", "auth_token")
_IDEMPOTENCY = re.compile(r"(x-)?idempotency-?key\Z", re.IGNORECASE)
_OF_NUMBERS = ("minimum", "maximum", "default")


class Shared:
    """The common parameters of an API.

    Attributes:
        said: ``parameters`` of api.yaml.
        lists: Names of those that lists take usually.
        always: Names of those that every operation takes.
    """

    def __init__(
        self,
        calls: Sequence[Call],
        walks: Walks,
        types: Types,
        texts: bool,
        has_token: bool,
    ) -> None:
        self.said: dict[str, Any] = {}
        self.lists: list[Any] = []
        self.always: list[str] = []
        self._types = types
        self._texts = texts
        self._has_token = has_token
        self._walks = walks
        self._keys: dict[str, object] = {}
        self._roles: set[str] = set()
        self._idempotency = _idempotency(calls)
        self._declare(calls)
        self._choose_lists(calls)

    def usual(self, way: Way | None) -> bool:
        """Whether a list that is walked takes the usual parameters if it names none."""
        usual = self._walks.usual
        return (
            way is not None
            and usual is not None
            and (way.parameter, way.size) == (usual.parameter, usual.size)
        )

    def _declare(self, calls: Sequence[Call]) -> None:
        counts: dict[tuple[str, str], Counter[object]] = {}
        members: dict[object, Member] = {}
        takers: Counter[tuple[str, str, object]] = Counter()
        for call in calls:
            for place, given in call.parameters.items():
                for member in given:
                    key = _key(member, place)
                    counts.setdefault((place, member.name), Counter())[key] += 1
                    members.setdefault(key, member)
                    takers[place, member.name, key] += 1
        for place in ("path", "query", "header", "cookie"):
            for (where, name), keys in counts.items():
                key, count = keys.most_common(1)[0]
                least = 2 if place == "path" else _ENOUGH
                if where != place or count < least or name in self.said:
                    continue
                if not aliases_of([name]) and _is_simple(members[key]):
                    self._keys[name] = key
                    self.said[name] = self._common(members[key], place)
        whole = len(calls)
        posts = sum(call.method == "POST" for call in calls)
        for (place, name, key), count in takers.items():
            if self._keys.get(name) != key or place != "header":
                continue
            if name == self._idempotency:
                if count == posts:
                    self.always.append(name)
            elif count == whole and whole >= _ENOUGH:
                self.always.append(name)

    def _common(self, member: Member, place: str) -> Any:
        usual = self._walks.usual
        role = ""
        if usual is not None and place == "query":
            if member.name == usual.parameter and usual.style != "link":
                role = "page"
            elif member.name == usual.size:
                role = "size"
        said = self.entry(member, place, place_name(member.name))
        if not role:
            return said
        said = (
            {"type": said} if not isinstance(said, dict) or "string" in said else said
        )
        usually = (
            "string" if role == "page" and usual and usual.has_cursor else "integer"
        )
        if said.get("type") not in ("string", "integer") or "enum" in said:
            return said
        if said.get("required"):
            return said
        self._roles.add(member.name)
        if role == "page" and usually == "string" and said["type"] == "integer":
            # A cursor: that it looks like a number is nobody's business.
            said = {k: v for k, v in said.items() if k not in _OF_NUMBERS}
            del said["type"]
        elif said["type"] == usually:
            del said["type"]
        return {"role": role, **said}

    def entry(self, member: Member, place: str, owner: str, alias: str = "") -> Any:
        """A parameter in full: a type where that says all, or a mapping."""
        types = self._types
        shape = member.shape
        said: dict[str, Any] = {} if place == "query" else {"in": place}
        meant = types.registry.meant(shape)
        is_short = isinstance(shape, Named) and isinstance(meant, Known)
        if is_short and types.registry[shape.key].uses < 2:  # type: ignore[union-attr]
            shape = meant
        if isinstance(shape, Known):
            if shape.whole:
                said["type"] = "integer"
            said["enum"] = list(shape.values)
        elif isinstance(shape, Many) and isinstance(shape.item, Known):
            said["type"] = ["integer" if shape.item.whole else "string"]
            said["enum"] = list(shape.item.values)
        else:
            said["type"] = types.type_of(shape, owner, alone=True)
        if member.required and place != "path":
            said["required"] = True
        if member.deprecated:
            said["deprecated"] = True
        said |= types.limits(member, shape)
        if member.explode and place == "query":
            said["explode"] = member.explode
        if place == "header" and member.name == self._idempotency:
            said["role"] = "idempotency"
            said.pop("required", None)
        if self._has_token and place in ("query", "header") and name_is_token(member):
            # The credential of the client, sent here, too.
            said["once"] = "token"
        if alias:
            said["alias"] = alias
        if self._texts and (words := first_sentence(member.words)):
            said["summary"] = words
        if set(said) == {"type"}:
            return said["type"]
        if set(said) == {"type", "required"} and isinstance(said["type"], str):
            return f"{said['type']}!"
        return said

    def _choose_lists(self, calls: Sequence[Call]) -> None:
        counts: Counter[tuple[str, ...]] = Counter()
        for call in calls:
            found = self._walks.lists.get(call.number)
            if call.method != "GET" or not found or not self.usual(found.way):
                continue
            items = self.of(call, "", found.way, look=True)
            if items and all(isinstance(each, str) for each in items):
                counts[tuple(items)] += 1
        if counts:
            names, count = counts.most_common(1)[0]
            if count >= 2:
                self.lists = list(names)

    def of(
        self, call: Call, owner: str, way: Way | None, *, look: bool = False
    ) -> list[Any]:
        """What an operation takes, as it says it: common names, and others in full.

        Args:
            call: The operation.
            owner: What objects in its parameters are called after.
            way: How its list is walked; None where it walks none.
            look: Whether others than common ones need not be written.
        """
        given = [(p, m) for p, members in call.parameters.items() for m in members]
        aliases = argument_names(given)
        items: list[Any] = []
        for (place, member), alias in zip(given, aliases, strict=True):
            name = member.name
            is_common = self._keys.get(name) == _key(member, place) and not alias
            if is_common and name in self._roles and not self._has_role(name, way):
                is_common = False
            if is_common and (place == "path" or name in self.always):
                continue
            if is_common:
                items.append(name)
                continue
            entry = (
                None
                if look
                else self.entry(member, place, f"{owner}{place_name(name)}", alias)
            )
            items.append({name: entry})
        return items

    def _has_role(self, name: str, way: Way | None) -> bool:
        return way is not None and not way.in_body and name in (way.parameter, way.size)


def _key(member: Member, place: str) -> object:
    marks = (member.required, member.deprecated, member.explode)
    shape: object = repr(member.shape)
    if any(isinstance(part, Object) for part in inside(member.shape)):
        shape = id(member)
    limits = repr((sorted(member.limits.items()), member.default))
    return (place, member.name, shape, marks, limits)


def _is_simple(member: Member) -> bool:
    return member.shape != Word("file")


def _idempotency(calls: Sequence[Call]) -> str:
    """The header that makes repeating a POST safe, where there is one and none else has it."""
    names = {
        (member.name, call.method)
        for call in calls
        for member in call.parameters.get("header", ())
        if _IDEMPOTENCY.match(member.name)
    }
    if len(names) == 1:
        name, method = names.pop()
        return name if method == "POST" else ""
    return ""


def argument_names(given: Sequence[tuple[str, Member]]) -> list[str]:
    """Aliases of parameters that clients could not tell from those before; '' for most."""
    taken: set[str] = set()
    found = [""] * len(given)
    # What ends in a mark (created<) makes way for what does not.
    for number in sorted(
        range(len(given)), key=lambda n: not given[n][1].name[-1].isalnum()
    ):
        place, member = given[number]
        alias = aliases_of([member.name], taken).get(member.name, "")
        if alias and snake_case(member.name) in taken and member.name[-1].isalnum():
            alias = free_alias(f"{member.name} {place}", taken)
        taken.add(alias or snake_case(member.name))
        found[number] = alias
    return found


def name_is_token(member: Member) -> bool:
    """Whether a parameter is the caller's token by another way."""
    return member.name in _TOKENS and member.shape == Word("string")
