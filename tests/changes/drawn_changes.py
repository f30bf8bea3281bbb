"""Edits of the shop as chance would have them, and edits of what came of them.

``python tests/changes/drawn_changes.py 400`` judges that many pairs, each both ways.
"""

from __future__ import annotations

import copy
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from changing_shop import SHOP, Spec, api_of
from judged_calls import disagreements

from clientgen.model.api import Api
from clientgen.reading import SpecError

TYPES: list[Any] = [
    "string",
    "uuid",
    "integer",
    "number",
    "boolean",
    "datetime",
    "date",
    "time",
    "duration",
    "unix",
    "base64",
    "any",
    "object",
    "key",
    "key -> Customer",
    "Line",
    "Address",
    "Source",
    "Currency",
    "Channel",
    ["string"],
    ["integer"],
    ["Line"],
    ["any"],
    {"string": "string"},
    {"string": "number"},
    "string | integer",
    "string | Line",
    {"enum": ["open", "shut"]},
    {"enum": {"1": "one", "2": "two"}},
    {"is": "card"},
]
ANSWERS = ["Order", "Customer", "none", "text", "bytes", "exists", ["Order"], "integer"]
ANSWERS += ["Order | none", "Line", ["string"], "number", "any", "object"]


class Drawn:
    """Edits by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def edit(self, spec: Spec) -> None:
        """One edit."""
        edits = [self.item, self.item, self.item, self.fields, self.fields]
        edits += [self.answer, self.rule, self.operation, self.shared]
        self.chance.choice(edits)(spec)

    def type_(self) -> Any:
        found = copy.deepcopy(self.chance.choice(TYPES))
        return {"type": found} if isinstance(found, list | str) else found

    def word(self) -> Any:
        """A type with marks."""
        found = self.type_()
        if isinstance(found, dict) and "string" in found:
            found = {"type": found}
        if self.chance.random() < 0.4:
            found["required"] = True
            if self.chance.random() < 0.3:
                found["nullable"] = True
        return found

    def _operations(self, spec: Spec) -> list[dict[str, Any]]:
        return [
            each
            for name in spec["api"]["resources"]
            for each in spec[name]["operations"].values()
            if isinstance(each, dict)
        ]

    def item(self, spec: Spec) -> None:
        """A key of a body, or a parameter."""
        operation = self.chance.choice(
            [o for o in self._operations(spec) if "body" in o or "parameters" in o]
        )
        words = self.chance.choice(
            [w for w in ("body", "parameters") if w in operation]
        )
        if words == "body" and isinstance(operation[words], dict):
            operation[words] = [{k: v} for k, v in operation[words].items()]
        self._one_of(operation[words], words)

    def _one_of(self, items: Any, words: str) -> None:
        if not isinstance(items, list) or not items:
            return
        at = self.chance.randrange(len(items))
        item = items[at]
        name = (item if isinstance(item, str) else next(iter(item))).rstrip("!")
        how = self.chance.choice(
            ["retype", "retype", "remove", "add", "rename", "mark"]
        )
        if name in ("page", "size", "tenant"):
            how = "remove"
        if how == "remove":
            del items[at]
        elif how == "add":
            items.append({f"extra_{self.chance.randrange(100)}": self.word()})
        elif how == "rename" and isinstance(item, dict):
            items[at] = {f"{name}_too": item[name]}
        elif how == "mark":
            named = item if isinstance(item, str) else name
            if isinstance(item, str):
                items[at] = named.rstrip("!") + ("" if named.endswith("!") else "!")
            elif isinstance(item[name], str):
                items[at] = {name: {"type": item[name].rstrip("!"), "required": True}}
        else:
            items[at] = {name: self.word()}

    def fields(self, spec: Spec) -> None:
        """A field of a model."""
        homes = [spec["order"], spec["customer"]]
        homes += [each for each in spec["schemas"].values() if "fields" in each]
        fields = self.chance.choice(homes)["fields"]
        name = self.chance.choice(list(fields))
        how = self.chance.choice(["retype", "retype", "remove", "add", "mark"])
        if how == "remove" and len(fields) > 1:
            del fields[name]
        elif how == "add":
            fields[f"extra_{self.chance.randrange(100)}"] = self.word()
        elif how == "mark" and isinstance(fields[name], str):
            plain = fields[name].rstrip("!")
            fields[name] = plain if fields[name].endswith("!") else f"{plain}!"
        else:
            fields[name] = self.word()

    def answer(self, spec: Spec) -> None:
        operation = self.chance.choice(self._operations(spec))
        operation["answer"] = copy.deepcopy(self.chance.choice(ANSWERS))

    def operation(self, spec: Spec) -> None:
        operations = spec[self.chance.choice(spec["api"]["resources"])]["operations"]
        name = self.chance.choice(list(operations))
        if self.chance.random() < 0.5:
            del operations[name]
        elif isinstance(operations[name], dict) and "path" in operations[name]:
            operations[f"{name}_now"] = operations.pop(name)

    def shared(self, spec: Spec) -> None:
        values = spec["schemas"]["Currency"]["enum"]
        if self.chance.random() < 0.5 and len(values) > 1:
            values.pop()
        else:
            values.append(f"c{self.chance.randrange(100)}")

    def rule(self, spec: Spec) -> None:
        rules = spec["order"]["operations"].get("create", {}).get("rules")
        if not rules:
            return
        if self.chance.random() < 0.2:
            rules.pop(self.chance.randrange(len(rules)))
            return
        at = self.chance.randrange(len(rules))
        rules[at] = {"name": rules[at]["name"], **self._node(2)}

    def _node(self, depth: int) -> dict[str, Any]:
        keys = ["lines", "coupon", "voucher", "day", "count", "mode"]
        kind = self.chance.choice(["any", "all", "one", "at_most_one", "none", "if"])
        if kind == "if":
            return {"if": self.chance.choice(keys), "then": self.chance.choice(keys)}
        parts: list[Any] = self.chance.sample(keys, self.chance.randint(1, 3))
        if depth and self.chance.random() < 0.4:
            parts.append(self._node(0))
        return {kind: parts}


def pairs(count: int, seed: int, folder: Path) -> Iterator[tuple[Api, Api]]:
    """Pairs of states that can be read, each in both directions."""
    shop = api_of(SHOP, _new(folder))
    found = 0
    while found < count:
        seed += 1
        drawn = Drawn(seed)
        spec = copy.deepcopy(SHOP)
        for _ in range(drawn.chance.choice([1, 1, 1, 2])):
            drawn.edit(spec)
        try:
            api = api_of(spec, _new(folder))
        except SpecError:
            continue
        found += 1
        yield shop, api
        yield api, shop


def _new(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=folder))


if __name__ == "__main__":
    number, start = (int(word) for word in [*sys.argv[1:], "100", "0"][:2])
    with tempfile.TemporaryDirectory() as place:
        wrong, free = disagreements(pairs(number, start, Path(place)), Path(place))
    print("\n".join(wrong))
    print(f"{len(wrong)} disagreements in {2 * number} pairs; {free} break nothing")
    sys.exit(bool(wrong))
