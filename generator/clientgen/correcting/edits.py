"""Edits of a document, and the OpenAPI Overlay 1.0 that says them."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..importing.problems import Spot

Tokens = tuple[str, ...]
_PLAIN = re.compile(
    r"(paths|components|schemas|parameters|properties|items|schema|content|responses|get|put"
    r"|post|delete|patch|head|options|requestBody|allOf|anyOf|oneOf|additionalProperties"
    r"|required|deprecated|dependentRequired)\Z"
)


class Edit(NamedTuple):
    """One change of a document.

    Attributes:
        target: Keys that lead to a value of the document; numbers lead into lists.
        update: What a mapping is to have besides, or a list at its end; None to remove the
            value.
    """

    target: Tokens
    update: Any = None


def tokens_of(spot: Spot) -> Tokens:
    """The keys of a JSON pointer."""
    return tuple(
        key.replace("~1", "/").replace("~0", "~") for key in spot.pointer.split("/")[1:]
    )


def replacing(parent: Tokens, key: str, value: Any, known: bool) -> list[Edit]:
    """Edits that give a key of a mapping another value, whatever stands there.

    Args:
        parent: Of the mapping.
        key: Of the value.
        value: The new one.
        known: Whether there is one: a mapping is only ever added to, else.
    """
    removed = [Edit((*parent, key))] if known else []
    return [*removed, Edit(parent, {key: value})]


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """Edits that can be made one after the other.

    What two say of one thing is said once: as the first says it, or, of the keys that an
    object requires, as the last does, who knew of those before. What leaves a list goes last
    and from behind, for numbers to stay true.
    """
    made: dict[str, Edit] = {}
    required: dict[Tokens, Edit] = {}
    late: list[Edit] = []
    for edit in edits:
        target, update = edit
        if update is None and _in_list(target):
            late.append(edit)
        elif update is not None and update.keys() == {"required"} and target:
            required[target] = edit
        elif update is not None and _is_a_first(edit) and _name(edit) in made:
            later = Edit((*target, "parameters"), update["parameters"][0])
            made.setdefault(_name(later), later)
        else:
            made.setdefault(_name(edit), edit)
    # A list of no keys is no list in OpenAPI 3.0: it is removed then, and that is all.
    needed = [edit for edit in required.values() if edit.update["required"]]
    first = [*made.values(), *needed]
    unique = {edit.target: edit for edit in late}
    return first + sorted(unique.values(), key=lambda e: -int(e.target[-1]))


def _is_a_first(edit: Edit) -> bool:
    """Whether a list of parameters is begun."""
    return isinstance(edit.update, dict) and edit.update.keys() == {"parameters"}


def _name(edit: Edit) -> str:
    """What an edit is about: the same for two that say something of one thing."""
    target, update = edit
    if update is None:
        return json.dumps([target])
    if not isinstance(update, dict) or "in" in update:
        return json.dumps([target, update.get("name"), update.get("in")])
    keys = list(update)
    inner = update[keys[0]] if len(keys) == 1 else None
    if isinstance(inner, dict) and (keys == ["properties"] or target == ("paths",)):
        deeper = next(iter(inner.values()), None)
        more = list(deeper) if target == ("paths",) and isinstance(deeper, dict) else []
        return json.dumps([target, keys, list(inner), more])
    return json.dumps([target, keys])


def _in_list(target: Tokens) -> bool:
    return target[-1].isdigit() and target[-2] == "parameters"


def applied(root: Any, edits: Sequence[Edit]) -> Any:
    """A document with edits made; those that lead nowhere make no difference."""
    made = copy.deepcopy(root)
    for target, update in edits:
        *above, last = target or ("",)
        place = made
        for key in above:
            place = _step(place, key)
        if update is None:
            if isinstance(place, dict):
                place.pop(last, None)
            elif isinstance(place, list) and last.isdigit() and int(last) < len(place):
                del place[int(last)]
            continue
        found = _step(place, last) if target else made
        if isinstance(found, list):
            found.append(copy.deepcopy(update))
        elif isinstance(found, dict):
            _add(found, update)
    return made


def _step(place: Any, key: str) -> Any:
    if isinstance(place, dict):
        return place.get(key)
    if isinstance(place, list) and key.isdigit() and int(key) < len(place):
        return place[int(key)]
    return None


def _add(place: dict[str, Any], update: dict[str, Any]) -> None:
    for key, value in update.items():
        known = place.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _add(known, value)
        else:
            place[key] = copy.deepcopy(value)


def json_path(target: Tokens, root: Any) -> str:
    """A target as JSONPath (RFC 9535)."""
    words = ["$"]
    place = root
    for key in target:
        if isinstance(place, list):
            words.append(f"[{key}]")
        elif _PLAIN.match(key):
            words.append(f".{key}")
        else:
            text = key.replace("\\", "\\\\").replace("'", "\\'")
            words.append(f"['{text}']")
        place = _step(place, key)
    return "".join(words)


def overlay(title: str, version: str, root: Any, edits: Sequence[Edit]) -> Any:
    """The document that says edits.

    Args:
        title: What it is called.
        version: Of the spec.
        root: The document that is edited.
        edits: In their order; there is at least one.
    """
    actions: list[dict[str, Any]] = []
    place = root
    for edit in edits:
        action: dict[str, Any] = {"target": json_path(edit.target, place)}
        if edit.update is None:
            action["remove"] = True
        else:
            action["update"] = edit.update
        actions.append(action)
    return {
        "overlay": "1.0.0",
        "info": {"title": title, "version": version},
        "actions": actions,
    }
