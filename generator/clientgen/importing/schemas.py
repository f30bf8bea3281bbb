"""JSON Schema of a document, read as shapes.

Objects and lists of values that the document names keep their names; what else has a name
stands where it is used. Objects are read one after the other, not one inside the other, so
that they may contain themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from .documents import At, Documents
from .keywords import ANNOTATIONS, has_properties, is_null, may_be_null, types_of
from .limits import default_of, limits_of
from .merging import Merged, merge, variants_of_keys
from .problems import Journal, Spot
from .shapes import (
    ANY,
    FILE,
    OBJECT,
    STRING,
    Definition,
    Either,
    Known,
    Many,
    Member,
    Named,
    Object,
    Only,
    Registry,
    Shape,
    Table,
    Word,
    mark,
)

_UNSAID = frozenset(
    [
        *("multipleOf", "uniqueItems", "minProperties", "maxProperties", "contains"),
        *("propertyNames", "unevaluatedProperties", "dependentSchemas"),
    ]
)
_MOST_VALUES = 2000
_LONGEST_VALUE = 500
_FORMATS = {
    "date-time": "datetime",
    "datetime": "datetime",
    "date": "date",
    "time": "time",
    "duration": "duration",
    "uuid": "uuid",
    "uri": "url",
    "url": "url",
    "email": "email",
    "byte": "base64",
    "base64": "base64",
    "binary": "file",
}
_NUMBERS = {"unix-time": "unix", "unixtime": "unix", "timestamp": "unix"}


class Slot(NamedTuple):
    """What a schema says.

    Attributes:
        shape: Of the values.
        nullable: Whether null is legal.
    """

    shape: Shape
    nullable: bool = False


class Schemas:
    """Reads schemas; keeps those that have names in a registry."""

    def __init__(self, documents: Documents, journal: Journal) -> None:
        self.registry = Registry()
        self._documents = documents
        self._journal = journal
        self._waiting: list[tuple[At, str]] = []
        self._aliases: dict[str, Slot] = {}
        self._open: set[str] = set()

    def read(self, at: At, wanted: str) -> Slot:
        """Read a schema, and all objects that it leads to.

        Args:
            at: The schema.
            wanted: What an object that has no name would be called.
        """
        slot = self._read(at, wanted)
        self.finish()
        return slot

    def finish(self) -> None:
        """Read the objects that have been named meanwhile."""
        while self._waiting:
            found, key = self._waiting.pop()
            made = self._object(merge(found, self._documents, self._journal), key)
            self.registry[key].shape = made

    def member(self, name: str, at: At, required: bool, owner: str) -> Member:
        """Read a field of an object, or the schema of a parameter."""
        slot = self._read(at, f"{owner} {name}")
        own = at.value if isinstance(at.value, dict) else {}
        followed = self._documents.follow(at) if "$ref" in own else at
        said = followed.value if followed and isinstance(followed.value, dict) else {}
        if isinstance(said.get("allOf"), list) and len(said["allOf"]) == 1:
            inner = self._documents.follow(At(said["allOf"][0], at.spot))
            if inner and isinstance(inner.value, dict):
                said = {**inner.value, **said}
        said = {**said, **own}
        for word in (key for key in said if key in _UNSAID):
            if said[word] not in (False, None, 0):
                words = f"{word} is not said: the API alone sees to it"
                self._lose("bound", at.spot.child(word), words)
        return Member(
            name,
            slot.shape,
            required=required,
            nullable=slot.nullable,
            read_only=said.get("readOnly") is True
            and said.get("writeOnly") is not True,
            write_only=said.get("writeOnly") is True
            and said.get("readOnly") is not True,
            deprecated=said.get("deprecated") is True,
            limits=limits_of(said),
            default=default_of(said),
            words=_words(own) or _words(said),
            spot=at.spot,
        )

    def _read(self, at: At, wanted: str) -> Slot:
        value = at.value
        if value is True or value == {} or value is None:
            return Slot(ANY, True)
        if not isinstance(value, dict):
            self._lose("bad schema", at.spot, "no schema; any value is taken")
            return Slot(ANY, True)
        if isinstance(value.get("$ref"), str):
            return self._referred(at, wanted)
        nullable = may_be_null(value)
        slot = self._meant(at, value, wanted)
        return slot._replace(nullable=slot.nullable or nullable)

    def _referred(self, at: At, wanted: str) -> Slot:
        found = self._documents.follow(at)
        if found is None:
            return Slot(ANY, True)
        more = {
            key: each
            for key, each in at.value.items()
            if key != "$ref" and key not in ANNOTATIONS
        }
        if {"properties", "allOf", "oneOf", "anyOf"} & more.keys():
            both = {"allOf": [{"$ref": at.value["$ref"]}, more]}
            return self._read(At(both, at.spot), wanted)
        slot = self._component(found)
        nullable = may_be_null(at.value)
        return slot._replace(nullable=slot.nullable or nullable)

    def _component(self, at: At) -> Slot:
        """A schema that others refer to."""
        key = str(at.spot).replace("\0", "\ufffd")
        if key in self._aliases:
            return self._aliases[key]
        if key in self._open:
            if key in self.registry.named:
                return Slot(Named(key))
            self._lose(
                "recursive type",
                at.spot,
                "a type that contains itself and is no object: any value is taken inside",
            )
            return Slot(ANY, True)
        name = at.spot.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        wanted = name if at.spot.pointer else at.spot.file.rpartition("/")[2]
        wanted = wanted.replace("\0", " ")
        value = at.value
        self._open.add(key)
        if isinstance(value, dict) and not isinstance(value.get("$ref"), str):
            nullable = may_be_null(value) or "null" in types_of(value)[1]
            if self._is_object(at):
                # Its fields are read later, so that what contains it is no circle.
                self.registry.named[key] = Definition(
                    Object({}, spot=at.spot), wanted, words=_words(value)
                )
                self._waiting.append((at, key))
                slot = Slot(Named(key), nullable)
                self._aliases[key] = slot
                self._open.discard(key)
                return slot
            if any(isinstance(value.get(w), list) for w in ("oneOf", "anyOf", "items")):
                self.registry.named[key] = Definition(Either(()), wanted)
        slot = self._read(at, mark(key) if key in self.registry.named else wanted)
        if key in self.registry.named:
            if isinstance(slot.shape, Either):
                self.registry[key].shape = slot.shape
                self.registry[key].words = _words(value)
                slot = slot._replace(shape=Named(key))
            else:  # it may have been named meanwhile
                self.registry[key].shape = slot.shape
        elif isinstance(slot.shape, Known):
            self.registry.named[key] = Definition(
                slot.shape, wanted, words=_words(value)
            )
            slot = slot._replace(shape=Named(key))
        self._open.discard(key)
        self._aliases[key] = slot
        return slot

    def _is_object(self, at: At) -> bool:
        """Whether a schema is an object with fields, looked at from outside."""
        value = at.value
        if isinstance(value.get("properties"), dict) and value["properties"]:
            return True
        if not isinstance(value.get("allOf"), list):
            return False
        merged = merge(at, self._documents, self._journal, look=True)
        return bool(merged.properties or merged.parent) and len(merged.others) == 0

    def _meant(self, at: At, value: dict[str, Any], wanted: str) -> Slot:
        if "const" in value:
            return self._values(value, [value["const"]])
        if isinstance(value.get("enum"), list) and value["enum"]:
            return self._values(value, value["enum"])
        if isinstance(value.get("allOf"), list):
            return self._all_of(at, wanted)
        for word in ("oneOf", "anyOf"):
            if isinstance(value.get(word), list) and value[word]:
                if variants_of_keys(value[word]) or has_properties(value):
                    break
                return self._one_of(at, word, wanted)
        kinds, nulls = types_of(value)
        nullable = bool(nulls)
        if not kinds and not nulls and isinstance(value.get("items"), list):
            # Without a type it says nothing of arrays: a choice, as some tools write it.
            return self._one_of(at, "items", wanted)
        if not kinds:
            if nulls:
                return Slot(ANY, True)
            kinds = [_guessed(value)]
        if len(kinds) > 1:
            parts = tuple(self._of_kind(at, value, kind, wanted) for kind in kinds)
            return Slot(Either(parts), nullable)
        return Slot(self._of_kind(at, value, kinds[0], wanted), nullable)

    def _of_kind(self, at: At, value: dict[str, Any], kind: str, wanted: str) -> Shape:
        form = value.get("format") if isinstance(value.get("format"), str) else ""
        if kind == "string":
            if value.get("contentEncoding") in ("base64", "base64url"):
                return Word("base64")
            if "contentMediaType" in value and not form:
                media = str(value["contentMediaType"])
                return FILE if media == "application/octet-stream" else STRING
            return Word(_FORMATS.get(form or "", "string"))
        if kind in ("integer", "number"):
            return Word(_NUMBERS.get(form or "", kind))
        if kind == "boolean":
            return Word("boolean")
        if kind == "file":
            return FILE
        if kind == "array":
            return self._array(at, wanted)
        if kind == "object":
            merged = merge(at, self._documents, self._journal)
            return self._object(merged, wanted)
        if kind != "any":
            self._lose(
                "unknown type", at.spot, f"no type is called {kind[:50]!r}: any value"
            )
        return ANY

    def _array(self, at: At, wanted: str) -> Shape:
        for word in ("prefixItems", "items"):
            tuple_ = at.get(word).each()
            if tuple_:
                parts = tuple(self._read(each, wanted).shape for each in tuple_)
                return Many(Either(parts) if parts[1:] else parts[0])
        items = at.get("items")
        if items.value in (None, True, {}):
            return Many(ANY)
        return Many(self._read(items, wanted).shape)

    def _values(self, value: dict[str, Any], values: list[Any]) -> Slot:
        nullable = None in values or may_be_null(value)
        nullable = nullable or "null" in types_of(value)[1]
        kept = [each for each in values if each is not None]
        wants_text = types_of(value)[0] == ["string"]
        if wants_text:
            kept = [_as_text(each) for each in kept]
        if not kept:
            return Slot(ANY, True)
        if all(isinstance(each, bool) for each in kept):
            one = len(kept) == 1
            return Slot(Only(kept[0]) if one else Word("boolean"), nullable)
        texts = [each for each in kept if isinstance(each, str)]
        whole = [
            each
            for each in kept
            if isinstance(each, int) and not isinstance(each, bool)
        ]
        if len(texts) == len(kept):
            return Slot(_known_texts(texts), nullable)
        if len(whole) == len(kept):
            return Slot(_known_numbers(whole), nullable)
        if any(isinstance(each, dict | list) for each in kept):
            return Slot(ANY, True)
        parts: list[Shape] = [_known_texts(texts)] if texts else []
        if any(isinstance(each, float) for each in kept):
            parts.append(Word("number"))
        elif whole:
            parts.append(_known_numbers(whole))
        if any(isinstance(each, bool) for each in kept):
            parts.append(Word("boolean"))
        return Slot(Either(tuple(parts)) if parts[1:] else parts[0], nullable)

    def _all_of(self, at: At, wanted: str) -> Slot:
        merged = merge(at, self._documents, self._journal)
        if not merged.properties and not merged.parent:
            slots = [self._read(each, wanted) for each in merged.others]
            if not slots:
                shape = self._object(merged, wanted) if merged.is_object else ANY
                return Slot(shape, merged.nullable or shape == ANY)
            if len(slots) > 1:
                known = [s for s in slots if s.shape != ANY]
                slots = known or slots
                if len({s.shape for s in slots if not isinstance(s.shape, Object)}) > 1:
                    self._lose(
                        "several types at once",
                        at.spot,
                        "a value of all of several types; the first of them is taken",
                    )
            return slots[0]._replace(nullable=slots[0].nullable or merged.nullable)
        if merged.others:
            if merged.is_lone_parent and len(merged.others) == 1:
                return self._read(merged.others[0], wanted)
            self._lose(
                "several types at once",
                at.spot,
                "an object that is also something else; it is taken as the object",
            )
        if merged.parent:
            # What is like another has a name of its own.
            if merged.is_lone_parent:
                slot = self._component(merged.parent)
                return slot._replace(nullable=slot.nullable or merged.nullable)
            merged = merge(at, self._documents, self._journal, flat=True)
        return Slot(self._object(merged, wanted), merged.nullable)

    def _one_of(self, at: At, word: str, wanted: str) -> Slot:
        parts: list[Shape] = []
        refs: list[tuple[str, Shape]] = []
        nullable = False
        for number, each in enumerate(at.get(word).each()):
            if isinstance(each.value, dict) and is_null(each.value):
                nullable = True
                continue
            title = each.text("title") if isinstance(each.value, dict) else ""
            slot = self._read(each, f"{wanted} {title or number + 1}")
            nullable = nullable or (slot.nullable and slot.shape != ANY)
            parts.append(slot.shape)
            if isinstance(each.value, dict) and isinstance(each.value.get("$ref"), str):
                refs.append((each.value["$ref"], slot.shape))
        if not parts:
            return Slot(ANY, True)
        if len(parts) == 1:
            return Slot(parts[0], nullable)
        by, tags = self._tags(at, refs)
        return Slot(Either(tuple(parts), by, tags), nullable)

    def _tags(
        self, at: At, refs: Iterable[tuple[str, Shape]]
    ) -> tuple[str, tuple[tuple[str, Shape], ...]]:
        """The key that says which of several objects one is, and what stands there."""
        said = at.get("discriminator")
        by = said.text("propertyName")
        if not by:
            return "", ()
        shapes = dict(refs)
        mapping = said.get("mapping").value
        found: list[tuple[str, Shape]] = []
        if isinstance(mapping, dict):
            for tag, reference in mapping.items():
                if not isinstance(reference, str):
                    continue
                shape = shapes.get(reference)
                if shape is None:
                    bare = f"#/components/schemas/{reference}"
                    where = reference if "/" in reference or "#" in reference else bare
                    shape = shapes.get(where)
                    if shape is None:
                        at_ = self._documents.target(where, at.spot)
                        shape = self._component(at_).shape if at_ else None
                if shape is not None:
                    found.append((tag, shape))
        else:
            found = [(ref.rpartition("/")[2], shape) for ref, shape in shapes.items()]
        return by, tuple(found)

    def _object(self, merged: Merged, owner: str) -> Shape:
        further = None
        if merged.further is not None:
            further = self._read(merged.further, f"{owner} value").shape
        if not merged.properties and not merged.parent:
            if further is not None and further != ANY:
                return Table(further)
            return OBJECT
        place = mark(owner) if owner in self.registry.named else owner
        parent = ""
        if merged.parent:
            shape = self._component(merged.parent).shape
            if self.registry.is_object(shape):
                parent = shape.key
        members = {
            name: self.member(name, at, name in merged.required, place)
            for name, at in merged.properties.items()
        }
        if not merged.parent:
            for name in sorted(merged.required - members.keys()):
                words = f"{name[:60]!r} has to be there, and nothing is said of it"
                self._lose("undescribed key", merged.spot, words)
        return Object(
            members,
            None if further == ANY else further,
            parent,
            merged.title,
            merged.spot,
            merged.rules,
            merged.words,
        )

    def _lose(self, kind: str, spot: Spot, words: str) -> None:
        self._journal.lose(kind, spot, words)


def _guessed(value: dict[str, Any]) -> str:
    """What a schema means that names no type."""
    if {"properties", "additionalProperties", "patternProperties"} & value.keys():
        return "object"
    if "items" in value or "prefixItems" in value:
        return "array"
    form = value.get("format")
    if isinstance(form, str) and form in _FORMATS:
        return "string"
    if {"minLength", "maxLength", "pattern"} & value.keys():
        return "string"
    return "any"


def _as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _known_texts(values: list[str]) -> Shape:
    sayable = [
        each
        for each in dict.fromkeys(values)
        if each and each == each.strip() and each.isprintable()
    ]
    sayable = [each for each in sayable if len(each) <= _LONGEST_VALUE]
    if values == [""]:
        return Only("")  # which forms mean by null
    if not sayable or len(sayable) > _MOST_VALUES:
        return STRING
    if len(set(values)) == 1:
        return Only(sayable[0])
    return Known(tuple(sayable))


def _known_numbers(values: list[int]) -> Shape:
    unique = list(dict.fromkeys(values))
    if len(unique) > _MOST_VALUES or any(abs(each) >= 10**18 for each in unique):
        return Word("integer")
    return Only(unique[0]) if len(unique) == 1 else Known(tuple(unique))


def _words(value: Any) -> str:
    if not isinstance(value, dict):
        return ""
    said = value.get("description") or value.get("title")
    return said if isinstance(said, str) else ""
