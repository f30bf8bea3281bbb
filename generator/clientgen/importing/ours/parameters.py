"""Parameters, and which of them several operations have in common."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...model.naming import snake_case
from .fields import limits_of
from .terms import Names, in_short, term_of
from .texts import own_texts

_STYLES = {"pipeDelimited": "pipes", "spaceDelimited": "spaces"}


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter of an operation.

    Attributes:
        name: On the wire.
        said: As a spec says it in full, without its name.
    """

    name: str
    said: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Where it is sent."""
        return str(self.said.get("in", "query"))

    @property
    def identity(self) -> str:
        """Equal for equal parameters."""
        return json.dumps([self.name, self.said])


def given_of(said: Mapping[str, Any], names: Names) -> Given:
    """A parameter as the document describes it."""
    schema = said["schema"]
    role = said.get("x-role", "")
    name = said["name"]
    if "x-explode" in said and said.get("style") == "form":
        name = name.removesuffix("[]")
    found: dict[str, Any] = {"in": said["in"]} if said["in"] != "query" else {}
    required = said.get("required", False) and said["in"] != "path"
    if role in ("filter", "sort"):
        found["required"] = required
    else:
        term = term_of(schema, names)
        short = in_short(term, required, not required)
        if term.more:
            ((word, value),) = term.more
            if (term.said != "string" and not isinstance(value, dict)) or isinstance(
                term.said, list
            ):
                found["type"] = term.said
            found |= {word: value, "required": required}
        else:
            found["type"] = short
    if role:
        found["role"] = role
    explode = said.get("x-explode") or _explode(said)
    if explode:
        found["explode"] = explode
    if "x-once" in said:
        found["once"] = said["x-once"]
        found["env"] = said.get("x-env", "")
    limits = limits_of(schema)
    if role in ("page", "size"):
        limits.pop("minimum", None)
    if "x-minimum" in said:
        limits["minimum"] = said["x-minimum"]
    found |= limits
    found |= {"deprecated": said.get("deprecated"), "alias": said.get("x-alias")}
    found["summary"], found["note"] = own_texts(said)
    found |= {"source": said.get("x-source")}
    found = {key: value for key, value in found.items() if value or key in limits}
    if "example" in said:
        found["example"] = said["example"]
    return Given(name, found)


def _explode(said: Mapping[str, Any]) -> str:
    style = said.get("style", "")
    if style in _STYLES:
        return _STYLES[style]
    return "comma" if style == "form" and said.get("explode") is False else ""


def is_constant(said: Mapping[str, Any]) -> bool:
    """Whether a parameter is a header that every request carries."""
    return (
        said["in"] == "header" and "const" in said["schema"] and "x-alias" not in said
    )


@dataclass(slots=True)
class Common:
    """Parameters that several operations have.

    Attributes:
        credentials: Arguments of the client that are credentials.
        keys: What they are called, by identity.
        said: ``parameters`` of api.yaml.
        lists: Those that lists have which say nothing.
    """

    credentials: Collection[str]
    keys: dict[str, str] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    lists: list[str] = field(default_factory=list)


def common_of(
    used: Sequence[Sequence[Given]],
    lists: Iterable[Sequence[Given]],
    credentials: Collection[str],
) -> Common:
    """Find what several operations have in common.

    Args:
        used: The parameters of each operation.
        lists: The same of those that are lists, walked in the usual way.
        credentials: Arguments of the client that are credentials.
    """
    counts = Counter(each.identity for those in used for each in those)
    known = {each.identity: each for those in used for each in those}
    common = Common(credentials)
    for identity, count in counts.most_common():
        given = known[identity]
        if count < 2 or given.name in common.said:
            continue
        common.keys[identity] = given.name
        common.said[given.name] = _entry(given, credentials)
    sets = Counter(
        tuple(
            common.keys.get(each.identity, "") for each in those if each.place != "path"
        )
        for those in lists
    )
    if sets:
        usual, count = sets.most_common(1)[0]
        if count > 1 and all(usual):
            common.lists = [*usual]
    return common


def _entry(given: Given, credentials: Collection[str]) -> Any:
    said = dict(given.said)
    argument = said.get("once")
    if (
        argument
        and argument not in credentials
        and argument == (said.get("alias") or snake_case(given.name))
    ):
        said["once"] = True
    return said["type"] if [*said] == ["type"] else said


def items_of(those: Sequence[Given], common: Common) -> list[Any]:
    """``parameters`` of an operation; common ones of its path go without saying."""
    return [
        common.keys.get(each.identity) or {each.name: _entry(each, common.credentials)}
        for each in those
        if each.place != "path" or each.identity not in common.keys
    ]
